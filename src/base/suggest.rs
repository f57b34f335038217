//! The nearest of several words, for "did you mean".

use rapidfuzz::distance::osa::{Args, BatchComparator};

/// The most characters that may differ, however long the word is. Beyond that a suggestion is a guess.
const MAX_DISTANCE: usize = 6;

/// The candidate nearest to `word` by edit distance (insertions, deletions, replacements, swaps of neighbours),
/// letters compared without case, if one is near enough to be meant: at most a third of the word's characters
/// differ (at least one may). Ties go to the first in order.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, MAX_DISTANCE);
    let comparator = BatchComparator::new(word.chars());
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // Bytes are at least characters and at most four times as many.
        if candidate.len() + limit < length || candidate.len() > 4 * (length + limit) {
            continue;
        }
        let cutoff = best.map_or(limit, |(distance, _)| distance);
        let args = Args::default().score_cutoff(cutoff);
        let folded = candidate.to_lowercase();
        let Some(distance) = comparator.distance_with_args(folded.chars(), &args) else { continue };
        if best.is_none_or(|best| (distance, candidate) < best) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let words = ["reference", "howto", "concept"];
        assert_eq!(nearest("referene", words), Some("reference"));
        assert_eq!(nearest("Howto", words), Some("howto"));
        assert_eq!(nearest("tutorial", words), None);
    }
}
