//! Shows an edit before a build has taken it in: most edits concern no page but their own, and that can be drawn from
//! the answers of the last build. The build follows all the same and has the last word.

use super::Shared;
use crate::build::Draft;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// An editor that writes a file in several steps is given this long between them.
const BRIEF: Duration = Duration::from_millis(4);

/// More files at once are no edit: a branch was checked out, and a build is the quicker way.
const MOST: usize = 32;

/// Pages as they were edited, and what they are drawn with.
pub(super) struct Edits(RwLock<State>);

struct State {
    draft: Option<Arc<Draft>>,
    pages: BTreeMap<String, Edited>,
}

/// A page that was edited.
struct Edited {
    html: Vec<u8>,
    /// A moment before its source was read.
    read: Instant,
}

impl Edits {
    /// None yet; pages will be drawn with this draft.
    pub(super) fn new(draft: Option<Arc<Draft>>) -> Edits {
        Edits(RwLock::new(State { draft, pages: BTreeMap::new() }))
    }

    /// The page at an address of the output, if it was edited since it was built.
    pub(super) fn page(&self, route: &str) -> Option<Vec<u8>> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        state.pages.get(route).map(|edited| edited.html.clone())
    }

    /// Draws the pages of files that were edited. Returns the addresses of those that look different now.
    fn draw(&self, paths: &BTreeSet<PathBuf>, output: &Path) -> Vec<String> {
        let Some(draft) = self.0.read().unwrap_or_else(PoisonError::into_inner).draft.clone() else {
            return Vec::new();
        };
        let mut changed = Vec::new();
        for path in paths {
            let read = Instant::now();
            let Some((route, html)) = draft.edited(path) else { continue };
            let shown = self.page(&route).or_else(|| fs::read(output.join(&route)).ok());
            let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if shown.as_ref() != Some(&html) {
                changed.push(route.clone());
            }
            state.pages.insert(route, Edited { html, read });
        }
        changed
    }

    /// Takes in that a build has written its output, which read the sources from the moment `began` on. Returns what
    /// of `changed`, the files that it wrote, is not shown yet.
    pub(super) fn settle(
        &self,
        draft: Option<Draft>,
        began: Instant,
        changed: &[String],
        output: &Path,
    ) -> Vec<String> {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_shown = |route: &String| {
            // No browser shows the Markdown beside a page.
            let Some(edited) = state.pages.get(route.strip_suffix(".md").unwrap_or(route)) else { return false };
            if route.ends_with(".html.md") {
                return true;
            }
            // A page that was edited while the build ran stays as it is shown until the next one.
            edited.read >= began || fs::read(output.join(route)).is_ok_and(|built| built == edited.html)
        };
        let news = changed.iter().filter(|route| !is_shown(route)).cloned().collect();
        state.pages.retain(|_, edited| edited.read >= began);
        state.draft = draft.map(Arc::new);
        news
    }
}

/// Shows edits for as long as somebody tells of them.
pub(super) fn show(shared: &Shared, told: &Receiver<PathBuf>) {
    while let Ok(first) = told.recv() {
        let mut paths = BTreeSet::from([first]);
        while let Ok(path) = told.recv_timeout(BRIEF) {
            paths.insert(path);
        }
        if paths.len() > MOST {
            continue;
        }
        let changed = shared.edits.draw(&paths, &shared.snapshot().output);
        if !changed.is_empty() {
            shared.hub.announce(&changed, &[], false);
        }
    }
}
