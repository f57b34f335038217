//! Values of a view as values of a template.

use super::body::Body;
use super::{Dress, Renderer, hrefs, plain_text, signature};
use crate::base::{Diagnostic, SitePath};
use crate::model::{Doc, Lookup, Piece, To};
use crate::syntax::href;
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use std::borrow::Cow;
use std::fmt::Write as _;
use tera::Value;
use tera::value::Key;

impl Renderer<'_> {
    /// The template's form of a value: links are resolved and Markdown is drawn.
    pub(super) fn field(
        &self,
        doc: &Doc,
        file: &SitePath,
        route: &str,
        language: &str,
        lookup: &dyn Lookup,
        problems: &mut Vec<Diagnostic>,
    ) -> Value {
        match doc {
            Doc::Null => Value::none(),
            Doc::Bool(flag) => Value::from(*flag),
            Doc::Number(number) => Value::from(*number),
            Doc::Text(text) => Value::from(text.as_str()),
            Doc::Word(key) => Value::from(self.config.words.text(language, key)),
            Doc::Href(written) => Value::from(hrefs::link(lookup, file, file, route, written).as_str()),
            Doc::Route(to) => Value::from(relative_route(route, to).as_str()),
            Doc::Linked(pieces) => Value::safe_string(&linked(pieces, file, route, lookup)),
            Doc::Signature { language, text } => match signature::draw(language, text) {
                Some(html) => Value::safe_string(&html),
                None => Value::safe_string(&self.highlighter.highlight(language, text).html),
            },
            Doc::Markdown(text) if plain_text::is_plain(text, &self.config.markdown) => {
                Value::safe_string(&plain_text::paragraph(text))
            }
            Doc::Markdown(text) => {
                let mut body = Body::new(self, lookup, route, language, Dress::Site);
                body.blocks(file, text, None);
                let drawn = body.finish();
                problems.extend(drawn.problems);
                Value::safe_string(drawn.html.trim_end())
            }
            Doc::Inline(text) => {
                let mut body = Body::new(self, lookup, route, language, Dress::Site);
                body.line(file, text);
                Value::safe_string(body.finish().html.trim())
            }
            Doc::List(items) => {
                let items: Vec<Value> =
                    items.iter().map(|item| self.field(item, file, route, language, lookup, problems)).collect();
                Value::from(items)
            }
            Doc::Map(entries) => {
                let mut map = tera::Map::with_capacity(entries.len());
                for (name, value) in entries {
                    let value = self.field(value, file, route, language, lookup, problems);
                    // Names that are known beforehand are not copied.
                    let key = match name {
                        Cow::Borrowed(name) => Key::from(*name),
                        Cow::Owned(name) => Key::from(name.clone()),
                    };
                    map.insert(key, value);
                }
                Value::from(map)
            }
        }
    }
}

/// Text as HTML. What is one long name, such as that of a namespace or a method, may be broken behind its dots and
/// between its words.
pub(super) fn breakable(text: &str) -> Cow<'_, str> {
    const LONG: usize = 18;
    let html = encode_text(text);
    if text.len() <= LONG || text.contains(' ') {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 20);
    let mut before = ' ';
    for c in html.chars() {
        if before == '.' || (before.is_lowercase() && c.is_uppercase()) {
            out.push_str("<wbr>");
        }
        out.push(c);
        before = c;
    }
    Cow::Owned(out)
}

/// Text in pieces as HTML.
fn linked(pieces: &[Piece], file: &SitePath, route: &str, lookup: &dyn Lookup) -> String {
    let mut out = String::new();
    for piece in pieces {
        let address = match &piece.to {
            To::Nowhere => {
                out.push_str(&breakable(&piece.text));
                continue;
            }
            To::Route(to) => relative_route(route, to),
            To::Address(address) => address.clone(),
            To::Written(written) => hrefs::link(lookup, file, file, route, written),
        };
        let _ = write!(out, "<a href=\"{}\">{}</a>", attribute(&address), breakable(&piece.text));
    }
    out
}

/// A route of this site, with or without a fragment, as a link of the page at `from`.
pub(super) fn relative_route(from: &str, to: &str) -> String {
    match to.split_once('#') {
        Some((path, fragment)) => format!("{}#{}", href::relative(from, path), href::encode_fragment(fragment)),
        None => href::relative(from, to),
    }
}
