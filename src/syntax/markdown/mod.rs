//! Markdown to events with byte ranges: CommonMark 0.31 and GFM by `pulldown-cmark`, with DocFX's flavour on top.
//!
//! The flavour's directives (`[!INCLUDE]`, `[!code]`, alerts, `:::` blocks) are found by a first parse and overwritten,
//! byte for byte, with HTML declarations of the same length. The second parse then gives each directive an event of
//! its own at the right place of the tree, and every byte range still holds for the original text.
//!
//! 1. `directives` finds and marks them; 2. `tree` nests alerts, zones, rows and tabs and rejects what does not nest;
//! 3. `inline` finds bare URLs, `@uid` references and emoji in what is left of the text.

mod directives;
mod extras;
mod headings;
mod inline;
mod math;
mod table;
mod tree;
mod triple_colon;

pub use directives::{AlertKind, Attributes};
pub use triple_colon::{ImageBlock, VideoBlock, ZoneBlock};

use crate::syntax::written::Written;
use pulldown_cmark::{BrokenLink, CowStr, LinkType, Options as CmarkOptions, Parser};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

pub use pulldown_cmark::{Alignment, CodeBlockKind, HeadingLevel, Tag, TagEnd};

/// Which extensions are on. CommonMark, GFM tables and strikethrough always are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `[^1]` footnotes.
    pub footnotes: bool,
    /// `- [ ]` task lists.
    pub task_lists: bool,
    /// Terms and `: definitions`.
    pub definition_lists: bool,
    /// `$x$` and `$$x$$`.
    pub math: bool,
    /// Quotes and dashes become typographic.
    pub smart_punctuation: bool,
    /// `~~x~~`.
    pub strikethrough: bool,
    /// `^x^` and `~x~`.
    pub super_and_subscript: bool,
    /// `++x++`.
    pub inserted: bool,
    /// `==x==`.
    pub marked: bool,
    /// `::: name` and what follows it up to a line of as many colons is an element of that class.
    pub custom_containers: bool,
    /// `{#id .class}` behind headings.
    pub heading_attributes: bool,
    /// Every line end breaks the line.
    pub hard_breaks: bool,
    /// Bare `http://` and `www.` addresses become links.
    pub autolinks: bool,
    /// `:smile:` becomes the character.
    pub emoji: bool,
    /// A row of a table may have more cells than its header, which then gets empty ones.
    pub wide_rows: bool,
    /// Markdig's rules, which DocFX has, where they differ from those of GFM and Pandoc: blanks inside the dollars of
    /// a formula, boxes of tasks anywhere in an item, no `~x~`, straight quotes where they do not pair.
    pub markdig: bool,
    /// How headings get their ids.
    pub heading_ids: HeadingIds,
    /// How large players of media are.
    pub media: Media,
    /// Kinds of alerts beyond the five of DocFX: upper-case word to CSS classes.
    pub alerts: BTreeMap<String, String>,
}

/// How headings get their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeadingIds {
    /// GitHub's way, which is DocFX's default.
    #[default]
    GitHub,
    /// Markdig's own way, with the letters of all scripts.
    Markdig,
    /// Markdig's own way, with the letters of ASCII only.
    MarkdigAscii,
}

/// The players that images of videos and sounds become (Markdig, media links).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// In pixels.
    pub width: String,
    /// In pixels.
    pub height: String,
    /// Whether they have buttons.
    pub controls: bool,
    /// CSS classes, `""` for none.
    pub class: String,
}

impl Default for Media {
    fn default() -> Self {
        Media { width: "500".to_owned(), height: "281".to_owned(), controls: true, class: String::new() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            footnotes: true,
            task_lists: true,
            definition_lists: false,
            math: false,
            smart_punctuation: false,
            strikethrough: true,
            super_and_subscript: false,
            inserted: false,
            marked: false,
            custom_containers: false,
            heading_attributes: true,
            hard_breaks: false,
            autolinks: true,
            emoji: true,
            wide_rows: false,
            markdig: false,
            heading_ids: HeadingIds::default(),
            media: Media::default(),
            alerts: BTreeMap::new(),
        }
    }
}

impl Options {
    fn cmark(&self) -> CmarkOptions {
        let mut options = CmarkOptions::ENABLE_TABLES;
        let switches = [
            (self.footnotes, CmarkOptions::ENABLE_FOOTNOTES),
            (self.task_lists, CmarkOptions::ENABLE_TASKLISTS),
            (self.definition_lists, CmarkOptions::ENABLE_DEFINITION_LIST),
            (self.math && !self.markdig, CmarkOptions::ENABLE_MATH),
            (self.smart_punctuation && !self.markdig, CmarkOptions::ENABLE_SMART_PUNCTUATION),
            (self.strikethrough, CmarkOptions::ENABLE_STRIKETHROUGH),
            (self.super_and_subscript && !self.markdig, CmarkOptions::ENABLE_SUPERSCRIPT),
            // A single `~` then never strikes through. By Markdig's rules it may stand within a word, so it is put back
            // as text for `extras` to find.
            (self.super_and_subscript || self.markdig, CmarkOptions::ENABLE_SUBSCRIPT),
            (self.heading_attributes, CmarkOptions::ENABLE_HEADING_ATTRIBUTES),
        ];
        for (on, option) in switches {
            options.set(option, on);
        }
        options
    }
}

/// A parsed document.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// The events, in order; every `Start` has its `End`, every `Open` its `Close`.
    pub events: Vec<Spanned<'a>>,
    /// Labels of `[text][label]` that nothing defines, where they stand.
    pub undefined_labels: Vec<(String, Range<usize>)>,
    /// Directives that are malformed or do not nest.
    pub problems: Vec<Problem>,
}

/// Something wrong with a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// Whether it concerns a group of tabs.
    pub tabs: bool,
}

/// An event and the bytes it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<'a> {
    /// The event.
    pub event: Event<'a>,
    /// Bytes of the text given to [`parse`].
    pub range: Range<usize>,
}

/// What a document consists of.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// An element of CommonMark or GFM begins; links and images are [`Event::Link`] and [`Event::Image`] instead.
    Start(Tag<'a>),
    /// It ends.
    End(TagEnd),
    /// A link begins.
    Link(Link<'a>),
    /// It ends.
    LinkEnd,
    /// An image begins; its content is the alternative text.
    Image(Link<'a>),
    /// It ends.
    ImageEnd,
    /// Text, unescaped.
    Text(Cow<'a, str>),
    /// A code span.
    Code(Cow<'a, str>),
    /// Math, without its dollar signs.
    Math {
        /// Whether it stands on its own.
        display: bool,
        /// The TeX source.
        source: Cow<'a, str>,
    },
    /// Raw HTML: a line of a block, or one inline tag.
    Html(Cow<'a, str>),
    /// A footnote is referred to.
    FootnoteReference(Cow<'a, str>),
    /// A line end that is a blank.
    SoftBreak,
    /// A line end that is kept.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task.
    TaskMarker(bool),
    /// A block of the flavour begins.
    Open(Container<'a>),
    /// It ends.
    Close(Container<'a>),
    /// `[!INCLUDE[title](path)]`.
    Include(Include<'a>),
    /// `[!code-lang[name](path)]` or `:::code:::`; the source of the directive, to be read by `syntax::snippet`.
    Snippet(&'a str),
    /// `:::image:::`.
    ImageBlock(ImageBlock<'a>),
    /// `[!Video URL]` or `:::video:::`.
    Video(VideoBlock<'a>),
    /// A reference to a uid that shows the target's title.
    Xref(Xref<'a>),
}

/// The beginning of a link or an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'a> {
    /// The destination, unescaped.
    pub href: Cow<'a, str>,
    /// Where the destination stands: in the link, or in the definition of its label.
    pub href_range: Range<usize>,
    /// The title, `""` without one.
    pub title: Cow<'a, str>,
    /// Whether the text is the destination itself.
    pub auto: bool,
}

/// A block of the flavour that holds other blocks.
#[derive(Debug, Clone, PartialEq)]
pub enum Container<'a> {
    /// `> [!NOTE]`.
    Alert(AlertKind<'a>),
    /// `> [!div class="x"]`, with the attributes.
    Div(Attributes<'a>),
    /// `:::row:::`.
    Row,
    /// `:::column span="2":::`.
    Column(&'a str),
    /// `::: zone target="docs" pivot="a,b"`.
    Zone(ZoneBlock),
    /// `::: moniker range="x"`.
    Moniker(&'a str),
    /// A group of tabs; its panels follow.
    Tabs(Vec<Tab<'a>>),
    /// The content of the tab with this number.
    TabPanel(usize),
}

/// One tab of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab<'a> {
    /// The ids it answers to, at least one.
    pub ids: Vec<String>,
    /// The id that must be chosen elsewhere for it to be shown.
    pub condition: Option<String>,
    /// The events of its title.
    pub title: Vec<Spanned<'a>>,
    /// Whether it is shown before the reader chooses.
    pub visible: bool,
    /// Whether it is the chosen one before the reader chooses.
    pub active: bool,
}

/// An included file.
#[derive(Debug, Clone, PartialEq)]
pub struct Include<'a> {
    /// The text in the brackets.
    pub title: &'a str,
    /// The path, unescaped.
    pub path: Cow<'a, str>,
    /// Where the path stands.
    pub path_range: Range<usize>,
    /// Whether it stands within a line, where only inline content makes sense.
    pub inline: bool,
}

/// A reference by uid.
#[derive(Debug, Clone, PartialEq)]
pub struct Xref<'a> {
    /// What stands behind `xref:`, still encoded; the uid itself for the `@` form.
    pub href: Cow<'a, str>,
    /// Where it stands.
    pub href_range: Range<usize>,
    /// What is printed when nothing declares the uid.
    pub raw: &'a str,
    /// Which form it has.
    pub form: XrefForm,
}

/// The written forms of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XrefForm {
    /// `<xref:uid>`.
    Autolink,
    /// `@uid` or `@"uid"`: unresolved, it is plain text and nobody's mistake.
    Short,
}

/// Parses Markdown. `text` is the body without its front matter; all ranges are in its bytes. Never fails: what is
/// malformed becomes text, as CommonMark has it, and a [`Problem`] where the writer meant a directive.
pub fn parse<'a>(text: &'a str, options: &Options) -> Document<'a> {
    let mut document = Document::default();
    let marked = directives::mark(text, options, &mut document.problems);
    let mut labels = Vec::new();
    let raw = cmark(text, marked.text.as_ref(), options, &mut labels);
    document.undefined_labels = labels;
    document.events = tree::build(text, raw, &marked.marks, options, &mut document.problems);
    document
}

/// Runs the CommonMark parser over `parsed`, which has the same length and line structure as `source`, and takes all
/// text from `source`.
fn cmark<'a>(
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

/// Whether a hard break is one only because blanks were moved to the end of its line (`straighten_columns`).
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
