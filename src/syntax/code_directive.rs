//! The two written forms of a code snippet as one.

use super::markdown;
use super::snippet::{CodeBlock, CodeLink, Snippet, SnippetError, parse_code_link};
use std::ops::Range;

/// A code snippet directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeDirective {
    /// `[!code-lang[name](path)]`.
    Link(CodeLink),
    /// `:::code source="path":::`.
    Block(CodeBlock),
}

impl CodeDirective {
    /// Reads the source of a directive, as [`markdown::Event::Snippet`] carries it; `None` if it is neither form.
    pub fn read(line: &str) -> Option<CodeDirective> {
        if line.starts_with(":::") {
            let inner = line.trim_matches(':').trim().strip_prefix("code")?;
            let attributes = markdown::attributes(inner)?;
            return CodeBlock::from_attributes(attributes).ok().map(CodeDirective::Block);
        }
        parse_code_link(line).map(CodeDirective::Link)
    }

    /// The path of the file, as written.
    pub fn path(&self) -> &str {
        match self {
            CodeDirective::Link(link) => &link.path,
            CodeDirective::Block(block) => &block.source,
        }
    }

    /// Where the path stands in the directive, in bytes.
    pub fn path_range(&self, line: &str) -> Range<usize> {
        match self {
            CodeDirective::Link(link) => link.path_span.clone(),
            CodeDirective::Block(block) => {
                let start = line.find(block.source.as_str()).unwrap_or(0);
                start..start + block.source.len()
            }
        }
    }

    /// Where the part stands that says which lines, for problems with it; the path if nothing says so.
    pub fn selector_range(&self, line: &str) -> Range<usize> {
        match self {
            CodeDirective::Link(link) if !link.selector_span.is_empty() => link.selector_span.clone(),
            _ => self.path_range(line),
        }
    }

    /// Selects from the text of the file. Fails where the tag or the lines are not there.
    pub fn extract(&self, text: &str) -> Result<Snippet, SnippetError> {
        match self {
            CodeDirective::Link(link) => link.extract(text),
            CodeDirective::Block(block) => block.extract(text),
        }
    }
}
