//! Places in values that the source has over several lines.

use std::ops::Range;

/// The words of a value and where they stand in its source. A folded or an indented text has other blanks than its
/// source, but the same words.
#[derive(Debug)]
pub struct FoldedWords<'a> {
    source: &'a str,
    text: &'a str,
    /// Where a word begins in the text and in the source, as far as both have the same words.
    starts: Vec<(Range<usize>, usize)>,
}

impl<'a> FoldedWords<'a> {
    /// Sets the value as written, with its quotes or the line that begins a block, beside what it means.
    pub fn new(source: &'a str, text: &'a str) -> FoldedWords<'a> {
        let is_block = source.starts_with(['>', '|']);
        let start =
            if is_block { source.find('\n').unwrap_or(0) } else { usize::from(source.starts_with(['"', '\''])) };
        let written = words(source, start);
        let same = words(text, 0).zip(written).take_while(|(word, written)| {
            let (word, written) = (&text[word.clone()], &source[written.clone()]);
            // A quote may end the last word.
            word == written || written.strip_suffix(['"', '\'']) == Some(word)
        });
        let starts = same.map(|(word, written)| (word, written.start)).collect();
        FoldedWords { source, text, starts }
    }

    /// A stretch of the text as a stretch of the source; `None` where the source does not have it letter by letter.
    pub fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        let at = self.starts.partition_point(|(word, _)| word.start <= range.start).checked_sub(1)?;
        let (word, written) = self.starts.get(at).filter(|(word, _)| range.start < word.end)?;
        let start = written + (range.start - word.start);
        let place = start..start + range.len();
        (self.source.get(place.clone())? == self.text.get(range)?).then_some(place)
    }
}

/// The stretches of a text without blanks, from a byte on.
fn words(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let rest = text.get(start..).unwrap_or_default();
    rest.split_ascii_whitespace().map(move |word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        at..at + word.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_places_in_folded_text() {
        let source = ">-\n    See [b](B.md)\n    and <a b.md>.\n\n    [c](C.md)";
        let text = "See [b](B.md) and <a b.md>.\n[c](C.md)";
        let words = FoldedWords::new(source, text);
        for part in ["B.md", "a b.md", "C.md"] {
            let at = text.find(part).unwrap();
            let place = words.place(at..at + part.len()).unwrap();
            assert_eq!((&source[place.clone()], place.start), (part, source.find(part).unwrap()));
        }
        let across = text.find("(B.md) and").unwrap();
        assert_eq!(words.place(across..across + 10), None, "the source has an end of line there");
    }

    #[test]
    fn places_end_at_the_first_escape() {
        let text = "a [b](B.md) \"c\" [d](D.md)";
        let words = FoldedWords::new("\"a\n  [b](B.md) \\\"c\\\" [d](D.md)\"", text);
        assert_eq!(words.place(6..10), Some(9..13));
        assert_eq!(words.place(20..24), None);
    }
}
