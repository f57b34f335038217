//! For forges that only know test results: JUnit XML, in which each problem is a test that failed.

use super::Style;
use super::text::{acts, push_visible};
use crate::base::{Diagnostic, Severity};
use std::io;

/// Writes one suite. Suggestions and what is weaker are no failures, so they are left out.
pub(super) fn write(diagnostics: &[&Diagnostic], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let failures: Vec<&Diagnostic> =
        diagnostics.iter().copied().filter(|diagnostic| diagnostic.severity >= Severity::Warning).collect();
    let (tests, failed) = (failures.len().max(1), failures.len());
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="skilt" tests="{tests}" failures="{failed}" errors="0">"#)?;
    writeln!(out, r#"  <testsuite name="skilt" tests="{tests}" failures="{failed}" errors="0" skipped="0">"#)?;
    if failures.is_empty() {
        writeln!(out, r#"    <testcase classname="skilt" name="no errors or warnings"/>"#)?;
    }
    for diagnostic in failures {
        write_case(diagnostic, out, style)?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

fn write_case(diagnostic: &Diagnostic, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let name = match &diagnostic.place {
        Some(place) => match place.span {
            Some(span) => format!("{}:{}", style.path(&place.file), span.start.line),
            None => style.path(&place.file),
        },
        None => "site".into(),
    };
    let (code, message) = (diagnostic.code.name, xml(&diagnostic.message));
    writeln!(out, r#"    <testcase classname="{code}" name="{}">"#, xml(&name))?;
    write!(out, r#"      <failure type="{}" message="{message}">"#, diagnostic.severity.name())?;
    write!(out, "{}[{code}]: {message}", diagnostic.severity.name())?;
    if let Some(column) = diagnostic.place.as_ref().and_then(|place| place.span).map(|span| span.start.column) {
        write!(out, "\nat {}:{column}", xml(&name))?;
    }
    if let Some(help) = &diagnostic.help {
        write!(out, "\nhelp: {}", xml(help))?;
    }
    writeln!(out, "</failure>\n    </testcase>")
}

/// Text for an element or a quoted attribute: markup escaped, control characters and the two characters that XML
/// forbids removed (XML 1.0 section 2.2), a line ending or tab as a blank, other characters that act made visible.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // Breaks up the start of a command of GitHub's runner, `##[`.
            '[' if out.ends_with("##") => out.push_str("&#91;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c if acts(c) => push_visible(&mut out, c),
            c => out.push(c),
        }
    }
    out
}
