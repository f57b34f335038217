//! Pure text to values: YAML, front matter, dates. Nothing here touches the disk or knows about pages.

pub mod date;
pub mod front_matter;
pub mod yaml;
