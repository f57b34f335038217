//! Front matter and the configuration's metadata into [`Meta`].

use super::Source;
use crate::base::{Place, codes};
use crate::model::{Declaration, Fact, Ignore, Located, Meta};
use crate::syntax::date::{self, DateFormat};
use crate::syntax::yaml::{Node, Problem, ProblemKind, Text};
use serde_json::{Map, Value};

/// Reports what is wrong with YAML, under the code that fits.
pub(super) fn report_yaml(source: &mut Source<'_>, problems: Vec<Problem>, is_front_matter: bool) {
    for problem in problems {
        let code = match problem.kind {
            // A template's placeholder is not wrong; the page it belongs to is a form to be filled in.
            ProblemKind::Template => continue,
            ProblemKind::DuplicateKey { .. } => &codes::FRONT_MATTER_DUPLICATE_KEY,
            ProblemKind::Tag => &codes::FRONT_MATTER_VALUE_INVALID,
            _ if is_front_matter => &codes::FRONT_MATTER_INVALID,
            _ => &codes::YAML_PAGE_INVALID,
        };
        let is_harmless = problem.kind == ProblemKind::Unprintable;
        source.report(code, problem.range, problem.message, "");
        if let (true, Some(last)) = (is_harmless, source.problems.last_mut()) {
            last.severity = crate::base::Severity::Warning;
        }
        if let ProblemKind::DuplicateKey { first } = problem.kind {
            let place = Place { file: source.file.clone(), span: Some(source.span(first)) };
            if let Some(last) = source.problems.last_mut() {
                last.related.push(crate::base::Related { message: "first written here".to_owned(), place });
            }
        }
    }
}

/// The metadata of a page: the configuration's, overridden by `node` key by key.
pub(super) fn read(source: &mut Source<'_>, node: &Node) -> Meta {
    let configured = source.root.map(|root| root.metadata_of(source.file)).unwrap_or_default();
    let mut meta = Meta { default_title: text_of(&configured, "title"), ..Meta::default() };
    let own = |key: &str| node.get(key).or_else(|| node.get_ci(key)).filter(|value| !value.is_empty());
    let string = |key: &str| own(key).and_then(Node::trimmed).map(|text| text.text.to_owned());
    meta.title = own("title").and_then(Node::trimmed).map(|text| located(source, &text));
    if let Some(value) = own("title").filter(|value| value.as_str().is_none() && !value.is_placeholder()) {
        let help = "write one line of text; put it in quotes if it has brackets or braces of its own";
        source.report(&codes::FRONT_MATTER_VALUE_INVALID, value.span.clone(), "`title` is not text", help);
    }
    meta.title_over_h1 = string("titleOverwriteH1").or_else(|| text_of(&configured, "titleOverwriteH1"));
    meta.description =
        string("description").or_else(|| string("summary")).or_else(|| text_of(&configured, "description"));
    meta.author = author(source, own("author")).or_else(|| text_of(&configured, "author"));
    meta.language = string("language").or_else(|| string("lang")).or_else(|| text_of(&configured, "_lang"));
    meta.redirect_url = own("redirect_url").and_then(Node::trimmed).map(|text| located(source, &text));
    meta.redirect_from = own("redirect_from").map(|value| located_all(source, value)).unwrap_or_default();
    meta.output_file_name = output_file_name(source, own("outputFileName"));
    let flag = |key: &str| own(key).and_then(Node::as_bool).unwrap_or_else(|| is_true(configured.get(key)));
    meta.noindex = flag("_noindex") || flag("noindex");
    meta.hidden = flag("hidden");
    meta.layout =
        string("_layout").or_else(|| string("layout")).or_else(|| text_of(&configured, "_layout")).unwrap_or_default();
    meta.order = own("order").and_then(Node::as_int);
    meta.date = date(source, node);
    meta.facts = facts(source, node, &configured);
    meta.all = configured;
    for entry in node.entries() {
        meta.all.insert(entry.key.clone(), entry.value.to_json());
    }
    meta
}

fn located(source: &Source<'_>, text: &Text<'_>) -> Located<String> {
    Located { value: text.text.to_owned(), span: Some(source.span(text.span.clone())) }
}

fn located_all(source: &Source<'_>, value: &Node) -> Vec<Located<String>> {
    value.strings().iter().map(|text| located(source, text)).collect()
}

fn text_of(metadata: &Map<String, Value>, key: &str) -> Option<String> {
    metadata.get(key).and_then(Value::as_str).map(str::to_owned).filter(|text| !text.trim().is_empty())
}

fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The author's name. `{github-id}` is what the template left there for the writer to replace.
fn author(source: &mut Source<'_>, value: Option<&Node>) -> Option<String> {
    let value = value?;
    if value.is_placeholder() {
        let written = source.text.get(value.span.clone()).unwrap_or("").to_owned();
        let help = "write a name, or take the line out";
        source.report(
            &codes::FRONT_MATTER_PLACEHOLDER,
            value.span.clone(),
            format!("`{written}` is a placeholder"),
            help,
        );
        return None;
    }
    let names: Vec<String> = value.strings().iter().map(|text| text.text.to_owned()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// `outputFileName`: a bare file name (DocFX, front matter with effect).
fn output_file_name(source: &mut Source<'_>, value: Option<&Node>) -> Option<Located<String>> {
    let text = value?.trimmed()?;
    if text.text.contains(['/', '\\', ':', '\0']) || text.text.starts_with('.') {
        let help = "give a file name without folders, such as `other.html`";
        source.report(&codes::FRONT_MATTER_VALUE_INVALID, text.span, "`outputFileName` is not a bare file name", help);
        return None;
    }
    Some(located(source, &text))
}

/// The keys that hold the day of the last change, in the configured formats.
const DATE_KEYS: &[&str] = &["so.date", "date"];
/// Other keys that may hold it, in ISO form. Between the two comes `ms.date`, whose form is American.
const ISO_DATE_KEYS: &[&str] = &["updated", "lastmod", "modified"];

fn date(source: &mut Source<'_>, node: &Node) -> Option<String> {
    let config = source.config;
    let iso = [DateFormat::iso()];
    let american: Vec<DateFormat> =
        DateFormat::parse_pattern("MM/DD/YYYY").into_iter().chain(config.date_formats.iter().cloned()).collect();
    let configured = DATE_KEYS.iter().map(|key| (*key, config.date_formats.as_slice()));
    let learn = [("ms.date", american.as_slice())];
    let mut found = None;
    for (key, formats) in configured.chain(learn).chain(ISO_DATE_KEYS.iter().map(|key| (*key, &iso[..]))) {
        let Some(text) = node.get(key).and_then(Node::trimmed) else { continue };
        match date::parse(text.text, formats) {
            Ok(date) => {
                found.get_or_insert_with(|| date.to_string());
            }
            Err(error) => {
                let message = format!("`{}` is not a date", text.text);
                source.report(&codes::FRONT_MATTER_DATE_INVALID, text.span, message, &error.to_string());
            }
        }
    }
    found
}

/// What the page says about itself, facet by facet: the first key that has words counts.
fn facts(source: &Source<'_>, node: &Node, configured: &Map<String, Value>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (facet, wanted) in source.config.facets.iter().enumerate() {
        let written = wanted.keys.iter().filter_map(|key| node.get_ci(key)).find(|value| !value.strings().is_empty());
        if let Some(value) = written {
            facts.extend(located_all(source, value).into_iter().map(|word| Fact { facet, word }));
            continue;
        }
        let stated = wanted.keys.iter().filter_map(|key| configured.get(key)).find(|value| !value.is_null());
        facts.extend(words(stated).into_iter().map(|value| Fact { facet, word: Located { value, span: None } }));
    }
    facts
}

fn words(value: Option<&Value>) -> Vec<String> {
    let split =
        |text: &str| text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    match value {
        Some(Value::String(text)) => split(text),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The uid that a page declares. A template's placeholder is none.
pub(super) fn uid(source: &Source<'_>, node: &Node) -> Option<Declaration> {
    let text = node.get("uid").and_then(Node::trimmed)?;
    if text.text.starts_with("{{") {
        return None;
    }
    let span = source.span(text.span);
    Some(Declaration { uid: text.text.to_owned(), span, anchor: None, name: None, full_name: None, symbol: None })
}

/// The codes that the front matter silences for the whole file: `skilt-ignore: [CODE, ...]`.
pub(super) fn ignores(source: &mut Source<'_>, node: &Node) -> Vec<Ignore> {
    let Some(value) = node.get("skilt-ignore") else { return Vec::new() };
    let mut ignores = Vec::new();
    for text in value.strings() {
        match crate::base::Code::find(text.text) {
            Some(code) => ignores.push(Ignore { code, span: source.span(text.span.clone()), line: None }),
            None => unknown_code(source, text.text, text.span.clone()),
        }
    }
    ignores
}

/// A name that is no diagnostic code.
pub(super) fn unknown_code(source: &mut Source<'_>, name: &str, range: std::ops::Range<usize>) {
    let near = crate::base::nearest(name, crate::base::CODES.iter().map(|code| code.name));
    let help =
        near.map_or_else(|| "`skilt explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
    source.report(&codes::FRONT_MATTER_VALUE_INVALID, range, format!("`{name}` is not a diagnostic code"), &help);
}
