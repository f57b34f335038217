//! Metadata of a page, coerced by the type of each key.

use crate::base::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands; `None` if it came from the configuration.
    pub span: Option<Span>,
}

/// A value of a facet as a page states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which facet, by its place in the configuration.
    pub facet: usize,
    /// The word as written, and where.
    pub word: Located<String>,
}

/// What the phases need to know of a page's metadata.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    /// `title` of the front matter.
    pub title: Option<Located<String>>,
    /// `titleOverwriteH1`.
    pub title_over_h1: Option<String>,
    /// `title` of the configuration's metadata, weakest.
    pub default_title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `author`, as shown.
    pub author: Option<String>,
    /// `language`, `lang` or the folder's: BCP 47.
    pub language: Option<String>,
    /// When the page was last touched, as the front matter says: an ISO date.
    pub date: Option<String>,
    /// The facts it states about itself.
    pub facts: Vec<Fact>,
    /// `redirect_url`: the page is only a signpost to this address.
    pub redirect_url: Option<Located<String>>,
    /// `redirect_from`: addresses that lead here.
    pub redirect_from: Vec<Located<String>>,
    /// `outputFileName`: another name for the output file.
    pub output_file_name: Option<Located<String>>,
    /// `_noindex`: search engines are asked to stay away.
    pub noindex: bool,
    /// `hidden`: not listed in generated navigation and indexes.
    pub hidden: bool,
    /// `_layout` or `layout`: `landing`, `chromeless` or empty.
    pub layout: String,
    /// `order`: the place among its siblings where no table of contents says otherwise.
    pub order: Option<i64>,
    /// Everything, for templates: configuration and front matter merged, the front matter stronger.
    #[serde(with = "as_text")]
    pub all: Map<String, Value>,
}

/// JSON as text inside formats that do not say of what type a value is.
mod as_text {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::{Map, Value};
    use std::borrow::Cow;

    pub(super) fn serialize<S: Serializer>(all: &Map<String, Value>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&serde_json::to_string(all).map_err(S::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}
