//! From the events of `pulldown-cmark` to ours, which take all text from the source.

use super::event::{Event, Link, Spanned};
use super::options::Options;
use crate::syntax::written::Written;
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, LinkType, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Runs the CommonMark parser over `parsed`, which has the same length and line structure as `source`, and takes all
/// text from `source`.
pub(super) fn events<'a>(
    source: &'a str,
    parsed: &str,
    options: &Options,
    labels: &mut Vec<(String, Range<usize>)>,
) -> Vec<Spanned<'a>> {
    let mut callback = |broken: BrokenLink<'_>| {
        if let Some(label) = undefined_label(parsed, &broken) {
            labels.push(label);
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let parser = Parser::new_with_broken_link_callback(parsed, options.cmark(), Some(&mut callback));
    // About one event comes of so many bytes of an article.
    let mut events: Vec<Spanned<'a>> = Vec::with_capacity(source.len() / 48);
    let mut in_code = false;
    let mut parsing = parser.into_offset_iter();
    while let Some((event, range)) = parsing.next() {
        let range = match &event {
            pulldown_cmark::Event::Start(Tag::Subscript) if options.markdig => range.start..range.start + 1,
            pulldown_cmark::Event::End(TagEnd::Subscript) if options.markdig => range.end - 1..range.end,
            _ => range,
        };
        let definition = match &event {
            pulldown_cmark::Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => {
                parsing.reference_definitions().get(id).map(|definition| definition.span.clone())
            }
            _ => None,
        };
        let event = convert(source, parsed, event, &range, definition, options);
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            // Code comes line by line; it is one text, and most of the events of a page with large examples.
            Event::Text(line) if in_code => {
                if let Some(Spanned { event: Event::Text(code), range: place }) = events.last_mut() {
                    join(source, code, line);
                    place.end = range.end;
                    continue;
                }
            }
            _ => {}
        }
        events.push(Spanned { event, range });
    }
    if parsing.reference_definitions().iter().next().is_none() {
        labels.retain(|(label, range)| !is_tag(parsed, label, range.start));
    }
    events
}

/// Whether a label with its text opens a line: on a page that defines no label at all these are two tags, as in
/// `- [Bug][Postponed] Text`. A number is a label all the same.
fn is_tag(text: &str, label: &str, at: usize) -> bool {
    // A tag is short, and a line may be long.
    let from = text.floor_char_boundary(at.saturating_sub(MAX_TAG));
    let before = &text[from..at];
    let Some(line) = before.rfind('\n').map(|end| end + 1).or((from == 0).then_some(0)) else { return false };
    let first = before[line..].trim_start_matches([' ', '\t', '>', '-', '*', '+']);
    first.starts_with('[') && label.contains(char::is_alphabetic)
}

/// How far from the start of its line the second of two tags may stand, in bytes.
const MAX_TAG: usize = 256;

/// Puts text behind text: the same slice, longer, where the source has them side by side.
fn join<'a>(source: &'a str, text: &mut Cow<'a, str>, more: &str) {
    if let Cow::Borrowed(slice) = text {
        let start = (slice.as_ptr() as usize).wrapping_sub(source.as_ptr() as usize);
        let end = start.wrapping_add(slice.len() + more.len());
        if slice.as_bytes().as_ptr_range().end == more.as_ptr()
            && let Some(both) = source.get(start..end)
        {
            *text = Cow::Borrowed(both);
            return;
        }
    }
    text.to_mut().push_str(more);
}

/// The label of a full or collapsed reference that nothing defines. A shortcut `[x]` is ordinary prose, and so is a
/// full form right behind a word (`array[i][j]`) or one whose label could not be meant as one.
fn undefined_label(text: &str, broken: &BrokenLink<'_>) -> Option<(String, Range<usize>)> {
    let full = matches!(broken.link_type, LinkType::Reference | LinkType::ReferenceUnknown);
    let collapsed = matches!(broken.link_type, LinkType::Collapsed | LinkType::CollapsedUnknown);
    if !full && !collapsed {
        return None;
    }
    let before = text[..broken.span.start].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']' | ')' | '\\')) {
        return None;
    }
    let label = broken.reference.trim();
    if label.is_empty() || label.starts_with(['!', '^']) {
        return None;
    }
    let written = &text[broken.span.clone()];
    let range = match written.rfind('[') {
        Some(open) if full => broken.span.start + open..broken.span.end,
        _ => broken.span.clone(),
    };
    Some((label.to_owned(), range))
}

fn convert<'a>(
    source: &'a str,
    parsed: &str,
    event: pulldown_cmark::Event<'_>,
    range: &Range<usize>,
    definition: Option<Range<usize>>,
    options: &Options,
) -> Event<'a> {
    use pulldown_cmark::Event as E;
    let text = |cow: CowStr<'_>| -> Cow<'a, str> { adopt(source, parsed, cow).0 };
    match event {
        E::Start(Tag::Link { link_type, dest_url, title, .. }) => {
            Event::Link(link(source, parsed, (link_type, dest_url, title), range, definition))
        }
        E::Start(Tag::Image { link_type, dest_url, title, .. }) => {
            Event::Image(link(source, parsed, (link_type, dest_url, title), range, definition))
        }
        E::Start(Tag::Subscript) if options.markdig => Event::Text(Cow::Borrowed("~")),
        E::End(TagEnd::Subscript) if options.markdig => Event::Text(Cow::Borrowed("~")),
        E::Start(tag) => Event::Start(own_tag(tag, &text)),
        E::End(TagEnd::Link) => Event::LinkEnd,
        E::End(TagEnd::Image) => Event::ImageEnd,
        E::End(end) => Event::End(end),
        E::Text(t) => Event::Text(text(t)),
        E::Code(t) => Event::Code(text(t)),
        E::InlineMath(t) => Event::Math { display: false, source: text(t) },
        E::DisplayMath(t) => Event::Math { display: true, source: text(t) },
        E::Html(t) | E::InlineHtml(t) => Event::Html(text(t)),
        E::FootnoteReference(t) => Event::FootnoteReference(text(t)),
        E::SoftBreak if options.hard_breaks => Event::HardBreak,
        E::SoftBreak => Event::SoftBreak,
        E::HardBreak if !options.hard_breaks && is_moved_break(source, range) => Event::SoftBreak,
        E::HardBreak => Event::HardBreak,
        E::Rule => Event::Rule,
        E::TaskListMarker(done) => Event::TaskMarker(done),
    }
}

/// Whether a hard break is one only because blanks were moved to the end of its line (`columns::straighten`).
fn is_moved_break(source: &str, range: &Range<usize>) -> bool {
    let written = source.get(range.clone()).unwrap_or_default();
    let line_end = written.trim_start_matches([' ', '\t']);
    line_end.starts_with(['\n', '\r']) && written.len() - line_end.len() < 2
}

/// Text of the parsed copy as text of the source: a slice of the copy becomes the same slice of the source.
fn adopt<'a>(source: &'a str, parsed: &str, cow: CowStr<'_>) -> (Cow<'a, str>, Option<Range<usize>>) {
    if let CowStr::Borrowed(slice) = cow {
        let start = (slice.as_ptr() as usize).wrapping_sub(parsed.as_ptr() as usize);
        if let Some(end) = start.checked_add(slice.len())
            && let Some(own) = source.get(start..end)
        {
            let own = if source.as_ptr() == parsed.as_ptr() { own.into() } else { without_moved(own, slice) };
            return (own, Some(start..end));
        }
    }
    (Cow::Owned(cow.into_string()), None)
}

/// What a slice of the source says where blanks were moved in the parsed copy: of each line only what stands before
/// its end, since the blanks behind that were parsed at the end of the line before.
fn without_moved<'a>(own: &'a str, parsed: &str) -> Cow<'a, str> {
    if own == parsed {
        return Cow::Borrowed(own);
    }
    let mut out = String::with_capacity(own.len());
    let mut at = 0;
    for line in parsed.split_inclusive('\n') {
        let written = own.get(at..at + line.len()).unwrap_or_default();
        let length = line.trim_end_matches([' ', '\t', '\r', '\n']).len();
        let (content, blanks) = written.split_at_checked(length).unwrap_or((written, ""));
        out.push_str(content);
        // Blanks that were there before the line end are the writer's.
        let kept = blanks.find('\n').map_or("", |end| blanks[..end].trim_end_matches('\r'));
        if line.ends_with('\n') {
            out.push_str(kept);
            out.push('\n');
        }
        at += line.len();
    }
    if own.starts_with(&out) { Cow::Borrowed(&own[..out.len()]) } else { Cow::Owned(out) }
}

fn link<'a>(
    source: &'a str,
    parsed: &str,
    (link_type, dest, title): (LinkType, CowStr<'_>, CowStr<'_>),
    range: &Range<usize>,
    definition: Option<Range<usize>>,
) -> Link<'a> {
    let written = dest.to_string();
    let (href, place) = adopt(source, parsed, dest);
    let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
    let href_range = place.unwrap_or_else(|| {
        let found = match definition {
            Some(definition) => defined_destination(source, definition),
            None => inline_destination(source, range.clone()),
        };
        let is_it =
            |found: &Range<usize>| source.get(found.clone()).is_some_and(|at| Written::read(at, &written).is_some());
        found.filter(is_it).unwrap_or_else(|| range.clone())
    });
    let href = if matches!(link_type, LinkType::Email) { Cow::Owned(format!("mailto:{href}")) } else { href };
    Link { href, href_range, title: adopt(source, parsed, title).0, auto }
}

/// Where the destination of an inline link stands: behind the last `](`.
fn inline_destination(source: &str, link: Range<usize>) -> Option<Range<usize>> {
    let open = source.get(link.clone())?.rfind("](")? + 2;
    destination(source, link.start + open..link.end.saturating_sub(1))
}

/// Where the destination of a definition stands.
fn defined_destination(source: &str, definition: Range<usize>) -> Option<Range<usize>> {
    let colon = source.get(definition.clone())?.find("]:")? + 2;
    destination(source, definition.start + colon..definition.end)
}

/// The destination at the beginning of a stretch of the source, as it is written, without its angle brackets.
fn destination(source: &str, within: Range<usize>) -> Option<Range<usize>> {
    let text = source.get(within.clone())?;
    let trimmed = text.trim_start();
    let start = within.end - trimmed.len();
    let Some(inner) = trimmed.strip_prefix('<') else {
        return Some(start..start + trimmed.find(char::is_whitespace).unwrap_or(trimmed.len()));
    };
    let mut is_escaped = false;
    let end = inner.find(|c| {
        let ends = c == '>' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    Some(start + 1..start + 1 + end)
}

/// A tag whose texts belong to the source.
fn own_tag<'a>(tag: Tag<'_>, text: &dyn Fn(CowStr<'_>) -> Cow<'a, str>) -> Tag<'a> {
    let own = |cow: CowStr<'_>| -> CowStr<'a> {
        match text(cow) {
            Cow::Borrowed(slice) => CowStr::Borrowed(slice),
            Cow::Owned(string) => CowStr::from(string),
        }
    };
    match tag {
        Tag::Heading { level, id, classes, attrs } => Tag::Heading {
            level,
            id: id.map(own),
            classes: classes.into_iter().map(own).collect(),
            attrs: attrs.into_iter().map(|(key, value)| (own(key), value.map(own))).collect(),
        },
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(own(info))),
        Tag::FootnoteDefinition(name) => Tag::FootnoteDefinition(own(name)),
        other => other.into_static(),
    }
}
