//! Floor 0: what every room speaks of. Spans, site paths, digests, diagnostics and the one table of their codes.

mod code;
mod diagnostic;
mod digest;
mod line_index;
mod map;
mod natural;
mod path;
mod shortened;
mod suggest;

pub use code::{CODES, Code, codes};
pub use diagnostic::{ByHand, Cause, Diagnostic, Mend, Place, Related, Severity};
pub use digest::{Digest, hash_of};
pub use line_index::{LineIndex, Position, Span};
pub use map::{Map, Set};
pub use natural::natural;
pub use path::{SitePath, join_lexical, normalize, shared_folders};
pub use shortened::shortened;
pub use suggest::{Candidates, nearest};
