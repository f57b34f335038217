//! Navigation: the trees that tables of contents make, or folders where there are none, and each page's place in
//! them.

use super::SiteIndex;
use super::files::{title_of_name, words};
use crate::base::{Diagnostic, Map, Set, SitePath, codes};
use crate::model::{Crumb, Lookup, NavItem, NavNode, Outline, PageNav, Role, Target};
use crate::syntax::toc::{Text, TocItem};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

/// The longest level that a page carries whole. A longer one is cut to [`NEAR`] entries around the page, with the whole
/// tree one click away: a reference has hundreds of entries on a level, and each page would repeat them.
const WHOLE: usize = 40;

/// How many entries of a level that is cut a page carries.
const NEAR: usize = 16;

/// A tree of the site.
#[derive(Debug, Default)]
pub struct Tree {
    /// Its table of contents; `None` for a tree made of folders.
    pub file: Option<SitePath>,
    /// The address of the page that shows it whole.
    pub page_route: String,
    /// The address of its data.
    pub data_route: String,
    /// Its nodes.
    pub nodes: Vec<NavNode>,
    pub(super) order: i64,
    /// Whether another table of contents has taken it in.
    pub included: bool,
    /// Pages in reading order, each once: title and route. Empty in a tree that no page is shown in.
    pub(super) reading: Vec<(String, String)>,
    /// The place of each of them there, by route.
    pub(super) reading_places: Map<String, usize>,
}

impl Tree {
    fn find_reading_order(&mut self) {
        let (mut reading, mut places) = (Vec::new(), Map::default());
        visit(&self.nodes, &mut Vec::new(), &mut |node, _| {
            if let Some(route) = node.page().filter(|route| !places.contains_key(*route)) {
                places.insert(route.to_owned(), reading.len());
                reading.push((node.title.clone(), route.to_owned()));
            }
        });
        (self.reading, self.reading_places) = (reading, places);
    }
}

/// All trees and the places of pages in them.
#[derive(Debug, Default)]
pub(super) struct Navigation {
    trees: Vec<Tree>,
    /// By route: the tree, and the way down as places among siblings.
    places: Map<String, (usize, Vec<usize>)>,
    in_toc: Set<SitePath>,
}

impl Navigation {
    pub(super) fn build(index: &SiteIndex, problems: &mut Vec<Diagnostic>) -> Navigation {
        let mut trees = toc_trees(index, problems);
        let with_toc: BTreeSet<usize> =
            trees.iter().filter_map(|tree| index.config.root_of(tree.file.as_ref()?.as_str())).collect();
        for root in 0..index.config.roots.len() {
            if !with_toc.contains(&root)
                && let Some(tree) = super::folder_tree::folder_tree(index, root)
            {
                trees.push(tree);
            }
        }
        trees.par_iter_mut().for_each(|tree| note_applies(index, &mut tree.nodes));
        let mut navigation = Navigation { trees, ..Navigation::default() };
        navigation.find_places(index);
        navigation
    }

    pub(super) fn trees(&self) -> &[Tree] {
        &self.trees
    }

    pub(super) fn is_in_toc(&self, page: &SitePath) -> bool {
        self.in_toc.contains(page)
    }

    /// Chooses the tree of every page (DocFX, which TOC a page uses): lowest order, then the fewest folders down and
    /// the fewest folders up from the page to the table of contents, then the path.
    fn find_places(&mut self, index: &SiteIndex) {
        let trees = &self.trees;
        let rank = |route: &str, t: usize| {
            let tree = &trees[t];
            let (down, up) = distance(route, &tree.page_route);
            (tree.included, tree.order, down, up, &tree.page_route)
        };
        let mut places: Map<&str, (usize, Vec<usize>)> = Map::default();
        let mut is_chosen = vec![false; trees.len()];
        for (t, tree) in trees.iter().enumerate() {
            visit(&tree.nodes, &mut Vec::new(), &mut |node, way| {
                let Some(route) = node.page() else { return };
                if tree.file.is_some()
                    && let Some(file) = index.at_route(route)
                    && !self.in_toc.contains(file)
                {
                    self.in_toc.insert(file.clone());
                }
                match places.entry(route) {
                    Entry::Vacant(place) => drop(place.insert((t, way.to_vec()))),
                    Entry::Occupied(mut place) if rank(route, t) < rank(route, place.get().0) => {
                        place.insert((t, way.to_vec()));
                    }
                    Entry::Occupied(_) => {}
                }
            });
        }
        // What is found for a route depends on no other route.
        #[allow(clippy::iter_over_hash_type)]
        for (t, _) in places.values() {
            is_chosen[*t] = true;
        }
        self.places = places.into_iter().map(|(route, place)| (route.to_owned(), place)).collect();
        let chosen = self.trees.par_iter_mut().zip(is_chosen).filter(|(_, is_chosen)| *is_chosen);
        chosen.for_each(|(tree, _)| tree.find_reading_order());
    }

    pub(super) fn of_route(&self, index: &SiteIndex, route: &str) -> PageNav {
        let Some((t, way)) =
            self.places.get(route).cloned().or_else(|| self.nearest_tree(route).map(|t| (t, Vec::new())))
        else {
            return PageNav::default();
        };
        let Some(tree) = self.trees.get(t) else { return PageNav::default() };
        let (mut crumbs, is_home) = (home_crumb(index, route), route == "index.html");
        let mut nodes = &tree.nodes;
        for &at in &way {
            let Some(node) = nodes.get(at) else { break };
            let itself = node.route.as_deref() == Some(route);
            let repeats = crumbs.last().is_some_and(|last| last.route.is_some() && last.route == node.route);
            if !itself && !repeats && !is_home {
                crumbs.push(Crumb { title: node.title.clone(), route: node.route.clone() });
            }
            nodes = &node.children;
        }
        let neighbour = |step: isize| {
            let at = *tree.reading_places.get(route)?;
            tree.reading.get(at.checked_add_signed(step)?).cloned()
        };
        PageNav {
            crumbs,
            items: level(&tree.nodes, Some(&way), route),
            previous: neighbour(-1),
            next: neighbour(1),
            tree: tree.page_route.clone(),
            data: tree.data_route.clone(),
        }
    }

    /// The tree of a page that none names: the one of the nearest folder above.
    fn nearest_tree(&self, route: &str) -> Option<usize> {
        let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
        let above = |tree: &Tree| {
            let own = tree.page_route.rsplit_once('/').map_or("", |(folder, _)| folder);
            (own.is_empty() || folder == own || folder.starts_with(&format!("{own}/"))).then_some(own.len())
        };
        let candidates = self.trees.iter().enumerate().filter(|(_, tree)| !tree.included);
        candidates
            .filter_map(|(t, tree)| Some((tree.order, std::cmp::Reverse(above(tree)?), t)))
            .min()
            .map(|(_, _, t)| t)
    }
}

/// Notes at every node where its page applies.
fn note_applies(index: &SiteIndex, nodes: &mut [NavNode]) {
    for node in nodes {
        if let Some(file) = node.page().and_then(|route| index.at_route(route)) {
            node.applies = index.applies(file);
        }
        note_applies(index, &mut node.children);
    }
}

/// The first step of every way: the home page, unless the page is it.
fn home_crumb(index: &SiteIndex, route: &str) -> Vec<Crumb> {
    if route == "index.html" {
        return Vec::new();
    }
    vec![Crumb { title: index.config.title.clone(), route: Some("index.html".to_owned()) }]
}

fn visit<'a>(nodes: &'a [NavNode], way: &mut Vec<usize>, see: &mut dyn FnMut(&'a NavNode, &[usize])) {
    for (at, node) in nodes.iter().enumerate() {
        way.push(at);
        see(node, way);
        visit(&node.children, way, see);
        way.pop();
    }
}

/// One level of the tree as a page carries it: everything near its way down, deeper levels along the way only.
fn level(nodes: &[NavNode], way: Option<&[usize]>, route: &str) -> Vec<NavItem> {
    let here = way.and_then(|way| way.first().copied());
    let (from, to) = window(nodes.len(), here.unwrap_or(0));
    nodes[from..to]
        .iter()
        .enumerate()
        .map(|(n, node)| {
            let on_way = here == Some(from + n);
            let below = way.and_then(|way| way.get(1..)).unwrap_or(&[]);
            let current = on_way && below.is_empty() && node.page() == Some(route);
            let children = match on_way {
                true => level(&node.children, Some(below), route),
                false if node.expanded => unfolded(&node.children),
                false => Vec::new(),
            };
            NavItem { current, branch: on_way && !current, children, ..item(node) }
        })
        .collect()
}

/// A node by itself.
fn item(node: &NavNode) -> NavItem {
    NavItem {
        title: node.title.clone(),
        href: node.external.clone().or_else(|| node.route.clone()),
        external: node.external.is_some(),
        current: false,
        branch: false,
        count: node.children.len(),
        applies: node.applies.clone(),
        children: Vec::new(),
    }
}

/// The nodes below one that its table of contents says starts unfolded: one level, cut like any other.
fn unfolded(nodes: &[NavNode]) -> Vec<NavItem> {
    let (from, to) = window(nodes.len(), 0);
    nodes[from..to].iter().map(item).collect()
}

/// The entries of a level that a page at one of them carries: the first, and the one behind the last.
fn window(length: usize, here: usize) -> (usize, usize) {
    if length <= WHOLE {
        return (0, length);
    }
    let from = here.saturating_sub(NEAR / 2).min(length - NEAR);
    (from, from + NEAR)
}

/// Folders down and folders up on the way from a page to a table of contents.
fn distance(page: &str, toc: &str) -> (usize, usize) {
    let folders = |route: &str| route.matches('/').count();
    let same = page.split('/').zip(toc.split('/')).take_while(|(a, b)| a == b).count();
    let shared = same.min(folders(page)).min(folders(toc));
    (folders(toc) - shared, folders(page) - shared)
}

/// The trees of all tables of contents, in the order of their paths.
fn toc_trees(index: &SiteIndex, problems: &mut Vec<Diagnostic>) -> Vec<Tree> {
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
                    node.title = self.index.card(&file).map_or_else(|| title_of_name(&file), |card| card.title);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_levels_are_cut_around_the_page() {
        assert_eq!(window(WHOLE, WHOLE - 1), (0, WHOLE));
        assert_eq!(window(1000, 0), (0, NEAR));
        assert_eq!(window(1000, 500), (492, 508));
        assert_eq!(window(1000, 999), (984, 1000));
    }
}
