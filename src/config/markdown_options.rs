//! Which Markdown extensions a configuration switches on.

use super::defaults;
use super::document::Document;
use crate::syntax::markdown::{HeadingIds, Media, Options};
use crate::syntax::yaml::{Node, Value};

/// The switches by their names in `skilt.yml`.
pub(super) fn switches(options: &mut Options) -> [(&'static str, &mut bool); 16] {
    [
        ("footnotes", &mut options.footnotes),
        ("task_lists", &mut options.task_lists),
        ("definition_lists", &mut options.definition_lists),
        ("math", &mut options.math),
        ("smart_punctuation", &mut options.smart_punctuation),
        ("strikethrough", &mut options.strikethrough),
        ("super_and_subscript", &mut options.super_and_subscript),
        ("inserted", &mut options.inserted),
        ("marked", &mut options.marked),
        ("wide_rows", &mut options.wide_rows),
        ("markdig", &mut options.markdig),
        ("heading_attributes", &mut options.heading_attributes),
        ("hard_breaks", &mut options.hard_breaks),
        ("autolinks", &mut options.autolinks),
        ("emoji", &mut options.emoji),
        ("custom_containers", &mut options.custom_containers),
    ]
}

/// Applies `markdown` of `skilt.yml`.
pub(super) fn read(document: &mut Document, top: &Node, options: &mut Options) {
    let Some(node) = document.map(top, "markdown") else { return };
    for (name, switch) in switches(options) {
        if let Some(on) = document.flag(node, name) {
            *switch = on;
        }
    }
    alerts(document, node, options);
}

fn alerts(document: &mut Document, node: &Node, options: &mut Options) {
    let Some(alerts) = document.map(node, "alerts") else { return };
    for entry in alerts.entries() {
        match entry.value.trimmed() {
            Some(classes) => drop(options.alerts.insert(entry.key.to_uppercase(), classes.text.to_owned())),
            None => document.wrong(&entry.value, &entry.key, "text, the classes of the alert"),
        }
    }
}

/// Extensions of Markdig by name (case does not matter) to the switches they turn on. Those without any are on
/// already, or part of what every page gets.
const MARKDIG: &[(&str, &[&str])] = &[
    ("common", &[]),
    (
        "advanced",
        &[
            "footnotes",
            "task_lists",
            "definition_lists",
            "super_and_subscript",
            "inserted",
            "marked",
            "heading_attributes",
            "custom_containers",
        ],
    ),
    ("footnotes", &["footnotes"]),
    ("tasklists", &["task_lists"]),
    ("definitionlists", &["definition_lists"]),
    ("attributes", &["heading_attributes"]),
    ("emphasisextras", &["super_and_subscript", "inserted", "marked"]),
    ("smartypants", &["smart_punctuation"]),
    ("hardlinebreak", &["hard_breaks"]),
    ("mathematics", &["math"]),
    ("emojis", &["emoji"]),
    ("autolinks", &["autolinks"]),
    ("pipetables", &[]),
    ("gfm-pipetables", &[]),
    ("autoidentifiers", &[]),
    ("medialinks", &[]),
    ("customcontainers", &["custom_containers"]),
    ("alerts", &[]),
    ("diagrams", &[]),
    ("yaml", &[]),
    ("nonascii-noescape", &[]),
];

/// Extensions of Markdig that skilt leaves out.
pub(super) const LEFT_OUT: &[&str] = &[
    "gridtables",
    "abbreviations",
    "citations",
    "figures",
    "footers",
    "listextras",
    "bootstrap",
    "globalization",
    "nohtml",
    "nofollowlinks",
    "noopenerlinks",
    "noreferrerlinks",
    "jiralinks",
    "selfpipeline",
];

/// The Markdown that `markdownEngineProperties` of a `docfx.json` asks for.
pub(super) fn read_docfx(document: &mut Document, build: &Node) -> Options {
    let mut options = defaults::docfx_markdown();
    let Some(node) = document.map(build, "markdownEngineProperties") else { return options };
    for (name, _) in extensions(node) {
        let on = MARKDIG.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map_or(&[][..], |(_, on)| on);
        for (_, switch) in switches(&mut options).into_iter().filter(|(switch, _)| on.contains(switch)) {
            *switch = true;
        }
    }
    for item in node.get_ci("markdigExtensions").and_then(Node::as_list).unwrap_or_default() {
        if let Some(name) = item.trimmed() {
            configure(&mut options, name.text, None);
        }
        for entry in item.entries() {
            configure(&mut options, &entry.key, Some(&entry.value));
        }
    }
    alerts(document, node, &mut options);
    options
}

/// What an extension's own options say (Markdig). An extension without options has Markdig's defaults, which are not
/// always those that DocFX starts from.
fn configure(options: &mut Options, name: &str, settings: Option<&Node>) {
    let flags = settings.and_then(Node::trimmed).map(|text| text.text.to_ascii_lowercase());
    let has = |flag: &str| flags.as_deref().is_some_and(|flags| flags.split(',').any(|found| found.trim() == flag));
    let text = |key: &str| settings.and_then(|node| node.get_ci(key)?.trimmed()).map(|text| text.text.to_owned());
    let flag = |key: &str| text(key).map(|word| word.eq_ignore_ascii_case("true"));
    match name.to_ascii_lowercase().as_str() {
        "emphasisextras" if flags.is_some() => {
            let all = has("default");
            options.strikethrough = all || has("strikethrough");
            options.super_and_subscript = all || has("superscript") || has("subscript");
            options.inserted = all || has("inserted");
            options.marked = all || has("marked");
        }
        "autoidentifiers" => {
            options.heading_ids = match &flags {
                Some(_) if has("github") => HeadingIds::GitHub,
                Some(_) if !has("allowonlyascii") && !has("default") => HeadingIds::Markdig,
                _ => HeadingIds::MarkdigAscii,
            };
        }
        "pipetables" => options.wide_rows = !flag("UseHeaderForColumnCount").unwrap_or(false),
        "gfm-pipetables" => options.wide_rows = false,
        "medialinks" => {
            let usual = Media::default();
            options.media = Media {
                width: text("Width").unwrap_or(usual.width),
                height: text("Height").unwrap_or(usual.height),
                controls: flag("AddControlsProperty").unwrap_or(usual.controls),
                class: text("Class").unwrap_or(usual.class),
            };
        }
        _ => {}
    }
}

/// The names in `markdigExtensions`, where entries are names or mappings of a name to its options.
pub(super) fn extensions(node: &Node) -> Vec<(String, std::ops::Range<usize>)> {
    let items = match node.get_ci("markdigExtensions").map(|list| &list.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let mut names = Vec::new();
    for item in items {
        names.extend(item.trimmed().map(|name| (name.text.to_owned(), name.span)));
        names.extend(item.entries().iter().map(|entry| (entry.key.clone(), entry.key_span.clone())));
    }
    names
}

/// Whether a name in `markdigExtensions` has the effect it has in DocFX.
pub(super) fn is_supported(name: &str) -> bool {
    MARKDIG.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// Switches on what either of two has on: two roots of one site share their Markdown.
pub(super) fn unite(options: &mut Options, other: &Options) {
    let mut other = other.clone();
    for ((_, switch), (_, more)) in switches(options).into_iter().zip(switches(&mut other)) {
        *switch |= *more;
    }
    options.alerts.extend(other.alerts);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_have_any_case_and_options() {
        let json = r#"{"markdownEngineProperties": {"markdigExtensions": ["FootNotes", {"emojis": {"enableSmileys": false}}, "TaskLists"], "alerts": {"todo": "alert"}}}"#;
        let (mut document, node) = Document::parse("docfx.json", json.to_owned());
        let options = read_docfx(&mut document, &node.expect("readable"));
        assert!(options.footnotes && options.task_lists && options.emoji && options.math);
        assert!(!options.definition_lists && !options.heading_attributes);
        assert_eq!(options.alerts.get("TODO").map(String::as_str), Some("alert"));
        assert_eq!(document.problems, []);
    }
}
