//! Floor 1: pure text to values. YAML, front matter, Markdown events with spans, DocFX directives, hrefs, slugs.
//!
//! Nothing here touches the file system, and nothing fails as a whole: each reader returns what could be read
//! together with the problems it met, at byte ranges of the text it was given.

pub mod code_directive;
pub mod date;
pub mod front_matter;
pub mod glob;
pub mod href;
pub mod html;
pub mod markdown;
pub mod slug;
pub mod snippet;
pub mod toc;
pub mod toc_markdown;
pub mod uid;
pub mod video;
pub mod written;
pub mod xref_map;
pub mod yaml;
