//! Includes and code snippets.

use super::Findings;
use super::links::shifted;
use crate::base::{Diagnostic, Place, SitePath, codes};
use crate::model::{Link, LinkKind, Lookup, Outline, Resolved, Target};
use crate::syntax::code_directive::CodeDirective;
use crate::syntax::snippet::SnippetError;
use std::collections::BTreeSet;

impl Findings<'_> {
    pub(super) fn include(&mut self, outline: &Outline, link: &Link, resolved: Resolved) {
        self.included_file(outline, link, resolved);
    }

    /// The file that an include or a snippet names, if it is there.
    fn included_file(&mut self, outline: &Outline, link: &Link, resolved: Resolved) -> Option<SitePath> {
        let target = resolved.target;
        if let Some(file) = target.file() {
            if let Some(wrong) = target.written_wrong() {
                self.written_wrong(outline, link, file, wrong);
            }
            return Some(file.clone());
        }
        match target {
            Target::ExternalRoot(name) => {
                self.leads_elsewhere(outline, link, name, true);
                None
            }
            Target::Outside(path) => {
                self.leads_elsewhere(outline, link, path, false);
                None
            }
            Target::Missing(path) | Target::Moved { path, .. } => {
                self.missing_include(outline, link, &path);
                None
            }
            _ => {
                self.missing_include(outline, link, &link.href);
                None
            }
        }
    }

    fn missing_include(&mut self, outline: &Outline, link: &Link, path: &str) {
        let code = if link.kind == LinkKind::Include { &codes::INCLUDE_MISSING } else { &codes::SNIPPET_MISSING };
        self.gone(outline, link, path, code, format!("there is no file `{path}` to include"));
    }

    pub(super) fn snippet(&mut self, outline: &Outline, link: &Link, resolved: Resolved) {
        let Some(file) = self.included_file(outline, link, resolved) else { return };
        let Some(directive) = CodeDirective::read(&link.directive) else { return };
        let Some(text) = self.index.text(&file) else { return };
        let Err(error) = directive.extract(&text) else { return };
        let known = directive.path_range(&link.directive).start;
        let span = shifted(link.span, &link.directive, known, directive.selector_range(&link.directive));
        let (code, message, help) = match error {
            SnippetError::TagMissing { tag, available } => {
                let help = match crate::base::nearest(&tag, available.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if available.is_empty() => format!("`{file}` marks no regions"),
                    None => format!("`{file}` has {}", available.join(", ")),
                };
                (&codes::SNIPPET_TAG_MISSING, format!("`{file}` has no region `{tag}`"), help)
            }
            SnippetError::TagUnclosed { tag, line, .. } => {
                let help = format!("close the region that begins on line {line}");
                (&codes::SNIPPET_TAG_MISSING, format!("the region `{tag}` of `{file}` has no end"), help)
            }
            SnippetError::RangeOutside { requested, line_count, .. } => {
                let message = format!("lines {requested} are not all in `{file}`, which has {line_count} lines");
                (
                    &codes::SNIPPET_RANGE_OUTSIDE,
                    message,
                    "correct the range, or name a region, which moves with the code".to_owned(),
                )
            }
            SnippetError::RangeReversed { requested, .. } => (
                &codes::SNIPPET_RANGE_OUTSIDE,
                format!("the range {requested} ends before it starts"),
                "swap its two numbers".to_owned(),
            ),
            SnippetError::NotNotebook { message } => (
                &codes::SNIPPET_TAG_MISSING,
                format!("`{file}` is not a notebook: {message}"),
                "name a `.ipynb` file".to_owned(),
            ),
            SnippetError::MultipleTags { tag, count } => (
                &codes::SNIPPET_TAG_MISSING,
                format!("{count} cells of `{file}` are named `{tag}`"),
                "give every cell a name of its own".to_owned(),
            ),
        };
        let place = Place { file: file.clone(), span: None };
        self.push(
            Diagnostic::new(code, message)
                .at(&outline.file, span)
                .about(link.directive.trim())
                .help(help)
                .related("the file that is quoted", place),
        );
    }
}

/// Files that include each other. Each circle is one problem, at the file with the smallest path.
pub(super) fn cycles(findings: &mut Findings<'_>) {
    let files: Vec<SitePath> = findings
        .index
        .outlines()
        .filter(|outline| outline.links.iter().any(|link| link.kind == LinkKind::Include))
        .map(|outline| outline.file.clone())
        .collect();
    let mut reported: BTreeSet<BTreeSet<SitePath>> = BTreeSet::new();
    let mut finished: BTreeSet<SitePath> = BTreeSet::new();
    for start in files {
        // A walk in depth with its own stack: chains of includes may be as long as they like.
        let mut way: Vec<(SitePath, Vec<SitePath>)> = vec![(start.clone(), children(findings, &start))];
        while let Some((_, rest)) = way.last_mut() {
            let Some(next) = rest.pop() else {
                if let Some((done, _)) = way.pop() {
                    finished.insert(done);
                }
                continue;
            };
            if let Some(at) = way.iter().position(|(file, _)| *file == next) {
                let circle: Vec<SitePath> = way[at..].iter().map(|(file, _)| file.clone()).collect();
                if reported.insert(circle.iter().cloned().collect()) {
                    report_cycle(findings, &circle);
                }
            } else if !finished.contains(&next) {
                let below = children(findings, &next);
                way.push((next, below));
            }
        }
    }
}

fn children(findings: &Findings<'_>, file: &SitePath) -> Vec<SitePath> {
    let mut below = findings.index.outline(file).map(|outline| findings.index.included_by(outline)).unwrap_or_default();
    below.reverse();
    below
}

fn report_cycle(findings: &mut Findings<'_>, circle: &[SitePath]) {
    let smallest = circle.iter().enumerate().min_by_key(|(_, file)| *file).map_or(0, |(at, _)| at);
    let mut chain: Vec<&SitePath> = circle[smallest..].iter().chain(&circle[..smallest]).collect();
    chain.push(chain[0]);
    let words: Vec<String> = chain.iter().map(|file| format!("`{file}`")).collect();
    let first = chain[0];
    let next = chain[1];
    let mut diagnostic =
        Diagnostic::new(&codes::INCLUDE_CYCLE, format!("files include each other: {}", words.join(" → ")))
            .help("take one of the includes away");
    let outline = findings.index.outline(first);
    let link = outline.and_then(|outline| {
        outline.links.iter().find(|link| {
            link.kind == LinkKind::Include && findings.index.resolve(first, &link.href).target.file() == Some(next)
        })
    });
    diagnostic = match link {
        Some(link) => diagnostic.at(first, link.span),
        None => diagnostic.in_file(first),
    };
    findings.diagnostics.push(diagnostic);
}
