//! Includes within includes: how deep they go and how much they add up to.

use super::Findings;
use crate::base::{Diagnostic, SitePath, codes};
use crate::model::limits::{INCLUDE_BUDGET, INCLUDE_DEPTH, include_cost};
use crate::model::{LinkKind, Lookup};
use std::collections::BTreeMap;

/// What a file expands to.
#[derive(Debug, Clone, Copy, Default)]
struct Expansion {
    /// The longest chain of includes that starts here.
    depth: usize,
    /// What all of them add up to.
    cost: usize,
}

impl Expansion {
    fn is_too_much(self) -> bool {
        self.depth > INCLUDE_DEPTH || self.cost > INCLUDE_BUDGET
    }
}

/// Files whose includes go further than a page can hold. Files that include such a file are not named again.
pub(super) fn too_large(findings: &mut Findings<'_>) {
    let index = findings.index;
    let mut known: BTreeMap<SitePath, Expansion> = BTreeMap::new();
    let starts: Vec<SitePath> = index.outlines().map(|outline| outline.file.clone()).collect();
    for start in starts {
        // A walk in depth with its own stack, for chains may be as long as they like. A file that is met again on the
        // way down counts for nothing: circles are reported as what they are.
        let mut way = vec![(start.clone(), children(findings, &start), 0)];
        while let Some((_, below, at)) = way.last_mut() {
            if let Some(next) = below.get(*at) {
                *at += 1;
                if !known.contains_key(next) {
                    known.insert(next.clone(), Expansion::default());
                    let next = next.clone();
                    let below = children(findings, &next);
                    way.push((next, below, 0));
                }
                continue;
            }
            let Some((file, below, _)) = way.pop() else { break };
            let expansion = sum(findings, &known, &below);
            let root_cause = !below.iter().any(|file| known.get(file).is_some_and(|below| below.is_too_much()));
            if known.insert(file.clone(), expansion).is_none_or(|old| !old.is_too_much())
                && expansion.is_too_much()
                && root_cause
            {
                report(findings, &file, &below, expansion);
            }
        }
    }
}

fn children(findings: &Findings<'_>, file: &SitePath) -> Vec<SitePath> {
    findings.index.outline(file).map(|outline| findings.index.included_by(outline)).unwrap_or_default()
}

fn sum(findings: &Findings<'_>, known: &BTreeMap<SitePath, Expansion>, below: &[SitePath]) -> Expansion {
    let mut sum = Expansion::default();
    for file in below {
        let inner = known.get(file).copied().unwrap_or_default();
        let own = include_cost(findings.index.text(file).map_or(0, |text| text.len()));
        sum.depth = sum.depth.max(inner.depth + 1);
        sum.cost = sum.cost.saturating_add(inner.cost).saturating_add(own);
    }
    sum
}

fn report(findings: &mut Findings<'_>, file: &SitePath, below: &[SitePath], expansion: Expansion) {
    let message = if expansion.depth > INCLUDE_DEPTH {
        format!("includes go more than {INCLUDE_DEPTH} files deep")
    } else {
        format!("includes expand to more than {} MB", INCLUDE_BUDGET / (1024 * 1024))
    };
    let index = findings.index;
    let link = index.outline(file).and_then(|outline| {
        outline.links.iter().find(|link| {
            link.kind == LinkKind::Include && index.resolve(file, &link.href).target.file() == below.first()
        })
    });
    let diagnostic = Diagnostic::new(&codes::INCLUDE_TOO_LARGE, message);
    let diagnostic = match link {
        Some(link) => diagnostic.at(file, link.span),
        None => diagnostic.in_file(file),
    };
    findings.push(diagnostic.help("split the page, or include less; what is beyond the limit is left out"));
}
