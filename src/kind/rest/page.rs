//! What a page of a REST reference shows, as values for `rest.html`.

use super::document::{Document, Refs};
use super::operation;
use super::schema::{self, Schemas, text};
use crate::model::{Doc, Entries};
use crate::syntax::html;

/// Markdown of a description as a value; `Null` if it says nothing.
pub(super) fn prose(text: &str) -> Doc {
    let text = text.trim();
    if text.is_empty() { Doc::Null } else { Doc::Markdown(html::clean(text).into_owned()) }
}

/// The data of a page.
pub(super) fn data(document: &Document<'_>, refs: &Refs<'_>, route: &str) -> Entries {
    let schemas = Schemas { refs, route };
    let mut toc = Vec::new();
    let tags = tags(document, &schemas, &mut toc);
    let named = named_schemas(document, &schemas, &mut toc);
    let info = |key: &str| document.node.get("info").and_then(|info| text(info, key)).unwrap_or("");
    vec![
        (
            "doc".into(),
            Doc::map([
                ("title", Doc::text(document.title())),
                ("version", Doc::text(document.version())),
                ("uid", Doc::Text(document.uid())),
                ("text", prose(info("description"))),
                ("server", Doc::Text(document.server())),
                ("servers", servers(document)),
                ("security", security(document)),
            ]),
        ),
        ("tags".into(), tags),
        ("schemas".into(), named),
        ("toc".into(), Doc::List(toc)),
        ("prev".into(), Doc::Null),
        ("next".into(), Doc::Null),
    ]
}

/// The operations by tag. An operation with several tags stands below the first.
fn tags(document: &Document<'_>, schemas: &Schemas<'_>, toc: &mut Vec<Doc>) -> Doc {
    let operations = document.operations();
    let mut groups = Vec::new();
    let mut names: Vec<Option<String>> = document.tags().iter().map(|tag| Some(tag.name.clone())).collect();
    names.push(None);
    for name in names {
        let mut entries = Vec::new();
        let own = operations.iter().filter(|operation| operation.tags().first().copied() == name.as_deref());
        let own: Vec<_> = own.collect();
        let described =
            document.tags().into_iter().find(|tag| Some(&tag.name) == name.as_ref()).and_then(|tag| tag.node);
        if own.is_empty() && (name.is_none() || described.is_none()) {
            continue;
        }
        let title = || name.clone().map_or(Doc::Word("operations"), Doc::Text);
        let id = name.as_ref().map_or_else(|| "operations".to_owned(), |name| document.tag_anchor(name));
        toc.push(toc_entry(2, &id, title()));
        for operation in own {
            toc.push(toc_entry(3, &document.operation_anchor(&operation.id()), Doc::text(operation.title())));
            entries.push(operation::doc(document, operation, schemas));
        }
        groups.push(Doc::map([
            ("id", Doc::Text(id)),
            ("title", title()),
            ("text", prose(described.and_then(|node| text(node, "description")).unwrap_or(""))),
            ("operations", Doc::List(entries)),
        ]));
    }
    Doc::List(groups)
}

fn named_schemas(document: &Document<'_>, schemas: &Schemas<'_>, toc: &mut Vec<Doc>) -> Doc {
    let named = document.schemas();
    if !named.is_empty() {
        toc.push(toc_entry(2, "schemas", Doc::Word("schemas")));
    }
    let named = named.into_iter().map(|(name, node)| {
        toc.push(toc_entry(3, &schema::anchor(name), Doc::text(name)));
        Doc::map([
            ("id", Doc::Text(schema::anchor(name))),
            ("title", Doc::text(name)),
            ("type", schemas.type_of(node)),
            ("text", prose(text(node, "description").unwrap_or(""))),
            ("rows", schemas.rows(node)),
            (
                "values",
                Doc::List(schema::list(node, "enum").iter().map(|value| Doc::Text(schema::written(value))).collect()),
            ),
        ])
    });
    Doc::List(named.collect())
}

fn servers(document: &Document<'_>) -> Doc {
    let servers = schema::list(document.node, "servers").iter().filter_map(|server| {
        Some(Doc::map([
            ("url", Doc::text(text(server, "url")?)),
            ("text", Doc::text(text(server, "description").unwrap_or(""))),
        ]))
    });
    let mut servers: Vec<Doc> = servers.collect();
    if servers.is_empty() && document.node.get("host").is_some() {
        servers.push(Doc::map([("url", Doc::Text(document.server())), ("text", Doc::text(""))]));
    }
    Doc::List(servers)
}

/// The ways of getting in.
fn security(document: &Document<'_>) -> Doc {
    let schemes = document.security_schemes().iter().map(|entry| {
        let node = &entry.value;
        let said = |key: &str| text(node, key).unwrap_or("");
        let is_key = said("type") == "apiKey";
        let of_key = |doc: Doc| if is_key { doc } else { Doc::Null };
        let kind = match (said("type"), said("scheme")) {
            ("apiKey", _) => Doc::Word("api_key"),
            ("http", scheme) => Doc::Text(format!("HTTP {scheme}")),
            (kind, _) => Doc::text(kind),
        };
        Doc::map([
            ("name", Doc::text(&entry.key)),
            ("kind", kind),
            ("key", of_key(Doc::text(said("name")))),
            ("in", of_key(schema::place(text(node, "in").unwrap_or("header")))),
            ("text", prose(text(node, "description").unwrap_or(""))),
        ])
    });
    Doc::List(schemes.collect())
}

fn toc_entry(level: i64, id: &str, title: Doc) -> Doc {
    Doc::map([("level", Doc::Number(level)), ("id", Doc::text(id)), ("title", title)])
}
