//! HTML in pieces: text, start tags, end tags. Good enough for HTML that skilt has drawn itself, and harmless for any
//! other; pages are read through it by the thousand, so that nothing is copied or decoded unless it is asked for.

use html_escape::decode_html_entities;
use memchr::memmem;
use std::borrow::Cow;

/// A piece of HTML.
pub(super) enum Piece<'t> {
    /// Text, still encoded.
    Text(&'t str),
    Open(Tag<'t>),
    /// The name of an end tag, in lower case.
    Close(Cow<'t, str>),
}

/// A start tag.
pub(super) struct Tag<'t> {
    /// In lower case.
    pub(super) name: Cow<'t, str>,
    attributes: &'t str,
}

impl<'t> Tag<'t> {
    /// The value of an attribute, decoded; empty for one without a value.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'t, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(is_between);
            if rest.is_empty() {
                return None;
            }
            // A stray `=` is taken for a name of its own, which nobody asks for.
            let end = rest.bytes().skip(1).position(|byte| byte == b'=' || is_between(char::from(byte)));
            let (own, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            let (value, behind) = behind.strip_prefix('=').map_or(("", behind), value);
            if own.eq_ignore_ascii_case(name) {
                return Some(decoded(value));
            }
            rest = behind;
        }
    }

    /// Whether one of its classes is among `classes`.
    pub(super) fn has_class(&self, classes: &[&str]) -> bool {
        !self.attributes.is_empty()
            && self.get("class").is_some_and(|all| all.split(' ').any(|class| classes.contains(&class)))
    }

    /// Whether it has no end tag (HTML Living Standard, section 13.1.2).
    pub(super) fn is_void(&self) -> bool {
        matches!(
            self.name.as_ref(),
            "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr"
        )
    }

    /// Whether the theme puts it around the text of a page, with all that is in it, or it has no text that is the
    /// page's own.
    pub(super) fn is_furniture(&self) -> bool {
        let is_control = matches!(
            self.name.as_ref(),
            "nav" | "script" | "style" | "svg" | "button" | "template" | "form" | "dialog" | "select"
        );
        is_control
            || (self.has_class(&["applies", "page-facts", "visually-hidden", "zone-off", "letters", "api-count"])
                && !self.is_void())
    }
}

/// What stands between attributes.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '/')
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find([' ', '\n', '\t', '\r']).unwrap_or(text.len()))
}

/// The pieces of a text, in order. Comments are left out.
pub(super) struct Pieces<'t> {
    rest: &'t str,
}

/// The pieces of the main part of a page.
pub(super) fn pieces_of_main(html: &str) -> Pieces<'_> {
    let start = memmem::find(html.as_bytes(), b"<main").unwrap_or(0);
    let end = memmem::rfind(html.as_bytes(), b"</main>").filter(|end| *end > start).unwrap_or(html.len());
    pieces(html.get(start..end).unwrap_or(""))
}

/// The pieces of a text.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { rest: html }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        while let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = memmem::find(comment.as_bytes(), b"-->").map_or("", |end| &comment[end + 3..]);
        }
        if self.rest.is_empty() {
            return None;
        }
        let Some(tag) = self.rest.strip_prefix('<') else {
            let end = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
            let (text, behind) = self.rest.split_at(end);
            self.rest = behind;
            return Some(Piece::Text(text));
        };
        let (tag, behind) = tag.split_at(tag_end(tag));
        self.rest = behind;
        let inside = tag.strip_suffix('>').unwrap_or(tag);
        let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let end = inside.bytes().position(|byte| !is_name(byte)).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        let name = lower(name);
        Some(if closes { Piece::Close(name) } else { Piece::Open(Tag { name, attributes }) })
    }
}

impl<'t> Pieces<'t> {
    /// Adds the text up to the end tag of this name, decoded, which is the next piece then; other tags are left out. What
    /// is in it is not looked at, which is the quick way through code with its thousands of colours.
    pub(super) fn text_until(&mut self, name: &str, into: &mut String) {
        // Of code with its colours about half is text.
        into.reserve(memmem::find(self.rest.as_bytes(), format!("</{name}").as_bytes()).unwrap_or(0) / 2);
        while let Some(open) = memchr::memchr(b'<', self.rest.as_bytes()) {
            let (text, tag) = self.rest.split_at(open);
            push_decoded(into, text);
            self.rest = tag;
            let inside = tag.strip_prefix("</").and_then(|inside| inside.strip_prefix(name));
            if inside.is_some_and(|inside| !inside.bytes().next().is_some_and(is_name)) {
                return;
            }
            let tag = &tag[1..];
            self.rest = &tag[tag_end(tag)..];
        }
    }

    /// How many bytes are left.
    pub(super) fn len(&self) -> usize {
        self.rest.len()
    }

    /// Goes behind the end of an element of this name whose start was the last piece, nested ones included.
    pub(super) fn skip_element(&mut self, name: &str) {
        if self.skip_quickly(name) {
            return;
        }
        let mut depth = 1;
        while let Some(open) = memchr::memchr(b'<', self.rest.as_bytes()) {
            let tag = &self.rest[open + 1..];
            let (step, inside) = tag.strip_prefix('/').map_or((1, tag), |inside| (-1, inside));
            let is_named = inside.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && !inside.as_bytes().get(name.len()).is_some_and(|byte| is_name(*byte));
            if !is_named {
                self.rest = inside;
                continue;
            }
            self.rest = &tag[tag_end(tag)..];
            depth += step;
            if depth == 0 {
                return;
            }
        }
        self.rest = "";
    }

    /// The same where no element of this name is in it, which is known without a look at every tag.
    fn skip_quickly(&mut self, name: &str) -> bool {
        let close = format!("</{name}");
        let Some(end) = memmem::find(self.rest.as_bytes(), close.as_bytes()) else { return false };
        let (inside, behind) = self.rest.split_at(end);
        let is_plain = memmem::find(inside.as_bytes(), format!("<{name}").as_bytes()).is_none()
            && !behind.as_bytes().get(close.len()).is_some_and(|byte| is_name(*byte));
        if is_plain {
            self.rest = &behind[close.len()..];
            self.rest = &self.rest[tag_end(self.rest)..];
        }
        is_plain
    }
}

/// Whether a byte can be in the name of an element.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// The length of a tag with its `>`, which may also stand in the value of an attribute.
fn tag_end(tag: &str) -> usize {
    // Most tags are short and have no quotation mark, which a search of many bytes at a time is too slow to set out for.
    const SHORT: usize = 16;
    let mut at = 0;
    for byte in tag.bytes().take(SHORT) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' => break,
            _ => at += 1,
        }
    }
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &tag.as_bytes()[at..]) {
        at += found;
        let byte = tag.as_bytes()[at];
        at += 1;
        if byte == b'>' {
            return at;
        }
        match memchr::memchr(byte, &tag.as_bytes()[at..]) {
            Some(end) => at += end + 1,
            None => return tag.len(),
        }
    }
    tag.len()
}

/// The character references that pages are full of.
const COMMON: &[(&str, &str)] = &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];

/// A text without character references.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    push_decoded(&mut out, text);
    out.into()
}

/// Adds a text without its character references.
fn push_decoded(into: &mut String, text: &str) {
    let mut rest = text;
    while let Some(start) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, reference) = rest.split_at(start);
        into.push_str(before);
        let Some((name, character)) = COMMON.iter().find(|(name, _)| reference.starts_with(name)) else {
            return into.push_str(&decode_html_entities(reference));
        };
        into.push_str(character);
        rest = &reference[name.len()..];
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        let piece = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Open(tag) => format!("<{}>", tag.name),
            Piece::Close(name) => format!("</{name}>"),
        };
        pieces(html).map(piece).collect()
    }

    #[test]
    fn text_and_tags_are_told_apart() {
        assert_eq!(shown("a<B class='>'>c<!-- <i> --><br/></B >d"), ["a", "<b>", "c", "<br>", "</b>", "d"]);
        assert_eq!(shown("<!-- x"), [""; 0]);
        assert_eq!(shown("<p><"), ["<p>", "<>"]);
        assert_eq!(shown("<p title=\"x"), ["<p>"]);
        assert_eq!(shown("<é>é</é>"), ["<>", "é", "</>"]);
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let mut all = pieces("<a data-id=\"no\" ID = x id='a &amp; b' open =y = /z class=\"one two\">");
        let Some(Piece::Open(tag)) = all.next() else { panic!("a tag") };
        assert_eq!(tag.get("data-id").as_deref(), Some("no"));
        assert_eq!(tag.get("open").as_deref(), Some(""));
        assert_eq!(tag.get("z").as_deref(), Some(""));
        assert_eq!(tag.get("lass"), None);
        assert!(tag.has_class(&["three", "two"]) && !tag.has_class(&["on"]));
        let mut all = pieces("<a id='a &amp; b'>");
        assert!(matches!(all.next(), Some(Piece::Open(tag)) if tag.get("id").as_deref() == Some("a & b")));
    }

    #[test]
    fn an_element_ends_with_its_own_end() {
        let mut all = pieces("<PRE>x <span>y</span> <pre-x><pre>z</pre></Pre>after");
        all.next();
        all.skip_element("pre");
        assert_eq!(all.len(), "after".len());
        all.skip_element("pre");
        assert_eq!(all.len(), 0);
    }

    #[test]
    fn text_goes_on_until_an_end() {
        let mut all = pieces("<code>a<span class=k>&lt;</span><codes></codes>b</code>c");
        all.next();
        let mut text = String::new();
        all.text_until("code", &mut text);
        assert_eq!(text, "a<b");
        assert!(matches!(all.next(), Some(Piece::Close(name)) if name == "code"));
    }

    #[test]
    fn character_references_are_resolved() {
        for text in
            ["a &amp; b", "&lt;&gt;&quot;x&#39;", "&amp;nbsp; &copy; &amp;", "&", "no", "&nope; &amp;", "a&amp;amp;b"]
        {
            assert_eq!(decoded(text), decode_html_entities(text), "{text}");
        }
    }
}
