//! When pages were last changed, from git: one stream of the history for each repository, and none where the answer
//! is known from the last build. Pages that state their date need no asking.

use super::Site;
use super::cache::{self, Cache, DATES};
use crate::base::{Diagnostic, SitePath, codes};
use crate::index::{Page, SiteIndex};
use crate::source::Git;
use crate::syntax::date::{self, DateFormat};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

/// Days of pages by their sources.
#[derive(Debug, Default)]
pub(super) struct Dates {
    days: BTreeMap<SitePath, String>,
    /// The top folders of repositories without the beginning of their history, with the first root in each.
    shallow: BTreeMap<PathBuf, String>,
}

/// A repository that pages come from.
struct Repository {
    /// The folder of the root, relative to the site.
    dir: String,
    git: Git,
    /// The commit that is checked out.
    head: String,
}

/// The question, asked while the site is being read.
pub(super) struct Question(Option<JoinHandle<Vec<Repository>>>);

/// Looks for the repositories of the roots.
pub(super) fn ask(site: &Site) -> Question {
    if !site.config.git_dates {
        return Question(None);
    }
    let folder = site.folder.clone();
    let dirs: Vec<String> = site.config.roots.iter().map(|root| root.dir.clone()).collect();
    Question(Some(thread::spawn(move || {
        dirs.into_iter().filter_map(|dir| repository(&folder.join(&dir), dir)).collect()
    })))
}

fn repository(folder: &Path, dir: String) -> Option<Repository> {
    let git = Git::open(folder)?;
    let head = git.head()?;
    Some(Repository { dir, git, head })
}

impl Question {
    /// The days of all pages that do not state theirs.
    pub(super) fn answer(self, site: &Site, index: &SiteIndex, cache: &mut Cache) -> Dates {
        let repositories = self.0.and_then(|thread| thread.join().ok()).unwrap_or_default();
        let mut dates = Dates::default();
        if repositories.is_empty() {
            return dates;
        }
        let mut known = read(&cache.dates.take().unwrap_or_else(|| cache::saved_text(&site.folder, DATES)));
        let mut record = String::new();
        for repository in repositories {
            let wanted = wanted(site, index, &repository.dir);
            if wanted.is_empty() {
                continue;
            }
            let old = known.remove(&(repository.dir.clone(), repository.head.clone())).unwrap_or_default();
            let is_known = wanted.iter().all(|path| old.contains_key(*path));
            // A history without its beginning would give the day of the copy.
            if !is_known && repository.git.is_shallow() {
                dates.shallow.entry(repository.git.top().to_owned()).or_insert(repository.dir);
                continue;
            }
            // What git could not tell is asked again by the next build: the clone may have its history by then.
            let Some(days) = (if is_known { Some(old) } else { history(&repository, &wanted) }) else { continue };
            let _ = writeln!(record, "{}\t{}", repository.head, repository.dir);
            for path in wanted {
                let day = days.get(path).map_or("", String::as_str);
                let _ = writeln!(record, "\t{path}\t{day}");
                if !day.is_empty() {
                    dates.days.insert(site_path(&repository.dir, path), day.to_owned());
                }
            }
        }
        cache.dates = Some(record);
        dates
    }
}

impl Dates {
    /// Why pages that want a day have none: a note for each repository whose history is cut.
    pub(super) fn notes(&self) -> Vec<Diagnostic> {
        let note = |dir: &String| {
            let folder = if dir.is_empty() { "the site's folder".to_owned() } else { format!("`{dir}`") };
            Diagnostic::new(&codes::GIT_SHALLOW, format!("the clone of {folder} is shallow, so its pages show no day of their last change"))
                .help("fetch the whole history: `git fetch --unshallow`; in GitHub Actions, `fetch-depth: 0` for actions/checkout")
        };
        self.shallow.values().map(note).collect()
    }

    /// The day of a page's last change, as ISO date.
    pub(super) fn of(&self, page: &Page) -> Option<String> {
        let day = self.days.get(&page.file)?;
        let day = date::parse(day, &[DateFormat::iso()]).ok()?;
        Some(day.to_string())
    }
}

fn site_path(dir: &str, path: &str) -> SitePath {
    if dir.is_empty() { SitePath::new(path) } else { SitePath::new(&format!("{dir}/{path}")) }
}

/// The pages of a root that do not state when they were changed, relative to it.
fn wanted<'i>(site: &Site, index: &'i SiteIndex, dir: &str) -> BTreeSet<&'i str> {
    let of_root = |page: &&Page| site.config.roots.get(page.root).is_some_and(|root| root.dir == dir);
    let silent = index.pages.iter().filter(of_root).filter(|page| page.outline.meta.date.is_none());
    let below = |file: &'i SitePath| {
        if dir.is_empty() { Some(file.as_str()) } else { file.as_str().strip_prefix(dir)?.strip_prefix('/') }
    };
    silent.filter_map(|page| below(&page.file)).filter(|path| !path.starts_with("..")).collect()
}

/// Reads the history from its end until every wanted file was seen. `None` for one that cannot be read.
fn history(repository: &Repository, wanted: &BTreeSet<&str>) -> Option<BTreeMap<String, String>> {
    let git = &repository.git;
    let command = ["log", "--format=%x01%cs", "--name-only", "--no-renames"];
    git.stream(&command, &mut |out| read_log(out, &mut |path| wanted.get(git.below(path)?).copied(), wanted.len())).ok()
}

fn read_log<'w>(
    out: &mut dyn BufRead,
    wanted: &mut dyn FnMut(&str) -> Option<&'w str>,
    most: usize,
) -> io::Result<BTreeMap<String, String>> {
    let (mut found, mut day, mut line) = (BTreeMap::new(), String::new(), Vec::new());
    while found.len() < most {
        line.clear();
        if out.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(line.trim_ascii_end());
        match text.strip_prefix('\u{1}') {
            Some(new) => day = new.to_owned(),
            None => {
                if let Some(path) = wanted(&text) {
                    found.entry(path.to_owned()).or_insert_with(|| day.clone());
                }
            }
        }
    }
    Ok(found)
}

/// Roots with their commits, and the days of their pages; empty for pages that git does not know.
fn read(record: &str) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let mut roots: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
    let mut current = None;
    for line in record.lines() {
        match line.strip_prefix('\t') {
            None => current = line.split_once('\t').map(|(head, dir)| (dir.to_owned(), head.to_owned())),
            Some(rest) => {
                if let (Some(root), Some((path, day))) = (&current, rest.rsplit_once('\t')) {
                    roots.entry(root.clone()).or_default().insert(path.to_owned(), day.to_owned());
                }
            }
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_counts_and_reading_stops_early() {
        let log = "\u{1}2024-03-02\n\na.md\nb.md\n\u{1}2024-01-01\n\na.md\nc.md\n\u{1}2020-01-01\n\nd.md\n";
        let mut out = log.as_bytes();
        let names = ["a.md", "c.md"];
        let found = read_log(&mut out, &mut |path| names.iter().copied().find(|name| *name == path), 2).expect("read");
        assert_eq!(found["a.md"], "2024-03-02");
        assert_eq!(found["c.md"], "2024-01-01");
        assert!(!out.is_empty());
    }

    #[test]
    fn what_was_kept_is_read_back() {
        let kept = read("abc\tdocs\n\ta.md\t2024-03-02\n\tb\tc.md\t\nabc\t\n\td.md\t2020-01-01\n");
        let pages = &kept[&("docs".to_owned(), "abc".to_owned())];
        assert_eq!(pages["a.md"], "2024-03-02");
        assert_eq!(pages["b\tc.md"], "");
        assert_eq!(kept[&(String::new(), "abc".to_owned())]["d.md"], "2020-01-01", "a root that is the site's folder");
    }
}
