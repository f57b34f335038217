//! From byte offsets to lines and columns.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A place in a text: line and column count from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

impl Position {
    /// The position just after a text that starts here.
    pub fn after(self, text: &str) -> Position {
        let lines = LineIndex::new(text);
        let end = lines.position(text, text.len());
        match end.line {
            1 => Position { line: self.line, column: self.column + text.chars().count() as u32 },
            line => Position { line: self.line + line - 1, column: end.column },
        }
    }
}

/// A stretch of a text. `end` is the position just after its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// Just after the last character.
    pub end: Position,
}

impl Span {
    /// The first column of a line, with no width: a place for problems that concern a line as a whole.
    pub fn line(line: u32) -> Span {
        let start = Position { line, column: 1 };
        Span { start, end: start }
    }
}

/// Where the lines of a text start. A line ends at `\n`, `\r\n` or a lone `\r` (CommonMark section 2.1).
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each [`STEP`] of bytes, if some line is longer than that: a page that is one
    /// long line has as many places in it as any other.
    characters: Vec<u32>,
}

/// Characters are counted one by one over at most so many bytes.
const STEP: usize = 4096;

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        let ends = starts.iter().skip(1).copied().chain([bytes.len() as u32]);
        let has_long = starts.iter().zip(ends).any(|(start, end)| (end - start) as usize > STEP);
        let mut characters = Vec::new();
        if has_long {
            characters.push(0);
            characters.extend(bytes.chunks(STEP).scan(0, |before, step| {
                *before += beginning(step);
                Some(*before)
            }));
        }
        LineIndex { starts, characters }
    }

    /// The position of a byte offset of the same text. Offsets past the end give the end; offsets inside a
    /// character give that character. A byte order mark at the start of the text has no column.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= offset).max(1);
        let mut start = self.starts[line - 1] as usize;
        if line == 1 && text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8().min(offset);
        }
        Position { line: line as u32, column: self.count(text.as_bytes(), start..offset) + 1 }
    }

    /// How many characters begin in a stretch of a line.
    fn count(&self, bytes: &[u8], range: Range<usize>) -> u32 {
        if range.len() <= STEP {
            return beginning(&bytes[range]);
        }
        let before = |at: usize| {
            let known = self.characters.get(at / STEP).copied().unwrap_or_default();
            known + beginning(&bytes[at / STEP * STEP..at])
        };
        before(range.end) - before(range.start)
    }

    /// The text of a line of the same text, counted from 1, without its line ending and without a byte order mark;
    /// `None` where the text has no such line.
    pub fn line<'a>(&self, text: &'a str, line: u32) -> Option<&'a str> {
        let at = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(at)? as usize;
        let end = self.starts.get(at + 1).map_or(text.len(), |&next| next as usize);
        let line = text.get(start..end)?.trim_end_matches(['\r', '\n']);
        Some(if at == 0 { line.trim_start_matches('\u{feff}') } else { line })
    }

    /// The span of a byte range of the same text.
    pub fn span(&self, text: &str, range: Range<usize>) -> Span {
        Span { start: self.position(text, range.start), end: self.position(text, range.end.max(range.start)) }
    }
}

/// How many characters begin in some bytes of UTF-8.
fn beginning(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_after_any_line_ending() {
        let text = "\u{feff}æ1\r\nø2\rå3\nx";
        let index = LineIndex::new(text);
        let at = |needle: &str| {
            let p = index.position(text, text.find(needle).expect("needle"));
            (p.line, p.column)
        };
        assert_eq!(at("æ"), (1, 1));
        assert_eq!(at("1"), (1, 2));
        assert_eq!(at("2"), (2, 2));
        assert_eq!(at("3"), (3, 2));
        assert_eq!(at("x"), (4, 1));
        assert_eq!(index.position(text, 1000), Position { line: 4, column: 2 });
    }

    #[test]
    fn gives_lines_without_their_endings() {
        let text = "\u{feff}æ1\r\nø2\rå3\n\nx";
        let index = LineIndex::new(text);
        let lines: Vec<_> = (0..7).map(|line| index.line(text, line)).collect();
        assert_eq!(lines, [None, Some("æ1"), Some("ø2"), Some("å3"), Some(""), Some("x"), None]);
    }

    #[test]
    fn counts_in_long_lines_as_in_short_ones() {
        for head in ["", "\u{feff}", "short\n"] {
            for unit in ["aø", "abc", "\u{1f600}x"] {
                for repeats in [STEP, 2 * STEP + 7] {
                    let text = format!("{head}{}\nlast", unit.repeat(repeats));
                    let index = LineIndex::new(&text);
                    let start = head.len();
                    let line = if head.ends_with('\n') { 2 } else { 1 };
                    for (at, (offset, _)) in text[start..].char_indices().enumerate().step_by(97) {
                        let expected = Position { line, column: at as u32 + 1 };
                        if offset < unit.len() * repeats {
                            assert_eq!(index.position(&text, start + offset), expected, "{head:?} {unit}");
                        }
                    }
                    let end = Position { line: line + 1, column: 5 };
                    assert_eq!(index.position(&text, text.len()), end);
                }
            }
        }
    }
}
