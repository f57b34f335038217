//! Waits until something happens in the folders of a site.
//!
//! The operating system tells where it can; where it cannot (too many folders, a file system without notices), the
//! caller looks at regular intervals. A notice means only "look again": what has changed is found by comparing
//! [`build::Inputs`](crate::build::Inputs), so a notice too many costs a look and never a build.

use crate::build::{Inputs, Site};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Edits that follow each other within this time count as one.
const QUIET: Duration = Duration::from_millis(60);

/// Edits that never stop are looked at after this time all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often to look where no notices come.
const INTERVAL: Duration = Duration::from_secs(1);

/// A folder to be watched: what it is, which folder of that name it is, and whether with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Watched {
    path: PathBuf,
    mark: u64,
    deep: bool,
}

/// The folders of a site, being watched.
pub(super) struct Watch {
    sender: SyncSender<()>,
    receiver: Receiver<()>,
    native: Option<RecommendedWatcher>,
    watched: BTreeSet<Watched>,
    polls: bool,
    /// Who hears of each path that something happened to.
    paths: Sender<PathBuf>,
}

impl Watch {
    /// Watches nothing yet. With `polls`, notices are not asked for at all.
    pub(super) fn new(polls: bool, paths: Sender<PathBuf>) -> Watch {
        // One notice that nobody has heard yet is as good as many.
        let (sender, receiver) = sync_channel(1);
        Watch { sender, receiver, native: None, watched: BTreeSet::new(), polls, paths }
    }

    /// What ends a wait when something is sent to it.
    pub(super) fn bell(&self) -> SyncSender<()> {
        self.sender.clone()
    }

    /// Watches the folders of this site from now on. What changed before this call is not told.
    pub(super) fn follow(&mut self, site: &Site) {
        if self.polls {
            return;
        }
        let output = site.output.canonicalize().unwrap_or_else(|_| site.output.clone());
        let wanted = plan(site, &output);
        if self.native.is_some() && wanted == self.watched {
            return;
        }
        self.native = watcher(&wanted, output, self.sender.clone(), self.paths.clone()).ok();
        self.watched = wanted;
    }

    /// Comes back when something may have changed, and then not before it has been quiet for a moment.
    pub(super) fn wait(&self) {
        if self.native.is_none() {
            let _ = self.receiver.recv_timeout(INTERVAL);
            return;
        }
        if self.receiver.recv().is_ok() {
            self.settle();
        }
    }

    /// Comes back when it has been quiet for a moment.
    pub(super) fn settle(&self) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.receiver.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }
}

/// What to watch. Folders directly below a root are listed one by one, so that the output and folders which hold no
/// input cost no watches.
fn plan(site: &Site, output: &Path) -> BTreeSet<Watched> {
    let (deep, flat) = Inputs::folders(site);
    let mut wanted: Vec<(PathBuf, bool)> = flat.into_iter().map(|folder| (folder, false)).collect();
    for folder in deep {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let passed_over = name.as_encoded_bytes().starts_with(b".") || name == "node_modules";
            let path = entry.path();
            if !passed_over && path.is_dir() && path.canonicalize().is_ok_and(|real| real != output) {
                wanted.push((path, true));
            }
        }
        wanted.push((folder, false));
    }
    let above: Vec<PathBuf> = wanted.iter().filter(|(_, deep)| *deep).map(|(path, _)| path.clone()).collect();
    let covered = |path: &Path, deep: bool| {
        above.iter().any(|folder| path.starts_with(folder) && (!deep || path != folder.as_path()))
    };
    let kept = wanted.into_iter().filter(|(path, deep)| !covered(path, *deep));
    kept.map(|(path, deep)| Watched { mark: mark(&path), path, deep }).collect()
}

/// A number that differs once another folder has taken the place of this one, where the system has such numbers.
fn mark(folder: &Path) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(folder).map_or(0, |metadata| metadata.ino())
    }
    #[cfg(not(unix))]
    {
        u64::from(folder.exists())
    }
}

fn watcher(
    wanted: &BTreeSet<Watched>,
    output: PathBuf,
    bell: SyncSender<()>,
    paths: Sender<PathBuf>,
) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error means that notices may have been lost, which is one more reason to look.
        if event.as_ref().map_or(true, |event| matters(event, &output)) {
            let _ = bell.try_send(());
            event.into_iter().flat_map(|event| event.paths).for_each(|path| drop(paths.send(path)));
        }
    })?;
    for folder in wanted {
        let mode = if folder.deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        watcher.watch(&folder.path, mode)?;
    }
    Ok(watcher)
}

fn matters(event: &Event, output: &Path) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    event.need_rescan()
        || event.paths.is_empty()
        || event.paths.iter().any(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !path.starts_with(output) && !is_passing(name)
        })
}

/// Whether a file of this name is one that an editor makes and takes away while it saves another: Vim's probe `4913`
/// and swap files, backups that end in `~`, the safe-write files of JetBrains' editors, and all names that start
/// with a dot, which no build reads.
pub(super) fn is_passing(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name == "4913"
        || name.contains("___jb_")
        || [".swp", ".swx", ".swo", ".tmp"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Options, open};
    use std::fs;

    #[test]
    fn knows_what_editors_leave_for_a_moment() {
        for name in ["a.md~", ".#a.md", "4913", ".a.md.swp", "a.swp", "a.md___jb_tmp___", "a.md___jb_old___", ".git"] {
            assert!(is_passing(name), "{name}");
        }
        for name in ["a.md", "4913.md", "a~b.md", "skilt.yml"] {
            assert!(!is_passing(name), "{name}");
        }
    }

    #[test]
    fn watches_sources_and_not_the_output() {
        let folder = tempfile::tempdir().expect("folder");
        let at = folder.path().canonicalize().expect("real");
        for path in ["docs/deep", "_site/docs", ".git/objects", "node_modules/x"] {
            fs::create_dir_all(at.join(path)).expect("made");
        }
        fs::write(at.join("docs/x.md"), "# X\n").expect("written");
        fs::write(at.join("skilt.yml"), "title: T\nroots:\n  - .\n").expect("written");
        let site =
            open(&Options { site: at.clone(), ..Options::default() }).unwrap_or_else(|failure| panic!("{failure:?}"));
        let plan = plan(&site, &at.join("_site"));
        let paths: Vec<(&Path, bool)> = plan.iter().map(|watched| (watched.path.as_path(), watched.deep)).collect();
        assert_eq!(paths, [(at.as_path(), false), (&at.join("docs"), true)]);
    }
}
