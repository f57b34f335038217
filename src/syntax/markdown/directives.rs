//! Finding the flavour's directives and overwriting them with HTML declarations of the same length.
//!
//! `<!x   >` on a line of its own is an HTML block that interrupts a paragraph and ends on its line (CommonMark
//! section 4.6, kind 4), which is how DocFX's directives behave. Within a line, an open tag of the same length is
//! raw inline HTML (section 6.6) that never begins a block before more text.

use super::triple_colon::{self, TripleColon};
use super::{Event, Include, Options, Problem, Spanned};
use pulldown_cmark::{Tag, TagEnd};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
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

/// The kinds that DocFX knows without configuration.
const ALERTS: &[&str] = &["NOTE", "TIP", "WARNING", "IMPORTANT", "CAUTION"];

/// Finds the directives of a text. Most texts have none and are handed back untouched.
pub(super) fn mark<'a>(text: &'a str, options: &Options, problems: &mut Vec<Problem>) -> Marked<'a> {
    let bytes = text.as_bytes();
    let mut candidates: Vec<usize> = memchr::memmem::find_iter(bytes, b"[!").collect();
    let colons: Vec<usize> = memchr::memmem::find_iter(bytes, b":::").collect();
    if candidates.is_empty() && colons.is_empty() {
        return Marked { text: Cow::Borrowed(text), marks: BTreeMap::new() };
    }
    let straightened = triple_colon::straighten_columns(text);
    // A run of colons is one candidate, at its first colon.
    candidates.extend(colons.into_iter().filter(|&at| at == 0 || bytes[at - 1] != b':'));
    candidates.sort_unstable();
    let lines = Lines::of(text, &straightened, options);
    let mut marks = BTreeMap::new();
    let mut copied = straightened.into_owned().into_bytes();
    let mut done = 0;
    // Looked for once a line, however many candidates it has.
    let mut line_end = 0;
    for at in candidates {
        if at < done || lines.is_verbatim(at) {
            continue;
        }
        if at >= line_end {
            line_end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |length| at + length);
        }
        let Some(mark) = read(text, at..line_end, &lines, options, problems) else { continue };
        overwrite(&mut copied[mark.range.clone()], mark.inline);
        done = mark.range.end;
        marks.insert(mark.range.start, mark);
    }
    // Only whole ASCII-delimited stretches were overwritten with ASCII, so this cannot fail; the source is the way out.
    let text = String::from_utf8(copied).map_or(Cow::Borrowed(text), Cow::Owned);
    Marked { text, marks }
}

fn overwrite(bytes: &mut [u8], inline: bool) {
    bytes.fill(b' ');
    let last = bytes.len() - 1;
    let head: &[u8] = if inline { b"<x" } else { b"<!x" };
    bytes[..head.len()].copy_from_slice(head);
    bytes[last] = b'>';
}

/// What the first parse knows about places in the text.
struct Lines {
    /// First bytes of the lines of paragraphs, and whether a quote is the innermost container.
    starts: HashMap<usize, bool>,
    /// Code and raw HTML, where nothing is a directive; sorted.
    verbatim: Vec<Range<usize>>,
}

impl Lines {
    fn of(source: &str, parsed: &str, options: &Options) -> Lines {
        let mut lines = Lines { starts: HashMap::new(), verbatim: Vec::new() };
        let mut containers: Vec<bool> = Vec::new();
        let mut at_line_start = false;
        for Spanned { event, range } in super::cmark(source, parsed, options, &mut Vec::new()) {
            let starts_line = at_line_start;
            at_line_start = false;
            match &event {
                Event::Start(Tag::BlockQuote(_)) => containers.push(true),
                Event::Start(Tag::Item | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition) => {
                    containers.push(false);
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
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) | Event::Html(_) | Event::Math { .. } => {
                    lines.verbatim.push(range.clone());
                }
                _ => {}
            }
            if starts_line {
                lines.starts.insert(range.start, containers.last().copied().unwrap_or(false));
            }
        }
        lines
    }

    fn is_verbatim(&self, at: usize) -> bool {
        let after = self.verbatim.partition_point(|range| range.start <= at);
        after > 0 && self.verbatim[after - 1].contains(&at)
    }

    /// Whether a block may begin here, and if so whether right inside a quote.
    fn block_start(&self, at: usize) -> Option<bool> {
        self.starts.get(&at).copied()
    }
}

/// Reads what begins at the start of `rest`, which reaches to the end of the line.
fn read<'a>(
    text: &'a str,
    rest: Range<usize>,
    lines: &Lines,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Option<Mark<'a>> {
    let at = rest.start;
    if at > 0 && text.as_bytes()[at - 1] == b'\\' {
        return None;
    }
    let line = text[rest].trim_end_matches([' ', '\t']);
    let block = lines.block_start(at);
    if line.starts_with(":::") {
        return triple_colon(at, line, block.is_some(), problems);
    }
    if let Some(in_quote) = block {
        if in_quote && let Some(directive) = quote_directive(line, at, options, problems) {
            let range = at..at + line.len();
            return Some(Mark { range, directive, inline: false });
        }
        if is_code_link(line) {
            let range = at..at + line.len();
            return Some(Mark { range, directive: Directive::Snippet(line), inline: false });
        }
    }
    let (mut include, length) = include(line, at)?;
    include.inline = block.is_none() || length != line.len();
    let inline = include.inline;
    Some(Mark { range: at..at + length, directive: Directive::Include(include), inline })
}

fn triple_colon<'a>(at: usize, line: &'a str, block: bool, problems: &mut Vec<Problem>) -> Option<Mark<'a>> {
    match triple_colon::read(line, block) {
        Ok((directive, length, inline)) => {
            let directive = Directive::TripleColon(directive);
            Some(Mark { range: at..at + length, directive, inline })
        }
        Err(Some((message, help))) => {
            problems.push(Problem { range: at..at + line.len(), message, help, tabs: false });
            None
        }
        Err(None) => None,
    }
}

/// `[!NOTE]`, `[!div ...]` or `[!Video ...]`, as a whole line of a quote.
fn quote_directive<'a>(
    line: &'a str,
    at: usize,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Option<Directive<'a>> {
    let inner = line.strip_prefix("[!")?;
    let close = inner.find(']')?;
    let word = inner[..close].trim();
    let behind = inner[close + 1..].trim();
    let upper = word.to_uppercase();
    if ALERTS.contains(&upper.as_str()) || options.alerts.contains_key(&upper) {
        let class = options.alerts.get(&upper).cloned().unwrap_or_else(|| upper.clone());
        return Some(Directive::Alert(AlertKind { word: upper, class, title: behind }));
    }
    let keyword = word.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    if keyword != "div" && keyword != "video" {
        return None;
    }
    if !behind.is_empty() {
        problems.push(Problem {
            range: at..at + line.len(),
            message: format!("text behind `[!{keyword}]` on its line"),
            help: "put the text on the next line of the quote".to_owned(),
            tabs: false,
        });
        return None;
    }
    let rest = word[keyword.len()..].trim();
    if keyword == "div" {
        return Some(Directive::Div(div_attributes(rest)));
    }
    let is_address = rest.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    is_address.then_some(Directive::QuoteVideo(rest))
}

/// The attributes of a `[!div]`, plain or between backticks; text that is not `name="value"` is dropped.
fn div_attributes(text: &str) -> Attributes<'_> {
    let text = match text.strip_prefix('`') {
        Some(inner) => inner.strip_suffix('`').unwrap_or(""),
        None => text,
    };
    triple_colon::attributes(text).map(|(attributes, _)| attributes).unwrap_or_default()
}

/// Whether a line is a code snippet directive as a whole.
fn is_code_link(line: &str) -> bool {
    let lower = line.get(..10).unwrap_or(line).to_ascii_lowercase();
    (lower.starts_with("[!code[") || lower.starts_with("[!code-") || lower.starts_with("[!notebook"))
        && crate::syntax::snippet::parse_code_link(line).is_some()
}

/// `[!INCLUDE[title](path)]` at the start of `line`, in any case, with its length.
fn include(line: &str, at: usize) -> Option<(Include<'_>, usize)> {
    let keyword = line.get(..9)?;
    if !keyword.eq_ignore_ascii_case("[!include") {
        return None;
    }
    let mut rest = &line[9..];
    rest = rest.strip_prefix(['+', '-']).unwrap_or(rest).trim_start_matches([' ', '\t']);
    let title_length = balanced(rest, '[', ']')?;
    let title = &rest[1..title_length - 1];
    let rest = &rest[title_length..];
    let target_length = balanced(rest, '(', ')')?;
    let target = &rest[1..target_length - 1];
    let tail = &rest[target_length..];
    if !tail.starts_with(']') {
        return None;
    }
    let start = target.len() - target.trim_start().len();
    let path = target.trim();
    let (path, start) = match path.strip_prefix('<') {
        Some(inner) => (&inner[..inner.find('>')?], start + 1),
        None => (&path[..path.find([' ', '\t']).unwrap_or(path.len())], start),
    };
    if path.is_empty() {
        return None;
    }
    let target_at = at + (line.len() - rest.len()) + 1;
    let path_range = target_at + start..target_at + start + path.len();
    let unescaped = if path.contains('\\') { Cow::Owned(unescape(path)) } else { Cow::Borrowed(path) };
    let include = Include { title, path: unescaped, path_range, inline: false };
    Some((include, line.len() - tail.len() + 1))
}

/// How deep brackets may nest in a directive. Beyond, a line of nothing but opened directives would be read to its end
/// once for each of them. CommonMark has the same limit for parentheses in addresses.
const MAX_NESTING: usize = 32;

/// The length of a bracketed stretch at the start of `text`, brackets included; `\` escapes.
fn balanced(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        if i == 0 && c != open {
            return None;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open && depth == MAX_NESTING => return None,
            _ if c == open => depth += 1,
            _ if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// Takes the backslash from escaped brackets; other backslashes are folder separators.
fn unescape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|next| matches!(next, '(' | ')' | '[' | ']' | '\\')) {
            continue;
        }
        out.push(c);
    }
    out
}
