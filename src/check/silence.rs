//! Severities and silence: what the configuration, ignore comments and duplicates leave of the findings.

use crate::base::{Code, Diagnostic, Set, Severity, SitePath, Span, codes};
use crate::index::SiteIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Applies severities and ignores, drops what is reported twice, and sorts.
pub(super) fn settle(index: &SiteIndex, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let (mut kept, unused) = ignore(index, found);
    kept.extend(unused);
    weigh(index, kept)
}

/// The same for what is found after the checks, when it is known already which ignores are of use.
pub(super) fn settle_late(index: &SiteIndex, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    weigh(index, ignore(index, found).0)
}

/// The codes that only drawing or asking other sites finds. Whether an ignore of theirs is of use is not known before.
const LATE: &[&Code] = &[
    &codes::CODE_NOT_HIGHLIGHTED,
    &codes::TEMPLATE_ERROR,
    &codes::EXTERNAL_LINK_BROKEN,
    &codes::EXTERNAL_LINK_REDIRECTED,
    &codes::EXTERNAL_LINK_UNKNOWN,
    &codes::EXTERNAL_LINK_BLOCKED,
];

/// Gives each problem its severity, drops what is off or reported twice, and sorts.
fn weigh(index: &SiteIndex, mut kept: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for diagnostic in &mut kept {
        let file = diagnostic.place.as_ref().map(|place| &place.file);
        // A phase may have set a severity of its own; the configuration's word goes before it.
        if let Some(stated) = index.config.stated_severity(diagnostic.code, file) {
            diagnostic.severity = stated;
        }
    }
    kept.retain(|diagnostic| diagnostic.severity != Severity::Off);
    kept.sort_by(Diagnostic::order);
    let mut seen = Set::default();
    kept.retain(|d| seen.insert((d.code.name, d.place.clone(), d.message.clone())));
    kept
}

/// Takes out what is ignored; an ignore that took nothing out is a finding of its own.
fn ignore(index: &SiteIndex, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    /// The code, the line it speaks for, and where it stands.
    type Entry = (&'static str, Option<u32>, Span);
    let mut by_file: BTreeMap<&SitePath, Vec<Entry>> = BTreeMap::new();
    for outline in index.outlines().filter(|outline| !outline.ignores.is_empty()) {
        let entries = outline.ignores.iter().map(|ignore| (ignore.code.name, ignore.line, ignore.span));
        by_file.insert(&outline.file, entries.collect());
    }
    let mut used: BTreeSet<(SitePath, Span, &'static str)> = BTreeSet::new();
    let kept = found
        .into_iter()
        .filter(|diagnostic| {
            let Some(place) = &diagnostic.place else { return true };
            let Some(ignores) = by_file.get(&place.file) else { return true };
            let line = place.span.map(|span| span.start.line);
            let hit = ignores
                .iter()
                .find(|(code, wanted, _)| *code == diagnostic.code.name && (wanted.is_none() || *wanted == line));
            if let Some((code, _, span)) = hit {
                used.insert((place.file.clone(), *span, code));
            }
            hit.is_none()
        })
        .collect();
    let mut unused = Vec::new();
    for (file, ignores) in by_file {
        for (code, _, span) in ignores {
            if !used.contains(&(file.clone(), span, code)) && !LATE.iter().any(|late| late.name == code) {
                unused.push(
                    Diagnostic::new(&codes::IGNORE_UNUSED, format!("there is no `{code}` here to ignore"))
                        .at(file, span)
                        .help("take it out, so that it does not hide the next one"),
                );
            }
        }
    }
    (kept, unused)
}
