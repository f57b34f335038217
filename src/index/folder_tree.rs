//! The navigation of a root without tables of contents: its folders.

use super::files::words;
use super::nav::Tree;
use super::{Page, SiteIndex};
use crate::base::natural;
use crate::model::NavNode;
use std::collections::BTreeMap;

/// The tree of a root without tables of contents: its folders, `index` first, then by `order` and title.
pub(super) fn folder_tree(index: &SiteIndex, root: usize) -> Option<Tree> {
    let prefix = &index.config.roots.get(root)?.prefix;
    let pages: Vec<&Page> = index
        .pages
        .iter()
        .filter(|page| page.root == root && !page.outline.meta.hidden && page.outline.meta.redirect_url.is_none())
        .collect();
    if pages.is_empty() {
        return None;
    }
    let below = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
    let mut top = Folder::default();
    for page in pages {
        let inside = page.route.strip_prefix(&format!("{prefix}/")).unwrap_or(&page.route);
        let mut folder = &mut top;
        let mut parts: Vec<&str> = inside.split('/').collect();
        // With pretty addresses every page is the index of a folder; the source tells which ones really are.
        let is_index = page.file.stem().eq_ignore_ascii_case("index");
        parts.pop();
        if !is_index && parts.len() > page.file.as_str().matches('/').count() {
            parts.pop();
        }
        for part in parts {
            folder = folder.folders.entry(part.to_owned()).or_default();
        }
        if is_index { folder.index = Some(page) } else { folder.pages.push(page) }
    }
    let mut nodes = Vec::new();
    if let Some(page) = top.index {
        nodes.push(page_node(page));
    }
    nodes.extend(top.nodes());
    Some(Tree { page_route: below("toc.html"), data_route: below("toc.json"), nodes, ..Tree::default() })
}

#[derive(Default)]
struct Folder<'a> {
    index: Option<&'a Page>,
    pages: Vec<&'a Page>,
    folders: BTreeMap<String, Folder<'a>>,
}

impl Folder<'_> {
    fn nodes(&self) -> Vec<NavNode> {
        let order = |page: Option<&Page>| page.and_then(|page| page.outline.meta.order).unwrap_or(i64::MAX);
        let mut nodes: Vec<(i64, String, NavNode)> = Vec::new();
        for page in &self.pages {
            nodes.push((order(Some(page)), natural(&page.title.to_lowercase()), page_node(page)));
        }
        for (name, folder) in &self.folders {
            let mut node = folder.index.map_or_else(|| NavNode { title: words(name), ..NavNode::default() }, page_node);
            node.children = folder.nodes();
            nodes.push((order(folder.index), natural(&node.title.to_lowercase()), node));
        }
        nodes.sort_by(|a, b| (a.0, &a.1, &a.2.route).cmp(&(b.0, &b.1, &b.2.route)));
        nodes.into_iter().map(|(_, _, node)| node).collect()
    }
}

fn page_node(page: &Page) -> NavNode {
    NavNode { title: page.title.clone(), route: Some(page.route.clone()), ..NavNode::default() }
}
