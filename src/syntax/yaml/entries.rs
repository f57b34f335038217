//! What happens to the entries of mappings: merge keys, equal keys, and the cost of copying values.

use std::collections::{HashMap, HashSet};

use super::{Entry, MAX_PROBLEMS, Node, Problem, ProblemKind, Value};

/// What a copy of a value costs, and how deep it goes. Long texts weigh more, since many copies of one long
/// text would fill the memory just as many values do. The depth of the tree bounds the recursion.
pub(super) fn measure(node: &Node) -> (usize, usize) {
    match &node.value {
        Value::Scalar(scalar) => (1 + scalar.text.len() / 32, 0),
        Value::List(items) => items.iter().map(measure).fold((1, 1), deepest),
        Value::Map(map) => {
            let children = map.entries.iter().map(|entry| {
                let (cost, depth) = measure(&entry.value);
                (cost + 1 + entry.key.len() / 32, depth)
            });
            children.fold((1, 1), deepest)
        }
    }
}

fn deepest((cost, depth): (usize, usize), child: (usize, usize)) -> (usize, usize) {
    (cost + child.0, depth.max(child.1 + 1))
}

/// Applies merge keys (`<<`): the entries of the mappings they name, unless the mapping itself has the key.
/// Of several merged mappings the first one goes first (the merge key language-independent type of YAML 1.1).
pub(super) fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    let is_merge = |entry: &Entry| entry.key == "<<" && !matches!(entry.value.value, Value::Scalar(_));
    if !entries.iter().any(is_merge) {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_merge);
    let mut taken: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    for source in merges {
        let maps = match source.value.value {
            Value::List(items) => items,
            value => vec![Node { value, span: source.value.span }],
        };
        for entry in maps.into_iter().flat_map(|node| match node.value {
            Value::Map(map) => map.entries,
            _ => Vec::new(),
        }) {
            if taken.insert(entry.key.clone()) {
                own.push(entry);
            }
        }
    }
    own
}

/// Keeps the last entry of each key and reports the later ones of each pair.
pub(super) fn unique(entries: Vec<Entry>) -> (Vec<Entry>, Vec<Problem>) {
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::with_capacity(entries.len());
    let mut dropped = vec![false; entries.len()];
    let mut problems = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let (first, last) = *seen.entry(&entry.key).or_insert((i, i));
        if last == i {
            continue;
        }
        dropped[last] = true;
        seen.insert(&entry.key, (first, i));
        if problems.len() < MAX_PROBLEMS {
            let kind = ProblemKind::DuplicateKey { first: entries[first].key_span.clone() };
            let message = format!("the key `{}` stands twice; the last one counts, so delete the other", entry.key);
            problems.push(Problem::new(kind, message, entry.key_span.clone()));
        }
    }
    drop(seen);
    if problems.is_empty() {
        return (entries, problems);
    }
    let kept = entries.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(entry, _)| entry);
    (kept.collect(), problems)
}
