//! What a run found, in numbers and in one line.

use super::text::{counted, thousands};
use crate::base::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::time::Duration;

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages of the site; the caller fills it in.
    pub pages: usize,
    /// Links that were followed; the caller fills it in.
    pub links: usize,
    /// Diagnostics of each code that occurs, whatever their severity.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Warnings of each code that occurs as a warning.
    pub warnings_by_code: BTreeMap<&'static str, usize>,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many suggestions.
    pub suggestions: usize,
    /// How many diagnostics that only inform.
    pub infos: usize,
    /// How many problems a baseline names, which are left out; `None` without a baseline. The caller fills it in.
    pub known: Option<usize>,
}

impl Summary {
    /// Counts diagnostics, those that are off left out. `pages` and `links` stay 0.
    pub fn count(diagnostics: &[Diagnostic]) -> Summary {
        let mut summary = Summary::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Off => continue,
                Severity::Info => summary.infos += 1,
                Severity::Suggestion => summary.suggestions += 1,
                Severity::Warning => {
                    summary.warnings += 1;
                    *summary.warnings_by_code.entry(diagnostic.code.name).or_default() += 1;
                }
                Severity::Error => summary.errors += 1,
            }
            *summary.by_code.entry(diagnostic.code.name).or_default() += 1;
        }
        summary
    }
}

/// How many codes the line names before it only counts them.
const NAMED_CODES: usize = 5;

/// The line at the end of a run, without a full stop: how much there was, what was found, how long it took.
pub fn one_line_summary(summary: &Summary, elapsed: Option<Duration>) -> String {
    let mut found = Vec::new();
    if summary.errors > 0 {
        found.push(counted(summary.errors, "error"));
    }
    if summary.warnings > 0 {
        found.push(format!("{} ({})", counted(summary.warnings, "warning"), warning_codes(summary)));
    }
    if found.is_empty() {
        found
            .push(if summary.suggestions + summary.infos > 0 { "no errors or warnings" } else { "no problems" }.into());
    }
    if summary.suggestions > 0 {
        found.push(counted(summary.suggestions, "suggestion"));
    }
    if summary.infos > 0 {
        found.push(format!("{} info", thousands(summary.infos)));
    }
    if let Some(known) = summary.known {
        found.push(format!("{} left out", counted(known, "known problem")));
    }
    let took = elapsed.map(|elapsed| format!(" in {}", duration(elapsed))).unwrap_or_default();
    format!("{}, {}: {}{took}", counted(summary.pages, "page"), counted(summary.links, "link"), found.join(", "))
}

/// Codes of the warnings with their counts, most frequent first.
fn warning_codes(summary: &Summary) -> String {
    let mut codes: Vec<(usize, &str)> = summary.warnings_by_code.iter().map(|(code, count)| (*count, *code)).collect();
    codes.sort_by_key(|&(count, code)| (std::cmp::Reverse(count), code));
    let mut parts: Vec<String> =
        codes.iter().take(NAMED_CODES).map(|(count, code)| format!("{code} {}", thousands(*count))).collect();
    let rest = codes.get(NAMED_CODES..).unwrap_or_default();
    if !rest.is_empty() {
        let sum = rest.iter().map(|(count, _)| count).sum();
        parts.push(format!("{} {}", counted(rest.len(), "other code"), thousands(sum)));
    }
    parts.join(", ")
}

/// A duration to about two digits.
fn duration(elapsed: Duration) -> String {
    let millis = elapsed.as_millis();
    match millis {
        0..950 => format!("{millis} ms"),
        950..59_950 => format!("{:.1} s", elapsed.as_secs_f64()),
        _ => {
            let seconds = elapsed.as_secs_f64().round() as u64;
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes;

    fn found(problems: &[(&'static crate::base::Code, Severity, usize)]) -> Summary {
        let mut diagnostics = Vec::new();
        for &(code, severity, count) in problems {
            for _ in 0..count {
                let mut diagnostic = Diagnostic::new(code, "message");
                diagnostic.severity = severity;
                diagnostics.push(diagnostic);
            }
        }
        Summary { pages: 12_472, links: 27_875, ..Summary::count(&diagnostics) }
    }

    #[test]
    fn says_it_in_one_line() {
        use Severity::{Error, Info, Off, Suggestion, Warning};
        let summary = found(&[
            (&codes::INCLUDE_CYCLE, Error, 3),
            (&codes::LINK_CASE_MISMATCH, Warning, 318),
            (&codes::IMAGE_MISSING, Warning, 2),
            (&codes::LINK_CASE_MISMATCH, Off, 5),
        ]);
        assert_eq!(
            one_line_summary(&summary, Some(Duration::from_millis(1234))),
            "12,472 pages, 27,875 links: 3 errors, 320 warnings (link-case-mismatch 318, image-missing 2) in 1.2 s"
        );
        assert_eq!(summary.by_code.get("link-case-mismatch"), Some(&318));
        let summary = found(&[(&codes::ASSET_UNUSED, Suggestion, 1), (&codes::PAGE_ORPHAN, Info, 1200)]);
        assert_eq!(
            one_line_summary(&summary, Some(Duration::from_secs(125))),
            "12,472 pages, 27,875 links: no errors or warnings, 1 suggestion, 1,200 info in 2 min 5 s"
        );
        let clean = Summary { pages: 1, links: 1, ..Summary::default() };
        assert_eq!(one_line_summary(&clean, None), "1 page, 1 link: no problems");
        assert_eq!(one_line_summary(&clean, Some(Duration::from_millis(87))), "1 page, 1 link: no problems in 87 ms");
    }

    #[test]
    fn names_only_the_frequent_codes() {
        let all: Vec<_> = crate::base::CODES.iter().take(8).map(|code| (*code, Severity::Warning, 2)).collect();
        assert!(one_line_summary(&found(&all), None).ends_with("front-matter-placeholder 2, 3 other codes 6)"));
    }
}
