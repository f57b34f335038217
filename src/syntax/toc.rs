//! Tables of contents as written: the tree, before any of its references is looked up (DocFX behaviour, section 4.1).

mod reader;
#[cfg(test)]
mod tests;

pub use reader::from_yaml;

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A tree deeper than this is cut with a problem, so that walking it cannot exhaust the stack.
pub const MAX_DEPTH: usize = 64;

/// A value and where it stands in its file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// The value.
    pub text: String,
    /// Its place.
    pub span: Range<usize>,
}

/// One entry of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TocItem {
    /// The text readers see.
    pub name: Option<String>,
    /// `displayName`: other words by which the filter of the menu finds the entry.
    pub display_name: Option<String>,
    /// `href`: a page, an address, a folder or another table of contents.
    pub href: Option<Text>,
    /// `topicHref`, or the older `homepage`: the page to open.
    pub topic_href: Option<Text>,
    /// `tocHref`: the table of contents that belongs to the entry.
    pub toc_href: Option<Text>,
    /// `uid` of the page.
    pub uid: Option<Text>,
    /// `topicUid`, or the older `homepageUid`: the uid of the page to open.
    pub topic_uid: Option<Text>,
    /// `expanded`: whether the entry is open at first.
    pub expanded: Option<bool>,
    /// `order`.
    pub order: Option<i64>,
    /// `type`: the kind of thing, such as `Namespace`, in generated tables.
    pub kind: Option<String>,
    /// The entries below.
    pub items: Vec<TocItem>,
    /// Every other key with its value, in the order written.
    pub extra: Vec<(String, String)>,
    /// Where the entry stands, in bytes: in Markdown its line, in YAML its node.
    pub span: Range<usize>,
}

/// A table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Toc {
    /// The entries.
    pub items: Vec<TocItem>,
    /// `order`: of the tables that name a page, the lowest counts.
    pub order: Option<i64>,
    /// Every other key at the top (`pdf`, `pdfFileName`, ...) with its value, in the order written.
    pub extra: Vec<(String, String)>,
}

/// What can be wrong with a table of contents as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TocProblemKind {
    /// A line of Markdown is no entry; DocFX's `InvalidMarkdownToc`.
    UnknownSyntax,
    /// A heading is more than one level below the one before; DocFX's `InvalidMarkdownToc`.
    SkippedLevel,
    /// An entry is null; DocFX's `EmptyTocItemNode`.
    EmptyNode,
    /// A value has the wrong shape, as a list where an entry should be; DocFX's `InvalidTocFile`.
    WrongShape,
    /// An entry is deeper than [`MAX_DEPTH`]; it is left out.
    TooDeep,
}

/// A problem and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocProblem {
    /// Which.
    pub kind: TocProblemKind,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// Where, in bytes of the file.
    pub span: Range<usize>,
}
