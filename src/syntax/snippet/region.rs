//! Finding the regions of a source text.

use super::language::Marker;
use std::collections::{BTreeMap, BTreeSet};

/// What one kind of marker finds in a text. Lines are counted from 0.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// By lower-case tag: the first line after the start, and the end marker's line if there is one.
    pub(super) ranges: BTreeMap<String, (usize, Option<usize>)>,
    /// Every line that is a marker; none is ever shown.
    pub(super) marker_lines: BTreeSet<usize>,
    /// The tags as written, in the order in which they begin.
    pub(super) names: Vec<String>,
}

enum Mark<'a> {
    Start(&'a str),
    End(Option<&'a str>),
}

impl Regions {
    /// Reads the markers of one kind. Of two starts with one tag the later counts, of two ends the earlier.
    pub(super) fn find(lines: &[&str], marker: Marker) -> Regions {
        let mut regions = Regions::default();
        let mut open = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let mark = match marker {
                Marker::Comment(before, after) => comment_mark(line, before, after),
                Marker::Region => region_mark(line),
            };
            match mark {
                None => continue,
                Some(Mark::Start(tag)) => {
                    let key = tag.to_lowercase();
                    open.push(key.clone());
                    if !tag.is_empty() {
                        regions.names.push(tag.to_owned());
                        regions.ranges.insert(key, (at + 1, None));
                    }
                }
                Some(Mark::End(tag)) => {
                    let key = tag.map(str::to_lowercase).or_else(|| open.pop()).unwrap_or_default();
                    if let Some((_, end @ None)) = regions.ranges.get_mut(&key) {
                        *end = Some(at);
                    }
                }
            }
            regions.marker_lines.insert(at);
        }
        regions
    }

    /// The lines of a tag; the tag may also be written without the `snippet` its marker begins with.
    pub(super) fn get(&self, tag: &str) -> Option<(usize, Option<usize>)> {
        let key = tag.to_lowercase();
        self.ranges.get(&key).or_else(|| self.ranges.get(&format!("snippet{key}"))).copied()
    }
}

/// `//<tag>` or `// </tag>`: the whole line, blanks anywhere but within the tag.
fn comment_mark<'a>(line: &'a str, before: &str, after: &str) -> Option<Mark<'a>> {
    let rest = skip(line, before)?;
    let rest = skip(rest, "<")?;
    let (end, rest) = match skip(rest, "/") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (tag, rest) = rest.split_once('>')?;
    let tag = tag.trim();
    if !is_tag(tag) || !skip(rest, after)?.trim().is_empty() {
        return None;
    }
    Some(if end { Mark::End(Some(tag)) } else { Mark::Start(tag) })
}

/// `#region tag` or `#endregion`. Text after either is allowed, and the name may be quoted as Visual Basic has it.
/// A start whose text is not a tag has to be counted all the same, so that each end closes its own start.
fn region_mark(line: &str) -> Option<Mark<'_>> {
    if skip(line, "#endregion").is_some() {
        return Some(Mark::End(None));
    }
    let text = skip(line, "#region")?.trim();
    let tag = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text).trim();
    Some(Mark::Start(if is_tag(tag) { tag } else { "" }))
}

/// Takes a word from the start of a text, in any case and whatever blanks stand before or between its characters.
fn skip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for wanted in word.chars() {
        rest = rest.trim_start();
        let c = rest.chars().next()?;
        if !c.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        rest = rest.get(c.len_utf8()..)?;
    }
    Some(rest)
}

fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}
