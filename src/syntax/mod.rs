//! Pure text to values: YAML, front matter, dates, snippets, globs, tables of contents. Nothing here touches the disk
//! or knows about pages.

pub mod date;
pub mod front_matter;
pub mod glob;
pub mod snippet;
pub mod toc;
pub mod toc_markdown;
pub mod video;
pub mod yaml;
