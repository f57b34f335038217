//! How far includes may go. The checks report what goes further, and drawing stops there.

/// How many files may include each other in a row. Each costs a frame of the stack; nobody nests them deeper than
/// three.
pub const INCLUDE_DEPTH: usize = 32;

/// What the includes of one page may add up to, in bytes.
pub const INCLUDE_BUDGET: usize = 16 * 1024 * 1024;

/// What including a text of this many bytes counts for. Even an empty text has to be found and drawn, so that a million
/// of them is too much.
pub fn include_cost(bytes: usize) -> usize {
    bytes.max(1024)
}
