//! Which lines of a file a directive asks for, and how it wants them shown.

use std::fmt;
use std::ops::Range;

/// Lines of a file, counted from 1, both ends included; without an end, up to the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRange {
    /// The first line. 0 means 1.
    pub start: u32,
    /// The last line.
    pub end: Option<u32>,
}

impl fmt::Display for LineRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) if end == self.start => write!(f, "{}", self.start),
            Some(end) => write!(f, "{}-{end}", self.start),
            None => write!(f, "{}-", self.start),
        }
    }
}

/// What a directive asks for. More than one way may be given; the first of tag, lines, start/end and ranges counts,
/// and without any the whole file is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// The name of a region: `#tag`, `?name=tag`, `id="tag"`; in a notebook, of a cell.
    pub tag: Option<String>,
    /// `#L3-L5`.
    pub lines: Option<LineRange>,
    /// `start=` and `end=`; a start alone is one line, an end alone is nothing.
    pub start_end: Option<LineRange>,
    /// `range=2,4-6,9-`, in the order in which they are to be shown.
    pub ranges: Option<Vec<LineRange>>,
    /// The lines to emphasise, counted within the snippet, in their shortest form: `1,2,4-`.
    pub highlight: Option<String>,
    /// How many leading blanks to remove at most; nothing or a negative number means the indent all lines share.
    pub dedent: Option<i32>,
}

impl Selector {
    /// The lines asked for when no tag is: nothing means the whole file.
    pub fn line_ranges(&self) -> Option<Vec<LineRange>> {
        self.lines.or(self.start_end).map(|range| vec![range]).or_else(|| self.ranges.clone())
    }
}

/// What is wrong with a piece of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The key is none of name, start, end, range, highlight and dedent.
    UnknownKey,
    /// The value is not a number or not a list of line ranges.
    MalformedValue,
    /// The piece is not a key and a value joined by one `=`.
    MalformedPiece,
    /// The piece stands after one of the above, where reading stops.
    NotRead,
    /// Line numbers without `range=` (`?43-52`, `?range?43`), which were taken for a range all the same.
    BareRange,
}

/// A piece of a query or attribute that was not used as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectorProblem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The piece as written.
    pub text: String,
    /// Where it stands: bytes of the line for a link, of the attribute's value for `:::code`.
    pub span: Range<usize>,
}

/// Reads the query of a link, which begins at byte `offset` of its line. As in DocFX, an unknown key or a malformed
/// number ends the reading and what stands before it stays in force; here the rest is also told.
pub(super) fn read_query(query: &str, offset: usize, selector: &mut Selector) -> Vec<SelectorProblem> {
    let mut problems = Vec::new();
    let (mut start, mut end) = (None, None);
    let mut at = offset;
    let mut stopped = false;
    for piece in query.split('&') {
        let span = at..at + piece.len();
        at = span.end + 1;
        let kind =
            if stopped { Some(ProblemKind::NotRead) } else { read_piece(piece, selector, &mut start, &mut end).err() };
        if let Some(kind) = kind {
            stopped |= kind != ProblemKind::BareRange;
            problems.push(SelectorProblem { kind, text: piece.to_owned(), span });
        }
    }
    // DocFX joins the two only when it came to the end of the query.
    if let (Some(first), Some(last), false) = (start, end, stopped) {
        selector.start_end = Some(LineRange { start: first, end: Some(last) });
    }
    problems
}

fn read_piece(
    piece: &str,
    selector: &mut Selector,
    start: &mut Option<u32>,
    end: &mut Option<u32>,
) -> Result<(), ProblemKind> {
    let Some((key, value)) = piece.split_once('=').filter(|(_, value)| !value.contains('=')) else {
        let bare = piece.strip_prefix("range?").unwrap_or(piece);
        let ranges = read_ranges(bare).filter(|_| selector.ranges.is_none()).ok_or(ProblemKind::MalformedPiece)?;
        selector.ranges = Some(ranges);
        return Err(ProblemKind::BareRange);
    };
    let malformed = ProblemKind::MalformedValue;
    match key.to_ascii_lowercase().as_str() {
        "name" => selector.tag = Some(value.to_owned()).filter(|tag| !tag.is_empty()),
        "start" => {
            *start = Some(read_number(value).ok_or(malformed)?);
            *end = *start;
        }
        "end" => *end = Some(read_number(value).ok_or(malformed)?),
        "range" => selector.ranges = Some(read_ranges(value).ok_or(malformed)?),
        "highlight" => selector.highlight = Some(read_highlight(value).ok_or(malformed)?),
        "dedent" => selector.dedent = Some(value.trim().parse().map_err(|_| malformed)?),
        _ => return Err(ProblemKind::UnknownKey),
    }
    Ok(())
}

/// Reads what stands after `#`: lines if it has their form, otherwise the name of a region, which wins over `?name=`.
pub(super) fn read_fragment(fragment: &str, selector: &mut Selector) {
    let number = |text: &str| text.strip_prefix(['l', 'L']).and_then(read_number);
    let (first, last) = match fragment.split_once('-') {
        Some((first, "")) => (number(first), Some(None)),
        Some((first, last)) => (number(first), number(last).map(Some)),
        None => (number(fragment), number(fragment).map(Some)),
    };
    match (first, last) {
        (Some(start), Some(end)) => selector.lines = Some(LineRange { start, end }),
        _ if fragment.is_empty() => {}
        _ => selector.tag = Some(fragment.to_owned()),
    }
}

/// Reads `2, 4-6, 9-`. Nothing if any of the ranges is malformed.
pub(super) fn read_ranges(text: &str) -> Option<Vec<LineRange>> {
    text.split(',')
        .map(|range| {
            Some(match range.split_once('-') {
                Some((first, "")) => LineRange { start: read_number(first)?, end: None },
                Some((first, last)) => LineRange { start: read_number(first)?, end: Some(read_number(last)?) },
                None => read_number(range).map(|line| LineRange { start: line, end: Some(line) })?,
            })
        })
        .collect()
}

/// The lines to emphasise in their shortest form.
pub(super) fn read_highlight(text: &str) -> Option<String> {
    Some(read_ranges(text)?.iter().map(LineRange::to_string).collect::<Vec<_>>().join(","))
}

fn read_number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}
