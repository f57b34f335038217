//! Values as they are written: with escapes, character references, in quotes, folded over lines.
//!
//! A value that is to be changed has to be changed where it is written, in the notation that stands there. Which one it
//! is follows from the two texts: it is the one that reads the source as the value.

use std::ops::Range;

/// A source and what each piece of it stands for.
#[derive(Debug)]
pub struct Written<'s> {
    source: &'s str,
    notation: Notation,
    /// Stretches of the source with their texts, in order. Quotes and indentation stand for nothing.
    pieces: Vec<(Range<usize>, String)>,
}

/// How to read a source.
#[derive(Debug, Clone, Copy)]
enum Notation {
    /// Each character stands for itself.
    Plain,
    /// Backslashes before punctuation, and character references (CommonMark sections 2.4 and 2.5).
    Markdown,
    /// Character references.
    Html,
    /// `'...'` of YAML.
    SingleQuoted,
    /// `"..."` of YAML and JSON.
    DoubleQuoted,
    /// Plain text and blocks of YAML over several lines: an end of line and the blanks around it are one blank.
    Folded,
}

const NOTATIONS: [Notation; 6] = [
    Notation::Plain,
    Notation::Markdown,
    Notation::Html,
    Notation::SingleQuoted,
    Notation::DoubleQuoted,
    Notation::Folded,
];

/// Character references and escapes are shorter than this.
const LONGEST: usize = 40;

impl<'s> Written<'s> {
    /// Reads a source as what it means; `None` if no notation reads it so.
    pub fn read(source: &'s str, value: &str) -> Option<Written<'s>> {
        NOTATIONS.into_iter().find_map(|notation| Written::read_as(source, value, notation))
    }

    fn read_as(source: &'s str, value: &str, notation: Notation) -> Option<Written<'s>> {
        let (mut pieces, mut at, mut rest) = (Vec::new(), 0, value);
        while at < source.len() {
            let (length, text) = notation.piece(source, at)?;
            rest = rest.strip_prefix(text.as_str())?;
            pieces.push((at..at + length, text));
            at += length;
        }
        rest.is_empty().then_some(Written { source, notation, pieces })
    }

    /// Replaces the first `length` bytes of the value: the stretch of the source that they are, and what to write
    /// there. What stays is written as it was; a character that is new at its place is written as it is elsewhere in the
    /// value, or as itself. `None` if that would mean something else.
    pub fn replace(&self, length: usize, new: &str) -> Option<(Range<usize>, String)> {
        let mut end = 0;
        let count = self.pieces.iter().take_while(|(_, text)| {
            end += text.len();
            end <= length
        });
        let mut old = self.pieces.get(..count.count())?;
        // What stands for nothing at the beginning, such as a quote, stays in any case.
        let first = old.iter().position(|(_, text)| !text.is_empty())?;
        let last = old.iter().rposition(|(_, text)| !text.is_empty())?;
        old = old.get(first..=last)?;
        let is_whole = old.iter().map(|(_, text)| text.len()).sum::<usize>() == length;
        let stretch = old.first()?.0.start..old.last()?.0.end;

        let written = self.rewritten(old, new)?;
        let value: String = self.pieces.iter().map(|(_, text)| text.as_str()).collect();
        let whole = format!("{}{written}{}", self.source.get(..stretch.start)?, self.source.get(stretch.end..)?);
        let meant = format!("{new}{}", value.get(length..)?);
        let holds = is_whole && Written::read_as(&whole, &meant, self.notation).is_some();
        holds.then_some((stretch, written))
    }

    /// A new text in place of pieces, as it is to be written.
    fn rewritten(&self, old: &[(Range<usize>, String)], new: &str) -> Option<String> {
        let mut middle = new;
        let before =
            old.iter().take_while(|(_, text)| strip(&mut middle, |new| new.strip_prefix(text.as_str()))).count();
        let rest = old.get(before..)?;
        let after =
            rest.iter().rev().take_while(|(_, text)| strip(&mut middle, |new| new.strip_suffix(text.as_str()))).count();
        let rest = rest.get(..rest.len() - after)?;
        let as_written = |range: &Range<usize>| self.source.get(range.clone()).unwrap_or_default().to_owned();
        let kept =
            |pieces: &[(Range<usize>, String)]| pieces.iter().map(|(range, _)| as_written(range)).collect::<String>();
        // Where letters change their case, what stands between them keeps its place.
        let has_places = middle.chars().count() == rest.len();
        let form = |(at, c): (usize, char)| match rest.get(at).filter(|(_, text)| has_places && text.chars().eq([c])) {
            Some((range, _)) => as_written(range),
            None => self.form(c),
        };
        let changed: String = middle.chars().enumerate().map(form).collect();
        Some(format!("{}{changed}{}", kept(old.get(..before)?), kept(old.get(before + rest.len()..)?)))
    }

    /// A character as it is written where it occurs first.
    fn form(&self, c: char) -> String {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        let found = self.pieces.iter().find(|(_, piece)| piece == text && c != ' ');
        found.and_then(|(range, _)| self.source.get(range.clone())).unwrap_or(text).to_owned()
    }
}

/// Takes something off a text, if it is there.
fn strip<'t>(text: &mut &'t str, take: impl Fn(&'t str) -> Option<&'t str>) -> bool {
    let rest = take(text);
    *text = rest.unwrap_or(text);
    rest.is_some()
}

impl Notation {
    /// The piece that begins at a byte: its length and what it stands for. `None` if the notation has no such piece.
    fn piece(self, source: &str, at: usize) -> Option<(usize, String)> {
        let rest = source.get(at..)?;
        let first = rest.chars().next()?;
        let plain = (first.len_utf8(), first.to_string());
        let is_edge = at == 0 || rest.len() == 1;
        Some(match self {
            Notation::Plain => plain,
            Notation::Markdown if first == '\\' => match rest.chars().nth(1) {
                Some(c) if c.is_ascii_punctuation() => (2, c.to_string()),
                _ => plain,
            },
            Notation::Markdown | Notation::Html => reference(rest).unwrap_or(plain),
            Notation::SingleQuoted => match first {
                '\'' if is_edge => (1, String::new()),
                '\'' if rest.starts_with("''") => (2, "'".to_owned()),
                '\'' => return None,
                _ if is_edge => return None,
                _ => fold(rest).unwrap_or(plain),
            },
            Notation::DoubleQuoted => match first {
                '"' if is_edge => (1, String::new()),
                '"' => return None,
                _ if is_edge => return None,
                '\\' => escape(rest)?,
                _ => fold(rest).unwrap_or(plain),
            },
            Notation::Folded if at == 0 && matches!(first, '>' | '|') => {
                let line = rest.find('\n')? + 1;
                let indent = rest.get(line..)?.find(|c: char| c != ' ')?;
                (line + indent, String::new())
            }
            Notation::Folded => fold(rest).unwrap_or(plain),
        })
    }
}

/// A character reference such as `&amp;`.
fn reference(rest: &str) -> Option<(usize, String)> {
    let end = rest.strip_prefix('&')?.bytes().take(LONGEST).position(|byte| byte == b';')? + 2;
    let written = rest.get(..end)?;
    let text = html_escape::decode_html_entities(written);
    (text != written).then(|| (end, text.into_owned()))
}

/// An escape of double quotes that stands for one character.
fn escape(rest: &str) -> Option<(usize, String)> {
    let code = |digits: usize| {
        let number = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((2 + digits, char::from_u32(number)?.to_string()))
    };
    match rest.chars().nth(1)? {
        c @ ('"' | '\\' | '/') => Some((2, c.to_string())),
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        _ => None,
    }
}

/// An end of line with the blanks around it.
fn fold(rest: &str) -> Option<(usize, String)> {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let breaks = rest.get(..length)?.bytes().filter(|byte| *byte == b'\n').count();
    (breaks == 1 && length < rest.len()).then(|| (length, " ".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source after the part of its value before `#` was replaced.
    fn replaced(source: &str, value: &str, new: &str) -> Option<String> {
        let length = value.find('#').unwrap_or(value.len());
        let (range, text) = Written::read(source, value)?.replace(length, new)?;
        Some(format!("{}{text}{}", &source[..range.start], &source[range.end..]))
    }

    #[test]
    fn what_is_changed_is_written_as_it_was() {
        let cases = [
            ("A.md#x", "A.md#x", "a.md", "a.md#x"),
            (r"A\(1\).md#a\_b", "A(1).md#a_b", "a(1).md", r"a\(1\).md#a\_b"),
            (r"X/A\(1).md", "X/A(1).md", "y/b(2).md", r"y/b\(2).md"),
            ("A&amp;B.md?x=1&amp;y=2", "A&B.md?x=1&y=2", "a&b.md?x=1&y=2", "a&amp;b.md?x=1&amp;y=2"),
            ("'It''s.md#x'", "It's.md#x", "it's.md", "'it''s.md#x'"),
            (r#""\u00C5\/B.md#x""#, "Å/B.md#x", "Å/b.md", r#""\u00C5\/b.md#x""#),
            (r#""A\/B.md""#, "A/B.md", "a/b/c.md", r#""a\/b\/c.md""#),
            (">-\n    A.md#x", "A.md#x", "a.md", ">-\n    a.md#x"),
            ("Two\n  words.md", "Two words.md", "two words.md", "two\n  words.md"),
        ];
        for (source, value, new, expected) in cases {
            assert_eq!(replaced(source, value, new).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn what_is_not_certain_is_refused() {
        // No notation reads the source so.
        assert!(Written::read("*alias", "A.md").is_none());
        assert!(Written::read(r#""A\n""#, "A\n").is_none());
        // One reference stands for two characters, of which one is to go.
        assert_eq!(replaced("&NotEqualTilde;#x", "\u{2242}\u{338}#x", "\u{2242}"), None);
        // The new text would be read as something else.
        assert_eq!(replaced(r"A\(&b;.md", "A(&b;.md", "a(&lt;.md"), None);
    }
}
