//! For code scanning: SARIF 2.1.0 (OASIS standard; section numbers below are its own).

use super::text::{counted, write_json};
use super::{Style, text};
use crate::base::{CODES, Code, Diagnostic, Digest, Place, Severity, Span};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

/// How many results GitHub shows of one run; the rest only costs its hard limit of 25,000, above which it refuses the
/// log. The last of them says what is left out.
const SHOWN: usize = 5_000;

/// How many related places a result has at most. GitHub shows 100 places of a result and refuses a log with more than
/// 1,000.
const RELATED: usize = 100;

/// The rule of the result that says what is left out.
const CUT: &str = "report-cut";

/// What is encoded in an address made of a path: all but the unreserved characters (RFC 3986 section 2.3) and `/`.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes one log with one run.
pub(super) fn write(diagnostics: &[&Diagnostic], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let mut shown = diagnostics.to_vec();
    let is_cut = shown.len() > SHOWN;
    if is_cut {
        shown.sort_by_key(|diagnostic| Reverse(diagnostic.severity));
        shown.truncate(SHOWN - 1);
        shown.sort_by(|a, b| a.order(b));
    }
    let left_out = diagnostics.len() - shown.len();
    let indexes: BTreeMap<&str, usize> = CODES.iter().enumerate().map(|(i, code)| (code.name, i)).collect();
    let mut seen = BTreeMap::new();
    let mut results: Vec<Value> = shown.iter().map(|d| result(d, &indexes, &mut seen, style)).collect();
    let mut rules: Vec<Value> = CODES.iter().map(|code| rule(code)).collect();
    if is_cut {
        results.push(cut(rules.len(), &words(left_out, shown.len()), style));
        rules.push(json!({
            "id": CUT,
            "shortDescription": { "text": "There are more problems than a log may hold." },
            "defaultConfiguration": { "level": "note" },
        }));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "skilt",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [invocation(left_out, shown.len())],
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The folder that file names start from." } } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    write_json(&log, out)
}

/// One row of the table of codes (section 3.49).
fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": code.summary },
        "help": {
            "text": format!("Run \"skilt explain {}\" for causes and remedies.", code.name),
            "markdown": format!("Run `skilt explain {}` for causes and remedies.", code.name),
        },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

/// The run itself (section 3.20), with a notification when results were left out.
fn invocation(left_out: usize, shown: usize) -> Value {
    if left_out == 0 {
        return json!({ "executionSuccessful": true });
    }
    json!({
        "executionSuccessful": true,
        "toolExecutionNotifications": [{ "level": "warning", "message": { "text": words(left_out, shown) } }],
    })
}

/// What is left out, in words.
fn words(left_out: usize, shown: usize) -> String {
    format!(
        "{} left out: this log holds the {} most serious ones. skilt check --format json lists all.",
        counted(left_out, "result"),
        text::thousands(shown)
    )
}

/// The result that says what is left out, since viewers show results and seldom notifications.
fn cut(index: usize, words: &str, style: &Style) -> Value {
    json!({
        "ruleId": CUT,
        "ruleIndex": index,
        "level": "note",
        "message": { "text": words },
        "locations": [{ "physicalLocation": physical(None, style) }],
        "partialFingerprints": { "primaryLocationLineHash": format!("{CUT}:1") },
    })
}

/// One problem (section 3.27).
fn result(
    diagnostic: &Diagnostic,
    indexes: &BTreeMap<&str, usize>,
    seen: &mut BTreeMap<String, usize>,
    style: &Style,
) -> Value {
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        message.push_str("\nHelp: ");
        message.push_str(help);
    }
    let mut result = Map::new();
    result.insert("ruleId".into(), diagnostic.code.name.into());
    if let Some(index) = indexes.get(diagnostic.code.name) {
        result.insert("ruleIndex".into(), (*index).into());
    }
    result.insert("level".into(), level(diagnostic.severity).into());
    if let Some(more) = diagnostic.related.len().checked_sub(RELATED).filter(|more| *more > 0) {
        message.push_str(&format!("\nAnd {} not listed here.", counted(more, "related place")));
    }
    result.insert("message".into(), json!({ "text": plain(&message) }));
    result.insert("locations".into(), json!([{ "physicalLocation": physical(diagnostic.place.as_ref(), style) }]));
    if !diagnostic.related.is_empty() {
        let related: Vec<Value> = diagnostic
            .related
            .iter()
            .take(RELATED)
            .enumerate()
            .map(|(id, related)| {
                json!({
                    "id": id,
                    "physicalLocation": physical(Some(&related.place), style),
                    "message": { "text": plain(&related.message) },
                })
            })
            .collect();
        result.insert("relatedLocations".into(), related.into());
    }
    result.insert("partialFingerprints".into(), fingerprint(diagnostic, seen));
    Value::Object(result)
}

/// A message that no viewer turns into a link: `[text](address)` is one even in plain text (section 3.11.6).
fn plain(message: &str) -> String {
    if message.contains("](") { message.replace('[', "\\[").replace(']', "\\]") } else { message.to_owned() }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion | Severity::Info => "note",
        Severity::Off => "none",
    }
}

/// A place (section 3.29). A problem of the site as a whole is put at the site folder, since GitHub refuses a log in
/// which a result has no place.
fn physical(place: Option<&Place>, style: &Style) -> Value {
    let path = place.map(|place| style.path(&place.file)).unwrap_or_else(|| style.prefix.clone());
    let uri = if path.is_empty() { ".".to_owned() } else { utf8_percent_encode(&path, PATH).to_string() };
    let mut physical = Map::new();
    physical.insert("artifactLocation".into(), json!({ "uri": uri, "uriBaseId": "%SRCROOT%" }));
    if let Some(span) = place.and_then(|place| place.span) {
        physical.insert("region".into(), region(span));
    }
    Value::Object(physical)
}

/// A stretch of text (section 3.30): `endColumn` is just after the last character, as in [`Span`].
fn region(span: Span) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    })
}

/// What makes a problem the same one after lines have moved: code, file and message, and which of its equals in the
/// file it is. The key is the one GitHub tracks alerts by.
fn fingerprint(diagnostic: &Diagnostic, seen: &mut BTreeMap<String, usize>) -> Value {
    let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
    let digest = Digest::of_parts([diagnostic.code.name, file, &diagnostic.message].map(str::as_bytes));
    let hash: String = digest.to_string().chars().take(16).collect();
    let count = seen.entry(hash.clone()).or_default();
    *count += 1;
    json!({ "primaryLocationLineHash": format!("{hash}:{count}") })
}
