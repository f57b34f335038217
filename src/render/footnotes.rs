//! Footnotes: drawn where they are written, printed at the end of the page in the order of their references.

use super::body::{Body, Place};
use crate::base::Map;
use crate::syntax::markdown::{Event, Spanned, TagEnd};
use std::fmt::Write as _;

/// Footnotes of the page, in the order of their first reference.
#[derive(Default)]
pub(super) struct Footnotes {
    names: Vec<String>,
    /// The places of the names among them.
    places: Map<String, usize>,
    bodies: Map<String, String>,
    /// How many references each has.
    references: Vec<usize>,
}

impl Body<'_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
        let notes = &mut self.footnotes;
        let place = *notes.places.entry(name.to_owned()).or_insert_with(|| {
            notes.names.push(name.to_owned());
            notes.references.push(0);
            notes.references.len() - 1
        });
        notes.references[place] += 1;
        let (number, nth) = (place + 1, notes.references[place]);
        let suffix = if nth == 1 { String::new() } else { format!("-{nth}") };
        let _ = write!(
            self.out,
            "<a class=\"footnote-ref\" id=\"fnref-{number}{suffix}\" href=\"#fn-{number}\"><sup>{number}</sup></a>"
        );
    }

    /// Draws a footnote aside; it is printed at the end of the page.
    pub(super) fn footnote<'f>(
        &mut self,
        events: &[Spanned<'f>],
        at: usize,
        name: &str,
        place: &mut Place<'f>,
    ) -> usize {
        let before = std::mem::take(&mut self.out);
        let mut next = at + 1;
        while next < events.len() && !matches!(events[next].event, Event::End(TagEnd::FootnoteDefinition)) {
            next = self.event(events, next, place);
        }
        let body = std::mem::replace(&mut self.out, before);
        self.footnotes.bodies.entry(name.to_owned()).or_insert(body);
        next + 1
    }

    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.names.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<hr />\n<ol>\n");
        let notes = std::mem::take(&mut self.footnotes);
        for (at, name) in notes.names.iter().enumerate() {
            let number = at + 1;
            let body = notes.bodies.get(name).map_or("", |body| body.trim_end());
            let back = format!(
                "<a class=\"footnote-back-ref\" href=\"#fnref-{number}\" aria-label=\"{}\">↩</a>",
                self.word("footnote_back")
            );
            let body = match body.strip_suffix("</p>") {
                Some(start) => format!("{start} {back}</p>"),
                None => format!("{body} {back}"),
            };
            let _ = writeln!(self.out, "<li id=\"fn-{number}\">\n{body}\n</li>");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}
