//! Floor 1: the walk and the reads. This room is the only reader of input.

mod read;
mod stamp;
mod walk;

pub use read::{ReadError, Text, read_bytes, read_packed_text, read_text};
pub use stamp::Stamp;
pub use walk::{Entry, SkipReason, Skipped, Walk, walk};
