//! Maps and sets by hash.

use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};

/// A map by hash, for what is looked up most: paths, uids, words, questions. Its hasher is made for short text and has no
/// secret, so that keys that were chosen to collide slow down the build of those who chose them, and nothing else.
pub type Map<K, V> = HashMap<K, V, FixedState>;

/// A set by hash, like [`Map`].
pub type Set<K> = HashSet<K, FixedState>;
