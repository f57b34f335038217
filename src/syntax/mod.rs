//! Floor 1: text to values. Nothing here reads a file or knows a site.

pub mod glob;
pub mod snippet;
pub mod toc;
pub mod toc_markdown;
pub mod video;
