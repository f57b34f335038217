//! What exists below the roots.

use super::Stamp;
use crate::base::SitePath;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it is.
    pub path: SitePath,
    /// The marks that the file system keeps of it.
    pub stamp: Stamp,
}

/// Something that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Where it is; characters that are not Unicode are replaced.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why something was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// A symbolic link that leads out of the roots.
    LeavesRoots,
    /// A symbolic link that leads to a folder it lies in.
    Loop,
    /// A symbolic link to nothing.
    Dangling,
    /// A pipe, socket or device.
    Special,
    /// A name that is not Unicode.
    Name,
    /// The file system refused, with its words.
    Refused(String),
}

impl SkipReason {
    /// The reason as the end of a sentence that starts with the path.
    pub fn words(&self) -> String {
        match self {
            SkipReason::LeavesRoots => "is a symbolic link that leads out of the site's roots".to_owned(),
            SkipReason::Loop => "is a symbolic link that leads back to a folder it lies in".to_owned(),
            SkipReason::Dangling => "is a symbolic link to something that does not exist".to_owned(),
            SkipReason::Special => "is a pipe, socket or device".to_owned(),
            SkipReason::Name => "has a name that is not Unicode".to_owned(),
            SkipReason::Refused(words) => format!("cannot be read: {words}"),
        }
    }
}

/// All that was found, in the order of the paths.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files.
    pub entries: Vec<Entry>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
}

/// Walks the roots, given relative to `site`. Names that start with a dot and folders for which `prune` says so are
/// not entered. Symbolic links are followed as long as they stay inside the roots.
pub fn walk(site: &Path, roots: &[&str], prune: &dyn Fn(&str) -> bool) -> Walk {
    let real_roots: Vec<PathBuf> = roots.iter().filter_map(|root| site.join(root).canonicalize().ok()).collect();
    let mut found = Walk::default();
    for root in roots {
        let top = site.join(root);
        let label = |path: &Path| site_path(&top, root, path);
        let keep = |entry: &DirEntry| {
            let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.');
            let pruned = entry.file_type().is_dir() && label(entry.path()).is_ok_and(|path| prune(path.as_str()));
            let escapes = entry.depth() > 0 && entry.path_is_symlink() && !stays_inside(entry.path(), &real_roots);
            // What escapes is kept here only to be reported below; a folder that escapes is not entered.
            !(hidden || pruned || escapes && entry.file_type().is_dir())
        };
        let mut escaped_folders = Vec::new();
        let tree = WalkDir::new(&top).follow_links(true).follow_root_links(true);
        let iterator = tree.into_iter().filter_entry(|entry| {
            let kept = keep(entry);
            if !kept && entry.path_is_symlink() && entry.file_type().is_dir() {
                escaped_folders.push(entry.path().to_owned());
            }
            kept
        });
        for result in iterator {
            match result {
                Ok(entry) => visit(&entry, label(entry.path()), &real_roots, &mut found),
                Err(error) => found.skipped.push(refusal(&error, &top, root)),
            }
        }
        for path in escaped_folders {
            let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().first() == Some(&b'.'));
            if !hidden && let Ok(path) = label(&path) {
                let path = path.as_str().to_owned();
                if !prune(&path) {
                    found.skipped.push(Skipped { path, reason: SkipReason::LeavesRoots });
                }
            }
        }
    }
    found.entries.sort_by(|a, b| a.path.cmp(&b.path));
    // A root inside another root is walked twice.
    found.entries.dedup_by(|a, b| a.path == b.path);
    found.skipped.sort();
    found.skipped.dedup();
    found
}

fn visit(entry: &DirEntry, path: Result<SitePath, String>, real_roots: &[PathBuf], found: &mut Walk) {
    if entry.file_type().is_dir() {
        return;
    }
    let path = match path {
        Ok(path) => path,
        Err(lossy) => return found.skipped.push(Skipped { path: lossy, reason: SkipReason::Name }),
    };
    let skip = |reason| Skipped { path: path.as_str().to_owned(), reason };
    if !entry.file_type().is_file() {
        return found.skipped.push(skip(SkipReason::Special));
    }
    if entry.path_is_symlink() && !stays_inside(entry.path(), real_roots) {
        return found.skipped.push(skip(SkipReason::LeavesRoots));
    }
    match entry.metadata() {
        Ok(metadata) => {
            found.entries.push(Entry { path, stamp: Stamp::of(&metadata) });
        }
        Err(error) => found.skipped.push(skip(SkipReason::Refused(plain(&error.to_string())))),
    }
}

/// The path relative to the site, or its lossy form if it is not Unicode.
fn site_path(top: &Path, root: &str, path: &Path) -> Result<SitePath, String> {
    // Paths of the walk begin with that of its top. Text is compared, which is faster than segments are.
    let relative = match (top.to_str(), path.to_str()) {
        (Some(top), Some(path)) => path.strip_prefix(top),
        _ => path.strip_prefix(top).unwrap_or(path).to_str(),
    };
    match relative.map(|text| text.trim_start_matches(std::path::is_separator)) {
        // A backslash in a name would turn into a folder; such names exist on Unix only and are not portable.
        Some(text) if cfg!(windows) || !text.contains('\\') => Ok(SitePath::new(&format!("{root}/{text}"))),
        _ => Err(format!("{root}/{}", path.strip_prefix(top).unwrap_or(path).to_string_lossy())),
    }
}

fn stays_inside(path: &Path, real_roots: &[PathBuf]) -> bool {
    path.canonicalize().is_ok_and(|real| real_roots.iter().any(|root| real.starts_with(root)))
}

fn refusal(error: &walkdir::Error, top: &Path, root: &str) -> Skipped {
    let path = error.path().map_or_else(
        || root.to_owned(),
        |path| match site_path(top, root, path) {
            Ok(path) => path.as_str().to_owned(),
            Err(lossy) => lossy,
        },
    );
    let dangling = error.path().is_some_and(|path| path.is_symlink() && !path.exists());
    let reason = if error.loop_ancestor().is_some() {
        SkipReason::Loop
    } else if dangling {
        SkipReason::Dangling
    } else {
        SkipReason::Refused(error.io_error().map_or_else(String::new, |e| plain(&e.to_string())))
    };
    Skipped { path, reason }
}

/// The words of an operating system error without its number.
fn plain(words: &str) -> String {
    words.split(" (os error").next().unwrap_or(words).to_lowercase()
}
