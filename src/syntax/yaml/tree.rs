//! From the events of the YAML parser to a tree, without recursion and within the limits.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle, Tag};

use super::entries::{measure, merge, unique};
use super::explain::{self, Place};
use super::{Entry, Limits, MAX_PROBLEMS, Map, Node, Problem, ProblemKind, Scalar, Value};

/// What all copies of aliases may cost together (see [`measure`]); handwritten files stay far below it, and a
/// few hundred bytes of aliases of aliases would otherwise fill the memory up to the limit of a large file.
const MAX_COPIED: usize = 50_000;

/// What a run of the parser gave.
pub(super) struct Outcome {
    /// The tree, as far as it could be read.
    pub(super) node: Option<Node>,
    /// The problems, in the order in which they were found.
    pub(super) problems: Vec<Problem>,
    /// Whether the parser stopped before the end of the text.
    pub(super) broken: bool,
}

/// Reads `text`, which stands at byte `base` of its source. With `fragment`, aliases without a definition
/// are no problem, since the text is cut out of a larger one that may define them.
pub(super) fn build(text: &str, base: usize, limits: &Limits, fragment: bool) -> Outcome {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: limits.depth(),
        block_nesting_limit: limits.depth(),
        simple_key_max_lookahead: 4096,
    };
    let mut builder = Builder::new(text, base, limits, fragment);
    for event in Parser::new_from_str_with_options(text, options) {
        let step = match event {
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => builder.stop(&error),
        };
        match step {
            Step::Next => {}
            Step::Done => break,
            Step::Broken => {
                builder.close_all();
                return Outcome { node: builder.root, problems: builder.problems, broken: true };
            }
        }
    }
    Outcome { node: builder.root, problems: builder.problems, broken: false }
}

enum Step {
    Next,
    Done,
    Broken,
}

/// A list or mapping whose end has not been seen.
struct Frame {
    start: usize,
    flow: bool,
    anchor: usize,
    kind: FrameKind,
}

enum FrameKind {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(String, Range<usize>)>),
}

/// A value that an alias can copy, with what a copy costs.
struct Anchored {
    /// The value; none if even one copy is more than the budget for copies leaves.
    node: Option<Node>,
    cost: usize,
    depth: usize,
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    limits: &'a Limits,
    fragment: bool,
    stack: Vec<Frame>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Anchored>,
    nodes: usize,
    copied: usize,
    documents: usize,
    problems: Vec<Problem>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, base: usize, limits: &'a Limits, fragment: bool) -> Self {
        Builder {
            text,
            base,
            limits,
            fragment,
            stack: Vec::new(),
            root: None,
            anchors: BTreeMap::new(),
            nodes: 0,
            copied: 0,
            documents: 0,
            problems: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, span: &Span) -> Step {
        let range = self.range(span);
        match event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) if self.documents > 1 => {
                if !matches!(&event, Event::Scalar(..) if range.is_empty()) {
                    let message = "a second YAML document starts here; only the first one is read";
                    self.report(ProblemKind::Syntax, message, range);
                }
                return Step::Done;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.note_tag(tag.as_deref(), span);
                let node = self.scalar(&text, style, range);
                return self.value(node, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.note_tag(tag.as_deref(), span);
                return self.open(FrameKind::List(Vec::new()), style, anchor, range);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.note_tag(tag.as_deref(), span);
                return self.open(FrameKind::Map(Vec::new(), None), style, anchor, range);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(Some(range.end)),
            Event::Alias(id) => return self.alias(id, range),
            Event::UnresolvedAlias(_) => {
                if !self.fragment {
                    let message = "nothing defines this alias; a value that starts with `*` needs quotes";
                    self.report(ProblemKind::Syntax, message, range.clone());
                }
                return self.raw_alias(range);
            }
            _ => {}
        }
        Step::Next
    }

    /// The byte range in the source of a span, moved to character boundaries should it not lie on any.
    fn range(&self, span: &Span) -> Range<usize> {
        let clamp = |offset: Option<usize>| explain::boundary(self.text, offset.unwrap_or(0));
        let start = clamp(span.start.byte_offset());
        let end = clamp(span.end.byte_offset()).max(start);
        self.base + start..self.base + end
    }

    /// The source text of a range.
    fn source(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.start - self.base..range.end - self.base).unwrap_or_default()
    }

    fn report(&mut self, kind: ProblemKind, message: impl Into<String>, range: Range<usize>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem::new(kind, message, range));
        }
    }

    /// Tags of YAML itself (`!!str`) change nothing, for values stay text. Others are most often text that
    /// lacks its quotes.
    fn note_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        let Some(tag_span) = tag.and_then(|_| span.tag_span()) else { return };
        let range = self.range(&tag_span);
        let source = self.source(&range);
        if !source.starts_with("!!") {
            let message = format!("the tag `{source}` is dropped; put the value in quotes if it is text");
            self.report(ProblemKind::Tag, message, range);
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, mut range: Range<usize>) -> Node {
        let plain = style == ScalarStyle::Plain;
        if plain && range.is_empty() {
            return Node::plain("", self.after_colon(range.start));
        }
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let source = self.source(&range);
        if !quoted {
            range.end = range.start + source.trim_end_matches([' ', '\t', '\r', '\n']).len();
        }
        let inner = if quoted { source.get(1..source.len().saturating_sub(1)) } else { Some(self.source(&range)) };
        let scalar = Scalar { text: text.to_owned(), plain, verbatim: inner == Some(text) };
        Node { value: Value::Scalar(scalar), span: range }
    }

    /// The place of an empty value. The parser puts it at the end of the key; authors look after the colon.
    fn after_colon(&self, at: usize) -> Range<usize> {
        let rest = self.source(&(at..self.base + self.text.len()));
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let at = if rest[blanks..].starts_with(':') { at + blanks + 1 } else { at };
        at..at
    }

    /// Takes a finished value: counts it, remembers it if it has an anchor, and gives it to its collection.
    fn value(&mut self, node: Node, anchor: usize) -> Step {
        let at = node.span.clone();
        if anchor != 0 && self.limits.aliases {
            let (cost, depth) = measure(&node);
            let copy = self.may_copy(cost).then(|| node.clone());
            self.anchors.insert(anchor, Anchored { node: copy, cost, depth });
        }
        self.place(node);
        self.count(at)
    }

    fn count(&mut self, at: Range<usize>) -> Step {
        self.nodes += 1;
        if self.nodes <= self.limits.max_nodes {
            return Step::Next;
        }
        let message = format!("more than {} values, counting what aliases copy; split it up", self.limits.max_nodes);
        self.report(ProblemKind::TooLarge, message, at.start..at.start);
        Step::Broken
    }

    /// Whether the budget for copies has room for one more of this cost; if so, it is taken.
    fn may_copy(&mut self, cost: usize) -> bool {
        let room = self.copied.saturating_add(cost) <= MAX_COPIED.min(self.limits.max_nodes);
        self.copied += if room { cost } else { 0 };
        room
    }

    fn place(&mut self, node: Node) {
        let source = self.text.get(node.span.start - self.base..node.span.end - self.base).unwrap_or_default();
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut frame.kind {
            FrameKind::List(items) => items.push(node),
            FrameKind::Map(entries, key) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => match node.value {
                    Value::Scalar(scalar) => *key = Some((scalar.text, node.span)),
                    _ => {
                        *key = Some((source.to_owned(), node.span.clone()));
                        // In `{{name}}` the inner braces are a key; the outer ones report the whole.
                        if !(frame.flow && frame.start + 1 == node.span.start && source.starts_with('{')) {
                            let message = "a key must be text, not a list or a mapping; put it in quotes";
                            self.report(ProblemKind::Syntax, message, node.span);
                        }
                    }
                },
            },
        }
    }

    fn open(&mut self, kind: FrameKind, style: StructureStyle, anchor: usize, range: Range<usize>) -> Step {
        if self.stack.len() >= self.limits.depth() {
            self.report(ProblemKind::TooDeep, too_deep(self.limits), range.start..range.start);
            return Step::Broken;
        }
        self.stack.push(Frame { start: range.start, flow: style == StructureStyle::Flow, anchor, kind });
        self.count(range)
    }

    /// Ends the innermost collection; `end` is where its closing bracket ends, if it has one.
    fn close(&mut self, end: Option<usize>) -> Step {
        let Some(frame) = self.stack.pop() else { return Step::Next };
        let last = match &frame.kind {
            FrameKind::List(items) => items.last().map(|node| node.span.end),
            FrameKind::Map(entries, _) => entries.last().map(|entry| entry.value.span.end),
        };
        // An alias gives a copy whose place is the alias, so the last child always ends last.
        let inner = last.unwrap_or(frame.start).max(frame.start);
        let span = frame.start..if frame.flow { end.unwrap_or(inner).max(inner) } else { inner };
        let source = self.source(&span);
        if frame.flow && source.starts_with("{{") && source.ends_with("}}") {
            self.report(ProblemKind::Template, explain::template(source), span.clone());
            return self.value(Node::plain(source, span), frame.anchor);
        }
        let value = match frame.kind {
            FrameKind::List(items) => Value::List(items),
            FrameKind::Map(entries, _) => Value::Map(self.map(entries, frame.flow)),
        };
        self.value(Node { value, span }, frame.anchor)
    }

    fn map(&mut self, entries: Vec<Entry>, flow: bool) -> Map {
        let entries = if self.limits.aliases { merge(entries) } else { entries };
        let room = MAX_PROBLEMS.saturating_sub(self.problems.len());
        let (entries, duplicates) = unique(entries);
        self.problems.extend(duplicates.into_iter().take(room));
        Map { entries, flow }
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Step {
        if !self.limits.aliases {
            if !self.problems.iter().any(|problem| problem.kind == ProblemKind::Alias) {
                let message = "aliases are not resolved here; write the value out, or quote it if it is text";
                self.report(ProblemKind::Alias, message, range.clone());
            }
            return self.raw_alias(range);
        }
        let Some((copy, cost, depth)) = self.anchors.get(&id).map(|a| (a.node.is_some(), a.cost, a.depth)) else {
            let message = "this alias stands inside the value that it names; write the value out";
            self.report(ProblemKind::Alias, message, range.clone());
            return self.raw_alias(range);
        };
        if self.stack.len() + depth > self.limits.depth() {
            self.report(ProblemKind::TooDeep, too_deep(self.limits), range);
            return Step::Broken;
        }
        if !copy || !self.may_copy(cost) {
            let message = "aliases copy more than a file may hold; write out less, or split the file up";
            self.report(ProblemKind::TooLarge, message, range);
            return Step::Broken;
        }
        self.nodes += cost;
        match self.anchors.get(&id).and_then(|anchored| anchored.node.clone()) {
            Some(mut node) => {
                node.span = range;
                if let Value::Scalar(scalar) = &mut node.value {
                    scalar.verbatim = false;
                }
                self.value(node, 0)
            }
            None => self.raw_alias(range),
        }
    }

    fn raw_alias(&mut self, range: Range<usize>) -> Step {
        let node = Node::plain(self.source(&range), range);
        self.value(node, 0)
    }

    /// Reports where and why the parser gave up, and keeps the value that it gave up in as written.
    fn stop(&mut self, error: &ScanError) -> Step {
        let at = explain::boundary(self.text, error.marker().byte_offset().unwrap_or(0));
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            self.report(ProblemKind::TooDeep, too_deep(self.limits), self.base + at..self.base + at);
            return Step::Broken;
        }
        let open = self.stack.iter().rev().find(|frame| frame.flow).map(|frame| frame.start - self.base);
        let (message, range) = explain::explain(error.kind(), &Place { text: self.text, at, open });
        self.report(ProblemKind::Syntax, message, self.base + range.start..self.base + range.end);
        self.keep_raw(at);
        Step::Broken
    }

    /// Puts the rest of the line in place of a value that the parser could not finish.
    fn keep_raw(&mut self, at: usize) {
        let (text, base) = (self.text, self.base);
        let Some(frame) = self.stack.last_mut() else { return };
        if frame.flow {
            return;
        }
        let unfinished = |node: &Node| {
            let written = text.get(node.span.start - base..at);
            node.as_str().is_some() && written.is_some_and(|written| !written.contains(['\n', '\r']))
        };
        let raw = |start: usize| explain::rest_of_line(text, start - base);
        match &mut frame.kind {
            FrameKind::List(items) => {
                if let Some(last) = items.last_mut().filter(|node| unfinished(node)) {
                    let range = raw(last.span.start);
                    *last = Node::plain(&text[range.clone()], base + range.start..base + range.end);
                }
            }
            FrameKind::Map(entries, key) => {
                if let Some((key, key_span)) = key.take() {
                    let rest = raw(key_span.end);
                    let skip = explain::colon_and_blanks(&text[rest.clone()]);
                    let range = rest.start + skip..rest.end;
                    let value = Node::plain(&text[range.clone()], base + range.start..base + range.end);
                    entries.push(Entry { key, key_span, value });
                } else if let Some(last) = entries.last_mut().filter(|entry| unfinished(&entry.value)) {
                    let range = raw(last.value.span.start);
                    last.value = Node::plain(&text[range.clone()], base + range.start..base + range.end);
                }
            }
        }
    }

    fn close_all(&mut self) {
        while !self.stack.is_empty() {
            self.close(None);
        }
    }
}

fn too_deep(limits: &Limits) -> String {
    format!("lists and mappings are nested more than {} levels deep; flatten them", limits.depth())
}
