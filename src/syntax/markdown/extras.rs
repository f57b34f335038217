//! What Markdig finds between two marks in text and `pulldown-cmark` does not: `++inserted++`, `==marked==`, `H~2~O` and
//! `2^10^` within words, and quotes that become typographic only in pairs (SmartyPants).

use super::{Event, Options, Spanned};
use pulldown_cmark::{Tag, TagEnd};
use std::borrow::Cow;

/// A mark in a text event.
struct Mark {
    /// The event and the byte in its text.
    event: usize,
    at: usize,
    /// Its length in bytes.
    length: usize,
    kind: usize,
    opens: bool,
    closes: bool,
    /// How many elements within the line are open around it.
    depth: usize,
}

/// What replaces a stretch of a text event.
struct Edit {
    event: usize,
    at: usize,
    length: usize,
    with: Event<'static>,
}

/// The kinds of marks that pair: HTML or text at the start and at the end.
const PAIRS: [(&str, &str); 7] = [
    ("<ins>", "</ins>"),
    ("<mark>", "</mark>"),
    ("<sub>", "</sub>"),
    ("<sup>", "</sup>"),
    ("\u{201c}", "\u{201d}"),
    ("\u{2018}", "\u{2019}"),
    ("«", "»"),
];
const INSERTED: usize = 0;
const MARKED: usize = 1;
const BELOW: usize = 2;
const ABOVE: usize = 3;
const DOUBLE: usize = 4;
const SINGLE: usize = 5;
const ANGLES: usize = 6;

/// Whether any of this is asked for.
pub(super) fn wanted(options: &Options) -> bool {
    options.inserted
        || options.marked
        || (options.markdig && (options.smart_punctuation || options.super_and_subscript))
}

/// Replaces the marks in all text that is not code.
pub(super) fn apply<'a>(source: &'a str, events: Vec<Spanned<'a>>, options: &Options) -> Vec<Spanned<'a>> {
    let mut finder = Finder { source, options, edits: Vec::new(), marks: Vec::new(), depth: 0 };
    let mut shut = 0_usize;
    for (at, spanned) in events.iter().enumerate() {
        match &spanned.event {
            Event::Start(Tag::CodeBlock(_)) | Event::Image(_) => shut += 1,
            Event::End(TagEnd::CodeBlock) | Event::ImageEnd => shut = shut.saturating_sub(1),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript)
            | Event::Link(_) => finder.depth += 1,
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript,
            )
            | Event::LinkEnd => finder.depth = finder.depth.saturating_sub(1),
            Event::Text(text) if shut == 0 => finder.text(at, text, spanned),
            Event::Start(_) | Event::End(_) | Event::Open(_) | Event::Close(_) => finder.pair(),
            _ => {}
        }
    }
    finder.pair();
    let mut edits = finder.edits;
    edits.sort_by_key(|edit| (edit.event, edit.at));
    replace(events, edits)
}

struct Finder<'a, 'o> {
    source: &'a str,
    options: &'o Options,
    edits: Vec<Edit>,
    marks: Vec<Mark>,
    depth: usize,
}

impl Finder<'_, '_> {
    fn text(&mut self, event: usize, text: &str, spanned: &Spanned<'_>) {
        let smart = self.options.smart_punctuation && self.options.markdig;
        let scripts = self.options.super_and_subscript && self.options.markdig;
        let verbatim = self.source.get(spanned.range.clone()) == Some(text);
        let mut skip = 0;
        for (at, c) in text.char_indices() {
            if at < skip {
                continue;
            }
            let rest = &text[at..];
            let same = || rest.bytes().take_while(|b| char::from(*b) == c);
            // A run is counted once, at its start; of quotes it matters only whether there are exactly two.
            let run = match c {
                '.' | '-' | '+' | '=' | '~' | '^' | '<' | '>' => same().count(),
                '\'' => same().take(3).count(),
                _ => 1,
            };
            let plain = match c {
                '.' if smart && run == 3 => Some("…"),
                '-' if smart && run == 3 => Some("—"),
                '-' if smart && run == 2 => Some("–"),
                _ => None,
            };
            if let Some(with) = plain {
                self.edits.push(Edit { event, at, length: run, with: Event::Text(Cow::Borrowed(with)) });
                skip = at + run;
                continue;
            }
            let (kind, length) = match c {
                '+' if self.options.inserted && run == 2 => (INSERTED, 2),
                '=' if self.options.marked && run == 2 => (MARKED, 2),
                '~' if scripts && run == 1 => (BELOW, 1),
                '^' if scripts && run == 1 => (ABOVE, 1),
                '"' if smart => (DOUBLE, 1),
                '\'' if smart && run == 2 => (DOUBLE, 2),
                '\'' if smart => (SINGLE, 1),
                '<' | '>' if smart && run == 2 => (ANGLES, 2),
                '.' | '-' | '+' | '=' | '<' | '>' | '~' | '^' => {
                    skip = at + run;
                    continue;
                }
                _ => continue,
            };
            skip = at + length;
            let (before, after) = if verbatim {
                let here = spanned.range.start + at;
                (self.source[..here].chars().next_back(), self.source[here + length..].chars().next())
            } else {
                (text[..at].chars().next_back(), text[at + length..].chars().next())
            };
            let (opens, closes) = sides(kind, before, after);
            self.marks.push(Mark { event, at, length, kind, opens, closes, depth: self.depth });
        }
    }

    /// Pairs the marks of one block.
    fn pair(&mut self) {
        let mut open: Vec<&Mark> = Vec::new();
        let mut waiting = [0_usize; PAIRS.len()];
        let mut level = 0;
        for mark in &self.marks {
            if mark.depth < level {
                while let Some(inner) = open.pop_if(|inner| inner.depth > mark.depth) {
                    waiting[inner.kind] -= 1;
                }
            }
            level = mark.depth;
            if mark.closes && waiting[mark.kind] > 0 {
                let same = open.iter().rposition(|other| other.kind == mark.kind).filter(|at| open[*at].depth == level);
                if let Some(at) = same {
                    let start = open[at];
                    for (one, with) in [(start, PAIRS[mark.kind].0), (mark, PAIRS[mark.kind].1)] {
                        let html = mark.kind <= ABOVE;
                        let with = Cow::Borrowed(with);
                        let with = if html { Event::Html(with) } else { Event::Text(with) };
                        self.edits.push(Edit { event: one.event, at: one.at, length: one.length, with });
                    }
                    open.drain(at..).for_each(|inner| waiting[inner.kind] -= 1);
                    continue;
                }
            }
            if mark.opens {
                waiting[mark.kind] += 1;
                open.push(mark);
            }
        }
        self.marks.clear();
    }
}

/// Whether a mark between two characters can open and close (CommonMark, delimiter runs); a quote that could do both
/// does neither.
fn sides(kind: usize, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let punctuation = |c: Option<char>| c.is_some_and(|c| c.is_ascii_punctuation());
    let left = !blank(after) && (!punctuation(after) || blank(before) || punctuation(before));
    let right = !blank(before) && (!punctuation(before) || blank(after) || punctuation(after));
    if kind <= ABOVE {
        return (left, right);
    }
    let (opens, closes) = (left && (!right || punctuation(before)), right && (!left || punctuation(after)));
    (opens && !closes, closes && !opens)
}

fn replace<'a>(events: Vec<Spanned<'a>>, edits: Vec<Edit>) -> Vec<Spanned<'a>> {
    if edits.is_empty() {
        return events;
    }
    let mut out = Vec::with_capacity(events.len() + 2 * edits.len());
    let mut edits = edits.into_iter().peekable();
    for (n, spanned) in events.into_iter().enumerate() {
        if edits.peek().is_none_or(|edit| edit.event != n) {
            out.push(spanned);
            continue;
        }
        let Event::Text(text) = &spanned.event else { continue };
        let piece = |from: usize, to: usize| match text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[from..to]),
            Cow::Owned(text) => Cow::Owned(text[from..to].to_owned()),
        };
        let mut from = 0;
        let range = spanned.range.clone();
        while let Some(edit) = edits.next_if(|edit| edit.event == n) {
            if from < edit.at {
                out.push(Spanned { event: Event::Text(piece(from, edit.at)), range: range.clone() });
            }
            out.push(Spanned { event: edit.with, range: range.clone() });
            from = edit.at + edit.length;
        }
        if from < text.len() {
            out.push(Spanned { event: Event::Text(piece(from, text.len())), range });
        }
    }
    out
}
