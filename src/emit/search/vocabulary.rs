//! Words as they occur, in groups of one stem.

use super::page::Record;
use super::postings::Level;
use super::shards::{self, Entry};
use super::weights::Weight;
use super::{stems, words};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a file of word ends may hold, in bytes before compression.
const TAILS_LIMIT: usize = 9_000;

/// Words on more than this share of the pages of a language say nothing, if there are enough pages to tell.
const STOP_SHARE: f64 = 0.6;
const STOP_PAGES: usize = 50;

/// The groups in the order of their stems.
pub(super) struct Vocabulary {
    /// The group of each word by its number.
    group_of: Vec<u32>,
    /// The words of each group without accents.
    pub(super) forms: Vec<Vec<String>>,
}

/// The groups on a page with their levels, in order.
pub(super) type Groups = Vec<(u32, Level)>;

impl Vocabulary {
    /// Groups the words that pages have; `words` are all by their numbers, with the language before a line break.
    pub(super) fn new(words: &[String], records: &[Arc<Record>]) -> Vocabulary {
        let stems = stems::Stems::new();
        let parted = |number: u32| words.get(number as usize).and_then(|word| word.split_once('\n'));
        // Words that only an earlier build knew are on no page.
        let mut used = vec![false; words.len()];
        for (word, _) in records.iter().flat_map(|record| record.words.iter()) {
            if let Some(slot) = used.get_mut(word as usize) {
                *slot = true;
            }
        }
        let numbers: Vec<u32> = (0..).zip(&used).filter(|(_, used)| **used).map(|(number, _)| number).collect();
        let stem = |number: u32| {
            let (language, word) = parted(number)?;
            Some((words::fold(&stems.stem(language, word)), number))
        };
        let mut stemmed: Vec<(String, u32)> = numbers.into_par_iter().filter_map(stem).collect();
        stemmed.par_sort_unstable();
        let runs: Vec<&[(String, u32)]> = stemmed.chunk_by(|(a, _), (b, _)| a == b).collect();
        let mut group_of = vec![0; words.len()];
        for (group, run) in (0..).zip(&runs) {
            for (_, number) in *run {
                if let Some(slot) = group_of.get_mut(*number as usize) {
                    *slot = group;
                }
            }
        }
        let forms_of = |run: &&[(String, u32)]| {
            // The stem is often the form that readers type, even where only others occur.
            let mut forms: Vec<String> = run.first().map(|(stem, _)| stem.clone()).into_iter().collect();
            for (_, word) in run.iter().filter_map(|(_, number)| parted(*number)) {
                forms.push(words::fold(word));
                forms.extend(words::fold_long(word));
            }
            forms.sort_unstable();
            forms.dedup();
            forms.retain(|form| !form.is_empty());
            forms
        };
        let forms = runs.par_iter().map(forms_of).collect();
        Vocabulary { group_of, forms }
    }

    /// The groups of every page.
    pub(super) fn groups(&self, records: &[Arc<Record>]) -> Vec<Groups> {
        records.par_iter().map(|record| self.groups_of(record)).collect()
    }

    fn groups_of(&self, record: &Record) -> Groups {
        let group = |word: u32| self.group_of.get(word as usize).copied().unwrap_or(0);
        // One number for each, since numbers sort fastest: the group above the weight.
        let pack = |(word, weight): (u32, Weight)| {
            u64::from(group(word)) << 32 | u64::from(weight.eighths << 1 | u32::from(weight.title))
        };
        let mut words: Vec<u64> = record.words.iter().map(pack).collect();
        words.sort_unstable();
        let level = |run: &[u64]| {
            let eighths = run.iter().map(|word| *word as u32 >> 1).sum();
            let title = run.iter().any(|word| word & 1 == 1);
            Some(((run.first()? >> 32) as u32, Level::of(Weight { eighths, title })))
        };
        let mut groups = Groups::with_capacity(words.len());
        groups.extend(words.chunk_by(|a, b| a >> 32 == b >> 32).filter_map(level));
        groups
    }

    /// Forms of words that are on most articles of their language.
    pub(super) fn stop_words(&self, records: &[Arc<Record>], groups: &[Groups]) -> BTreeSet<String> {
        let mut pages: BTreeMap<&str, (usize, Vec<u32>)> = BTreeMap::new();
        for (record, groups) in records.iter().zip(groups).filter(|(record, _)| !record.reference) {
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

    /// Every form, with its share of what is written of its group.
    pub(super) fn entries(&self, coded: &[String]) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        for (group, (forms, postings)) in (0..).zip(self.forms.iter().zip(coded)) {
            let share = postings.len() / forms.len().max(1);
            entries.extend(forms.iter().map(|word| Entry { word, group, size: share + word.len() + 1 }));
        }
        entries.par_sort_unstable_by_key(|entry| (entry.word, entry.group));
        entries
    }

    /// The files of words that readers may have meant, by the last letters of the words: words of some length, without
    /// digits, and for which `matters` holds of their group.
    pub(super) fn tails(&self, matters: impl Fn(usize) -> bool) -> BTreeMap<String, String> {
        let kept = self.forms.iter().enumerate().filter(|(group, _)| matters(*group));
        let mut words: Vec<String> = kept
            .flat_map(|(_, forms)| forms)
            .filter(|word| (4..=24).contains(&word.chars().count()) && !word.contains(char::is_numeric))
            .map(|word| word.chars().rev().collect())
            .collect();
        words.par_sort_unstable();
        words.dedup();
        let entries = (0..).zip(&words).map(|(group, word)| Entry { size: word.len() + 1, word, group }).collect();
        let files = shards::cut(entries, TAILS_LIMIT).into_par_iter().map(|(start, entries)| {
            let mut words: Vec<String> = entries.iter().map(|entry| entry.word.chars().rev().collect()).collect();
            words.sort_unstable();
            (start, words.join("\n") + "\n")
        });
        files.collect::<Vec<_>>().into_iter().collect()
    }
}
