//! Facets: which values each page has, and the index pages that list them.

use super::{Page, SiteIndex};
use crate::base::{Diagnostic, SitePath, codes, nearest, shared_folders};
use crate::config::{Config, Facet, FacetIndex};
use crate::model::{FacetEntry, FacetPage, SiteFacets};
use crate::syntax::slug;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The values of a page: facet by its place in the configuration, canonical value. In the order of the configuration
/// and of the vocabularies, values outside of these last, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// The values.
    pub values: Vec<(usize, String)>,
}

/// The facts of every page, and what is wrong with the words it states.
pub(super) fn facts_of_pages(config: &Config, pages: &[Page], problems: &mut Vec<Diagnostic>) -> Vec<PageFacts> {
    let each = pages.par_iter().map(|page| {
        let mut found = Vec::new();
        (facts(config, page, &mut found), found)
    });
    let (facts, found): (Vec<PageFacts>, Vec<Vec<Diagnostic>>) = each.unzip();
    problems.extend(found.into_iter().flatten());
    facts
}

fn facts(config: &Config, page: &Page, problems: &mut Vec<Diagnostic>) -> PageFacts {
    let mut values: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut stated = BTreeSet::new();
    for fact in &page.outline.meta.facts {
        let Some(facet) = config.facets.get(fact.facet) else { continue };
        if let Some(problem) = unknown_value(facet, &fact.word.value) {
            problems.push(match fact.word.span {
                Some(span) => problem.at(&page.file, span),
                None => problem.in_file(&page.file),
            });
        }
        stated.insert(fact.facet);
        values.insert((fact.facet, canonical(facet, &fact.word.value)));
    }
    for (at, facet) in config.facets.iter().enumerate().filter(|(at, _)| !stated.contains(at)) {
        let default =
            config.facet_defaults.iter().rev().find(|d| d.facet == facet.name && d.files.matches(page.file.as_str()));
        for word in default.iter().flat_map(|default| &default.values) {
            values.insert((at, canonical(facet, word)));
        }
    }
    let place = |at: usize, value: &str| config.facets.get(at).map(|facet| facet.place(value));
    let mut values: Vec<(usize, String)> = values.into_iter().collect();
    values.sort_by_key(|(at, value)| (*at, place(*at, value)));
    PageFacts { values }
}

/// The value that a written word means: that of the vocabulary, or the word in lower case.
fn canonical(facet: &Facet, word: &str) -> String {
    facet.find(word).map_or_else(|| word.trim().to_lowercase(), |known| known.value.clone())
}

/// A word that the vocabulary does not have: always a problem if the site stated the vocabulary, else only if it
/// looks like a misspelling.
fn unknown_value(facet: &Facet, word: &str) -> Option<Diagnostic> {
    if facet.find(word).is_some() {
        return None;
    }
    let near = nearest(word, facet.words());
    if !facet.closed && near.is_none() {
        return None;
    }
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<&str> = facet.values.iter().map(|v| v.value.as_str()).collect();
            format!("known values are {}; add `{word}` to the facet's `values` if it is meant", known.join(", "))
        }
    };
    let message = format!("`{word}` is not a known value of the facet `{}`", facet.name);
    Some(Diagnostic::new(&codes::FACET_VALUE_UNKNOWN, message).help(help))
}

/// What readers see for a value.
pub(super) fn value_title(facet: &Facet, value: &str) -> String {
    match facet.find(value) {
        Some(known) if !known.title.is_empty() => known.title.clone(),
        _ => super::files::words(value),
    }
}

/// The addresses of the pages of values, by facet and canonical value.
#[derive(Debug, Default)]
pub(super) struct Routes(BTreeMap<(usize, String), String>);

impl Routes {
    /// Gives each value that some listed page has an address of its own. Of several that would share one, such as
    /// `online` of two facets, or `C++` and `C#`, the first keeps it, in the order of the configuration and of the
    /// vocabularies.
    pub(super) fn of(config: &Config, pages: &[Page], facts: &[PageFacts]) -> Routes {
        let mut values: Vec<&(usize, String)> = listed(pages, facts).flat_map(|(_, facts)| &facts.values).collect();
        values.sort_unstable();
        values.dedup();
        let facet = |at: usize| config.facets.get(at);
        values.sort_by_key(|(at, value)| (*at, facet(*at).map(|facet| facet.place(value))));
        let mut routes = Routes::default();
        let mut taken = BTreeSet::new();
        for (at, value) in values {
            let Some(facet) = facet(*at).filter(|facet| !facet.index.folder().is_empty()) else { continue };
            let folder = facet.index.folder();
            let name = slug::unique(value, &facet.name, |name| taken.insert((folder, name.to_owned())));
            routes.0.insert((*at, value.clone()), format!("{folder}/{name}/index.html"));
        }
        routes
    }

    /// The address; empty for a facet without an index.
    pub(super) fn get(&self, facet: usize, value: &str) -> String {
        self.0.get(&(facet, value.to_owned())).cloned().unwrap_or_default()
    }
}

/// What readers of the whole site can narrow it by.
pub(super) fn of_site(index: &SiteIndex) -> SiteFacets {
    let pages = by_value(index);
    let facets = &index.config.facets;
    let values = |at: usize| ordered_values(&facets[at], at, &pages).into_iter().map(move |(value, _)| value);
    let platforms = index.config.marks.slots().iter().flat_map(|at| {
        let titled = values(*at).map(|value| (*at, value_title(&facets[*at], &value), value));
        titled.map(|(facet, title, value)| (facet, value, title)).collect::<Vec<_>>()
    });
    let topics = (0..facets.len()).any(|at| facets[at].index == FacetIndex::Topics && values(at).next().is_some());
    SiteFacets { platforms: platforms.collect(), topics }
}

/// Whether index pages list a page.
fn is_listed(page: &Page) -> bool {
    !page.outline.meta.hidden && page.outline.meta.redirect_url.is_none()
}

/// The facts of the pages that index pages list, with the places of the pages.
fn listed<'a>(pages: &'a [Page], facts: &'a [PageFacts]) -> impl Iterator<Item = (usize, &'a PageFacts)> {
    pages.iter().zip(facts).enumerate().filter(|(_, (page, _))| is_listed(page)).map(|(at, (_, facts))| (at, facts))
}

/// The listed pages of each value that has some.
fn by_value(index: &SiteIndex) -> BTreeMap<(usize, &str), Vec<usize>> {
    let mut pages: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (at, facts) in listed(&index.pages, &index.facts) {
        for (facet, value) in &facts.values {
            pages.entry((*facet, value)).or_default().push(at);
        }
    }
    pages
}

/// The index pages: of each index one for all, and one a value.
pub(super) fn pages(index: &SiteIndex) -> Vec<FacetPage> {
    let by_value = by_value(index);
    let shared = shared_folders(index.pages.iter().filter(|page| is_listed(page)).map(|page| page.route.as_str()));
    let mut out = Vec::new();
    for which in [FacetIndex::Platforms, FacetIndex::Topics] {
        let facets: Vec<usize> =
            (0..index.config.facets.len()).filter(|at| index.config.facets[*at].index == which).collect();
        let mut sections = Vec::new();
        for facet in facets {
            let values = ordered_values(&index.config.facets[facet], facet, &by_value);
            for (value, _) in &values {
                if let Some(members) = by_value.get(&(facet, value.as_str())) {
                    out.push(value_page(index, which, facet, value, members, shared));
                }
            }
            if !values.is_empty() {
                let entry = |(value, pages): (String, usize)| FacetEntry {
                    route: index.facet_routes.get(facet, &value),
                    value,
                    pages,
                };
                sections.push((facet, values.into_iter().map(entry).collect()));
            }
        }
        out.push(FacetPage::Index {
            route: format!("{}/index.html", which.folder()),
            folder: which.folder(),
            sections,
        });
    }
    out.sort_by(|a, b| a.route().cmp(b.route()));
    out
}

/// The values that pages have: those of the vocabulary in its order, then the others by name.
fn ordered_values(facet: &Facet, at: usize, by_value: &BTreeMap<(usize, &str), Vec<usize>>) -> Vec<(String, usize)> {
    let count = |value: &str| by_value.get(&(at, value)).map_or(0, Vec::len);
    let mut values: Vec<(String, usize)> =
        facet.values.iter().map(|known| (known.value.clone(), count(&known.value))).filter(|(_, n)| *n > 0).collect();
    for ((_, value), members) in by_value.range((at, "")..(at + 1, "")) {
        if !facet.values.iter().any(|known| known.value == *value) {
            values.push(((*value).to_owned(), members.len()));
        }
    }
    values
}

fn value_page(
    index: &SiteIndex,
    which: FacetIndex,
    facet: usize,
    value: &str,
    members: &[usize],
    shared: usize,
) -> FacetPage {
    let other = if which == FacetIndex::Platforms { FacetIndex::Topics } else { FacetIndex::Platforms };
    let facets = &index.config.facets;
    let grouped_by = facets.iter().position(|f| f.index == other).unwrap_or(facet);
    let mut groups: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for &page in members {
        let values = index.facts.get(page).map_or(&[][..], |facts| &facts.values);
        let mut any = false;
        for (_, group) in values.iter().filter(|(at, _)| *at == grouped_by) {
            groups.entry(Some(group)).or_default().push(page);
            any = true;
        }
        if !any {
            groups.entry(None).or_default().push(page);
        }
    }
    let rank = |group: &Option<&str>| {
        let known = group.and_then(|group| facets[grouped_by].values.iter().position(|v| v.value == group));
        (group.is_none(), known.unwrap_or(usize::MAX), group.unwrap_or("").to_owned())
    };
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = groups.into_iter().collect();
    groups.sort_by_key(|(group, _)| rank(group));
    let title = |page: &usize| {
        let page = &index.pages[*page];
        (page.title.to_lowercase(), page.route.clone())
    };
    for (_, pages) in &mut groups {
        pages.sort_by_cached_key(title);
    }
    let files = |pages: Vec<usize>| -> Vec<SitePath> {
        pages.into_iter().filter_map(|page| Some(index.pages.get(page)?.file.clone())).collect()
    };
    let entry = |group: &str, pages: &[usize]| FacetEntry {
        value: group.to_owned(),
        route: index.facet_routes.get(grouped_by, group),
        pages: pages.len(),
    };
    FacetPage::Value {
        route: index.facet_routes.get(facet, value),
        facet,
        value: value.to_owned(),
        grouped_by,
        groups: groups
            .into_iter()
            .map(|(group, pages)| (group.map(|group| entry(group, &pages)), files(pages)))
            .collect(),
        shared,
    }
}
