//! Markdown to events with byte ranges: CommonMark 0.31 and GFM by `pulldown-cmark`, with DocFX's flavour on top.
//!
//! The flavour's directives (`[!INCLUDE]`, `[!code]`, alerts, `:::` blocks) are found by a first parse and overwritten,
//! byte for byte, with HTML declarations of the same length. The second parse then gives each directive an event of
//! its own at the right place of the tree, and every byte range still holds for the original text.
//!
//! 1. `directives` finds and marks them; 2. `tree` nests alerts, zones, rows and tabs and rejects what does not nest;
//! 3. `inline` finds bare URLs, `@uid` references and emoji in what is left of the text.

mod bracketed;
mod columns;
mod commonmark;
mod directives;
mod event;
mod extras;
mod headings;
mod inline;
mod math;
mod options;
mod table;
mod tree;
mod triple_colon;

pub use directives::{AlertKind, Attributes};
pub use event::{Container, Document, Event, Include, Link, Problem, Spanned, Tab, Xref, XrefForm};
pub use options::{HeadingIds, Media, Options};
pub use triple_colon::{ImageBlock, VideoBlock, ZoneBlock};

pub use pulldown_cmark::{Alignment, CodeBlockKind, HeadingLevel, Tag, TagEnd};

/// Parses Markdown. `text` is the body without its front matter; all ranges are in its bytes. Never fails: what is
/// malformed becomes text, as CommonMark has it, and a [`Problem`] where the writer meant a directive.
pub fn parse<'a>(text: &'a str, options: &Options) -> Document<'a> {
    let mut document = Document::default();
    let marked = directives::mark(text, options, &mut document.problems);
    let mut labels = Vec::new();
    let raw = commonmark::events(text, marked.text.as_ref(), options, &mut labels);
    document.undefined_labels = labels;
    document.events = tree::build(text, raw, &marked.marks, options, &mut document.problems);
    document
}

/// The plain text of inline events, as slugs and titles are made of it. `source` is the text given to [`parse`].
pub fn plain_text(source: &str, events: &[Spanned<'_>]) -> String {
    headings::plain_text(source, events)
}

/// The attributes of a `:::` directive, `name="value"` each; `None` if they are malformed.
pub fn attributes(text: &str) -> Option<Vec<(&str, &str)>> {
    triple_colon::attributes(text).ok().map(|(attributes, _)| attributes)
}

/// Level and text of the heading that a page begins with, comments before it left out.
pub fn first_heading(source: &str, events: &[Spanned<'_>]) -> Option<(u8, String)> {
    let start = headings::first_heading(events)?;
    let Event::Start(Tag::Heading { level, .. }) = events[start].event else { return None };
    let length = events[start..].iter().position(|e| matches!(e.event, Event::End(TagEnd::Heading(_))))?;
    Some((level as u8, plain_text(source, &events[start + 1..start + length]).trim().to_owned()))
}

/// Makes the heading that a page begins with its title, of level one, and raises the others by as much, where none of
/// them is as high.
pub fn lift_headings(events: &mut [Spanned<'_>]) {
    headings::lift(events);
}
