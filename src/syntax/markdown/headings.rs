//! Ids of headings.

use super::{Event, HeadingIds, Spanned};
use crate::syntax::slug::{IdSet, heading_id, markdig_heading_id};
use pulldown_cmark::{HeadingLevel, Tag, TagEnd};

/// Gives every heading its id: the one written in braces, that of a lone anchor at its start, or one made of its
/// text (DocFX, heading ids). Made ids are unique within the document.
pub(super) fn give_heading_ids<'a>(source: &'a str, events: &mut Vec<Spanned<'a>>, way: HeadingIds) {
    let made = |text: &str| match way {
        HeadingIds::GitHub => heading_id(text),
        HeadingIds::Markdig => markdig_heading_id(text, false),
        HeadingIds::MarkdigAscii => markdig_heading_id(text, true),
    };
    let mut ids = IdSet::default();
    let mut i = 0;
    while i < events.len() {
        let Event::Start(Tag::Heading { id, .. }) = &events[i].event else {
            i += 1;
            continue;
        };
        let given = id.as_ref().map(ToString::to_string);
        let end = (i + 1..events.len())
            .find(|k| matches!(events[*k].event, Event::End(TagEnd::Heading(_))))
            .unwrap_or(events.len() - 1);
        let anchor = lone_anchor(&events[i + 1..end]);
        let chosen = match (given, anchor) {
            (Some(id), _) => id,
            (None, Some(id)) => {
                events.drain(i + 1..i + 3);
                id
            }
            (None, None) => ids.unique(made(&slug_text(source, &events[i + 1..end]))),
        };
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[i].event {
            *id = Some(chosen.into());
        }
        i += 1;
    }
}

/// The text that an id is made of: an emoji counts with the letters of its shortcode, as on GitHub, so that links
/// made there hold here.
fn slug_text(source: &str, events: &[Spanned<'_>]) -> String {
    let shortcode = |spanned: &Spanned<'_>| {
        let written = source.get(spanned.range.clone())?;
        let is_emoji = written.len() > 2 && written.starts_with(':') && written.ends_with(':');
        matches!(&spanned.event, Event::Text(text) if is_emoji && text != written)
            .then(|| written.trim_matches(':').to_owned())
    };
    events
        .iter()
        .map(|spanned| shortcode(spanned).unwrap_or_else(|| plain_text(source, std::slice::from_ref(spanned))))
        .collect()
}

/// The id of `<a name="X"></a>` when a heading begins with it and has more to say.
fn lone_anchor(inline: &[Spanned<'_>]) -> Option<String> {
    let [first, second, _, ..] = inline else { return None };
    let (Event::Html(open), Event::Html(close)) = (&first.event, &second.event) else { return None };
    if close.as_ref() != "</a>" {
        return None;
    }
    let inner = open.strip_prefix("<a ")?.strip_suffix('>')?.trim();
    let value = inner.strip_prefix("name=").or_else(|| inner.strip_prefix("id="))?;
    let value = value.strip_prefix('"')?.strip_suffix('"')?;
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.');
    (!value.is_empty() && value.chars().all(allowed)).then(|| value.to_owned())
}

/// The index of the heading that a text begins with; comments before it do not count.
pub(super) fn first_heading(events: &[Spanned<'_>]) -> Option<usize> {
    let is_comment = |event: &Event<'_>| match event {
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => true,
        Event::Html(html) => html.trim().is_empty() || html.trim_start().starts_with("<!--"),
        _ => false,
    };
    let first = events.iter().position(|spanned| !is_comment(&spanned.event))?;
    matches!(events[first].event, Event::Start(Tag::Heading { .. })).then_some(first)
}

/// Makes the heading that a text begins with one of level one, and raises the others by as much, where none of them is
/// as high.
pub(super) fn lift(events: &mut [Spanned<'_>]) {
    let level_of = |spanned: &Spanned<'_>| match spanned.event {
        Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
        _ => None,
    };
    let Some(first) = first_heading(events) else { return };
    let Some(top) = level_of(&events[first]) else { return };
    if events[first + 1..].iter().filter_map(level_of).any(|level| level <= top) {
        return;
    }
    for spanned in events {
        if let Event::Start(Tag::Heading { level, .. }) | Event::End(TagEnd::Heading(level)) = &mut spanned.event {
            *level = HeadingLevel::try_from(*level as usize + 1 - top).unwrap_or(*level);
        }
    }
}

/// The text of inline events without tags: what slugs, titles and tables of contents are made of.
pub(super) fn plain_text(source: &str, events: &[Spanned<'_>]) -> String {
    let mut out = String::new();
    for Spanned { event, .. } in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::Math { source, .. } => out.push_str(source),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Xref(xref) => out.push_str(xref.raw),
            Event::Include(include) => {
                // An include inside a heading has no text of its own until it is expanded.
                out.push_str(source.get(include.path_range.clone()).map_or("", |_| include.title));
            }
            _ => {}
        }
    }
    out
}
