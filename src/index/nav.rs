//! Navigation: the trees that tables of contents make, or folders where there are none, and each page's place in
//! them.

use super::SiteIndex;
use crate::base::{Diagnostic, Map, Set, SitePath};
use crate::model::{Crumb, NavItem, NavNode, PageNav};
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
        let mut trees = super::toc_trees::toc_trees(index, problems);
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

pub(super) fn visit<'a>(nodes: &'a [NavNode], way: &mut Vec<usize>, see: &mut dyn FnMut(&'a NavNode, &[usize])) {
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
            let folded = item(node);
            // What is unfolded has its pages below it.
            let href = if children.is_empty() { folded.href } else { address(node) };
            NavItem { current, branch: on_way && !current, children, href, ..folded }
        })
        .collect()
}

/// A node by itself.
fn item(node: &NavNode) -> NavItem {
    NavItem {
        title: node.title.clone(),
        href: address(node).or_else(|| first_page(node)),
        external: node.external.is_some(),
        current: false,
        branch: false,
        count: node.children.len(),
        applies: node.applies.clone(),
        children: Vec::new(),
    }
}

/// Where a node leads itself.
fn address(node: &NavNode) -> Option<String> {
    node.external.clone().or_else(|| node.route.clone())
}

/// Where a heading of a group leads while what is below it is folded: to the first page there.
fn first_page(node: &NavNode) -> Option<String> {
    node.children.iter().find_map(|child| child.route.clone().or_else(|| first_page(child)))
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
