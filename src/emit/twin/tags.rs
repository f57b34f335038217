//! HTML in pieces: text, start tags, end tags. Good enough for HTML that skilt has drawn itself.

use html_escape::decode_html_entities;
use std::borrow::Cow;

/// A piece of HTML.
pub(super) enum Piece<'t> {
    Text(Cow<'t, str>),
    Open(Tag<'t>),
    Close(&'t str),
}

/// A start tag.
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    attributes: &'t str,
}

impl Tag<'_> {
    /// The value of an attribute, decoded; empty for one without a value.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches([' ', '\n', '\t', '\r', '/']);
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(['=', ' ', '\n', '\t', '\r', '/']).unwrap_or(rest.len());
            let (own, behind) = rest.split_at(end);
            let (value, behind) = match behind.strip_prefix('=') {
                Some(behind) => value(behind),
                None => ("", behind),
            };
            if own.eq_ignore_ascii_case(name) {
                return Some(decode_html_entities(value).into_owned());
            }
            // A stray `=` would otherwise be looked at for ever.
            rest = if own.is_empty() { behind.get(1..).unwrap_or("") } else { behind };
        }
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attributes.contains(class) && self.get("class").is_some_and(|all| all.split(' ').any(|own| own == class))
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return match inside.find(quote) {
                Some(end) => (&inside[..end], &inside[end + 1..]),
                None => (inside, ""),
            };
        }
    }
    text.split_at(text.find([' ', '\n', '\t', '\r']).unwrap_or(text.len()))
}

/// The pieces of a text, in order. Comments are left out.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            if !rest.starts_with('<') {
                let (text, behind) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                rest = behind;
                return Some(Piece::Text(decode_html_entities(text)));
            }
            let (tag, behind) = rest.split_at(tag_end(rest));
            rest = behind;
            let inside = tag.trim_start_matches('<').trim_end_matches('>');
            if let Some(name) = inside.strip_prefix('/') {
                return Some(Piece::Close(name.trim()));
            }
            let end = inside.find([' ', '\n', '\t', '\r', '/']).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(end);
            return Some(Piece::Open(Tag { name, attributes }));
        }
    })
}

/// The length of a tag with its `>`, which may also stand in the value of an attribute.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}
