//! API reference: `### YamlMime:ManagedReference`. Types and their members, addressed by uid.

use super::{Kind, Source, landing, metadata};
use crate::base::codes;
use crate::model::{Body, Declaration, Doc, Lookup, Meta, Outline, View};
use crate::syntax::slug::member_anchor;
use crate::syntax::yaml::{self, Limits, Node};
use serde_json::Value;

pub(super) const KIND: Kind = Kind {
    name: "reference",
    files: "`*.yml` whose first line is `### YamlMime:ManagedReference`: a page of an API reference.",
    claims: |file, head| file.has_extension(&["yml", "yaml"]) && landing::mime(head) == Some("ManagedReference"),
    outline,
    view,
};

/// The part of the file that holds the items: what follows repeats facts of other files and is most of the bytes.
fn items_text(text: &str) -> &str {
    text.find("\nreferences:").map_or(text, |end| &text[..end + 1])
}

fn outline(source: &mut Source<'_>) -> Outline {
    let (node, problems) = yaml::parse(items_text(source.text), &Limits::document());
    metadata::report_yaml(source, problems, false);
    let items = node.get("items").and_then(Node::as_list).unwrap_or(&[]);
    if items.is_empty() {
        let help = "an API page lists its type and members below `items:`";
        source.report(&codes::YAML_PAGE_INVALID, node.span.clone(), "the page has no `items`", help);
    }
    let mut uids = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let text = |key: &str| item.get(key).and_then(Node::trimmed).map(|text| text.text.to_owned());
        let Some(uid) = item.get("uid").and_then(Node::trimmed) else { continue };
        uids.push(Declaration {
            anchor: (at > 0).then(|| member_anchor(uid.text)),
            span: source.span(uid.span),
            uid: uid.text.to_owned(),
            name: text("name"),
            full_name: text("fullName"),
        });
    }
    let mut meta = Meta { hidden: false, ..Meta::default() };
    if let Some(first) = items.first() {
        meta = metadata::read(source, first);
        // `name` and `summary` of an item are not the metadata of an article.
        meta.title = None;
        meta.description = None;
        meta.default_title = first.get("name").and_then(Node::as_str).map(|name| page_title(first, name));
        if first.get("type").and_then(Node::as_str) == Some("Namespace") {
            meta.all.insert("_mergeable".to_owned(), Value::Bool(true));
        }
    }
    let anchors = uids.iter().filter_map(|d| Some(crate::model::Anchor { id: d.anchor.clone()?, span: d.span }));
    Outline {
        file: source.file.clone(),
        role: source.role,
        kind: KIND.name,
        meta,
        h1: None,
        headings: Vec::new(),
        anchors: anchors.collect(),
        uids,
        links: Vec::new(),
        toc: None,
        ignores: Vec::new(),
        problems: std::mem::take(&mut source.problems),
    }
}

fn page_title(item: &Node, name: &str) -> String {
    match item.get("type").and_then(Node::as_str) {
        Some(kind) => format!("{kind} {name}"),
        None => name.to_owned(),
    }
}

fn view(source: &Source<'_>, outline: &Outline, lookup: &dyn Lookup) -> Option<View> {
    let card = lookup.card(source.file)?;
    let (node, _) = yaml::parse(items_text(source.text), &Limits::document());
    let items = node.get("items").and_then(Node::as_list)?;
    let mut drawn = items.iter().zip(&outline.uids).map(|(item, declaration)| {
        let mut doc = Doc::from_json(&item.to_json());
        if let Doc::Map(entries) = &mut doc {
            for (key, value) in entries.iter_mut() {
                if matches!(key.as_str(), "summary" | "remarks")
                    && let Doc::Text(text) = value
                {
                    *value = Doc::Markdown(std::mem::take(text));
                }
            }
            entries.push(("anchor".to_owned(), Doc::text(declaration.anchor.clone().unwrap_or_default())));
        }
        doc
    });
    let item = drawn.next()?;
    let members: Vec<Doc> = drawn.collect();
    Some(View {
        template: "reference.html".to_owned(),
        route: card.route,
        file: Some(source.file.clone()),
        title: card.title,
        description: card.description,
        language: String::new(),
        noindex: outline.meta.noindex,
        layout: String::new(),
        body: Body::None,
        data: vec![("item".to_owned(), item), ("members".to_owned(), Doc::List(members))],
    })
}
