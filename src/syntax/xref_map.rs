//! Xref maps (DocFX, xrefmap files): what other sites declare.

use super::yaml::{self, Limits, Node};
use serde::Deserialize;

/// An entry of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The uid.
    pub uid: String,
    /// The address; absolute if the map has a base address.
    pub href: String,
    /// The name; the uid if the map has none.
    pub name: String,
    /// The full name.
    pub full_name: Option<String>,
}

#[derive(Deserialize)]
struct JsonMap {
    #[serde(default, rename = "baseUrl")]
    base_url: Option<String>,
    #[serde(default, rename = "hrefUpdated")]
    href_updated: bool,
    #[serde(default)]
    references: Vec<JsonEntry>,
}

#[derive(Deserialize)]
struct JsonEntry {
    uid: String,
    #[serde(default)]
    href: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "fullName")]
    full_name: Option<String>,
}

/// Reads a map in JSON or YAML. Entries without a uid or an address are left out. Fails if the text is neither, with
/// a sentence that says why.
pub fn read(text: &str) -> Result<Vec<Entry>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let map = if text.trim_start().starts_with('{') {
        serde_json::from_str::<JsonMap>(text).map_err(|error| error.to_string())?
    } else {
        read_yaml(text)?
    };
    let base = if map.href_updated { None } else { map.base_url };
    let entries = map.references.into_iter().filter(|entry| !entry.uid.is_empty() && !entry.href.is_empty());
    Ok(entries
        .map(|entry| Entry {
            href: absolute(base.as_deref(), &entry.href),
            name: entry.name.clone().unwrap_or_else(|| entry.uid.clone()),
            full_name: entry.full_name,
            uid: entry.uid,
        })
        .collect())
}

fn read_yaml(text: &str) -> Result<JsonMap, String> {
    let limits = Limits { max_bytes: 512 * 1024 * 1024, max_nodes: 50_000_000, ..Limits::document() };
    let (node, problems) = yaml::parse(text, &limits);
    if let Some(problem) = problems.first()
        && node.get("references").is_none()
    {
        return Err(problem.message.clone());
    }
    let Some(references) = node.get("references").and_then(Node::as_list) else {
        return Err("it has no `references`".to_owned());
    };
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    Ok(JsonMap {
        base_url: text(&node, "baseUrl"),
        href_updated: node.get("hrefUpdated").and_then(Node::as_bool).unwrap_or(false),
        references: references
            .iter()
            .map(|entry| JsonEntry {
                uid: text(entry, "uid").unwrap_or_default(),
                href: text(entry, "href").unwrap_or_default(),
                name: text(entry, "name"),
                full_name: text(entry, "fullName"),
            })
            .collect(),
    })
}

/// An address of a map made absolute with the map's base address.
fn absolute(base: Option<&str>, href: &str) -> String {
    match base {
        Some(base) if !super::href::has_scheme(href) => {
            format!("{}/{}", base.trim_end_matches('/'), href.trim_start_matches('/'))
        }
        _ => href.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_alike() {
        let yaml = "### YamlMime:XRefMap\nbaseUrl: https://x.org/docs/\nreferences:\n- uid: a.b\n  name: B\n  href: api/b.html\n";
        let json = r#"{"baseUrl":"https://x.org/docs/","references":[{"uid":"a.b","name":"B","href":"api/b.html"}]}"#;
        assert_eq!(read(yaml), read(json));
        assert_eq!(read(json).map(|e| e[0].href.clone()), Ok("https://x.org/docs/api/b.html".to_owned()));
        assert!(read("just text").is_err());
    }
}
