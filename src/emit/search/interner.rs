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

    /// Starts with words that have their numbers already: their places.
    pub(super) fn with_words(words: &[String]) -> Interner {
        let interner = Interner::new();
        for word in words {
            interner.number_of(word.as_str().into());
        }
        interner
    }

    /// Every word by its number: language and word with a line break between them.
    pub(super) fn to_list(&self) -> Vec<String> {
        let mut words = vec![String::new(); self.next.load(Ordering::Relaxed) as usize];
        for part in &self.parts {
            // Each word goes to a place of its own, so the order of the walk does not matter.
            #[allow(clippy::iter_over_hash_type)]
            for (word, number) in part.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                if let Some(slot) = words.get_mut(*number as usize) {
                    word.as_ref().clone_into(slot);
                }
            }
        }
        words
    }

    /// The number of a word. Which it is depends on the threads: nothing that is written may.
    pub(super) fn number(&self, language: &str, word: &str) -> u32 {
        self.number_of(format!("{language}\n{word}").into())
    }

    fn number_of(&self, key: Key) -> u32 {
        let hash = key.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let Some(part) = self.parts.get(hash % PARTS) else { return 0 };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = part.get(&key) {
            return *number;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        part.insert(key, number);
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
