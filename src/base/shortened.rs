//! The beginning of a text, as lists and descriptions show it.

/// A text on one line with at most `limit` characters, cut between words where that is possible.
pub fn shortened(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let gap = usize::from(length > 0);
        let more = gap + word.chars().count();
        if length + more > limit {
            if length <= limit / 2 {
                out.extend(" ".chars().take(gap).chain(word.chars()).take(limit.saturating_sub(length)));
            }
            out.truncate(out.trim_end_matches([' ', ',', '.', ':', ';']).len());
            out.push('…');
            break;
        }
        out.extend(" ".chars().take(gap));
        out.push_str(word);
        length += more;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end_between_words() {
        assert_eq!(shortened(" one\n two ", 7), "one two");
        assert_eq!(shortened("one, two three", 9), "one, two…");
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("a b", 1), "a…");
    }

    #[test]
    fn one_long_word_is_cut() {
        assert_eq!(shortened("åäö-åäö-åäö", 5), "åäö-å…");
        assert_eq!(shortened("to åäöåäöåäöåäö", 10), "to åäöåäöå…");
        assert_eq!(shortened("", 5), "");
    }
}
