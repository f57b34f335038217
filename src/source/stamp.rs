//! What tells a file that changed from one that did not, without reading it.

use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The marks that a file system keeps of a file. Two of the same path are equal if nothing wrote or replaced the file
/// in between, as far as the file system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970; 0 if unknown.
    modified: i128,
    /// When its entry last changed, in nanoseconds since 1970, and which file it is, where the system has such
    /// numbers: this tells a file that was replaced by another of the same size and date.
    changed: i128,
    identity: u64,
}

/// File systems that note times coarsely note none more coarsely than this.
const COARSEST: Duration = Duration::from_secs(2);

impl Stamp {
    /// Of a file that was asked for its metadata.
    pub fn of(metadata: &Metadata) -> Stamp {
        let (changed, identity) = identity(metadata);
        Stamp { size: metadata.len(), modified: nanoseconds(metadata.modified().ok()), changed, identity }
    }

    /// Whether a file with this stamp could have been written again since `now` without the stamp showing it: a file
    /// that is too young, or that is dated into the future.
    pub fn is_young(&self, now: SystemTime) -> bool {
        self.modified.max(self.changed) + COARSEST.as_nanos() as i128 > nanoseconds(Some(now))
    }
}

fn nanoseconds(time: Option<SystemTime>) -> i128 {
    match time.map(|time| time.duration_since(UNIX_EPOCH)) {
        Some(Ok(since)) => since.as_nanos() as i128,
        Some(Err(before)) => -(before.duration().as_nanos() as i128),
        None => 0,
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    (i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (i128, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn stamp(path: &std::path::Path) -> Stamp {
        Stamp::of(&fs::metadata(path).expect("there"))
    }

    #[test]
    fn a_young_file_is_not_trusted() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a");
        fs::write(&path, "x").expect("written");
        let stamp = stamp(&path);
        let now = SystemTime::now();
        assert!(stamp.is_young(now) && !stamp.is_young(now + Duration::from_secs(3)));
        assert!(stamp.is_young(now - Duration::from_secs(3600)), "the clock was set back");
    }

    #[cfg(unix)]
    #[test]
    fn the_same_size_and_date_do_not_hide_an_edit() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a");
        fs::write(&path, "x").expect("written");
        let first = stamp(&path);
        let date = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("dated");
        std::thread::sleep(Duration::from_millis(20));
        fs::write(&path, "y").expect("written");
        fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(date)).expect("dated back");
        assert_ne!(first, stamp(&path));
    }
}
