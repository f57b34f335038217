//! What nothing leads to: pages, images, fragments.

use super::Findings;
use crate::base::{Diagnostic, SitePath, codes};
use crate::index::{FileState, Page, SiteIndex};
use crate::model::Role;
use std::collections::BTreeSet;

/// What a page is that no table of contents leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// It says `hidden: true`: it is meant to be found by its address only.
    Hidden,
    /// It is left behind for an old address and only redirects.
    Signpost,
    /// It is one of an API reference, reached from its namespace.
    Reference,
    /// It is the page of its folder.
    Home,
    /// Its front matter says that a tool made it.
    Generated,
    /// Other pages link to it.
    Linked,
    /// Nothing leads to it.
    Orphan,
}

impl Unlisted {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        match self {
            Unlisted::Hidden => "hidden",
            Unlisted::Signpost => "signpost",
            Unlisted::Reference => "reference",
            Unlisted::Home => "home",
            Unlisted::Generated => "generated",
            Unlisted::Linked => "linked",
            Unlisted::Orphan => "orphan",
        }
    }
}

/// The roots that have tables of contents. In the others no page can be missing from one.
pub struct Listed<'i> {
    index: &'i SiteIndex,
    roots: BTreeSet<usize>,
}

impl Listed<'_> {
    /// Looks for the tables of contents of a site.
    pub fn new(index: &SiteIndex) -> Listed<'_> {
        let tocs = index.outlines().filter(|outline| outline.role == Role::Toc);
        let roots = tocs.filter_map(|outline| index.config.root_of(outline.file.as_str())).collect();
        Listed { index, roots }
    }

    /// What a page is that is in none of them; `None` for the others. `is_linked` says whether a page links to it.
    pub fn unlisted(&self, page: &Page, is_linked: bool) -> Option<Unlisted> {
        let meta = &page.outline.meta;
        if !self.roots.contains(&page.root) || self.index.is_in_toc(page) {
            return None;
        }
        Some(if meta.hidden {
            Unlisted::Hidden
        } else if meta.redirect_url.is_some() {
            Unlisted::Signpost
        } else if page.outline.is_reference() {
            Unlisted::Reference
        } else if matches!(page.file.stem().to_lowercase().as_str(), "index" | "readme") {
            Unlisted::Home
        } else if page.outline.is_generated() {
            Unlisted::Generated
        } else if is_linked {
            Unlisted::Linked
        } else {
            Unlisted::Orphan
        })
    }
}

/// Pages that no table of contents leads to and that are not meant to be so: those that nothing else leads to either,
/// and those that only links find.
pub(super) fn orphans(findings: &mut Findings<'_>) {
    let index = findings.index;
    let listed = Listed::new(index);
    for page in &index.pages {
        let is_linked = findings.linked.contains(&page.file);
        let noun = match listed.unlisted(page, is_linked) {
            Some(Unlisted::Linked | Unlisted::Orphan) => "page",
            Some(Unlisted::Generated) => "generated page",
            _ => continue,
        };
        let problem = if is_linked {
            let message = format!("pages link to this {noun}, but no table of contents leads here");
            Diagnostic::new(&codes::PAGE_NOT_IN_TOC, message)
                .help("add it to a table of contents, so that readers see where they are, or set `hidden: true`")
        } else if page.outline.meta.noindex {
            let message = format!(
                "no table of contents and no page leads to this {noun}, and `_noindex` keeps search engines away"
            );
            Diagnostic::new(&codes::PAGE_ORPHAN, message)
                .help("set `hidden: true` if it is meant to be found by address only; else link to it, or delete it")
        } else {
            Diagnostic::new(&codes::PAGE_ORPHAN, format!("no table of contents and no page leads to this {noun}"))
                .help("add it to a table of contents, link to it, or set `hidden: true` if it is meant to be found by address only")
        };
        findings.diagnostics.push(problem.in_file(&page.file).about(""));
    }
}

/// Images and fragments that nothing refers to.
pub(super) fn assets(findings: &mut Findings<'_>) {
    let index = findings.index;
    for (path, state) in index.files() {
        let is_image = path.has_extension(&["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"]);
        let is_fragment = path.has_extension(&["md"]) && path.as_str().split('/').any(|part| part == "includes");
        let unused_image = is_image && matches!(state, FileState::Asset(_));
        let unused_fragment = is_fragment && *state == FileState::LeftOut;
        if (unused_image || unused_fragment) && !findings.linked.contains(path) && !is_asked_for(path) {
            let noun = if is_image { "image" } else { "fragment" };
            findings.diagnostics.push(
                Diagnostic::new(&codes::ASSET_UNUSED, format!("nothing refers to this {noun}"))
                    .in_file(path)
                    .about("")
                    .help("delete it if it is not needed"),
            );
        }
    }
}

/// Whether browsers ask for a file of their own accord.
fn is_asked_for(path: &SitePath) -> bool {
    path.stem() == "favicon"
}
