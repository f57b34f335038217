//! The content of a page: events to HTML.

use super::raw_html::RawHtml;
use super::{Dress, Renderer, code, hrefs};
use crate::base::{Diagnostic, SitePath, codes};
use crate::model::Lookup;
use crate::model::limits::{INCLUDE_BUDGET, INCLUDE_DEPTH, include_cost};
use crate::syntax::href;
use crate::syntax::markdown::{self, Alignment, CodeBlockKind, Container, Event, Link, Spanned, Tab, Tag, TagEnd};
use crate::syntax::{front_matter, video};
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
    /// What went wrong; the content is there all the same.
    pub problems: Vec<Diagnostic>,
}

/// The writer of one page's content.
pub(super) struct Body<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) lookup: &'a dyn Lookup,
    pub(super) route: &'a str,
    pub(super) dress: Dress,
    pub(super) out: String,
    drawn: Drawn,
    /// The files that are being included, outermost first.
    chain: Vec<SitePath>,
    tab_groups: usize,
    /// For each open group of tabs, how its panels begin.
    open_tabs: Vec<Vec<String>>,
    footnotes: Footnotes,
    /// The ids of long descriptions.
    pub(super) descriptions: crate::syntax::slug::IdSet,
    /// What has been included so far counts for.
    included: usize,
}

/// Footnotes of the page, in the order of their first reference.
#[derive(Default)]
struct Footnotes {
    names: Vec<String>,
    bodies: Vec<(String, String)>,
    /// How many references each has.
    references: Vec<usize>,
}

/// Where the writer stands within one file.
struct Place<'f> {
    file: &'f SitePath,
    text: &'f str,
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

impl<'a> Body<'a> {
    pub(super) fn new(renderer: &'a Renderer<'a>, lookup: &'a dyn Lookup, route: &'a str, dress: Dress) -> Self {
        Body {
            renderer,
            lookup,
            route,
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

    pub(super) fn finish(mut self) -> Drawn {
        self.write_footnotes();
        self.drawn.html = self.out;
        self.drawn
    }

    /// Draws a text of `file` as blocks.
    pub(super) fn blocks(&mut self, file: &SitePath, text: &str) {
        self.file(file, text, false);
    }

    /// Draws a text of `file` as the content of a line.
    pub(super) fn line(&mut self, file: &SitePath, text: &str) {
        self.file(file, &as_one_line(text), true);
    }

    fn file(&mut self, file: &SitePath, text: &str, inline: bool) {
        self.chain.push(file.clone());
        let document = markdown::parse(text, &self.renderer.config.markdown);
        let mut place = Place {
            file,
            text,
            raw: RawHtml::default(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            image: None,
            empty_link: None,
            inline,
        };
        let mut at = 0;
        while at < document.events.len() {
            at = self.event(&document.events, at, &mut place);
        }
        self.chain.pop();
    }

    /// Draws the event at `at` and gives the index of the next.
    fn event<'f>(&mut self, events: &[Spanned<'f>], at: usize, place: &mut Place<'f>) -> usize {
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
                let _ = write!(self.out, "<input disabled=\"disabled\" type=\"checkbox\"{checked} /> ");
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

    fn text(&mut self, text: &str) {
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
                    out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
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
                let style = match place.alignments.get(place.cell) {
                    Some(Alignment::Left) => " style=\"text-align: left;\"",
                    Some(Alignment::Center) => " style=\"text-align: center;\"",
                    Some(Alignment::Right) => " style=\"text-align: right;\"",
                    _ => "",
                };
                let _ = write!(out, "<{name}{style}>");
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
        let text = text_of_html(self.out.get(start..).unwrap_or(""));
        if self.dress == Dress::Site && (2..=4).contains(&level) && !id.is_empty() {
            let label = format!("Link to “{text}”");
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

    fn open(&mut self, container: &Container<'_>, place: &mut Place<'_>) {
        match container {
            Container::Alert(kind) => {
                let _ = writeln!(self.out, "<div class=\"{}\" role=\"note\">", attribute(&kind.class));
                let title = if kind.title.is_empty() { kind.word.as_str() } else { kind.title };
                let _ = writeln!(self.out, "<h5 role=\"none\">{}</h5>", encode_text(title));
            }
            Container::Div(attributes) => {
                self.out.push_str("<div");
                for (name, value) in attributes {
                    let _ = write!(self.out, " {name}=\"{}\"", attribute(*value));
                }
                self.out.push_str(">\n");
            }
            Container::Row => self.out.push_str("<section class=\"row\">\n"),
            Container::Column("") => self.out.push_str("<div class=\"column\">\n"),
            Container::Column(span) => {
                let _ = writeln!(self.out, "<div class=\"column span{span}\">");
            }
            Container::Zone(zone) => {
                let target = if zone.target.is_empty() { "" } else { " has-target" };
                let pivot = if zone.pivots.is_empty() { "" } else { " has-pivot" };
                let _ = write!(self.out, "<div class=\"zone{target}{pivot}\"");
                if !zone.target.is_empty() {
                    let _ = write!(self.out, " data-target=\"{}\"", zone.target);
                }
                if !zone.pivots.is_empty() {
                    let _ = write!(self.out, " data-pivot=\"{}\"", zone.pivots.join(" "));
                }
                self.out.push_str(">\n");
            }
            Container::Moniker(range) => {
                let _ = writeln!(self.out, "<div range=\"{}\">", attribute(*range));
            }
            Container::Tabs(tabs) => self.tab_list(tabs, place),
            Container::TabPanel(_) => {}
        }
        if let Container::TabPanel(number) = container {
            self.tab_panel(*number);
        }
    }

    fn close(&mut self, container: &Container<'_>) {
        self.out.push_str(match container {
            Container::Row => "</section>\n",
            Container::TabPanel(_) => "</section>\n",
            Container::Tabs(_) => {
                self.open_tabs.pop();
                "</div>\n"
            }
            _ => "</div>\n",
        });
    }

    fn include(&mut self, from: &SitePath, include: &markdown::Include<'_>, inline: bool) {
        let target = self.lookup.resolve(from, &include.path).target;
        let found = target.file().cloned().and_then(|file| Some((self.lookup.text(&file)?, file)));
        let (text, file) = match found {
            Some((text, file)) if !self.chain.contains(&file) && self.chain.len() <= INCLUDE_DEPTH => (text, file),
            // What is not there, or would go round in a circle, is shown as it is written (DocFX, includes).
            _ => {
                self.text(&format!("[!include[{}]({})]", include.title, include.path));
                if !inline {
                    self.out.push('\n');
                }
                return;
            }
        };
        self.included = self.included.saturating_add(include_cost(text.len()));
        // The checks have reported what goes too far.
        if self.included > INCLUDE_BUDGET {
            self.text(&format!("[!include[{}]({})]", include.title, include.path));
            return;
        }
        let (head, _) = front_matter::split(&text);
        let body = &text[head.body..];
        if inline { self.line(&file, body) } else { self.blocks(&file, body) }
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

    fn video(&mut self, block: &markdown::VideoBlock<'_>) {
        let address = video::embed_url(block.source);
        let address = attribute(&address);
        let title = block.title.unwrap_or("Video");
        let title = attribute(title);
        let _ = if block.triple_colon {
            // It stands in a paragraph, which holds no block; the site has an element of the line where DocFX has one.
            let element = if self.dress == Dress::Bare { "div" } else { "span" };
            write!(
                self.out,
                "<{element} class=\"embeddedvideo\">\n<iframe src=\"{address}\" title=\"{title}\" frameborder=\"0\" \
                 allowfullscreen=\"true\"></iframe>\n</{element}>"
            )
        } else {
            writeln!(
                self.out,
                "<div class=\"embeddedvideo\"><iframe src=\"{address}\" title=\"{title}\" frameborder=\"0\" \
                 allowfullscreen=\"true\"></iframe></div>"
            )
        };
    }

    fn footnote_reference(&mut self, name: &str) {
        let number = match self.footnotes.names.iter().position(|known| known == name) {
            Some(at) => at + 1,
            None => {
                self.footnotes.names.push(name.to_owned());
                self.footnotes.references.push(0);
                self.footnotes.names.len()
            }
        };
        self.footnotes.references[number - 1] += 1;
        let nth = self.footnotes.references[number - 1];
        let suffix = if nth == 1 { String::new() } else { format!("-{nth}") };
        let _ = write!(
            self.out,
            "<a class=\"footnote-ref\" id=\"fnref-{number}{suffix}\" href=\"#fn-{number}\"><sup>{number}</sup></a>"
        );
    }

    /// Draws a footnote aside; it is printed at the end of the page.
    fn footnote<'f>(&mut self, events: &[Spanned<'f>], at: usize, name: &str, place: &mut Place<'f>) -> usize {
        let before = std::mem::take(&mut self.out);
        let mut next = at + 1;
        while next < events.len() && !matches!(events[next].event, Event::End(TagEnd::FootnoteDefinition)) {
            next = self.event(events, next, place);
        }
        let body = std::mem::replace(&mut self.out, before);
        self.footnotes.bodies.push((name.to_owned(), body));
        next + 1
    }

    fn write_footnotes(&mut self) {
        if self.footnotes.names.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<hr />\n<ol>\n");
        let notes = std::mem::take(&mut self.footnotes);
        for (at, name) in notes.names.iter().enumerate() {
            let number = at + 1;
            let body = notes.bodies.iter().find(|(known, _)| known == name).map_or("", |(_, body)| body.trim_end());
            let back = format!(
                "<a class=\"footnote-back-ref\" href=\"#fnref-{number}\" aria-label=\"Back to the text\">↩</a>"
            );
            let body = match body.strip_suffix("</p>") {
                Some(start) => format!("{start} {back}</p>"),
                None => format!("{body} {back}"),
            };
            let _ = writeln!(self.out, "<li id=\"fn-{number}\">\n{body}\n</li>");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn tab_list(&mut self, tabs: &[Tab<'_>], place: &mut Place<'_>) {
        self.tab_groups += 1;
        let group = self.tab_groups;
        let _ = writeln!(self.out, "<div class=\"tabGroup\" id=\"tabgroup_{group}\">\n<ul role=\"tablist\">");
        let mut drawn = Vec::new();
        for tab in tabs {
            let before = std::mem::take(&mut self.out);
            let mut inner = Place {
                file: place.file,
                text: place.text,
                raw: RawHtml::default(),
                alignments: Vec::new(),
                cell: 0,
                in_head: false,
                image: None,
                empty_link: None,
                inline: true,
            };
            let mut at = 0;
            while at < tab.title.len() {
                at = self.event(&tab.title, at, &mut inner);
            }
            let title = std::mem::replace(&mut self.out, before);
            let panel = panel_id(group, tab);
            let condition =
                tab.condition.as_ref().map_or_else(String::new, |c| format!(" data-condition=\"{}\"", attribute(c)));
            let state = if tab.active { " tabindex=\"0\" aria-selected=\"true\"" } else { " tabindex=\"-1\"" };
            let ids = tab.ids.join("+");
            let _ = writeln!(
                self.out,
                "<li role=\"presentation\">\n<a href=\"#{panel}\" role=\"tab\" aria-controls=\"{panel}\" \
                 data-tab=\"{ids}\"{condition}{state}>{title}</a>\n</li>"
            );
            let start = format!("<section id=\"{panel}\" role=\"tabpanel\" data-tab=\"{ids}\"{condition}>\n");
            let head =
                if self.dress == Dress::Site { format!("<p class=\"tab-title\">{title}</p>\n") } else { String::new() };
            drawn.push(format!("{start}{head}"));
        }
        self.out.push_str("</ul>\n");
        self.open_tabs.push(drawn);
    }

    fn tab_panel(&mut self, number: usize) {
        let start = self.open_tabs.last().and_then(|panels| panels.get(number)).cloned().unwrap_or_default();
        self.out.push_str(&start);
    }
}

fn panel_id(group: usize, tab: &Tab<'_>) -> String {
    let ids = tab.ids.join("+");
    match &tab.condition {
        Some(condition) => format!("tabpanel_{group}_{ids}_{condition}"),
        None => format!("tabpanel_{group}_{ids}"),
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

/// The text between the tags of HTML that skilt wrote itself.
pub(super) fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => text.push(c),
            _ => {}
        }
    }
    let decoded = html_escape::decode_html_entities(&text);
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fragment that stands within a line: what would begin a block is escaped, since only inline content is read there
/// (DocFX, inline includes).
fn as_one_line(text: &str) -> Cow<'_, str> {
    let begins_block = |line: &str| {
        let line = line.trim_start();
        line.starts_with('#')
            || line.starts_with('>')
            || line.starts_with("```")
            || line.starts_with("~~~")
            || ["- ", "* ", "+ ", "---", "***", "___", "==="].iter().any(|mark| line.starts_with(mark))
    };
    if !text.lines().any(begins_block) {
        return Cow::Borrowed(text.trim());
    }
    let lines: Vec<String> = text
        .trim()
        .lines()
        .map(|line| if begins_block(line) { format!("\\{}", line.trim_start()) } else { line.to_owned() })
        .collect();
    Cow::Owned(lines.join("\n"))
}
