//! The data of a navigation tree: one file a tree, fetched when a reader opens it.

use crate::config::Config;
use crate::model::NavNode;
use crate::syntax::href;
use serde_json::{Map, Value, json};

/// The tree as JSON: `t` title, `u` address relative to the folder of the file at `route`, `a` where the page applies
/// (for each facet that says so the keys of its values), `m` the keys of those values that are marked, `c` children.
pub fn nav_data(route: &str, nodes: &[NavNode], config: &Config) -> String {
    let items: Vec<Value> = nodes.iter().map(|node| item(route, node, config)).collect();
    let mut text = json!({ "items": items }).to_string();
    text.push('\n');
    text
}

fn item(route: &str, node: &NavNode, config: &Config) -> Value {
    let mut map = Map::new();
    map.insert("t".to_owned(), Value::from(node.title.as_str()));
    let address = node.external.clone().or_else(|| node.route.as_ref().map(|to| href::relative_route(route, to)));
    if let Some(address) = address {
        map.insert("u".to_owned(), Value::from(address));
    }
    if !node.applies.is_empty() {
        let key = |facet: usize, value: &str| config.marks.mark(facet, value, value).key;
        let of_slot = |slot: &usize| {
            let values = node.applies.iter().filter(|(facet, _)| facet == slot);
            values.map(|(facet, value)| key(*facet, value)).collect::<Vec<_>>().join(" ")
        };
        map.insert("a".to_owned(), config.marks.slots().iter().map(of_slot).collect());
        let marked = config.marks.narrowing(&config.facets, &node.applies);
        if !marked.is_empty() {
            map.insert("m".to_owned(), marked.into_iter().map(|(facet, value)| key(facet, value)).collect());
        }
    }
    if !node.children.is_empty() {
        map.insert("c".to_owned(), node.children.iter().map(|child| item(route, child, config)).collect());
    }
    Value::Object(map)
}
