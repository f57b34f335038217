//! The file that was meant.

use crate::base::{Map, SitePath, nearest};
use crate::index::{FileState, SiteIndex};

/// Files by name, to find what a broken path may have meant.
pub(super) struct Suggest<'a> {
    by_name: Map<String, Vec<Candidate<'a>>>,
    by_folder: Map<&'a str, Vec<Candidate<'a>>>,
}

/// A file, and whether it is part of the output.
type Candidate<'a> = (&'a SitePath, bool);

/// A file that may have been meant.
pub(super) struct Meant {
    pub(super) file: SitePath,
    /// How it was found.
    pub(super) how: How,
}

/// How a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// A redirect starts at the old address and ends there.
    Redirect,
    /// It is the only one of that name, in another folder.
    SameName,
    /// It is the only one of that name, in a folder that has the same name as the old one, which is still there: its
    /// counterpart in another version, product or language.
    Counterpart,
    /// It has a similar name in the same folder.
    Similar,
}

impl Meant {
    /// Whether there is no other answer.
    pub(super) fn is_certain(&self) -> bool {
        matches!(self.how, How::Redirect | How::SameName)
    }

    pub(super) fn words(&self, right: &str) -> String {
        match self.how {
            How::Redirect => format!("a redirect says that it is `{}` now; write `{right}`", self.file),
            How::SameName | How::Counterpart => {
                format!("a file of this name is in another folder; did you mean `{right}`?")
            }
            How::Similar => format!("did you mean `{right}`?"),
        }
    }
}

impl<'a> Suggest<'a> {
    pub(super) fn new(index: &'a SiteIndex) -> Self {
        let mut by_name: Map<String, Vec<Candidate<'_>>> = Map::default();
        let mut by_folder: Map<&str, Vec<Candidate<'_>>> = Map::default();
        for (path, state) in index.files() {
            let candidate = (path, *state != FileState::LeftOut);
            by_name.entry(path.file_name().to_lowercase()).or_default().push(candidate);
            by_folder.entry(path.folder()).or_default().push(candidate);
        }
        Suggest { by_name, by_folder }
    }

    /// The one file of the same name elsewhere, or the one with the nearest name in the same folder. Of files that are
    /// no part of the output only those count that can be included, where that is asked for.
    pub(super) fn file(&self, path: &str, for_include: bool) -> Option<Meant> {
        let wanted = |(_, is_output): &&Candidate<'_>| *is_output || for_include;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(file) = self.same_name(name, for_include) {
            let last = |folder: &str| folder.rsplit('/').next().map(str::to_lowercase);
            let is_counterpart = last(folder) == last(file.folder()) && self.by_folder.contains_key(folder);
            let how = if is_counterpart { How::Counterpart } else { How::SameName };
            return Some(Meant { file: file.clone(), how });
        }
        let here = || self.by_folder.get(folder).into_iter().flatten().filter(wanted);
        let near = nearest(name, here().map(|(path, _)| path.file_name()))?;
        let (file, _) = here().find(|(path, _)| path.file_name() == near)?;
        Some(Meant { file: (*file).clone(), how: How::Similar })
    }

    /// The only file of this name, or of the name that its source has. Names that every folder has say nothing.
    fn same_name(&self, name: &str, for_include: bool) -> Option<&SitePath> {
        let name = name.to_lowercase();
        let stem = match name.rsplit_once('.') {
            Some((stem, "html" | "htm")) => Some(stem),
            _ => None,
        };
        let names = [name.clone(), stem.map_or_else(String::new, |stem| format!("{stem}.md"))];
        let common = |name: &str| ["", "index.md", "index.yml", "readme.md", "toc.yml", "toc.md"].contains(&name);
        names.iter().filter(|name| !common(name)).find_map(|name| {
            let mut all = self.by_name.get(name)?.iter().filter(|(_, is_output)| *is_output || for_include);
            let (file, _) = all.next()?;
            all.next().is_none().then_some(*file)
        })
    }
}
