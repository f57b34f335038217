//! Floor 3: page kinds. One file each and one row in [`KINDS`].
//!
//! A kind says which files are its own, what such a file says ([`Outline`]) and what its page shows ([`View`]). It
//! describes; `render` draws; `index` answers.

mod article;
mod landing;
mod listing;
mod markdown;
mod metadata;
mod not_links;
mod reference;
mod rest;
mod silence;
mod toc;

pub use listing::{error_page, facet_view, home_view, redirect_view, search_view, tree_view};

use crate::base::{Code, Diagnostic, LineIndex, SitePath, Span};
use crate::config::{Config, Root};
use crate::model::{Lookup, Outline, PageCard, Role, View};
use std::cell::OnceCell;
use std::ops::Range;

/// A kind of page.
pub struct Kind {
    /// Its name, in outlines and messages.
    pub name: &'static str,
    /// One line for the documentation: which files are of this kind.
    pub files: &'static str,
    /// Whether a file is of this kind: by its path and its text, without a byte order mark.
    pub claims: fn(&SitePath, &str) -> bool,
    /// What the file says.
    pub outline: fn(&mut Source<'_>) -> Outline,
    /// What its page shows; `None` if it has no page of its own.
    pub view: fn(&Source<'_>, &Outline, &dyn Lookup) -> Option<View>,
}

/// Every kind. The first that claims a file has it.
pub static KINDS: &[Kind] = &[toc::KIND, reference::KIND, landing::KIND, rest::KIND, article::KIND];

/// The kind of a file, if it is a page or table of contents at all.
pub fn of(file: &SitePath, text: &str) -> Option<&'static Kind> {
    let text = text.trim_start_matches('\u{feff}');
    KINDS.iter().find(|kind| (kind.claims)(file, text))
}

/// The first line of a text.
fn head(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

/// The kind with this name.
pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether a file is a table of contents, which its name alone decides.
pub fn is_contents(file: &SitePath) -> bool {
    of(file, "").is_some_and(|kind| kind.name == toc::KIND.name)
}

/// The template of a kind that also draws its pages where the site has none of the name that the page asks for:
/// landing pages ask for one named after their `YamlMime`.
pub fn fallback_template(kind: &Kind) -> Option<&'static str> {
    (kind.name == landing::KIND.name).then_some("landing.html")
}

/// Where a page applies, as attributes for the style sheet.
fn applies(config: &Config, card: &PageCard) -> String {
    let place = |name: &str| config.facets.iter().position(|known| known.name == name);
    let values = card.facets.iter().filter_map(|(facet, value, _, _)| Some((place(facet)?, value.as_str())));
    config.marks.attributes(values)
}

/// A file that is being read: its text, and where its problems go.
pub struct Source<'a> {
    /// The file.
    pub file: &'a SitePath,
    /// Its whole text.
    pub text: &'a str,
    /// What the file is to the site, if it is not a table of contents.
    pub role: Role,
    /// The configuration.
    pub config: &'a Config,
    /// The root it lies in.
    pub root: Option<&'a Root>,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    /// Made when the first place is asked for: pages that are drawn rarely ask.
    lines: OnceCell<LineIndex>,
}

impl<'a> Source<'a> {
    /// Makes a file ready to be read.
    pub fn new(file: &'a SitePath, text: &'a str, role: Role, config: &'a Config) -> Self {
        let root = config.root_of(file.as_str()).and_then(|at| config.roots.get(at));
        Source { file, text, role, config, root, problems: Vec::new(), lines: OnceCell::new() }
    }

    /// Bytes of the text as lines and columns.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.lines.get_or_init(|| LineIndex::new(self.text)).span(self.text, range)
    }

    /// Notes a problem at bytes of the text, with its way out.
    fn report(&mut self, code: &'static Code, range: Range<usize>, message: impl Into<String>, help: &str) {
        let mut diagnostic = Diagnostic::new(code, message).at(self.file, self.span(range));
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.problems.push(diagnostic);
    }
}
