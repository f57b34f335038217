//! A description of an API as a tree, and what both generations of the format have in common (Swagger 2.0; OpenAPI 3.0
//! and 3.1).

use crate::base::SitePath;
use crate::model::Lookup;
use crate::syntax::slug::member_anchor;
use crate::syntax::yaml::{self, Entry, Limits, Map, Node, Scalar, Value};
use std::collections::BTreeMap;
use std::ops::Range;

/// The methods of operations, in the order in which a path lists them.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/// How much of a file is looked at for the key that tells what it is.
const HEAD: usize = 64 * 1024;

/// Whether a text is a description of an API: `swagger` or `openapi` is a key at its top.
pub(super) fn is_description(text: &str) -> bool {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].trim_start_matches('\u{feff}').trim_start();
    if head.starts_with('{') {
        return json_keys(head).any(|key| key == "swagger" || key == "openapi");
    }
    let is_key = |line: &str| {
        let line = line.trim_start_matches(['"', '\'']);
        ["swagger", "openapi"]
            .iter()
            .any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(':')))
    };
    !head.starts_with("### YamlMime") && head.lines().any(is_key)
}

/// The keys of the outermost object of a JSON text.
fn json_keys(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'"' => {
                    let start = at;
                    while bytes.get(at).is_some_and(|&byte| byte != b'"') {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    let end = at.min(bytes.len());
                    at = end + 1;
                    let is_key = bytes.get(at..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace());
                    if depth == 1 && is_key == Some(&b':') {
                        return text.get(start..end);
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// The tree of a text and what is wrong with it. JSON is read as JSON where YAML does not read it.
pub(super) fn parse(text: &str) -> (Node, Vec<(Range<usize>, String)>) {
    let (node, problems) = yaml::parse(text, &Limits::document());
    if problems.is_empty() {
        return (node, Vec::new());
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{')
        && text.len() <= Limits::document().max_bytes
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}'))
    {
        return (from_json(&json), Vec::new());
    }
    let first = problems.into_iter().next();
    (node, first.into_iter().map(|problem| (problem.range, problem.message)).collect())
}

fn from_json(json: &serde_json::Value) -> Node {
    let scalar = |text: String, plain: bool| Value::Scalar(Scalar { text, plain, verbatim: false });
    let value = match json {
        serde_json::Value::String(text) => scalar(text.clone(), false),
        serde_json::Value::Array(items) => Value::List(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            let entry = |(key, value): (&String, &serde_json::Value)| Entry {
                key: key.clone(),
                key_span: 0..0,
                value: from_json(value),
            };
            Value::Map(Map { entries: map.iter().map(entry).collect(), flow: true })
        }
        other => scalar(other.to_string(), true),
    };
    Node { value, span: 0..0 }
}

/// What a JSON pointer in a fragment leads to: `#/definitions/Contact` (RFC 6901, section 6).
pub(super) fn pointer<'n>(node: &'n Node, reference: &str) -> Option<&'n Node> {
    let path = reference.split_once('#').map_or("", |(_, path)| path);
    let mut node = node;
    for step in path.split('/').skip(1) {
        let step = crate::syntax::href::decode(step).replace("~1", "/").replace("~0", "~");
        node = match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => node.get(&step)?,
        };
    }
    Some(node)
}

/// Calls back for every `$ref` that is a text, with its node.
pub(super) fn each_reference(node: &Node, found: &mut dyn FnMut(&str, &Node)) {
    for entry in node.entries() {
        match entry.value.as_str() {
            Some(text) if entry.key == "$ref" => found(text, &entry.value),
            _ if matches!(entry.key.as_str(), "example" | "examples") => {}
            _ => each_reference(&entry.value, found),
        }
    }
    for item in node.as_list().unwrap_or_default() {
        each_reference(item, found);
    }
}

/// References resolved: within the document, and into other files of the site that it names.
pub(super) struct Refs<'a> {
    own: &'a Node,
    others: BTreeMap<String, Node>,
}

impl<'a> Refs<'a> {
    pub(super) fn new(file: &SitePath, own: &'a Node, lookup: &dyn Lookup) -> Self {
        let mut others = BTreeMap::new();
        each_reference(own, &mut |reference, _| {
            let name = reference.split('#').next().unwrap_or("");
            if name.is_empty() || name.contains("://") || others.contains_key(name) {
                return;
            }
            let target = lookup.resolve(file, name).target;
            if let Some(text) = target.file().and_then(|file| lookup.text(file)) {
                others.insert(name.to_owned(), parse(&text).0);
            }
        });
        Refs { own, others }
    }

    /// What a reference leads to.
    pub(super) fn get(&self, reference: &str) -> Option<&Node> {
        let (file, _) = reference.split_once('#').unwrap_or((reference, ""));
        let root = if file.is_empty() { self.own } else { self.others.get(file)? };
        pointer(root, reference)
    }

    /// A node, or what it refers to if it is nothing but a reference. References in a circle end somewhere.
    pub(super) fn follow<'n>(&'n self, node: &'n Node) -> &'n Node {
        let mut node = node;
        for _ in 0..8 {
            match node.get("$ref").and_then(Node::as_str).and_then(|reference| self.get(reference)) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }
}

/// A tag: its name and where it is described.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) node: Option<&'a Node>,
}

/// An operation where it stands.
pub(super) struct Operation<'a> {
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) node: &'a Node,
    /// The path's own entry, whose parameters all its operations share.
    pub(super) shared: &'a Node,
}

impl<'a> Operation<'a> {
    /// Its id; one made of method and path if it states none.
    pub(super) fn id(&self) -> String {
        let stated = self.node.get("operationId").and_then(Node::trimmed).map(|id| id.text.to_owned());
        stated.unwrap_or_else(|| format!("{}-{}", self.method, crate::syntax::slug::segment(self.path)))
    }

    /// What it is called: its summary, its id, or method and path.
    pub(super) fn title(&self) -> &'a str {
        let text = |key: &str| self.node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty());
        text("summary").or_else(|| text("operationId")).unwrap_or(self.path)
    }

    /// The tags it has.
    pub(super) fn tags(&self) -> Vec<&'a str> {
        let tags = self.node.get("tags").and_then(Node::as_list).unwrap_or_default();
        tags.iter().filter_map(Node::as_str).collect()
    }
}

/// A description of an API.
pub(super) struct Document<'a> {
    pub(super) node: &'a Node,
}

impl<'a> Document<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        Document { node }
    }

    fn info(&self, key: &str) -> &'a str {
        self.node.get("info").and_then(|info| info.get(key)).and_then(Node::as_str).map_or("", str::trim)
    }

    pub(super) fn title(&self) -> &'a str {
        self.info("title")
    }

    pub(super) fn version(&self) -> &'a str {
        self.info("version")
    }

    /// The operations in the order of the document. Paths that only refer to others have none.
    pub(super) fn operations(&self) -> Vec<Operation<'a>> {
        let mut found = Vec::new();
        for group in ["paths", "webhooks"] {
            for path in self.node.get(group).map_or(&[][..], Node::entries) {
                for &method in METHODS {
                    if let Some(node) = path.value.get(method).filter(|node| node.as_map().is_some()) {
                        found.push(Operation { method, path: &path.key, node, shared: &path.value });
                    }
                }
            }
        }
        found
    }

    /// The tags: those that the document describes in its order, then those that only operations name.
    pub(super) fn tags(&self) -> Vec<Tag<'a>> {
        let mut tags: Vec<Tag<'a>> = Vec::new();
        for node in self.node.get("tags").and_then(Node::as_list).unwrap_or_default() {
            if let Some(name) = node.get("name").and_then(Node::as_str) {
                tags.push(Tag { name: name.to_owned(), node: Some(node) });
            }
        }
        for operation in self.operations() {
            for name in operation.tags() {
                if !tags.iter().any(|tag| tag.name == name) {
                    tags.push(Tag { name: name.to_owned(), node: None });
                }
            }
        }
        tags
    }

    /// The schemas that have names.
    pub(super) fn schemas(&self) -> Vec<(&'a str, &'a Node)> {
        let named = self.node.get("definitions").or_else(|| self.node.get("components")?.get("schemas"));
        named.map_or(&[][..], Node::entries).iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
    }

    /// The schemes of security, by name.
    pub(super) fn security_schemes(&self) -> &'a [Entry] {
        let schemes = self.node.get("securityDefinitions");
        schemes.or_else(|| self.node.get("components")?.get("securitySchemes")).map_or(&[], Node::entries)
    }

    /// The address of the first server, variables filled in, without a slash at its end. Empty if there is none.
    pub(super) fn server(&self) -> String {
        let text = |key: &str| self.node.get(key).and_then(Node::as_str).map_or("", str::trim);
        if self.node.get("swagger").is_some() {
            let schemes = self.node.get("schemes").and_then(Node::as_list).unwrap_or_default();
            let scheme = schemes.iter().filter_map(Node::as_str).find(|scheme| *scheme == "https");
            let scheme = scheme.or_else(|| schemes.first().and_then(Node::as_str)).unwrap_or("https");
            let host = if text("host").is_empty() { "example.com" } else { text("host") };
            return format!("{scheme}://{host}/{}", text("basePath").trim_matches('/'))
                .trim_end_matches('/')
                .to_owned();
        }
        let Some(server) = self.node.get("servers").and_then(|servers| servers.as_list()?.first()) else {
            return String::new();
        };
        let mut url = server.get("url").and_then(Node::as_str).unwrap_or("").trim_end_matches('/').to_owned();
        for variable in server.get("variables").map_or(&[][..], Node::entries) {
            if let Some(default) = variable.value.get("default").and_then(Node::as_str) {
                url = url.replace(&format!("{{{}}}", variable.key), default);
            }
        }
        url
    }

    /// The page's uid (DocFX): host, base path, title and version, joined with slashes.
    pub(super) fn uid(&self) -> String {
        let text = |key: &str| self.node.get(key).and_then(Node::as_str).unwrap_or("").trim();
        let server = self.server();
        let (host, base) = if self.node.get("swagger").is_some() {
            (text("host"), text("basePath"))
        } else {
            let rest = server.split_once("://").map_or(server.as_str(), |(_, rest)| rest);
            if server.contains("://") { rest.split_once('/').unwrap_or((rest, "")) } else { ("", rest) }
        };
        let parts = [host, base.trim_matches('/'), self.title(), self.version()];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/")
    }

    pub(super) fn tag_uid(&self, name: &str) -> String {
        format!("{}/tag/{name}", self.uid())
    }

    pub(super) fn operation_uid(&self, id: &str) -> String {
        format!("{}/{id}", self.uid())
    }

    pub(super) fn tag_anchor(&self, name: &str) -> String {
        member_anchor(&self.tag_uid(name))
    }

    pub(super) fn operation_anchor(&self, id: &str) -> String {
        member_anchor(&self.operation_uid(id))
    }
}
