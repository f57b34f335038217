//! For GitHub Actions: workflow commands that become annotations on the changed files.
//!
//! A command is `::name key=value,key=value::message`. The runner decodes `%0A` and its like after it has split the
//! line, so whatever is percent-encoded cannot end a line, a value or a command ("Workflow commands for GitHub
//! Actions", and `escapeData` and `escapeProperty` of the actions toolkit).

use super::text::{counted, visible};
use super::{Style, Summary, one_line_summary};
use crate::base::{Diagnostic, Place, Severity};
use std::io;

/// How many annotations of one kind GitHub shows for a step.
const SHOWN: usize = 10;

/// Writes the annotations that GitHub shows, then a notice with the counts.
pub(super) fn write(
    diagnostics: &[&Diagnostic],
    summary: &Summary,
    out: &mut dyn io::Write,
    style: &Style,
) -> io::Result<()> {
    // The counts are a notice themselves, so one notice less is left.
    let mut room = [("error", SHOWN), ("warning", SHOWN), ("notice", SHOWN - 1)];
    let mut hidden = 0;
    for diagnostic in diagnostics {
        let [errors, warnings, notices] = &mut room;
        let (command, left) = match diagnostic.severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Suggestion | Severity::Info | Severity::Off => notices,
        };
        if *left == 0 {
            hidden += 1;
        } else {
            *left -= 1;
            writeln!(out, "{}", annotation(command, diagnostic, style))?;
        }
    }
    let mut text = one_line_summary(summary, None);
    if hidden > 0 {
        text.push_str(&format!(
            "; {} not shown here (skilt check --format json lists all)",
            counted(hidden, "problem")
        ));
    }
    writeln!(out, "::notice title=skilt::{}", data(&text))
}

fn annotation(command: &str, diagnostic: &Diagnostic, style: &Style) -> String {
    let mut out = format!("::{command} ");
    if let Some(place) = &diagnostic.place {
        out.push_str(&location(place, style));
        out.push(',');
    }
    out.push_str(&format!("title={}::{}", property(diagnostic.code.name), data(&diagnostic.message)));
    if let Some(help) = &diagnostic.help {
        out.push_str(&format!("%0Ahelp: {}", data(help)));
    }
    out
}

fn location(place: &Place, style: &Style) -> String {
    let mut out = format!("file={}", property(&style.path(&place.file)));
    if let Some(span) = place.span {
        let (start, end) = (span.start, span.end);
        // Columns mean something to GitHub only within one line.
        if start.line == end.line {
            let (line, from, to) = (start.line, start.column, end.column);
            out.push_str(&format!(",line={line},col={from},endLine={line},endColumn={to}"));
        } else {
            out.push_str(&format!(",line={},endLine={}", start.line, end.line));
        }
    }
    out
}

/// Text for after the second `::`.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&text).into_owned()
}

/// Text for a value before the second `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
