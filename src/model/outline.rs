//! What one file says, without its body.

use super::{Meta, Symbol};
use crate::base::{Code, Diagnostic, SitePath, Span};
use crate::syntax::toc::Toc;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a file is to the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// It becomes a page.
    Page,
    /// It is a table of contents.
    Toc,
    /// It is only included in pages.
    Fragment,
}

/// What a file says, without its body: everything that other files can ask about it. Editing a paragraph does not
/// change it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outline {
    /// The file.
    pub file: SitePath,
    /// What it is to the site.
    pub role: Role,
    /// The name of its kind, a row of `kind::KINDS`.
    pub kind: Cow<'static, str>,
    /// Its metadata.
    pub meta: Meta,
    /// The text of its first heading of level one, if it is the first block.
    pub h1: Option<String>,
    /// The uids it declares; a page's own first.
    pub uids: Vec<Declaration>,
    /// Its headings.
    pub headings: Vec<Heading>,
    /// Ids and names that links can lead to, beside those of headings.
    pub anchors: Vec<Anchor>,
    /// What it refers to.
    pub links: Vec<Link>,
    /// The table of contents, if it is one.
    pub toc: Option<Toc>,
    /// Comments that silence problems.
    pub ignores: Vec<Ignore>,
    /// What is wrong with it on its own.
    pub problems: Vec<Diagnostic>,
}

impl Outline {
    /// Whether it is a page of an API reference: made by a tool from code, so that nobody can mend it by hand, and with
    /// more uids than pages.
    pub fn is_reference(&self) -> bool {
        self.uids.first().is_some_and(|declaration| declaration.symbol.is_some())
    }

    /// Whether its front matter says that a tool made it: `generated: true`, or 1.
    pub fn is_generated(&self) -> bool {
        self.meta.all.get("generated").is_some_and(|value| value.as_bool() == Some(true) || value.as_u64() == Some(1))
    }
}

/// A declared uid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The uid.
    pub uid: String,
    /// Where it is written.
    pub span: Span,
    /// The anchor within the page, for members; `None` means the page itself.
    pub anchor: Option<String>,
    /// What references show, if it is not the page's title.
    pub name: Option<String>,
    /// The full name, for `?displayProperty=fullName`.
    pub full_name: Option<String>,
    /// What it stands for, if it is of an API reference.
    pub symbol: Option<Symbol>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its id, unique in the file.
    pub id: String,
    /// Its text without markup.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// An id or name of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The id.
    pub id: String,
    /// Where it is written.
    pub span: Span,
}

/// What a reference is written as, which decides how it is resolved and what its absence is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    /// A link to a page, an asset or an address.
    Link,
    /// An image.
    Image,
    /// A reference by uid that should resolve.
    Xref,
    /// A reference by uid that may not: `@uid`, `data-throw-if-not-resolved="false"`, `<see cref>`.
    XrefQuiet,
    /// An included file.
    Include,
    /// The file of a code snippet.
    Snippet,
    /// The target of a redirect.
    Redirect,
}

impl LinkKind {
    /// Whether it names a uid and no path.
    pub fn is_xref(self) -> bool {
        matches!(self, LinkKind::Xref | LinkKind::XrefQuiet)
    }
}

/// A reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is written as.
    pub kind: LinkKind,
    /// The destination as written, character references and escapes resolved; for xrefs what stands behind `xref:`.
    pub href: String,
    /// Where the destination stands.
    pub span: Span,
    /// The same in bytes of the file, for rewriting; empty where they are not known.
    pub bytes: std::ops::Range<u32>,
    /// What stands there, if it is not `href` letter by letter; else empty.
    pub written: String,
    /// Whether its fragment is not to be checked.
    pub unchecked: bool,
    /// The whole directive of a snippet, as written; empty for others.
    pub directive: String,
}

/// A comment `<!-- skilt-ignore CODE: reason -->`, or the key `skilt-ignore` of the front matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ignore {
    /// The code to silence.
    pub code: &'static Code,
    /// Where the comment stands.
    pub span: Span,
    /// The line it speaks for; `None` means the whole file.
    pub line: Option<u32>,
}
