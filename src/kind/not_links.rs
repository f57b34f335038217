//! What is written like a link and is none. Only what can be nothing else is found: the address must be one beyond
//! doubt, since brackets and parentheses have many uses in prose.

use crate::syntax::markdown::{Event, Spanned, Tag, TagEnd};
use std::ops::Range;

/// Something that was meant as a link.
pub(super) struct NotALink {
    /// Where it stands, in bytes of the text.
    pub(super) range: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// How to mend it.
    pub(super) help: String,
}

/// Endings of pages, pictures and files that documentation links to.
const ENDINGS: &[&str] = &[
    "md", "html", "htm", "yml", "aspx", "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "zip", "xlsx", "docx",
    "pptx", "mp4",
];

/// Finds them in a text and its events.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Vec<NotALink> {
    let mut found = Vec::new();
    let mut shut = 0_usize;
    for spanned in events {
        match &spanned.event {
            Event::Start(Tag::CodeBlock(_)) | Event::Link(_) | Event::Image(_) => shut += 1,
            Event::End(TagEnd::CodeBlock) | Event::LinkEnd | Event::ImageEnd => shut = shut.saturating_sub(1),
            Event::Text(words) if shut == 0 => {
                // Only text that stands in the source as it is has places.
                let range = spanned.range.clone();
                if text.get(range.clone()) == Some(words.as_ref()) {
                    let closers = words.bytes().enumerate().filter(|(_, byte)| matches!(byte, b']' | b')'));
                    found.extend(closers.filter_map(|(at, _)| at_closer(text, range.start + at)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The longest label and the longest address that are looked at, in bytes, so that long lines of brackets are read in a
/// time that grows with their length and not with its square.
const REACH: (usize, usize) = (200, 400);

/// What ends its first part at byte `at`, a `]` or `)`.
fn at_closer(text: &str, at: usize) -> Option<NotALink> {
    let next = if text[at..].starts_with(')') { ["[", "["] } else { ["(", " ("] };
    if text[..at].ends_with('\\') || !next.iter().any(|next| text[at + 1..].starts_with(next)) {
        return None;
    }
    let before = &text[text.floor_char_boundary(at.saturating_sub(REACH.0))..at];
    let before = before.rsplit('\n').next().unwrap_or("");
    let line_start = at - before.len();
    let behind = &text[at + 1..text.floor_char_boundary(at + 1 + REACH.1)];
    let behind = behind.split('\n').next().unwrap_or("").trim_end_matches('\r');
    if text[at..].starts_with(')') {
        return reversed(before, behind, line_start, at);
    }
    let label = label(before, '[', ']')?;
    let start = at - label.len() - 1;
    let blank = behind.starts_with(" (");
    let inner = behind.strip_prefix(" (").or_else(|| behind.strip_prefix('('))?;
    let address = &inner[..closing(inner, '(', ')')?];
    let end = at + 1 + usize::from(blank) + 1 + address.len() + 1;
    if blank {
        // `[1] (https://...)` and `[x] (...)` are notes and boxes.
        let is_word = label.chars().filter(|c| c.is_alphabetic()).count() > 1;
        return (is_word && is_address(address)).then(|| NotALink {
            range: start..end,
            message: format!("`[{label}] ({address})` is printed as text: a blank stands between its two parts"),
            help: format!("write `[{label}]({address})`"),
        });
    }
    let path = address.trim();
    let has_blank = path.contains(' ') && !path.contains(['<', '>', '"', '\'', '(', '`', '\\', ',', ';']);
    (has_blank && is_file(path)).then(|| NotALink {
        range: start..end,
        message: format!("`[{label}]({address})` is printed as text: its address has a blank in it"),
        help: format!("write `[{label}]({})`", path.replace(' ', "%20")),
    })
}

/// `(text)[address]`: the brackets are the wrong way round.
fn reversed(before: &str, behind: &str, line_start: usize, at: usize) -> Option<NotALink> {
    let address = behind.strip_prefix('[')?;
    let address = &address[..closing(address, '[', ']')?];
    let after = &behind[address.len() + 2..];
    let label = label(before, '(', ')')?;
    let start = at - label.len() - 1;
    if !is_address(address) || after.starts_with(['(', '[', ':']) || start < line_start {
        return None;
    }
    Some(NotALink {
        range: start..at + 1 + address.len() + 2,
        message: format!("`({label})[{address}]` is printed as text: its brackets are the wrong way round"),
        help: format!("write `[{label}]({address})`"),
    })
}

/// The text between the last opening bracket and the end of `before`, if it is a label: not blank, with no bracket and
/// no code in it.
fn label(before: &str, open: char, close: char) -> Option<&str> {
    let start = before.rfind(open)?;
    let label = &before[start + 1..];
    let escaped = before[..start].ends_with(['\\', ']']);
    (!escaped && !label.trim().is_empty() && !label.contains([close, '`', '[', ']'])).then_some(label)
}

/// Where the bracket that closes stands.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// Whether a text can only be an address: of the web, or of a file.
fn is_address(text: &str) -> bool {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    !text.contains(char::is_whitespace)
        && !text.contains(['`', '<', '>', '*'])
        && (is_web && text.len() > 10 || is_file(text))
}

/// Whether a text can only be the path of a file: letters, a dot and an ending that documentation links to.
fn is_file(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or("");
    let Some((stem, ending)) = path.rsplit_once('.') else { return false };
    let is_path = stem.contains('/') || stem.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    is_path && !stem.starts_with(' ') && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown::{Options, parse};

    fn found(text: &str) -> Vec<&str> {
        let document = parse(text, &Options::default());
        find(text, &document.events).into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn finds_what_can_only_be_a_link() {
        assert_eq!(found("See [the guide] (guide.md#x).\n"), ["[the guide] (guide.md#x)"]);
        assert_eq!(found("æ [site] (https://example.com/a), x\n"), ["[site] (https://example.com/a)"]);
        assert_eq!(found("See (the guide)[../a/guide.md].\n"), ["(the guide)[../a/guide.md]"]);
        assert_eq!(found("- [a](my file.md)\n- ![b](the shot.png)\n"), ["[a](my file.md)", "[b](the shot.png)"]);
    }

    #[test]
    fn lets_pass_what_may_be_something_else() {
        for text in [
            "[a](b.md) [a] [b] (see c.md and d.md) (x)[0] f(x)[i] [1] (https://example.com/)\n",
            "- [ ] (a.md)\n- [x] (a.md)\n",
            "`[a] (b.md)` and \\[a] (b.md) and [a\\] (b.md)\n",
            "    [a] (b.md)\n",
            "```\n[a](b c.md)\n```\n",
            "[a](<my file.md>) [a](b.md \"my file.md\") [a](b.md 'x')\n",
            "<!-- [a] (b.md) -->\n\n<p>[a] (b.md)</p>\n",
            "[a](two words) [Type](int x, string y) [a] (version 2.0)\n",
            "[a][b] (c.md)\n\n[b]: c.md\n",
            "(a)[b.md](c.md) (see)[b.md]: x\n\n[b.md]: c.md\n",
            "[the guide (guide.md)\n",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
