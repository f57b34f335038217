//! Text fields of API pages: HTML, Markdown, or both.

use super::names::Names;
use crate::base::shortened;
use crate::kind::markdown;
use crate::model::Doc;
use crate::syntax::{href, html};
use std::borrow::Cow;
use std::ops::Range;

/// A field as a value for the template; `Null` if it says nothing.
pub(super) fn doc(text: &str, names: &Names<'_>) -> Doc {
    if text.contains("<xref") { field(&with_names(text, names), names.language) } else { field(text, names.language) }
}

/// The uids that empty `<xref>` elements of a text name: where the element is, and the uid.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    const START: &str = "<xref href=\"";
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(START)?;
            let value = start + START.len();
            at = value;
            let length = text[value..].find('"')?;
            let after = value + length + text[value + length..].find('>')? + 1;
            if text[after..].starts_with("</xref>") {
                at = after + "</xref>".len();
                let written = html_escape::decode_html_entities(&text[value..value + length]);
                return Some((start..at, href::parse_xref(&written).uid));
            }
        }
    })
}

/// The uids that a text refers to.
pub(super) fn uids(text: &str) -> impl Iterator<Item = String> + '_ {
    references(text).map(|(_, uid)| uid)
}

/// The text with names in place of references that the site does not resolve: as the file itself tells them.
fn with_names(text: &str, names: &Names<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, uid) in references(text) {
        if let Some(name) = names.unresolved(&uid) {
            out.push_str(&text[done..range.start]);
            out.push_str(&name);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// A text as Markdown. `language` is what its code is written in.
fn field(text: &str, language: &str) -> Doc {
    let text = text.trim();
    if text.is_empty() {
        return Doc::Null;
    }
    if !text.contains('<') {
        return Doc::Markdown(text.to_owned());
    }
    let text = html::clean(text);
    let text = if has_blocks(&text) { Cow::Owned(level(&text)) } else { text };
    let text = text.replace("<p></p>", "\n\n");
    Doc::Markdown(fence_code(&text, language).trim().to_owned())
}

/// Whether HTML elements give the text its structure.
fn has_blocks(text: &str) -> bool {
    ["<p", "<ul", "<ol", "<li", "<table", "<div", "<dl", "<pre", "<h"].iter().any(|tag| text.contains(tag))
}

/// Takes the indentation of lines away, save in `<pre>` and fences: Markdown would take indented HTML for code.
fn level(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_pre, mut in_fence) = (false, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        if !in_pre && bare.starts_with("```") {
            in_fence = !in_fence;
        }
        out.push_str(if in_pre || in_fence { line } else { bare });
        let opens = line.rfind("<pre");
        let closes = line.rfind("</pre");
        in_pre = match (opens, closes) {
            (Some(opens), Some(closes)) => opens > closes,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => in_pre,
        };
    }
    out
}

/// Writes `<pre><code>` without further elements in it as a fence, so that it is highlighted.
fn fence_code(text: &str, language: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<pre><code") {
        let after = &rest[start + "<pre><code".len()..];
        let (Some(open), Some(close)) = (after.find('>'), after.find("</code></pre>")) else { break };
        if open >= close {
            break;
        }
        let end = start + "<pre><code".len() + close + "</code></pre>".len();
        let inner = &after[open + 1..close];
        if inner.contains('<') {
            out.push_str(&rest[..end]);
        } else {
            out.push_str(&rest[..start]);
            let code = html_escape::decode_html_entities(inner);
            let class = after[..open].split("lang-").nth(1).and_then(|rest| rest.split(['"', '\'', ' ']).next());
            let guess = if code.trim_start().starts_with('<') { "xml" } else { language };
            out.push_str(&markdown::fence(&code, class.unwrap_or(guess)));
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The most characters of a summary in lists and descriptions.
pub(in crate::kind) const SUMMARY: usize = 240;

/// The beginning of a field as plain text on one line.
pub(super) fn first_words(text: &str) -> String {
    let text = html::clean(text);
    let mut plain = String::new();
    let mut rest = &*text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        let Some(length) = rest[start..].find('>') else {
            rest = &rest[start..];
            break;
        };
        let tag = &rest[start + 1..start + length];
        rest = &rest[start + length + 1..];
        if tag.starts_with("xref ") && rest.starts_with("</xref>") {
            let uid = tag.split("href=\"").nth(1).and_then(|value| value.split(['"', '?']).next()).unwrap_or("");
            plain.push_str(&crate::syntax::uid::short_name(&crate::syntax::href::decode(uid)));
        } else if tag.starts_with("pre") || plain.chars().count() > 2 * SUMMARY {
            rest = "";
            break;
        } else if !matches!(
            tag,
            "code" | "/code" | "/xref" | "b" | "/b" | "i" | "/i" | "em" | "/em" | "strong" | "/strong"
        ) {
            plain.push(' ');
        }
    }
    plain.push_str(rest);
    shortened(&html_escape::decode_html_entities(&plain), SUMMARY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(text: &str) -> String {
        match field(text, "csharp") {
            Doc::Markdown(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn indented_html_is_no_code() {
        assert_eq!(markdown("\n<ul>\n\n      <li>a</li>\n</ul>\n"), "<ul>\n\n<li>a</li>\n</ul>");
        assert_eq!(
            markdown("<p>x</p>\n<pre><b>\n    y</b>\n</pre>\n    <p>z</p>"),
            "<p>x</p>\n<pre><b>\n    y</b>\n</pre>\n<p>z</p>"
        );
        assert_eq!(markdown("- a\n    - b `c`"), "- a\n    - b `c`");
    }

    #[test]
    fn examples_become_fences() {
        assert_eq!(
            markdown("Use:<pre><code>  if (a &lt; b)\n\n    go();</code></pre>so"),
            "Use:\n\n```csharp\nif (a < b)\n\n  go();\n```\n\nso"
        );
        assert_eq!(markdown("<pre><code class=\"lang-vb\">```</code></pre>"), "````vb\n```\n````");
        assert_eq!(markdown("<pre><code>a <b>b</b></code></pre>"), "<pre><code>a <b>b</b></code></pre>");
    }

    #[test]
    fn summaries_as_plain_words() {
        let text = "\nReads <xref href=\"A.B.List%601.Get(C.D)\" data-throw-if-not-resolved=\"false\"></xref> &amp; <code>x</code>.<p>More</p>\n";
        assert_eq!(first_words(text), "Reads List<T>.Get(D) & x. More".replace("List<T>.", ""));
        assert_eq!(field(" \n", ""), Doc::Null);
    }
}
