//! The last step of a build: staged files go to their places, and what is no longer wanted goes.
//!
//! What is to be done is written down before it is begun. A build that is killed in the middle of it is finished by the
//! next one, before anything else, so that a mixture of two builds never stays.

use super::manifest::Manifest;
use super::obstacles;
use super::writer::{WriteError, failed, is_inside, is_regular};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The folder that files wait in.
pub(super) const STAGE: &str = ".skilt-stage";

/// The name of the written plan in it. No file of an output can have it, since names that start with a dot are passed
/// over by the walk.
const NAME: &str = ".plan.json";

/// The name of a plan that is being written.
const PART: &str = ".plan.part";

/// What is to be done once everything that is staged is in its place.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Files of the output to be removed, none of which is staged.
    pub(super) remove: Vec<String>,
}

impl Plan {
    /// Places what is staged and does the rest. Returns the files that were removed. Fails where something is seen to be
    /// in the way, before anything has changed; and where the file system fails later: then the plan stays and can be
    /// carried out again.
    pub(super) fn carry_out(&self, folder: &Path) -> Result<Vec<String>, WriteError> {
        let stage = folder.join(STAGE);
        if self.remove.is_empty() && !stage.exists() {
            return Ok(Vec::new());
        }
        if stage.exists() {
            obstacles::look_for(&stage, folder)?;
        }
        let written = stage.join(NAME);
        let text = serde_json::to_string(self).unwrap_or_default();
        let part = stage.join(PART);
        fs::create_dir_all(&stage).map_err(|error| failed(&stage, &error))?;
        fs::write(&part, text).and_then(|()| fs::rename(&part, &written)).map_err(|error| failed(&written, &error))?;
        self.finish(folder)
    }

    fn finish(&self, folder: &Path) -> Result<Vec<String>, WriteError> {
        let stage = folder.join(STAGE);
        let own = [NAME, PART, Manifest::NAME];
        for name in names(&stage)?.iter().filter(|name| own.iter().all(|own| name.as_os_str() != *own)) {
            place(&stage.join(name), &folder.join(name))?;
        }
        let removed = self.remove.iter().filter(|path| is_inside(path) && remove(folder, path)).cloned().collect();
        // The manifest is the last, so that it never names what is not there yet.
        let manifest = stage.join(Manifest::NAME);
        if is_regular(&manifest) {
            place(&manifest, &folder.join(Manifest::NAME))?;
        }
        clear(&stage)?;
        Ok(removed)
    }
}

/// Finishes what a killed build had begun to put into place, or throws away what it had only staged.
pub(super) fn finish_interrupted(folder: &Path) -> Result<(), WriteError> {
    let stage = folder.join(STAGE);
    let plan = fs::read_to_string(stage.join(NAME)).ok().and_then(|text| serde_json::from_str::<Plan>(&text).ok());
    match plan {
        Some(plan) => plan.finish(folder).map(|_| ()),
        None => clear(&stage),
    }
}

/// Throws away what is only staged.
pub(super) fn forget_staged(folder: &Path) {
    let stage = folder.join(STAGE);
    if !stage.join(NAME).exists() {
        // What cannot be removed now is removed by the next build.
        let _ = clear(&stage);
    }
}

fn clear(stage: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(stage, &error)),
        _ => Ok(()),
    }
}

/// What lies in a folder, in order.
pub(super) fn names(folder: &Path) -> Result<Vec<OsString>, WriteError> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
    let mut names: Vec<OsString> = entries.map_err(|error| failed(folder, &error))?;
    names.sort();
    Ok(names)
}

/// Moves a staged file or folder to its place. A folder that the output does not have yet is moved as a whole. What
/// stands in the way is taken away if it is the output's own: a file where a folder is needed, an empty folder where a
/// file is needed, a symbolic link that would lead out.
fn place(staged: &Path, target: &Path) -> Result<(), WriteError> {
    // A list and no recursion, since folders may lie deeper in each other than the stack of a thread allows.
    let mut waiting = vec![(staged.to_owned(), target.to_owned())];
    while let Some((staged, target)) = waiting.pop() {
        let in_the_way = |error| failed(&target, &error);
        let is_folder = fs::symlink_metadata(&staged).map_err(in_the_way)?.is_dir();
        match fs::symlink_metadata(&target) {
            Ok(found) if found.is_dir() && is_folder => {
                waiting.extend(names(&staged)?.iter().rev().map(|name| (staged.join(name), target.join(name))));
                continue;
            }
            Ok(found) if found.is_dir() => fs::remove_dir(&target).map_err(in_the_way)?,
            Ok(_) if is_folder => fs::remove_file(&target).map_err(in_the_way)?,
            // Moving a file replaces a file, and a symbolic link itself and not what it leads to.
            _ => {}
        }
        fs::rename(&staged, &target).map_err(in_the_way)?;
    }
    Ok(())
}

/// Removes a file and the folders that it leaves empty.
fn remove(folder: &Path, path: &str) -> bool {
    let target = folder.join(path);
    let gone = is_regular(&target) && fs::remove_file(&target).is_ok();
    let mut parent = target.parent();
    while let Some(at) = parent.filter(|at| *at != folder && at.starts_with(folder)) {
        if fs::remove_dir(at).is_err() {
            break;
        }
        parent = at.parent();
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &Path) -> String {
        fs::read_to_string(path).unwrap_or_default()
    }

    #[test]
    fn what_was_begun_is_finished_and_what_was_only_staged_is_not() {
        let folder = tempfile::tempdir().expect("folder");
        let at = folder.path();
        let stage = at.join(STAGE);
        fs::create_dir_all(stage.join("b")).expect("made");
        for (path, content) in [("a.html", "old"), ("gone.html", "old"), (".skilt-stage/a.html", "new")] {
            fs::write(at.join(path), content).expect("written");
        }
        finish_interrupted(at).expect("cleared");
        assert!(text(&at.join("a.html")) == "old" && !stage.exists());

        fs::create_dir_all(stage.join("b")).expect("made");
        fs::write(stage.join("b/c.html"), "new").expect("written");
        // `a.html` had been moved when the build was killed.
        let plan = r#"{"remove":["gone.html","../x"]}"#;
        fs::write(stage.join(NAME), plan).expect("written");
        finish_interrupted(at).expect("finished");
        assert_eq!((text(&at.join("a.html")), text(&at.join("b/c.html"))), ("old".to_owned(), "new".to_owned()));
        assert!(!at.join("gone.html").exists() && !stage.exists());
    }
}
