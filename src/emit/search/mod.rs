//! The search index: files that a browser reads a few of, so that a query costs the same on a large site.
//!
//! `index.json` names the sets of pages and the files of words. `w-*.txt` hold words by their first letters, with the
//! pages they are on. `t-*.txt` hold words by their last letters, for words that are misspelled at the beginning.
//! `d-*.json` hold what a result shows. All of it is described in `content/reference/search.md`.

mod docs;
mod interner;
mod page;
mod postings;
mod shards;
mod stems;
mod text;
mod vocabulary;
mod weights;
mod words;

use crate::base::hash_of;
use crate::config::Config;
use crate::index::{Page, SiteIndex};
use crate::model::{Lookup, View};
use docs::Documents;
use interner::{Interner, Memo};
pub use page::Record as SearchRecord;
use page::Record;
use postings::Postings;
use rayon::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocabulary::Vocabulary;

/// The folder of the index in the output.
pub const SEARCH_FOLDER: &str = "assets/search";

/// What a file of words may hold, in bytes before compression.
const WORDS_LIMIT: usize = 12_000;

/// A file of the index.
pub struct SearchFile {
    /// Its name, relative to the output.
    pub name: String,
    /// A number for what it is made of.
    pub says: u64,
    /// What it says; `None` if the output has it.
    pub text: Option<String>,
}

impl SearchFile {
    /// A file of this name in the folder of the index. Its text is made if it is not kept.
    fn new(
        name: String,
        says: u64,
        is_kept: &(dyn Fn(&str, u64) -> bool + Sync),
        text: impl FnOnce() -> String,
    ) -> SearchFile {
        let name = format!("{SEARCH_FOLDER}/{name}");
        let text = (!is_kept(&name, says)).then(text);
        SearchFile { name, says, text }
    }
}

/// Gathers the pages of a search index while they are drawn, by as many threads as there are.
pub struct SearchIndex {
    words: Interner,
    /// One for each thread that adds a page.
    memos: Mutex<Vec<Memo>>,
    records: Mutex<Vec<Arc<Record>>>,
}

impl Default for SearchIndex {
    fn default() -> SearchIndex {
        SearchIndex::with_words(&[])
    }
}

impl SearchIndex {
    /// Starts with the words by whose numbers the records of an earlier build name them.
    pub fn with_words(words: &[String]) -> SearchIndex {
        SearchIndex { words: Interner::with_words(words), memos: Mutex::default(), records: Mutex::default() }
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
        let mut memo = lock(&self.memos).pop().unwrap_or_default();
        let record = Arc::new(page::record(page, view, html, config, lookup, &self.words, &mut memo));
        lock(&self.memos).push(memo);
        self.add_record(record.clone());
        Some(record)
    }

    /// Adds a page as an earlier build read it.
    pub fn add_record(&self, record: Arc<Record>) {
        lock(&self.records).push(record);
    }

    /// A number for all that was added, in whatever order.
    pub fn mark(&self) -> u64 {
        let mut marks: Vec<u64> = lock(&self.records).iter().map(|record| record.mark).collect();
        marks.sort_unstable();
        hash_of(&marks)
    }

    /// Every word so far, by number.
    pub fn words(&self) -> Vec<String> {
        self.words.to_list()
    }

    /// The files of the index. The same pages give the same files, in whatever order they came. `words` are
    /// [`SearchIndex::words`]; `is_kept` says whether the output has a file of this name that was made of what this
    /// number stands for.
    pub fn finish(
        self,
        index: &SiteIndex,
        words: &[String],
        is_kept: &(dyn Fn(&str, u64) -> bool + Sync),
    ) -> Vec<SearchFile> {
        let mut records = self.records.into_inner().unwrap_or_else(PoisonError::into_inner);
        records.par_sort_unstable_by(|a, b| a.route.cmp(&b.route));
        let vocabulary = Vocabulary::new(words, &records);
        let groups = vocabulary.groups(&records);
        let documents = Documents::arrange(&records);
        let copies = docs::copies(&records, &documents, &groups);
        let stop = vocabulary.stop_words(&records, &groups);
        let postings = Postings::gather(&groups, &documents, &copies, vocabulary.forms.len());
        let coded = postings.coded();
        let tails = vocabulary.tails(|group| postings.matters(group));
        let words = shards::cut(vocabulary.entries(&coded), WORDS_LIMIT);
        let mut files = documents.files(&records, &copies.similar, is_kept);
        let starts = [words.keys().map(String::as_str).collect(), tails.keys().map(String::as_str).collect()];
        let written = |name: String, text: String| SearchFile::new(name, hash_of(&text), is_kept, || text);
        files.push(written("index.json".to_owned(), directory(index, &records, &documents, &starts, &stop)));
        let lines = words
            .par_iter()
            .map(|(start, entries)| written(shards::file_name("w", start), shards::lines(entries, &coded)));
        files.par_extend(lines);
        files.par_extend(tails.into_par_iter().map(|(start, text)| written(shards::file_name("t", &start), text)));
        files
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file that is read first. `starts` are the names of the files of words and of word ends.
fn directory(
    index: &SiteIndex,
    records: &[Arc<Record>],
    documents: &Documents,
    [words, tails]: &[Vec<&str>; 2],
    stop: &BTreeSet<String>,
) -> String {
    let used: BTreeSet<&str> = records.iter().flat_map(|record| record.facets.iter().map(String::as_str)).collect();
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    for page in index.pages.iter().filter(|_| !used.is_empty()) {
        for (facet, value, title, _) in index.card(&page.file).unwrap_or_default().facets {
            titles.entry(format!("{facet}:{value}")).or_insert(title);
        }
    }
    let facets: Vec<_> = index.config.facets.iter().map(|facet| json!([facet.name, facet.title])).collect();
    let marked = |value: &str| {
        let title = titles.get(value).map_or("", String::as_str);
        let (name, word) = value.split_once(':').unwrap_or((value, ""));
        let facet = index.config.facets.iter().position(|facet| facet.name == name).unwrap_or(usize::MAX);
        let mark = index.config.marks.mark(facet, word, title);
        if mark.letters.is_empty() { json!([value, title]) } else { json!([value, title, mark.key, mark.letters]) }
    };
    let values: Vec<_> = used.iter().map(|value| marked(value)).collect();
    let place: BTreeMap<&str, usize> = used.iter().copied().zip(0..).collect();
    let sets: Vec<_> = documents
        .sets
        .iter()
        .map(|set| {
            let values: Vec<usize> =
                set.key.facets.iter().filter_map(|value| place.get(value.as_str()).copied()).collect();
            let key = &set.key;
            let kind = if key.reference { 1 } else { 2 * u8::from(key.serial) };
            json!([set.name, set.files.len(), key.language, key.section, kind, values])
        })
        .collect();
    let text = json!({
        "version": 2,
        "pages": records.len(),
        "capacity": docs::CAPACITY,
        "shared": documents.shared,
        "facets": facets,
        "values": values,
        "sets": sets,
        "words": words,
        "tails": tails,
        "stop": stop,
    });
    format!("{text}\n")
}
