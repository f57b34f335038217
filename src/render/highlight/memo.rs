//! Lines seen before. Documentation repeats itself: of 66 MB of XML in one real repository, 15 % is distinct lines.
//!
//! An entry is found by (state before the line, text of the line) and holds the HTML and the state after it. States
//! are named by number (see `states`). Entries are compared in full, so a hash collision costs time and nothing else.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::states::{StateId, States};
use crate::base::hash_of;

/// Bytes of text and HTML (with an allowance for each entry) after which nothing more is remembered.
const MAX_BYTES: usize = 64 << 20;
/// What an entry costs beside its text: two boxes, a map slot, numbers.
const ENTRY_BYTES: usize = 96;
const SHARDS: usize = 64;

/// The state after a line; `None` if the grammar gave up on it.
pub(super) type Next = Option<StateId>;

/// A remembered line: the state before it, its text and HTML, the state after it.
pub(super) struct Entry {
    pub(super) before: StateId,
    pub(super) line: Box<str>,
    pub(super) html: Box<str>,
    pub(super) after: Next,
}

/// The digests are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type ByDigest<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// How well the memo worked. Only for showing: the numbers depend on which thread came first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoFigures {
    /// Lines answered from the memo.
    pub hits: u64,
    /// Lines that a grammar had to read.
    pub misses: u64,
    /// States kept.
    pub states: usize,
    /// Bytes accounted for.
    pub bytes: usize,
}

pub(super) struct Memo {
    pub(super) states: States,
    shards: Vec<Mutex<ByDigest<Entry>>>,
    bytes: AtomicUsize,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl Memo {
    pub(super) fn new() -> Self {
        Self {
            states: States::default(),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            bytes: AtomicUsize::new(0),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// Appends the HTML of a remembered line to `out` and gives the state after it.
    pub(super) fn find(&self, before: StateId, line: &str, out: &mut String) -> Option<Next> {
        let digest = digest(before, line);
        let found = self.shard(digest).and_then(|shard| {
            let entry = shard.get(&digest).filter(|entry| entry.before == before && *entry.line == *line)?;
            out.push_str(&entry.html);
            Some(entry.after)
        });
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Remembers a line, while there is room.
    pub(super) fn insert(&self, before: StateId, line: &str, html: &str, after: Next) {
        let size = line.len() + html.len() + ENTRY_BYTES;
        if self.bytes.load(Ordering::Relaxed) + size > MAX_BYTES {
            return;
        }
        let digest = digest(before, line);
        let Some(mut shard) = self.shard(digest) else { return };
        if let Slot::Vacant(slot) = shard.entry(digest) {
            slot.insert(Entry { before, line: line.into(), html: html.into(), after });
            self.bytes.fetch_add(size, Ordering::Relaxed);
        }
    }

    /// Every remembered line, in no order.
    pub(super) fn into_entries(self) -> impl Iterator<Item = Entry> {
        let shards = self.shards.into_iter();
        shards.flat_map(|shard| shard.into_inner().unwrap_or_else(PoisonError::into_inner).into_values())
    }

    pub(super) fn figures(&self) -> MemoFigures {
        MemoFigures {
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            states: self.states.len(),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }

    fn shard(&self, digest: u64) -> Option<MutexGuard<'_, ByDigest<Entry>>> {
        let shard = self.shards.get((digest >> 32) as usize % SHARDS)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn digest(before: StateId, line: &str) -> u64 {
    hash_of(&(before, line))
}
