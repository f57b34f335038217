//! Formulas by Markdig's rules (its mathematics extension), which allow blanks inside the dollars.

use std::ops::Range;

/// A formula that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    /// The whole of it, dollars included.
    pub(super) range: Range<usize>,
    /// Its source, without the dollars and the blanks next to them.
    pub(super) source: Range<usize>,
    /// Whether it is a block of its own, between two lines of `$$`.
    pub(super) display: bool,
}

/// The formula within a line that begins at `at`, a dollar sign. It stands behind a blank or punctuation and before
/// one; a blank behind the opening dollars asks for one before the closing ones.
pub(super) fn inline(text: &str, at: usize) -> Option<Formula> {
    let before = text[..at].chars().next_back();
    if before == Some('$') || !before.is_none_or(is_border) {
        return None;
    }
    let rest = &text[at..];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let dollars = if line.starts_with("$$") { 2 } else { 1 };
    let inner = &line[dollars..];
    let opens_with_blank = inner.starts_with(char::is_whitespace);
    let mut from = 0;
    let close = loop {
        let found = from + inner[from..].find('$')?;
        let run = inner[found..].bytes().take_while(|b| *b == b'$').count();
        if run >= dollars && !inner[..found].ends_with('\\') {
            break found;
        }
        from = found + run;
    };
    let end = close + dollars;
    let source = &inner[..close];
    let after = inner[end..].chars().next();
    let closes_with_blank = source.ends_with(char::is_whitespace);
    if source.trim().is_empty()
        || after == Some('$')
        || !after.is_none_or(is_border)
        || opens_with_blank != closes_with_blank
    {
        return None;
    }
    let start = at + dollars + (source.len() - source.trim_start().len());
    Some(Formula { range: at..at + dollars + end, source: start..start + source.trim().len(), display: false })
}

/// The block that begins with the line `$$` at `at` and ends with another; both may be indented or quoted.
pub(super) fn block(text: &str, at: usize) -> Option<Formula> {
    let rest = text[at..].strip_prefix("$$")?;
    let first = rest.find('\n')?;
    if !rest[..first].trim().is_empty() {
        return None;
    }
    let start = at + 2 + first + 1;
    let mut line_start = start;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        if bare.trim_end() == "$$" {
            let close = line_start + (line.len() - bare.len());
            return Some(Formula { range: at..close + 2, source: start..line_start, display: true });
        }
        line_start += line.len();
    }
    None
}

fn is_border(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation() || (!c.is_alphanumeric() && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Option<&str> {
        inline(text, text.find('$')?).map(|formula| &text[formula.source])
    }

    #[test]
    fn formulas_in_a_line() {
        assert_eq!(source("a $ x^0 **y** $ b"), Some("x^0 **y**"));
        assert_eq!(source("($x$)."), Some("x"));
        assert_eq!(source("$$x $ y$$"), Some("x $ y"));
        for text in ["a$x$", "$x $", "$ x$", "$x$y", "$x\n$", "costs $5 and $6", "$ $"] {
            assert_eq!(source(text), None, "{text}");
        }
    }

    #[test]
    fn formulas_as_blocks() {
        let text = "> $$\n> x\n> $$\nb";
        let found = block(text, 2).map(|formula| (&text[formula.range], &text[formula.source]));
        assert_eq!(found, Some(("$$\n> x\n> $$", "> x\n")));
        assert_eq!(block("$$ x\n$$", 0), None);
        assert_eq!(block("$$\nx", 0), None);
    }
}
