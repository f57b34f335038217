//! Reading a text with broken syntax: each top-level entry alone, so that one bad line loses only its own key.

use std::ops::Range;

use super::{Entry, Limits, MAX_PROBLEMS, Map, Node, Problem, ProblemKind, Value, entries::unique, explain, tree};

/// Reads the blocks of a mapping or a list in block style. None if the text is neither.
pub(super) fn read(text: &str, base: usize, limits: &Limits) -> Option<(Node, Vec<Problem>)> {
    let first = lines(text, 0..text.len()).find(|line| is_content(&text[line.clone()]))?;
    let line = &text[first.clone()];
    if line.trim_start().starts_with(['[', '{']) && !line.trim_start().starts_with("{{") {
        return None;
    }
    let mut reader =
        Reader { text, base, limits, entries: Vec::new(), items: Vec::new(), problems: Vec::new(), stray: None };
    let list = is_item(line);
    reader.blocks(0..text.len(), list);
    if !list && reader.entries.is_empty() {
        return None;
    }
    Some(reader.finish(list, first.start))
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    limits: &'a Limits,
    entries: Vec<Entry>,
    items: Vec<Node>,
    problems: Vec<Problem>,
    stray: Option<Problem>,
}

impl Reader<'_> {
    /// Reads all blocks of a part of the text. Lines that turn out to be entries of their own, although they
    /// are indented below a finished value, are added to the parts still to read.
    fn blocks(&mut self, part: Range<usize>, list: bool) {
        let mut parts = vec![part];
        while let Some(part) = parts.pop() {
            for block in split(self.text, part, list) {
                if self.problems.len() >= MAX_PROBLEMS {
                    return;
                }
                if list { self.item(block) } else { parts.extend(self.entry(block)) }
            }
        }
    }

    fn item(&mut self, block: Range<usize>) {
        let outcome = tree::build(&self.text[block.clone()], self.base + block.start, self.limits, true);
        self.problems.extend(outcome.problems);
        if let Some(Node { value: Value::List(items), .. }) = outcome.node {
            self.items.extend(items);
        }
    }

    /// Reads one `key: ...` block and gives the lines that remain to be read as entries.
    fn entry(&mut self, block: Range<usize>) -> Option<Range<usize>> {
        let outcome = tree::build(&self.text[block.clone()], self.base + block.start, self.limits, true);
        let first = lines(self.text, block.clone()).next()?;
        let Some(key) = key(self.text, first.clone()) else {
            self.stray(first);
            return None;
        };
        let read = match outcome.node {
            Some(Node { value: Value::Map(map), .. }) => map.entries,
            _ => Vec::new(),
        };
        let rest = self.inline_value(&key);
        let inline = &self.text[rest.clone()];
        let template = inline.starts_with("{{");
        if !outcome.broken || inline.is_empty() || (inline.starts_with(['[', '{']) && !template) {
            self.problems.extend(outcome.problems);
            self.entries.extend(read);
            return None;
        }
        let span = self.base + rest.start..self.base + rest.end;
        if template {
            self.problems.push(Problem::new(ProblemKind::Template, explain::template(inline), span.clone()));
        } else {
            self.problems.extend(outcome.problems);
        }
        let value = Node::plain(inline, span);
        self.entries.push(Entry {
            key: key.text,
            key_span: self.base + key.span.start..self.base + key.span.end,
            value,
        });
        let multiline = inline.starts_with(['"', '\'', '|', '>']);
        (!multiline && first.end < block.end).then_some(first.end..block.end)
    }

    /// The value that stands on the line of its key, without a comment.
    fn inline_value(&self, key: &Key) -> Range<usize> {
        let rest = explain::rest_of_line(self.text, key.span.end);
        rest.start + explain::colon_and_blanks(&self.text[rest.clone()])..rest.end
    }

    /// A line without a key is often followed by more of its kind; the first one says it for all.
    fn stray(&mut self, line: Range<usize>) {
        let content = explain::rest_of_line(self.text, line.start);
        let start = content.end - self.text[content.clone()].trim_start().len();
        let source = &self.text[start..content.end];
        let range = self.base + start..self.base + content.end;
        let problem = if source.starts_with("{{") {
            Problem::new(ProblemKind::Template, explain::template(source), range)
        } else {
            let place = explain::Place { text: self.text, at: start, open: None };
            let kind = match source.chars().next() {
                Some(character @ ('@' | '`' | '%')) => granit_parser::ErrorKind::UnexpectedCharacter { character },
                _ => granit_parser::ErrorKind::SimpleKeyExpected,
            };
            Problem::new(ProblemKind::Syntax, explain::explain(&kind, &place).0, range)
        };
        self.stray.get_or_insert(problem);
    }

    fn finish(mut self, list: bool, start: usize) -> (Node, Vec<Problem>) {
        self.problems.extend(self.stray);
        self.entries.sort_by_key(|entry| entry.key_span.start);
        let start = self.base + start;
        let ends = self.entries.iter().map(|entry| entry.value.span.end);
        let end = ends.chain(self.items.iter().map(|item| item.span.end)).max().unwrap_or(start).max(start);
        let value = if list {
            Value::List(self.items)
        } else {
            let (entries, duplicates) = unique(self.entries);
            self.problems.extend(duplicates);
            Value::Map(Map { entries, flow: false })
        };
        self.problems.sort_by_key(|problem| problem.range.start);
        (Node { value, span: start..end }, self.problems)
    }
}

/// The lines of a part of the text with their line endings.
fn lines(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = part.start;
    std::iter::from_fn(move || {
        let rest = text.get(at..part.end).filter(|rest| !rest.is_empty())?;
        let length = match rest.find(['\n', '\r']) {
            Some(i) if rest[i..].starts_with("\r\n") => i + 2,
            Some(i) => i + 1,
            None => rest.len(),
        };
        let line = at..at + length;
        at += length;
        Some(line)
    })
}

fn is_content(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#') && line != "---" && line != "..."
}

fn is_item(line: &str) -> bool {
    let line = line.trim();
    line == "-" || line.starts_with("- ") || line.starts_with("-\t")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Cuts a part of the text before each line that starts an entry: one that stands as far left as the first.
fn split(text: &str, part: Range<usize>, list: bool) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut left = None;
    for range in lines(text, part) {
        let line = &text[range.clone()];
        let starts = is_content(line)
            && indent(line) <= *left.get_or_insert(indent(line))
            && (is_item(line) == list)
            && !line.trim_start().starts_with([']', '}']);
        match blocks.last_mut() {
            Some(block) if !starts => block.end = range.end,
            None if !starts => {}
            _ => blocks.push(range),
        }
    }
    blocks
}

/// A key at the start of a line.
struct Key {
    text: String,
    span: Range<usize>,
}

/// The key of a line: text up to a colon that a blank or the end of the line follows.
fn key(text: &str, line: Range<usize>) -> Option<Key> {
    let start = line.start + indent(&text[line.clone()]);
    let rest = text[start..line.end].trim_end();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = match quote {
        Some(quote) => rest.get(1..)?.find(quote)? + 2,
        None => 0,
    };
    let colon = rest
        .match_indices(':')
        .map(|(i, _)| i)
        .find(|&i| i >= from && rest[i + 1..].chars().next().is_none_or(|next| matches!(next, ' ' | '\t')))?;
    let written = rest[..colon].trim_end();
    let plain = !written.is_empty() && !written.starts_with(['@', '`', '%', '{', '[', '#', '&', '*', '!', '|', '>']);
    let name = match quote {
        Some(quote) => written.strip_prefix(quote)?.strip_suffix(quote)?,
        None => written,
    };
    plain.then(|| Key { text: name.to_owned(), span: start..start + written.len() })
}
