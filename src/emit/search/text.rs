//! The words of a page as a reader sees them: its headings and its text, taken from its HTML.

use crate::emit::html::{Piece, Tag, decoded, pieces_of_main};
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

/// Reads the main part of a page.
pub(super) fn read(html: &str) -> PageText {
    let mut pieces = pieces_of_main(html);
    let mut reader = Reader::default();
    reader.found.body.reserve(pieces.len() / 4);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => reader.text(text),
            Piece::Close(name) => reader.close(&name),
            // Code and formulas are nothing that readers search by.
            Piece::Open(tag) if tag.is_furniture() || matches!(tag.name.as_ref(), "pre" | "math") => {
                pieces.skip_element(&tag.name);
            }
            Piece::Open(tag) => reader.open(&tag),
        }
    }
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

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_ref();
        if name == "h1" {
            self.place = Place::Top;
        } else if let Some(level) = heading_level(name) {
            let id = tag.get("id").map(Cow::into_owned).unwrap_or_default();
            self.place = Place::Heading(level);
            self.found.headings.push((id, String::new()));
        } else if !is_within_words(name) {
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
        if ends_words(name) {
            self.text(" ");
        }
    }
}

/// Whether no word ends at the start of an element of this name.
fn is_within_words(name: &str) -> bool {
    matches!(name, "a" | "b" | "i" | "em" | "strong" | "code" | "span" | "sub" | "sup" | "kbd" | "wbr")
}

/// Whether a word ends at the end of an element of this name.
fn ends_words(name: &str) -> bool {
    matches!(name, "p" | "li" | "td" | "th" | "div" | "dd" | "dt" | "section")
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'2'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
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
