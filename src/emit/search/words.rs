//! Text as words: what counts as one, and how it is written in the index. `static/search.js` reads queries by the same
//! rules.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many characters of a word count. Longer ones are keys and hashes that nobody types to their end.
pub(super) const MAX_LENGTH: usize = 40;

/// The words of a text as they stand there, in order, each handed to `take`.
pub(super) fn raw<'t>(text: &'t str, mut take: impl FnMut(&'t str)) {
    let mut rest = text;
    loop {
        rest = &rest[length_while(rest, |c| !is_word(c))..];
        if rest.is_empty() {
            return;
        }
        let (word, tail) = rest.split_at(length_while(rest, is_word));
        rest = tail;
        match (word, tail.as_bytes()) {
            ("C" | "c", [b'#', ..]) => take("csharp"),
            ("F" | "f", [b'#', ..]) => take("fsharp"),
            ("C" | "c", [b'+', b'+', ..]) => take("cpp"),
            _ => take(word),
        }
    }
}

fn is_word(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => true,
        '\0'..='\x7f' => false,
        _ => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// How many bytes at the start of a text are characters of a kind.
fn length_while(text: &str, is_such: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| !is_such(*c)).map_or(text.len(), |(at, _)| at)
}

/// What a word of a text counts as: in lower case with its accents, an identifier whole and then in its parts.
/// `GetContactEntity` is `getcontactentity`, `get`, `contact`, `entity`.
pub(super) fn identifier(word: &str, mut take: impl FnMut(&str)) {
    let whole: String = word.chars().filter(|c| *c != '_').collect();
    if whole.is_empty() {
        return;
    }
    take(&lower(&whole));
    let parts = parts(word);
    if parts.len() > 1 {
        parts.iter().for_each(|part| take(&lower(part)));
    }
}

fn lower(word: &str) -> String {
    word.to_lowercase().chars().take(MAX_LENGTH).collect()
}

/// Whether a word is of a key, a hash or an address.
pub(super) fn is_noise(word: &str) -> bool {
    let digits = word.chars().filter(|c| c.is_numeric()).count();
    let letters = word.chars().count() - digits;
    digits > 9 || (digits >= 4 && letters >= 4)
}

/// The parts of an identifier: at `_`, where lower case turns into upper case, before the last of several capitals
/// that a small letter follows, and between letters and digits.
fn parts(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let mut parts = vec![String::new()];
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied().unwrap_or('_');
        let after = chars.get(at + 1).copied().unwrap_or('_');
        let starts = before == '_'
            || (before.is_lowercase() && c.is_uppercase())
            || (before.is_uppercase() && c.is_uppercase() && after.is_lowercase())
            || (before.is_numeric() != c.is_numeric() && !is_combining_mark(c));
        if starts && parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(String::new());
        }
        if c != '_'
            && let Some(part) = parts.last_mut()
        {
            part.push(c);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A word without accents, as readers without the keyboard for it type it.
pub(super) fn fold(word: &str) -> String {
    replace(word, |c| {
        Some(match c {
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ß' => "ss",
            'đ' | 'ð' => "d",
            'þ' => "th",
            'ł' => "l",
            'ı' => "i",
            'ς' => "σ",
            _ => return None,
        })
    })
}

/// The other way to write a word without accents, with two letters for one; nothing if there is no such way.
pub(super) fn fold_long(word: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let composed: String = word.nfc().collect();
    let long = replace(&composed, |c| {
        Some(match c {
            'ä' | 'æ' => "ae",
            'ö' | 'ø' | 'œ' => "oe",
            'ü' => "ue",
            'å' => "aa",
            'ß' => "ss",
            _ => return None,
        })
    });
    (long != fold(word)).then_some(long)
}

fn replace(word: &str, special: impl Fn(char) -> Option<&'static str>) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match special(c) {
            Some(letters) => out.push_str(letters),
            None => out.extend(c.nfkd().filter(|c| !is_combining_mark(*c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        raw(text, |word| identifier(word, |part| found.push(part.to_owned())));
        found
    }

    #[test]
    fn identifiers_come_whole_and_in_parts() {
        assert_eq!(words("GetContactEntity"), ["getcontactentity", "get", "contact", "entity"]);
        assert_eq!(words("IArchiveAgent"), ["iarchiveagent", "i", "archive", "agent"]);
        assert_eq!(words("snake_case a.b_c"), ["snakecase", "snake", "case", "a", "bc", "b", "c"]);
        assert_eq!(words("Services88"), ["services88", "services", "88"]);
        assert_eq!(words("___ - !"), [""; 0]);
        assert_eq!(words("C# and C++ in 10.3"), ["csharp", "and", "cpp", "in", "10", "3"]);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(words(&"å".repeat(60)), ["å".repeat(MAX_LENGTH)]);
    }

    #[test]
    fn accents_go() {
        assert_eq!(fold("blåbærgrød"), "blabaergrod");
        assert_eq!(fold("übergröße"), "ubergrosse");
        assert_eq!(fold("cafe\u{301}"), "cafe");
        assert_eq!(fold_long("blåbær").as_deref(), Some("blaabaer"));
        assert_eq!(fold_long("u\u{308}ber").as_deref(), Some("ueber"));
        assert_eq!(fold_long("plain"), None);
    }
}
