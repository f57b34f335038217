//! The nearest of several words, for "did you mean".

/// The candidate nearest to `word` by Damerau-Levenshtein distance, letters compared without case, if one is near
/// enough to be meant: at most a third of the word's characters differ (at least one may). Ties go to the first in
/// order.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let difference = candidate.chars().count().abs_diff(length);
        if difference > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
        let better = best.is_none_or(|(d, c)| (distance, candidate) < (d, c));
        if distance <= limit && better {
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
