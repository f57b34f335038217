//! What one page puts into the index.

use super::interner::{Interner, Known, Memo, NOISE};
use super::weights::{Weight, Weights};
use super::{stems, text, words};
use crate::base::{Map, hash_of, shortened};
use crate::config::Config;
use crate::index::Page;
use crate::model::{Lookup, View};
use crate::syntax::href;
use serde::{Deserialize, Serialize};

/// A page in the index, before the pages meet.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Record {
    pub(super) route: String,
    pub(super) title: String,
    /// Description, or the first words of the text.
    pub(super) excerpt: String,
    /// Ids and texts.
    pub(super) headings: Vec<(String, String)>,
    pub(super) language: String,
    /// `facet:value`, in the order of the configuration.
    pub(super) facets: Vec<String>,
    /// Made from code, one page for each type or method.
    pub(super) reference: bool,
    /// The same number for pages that are likely to be copies of each other for another version.
    pub(super) likeness: u64,
    pub(super) words: Weights,
    /// A number for all of it.
    pub(super) mark: u64,
}

/// How many different words a page has, about.
const WORDS: usize = 400;

const TITLE: f32 = 12.0;
const HEADING: f32 = 4.0;
const NAMES: f32 = 6.0;
const MEMBER: f32 = 2.0;
const FILE: f32 = 3.0;
const FOLDER: f32 = 1.5;

/// A text with this many words counts as it is; in longer ones an occurrence says less.
const USUAL_LENGTH: f32 = 400.0;

/// Limits of what is shown of a page.
const EXCERPT: usize = 170;
const HEADINGS: usize = 16;
const HEADING_LENGTH: usize = 70;

pub(super) fn record(
    page: &Page,
    view: &View,
    html: &str,
    config: &Config,
    lookup: &dyn Lookup,
    words: &Interner,
    memo: &mut Memo,
) -> Record {
    let found = text::read(html);
    let tag = if view.language.is_empty() { &config.language } else { &view.language };
    let language = stems::language(tag);
    let reference = page.outline.is_reference() || page.outline.is_generated() || is_name(&view.title);
    let mut bag =
        Bag { known: memo.of(words, &language), words: Map::with_capacity_and_hasher(WORDS, Default::default()) };
    bag.title(&view.title, reference);
    if found.top != view.title {
        bag.title(&found.top, reference);
    }
    for (_, heading) in &found.headings {
        bag.add(heading, if reference { MEMBER } else { HEADING });
    }
    bag.names(page, reference);
    bag.add(&view.description, 2.0);
    if !reference {
        bag.place(&view.route);
    }
    bag.body(&found.body);
    let words = bag.packed();
    let excerpt = if view.description.is_empty() { &found.body } else { &view.description };
    let card = lookup.card(&page.file).unwrap_or_default();
    let mut record = Record {
        likeness: likeness(view, &found.body),
        route: view.route.clone(),
        title: shortened(&view.title, 120),
        excerpt: shortened(excerpt, EXCERPT),
        headings: headings(found.headings),
        facets: card.facets.into_iter().map(|(facet, value, _, _)| format!("{facet}:{value}")).collect(),
        reference,
        words,
        language,
        mark: 0,
    };
    record.mark = hash_of(&record);
    record
}

/// Methods of HTTP, as titles of pages about single requests begin with them.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "DEL", "HEAD", "OPTIONS"];

/// Whether a title is one long name from code, such as `CreateDefaultAppointment`, one with a dot and a word more, such
/// as `Services.Create SOAP`, or a request, such as `GET List/Items`. Pages with such titles are a reference in all but
/// their form: each says little, and together they would outweigh every guide.
fn is_name(title: &str) -> bool {
    let mut words = title.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(name), None, _) => parts_of_name(name) >= 3,
        (Some(method), Some(path), None) if METHODS.contains(&method) => path.contains('/') || parts_of_name(path) >= 2,
        (Some(name), Some(_), None) => name.trim_end_matches('.').contains('.') && parts_of_name(name) >= 3,
        _ => false,
    }
}

fn parts_of_name(name: &str) -> usize {
    let mut last = ' ';
    let mut parts = 1;
    for c in name.chars() {
        parts += usize::from((c.is_uppercase() && last.is_lowercase()) || matches!(c, '_' | '.'));
        last = c;
    }
    parts
}

/// Pages whose title, place and first words differ only in digits are alike.
fn likeness(view: &View, body: &str) -> u64 {
    let start = body.char_indices().nth(120).map_or(body, |(end, _)| &body[..end]);
    let parts = [view.title.as_str(), &view.route, start];
    let alike: String =
        parts.iter().flat_map(|part| part.chars().chain(['\n'])).filter(|c| !c.is_ascii_digit()).collect();
    hash_of(&alike)
}

fn headings(found: Vec<(String, String)>) -> Vec<(String, String)> {
    let with_id = found.into_iter().filter(|(id, _)| !id.is_empty());
    with_id.take(HEADINGS).map(|(id, text)| (href::encode_fragment(&id), shortened(&text, HEADING_LENGTH))).collect()
}

/// What is known of a word of a page.
#[derive(Default)]
struct Counts {
    /// What it weighs by its places in titles, headings and names.
    names: f32,
    /// How often it is in the text.
    times: f32,
    title: bool,
}

/// Words of a page by their numbers.
struct Bag<'m> {
    known: Known<'m>,
    words: Map<u32, Counts>,
}

impl Bag<'_> {
    fn add(&mut self, text: &str, weight: f32) {
        words::raw(text, |raw| {
            for word in self.known.numbers(raw) {
                // A heading that repeats on every second page of a reference must not outweigh a title.
                let entry = &mut self.words.entry(word & !NOISE).or_default().names;
                *entry = (*entry + weight).min(entry.max(weight) + 2.0);
            }
        });
    }

    fn title(&mut self, title: &str, reference: bool) {
        let mut found: Vec<String> = Vec::new();
        words::raw(title, |raw| words::identifier(raw, |word| found.push(word.to_owned())));
        // A word says more about a page the fewer words its title has.
        let weight = TITLE * (0.6 + 0.8 / found.len().max(1) as f32);
        for word in &found {
            let entry = self.words.entry(self.known.number(word)).or_default();
            entry.names = entry.names.max(weight);
            entry.title = true;
        }
        // Neighbours as one word: `web hook` is also found by `webhook`, and the phrase before its words apart.
        if !reference {
            for pair in found.windows(2) {
                let joined = pair.concat();
                if joined.chars().count() <= words::MAX_LENGTH && !joined.contains(char::is_numeric) {
                    self.words.entry(self.known.number(&joined)).or_default().names += HEADING;
                }
            }
        }
    }

    fn names(&mut self, page: &Page, reference: bool) {
        let mut uids = page.outline.uids.iter();
        if let Some(own) = uids.next() {
            self.add(&own.uid, if reference { MEMBER } else { NAMES });
            let whole: String = own.uid.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            if whole.chars().count() <= words::MAX_LENGTH {
                self.words.entry(self.known.number(&whole)).or_default().names += NAMES;
            }
        }
        for member in uids.filter_map(|declaration| declaration.name.as_deref()) {
            self.add(member.split('(').next().unwrap_or(member), MEMBER);
        }
        match page.outline.meta.all.get("keywords") {
            Some(serde_json::Value::String(text)) => self.add(text, NAMES),
            Some(serde_json::Value::Array(items)) => {
                items.iter().filter_map(|item| item.as_str()).for_each(|text| self.add(text, NAMES));
            }
            _ => {}
        }
    }

    /// The names of the file and of the folder that it is in; of a folder's own page, of the folder and the one above.
    fn place(&mut self, route: &str) {
        let route = route.trim_end_matches('/');
        let mut names = route.rsplit('/').map(|name| name.strip_suffix(".html").unwrap_or(name));
        let file = names.by_ref().find(|name| *name != "index");
        self.add(file.unwrap_or(""), FILE);
        self.add(names.next().unwrap_or(""), FOLDER);
    }

    fn body(&mut self, body: &str) {
        let mut counts: Map<&str, u32> = Map::with_capacity_and_hasher(WORDS, Default::default());
        words::raw(body, |raw| *counts.entry(raw).or_default() += 1);
        let mut length = 0;
        // Whole numbers are added up, so the order of the walk does not matter.
        #[allow(clippy::iter_over_hash_type)]
        for (raw, times) in counts {
            let numbers = self.known.numbers(raw);
            length += numbers.len() as u32 * times;
            for word in numbers.iter().filter(|word| *word & NOISE == 0) {
                self.words.entry(*word).or_default().times += times as f32;
            }
        }
        let length = (0.4 + 0.6 * (length as f32 / USUAL_LENGTH)).max(0.7);
        self.words.values_mut().for_each(|counts| counts.times /= length);
    }

    fn packed(self) -> Weights {
        let weigh = |counts: &Counts| ((counts.names + counts.times.min(8.0)) * 8.0).round().clamp(1.0, 2000.0) as u32;
        let mut found: Vec<(u32, Weight)> = self
            .words
            .into_iter()
            .map(|(word, counts)| (word, Weight { eighths: weigh(&counts), title: counts.title }))
            .collect();
        found.sort_unstable_by_key(|(word, _)| *word);
        Weights::pack(&found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_told_from_titles() {
        for name in [
            "CreateDefaultAppointment",
            "v1UserAgent_Get",
            "loginAsUser",
            "A.B.C",
            "Services88.UserAgent.Get SOAP",
            "GET List/Items/{id}",
            "POST Agents/User/Get",
        ] {
            assert!(is_name(name), "{name}");
        }
        for title in [
            "Create an appointment",
            "PowerShell",
            "OpenID",
            "uid-duplicate",
            "UDFHelper class",
            "SoDataReader class",
            "GET requests",
            "Node.js",
            "Version 8.1. Changes",
            "Changes in 8.1.2",
        ] {
            assert!(!is_name(title), "{title}");
        }
    }
}
