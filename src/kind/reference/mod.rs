//! API reference: `### YamlMime:ManagedReference`. Namespaces, types and their members, addressed by uid (DocFX
//! behaviour, section 6).

mod file;
mod item;
mod names;
mod page;
mod plain;
mod prose;
mod scalar;
#[cfg(test)]
mod tests;

use super::{Kind, Source, landing, metadata};
use crate::base::codes;
use crate::model::{Anchor, Body, Declaration, Link, LinkKind, Lookup, Outline, Symbol, View};
use crate::syntax::slug::member_anchor;
use crate::syntax::yaml::{self, Entry, Node, ProblemKind};
use plain::Value;

pub(super) use prose::SUMMARY;

pub(super) const KIND: Kind = Kind {
    name: "reference",
    files: "`*.yml` whose first line is `### YamlMime:ManagedReference`: a page of an API reference.",
    claims: |file, text| {
        file.has_extension(&["yml", "yaml"]) && landing::mime(super::head(text)) == Some("ManagedReference")
    },
    outline,
    view,
};

fn outline(source: &mut Source<'_>) -> Outline {
    let parts = file::parts(source.text);
    let (items, problems) = file::items(&parts);
    // A broken file is one problem, however many lines are hurt by it.
    let broken = problems.iter().any(|problem| problem.kind == ProblemKind::Syntax);
    let problems = problems.into_iter().filter(|problem| !broken || problem.kind == ProblemKind::Syntax);
    let count = if broken { 1 } else { usize::MAX };
    metadata::report_yaml(source, problems.take(count).collect(), false);
    if items.is_empty() && source.problems.is_empty() {
        let help = "an API page lists its type and members below `items:`";
        source.report(&codes::YAML_PAGE_INVALID, 0..0, "the page has no `items`", help);
    }
    let head = items.first().map_or_else(|| Node::empty_map(0), own_metadata);
    let mut meta = metadata::read(source, &head);
    let (mut uids, mut anchors, mut links) = (Vec::new(), Vec::<Anchor>::new(), Vec::new());
    let mut groups = std::collections::BTreeSet::new();
    for item in &items {
        let Some(Value::Text(uid, at)) = item.get("uid").filter(|uid| uid.text().is_some()) else { continue };
        let span = source.span(at.clone());
        let text = |key: &str| item.str(key).map(str::to_owned);
        uids.push(Declaration {
            anchor: (!uids.is_empty()).then(|| member_anchor(uid)),
            span,
            full_name: text("fullName").filter(|name| name.as_str() != uid.as_ref()),
            uid: uid.clone().into_owned(),
            name: text("name"),
            symbol: item.str("type").and_then(Symbol::parse),
        });
        if let Some(group) = item.str("overload").map(member_anchor)
            && groups.insert(group.clone())
        {
            anchors.push(Anchor { id: group, span });
        }
    }
    if let Some(first) = items.first() {
        let kind = first.str("type").and_then(Symbol::parse);
        let name = first.str("name").unwrap_or("");
        meta.title = None;
        meta.description = first.str("summary").map(prose::first_words).filter(|text| !text.is_empty());
        let word = |kind: Symbol| source.config.words.text(meta.language.as_deref().unwrap_or(""), kind.word());
        meta.default_title = Some(kind.map_or_else(|| name.to_owned(), |kind| format!("{} {name}", word(kind))));
        if kind == Some(Symbol::Namespace) {
            links = children(source, first);
        }
    }
    Outline {
        file: source.file.clone(),
        role: source.role,
        kind: KIND.name.into(),
        meta,
        h1: None,
        headings: Vec::new(),
        anchors,
        uids,
        links,
        toc: None,
        ignores: Vec::new(),
        problems: std::mem::take(&mut source.problems),
    }
}

/// What the first item says beyond the fields of the format: that can be metadata of the page, such as facets.
fn own_metadata(item: &Value<'_>) -> Node {
    let mut node = Node::empty_map(0);
    let yaml::Value::Map(map) = &mut node.value else { return node };
    for (key, value) in item.entries() {
        let Value::Text(text, at) = value else { continue };
        if item::is_known(key) || text.trim().is_empty() {
            continue;
        }
        let scalar = yaml::Scalar { text: text.clone().into_owned(), plain: true, verbatim: true };
        let value = Node { value: yaml::Value::Scalar(scalar), span: at.clone() };
        map.entries.push(Entry { key: key.clone().into_owned(), key_span: at.clone(), value });
    }
    node
}

/// The types that a namespace lists. They are references, and the index merges namespaces by them.
fn children(source: &Source<'_>, item: &Value<'_>) -> Vec<Link> {
    let children = item.list("children").iter().filter_map(|child| match child {
        Value::Text(uid, at) if !uid.trim().is_empty() => Some((uid, at)),
        _ => None,
    });
    children
        .map(|(uid, at)| Link {
            kind: LinkKind::XrefQuiet,
            href: uid.clone().into_owned(),
            span: source.span(at.clone()),
            bytes: at.start as u32..at.end as u32,
            written: String::new(),
            unchecked: true,
            directive: String::new(),
        })
        .collect()
}

fn view(source: &Source<'_>, outline: &Outline, lookup: &dyn Lookup) -> Option<View> {
    let card = lookup.card(source.file)?;
    let parts = file::parts(source.text);
    let (items, _) = file::items(&parts);
    let data = page::data(&items, &parts, &card.route, lookup)?;
    // Every part of a namespace that is split over files shows the whole; search engines get the first.
    let first = outline.uids.first().and_then(|declaration| lookup.uid(&declaration.uid));
    let is_first = first.is_none_or(|target| target.file.as_ref() == Some(source.file));
    Some(View {
        template: "reference.html".to_owned(),
        route: card.route,
        file: Some(source.file.clone()),
        title: card.title,
        description: card.description,
        language: outline.meta.language.clone().unwrap_or_default(),
        noindex: outline.meta.noindex || !is_first,
        layout: String::new(),
        body: Body::None,
        data,
    })
}
