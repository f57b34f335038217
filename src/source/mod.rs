//! Floor 1: the walk and the reads. This room is the only reader of input.

mod git;
mod read;
mod walk;

pub use git::{Commit, last_commits};
pub use read::{ReadError, Text, read_bytes, read_packed_text, read_text};
pub use walk::{Entry, SkipReason, Skipped, Walk, walk};
