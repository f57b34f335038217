//! What Markdown says: headings, anchors and links with their places. Used by every kind that holds Markdown.

use super::{Source, not_links, silence};
use crate::base::{Code, codes};
use crate::model::{Anchor, Heading, Link, LinkKind, Outline, Role};
use crate::syntax::code_directive::CodeDirective;
use crate::syntax::html::{self, Attribute};
use crate::syntax::markdown::{self, Event, Tag, TagEnd, XrefForm};
use std::ops::Range;

/// Reads a stretch of Markdown that starts at byte `base` of the file and adds what it says to the outline.
pub(super) fn read(source: &mut Source<'_>, text: &str, base: usize, outline: &mut Outline) {
    let document = markdown::parse(text, &source.config.markdown);
    read_parsed(source, text, base, document, outline);
}

/// Reads the body of an article, which starts at byte `base` of the file. On a page without a title the heading that it
/// begins with is one, if no other is as high.
pub(super) fn read_article(source: &mut Source<'_>, text: &str, base: usize, outline: &mut Outline) {
    let mut document = markdown::parse(text, &source.config.markdown);
    if outline.meta.title.is_none() && outline.meta.title_over_h1.is_none() && source.role == Role::Page {
        markdown::lift_headings(&mut document.events);
    }
    read_parsed(source, text, base, document, outline);
}

fn read_parsed(
    source: &mut Source<'_>,
    text: &str,
    base: usize,
    document: markdown::Document<'_>,
    outline: &mut Outline,
) {
    let mut reader = Reader { source, outline, text, base, html: HtmlPieces::default() };
    reader.h1(&document.events);
    for at in 0..document.events.len() {
        reader.event(&document.events, at);
    }
    reader.raw_html();
    for (label, range) in document.undefined_labels {
        let message = format!("the label `[{label}]` is not defined on this page");
        let help = format!("add a line `[{label}]: address`, or write `\\[` if no link is meant");
        reader.report(&codes::LINK_LABEL_UNDEFINED, range, message, &help);
    }
    for found in not_links::find(text, &document.events) {
        reader.report(&codes::LINK_NOT_A_LINK, found.range, found.message, &found.help);
    }
    for problem in document.problems {
        let code: &'static Code = if problem.tabs { &codes::TABS_INVALID } else { &codes::DIRECTIVE_INVALID };
        reader.report(code, problem.range, problem.message, &problem.help);
    }
}

struct Reader<'r, 's> {
    source: &'r mut Source<'s>,
    outline: &'r mut Outline,
    text: &'r str,
    base: usize,
    html: HtmlPieces,
}

/// Raw HTML of the whole text in one piece, since an element may begin and end in different events.
#[derive(Default)]
struct HtmlPieces {
    joined: String,
    /// Where pieces start: in `joined`, in the text.
    starts: Vec<(usize, usize)>,
}

impl Reader<'_, '_> {
    fn report(&mut self, code: &'static Code, range: Range<usize>, message: impl Into<String>, help: &str) {
        self.source.report(code, self.base + range.start..self.base + range.end, message, help);
    }

    /// The first block, if it is a heading of level one; comments before it do not count.
    fn h1(&mut self, events: &[markdown::Spanned<'_>]) {
        if self.outline.h1.is_some() {
            return;
        }
        let first = markdown::first_heading(self.text, events);
        self.outline.h1 = first.filter(|(level, text)| *level == 1 && !text.is_empty()).map(|(_, text)| text);
    }

    fn heading_text(&self, events: &[markdown::Spanned<'_>], at: usize) -> String {
        let end = events[at..].iter().position(|e| matches!(e.event, Event::End(TagEnd::Heading(_))));
        markdown::plain_text(self.text, &events[at + 1..at + end.unwrap_or(1)]).trim().to_owned()
    }

    fn event(&mut self, events: &[markdown::Spanned<'_>], at: usize) {
        let spanned = &events[at];
        match &spanned.event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let id = id.as_ref().map_or_else(String::new, ToString::to_string);
                let text = self.heading_text(events, at);
                let span = self.span(spanned.range.clone());
                self.outline.headings.push(Heading { level: *level as u8, id, text, span });
            }
            Event::Link(link) => self.link(LinkKind::Link, &link.href, link.href_range.clone()),
            Event::Image(link) => self.link(LinkKind::Image, &link.href, link.href_range.clone()),
            Event::Xref(xref) => {
                let kind = if xref.form == XrefForm::Short { LinkKind::XrefQuiet } else { LinkKind::Xref };
                self.link(kind, &xref.href, xref.href_range.clone());
            }
            Event::Include(include) => self.link(LinkKind::Include, &include.path, include.path_range.clone()),
            Event::Snippet(line) => self.snippet(line, spanned.range.start),
            Event::ImageBlock(image) => {
                for (kind, href) in [
                    (LinkKind::Image, Some(image.source)),
                    (LinkKind::Image, image.lightbox),
                    (LinkKind::Link, image.link),
                ] {
                    if let Some(href) = href {
                        self.link(kind, href, self.slice_range(href));
                    }
                }
            }
            Event::Html(html) => {
                if let Some(piece) = self.text.get(spanned.range.clone())
                    && piece == html.as_ref()
                {
                    self.ignore_comment(piece, spanned.range.clone());
                    self.html.starts.push((self.html.joined.len(), spanned.range.start));
                    self.html.joined.push_str(piece);
                }
            }
            Event::Open(markdown::Container::Tabs(tabs)) => {
                for tab in tabs {
                    for at in 0..tab.title.len() {
                        self.event(&tab.title, at);
                    }
                }
            }
            Event::Open(markdown::Container::Div(attributes)) => {
                for (_, value) in attributes.iter().filter(|(name, _)| *name == "id") {
                    let span = self.span(self.slice_range(value));
                    self.outline.anchors.push(Anchor { id: (*value).to_owned(), span });
                }
            }
            _ => {}
        }
    }

    /// Where a slice of the text stands in it.
    fn slice_range(&self, slice: &str) -> Range<usize> {
        let start = (slice.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if start <= self.text.len() { start..start + slice.len() } else { 0..0 }
    }

    fn span(&self, range: Range<usize>) -> crate::base::Span {
        self.source.span(self.base + range.start..self.base + range.end)
    }

    fn link(&mut self, kind: LinkKind, href: &str, range: Range<usize>) {
        self.push_link(kind, href, range, false, String::new());
    }

    fn push_link(&mut self, kind: LinkKind, href: &str, range: Range<usize>, unchecked: bool, directive: String) {
        let (kind, href) = match href.get(..5) {
            Some(scheme) if scheme.eq_ignore_ascii_case("xref:") && kind == LinkKind::Link => {
                (LinkKind::Xref, &href[5..])
            }
            _ => (kind, href),
        };
        let bytes = (self.base + range.start) as u32..(self.base + range.end) as u32;
        let written = written(self.text, range.clone(), href);
        let span = self.span(range);
        self.outline.links.push(Link { kind, href: href.to_owned(), span, bytes, written, unchecked, directive });
    }

    fn snippet(&mut self, line: &str, start: usize) {
        let Some(directive) = CodeDirective::read(line) else { return };
        let path = directive.path_range(line);
        let range = start + path.start..start + path.end;
        self.push_link(LinkKind::Snippet, directive.path(), range, false, line.to_owned());
    }

    /// `<!-- skilt-ignore CODE: reason -->` speaks for the next line that is not blank.
    fn ignore_comment(&mut self, piece: &str, range: Range<usize>) {
        if let Some(at) = piece.find("<!-- skilt-ignore ") {
            let found = silence::read(self.source, &piece[at..], self.base + range.start + at);
            self.outline.ignores.extend(found);
        }
    }

    fn raw_html(&mut self) {
        let pieces = std::mem::take(&mut self.html);
        for attribute in html::scan(&pieces.joined) {
            let before = pieces.starts.partition_point(|(joined, _)| *joined <= attribute.span.start);
            let Some((joined, text)) = before.checked_sub(1).and_then(|at| pieces.starts.get(at)) else { continue };
            let start = attribute.span.start - joined + text;
            self.attribute(attribute.clone(), start..start + attribute.span.len());
        }
    }

    fn attribute(&mut self, attribute: Attribute, range: Range<usize>) {
        let Attribute { element, name, value, unchecked, .. } = attribute;
        match (element.as_str(), name.as_str()) {
            (_, "id") => self.anchor(value, range),
            ("a" | "map" | "img", "name") => self.anchor(value, range),
            (_, "name") => {}
            ("xref", "href") => self.push_link(LinkKind::XrefQuiet, &value, range, unchecked, String::new()),
            ("xref", _) => {}
            ("img" | "source" | "video" | "audio" | "embed", "src" | "poster") => {
                self.push_link(LinkKind::Image, &value, range, unchecked, String::new());
            }
            ("a" | "area" | "iframe", _) => self.push_link(LinkKind::Link, &value, range, unchecked, String::new()),
            _ => {}
        }
    }

    fn anchor(&mut self, id: String, range: Range<usize>) {
        let span = self.span(range);
        self.outline.anchors.push(Anchor { id, span });
    }
}

/// What stands in a text, if that is not `href` letter by letter.
pub(super) fn written(text: &str, range: Range<usize>, href: &str) -> String {
    text.get(range).filter(|written| *written != href).unwrap_or_default().to_owned()
}

/// Code as a fence that nothing in it can end, its common margin taken away.
pub(super) fn fence(code: &str, language: &str) -> String {
    let code = code.trim_end().trim_start_matches(['\r', '\n']);
    let margin = code.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let margin = margin.min().unwrap_or(0);
    let lines: Vec<&str> = code.lines().map(|line| line.get(margin..).unwrap_or("")).collect();
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n\n{fence}{language}\n{}\n{fence}\n\n", lines.join("\n"))
}
