//! Schemas: the name of a type, its properties as rows, and a value that looks like one.

use super::document::Refs;
use crate::model::{Doc, Piece, To};
use crate::syntax::yaml::Node;
use serde_json::{Map, Value as Json, json};

/// How deep properties of schemas without a name are shown, and examples are made.
const MAX_DEPTH: usize = 6;

/// How many values an example may have. Schemas that name each other could make it grow without end.
const MAX_VALUES: usize = 400;

/// The anchor of a schema that has a name.
pub(super) fn anchor(name: &str) -> String {
    format!("schema-{}", crate::syntax::slug::member_anchor(name))
}

/// The last part of a reference, decoded.
pub(super) fn name_of(reference: &str) -> String {
    let last = reference.rsplit(['/', '#']).next().unwrap_or(reference);
    crate::syntax::href::decode(last).replace("~1", "/").replace("~0", "~")
}

/// Draws schemas for the page at `route`.
pub(super) struct Schemas<'a> {
    pub(super) refs: &'a Refs<'a>,
    pub(super) route: &'a str,
}

impl Schemas<'_> {
    /// The name of a type: links to named schemas, and signs that need no translation.
    pub(super) fn type_of(&self, schema: &Node) -> Doc {
        let mut pieces = Vec::new();
        self.pieces(schema, 0, &mut pieces);
        Doc::Linked(pieces)
    }

    fn pieces(&self, schema: &Node, depth: usize, out: &mut Vec<Piece>) {
        if let Some(reference) = text(schema, "$ref") {
            // A schema of another file has no section on this page.
            let has_section = ["#/definitions/", "#/components/schemas/"].iter().any(|p| reference.starts_with(p));
            let name = name_of(reference);
            let to = if has_section { To::Route(format!("{}#{}", self.route, anchor(&name))) } else { To::Nowhere };
            out.push(Piece { text: name, to });
            return;
        }
        if depth > MAX_DEPTH {
            return out.push(Piece::plain("…"));
        }
        for (key, word) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
            let parts = list(schema, key);
            if !parts.is_empty() {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        out.push(Piece::plain(word));
                    }
                    self.pieces(part, depth + 1, out);
                }
                return;
            }
        }
        let types = schema.get("type").map(|types| types.strings()).unwrap_or_default();
        let types: Vec<&str> = types.iter().map(|name| name.text).collect();
        let main = types.iter().copied().find(|name| *name != "null").unwrap_or("");
        match (main, schema.get("items"), schema.get("additionalProperties")) {
            ("array", Some(items), _) | ("", Some(items), _) => {
                self.pieces(items, depth + 1, out);
                out.push(Piece::plain("[]"));
            }
            ("array", None, _) => out.push(Piece::plain("any[]")),
            ("object" | "", _, Some(values)) if values.as_map().is_some() && schema.get("properties").is_none() => {
                out.push(Piece::plain("map<string, "));
                self.pieces(values, depth + 1, out);
                out.push(Piece::plain(">"));
            }
            ("", ..) if schema.get("properties").is_some() => out.push(Piece::plain("object")),
            ("", ..) => out.push(Piece::plain("any")),
            (name, ..) => {
                let format = text(schema, "format").map_or_else(String::new, |format| format!(" ({format})"));
                out.push(Piece::plain(format!("{name}{format}")));
            }
        }
        if types.contains(&"null") || flag(schema, "nullable") {
            out.push(Piece::plain(" | null"));
        }
    }

    /// The properties of a schema as rows, those of nested schemas without a name below them. Named schemas are linked,
    /// not unfolded, so that circles end.
    pub(super) fn rows(&self, schema: &Node) -> Doc {
        let mut rows = Vec::new();
        self.properties(schema, 0, &mut rows);
        Doc::List(rows)
    }

    fn properties(&self, schema: &Node, depth: usize, rows: &mut Vec<Doc>) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in list(schema, "allOf").iter().filter(|part| part.get("$ref").is_none()) {
            self.properties(part, depth, rows);
        }
        let required: Vec<&str> = list(schema, "required").iter().filter_map(Node::as_str).collect();
        for entry in schema.get("properties").map_or(&[][..], Node::entries) {
            let row = self.row(&entry.key, &entry.value, required.contains(&entry.key.as_str()), depth);
            rows.push(row);
            self.inner(&entry.value, depth + 1, rows);
        }
    }

    /// The properties of what a property holds, if that has no name: an object, or the items of a list.
    fn inner(&self, schema: &Node, depth: usize, rows: &mut Vec<Doc>) {
        if schema.get("$ref").is_some() || depth > MAX_DEPTH {
            return;
        }
        match schema.get("items").or_else(|| schema.get("additionalProperties")) {
            Some(items) if schema.get("properties").is_none() => self.inner(items, depth, rows),
            _ => self.properties(schema, depth, rows),
        }
    }

    /// A row: name, type, what it may be and what it says about itself.
    pub(super) fn row(&self, name: &str, schema: &Node, required: bool, depth: usize) -> Doc {
        Doc::map([
            ("name", Doc::text(name)),
            ("depth", Doc::Number(depth as i64)),
            ("type", self.type_of(schema)),
            ("required", Doc::Bool(required)),
            ("deprecated", Doc::Bool(flag(schema, "deprecated"))),
            ("limits", limits(schema)),
            ("text", super::page::prose(text(schema, "description").unwrap_or(""))),
        ])
    }

    /// A value of a schema: its own example, or one made of its parts.
    pub(super) fn example(&self, schema: &Node) -> Json {
        let mut left = MAX_VALUES;
        self.value(schema, 0, &mut Vec::new(), &mut left)
    }

    fn value(&self, schema: &Node, depth: usize, open: &mut Vec<String>, left: &mut usize) -> Json {
        if let Some(reference) = text(schema, "$ref") {
            if open.iter().any(|known| known == reference) {
                return json!({});
            }
            let Some(target) = self.refs.get(reference) else { return json!({}) };
            open.push(reference.to_owned());
            let value = self.value(target, depth, open, left);
            open.pop();
            return value;
        }
        *left = left.saturating_sub(1);
        if depth > MAX_DEPTH || *left == 0 {
            return json!({});
        }
        let stated = schema.get("example").or_else(|| schema.get("default")).or_else(|| schema.get("const"));
        let stated = stated.or_else(|| list(schema, "examples").first()).or_else(|| list(schema, "enum").first());
        if let Some(stated) = stated {
            return stated.to_json();
        }
        let mut object = Map::new();
        for part in list(schema, "allOf") {
            if let Json::Object(fields) = self.value(part, depth + 1, open, left) {
                object.extend(fields);
            }
        }
        if let Some(first) = list(schema, "oneOf").first().or_else(|| list(schema, "anyOf").first()) {
            return self.value(first, depth + 1, open, left);
        }
        for entry in schema.get("properties").map_or(&[][..], Node::entries) {
            if *left > 0 && !flag(&entry.value, "readOnly") {
                object.insert(entry.key.clone(), self.value(&entry.value, depth + 1, open, left));
            }
        }
        let types = schema.get("type").map(|types| types.strings()).unwrap_or_default();
        let main = types.iter().map(|name| name.text).find(|name| *name != "null").unwrap_or("");
        match main {
            "array" => Json::Array(
                schema.get("items").map(|items| self.value(items, depth + 1, open, left)).into_iter().collect(),
            ),
            "string" => json!(match text(schema, "format") {
                Some("date-time") => "2026-01-31T12:00:00Z",
                Some("date") => "2026-01-31",
                Some("uuid") => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                Some("uri" | "url") => "https://example.com",
                Some("email") => "name@example.com",
                Some("byte") => "aGVsbG8=",
                _ => "text",
            }),
            "integer" | "number" => json!(0),
            "boolean" => json!(true),
            _ => Json::Object(object),
        }
    }
}

/// The bounds of a value, with the keys of their words.
const BOUNDS: &[(&str, &str)] = &[
    ("default", "default_value"),
    ("minimum", "at_least"),
    ("maximum", "at_most"),
    ("minLength", "length_at_least"),
    ("maxLength", "length_at_most"),
    ("minItems", "items_at_least"),
    ("maxItems", "items_at_most"),
    ("pattern", "pattern"),
];

/// What a value, or each item of a list, may be: the values of an enumeration, a default, bounds. Each is a word and the
/// values after it.
fn limits(schema: &Node) -> Doc {
    let limit = |word: &'static str, values: &mut dyn Iterator<Item = &Node>| {
        let values = values.map(|value| Doc::Text(written(value))).collect();
        Doc::map([("word", Doc::Word(word)), ("values", Doc::List(values))])
    };
    let choice = match (list(schema, "enum"), schema.get("items")) {
        ([], Some(items)) => list(items, "enum"),
        (own, _) => own,
    };
    let mut limits = Vec::new();
    if !choice.is_empty() {
        limits.push(limit("one_of", &mut choice.iter()));
    }
    for (key, word) in BOUNDS {
        if let Some(bound) = schema.get(key) {
            limits.push(limit(word, &mut std::iter::once(bound)));
        }
    }
    for (key, word) in [("readOnly", "read_only"), ("writeOnly", "write_only")] {
        if flag(schema, key) {
            limits.push(limit(word, &mut std::iter::empty()));
        }
    }
    Doc::List(limits)
}

/// A value as it would be written.
pub(super) fn written(node: &Node) -> String {
    node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned)
}

/// Where something of a request stands.
pub(super) fn place(name: &str) -> Doc {
    match name {
        "path" => Doc::Word("in_path"),
        "query" => Doc::Word("in_query"),
        "header" => Doc::Word("in_header"),
        "cookie" => Doc::Word("in_cookie"),
        "formData" => Doc::Word("in_form"),
        other => Doc::text(other),
    }
}

/// The text under a key.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_str)
}

/// The list under a key.
pub(super) fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::as_list).unwrap_or_default()
}

/// Whether a switch is on.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}
