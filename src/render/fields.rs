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

/// Values of one page on their way into its template.
pub(super) struct Fields<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) file: &'a SitePath,
    pub(super) route: &'a str,
    pub(super) language: &'a str,
    pub(super) lookup: &'a dyn Lookup,
    /// What went wrong so far.
    pub(super) problems: Vec<Diagnostic>,
    /// Whether some Markdown among them [has media](super::Drawn::has_media).
    pub(super) has_media: bool,
}

impl Fields<'_> {
    /// The template's form of a value: links are resolved and Markdown is drawn.
    pub(super) fn draw(&mut self, doc: &Doc) -> Value {
        let (renderer, file, route) = (self.renderer, self.file, self.route);
        match doc {
            Doc::Null => Value::none(),
            Doc::Bool(flag) => Value::from(*flag),
            Doc::Number(number) => Value::from(*number),
            Doc::Text(text) => Value::from(text.as_str()),
            Doc::Word(key) => Value::from(renderer.config.words.text(self.language, key)),
            Doc::Href(written) => Value::from(hrefs::link(self.lookup, file, file, route, written).as_str()),
            Doc::Route(to) => Value::from(href::relative_route(route, to).as_str()),
            Doc::Linked(pieces) => Value::safe_string(&linked(pieces, file, route, self.lookup)),
            Doc::Signature { language, text } => match signature::draw(language, text) {
                Some(html) => Value::safe_string(&html),
                None => Value::safe_string(&renderer.highlighter.highlight(language, text).html),
            },
            Doc::Markdown(text) if plain_text::is_plain(text, &renderer.config.markdown) => {
                Value::safe_string(&plain_text::paragraph(text))
            }
            Doc::Markdown(text) => {
                let html = self.markdown(|body| body.blocks(file, text, None));
                Value::safe_string(html.trim_end())
            }
            Doc::Inline(text) => Value::safe_string(self.markdown(|body| body.line(file, text)).trim()),
            Doc::List(items) => Value::from(items.iter().map(|item| self.draw(item)).collect::<Vec<Value>>()),
            Doc::Map(entries) => {
                let mut map = tera::Map::with_capacity(entries.len());
                for (name, value) in entries {
                    let value = self.draw(value);
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

    fn markdown(&mut self, write: impl FnOnce(&mut Body<'_>)) -> String {
        let mut body = Body::new(self.renderer, self.lookup, self.route, self.language, Dress::Site);
        write(&mut body);
        let drawn = body.finish();
        self.problems.extend(drawn.problems);
        self.has_media |= drawn.has_media;
        drawn.html
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
            To::Route(to) => href::relative_route(route, to),
            To::Address(address) => address.clone(),
            To::Written(written) => hrefs::link(lookup, file, file, route, written),
        };
        let _ = write!(out, "<a href=\"{}\">{}</a>", attribute(&address), breakable(&piece.text));
    }
    out
}
