//! Numbers for words while pages are drawn in parallel, so that a word that occurs on every page is held once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many locks share the words.
const PARTS: usize = 64;

/// The words so far.
pub(super) struct Interner {
    parts: Vec<Mutex<HashMap<Key, u32>>>,
    next: AtomicU32,
}

/// Language and word, with a line break between them.
type Key = Box<str>;

impl Interner {
    pub(super) fn new() -> Interner {
        Interner { parts: (0..PARTS).map(|_| Mutex::default()).collect(), next: AtomicU32::new(0) }
    }

    /// The number of a word. Which it is depends on the threads: nothing that is written may.
    pub(super) fn number(&self, language: &str, word: &str) -> u32 {
        let key = format!("{language}\n{word}");
        let hash = key.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let Some(part) = self.parts.get(hash % PARTS) else { return 0 };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = part.get(key.as_str()) {
            return *number;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        part.insert(key.into(), number);
        number
    }

    /// Every word: language, word, number; in the order of words and languages.
    pub(super) fn into_words(self) -> Vec<(String, String, u32)> {
        let mut words: Vec<(String, String, u32)> = self
            .parts
            .into_iter()
            .flat_map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner))
            .filter_map(|(key, number)| {
                let (language, word) = key.split_once('\n')?;
                Some((language.to_owned(), word.to_owned(), number))
            })
            .collect();
        words.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        words
    }
}
