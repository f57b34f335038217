//! `skilt graph`.

use super::arguments::GraphArguments;
use super::{Status, output};
use crate::base::{SitePath, Span};
use crate::build::{self, Goal, Options, Silent};
use crate::check::{Listed, Unlisted};
use crate::index::{FileState, RedirectTarget, SiteIndex};
use crate::model::{LinkKind, Role};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A file or an address.
#[derive(Debug, Default)]
struct Node {
    kind: &'static str,
    title: String,
    url: String,
    uid: String,
    /// What a page is that no table of contents leads to; else empty.
    class: &'static str,
}

pub(super) fn run(arguments: &GraphArguments) -> Status {
    let options = Options { site: arguments.site.clone(), ..Options::default() };
    let outcome = match build::run(&options, Goal::Check, &Silent) {
        Ok(outcome) => outcome,
        Err(failure) => return output::failure(&failure, &options.site),
    };
    let (nodes, edges) = graph(&outcome.index);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written =
        if arguments.format == "dot" { dot(&nodes, &edges, &mut out) } else { write_json(&nodes, &edges, &mut out) };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            output::could_not_run(&format!("the graph cannot be written: {error}"))
        }
        _ => Status::Clean,
    }
}

type Nodes = BTreeMap<String, Node>;

/// A reference: from, line, column, to, kind.
type Edge = (String, u32, u32, String, &'static str);
type Edges = Vec<Edge>;

/// The site as nodes by their paths and edges in the order of the places where they are written.
fn graph(index: &SiteIndex) -> (Nodes, Edges) {
    let mut edges: Edges = Vec::new();
    let mut named = BTreeSet::new();
    let listed = Listed::new(index);
    for outline in index.outlines() {
        for link in &outline.links {
            let resolved = index.target_of(outline, link, index.resolved(outline, link).as_ref());
            let Some(file) = resolved.filter(|file| *file != outline.file) else { continue };
            named.insert(file.clone());
            let kind = if outline.role == Role::Toc { "toc" } else { kind_of_link(link.kind) };
            edges.push(edge(&outline.file, Some(link.span), file.as_str(), kind));
        }
    }
    let mut nodes: Nodes = BTreeMap::new();
    for redirect in &index.redirects {
        let to = match &redirect.to {
            RedirectTarget::Page { route, .. } => index.at_route(route).map(|file| file.as_str().to_owned()),
            RedirectTarget::Address(_) => None,
        };
        let Some(to) = to else { continue };
        if redirect.file.as_str() == to {
            // An old address that a page claims: it has no file.
            let from = format!("/{}", redirect.from);
            nodes.insert(from.clone(), Node { kind: "address", url: redirect.from.clone(), ..Node::default() });
            edges.push(edge(&SitePath::new(&from), redirect.span, &to, "redirect"));
            if let Some(edge) = edges.last_mut() {
                edge.0 = from;
            }
        } else {
            edges.push(edge(&redirect.file, redirect.span, &to, "redirect"));
        }
    }
    edges.sort();
    edges.dedup();
    for (file, state) in index.files() {
        let outline = index.outline(file);
        let kind = match state {
            FileState::Page(_) => "page",
            FileState::Toc(_) => "toc",
            FileState::Asset(_) => "asset",
            FileState::LeftOut if outline.is_some_and(|outline| outline.role == Role::Fragment) => "fragment",
            FileState::LeftOut if named.contains(file) => "file",
            FileState::LeftOut => continue,
        };
        let page = index.page(file);
        let url = match state {
            FileState::Page(_) => page.map_or_else(String::new, |page| page.route.clone()),
            FileState::Toc(route) | FileState::Asset(route) => route.clone(),
            FileState::LeftOut => String::new(),
        };
        let title = page.map_or_else(String::new, |page| page.title.clone());
        let own = page.and_then(|page| page.outline.uids.first()).filter(|uid| uid.anchor.is_none());
        let uid = own.map_or_else(String::new, |uid| uid.uid.clone());
        let class = page.and_then(|page| listed.unlisted(page, named.contains(file))).map_or("", Unlisted::name);
        nodes.insert(file.as_str().to_owned(), Node { kind, title, url, uid, class });
    }
    (nodes, edges)
}

fn edge(from: &SitePath, span: Option<Span>, to: &str, kind: &'static str) -> Edge {
    let (line, column) = span.map_or((1, 1), |span| (span.start.line, span.start.column));
    (from.as_str().to_owned(), line, column, to.to_owned(), kind)
}

fn kind_of_link(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Link => "link",
        LinkKind::Image => "image",
        LinkKind::Xref | LinkKind::XrefQuiet => "xref",
        LinkKind::Include => "include",
        LinkKind::Snippet => "snippet",
        LinkKind::Redirect => "redirect",
    }
}

/// One node and one edge a line, so that two graphs can be compared line by line.
fn write_json(nodes: &Nodes, edges: &Edges, out: &mut dyn Write) -> io::Result<()> {
    let text = |value: &str| if value.is_empty() { Value::Null } else { Value::from(value) };
    write!(out, "{{\"nodes\":[")?;
    for (at, (id, node)) in nodes.iter().enumerate() {
        let value = json!({
            "id": id, "kind": node.kind, "title": text(&node.title), "url": text(&node.url), "uid": text(&node.uid),
            "class": text(node.class),
        });
        write!(out, "{}\n{value}", if at == 0 { "" } else { "," })?;
    }
    write!(out, "\n],\"edges\":[")?;
    for (at, (from, line, column, to, kind)) in edges.iter().enumerate() {
        let value = json!({ "from": from, "to": to, "kind": kind, "line": line, "column": column });
        write!(out, "{}\n{value}", if at == 0 { "" } else { "," })?;
    }
    writeln!(out, "\n]}}")
}

/// The language of Graphviz. Every word is quoted; in quotes only `"` and `\` and line endings mean something.
fn dot(nodes: &Nodes, edges: &Edges, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph site {{")?;
    writeln!(out, "  rankdir=LR;\n  node [shape=box];")?;
    for (id, node) in nodes {
        let label = if node.title.is_empty() { id } else { &node.title };
        let class = match node.class {
            "" => node.kind.to_owned(),
            class => quoted(&format!("{} {class}", node.kind)),
        };
        write!(out, "  {} [label={}, class={class}", quoted(id), quoted(label))?;
        if !node.url.is_empty() {
            write!(out, ", URL={}", quoted(&format!("/{}", node.url)))?;
        }
        writeln!(out, "];")?;
    }
    for (from, line, _, to, kind) in edges {
        let place = quoted(&format!("{from}:{line}"));
        writeln!(out, "  {} -> {} [class={kind}, tooltip={place}];", quoted(from), quoted(to))?;
    }
    writeln!(out, "}}")
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
