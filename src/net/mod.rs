//! Floor 3: other hosts. The only room that sends anything to anyone, and only for `skilt check --external`.
//!
//! The way of one address: `target` says what it is and `address` whether it may be asked, `gate` makes it wait
//! its turn, `follow` asks, repeats and goes along with redirects, `cache` remembers. Nothing but `http` opens a
//! connection: the rest sees the network through the two traits of `seam`, so that tests can put themselves there.

mod address;
mod ask;
mod cache;
mod follow;
mod gate;
mod http;
mod retry;
mod seam;
mod target;
#[cfg(test)]
mod tests;

pub use ask::{Ended, ask};
pub use cache::Cache;
