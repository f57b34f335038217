//! The `:::code` form: attributes that are already split into names and values.

use super::extract::{Snippet, SnippetError, extract};
use super::language::language_of_extension;
use super::link::extension;
use super::selector::{ProblemKind, Selector, SelectorProblem, read_highlight, read_ranges};
use std::fmt;

/// A `:::code` block as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// The path of the file.
    pub source: String,
    /// The language written, or the one its extension stands for. Nothing when neither is known; DocFX reports that
    /// as an error and prints the block with an empty language.
    pub language: Option<String>,
    /// The value of `interactive`, such as `try-dotnet`.
    pub interactive: Option<String>,
    /// What is asked for: `id`, then `range`.
    pub selector: Selector,
    /// Values of `range` and `highlight` that could not be read.
    pub problems: Vec<SelectorProblem>,
}

/// Why attributes do not make a `:::code` block; it then stays text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeBlockError {
    /// There is no attribute of this name.
    UnknownAttribute(String),
    /// `source` is missing or empty.
    SourceMissing,
}

impl fmt::Display for CodeBlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodeBlockError::UnknownAttribute(name) => write!(f, "`:::code` has no attribute `{name}`"),
            CodeBlockError::SourceMissing => write!(f, "`:::code` needs a `source`"),
        }
    }
}

impl std::error::Error for CodeBlockError {}

impl CodeBlock {
    /// Reads the attributes. Fails on an unknown one and on a missing source.
    pub fn from_attributes<'a>(
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<CodeBlock, CodeBlockError> {
        let mut block = CodeBlock {
            source: String::new(),
            language: None,
            interactive: None,
            selector: Selector::default(),
            problems: Vec::new(),
        };
        for (name, value) in attributes {
            let text = Some(value.to_owned()).filter(|text| !text.is_empty());
            match name {
                "source" => block.source = value.to_owned(),
                "language" => block.language = text,
                "interactive" => block.interactive = text,
                "id" => block.selector.tag = text,
                "range" if text.is_some() => {
                    block.selector.ranges = read_ranges(value);
                    block.check(block.selector.ranges.is_some(), value);
                }
                "highlight" if text.is_some() => {
                    block.selector.highlight = read_highlight(value);
                    block.check(block.selector.highlight.is_some(), value);
                }
                "range" | "highlight" => {}
                other => return Err(CodeBlockError::UnknownAttribute(other.to_owned())),
            }
        }
        if block.source.is_empty() {
            return Err(CodeBlockError::SourceMissing);
        }
        if block.language.is_none() {
            block.language = language_of_extension(extension(&block.source)).map(str::to_owned);
        }
        Ok(block)
    }

    fn check(&mut self, readable: bool, value: &str) {
        if !readable {
            let span = 0..value.len();
            self.problems.push(SelectorProblem { kind: ProblemKind::MalformedValue, text: value.to_owned(), span });
        }
    }

    /// Selects from the text of the file that the source names. Unlike in a link, the extension of the file and not
    /// the written language says how regions are marked, and blank lines at the end are dropped. Fails as [`extract`].
    pub fn extract(&self, text: &str) -> Result<Snippet, SnippetError> {
        let mut snippet = extract(text, extension(&self.source), &self.selector)?;
        snippet.text.truncate(snippet.text.trim_end().len());
        if !snippet.text.is_empty() {
            snippet.text.push('\n');
        }
        Ok(snippet)
    }
}
