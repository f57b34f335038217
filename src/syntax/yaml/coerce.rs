//! What callers read out of a value: JSON for templates, booleans, integers, lists of words.

use std::ops::Range;

use serde_json::Value as Json;

use super::{Node, Scalar, Value};

/// A piece of text of a value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text without surrounding blanks.
    pub text: &'a str,
    /// Its byte range in the source; the range of the whole value where escapes or folded lines prevent more.
    pub span: Range<usize>,
}

impl Node {
    /// The value for templates: YAML 1.2 core schema (section 10.3.2), except that a number whose JSON form
    /// would read differently (`12.0`, `007`, `1e3`) stays text, and so do `no`, `yes` and dates.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Scalar(scalar) => scalar_to_json(scalar),
            Value::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Map(map) => {
                Json::Object(map.entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect())
            }
        }
    }

    /// The value as yes or no, in the words that people use for it; letter case does not matter.
    pub fn as_bool(&self) -> Option<bool> {
        let text = self.as_str()?.trim();
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        match () {
            () if is(&["true", "yes", "on", "y", "1"]) => Some(true),
            () if is(&["false", "no", "off", "n", "0"]) => Some(false),
            () => None,
        }
    }

    /// The value as an integer in decimal digits with an optional sign.
    pub fn as_int(&self) -> Option<i64> {
        self.as_str()?.trim().parse().ok()
    }

    /// The words of a value: a scalar is split at its commas, a list gives each of its scalars whole. Blank
    /// words, nulls and nested collections are left out.
    pub fn strings(&self) -> Vec<Text<'_>> {
        match &self.value {
            Value::Scalar(scalar) if !self.is_null() => self.comma_list(&scalar.text),
            Value::List(items) => items.iter().filter_map(Node::trimmed).collect(),
            _ => Vec::new(),
        }
    }

    /// The text of a scalar without surrounding blanks; none if that leaves nothing.
    pub fn trimmed(&self) -> Option<Text<'_>> {
        let whole = self.as_str().filter(|_| !self.is_null())?;
        let text = whole.trim();
        let start = whole.len() - whole.trim_start().len();
        (!text.is_empty()).then(|| Text { text, span: self.part(start..start + text.len()) })
    }

    fn comma_list<'a>(&self, whole: &'a str) -> Vec<Text<'a>> {
        let mut words = Vec::new();
        let mut at = 0;
        for piece in whole.split(',') {
            let text = piece.trim();
            let start = at + piece.len() - piece.trim_start().len();
            if !text.is_empty() {
                words.push(Text { text, span: self.part(start..start + text.len()) });
            }
            at += piece.len() + 1;
        }
        words
    }

    /// Where a part of the text stands in the source: the whole value where nothing finer is known.
    fn part(&self, part: Range<usize>) -> Range<usize> {
        match &self.value {
            Value::Scalar(scalar) if scalar.verbatim => {
                let start = self.span.start + (self.span.len().saturating_sub(scalar.text.len())) / 2;
                start + part.start..start + part.end
            }
            _ => self.span.clone(),
        }
    }
}

fn scalar_to_json(scalar: &Scalar) -> Json {
    let text = &*scalar.text;
    if !scalar.plain {
        return Json::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => number(text).unwrap_or_else(|| Json::String(text.to_owned())),
    }
}

/// The number that a text is, if writing the number gives the text again.
fn number(text: &str) -> Option<Json> {
    if let Ok(integer) = text.parse::<i64>() {
        return (integer.to_string() == text).then(|| Json::from(integer));
    }
    let decimal = text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let number = decimal.then(|| text.parse::<f64>().ok()).flatten()?;
    (number.is_finite() && number.to_string() == text).then(|| Json::from(number))
}
