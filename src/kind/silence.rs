//! Comments that silence a problem on the line after them.

use super::{Source, metadata};
use crate::base::Code;
use crate::model::Ignore;

/// What such a comment starts with in Markdown.
const MARKDOWN: &str = "<!-- skilt-ignore ";

/// What it starts with in YAML.
const YAML: &str = "# skilt-ignore ";

/// The comments of a table of contents or a YAML page, each on a line of its own: `# skilt-ignore CODE: reason`, or in
/// Markdown `<!-- skilt-ignore CODE: reason -->`.
pub(super) fn comments(source: &mut Source<'_>) -> Vec<Ignore> {
    // In a YAML page the comments of Markdown belong to the values that are Markdown.
    let mark = if source.file.has_extension(&["md"]) { MARKDOWN } else { YAML };
    let mut ignores = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let end = start + line.len();
        let text = line.trim();
        if text.starts_with(mark) {
            let at = start + line.find(text).unwrap_or(0);
            ignores.extend(read(source, text, at));
        }
        start = end;
    }
    ignores
}

/// Reads one comment, which is at the start of `text`, at byte `at` of the file. It speaks for the next line that is
/// neither blank nor another such comment.
pub(super) fn read(source: &mut Source<'_>, text: &str, at: usize) -> Vec<Ignore> {
    let names = text.trim_start_matches(MARKDOWN).trim_start_matches(YAML);
    let names = names.split([':', '\n']).next().unwrap_or("").split("-->").next().unwrap_or("");
    let line_end = text.find('\n').unwrap_or(text.len());
    let length = text.find("-->").map_or(text[..line_end].trim_end().len(), |close| close + 3);
    let range = at..at + length;
    let target = next_line(source.text, range.end);
    let line = source.span(target..target).start.line;
    let span = source.span(range.clone());
    let mut ignores = Vec::new();
    for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
        match Code::find(name) {
            Some(code) => ignores.push(Ignore { code, span, line: Some(line) }),
            None => metadata::unknown_code(source, name, range.clone()),
        }
    }
    ignores
}

/// The start of the next text that is neither blank nor another such comment.
fn next_line(file: &str, from: usize) -> usize {
    let mut at = from.min(file.len());
    loop {
        let rest = file.get(at..).unwrap_or("");
        let text = rest.trim_start();
        at += rest.len() - text.len();
        let length = if text.starts_with(MARKDOWN) {
            text.find("-->").map(|close| close + 3)
        } else if text.starts_with(YAML) {
            text.find('\n')
        } else {
            None
        };
        match length {
            Some(length) => at += length,
            None => return at,
        }
    }
}
