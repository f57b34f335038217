//! Maps and sets by hash.

use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};

/// A map by hash. Its hasher is made for short text; it has no secret, since nothing is refused or delayed by what files
/// are named.
pub type Map<K, V> = HashMap<K, V, FixedState>;

/// A set by hash, like [`Map`].
pub type Set<K> = HashSet<K, FixedState>;
