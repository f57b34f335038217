//! Everything that a build draws or copies.

use crate::base::{SitePath, hash_of};
use crate::config::Config;
use crate::emit;
use crate::index::{FileState, Page, Redirect, RedirectTarget, SiteIndex, Tree};
use crate::kind;
use crate::model::{Declaration, Doc, FacetPage, NavNode, View};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A page to be made.
pub(super) enum Job<'a> {
    /// From a source file.
    Page(&'a Page),
    /// From the index alone.
    View(Box<View>),
    /// A page that sends readers on.
    Redirect(&'a Redirect),
    /// The same at the permanent address of a uid, which is of this page.
    Uid(String, &'a Declaration, &'a Page),
    /// A whole tree of the navigation, whose view is large and seldom needed.
    Tree(&'a Tree),
    /// A copy.
    Asset(&'a SitePath, &'a str),
}

impl Job<'_> {
    /// Its address, relative to the output folder.
    pub(super) fn route(&self) -> &str {
        match self {
            Job::Page(page) => &page.route,
            Job::View(view) => &view.route,
            Job::Redirect(redirect) => &redirect.from,
            Job::Uid(route, ..) => route,
            Job::Tree(tree) => &tree.page_route,
            Job::Asset(_, route) => route,
        }
    }

    /// What a page shows that is made from the index alone.
    pub(super) fn view(&self, config: &Config) -> Option<Cow<'_, View>> {
        match self {
            Job::View(view) => Some(Cow::Borrowed(view)),
            Job::Tree(tree) => Some(Cow::Owned(kind::tree_view(&tree.page_route, &tree.nodes, config))),
            Job::Redirect(_) | Job::Uid(..) => {
                let (to, title) = self.leads()?;
                Some(Cow::Owned(kind::redirect_view(config, self.route(), to, title)))
            }
            Job::Page(_) | Job::Asset(..) => None,
        }
    }

    /// Where a page leads that sends readers on, and the title of what is there.
    fn leads(&self) -> Option<(Doc, &str)> {
        match self {
            Job::Redirect(redirect) => Some(match &redirect.to {
                RedirectTarget::Address(address) => (Doc::text(address), ""),
                RedirectTarget::Page { route, fragment, title } => (Doc::Route(format!("{route}{fragment}")), title),
            }),
            Job::Uid(_, declaration, page) => {
                Some((Doc::Route(page.route.clone()), declaration.name.as_ref().unwrap_or(&page.title)))
            }
            _ => None,
        }
    }

    /// A number for that, which changes with it.
    pub(super) fn key(&self) -> u64 {
        match self {
            Job::View(view) => hash_of(view),
            Job::Tree(tree) => hash_of(&tree.nodes),
            Job::Redirect(_) | Job::Uid(..) => hash_of(&self.leads()),
            Job::Page(_) | Job::Asset(..) => 0,
        }
    }
}

/// Everything that is drawn or copied, in a fixed order.
pub(super) fn jobs(index: &SiteIndex) -> Vec<Job<'_>> {
    let mut jobs: Vec<Job<'_>> = Vec::with_capacity(2 * index.pages.len());
    let redirected: BTreeSet<&str> = index.redirects.iter().map(|redirect| redirect.from.as_str()).collect();
    jobs.extend(index.pages.iter().filter(|page| !redirected.contains(page.route.as_str())).map(Job::Page));
    let facet_pages = index.facet_pages();
    let facet_views = facet_pages.par_iter().map(|page| view(kind::facet_view(page, &index.config, index)));
    jobs.par_extend(facet_views);
    if index.at_route("index.html").is_none() {
        jobs.push(view(home(index, &facet_pages)));
    }
    jobs.extend(permanent_addresses(index));
    jobs.extend(index.trees().iter().map(Job::Tree));
    jobs.extend(index.redirects.iter().map(Job::Redirect));
    if index.config.search {
        let contents = index.trees().first().map_or("", |tree| &tree.page_route);
        jobs.push(view(kind::search_view(&index.config, contents)));
    }
    if index.at_route("404.html").is_none() {
        jobs.push(view(kind::error_page(&index.config)));
    }
    for (file, state) in index.files() {
        if let FileState::Asset(route) = state {
            jobs.push(Job::Asset(file, route));
        }
    }
    jobs
}

/// The front page that the site makes for itself.
fn home(index: &SiteIndex, facet_pages: &[FacetPage]) -> View {
    let config = &index.config;
    let name = |tree: &Tree| {
        let file = tree.file.as_ref().map_or(tree.page_route.as_str(), |file| file.as_str());
        let root = config.root_of(file).and_then(|at| config.roots.get(at));
        root.map_or(config.title.as_str(), |root| root.name.as_str())
    };
    let place = |tree: &Tree| (branches(&tree.nodes).len() < 2, tree.page_route.matches('/').count());
    let mut trees: Vec<(&str, &Tree)> = Vec::new();
    for tree in index.trees().iter().filter(|tree| !tree.included && !tree.nodes.is_empty()) {
        // Of several trees of one root that which lies highest is its table of contents, unless it has but one entry.
        match trees.iter_mut().find(|(known, _)| *known == name(tree)) {
            Some((_, known)) if place(tree) < place(known) => *known = tree,
            Some(_) => {}
            None => trees.push((name(tree), tree)),
        }
    }
    let trees: Vec<(&str, &[NavNode])> = trees.iter().map(|(name, tree)| (*name, branches(&tree.nodes))).collect();
    kind::home_view(config, &trees, facet_pages)
}

fn view(view: View) -> Job<'static> {
    Job::View(Box::new(view))
}

/// The first nodes that stand beside others: a node that is alone says nothing of what is below it.
fn branches(mut nodes: &[NavNode]) -> &[NavNode] {
    while let [NavNode { children, .. }] = nodes
        && !children.is_empty()
    {
        nodes = children;
    }
    nodes
}

/// A page at `/uid/UID/` for each page with a uid that can be a folder's name everywhere. Members of references and
/// other uids are answered by the lookup alone.
fn permanent_addresses(index: &SiteIndex) -> impl Iterator<Item = Job<'_>> {
    let mut taken = BTreeSet::new();
    index.page_uids().filter_map(move |(declaration, page)| {
        let uid = declaration.uid.as_str();
        let is_address = !page.outline.is_reference() && emit::is_safe_name(uid) && taken.insert(uid.to_lowercase());
        is_address.then(|| Job::Uid(format!("uid/{uid}/index.html"), declaration, page))
    })
}
