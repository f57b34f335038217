//! The tree itself and the questions that need no interpretation of values.

use std::ops::Range;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The byte range in the source of the value as written: with its quotes, without a trailing comment. An
    /// empty value has an empty range after its colon; a block scalar has the range of its lines.
    pub span: Range<usize>,
}

/// The three shapes of a YAML value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, number, date, boolean or nothing: one piece of text.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// One piece of text. Nothing at all (`key:`) is a plain scalar without text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// A plain scalar as written (lines folded); the content of a quoted or block scalar without its escapes.
    pub text: String,
    /// Whether it was written without quotes, so that it may stand for a number, a boolean or nothing.
    pub plain: bool,
    /// Whether the source has the text letter by letter, so that parts of it have places of their own; not so
    /// with escapes and with text over several lines.
    pub verbatim: bool,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map {
    /// The entries in written order. Keys are unique: of several entries with one key the last is kept.
    pub entries: Vec<Entry>,
    /// Whether it was written in braces.
    pub flow: bool,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key without quotes.
    pub key: String,
    /// The byte range of the key as written.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Map {
    /// The value of a key, letter case included.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}

impl Node {
    /// A mapping without entries at byte `at`.
    pub fn empty_map(at: usize) -> Node {
        Node { value: Value::Map(Map::default()), span: at..at }
    }

    pub(super) fn plain(text: impl Into<String>, span: Range<usize>) -> Node {
        Node { value: Value::Scalar(Scalar { text: text.into(), plain: true, verbatim: true }), span }
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The mapping.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        self.as_map().map_or(&[], |map| &map.entries)
    }

    /// The value of a key of a mapping, letter case included.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The value of a key of a mapping, whatever its letter case (ASCII letters); an exact match goes first.
    pub fn get_ci(&self, key: &str) -> Option<&Node> {
        self.get(key).or_else(|| {
            let found = self.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(key));
            found.map(|entry| &entry.value)
        })
    }

    /// Whether the value is YAML's null: nothing, `~` or a plain `null` (YAML 1.2 section 10.3.2).
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.plain && matches!(&*scalar.text, "" | "~" | "null" | "Null" | "NULL"),
            _ => false,
        }
    }

    /// Whether the value says nothing: null, blank text, a list or mapping without content.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => self.is_null() || scalar.text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.entries.is_empty(),
        }
    }

    /// Whether the value is a template's placeholder in single braces, such as `{github-id}`: YAML reads it as
    /// a mapping whose keys have no values.
    pub fn is_placeholder(&self) -> bool {
        self.as_map()
            .is_some_and(|map| map.flow && !map.entries.is_empty() && map.entries.iter().all(|e| e.value.is_null()))
    }
}
