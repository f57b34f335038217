//! Pages by address, with what they were drawn from.

use super::damaged;
use super::store::{self, Loaded};
use crate::base::{Diagnostic, Digest, Map};
use crate::build::trace::Question;
use crate::emit::{self, SearchRecord, Writer};
use crate::source::Stamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A file of the output and what it was made of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::build) struct Known {
    /// A number for what it was made of, beside the answers: its source, or what is to be shown.
    pub(in crate::build) key: u64,
    /// The template that drew it, and a number for that and all it draws on.
    pub(in crate::build) template: (String, u64),
    /// What it asked, by number.
    pub(in crate::build) asked: Vec<u32>,
    /// What was wrong when it was drawn.
    pub(in crate::build) problems: Vec<Diagnostic>,
    /// What it puts into the search index.
    pub(in crate::build) record: Option<Arc<SearchRecord>>,
    /// The marks of the file in the output.
    pub(in crate::build) output: Option<Stamp>,
}

/// Files of the output that are made together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::build) struct Group {
    /// A number for what they were made of.
    pub(in crate::build) key: u64,
    files: Vec<Made>,
}

/// One of the files.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Made {
    name: String,
    /// A number for what it says; 0 if that is not known.
    says: u64,
    /// The marks that it has in the output.
    stamp: Option<Stamp>,
}

impl Group {
    /// Files that were just made, each with a number for what it says, or 0.
    pub(in crate::build) fn new(key: u64, files: impl Iterator<Item = (String, u64)>) -> Group {
        Group { key, files: files.map(|(name, says)| Made { name, says, stamp: None }).collect() }
    }

    /// Leaves all of them as they are, if all of them are.
    pub(in crate::build) fn is_kept(&self, writer: &Writer) -> bool {
        self.files.iter().all(|file| file.stamp.is_some() && writer.stamp(&file.name) == file.stamp)
            && self.files.iter().all(|file| file.stamp.is_some_and(|stamp| writer.keep(&file.name, &stamp)))
    }

    /// The marks of the files that say the same as when they were made, by name, with that number.
    pub(in crate::build) fn known(&self) -> Map<(&str, u64), Stamp> {
        let known = self.files.iter().filter(|file| file.says != 0);
        known.filter_map(|file| Some(((file.name.as_str(), file.says), file.stamp?))).collect()
    }

    /// Notes the marks of files that have none yet.
    pub(in crate::build) fn stamp(&mut self, output: &Path) {
        self.files.par_iter_mut().for_each(|file| file.stamp = file.stamp.or_else(|| emit::stamp(output, &file.name)));
    }
}

/// Every file of an output that is remembered.
#[derive(Debug, Default)]
pub(in crate::build) struct Pages {
    /// A number for all that answers are made of.
    pub(in crate::build) shape: u64,
    /// Every question, by number, with the number of its answer.
    pub(in crate::build) questions: Vec<(Question, u64)>,
    /// Every word of the search records, by number.
    pub(in crate::build) words: Vec<String>,
    /// The files that the site as a whole makes, and those of the search index.
    pub(in crate::build) groups: Vec<Group>,
    /// The files that are made one by one, by address.
    pub(in crate::build) known: Map<String, Known>,
}

/// What the file on disk is a list of.
#[derive(Serialize, Deserialize)]
enum Item<'a> {
    Shape(u64),
    Questions(Cow<'a, [(Question, u64)]>),
    Words(Cow<'a, [String]>),
    Groups(Cow<'a, [Group]>),
    Page(Cow<'a, str>, Cow<'a, Known>),
}

/// How many questions or words share an item.
const BATCH: usize = 4096;

impl Pages {
    pub(super) fn load(path: &Path, mark: Digest, notes: &mut Vec<Diagnostic>) -> Pages {
        let pieces = match store::load::<Item<'static>>(path, mark) {
            Loaded::Values(pieces) => pieces,
            Loaded::Foreign => return Pages::default(),
            Loaded::Damaged => {
                notes.push(damaged(path));
                return Pages::default();
            }
        };
        let mut pages = Pages::default();
        pages.known.reserve(pieces.iter().map(Vec::len).sum());
        for item in pieces.into_iter().flatten() {
            match item {
                Item::Shape(shape) => pages.shape = shape,
                Item::Questions(questions) => pages.questions.extend(questions.into_owned()),
                Item::Groups(groups) => pages.groups = groups.into_owned(),
                Item::Words(words) => pages.words.extend(words.into_owned()),
                Item::Page(route, known) => {
                    pages.known.insert(route.into_owned(), known.into_owned());
                }
            }
        }
        pages
    }

    /// A cache that cannot be written is one that the next build does not have.
    pub(super) fn save(&self, path: &Path, mark: Digest) {
        let mut items = vec![Item::Shape(self.shape), Item::Groups(self.groups.as_slice().into())];
        items.extend(self.questions.chunks(BATCH).map(|questions| Item::Questions(questions.into())));
        items.extend(self.words.chunks(BATCH).map(|words| Item::Words(words.into())));
        let mut known: Vec<(&String, &Known)> = self.known.iter().collect();
        known.par_sort_unstable_by_key(|(route, _)| *route);
        items.extend(known.into_iter().map(|(route, known)| Item::Page(route.into(), Cow::Borrowed(known))));
        let _ = store::save(path, mark, &items);
    }

    /// Whether nothing is known, or a template has changed that many pages may be drawn with. `mark` gives the number for
    /// a template and all it draws on.
    pub(in crate::build) fn is_anew(&self, mark: impl Fn(&str) -> Option<u64>) -> bool {
        let is_other = |(name, known): &(String, u64)| !name.is_empty() && mark(name) != Some(*known);
        self.known.is_empty() || self.known.values().any(|known| is_other(&known.template))
    }

    pub(in crate::build) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}
