//! Phase 1: what exists.

use super::Site;
use crate::base::{Diagnostic, Digest, SitePath, codes};
use crate::index::{FileEntry, Files, XrefMap, XrefMapEntry};
use crate::source::{self, Stamp};
use crate::syntax::xref_map;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::SystemTime;

/// What the walk found, with the part that the configuration gives each file.
pub(super) struct Scanned {
    pub(super) files: Arc<Files>,
    pub(super) notes: Vec<Diagnostic>,
    /// When the walk began.
    pub(super) now: SystemTime,
    /// The marks of the files, by their places, except where they prove nothing.
    stamps: Vec<Option<Stamp>>,
}

impl Scanned {
    /// The marks of a file; `None` if it was written so shortly before the walk that another edit might not show.
    pub(super) fn stamp(&self, file: &SitePath) -> Option<Stamp> {
        self.stamps.get(self.files.place(file.as_str())?).copied().flatten()
    }
}

pub(super) fn scan(site: &Site) -> Scanned {
    let now = SystemTime::now();
    let walk = walk(site);
    let notes = walk
        .skipped
        .into_iter()
        .map(|skipped| {
            let message = format!("`{}` {}", skipped.path, skipped.reason.words());
            Diagnostic::new(&codes::FILE_SKIPPED, message).in_file(&SitePath::new(&skipped.path))
        })
        .collect();
    // The walk has the files in the order that they keep.
    let stamps = walk.entries.iter().map(|entry| Some(entry.stamp).filter(|stamp| !stamp.is_young(now))).collect();
    let files: Vec<FileEntry> = walk
        .entries
        .into_par_iter()
        .map(|entry| FileEntry { placement: site.config.place(&entry.path), path: entry.path })
        .collect();
    Scanned { files: Arc::new(Files::new(files)), notes, now, stamps }
}

/// What lies below the roots and in the folder of static files, the output left out.
pub(super) fn walk(site: &Site) -> source::Walk {
    let mut roots: Vec<&str> = site.config.roots.iter().map(|root| root.dir.as_str()).collect();
    let own = site.config.static_files.as_str();
    let is_below = site.config.root_of(&format!("{own}/x")).is_some();
    if !own.is_empty() && !is_below && site.folder.join(own).is_dir() {
        roots.push(own);
    }
    let output = site.output.canonicalize().ok();
    let prune = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name == "node_modules"
            || output.as_ref().is_some_and(|output| site.folder.join(path).canonicalize().ok().as_ref() == Some(output))
    };
    source::walk(&site.folder, &roots, &prune)
}

/// Reads an external xref map: YAML or JSON, plain or packed with gzip.
pub(super) fn xref_map(site: &Site, path: &str, notes: &mut Vec<Diagnostic>) -> Option<XrefMap> {
    let file = SitePath::new(path);
    let mut fail = |words: String| {
        notes.push(
            Diagnostic::new(&codes::XREF_MAP_INVALID, format!("the xref map `{path}` {words}"))
                .in_file(&SitePath::new(path))
                .help("give the path of a local `xrefmap.yml` or `.json`, relative to the site"),
        );
    };
    let text = match source::read_packed_text(&site.folder, &file) {
        Ok(text) => text,
        Err(error) => {
            fail(error.words());
            return None;
        }
    };
    match xref_map::read(&text) {
        Ok(entries) => {
            let mut map = XrefMap { digest: Digest::of(text.as_bytes()), ..XrefMap::default() };
            for entry in entries {
                let value = XrefMapEntry { href: entry.href, name: entry.name, full_name: entry.full_name };
                map.entries.entry(entry.uid).or_insert(value);
            }
            Some(map)
        }
        Err(words) => {
            fail(format!("cannot be read: {words}"));
            None
        }
    }
}
