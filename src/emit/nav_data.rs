//! The data of a navigation tree: one file a tree, fetched when a reader opens it.

use crate::model::NavNode;
use crate::syntax::href;
use serde_json::{Map, Value, json};

/// The tree as JSON: `t` title, `u` address relative to the folder of the file at `route`, `c` children.
pub fn nav_data(route: &str, nodes: &[NavNode]) -> String {
    let items: Vec<Value> = nodes.iter().map(|node| item(route, node)).collect();
    let mut text = json!({ "items": items }).to_string();
    text.push('\n');
    text
}

fn item(route: &str, node: &NavNode) -> Value {
    let mut map = Map::new();
    map.insert("t".to_owned(), Value::from(node.title.as_str()));
    let address = node.external.clone().or_else(|| node.route.as_ref().map(|to| relative(route, to)));
    if let Some(address) = address {
        map.insert("u".to_owned(), Value::from(address));
    }
    if !node.children.is_empty() {
        map.insert("c".to_owned(), node.children.iter().map(|child| item(route, child)).collect());
    }
    Value::Object(map)
}

fn relative(from: &str, to: &str) -> String {
    match to.split_once('#') {
        Some((path, fragment)) => format!("{}#{}", href::relative(from, path), href::encode_fragment(fragment)),
        None => href::relative(from, to),
    }
}
