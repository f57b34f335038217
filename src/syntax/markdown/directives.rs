//! Finding the flavour's directives and overwriting them with HTML declarations of the same length.
//!
//! `<!x   >` on a line of its own is an HTML block that interrupts a paragraph and ends on its line (CommonMark
//! section 4.6, kind 4), which is how DocFX's directives behave. Within a line, an open tag of the same length is
//! raw inline HTML (section 6.6) that never begins a block before more text.

use super::math::{self, Formula};
use super::triple_colon::{self, TripleColon};
use super::{Event, Include, Options, Problem, Spanned, bracketed, columns};
use pulldown_cmark::{Tag, TagEnd};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// The text to parse a second time, and what was overwritten, by first byte.
pub(super) struct Marked<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) marks: BTreeMap<usize, Mark<'a>>,
}

/// A directive that was overwritten.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark<'a> {
    pub(super) range: Range<usize>,
    pub(super) directive: Directive<'a>,
    pub(super) inline: bool,
}

/// What a directive says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Directive<'a> {
    Alert(AlertKind<'a>),
    Div(Attributes<'a>),
    QuoteVideo(&'a str),
    Include(Include<'a>),
    Snippet(&'a str),
    TripleColon(TripleColon<'a>),
    Math(&'a str),
    /// A formula between two lines of `$$`; its source is what the parser makes of the lines.
    MathBlock,
}

/// The kind of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertKind<'a> {
    /// The word in upper case: `NOTE`.
    pub word: String,
    /// The CSS classes: the word, or what the configuration says.
    pub class: String,
    /// Text behind the marker on its line, `""` without.
    pub title: &'a str,
}

/// Attributes of a `[!div]`: names and values.
pub type Attributes<'a> = Vec<(&'a str, &'a str)>;

/// Finds the directives of a text. Most texts have none and are handed back untouched.
pub(super) fn mark<'a>(text: &'a str, options: &Options, problems: &mut Vec<Problem>) -> Marked<'a> {
    let bytes = text.as_bytes();
    let mut candidates: Vec<usize> = memchr::memmem::find_iter(bytes, b"[!").collect();
    let colons: Vec<usize> = memchr::memmem::find_iter(bytes, b":::").collect();
    let formulas = formulas(text, options);
    if candidates.is_empty() && colons.is_empty() && formulas.is_empty() {
        return Marked { text: Cow::Borrowed(text), marks: BTreeMap::new() };
    }
    let straightened = columns::straighten(text);
    // A run of colons is one candidate, at its first colon.
    let colons: Vec<usize> = colons.into_iter().filter(|&at| at == 0 || bytes[at - 1] != b':').collect();
    let lines = Lines::of(text, &straightened, options, &colons);
    candidates.extend(colons);
    candidates.extend(formulas.keys());
    candidates.sort_unstable();
    let mut finder = Finder { text, lines, options, problems, formulas, open: Vec::new(), refused: BTreeSet::new() };
    let mut marks = BTreeMap::new();
    let mut copied = straightened.into_owned().into_bytes();
    let mut done = 0;
    for at in candidates {
        if at < done || finder.lines.is_verbatim(at) {
            continue;
        }
        let Some(mark) = finder.read(at) else { continue };
        overwrite(&mut copied, &mark);
        done = mark.range.end;
        marks.insert(mark.range.start, mark);
    }
    // Only whole ASCII-delimited stretches were overwritten with ASCII, so this cannot fail; the source is the way out.
    let text = String::from_utf8(copied).map_or(Cow::Borrowed(text), Cow::Owned);
    Marked { text, marks }
}

/// The formulas by their first byte, where Markdig's rules hold. The first parse has yet to say which of them stand
/// in text.
fn formulas(text: &str, options: &Options) -> BTreeMap<usize, Formula> {
    let mut found = BTreeMap::new();
    if !options.math || !options.markdig {
        return found;
    }
    let closers = math::lines_of_dollars(text);
    let mut done = 0;
    for at in memchr::memchr_iter(b'$', text.as_bytes()) {
        if at < done {
            continue;
        }
        if let Some(formula) = math::block(text, at, &closers).or_else(|| math::inline(text, at)) {
            // What looks like a block may turn out to be text, so its inner dollars stay candidates.
            done = if formula.display { at + 2 } else { formula.range.end };
            found.insert(at, formula);
        }
    }
    found
}

fn overwrite(text: &mut [u8], mark: &Mark<'_>) {
    let Range { start, end } = mark.range;
    if mark.directive == Directive::MathBlock {
        // A processing instruction takes lines as they are, up to its end (CommonMark section 4.6, kind 3).
        let ends: Vec<usize> = memchr::memmem::find_iter(&text[start + 2..end - 2], b"?>").collect();
        for at in ends {
            text[start + 2 + at] = b' ';
        }
        text[start..start + 2].copy_from_slice(b"<?");
        text[end - 2..end].copy_from_slice(b"?>");
        return;
    }
    let alone = mark.inline && is_alone(text, mark.range.clone());
    let bytes = &mut text[start..end];
    let length = bytes.len();
    if !mark.inline {
        return overwrite_line(bytes);
    }
    // An open tag alone on a line would be a block; an autolink never is, nor is code where the place is too short.
    let (head, fill, last): (&[u8], u8, u8) = match alone {
        false => (b"<x", b' ', b'>'),
        true if length < 5 => (b"`x", b'x', b'`'),
        true => (b"<xx:", b'x', b'>'),
    };
    bytes.fill(fill);
    bytes[..head.len()].copy_from_slice(head);
    bytes[length - 1] = last;
}

/// Whether nothing but blanks follows a stretch on its line. What stands before it does not matter: all of the forms
/// of a mark are inline there.
fn is_alone(text: &[u8], range: Range<usize>) -> bool {
    let behind = text[range.end..].iter().take_while(|b| !matches!(b, b'\n' | b'\r'));
    behind.into_iter().all(|b| matches!(b, b' ' | b'\t'))
}

/// What the first parse knows about places in the text.
struct Lines {
    /// First bytes of the lines of paragraphs, whether a quote is the innermost container, and where that one ends.
    starts: HashMap<usize, (bool, usize)>,
    /// Code and raw HTML, where nothing is a directive; sorted.
    verbatim: Vec<Range<usize>>,
}

impl Lines {
    /// Parses the text for the first time. Lines that begin or end a block of three colons are then already what they
    /// will be, since they end a list or a quote that text would continue (CommonMark, lazy continuation lines).
    fn of(source: &str, parsed: &str, options: &Options, colons: &[usize]) -> Lines {
        let is_block = |at: &usize| is_block_line(source, *at, options.custom_containers);
        let blocks: BTreeSet<usize> = colons.iter().copied().filter(is_block).collect();
        let copy = with_blocks(source, parsed, &blocks);
        let mut lines = Lines { starts: HashMap::new(), verbatim: Vec::new() };
        let mut containers: Vec<(bool, usize)> = Vec::new();
        let mut at_line_start = false;
        for Spanned { event, range } in super::commonmark::events(source, &copy, options, &mut Vec::new()) {
            let starts_line = at_line_start;
            at_line_start = false;
            match &event {
                Event::Start(Tag::BlockQuote(_)) => containers.push((true, range.end)),
                Event::Start(Tag::Item | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition) => {
                    containers.push((false, range.end));
                    at_line_start = true;
                    continue;
                }
                Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition)
                | Event::End(TagEnd::DefinitionListDefinition) => {
                    containers.pop();
                }
                Event::Start(Tag::Paragraph) | Event::SoftBreak | Event::HardBreak | Event::TaskMarker(_) => {
                    at_line_start = true;
                    continue;
                }
                Event::Html(_) | Event::Rule if blocks.range(range.clone()).next().is_some() => {
                    let container = containers.last().copied().unwrap_or((false, usize::MAX));
                    lines.starts.extend(blocks.range(range.clone()).map(|at| (*at, container)));
                }
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) | Event::Html(_) | Event::Math { .. } => {
                    lines.verbatim.push(range.clone());
                }
                _ => {}
            }
            if starts_line {
                lines.starts.insert(range.start, containers.last().copied().unwrap_or((false, usize::MAX)));
            }
        }
        lines
    }

    fn is_verbatim(&self, at: usize) -> bool {
        let after = self.verbatim.partition_point(|range| range.start <= at);
        after > 0 && self.verbatim[after - 1].contains(&at)
    }

    /// Whether a block may begin here, and if so whether right inside a quote, and where its container ends.
    fn block_start(&self, at: usize) -> Option<(bool, usize)> {
        self.starts.get(&at).copied()
    }
}

/// Whether three colons stand at the start of a line that is a block of its own.
fn is_block_line(text: &str, at: usize, custom: bool) -> bool {
    let is_marker = |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')');
    let before = text.as_bytes()[..at].iter().rev().find(|b| !is_marker(b));
    before.is_none_or(|b| matches!(b, b'\n' | b'\r'))
        && triple_colon::read(rest_of_line(text, at), true, custom).is_ok_and(|read| !read.inline)
}

fn with_blocks<'t>(source: &str, parsed: &'t str, blocks: &BTreeSet<usize>) -> Cow<'t, str> {
    if blocks.is_empty() {
        return Cow::Borrowed(parsed);
    }
    let mut copy = parsed.as_bytes().to_vec();
    for &at in blocks {
        overwrite_line(&mut copy[at..at + rest_of_line(source, at).len()]);
    }
    String::from_utf8(copy).map_or(Cow::Borrowed(parsed), Cow::Owned)
}

/// Makes a block of a line. Three bytes are too few for HTML; a thematic break begins and ends as such a block does.
fn overwrite_line(line: &mut [u8]) {
    if line.len() == 3 {
        return line.fill(b'*');
    }
    line.fill(b' ');
    line[..3].copy_from_slice(b"<!x");
    let last = line.len() - 1;
    line[last] = b'>';
}

/// The longest directive, in bytes. No real one comes near it, and without a bound a long line of beginnings would be
/// read to its end from each of them.
pub(super) const MAX_DIRECTIVE: usize = 4096;

/// The rest of the line from `at`, without its line end and trailing blanks, as far as a directive can reach.
fn rest_of_line(text: &str, at: usize) -> &str {
    let rest = &text[at..text.floor_char_boundary(at + MAX_DIRECTIVE)];
    let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
    rest[..end].trim_end_matches([' ', '\t'])
}

/// Reads directives one after another, as they stand.
struct Finder<'a, 'o> {
    text: &'a str,
    lines: Lines,
    options: &'o Options,
    problems: &'o mut Vec<Problem>,
    formulas: BTreeMap<usize, Formula>,
    /// The blocks that wait for their end: name, and where the container ends that they stand in.
    open: Vec<(&'static str, usize)>,
    /// The names of blocks whose start was refused; their ends are text as well.
    refused: BTreeSet<&'static str>,
}

impl<'a> Finder<'a, '_> {
    fn read(&mut self, at: usize) -> Option<Mark<'a>> {
        let text = self.text;
        if at > 0 && text.as_bytes()[at - 1] == b'\\' {
            return None;
        }
        let block = self.lines.block_start(at);
        if let Some(formula) = self.formulas.remove(&at) {
            return self.formula(at, formula, block.is_some());
        }
        let line = rest_of_line(text, at);
        if line.starts_with(":::") {
            return self.triple_colon(at, line, block);
        }
        if let Some((in_quote, _)) = block {
            if in_quote && let Some(directive) = bracketed::in_quote(line, at, self.options, self.problems) {
                let range = at..at + line.len();
                return Some(Mark { range, directive, inline: false });
            }
            if bracketed::is_code_link(line) {
                let range = at..at + line.len();
                return Some(Mark { range, directive: Directive::Snippet(line), inline: false });
            }
        }
        let (mut include, length) = bracketed::include(line, at)?;
        include.inline |= block.is_none() || length != line.len();
        let inline = include.inline;
        Some(Mark { range: at..at + length, directive: Directive::Include(include), inline })
    }

    fn formula(&self, at: usize, formula: Formula, block: bool) -> Option<Mark<'a>> {
        if formula.display && block {
            return Some(Mark { range: formula.range, directive: Directive::MathBlock, inline: false });
        }
        let formula = if formula.display { math::inline(self.text, at)? } else { formula };
        let directive = Directive::Math(self.text.get(formula.source)?);
        Some(Mark { range: formula.range, directive, inline: true })
    }

    fn triple_colon(&mut self, at: usize, line: &'a str, block: Option<(bool, usize)>) -> Option<Mark<'a>> {
        let read = match triple_colon::read(line, block.is_some(), self.options.custom_containers) {
            Ok(read) => read,
            Err(refusal) => {
                if let Some((message, help)) = refusal {
                    self.problem(at..at + line.len(), message, help);
                    self.refused.extend(triple_colon::block_name(line));
                }
                return None;
            }
        };
        let range = at..at + read.length;
        if let Some(container_end) = block.map(|(_, end)| end)
            && !self.nests(&read.directive, range.clone(), container_end)
        {
            return None;
        }
        if let Some((message, help)) = read.warning {
            self.problem(range.clone(), message, help);
        }
        Some(Mark { range, directive: Directive::TripleColon(read.directive), inline: read.inline })
    }

    fn problem(&mut self, range: Range<usize>, message: String, help: String) {
        self.problems.push(Problem { range, message, help, tabs: false });
    }

    /// Whether a directive may stand where it does: an end needs its start, and zones do not nest.
    fn nests(&mut self, directive: &TripleColon<'_>, range: Range<usize>, container_end: usize) -> bool {
        while self.open.pop_if(|(_, end)| *end <= range.start).is_some() {}
        if let Some(name) = directive.opens() {
            if name == "zone" && self.open.iter().any(|(open, _)| *open == name) {
                let help = "close the zone before with `::: zone-end`".to_owned();
                self.problem(range, "zones do not nest".to_owned(), help);
                self.refused.insert(name);
                return false;
            }
            self.open.push((name, container_end));
            return true;
        }
        let Some(name) = directive.closes() else { return true };
        // A container of the writer's own also ends within an item of a list in it.
        let is_custom = matches!(directive, TripleColon::CustomEnd(_));
        let ends = |end: usize| end == container_end || is_custom && end > container_end;
        match self.open.iter().rposition(|(open, end)| *open == name && ends(*end)) {
            Some(at) => {
                self.open.truncate(at);
                true
            }
            None => {
                if !is_custom && !self.refused.contains(name) {
                    let help = "both must stand in the same list item, quote or page".to_owned();
                    self.problem(range, format!("`:::{name}-end` has no `:::{name}` before it"), help);
                }
                false
            }
        }
    }
}
