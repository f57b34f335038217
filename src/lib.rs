//! skilt turns folders of Markdown into a documentation site whose every link holds.
//!
//! A build is six phases over small immutable values; data goes one way:
//!
//! 1. **scan** ([`source`]): what exists.
//! 2. **outline** ([`kind`], [`syntax`]): what each file says: uids, title, headings, anchors, links, metadata.
//! 3. **index** ([`index`]): where everything lives: routes, uids, navigation, facets.
//! 4. **check** ([`check`]): what does not resolve.
//! 5. **render** ([`render`]): the pages.
//! 6. **write** ([`emit`]): what differs.
//!
//! [`build`] shows the pipeline on one screen. [`cli`] and [`serve`] call it; nothing else does.
//! Imports go downward only; `tests/architecture.rs` holds the table.

pub mod base;
pub mod build;
pub mod check;
pub mod cli;
pub mod config;
pub mod emit;
pub mod index;
pub mod kind;
pub mod model;
#[cfg(feature = "external")]
pub mod net;
pub mod render;
pub mod report;
pub mod serve;
pub mod source;
pub mod syntax;
