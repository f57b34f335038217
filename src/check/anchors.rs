//! Anchors: fragments that lead nowhere, and ids that stand twice.

use super::links::{about, file_of};
use super::{Findings, INCLUDED_HERE};
use crate::base::{Diagnostic, Map, Place, Set, SitePath, codes, nearest};
use crate::index::SiteIndex;
use crate::model::{Link, Outline, Role};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The ids of a page and of what it includes.
type Ids<'a> = Arc<Set<&'a str>>;

/// The ids of the pages that links with fragments lead to. Gathered once for each, since thousands of links may lead to
/// a page of thousands of headings; shared by threads.
#[derive(Default)]
pub(super) struct Anchors<'a>(Mutex<Map<SitePath, Ids<'a>>>);

impl<'a> Anchors<'a> {
    fn of(&self, index: &'a SiteIndex, page: &SitePath) -> Ids<'a> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ids) = known().get(page) {
            return ids.clone();
        }
        let ids: Ids<'a> = Arc::new(index.anchors(page).into_iter().collect());
        known().insert(page.clone(), ids.clone());
        ids
    }
}

impl Findings<'_> {
    /// A fragment alone: an anchor of the page. In a fragment file it means each page that includes it.
    pub(super) fn same_page_anchor(&mut self, outline: &Outline, link: &Link, fragment: Option<&str>) {
        if outline.role != Role::Fragment {
            return self.anchor(outline, link, &outline.file.clone(), fragment);
        }
        let hosts = self.index.hosts(&outline.file);
        let missing: Vec<SitePath> =
            hosts.into_iter().filter(|host| !self.has_anchor(host, fragment.unwrap_or(""))).collect();
        let (Some(fragment), Some(first)) = (fragment, missing.first()) else { return };
        if link.unchecked || is_always_there(fragment) {
            return;
        }
        let message = format!("no heading or anchor `#{fragment}` in {}", pages(missing.len(), first));
        let mut diagnostic = about(link, &codes::LINK_ANCHOR_MISSING, message, outline);
        for host in &missing {
            let place = Place { file: host.clone(), span: None };
            diagnostic = diagnostic.related(INCLUDED_HERE, place).caused_by(file_of(host));
        }
        self.push(diagnostic);
    }

    pub(super) fn anchor(&mut self, outline: &Outline, link: &Link, page: &SitePath, fragment: Option<&str>) {
        let Some(fragment) = fragment.filter(|fragment| !is_always_there(fragment)) else { return };
        if link.unchecked || self.has_anchor(page, fragment) || !self.knows_anchors(page) {
            return;
        }
        let message = format!("no heading or anchor `#{fragment}` in `{page}`");
        let mut diagnostic = about(link, &codes::LINK_ANCHOR_MISSING, message, outline);
        diagnostic.causes = self.index.parts_of(page).iter().map(file_of).collect();
        let anchors = self.index.anchors(page);
        let folded = anchors.iter().find(|anchor| anchor.eq_ignore_ascii_case(fragment)).copied();
        if let Some(near) = folded.or_else(|| nearest(fragment, anchors.iter().copied())) {
            diagnostic = diagnostic.help(format!("did you mean `#{near}`?"));
        }
        self.push(diagnostic);
    }

    /// Whether a link to a page with this fragment leads to something on it, as far as that can be known.
    pub(super) fn leads_to_anchor(&self, page: &SitePath, fragment: &str) -> bool {
        is_always_there(fragment) || self.has_anchor(page, fragment)
    }

    fn has_anchor(&self, page: &SitePath, fragment: &str) -> bool {
        self.guides.anchors.of(self.index, page).contains(fragment)
    }

    /// Trees of the navigation have no anchors of their own to check.
    fn knows_anchors(&self, page: &SitePath) -> bool {
        self.index.outline(page).is_some_and(|outline| outline.role != Role::Toc)
    }
}

fn pages(count: usize, first: &SitePath) -> String {
    if count == 1 { format!("`{first}`, which includes this") } else { format!("{count} pages that include this") }
}

/// The top of a page is always there (HTML, scrolling to a fragment), and tabs answer for `#tab/...`.
fn is_always_there(fragment: &str) -> bool {
    fragment.is_empty()
        || fragment.eq_ignore_ascii_case("top")
        || fragment.starts_with("tab/")
        || fragment.starts_with(":~:")
}

/// Ids that stand twice in what one file contributes to its page.
pub(super) fn duplicates(findings: &mut Findings<'_>, outline: &Outline) {
    let mut seen: BTreeMap<&str, crate::base::Span> = BTreeMap::new();
    let headings = outline.headings.iter().map(|heading| (heading.id.as_str(), heading.span));
    let anchors = outline.anchors.iter().map(|anchor| (anchor.id.as_str(), anchor.span));
    for (id, span) in headings.chain(anchors).filter(|(id, _)| !id.is_empty()) {
        match seen.get(id) {
            // `<a id="x" name="x">` names one element twice.
            Some(first) if first.start.line == span.start.line => {}
            Some(first) => {
                let place = Place { file: outline.file.clone(), span: Some(*first) };
                findings.diagnostics.push(
                    Diagnostic::new(&codes::ANCHOR_DUPLICATE, format!("the id `{id}` stands twice on this page"))
                        .at(&outline.file, span)
                        .related("first written here", place)
                        .help("give one of them another id; links lead to the first"),
                );
            }
            None => {
                seen.insert(id, span);
            }
        }
    }
}
