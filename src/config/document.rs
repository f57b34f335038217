//! A configuration file as a tree with places, and the questions that a reader of keys asks it.

use crate::base::{Code, Diagnostic, LineIndex, Severity, SitePath, Span, codes};
use crate::syntax::glob::{Glob, GlobOptions};
use crate::syntax::yaml::{self, Limits, Node, ProblemKind, Text, Value};
use std::ops::Range;

/// The file cannot be used at all; diagnostics say why.
#[derive(Debug)]
pub(super) struct Unreadable;

/// A file of the configuration and what was found wrong in it.
pub(super) struct Document {
    /// Where it lies, relative to the site.
    pub(super) file: SitePath,
    /// Its problems so far.
    pub(super) problems: Vec<Diagnostic>,
    text: String,
    lines: LineIndex,
}

/// A pattern as written together with its compiled form.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) text: String,
    pub(super) glob: Glob,
}

impl Document {
    /// Parses the text of a file whose top level has to be a mapping.
    pub(super) fn parse(path: &str, text: String) -> (Document, Result<Node, Unreadable>) {
        let lines = LineIndex::new(&text);
        let mut document = Document { file: SitePath::new(path), problems: Vec::new(), text, lines };
        let json = path.to_ascii_lowercase().ends_with(".json");
        let source = if json { blank_comments(&document.text) } else { document.text.clone() };
        let (node, problems) = yaml::parse(&source, &Limits::document());
        let mut usable = true;
        for problem in problems {
            let fatal = matches!(problem.kind, ProblemKind::Syntax | ProblemKind::TooLarge | ProblemKind::TooDeep);
            usable &= !fatal;
            let severity = if fatal { Severity::Error } else { Severity::Warning };
            document.report(&codes::CONFIG_INVALID, severity, &problem.range, problem.message, None);
        }
        if usable && node.as_map().is_none() && !node.is_null() {
            usable = false;
            let help = if json { "start the file with `{` and end it with `}`" } else { "write `key: value` lines" };
            document.error(&(node.span.start..node.span.start), "a configuration is a mapping of keys to values", help);
        }
        let node = if node.is_null() { Node::empty_map(0) } else { node };
        (document, if usable { Ok(node) } else { Err(Unreadable) })
    }

    /// The problem of a file that is there and no text.
    pub(super) fn unreadable(path: &str) -> Diagnostic {
        Diagnostic::new(&codes::CONFIG_INVALID, format!("`{path}` cannot be read as text"))
            .in_file(&SitePath::new(path))
            .help("save it as UTF-8 and let it be readable")
    }

    /// Bytes of the text as lines and columns.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.lines.span(&self.text, range.clone())
    }

    fn report(
        &mut self,
        code: &'static Code,
        severity: Severity,
        range: &Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let span = self.span(range);
        let mut diagnostic = Diagnostic::new(code, message).at(&self.file, span);
        diagnostic.severity = severity;
        diagnostic.help = help;
        self.problems.push(diagnostic);
    }

    /// A value that cannot be what it is; the default is taken instead.
    pub(super) fn error(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.report(&codes::CONFIG_INVALID, Severity::Error, range, message, Some(help.into()));
    }

    /// Something that is not understood and passed over.
    pub(super) fn warning(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.report(&codes::CONFIG_INVALID, Severity::Warning, range, message, Some(help.into()));
    }

    /// Something of DocFX that is left out on purpose.
    pub(super) fn unsupported(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.report(&codes::CONFIG_UNSUPPORTED, Severity::Info, range, message, Some(help.into()));
    }

    /// Reports a value of the wrong shape: `what` says what is needed, such as `text` or `a list of patterns`.
    pub(super) fn wrong(&mut self, node: &Node, key: &str, what: &str) {
        let found = match &node.value {
            Value::Scalar(_) => "one value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        };
        let range = if matches!(node.value, Value::Scalar(_)) {
            node.span.clone()
        } else {
            node.span.start..node.span.start + 1
        };
        self.error(&range, format!("`{key}` is {what}, not {found}"), format!("write {what} here, or delete the key"));
    }

    /// The text of a key; nothing if the key is absent or empty.
    pub(super) fn text<'a>(&mut self, map: &'a Node, key: &str) -> Option<Text<'a>> {
        let node = map.get_ci(key).filter(|node| !node.is_null())?;
        if node.as_str().is_none() {
            self.wrong(node, key, "text");
        }
        node.trimmed()
    }

    /// The text of a key, owned and without its place.
    pub(super) fn string(&mut self, map: &Node, key: &str) -> Option<String> {
        self.text(map, key).map(|text| text.text.to_owned())
    }

    /// The yes or no of a key.
    pub(super) fn flag(&mut self, map: &Node, key: &str) -> Option<bool> {
        let node = map.get_ci(key).filter(|node| !node.is_null())?;
        let flag = node.as_bool();
        if flag.is_none() {
            let written = node.as_str().unwrap_or("this");
            self.error(&node.span, format!("`{key}` is true or false, not `{written}`"), "write `true` or `false`");
        }
        flag
    }

    /// The texts of a key that holds one text or a list of them. Commas do not separate: patterns have them.
    pub(super) fn texts<'a>(&mut self, map: &'a Node, key: &str) -> Vec<Text<'a>> {
        map.get_ci(key).map_or_else(Vec::new, |node| self.texts_of(node, key))
    }

    /// The texts of a value that is one text or a list of them.
    pub(super) fn texts_of<'a>(&mut self, node: &'a Node, key: &str) -> Vec<Text<'a>> {
        match &node.value {
            Value::Scalar(_) => node.trimmed().into_iter().collect(),
            Value::List(items) => {
                for item in items.iter().filter(|item| item.as_str().is_none()) {
                    self.wrong(item, key, "a list of texts");
                }
                items.iter().filter_map(Node::trimmed).collect()
            }
            Value::Map(_) => {
                self.wrong(node, key, "text or a list of texts");
                Vec::new()
            }
        }
    }

    /// The mapping of a key.
    pub(super) fn map<'a>(&mut self, map: &'a Node, key: &str) -> Option<&'a Node> {
        let node = map.get_ci(key).filter(|node| !node.is_null())?;
        if node.as_map().is_none() {
            self.wrong(node, key, "a mapping");
            return None;
        }
        Some(node)
    }

    /// The mappings of a key that holds a list of them; one mapping counts as a list of one.
    pub(super) fn maps<'a>(&mut self, map: &'a Node, key: &str) -> Vec<&'a Node> {
        let Some(node) = map.get_ci(key).filter(|node| !node.is_null()) else { return Vec::new() };
        match &node.value {
            Value::Map(_) => vec![node],
            Value::List(items) => {
                for item in items.iter().filter(|item| item.as_map().is_none()) {
                    self.wrong(item, &format!("{key}[]"), "a mapping");
                }
                items.iter().filter(|item| item.as_map().is_some()).collect()
            }
            Value::Scalar(_) => {
                self.wrong(node, key, "a list of mappings");
                Vec::new()
            }
        }
    }

    /// Compiles patterns; those that cannot be are reported and left out.
    pub(super) fn patterns(&mut self, texts: &[Text<'_>], options: GlobOptions) -> Vec<Pattern> {
        texts.iter().filter_map(|text| self.pattern(text.text, &text.span, options)).collect()
    }

    /// Compiles one pattern that stands at `range`.
    pub(super) fn pattern(&mut self, text: &str, range: &Range<usize>, options: GlobOptions) -> Option<Pattern> {
        let text = text.strip_prefix("./").unwrap_or(text);
        match Glob::new(text, options) {
            Ok(glob) if glob.is_empty() => {
                self.warning(
                    range,
                    format!("the braces of `{text}` do not balance, so that it matches no file"),
                    "close every `{` with `}` and separate alternatives with commas, as in `**/*.{md,yml}`",
                );
                None
            }
            Ok(glob) => Some(Pattern { text: text.to_owned(), glob }),
            Err(error) => {
                self.error(range, error.to_string(), "write a simpler pattern, or several");
                None
            }
        }
    }
}

/// Puts blanks in place of `//` and `/* */` comments and tabs outside strings: JSON with comments, which DocFX
/// accepts, becomes YAML. Every other character keeps its place.
fn blank_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some(c) = rest.chars().next() {
        let length = match () {
            () if quoted && c == '\\' => c.len_utf8() + rest[1..].chars().next().map_or(0, char::len_utf8),
            () if !quoted && rest.starts_with("//") => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            () if !quoted && rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            () => c.len_utf8(),
        };
        let piece = &rest[..length];
        if !quoted && (c == '\t' || (c == '/' && length > 1)) {
            out.extend(piece.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
        } else {
            quoted ^= c == '"';
            out.push_str(piece);
        }
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks_of_the_same_length() {
        let text = "{ \"a//b\": \"c\\\"//\", // æ\n\t/* x\n*/ \"d\": 1 }";
        let blank = blank_comments(text);
        assert_eq!(blank.len(), text.len());
        assert_eq!(blank, "{ \"a//b\": \"c\\\"//\",      \n     \n   \"d\": 1 }");
    }

    #[test]
    fn a_broken_file_says_where() {
        let (document, node) = Document::parse("docfx.json", "{\n  \"build\": [\n}\n".into());
        assert!(node.is_err());
        let place = document.problems[0].place.clone().and_then(|place| place.span).map(|span| span.start.line);
        assert!(place.is_some_and(|line| line >= 2), "{:?}", document.problems);
    }

    #[test]
    fn the_top_must_be_a_mapping() {
        let (document, node) = Document::parse("skilt.yml", "- a\n".into());
        assert!(node.is_err());
        assert_eq!(document.problems[0].message, "a configuration is a mapping of keys to values");
        assert!(Document::parse("skilt.yml", "# nothing yet\n".into()).1.is_ok());
    }
}
