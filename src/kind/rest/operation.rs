//! One operation: its parameters, bodies, responses and the request that its samples make.

use super::document::{Document, Operation};
use super::page::prose;
use super::samples::{self, Request};
use super::schema::{Schemas, flag, list, place, text};
use crate::model::{Doc, Entries};
use crate::syntax::yaml::Node;
use serde_json::Value as Json;

/// A parameter, whose schema Swagger 2.0 writes beside its other facts.
struct Parameter<'n> {
    node: &'n Node,
    schema: &'n Node,
    name: &'n str,
    place: &'n str,
}

/// What is shown of an operation.
pub(super) fn doc(document: &Document<'_>, operation: &Operation<'_>, schemas: &Schemas<'_>) -> Doc {
    let id = operation.id();
    let parameters = parameters(operation, schemas);
    let body = body(document, operation, &parameters, schemas);
    let request = request(document, operation, &parameters, body.as_ref(), schemas);
    let rows = parameters.iter().filter(|parameter| !matches!(parameter.place, "body" | "formData"));
    let mut entries: Entries = vec![
        ("id".into(), Doc::Text(document.operation_anchor(&id))),
        ("uid".into(), Doc::Text(document.operation_uid(&id))),
        ("operation_id".into(), Doc::text(text(operation.node, "operationId").unwrap_or(""))),
        ("method".into(), Doc::Text(operation.method.to_uppercase())),
        ("path".into(), Doc::text(operation.path)),
        ("title".into(), Doc::text(operation.title())),
        ("deprecated".into(), Doc::Bool(flag(operation.node, "deprecated"))),
        ("text".into(), prose(text(operation.node, "description").unwrap_or(""))),
        ("parameters".into(), Doc::List(rows.map(|parameter| parameter_row(parameter, schemas)).collect())),
        ("responses".into(), responses(document, operation, schemas)),
        ("samples".into(), samples::docs(&request)),
    ];
    if let Some(body) = body {
        entries.push((
            "body".into(),
            Doc::map([
                ("type", schemas.type_of(body.schema)),
                ("media", Doc::Text(body.media.join(", "))),
                ("required", Doc::Bool(body.required)),
                ("text", prose(body.text)),
                // A named schema is unfolded once: what is sent is what readers came for.
                ("rows", schemas.rows(schemas.refs.follow(body.schema))),
                ("form", Doc::List(body.form.iter().map(|field| parameter_row(field, schemas)).collect())),
            ]),
        ));
    }
    Doc::Map(entries)
}

fn parameters<'n>(operation: &Operation<'n>, schemas: &'n Schemas<'_>) -> Vec<Parameter<'n>> {
    let mut found: Vec<Parameter<'n>> = Vec::new();
    for node in list(operation.shared, "parameters").iter().chain(list(operation.node, "parameters")) {
        let node = schemas.refs.follow(node);
        let content = node.get("content").and_then(|content| content.entries().first()?.value.get("schema"));
        let schema = node.get("schema").or(content).unwrap_or(node);
        let (Some(name), place) = (text(node, "name"), text(node, "in").unwrap_or("query")) else { continue };
        // The operation's own overrides the path's.
        found.retain(|known| (known.name, known.place) != (name, place));
        found.push(Parameter { node, schema, name, place });
    }
    let order = ["path", "query", "header", "cookie", "formData", "body"];
    found.sort_by_key(|parameter| order.iter().position(|place| *place == parameter.place));
    found
}

fn parameter_row(parameter: &Parameter<'_>, schemas: &Schemas<'_>) -> Doc {
    let required = parameter.place == "path" || flag(parameter.node, "required");
    let mut row = schemas.row(parameter.name, parameter.schema, required, 0);
    if let Doc::Map(entries) = &mut row {
        entries.retain(|(key, _)| key != "text");
        entries.push(("in".into(), place(parameter.place)));
        let words = text(parameter.node, "description").or_else(|| text(parameter.schema, "description"));
        entries.push(("text".into(), prose(words.unwrap_or(""))));
    }
    row
}

/// What is sent along.
struct BodyOf<'n> {
    schema: &'n Node,
    media: Vec<&'n str>,
    required: bool,
    text: &'n str,
    example: Option<&'n Node>,
    form: Vec<&'n Parameter<'n>>,
}

fn body<'n>(
    document: &Document<'n>,
    operation: &Operation<'n>,
    parameters: &'n [Parameter<'n>],
    schemas: &'n Schemas<'_>,
) -> Option<BodyOf<'n>> {
    if let Some(node) = operation.node.get("requestBody").map(|node| schemas.refs.follow(node)) {
        let content = node.get("content").map_or(&[][..], Node::entries);
        let chosen = content.iter().find(|entry| entry.key.contains("json")).or_else(|| content.first())?;
        return Some(BodyOf {
            schema: chosen.value.get("schema").unwrap_or(&chosen.value),
            media: content.iter().map(|entry| entry.key.as_str()).collect(),
            required: flag(node, "required"),
            text: text(node, "description").unwrap_or(""),
            example: example_of(&chosen.value),
            form: Vec::new(),
        });
    }
    let media = media_types(document, operation, "consumes");
    let form: Vec<&Parameter<'_>> = parameters.iter().filter(|parameter| parameter.place == "formData").collect();
    let whole = parameters.iter().find(|parameter| parameter.place == "body").or_else(|| form.first().copied())?;
    Some(BodyOf {
        schema: whole.schema,
        media,
        required: flag(whole.node, "required"),
        text: if form.is_empty() { text(whole.node, "description").unwrap_or("") } else { "" },
        example: None,
        form,
    })
}

/// The media types of Swagger 2.0: the operation's, else the document's.
fn media_types<'n>(document: &Document<'n>, operation: &Operation<'n>, key: &str) -> Vec<&'n str> {
    let own = list(operation.node, key);
    let types = if own.is_empty() { list(document.node, key) } else { own };
    types.iter().filter_map(Node::as_str).collect()
}

/// The example of a media type.
fn example_of(media: &Node) -> Option<&Node> {
    let first = || media.get("examples")?.entries().first()?.value.get("value");
    media.get("example").or_else(first)
}

fn responses(document: &Document<'_>, operation: &Operation<'_>, schemas: &Schemas<'_>) -> Doc {
    let answers = operation.node.get("responses").map_or(&[][..], Node::entries).iter().map(|entry| {
        let node = schemas.refs.follow(&entry.value);
        let content = node.get("content").map_or(&[][..], Node::entries);
        let chosen = content.iter().find(|entry| entry.key.contains("json")).or_else(|| content.first());
        let schema = node.get("schema").or_else(|| chosen.and_then(|entry| entry.value.get("schema")));
        let media = if schema.is_some() && content.is_empty() {
            media_types(document, operation, "produces")
        } else {
            content.iter().map(|entry| entry.key.as_str()).collect()
        };
        let stated = chosen.and_then(|entry| example_of(&entry.value)).or_else(|| {
            let examples = node.get("examples")?.entries();
            examples.iter().find(|entry| entry.key.contains("json")).or_else(|| examples.first()).map(|e| &e.value)
        });
        let example = match (stated, schema) {
            (Some(stated), _) => Some(stated.to_json()),
            (None, Some(schema)) => Some(schemas.example(schema)),
            _ => None,
        };
        let headers = node.get("headers").map_or(&[][..], Node::entries).iter().map(|header| {
            let inner = schemas.refs.follow(&header.value);
            let mut row = schemas.row(&header.key, inner.get("schema").unwrap_or(inner), false, 0);
            if let Doc::Map(entries) = &mut row {
                entries.retain(|(key, _)| key != "text");
                entries.push(("text".into(), prose(text(inner, "description").unwrap_or(""))));
            }
            row
        });
        Doc::map([
            ("status", Doc::text(&entry.key)),
            ("text", prose(text(node, "description").unwrap_or(""))),
            ("type", schema.map_or(Doc::Null, |schema| schemas.type_of(schema))),
            ("media", Doc::Text(media.join(", "))),
            ("rows", schema.map_or(Doc::Null, |schema| schemas.rows(schema))),
            ("headers", Doc::List(headers.collect())),
            ("example", example.map_or(Doc::Null, |example| json_block(&example))),
        ])
    });
    Doc::List(answers.collect())
}

fn json_block(value: &Json) -> Doc {
    let (text, language) = match value {
        Json::String(text) => (text.clone(), if text.trim_start().starts_with('<') { "xml" } else { "text" }),
        other => (samples::pretty(other), "json"),
    };
    Doc::Markdown(crate::kind::markdown::fence(&text, language).trim().to_owned())
}

/// The request that samples make: required parameters, and those that state an example.
fn request(
    document: &Document<'_>,
    operation: &Operation<'_>,
    parameters: &[Parameter<'_>],
    body: Option<&BodyOf<'_>>,
    schemas: &Schemas<'_>,
) -> Request {
    let mut path = operation.path.to_owned();
    let mut request = Request { method: operation.method.to_uppercase(), ..Request::default() };
    let written = |parameter: &Parameter<'_>| {
        let stated = parameter.node.get("example").map(Node::to_json);
        match stated.unwrap_or_else(|| schemas.example(parameter.schema)) {
            Json::String(text) => text,
            Json::Array(items) => {
                let texts = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
                texts.collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        }
    };
    let encode = |text: &str| crate::syntax::href::encode_path(text).replace(['&', '?'], "_").replace('/', "%2F");
    let mut query = Vec::new();
    for parameter in parameters {
        let is_wanted = flag(parameter.node, "required") || parameter.node.get("example").is_some();
        match parameter.place {
            "path" => path = path.replace(&format!("{{{}}}", parameter.name), &encode(&written(parameter))),
            "query" if is_wanted => query.push(format!("{}={}", encode(parameter.name), encode(&written(parameter)))),
            "header" if is_wanted => request.headers.push((parameter.name.to_owned(), written(parameter))),
            "formData" => request.form.push((parameter.name.to_owned(), written(parameter))),
            _ => {}
        }
    }
    authorize(document, operation, &mut request, &mut query);
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let server = document.server();
    let server = if server.contains("://") { server } else { format!("https://example.com{server}") };
    request.url = format!("{server}{path}{query}");
    if let Some(body) = body.filter(|body| body.form.is_empty()) {
        let media = body.media.iter().find(|media| media.contains("json")).or(body.media.first());
        request.media = media.map_or("application/json", |media| media).to_owned();
        let value = body.example.map_or_else(|| schemas.example(body.schema), Node::to_json);
        request.body = Some(match value {
            Json::String(text) if !request.media.contains("json") => text,
            other => samples::pretty(&other),
        });
    }
    request
}

/// Adds what the first way of getting in asks for.
fn authorize(document: &Document<'_>, operation: &Operation<'_>, request: &mut Request, query: &mut Vec<String>) {
    let wanted = operation.node.get("security").or_else(|| document.node.get("security"));
    let first = wanted.and_then(|list| list.as_list()?.iter().find(|node| !node.entries().is_empty()));
    let Some(name) = first.and_then(|node| node.entries().first()).map(|entry| entry.key.as_str()) else { return };
    let Some(scheme) = document.security_schemes().iter().find(|entry| entry.key == name) else { return };
    let scheme = &scheme.value;
    match (text(scheme, "type").unwrap_or(""), text(scheme, "scheme").unwrap_or("")) {
        ("basic", _) | ("http", "basic") => {
            request.headers.push(("Authorization".to_owned(), "Basic CREDENTIALS".to_owned()));
        }
        ("apiKey", _) => {
            let key = text(scheme, "name").unwrap_or("key");
            match text(scheme, "in") {
                Some("query") => query.push(format!("{key}=KEY")),
                Some("cookie") => request.headers.push(("Cookie".to_owned(), format!("{key}=KEY"))),
                _ => request.headers.push((key.to_owned(), "KEY".to_owned())),
            }
        }
        ("oauth2" | "openIdConnect" | "http", _) => {
            request.headers.push(("Authorization".to_owned(), "Bearer TOKEN".to_owned()));
        }
        _ => {}
    }
}
