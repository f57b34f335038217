//! The only writer. Files that differ are written to a staging folder inside the output and moved into place when all
//! of them are there, so that a build killed before that leaves the old site whole.

use super::manifest::{Manifest, Record};
use super::plan::{self, Plan, STAGE};
use crate::base::{Digest, Set};
use crate::source::Stamp;
use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Why the output could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// The path.
    pub path: PathBuf,
    /// What the file system says.
    pub words: String,
}

/// What a build changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or differ, relative to the output folder, in order.
    pub changed: Vec<String>,
    /// Files that were removed.
    pub removed: Vec<String>,
    /// Files that stayed as they were.
    pub unchanged: usize,
    /// How many bytes were written.
    pub bytes: u64,
}

impl Written {
    /// Whether the output is as it was.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Writes one output. Shared by threads.
pub struct Writer {
    folder: PathBuf,
    fresh: bool,
    previous: Previous,
    state: Mutex<State>,
}

/// The last manifest.
#[derive(Default)]
struct Previous {
    files: Vec<Arc<Record>>,
    places: Set<Place>,
    /// For each file whether it stays as it is.
    kept: Vec<AtomicBool>,
}

impl From<Manifest> for Previous {
    fn from(Manifest { files }: Manifest) -> Previous {
        let places = files.iter().cloned().zip(0..).map(|(record, at)| Place { record, at }).collect();
        Previous { places, kept: files.iter().map(|_| AtomicBool::new(false)).collect(), files }
    }
}

impl Previous {
    /// Notes whether a file stays as it is; false if it is not known.
    fn note(&self, path: &str, stays: bool) -> bool {
        let kept = self.places.get(path).and_then(|place| self.kept.get(place.at));
        kept.inspect(|kept| kept.store(stays, Ordering::Relaxed)).is_some()
    }

    /// The files with whether they stay as they are.
    fn files(&self) -> impl Iterator<Item = (&Arc<Record>, bool)> {
        self.files.iter().zip(self.kept.iter().map(|kept| kept.load(Ordering::Relaxed)))
    }
}

/// Where a file is in the last manifest, found by its path.
struct Place {
    record: Arc<Record>,
    at: usize,
}

impl Borrow<str> for Place {
    fn borrow(&self) -> &str {
        &self.record.path
    }
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.record.path.hash(state);
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.record.path == other.record.path
    }
}

impl Eq for Place {}

#[derive(Default)]
struct State {
    /// The files that were put into the output.
    records: Vec<Arc<Record>>,
    staged: BTreeSet<String>,
    folders: HashSet<PathBuf>,
    bytes: u64,
}

impl Writer {
    /// Opens the output folder and makes it if it is not there. Fails if that cannot be done. What an earlier build
    /// left in the staging folder when it was killed is thrown away. With `fresh`, files are written anew even where
    /// their content is there already.
    pub fn open(folder: &Path, fresh: bool) -> Result<Writer, WriteError> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        plan::finish_interrupted(folder)?;
        let previous =
            fs::read_to_string(folder.join(Manifest::NAME)).map(|text| Manifest::read(&text)).unwrap_or_default();
        Ok(Writer { folder: folder.to_owned(), fresh, previous: previous.into(), state: Mutex::default() })
    }

    /// Puts a file into the output. `path` is relative to the output folder. A file whose content is there already is
    /// left alone. Fails where the file system does, and on a path that would leave the output folder.
    pub fn put(&self, path: &str, content: &[u8], source: Option<&str>) -> Result<(), WriteError> {
        let target = self.folder.join(path);
        if !is_inside(path) {
            return Err(WriteError { path: target, words: "this path leads out of the output folder".to_owned() });
        }
        // A group of files of which not all could be kept is written anew.
        self.previous.note(path, false);
        let same = !self.fresh && is_regular(&target) && fs::read(&target).is_ok_and(|old| old == content);
        let record = Record {
            path: path.to_owned(),
            digest: Digest::of(content).to_string(),
            size: content.len() as u64,
            source: source.map(str::to_owned),
        };
        if !same {
            let staged = self.folder.join(STAGE).join(path);
            self.make_folder(staged.parent().unwrap_or(&self.folder))?;
            fs::write(&staged, content).map_err(|error| failed(&target, &error))?;
        }
        let mut state = self.lock();
        state.records.push(Arc::new(record));
        if !same {
            state.bytes += content.len() as u64;
            state.staged.insert(path.to_owned());
        }
        Ok(())
    }

    /// Leaves a file in the output as the last build wrote it, without looking into it. False if it does not have the
    /// marks that it had then, or the last manifest does not name it.
    pub fn keep(&self, path: &str, stamp: &Stamp) -> bool {
        !self.fresh && self.stamp(path).as_ref() == Some(stamp) && self.previous.note(path, true)
    }

    /// The marks of a file of the output; `None` if it is no regular file.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        stamp(&self.folder, path)
    }

    fn make_folder(&self, folder: &Path) -> Result<(), WriteError> {
        if self.lock().folders.contains(folder) {
            return Ok(());
        }
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        self.lock().folders.insert(folder.to_owned());
        Ok(())
    }

    /// Puts what was staged into place, removes what the last manifest names and this build did not write, and writes
    /// the manifest. Fails where the file system does; the next build mends what is left.
    pub fn commit(self) -> Result<Written, WriteError> {
        let State { records, staged, bytes, .. } = std::mem::take(&mut *self.lock());
        let remove = self.gone(&records);
        let kept = self.previous.files().filter(|(_, is_kept)| *is_kept).map(|(record, _)| record.clone());
        let mut manifest = Manifest { files: kept.chain(records).collect() };
        manifest.files.sort();
        if manifest.files != self.previous.files || !is_regular(&self.folder.join(Manifest::NAME)) {
            let stage = self.folder.join(STAGE);
            let write = || manifest.write(&mut File::create(stage.join(Manifest::NAME))?);
            fs::create_dir_all(&stage).and_then(|()| write()).map_err(|error| failed(&stage, &error))?;
        }
        let removed = Plan { remove }.carry_out(&self.folder)?;
        let unchanged = manifest.files.len() - staged.len();
        Ok(Written { changed: staged.into_iter().collect(), removed, unchanged, bytes })
    }

    /// What the last manifest names and this build neither kept nor wrote. A file whose name has other letter case now is
    /// the same file to some systems.
    fn gone(&self, written: &[Arc<Record>]) -> Vec<String> {
        let written: HashSet<String> = written.iter().map(|record| record.path.to_lowercase()).collect();
        let old = self.previous.files().filter(|(record, kept)| !kept && is_inside(&record.path));
        let gone: Vec<&str> = old.map(|(record, _)| record.path.as_str()).collect();
        if gone.iter().all(|path| written.contains(&path.to_lowercase())) {
            return Vec::new();
        }
        let kept = self.previous.files().filter(|(_, kept)| *kept).map(|(record, _)| record.path.to_lowercase());
        let kept: HashSet<String> = kept.collect();
        let is_there = |path: &str| written.contains(path) || kept.contains(path);
        gone.into_iter().filter(|path| !is_there(&path.to_lowercase())).map(str::to_owned).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The marks of a file of an output folder; `None` if it is no regular file.
pub fn stamp(folder: &Path, path: &str) -> Option<Stamp> {
    let metadata = fs::symlink_metadata(folder.join(path)).ok()?;
    metadata.is_file().then(|| Stamp::of(&metadata))
}

pub(super) fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Whether a path names something below the folder it is relative to.
pub(super) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

pub(super) fn failed(path: &Path, error: &io::Error) -> WriteError {
    let words = error.to_string();
    WriteError { path: path.to_owned(), words: words.split(" (os error").next().unwrap_or(&words).to_lowercase() }
}

impl Drop for Writer {
    /// What a build that failed had laid ready goes, so that a full disk does not stay full. A plan stays: then files
    /// have begun to move, and the next build goes on with it.
    fn drop(&mut self) {
        plan::forget_staged(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, files: &[(&str, &str)]) -> Written {
        let writer = Writer::open(folder, false).expect("open");
        for (path, content) in files {
            writer.put(path, content.as_bytes(), None).expect("put");
        }
        writer.commit().expect("commit")
    }

    #[test]
    fn writes_what_differs_and_prunes_what_it_wrote() {
        let folder = tempfile::tempdir().expect("folder");
        let at = folder.path();
        fs::create_dir_all(at).expect("made");
        fs::write(at.join("mine.txt"), "kept").expect("written");
        assert_eq!(put(at, &[("a/x.html", "1"), ("b.html", "2")]).changed, ["a/x.html", "b.html"]);
        let second = put(at, &[("b.html", "2"), ("c.html", "3")]);
        assert_eq!((&*second.changed, &*second.removed), (&["c.html".to_owned()][..], &["a/x.html".to_owned()][..]));
        assert_eq!(second.unchanged, 1);
        assert!(!at.join("a").exists() && at.join("mine.txt").exists() && !at.join(STAGE).exists());
        let third = put(at, &[("b.html", "2"), ("c.html", "3")]);
        assert!(third.is_empty() && !second.is_empty());
    }

    #[test]
    fn a_file_that_was_kept_and_then_written_is_there_once() {
        let folder = tempfile::tempdir().expect("folder");
        put(folder.path(), &[("a", "1"), ("b", "1")]);
        let writer = Writer::open(folder.path(), false).expect("open");
        let mark = writer.stamp("a").expect("a file");
        assert!(writer.keep("a", &mark) && writer.keep("b", &writer.stamp("b").expect("a file")));
        writer.put("a", b"2", None).expect("put");
        assert_eq!(writer.commit().expect("commit").changed, ["a"]);
        let text = fs::read_to_string(folder.path().join(Manifest::NAME)).expect("manifest");
        let paths: Vec<String> = Manifest::read(&text).files.iter().map(|record| record.path.clone()).collect();
        assert_eq!(paths, ["a", "b"]);
    }

    #[test]
    fn a_file_can_become_a_folder_and_back() {
        let folder = tempfile::tempdir().expect("folder");
        put(folder.path(), &[("a", "1")]);
        put(folder.path(), &[("a/b", "2")]);
        assert!(folder.path().join("a/b").is_file());
    }

    #[test]
    fn never_leaves_the_folder() {
        let folder = tempfile::tempdir().expect("folder");
        let writer = Writer::open(folder.path(), false).expect("open");
        for path in ["../x", "/x", "a/../../x", "a\\..\\x", ""] {
            assert!(writer.put(path, b"", None).is_err(), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_output_is_not_followed() {
        let folder = tempfile::tempdir().expect("folder");
        let outside = tempfile::tempdir().expect("outside");
        std::os::unix::fs::symlink(outside.path(), folder.path().join("a")).expect("link");
        put(folder.path(), &[("a/x.html", "1")]);
        assert!(!outside.path().join("x.html").exists() && folder.path().join("a/x.html").is_file());
    }
}
