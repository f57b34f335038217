//! For people: each problem with its source line, and what to do about it.

use super::excerpt::{Excerpt, excerpt};
use super::text::{COMMAND, thousands, visible};
use super::{Sources, Style};
use crate::base::{Diagnostic, LineIndex, Place, Related, Severity, SitePath};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

/// How many related places one problem prints before it only counts them.
const RELATED: usize = 5;

/// Writes what a terminal shows; `diagnostics` are sorted, so that each file is asked for once.
pub(super) fn write(
    diagnostics: &[&Diagnostic],
    sources: &dyn Sources,
    out: &mut dyn io::Write,
    style: &Style,
) -> io::Result<()> {
    let renderer = if style.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width.max(40));
    let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open = OpenFile { sources, file: None };
    for diagnostic in diagnostics {
        let count = printed.entry(diagnostic.code.name).or_default();
        *count += 1;
        if *count <= style.per_code {
            let excerpt = diagnostic.place.as_ref().and_then(|place| open.excerpt(place, style));
            let has_source = excerpt.is_some();
            let text = renderer.render(&[group(diagnostic, excerpt, style)]);
            write_problem(&text, has_source, out)?;
        }
    }
    let mut cut = false;
    for (code, count) in printed {
        if let Some(more) = count.checked_sub(style.per_code).filter(|more| *more > 0) {
            cut = true;
            writeln!(out, "… and {} more {code} (skilt check --format json lists all)", thousands(more))?;
        }
    }
    if cut { writeln!(out) } else { Ok(()) }
}

/// Writes a rendered problem and an empty line. The renderer counts columns in the text it is given, which here may be
/// cut, so the place is an element of its own; the renderer then takes the source for one from elsewhere and announces
/// it by a fourth line that holds nothing but `:::`. That line is left out.
fn write_problem(text: &str, has_source: bool, out: &mut dyn io::Write) -> io::Result<()> {
    for (i, line) in text.lines().enumerate() {
        if !(has_source && i == 3 && line.contains(":::")) {
            // A source line is shown as it is, but not as a command.
            writeln!(out, "{}", line.trim_end().replace(COMMAND, "##\\u{5b}"))?;
        }
    }
    writeln!(out)
}

/// The file that the last problem was in. Problems are sorted by file, so one is enough.
struct OpenFile<'a> {
    sources: &'a dyn Sources,
    file: Option<(SitePath, Option<Text>)>,
}

/// A text with its lines.
type Text = (Arc<str>, LineIndex);

impl OpenFile<'_> {
    fn excerpt(&mut self, place: &Place, style: &Style) -> Option<Excerpt> {
        let span = place.span?;
        if self.file.as_ref().is_none_or(|(file, _)| *file != place.file) {
            let text = self.sources.text(&place.file);
            let text = text.map(|text| {
                let index = LineIndex::new(&text);
                (text, index)
            });
            self.file = Some((place.file.clone(), text));
        }
        let (text, index) = self.file.as_ref()?.1.as_ref()?;
        // The gutter holds the line number, a bar and two blanks; two ellipses may stand around the line.
        let gutter = span.end.line.to_string().len() + 5;
        excerpt(text, index, span, style.width.saturating_sub(gutter))
    }
}

fn group<'a>(diagnostic: &'a Diagnostic, excerpt: Option<Excerpt>, style: &Style) -> Group<'a> {
    let title = level(diagnostic.severity).primary_title(visible(&diagnostic.message)).id(diagnostic.code.name);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = group.element(origin(place, style));
    }
    if let Some(Excerpt { text, first_line, range }) = excerpt {
        let snippet = Snippet::source(text).line_start(first_line);
        group = group.element(snippet.annotation(AnnotationKind::Primary.span(range)));
    }
    for related in diagnostic.related.iter().take(RELATED) {
        group = group.element(Level::NOTE.message(related_text(related, style)));
    }
    if let Some(more) = diagnostic.related.len().checked_sub(RELATED).filter(|more| *more > 0) {
        group = group.element(Level::NOTE.message(format!("and {} more", thousands(more))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    group
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::HELP.with_name("suggestion"),
        Severity::Info | Severity::Off => Level::INFO,
    }
}

fn origin(place: &Place, style: &Style) -> Origin<'static> {
    let origin = Origin::path(visible(&style.path(&place.file)).into_owned());
    match place.span {
        Some(span) => origin.line(span.start.line as usize).char_column(span.start.column as usize),
        None => origin,
    }
}

fn related_text(related: &Related, style: &Style) -> String {
    let mut text = style.path(&related.place.file);
    if let Some(span) = related.place.span {
        text.push_str(&format!(":{}", span.start.line));
    }
    if !related.message.is_empty() {
        text.push_str(": ");
        text.push_str(&related.message);
    }
    visible(&text).into_owned()
}
