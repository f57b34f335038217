//! Marks: how a value of a facet is shown at a glance, as a colour and two letters, and the word that stands for it in
//! addresses. All of it comes from the vocabulary and its order, whatever that vocabulary is.

use super::{Facet, FacetIndex};
use crate::base::hash_of;
use crate::syntax::slug;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How many colours the theme has for marks.
pub const MARK_COLOURS: usize = 12;

/// How a value is shown at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The word for the value in `?for=` and in style sheets: letters, digits and hyphens, not the same for two
    /// values of the vocabulary.
    pub key: String,
    /// Two letters, or fewer where the title has no more; empty for facets that are no platforms.
    pub letters: String,
    /// The colour by its place in the palette; `None` for values outside the vocabulary and for other facets.
    pub colour: Option<usize>,
}

/// The marks of a site.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// The facets that say where a page applies, by their places in the configuration.
    slots: Vec<usize>,
    known: BTreeMap<(usize, String), Mark>,
}

impl Marks {
    /// Gives every value of the vocabularies its mark.
    pub fn of(facets: &[Facet]) -> Marks {
        let platforms: Vec<(usize, &Facet)> =
            facets.iter().enumerate().filter(|(_, facet)| facet.index == FacetIndex::Platforms).collect();
        let titles: Vec<&str> =
            platforms.iter().flat_map(|(_, facet)| facet.values.iter().map(|value| value.title.as_str())).collect();
        let mut letters = Letters::new(&titles);
        let mut keys = BTreeSet::new();
        let mut marks = Marks { slots: platforms.iter().map(|(at, _)| *at).collect(), known: BTreeMap::new() };
        let mut colour = 0;
        for (at, facet) in platforms {
            for value in &facet.values {
                let key = slug::unique(&value.value, &facet.name, |key| keys.insert(key.to_owned()));
                let mark = Mark { key, letters: letters.next(&value.title), colour: Some(colour % MARK_COLOURS) };
                marks.known.insert((at, value.value.clone()), mark);
                colour += 1;
            }
        }
        marks
    }

    /// The facets that say where a page applies, by their places in the configuration.
    pub fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// The place of a facet among those.
    pub fn slot(&self, facet: usize) -> Option<usize> {
        self.slots.iter().position(|at| *at == facet)
    }

    /// The mark of a value. `title` is what readers see for it.
    pub fn mark(&self, facet: usize, value: &str, title: &str) -> Mark {
        if let Some(mark) = self.known.get(&(facet, value.to_owned())) {
            return mark.clone();
        }
        let key = slug::segment(value);
        if self.slot(facet).is_none() {
            return Mark { key, letters: String::new(), colour: None };
        }
        let taken = self.known.values().any(|mark| mark.key == key);
        // Values that differ in signs alone have the same segment.
        let exact = key == value.to_lowercase().replace([' ', '.', '_'], "-");
        let key = if exact { key } else { format!("{key}-{:04x}", hash_of(value) & 0xffff) };
        let key = if taken { format!("other-{key}") } else { key };
        Mark { key, letters: pair(title, 1).unwrap_or_default(), colour: None }
    }

    /// The attributes by which the style sheet sees where something applies: `data-e0` for the first facet that says
    /// so, and so on, each with the keys of the values. Ready to stand in a tag, with a blank before each.
    pub fn attributes<'v>(&self, values: impl Iterator<Item = (usize, &'v str)>) -> String {
        let mut keys = vec![String::new(); self.slots.len()];
        for (facet, value) in values {
            if let Some(list) = self.slot(facet).and_then(|slot| keys.get_mut(slot)) {
                if !list.is_empty() {
                    list.push(' ');
                }
                list.push_str(&self.mark(facet, value, value).key);
            }
        }
        let mut out = String::new();
        for (slot, list) in keys.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            let _ = write!(out, " data-e{slot}=\"{list}\"");
        }
        out
    }

    /// The values among these that narrow, in their order: all but those of a facet of which the whole vocabulary is
    /// there.
    pub fn narrowing<'v>(&self, facets: &[Facet], values: &'v [(usize, String)]) -> Vec<(usize, &'v str)> {
        let whole = |at: usize| {
            facets.get(at).is_some_and(|facet| {
                facet.values.iter().all(|known| values.iter().any(|(of, value)| *of == at && *value == known.value))
            })
        };
        let narrows = |at: usize| self.slot(at).is_some() && !whole(at);
        values.iter().filter(|(at, _)| narrows(*at)).map(|(at, value)| (*at, value.as_str())).collect()
    }
}

/// Hands out pairs of letters that no two titles share, where that is possible.
struct Letters {
    /// How many titles begin with a pair.
    first: BTreeMap<String, usize>,
    taken: BTreeSet<String>,
}

impl Letters {
    fn new(titles: &[&str]) -> Letters {
        let mut first = BTreeMap::new();
        for pair in titles.iter().filter_map(|title| pair(title, 1)) {
            *first.entry(pair).or_default() += 1;
        }
        Letters { first, taken: BTreeSet::new() }
    }

    /// The first two letters if no other title begins with them, else the first with a later one.
    fn next(&mut self, title: &str) -> String {
        let own = pair(title, 1).unwrap_or_default();
        let mut letters = own.clone();
        if self.first.get(&own).is_some_and(|count| *count > 1) || self.taken.contains(&own) {
            let later = (2..24).filter_map(|at| pair(title, at));
            let free = later.into_iter().find(|pair| !self.taken.contains(pair) && !self.first.contains_key(pair));
            letters = free.unwrap_or(own);
        }
        self.taken.insert(letters.clone());
        letters
    }
}

/// The first letter or digit of a title and the one at `second`, counted among its letters and digits.
fn pair(title: &str, second: usize) -> Option<String> {
    let mut signs = title.chars().filter(|c| c.is_alphanumeric());
    let first = signs.next()?;
    let second = signs.nth(second.checked_sub(1)?);
    match second {
        Some(second) => Some(first.to_uppercase().chain([second]).collect()),
        None if title.chars().filter(|c| c.is_alphanumeric()).count() == 1 => Some(first.to_uppercase().collect()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FacetValue;
    use crate::config::facets::built_in;

    #[test]
    fn letters_differ_and_come_from_titles() {
        let facets = built_in();
        let marks = Marks::of(&facets);
        let letters = |facet: usize, value: &str| marks.mark(facet, value, value).letters;
        assert_eq!((letters(0, "onsite").as_str(), letters(0, "online").as_str()), ("Os", "Ol"));
        assert_eq!((letters(1, "win").as_str(), letters(1, "web").as_str()), ("Wi", "We"));
        let all: BTreeSet<String> =
            marks.slots().iter().flat_map(|at| facets[*at].values.iter().map(|v| letters(*at, &v.value))).collect();
        assert_eq!(all.len(), 13, "{all:?}");
    }

    #[test]
    fn keys_differ_between_facets() {
        let marks = Marks::of(&built_in());
        assert_eq!(marks.mark(0, "online", "").key, "online");
        assert_eq!(marks.mark(1, "online", "").key, "client-online");
        assert_eq!(
            marks.mark(2, "howto", "How-to"),
            Mark { key: "howto".into(), letters: String::new(), colour: None }
        );
        assert_eq!(marks.mark(1, "Our App 2.0", "Our app").key, "our-app-2-0");
        assert_ne!(marks.mark(1, "f+", "").key, marks.mark(1, "f#", "").key);
    }

    #[test]
    fn keys_differ_between_values_that_differ_in_signs() {
        let mut facets = built_in();
        let value = |value: &str| FacetValue { value: value.to_owned(), ..facets[1].values[0].clone() };
        let values: Vec<_> = ["c++", "c#", "c*"].map(value).into();
        facets[1].values = values;
        let marks = Marks::of(&facets);
        let keys = ["c++", "c#", "c*"].map(|value| marks.mark(1, value, "").key);
        assert_eq!(keys, ["c", "client-c", "client-c-2"]);
    }

    #[test]
    fn attributes_group_by_facet_and_the_whole_vocabulary_does_not_narrow() {
        let facets = built_in();
        let marks = Marks::of(&facets);
        let values: Vec<(usize, String)> = [(0, "onsite"), (0, "online"), (0, "cloud"), (1, "win"), (2, "howto")]
            .map(|(f, v)| (f, v.to_owned()))
            .into();
        let listed = values.iter().map(|(facet, value)| (*facet, value.as_str()));
        assert_eq!(marks.attributes(listed), " data-e0=\"onsite online cloud\" data-e1=\"win\"");
        assert_eq!(marks.narrowing(&facets, &values), [(1, "win")]);
    }
}
