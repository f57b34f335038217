//! Formulas by Markdig's rules (its mathematics extension), which allow blanks inside the dollars.

use super::directives::MAX_DIRECTIVE;
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
    let rest = &text[at..text.floor_char_boundary(at + MAX_DIRECTIVE)];
    let line = &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())];
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

/// Where lines stand that are `$$` and nothing else, indented or quoted.
pub(super) fn lines_of_dollars(text: &str) -> Vec<usize> {
    let is_alone = |at: &usize| {
        let before = text.as_bytes()[..*at].iter().rev().find(|b| !matches!(b, b' ' | b'\t' | b'>'));
        let after = text.as_bytes()[at + 2..].iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r'));
        before.is_none_or(|b| *b == b'\n') && after.is_none_or(|b| *b == b'\n')
    };
    memchr::memmem::find_iter(text.as_bytes(), b"$$").filter(is_alone).collect()
}

/// The block that begins with the `$$` at `at`, which ends its line, and ends with the next line of dollars.
pub(super) fn block(text: &str, at: usize, lines: &[usize]) -> Option<Formula> {
    let rest = text[at..].strip_prefix("$$")?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    if !rest[blanks..].starts_with('\n') {
        return None;
    }
    let close = *lines.get(lines.partition_point(|line| *line <= at))?;
    Some(Formula { range: at..close + 2, source: at + 2..close, display: true })
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
        let block =
            |text: &str, at| block(text, at, &lines_of_dollars(text)).map(|formula| text[formula.range].to_owned());
        assert_eq!(block(text, 2).as_deref(), Some("$$\n> x\n> $$"));
        assert_eq!(block("$$ x\n$$", 0), None);
        assert_eq!(block("$$\nx", 0), None);
    }
}
