//! Pages written as YAML: `### YamlMime:NAME`. Landing pages (Category, SubCategory, Hub, Landing), FAQ, Tutorial, and
//! any other name, which a template of the site can draw.
//!
//! What a value is follows from its key: `url`, `href` and their like are links, `answer`, `content` and `footer` are
//! Markdown, everything else is text.

use super::{Kind, Source, markdown, metadata, silence};
use crate::base::codes;
use crate::model::{Anchor, Body, Doc, Entries, Heading, Link, LinkKind, Lookup, Outline, Target, View};
use crate::syntax::href;
use crate::syntax::slug::{IdSet, heading_id, question_id};
use crate::syntax::yaml::{self, Limits, Map, Node, Value};
use std::collections::HashSet;

pub(super) const KIND: Kind = Kind {
    name: "landing",
    files: "`*.yml` whose first line is `### YamlMime:NAME`: landing pages, FAQs, tutorials.",
    claims: |file, text| {
        file.has_extension(&["yml", "yaml"]) && mime(super::head(text)).is_some_and(|name| !NO_PAGES.contains(&name))
    },
    outline,
    view,
};

/// Names of files that DocFX writes and that are no pages, wherever they lie.
const NO_PAGES: &[&str] = &["XRefMap", "TableOfContent"];

/// The name in a first line `#...YamlMime:NAME`.
pub(super) fn mime(head: &str) -> Option<&str> {
    let rest = head.strip_prefix('#')?.trim_start_matches('#').trim();
    let name = rest.strip_prefix("YamlMime:")?.trim();
    (!name.is_empty()).then_some(name)
}

/// What the value of a key is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Link,
    Image,
    Markdown,
    Inline,
    Text,
}

fn meaning(key: &str) -> Meaning {
    match key {
        "url" | "href" | "link" => Meaning::Link,
        "imageSrc" | "image" | "src" | "thumbnail" => Meaning::Image,
        "answer" | "content" | "body" | "footer" | "markdown" => Meaning::Markdown,
        "question" => Meaning::Inline,
        _ => Meaning::Text,
    }
}

fn outline(source: &mut Source<'_>) -> Outline {
    let (node, problems) = yaml::parse(source.text, &Limits::document());
    metadata::report_yaml(source, problems, false);
    if node.as_map().is_none() {
        let help = "write `title:` and its like below the first line";
        source.report(
            &codes::YAML_PAGE_INVALID,
            node.span.clone(),
            "the page is not a mapping of keys and values",
            help,
        );
    }
    let head = head_of(&node);
    let meta = metadata::read(source, &head);
    let mut outline = Outline {
        file: source.file.clone(),
        role: source.role,
        kind: KIND.name.into(),
        meta,
        h1: None,
        uids: metadata::uid(source, &head).into_iter().collect(),
        headings: Vec::new(),
        anchors: Vec::new(),
        links: Vec::new(),
        toc: None,
        ignores: metadata::ignores(source, &head),
        problems: Vec::new(),
    };
    collect(source, "", &node, &mut outline);
    outline.ignores.extend(silence::comments(source));
    let sections = sections(source, &node);
    for (section, ids) in sections.iter().zip(other_ids(&sections)) {
        outline.anchors.extend(ids.into_iter().map(|id| Anchor { id, span: section.span }));
    }
    outline.headings.extend(sections);
    outline.problems = std::mem::take(&mut source.problems);
    outline
}

/// The page's metadata: its own keys, and those below `metadata` where it has none of that name.
fn head_of(node: &Node) -> Node {
    let mut entries: Vec<yaml::Entry> = node.entries().to_vec();
    if let Some(inner) = node.get("metadata") {
        for entry in inner.entries() {
            if !entries.iter().any(|own| own.key == entry.key) {
                entries.push(entry.clone());
            }
        }
    }
    Node { value: Value::Map(Map { entries, flow: false }), span: node.span.clone() }
}

/// Finds links and Markdown anywhere in the page.
fn collect(source: &mut Source<'_>, key: &str, node: &Node, outline: &mut Outline) {
    match &node.value {
        Value::Map(map) => {
            for entry in &map.entries {
                collect(source, &entry.key, &entry.value, outline);
            }
        }
        Value::List(items) => {
            for item in items {
                collect(source, key, item, outline);
            }
        }
        Value::Scalar(_) => {
            let Some(text) = node.trimmed() else { return };
            match meaning(key) {
                Meaning::Link => push(source, LinkKind::Link, text.text, text.span, outline),
                Meaning::Image => push(source, LinkKind::Image, text.text, text.span, outline),
                Meaning::Markdown | Meaning::Inline => read_markdown(source, node, outline),
                Meaning::Text => {}
            }
        }
    }
}

fn push(source: &Source<'_>, kind: LinkKind, href: &str, range: std::ops::Range<usize>, outline: &mut Outline) {
    let (kind, href) = match href.strip_prefix("xref:") {
        Some(uid) => (LinkKind::Xref, uid),
        None => (kind, href),
    };
    outline.links.push(Link {
        kind,
        href: href.to_owned(),
        span: source.span(range.clone()),
        bytes: range.start as u32..range.end as u32,
        written: markdown::written(source.text, range, href),
        unchecked: false,
        directive: String::new(),
    });
}

/// Reads Markdown in a value. Its places are exact where the value stands in the file as it is; those of links also in
/// folded and indented text. Elsewhere they are the place of the whole value.
pub(super) fn read_markdown(source: &mut Source<'_>, node: &Node, outline: &mut Outline) {
    let Some(text) = node.as_str().map(str::to_owned) else { return };
    let written = source.text.get(node.span.clone()).unwrap_or("");
    if let Some(at) = written.find(text.as_str()) {
        return markdown::read(source, &text, node.span.start + at, outline);
    }
    let before = outline.links.len();
    let anchors = outline.anchors.len();
    let ignores = outline.ignores.len();
    let mut inner = Source::new(source.file, &text, source.role, source.config);
    markdown::read(&mut inner, &text, 0, outline);
    let span = source.span(node.span.clone());
    let words = yaml::FoldedWords::new(written, &text);
    for link in &mut outline.links[before..] {
        let place = words.place(link.bytes.start as usize..link.bytes.end as usize);
        let place = place.map(|place| node.span.start + place.start..node.span.start + place.end);
        link.span = place.clone().map_or(span, |place| source.span(place));
        link.bytes = place.map_or(0..0, |place| place.start as u32..place.end as u32);
    }
    for anchor in &mut outline.anchors[anchors..] {
        anchor.span = span;
    }
    for ignore in &mut outline.ignores[ignores..] {
        (ignore.span, ignore.line) = (span, Some(span.start.line));
    }
    for mut problem in inner.problems {
        if let Some(place) = &mut problem.place {
            place.span = Some(span);
        }
        source.problems.push(problem);
    }
}

/// The level of a question among the sections of a page.
const QUESTION: u8 = 3;

/// The parts of a page that links can lead to: questions of an FAQ and steps of a tutorial.
fn sections(source: &Source<'_>, node: &Node) -> Vec<Heading> {
    let mut ids = IdSet::default();
    let mut found = Vec::new();
    let heading = |level: u8, id: String, text: String, node: &Node| Heading {
        level,
        id,
        text,
        span: source.span(node.span.clone()),
    };
    let list = |node: &Node, key: &str| node.get(key).and_then(Node::as_list).map(<[Node]>::to_vec).unwrap_or_default();
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(|t| t.trim().to_owned());
    for section in list(node, "sections") {
        if let Some(title) = text(&section, "title").or_else(|| text(&section, "name")) {
            found.push(heading(2, ids.unique(heading_id(&title)), title, &section));
        }
        for question in list(&section, "questions") {
            if let Some(title) = text(&question, "question") {
                found.push(heading(QUESTION, ids.unique(heading_id(&title)), title, &question));
            }
        }
    }
    for item in list(node, "items").iter().chain(&list(node, "landingContent")) {
        if let Some(title) = text(item, "title") {
            found.push(heading(2, ids.unique(heading_id(&title)), title, item));
        }
    }
    found
}

/// The other ids that links to questions use, for each of the sections: those of Microsoft Learn, which once ended in
/// a `-` where the question ends in a mark and do no longer.
fn other_ids(sections: &[Heading]) -> Vec<Vec<String>> {
    let mut taken: HashSet<String> = sections.iter().map(|section| section.id.clone()).collect();
    let mut of = |section: &Heading| {
        let long = if section.level == QUESTION { question_id(&section.text) } else { String::new() };
        let short = long.trim_end_matches('-').to_owned();
        [short, long].into_iter().filter(|id| !id.is_empty() && taken.insert(id.clone())).collect()
    };
    sections.iter().map(&mut of).collect()
}

fn view(source: &Source<'_>, outline: &Outline, lookup: &dyn Lookup) -> Option<View> {
    let card = lookup.card(source.file)?;
    let (node, _) = yaml::parse(source.text, &Limits::document());
    let head = source.text.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
    let name = mime(head).unwrap_or("");
    let shape = match name {
        "Category" | "Hub" => "hub",
        "SubCategory" | "Landing" => "landing",
        "FAQ" => "faq",
        "Tutorial" => "tutorial",
        _ => "other",
    };
    // Not the headings of the outline, which are also those in answers.
    let sections = sections(source, &node);
    let mut ids = sections.iter().map(|section| section.id.clone()).zip(other_ids(&sections));
    let mut drawing = Drawing { source, lookup, shape, ids: &mut ids };
    let mut doc = drawing.draw("", &node);
    let shape_entry = ("shape".into(), Doc::text(shape));
    match &mut doc {
        Doc::Map(entries) => entries.push(shape_entry),
        // Reported when it was read; the page is there with its title.
        _ => doc = Doc::Map(vec![shape_entry]),
    }
    Some(View {
        template: if shape == "other" { format!("{name}.html") } else { "landing.html".to_owned() },
        route: card.route,
        file: Some(source.file.clone()),
        title: card.title,
        description: card.description,
        language: outline.meta.language.clone().unwrap_or_default(),
        noindex: outline.meta.noindex,
        layout: "landing".to_owned(),
        body: Body::None,
        data: vec![("doc".into(), doc)],
    })
}

/// A page that is turned into the document that its template sees.
struct Drawing<'a> {
    source: &'a Source<'a>,
    lookup: &'a dyn Lookup,
    shape: &'static str,
    /// The ids of the sections that are still to come, and the other ids of each.
    ids: &'a mut dyn Iterator<Item = (String, Vec<String>)>,
}

impl Drawing<'_> {
    /// Items of both icon vocabularies get an `icon`, lists of links a `label`, sections their ids, and links of lists
    /// say where their pages apply.
    fn draw(&mut self, key: &str, node: &Node) -> Doc {
        match &node.value {
            Value::List(items) => Doc::List(items.iter().map(|item| self.draw(key, item)).collect()),
            Value::Map(map) => {
                let mut entries = Entries::new();
                let is_section = match self.shape {
                    "faq" => key == "sections" || key == "questions",
                    _ => key == "items" && self.shape == "tutorial" || key == "landingContent",
                };
                if is_section && let Some((id, others)) = self.ids.next() {
                    entries.push(("id".into(), Doc::Text(id)));
                    entries.push(("other_ids".into(), Doc::List(others.into_iter().map(Doc::Text).collect())));
                }
                for entry in &map.entries {
                    entries.push((entry.key.clone().into(), self.draw(&entry.key, &entry.value)));
                }
                if let Some(written) = kind_of(node) {
                    let kind = written.to_lowercase();
                    entries.push(("label".into(), label(&kind, written)));
                    entries.push(("icon".into(), Doc::Text(kind)));
                }
                // Always said here, since it is printed as it is: a page's own key of this name is text.
                if matches!(self.shape, "hub" | "landing") {
                    let applies = map.entries.iter().find_map(|entry| self.applies(&entry.key, &entry.value));
                    entries.push(("applies".into(), Doc::Text(applies.unwrap_or_default())));
                }
                Doc::Map(entries)
            }
            Value::Scalar(scalar) => match meaning(key) {
                Meaning::Link | Meaning::Image => Doc::Href(scalar.text.trim().to_owned()),
                Meaning::Markdown => Doc::Markdown(scalar.text.clone()),
                Meaning::Inline => Doc::Inline(scalar.text.clone()),
                Meaning::Text => Doc::from_json(&match node.to_json() {
                    // Text stays as written even where it reads as a number.
                    serde_json::Value::Number(_) => serde_json::Value::String(scalar.text.clone()),
                    other => other,
                }),
            },
        }
    }

    /// Where the page applies that a link leads to, as attributes.
    fn applies(&self, key: &str, node: &Node) -> Option<String> {
        if meaning(key) != Meaning::Link {
            return None;
        }
        let file = match self.lookup.resolve(self.source.file, node.trimmed()?.text).target {
            Target::Page { file, .. } => file,
            Target::Xref(uid) => self.lookup.uid(&href::parse_xref(&uid).uid)?.file?,
            _ => return None,
        };
        Some(super::applies(self.source.config, &self.lookup.card(&file)?))
    }
}

/// The kind of an item: `typeDesc` where `itemType` is a Material icon, else `itemType` or `linkListType`.
fn kind_of(node: &Node) -> Option<&str> {
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
    text("typeDesc").or_else(|| text("itemType")).or_else(|| text("linkListType"))
}

/// The kinds of items and lists that the format knows, with the keys of their words.
const LABELS: &[(&str, &str)] = &[
    ("architecture", "architecture"),
    ("concept", "concept"),
    ("deploy", "deploy"),
    ("download", "download"),
    ("get-started", "getting_started"),
    ("how-to-guide", "howto"),
    ("learn", "learn"),
    ("overview", "overview"),
    ("quickstart", "quickstart"),
    ("reference", "reference"),
    ("sample", "sample"),
    ("tutorial", "tutorial"),
    ("video", "video"),
    ("whats-new", "whats_new"),
];

/// What readers see for a kind: the word of the theme, or what is written.
fn label(kind: &str, written: &str) -> Doc {
    if let Some((_, word)) = LABELS.iter().find(|(known, _)| *known == kind) {
        return Doc::Word(word);
    }
    let text = written.replace(['-', '_'], " ");
    let mut chars = text.chars();
    Doc::Text(chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect()))
}
