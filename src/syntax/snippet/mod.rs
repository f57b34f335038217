//! Code snippets: what a directive says, and what it selects from a file (DocFX behaviour, sections 1.5 and 1.7).
//!
//! [`parse_code_link`] reads `[!code-LANG[name](path?query#fragment "title")]`, [`CodeBlock`] the attributes of
//! `:::code`. Both give a [`Selector`], which [`extract`] applies to the text of the file.

mod block;
mod extract;
mod language;
mod link;
mod notebook;
mod region;
mod selector;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

pub use block::{CodeBlock, CodeBlockError};
pub use extract::{Snippet, SnippetError, extract};
pub use language::{is_known_language, language_of_extension};
pub use link::{CodeLink, parse_code_link};
pub use notebook::extract_cell;
pub use selector::{LineRange, ProblemKind, Selector, SelectorProblem};
