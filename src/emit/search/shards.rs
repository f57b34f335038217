//! Words with the pages they are on, cut into files by the first letters of the words.
//!
//! A file is named after the letters that its words start with, so it keeps its name and place in every build; only a
//! file that grows too large is cut further. A word is in the file with the longest name that it starts with.

use super::postings::Level;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A word in the file it goes to: its text, what it stands for, and its share of the file in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'w> {
    pub(super) word: &'w str,
    pub(super) group: u32,
    pub(super) size: usize,
}

/// Cuts entries into files of at most about `limit` bytes: start of the words, and entries in the order given.
pub(super) fn cut(entries: Vec<Entry<'_>>, limit: usize) -> BTreeMap<String, Vec<Entry<'_>>> {
    let mut files = BTreeMap::new();
    if !entries.is_empty() {
        cut_below(String::new(), entries, limit, &mut files);
    }
    files
}

/// Where cutting ends: words that agree in so many letters stay together whatever their size.
const DEEPEST: usize = 16;

fn cut_below<'w>(start: String, entries: Vec<Entry<'w>>, limit: usize, files: &mut BTreeMap<String, Vec<Entry<'w>>>) {
    let depth = start.chars().count();
    if size(&entries) <= limit || depth >= DEEPEST {
        files.insert(start, entries);
        return;
    }
    let mut rest = Vec::new();
    let mut below: BTreeMap<char, Vec<Entry<'w>>> = BTreeMap::new();
    for entry in entries {
        match entry.word.chars().nth(depth) {
            Some(next) => below.entry(next).or_default().push(entry),
            None => rest.push(entry),
        }
    }
    // Small neighbours share the file of what they have in common.
    let mut by_size: Vec<(usize, char)> = below.iter().map(|(next, entries)| (size(entries), *next)).collect();
    by_size.sort_unstable();
    let mut room = limit.saturating_sub(size(&rest));
    let mut own = Vec::new();
    for (size, next) in by_size {
        if size <= limit / 5 && size <= room {
            room -= size;
            rest.extend(below.remove(&next).unwrap_or_default());
        } else {
            own.push(next);
        }
    }
    if !rest.is_empty() {
        rest.sort_unstable_by_key(|entry| (entry.word, entry.group));
        files.insert(start.clone(), rest);
    }
    for next in own {
        cut_below(format!("{start}{next}"), below.remove(&next).unwrap_or_default(), limit, files);
    }
}

fn size(entries: &[Entry<'_>]) -> usize {
    entries.iter().map(|entry| entry.size).sum()
}

/// The name of the file for words that start so, safe on every file system.
pub(super) fn file_name(kind: &str, start: &str) -> String {
    let mut name = format!("{kind}-");
    for c in start.chars() {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            other => {
                let _ = write!(name, "_{:x}", u32::from(other));
            }
        }
    }
    name + ".txt"
}

/// The lines of a file: the words that belong together, a tab, the coded postings.
pub(super) fn lines(entries: &[Entry<'_>], postings: &[String]) -> String {
    let mut groups: Vec<(u32, &str)> = entries.iter().map(|entry| (entry.group, entry.word)).collect();
    groups.sort_unstable();
    let mut lines: Vec<&[(u32, &str)]> = groups.chunk_by(|a, b| a.0 == b.0).collect();
    lines.sort_unstable_by(|a, b| a.iter().map(|(_, word)| word).cmp(b.iter().map(|(_, word)| word)));
    let mut text = String::new();
    for line in lines {
        for (at, (_, word)) in line.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { " " });
            text.push_str(word);
        }
        text.push('\t');
        text.push_str(line.first().and_then(|(group, _)| postings.get(*group as usize)).map_or("", String::as_str));
        text.push('\n');
    }
    text
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Postings as text: on how many pages the words are in all, then for each page the distance from the one before and
/// a digit for its level. Numbers have five bits a digit, low ones first, the sixth says that more follow.
pub(super) fn code(pages: usize, postings: &[(u32, Level)]) -> String {
    let mut text = String::with_capacity(4 + postings.len() * 3);
    number(&mut text, pages as u32);
    let mut last = 0;
    for (page, level) in postings {
        number(&mut text, page - last);
        digit(&mut text, u32::from(level.0));
        last = *page;
    }
    text
}

fn number(text: &mut String, mut number: u32) {
    while number >= 32 {
        digit(text, 32 | (number & 31));
        number >>= 5;
    }
    digit(text, number);
}

fn digit(text: &mut String, value: u32) {
    text.push(DIGITS.get(value as usize & 63).copied().map_or('A', char::from));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries<'w>(words: &[&'w str]) -> Vec<Entry<'w>> {
        (0..).zip(words).map(|(group, word)| Entry { word, group, size: 10 }).collect()
    }

    fn names<'f>(files: &'f BTreeMap<String, Vec<Entry<'_>>>) -> Vec<&'f str> {
        files.keys().map(String::as_str).collect()
    }

    #[test]
    fn large_files_are_cut_at_the_next_letter() {
        let many: Vec<String> = (0..26).map(|n| format!("co{}x", char::from(b'a' + n))).collect();
        let mut words: Vec<&str> = many.iter().map(String::as_str).collect();
        words.extend(["a", "b", "co"]);
        let files = cut(entries(&words), 100);
        assert!(names(&files).contains(&"co"), "{:?}", names(&files));
        let all: usize = files.values().map(Vec::len).sum();
        assert_eq!(all, words.len());
        for (start, entries) in &files {
            assert!(entries.iter().all(|entry| entry.word.starts_with(start.as_str())));
        }
    }

    #[test]
    fn a_word_more_changes_one_file() {
        let many: Vec<String> = (0..400).map(|n| format!("{}{}", char::from(b'a' + (n % 20) as u8), n)).collect();
        let mut words: Vec<&str> = many.iter().map(String::as_str).collect();
        let before = cut(entries(&words), 300);
        words.push("cx");
        let after = cut(entries(&words), 300);
        let changed =
            after.iter().filter(|(name, entries)| before.get(*name).map(Vec::len) != Some(entries.len())).count();
        assert!(changed <= 2, "{changed}");
    }

    #[test]
    fn postings_are_short() {
        assert_eq!(code(2, &[(3, Level(0)), (40, Level(63))]), "CDAlB_");
        assert_eq!(file_name("w", "con"), "w-con.txt");
        assert_eq!(file_name("w", "å"), "w-_e5.txt");
    }
}
