//! Numbers for words while pages are drawn in parallel, so that a word that occurs on every page is held once.

use super::words;
use crate::base::Map;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many locks share the words.
const PARTS: usize = 64;

/// The words so far.
pub(super) struct Interner {
    parts: Vec<Mutex<Map<Box<str>, u32>>>,
    next: AtomicU32,
}

impl Interner {
    /// Starts with words that have their numbers already: their places.
    pub(super) fn with_words(words: &[String]) -> Interner {
        let interner = Interner { parts: (0..PARTS).map(|_| Mutex::default()).collect(), next: AtomicU32::new(0) };
        for word in words {
            interner.number_of(word);
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

    /// The number of a word with its language before it, a line break between them. Which it is depends on the threads:
    /// nothing that is written may.
    fn number_of(&self, key: &str) -> u32 {
        let hash = key.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let Some(part) = self.parts.get(hash % PARTS) else { return 0 };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = part.get(key) {
            return *number;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        part.insert(key.into(), number);
        number
    }
}

/// Set in the number of a word that does not count in a text: a key, a hash or an address, which nobody searches for.
pub(super) const NOISE: u32 = 1 << 31;

/// How many words of texts a memo holds before it starts anew.
const MOST_KNOWN: usize = 40_000;

/// What one thread knows of words as they stand in texts, so that each is taken apart once and not at every place. It
/// is a memo only: without it the same comes out.
#[derive(Default)]
pub(super) struct Memo {
    /// By language.
    known: BTreeMap<String, Map<Box<str>, Box<[u32]>>>,
}

impl Memo {
    /// What is known of the words of a language.
    pub(super) fn of<'m>(&'m mut self, words: &'m Interner, language: &'m str) -> Known<'m> {
        let known = self.known.entry(language.to_owned()).or_default();
        if known.len() > MOST_KNOWN {
            known.clear();
        }
        Known { words, language, known, key: String::new() }
    }
}

/// The words of one language, with their numbers.
pub(super) struct Known<'m> {
    words: &'m Interner,
    language: &'m str,
    known: &'m mut Map<Box<str>, Box<[u32]>>,
    key: String,
}

impl Known<'_> {
    /// The number of a word in lower case.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        self.key.clear();
        self.key.push_str(self.language);
        self.key.push('\n');
        self.key.push_str(word);
        self.words.number_of(&self.key)
    }

    /// The numbers of a word as it stands in a text: of the whole, then of its parts.
    pub(super) fn numbers(&mut self, raw: &str) -> &[u32] {
        if !self.known.contains_key(raw) {
            let mut numbers = Vec::new();
            words::identifier(raw, |word| {
                let noise = if words::is_noise(word) { NOISE } else { 0 };
                numbers.push(self.number(word) | noise);
            });
            self.known.insert(raw.into(), numbers.into());
        }
        self.known.get(raw).map_or(&[], AsRef::as_ref)
    }
}
