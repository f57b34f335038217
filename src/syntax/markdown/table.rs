//! Tables whose rows are wider than their header (Markdig, pipe tables): the cells that GFM drops are kept, and the
//! header and the shorter rows get empty ones.

use super::{Event, Options, Spanned};
use pulldown_cmark::{Tag, TagEnd};
use std::ops::Range;

/// The most cells that are added to a row. A table has far fewer; a hostile one must not grow without bounds.
const MAX_EXTRA: usize = 64;

/// The events of a table, with the cells that its widest row has beyond the header. `table` are the events from its
/// start to its end; nothing is returned if no row is too wide.
pub(super) fn widen<'a>(source: &'a str, table: &[Spanned<'a>], options: &Options) -> Option<Vec<Spanned<'a>>> {
    let mut extra: Vec<Vec<Range<usize>>> = Vec::new();
    let mut last_cell = 0;
    for Spanned { event, range } in table {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => last_cell = range.start,
            Event::End(TagEnd::TableCell) => last_cell = range.end,
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => extra.push(cells(source, last_cell..range.end)),
            _ => {}
        }
    }
    let width = extra.iter().map(Vec::len).max().unwrap_or(0);
    if width == 0 {
        return None;
    }
    let mut out = Vec::with_capacity(table.len());
    let mut rows = extra.iter();
    for spanned in table {
        if let Event::End(TagEnd::TableHead | TagEnd::TableRow) = spanned.event {
            let end = spanned.range.end;
            let cells = rows.next().map_or(&[][..], Vec::as_slice);
            for n in 0..width {
                let range = cells.get(n).cloned().unwrap_or(end..end);
                out.push(Spanned { event: Event::Start(Tag::TableCell), range: range.clone() });
                inline(source, range.clone(), options, &mut out);
                out.push(Spanned { event: Event::End(TagEnd::TableCell), range });
            }
        }
        out.push(spanned.clone());
    }
    Some(out)
}

/// The cells in what is left of a row behind the last cell of its table.
fn cells(source: &str, rest: Range<usize>) -> Vec<Range<usize>> {
    let Some(text) = source.get(rest.clone()) else { return Vec::new() };
    let line = text.trim_end();
    let Some(inner) = line.strip_prefix('|').filter(|inner| !inner.trim().is_empty()) else { return Vec::new() };
    let mut found = Vec::new();
    let mut start = rest.start + 1;
    let end = start + inner.len();
    let mut escaped = false;
    for (i, b) in inner.bytes().enumerate() {
        match b {
            b'\\' => escaped = !escaped,
            b'|' if !escaped => {
                found.push(trimmed(source, start..rest.start + 1 + i));
                start = rest.start + 2 + i;
            }
            _ => escaped = false,
        }
        if found.len() == MAX_EXTRA {
            return found;
        }
    }
    if start < end {
        found.push(trimmed(source, start..end));
    }
    found
}

fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = source.get(range.clone()).unwrap_or_default();
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// Reads a stretch of the source as the content of a line.
fn inline<'a>(source: &'a str, range: Range<usize>, options: &Options, out: &mut Vec<Spanned<'a>>) {
    let Some(text) = source.get(range.clone()).filter(|text| !text.is_empty()) else { return };
    let shift = |inner: Range<usize>| inner.start + range.start..inner.end + range.start;
    for mut spanned in super::commonmark::events(text, text, options, &mut Vec::new()) {
        let stays = match &mut spanned.event {
            Event::Start(tag) => is_inline(&tag.to_end()),
            Event::End(tag) => is_inline(tag),
            Event::Link(link) | Event::Image(link) => {
                link.href_range = shift(link.href_range.clone());
                true
            }
            Event::Rule => false,
            _ => true,
        };
        if stays {
            out.push(Spanned { event: spanned.event, range: shift(spanned.range) });
        }
    }
}

fn is_inline(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript)
}
