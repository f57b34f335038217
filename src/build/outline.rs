//! Phase 2: what each file says. In parallel; the body of a file is dropped as soon as it has been read.

use super::scan::Scanned;
use super::{Progress, Site};
use crate::base::{Diagnostic, LineIndex, SitePath, codes};
use crate::config::Part;
use crate::index::{Input, SiteIndex};
use crate::kind::{self, Source};
use crate::model::limits::INCLUDE_DEPTH;
use crate::model::{LinkKind, Lookup, Outline, Role};
use crate::source;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The outlines, and the texts of what is included or quoted.
pub(super) struct Outlined {
    outlines: BTreeMap<SitePath, Outline>,
    texts: HashMap<SitePath, Arc<str>>,
    notes: Vec<Diagnostic>,
}

/// How far fragments may lead to fragments that only they name: far enough for the checks to see that it is too far.
const MAX_ROUNDS: usize = INCLUDE_DEPTH + 2;

pub(super) fn outline(site: &Site, scanned: &Scanned, progress: &dyn Progress) -> Outlined {
    let content: Vec<(&SitePath, Role)> = scanned
        .files
        .iter()
        .filter(|entry| entry.placement.as_ref().is_some_and(|placement| placement.part == Part::Content))
        .map(|entry| (&entry.path, Role::Page))
        .collect();
    progress.phase("reading", content.len());
    let mut outlined = Outlined { outlines: BTreeMap::new(), texts: HashMap::new(), notes: Vec::new() };
    outlined.read(site, content, progress);
    for _ in 0..MAX_ROUNDS {
        let (fragments, texts) = outlined.wanted(site, scanned);
        if fragments.is_empty() && texts.is_empty() {
            break;
        }
        for path in texts {
            if let Ok(text) = source::read_text(&site.folder, &path) {
                outlined.texts.insert(path, text.text.into());
            } else {
                outlined.texts.insert(path, "".into());
            }
        }
        outlined.read(site, fragments.iter().map(|path| (path, Role::Fragment)).collect(), &super::Silent);
    }
    outlined
}

impl Outlined {
    fn read(&mut self, site: &Site, files: Vec<(&SitePath, Role)>, progress: &dyn Progress) {
        let read: Vec<Result<Outline, Diagnostic>> = files
            .par_iter()
            .filter_map(|(path, role)| {
                let outline = outline_of(site, path, *role);
                progress.step();
                outline
            })
            .collect();
        for result in read {
            match result {
                Ok(outline) => {
                    self.outlines.insert(outline.file.clone(), outline);
                }
                Err(problem) => self.notes.push(problem),
            }
        }
    }

    /// The files that outlines include or quote and that have not been read yet: fragments and tables of contents,
    /// and texts. Which file a link means is the index's to say.
    fn wanted(&self, site: &Site, scanned: &Scanned) -> (Vec<SitePath>, Vec<SitePath>) {
        let asks = |outline: &Outline| {
            outline.role == Role::Toc
                || outline.links.iter().any(|link| matches!(link.kind, LinkKind::Include | LinkKind::Snippet))
        };
        if !self.outlines.values().any(asks) {
            return (Vec::new(), Vec::new());
        }
        let input = Input {
            config: site.config.clone(),
            files: scanned.files.clone(),
            outlines: Vec::new(),
            texts: HashMap::new(),
            xref_maps: Vec::new(),
        };
        let (files, _) = SiteIndex::build(input);
        let mut fragments = Vec::new();
        let mut texts = Vec::new();
        for outline in self.outlines.values().filter(|outline| asks(outline)) {
            for link in &outline.links {
                let is_toc = outline.role == Role::Toc && link.kind == LinkKind::Link;
                if !is_toc && !matches!(link.kind, LinkKind::Include | LinkKind::Snippet) {
                    continue;
                }
                let target = files.resolve(&outline.file, &link.href).target;
                let Some(file) = target.file() else { continue };
                let is_read = self.outlines.contains_key(file);
                if is_toc {
                    if !is_read && kind::is_contents(file) {
                        fragments.push(file.clone());
                    }
                    continue;
                }
                if !self.texts.contains_key(file) {
                    texts.push(file.clone());
                }
                if link.kind == LinkKind::Include && !is_read && file.has_extension(&["md", "markdown", "txt"]) {
                    fragments.push(file.clone());
                }
            }
        }
        for list in [&mut fragments, &mut texts] {
            list.sort();
            list.dedup();
        }
        (fragments, texts)
    }

    /// What the index is made of.
    pub(super) fn into_input(mut self, site: &Site, scanned: &Scanned) -> Input {
        let xref_maps = super::xref_maps(site, &mut self.notes);
        let mut outlines: Vec<Outline> = self.outlines.into_values().collect();
        // Problems without an outline to carry them ride on the first one.
        if let Some(first) = outlines.first_mut() {
            first.problems.append(&mut self.notes);
        }
        Input { config: site.config.clone(), files: scanned.files.clone(), outlines, texts: self.texts, xref_maps }
    }
}

/// The outline of a file; `None` if it is of no kind that skilt knows.
fn outline_of(site: &Site, path: &SitePath, role: Role) -> Option<Result<Outline, Diagnostic>> {
    let text = match source::read_text(&site.folder, path) {
        Ok(text) => text,
        Err(error) => {
            let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{path}` {}", error.words()));
            return Some(Err(problem.in_file(path)));
        }
    };
    let Some(kind) = kind::of(path, &text.text) else {
        // YAML that says nothing about itself is somebody's data.
        let note = Diagnostic::new(&codes::FILE_SKIPPED, format!("`{path}` is of no kind that makes a page"))
            .in_file(path)
            .help("a YAML page starts with a line `### YamlMime:NAME`; other files are left out with `exclude`");
        return Some(Err(note));
    };
    let mut source = Source::new(path, &text.text, role, &site.config);
    let mut outline = (kind.outline)(&mut source);
    if let Some(offset) = text.not_utf8 {
        let lines = LineIndex::new(&text.text);
        outline.problems.push(
            Diagnostic::new(&codes::PAGE_UNREADABLE, "the file is not UTF-8")
                .at(path, lines.span(&text.text, offset..offset + 1))
                .help("save it as UTF-8; what could not be read shows as \u{fffd}"),
        );
    }
    Some(Ok(outline))
}
