//! The words of a page as a reader sees them: its headings and its text, taken from its HTML.

use memchr::memmem;

/// What a page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageText {
    /// Headings below the title: id (may be empty) and text.
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

/// Reads the main part of a page.
pub(super) fn read(html: &str) -> PageText {
    let start = memmem::find(html.as_bytes(), b"<main").unwrap_or(0);
    let end = memmem::rfind(html.as_bytes(), b"</main>").filter(|end| *end > start).unwrap_or(html.len());
    let mut reader = Reader::default();
    let mut rest = html.get(start..end).unwrap_or("");
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        reader.text(&rest[..open]);
        rest = reader.tag(&rest[open..]);
    }
    reader.text(rest);
    reader.found
}

#[derive(Default)]
struct Reader {
    found: PageText,
    /// The heading that is open: level and its id.
    heading: Option<(String, String)>,
    /// The element that is left out, and how deep elements of its name are nested in it.
    skipped: Option<(String, usize)>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.skipped.is_some() || text.is_empty() {
            return;
        }
        let decoded = html_escape::decode_html_entities(text);
        let into = match (&self.heading, self.found.headings.last_mut()) {
            (Some(_), Some((_, heading))) => heading,
            _ => &mut self.found.body,
        };
        push_collapsed(into, &decoded);
    }

    /// Takes the tag that the text starts with and returns what is behind it.
    fn tag<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.find("-->").map_or("", |end| &comment[end + 3..]);
        }
        let (tag, rest) = text.split_at(tag_end(text));
        let name_end = tag[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '/').map_or(tag.len(), |at| at + 1);
        let name = tag.get(1..name_end).unwrap_or("").to_ascii_lowercase();
        match name.strip_prefix('/') {
            Some(name) => self.close(name),
            None => self.open(name.trim_end_matches('/'), tag),
        }
        rest
    }

    fn open(&mut self, name: &str, tag: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(skipped == name);
            return;
        }
        let class = attribute(tag, "class").unwrap_or_default();
        let furniture = class.split(' ').any(|class| FURNITURE.contains(&class)) && !VOID.contains(&name);
        if SKIPPED.contains(&name) || furniture {
            self.skipped = Some((name.to_owned(), 1));
        } else if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            self.heading = Some((name.to_owned(), String::new()));
            let id = if name == "h1" { None } else { attribute(tag, "id") };
            self.found.headings.push((id.unwrap_or_default(), String::new()));
        } else if !matches!(name, "a" | "b" | "i" | "em" | "strong" | "code" | "span" | "sub" | "sup" | "kbd" | "wbr") {
            self.text(" ");
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        if self.heading.as_ref().is_some_and(|(level, _)| level == name) {
            self.heading = None;
            // The title is known from elsewhere, and a heading without words says nothing.
            if name == "h1" || self.found.headings.last().is_some_and(|(_, text)| text.trim().is_empty()) {
                self.found.headings.pop();
            } else if let Some((_, text)) = self.found.headings.last_mut() {
                text.truncate(text.trim_end().len());
            }
        }
        if matches!(name, "p" | "li" | "td" | "th" | "div" | "dd" | "dt" | "section") {
            self.text(" ");
        }
    }
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

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag.get(at..)?;
    Some(html_escape::decode_html_entities(&value[..value.find('"')?]).into_owned())
}

fn push_collapsed(into: &mut String, text: &str) {
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !(into.is_empty() || into.ends_with(' ')) {
            into.push(c);
        }
    }
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
        assert_eq!(found.headings, [("a-b".to_owned(), "A <b>".to_owned())]);
        assert_eq!(found.body.trim(), "One & two Use Open(). end");
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in ["", "<", "<main", "<main><h2", "<main><h2 id=\"x", "<main><!--", "</main><main>", "<main><pre>x"] {
            read(html);
        }
    }
}
