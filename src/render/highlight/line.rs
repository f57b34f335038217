//! One line of code through a grammar: the state before it, its HTML, the state after it.

use syntect::parsing::{ParseState, ScopeStack};

use super::language::{GrammarId, grammars};
use super::role::{Role, role};

/// Where a grammar stands between two lines. Equal states answer equal lines with equal HTML, which is what the memo
/// relies on; the scope stack belongs to it because roles depend on the scopes that earlier lines opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    grammar: GrammarId,
    parse: ParseState,
    scopes: ScopeStack,
}

/// The grammar cannot go on: a reference it makes is missing, or it pops what it never pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GaveUp;

impl State {
    /// Before the first line. `None` for an id that no grammar has.
    pub(super) fn start(grammar: GrammarId) -> Option<Self> {
        let (syntax, _) = grammars().get(grammar)?;
        Some(Self { grammar, parse: ParseState::new(syntax), scopes: ScopeStack::new() })
    }

    /// Reads one line and appends its HTML to `out`. `line` ends with a newline, which the grammars want to see and
    /// `out` does not get. If the grammar gives up, `out` holds the escaped line and the state is of no more use.
    pub(super) fn advance(&mut self, line: &str, out: &mut String) -> Result<(), GaveUp> {
        let Some((_, set)) = grammars().get(self.grammar) else { return give_up(line, out) };
        let Ok(operations) = self.parse.parse_line(line, set) else { return give_up(line, out) };
        let mut runs = Runs::new(line);
        let mut start = 0;
        for (end, operation) in &operations {
            if *end > start {
                runs.push(start, *end, &self.scopes);
                start = *end;
            }
            if self.scopes.apply(operation).is_err() {
                return give_up(line, out);
            }
        }
        runs.push(start, line.len(), &self.scopes);
        runs.write(out);
        Ok(())
    }

    /// What states are told apart by before they are compared in full.
    pub(super) fn digest(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.grammar.hash(&mut hasher);
        self.scopes.as_slice().hash(&mut hasher);
        hasher.finish()
    }
}

fn give_up(line: &str, out: &mut String) -> Result<(), GaveUp> {
    escape(line.trim_end_matches('\n'), out);
    Err(GaveUp)
}

/// The pieces of a line that have the same role, neighbours joined, across white space too.
struct Runs<'a> {
    line: &'a str,
    runs: Vec<(usize, usize, Role)>,
}

impl<'a> Runs<'a> {
    fn new(line: &'a str) -> Self {
        Self { line: line.strip_suffix('\n').unwrap_or(line), runs: Vec::new() }
    }

    fn text(&self, start: usize, end: usize) -> &'a str {
        self.line.get(start..end.min(self.line.len())).unwrap_or("")
    }

    fn push(&mut self, start: usize, end: usize, scopes: &ScopeStack) {
        let token = self.text(start, end);
        if token.trim_ascii().is_empty() {
            return;
        }
        let end = start + token.len();
        let role = role(scopes.as_slice(), token);
        if let Some((_, last, of)) = self.runs.last().copied()
            && of == role
            && self.text(last, start).trim_ascii().is_empty()
        {
            if let Some(run) = self.runs.last_mut() {
                run.1 = end;
            }
        } else {
            self.runs.push((start, end, role));
        }
    }

    fn write(&self, out: &mut String) {
        let mut written = 0;
        for (start, end, role) in &self.runs {
            escape(self.text(written, *start), out);
            let class = role.class();
            if class.is_empty() {
                escape(self.text(*start, *end), out);
            } else {
                out.push_str("<span class=");
                out.push_str(class);
                out.push('>');
                escape(self.text(*start, *end), out);
                out.push_str("</span>");
            }
            written = *end;
        }
        escape(self.text(written, self.line.len()), out);
    }
}

/// Appends text as element content: `&`, `<` and `>` become entities, quotes stay.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = from.get(1..).unwrap_or("");
    }
    out.push_str(rest);
}
