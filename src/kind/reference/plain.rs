//! Reads the plain YAML that generators of API pages write, many times faster than a parser of the whole language.
//!
//! What is accepted is a subset that means the same in YAML 1.2: block mappings and lists, scalars on one line, block
//! scalars without indicators of indentation. Anything else is refused as a whole, and the parser has the word.

use super::scalar;
use crate::syntax::yaml::{self, Node};
use std::borrow::Cow;
use std::ops::Range;

/// A value as the reader needs it: all scalars are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// One piece of text; nothing at all is an empty one.
    Text(Cow<'a, str>, Range<usize>),
    /// A list.
    List(Vec<Value<'a>>),
    /// A mapping in written order.
    Map(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The value under a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The entries of a mapping; none for anything else.
    pub(super) fn entries(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        match self {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> &[Value<'a>] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Text that is not blank.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text, _) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// Text under a key, if it is not blank.
    pub(super) fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The texts of a list under a key; a lone text counts as a list of one.
    pub(super) fn texts(&self, key: &str) -> Vec<&str> {
        match self.get(key) {
            Some(Value::List(items)) => items.iter().filter_map(Value::text).collect(),
            Some(value) => value.text().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The list under a key; empty if there is none.
    pub(super) fn list(&self, key: &str) -> &[Value<'a>] {
        self.get(key).map_or(&[], Value::items)
    }
}

/// The same from the parser's tree.
pub(super) fn from_node(node: &Node) -> Value<'static> {
    match &node.value {
        yaml::Value::Scalar(scalar) => {
            let is_null = scalar.plain && matches!(&*scalar.text, "null" | "~");
            Value::Text(Cow::Owned(if is_null { String::new() } else { scalar.text.clone() }), node.span.clone())
        }
        yaml::Value::List(items) => Value::List(items.iter().map(from_node).collect()),
        yaml::Value::Map(map) => Value::Map(
            map.entries.iter().map(|entry| (Cow::Owned(entry.key.clone()), from_node(&entry.value))).collect(),
        ),
    }
}

/// Deeper nesting is left to the parser.
const MAX_DEPTH: usize = 32;

/// Reads a text that stands at byte `base` of its file; `None` if it is not plain.
pub(super) fn read(text: &str, base: usize) -> Option<Value<'_>> {
    if has_controls(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader { text, base, at: 0, next: 0, end: 0, indent: 0, done: false };
    reader.advance();
    if reader.done {
        return None;
    }
    let value = reader.block(0)?;
    reader.done.then_some(value)
}

/// Characters that YAML does not permit (YAML 1.2.2, section 5.1), or that need a second look.
fn has_controls(bytes: &[u8]) -> bool {
    // Most pieces have nothing that could be one of them, which the processor sees for many bytes at a time.
    let mut before = 0;
    bytes.chunks(256).any(|piece| {
        let is_suspect = |byte: u8| (byte < 0x20 && byte != b'\n') || byte == 0x7f || byte == 0xef || byte == 0xc2;
        let suspects = piece.iter().fold(false, |found, &byte| found | is_suspect(byte));
        let bad = (suspects || before == 0xc2) && piece.iter().any(|&byte| is_control(byte, &mut before));
        before = piece.last().copied().unwrap_or(0);
        bad
    })
}

fn is_control(byte: u8, before: &mut u8) -> bool {
    let bad = (byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t'))
        || byte == 0x7f
        || byte == 0xef
        || (*before == 0xc2 && byte < 0xa0);
    *before = byte;
    bad
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    /// Where the rest of the current line begins, where the line ends, and where the next one begins.
    at: usize,
    end: usize,
    next: usize,
    /// The column of `at`.
    indent: usize,
    done: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// The line that begins at `start`: its end without the line break, and where the next begins.
    fn line(&self, start: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let stop = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let end = if stop > start && bytes[stop - 1] == b'\r' { stop - 1 } else { stop };
        (end, (stop + 1).min(bytes.len()))
    }

    /// Goes to the next line that holds anything but a comment.
    fn advance(&mut self) {
        loop {
            if self.next >= self.text.len() {
                self.done = true;
                self.at = self.text.len();
                self.end = self.at;
                self.indent = 0;
                return;
            }
            let start = self.next;
            let (end, next) = self.line(start);
            self.next = next;
            let line = &self.text[start..end];
            let content = line.trim_start_matches(' ');
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            self.indent = line.len() - content.len();
            self.at = start + self.indent;
            self.end = end;
            return;
        }
    }

    fn is_dash(&self) -> bool {
        let rest = self.rest();
        rest == "-" || rest.starts_with("- ")
    }

    fn block(&mut self, depth: usize) -> Option<Value<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.is_dash() { self.list(self.indent, depth) } else { self.map(self.indent, depth) }
    }

    fn map(&mut self, indent: usize, depth: usize) -> Option<Value<'a>> {
        let mut entries: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        while !self.done && self.indent == indent && !self.is_dash() {
            let rest = self.rest();
            let key = &rest[..key_length(rest)?];
            if entries.iter().any(|(known, _)| known == key) {
                return None;
            }
            let written = rest[key.len() + 1..].trim_start_matches(' ');
            self.at = self.end - written.len();
            let value = if written.is_empty() || written.starts_with('#') {
                let place = self.base + self.at;
                self.advance();
                if !self.done && (self.indent > indent || (self.indent == indent && self.is_dash())) {
                    self.block(depth + 1)?
                } else {
                    Value::Text(Cow::Borrowed(""), place..place)
                }
            } else {
                self.scalar(indent)?
            };
            entries.push((Cow::Borrowed(key), value));
        }
        (self.done || self.indent <= indent).then_some(Value::Map(entries))
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Value<'a>> {
        let mut items = Vec::new();
        while !self.done && self.indent == indent && self.is_dash() {
            let written = self.rest()[1..].trim_start_matches(' ');
            let column = indent + (self.end - self.at - written.len());
            self.at = self.end - written.len();
            let item = if written.is_empty() || written.starts_with('#') {
                let place = self.base + self.at;
                self.advance();
                if !self.done && self.indent > indent {
                    self.block(depth + 1)?
                } else {
                    Value::Text(Cow::Borrowed(""), place..place)
                }
            } else if key_length(written).is_some() {
                self.indent = column;
                if depth >= MAX_DEPTH {
                    return None;
                }
                self.map(column, depth + 1)?
            } else {
                self.scalar(indent)?
            };
            items.push(item);
        }
        (self.done || self.indent <= indent).then_some(Value::List(items))
    }

    /// The scalar at the rest of the line, whose key or dash stands at column `indent`.
    fn scalar(&mut self, indent: usize) -> Option<Value<'a>> {
        let written = self.rest().trim_end_matches(' ');
        let start = self.base + self.at;
        if written.starts_with(['|', '>']) {
            return self.block_scalar(written, indent, start);
        }
        let nothing = match written {
            "[]" => Some(Value::List(Vec::new())),
            "{}" => Some(Value::Map(Vec::new())),
            _ => None,
        };
        if let Some(nothing) = nothing {
            self.advance();
            return (self.done || self.indent <= indent).then_some(nothing);
        }
        let (text, range) = match written.as_bytes().first()? {
            b'\'' => (scalar::single_quoted(written)?, start + 1..start + written.len() - 1),
            b'"' => (scalar::double_quoted(written)?, start + 1..start + written.len() - 1),
            _ => (scalar::plain(written)?, start..start + written.len()),
        };
        self.advance();
        // A deeper line would go on with this scalar.
        (self.done || self.indent <= indent).then_some(Value::Text(text, range))
    }

    fn block_scalar(&mut self, header: &str, indent: usize, start: usize) -> Option<Value<'a>> {
        let (is_folded, keeps_end) = match header {
            "|" => (false, true),
            "|-" => (false, false),
            ">" => (true, true),
            ">-" => (true, false),
            _ => return None,
        };
        let mut lines: Vec<&'a str> = Vec::new();
        let mut column = None;
        while self.next < self.text.len() {
            let (end, next) = self.line(self.next);
            let line = &self.text[self.next..end];
            let content = line.trim_start_matches(' ');
            let spaces = line.len() - content.len();
            if content.is_empty() {
                // Blank lines with spaces can be content or a mistake.
                if spaces > column.unwrap_or(0) {
                    return None;
                }
                lines.push("");
            } else {
                let column = *column.get_or_insert(spaces);
                if spaces < column || spaces <= indent {
                    break;
                }
                lines.push(&line[column..]);
            }
            self.next = next;
        }
        while lines.last().is_some_and(|line| line.is_empty()) {
            lines.pop();
        }
        let mut text = if is_folded { scalar::fold(&lines) } else { lines.join("\n") };
        if keeps_end && !text.is_empty() {
            text.push('\n');
        }
        self.advance();
        (self.done || self.indent <= indent).then_some(Value::Text(Cow::Owned(text), start..start + header.len()))
    }
}

/// How long the key is with which a line begins; `None` if it begins with none, or with one that is not plain.
fn key_length(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let length = bytes.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-')))?;
    let ends = bytes.get(length) == Some(&b':') && matches!(bytes.get(length + 1), None | Some(b' '));
    (length > 0 && bytes[0] != b'-' && ends).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml::Limits;

    /// Spans of the parser include quotes; only the content is compared.
    fn bare(value: &Value<'_>) -> Value<'static> {
        match value {
            Value::Text(text, _) => Value::Text(Cow::Owned(text.clone().into_owned()), 0..0),
            Value::List(items) => Value::List(items.iter().map(bare).collect()),
            Value::Map(entries) => {
                Value::Map(entries.iter().map(|(k, v)| (Cow::Owned(k.clone().into_owned()), bare(v))).collect())
            }
        }
    }

    #[test]
    fn agrees_with_the_parser() {
        let texts = [
            "### YamlMime:X\nitems:\n- uid: A.B(C[], D)\n  langs:\n  - vb\n  children:\n    - A.#ctor\n    - x\n  name: B\n",
            "a: 'it''s'\nb: \"l1\\nl2 \\u00e6 \\\"q\\\"\"\nc:\nd: null\n",
            "a: >-\n  Public Class A\n\n      Inherits B\n\n      Implements C\nb: |\n  x\n   y\n\n  z\nc: >\n  one\n  two\n\n  three\n",
            "- uid: x\n  spec.csharp:\n  - uid: y\n    name: '<'\n  - name: ) \n- uid: z\r\n  name: q\r\n",
            "a: http://x/y#z\nb: -1\nc: a:b\n",
            "a: []\nb: {}\nc: # later\nd: # later\n  e: 1\nf:\n- # x\n- []\n",
        ];
        for text in texts {
            let quick = read(text, 0);
            let (node, problems) = yaml::parse(text, &Limits::document());
            assert!(problems.is_empty(), "{text}: {problems:?}");
            assert_eq!(quick.as_ref().map(bare), Some(bare(&from_node(&node))), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_plain() {
        let texts = [
            "a: [x]",
            "a: &x y",
            "a: x\n  y",
            "a: 'x",
            "a: 'x'y'",
            "a: \"x\\q\"",
            "a: b: c",
            "a: x # y",
            "a: 1\na: 2",
            "a: []\n b: 2",
            "a: [] # x",
            "a: 1\n b: 2",
            "  a: 1\nb: 2",
            "a: |2\n   x",
            "a: \u{7f}",
            "\ta: 1",
            "--- x",
            "",
            "- a\nb: 1",
            "a:\n- b\n c: 1",
        ];
        for text in texts {
            assert_eq!(read(text, 0), None, "{text}");
        }
    }

    #[test]
    fn places_are_in_the_file() {
        let text = "items:\n- uid: 'A.B'\n";
        let value = read(text, 100).unwrap();
        let Some(Value::Text(uid, at)) = value.list("items")[0].get("uid") else { panic!("no uid") };
        assert_eq!((uid.as_ref(), &text[at.start - 100..at.end - 100]), ("A.B", "A.B"));
    }

    /// Where the reader stopped, for whoever wants to know why a file is not plain.
    fn stopped(text: &str) -> usize {
        let mut reader = Reader { text, base: 0, at: 0, next: 0, end: 0, indent: 0, done: false };
        reader.advance();
        let _ = reader.block(0);
        reader.at
    }

    #[test]
    #[ignore = "reads a gigabyte of ../shared or SKILT_REAL; run by hand"]
    fn real_files_are_plain() {
        let folder = std::env::var("SKILT_REAL").unwrap_or_else(|_| "../shared/corpus".to_owned());
        let (mut plain, mut others) = (0, 0);
        for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
            if entry.path().extension().is_none_or(|extension| extension != "yml") {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            if !text.starts_with("### YamlMime:ManagedReference") {
                continue;
            }
            let (text, base) = crate::kind::reference::file::parts(&text).items;
            if read(text, base).is_some() {
                plain += 1;
                continue;
            }
            others += 1;
            let at = stopped(text);
            let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
            println!("{}: {:?}", entry.path().display(), text[line..].lines().take(2).collect::<Vec<_>>());
        }
        println!("{plain} plain, {others} not");
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_never_invents(text in "([-a:|>'\"# \n]|- |: |  |\\\\n|é){0,40}") {
            if let Some(value) = read(&text, 0) {
                let (node, problems) = yaml::parse(&text, &Limits::document());
                if problems.is_empty() {
                    proptest::prop_assert_eq!(bare(&value), bare(&from_node(&node)), "{:?}", text);
                }
            }
        }
    }
}
