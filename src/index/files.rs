//! Files and the addresses of their output.

use crate::base::{Diagnostic, Map, Place, Set, Severity, SitePath, codes, join_lexical};
use crate::config::{Config, Part, Placement, UrlStyle};
use crate::model::{LinkKind, Outline, Role};
use rayon::prelude::*;
use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};
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

impl FileState {
    /// The address that the file has in the output.
    fn route<'a>(&'a self, pages: &'a [Page]) -> Option<&'a str> {
        match self {
            FileState::Page(at) => pages.get(*at).map(|page| page.route.as_str()),
            FileState::Toc(route) | FileState::Asset(route) => Some(route),
            FileState::LeftOut => None,
        }
    }
}

impl Page {
    /// Whether it lies beside itself as Markdown.
    pub fn has_markdown(&self, config: &Config) -> bool {
        config.markdown_pages.has(self.outline.is_reference())
    }
}

/// Every file that the walk found, in the order of the paths, and the ways to find one.
#[derive(Debug, Default)]
pub struct Files {
    entries: Vec<FileEntry>,
    places: Map<SitePath, usize>,
    /// Folders by their names, those above files included.
    folders: Set<String>,
    /// The first file and the first folder of each name, as [`fold`] makes names equal. Seldom asked for.
    folded: OnceLock<(Map<String, usize>, Map<String, String>)>,
}

impl Files {
    /// Takes the files in any order.
    pub fn new(mut entries: Vec<FileEntry>) -> Files {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let places = entries.iter().enumerate().map(|(at, entry)| (entry.path.clone(), at)).collect();
        let mut folders = Set::default();
        let mut last = "";
        for entry in &entries {
            let mut folder = entry.path.folder();
            if folder == last {
                continue;
            }
            last = folder;
            while !folder.is_empty() && folders.insert(folder.to_owned()) {
                folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            }
        }
        Files { entries, places, folders, folded: OnceLock::new() }
    }

    /// The files, in the order of the paths.
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// The place of a file among [`Files::entries`].
    pub fn place(&self, path: &str) -> Option<usize> {
        self.places.get(path).copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn folded(&self) -> &(Map<String, usize>, Map<String, String>) {
        self.folded.get_or_init(|| {
            let (mut files, mut folders) = (Map::default(), Map::default());
            for (at, entry) in self.entries.iter().enumerate() {
                files.entry(fold(entry.path.as_str())).or_insert(at);
            }
            let mut names: Vec<&String> = self.folders.iter().collect();
            names.sort();
            for name in names {
                folders.entry(fold(name)).or_insert_with(|| name.clone());
            }
            (files, folders)
        })
    }
}

/// The outlines of files.
#[derive(Debug, Default)]
pub(super) struct OutlineTable {
    files: Arc<Files>,
    /// In the order of the paths.
    all: Vec<Arc<Outline>>,
    /// By the place of the file: the place in `all`.
    places: Vec<Option<usize>>,
}

impl OutlineTable {
    /// `all` are in the order of their paths.
    pub(super) fn new(files: Arc<Files>, all: Vec<Arc<Outline>>) -> OutlineTable {
        let mut places = vec![None; files.len()];
        for (at, outline) in all.iter().enumerate() {
            if let Some(place) = files.place(outline.file.as_str()).and_then(|file| places.get_mut(file)) {
                *place = Some(at);
            }
        }
        OutlineTable { files, all, places }
    }

    pub(super) fn all(&self) -> &[Arc<Outline>] {
        &self.all
    }

    pub(super) fn get(&self, path: &str) -> Option<&Arc<Outline>> {
        self.at(self.files.place(path)?)
    }

    /// The outline of the file at a place among the files.
    fn at(&self, file: usize) -> Option<&Arc<Outline>> {
        self.all.get((*self.places.get(file)?)?)
    }
}

/// Files by path and by address, with what they are to the site.
#[derive(Debug, Default)]
pub(super) struct FileTable {
    files: Arc<Files>,
    /// In the order of the files.
    states: Vec<FileState>,
    /// The place of the file that an address comes from.
    routes: Map<String, usize>,
}

impl FileTable {
    /// Gives each file what it is to the site, and makes the pages, both in the order of the files.
    pub(super) fn build(
        config: &Config,
        files: Arc<Files>,
        outlines: &OutlineTable,
        problems: &mut Vec<Diagnostic>,
    ) -> (FileTable, Vec<Page>) {
        let wanted: Vec<Option<Wanted<'_>>> =
            (0..files.len()).into_par_iter().map(|at| Wanted::of(config, &files, outlines, at)).collect();
        let mut made = Vec::new();
        let mut states = Vec::with_capacity(files.len());
        let mut claims = Claims { files: &files, taken: Map::default() };
        for (at, wanted) in wanted.into_iter().enumerate() {
            let granted = wanted.filter(|wanted| claims.claim(wanted, at, problems));
            let granted = granted.map(|wanted| (wanted.route, wanted.outline));
            states.push(match granted {
                None => FileState::LeftOut,
                Some((route, None)) => FileState::Asset(route),
                Some((route, Some(outline))) if outline.role == Role::Toc => FileState::Toc(route),
                Some((route, Some(outline))) => {
                    made.push((at, route, outline));
                    FileState::Page(made.len() - 1)
                }
            });
        }
        let page = |(at, route, outline): (usize, String, &Arc<Outline>)| {
            let file = files.entries[at].path.clone();
            let root = config.root_of(file.as_str()).unwrap_or(0);
            let title = title_of(outline, outlines).unwrap_or_else(|| title_of_name(&file, &route, config));
            Page { root, route, title, outline: outline.clone(), file }
        };
        let pages: Vec<Page> = made.into_par_iter().map(page).collect();
        let with_route = states.iter().enumerate();
        let routes = with_route.filter_map(|(at, state)| Some((state.route(&pages)?.to_owned(), at))).collect();
        (FileTable { files, states, routes }, pages)
    }

    pub(super) fn state(&self, path: &SitePath) -> Option<&FileState> {
        self.states.get(self.files.place(path.as_str())?)
    }

    pub(super) fn get(&self, path: &str) -> Option<&SitePath> {
        Some(&self.files.entries.get(self.files.place(path)?)?.path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&SitePath, &FileState)> {
        self.files.entries.iter().map(|entry| &entry.path).zip(&self.states)
    }

    /// The first file whose path is this one but for letter case.
    pub(super) fn folded(&self, path: &str) -> Option<&SitePath> {
        let at = self.files.folded().0.get(&fold(path))?;
        Some(&self.files.entries.get(*at)?.path)
    }

    /// The folder of this name, or else of this name in another letter case, as it is really written.
    pub(super) fn folder(&self, path: &str) -> Option<&str> {
        let exact = self.files.folders.get(path);
        exact.or_else(|| self.files.folded().1.get(&fold(path))).map(String::as_str)
    }

    pub(super) fn at_route(&self, route: &str) -> Option<&SitePath> {
        Some(&self.files.entries.get(*self.routes.get(route)?)?.path)
    }
}

/// Paths that some file system takes for the same: compared in lower case, as Windows and macOS do, and with accents
/// composed (Unicode normalization form C), as macOS does.
fn fold(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.to_lowercase().nfc().collect() }
}

/// The longest name of a file, in bytes, that common file systems hold.
const MAX_NAME: usize = 255;

/// The address that a file asks for.
struct Wanted<'a> {
    route: String,
    /// The same as [`fold`] makes it.
    folded: String,
    /// What the file says; `None` for one that is copied.
    outline: Option<&'a Arc<Outline>>,
}

impl<'a> Wanted<'a> {
    fn of(config: &Config, files: &Files, outlines: &'a OutlineTable, at: usize) -> Option<Wanted<'a>> {
        let placement = files.entries.get(at)?.placement.as_ref()?;
        let outline = outlines.at(at).filter(|outline| outline.role != Role::Fragment);
        let (route, outline) = match (placement.part, outline) {
            (Part::Content, Some(outline)) => (page_route(config, placement, outline), Some(outline)),
            (Part::Resource, _) => (placement.output.clone(), None),
            _ => return None,
        };
        Some(Wanted { folded: fold(&route), route, outline })
    }
}

/// Which source has claimed an address. Addresses that differ only as [`fold`] makes equal are one file somewhere.
struct Claims<'a> {
    files: &'a Files,
    /// By the folded address: the address as written where that differs, and the place of the file.
    taken: Map<String, (Option<String>, usize)>,
}

impl Claims<'_> {
    fn claim(
        &mut self,
        Wanted { route, folded, .. }: &Wanted<'_>,
        file: usize,
        problems: &mut Vec<Diagnostic>,
    ) -> bool {
        let path = &self.files.entries[file].path;
        if route.split('/').any(|name| name.len() > MAX_NAME) {
            let mut problem = Diagnostic::new(
                &codes::FILE_SKIPPED,
                format!("`{path}` would be written to a name of more than {MAX_NAME} bytes"),
            );
            problem.severity = Severity::Warning;
            problems.push(problem.in_file(path).help("give it a shorter name; file systems hold no longer ones"));
            return false;
        }
        let slot = match self.taken.entry(folded.clone()) {
            Entry::Vacant(slot) => {
                let written = (slot.key() != route).then(|| route.to_owned());
                slot.insert((written, file));
                return true;
            }
            Entry::Occupied(slot) => slot,
        };
        let (written, other) = slot.get();
        let (other_route, other) = (written.as_ref().unwrap_or(slot.key()), &self.files.entries[*other].path);
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

/// The title of a page (DocFX, titles): `title` of the front matter, `titleOverwriteH1`, the first heading, `title`
/// of the configuration.
fn title_of(outline: &Outline, outlines: &OutlineTable) -> Option<String> {
    let meta = &outline.meta;
    let stated = meta.title.as_ref().map(|title| title.value.clone()).filter(|title| !title.trim().is_empty());
    let included_h1 = || {
        let first = outline.links.iter().find(|link| link.kind == LinkKind::Include)?;
        // A path that was written with `\` is one as well.
        let path = SitePath::new(&join_lexical(outline.file.folder(), &first.href));
        outlines.get(path.as_str())?.h1.clone()
    };
    stated
        .or_else(|| meta.title_over_h1.clone())
        .or_else(|| outline.h1.clone())
        .or_else(|| outline.headings.iter().find(|h| h.level == 1).map(|h| h.text.clone()))
        .or_else(|| meta.default_title.clone())
        .or_else(included_h1)
        .filter(|title| !title.trim().is_empty())
}

/// A title made of a file name: `index` takes that of the folder, `-` and `_` are blanks. The front page of the site has
/// the theme's word for one, in the site's language.
pub(super) fn title_of_name(file: &SitePath, route: &str, config: &Config) -> String {
    if route == "index.html" {
        return config.words.text(&config.language, "home").to_owned();
    }
    let stem = file.stem();
    let name = if stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
        file.folder().rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(stem)
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
