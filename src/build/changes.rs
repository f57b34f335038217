//! What has changed since a revision, as git tells it.

use crate::base::{SitePath, join_lexical};
use crate::check::Changes;
use crate::index::SiteIndex;
use crate::kind::{self, Source};
use crate::model::{Outline, Role};
use crate::source::{Git, GitError};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folders whose files a configuration may be in, and the names it may have.
const CONFIGURATION: [&str; 3] = ["skilt.yml", "skilt.yaml", "docfx.json"];

/// A repository that holds parts of the site.
pub(super) struct Repository {
    pub(super) git: Git,
    /// Folders of the repository (`""` or with a `/` at the end) and the folders of the site that they are.
    folders: Vec<(String, String)>,
}

impl Repository {
    /// A path of the repository as paths of the site.
    pub(super) fn site_paths<'a>(&'a self, path: &'a str) -> impl Iterator<Item = SitePath> + 'a {
        self.folders.iter().filter_map(move |(prefix, dir)| {
            let rest = path.strip_prefix(prefix.as_str())?;
            Some(SitePath::new(&join_lexical(dir, rest)))
        })
    }
}

/// What has changed in a site's folders since a revision: since the last commit that it shares with the one checked
/// out, as in a pull request, including what is not committed. Fails, with a sentence, if no repository knows it.
pub fn changes(site: &Path, index: &SiteIndex, revision: &str) -> Result<Changes, String> {
    let (repositories, without) = repositories(site, index)?;
    let mut changes = Changes::default();
    let mut refusal = None;
    let mut known = 0;
    for repository in &repositories {
        match base_of(&repository.git, revision) {
            Ok(base) => {
                known += 1;
                gather(repository, &base, index, &mut changes).map_err(|error| error.words())?;
            }
            Err(words) => {
                let folder = repository.folders.first().map_or("", |(_, dir)| dir.as_str());
                let folder = if folder.is_empty() { "the site's folder" } else { folder };
                changes.notes.push(format!("{words} in the repository of {folder}, which counts as unchanged"));
                refusal.get_or_insert(words);
            }
        }
    }
    if let (0, Some(words)) = (known, refusal) {
        return Err(words);
    }
    for dir in without {
        changes.notes.push(format!("`{dir}` is in no git repository and counts as unchanged"));
    }
    let config = &index.config;
    let mut decisive: BTreeSet<SitePath> = config.xref_maps.iter().map(|path| SitePath::new(path)).collect();
    let folders = config.roots.iter().map(|root| root.dir.as_str()).chain([""]);
    decisive.extend(folders.flat_map(|dir| CONFIGURATION.map(|name| SitePath::new(&join_lexical(dir, name)))));
    changes.everything = decisive.iter().any(|file| changes.files.contains(file));
    if changes.everything {
        changes.notes.push("the configuration has changed too, so every problem counts".to_owned());
    }
    Ok(changes)
}

/// The repositories of the site's folders, and the roots that are in none.
pub(super) fn repositories(site: &Path, index: &SiteIndex) -> Result<(Vec<Repository>, Vec<String>), String> {
    let mut found: BTreeMap<PathBuf, Repository> = BTreeMap::new();
    let mut without = Vec::new();
    let mut refusal = None;
    let dirs: BTreeSet<&str> = index.config.roots.iter().map(|root| root.dir.as_str()).chain([""]).collect();
    for dir in dirs {
        match Git::find(&site.join(dir)) {
            Ok(git) => {
                let folder = (git.prefix().to_owned(), dir.to_owned());
                let top = git.top().to_owned();
                found.entry(top).or_insert_with(|| Repository { git, folders: Vec::new() }).folders.push(folder);
            }
            Err(error) => {
                if !dir.is_empty() {
                    without.push(dir.to_owned());
                }
                refusal.get_or_insert(error);
            }
        }
    }
    match refusal {
        Some(error) if found.is_empty() => Err(error.words()),
        _ => Ok((found.into_values().collect(), without)),
    }
}

/// The commit that the work tree is compared with.
fn base_of(git: &Git, revision: &str) -> Result<String, String> {
    let commit = format!("{revision}^{{commit}}");
    let line = |bytes: Vec<u8>| String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
    let known = git.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map(line);
    let known = known.map_err(|error| match error {
        GitError::Refused(_) => format!("there is no revision `{revision}`"),
        other => other.words(),
    })?;
    git.run(&["merge-base", &known, "HEAD"]).map(line).map_err(|error| match error {
        GitError::Refused(_) if git.is_shallow() => format!(
            "this clone does not reach back to where `{revision}` and HEAD part; fetch more history (`fetch-depth: 0`)"
        ),
        GitError::Refused(_) => format!("`{revision}` and HEAD have no commit in common"),
        other => other.words(),
    })
}

/// How many old versions are read at once: few enough to be held in memory, enough to keep all cores busy.
const BATCH: usize = 256;

/// Adds what has changed in one repository.
fn gather(repository: &Repository, base: &str, index: &SiteIndex, changes: &mut Changes) -> Result<(), GitError> {
    let git = &repository.git;
    let Differing { changed, same, old } = differing(git, base)?;
    let untracked = git.run(&["ls-files", "--others", "--exclude-standard", "-z"])?;
    let untracked = words(&untracked).filter(|path| !same.contains(path.as_ref()));
    for path in untracked.chain(changed.iter().map(|path| path.as_str().into())) {
        changes.files.extend(repository.site_paths(&path));
    }
    for batch in old.chunks(BATCH) {
        let texts = old_texts(git, base, batch)?;
        let outlines: Vec<Outline> = texts
            .par_iter()
            .flat_map_iter(|(path, text)| {
                repository.site_paths(path).filter_map(|file| outline_of(&file, text, index)).collect::<Vec<_>>()
            })
            .collect();
        outlines.iter().for_each(|outline| note_old(outline, index, changes));
    }
    Ok(())
}

/// Whether an old version of a file can say something that matters here.
fn is_read(path: &str) -> bool {
    // The protocol below has one path a line.
    !path.contains('\n') && SitePath::new(path).has_extension(&["md", "yml", "yaml"])
}

/// How a work tree differs from a commit.
#[derive(Default)]
struct Differing {
    /// The files that were added, changed or deleted. Renamed files are two: one that is gone and one that is new.
    changed: BTreeSet<String>,
    /// Files that git was not sure of and that are as they were.
    same: BTreeSet<String>,
    /// Those of the changed files that had a content to be read.
    old: Vec<String>,
}

/// Compares the work tree with a commit.
fn differing(git: &Git, base: &str) -> Result<Differing, GitError> {
    // The plumbing command compares by size and date alone and so runs none of the filters that attributes may name.
    let raw =
        git.run(&["diff-index", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=all", "-z", base])?;
    let mut fields = words(&raw);
    let mut found = Vec::new();
    let mut touched = Vec::new();
    while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
        // `:old-mode new-mode old-id new-id status`; a new id of zeros means that git has not looked at the content.
        let head: Vec<&str> = head.trim_start_matches(':').split(' ').collect();
        let [_, _, old, new, status] = head.as_slice() else { continue };
        let unseen = new.bytes().all(|digit| digit == b'0');
        // What is gone from git's index alone may still be there, as in a copy that came without an index.
        let is_there = *status == "M" || *status == "D" && git.top().join(&*path).is_file();
        if unseen && is_there && !path.contains('\n') {
            touched.push((path.into_owned(), (*old).to_owned()));
        } else {
            found.push((path.into_owned(), *status != "A"));
        }
    }
    let list: String = touched.iter().map(|(path, _)| format!("{path}\n")).collect();
    let ids = match touched.is_empty() {
        true => Ok(Vec::new()),
        false => git.run_with(&["hash-object", "--no-filters", "--stdin-paths"], list.as_bytes()),
    };
    // Where the contents cannot be read, all of them count as changed.
    let ids = ids.unwrap_or_default();
    let ids = String::from_utf8_lossy(&ids).into_owned();
    let mut ids = ids.lines();
    let mut differing = Differing::default();
    for (path, old) in touched {
        if ids.next() == Some(&old) {
            differing.same.insert(path);
        } else {
            found.push((path, true));
        }
    }
    differing.old =
        found.iter().filter(|(path, was_there)| *was_there && is_read(path)).map(|(p, _)| p.clone()).collect();
    differing.changed = found.into_iter().map(|(path, _)| path).collect();
    Ok(differing)
}

/// What these files held in a commit.
fn old_texts(git: &Git, base: &str, paths: &[String]) -> Result<Vec<(String, String)>, GitError> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let list: String = paths.iter().map(|path| format!("{base}:{path}\n")).collect();
    let answer = git.run_with(&["cat-file", "--batch"], list.as_bytes())?;
    let mut rest = answer.as_slice();
    let mut texts = Vec::new();
    for path in paths {
        // `id blob size`, the content, a line feed; or `name missing`.
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let size = head.rsplit_once(" blob ").or_else(|| head.split_once("blob ")).map(|(_, size)| size.trim());
        let Some(size) = size.and_then(|size| size.parse::<usize>().ok()) else { continue };
        let Some(text) = rest.get(..size) else { break };
        texts.push((path.clone(), String::from_utf8_lossy(text).into_owned()));
        rest = rest.get(size + 1..).unwrap_or_default();
    }
    Ok(texts)
}

fn outline_of(file: &SitePath, text: &str, index: &SiteIndex) -> Option<Outline> {
    let kind = kind::of(file, text)?;
    let mut source = Source::new(file, text, Role::Page, &index.config);
    Some((kind.outline)(&mut source))
}

/// Adds what a file said before: its uids and where it led.
fn note_old(outline: &Outline, index: &SiteIndex, changes: &mut Changes) {
    changes.uids.extend(outline.uids.iter().map(|declaration| declaration.uid.clone()));
    for link in &outline.links {
        changes.led_to.extend(index.target_of(outline, link, index.resolved(outline, link).as_ref()));
    }
}

/// The pieces of an answer that ends each with a zero byte. Names that are not Unicode are no files of the site.
fn words(answer: &[u8]) -> impl Iterator<Item = Cow<'_, str>> {
    answer.split(|byte| *byte == 0).filter(|word| !word.is_empty()).map(String::from_utf8_lossy)
}
