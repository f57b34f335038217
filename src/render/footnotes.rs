//! Footnotes: drawn where they are written, printed at the end of the page in the order of their references.

use super::body::{Body, Place};
use crate::syntax::markdown::{Event, Spanned, TagEnd};
use std::fmt::Write as _;

/// Footnotes of the page, in the order of their first reference.
#[derive(Default)]
pub(super) struct Footnotes {
    names: Vec<String>,
    bodies: Vec<(String, String)>,
    /// How many references each has.
    references: Vec<usize>,
}

impl Body<'_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
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
        self.footnotes.bodies.push((name.to_owned(), body));
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
            let body = notes.bodies.iter().find(|(known, _)| known == name).map_or("", |(_, body)| body.trim_end());
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
