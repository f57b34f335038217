//! The file that was meant.

use crate::base::{SitePath, nearest};
use crate::index::{FileState, SiteIndex};
use std::collections::HashMap;

/// Files by name, to find what a broken path may have meant.
pub(super) struct Suggest<'a> {
    by_name: HashMap<String, Vec<&'a SitePath>>,
    by_folder: HashMap<&'a str, Vec<&'a SitePath>>,
}

/// A file that may have been meant.
pub(super) struct Meant {
    pub(super) file: SitePath,
    /// Whether it has the same name in another folder, rather than a similar name in the same.
    moved: bool,
}

impl Meant {
    pub(super) fn words(&self, right: &str) -> String {
        if self.moved {
            format!("a file of this name is in another folder; did you mean `{right}`?")
        } else {
            format!("did you mean `{right}`?")
        }
    }
}

impl<'a> Suggest<'a> {
    pub(super) fn new(index: &'a SiteIndex) -> Self {
        let mut by_name: HashMap<String, Vec<&'a SitePath>> = HashMap::new();
        let mut by_folder: HashMap<&str, Vec<&SitePath>> = HashMap::new();
        for (path, _) in index.files().filter(|(_, state)| **state != FileState::LeftOut) {
            by_name.entry(path.file_name().to_lowercase()).or_default().push(path);
            by_folder.entry(path.folder()).or_default().push(path);
        }
        Suggest { by_name, by_folder }
    }

    /// The one file of the same name elsewhere, or the one with the nearest name in the same folder.
    pub(super) fn file(&self, path: &str) -> Option<Meant> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let common = ["index.md", "index.yml", "readme.md", "toc.yml"].contains(&name.to_lowercase().as_str());
        if !common && let Some([only]) = self.by_name.get(&name.to_lowercase()).map(Vec::as_slice) {
            return Some(Meant { file: (*only).clone(), moved: true });
        }
        let here = self.by_folder.get(folder)?;
        let near = nearest(name, here.iter().map(|path| path.file_name()))?;
        let file = here.iter().find(|path| path.file_name() == near)?;
        Some(Meant { file: (*file).clone(), moved: false })
    }
}
