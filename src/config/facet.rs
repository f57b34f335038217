//! Facets: what readers narrow a site by.

use super::Words;
use crate::syntax::glob::Glob;

/// A facet: a name, the keys it is read from, a vocabulary, and the index its values are listed on.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The name used in configuration and addresses: `environment`.
    pub name: String,
    /// The heading that readers see on pages in the language of the site: `Environment`.
    pub title: String,
    /// The word of the theme that is the heading, where the site states none.
    pub word: Option<&'static str>,
    /// The keys of front matter, strongest first, several generations of names at once.
    pub keys: Vec<String>,
    /// The vocabulary, in the order of the index.
    pub values: Vec<FacetValue>,
    /// Whether the site stated the vocabulary. Then any other value is reported; else only one that looks like a
    /// misspelling of a known value.
    pub closed: bool,
    /// The index that lists its values.
    pub index: FacetIndex,
}

/// Where a facet's values are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetIndex {
    /// `/platforms/`.
    Platforms,
    /// `/topics/`.
    Topics,
    /// Nowhere: pages show it and search filters by it.
    None,
}

impl FacetIndex {
    /// The folder of the index, `""` for none.
    pub fn folder(self) -> &'static str {
        match self {
            FacetIndex::Platforms => "platforms",
            FacetIndex::Topics => "topics",
            FacetIndex::None => "",
        }
    }
}

/// A value of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacetValue {
    /// The value, in lower case.
    pub value: String,
    /// What readers see on pages in the language of the site.
    pub title: String,
    /// The word of the theme that they see, where the site states none.
    pub word: Option<&'static str>,
    /// One sentence for the index page; may be empty.
    pub description: String,
    /// Other words for the same value, in lower case.
    pub synonyms: Vec<String>,
}

/// Values of a facet for pages that do not state their own.
#[derive(Debug, Clone)]
pub struct FacetDefault {
    /// The pages, relative to the site.
    pub files: Glob,
    /// The facet's name.
    pub facet: String,
    /// The values, as written.
    pub values: Vec<String>,
}

impl Facet {
    /// The heading on pages in a language.
    pub fn title_in<'a>(&'a self, words: &'a Words, language: &'a str) -> &'a str {
        self.word.map_or(self.title.as_str(), |word| words.text(language, word))
    }

    /// The entry of the vocabulary that a written value means: letter case and synonyms do not matter.
    pub fn find(&self, written: &str) -> Option<&FacetValue> {
        let word = written.trim().to_lowercase();
        self.values.iter().find(|v| v.value == word).or_else(|| self.values.iter().find(|v| v.synonyms.contains(&word)))
    }

    /// The place of a canonical value in the vocabulary; behind all others for one that it does not have.
    pub fn place(&self, value: &str) -> usize {
        self.values.iter().position(|known| known.value == value).unwrap_or(usize::MAX)
    }

    /// Every word that the vocabulary knows.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.values.iter().flat_map(|v| std::iter::once(v.value.as_str()).chain(v.synonyms.iter().map(String::as_str)))
    }
}

impl FacetValue {
    /// What readers see on pages in a language.
    pub fn title_in<'a>(&'a self, words: &'a Words, language: &'a str) -> &'a str {
        self.word.map_or(self.title.as_str(), |word| words.text(language, word))
    }
}
