//! Lines of code by what they look like highlighted. They depend on the program alone, so that they are of use when
//! all pages are drawn anew because a template or the configuration changed.

use super::program;
use super::store::{self, Loaded};
use crate::render::highlight::Learnt;
use std::path::{Path, PathBuf};

/// Where lines are remembered.
#[derive(Debug, Clone)]
pub(in crate::build) struct Lines(PathBuf);

impl Lines {
    pub(super) fn below(folder: &Path) -> Lines {
        Lines(folder.join("lines"))
    }

    /// What is remembered; nothing if it cannot be read, since it is only a matter of time.
    pub(in crate::build) fn load(&self) -> Vec<Learnt> {
        match store::load(&self.0, program()) {
            Loaded::Values(pieces) => pieces.into_iter().flatten().collect(),
            Loaded::Foreign | Loaded::Damaged => Vec::new(),
        }
    }

    /// A cache that cannot be written is one that the next build does not have.
    pub(super) fn save(&self, lines: &[Learnt]) {
        let _ = store::save(&self.0, program(), lines);
    }
}
