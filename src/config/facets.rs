//! The built-in facets, and what a site changes in them or adds.

use super::document::Document;
use super::{Facet, FacetDefault, FacetIndex, FacetValue, Words, words};
use crate::base::nearest;
use crate::syntax::glob::GlobOptions;
use crate::syntax::yaml::{Node, Value};

/// A value of a built-in facet: value; the key of its word in the theme, or the name of a product or of what it comes as,
/// which no language changes; synonyms.
type Row = (&'static str, &'static str, &'static [&'static str]);

const ENVIRONMENTS: &[Row] =
    &[("onsite", "Onsite", &["on-site", "on-premises", "onprem"]), ("online", "Online", &[]), ("cloud", "cloud", &[])];

const CLIENTS: &[Row] = &[
    ("win", "windows_client", &["windows"]),
    ("web", "web_client", &[]),
    ("online", "online_client", &[]),
    ("mobile", "mobile", &[]),
    ("pocket", "Pocket CRM", &[]),
    ("outlook", "Outlook", &[]),
    ("service", "Service", &[]),
    ("sharepoint", "SharePoint", &[]),
    ("netserver", "NetServer", &[]),
    ("zapier", "Zapier", &[]),
];

const TOPICS: &[Row] = &[
    ("getting-started", "getting_started", &["get-started", "quickstart"]),
    ("overview", "overview", &[]),
    ("concept", "concept", &["concepts", "conceptual"]),
    ("howto", "howto", &["how-to"]),
    ("tutorial", "tutorial", &["tutorials"]),
    ("guide", "guide", &["guides"]),
    ("article", "article", &["articles"]),
    ("sample", "sample", &["samples", "example"]),
    ("reference", "reference", &["references"]),
    ("release-note", "release_note", &["release-notes"]),
    ("troubleshooting", "troubleshooting", &[]),
    ("faq", "faq", &[]),
    ("form", "form", &[]),
    ("generic", "generic", &[]),
];

/// The facets that every site has until it says otherwise.
pub(super) fn built_in() -> Vec<Facet> {
    let facet = |name: &'static str, keys: &[&str], index, rows: &[Row]| Facet {
        name: name.to_owned(),
        title: in_english(name).to_owned(),
        word: Some(name),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        values: rows.iter().map(row).collect(),
        closed: false,
        index,
    };
    vec![
        facet("environment", &["so.envir", "envir", "deployment", "environment"], FacetIndex::Platforms, ENVIRONMENTS),
        facet("client", &["so.client", "client", "platform"], FacetIndex::Platforms, CLIENTS),
        facet("topic", &["so.topic", "topic", "content_type"], FacetIndex::Topics, TOPICS),
    ]
}

fn row((value, title, synonyms): &Row) -> FacetValue {
    let word = words::known(title);
    FacetValue {
        value: (*value).to_owned(),
        title: word.map_or(*title, in_english).to_owned(),
        word,
        description: String::new(),
        synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
    }
}

fn in_english(word: &str) -> &'static str {
    words::built_in("en", word).unwrap_or_default()
}

/// Puts titles that the site has not stated into its language. Letters of marks come from titles as they were before:
/// a mark means the same whatever the language.
pub(super) fn speak(facets: &mut [Facet], words: &Words) {
    for facet in facets {
        facet.title = facet.title_in(words, "").to_owned();
        for value in &mut facet.values {
            value.title = value.title_in(words, "").to_owned();
        }
    }
}

/// Applies the `facets` of a site to those it has.
pub(super) fn read(document: &mut Document, top: &Node, facets: &mut Vec<Facet>) {
    for entry in document.maps(top, "facets") {
        let Some(name) = document.text(entry, "name") else {
            let range = entry.span.start..entry.span.start + 1;
            document.error(&range, "this facet has no name", "add `name: environment` or another word");
            continue;
        };
        if !is_word(name.text) {
            document.error(
                &name.span,
                format!("`{}` cannot be the name of a facet, since addresses contain it", name.text),
                "write lower-case letters, digits and hyphens, and put the heading into `title`",
            );
            continue;
        }
        let known = facets.iter().position(|facet| facet.name == name.text);
        let mut facet = known.and_then(|at| facets.get(at).cloned()).unwrap_or_else(|| Facet {
            name: name.text.to_owned(),
            title: title_of(name.text),
            word: None,
            keys: vec![name.text.to_owned()],
            values: Vec::new(),
            closed: false,
            index: FacetIndex::None,
        });
        change(document, entry, &mut facet);
        match known.and_then(|at| facets.get_mut(at)) {
            Some(place) => *place = facet,
            None => facets.push(facet),
        }
    }
    facets.retain(|facet| !facet.keys.is_empty());
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn change(document: &mut Document, entry: &Node, facet: &mut Facet) {
    if let Some(title) = document.string(entry, "title") {
        (facet.title, facet.word) = (title, None);
    }
    if entry.get("keys").is_some_and(|node| !node.is_null()) {
        facet.keys = document.texts(entry, "keys").iter().map(|key| key.text.to_owned()).collect();
    }
    if let Some(word) = document.text(entry, "index") {
        match word.text {
            "platforms" => facet.index = FacetIndex::Platforms,
            "topics" => facet.index = FacetIndex::Topics,
            "none" => facet.index = FacetIndex::None,
            other => document.error(
                &word.span,
                format!("there is no index `{other}`"),
                "write `platforms`, `topics` or `none`",
            ),
        }
    }
    let Some(node) = entry.get("values").filter(|node| !node.is_null()) else { return };
    let Value::List(items) = &node.value else {
        document.wrong(node, "values", "a list");
        return;
    };
    let old = std::mem::take(&mut facet.values);
    for item in items {
        let Some(value) = value(document, item, &old) else { continue };
        let taken = |word: &String| facet.words().any(|known| known == word);
        if let Some(word) = std::iter::once(&value.value).chain(&value.synonyms).find(|word| taken(word)) {
            let message = format!("the word `{word}` stands twice in the vocabulary of `{}`", facet.name);
            document.error(&item.span, message, "let each value and synonym stand once");
            continue;
        }
        facet.values.push(value);
    }
    facet.closed = true;
}

/// A value of a vocabulary. A value that the facet knows already keeps what the entry does not state.
fn value(document: &mut Document, item: &Node, old: &[FacetValue]) -> Option<FacetValue> {
    let written = match &item.value {
        Value::Map(_) => document.text(item, "value"),
        _ => item.trimmed(),
    };
    let Some(written) = written else {
        document.error(&item.span, "this value has no name", "write a word, or a mapping with `value` and `title`");
        return None;
    };
    let word = written.text.to_lowercase();
    let known = old.iter().find(|value| value.value == word).cloned();
    let mut value =
        known.unwrap_or_else(|| FacetValue { title: title_of(written.text), value: word, ..FacetValue::default() });
    if item.as_map().is_some() {
        if let Some(title) = document.string(item, "title") {
            (value.title, value.word) = (title, None);
        }
        if let Some(description) = document.string(item, "description") {
            value.description = description;
        }
        if let Some(node) = item.get("synonyms").filter(|node| !node.is_null()) {
            value.synonyms = node.strings().iter().map(|word| word.text.to_lowercase()).collect();
        }
    }
    Some(value)
}

/// `release-note` as readers see it: `Release note`.
fn title_of(word: &str) -> String {
    let words = word.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Reads `facet_defaults`: each entry has `files` and a value for one facet or several.
pub(super) fn read_defaults(document: &mut Document, top: &Node, facets: &[Facet]) -> Vec<FacetDefault> {
    let mut defaults = Vec::new();
    for entry in document.maps(top, "facet_defaults") {
        let texts = document.texts(entry, "files");
        if texts.is_empty() {
            let range = entry.span.start..entry.span.start + 1;
            document.error(&range, "this default has no `files`", "add `files` with a pattern, such as `docs/api/**`");
        }
        let patterns = document.patterns(&texts, GlobOptions::default());
        for part in entry.entries().iter().filter(|part| part.key != "files") {
            let Some(facet) = facets.iter().find(|facet| facet.name == part.key) else {
                unknown_facet(document, &part.key, &part.key_span, facets);
                continue;
            };
            let words = part.value.strings();
            for word in words.iter().filter(|word| facet.closed && facet.find(word.text).is_none()) {
                let help = match nearest(word.text, facet.words()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("add it to the values of the facet `{}`", facet.name),
                };
                document.warning(&word.span, format!("the facet `{}` has no value `{}`", facet.name, word.text), help);
            }
            let values: Vec<String> = words.iter().map(|word| word.text.to_owned()).collect();
            defaults.extend(patterns.iter().map(|pattern| FacetDefault {
                files: pattern.glob.clone(),
                facet: facet.name.clone(),
                values: values.clone(),
            }));
        }
    }
    defaults
}

fn unknown_facet(document: &mut Document, word: &str, range: &std::ops::Range<usize>, facets: &[Facet]) {
    let by_key = facets.iter().find(|facet| facet.keys.iter().any(|key| key.eq_ignore_ascii_case(word)));
    let names = facets.iter().map(|facet| facet.name.as_str());
    let help = match by_key.map(|facet| facet.name.as_str()).or_else(|| nearest(word, names.clone())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the facets are {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    document.warning(range, format!("there is no facet `{word}`"), help);
}

#[cfg(test)]
mod tests {
    use super::*;

    type Problems = Vec<(String, Option<String>)>;

    fn site(yaml: &str) -> (Vec<Facet>, Vec<FacetDefault>, Problems) {
        let (mut document, node) = Document::parse("skilt.yml", yaml.to_owned());
        let node = node.expect("readable");
        let mut facets = built_in();
        read(&mut document, &node, &mut facets);
        let defaults = read_defaults(&mut document, &node, &facets);
        let problems = document.problems.iter().map(|p| (p.message.clone(), p.help.clone())).collect();
        (facets, defaults, problems)
    }

    #[test]
    fn a_site_changes_a_built_in_facet_and_keeps_the_rest() {
        let (facets, _, problems) =
            site("facets:\n  - name: environment\n    values: [Onsite, {value: online, synonyms: [cloud]}]\n");
        assert_eq!(problems, []);
        let facet = &facets[0];
        assert_eq!((facet.title.as_str(), facet.keys[0].as_str(), facet.closed), ("Environment", "so.envir", true));
        assert_eq!(facet.find("Cloud").map(|v| v.value.as_str()), Some("online"));
        assert_eq!(facet.find("on-site").map(|v| v.title.as_str()), Some("Onsite"));
        assert_eq!(facet.values.len(), 2);
    }

    #[test]
    fn a_new_facet_reads_the_key_of_its_name_and_an_empty_list_takes_one_away() {
        let (facets, _, problems) =
            site("facets:\n  - name: audience\n    values: [api-user]\n  - {name: client, keys: []}\n");
        assert_eq!(problems, []);
        let names: Vec<_> = facets.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["environment", "topic", "audience"]);
        assert_eq!(facets[2].keys, ["audience"]);
        assert_eq!(facets[2].values[0].title, "Api user");
    }

    #[test]
    fn defaults_name_facets_not_keys() {
        let (_, defaults, problems) = site(
            "facets: [{name: audience, values: [person]}]\nfacet_defaults:\n  - {files: 'docs/api/**', topic: reference, so.envir: x, audience: persoon}\n",
        );
        assert_eq!(defaults.len(), 2);
        assert!(defaults[0].files.matches("docs/api/a.md"));
        assert_eq!(
            problems,
            [
                ("there is no facet `so.envir`".to_owned(), Some("did you mean `environment`?".to_owned())),
                ("the facet `audience` has no value `persoon`".to_owned(), Some("did you mean `person`?".to_owned())),
            ]
        );
    }
}
