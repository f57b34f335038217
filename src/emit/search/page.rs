//! What one page puts into the index.

use super::interner::Interner;
use super::{stems, text, words};
use crate::config::Config;
use crate::index::Page;
use crate::model::{Lookup, View};
use crate::syntax::href;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Made from code, one page for each type.
    pub(super) reference: bool,
    /// The same for pages that are likely to be copies of each other for another version.
    pub(super) likeness: String,
    /// Word by its number, and how much of the page it is, in sixteenths of an occurrence in the text.
    pub(super) words: Box<[(u32, u16)]>,
}

const TITLE: f32 = 12.0;
const HEADING: f32 = 4.0;
const NAMES: f32 = 6.0;
const MEMBER: f32 = 2.0;

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
) -> Record {
    let found = text::read(html);
    let tag = if view.language.is_empty() { &config.language } else { &view.language };
    let language = stems::language(tag);
    let reference = page.outline.is_reference();
    let mut bag = Bag::default();
    bag.title(&view.title, reference);
    for (_, heading) in &found.headings {
        bag.add(heading, if reference { MEMBER } else { HEADING });
    }
    bag.names(page, reference);
    bag.add(&view.description, 2.0);
    bag.body(&found.body);
    let excerpt = if view.description.is_empty() { &found.body } else { &view.description };
    let card = lookup.card(&page.file).unwrap_or_default();
    Record {
        likeness: likeness(view, &found.body),
        route: view.route.clone(),
        title: shorten(&view.title, 120),
        excerpt: shorten(excerpt.trim(), EXCERPT),
        headings: headings(found.headings),
        facets: card.facets.into_iter().map(|(facet, value, _, _)| format!("{facet}:{value}")).collect(),
        reference,
        words: bag.intern(&language, words, if reference { 0.5 } else { 1.0 }),
        language,
    }
}

/// Pages whose title, place and first words differ only in digits are alike.
fn likeness(view: &View, body: &str) -> String {
    let start: String = body.chars().take(120).collect();
    [view.title.as_str(), &view.route, &start]
        .iter()
        .flat_map(|part| part.chars().chain(['\n']))
        .filter(|c| !c.is_ascii_digit())
        .collect()
}

fn headings(found: Vec<(String, String)>) -> Vec<(String, String)> {
    let with_id = found.into_iter().filter(|(id, _)| !id.is_empty());
    with_id.take(HEADINGS).map(|(id, text)| (href::encode_fragment(&id), shorten(&text, HEADING_LENGTH))).collect()
}

/// A text of at most so many characters, cut between words where that is possible.
fn shorten(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').filter(|cut| *cut > end / 2).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([' ', ',', '.', ':', ';']))
}

/// Words of a page: how much they weigh in its names and how often they occur in its text.
#[derive(Default)]
struct Bag(BTreeMap<String, (f32, f32)>);

impl Bag {
    fn add(&mut self, text: &str, weight: f32) {
        words::each(text, |word| {
            // A heading that repeats on every second page of a reference must not outweigh a title.
            let entry = &mut self.0.entry(word.to_owned()).or_default().0;
            *entry = (*entry + weight).min(entry.max(weight) + 2.0);
        });
    }

    fn title(&mut self, title: &str, reference: bool) {
        let mut found: Vec<String> = Vec::new();
        words::each(title, |word| found.push(word.to_owned()));
        // A word says more about a page the fewer words its title has.
        let weight = TITLE * (0.6 + 0.8 / found.len().max(1) as f32);
        for word in &found {
            let entry = &mut self.0.entry(word.clone()).or_default().0;
            *entry = entry.max(weight);
        }
        // Neighbours as one word: `web hook` is also found by `webhook`, and the phrase before its words apart.
        if !reference {
            for pair in found.windows(2) {
                let joined = pair.concat();
                if joined.chars().count() <= words::MAX_LENGTH && !joined.contains(char::is_numeric) {
                    self.0.entry(joined).or_default().0 += HEADING;
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
                self.0.entry(whole).or_default().0 += NAMES;
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

    fn body(&mut self, body: &str) {
        let mut count = 0.0;
        words::each(body, |word| {
            count += 1.0;
            if !is_noise(word) {
                self.0.entry(word.to_owned()).or_default().1 += 1.0;
            }
        });
        let length = 0.4 + 0.6 * (count / USUAL_LENGTH);
        self.0.values_mut().for_each(|(_, times)| *times /= length.max(0.7));
    }

    fn intern(self, language: &str, words: &Interner, factor: f32) -> Box<[(u32, u16)]> {
        let weigh =
            |(names, times): (f32, f32)| ((names + times.min(8.0)) * factor * 16.0).round().clamp(1.0, 4000.0) as u16;
        let mut found: Box<[(u32, u16)]> =
            self.0.into_iter().map(|(word, counts)| (words.number(language, &word), weigh(counts))).collect();
        found.sort_unstable();
        found
    }
}

/// Keys, hashes and addresses in the text, which nobody searches for.
fn is_noise(word: &str) -> bool {
    let digits = word.chars().filter(|c| c.is_numeric()).count();
    let letters = word.chars().count() - digits;
    digits > 9 || (digits >= 4 && letters >= 4)
}
