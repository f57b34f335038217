//! The theme's own words in the languages of the pages: those built in, and what a site says instead.

use super::document::Document;
use super::skilt_yml::is_language;
use crate::base::nearest;
use crate::syntax::yaml::{Entry, Node, Value};
use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A word of the theme in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its name in templates and in the configuration.
    pub key: &'static str,
    /// What readers see; names in braces stand for what is put in.
    pub text: &'a str,
    /// Whether scripts say it.
    pub for_scripts: bool,
}

/// The language that every key has a word in.
const LAST: &str = "en";

/// The words of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The language of pages that do not state one.
    pub(super) site: String,
    /// What the site says instead: by language tag in lower case, and by key.
    pub(super) own: BTreeMap<String, BTreeMap<&'static str, String>>,
}

impl Words {
    /// A word in a language, or else in the language it is a variant of, in that of the site, or in English. Empty for
    /// a key that does not exist.
    pub fn text(&self, language: &str, key: &str) -> &str {
        // Nearly every question is of this kind, and there are thousands on a page.
        let first = if language.is_empty() { &self.site } else { language };
        if self.own.is_empty()
            && let Some(text) = built_in(first, key)
        {
            return text;
        }
        let found = self.steps(language).find_map(|tag| match tag {
            Step::Own(tag) => self.own.get(&tag)?.get(key).map(String::as_str),
            Step::BuiltIn(tag) => built_in(&tag, key),
        });
        found.unwrap_or_default()
    }

    /// A word with a value in the place of a name in braces.
    pub fn with(&self, language: &str, key: &str, name: &str, value: &str) -> String {
        self.text(language, key).replace(&format!("{{{name}}}"), value)
    }

    /// A day in words, such as `12 August 2015` for the ISO date `2015-08-12`. What is no date stays as it is.
    pub fn date(&self, language: &str, iso: &str) -> String {
        let parts: Vec<&str> = iso.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return iso.to_owned() };
        let number = |text: &str| text.parse::<usize>().ok();
        let months = self.text(language, "months").split(' ');
        let month = number(month).and_then(|month| months.into_iter().nth(month.checked_sub(1)?));
        let (Some(month), Some(day)) = (month, number(day)) else { return iso.to_owned() };
        let form = self.text(language, "date").replace("{day}", &day.to_string());
        form.replace("{month}", month).replace("{year}", year)
    }

    /// All words in a language, by key.
    pub fn all<'a>(&'a self, language: &'a str) -> impl Iterator<Item = Word<'a>> {
        let table = table_of(LAST).unwrap_or_default();
        table.iter().map(move |word| Word { text: self.text(language, word.key), ..*word })
    }

    /// The file of the words that scripts say in a language, relative to the theme's own files: for each English text
    /// the word. Nothing where scripts say what is written in them.
    pub fn script(&self, language: &str) -> Option<(String, String)> {
        let differing: BTreeMap<&str, &str> = self
            .all(language)
            .filter(|word| word.for_scripts)
            .filter_map(|word| Some((built_in(LAST, word.key)?, word.text)))
            .filter(|(english, text)| english != text)
            .collect();
        if differing.is_empty() {
            return None;
        }
        let name = self.steps(language).find_map(|step| match step {
            Step::Own(tag) => self.own.contains_key(&tag).then_some(tag),
            Step::BuiltIn(tag) => table_of(&tag).is_some().then_some(tag),
        })?;
        let json = serde_json::to_string(&differing).ok()?;
        Some((format!("words/{name}.js"), format!("window.skiltWords={json};\n")))
    }

    /// Where a word is looked for, in this order.
    fn steps<'a>(&'a self, language: &'a str) -> impl Iterator<Item = Step> {
        let languages = [language, self.site.as_str(), LAST].map(tags);
        languages.into_iter().flat_map(|tags| {
            let built_in = tags.clone().into_iter().map(Step::BuiltIn);
            tags.into_iter().map(Step::Own).chain(built_in).collect::<Vec<_>>()
        })
    }
}

#[derive(Clone)]
enum Step {
    /// What the site says in a language.
    Own(String),
    /// What is built in for it.
    BuiltIn(String),
}

pub(super) fn built_in(tag: &str, key: &str) -> Option<&'static str> {
    let table = table_of(tag)?;
    table.binary_search_by_key(&key, |word| word.key).ok().and_then(|at| table.get(at)).map(|word| word.text)
}

/// The key with this name, if there is such a word.
pub(super) fn known(name: &str) -> Option<&'static str> {
    table_of(LAST)?.iter().find(|word| word.key == name).map(|word| word.key)
}

fn table_of(tag: &str) -> Option<&'static [Word<'static>]> {
    BUILT_IN.iter().find(|(known, _)| *known == tag).map(|(_, table)| *table)
}

/// A tag and those that it is a variant of, in lower case: `de-AT` and `de`. What is written in Norway goes by three.
fn tags(language: &str) -> Vec<String> {
    let mut tag = language.to_ascii_lowercase().replace('_', "-");
    let mut tags = Vec::new();
    while let Some((start, _)) = tag.clone().rsplit_once('-') {
        tags.push(std::mem::replace(&mut tag, start.to_owned()));
    }
    let norwegian: &[&str] = match tag.as_str() {
        "no" => &["no", "nb"],
        "nb" => &["nb", "no"],
        "nn" => &["nn", "nb", "no"],
        _ => &[],
    };
    tags.extend(norwegian.iter().map(|tag| (*tag).to_owned()));
    if norwegian.is_empty() && !tag.is_empty() {
        tags.push(tag);
    }
    tags
}

/// Reads `words`: for each language the words that the site puts in the place of built-in ones.
pub(super) fn read(document: &mut Document, top: &Node) -> BTreeMap<String, BTreeMap<&'static str, String>> {
    let mut own = BTreeMap::new();
    for entry in document.map(top, "words").map_or(&[][..], Node::entries) {
        if !is_language(&entry.key) {
            let message = format!("`{}` is no language tag", entry.key);
            document.error(&entry.key_span, message, "write a tag such as `en`, `no` or `pt-BR`");
        } else if matches!(entry.value.value, Value::Map(_)) {
            let words: BTreeMap<_, _> = entry.value.entries().iter().filter_map(|it| word(document, it)).collect();
            own.insert(entry.key.to_ascii_lowercase(), words);
        } else {
            document.wrong(&entry.value, &format!("words.{}", entry.key), "a mapping");
        }
    }
    own
}

fn word(document: &mut Document, entry: &Entry) -> Option<(&'static str, String)> {
    let table = table_of(LAST).unwrap_or_default();
    let Some(known) = table.iter().find(|word| word.key == entry.key) else {
        let help = match nearest(&entry.key, table.iter().map(|word| word.key)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the page about the theme says where all words are listed".to_owned(),
        };
        document.warning(&entry.key_span, format!("the theme has no word `{}`", entry.key), help);
        return None;
    };
    let Some(text) = entry.value.trimmed() else {
        document.wrong(&entry.value, &entry.key, "text");
        return None;
    };
    Some((known.key, text.text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(site: &str, yaml: &str) -> (Words, Vec<(String, String, u32)>) {
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        let own = read(&mut document, &node.expect("readable"));
        let problems = document.problems.iter().map(|problem| {
            let line = problem.place.as_ref().and_then(|place| place.span).map_or(0, |span| span.start.line);
            (problem.message.clone(), problem.help.clone().unwrap_or_default(), line)
        });
        (Words { site: site.to_owned(), own }, problems.collect())
    }

    #[test]
    fn every_language_has_every_word() {
        let english = table_of(LAST).expect("English");
        let of = |table: &[Word<'static>]| table.iter().map(|word| (word.key, word.for_scripts)).collect::<Vec<_>>();
        assert_eq!(BUILT_IN.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), ["da", "de", "en", "nl", "no", "sv"]);
        let holes = |text: &str| {
            let mut holes: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            holes.sort();
            holes
        };
        for (tag, table) in BUILT_IN {
            assert_eq!(of(table), of(english), "{tag}");
            for (word, model) in table.iter().zip(english) {
                assert!(!word.text.is_empty(), "{tag}: {}", word.key);
                assert_eq!(holes(word.text), holes(model.text), "{tag}: {}", word.key);
            }
        }
    }

    #[test]
    fn a_page_gets_the_words_of_its_language_or_the_nearest() {
        let (words, _) = words("sv", "words:\n  fr: {search: Rechercher}\n");
        for (language, search, copy) in [
            ("no", "Søk", "Kopier"),
            ("nb-NO", "Søk", "Kopier"),
            ("nn", "Søk", "Kopier"),
            ("de-AT", "Suchen", "Kopieren"),
            ("EN", "Search", "Copy"),
            ("fr-CA", "Rechercher", "Kopiera"),
            ("", "Sök", "Kopiera"),
        ] {
            assert_eq!((words.text(language, "search"), words.text(language, "copy")), (search, copy), "{language}");
        }
        assert_eq!(Words::default().text("fr", "search"), "Search");
        assert_eq!(words.text("no", "there-is-no-such-word"), "");
        assert_eq!(words.with("no", "by", "name", "Kari"), "Av Kari");
        for (language, date) in
            [("en", "5 March 2026"), ("no", "5. mars 2026"), ("de", "5. März 2026"), ("nl", "5 maart 2026")]
        {
            assert_eq!(words.date(language, "2026-03-05"), date);
        }
        assert_eq!((words.date("en", ""), words.date("en", "2026-13-01")), (String::new(), "2026-13-01".to_owned()));
    }

    #[test]
    fn a_site_says_it_otherwise() {
        let (words, problems) = words("en", "words:\n  nb:\n    search: Finn\n  en:\n    copy: Take\n");
        assert_eq!(problems, []);
        assert_eq!(words.text("no", "search"), "Finn");
        assert_eq!(words.text("nb-NO", "copy"), "Kopier");
        assert_eq!(words.text("en", "copy"), "Take");
        let (name, text) = words.script("en-GB").expect("a word that differs");
        assert_eq!((name.as_str(), text.as_str()), ("words/en.js", "window.skiltWords={\"Copy\":\"Take\"};\n"));
        assert_eq!(words.script("nb").expect("words").0, "words/nb.js");
        assert_eq!(Words::default().script("en"), None);
    }

    #[test]
    fn a_word_that_does_not_exist_is_reported_with_the_nearest() {
        let (words, problems) = words("en", "words:\n  no:\n    serach: Finn\n  english: x\n  a_b: {}\n");
        let row = |message: &str, help: &str, line| (message.to_owned(), help.to_owned(), line);
        assert_eq!(
            problems,
            [
                row("the theme has no word `serach`", "did you mean `search`?", 3),
                row("`words.english` is a mapping, not one value", "write a mapping here, or delete the key", 4),
                row("`a_b` is no language tag", "write a tag such as `en`, `no` or `pt-BR`", 5),
            ]
        );
        assert_eq!(words.text("no", "search"), "Søk");
    }
}
