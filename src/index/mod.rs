//! Floor 3: the site as a whole. Files and their addresses, uids, navigation, facets, redirects.
//!
//! The index is made anew in every build from outlines alone, in the order of paths, by one thread. It is never
//! updated, hence never stale, and it answers every question of [`Lookup`].

mod facets;
mod files;
mod folder_tree;
mod moved;
mod nav;
mod redirects;
mod resolve;
mod toc_trees;
mod uids;

pub use facets::PageFacts;
pub use files::{FileEntry, FileState, Files, Page};
pub use nav::Tree;
pub use redirects::{Redirect, RedirectTarget};
pub use uids::{XrefMap, XrefMapEntry};

use crate::base::{Diagnostic, Map, SitePath};
use crate::config::Config;
use crate::model::{
    Declaration, FacetPage, Link, LinkKind, Lookup, Outline, PageCard, PageNav, Resolved, Role, SiteFacets, Target,
    UidTarget,
};
use crate::syntax::href;
use std::sync::Arc;

/// What the index is made of.
pub struct Input {
    /// The configuration.
    pub config: Arc<Config>,
    /// Every file that the walk found.
    pub files: Arc<Files>,
    /// The outlines of pages, tables of contents and fragments, in the order of their paths.
    pub outlines: Vec<Arc<Outline>>,
    /// The texts of fragments and snippet files.
    pub texts: Map<SitePath, Arc<str>>,
    /// The external xref maps, in order of precedence.
    pub xref_maps: Vec<Arc<XrefMap>>,
}

/// The site as a whole.
pub struct SiteIndex {
    /// The configuration.
    pub config: Arc<Config>,
    /// The pages, in the order of their sources.
    pub pages: Vec<Page>,
    /// The redirects.
    pub redirects: Vec<Redirect>,
    outlines: files::OutlineTable,
    files: files::FileTable,
    /// See [`resolve::checkout_names`].
    checkout_names: Vec<(String, String)>,
    texts: Map<SitePath, Arc<str>>,
    uids: uids::UidTable,
    nav: nav::Navigation,
    facts: Vec<PageFacts>,
    facet_routes: facets::Routes,
    site_facets: SiteFacets,
    includers: Map<SitePath, Vec<SitePath>>,
}

impl SiteIndex {
    /// Makes the index. The diagnostics are those that concern several files at once: collisions, duplicate uids,
    /// unknown facet values, tables of contents.
    pub fn build(input: Input) -> (SiteIndex, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let config = input.config;
        let outlines = files::OutlineTable::new(input.files.clone(), input.outlines);
        let (files, pages) = files::FileTable::build(&config, input.files, &outlines, &mut problems);
        let uids = uids::UidTable::build(&pages, input.xref_maps, config.xref_rules.clone(), &mut problems);
        let facts = facets::facts_of_pages(&config, &pages, &mut problems);
        let facet_routes = facets::Routes::of(&config, &pages, &facts);
        let mut index = SiteIndex {
            includers: Map::default(),
            redirects: Vec::new(),
            nav: nav::Navigation::default(),
            texts: input.texts,
            checkout_names: resolve::checkout_names(&config),
            outlines,
            config,
            pages,
            files,
            uids,
            facet_routes,
            facts,
            site_facets: SiteFacets::default(),
        };
        index.site_facets = facets::of_site(&index);
        index.includers = index.find_includers();
        index.redirects = redirects::collect(&index, &mut problems);
        index.nav = nav::Navigation::build(&index, &mut problems);
        (index, problems)
    }

    /// Where the page of a file applies: the facets that say so by their places in the configuration, and canonical
    /// values.
    pub fn applies(&self, file: &SitePath) -> Vec<(usize, String)> {
        let Some(FileState::Page(at)) = self.files.state(file) else { return Vec::new() };
        let values = self.facts.get(*at).map_or(&[][..], |facts| &facts.values);
        values.iter().filter(|(facet, _)| self.config.marks.slot(*facet).is_some()).cloned().collect()
    }

    /// Every outline, in the order of the paths.
    pub fn outlines(&self) -> impl Iterator<Item = &Arc<Outline>> {
        self.outlines.all().iter()
    }

    /// The outline of a file.
    pub fn outline(&self, path: &SitePath) -> Option<&Arc<Outline>> {
        self.outlines.get(path.as_str())
    }

    /// The page that a file becomes.
    pub fn page(&self, path: &SitePath) -> Option<&Page> {
        match self.files.state(path)? {
            FileState::Page(at) => self.pages.get(*at),
            _ => None,
        }
    }

    /// Every file with what it is to the site, in the order of the paths.
    pub fn files(&self) -> impl Iterator<Item = (&SitePath, &FileState)> {
        self.files.iter()
    }

    /// Where the path of a link leads; `None` for a reference, which has no path.
    pub fn resolved(&self, outline: &Outline, link: &Link) -> Option<Resolved> {
        (!link.kind.is_xref()).then(|| self.resolve_link(&outline.file, &link.href))
    }

    /// The file of this site that a link of a file leads to: by path, by uid, or by the site's own absolute address.
    /// `resolved` is what [`SiteIndex::resolved`] said of it.
    pub fn target_of(&self, outline: &Outline, link: &Link, resolved: Option<&Resolved>) -> Option<SitePath> {
        match link.kind {
            // A table of contents names uids as they are; everywhere else they are encoded like addresses.
            LinkKind::Xref | LinkKind::XrefQuiet if outline.role == Role::Toc => self.uid(&link.href)?.file,
            LinkKind::Xref | LinkKind::XrefQuiet => self.uid(&href::parse_xref(&link.href).uid)?.file,
            _ => match &resolved?.target {
                Target::External => {
                    let rest = href::below(&link.href, self.config.base_url.as_deref()?)?;
                    let path = href::Href::split(rest).decoded_path();
                    routes_of(path.trim_matches('/')).iter().find_map(|route| self.at_route(route)).cloned()
                }
                target => target.file().cloned(),
            },
        }
    }

    /// Whether a file is there, part of the output or not.
    pub fn has_file(&self, path: &SitePath) -> bool {
        self.files.state(path).is_some()
    }

    /// What is at an address of the output.
    pub fn at_route(&self, route: &str) -> Option<&SitePath> {
        self.files.at_route(route)
    }

    /// The redirect that starts at an address of the output.
    pub fn redirect_at(&self, route: &str) -> Option<&Redirect> {
        // They are collected in this order.
        let at = self.redirects.binary_search_by(|redirect| redirect.from.as_str().cmp(route)).ok()?;
        self.redirects.get(at)
    }

    /// The pages and fragments that include a fragment directly.
    pub fn includers(&self, fragment: &SitePath) -> &[SitePath] {
        self.includers.get(fragment).map_or(&[], Vec::as_slice)
    }

    /// Every declared uid of this site with its address, in the order of the uids.
    pub fn declared_uids(&self) -> impl Iterator<Item = (&str, UidTarget)> {
        self.uids.declared(&self.pages)
    }

    /// The declared uids that stand for a page and not for a part of it, each with its page, in the order of the uids.
    pub fn page_uids(&self) -> impl Iterator<Item = (&Declaration, &Page)> {
        self.uids.of_pages(&self.pages)
    }

    /// The navigation trees that are written as pages and data: route of the page, route of the data, nodes.
    pub fn trees(&self) -> &[Tree] {
        self.nav.trees()
    }

    /// Whether a table of contents leads to a page.
    pub fn is_in_toc(&self, page: &Page) -> bool {
        self.nav.is_in_toc(&page.file)
    }

    /// The index pages of the facets, in the order of their addresses.
    pub fn facet_pages(&self) -> Vec<FacetPage> {
        facets::pages(self)
    }

    /// The facts of a page, by its place in [`SiteIndex::pages`].
    pub fn facts(&self, page: usize) -> Option<&PageFacts> {
        self.facts.get(page)
    }

    /// Every uid that could be meant, for suggestions.
    pub fn uid_candidates(&self) -> impl Iterator<Item = &str> {
        self.uids.names(&self.pages)
    }

    /// Every id that a link into a page can name: headings and anchors of the page and of what it includes.
    pub fn anchors<'a>(&'a self, page: &SitePath) -> Vec<&'a str> {
        let mut found = Vec::new();
        for outline in self.parts_of(page).iter().filter_map(|part| self.outline(part)) {
            found.extend(outline.headings.iter().map(|heading| heading.id.as_str()));
            found.extend(outline.anchors.iter().map(|anchor| anchor.id.as_str()));
            found.extend(outline.uids.iter().filter_map(|declaration| declaration.anchor.as_deref()));
        }
        found
    }

    /// The file of a page and those that it includes, directly or not.
    pub fn parts_of(&self, page: &SitePath) -> Vec<SitePath> {
        let mut parts = vec![page.clone()];
        let mut at = 0;
        while at < parts.len() {
            if let Some(outline) = self.outline(&parts[at]) {
                for target in self.included_by(outline) {
                    if !parts.contains(&target) {
                        parts.push(target);
                    }
                }
            }
            at += 1;
        }
        parts
    }

    /// The pages that hold a fragment file, through other fragments too.
    pub fn hosts(&self, fragment: &SitePath) -> Vec<SitePath> {
        let mut hosts = Vec::new();
        let mut seen = vec![fragment.clone()];
        let mut at = 0;
        while at < seen.len() {
            for includer in self.includers(&seen[at].clone()).to_vec().iter() {
                if seen.contains(includer) {
                    continue;
                }
                seen.push(includer.clone());
                if self.page(includer).is_some() {
                    hosts.push(includer.clone());
                }
            }
            at += 1;
        }
        hosts.sort();
        hosts
    }

    /// The fragments that a file includes, by path.
    pub fn included_by(&self, outline: &Outline) -> Vec<SitePath> {
        let includes = outline.links.iter().filter(|link| link.kind == LinkKind::Include);
        includes.filter_map(|link| self.resolve_link(&outline.file, &link.href).target.file().cloned()).collect()
    }

    fn find_includers(&self) -> Map<SitePath, Vec<SitePath>> {
        let mut includers: Map<SitePath, Vec<SitePath>> = Map::default();
        for outline in self.outlines() {
            for fragment in self.included_by(outline) {
                let list = includers.entry(fragment).or_default();
                if list.last() != Some(&outline.file) {
                    list.push(outline.file.clone());
                }
            }
        }
        includers
    }
}

/// The places of the output where a server looks for a path, which has no `/` around it.
fn routes_of(path: &str) -> [String; 3] {
    let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
    [path.to_owned(), index, format!("{path}.html")]
}

impl Lookup for SiteIndex {
    fn resolve(&self, from: &SitePath, href: &str) -> Resolved {
        self.resolve_link(from, href)
    }

    fn uid(&self, uid: &str) -> Option<UidTarget> {
        self.uids.find(uid, &self.pages)
    }

    fn members(&self, uid: &str) -> Vec<String> {
        self.uids.members(uid, &self.pages)
    }

    fn text(&self, file: &SitePath) -> Option<Arc<str>> {
        self.texts.get(file).cloned()
    }

    fn card(&self, file: &SitePath) -> Option<PageCard> {
        let FileState::Page(at) = self.files.state(file)? else { return None };
        let page = self.pages.get(*at)?;
        let facets = self.facts.get(*at).map_or(&[][..], |facts| &facts.values);
        let facets = facets
            .iter()
            .filter_map(|(at, value)| {
                let facet = self.config.facets.get(*at)?;
                let route = self.facet_routes.get(*at, value);
                Some((facet.name.clone(), value.clone(), facets::value_title(facet, value), route))
            })
            .collect();
        Some(PageCard {
            title: page.title.clone(),
            route: page.route.clone(),
            description: page.outline.meta.description.clone().unwrap_or_default(),
            language: page.outline.meta.language.clone().unwrap_or_default(),
            facets,
        })
    }

    fn nav(&self, route: &str) -> PageNav {
        self.nav.of_route(self, route)
    }

    fn site_facets(&self) -> SiteFacets {
        self.site_facets.clone()
    }
}
