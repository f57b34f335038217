//! For programs: one JSON document, whose keys are a contract.

use super::Summary;
use super::text::write_json;
use crate::base::{Diagnostic, Place, Related, Severity, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

#[derive(Serialize)]
struct Document<'a> {
    diagnostics: Vec<Item<'a>>,
    summary: Counts<'a>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
    help: Option<&'a str>,
    related: Vec<RelatedItem<'a>>,
}

#[derive(Serialize)]
struct RelatedItem<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
}

/// A place; what is not known is null, so that every object has every key.
#[derive(Serialize)]
struct Spot<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Serialize)]
struct Counts<'a> {
    pages: usize,
    links: usize,
    errors: usize,
    warnings: usize,
    /// Only there when a baseline was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<usize>,
    by_code: &'a BTreeMap<&'static str, usize>,
}

/// Writes the document and a line feed.
pub(super) fn write(diagnostics: &[&Diagnostic], summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document {
        diagnostics: diagnostics.iter().map(|diagnostic| item(diagnostic)).collect(),
        summary: Counts {
            pages: summary.pages,
            links: summary.links,
            errors: summary.errors,
            warnings: summary.warnings,
            known: summary.known,
            by_code: &summary.by_code,
        },
    };
    write_json(&document, out)
}

fn item(diagnostic: &Diagnostic) -> Item<'_> {
    Item {
        code: diagnostic.code.name,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: spot(diagnostic.place.as_ref()),
        help: diagnostic.help.as_deref(),
        related: diagnostic.related.iter().map(related).collect(),
    }
}

fn related(related: &Related) -> RelatedItem<'_> {
    RelatedItem { message: &related.message, place: spot(Some(&related.place)) }
}

fn spot(place: Option<&Place>) -> Spot<'_> {
    let span: Option<Span> = place.and_then(|place| place.span);
    Spot {
        file: place.map(|place| place.file.as_str()),
        line: span.map(|span| span.start.line),
        column: span.map(|span| span.start.column),
        end_line: span.map(|span| span.end.line),
        end_column: span.map(|span| span.end.column),
    }
}
