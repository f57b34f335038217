//! The table of documents, in small files that each hold pages of one kind: one language, one section, the same facets.
//!
//! The number of a page says which file it is in and thereby what it can be filtered by. Numbers do not depend on
//! what pages say, and a page more changes them only for the few pages of its file.

use super::page::Record;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many numbers a file of pages has.
pub(super) const CAPACITY: u32 = 32;

/// What a file should hold: few enough that ten results cost little.
const USUAL: usize = 10;

/// What all pages of a set have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SetKey {
    pub(super) language: String,
    pub(super) section: String,
    pub(super) reference: bool,
    pub(super) facets: Vec<String>,
}

/// A set with its files: pages by their places among the records.
pub(super) struct Set {
    pub(super) key: SetKey,
    pub(super) name: String,
    pub(super) files: Vec<Vec<usize>>,
}

/// All pages in sets, and the number of each page by its place among the records.
pub(super) struct Documents {
    pub(super) sets: Vec<Set>,
    pub(super) numbers: Vec<u32>,
}

impl Documents {
    pub(super) fn arrange(records: &[Arc<Record>]) -> Documents {
        let sections = Sections::of(records);
        let mut by_key: BTreeMap<SetKey, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            let key = SetKey {
                language: record.language.clone(),
                section: sections.section(&record.route),
                reference: record.reference,
                facets: record.facets.clone(),
            };
            by_key.entry(key).or_default().push(at);
        }
        let mut names = BTreeSet::new();
        let mut numbers = vec![0; records.len()];
        let mut first = 0;
        let mut sets = Vec::new();
        for (key, pages) in by_key {
            let files = files(records, pages);
            for (file, pages) in files.iter().enumerate() {
                for (place, page) in pages.iter().enumerate() {
                    if let Some(number) = numbers.get_mut(*page) {
                        *number = (first + file as u32) * CAPACITY + place as u32;
                    }
                }
            }
            first += files.len() as u32;
            sets.push(Set { name: name(&key, &mut names), key, files });
        }
        Documents { sets, numbers }
    }

    /// The files: name and text. `similar` has the pages that a page stands for.
    pub(super) fn texts(
        &self,
        records: &[Arc<Record>],
        similar: &BTreeMap<usize, Vec<usize>>,
    ) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for set in &self.sets {
            for (at, pages) in set.files.iter().enumerate() {
                let lines: Vec<String> = pages
                    .iter()
                    .filter_map(|page| Some(line(records.get(*page)?, similar.get(page), records)))
                    .collect();
                texts.push((format!("d-{}-{at}.json", set.name), format!("[\n{}\n]\n", lines.join(",\n"))));
            }
        }
        texts
    }
}

/// A page: title, address, excerpt, headings as id and text one after the other, addresses of similar pages.
fn line(record: &Record, similar: Option<&Vec<usize>>, records: &[Arc<Record>]) -> String {
    let address = |record: &Record| crate::syntax::href::encode_path(&record.route);
    let headings: Vec<&str> = record.headings.iter().flat_map(|(id, text)| [id.as_str(), text.as_str()]).collect();
    let mut fields = vec![json!(record.title), json!(address(record)), json!(record.excerpt), json!(headings)];
    if let Some(similar) = similar {
        let addresses: Vec<String> =
            similar.iter().filter_map(|page| records.get(*page)).map(|record| address(record)).collect();
        fields.push(json!(addresses));
    }
    Value::Array(fields).to_string()
}

fn files(records: &[Arc<Record>], pages: Vec<usize>) -> Vec<Vec<usize>> {
    let mut count = (pages.len() / USUAL).max(1).next_power_of_two();
    loop {
        let mut files = vec![Vec::new(); count];
        for page in &pages {
            let route = records.get(*page).map_or("", |record| record.route.as_str());
            if let Some(file) = files.get_mut(hash(route) as usize % count) {
                file.push(*page);
            }
        }
        if files.iter().all(|file| file.len() <= CAPACITY as usize) {
            return files;
        }
        count *= 2;
    }
}

/// A short name that depends on nothing but the key.
fn name(key: &SetKey, taken: &mut BTreeSet<String>) -> String {
    let text = format!("{}\n{}\n{}\n{}", key.language, key.section, key.reference, key.facets.join("\n"));
    let mut name = format!("{:06x}", hash(&text) & 0xff_ffff);
    while !taken.insert(name.clone()) {
        name.push('x');
    }
    name
}

/// The hash FNV-1a, finished so that its low bits are well mixed.
fn hash(text: &str) -> u32 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// Which folder of an address is its section: the first that is not the same for all pages.
struct Sections(usize);

impl Sections {
    fn of(records: &[Arc<Record>]) -> Sections {
        let mut folders = records.iter().filter_map(|record| record.route.rsplit_once('/')).map(|(folder, _)| folder);
        let first: Vec<&str> = folders.next().unwrap_or("").split('/').collect();
        let same = |folder: &str| folder.split('/').zip(&first).take_while(|(a, b)| a == *b).count();
        let shared = folders.map(same).min().unwrap_or(0);
        Sections(shared)
    }

    fn section(&self, route: &str) -> String {
        let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder.split('/').nth(self.0).unwrap_or("").to_owned()
    }
}

/// For each page that stands for others these others, and for each of those the page that stands for it. Pages are
/// copies if their titles, places and first words differ only in digits and most of their words are the same; the one
/// with the highest digits stands for all.
pub(super) fn copies(
    records: &[Arc<Record>],
    documents: &Documents,
    groups: &[Vec<(u32, u8)>],
) -> (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, usize>) {
    let mut alike: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (set, pages) in documents.sets.iter().enumerate() {
        for page in pages.files.iter().flatten() {
            if let Some(record) = records.get(*page) {
                alike.entry((set, record.likeness.as_str())).or_default().push(*page);
            }
        }
    }
    let (mut similar, mut leader) = (BTreeMap::new(), BTreeMap::new());
    for mut pages in alike.into_values().filter(|pages| pages.len() > 1) {
        let route = |page: &usize| records.get(*page).map_or("", |record| record.route.as_str());
        pages.sort_by(|a, b| natural(route(b), route(a)));
        let Some((first, others)) = pages.split_first() else { continue };
        let Some(known) = groups.get(*first) else { continue };
        let copies: Vec<usize> = others
            .iter()
            .copied()
            .filter(|page| groups.get(*page).is_some_and(|words| is_copy(words, known)))
            .collect();
        leader.extend(copies.iter().map(|copy| (*copy, *first)));
        if !copies.is_empty() {
            similar.insert(*first, copies);
        }
    }
    (similar, leader)
}

/// Whether at least half of the words of both together are in both.
fn is_copy(a: &[(u32, u8)], b: &[(u32, u8)]) -> bool {
    let shared = a.iter().filter(|(word, _)| b.binary_search_by_key(word, |(other, _)| *other).is_ok()).count();
    shared * 2 >= a.len() + b.len() - shared
}

/// Compares texts with the digits in them as numbers.
fn natural(a: &str, b: &str) -> Ordering {
    let pieces = |text: &str| {
        let mut pieces: Vec<(String, usize)> = vec![(String::new(), 0)];
        for c in text.chars() {
            let digits = pieces.last().is_some_and(|(piece, _)| piece.ends_with(|c: char| c.is_ascii_digit()));
            if digits != c.is_ascii_digit() {
                pieces.push((String::new(), 0));
            }
            if let Some((piece, length)) = pieces.last_mut() {
                piece.push(c);
                *length = if c.is_ascii_digit() { piece.trim_start_matches('0').len() } else { 0 };
            }
        }
        pieces.into_iter().map(|(piece, length)| (length, piece)).collect::<Vec<_>>()
    };
    pieces(a).cmp(&pieces(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_compare_as_numbers() {
        assert_eq!(natural("Services9/a", "Services84/a"), Ordering::Less);
        assert_eq!(natural("v10/x", "v9/x"), Ordering::Greater);
    }

    #[test]
    fn copies_share_most_words() {
        let words = |from: u32, to: u32| (from..to).map(|n| (n, 1)).collect::<Vec<_>>();
        assert!(is_copy(&words(0, 10), &words(1, 11)));
        assert!(!is_copy(&words(0, 10), &words(6, 16)));
    }
}
