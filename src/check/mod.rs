//! Floor 4: what does not resolve. Pure: it reads the index and says what it finds. One file for each family of
//! rules.

mod anchors;
mod expansion;
pub mod external;
mod includes;
mod links;
mod silence;
mod suggest;
mod unused;
mod xrefs;

use crate::base::{Diagnostic, Place, Related, SitePath};
use crate::index::SiteIndex;
use crate::model::{Link, LinkKind, Outline, Role};
use std::collections::BTreeMap;

/// Everything that is wrong with the site, in the order of reports. `found` is what earlier phases noted.
pub fn run(index: &SiteIndex, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut findings =
        Findings { index, diagnostics: found, elsewhere: BTreeMap::new(), suggest: suggest::Suggest::new(index) };
    for outline in index.outlines() {
        findings.diagnostics.extend(outline.problems.iter().cloned());
        if outline.role == Role::Fragment && index.includers(&outline.file).is_empty() {
            continue;
        }
        for link in &outline.links {
            findings.link(outline, link);
        }
        if !outline.is_reference() {
            anchors::duplicates(&mut findings, outline);
        }
    }
    includes::cycles(&mut findings);
    expansion::too_large(&mut findings);
    unused::orphans(&mut findings);
    unused::assets(&mut findings);
    findings.report_elsewhere();
    findings.name_hosts();
    silence::settle(index, findings.diagnostics)
}

/// What the configuration and ignore comments leave of the problems that later phases find.
pub fn settle(index: &SiteIndex, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    silence::settle_late(index, found)
}

/// How many links were looked at.
pub fn count_links(index: &SiteIndex) -> usize {
    index.outlines().map(|outline| outline.links.len()).sum()
}

/// A link out of the site: its file, its place and what is written.
type Elsewhere = (SitePath, crate::base::Span, String);

/// What was found so far.
struct Findings<'a> {
    index: &'a SiteIndex,
    diagnostics: Vec<Diagnostic>,
    /// Links into places outside the site, by the name of the checkout: whether it is declared, and where they stand.
    elsewhere: BTreeMap<(String, bool), Vec<Elsewhere>>,
    suggest: suggest::Suggest<'a>,
}

impl Findings<'_> {
    /// Adds to what is wrong in a fragment the pages that show it.
    fn name_hosts(&mut self) {
        for diagnostic in &mut self.diagnostics {
            let Some(place) = &diagnostic.place else { continue };
            let is_fragment = self.index.outline(&place.file).is_some_and(|outline| outline.role == Role::Fragment);
            if is_fragment && diagnostic.related.is_empty() {
                let hosts = self.index.hosts(&place.file).into_iter();
                diagnostic.related = hosts
                    .map(|file| Related { message: "included here".to_owned(), place: Place { file, span: None } })
                    .collect();
            }
        }
    }

    fn link(&mut self, outline: &Outline, link: &Link) {
        match link.kind {
            LinkKind::Link | LinkKind::Image | LinkKind::Redirect => self.file_link(outline, link),
            LinkKind::Xref | LinkKind::XrefQuiet => self.xref(outline, link),
            LinkKind::Include => self.include(outline, link),
            LinkKind::Snippet => self.snippet(outline, link),
        }
    }
}
