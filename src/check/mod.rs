//! Floor 4: what does not resolve. Pure: it reads the index and says what it finds. One file for each family of
//! rules.

mod addresses;
mod anchors;
mod baseline;
mod changes;
mod expansion;
pub mod external;
mod frame;
mod history;
mod includes;
mod links;
mod mends;
mod own_site;
mod published;
mod silence;
mod suggest;
mod unused;
mod xrefs;

pub use baseline::{Baseline, Compared, baseline_text};
pub use changes::Changes;
pub use history::{moved, wants_history};
pub use unused::{Listed, Unlisted};

use crate::base::{Candidates, Diagnostic, Place, Related, Set, SitePath};
use crate::index::SiteIndex;
use crate::model::{Link, LinkKind, Outline, Resolved, Role};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Everything that is wrong with the site, in the order of reports. `found` is what earlier phases noted.
pub fn run(index: &SiteIndex, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let guides = Guides::new(index);
    let mut findings = Findings::new(index, &guides, found);
    let outlines: Vec<&Outline> = index.outlines().map(AsRef::as_ref).collect();
    let parts: Vec<Findings<'_>> = outlines.par_chunks(SHARE).map(|share| findings.of_files(share)).collect();
    parts.into_iter().for_each(|part| findings.take(part));
    frame::links(&mut findings);
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

/// The addresses of a published site that this one no longer has. `text` is the manifest of an output, or a list of
/// addresses, and `file` its path relative to the site. Fails, with the end of a sentence that starts with the path, on
/// a text that is neither.
pub fn published(index: &SiteIndex, file: &SitePath, text: &str) -> Result<Vec<Diagnostic>, String> {
    Ok(settle(index, published::lost(index, file, text)?))
}

/// How many links were looked at.
pub fn count_links(index: &SiteIndex) -> usize {
    index.outlines().map(|outline| outline.links.len()).sum()
}

/// What is said of the pages that show a fragment.
const INCLUDED_HERE: &str = "included here";

/// A link out of the site: its file, its place and what is written.
type Elsewhere = (SitePath, crate::base::Span, String);

/// What was found so far.
struct Findings<'a> {
    index: &'a SiteIndex,
    diagnostics: Vec<Diagnostic>,
    /// Links into places outside the site, by the name of the checkout: whether it is declared, and where they stand.
    elsewhere: BTreeMap<(String, bool), Vec<Elsewhere>>,
    /// Every file that another file leads to.
    linked: Set<SitePath>,
    guides: &'a Guides<'a>,
}

/// What helps to say what was meant: made once and shared by threads.
struct Guides<'a> {
    index: &'a SiteIndex,
    /// Made when the first file is not found.
    suggest: OnceLock<suggest::Suggest<'a>>,
    /// Made when the first uid is not found.
    uids: OnceLock<Candidates<'a>>,
    addresses: addresses::Addresses<'a>,
    anchors: anchors::Anchors<'a>,
}

impl<'a> Guides<'a> {
    fn new(index: &'a SiteIndex) -> Guides<'a> {
        Guides {
            index,
            suggest: OnceLock::new(),
            uids: OnceLock::new(),
            addresses: addresses::Addresses::new(index),
            anchors: anchors::Anchors::default(),
        }
    }

    fn suggest(&self) -> &suggest::Suggest<'a> {
        self.suggest.get_or_init(|| suggest::Suggest::new(self.index))
    }
}

/// How many files one thread looks at before it takes more.
const SHARE: usize = 256;

impl<'a> Findings<'a> {
    fn new(index: &'a SiteIndex, guides: &'a Guides<'a>, diagnostics: Vec<Diagnostic>) -> Self {
        Findings { index, diagnostics, elsewhere: BTreeMap::new(), linked: Set::default(), guides }
    }

    /// What is wrong in each of some files, on its own or with where it leads.
    fn of_files(&self, outlines: &[&Outline]) -> Findings<'a> {
        let mut findings = Findings::new(self.index, self.guides, Vec::new());
        for outline in outlines {
            findings.diagnostics.extend(outline.problems.iter().cloned());
            let is_shown = outline.role != Role::Fragment || !self.index.includers(&outline.file).is_empty();
            for link in &outline.links {
                let resolved = self.index.resolved(outline, link);
                let target = self.index.target_of(outline, link, resolved.as_ref());
                findings.linked.extend(target.filter(|file| *file != outline.file));
                if is_shown {
                    findings.link(outline, link, resolved);
                }
            }
            if is_shown && !outline.is_reference() {
                anchors::duplicates(&mut findings, outline);
            }
        }
        findings
    }

    /// Adds what was found in other files.
    fn take(&mut self, other: Findings<'a>) {
        self.diagnostics.extend(other.diagnostics);
        self.linked.extend(other.linked);
        for (place, links) in other.elsewhere {
            self.elsewhere.entry(place).or_default().extend(links);
        }
    }
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
                    .map(|file| Related { message: INCLUDED_HERE.to_owned(), place: Place { file, span: None } })
                    .collect();
            }
        }
    }

    /// `resolved` is where the path of the link leads; references have none.
    fn link(&mut self, outline: &Outline, link: &Link, resolved: Option<Resolved>) {
        let Some(resolved) = resolved else { return self.xref(outline, link) };
        match link.kind {
            LinkKind::Include => self.include(outline, link, resolved),
            LinkKind::Snippet => self.snippet(outline, link, resolved),
            _ => self.file_link(outline, link, resolved),
        }
    }
}
