//! The piece of a source that a span points at, short and harmless.

use super::text::{acts, push_visible};
use crate::base::{LineIndex, Span};
use std::ops::Range;

/// Spans of more lines than this are shown by their first line alone.
const MOST_LINES: usize = 8;

/// A few lines of a source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines, characters that act shown as `\u{..}`, tabs kept.
    pub(super) text: String,
    /// The number of the first of them, from 1.
    pub(super) first_line: usize,
    /// The bytes of `text` that the span covers.
    pub(super) range: Range<usize>,
}

/// The lines of a span; a line of more than `width` characters is cut around the span. `None` where the text does
/// not have the line, as when a file changed since it was checked.
pub(super) fn excerpt(text: &str, index: &LineIndex, span: Span, width: usize) -> Option<Excerpt> {
    let first_line = span.start.line as usize;
    several_lines(text, index, span, width).or_else(|| {
        let line = index.line(text, span.start.line)?;
        let end = if span.end.line == span.start.line { span.end.column } else { u32::MAX };
        let columns = span.start.column.saturating_sub(1) as usize..end.saturating_sub(1) as usize;
        let (text, range) = cut(line, columns, width.max(20));
        Some(Excerpt { text, first_line, range })
    })
}

/// The whole lines of a span that has few and short ones.
fn several_lines(text: &str, index: &LineIndex, span: Span, width: usize) -> Option<Excerpt> {
    let mut last = span.end.line;
    let mut end_column = span.end.column as usize;
    if end_column <= 1 && last > span.start.line {
        // The span takes in a line ending and nothing after it.
        last -= 1;
        end_column = usize::MAX;
    }
    let count = (last.checked_sub(span.start.line)? + 1) as usize;
    if !(2..=MOST_LINES).contains(&count) {
        return None;
    }
    let mut out = String::new();
    let mut range = 0..0;
    for number in span.start.line..=last {
        let line = index.line(text, number)?;
        if line.len() > width {
            return None;
        }
        let before = out.len();
        let columns = match number {
            n if n == span.start.line => span.start.column.saturating_sub(1) as usize..usize::MAX,
            n if n == last => 0..end_column.saturating_sub(1),
            _ => 0..0,
        };
        let (line, bytes) = shown(line.chars(), columns);
        out.push_str(&line);
        if number == span.start.line {
            range.start = before + bytes.start;
        }
        range.end = before + bytes.end;
        if number != last {
            out.push('\n');
        }
    }
    Some(Excerpt { text: out, first_line: span.start.line as usize, range })
}

/// A line of at most `width` characters around the columns (from 0), and the bytes these have in it.
fn cut(line: &str, columns: Range<usize>, width: usize) -> (String, Range<usize>) {
    let total = line.chars().count();
    let start = columns.start.min(total);
    let end = columns.end.clamp(start, total);
    if total <= width {
        return shown(line.chars(), start..end);
    }
    let spare = width.saturating_sub(end - start);
    let to = (start.saturating_sub(spare / 2) + width).min(total);
    let from = to.saturating_sub(width);
    let (middle, bytes) = shown(line.chars().skip(from).take(to - from), start - from..end.min(to) - from);
    let mut out = String::with_capacity(middle.len() + 6);
    if from > 0 {
        out.push('…');
    }
    let shift = out.len();
    out.push_str(&middle);
    if to < total {
        out.push('…');
    }
    (out, bytes.start + shift..bytes.end + shift)
}

/// Characters made visible, and the bytes that the columns (from 0) have afterwards.
fn shown(line: impl Iterator<Item = char>, columns: Range<usize>) -> (String, Range<usize>) {
    let mut out = String::new();
    let mut range = None;
    let mut end = None;
    for (column, c) in line.enumerate() {
        if column == columns.start {
            range = Some(out.len());
        }
        if column == columns.end {
            end = Some(out.len());
        }
        if c == '\t' || !acts(c) {
            out.push(c);
        } else {
            push_visible(&mut out, c);
        }
    }
    let start = range.unwrap_or(out.len());
    let end = end.unwrap_or(out.len()).max(start);
    (out, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Position;

    fn piece(text: &str, start: (u32, u32), end: (u32, u32), width: usize) -> Option<(String, String)> {
        let at = |(line, column)| Position { line, column };
        let span = Span { start: at(start), end: at(end) };
        let excerpt = excerpt(text, &LineIndex::new(text), span, width)?;
        let covered = excerpt.text.get(excerpt.range).expect("a range of the text").to_owned();
        Some((excerpt.text, covered))
    }

    #[test]
    fn keeps_short_lines() {
        let text = "\u{feff}æ [ø](å)\r\nnext";
        assert_eq!(piece(text, (1, 3), (1, 9), 80), Some(("æ [ø](å)".into(), "[ø](å)".into())));
        assert_eq!(piece(text, (2, 5), (2, 5), 80), Some(("next".into(), "".into())));
        assert_eq!(piece(text, (3, 1), (3, 2), 80), None);
        assert_eq!(piece(text, (2, 40), (2, 99), 80), Some(("next".into(), "".into())));
    }

    #[test]
    fn cuts_long_lines_around_the_span() {
        let text = format!("{}TARGET{}", "a".repeat(600_000), "b".repeat(600_000));
        let (line, covered) = piece(&text, (1, 600_001), (1, 600_007), 30).expect("line");
        assert_eq!(line, format!("…{}TARGET{}…", "a".repeat(12), "b".repeat(12)));
        assert_eq!(covered, "TARGET");
        let (line, covered) = piece(&text, (1, 1), (1, 1_200_007), 30).expect("line");
        assert_eq!((line, covered), (format!("{}…", "a".repeat(30)), "a".repeat(30)));
        let (line, _) = piece(&text, (1, 1_200_006), (1, 1_200_007), 30).expect("line");
        assert_eq!(line, format!("…{}", "b".repeat(30)));
    }

    #[test]
    fn shows_what_would_act() {
        let found = piece("\t\u{202e}x\u{1b}[0m", (1, 3), (1, 4), 80);
        assert_eq!(found, Some(("\t\\u{202e}x\\u{1b}[0m".into(), "x".into())));
    }

    #[test]
    fn takes_few_lines_whole_and_many_by_the_first() {
        let text = "one\ntwo\nthree\nfour\n";
        assert_eq!(piece(text, (1, 2), (3, 3), 80), Some(("one\ntwo\nthree".into(), "ne\ntwo\nth".into())));
        assert_eq!(piece(text, (1, 1), (3, 1), 80), Some(("one\ntwo".into(), "one\ntwo".into())));
        let long = "x\n".repeat(100);
        assert_eq!(piece(&long, (2, 1), (90, 1), 80), Some(("x".into(), "x".into())));
        assert_eq!(piece(text, (3, 1), (1, 1), 80), Some(("three".into(), "three".into())));
    }
}
