//! Outlines by file, with what tells whether the file has changed since.

use super::damaged;
use super::store::{self, Loaded};
use crate::base::{Diagnostic, Digest, Map, SitePath};
use crate::model::{Outline, Role};
use crate::source::Stamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// An outline and the file that it was made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::build) struct Kept {
    /// The marks of the file; `None` if it was written so shortly before it was read that they prove nothing.
    pub(in crate::build) stamp: Option<Stamp>,
    /// The digest of its bytes.
    pub(in crate::build) digest: Digest,
    /// What it was read as. A table of contents is read as a page.
    pub(in crate::build) role: Role,
    /// [`Outline::shape`].
    pub(in crate::build) shape: u64,
    /// What it says.
    pub(in crate::build) outline: Arc<Outline>,
}

/// Every outline that is remembered.
#[derive(Debug, Default)]
pub(in crate::build) struct Outlines(Map<SitePath, Kept>);

impl Outlines {
    pub(super) fn load(path: &Path, mark: Digest, notes: &mut Vec<Diagnostic>) -> Outlines {
        match store::load::<Kept>(path, mark) {
            Loaded::Values(pieces) => pieces.into_iter().flatten().collect(),
            Loaded::Foreign => Outlines::default(),
            Loaded::Damaged => {
                notes.push(damaged(path));
                Outlines::default()
            }
        }
    }

    /// A cache that cannot be written is one that the next build does not have.
    pub(super) fn save(&self, path: &Path, mark: Digest) {
        let mut kept: Vec<&Kept> = self.0.values().collect();
        kept.par_sort_unstable_by_key(|kept| &kept.outline.file);
        let _ = store::save(path, mark, &kept);
    }

    /// What is remembered of a file, if it was read as the same.
    pub(in crate::build) fn get(&self, file: &SitePath, role: Role) -> Option<&Kept> {
        self.0.get(file).filter(|kept| kept.role == role)
    }

    pub(in crate::build) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::build) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Kept> for Outlines {
    fn from_iter<I: IntoIterator<Item = Kept>>(kept: I) -> Outlines {
        Outlines(kept.into_iter().map(|kept| (kept.outline.file.clone(), kept)).collect())
    }
}
