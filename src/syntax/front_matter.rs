//! The head of a Markdown file: YAML between a first line `---` and a closing `---` or `...`
//! (Pandoc's `yaml_metadata_block` and DocFX's YAML header agree on this form).

use std::ops::Range;

use super::yaml::{self, Limits, Node, Problem, ProblemKind, Value};

/// The head of a file and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// The mapping; an empty one if the file has no front matter. Ranges are bytes of the whole file.
    pub node: Node,
    /// The byte offset at which the Markdown begins.
    pub body: usize,
    /// The byte range of the head with both its `---` lines; empty if the file has none.
    pub range: Range<usize>,
}

/// Splits a file into its front matter and its body. Never fails: what could not be read is listed.
///
/// A first line `---` that nothing closes and no key follows is a thematic break. A head that is closed but is
/// no mapping is dropped with a problem, as DocFX does.
pub fn split(text: &str) -> (FrontMatter, Vec<Problem>) {
    let bom = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let limits = Limits::front_matter();
    let window = window(text, bom, limits.max_bytes);
    let opening = Lines { text: window, at: bom }.next();
    let Some(opening) = opening.filter(|line| fence(&text[line.content.clone()], &["---"])) else {
        return (none(bom), Vec::new());
    };
    match find_end(window, &opening, limits.max_bytes) {
        End::Closed { inner, body } => closed(text, bom..body, inner, &limits),
        End::Guessed(end) => unclosed(text, &opening, end, &limits),
        End::Absent => (none(bom), Vec::new()),
        End::TooLarge => {
            let message = format!(
                "the front matter is not closed within {} bytes and is not read; close it with `---`",
                limits.max_bytes
            );
            let problem = Problem::new(ProblemKind::TooLarge, message, opening.content.clone());
            let range = bom..text.len();
            (FrontMatter { node: Node::empty_map(opening.next), body: range.end, range }, vec![problem])
        }
    }
}

/// The part of a file in which front matter can stand; nobody has to look at the rest of a huge file.
fn window(text: &str, bom: usize, max_bytes: usize) -> &str {
    if !text[bom..].starts_with("---") {
        return &text[..bom];
    }
    let mut end = max_bytes.saturating_add(1024).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn none(at: usize) -> FrontMatter {
    FrontMatter { node: Node::empty_map(at), body: at, range: at..at }
}

fn closed(text: &str, range: Range<usize>, inner: Range<usize>, limits: &Limits) -> (FrontMatter, Vec<Problem>) {
    let body = range.end;
    let (node, problems) = read(text, inner, limits);
    (FrontMatter { node, body, range }, problems)
}

fn unclosed(text: &str, opening: &Line, end: usize, limits: &Limits) -> (FrontMatter, Vec<Problem>) {
    let (node, mut problems) = read(text, opening.next..end, limits);
    let message = "this `---` opens front matter that no `---` closes; add one below its last key";
    problems.insert(0, Problem::new(ProblemKind::Unclosed, message, opening.content.clone()));
    (FrontMatter { node, body: end, range: opening.content.start..end }, problems)
}

/// Reads the lines between the fences and makes sure that they are a mapping.
fn read(text: &str, inner: Range<usize>, limits: &Limits) -> (Node, Vec<Problem>) {
    let source = text.get(inner.clone()).unwrap_or_default();
    let (node, mut problems) = yaml::parse_at(source, inner.start, limits);
    if matches!(node.value, Value::Map(_)) && (!node.entries().is_empty() || problems.is_empty()) {
        return (node, problems);
    }
    if node.is_null() && problems.is_empty() {
        return (Node::empty_map(inner.start), problems);
    }
    let severe = problems.iter().any(|p| matches!(p.kind, ProblemKind::TooDeep | ProblemKind::TooLarge));
    if !severe {
        let first = source.len() - source.trim_start().len();
        let length = source[first..].find(['\n', '\r']).unwrap_or(source.len() - first);
        let range = inner.start + first..inner.start + first + source[first..first + length].trim_end().len();
        let message = "the text between the `---` lines is not front matter, which is made of `key: value` lines; \
                       use `***` for a thematic break at the start of a page";
        problems = vec![Problem::new(ProblemKind::NotMapping, message, range)];
    }
    (Node::empty_map(inner.start), problems)
}

/// A line: its text without the line ending, and where the next one starts.
struct Line {
    content: Range<usize>,
    next: usize,
}

/// The lines of a text; a line ends at `\n`, `\r\n` or a lone `\r`.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let rest = self.text.as_bytes().get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let ending = match rest.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let content = self.at..self.at + length;
        self.at += length + ending;
        Some(Line { content, next: self.at })
    }
}

/// Whether a line is one of the fences, with nothing but blanks after it.
fn fence(line: &str, fences: &[&str]) -> bool {
    fences.contains(&line.trim_end_matches([' ', '\t']))
}

/// How front matter ends.
enum End {
    /// With a closing line.
    Closed { inner: Range<usize>, body: usize },
    /// Without one; it seems to reach up to this offset.
    Guessed(usize),
    /// Not at all: the first line is a thematic break.
    Absent,
    /// Not within the bytes that are searched.
    TooLarge,
}

/// Looks for the closing line, and on the way for the first line that no front matter has.
fn find_end(text: &str, opening: &Line, max_bytes: usize) -> End {
    let mut guess = Guess { end: opening.next, open: true, keys: false };
    let limit = opening.next.saturating_add(max_bytes);
    for line in (Lines { text, at: opening.next }) {
        let content = &text[line.content.clone()];
        if fence(content, &["---", "..."]) {
            return End::Closed { inner: opening.next..line.content.start, body: line.next };
        }
        guess.line(content, line.next);
        if line.next > limit {
            if guess.open && guess.keys {
                return End::TooLarge;
            }
            break;
        }
    }
    if guess.keys { End::Guessed(guess.end) } else { End::Absent }
}

/// How far front matter without a closing line reaches.
struct Guess {
    end: usize,
    open: bool,
    keys: bool,
}

impl Guess {
    /// Takes the next line: a key, a list item, a comment and an indented line belong to front matter; a blank
    /// line and everything else end it.
    fn line(&mut self, content: &str, next: usize) {
        let key = is_key(content);
        let belongs = key || content.starts_with([' ', '\t', '#']) || content.starts_with("- ") || content == "-";
        self.open = self.open && belongs && !content.trim().is_empty();
        if self.open {
            self.end = next;
            self.keys |= key;
        }
    }
}

/// Whether a line starts with a key: one word, or several in quotes, and a colon with a blank or nothing after.
fn is_key(line: &str) -> bool {
    let Some(colon) =
        line.find(": ").or_else(|| line.find(":\t")).or_else(|| line.trim_end().strip_suffix(':').map(str::len))
    else {
        return false;
    };
    let key = &line[..colon];
    let quoted = key.len() > 1 && key.starts_with(['"', '\'']) && key.ends_with(['"', '\'']);
    !key.is_empty() && (quoted || !key.contains([' ', '\t', '`', '*', '[', '<']))
}

#[cfg(test)]
#[path = "front_matter_tests.rs"]
mod tests;
