//! Phase 2: what each file says. In parallel; the body of a file is dropped as soon as it has been read.

use super::cache::{Kept, Outlines};
use super::scan::Scanned;
use super::{Progress, Site};
use crate::base::{Diagnostic, Digest, LineIndex, Map, SitePath, codes, hash_of};
use crate::config::Part;
use crate::index::{FileEntry, Files, Input, SiteIndex, XrefMap};
use crate::kind::{self, Source};
use crate::model::limits::INCLUDE_DEPTH;
use crate::model::{LinkKind, Lookup, Outline, Role};
use crate::source;
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// The outlines, and the texts of what is included or quoted.
pub(super) struct Outlined {
    files: Arc<Files>,
    /// By the place of the file.
    kept: Vec<Option<Kept>>,
    texts: BTreeMap<SitePath, Arc<str>>,
    xref_maps: Vec<Arc<XrefMap>>,
    /// What is wrong with files that have no outline.
    pub(super) notes: Vec<Diagnostic>,
    /// How many bytes were read.
    pub(super) bytes: u64,
    /// How many files were read because their marks are not as they were.
    pub(super) read: usize,
    /// How many of these were taken apart because their bytes are not as they were.
    pub(super) fresh: usize,
}

/// How far fragments may lead to fragments that only they name: far enough for the checks to see that it is too far.
const MAX_ROUNDS: usize = INCLUDE_DEPTH + 2;

pub(super) fn outline(site: &Site, scanned: &Scanned, known: &Outlines, progress: &dyn Progress) -> Outlined {
    let is_content = |entry: &FileEntry| entry.placement.as_ref().is_some_and(|place| place.part == Part::Content);
    let entries = scanned.files.entries().iter().enumerate();
    let content: Vec<usize> = entries.filter(|(_, entry)| is_content(entry)).map(|(at, _)| at).collect();
    progress.phase("reading", content.len());
    let mut outlined = Outlined::new(&scanned.files);
    let reader = Reader { site, scanned, known, progress };
    let mut latest = content;
    outlined.read_all(&reader, &latest, Role::Page);
    let names = OnceCell::new();
    for _ in 0..MAX_ROUNDS {
        let (fragments, texts) = outlined.wanted(&latest, || names.get_or_init(|| names_of(site, scanned)));
        if fragments.is_empty() && texts.is_empty() {
            break;
        }
        for path in texts {
            let text = source::read_text(&site.folder, &path).map(|text| text.text.into());
            outlined.texts.insert(path, text.unwrap_or_else(|_| "".into()));
        }
        let quiet = Reader { progress: &super::Silent, ..reader };
        outlined.read_all(&quiet, &fragments, Role::Fragment);
        latest = fragments;
    }
    outlined.xref_maps = super::xref_maps(site, &mut outlined.notes);
    outlined
}

/// An index that knows of every file where it is, and of none what it says. Which file a link means is the index's to
/// say, and includes must be followed before there is one of outlines.
fn names_of(site: &Site, scanned: &Scanned) -> SiteIndex {
    let (config, files) = (site.config.clone(), scanned.files.clone());
    let (outlines, texts, xref_maps) = (Vec::new(), Map::default(), Vec::new());
    SiteIndex::build(Input { config, files, outlines, texts, xref_maps }).0
}

impl Outlined {
    fn new(files: &Arc<Files>) -> Outlined {
        Outlined {
            files: files.clone(),
            kept: vec![None; files.len()],
            texts: BTreeMap::new(),
            xref_maps: Vec::new(),
            notes: Vec::new(),
            bytes: 0,
            read: 0,
            fresh: 0,
        }
    }

    /// Reads the files at some places.
    fn read_all(&mut self, reader: &Reader<'_>, places: &[usize], role: Role) {
        let entries = self.files.entries();
        let read = places.par_iter().filter_map(|at| Some((*at, reader.read(&entries.get(*at)?.path, role)?)));
        let read: Vec<(usize, (Read, News, u64))> = read.collect();
        for (at, (result, news, bytes)) in read {
            self.bytes += bytes;
            self.read += usize::from(news != News::None);
            self.fresh += usize::from(news == News::Text);
            match result {
                Ok(kept) => self.kept[at] = Some(kept),
                Err(problem) => self.notes.push(*problem),
            }
        }
    }

    /// The files that the outlines at some places include or quote and that have not been read yet: the places of
    /// fragments and tables of contents, and texts.
    fn wanted<'a>(&self, places: &[usize], names: impl Fn() -> &'a SiteIndex) -> (Vec<usize>, Vec<SitePath>) {
        let mut fragments = Vec::new();
        let mut texts = Vec::new();
        for outline in places.iter().filter_map(|at| Some(&self.kept.get(*at)?.as_ref()?.outline)) {
            for link in &outline.links {
                let is_toc = outline.role == Role::Toc && link.kind == LinkKind::Link;
                if !is_toc && !matches!(link.kind, LinkKind::Include | LinkKind::Snippet) {
                    continue;
                }
                let target = names().resolve(&outline.file, &link.href).target;
                let Some(file) = target.file() else { continue };
                let Some(at) = self.files.place(file.as_str()) else { continue };
                let is_read = self.kept.get(at).is_some_and(Option::is_some);
                if is_toc {
                    if !is_read && kind::is_contents(file) {
                        fragments.push(at);
                    }
                    continue;
                }
                if !self.texts.contains_key(file) {
                    texts.push(file.clone());
                }
                if link.kind == LinkKind::Include && !is_read && file.has_extension(&["md", "markdown", "txt"]) {
                    fragments.push(at);
                }
            }
        }
        fragments.sort_unstable();
        fragments.dedup();
        texts.sort();
        texts.dedup();
        (fragments, texts)
    }

    /// How many files there is an outline of.
    pub(super) fn len(&self) -> usize {
        self.kept.iter().flatten().count()
    }

    fn outlines(&self) -> impl Iterator<Item = &Arc<Outline>> {
        self.kept.iter().flatten().map(|kept| &kept.outline)
    }

    /// A number for all that the index answers from, beside the configuration.
    pub(super) fn shape(&self) -> u64 {
        let maps: Vec<Digest> = self.xref_maps.iter().map(|map| map.digest).collect();
        let shapes = self.kept.iter().map(|kept| kept.as_ref().map(|kept| kept.shape));
        let files: Vec<(&SitePath, Option<u64>)> =
            self.files.entries().iter().map(|entry| &entry.path).zip(shapes).collect();
        hash_of(&(files, &self.texts, maps))
    }

    /// What the index is made of.
    pub(super) fn to_input(&self, site: &Site) -> Input {
        Input {
            config: site.config.clone(),
            files: self.files.clone(),
            outlines: self.outlines().cloned().collect(),
            texts: self.texts.iter().map(|(file, text)| (file.clone(), text.clone())).collect(),
            xref_maps: self.xref_maps.clone(),
        }
    }

    /// The digest of the source of a page.
    pub(super) fn digest(&self, file: &SitePath) -> Option<Digest> {
        Some(self.kept.get(self.files.place(file.as_str())?)?.as_ref()?.digest)
    }

    /// What the next build may remember.
    pub(super) fn into_kept(self) -> Outlines {
        self.kept.into_iter().flatten().collect()
    }
}

/// An outline, or why there is none.
type Read = Result<Kept, Box<Diagnostic>>;

/// What a file turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    /// As it was, by its marks.
    None,
    /// As it was, by its bytes.
    Marks,
    /// New or different.
    Text,
}

/// What it takes to read files.
#[derive(Clone, Copy)]
struct Reader<'a> {
    site: &'a Site,
    scanned: &'a Scanned,
    known: &'a Outlines,
    progress: &'a dyn Progress,
}

impl Reader<'_> {
    /// What a file says, and whether that is news; `None` if it is of no kind that skilt knows. A file whose marks are
    /// as they were is not read, and one whose bytes are as they were is not taken apart.
    fn read(&self, path: &SitePath, role: Role) -> Option<(Read, News, u64)> {
        let began = Instant::now();
        let known = self.known.get(path, role);
        let stamp = self.scanned.stamp(path);
        let read = match known {
            Some(kept) if kept.stamp.is_some() && kept.stamp == stamp => Some((Ok(kept.clone()), News::None, 0)),
            _ => self.read_anew(path, role, known, stamp),
        };
        self.progress.step();
        self.progress.task(path.as_str(), began);
        read
    }

    fn read_anew(
        &self,
        path: &SitePath,
        role: Role,
        known: Option<&Kept>,
        stamp: Option<source::Stamp>,
    ) -> Option<(Read, News, u64)> {
        let text = match source::read_text(&self.site.folder, path) {
            Ok(text) => text,
            Err(error) => {
                let problem = Diagnostic::new(&codes::PAGE_UNREADABLE, format!("`{path}` {}", error.words()));
                return Some((Err(Box::new(problem.in_file(path))), News::Text, 0));
            }
        };
        let bytes = text.text.len() as u64;
        if let Some(kept) = known.filter(|kept| kept.digest == text.digest) {
            return Some((Ok(Kept { stamp, ..kept.clone() }), News::Marks, bytes));
        }
        let outline = match outline_of(self.site, path, role, &text)? {
            Ok(outline) => outline,
            Err(problem) => return Some((Err(problem), News::Text, bytes)),
        };
        let kept = Kept { stamp, digest: text.digest, role, shape: outline.shape(), outline: Arc::new(outline) };
        Some((Ok(kept), News::Text, bytes))
    }
}

/// The outline of a text; `None` if it is of no kind that skilt knows.
pub(super) fn outline_of(
    site: &Site,
    path: &SitePath,
    role: Role,
    text: &source::Text,
) -> Option<Result<Outline, Box<Diagnostic>>> {
    let Some(kind) = kind::of(path, &text.text) else {
        // YAML that says nothing about itself is somebody's data.
        let note = Diagnostic::new(&codes::FILE_SKIPPED, format!("`{path}` is of no kind that makes a page"))
            .in_file(path)
            .help("a YAML page starts with a line `### YamlMime:NAME`; other files are left out with `exclude`");
        return Some(Err(Box::new(note)));
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
