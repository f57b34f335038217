//! The content of a page: events to HTML.

use super::footnotes::Footnotes;
use super::includes::as_one_line;
use super::raw_html::RawHtml;
use super::{Dress, Renderer, code, hrefs, markup};
use crate::base::{Diagnostic, SitePath, codes};
use crate::model::Lookup;
use crate::syntax::href;
use crate::syntax::markdown::{self, Alignment, CodeBlockKind, Event, Link, Spanned, Tag, TagEnd};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Content that is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// Its HTML.
    pub html: String,
    /// Headings of level two and three: level, id, text.
    pub toc: Vec<(u8, String, String)>,
    /// Whether it has a heading of level one.
    pub has_h1: bool,
    /// Whether it has what `media.css` is for: pictures, video, tabs, zones, columns, formulas, diagrams, footnotes.
    pub has_media: bool,
    /// What went wrong; the content is there all the same.
    pub problems: Vec<Diagnostic>,
}

/// The writer of one page's content.
pub(super) struct Body<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) lookup: &'a dyn Lookup,
    pub(super) route: &'a str,
    /// That of the page, for the theme's own words.
    pub(super) language: &'a str,
    pub(super) dress: Dress,
    pub(super) out: String,
    drawn: Drawn,
    /// The files that are being included, outermost first.
    pub(super) chain: Vec<SitePath>,
    pub(super) tab_groups: usize,
    /// For each open group of tabs, how its panels begin.
    pub(super) open_tabs: Vec<Vec<String>>,
    pub(super) footnotes: Footnotes,
    /// The ids of long descriptions.
    pub(super) descriptions: crate::syntax::slug::IdSet,
    /// What has been included so far counts for.
    pub(super) included: usize,
}

/// Where the writer stands within one file.
pub(super) struct Place<'f> {
    pub(super) file: &'f SitePath,
    pub(super) text: &'f str,
    raw: RawHtml,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// The text of an image collects here instead of in the page.
    image: Option<(Link<'f>, String)>,
    /// Where a link without text began: start of its content in the page and the text to put there.
    empty_link: Option<(usize, String)>,
    /// Paragraph tags are left out: the content stands within a line.
    inline: bool,
}

impl<'f> Place<'f> {
    /// The start of a text.
    pub(super) fn new(file: &'f SitePath, text: &'f str, inline: bool) -> Self {
        Place {
            file,
            text,
            raw: RawHtml::default(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            image: None,
            empty_link: None,
            inline,
        }
    }
}

impl<'a> Body<'a> {
    pub(super) fn new(
        renderer: &'a Renderer<'a>,
        lookup: &'a dyn Lookup,
        route: &'a str,
        language: &'a str,
        dress: Dress,
    ) -> Self {
        Body {
            renderer,
            lookup,
            route,
            language,
            dress,
            out: String::new(),
            drawn: Drawn::default(),
            chain: Vec::new(),
            tab_groups: 0,
            open_tabs: Vec::new(),
            footnotes: Footnotes::default(),
            descriptions: crate::syntax::slug::IdSet::default(),
            included: 0,
        }
    }

    /// A word of the theme, escaped for text and for attributes.
    pub(super) fn word(&self, key: &str) -> Cow<'a, str> {
        attribute(self.renderer.config.words.text(self.language, key))
    }

    pub(super) fn finish(mut self) -> Drawn {
        self.write_footnotes();
        self.drawn.has_media = markup::has_media(&self.out);
        self.drawn.html = self.out;
        self.drawn
    }

    /// Draws a text of `file` as blocks. A heading that it begins with and that is the `title` has level one.
    pub(super) fn blocks(&mut self, file: &SitePath, text: &str, title: Option<&str>) {
        self.file(file, text, false, title);
    }

    /// Draws a text of `file` as the content of a line.
    pub(super) fn line(&mut self, file: &SitePath, text: &str) {
        self.file(file, &as_one_line(text), true, None);
    }

    fn file(&mut self, file: &SitePath, text: &str, inline: bool, title: Option<&str>) {
        self.chain.push(file.clone());
        let mut document = markdown::parse(text, &self.renderer.config.markdown);
        let first = title.and_then(|_| markdown::first_heading(text, &document.events));
        if first.is_some_and(|(_, text)| title == Some(text.as_str())) {
            markdown::lift_headings(&mut document.events);
        }
        let mut place = Place::new(file, text, inline);
        let mut at = 0;
        while at < document.events.len() {
            at = self.event(&document.events, at, &mut place);
        }
        self.chain.pop();
    }

    /// Draws the event at `at` and gives the index of the next.
    pub(super) fn event<'f>(&mut self, events: &[Spanned<'f>], at: usize, place: &mut Place<'f>) -> usize {
        let spanned = &events[at];
        if let Some((_, alt)) = &mut place.image
            && !matches!(spanned.event, Event::ImageEnd)
        {
            push_plain(&spanned.event, alt);
            return at + 1;
        }
        match &spanned.event {
            Event::Start(Tag::CodeBlock(kind)) => return self.code_block(events, at, kind),
            Event::Start(Tag::FootnoteDefinition(name)) => return self.footnote(events, at, name, place),
            Event::Start(tag) => self.start(tag, place),
            Event::End(end) => self.end(*end, place),
            Event::Text(text) => self.text(text),
            Event::Code(text) => {
                let _ = write!(self.out, "<code>{}</code>", encode_text(text.as_ref()));
            }
            Event::Math { display, source } => super::math::draw(self, *display, source),
            Event::Html(html) => {
                let mut raw = std::mem::take(&mut place.raw);
                raw.draw(self, place.file, html);
                place.raw = raw;
            }
            Event::Link(link) => self.open_link(link, place),
            Event::LinkEnd => {
                if let Some((start, text)) = place.empty_link.take()
                    && self.out.len() == start
                {
                    self.text(&text);
                }
                self.out.push_str("</a>");
            }
            Event::Image(link) => place.image = Some((link.clone(), String::new())),
            Event::ImageEnd => {
                if let Some((link, alt)) = place.image.take() {
                    code::image(self, place.file, &link.href, &alt, &link.title);
                }
            }
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br />\n"),
            Event::Rule => self.out.push_str("<hr />\n"),
            Event::TaskMarker(done) => {
                let checked = if *done { " checked=\"checked\"" } else { "" };
                let word = self.word(if *done { "task_done" } else { "task_open" });
                let label = if self.dress == Dress::Site { format!(" aria-label=\"{word}\"") } else { String::new() };
                let _ = write!(self.out, "<input disabled=\"disabled\" type=\"checkbox\"{checked}{label} /> ");
            }
            Event::Open(container) => self.open(container, place),
            Event::Close(container) => self.close(container),
            Event::Include(include) => {
                self.include(place.file, include, include.inline || place.inline);
            }
            Event::Snippet(line) => code::snippet(self, place.file, line),
            Event::ImageBlock(image) => {
                let at = (place.text, spanned.range.start);
                code::image_block(self, place.file, image, at);
            }
            Event::Video(video) => self.video(video),
            Event::Xref(xref) => self.xref(&xref.href, xref.raw, xref.form),
        }
        at + 1
    }

    /// The address that a link written in `file` gets in this page.
    pub(super) fn href(&self, file: &SitePath, written: &str) -> String {
        hrefs::link(self.lookup, self.page(file), file, self.route, written)
    }

    /// The source of the page.
    pub(super) fn page<'f>(&'f self, file: &'f SitePath) -> &'f SitePath {
        self.chain.first().unwrap_or(file)
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(&encode_text(text));
    }

    fn start(&mut self, tag: &Tag<'_>, place: &mut Place<'_>) {
        let out = &mut self.out;
        match tag {
            Tag::Paragraph if place.inline => {}
            Tag::Paragraph => out.push_str("<p>"),
            Tag::Heading { level, id, classes, .. } => {
                let level = *level as u8;
                let _ = write!(out, "<h{level}");
                if let Some(id) = id {
                    let _ = write!(out, " id=\"{}\"", attribute(id.as_ref()));
                }
                if !classes.is_empty() {
                    let classes: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
                    let _ = write!(out, " class=\"{}\"", attribute(&classes.join(" ")));
                }
                out.push('>');
                let id = id.as_ref().map_or_else(String::new, ToString::to_string);
                self.drawn.has_h1 |= level == 1;
                // The start of the text is kept in place of the text until the heading ends.
                self.drawn.toc.push((level, id, self.out.len().to_string()));
            }
            Tag::BlockQuote(_) => out.push_str("<blockquote>\n"),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            Tag::List(None) => out.push_str("<ul>\n"),
            Tag::List(Some(1)) => out.push_str("<ol>\n"),
            Tag::List(Some(start)) => {
                let _ = writeln!(out, "<ol start=\"{start}\">");
            }
            Tag::Item => out.push_str("<li>"),
            Tag::DefinitionList => out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => out.push_str("<dt>"),
            Tag::DefinitionListDefinition => out.push_str("<dd>"),
            Tag::Table(alignments) => {
                place.alignments = alignments.clone();
                if self.dress == Dress::Site {
                    let word = attribute(self.renderer.config.words.text(self.language, "table"));
                    let _ = write!(out, "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{word}\">");
                }
                out.push_str("<table>\n");
            }
            Tag::TableHead => {
                place.in_head = true;
                place.cell = 0;
                out.push_str("<thead>\n<tr>\n");
            }
            Tag::TableRow => {
                place.cell = 0;
                out.push_str("<tr>\n");
            }
            Tag::TableCell => {
                let name = if place.in_head { "th" } else { "td" };
                let class = match place.alignments.get(place.cell) {
                    Some(Alignment::Left) => " class=\"to-left\"",
                    Some(Alignment::Center) => " class=\"to-center\"",
                    Some(Alignment::Right) => " class=\"to-right\"",
                    _ => "",
                };
                let _ = write!(out, "<{name}{class}>");
                place.cell += 1;
            }
            Tag::Emphasis => out.push_str("<em>"),
            Tag::Strong => out.push_str("<strong>"),
            Tag::Strikethrough => out.push_str("<del>"),
            Tag::Superscript => out.push_str("<sup>"),
            Tag::Subscript => out.push_str("<sub>"),
            Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::Link { .. } | Tag::Image { .. } => {}
        }
    }

    fn end(&mut self, end: TagEnd, place: &mut Place<'_>) {
        let out = &mut self.out;
        match end {
            TagEnd::Paragraph if place.inline => {}
            TagEnd::Paragraph => out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(_) => out.push_str("</blockquote>\n"),
            TagEnd::List(true) => out.push_str("</ol>\n"),
            TagEnd::List(false) => out.push_str("</ul>\n"),
            TagEnd::Item => out.push_str("</li>\n"),
            TagEnd::DefinitionList => out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => out.push_str("</dd>\n"),
            TagEnd::Table => {
                out.push_str("</tbody>\n</table>");
                out.push_str(if self.dress == Dress::Site { "</div>\n" } else { "\n" });
            }
            TagEnd::TableHead => {
                place.in_head = false;
                out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => out.push_str("</tr>\n"),
            TagEnd::TableCell => out.push_str(if place.in_head { "</th>\n" } else { "</td>\n" }),
            TagEnd::Emphasis => out.push_str("</em>"),
            TagEnd::Strong => out.push_str("</strong>"),
            TagEnd::Strikethrough => out.push_str("</del>"),
            TagEnd::Superscript => out.push_str("</sup>"),
            TagEnd::Subscript => out.push_str("</sub>"),
            TagEnd::HtmlBlock => {
                if !place.inline && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            TagEnd::CodeBlock | TagEnd::FootnoteDefinition => {}
            TagEnd::Link | TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_heading(&mut self, level: u8) {
        let Some((_, id, start)) = self.drawn.toc.pop() else { return };
        let start: usize = start.parse().unwrap_or(self.out.len());
        let text = markup::text_of(self.out.get(start..).unwrap_or(""));
        if self.dress == Dress::Site && (2..=4).contains(&level) && !id.is_empty() {
            let label = self.renderer.config.words.with(self.language, "heading_link", "title", &text);
            let fragment = href::encode_fragment(&id);
            let _ =
                write!(self.out, "<a class=\"anchor\" href=\"#{fragment}\" aria-label=\"{}\"></a>", attribute(&label));
        }
        let _ = writeln!(self.out, "</h{level}>");
        if (2..=3).contains(&level) && !id.is_empty() {
            self.drawn.toc.push((level, id, text));
        }
    }

    fn open_link(&mut self, link: &Link<'_>, place: &mut Place<'_>) {
        let target = self.href(place.file, &link.href);
        let is_xref = link.href.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xref:"));
        let class = if is_xref && target != link.href { " class=\"xref\"" } else { "" };
        let _ = write!(self.out, "<a{class} href=\"{}\"", attribute(&target));
        if !link.title.is_empty() {
            let _ = write!(self.out, " title=\"{}\"", attribute(link.title.as_ref()));
        }
        self.out.push('>');
        if is_xref {
            let wanted = href::parse_xref(&link.href[5..]);
            let text = self.lookup.uid(&wanted.uid).map(|target| hrefs::xref_text(&target, &wanted));
            place.empty_link = Some((self.out.len(), text.unwrap_or(wanted.uid)));
        }
    }

    /// A reference that shows its target's name; unresolved, what was written.
    pub(super) fn xref(&mut self, written: &str, raw: &str, form: markdown::XrefForm) {
        let wanted = match form {
            markdown::XrefForm::Autolink => href::parse_xref(written),
            markdown::XrefForm::Short => href::XrefHref { uid: written.to_owned(), ..href::XrefHref::default() },
        };
        match self.lookup.uid(&wanted.uid) {
            Some(target) => {
                let address = hrefs::xref(&target, &wanted, self.route);
                let text = hrefs::xref_text(&target, &wanted);
                let _ = write!(self.out, "<a class=\"xref\" href=\"{}\"", attribute(&address));
                if let Some(title) = &wanted.title {
                    let _ = write!(self.out, " title=\"{}\"", attribute(title));
                }
                let _ = write!(self.out, ">{}</a>", encode_text(&text));
            }
            None => self.text(raw),
        }
    }

    fn code_block(&mut self, events: &[Spanned<'_>], at: usize, kind: &CodeBlockKind<'_>) -> usize {
        let mut text = String::new();
        let mut end = at + 1;
        while let Some(spanned) = events.get(end) {
            match &spanned.event {
                Event::Text(part) => text.push_str(part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
            end += 1;
        }
        // The last line has an end even where the file has none.
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        code::block(self, info, &text, &code::Extras::default());
        end + 1
    }

    /// Notes that code is printed plain.
    pub(super) fn not_highlighted(&mut self, language: &str, reason: super::highlight::PlainReason) {
        let Some(file) = self.chain.last() else { return };
        let why = match reason {
            super::highlight::PlainReason::TooLarge => "is too large",
            _ => "is too deeply nested",
        };
        self.drawn.problems.push(
            Diagnostic::new(&codes::CODE_NOT_HIGHLIGHTED, format!("{language} code {why} to be highlighted in full"))
                .in_file(file)
                .help("split the block, or break its longest lines"),
        );
    }

    /// Notes that a formula or a diagram is shown as its source.
    pub(super) fn not_drawn(&mut self, message: String, help: &str) {
        let Some(file) = self.chain.last() else { return };
        self.drawn.problems.push(Diagnostic::new(&codes::DIRECTIVE_INVALID, message).in_file(file).help(help));
    }
}

/// The text of an event as an image's alternative text has it.
fn push_plain(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(text),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        _ => {}
    }
}
