//! Stems of words, so that `contacts` finds `contact`. Only the build needs them: the index says for each word that
//! occurs which words belong together.

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// The stemmers, by language.
pub(super) struct Stems(Vec<(&'static str, Stemmer)>);

impl Stems {
    pub(super) fn new() -> Stems {
        let known = [
            ("da", Algorithm::Danish),
            ("de", Algorithm::German),
            ("en", Algorithm::English),
            ("nl", Algorithm::Dutch),
            ("no", Algorithm::Norwegian),
            ("sv", Algorithm::Swedish),
        ];
        Stems(known.into_iter().map(|(language, algorithm)| (language, Stemmer::create(algorithm))).collect())
    }

    /// The stem of a word in lower case; the word itself in a language that has no stemmer here, and if it holds
    /// digits.
    pub(super) fn stem(&self, language: &str, word: &str) -> String {
        let stemmer = self.0.iter().find(|(known, _)| *known == language);
        match stemmer {
            Some((_, stemmer)) if !word.contains(char::is_numeric) => stemmer.stem(word).into_owned(),
            _ => word.to_owned(),
        }
    }
}

/// The language of a BCP 47 tag; both written forms of Norwegian are one.
pub(super) fn language(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or("").to_lowercase();
    match primary.as_str() {
        "nb" | "nn" => "no".to_owned(),
        _ => primary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_stem_meet() {
        let stems = Stems::new();
        let meet = |language: &str, a: &str, b: &str| stems.stem(language, a) == stems.stem(language, b);
        assert!(meet("en", "contacts", "contact"));
        assert!(meet("no", "kontaktene", "kontakter"));
        assert!(meet("da", "brugerne", "bruger"));
        assert!(meet("de", "häuser", "hauser") || meet("de", "kontakte", "kontakten"));
        assert!(meet("nl", "bestanden", "bestand"));
        assert!(meet("sv", "sidorna", "sidor"));
        assert!(!meet("fi", "talot", "talo"));
    }

    #[test]
    fn norwegian_has_two_tags_more() {
        assert_eq!([language("nb-NO"), language("nn"), language("en_US")], ["no", "no", "en"]);
    }
}
