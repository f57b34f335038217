//! What a parsed document consists of.

use super::directives::{AlertKind, Attributes};
use super::triple_colon::{ImageBlock, VideoBlock, ZoneBlock};
use pulldown_cmark::{Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

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
    /// Bytes of the text given to [`parse`](super::parse).
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
