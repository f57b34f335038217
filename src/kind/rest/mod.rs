//! REST reference: Swagger 2.0 and OpenAPI 3.0 and 3.1 documents, in YAML or JSON. One document is one page, its
//! operations grouped by tag (DocFX behaviour, section 6).

mod document;
mod operation;
mod page;
mod samples;
mod schema;
#[cfg(test)]
mod tests;

use super::reference::SUMMARY;
use super::{Kind, Source, landing, metadata};
use crate::base::{codes, shortened};
use crate::model::{Anchor, Body, Declaration, Link, LinkKind, Lookup, Outline, View};
use crate::syntax::html;
use crate::syntax::markdown::{self, Event, Tag, TagEnd};
use crate::syntax::yaml::Node;
use document::{Document, Refs};
use std::collections::BTreeSet;

pub(super) const KIND: Kind = Kind {
    name: "rest",
    files: "`*.json` and `*.yml` with a key `swagger` or `openapi` at the top: a page of a REST reference.",
    claims: |file, text| file.has_extension(&["json", "yml", "yaml"]) && document::is_description(text),
    outline,
    view,
};

fn outline(source: &mut Source<'_>) -> Outline {
    let (node, problems) = document::parse(source.text);
    for (range, message) in problems {
        source.report(&codes::REST_INVALID, range, message, "mend it, or leave the file out with `exclude`");
    }
    let document = Document::new(&node);
    validate(source, &document);
    let mut meta = metadata::read(source, &Node::empty_map(0));
    meta.default_title = Some(document.title().to_owned());
    meta.description = document
        .node
        .get("info")
        .and_then(|info| info.get("description"))
        .and_then(Node::as_str)
        .map(|text| first_paragraph(text, &source.config.markdown))
        .filter(|text| !text.is_empty());
    let mut outline = Outline {
        file: source.file.clone(),
        role: source.role,
        kind: KIND.name.into(),
        meta,
        h1: None,
        headings: Vec::new(),
        anchors: Vec::new(),
        uids: Vec::new(),
        links: Vec::new(),
        toc: None,
        ignores: Vec::new(),
        problems: Vec::new(),
    };
    declare(source, &document, &mut outline);
    read_prose(source, &node, "", &mut outline);
    other_files(source, &node, &mut outline);
    outline.problems = std::mem::take(&mut source.problems);
    outline
}

/// The first paragraph of a description without its markup, as lists, search and other sites show it.
fn first_paragraph(text: &str, options: &markdown::Options) -> String {
    let text = html::clean(text);
    let events = markdown::parse(&text, options).events;
    let is_start = |spanned: &markdown::Spanned<'_>| matches!(spanned.event, Event::Start(Tag::Paragraph));
    let start = events.iter().position(is_start).unwrap_or(0);
    let is_end = |spanned: &markdown::Spanned<'_>| matches!(spanned.event, Event::End(TagEnd::Paragraph));
    let length = events[start..].iter().position(is_end).unwrap_or(events.len() - start);
    shortened(&markdown::plain_text(&text, &events[start..start + length]), SUMMARY)
}

/// What a document must have, and what must not be in it twice.
fn validate(source: &mut Source<'_>, document: &Document<'_>) {
    let node = document.node;
    let (at, version) = match node.get("openapi").or_else(|| node.get("swagger")) {
        Some(value) => (value.span.clone(), value.as_str().unwrap_or("").trim().to_owned()),
        None => return,
    };
    if !["2.0", "3.0", "3.1"].iter().any(|known| version == *known || version.starts_with(&format!("{known}."))) {
        let help = "Swagger 2.0 and OpenAPI 3.0 and 3.1 are read; convert the document to one of them";
        source.report(&codes::REST_INVALID, at.clone(), format!("version `{version}` is not known"), help);
    }
    if document.title().is_empty() {
        let message = "the document has no `info.title`, which is the title of its page";
        source.report(&codes::REST_INVALID, at.clone(), message, "add `info:` with `title:` and `version:`");
    }
    if node.get("paths").is_none_or(|paths| paths.as_map().is_none()) && node.get("webhooks").is_none() {
        source.report(&codes::REST_INVALID, at, "the document has no `paths`", "add `paths:`, however empty");
    }
    let mut seen = BTreeSet::new();
    for operation in document.operations() {
        if let Some(id) = operation.node.get("operationId").and_then(Node::trimmed)
            && !seen.insert(id.text.to_owned())
        {
            let message = format!("two operations have the id `{}`", id.text);
            source.report(&codes::REST_INVALID, id.span, message, "ids of operations are unique in a document");
        }
    }
    let mut broken = Vec::new();
    document::each_reference(node, &mut |reference, node| {
        if reference.starts_with('#') && document::pointer(document.node, reference).is_none() {
            broken.push((node.span.clone(), reference.to_owned()));
        }
    });
    for (range, reference) in broken {
        let help = "point it to something below `components` or `definitions`";
        source.report(&codes::REST_INVALID, range, format!("`{reference}` leads to nothing in this document"), help);
    }
}

/// The uids of the page, its tags and its operations, by DocFX's rule: host, base path, title and version, then
/// `tag/NAME` or the id of the operation.
fn declare(source: &Source<'_>, document: &Document<'_>, outline: &mut Outline) {
    let span = source.span(document.node.span.clone());
    let mut declare = |uid: String, anchor: Option<String>, name: &str, span| {
        if let Some(anchor) = &anchor {
            outline.anchors.push(Anchor { id: anchor.clone(), span });
        }
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        outline.uids.push(Declaration { uid, span, anchor, name, full_name: None, symbol: None });
    };
    declare(document.uid(), None, document.title(), span);
    for tag in document.tags() {
        let span = tag.node.map_or(span, |node| source.span(node.span.clone()));
        declare(document.tag_uid(&tag.name), Some(document.tag_anchor(&tag.name)), &tag.name, span);
    }
    let mut seen = BTreeSet::new();
    for operation in document.operations() {
        let id = operation.id();
        if seen.insert(id.clone()) {
            let span = source.span(operation.node.span.clone());
            declare(document.operation_uid(&id), Some(document.operation_anchor(&id)), operation.title(), span);
        }
    }
    for (name, node) in document.schemas() {
        outline.anchors.push(Anchor { id: schema::anchor(name), span: source.span(node.span.clone()) });
    }
}

/// Reads the Markdown in descriptions: links are checked, and headings in it are none of the page's.
fn read_prose(source: &mut Source<'_>, node: &Node, key: &str, outline: &mut Outline) {
    for entry in node.entries() {
        // What is below these is data, whatever its keys.
        if matches!(entry.key.as_str(), "example" | "examples" | "default" | "enum" | "const")
            || (entry.key.starts_with("x-") && key != "paths")
        {
            continue;
        }
        let is_prose = matches!(entry.key.as_str(), "description" | "summary") && key != "properties";
        match entry.value.as_str() {
            Some(text) if is_prose && text.contains(['[', '<', '@', '!']) => {
                let headings = outline.headings.len();
                landing::read_markdown(source, &entry.value, outline);
                outline.headings.truncate(headings);
            }
            _ => read_prose(source, &entry.value, &entry.key, outline),
        }
    }
    for item in node.as_list().unwrap_or_default() {
        read_prose(source, item, key, outline);
    }
}

/// Other files that references name. They are links, so that a file that is not there is reported and what is there
/// can be read when the page is made.
fn other_files(source: &Source<'_>, node: &Node, outline: &mut Outline) {
    let mut seen = BTreeSet::new();
    document::each_reference(node, &mut |reference, node| {
        let file = reference.split('#').next().unwrap_or("");
        if file.is_empty() || file.contains("://") || !seen.insert(file.to_owned()) {
            return;
        }
        outline.links.push(Link {
            kind: LinkKind::Include,
            href: file.to_owned(),
            span: source.span(node.span.clone()),
            bytes: node.span.start as u32..node.span.end as u32,
            written: String::new(),
            unchecked: true,
            directive: String::new(),
        });
    });
}

fn view(source: &Source<'_>, outline: &Outline, lookup: &dyn Lookup) -> Option<View> {
    let card = lookup.card(source.file)?;
    let (node, _) = document::parse(source.text);
    let document = Document::new(&node);
    let refs = Refs::new(source.file, &node, lookup);
    Some(View {
        template: "rest.html".to_owned(),
        data: page::data(&document, &refs, &card.route),
        route: card.route,
        file: Some(source.file.clone()),
        title: card.title,
        description: card.description,
        language: outline.meta.language.clone().unwrap_or_default(),
        noindex: outline.meta.noindex,
        layout: String::new(),
        body: Body::None,
    })
}
