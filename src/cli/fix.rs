//! Corrections: of `skilt check --fix`, written into the sources.

use crate::base::{Diagnostic, Mend, Place, SitePath};
use crate::index::SiteIndex;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is to be corrected in one file.
pub(super) struct Correction {
    /// The file as reports name it.
    pub(super) file: SitePath,
    /// Where it really is.
    path: PathBuf,
    /// Its text as it is.
    before: String,
    /// Its text as it should be.
    after: String,
    /// How many links are mended by that.
    pub(super) count: usize,
}

/// Corrections, and the files that cannot be corrected with the reason.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) corrections: Vec<Correction>,
    pub(super) refused: Vec<(SitePath, String)>,
    /// Where a link has exactly one answer that only a person can write, with the answer.
    pub(super) by_hand: Vec<(Place, String)>,
}

/// Reads the files that have corrections and applies them in memory.
pub(super) fn plan(site: &Path, index: &SiteIndex, problems: &[Diagnostic]) -> Plan {
    let mut by_file: BTreeMap<&SitePath, Vec<&Mend>> = BTreeMap::new();
    for problem in problems {
        if let (Some(place), Some(mend)) = (&problem.place, &problem.mend) {
            by_file.entry(&place.file).or_default().push(mend);
        }
    }
    let by_hand = problems.iter().filter(|problem| problem.by_hand);
    let by_hand =
        by_hand.filter_map(|problem| Some((problem.place.clone()?, problem.help.clone().unwrap_or_default())));
    let mut plan = Plan { by_hand: by_hand.collect(), ..Plan::default() };
    for (file, mends) in by_file {
        let path = match real_path(site, index, file) {
            Ok(path) => path,
            Err(words) => {
                plan.refused.push((file.clone(), words));
                continue;
            }
        };
        match corrected(&path, mends) {
            Ok((before, after, count)) => {
                plan.corrections.push(Correction { file: file.clone(), path, before, after, count });
            }
            Err(words) => plan.refused.push((file.clone(), words)),
        }
    }
    plan
}

/// Where a file really is. Fails if that is outside the site's roots, which the walk has kept out but time has passed
/// since, or behind a symbolic link: there the file may have other neighbours, and if it belongs to the site it is
/// mended at its own place.
fn real_path(site: &Path, index: &SiteIndex, file: &SitePath) -> Result<PathBuf, String> {
    let root = index.config.root_of(file.as_str()).and_then(|at| index.config.roots.get(at));
    let (Some(root), Some(below)) = (root, root.and_then(|root| root.relative(file.as_str()))) else {
        return Err("lies outside the site's roots".to_owned());
    };
    let real_root = site.join(&root.dir).canonicalize().map_err(|error| plain(&error))?;
    let path = site.join(file.as_str()).canonicalize().map_err(|error| plain(&error))?;
    if path == real_root.join(below) { Ok(path) } else { Err("is behind a symbolic link".to_owned()) }
}

/// The text of a file before and after, and the number of links mended. Fails if the file is not what was checked.
fn corrected(path: &Path, mut mends: Vec<&Mend>) -> Result<(String, String, usize), String> {
    let bytes = fs::read(path).map_err(|error| plain(&error))?;
    // Where bytes are no UTF-8, the places of what was read are not those of what is there.
    let before = String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())?;
    mends.sort_by_key(|mend| (mend.bytes.start, mend.bytes.end));
    mends.dedup();
    let mut after = String::with_capacity(before.len());
    let mut at = 0;
    for mend in &mends {
        let range = mend.bytes.start as usize..mend.bytes.end as usize;
        if range.start < at || before.get(range.clone()) != Some(mend.written.as_str()) {
            return Err("has changed since it was read".to_owned());
        }
        after.push_str(&before[at..range.start]);
        after.push_str(&mend.replacement);
        at = range.end;
    }
    after.push_str(&before[at..]);
    Ok((before, after, mends.len()))
}

impl Correction {
    /// Writes the new text: beside the file first, then in its place, so that it is whole at any moment.
    pub(super) fn write(&self) -> Result<(), String> {
        let metadata = fs::metadata(&self.path).map_err(|error| plain(&error))?;
        if metadata.permissions().readonly() {
            return Err("is write-protected".to_owned());
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let beside = self.path.with_file_name(format!(".{name}.{}.skilt", std::process::id()));
        let written = (|| -> io::Result<()> {
            let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
            file.write_all(self.after.as_bytes())?;
            file.set_permissions(metadata.permissions())?;
            file.sync_all()?;
            drop(file);
            fs::rename(&beside, &self.path)
        })();
        written.map_err(|error| {
            let _ = fs::remove_file(&beside);
            plain(&error)
        })
    }

    /// The change as a unified diff.
    pub(super) fn diff(&self) -> String {
        let name = self.file.as_str();
        let diff = similar::TextDiff::from_lines(self.before.as_str(), self.after.as_str());
        diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
    }
}

/// The words of an operating system error without its number.
fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}
