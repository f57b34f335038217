//! The search index: files that a browser reads a few of, so that a query costs the same on a large site.
//!
//! `index.json` names the sets of pages and the files of words. `w-*.txt` hold words by their first letters, with the
//! pages they are on. `t-*.txt` hold words by their last letters, for words that are misspelled at the beginning.
//! `d-*.json` hold what a result shows. All of it is described in `content/reference/search.md`.

mod docs;
mod interner;
mod page;
mod shards;
mod stems;
mod text;
mod words;

use crate::base::hash_of;
use crate::config::Config;
use crate::index::{Page, SiteIndex};
use crate::model::{Lookup, View};
use docs::Documents;
use interner::Interner;
pub use page::Record as SearchRecord;
use page::Record;
use serde_json::json;
use shards::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The folder of the index in the output.
pub const SEARCH_FOLDER: &str = "assets/search";

/// How many pages of a word are kept: the best. More would not be looked at.
const MOST_PAGES: usize = 300;

/// What a file of words may hold, in bytes before compression.
const WORDS_LIMIT: usize = 20_000;

/// What a file of word ends may hold, in bytes before compression.
const TAILS_LIMIT: usize = 9_000;

/// Words on more than this share of the pages of a language say nothing, if there are enough pages to tell.
const STOP_SHARE: f64 = 0.6;
const STOP_PAGES: usize = 50;

/// Gathers the pages of a search index while they are drawn, by as many threads as there are.
pub struct SearchIndex {
    words: Interner,
    records: Mutex<Vec<Arc<Record>>>,
}

impl Default for SearchIndex {
    fn default() -> SearchIndex {
        SearchIndex { words: Interner::new(), records: Mutex::default() }
    }
}

impl SearchIndex {
    /// Starts with the words by whose numbers the records of an earlier build name them.
    pub fn with_words(words: &[String]) -> SearchIndex {
        SearchIndex { words: Interner::with_words(words), records: Mutex::default() }
    }

    /// Adds a page that is drawn, and gives what it put in. Pages that ask not to be listed stay out.
    pub fn add(
        &self,
        page: &Page,
        view: &View,
        html: &str,
        config: &Config,
        lookup: &dyn Lookup,
    ) -> Option<Arc<Record>> {
        let meta = &page.outline.meta;
        if meta.hidden || view.noindex || meta.redirect_url.is_some() {
            return None;
        }
        let record = Arc::new(page::record(page, view, html, config, lookup, &self.words));
        self.add_record(record.clone());
        Some(record)
    }

    /// Adds a page as an earlier build read it.
    pub fn add_record(&self, record: Arc<Record>) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }

    /// A number for all that was added, in whatever order.
    pub fn mark(&self) -> u64 {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let mut marks: Vec<u64> = records.iter().map(hash_of).collect();
        marks.sort_unstable();
        hash_of(&marks)
    }

    /// Every word so far, by number.
    pub fn words(&self) -> Vec<String> {
        self.words.to_list()
    }

    /// The files of the index: name relative to the output, and text. The same pages give the same files, in whatever
    /// order they came.
    pub fn finish(self, index: &SiteIndex) -> Vec<(String, String)> {
        let mut records = self.records.into_inner().unwrap_or_else(PoisonError::into_inner);
        records.sort_by(|a, b| a.route.cmp(&b.route));
        let vocabulary = Vocabulary::new(self.words, &records);
        let by_page: Vec<Vec<(u32, u8)>> = records.iter().map(|record| vocabulary.groups_of(record)).collect();
        let documents = Documents::arrange(&records);
        let (similar, leaders) = docs::copies(&records, &documents, &by_page);
        let stop = vocabulary.stop_words(&records, &by_page);
        let postings = postings(&by_page, &documents, &leaders, vocabulary.forms.len());
        let tails = vocabulary.tails(&postings);
        let coded: Vec<String> = postings.into_iter().map(|(pages, best)| shards::code(pages, &best)).collect();
        let words = shards::cut(vocabulary.entries(&coded), WORDS_LIMIT);
        let mut files = documents.texts(&records, &similar);
        files.push(("index.json".to_owned(), directory(index, &records, &documents, &words, &tails, &stop)));
        for (start, entries) in &words {
            files.push((shards::file_name("w", start), shards::lines(entries, &coded)));
        }
        for (start, entries) in &tails {
            let mut words: Vec<String> = entries.iter().map(|entry| entry.word.chars().rev().collect()).collect();
            words.sort();
            files.push((shards::file_name("t", start), words.join("\n") + "\n"));
        }
        files.into_iter().map(|(name, text)| (format!("{SEARCH_FOLDER}/{name}"), text)).collect()
    }
}

/// Words as they occur, in groups of one stem.
struct Vocabulary {
    /// The group of each word by its number.
    group_of: Vec<u32>,
    /// The words of each group without accents.
    forms: Vec<Vec<String>>,
}

impl Vocabulary {
    fn new(words: Interner, records: &[Arc<Record>]) -> Vocabulary {
        let stems = stems::Stems::new();
        let mut words = words.into_words();
        // Words that only an earlier build knew are on no page.
        let used: HashSet<u32> = records.iter().flat_map(|record| record.words.iter().map(|(word, _)| *word)).collect();
        let count = words.iter().map(|(_, _, number)| *number as usize + 1).max().unwrap_or(0);
        words.retain(|(_, _, number)| used.contains(number));
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut stem_of = vec![String::new(); count];
        for (language, word, number) in &words {
            let stem = words::fold(&stems.stem(language, word));
            let forms = groups.entry(stem.clone()).or_default();
            forms.insert(words::fold(word));
            // The stem is often the form that readers type, even where only others occur.
            forms.insert(stem.clone());
            forms.extend(words::fold_long(word));
            if let Some(slot) = stem_of.get_mut(*number as usize) {
                *slot = stem;
            }
        }
        let place: BTreeMap<&str, u32> = groups.keys().map(String::as_str).zip(0..).collect();
        let group_of = stem_of.iter().map(|stem| place.get(stem.as_str()).copied().unwrap_or(0)).collect();
        drop(place);
        let forms =
            groups.into_values().map(|forms| forms.into_iter().filter(|form| !form.is_empty()).collect()).collect();
        Vocabulary { group_of, forms }
    }

    /// The groups on a page with their weights from 1 to 63, in order.
    fn groups_of(&self, record: &Record) -> Vec<(u32, u8)> {
        let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
        for (word, weight) in &record.words {
            let group = self.group_of.get(*word as usize).copied().unwrap_or(0);
            *sums.entry(group).or_default() += u32::from(*weight);
        }
        sums.into_iter().map(|(group, sum)| (group, impact(sum))).collect()
    }

    fn stop_words(&self, records: &[Arc<Record>], by_page: &[Vec<(u32, u8)>]) -> BTreeSet<String> {
        let mut pages: BTreeMap<&str, (usize, Vec<u32>)> = BTreeMap::new();
        for (record, groups) in records.iter().zip(by_page).filter(|(record, _)| !record.reference) {
            let (count, of_group) = pages.entry(&record.language).or_insert_with(|| (0, vec![0; self.forms.len()]));
            *count += 1;
            for (group, _) in groups {
                if let Some(slot) = of_group.get_mut(*group as usize) {
                    *slot += 1;
                }
            }
        }
        let mut stop = BTreeSet::new();
        for (count, of_group) in pages.into_values().filter(|(count, _)| *count >= STOP_PAGES) {
            let common = of_group.iter().zip(&self.forms).filter(|(on, _)| f64::from(**on) > STOP_SHARE * count as f64);
            stop.extend(common.flat_map(|(_, forms)| forms.iter().cloned()));
        }
        stop
    }

    fn entries(&self, coded: &[String]) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (group, (forms, postings)) in self.forms.iter().zip(coded).enumerate() {
            let share = postings.len() / forms.len().max(1);
            entries.extend(forms.iter().map(|word| Entry { word: word.clone(), group, size: share + word.len() + 1 }));
        }
        entries.sort_by(|a, b| (&a.word, a.group).cmp(&(&b.word, b.group)));
        entries
    }

    /// Words that readers may have meant, by their last letters: of some length, without digits, and in a title or on
    /// several pages.
    fn tails(&self, postings: &[(usize, Vec<(u32, u8)>)]) -> BTreeMap<String, Vec<Entry>> {
        let matters =
            |(pages, best): &(usize, Vec<(u32, u8)>)| *pages >= 3 || best.iter().any(|(_, weight)| *weight >= 25);
        let kept = self.forms.iter().zip(postings).filter(|(_, postings)| matters(postings));
        let words: BTreeSet<String> = kept
            .flat_map(|(forms, _)| forms)
            .filter(|word| (4..=24).contains(&word.chars().count()) && !word.contains(char::is_numeric))
            .map(|word| word.chars().rev().collect())
            .collect();
        let entries =
            words.into_iter().enumerate().map(|(group, word)| Entry { size: word.len() + 1, word, group }).collect();
        shards::cut(entries, TAILS_LIMIT)
    }
}

/// How much a page is about a word: rises fast and ends at 63.
fn impact(sixteenths: u32) -> u8 {
    let weight = f64::from(sixteenths) / 16.0;
    (63.0 * weight / (weight + 6.0)).round().clamp(1.0, 63.0) as u8
}

/// For each group the number of its pages and the best of them in the order of their numbers. A copy is there only
/// with words that the page which stands for it lacks.
fn postings(
    by_page: &[Vec<(u32, u8)>],
    documents: &Documents,
    leaders: &BTreeMap<usize, usize>,
    groups: usize,
) -> Vec<(usize, Vec<(u32, u8)>)> {
    let mut postings = vec![(0, Vec::new()); groups];
    for (page, words) in by_page.iter().enumerate() {
        let number = documents.numbers.get(page).copied().unwrap_or(0);
        let leader = leaders.get(&page).and_then(|leader| by_page.get(*leader));
        for (group, weight) in words {
            let known = leader.is_some_and(|known| known.binary_search_by_key(group, |(other, _)| *other).is_ok());
            if let (false, Some((count, pages))) = (known, postings.get_mut(*group as usize)) {
                *count += 1;
                pages.push((number, *weight));
            }
        }
    }
    for (_, pages) in &mut postings {
        if pages.len() > MOST_PAGES {
            pages.sort_by_key(|(page, weight)| (std::cmp::Reverse(*weight), *page));
            pages.truncate(MOST_PAGES);
        }
        pages.sort_unstable();
    }
    postings
}

fn directory(
    index: &SiteIndex,
    records: &[Arc<Record>],
    documents: &Documents,
    words: &BTreeMap<String, Vec<Entry>>,
    tails: &BTreeMap<String, Vec<Entry>>,
    stop: &BTreeSet<String>,
) -> String {
    let used: BTreeSet<&str> = records.iter().flat_map(|record| record.facets.iter().map(String::as_str)).collect();
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for page in &index.pages {
        for (facet, value, title, _) in index.card(&page.file).unwrap_or_default().facets {
            titles.entry(format!("{facet}:{value}")).or_insert(title);
        }
    }
    let facets: Vec<_> = index.config.facets.iter().map(|facet| json!([facet.name, facet.title])).collect();
    let values: Vec<_> =
        used.iter().map(|value| json!([value, titles.get(*value).map_or("", String::as_str)])).collect();
    let place: BTreeMap<&str, usize> = used.iter().copied().zip(0..).collect();
    let sets: Vec<_> = documents
        .sets
        .iter()
        .map(|set| {
            let values: Vec<usize> =
                set.key.facets.iter().filter_map(|value| place.get(value.as_str()).copied()).collect();
            let key = &set.key;
            json!([set.name, set.files.len(), key.language, key.section, u8::from(key.reference), values])
        })
        .collect();
    let text = json!({
        "version": 1,
        "pages": records.len(),
        "capacity": docs::CAPACITY,
        "facets": facets,
        "values": values,
        "sets": sets,
        "words": words.keys().collect::<Vec<_>>(),
        "tails": tails.keys().collect::<Vec<_>>(),
        "stop": stop,
    });
    format!("{text}\n")
}
