//! What a build remembers of the one before: what files said, and what pages asked and were told.
//!
//! All of it can be thrown away at any time; a build without it makes the same site. It lies in `.skilt/` in the
//! site, in one file for the outlines, one for lines of code, and one for the pages of each output folder.

mod lines;
mod outlines;
mod pages;
mod store;

pub(super) use lines::Lines;
pub(super) use outlines::{Kept, Outlines};
pub(super) use pages::{Group, Known, Pages};

use super::{Goal, Options, Site};
use crate::base::{Diagnostic, Digest, SitePath, codes};
use crate::render::highlight::Learnt;
use crate::source;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

/// The folder of the cache in the site.
pub const FOLDER: &str = ".skilt";

/// The file that holds what git told.
pub(super) const DATES: &str = "dates";

/// The file that holds which files git saw being renamed.
pub(super) const RENAMES: &str = "renames.json";

/// Files of pages for more output folders than this are not kept: the one that was saved longest ago goes first.
const MOST_OUTPUTS: usize = 3;

/// What is remembered. Kept in memory by a server, in `.skilt/` between commands.
#[derive(Default)]
pub struct Cache {
    /// What all of it was made with: the program and the configuration.
    mark: Digest,
    /// The folder that it lies in, and the name of the file of pages.
    place: Option<(PathBuf, String)>,
    pub(super) outlines: Outlines,
    pub(super) pages: Pages,
    /// When pages were last changed, as git told; nothing if it was not asked.
    pub(super) dates: Option<String>,
    /// Which files git saw being renamed; nothing if it was not asked.
    pub(super) renames: Option<String>,
    /// Lines of code with their HTML that are to be saved; nothing if a run learnt none that are worth it.
    lines: Vec<Learnt>,
    /// Whether they differ from what lies on the disk.
    changed: (bool, bool),
    /// What was wrong with what was found.
    pub(super) notes: Vec<Diagnostic>,
}

impl Cache {
    /// Makes it ready for a run, and gives what is remembered of pages if it may draw some.
    pub(super) fn recall(&mut self, site: &Site, options: &Options, goal: Goal) -> Pages {
        self.turn_to(site, options);
        if goal == Goal::Build { self.take_pages() } else { Pages::default() }
    }

    /// Makes it ready for a build of a site: what is remembered of the same site with the same configuration stays,
    /// else what the disk has is read. With `fresh` there is nothing to remember.
    fn turn_to(&mut self, site: &Site, options: &Options) {
        let mark = mark(site);
        let output = Digest::of(site.output.as_os_str().as_encoded_bytes());
        let place = Some((site.folder.join(FOLDER), format!("pages-{}", &output.to_string()[..16])));
        if options.fresh {
            *self = Cache { mark, place, ..Cache::default() };
        } else if self.mark != mark || self.place != place {
            *self = Cache { mark, place, ..Cache::default() };
            self.outlines = Outlines::load(&self.path("outlines"), mark, &mut self.notes);
        } else {
            self.notes.clear();
        }
    }

    /// What is remembered of pages, read from the disk if it is not in memory. It is gone from here until the build gives
    /// back what it remembers.
    fn take_pages(&mut self) -> Pages {
        if self.pages.is_empty() && !self.outlines.is_empty() {
            let name = self.place.as_ref().map_or("", |(_, name)| name).to_owned();
            return Pages::load(&self.path(&name), self.mark, &mut self.notes);
        }
        std::mem::take(&mut self.pages)
    }

    /// Takes what a run read; `news` says whether any of it was not known.
    pub(super) fn keep_outlines(&mut self, outlines: Outlines, news: bool) {
        self.changed.0 |= news || outlines.len() != self.outlines.len();
        self.outlines = outlines;
    }

    /// Takes what a run made; `news` says whether any of it was not known.
    pub(super) fn keep_pages(&mut self, pages: Pages, news: bool) {
        self.changed.1 |= news;
        self.pages = pages;
    }

    /// Where lines of code are remembered.
    pub(super) fn lines(&self) -> Lines {
        Lines::below(&self.path(""))
    }

    /// Takes lines of code with their HTML to save.
    pub(super) fn keep_lines(&mut self, lines: Vec<Learnt>) {
        self.lines = lines;
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.as_ref().map_or_else(PathBuf::new, |(folder, _)| folder.join(name))
    }

    /// Saves it. A site that cannot be written to simply has no cache. With `only_known`, the folder is not made if it
    /// is not there, so that a command that writes nothing leaves no trace. Returns the bytes that the cache takes on the
    /// disk.
    pub fn save(&mut self, only_known: bool) -> u64 {
        let Some((folder, pages)) = &self.place else { return 0 };
        if !folder.is_dir() {
            if only_known || fs::create_dir(folder).is_err() {
                return 0;
            }
            let _ = fs::write(folder.join(".gitignore"), "*\n");
        }
        for (name, told) in [(DATES, &self.dates), (RENAMES, &self.renames)] {
            if let Some(told) = told.as_ref().filter(|told| !told.is_empty()) {
                let path = folder.join(name);
                let text = format!("{}\n{told}", Digest::of(told.as_bytes()));
                if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                    let _ = fs::write(path, text);
                }
            }
        }
        let (outlines, drawn) = std::mem::take(&mut self.changed);
        rayon::join(
            || outlines.then(|| self.outlines.save(&folder.join("outlines"), self.mark)),
            || drawn.then(|| self.pages.save(&folder.join(pages), self.mark)),
        );
        if drawn {
            forget_outputs(folder, pages);
        }
        if !self.lines.is_empty() {
            Lines::below(folder).save(&std::mem::take(&mut self.lines));
        }
        size_of(folder)
    }
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// What a file of the cache that is plain text was saved with. Empty if it is not there or not what was saved: then git
/// is asked again.
pub(super) fn saved_text(site: &Path, name: &str) -> String {
    let path = SitePath::new(&format!("{FOLDER}/{name}"));
    let Ok(saved) = source::read_text(site, &path) else { return String::new() };
    match saved.text.split_once('\n') {
        Some((digest, text)) if digest == Digest::of(text.as_bytes()).to_string() => text.to_owned(),
        _ => String::new(),
    }
}

/// Removes files of pages of other output folders, so that the cache stays bounded.
fn forget_outputs(folder: &Path, current: &str) {
    let mut others: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with("pages-") && name != current))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    others.sort();
    let surplus = others.len().saturating_sub(MOST_OUTPUTS - 1);
    for (_, path) in others.into_iter().take(surplus) {
        let _ = fs::remove_file(path);
    }
}

/// A note that a file of the cache was not used.
fn damaged(path: &Path) -> Diagnostic {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let file = SitePath::new(&format!("{FOLDER}/{name}"));
    Diagnostic::new(&codes::CACHE_UNUSABLE, format!("`{file}` is damaged and was not used"))
        .in_file(&file)
        .help("nothing has to be done: this build starts from nothing and writes it anew")
}

/// The digest of the program and the configuration: whatever was made with others is not comparable.
fn mark(site: &Site) -> Digest {
    let config = format!("{:?}", site.config);
    Digest::of_parts([program().0.as_slice(), config.as_bytes()])
}

/// The digest of the running program.
fn program() -> Digest {
    static PROGRAM: OnceLock<Digest> = OnceLock::new();
    *PROGRAM.get_or_init(|| {
        let read = std::env::current_exe().and_then(fs::read);
        read.map_or_else(|_| Digest::of(env!("CARGO_PKG_VERSION").as_bytes()), |bytes| Digest::of(&bytes))
    })
}
