//! The last step of a build: staged files go to their places, and what is no longer wanted goes.
//!
//! What is to be done is written down before it is begun. A build that is killed in the middle of it is finished by the
//! next one, before anything else, so that a mixture of two builds never stays.

use super::writer::{WriteError, failed, is_inside, is_regular};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The folder that files wait in.
pub(super) const STAGE: &str = ".skilt-stage";

/// The name of the written plan in it. No file of an output can have it, since names that start with a dot are passed
/// over by the walk.
const NAME: &str = ".plan.json";

/// What is to be done, in this order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Files to be moved from the staging folder to the output.
    pub(super) place: Vec<String>,
    /// Files of the output to be removed.
    pub(super) remove: Vec<String>,
}

impl Plan {
    /// Does it. Fails where the file system does; then the plan stays and can be carried out again. Returns the files
    /// that were removed.
    pub(super) fn carry_out(&self, folder: &Path) -> Result<Vec<String>, WriteError> {
        let stage = folder.join(STAGE);
        if self.place.is_empty() && self.remove.is_empty() {
            clear(&stage)?;
            return Ok(Vec::new());
        }
        let written = stage.join(NAME);
        let text = serde_json::to_string(self).unwrap_or_default();
        let part = stage.join(".plan.part");
        fs::create_dir_all(&stage).map_err(|error| failed(&stage, &error))?;
        fs::write(&part, text).and_then(|()| fs::rename(&part, &written)).map_err(|error| failed(&written, &error))?;
        self.finish(folder)
    }

    fn finish(&self, folder: &Path) -> Result<Vec<String>, WriteError> {
        let stage = folder.join(STAGE);
        for path in self.place.iter().filter(|path| is_inside(path)) {
            let staged = stage.join(path);
            // What is not there any more is in its place already.
            if is_regular(&staged) {
                place(folder, &staged, path)?;
            }
        }
        let inside = self.remove.iter().filter(|path| is_inside(path) && !self.place.contains(path));
        let removed = inside.filter(|path| remove(folder, path)).cloned().collect();
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

fn clear(stage: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(stage, &error)),
        _ => Ok(()),
    }
}

/// Moves a staged file to its place. What stands in the way is taken away if it is the output's own: a file where a
/// folder is needed, an empty folder where a file is needed, a symbolic link that would lead out.
fn place(folder: &Path, staged: &Path, path: &str) -> Result<(), WriteError> {
    let target = folder.join(path);
    clear_the_way(folder, path).map_err(|error| failed(&target, &error))?;
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    }
    // Two names that differ in case only are one file on some systems; the new spelling must win.
    if target.is_dir() {
        fs::remove_dir(&target).map_err(|error| failed(&target, &error))?;
    }
    fs::rename(staged, &target).map_err(|error| failed(&target, &error))
}

fn clear_the_way(folder: &Path, path: &str) -> io::Result<()> {
    let mut at = folder.to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    for part in &parts[..parts.len() - 1] {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => fs::remove_file(&at)?,
            Err(_) => return Ok(()),
        }
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
        let plan = r#"{"place":["a.html","b/c.html"],"remove":["gone.html","../x"]}"#;
        fs::write(stage.join(NAME), plan).expect("written");
        finish_interrupted(at).expect("finished");
        assert_eq!((text(&at.join("a.html")), text(&at.join("b/c.html"))), ("old".to_owned(), "new".to_owned()));
        assert!(!at.join("gone.html").exists() && !stage.exists());
    }
}
