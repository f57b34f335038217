//! A page before it is drawn: what a kind wants shown, not how.

use crate::base::SitePath;
use std::borrow::Cow;

/// What a page shows.
#[derive(Debug, Clone, Hash)]
pub struct View {
    /// The template that draws it, a file name in `templates/`.
    pub template: String,
    /// Its address, relative to the output folder.
    pub route: String,
    /// Its source, if it has one.
    pub file: Option<SitePath>,
    /// Its title.
    pub title: String,
    /// Its description; may be empty.
    pub description: String,
    /// Its language, empty for the site's.
    pub language: String,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// `landing`, `chromeless` or empty.
    pub layout: String,
    /// Its main text.
    pub body: Body,
    /// Values for the template, by name.
    pub data: Entries,
}

/// The main text of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// It has none; the template makes the page from the data.
    None,
    /// The Markdown of its source.
    Markdown,
}

/// A value for a template. Text is escaped where it is printed; Markdown is drawn before the template sees it.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Doc {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// Plain text.
    Text(String),
    /// A word of the theme, by its key: drawn in the language of the page.
    Word(&'static str),
    /// A link as written in the source of the page: drawn as the address it leads to.
    Href(String),
    /// Markdown blocks, written in the source of the page.
    Markdown(String),
    /// Markdown without a paragraph around it.
    Inline(String),
    /// A route of this site: drawn relative to the page.
    Route(String),
    /// Text in pieces of which some are links: drawn as HTML.
    Linked(Vec<Piece>),
    /// A declaration in a programming language: drawn as HTML with its keywords and names told apart.
    Signature {
        /// The language, such as `csharp`.
        language: String,
        /// The declaration.
        text: String,
    },
    /// A list.
    List(Vec<Doc>),
    /// Names and values.
    Map(Entries),
}

/// Names and values. Nearly all names are known beforehand, and a page can have thousands of them.
pub type Entries = Vec<(Cow<'static, str>, Doc)>;

/// A piece of text, and what it links to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// What it links to.
    pub to: To,
}

/// What a piece of text links to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum To {
    /// Nothing.
    Nowhere,
    /// A route of this site, with or without a fragment.
    Route(String),
    /// An address that stays as it is.
    Address(String),
    /// A link as written in the source of the page.
    Written(String),
}

impl Piece {
    /// Text without a link.
    pub fn plain(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), to: To::Nowhere }
    }
}

impl Doc {
    /// Text as a value.
    pub fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    /// Names and values as a map.
    pub fn map<const N: usize>(entries: [(&'static str, Doc); N]) -> Doc {
        Doc::Map(entries.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// JSON as a value; all text in it is plain.
    pub fn from_json(value: &serde_json::Value) -> Doc {
        match value {
            serde_json::Value::Null => Doc::Null,
            serde_json::Value::Bool(b) => Doc::Bool(*b),
            serde_json::Value::Number(n) => n.as_i64().map_or_else(|| Doc::Text(n.to_string()), Doc::Number),
            serde_json::Value::String(s) => Doc::Text(s.clone()),
            serde_json::Value::Array(items) => Doc::List(items.iter().map(Doc::from_json).collect()),
            serde_json::Value::Object(map) => {
                Doc::Map(map.iter().map(|(k, v)| (Cow::Owned(k.clone()), Doc::from_json(v))).collect())
            }
        }
    }

    /// The value of a map under a name.
    pub fn get(&self, name: &str) -> Option<&Doc> {
        match self {
            Doc::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}
