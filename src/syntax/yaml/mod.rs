//! YAML and JSON as a tree that keeps what was written and where.
//!
//! Scalars stay text: `no`, `12.0` and `08.12.2015` are kept as they stand in the file, and the reader of a
//! key decides what they mean. Every key and value has its byte range, so a diagnostic can point at a value.
//! Reading never fails as a whole: each problem is reported at its place and the rest is kept.

mod coerce;
mod entries;
mod explain;
mod folded;
mod node;
mod printable;
mod tolerant;
mod tree;

use std::ops::Range;

pub use coerce::Text;
pub use folded::FoldedWords;
pub use node::{Entry, Map, Node, Scalar, Value};

/// What kind of problem a text has, for callers that choose a diagnostic code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text breaks the rules of YAML 1.2.
    Syntax,
    /// A key stands twice in one mapping; the last value counts.
    DuplicateKey {
        /// The byte range of the first key of that name.
        first: Range<usize>,
    },
    /// A control character that YAML does not allow; it is read as a blank and nothing else is lost.
    Unprintable,
    /// The text has more bytes or more values than [`Limits`] permit.
    TooLarge,
    /// Lists and mappings are nested deeper than [`Limits`] permit.
    TooDeep,
    /// An alias (`*name`) where none are permitted, or one that contains itself.
    Alias,
    /// A tag (`!name`) was dropped; its value is kept.
    Tag,
    /// A value is a placeholder in double braces, such as `{{name}}`; it is kept as written.
    Template,
    /// The front matter is something else than `key: value` lines.
    NotMapping,
    /// The front matter has no closing line.
    Unclosed,
}

/// Something wrong in a text, at the place where its author can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind.
    pub kind: ProblemKind,
    /// What is wrong and the way out, as one line without a place.
    pub message: String,
    /// The byte range in the source; it always lies on character boundaries and may be empty.
    pub range: Range<usize>,
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, message: impl Into<String>, range: Range<usize>) -> Self {
        Problem { kind, message: message.into(), range }
    }
}

/// How much a text may ask for. A text that wants more is refused quickly, whatever it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of source text.
    pub max_bytes: usize,
    /// The deepest nesting of lists and mappings; values above 256 count as 256.
    pub max_depth: usize,
    /// The most values, counting those that aliases copy.
    pub max_nodes: usize,
    /// Whether aliases (`*name`) and merge keys (`<<`) are resolved.
    pub aliases: bool,
}

impl Limits {
    /// For the head of a page: nobody writes large or clever front matter by hand.
    pub fn front_matter() -> Self {
        Limits { max_bytes: 256 * 1024, max_depth: 32, max_nodes: 20_000, aliases: false }
    }

    /// For whole files: tables of contents, landing pages, configurations.
    pub fn document() -> Self {
        Limits { max_bytes: 16 * 1024 * 1024, max_depth: 64, max_nodes: 5_000_000, aliases: true }
    }

    /// The depth that the recursion over a finished tree can rely on.
    fn depth(&self) -> usize {
        self.max_depth.min(256)
    }
}

/// More problems than anybody reads: after these the reader stops looking for further ones.
const MAX_PROBLEMS: usize = 64;

/// Reads the first YAML document of a text. JSON is read the same way, for it is nearly all of it YAML.
///
/// Never fails: what could be read is in the node (an empty mapping when that is nothing), and problems are
/// listed in the order of their places. Where the syntax is broken, each top-level entry is read alone, so
/// that a bad line loses only its own key.
pub fn parse(text: &str, limits: &Limits) -> (Node, Vec<Problem>) {
    if text.len() > limits.max_bytes {
        let message = format!(
            "this text has {} bytes, more than the {} that are read; split it up",
            text.len(),
            limits.max_bytes
        );
        return (Node::empty_map(0), vec![Problem::new(ProblemKind::TooLarge, message, 0..0)]);
    }
    let bom = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    parse_at(text.get(bom..).unwrap_or_default(), bom, limits)
}

/// Reads `text`, which stands at byte `base` of its source; all ranges are in the source.
pub(super) fn parse_at(text: &str, base: usize, limits: &Limits) -> (Node, Vec<Problem>) {
    let (text, mut problems) = printable::clean(text, base);
    let whole = tree::build(&text, base, limits, false);
    let too_large = whole.problems.iter().any(|problem| problem.kind == ProblemKind::TooLarge);
    let rescued = if whole.broken && !too_large { tolerant::read(&text, base, limits) } else { None };
    let (node, found) = match rescued {
        // Each entry alone may be sound although they do not fit together; then the parser's word stands.
        Some((node, found)) if found.is_empty() => (node, whole.problems),
        Some(rescued) => rescued,
        None => (whole.node.unwrap_or_else(|| Node::empty_map(base)), whole.problems),
    };
    problems.extend(found);
    problems.sort_by_key(|problem| problem.range.start);
    problems.truncate(MAX_PROBLEMS);
    (node, problems)
}

#[cfg(test)]
pub(super) mod tests;
