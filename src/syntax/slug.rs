//! Heading ids and address segments.

use std::collections::{HashMap, HashSet};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The id that DocFX and GitHub give a heading with this text: letters, digits, `-` and `_` in lower case, a space
/// becomes `-`, everything else is dropped; nothing is trimmed or collapsed. Characters outside the Basic
/// Multilingual Plane are dropped, since DocFX looks at UTF-16 units. An empty result becomes `section`.
pub fn heading_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| c <= '\u{ffff}') {
        match c {
            ' ' => id.push('-'),
            '-' | '_' => id.push(c),
            _ if is_letter_or_digit(c) => {
                let mut lower = c.to_lowercase();
                match (lower.next(), lower.next()) {
                    (Some(single), None) => id.push(single),
                    _ => id.push(c),
                }
            }
            _ => {}
        }
    }
    if id.is_empty() { "section".to_owned() } else { id }
}

/// The id that Microsoft Learn gives a question of an FAQ: letters, digits, `-` and `_` in lower case, and a `-` for
/// every other character, so that `Can't I?` is `can-t-i-`.
pub fn question_id(text: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    text.to_lowercase().chars().map(kept).collect()
}

/// The id that Markdig gives a heading in its own way: it begins with the first letter, blanks become one `-`, the
/// marks `_`, `-` and `.` stay once each and swallow a blank before them, none of them ends it.
pub fn markdig_heading_id(text: &str, only_ascii: bool) -> String {
    let is_mark = |c: char| matches!(c, '_' | '-' | '.');
    let mut id = String::with_capacity(text.len());
    let mut after_blank = false;
    for c in text.chars().filter(|&c| c <= '\u{ffff}') {
        let is_letter = is_letter_or_digit(c) && c.general_category() != GeneralCategory::DecimalNumber;
        if is_letter {
            if !only_ascii || c.is_ascii() {
                id.extend(c.to_lowercase().next());
                after_blank = false;
            }
        } else if id.is_empty() {
        } else if is_mark(c) {
            if after_blank && id.ends_with('-') {
                id.pop();
            }
            if !id.ends_with(c) {
                id.push(c);
            }
            after_blank = false;
        } else if c.is_ascii_digit() {
            id.push(c);
            after_blank = false;
        } else if c.is_whitespace() && !after_blank {
            if !id.ends_with(is_mark) {
                id.push('-');
            }
            after_blank = true;
        }
    }
    id.truncate(id.trim_end_matches(is_mark).len());
    if id.is_empty() { "section".to_owned() } else { id }
}

/// .NET's `Char.IsLetterOrDigit`: the five letter categories and decimal digits.
fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(
        c.general_category(),
        GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::DecimalNumber
    )
}

/// Hands out ids that are unique within one parsed document: a taken id gets `-1`, `-2`, ... and the numbered ids
/// count as taken as well, so `a`, `a`, `a-1` become `a`, `a-1`, `a-1-1`.
#[derive(Debug, Default)]
pub struct IdSet {
    taken: HashSet<String>,
    /// The number to try first for a base; all before it are taken.
    next: HashMap<String, u64>,
}

impl IdSet {
    /// The first free form of `base`.
    pub fn unique(&mut self, base: String) -> String {
        if self.taken.insert(base.clone()) {
            return base;
        }
        let n = self.next.entry(base.clone()).or_insert(1);
        loop {
            let candidate = format!("{base}-{n}");
            *n += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// A segment of an address for a value of a vocabulary: letters and digits in lower case, runs of anything else
/// become one `-`. An empty result becomes `none`.
pub fn segment(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    if out.is_empty() { "none".to_owned() } else { out }
}

/// A segment for `text` that `is_free` takes: its own; else with `prefix` before it; else with a number behind that.
pub fn unique(text: &str, prefix: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    let plain = segment(text);
    if is_free(&plain) {
        return plain;
    }
    let prefixed = segment(&format!("{prefix} {plain}"));
    let mut name = prefixed.clone();
    let mut number = 1;
    while !is_free(&name) {
        number += 1;
        name = format!("{prefixed}-{number}");
    }
    name
}

/// The anchor of a member of an API page: its uid with every character that is not a word character as `_`
/// (DocFX's rule for bookmarks).
pub fn member_anchor(uid: &str) -> String {
    uid.chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_ids() {
        let cases = [
            ("This - is a &@! heading _ with . and ! -", "this---is-a--heading-_-with--and---"),
            ("Hello World", "hello-world"),
            ("Bruk av Æ, Ø og Å", "bruk-av-æ-ø-og-å"),
            ("H²O 😀 x", "ho--x"),
            ("...", "section"),
        ];
        for (text, id) in cases {
            assert_eq!(heading_id(text), id, "{text}");
        }
    }

    #[test]
    fn heading_ids_in_the_way_of_markdig() {
        let cases = [
            ("This - is a &@! heading _ with . and ! -", "this-is-a-heading_with.and", "this-is-a-heading_with.and"),
            ("1. Første steg", "første-steg", "frste-steg"),
            ("2024", "section", "section"),
        ];
        for (text, id, ascii) in cases {
            assert_eq!(markdig_heading_id(text, false), id, "{text}");
            assert_eq!(markdig_heading_id(text, true), ascii, "{text}");
        }
    }

    #[test]
    fn numbered_ids_count_as_taken() {
        let mut ids = IdSet::default();
        let given: Vec<_> = ["a", "a", "a-1"].iter().map(|id| ids.unique((*id).to_owned())).collect();
        assert_eq!(given, ["a", "a-1", "a-1-1"]);
    }

    #[test]
    fn segments() {
        assert_eq!(segment("Getting started!"), "getting-started");
        assert_eq!(segment("  "), "none");
        assert_eq!(member_anchor("CRMScript.Global.String.append(String)"), "CRMScript_Global_String_append_String_");
    }
}
