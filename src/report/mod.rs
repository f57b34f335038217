//! Floor 1: diagnostics to what a person, a program or a forge reads. One file a format.
//!
//! File names, messages and source lines come from the site and are not trusted here: whatever they hold, no format
//! lets them forge a line, a command or a terminal sequence.

mod excerpt;
mod github;
mod human;
mod json;
mod junit;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;
mod text;

pub use summary::{Summary, one_line_summary};
pub use text::counted;

use crate::base::{Diagnostic, Severity, SitePath, join_lexical, nearest};
use std::io;
use std::str::FromStr;
use std::sync::Arc;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people at a terminal: the place, the source line, the way out.
    #[default]
    Human,
    /// One JSON document, the contract for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// JUnit XML, for forges that only know test results.
    Junit,
}

impl Format {
    /// Every format with its word, in the order in which help texts list them.
    const ALL: [(&'static str, Format); 5] = [
        ("human", Format::Human),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("junit", Format::Junit),
    ];

    /// The words that `--format` takes.
    pub fn names() -> [&'static str; 5] {
        Format::ALL.map(|(name, _)| name)
    }
}

impl FromStr for Format {
    type Err = String;

    /// Reads the word in any letter case; the error is a sentence that lists the words and the nearest one.
    fn from_str(word: &str) -> Result<Self, String> {
        if let Some((_, format)) = Format::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            return Ok(*format);
        }
        let names = Format::names();
        let meant = nearest(word, names).map(|name| format!(", did you mean {name}?")).unwrap_or_default();
        Err(format!("no report format is called {}: there are {}{meant}", text::visible(word), names.join(", ")))
    }
}

/// How a report looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Whether the human report has colours.
    pub color: bool,
    /// How many columns a source line of the human report may fill.
    pub width: usize,
    /// How many diagnostics of one code the human report prints before it only counts them.
    pub per_code: usize,
    /// The site folder as seen from where the report is read (the repository for forges, the working directory for
    /// people), relative and `/`-separated; `""` where they are the same. It goes in front of file names in every
    /// format but JSON, whose paths are relative to the site by contract.
    pub prefix: String,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: 100, per_code: 50, prefix: String::new() }
    }
}

impl Style {
    fn path(&self, file: &SitePath) -> String {
        join_lexical(&self.prefix, file.as_str())
    }
}

/// Where the human report gets source lines from.
pub trait Sources {
    /// The text of a file, the same that the spans of its diagnostics count in; `None` when it cannot be had. It is
    /// asked at most once a file.
    fn text(&self, file: &SitePath) -> Option<Arc<str>>;
}

/// Writes a report of the diagnostics, in [`Diagnostic::order`] and without those that are off. The human format
/// ends without a summary, since only the caller knows how long the run took: see [`one_line_summary`].
///
/// Fails only when `out` does.
pub fn write(
    format: Format,
    diagnostics: &[Diagnostic],
    summary: &Summary,
    sources: &dyn Sources,
    out: &mut dyn io::Write,
    style: &Style,
) -> io::Result<()> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity != Severity::Off).collect();
    sorted.sort_by(|a, b| a.order(b));
    match format {
        Format::Human => human::write(&sorted, sources, out, style),
        Format::Json => json::write(&sorted, summary, out),
        Format::Sarif => sarif::write(&sorted, out, style),
        Format::Github => github::write(&sorted, summary, out, style),
        Format::Junit => junit::write(&sorted, out, style),
    }
}
