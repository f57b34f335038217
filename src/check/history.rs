//! Files that git saw being renamed.

use super::mends::rewritten;
use super::{Findings, Guides};
use crate::base::{Cause, Diagnostic, SitePath};
use crate::index::SiteIndex;
use std::collections::BTreeMap;

/// Whether any of the problems is a path at which nothing is and nobody knows where it went.
pub fn wants_history(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| gone(problem).is_some())
}

/// Says of broken links whose target was renamed where it is now. `renames` leads from old paths to files of the site.
pub fn moved(index: &SiteIndex, renames: &BTreeMap<String, SitePath>, problems: &mut [Diagnostic]) {
    let guides = Guides::new(index);
    let findings = Findings::new(index, &guides, Vec::new());
    for problem in problems {
        let Some(file) = gone(problem).and_then(|path| renames.get(path)) else { continue };
        let Some(place) = &problem.place else { continue };
        let Some(outline) = index.outline(&place.file) else { continue };
        let Some(link) = outline.links.iter().find(|link| Some(link.span) == place.span) else { continue };
        let right = rewritten(index, &outline.file, &link.href, file);
        let mend = findings.certain(outline, link, file);
        problem.by_hand = mend.is_err();
        problem.mend = mend.ok().flatten();
        problem.help = Some(format!("it was renamed to `{file}`; write `{right}`"));
    }
}

/// The path at which nothing is, if no correction is known yet.
fn gone(problem: &Diagnostic) -> Option<&str> {
    let is_answered = problem.mend.is_some() || problem.by_hand;
    problem.causes.iter().filter(|_| !is_answered).find_map(|cause| match cause {
        Cause::Path(path) => Some(path.as_str()),
        _ => None,
    })
}
