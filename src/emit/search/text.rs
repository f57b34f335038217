//! The words of a page as a reader sees them: its headings and its text, taken from its HTML.

use memchr::memmem;
use std::borrow::Cow;

/// What a page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageText {
    /// The heading of the first level, which need not be the title.
    pub(super) top: String,
    /// Headings below it: id (may be empty) and text.
    pub(super) headings: Vec<(String, String)>,
    /// Everything else, without code.
    pub(super) body: String,
}

/// Elements whose content is no text of the page.
const SKIPPED: &[&str] = &["nav", "pre", "script", "style", "svg", "button", "template", "math", "form", "dialog"];

/// Classes of elements that the theme puts around the text.
const FURNITURE: &[&str] = &["applies", "page-facts", "visually-hidden"];

/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img", "input", "wbr", "source", "col", "link", "meta", "area", "track", "embed"];

/// Elements at whose start no word ends.
const INLINE: &[&str] = &["a", "b", "i", "em", "strong", "code", "span", "sub", "sup", "kbd", "wbr"];

/// Elements at whose end a word ends.
const BLOCK: &[&str] = &["p", "li", "td", "th", "div", "dd", "dt", "section"];

/// Reads the main part of a page.
pub(super) fn read(html: &str) -> PageText {
    let start = memmem::find(html.as_bytes(), b"<main").unwrap_or(0);
    let end = memmem::rfind(html.as_bytes(), b"</main>").filter(|end| *end > start).unwrap_or(html.len());
    let mut rest = html.get(start..end).unwrap_or("");
    let mut reader = Reader::default();
    reader.found.body.reserve(rest.len() / 4);
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        reader.text(&rest[..open]);
        rest = reader.tag(&rest[open..]);
    }
    reader.text(rest);
    reader.found
}

/// Where text goes.
#[derive(Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    Body,
    Top,
    /// The last heading of this level.
    Heading(u8),
}

#[derive(Default)]
struct Reader {
    found: PageText,
    place: Place,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let into = match (self.place, self.found.headings.last_mut()) {
            (Place::Top, _) => &mut self.found.top,
            (Place::Heading(_), Some((_, heading))) => heading,
            _ => &mut self.found.body,
        };
        push_collapsed(into, &decoded(text));
    }

    /// Takes the tag that the text starts with and returns what is behind it; behind the whole element if that is to be
    /// left out.
    fn tag<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some(comment) = text.strip_prefix("<!--") {
            return memmem::find(comment.as_bytes(), b"-->").map_or("", |end| &comment[end + 3..]);
        }
        let (tag, rest) = text.split_at(tag_end(text));
        let inner = tag.strip_prefix('<').unwrap_or(tag);
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let length = inner.bytes().take_while(|byte| is_name(*byte)).count();
        let name = lower_name(&inner[..length]);
        if closes {
            self.close(&name);
            return rest;
        }
        let class = attribute(&inner[length..], "class").unwrap_or_default();
        let furniture = !class.is_empty() && class.split(' ').any(|class| FURNITURE.contains(&class));
        if SKIPPED.contains(&name.as_ref()) || (furniture && !VOID.contains(&name.as_ref())) {
            return behind(rest, &name);
        }
        self.open(&name, inner);
        rest
    }

    fn open(&mut self, name: &str, tag: &str) {
        if name == "h1" {
            self.place = Place::Top;
        } else if let Some(level) = heading_level(name) {
            let id = attribute(tag, "id").map(Cow::into_owned).unwrap_or_default();
            self.place = Place::Heading(level);
            self.found.headings.push((id, String::new()));
        } else if !INLINE.contains(&name) {
            self.text(" ");
        }
    }

    fn close(&mut self, name: &str) {
        let open = match self.place {
            Place::Top => name == "h1",
            Place::Heading(level) => heading_level(name) == Some(level),
            Place::Body => false,
        };
        if open {
            if let (Place::Heading(_), Some((_, text))) = (self.place, self.found.headings.last_mut()) {
                text.truncate(text.trim_end().len());
                // A heading without words says nothing.
                if text.is_empty() {
                    self.found.headings.pop();
                }
            }
            self.place = Place::Body;
        }
        if BLOCK.contains(&name) {
            self.text(" ");
        }
    }
}

/// Whether a byte can be in the name of an element.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'2'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

fn lower_name(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// What is behind the end of an element whose start was just read, nested elements of its name included.
fn behind<'t>(mut rest: &'t str, name: &str) -> &'t str {
    let mut depth = 1;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let inner = &rest[open + 1..];
        let (step, inner) = inner.strip_prefix('/').map_or((1, inner), |inner| (-1, inner));
        let is_named = inner.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !inner.as_bytes().get(name.len()).is_some_and(|byte| is_name(*byte));
        if !is_named {
            rest = inner;
            continue;
        }
        rest = &rest[open + tag_end(&rest[open..])..];
        depth += step;
        if depth == 0 {
            return rest;
        }
    }
    ""
}

/// The length of a tag with its `>`, which may also stand in the value of an attribute.
fn tag_end(tag: &str) -> usize {
    let mut at = 0;
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

fn attribute<'t>(tag: &'t str, name: &str) -> Option<Cow<'t, str>> {
    let mut rest = tag;
    loop {
        rest = &rest[rest.find(name)?..];
        let before = tag.as_bytes().get((tag.len() - rest.len()).wrapping_sub(1));
        let value = rest[name.len()..].strip_prefix("=\"");
        if let (Some(b' '), Some(value)) = (before, value) {
            return Some(decoded(&value[..value.find('"')?]));
        }
        rest = &rest[name.len()..];
    }
}

/// The character references that pages are full of.
const COMMON: &[(&str, &str)] = &[("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];

fn decoded(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return text.into() };
    let (before, mut rest) = text.split_at(first);
    let mut out = before.to_owned();
    while !rest.is_empty() {
        let Some((reference, character)) = COMMON.iter().find(|(reference, _)| rest.starts_with(reference)) else {
            return html_escape::decode_html_entities(text);
        };
        out.push_str(character);
        rest = &rest[reference.len()..];
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    out.into()
}

/// Adds a text with every run of white space as one blank.
fn push_collapsed(into: &mut String, text: &str) {
    let blank = |into: &mut String| {
        if !(into.is_empty() || into.ends_with(' ')) {
            into.push(' ');
        }
    };
    let mut rest = text;
    while let Some((at, space)) = rest.char_indices().find(|(_, c)| c.is_whitespace()) {
        into.push_str(&rest[..at]);
        blank(into);
        rest = &rest[at + space.len_utf8()..];
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_text_are_told_apart() {
        let found = read(
            "<nav>no</nav><main id=\"main\"><nav><ol><li>crumb</li></ol></nav><h1>Title</h1><p>One &amp; <b>tw</b>o</p>\
             <h2 id=\"a-b\">A &lt;b&gt;<a class=\"anchor\" href=\"#a\" aria-label=\"Link > x\"></a></h2>\
             <div class=\"code\"><pre><code>hidden()</code></pre></div><p>Use <code>Open()</code>.</p>\
             <div class=\"applies\"><div>Onsite</div></div>end</main><footer>no</footer>",
        );
        assert_eq!(found.top, "Title");
        assert_eq!(found.headings, [("a-b".to_owned(), "A <b>".to_owned())]);
        assert_eq!(found.body.trim(), "One & two Use Open(). end");
    }

    #[test]
    fn elements_that_are_left_out_end_with_their_own_end() {
        let found = read(
            "<main>a <PRE>x <span>y</span> <pre>z</pre></Pre> b <button title='>'>c</button><nav-x>d</nav-x> <svg>e</main>",
        );
        assert_eq!(found.body.trim(), "a b d");
        let found = read(
            "<main><h2 data-id=\"no\" id=\"x\"> One <i> \n two</i> </h2><h3></h3><div data-class=\"applies\">t</div>",
        );
        assert_eq!(found.headings, [("x".to_owned(), "One two".to_owned())]);
        assert_eq!(found.body.trim(), "t");
    }

    #[test]
    fn character_references_are_resolved() {
        for text in
            ["a &amp; b", "&lt;&gt;&quot;x&#39;", "&amp;nbsp; &copy; &amp;", "&", "no", "&nope; &amp;", "a&amp;amp;b"]
        {
            assert_eq!(decoded(text), html_escape::decode_html_entities(text), "{text}");
        }
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in [
            "",
            "<",
            "<main",
            "<main><h2",
            "<main><h2 id=\"x",
            "<main><!--",
            "</main><main>",
            "<main><pre>x",
            "<main><pre",
            "<main><é>é</é>",
        ] {
            read(html);
        }
    }
}
