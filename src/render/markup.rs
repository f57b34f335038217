//! Markup that skilt or a crate has written, where every value is in double quotes and every `<` begins a tag.

use std::fmt::Write as _;

/// What becomes of an attribute.
pub(super) enum Change {
    /// It stays.
    Keep,
    /// It goes.
    Drop,
    /// It gets this name and this value, which is escaped already.
    Set(&'static str, String),
}

/// Gives `markup` with each attribute as `change` says, which gets the tag's name, the attribute's name and its value
/// as it is written. Text between tags stays as it is; a tag without an end stays as it is too.
pub(super) fn attributes(markup: &str, change: &mut dyn FnMut(&str, &str, &str) -> Change) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let Some(length) = tag_length(tag) else {
            rest = tag;
            break;
        };
        let (tag, after) = tag.split_at(length);
        one_tag(tag, change, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of the tag that `text` begins with, up to the `>` that is not in quotes.
fn tag_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn one_tag(tag: &str, change: &mut dyn FnMut(&str, &str, &str) -> Change, out: &mut String) {
    let name_end = tag.find([' ', '\n', '\t', '>']).unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(name_end);
    out.push_str(name);
    let name = name.trim_start_matches('<').trim_end_matches('/');
    while let Some((head, tail)) = rest.split_once("=\"") {
        let Some((value, after)) = tail.split_once('"') else { break };
        match change(name, head.trim(), value) {
            Change::Keep => {
                let _ = write!(out, "{head}=\"{value}\"");
            }
            Change::Drop => {}
            Change::Set(name, value) => {
                let _ = write!(out, " {name}=\"{value}\"");
            }
        }
        rest = after;
    }
    out.push_str(rest);
}

/// The first paragraph that says something, plain: not a button, a picture or a formula alone, nor the first of an alert.
/// Only the beginning of a page is looked at.
pub(super) fn lead(html: &str) -> String {
    const SHORTEST: usize = 24;
    let pieces: Vec<&str> = html.splitn(10, "<p>").collect();
    let in_text = pieces.windows(2).filter(|pair| !pair[0].trim_end().ends_with("</h5>"));
    let paragraphs = in_text.filter_map(|pair| Some(pair[1].split_once("</p>")?.0));
    let texts = paragraphs.filter(|inside| !inside.contains("<script") && !inside.contains("<math")).map(text_of);
    let mut told = texts.filter(|text| text.len() >= SHORTEST);
    told.next().unwrap_or_default()
}

/// The text between the tags, on one line.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => text.push(c),
            _ => {}
        }
    }
    let decoded = html_escape::decode_html_entities(&text);
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tags of what `media.css` is for, without their `<`.
const MEDIA: &[&str] = &[
    "img",
    "video",
    "iframe",
    "figure",
    "math",
    "section class=\"row",
    "section class=\"footnotes",
    "div class=\"zone",
    "div class=\"tabGroup",
    "div class=\"embeddedvideo",
];

/// Whether HTML has what `media.css` is for.
pub(super) fn has_media(html: &str) -> bool {
    let mut tags = html.match_indices('<').map(|(at, _)| &html[at + 1..]);
    tags.any(|tag| tag.starts_with(['i', 'v', 'f', 'm', 's', 'd']) && MEDIA.iter().any(|media| tag.starts_with(media)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_begins_with() {
        let lead_of = |start: &str| {
            lead(&format!("{start}<p>A sentence with <em>some</em> words &amp; more.</p><p>Another one.</p>"))
        };
        for start in [
            "<h1>Title</h1>\n",
            "<p><img src=\"a.png\" alt=\"A picture with a long description\"></p>\n",
            "<p><a href=\"b.html\">Next</a></p>\n",
            "<div role=\"note\">\n<h5 role=\"none\">Note</h5>\n<p>What an alert says is no lead.</p>\n</div>\n",
            "<p>A formula and no more: <math><mi>x</mi></math></p>",
        ] {
            assert_eq!(lead_of(start), "A sentence with some words & more.", "{start}");
        }
        assert_eq!(lead("<p>Short.</p>"), "");
    }

    #[test]
    fn changes_attributes_and_nothing_else() {
        let changed =
            attributes("<a x=\"1>2\" y=\"3\">x=\"1\" é</a><b y=\"\"/>t", &mut |tag, name, _| match (tag, name) {
                ("a", "x") => Change::Drop,
                ("b", "y") => Change::Set("z", "9".to_owned()),
                _ => Change::Keep,
            });
        assert_eq!(changed, "<a y=\"3\">x=\"1\" é</a><b z=\"9\"/>t");
        assert_eq!(attributes("a < b <c x=\"", &mut |_, _, _| Change::Drop), "a < b <c x=\"");
    }

    #[test]
    fn media_are_told_from_other_tags() {
        assert!(has_media("<p>a <img src=\"x\"></p>") && has_media("<div class=\"tabGroup\" id=\"t\">"));
        assert!(!has_media("<p><i>a</i> <mark>b</mark> <span>c</span> 1 < 2</p><section class=\"x\"><div><ins>"));
    }
}
