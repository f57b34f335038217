//! Which part a file plays: page, asset or nothing, and where its output goes.

use super::{Config, Mapping, Root};
use crate::base::SitePath;
use serde_json::{Map, Value};

/// The part a file plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A page, if its kind says so.
    Content,
    /// An asset, copied as it is.
    Resource,
}

/// A file's part and output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The part.
    pub part: Part,
    /// The output path with the extension of the source, relative to the output folder.
    pub output: String,
}

impl Config {
    /// The root that a path lies in, by its place in [`Config::roots`]: the one with the longest folder.
    pub fn root_of(&self, path: &str) -> Option<usize> {
        self.roots
            .iter()
            .enumerate()
            .filter(|(_, root)| root.relative(path).is_some())
            .max_by_key(|(_, root)| root.dir.len())
            .map(|(at, _)| at)
    }

    /// The part a file plays, `None` if the configuration leaves it out.
    pub fn place(&self, path: &SitePath) -> Option<Placement> {
        self.roots.get(self.root_of(path.as_str())?)?.place(path)
    }
}

impl Root {
    /// The path relative to the root's folder, if it lies in it.
    pub fn relative<'a>(&self, path: &'a str) -> Option<&'a str> {
        strip_folder(path, &self.dir)
    }

    /// The part a file plays in this root. Pages win over assets; the first mapping that matches decides.
    pub fn place(&self, path: &SitePath) -> Option<Placement> {
        let output = |mapping: &Mapping| mapping.output(path.as_str(), &self.prefix);
        let content = self.content.iter().find_map(output).map(|output| Placement { part: Part::Content, output });
        content
            .or_else(|| self.resources.iter().find_map(output).map(|output| Placement { part: Part::Resource, output }))
    }

    /// The metadata that the configuration gives a file: that of the root, then that of the globs that match, the
    /// last one strongest.
    pub fn metadata_of(&self, path: &SitePath) -> Map<String, Value> {
        let mut metadata = self.metadata.clone();
        let relative = self.relative(path.as_str()).unwrap_or(path.as_str());
        for entry in self.file_metadata.iter().filter(|entry| entry.files.matches(relative)) {
            metadata.insert(entry.key.clone(), entry.value.clone());
        }
        metadata
    }
}

impl Mapping {
    fn output(&self, path: &str, prefix: &str) -> Option<String> {
        let relative = strip_folder(path, &self.src)?;
        let taken = self.files.iter().any(|glob| glob.matches(relative));
        if !taken || self.exclude.iter().any(|glob| glob.matches(relative)) {
            return None;
        }
        let parts = [prefix, &self.dest, relative];
        Some(parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/"))
    }
}

/// The part of `path` below `folder`; a folder of `""` holds everything that does not climb out of the site.
fn strip_folder<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return (!path.starts_with("../") && path != "..").then_some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}
