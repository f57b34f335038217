//! Text from the site, made harmless; numbers, made readable.

use serde_json::ser::Formatter;
use std::borrow::Cow;
use std::io;

/// Whether a character acts on what surrounds it instead of being seen: control characters, line and paragraph
/// separators, the bidirectional controls (Unicode Standard Annex 9), invisible spaces and tag characters. The
/// joiners U+200C and U+200D stay, since scripts and emoji need them.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// How a command of GitHub's runner starts in its old form.
pub(super) const COMMAND: &str = "##[";

/// The text with every character that [`acts`] written as `\u{..}`, and the start of a [`COMMAND`] broken up the same
/// way.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(COMMAND) {
        return Cow::Owned(visible(&text.replace(COMMAND, "##\\u{5b}")).into_owned());
    }
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_visible(&mut out, c);
    }
    Cow::Owned(out)
}

/// Appends one character the way [`visible`] shows it.
pub(super) fn push_visible(out: &mut String, c: char) {
    if acts(c) {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// A count with a comma between each three digits.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun, whose plural takes an `s`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// Compact JSON in which characters that [`acts`] are escaped too, so that a terminal or a log shows what is there.
struct SafeJson;

impl Formatter for SafeJson {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // The old form of GitHub's commands, `##[command]`, is obeyed wherever in a line it stands.
        if let Some((before, after)) = fragment.split_once(COMMAND) {
            self.write_string_fragment(writer, before)?;
            writer.write_all(b"##\\u005b")?;
            return self.write_string_fragment(writer, after);
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| acts(c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Writes a value as one line of JSON.
pub(super) fn write_json(value: &impl serde::Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, SafeJson))?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_acts() {
        assert_eq!(visible("a\u{1b}[31m\nb\u{202e}c\u{9b}"), "a\\u{1b}[31m\\u{a}b\\u{202e}c\\u{9b}");
        assert_eq!(visible("smørbrød 👩\u{200d}💻"), "smørbrød 👩\u{200d}💻");
    }

    #[test]
    fn counts_read_well() {
        let counts = [0, 7, 999, 1000, 27875, 1234567].map(thousands);
        assert_eq!(counts, ["0", "7", "999", "1,000", "27,875", "1,234,567"]);
        assert_eq!((counted(1, "page"), counted(0, "link")), ("1 page".into(), "0 links".into()));
    }

    #[test]
    fn json_says_the_same_in_harmless_letters() {
        let text = "\"\\\n\u{1b}\u{7f}\u{9b}\u{202e}\u{e0001}æ";
        let mut out = Vec::new();
        write_json(&text, &mut out).expect("memory does not fail");
        let line = String::from_utf8(out).expect("UTF-8");
        assert_eq!(line, "\"\\\"\\\\\\n\\u001b\\u007f\\u009b\\u202e\\udb40\\udc01æ\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).expect("JSON"), text);
    }
}
