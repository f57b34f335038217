//! From the text of a file and a selector to the lines that a page shows.

use super::language::markers;
use super::region::Regions;
use super::selector::{LineRange, Selector};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// The code to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The lines, dedented, each with its newline.
    pub text: String,
    /// The line of the file, counted from 1, that the first line of the text is.
    pub first_line: u32,
    /// The lines to emphasise, counted within the snippet: `1,2,4-`.
    pub highlight: Option<String>,
}

/// Why a selector does not find what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnippetError {
    /// No marker or cell has this name.
    TagMissing {
        /// The name asked for.
        tag: String,
        /// The names there are, as written, in the order of the file.
        available: Vec<String>,
    },
    /// The region begins but does not end. DocFX shows nothing for it.
    TagUnclosed {
        /// The name asked for.
        tag: String,
        /// The line of its start marker, counted from 1.
        line: u32,
        /// The region up to the end of the file.
        partial: Box<Snippet>,
    },
    /// Some of the lines asked for are past the end of the file. DocFX shows the others without a word.
    RangeOutside {
        /// The range asked for.
        requested: String,
        /// How many lines the file has.
        line_count: u32,
        /// The lines that exist; its text may be empty.
        partial: Box<Snippet>,
    },
    /// A range ends before it starts.
    RangeReversed {
        /// The range asked for.
        requested: String,
        /// The lines of the other ranges; its text may be empty.
        partial: Box<Snippet>,
    },
    /// The file is not a notebook.
    NotNotebook {
        /// What the JSON reader says.
        message: String,
    },
    /// More than one cell has this name.
    MultipleTags {
        /// The name asked for.
        tag: String,
        /// How many cells have it.
        count: usize,
    },
}

impl SnippetError {
    /// What can be shown all the same.
    pub fn partial(&self) -> Option<&Snippet> {
        match self {
            SnippetError::TagUnclosed { partial, .. }
            | SnippetError::RangeOutside { partial, .. }
            | SnippetError::RangeReversed { partial, .. } => Some(partial),
            SnippetError::TagMissing { .. } | SnippetError::NotNotebook { .. } | SnippetError::MultipleTags { .. } => {
                None
            }
        }
    }
}

impl fmt::Display for SnippetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SnippetError::TagMissing { tag, .. } => write!(f, "there is no `{tag}` in the file"),
            SnippetError::TagUnclosed { tag, line, .. } => {
                write!(f, "`{tag}` begins at line {line} and does not end")
            }
            SnippetError::RangeOutside { requested, line_count, .. } => {
                write!(f, "the range {requested} is asked for, but the file ends at line {line_count}")
            }
            SnippetError::RangeReversed { requested, .. } => write!(f, "the range {requested} ends before it starts"),
            SnippetError::NotNotebook { message } => write!(f, "the file is not a notebook: {message}"),
            SnippetError::MultipleTags { tag, count } => write!(f, "{count} cells have the name `{tag}`"),
        }
    }
}

impl std::error::Error for SnippetError {}

/// Selects lines from a text. The language, or the extension of the file where none is written, says how regions are
/// marked; for one that is not known every marker is tried. Fails when the tag is missing or not closed and when a
/// range is reversed or goes past the end; what exists can then be had from [`SnippetError::partial`].
pub fn extract(text: &str, language_or_extension: &str, selector: &Selector) -> Result<Snippet, SnippetError> {
    let lines = split_lines(text.strip_prefix('\u{feff}').unwrap_or(text));
    match &selector.tag {
        Some(tag) => extract_tag(&lines, language_or_extension, tag, selector),
        None => match selector.line_ranges() {
            Some(ranges) => extract_ranges(&lines, &ranges, selector),
            None => Ok(show(&lines, 0..lines.len(), selector)),
        },
    }
}

fn extract_tag(lines: &[&str], language: &str, tag: &str, selector: &Selector) -> Result<Snippet, SnippetError> {
    let mut available: Vec<String> = Vec::new();
    for marker in markers(language) {
        let regions = Regions::find(lines, *marker);
        let Some((start, end)) = regions.get(tag) else {
            available.extend(regions.names);
            continue;
        };
        let shown = (start..end.unwrap_or(lines.len())).filter(|line| !regions.marker_lines.contains(line));
        let snippet = show(lines, shown, selector);
        return match end {
            Some(_) => Ok(snippet),
            None => {
                Err(SnippetError::TagUnclosed { tag: tag.to_owned(), line: number(start), partial: snippet.into() })
            }
        };
    }
    let mut seen = BTreeSet::new();
    available.retain(|name| seen.insert(name.clone()));
    Err(SnippetError::TagMissing { tag: tag.to_owned(), available })
}

fn extract_ranges(lines: &[&str], ranges: &[LineRange], selector: &Selector) -> Result<Snippet, SnippetError> {
    let count = number(lines.len());
    let shown = ranges.iter().flat_map(|range| {
        let end = range.end.unwrap_or(count).min(count) as usize;
        (range.start.max(1) as usize - 1)..end
    });
    let snippet = show(lines, shown, selector);
    if let Some(range) = ranges.iter().find(|range| range.end.is_some_and(|end| end < range.start.max(1))) {
        return Err(SnippetError::RangeReversed { requested: range.to_string(), partial: snippet.into() });
    }
    match ranges.iter().find(|range| range.start > count || range.end.is_some_and(|end| end > count)) {
        None => Ok(snippet),
        Some(range) => {
            Err(SnippetError::RangeOutside { requested: range.to_string(), line_count: count, partial: snippet.into() })
        }
    }
}

/// Lines end at `\n`, `\r\n` or `\r`; the end of the last line does not begin another.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(rest.get(..end).unwrap_or_default());
        let after = rest.get(end..).unwrap_or_default();
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
    }
    lines
}

/// Writes lines without their common indent. Only a line without any character does not count for the indent; one of
/// blanks alone does. A tab goes to the next multiple of four.
fn show(lines: &[&str], shown: impl Iterator<Item = usize>, selector: &Selector) -> Snippet {
    let mut first_line = None;
    let mut common = usize::MAX;
    let mut code = Vec::new();
    for at in shown {
        let Some(line) = lines.get(at) else { continue };
        first_line.get_or_insert(number(at + 1));
        let (line, indent) = expand_indent(line);
        if !line.is_empty() {
            common = common.min(indent);
        }
        code.push(line);
    }
    let dedent = selector.dedent.and_then(|dedent| usize::try_from(dedent).ok()).unwrap_or(common);
    let mut text = String::new();
    for line in &code {
        let blanks = line.bytes().take(dedent).take_while(|b| *b == b' ').count();
        text.push_str(line.get(blanks..).unwrap_or_default());
        text.push('\n');
    }
    Snippet { text, first_line: first_line.unwrap_or(1), highlight: selector.highlight.clone() }
}

fn expand_indent(line: &str) -> (Cow<'_, str>, usize) {
    let rest = line.trim_start_matches([' ', '\t']);
    let blanks = line.get(..line.len() - rest.len()).unwrap_or_default();
    let width = blanks.bytes().fold(0, |width, b| if b == b'\t' { width / 4 * 4 + 4 } else { width + 1 });
    if blanks.contains('\t') {
        (Cow::Owned(format!("{:width$}{rest}", "")), width)
    } else {
        (Cow::Borrowed(line), width)
    }
}

/// A count of lines; a text with more than fits is no source file.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
