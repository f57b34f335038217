//! Addresses of the output, as readers know them.

use crate::base::{Set, SitePath};
use crate::index::SiteIndex;
use crate::model::FacetPage;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Answers which addresses the site has.
pub(super) struct Addresses<'a> {
    index: &'a SiteIndex,
    made: OnceLock<BTreeSet<String>>,
    /// In lower case.
    uids: OnceLock<Set<String>>,
    folders: OnceLock<BTreeSet<&'a str>>,
}

/// What is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// What a file of the site becomes.
    File(SitePath),
    /// A page that the site makes for itself.
    Made,
    /// A redirect, by the file that says so.
    Redirect(SitePath),
}

impl<'a> Addresses<'a> {
    pub(super) fn new(index: &'a SiteIndex) -> Self {
        Addresses { index, made: OnceLock::new(), uids: OnceLock::new(), folders: OnceLock::new() }
    }

    /// What a server that knows `x.html` and `x/index.html` gives for a path, decoded and without a `/` at its start.
    pub(super) fn find(&self, path: &str) -> Option<Found> {
        let bare = path.trim_end_matches('/');
        let folder = if bare.is_empty() { "index.html".to_owned() } else { format!("{bare}/index.html") };
        let mut candidates = vec![folder];
        if bare.len() == path.len() && !bare.is_empty() {
            candidates = vec![bare.to_owned(), format!("{bare}.html"), candidates.remove(0)];
        }
        candidates.iter().find_map(|route| self.at(route))
    }

    /// What is at exactly this place of the output.
    fn at(&self, route: &str) -> Option<Found> {
        // A page that is only a signpost counts as what it is.
        if let Some(redirect) = self.index.redirect_at(route) {
            return Some(Found::Redirect(redirect.file.clone()));
        }
        if let Some(file) = self.index.at_route(route) {
            return Some(Found::File(file.clone()));
        }
        let uid = route.strip_prefix("uid/").and_then(|rest| rest.strip_suffix("/index.html"));
        if let Some(uid) = uid {
            let declared = self.uids.get_or_init(|| self.index.uid_candidates().map(str::to_ascii_lowercase).collect());
            return declared.contains(&uid.to_ascii_lowercase()).then_some(Found::Made);
        }
        self.made().contains(route).then_some(Found::Made)
    }

    /// The pages that no file of the site becomes.
    fn made(&self) -> &BTreeSet<String> {
        self.made.get_or_init(|| {
            let index = self.index;
            let mut made = BTreeSet::from(["index.html".to_owned(), "404.html".to_owned()]);
            made.extend(index.config.search.then(|| "search.html".to_owned()));
            made.extend(index.facet_pages().into_iter().map(|page| match page {
                FacetPage::Index { route, .. } | FacetPage::Value { route, .. } => route,
            }));
            made.extend(index.trees().iter().map(|tree| tree.page_route.clone()));
            made
        })
    }

    /// Whether the site has pages in the topmost folder of a path, so that nobody else publishes there.
    pub(super) fn owns_folder_of(&self, path: &str) -> bool {
        let folders = self.folders.get_or_init(|| {
            let pages = self.index.pages.iter().filter(|page| !page.outline.is_reference());
            pages.filter_map(|page| page.route.split_once('/')).map(|(folder, _)| folder).collect()
        });
        path.split_once('/').is_some_and(|(folder, _)| folders.contains(folder))
    }
}
