//! Cells of Jupyter notebooks.

use super::extract::{Snippet, SnippetError};
use serde_json::Value;

/// Selects the source of the cell whose metadata has this name, wherever in the file its `cells` list stands. The
/// line of the snippet is 1, because a cell has no lines of its own in the file. Fails when the text is not JSON with
/// an object, and when not exactly one cell has the name.
pub fn extract_cell(text: &str, name: &str) -> Result<Snippet, SnippetError> {
    let not_notebook = |message: String| SnippetError::NotNotebook { message };
    let root: Value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
        .map_err(|error| not_notebook(error.to_string()))?;
    if !root.is_object() {
        return Err(not_notebook("the top of the file is not an object".to_owned()));
    }
    let mut cells = Vec::new();
    collect(&root, &mut cells);
    let named = cells.iter().filter_map(|cell| Some((cell.pointer("/metadata/name")?.as_str()?, cell.get("source"))));
    let mut found = named.clone().filter(|(other, _)| *other == name);
    match (found.next(), found.count()) {
        (None, _) => Err(SnippetError::TagMissing {
            tag: name.to_owned(),
            available: named.map(|(other, _)| other.to_owned()).collect(),
        }),
        (Some((_, source)), 0) => {
            Ok(Snippet { text: source.map(source_text).unwrap_or_default(), first_line: 1, highlight: None })
        }
        (Some(_), others) => Err(SnippetError::MultipleTags { tag: name.to_owned(), count: others + 1 }),
    }
}

/// The depth is bounded by the JSON reader, which refuses more than 128 levels.
fn collect<'a>(value: &'a Value, cells: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(list)) = map.get("cells") {
                cells.extend(list);
            }
            map.values().for_each(|inner| collect(inner, cells));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, cells)),
        _ => {}
    }
}

/// The source is a list of lines that keep their newlines, or one text.
fn source_text(source: &Value) -> String {
    let mut text = match source {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
