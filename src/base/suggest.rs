//! The nearest of several words, for "did you mean".

use rapidfuzz::distance::osa::{Args, BatchComparator};
use std::collections::BTreeMap;

/// The most characters that may differ, however long the word is. Beyond that a suggestion is a guess.
const MAX_DISTANCE: usize = 6;

/// Words that one of many may be nearest to, made ready once for any number of questions.
#[derive(Debug, Default)]
pub struct Candidates<'a> {
    /// By their number of characters, of which the nearest has about as many.
    by_length: BTreeMap<usize, Vec<Candidate<'a>>>,
}

#[derive(Debug)]
struct Candidate<'a> {
    written: &'a str,
    folded: String,
    counts: Counts,
}

/// How often each letter occurs in a word; letters share places.
type Counts = [u8; 32];

impl<'a> FromIterator<&'a str> for Candidates<'a> {
    fn from_iter<T: IntoIterator<Item = &'a str>>(words: T) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Candidate<'a>>> = BTreeMap::new();
        for written in words {
            let folded = written.to_lowercase();
            let counts = counts(&folded);
            by_length.entry(folded.chars().count()).or_default().push(Candidate { written, folded, counts });
        }
        Candidates { by_length }
    }
}

impl<'a> Candidates<'a> {
    /// The candidate nearest to `word` by edit distance (insertions, deletions, replacements, swaps of neighbours),
    /// letters compared without case, if one is near enough to be meant: at most a third of the word's characters
    /// differ (at least one may). Of several that are as near, the first in the order of their bytes.
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        let word = word.to_lowercase();
        let letters = counts(&word);
        let length = word.chars().count();
        let limit = (length / 3).clamp(1, MAX_DISTANCE);
        let comparator = BatchComparator::new(word.chars());
        let mut best: Option<(usize, &str)> = None;
        for candidate in self.by_length.range(length.saturating_sub(limit)..=length + limit).flat_map(|(_, all)| all) {
            let cutoff = best.map_or(limit, |(distance, _)| distance);
            // One edit takes away at most one letter and adds at most one, so that this is never more than twice the
            // distance, and it is far cheaper to tell.
            if difference(&letters, &candidate.counts) > 2 * cutoff as u32 {
                continue;
            }
            let args = Args::default().score_cutoff(cutoff);
            let Some(distance) = comparator.distance_with_args(candidate.folded.chars(), &args) else { continue };
            if best.is_none_or(|best| (distance, candidate.written) < best) {
                best = Some((distance, candidate.written));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

fn counts(word: &str) -> Counts {
    let mut counts = [0; 32];
    for letter in word.chars() {
        let place = &mut counts[letter as usize % 32];
        // A count that has no room stays: then words seem nearer to each other than they are, which costs time alone.
        *place = u8::saturating_add(*place, 1);
    }
    counts
}

fn difference(one: &Counts, other: &Counts) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum()
}

/// The one of `candidates` that is nearest to `word`; see [`Candidates::nearest`].
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().collect::<Candidates<'_>>().nearest(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn finds_what_was_meant() {
        let words = ["reference", "howto", "concept"];
        assert_eq!(nearest("referene", words), Some("reference"));
        assert_eq!(nearest("Howto", words), Some("howto"));
        assert_eq!(nearest("tutorial", words), None);
        assert_eq!(nearest("howot", ["hwto", "Howto"]), Some("Howto"), "a swap is one edit, as a missing letter is");
        assert_eq!(nearest("", ["ab"]), None);
    }

    proptest! {
        /// What is passed over without a comparison could not have been the nearest.
        #[test]
        fn the_nearest_is_what_comparing_with_all_finds(word in "[a-dA-D]{0,12}", all in vec("[a-dæ]{0,14}", 0..12)) {
            let folded = word.to_lowercase();
            let limit = (folded.chars().count() / 3).clamp(1, MAX_DISTANCE);
            let distance = |other: &&str| rapidfuzz::distance::osa::distance(folded.chars(), other.chars());
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let near = all.iter().filter(|other| distance(other) <= limit);
            let expected = near.min_by_key(|other| (distance(other), **other));
            prop_assert_eq!(nearest(&word, all.iter().copied()), expected.copied());
        }
    }
}
