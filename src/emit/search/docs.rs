//! The table of documents, in small files that each hold pages of one kind: one language, one section, the same facets.
//!
//! The number of a page says which file it is in and thereby what it can be filtered by. Numbers do not depend on
//! what pages say, and a page more changes them only for the few pages of its file.

use super::SearchFile;
use super::page::Record;
use super::postings::Level;
use super::vocabulary::Groups;
use crate::base::{hash_of, natural, shared_folders};
use rayon::prelude::*;
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
    /// Whether it is one of many pages made after one pattern; each says little, and they come after others.
    pub(super) serial: bool,
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
    /// How many folders, from the top, the addresses of all pages share.
    pub(super) shared: usize,
}

impl Documents {
    pub(super) fn arrange(records: &[Arc<Record>]) -> Documents {
        let shared = shared_folders(records.iter().map(|record| record.route.as_str()));
        let serial = serial(records);
        let mut by_key: BTreeMap<SetKey, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            let key = SetKey {
                language: record.language.clone(),
                section: section(&record.route, shared),
                reference: record.reference,
                serial: serial.contains(&at),
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
        Documents { sets, numbers, shared }
    }

    /// The files. `similar` has the pages that a page stands for.
    pub(super) fn files(
        &self,
        records: &[Arc<Record>],
        similar: &BTreeMap<usize, Vec<usize>>,
        is_kept: &(dyn Fn(&str, u64) -> bool + Sync),
    ) -> Vec<SearchFile> {
        let files: Vec<(String, &Vec<usize>)> = self
            .sets
            .iter()
            .flat_map(|set| {
                set.files.iter().enumerate().map(|(at, pages)| (format!("d-{}-{at}.json", set.name), pages))
            })
            .collect();
        let file = |(name, pages): (String, &Vec<usize>)| {
            let mark = |page: &usize| records.get(*page).map(|record| record.mark);
            let copies = |page: &usize| similar.get(page).into_iter().flatten().filter_map(mark);
            let says: Vec<(Option<u64>, Vec<u64>)> =
                pages.iter().map(|page| (mark(page), copies(page).collect())).collect();
            SearchFile::new(name, hash_of(&says), is_kept, || {
                let pages = pages.iter().filter_map(|page| Some(line(records.get(*page)?, similar.get(page), records)));
                format!("[\n{}\n]\n", pages.collect::<Vec<_>>().join(",\n"))
            })
        };
        files.into_par_iter().map(file).collect()
    }
}

/// A page: title, address, excerpt, headings as id and text one after the other, addresses of similar pages.
fn line(record: &Record, similar: Option<&Vec<usize>>, records: &[Arc<Record>]) -> String {
    let address = |record: &Record| crate::syntax::href::encode_path(&record.route);
    let headings: Vec<&str> = record.headings.iter().flat_map(|(id, text)| [id.as_str(), text.as_str()]).collect();
    let fields = (&record.title, address(record), &record.excerpt, headings);
    let text = match similar {
        None => serde_json::to_string(&fields),
        Some(similar) => {
            let similar = similar.iter().filter_map(|page| records.get(*page)).map(|record| address(record));
            let (title, address, excerpt, headings) = fields;
            serde_json::to_string(&(title, address, excerpt, headings, similar.collect::<Vec<String>>()))
        }
    };
    text.unwrap_or_default()
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

/// So many pages of a folder that begin with the same two headings are a series.
const SERIES: usize = 20;

/// So many pages make a folder whose kind says something of its pages.
const FOLDER: usize = 5;

/// The pages that come after others without being a reference, by their places among the records: those of series, and
/// in folders of which more than half are of a series or a reference those with titles of one word.
fn serial(records: &[Arc<Record>]) -> BTreeSet<usize> {
    let mut serial = series(records);
    let mut folders: BTreeMap<&str, Vec<(usize, &Record)>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        folders.entry(folder(&record.route)).or_default().push((at, record));
    }
    for pages in folders.into_values().filter(|pages| pages.len() >= FOLDER) {
        let is_minor = |(at, record): &&(usize, &Record)| record.reference || serial.contains(at);
        if pages.iter().filter(is_minor).count() * 2 > pages.len() {
            let is_name = |record: &Record| !record.reference && !record.title.contains(' ');
            serial.extend(pages.iter().filter(|(_, record)| is_name(record)).map(|(at, _)| *at));
        }
    }
    serial
}

/// The pages of series.
fn series(records: &[Arc<Record>]) -> BTreeSet<usize> {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        if let [(_, first), (_, second), ..] = record.headings.as_slice() {
            alike.entry((folder(&record.route), first, second)).or_default().push(at);
        }
    }
    alike.into_values().filter(|pages| pages.len() >= SERIES).flatten().collect()
}

/// A short name that depends on nothing but the key.
fn name(key: &SetKey, taken: &mut BTreeSet<String>) -> String {
    let kind = (key.reference, key.serial);
    let text = format!("{}\n{}\n{kind:?}\n{}", key.language, key.section, key.facets.join("\n"));
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

fn folder(route: &str) -> &str {
    route.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The section of an address: its first folder that is not the same for all pages.
fn section(route: &str, shared: usize) -> String {
    folder(route).split('/').nth(shared).unwrap_or("").to_owned()
}

/// Pages that are nearly the same.
#[derive(Default)]
pub(super) struct Copies {
    /// For each page that stands for others these others.
    pub(super) similar: BTreeMap<usize, Vec<usize>>,
    /// For each of those the page that stands for it.
    pub(super) leader: BTreeMap<usize, usize>,
}

/// Finds copies: pages whose titles, places and first words differ only in digits and most of whose words are the same.
/// The one with the highest digits stands for all.
pub(super) fn copies(records: &[Arc<Record>], documents: &Documents, groups: &[Groups]) -> Copies {
    let mut alike: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
    for (set, pages) in documents.sets.iter().enumerate() {
        for page in pages.files.iter().flatten() {
            if let Some(record) = records.get(*page) {
                alike.entry((set, record.likeness)).or_default().push(*page);
            }
        }
    }
    let copies_of = |mut pages: Vec<usize>| {
        let route = |page: &usize| records.get(*page).map_or("", |record| record.route.as_str());
        pages.sort_by_cached_key(|page| std::cmp::Reverse(natural(route(page))));
        let (first, others) = pages.split_first()?;
        let known = groups.get(*first)?;
        let is_copy = |page: &&usize| groups.get(**page).is_some_and(|words| is_copy(words, known));
        let copies: Vec<usize> = others.iter().filter(is_copy).copied().collect();
        (!copies.is_empty()).then_some((*first, copies))
    };
    let several: Vec<Vec<usize>> = alike.into_values().filter(|pages| pages.len() > 1).collect();
    let found: Vec<(usize, Vec<usize>)> = several.into_par_iter().filter_map(copies_of).collect();
    let mut copies = Copies::default();
    for (first, others) in found {
        copies.leader.extend(others.iter().map(|copy| (*copy, first)));
        copies.similar.insert(first, others);
    }
    copies
}

/// Whether at least half of the words of both together are in both.
fn is_copy(a: &[(u32, Level)], b: &[(u32, Level)]) -> bool {
    let shared = a.len() - without(a, b).count();
    shared * 2 >= a.len() + b.len() - shared
}

/// What one list has whose groups the other does not have; both are in the order of groups.
pub(super) fn without<'l>(
    all: &'l [(u32, Level)],
    known: &'l [(u32, Level)],
) -> impl Iterator<Item = (u32, Level)> + 'l {
    let mut known = known.iter().map(|(group, _)| *group).peekable();
    all.iter().copied().filter(move |(group, _)| {
        while known.next_if(|other| other < group).is_some() {}
        known.peek() != Some(group)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_most_words() {
        let words = |from: u32, to: u32| (from..to).map(|n| (n, Level(1))).collect::<Vec<_>>();
        assert!(is_copy(&words(0, 10), &words(1, 11)));
        assert!(!is_copy(&words(0, 10), &words(6, 16)));
        assert!(without(&words(0, 10), &words(3, 20)).eq(words(0, 3)));
        assert!(without(&words(5, 10), &words(0, 6)).eq(words(6, 10)));
    }
}
