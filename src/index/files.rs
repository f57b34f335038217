//! Files and the addresses of their output.

use crate::base::{Diagnostic, Place, Severity, SitePath, codes};
use crate::config::{Config, Part, Placement, UrlStyle};
use crate::model::{LinkKind, Outline, Role};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A file that the walk found, with the part that the configuration gives it.
#[derive(Debug, Clone)]
pub struct FileEntry {
    /// Where it is.
    pub path: SitePath,
    /// Its part; `None` if it is left out.
    pub placement: Option<Placement>,
}

/// What a file is to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// A page, by its place in `SiteIndex::pages`.
    Page(usize),
    /// A table of contents; the address of its page.
    Toc(String),
    /// An asset; its address.
    Asset(String),
    /// It exists, but is not part of the output.
    LeftOut,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its source.
    pub file: SitePath,
    /// The root it comes from, by its place in the configuration.
    pub root: usize,
    /// Its address, relative to the output folder.
    pub route: String,
    /// Its title.
    pub title: String,
    /// What its source says.
    pub outline: Arc<Outline>,
}

impl Page {
    /// Whether it lies beside itself as Markdown.
    pub fn has_markdown(&self, config: &Config) -> bool {
        config.markdown_pages.has(self.outline.is_reference())
    }
}

/// Files by path and by address.
#[derive(Debug, Default)]
pub(super) struct FileTable {
    states: BTreeMap<SitePath, FileState>,
    folded: HashMap<String, Vec<SitePath>>,
    folders: HashMap<String, String>,
    routes: HashMap<String, SitePath>,
}

impl FileTable {
    pub(super) fn build(
        config: &Config,
        entries: Vec<FileEntry>,
        outlines: &[Arc<Outline>],
        by_path: &HashMap<SitePath, Arc<Outline>>,
        problems: &mut Vec<Diagnostic>,
    ) -> (FileTable, Vec<Page>) {
        let mut table = FileTable::default();
        let mut pages = Vec::new();
        let mut claims = Claims::default();
        for entry in entries {
            table.note(&entry.path);
            let outline = by_path.get(&entry.path);
            let state = match (&entry.placement, outline) {
                (Some(placement), Some(outline))
                    if placement.part == Part::Content && outline.role != Role::Fragment =>
                {
                    let route = page_route(config, placement, outline);
                    if !claims.claim(&route, &entry.path, problems) {
                        FileState::LeftOut
                    } else if outline.role == Role::Toc {
                        FileState::Toc(route)
                    } else {
                        let page = page(config, &entry.path, route, outline, by_path);
                        pages.push(page);
                        FileState::Page(pages.len() - 1)
                    }
                }
                (Some(placement), _) if placement.part == Part::Resource => {
                    if claims.claim(&placement.output, &entry.path, problems) {
                        FileState::Asset(placement.output.clone())
                    } else {
                        FileState::LeftOut
                    }
                }
                _ => FileState::LeftOut,
            };
            match &state {
                FileState::Page(at) => {
                    table.routes.insert(pages[*at].route.clone(), entry.path.clone());
                }
                FileState::Toc(route) | FileState::Asset(route) => {
                    table.routes.insert(route.clone(), entry.path.clone());
                }
                FileState::LeftOut => {}
            }
            table.states.insert(entry.path, state);
        }
        debug_assert!(outlines.len() >= pages.len());
        (table, pages)
    }

    fn note(&mut self, path: &SitePath) {
        self.folded.entry(fold(path.as_str())).or_default().push(path.clone());
        let mut folder = path.folder();
        while !folder.is_empty() {
            if self.folders.insert(fold(folder), folder.to_owned()).is_some() {
                break;
            }
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }

    pub(super) fn state(&self, path: &SitePath) -> Option<&FileState> {
        self.states.get(path)
    }

    pub(super) fn get(&self, path: &str) -> Option<(&SitePath, &FileState)> {
        self.states.get_key_value(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&SitePath, &FileState)> {
        self.states.iter()
    }

    /// The files whose paths differ from this one in letter case only.
    pub(super) fn folded(&self, path: &str) -> &[SitePath] {
        self.folded.get(&fold(path)).map_or(&[], Vec::as_slice)
    }

    /// The folder of this name, in any letter case, as it is really written.
    pub(super) fn folder(&self, path: &str) -> Option<&str> {
        self.folders.get(&fold(path)).map(String::as_str)
    }

    pub(super) fn at_route(&self, route: &str) -> Option<&SitePath> {
        self.routes.get(route)
    }
}

/// Paths that some file system takes for the same: compared in lower case, as Windows and macOS do, and with accents
/// composed (Unicode normalization form C), as macOS does.
fn fold(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.to_lowercase().nfc().collect() }
}

/// The longest name of a file, in bytes, that common file systems hold.
const MAX_NAME: usize = 255;

/// Which source has claimed an address. Addresses that differ only as [`fold`] makes equal are one file somewhere.
#[derive(Default)]
struct Claims {
    taken: HashMap<String, (String, SitePath)>,
}

impl Claims {
    fn claim(&mut self, route: &str, path: &SitePath, problems: &mut Vec<Diagnostic>) -> bool {
        if route.split('/').any(|name| name.len() > MAX_NAME) {
            let mut problem = Diagnostic::new(
                &codes::FILE_SKIPPED,
                format!("`{path}` would be written to a name of more than {MAX_NAME} bytes"),
            );
            problem.severity = Severity::Warning;
            problems.push(problem.in_file(path).help("give it a shorter name; file systems hold no longer ones"));
            return false;
        }
        let Some((other_route, other)) = self.taken.get(&fold(route)) else {
            self.taken.insert(fold(route), (route.to_owned(), path.clone()));
            return true;
        };
        let message = if other_route == route {
            format!("`{path}` and `{other}` would both be written to `{route}`")
        } else {
            format!(
                "`{path}` and `{other}` would be written to `{route}` and `{other_route}`, which are one file on some systems"
            )
        };
        problems.push(
            Diagnostic::new(&codes::OUTPUT_COLLISION, message)
                .in_file(path)
                .related(
                    "the first of the two; it is the one that is written",
                    Place { file: other.clone(), span: None },
                )
                .help("rename one of them, or leave it out with `exclude`"),
        );
        false
    }
}

/// The address of a page: the output path with `.html`, or what `outputFileName` and the style of addresses say.
fn page_route(config: &Config, placement: &Placement, outline: &Outline) -> String {
    let (folder, name) = placement.output.rsplit_once('/').map_or(("", placement.output.as_str()), |(f, n)| (f, n));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    if let Some(given) = &outline.meta.output_file_name {
        return below(&given.value);
    }
    let is_index = stem.eq_ignore_ascii_case("index");
    if is_index {
        return below("index.html");
    }
    match config.urls {
        UrlStyle::Pretty if outline.role == Role::Page => below(&format!("{stem}/index.html")),
        _ => below(&format!("{}.html", if outline.role == Role::Toc { stem.to_lowercase() } else { stem.to_owned() })),
    }
}

fn page(
    config: &Config,
    path: &SitePath,
    route: String,
    outline: &Arc<Outline>,
    by_path: &HashMap<SitePath, Arc<Outline>>,
) -> Page {
    let title = title_of(outline, by_path);
    let root = config.root_of(path.as_str()).unwrap_or(0);
    Page { file: path.clone(), root, route, title, outline: outline.clone() }
}

/// The title of a page (DocFX, titles): `title` of the front matter, `titleOverwriteH1`, the first heading, `title`
/// of the configuration; then the name of the file.
fn title_of(outline: &Outline, by_path: &HashMap<SitePath, Arc<Outline>>) -> String {
    let meta = &outline.meta;
    let stated = meta.title.as_ref().map(|title| title.value.clone()).filter(|title| !title.trim().is_empty());
    let included_h1 = || {
        let first = outline.links.iter().find(|link| link.kind == LinkKind::Include)?;
        let path = SitePath::new(&crate::base::join_lexical(outline.file.folder(), &first.href));
        by_path.get(&path)?.h1.clone()
    };
    stated
        .or_else(|| meta.title_over_h1.clone())
        .or_else(|| outline.h1.clone())
        .or_else(|| outline.headings.iter().find(|h| h.level == 1).map(|h| h.text.clone()))
        .or_else(|| meta.default_title.clone())
        .or_else(included_h1)
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| title_of_name(&outline.file))
}

/// A title made of a file name: `index` takes that of the folder, `-` and `_` are blanks.
pub(super) fn title_of_name(file: &SitePath) -> String {
    let stem = file.stem();
    let name = if stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
        file.folder().rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("Home")
    } else {
        stem
    };
    words(name)
}

/// `-` and `_` as blanks, the first letter in upper case.
pub(super) fn words(name: &str) -> String {
    let text = name.replace(['-', '_'], " ");
    let mut chars = text.trim().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
