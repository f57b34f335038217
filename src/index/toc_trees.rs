//! The trees that tables of contents make.

use super::SiteIndex;
use super::files::{title_of_name, words};
use super::nav::{Tree, visit};
use crate::base::{Diagnostic, SitePath, codes};
use crate::model::{Lookup, NavNode, Outline, Role, Target};
use crate::syntax::toc::{Text, TocItem};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The trees of all tables of contents, in the order of their paths.
pub(super) fn toc_trees(index: &SiteIndex, problems: &mut Vec<Diagnostic>) -> Vec<Tree> {
    let tocs: Vec<&Outline> = index.outlines().map(AsRef::as_ref).filter(|outline| outline.role == Role::Toc).collect();
    let tree = |outline: &&Outline| {
        let toc = outline.toc.as_ref()?;
        let Target::Page { route, .. } = index.resolve(&outline.file, outline.file.file_name()).target else {
            return None;
        };
        let mut builder = Builder { index, problems: Vec::new(), included: Vec::new() };
        let nodes = builder.nodes(&outline.file, &toc.items, &mut vec![outline.file.clone()]);
        let (file, data_route, order) = (Some(outline.file.clone()), data_route(&route), toc.order.unwrap_or(0));
        let tree = Tree { file, data_route, page_route: route, nodes, order, ..Tree::default() };
        Some((tree, builder.problems, builder.included))
    };
    let built: Vec<(Tree, Vec<Diagnostic>, Vec<SitePath>)> = tocs.par_iter().filter_map(tree).collect();
    let (mut trees, mut included) = (Vec::new(), BTreeSet::new());
    for (tree, found, inner) in built {
        problems.extend(found);
        included.extend(inner);
        trees.push(tree);
    }
    for tree in &mut trees {
        tree.included = tree.file.as_ref().is_some_and(|file| included.contains(file));
    }
    trees
}

/// Makes the tree of one table of contents.
struct Builder<'a> {
    index: &'a SiteIndex,
    problems: Vec<Diagnostic>,
    /// The tables of contents that it took in.
    included: Vec<SitePath>,
}

impl Builder<'_> {
    fn nodes(&mut self, toc: &SitePath, items: &[TocItem], chain: &mut Vec<SitePath>) -> Vec<NavNode> {
        items.iter().filter_map(|item| self.node(toc, item, chain)).collect()
    }

    fn node(&mut self, toc: &SitePath, item: &TocItem, chain: &mut Vec<SitePath>) -> Option<NavNode> {
        let mut node = NavNode {
            title: item.name.clone().unwrap_or_default(),
            expanded: item.expanded.unwrap_or(false),
            ..NavNode::default()
        };
        let mut nested = None;
        if let Some(href) = item.toc_href.as_ref().or(item.href.as_ref()) {
            match self.nested_toc(toc, href) {
                Some((inner, merged)) => nested = Some((inner, merged)),
                None => self.lead_to(toc, href, &mut node),
            }
        }
        for href in item.topic_href.iter() {
            self.lead_to(toc, href, &mut node);
        }
        if node.route.is_none() && node.external.is_none() {
            for uid in item.topic_uid.iter().chain(&item.uid) {
                self.lead_to_uid(uid, &mut node);
            }
        }
        match nested {
            Some((inner, true)) => {
                self.included.push(inner.clone());
                node.children = self.merged(&inner, chain);
            }
            Some((inner, false)) => {
                node.children = self.nodes(toc, &item.items, chain);
                if node.route.is_none() {
                    node.route = self.first_page(&inner, chain);
                }
            }
            None => node.children = self.nodes(toc, &item.items, chain),
        }
        if node.title.is_empty() {
            node.title = node.route.as_deref().map(words).unwrap_or_default();
        }
        (!node.title.is_empty() || !node.children.is_empty()).then_some(node)
    }

    /// The table of contents that an href names, and whether its items belong into this tree: those of a file do,
    /// those of a folder are a tree of their own.
    fn nested_toc(&self, toc: &SitePath, href: &Text) -> Option<(SitePath, bool)> {
        let path = href.text.split(['#', '?']).next().unwrap_or("");
        let name = path.rsplit(['/', '\\']).next().unwrap_or("").to_ascii_lowercase();
        let is_file = name == "toc.yml" || name == "toc.md";
        let is_folder = path.ends_with('/');
        if !is_file && !is_folder {
            return None;
        }
        let names: &[&str] = if is_file { &[""] } else { &["toc.yml", "toc.md"] };
        names.iter().find_map(|name| match self.index.resolve(toc, &format!("{path}{name}")).target {
            Target::Page { file, .. } | Target::LeftOut { file, .. } => {
                let outline = self.index.outline(&file)?;
                (outline.role == Role::Toc).then_some((file, is_file))
            }
            _ => None,
        })
    }

    fn merged(&mut self, inner: &SitePath, chain: &mut Vec<SitePath>) -> Vec<NavNode> {
        if chain.contains(inner) {
            let way: Vec<String> = chain.iter().chain([inner]).map(|file| format!("`{file}`")).collect();
            let message = format!("tables of contents include each other: {}", way.join(" → "));
            let mut problem = Diagnostic::new(&codes::TOC_INVALID, message).help("take one of the entries away");
            if let Some(file) = chain.last() {
                problem = problem.in_file(file);
            }
            self.problems.push(problem);
            return Vec::new();
        }
        let Some(outline) = self.index.outline(inner).cloned() else { return Vec::new() };
        let Some(inner_toc) = &outline.toc else { return Vec::new() };
        chain.push(inner.clone());
        let nodes = self.nodes(inner, &inner_toc.items, chain);
        chain.pop();
        nodes
    }

    /// The first page that a table of contents leads to.
    fn first_page(&mut self, toc: &SitePath, chain: &mut Vec<SitePath>) -> Option<String> {
        if chain.contains(toc) {
            return None;
        }
        let outline = self.index.outline(toc)?.clone();
        chain.push(toc.clone());
        let nodes = self.nodes(toc, &outline.toc.as_ref()?.items, chain);
        chain.pop();
        let mut first = None;
        visit(&nodes, &mut Vec::new(), &mut |node, _| {
            if first.is_none() {
                first = node.route.clone();
            }
        });
        first
    }

    fn lead_to(&self, toc: &SitePath, href: &Text, node: &mut NavNode) {
        let resolved = self.index.resolve(toc, &href.text);
        match resolved.target {
            Target::Page { file, route, .. } => {
                if node.title.is_empty() {
                    let of_name = || title_of_name(&file, &route, &self.index.config);
                    node.title = self.index.card(&file).map_or_else(of_name, |card| card.title);
                }
                node.route = Some(match resolved.fragment {
                    Some(fragment) => format!("{route}#{fragment}"),
                    None => route,
                });
            }
            Target::Asset { route, .. } => node.route = Some(route),
            Target::External | Target::OtherSet => node.external = Some(href.text.clone()),
            Target::Xref(uid) => self.lead_to_uid(&Text { text: uid, span: href.span.clone() }, node),
            _ => {}
        }
    }

    fn lead_to_uid(&self, uid: &Text, node: &mut NavNode) {
        let Some(target) = self.index.uid(&uid.text) else {
            if node.title.is_empty() {
                node.title = uid.text.clone();
            }
            return;
        };
        if node.title.is_empty() {
            node.title = target.name;
        }
        if target.internal {
            node.route = Some(match target.anchor {
                Some(anchor) => format!("{}#{anchor}", target.href),
                None => target.href,
            });
        } else {
            node.external = Some(target.href);
        }
    }
}

fn data_route(page_route: &str) -> String {
    page_route.strip_suffix("/index.html").or_else(|| page_route.strip_suffix(".html")).unwrap_or(page_route).to_owned()
        + ".json"
}
