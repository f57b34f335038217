//! Code to HTML with one short class a token.
//!
//! | class | role |
//! |---|---|
//! | `k` | keyword, element of XML and HTML, heading of Markdown |
//! | `s` | string |
//! | `n` | number and other constant, escape sequence |
//! | `t` | type; name of a field: attribute of XML and HTML, key of JSON and YAML, header of HTTP, property of CSS |
//! | `f` | function |
//! | `c` | comment |
//! | `p` | punctuation and operator |
//! | `i`, `d` | inserted and deleted line of a diff |
//!
//! All other code has no span. Spans are written `<span class=k>`, never nest and never cross the end of a line, so that
//! a line can be wrapped. The text inside is the code itself, to the byte, with `&`, `<` and `>` escaped.
//!
//! The same code always gives the same HTML: what is too much for a grammar is decided by counting bytes, never
//! by a clock.

use std::panic::{AssertUnwindSafe, catch_unwind};

mod language;
mod limits;
mod line;
mod memo;
mod role;
mod saved;
mod states;
#[cfg(test)]
mod tests;

pub use language::{Language, language};
pub use limits::MAX_BLOCK;
pub use memo::MemoFigures;
pub use saved::Learnt;

use language::{GrammarId, resolve};
use limits::Limits;
use line::{State, escape};
use memo::Memo;
use states::{Recipe, StateId};

/// Highlights the code of one build. Shared by threads; holds the lines seen so far.
pub struct Highlighter {
    memo: Memo,
}

/// A highlighted block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlighted {
    /// What belongs inside `<code>`, line ends as in the code.
    pub html: String,
    /// What the fence's word means.
    pub language: Language,
    /// Why the code, or some of its lines, carries no spans although highlighting was asked for.
    pub plain: Option<PlainReason>,
}

/// A highlighted block, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightedLines {
    /// The HTML of each line, without its line end. Joined by the line ends of the code it is [`Highlighted::html`].
    /// A line end at the end of the code does not start another line.
    pub lines: Vec<String>,
    /// What the fence's word means.
    pub language: Language,
    /// As in [`Highlighted`].
    pub plain: Option<PlainReason>,
}

/// Why code was left plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlainReason {
    /// No grammar has this name: all of the block is plain.
    UnknownLanguage,
    /// The block is larger than [`MAX_BLOCK`] and wholly plain, or some of its lines are longer than their grammar
    /// reads in reasonable time and are plain each.
    TooLarge,
    /// The grammar gave up: the rest of the block is plain.
    TooSlow,
}

/// Where the reader of a block stands between two lines.
enum Cursor {
    /// In a state that the memo knows.
    Known(StateId),
    /// In a state that it does not know, or that nobody asked it to.
    Live(Box<State>),
    /// Nowhere: all further lines are plain.
    Lost,
}

impl Highlighter {
    /// A highlighter that has seen nothing yet. Cheap; grammars are unpacked when the first block asks for one.
    pub fn new() -> Self {
        Self { memo: Memo::new() }
    }

    /// Highlights one block. `info` is the first word of the fence's info string; see [`language`] for what it may
    /// look like. Never fails: code that cannot be highlighted comes back escaped, with a reason.
    pub fn highlight(&self, info: &str, code: &str) -> Highlighted {
        whole(info, code, Some(&self.memo))
    }

    /// The same, line by line.
    pub fn highlight_lines(&self, info: &str, code: &str) -> HighlightedLines {
        let mut lines = Vec::new();
        let (language, plain) = run(info, code, Some(&self.memo), &mut Collect::Lines(&mut lines));
        HighlightedLines { lines, language, plain }
    }

    /// The same without the memo: what tests and the benchmark compare [`Highlighter::highlight`] with.
    pub fn highlight_direct(&self, info: &str, code: &str) -> Highlighted {
        whole(info, code, None)
    }

    /// How well the memo has worked so far.
    pub fn memo_figures(&self) -> MemoFigures {
        self.memo.figures()
    }
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::new()
    }
}

fn whole(info: &str, code: &str, memo: Option<&Memo>) -> Highlighted {
    let mut html = String::with_capacity(code.len() * 2);
    let (language, plain) = run(info, code, memo, &mut Collect::Whole(&mut html));
    Highlighted { html, language, plain }
}

/// Where finished lines go.
enum Collect<'a> {
    Whole(&'a mut String),
    Lines(&'a mut Vec<String>),
}

impl Collect<'_> {
    /// Starts a line, lets `write` append its HTML, ends it.
    fn line<T>(&mut self, end: &str, write: impl FnOnce(&mut String) -> T) -> T {
        match self {
            Collect::Whole(html) => {
                let value = write(html);
                html.push_str(end);
                value
            }
            Collect::Lines(lines) => {
                let mut html = String::new();
                let value = write(&mut html);
                lines.push(html);
                value
            }
        }
    }

    fn clear(&mut self) {
        match self {
            Collect::Whole(html) => html.clear(),
            Collect::Lines(lines) => lines.clear(),
        }
    }
}

fn run(info: &str, code: &str, memo: Option<&Memo>, to: &mut Collect<'_>) -> (Language, Option<PlainReason>) {
    let (language, grammar) = resolve(info);
    let reason = match grammar {
        Some(_) if code.len() > MAX_BLOCK => Some(PlainReason::TooLarge),
        Some(grammar) => {
            // Syntect unwraps what a well-formed grammar cannot lack, and the regular expressions are C. No input is
            // known to make either fail, but a documentation build must not end because one block finds it.
            let colour = AssertUnwindSafe(|| coloured(grammar, code, memo, to));
            match catch_unwind(colour) {
                Ok(reason) => return (language, reason),
                Err(_) => Some(PlainReason::TooSlow),
            }
        }
        None => (!language.known).then_some(PlainReason::UnknownLanguage),
    };
    to.clear();
    for (text, end) in lines(code) {
        to.line(end, |html| escape(text, html));
    }
    (language, reason)
}

fn coloured(grammar: GrammarId, code: &str, memo: Option<&Memo>, to: &mut Collect<'_>) -> Option<PlainReason> {
    let mut limits = Limits::new(grammar);
    let mut reason = None;
    let mut cursor = start(grammar, memo);
    let mut buffer = String::new();
    for (text, end) in lines(code) {
        to.line(end, |html| {
            if !limits.allow(text) {
                reason = reason.max(Some(PlainReason::TooLarge));
                return escape(text, html);
            }
            let moved = match &mut cursor {
                Cursor::Known(id) => memo.and_then(|memo| remembered(memo, *id, text, &mut buffer, html)),
                Cursor::Live(state) => match state.advance(ended(text, &mut buffer), html) {
                    Ok(()) => match memo.and_then(|memo| memo.states.find(state)) {
                        Some(id) => Some(Cursor::Known(id)),
                        None => return,
                    },
                    Err(_) => Some(Cursor::Lost),
                },
                Cursor::Lost => None,
            };
            cursor = moved.unwrap_or_else(|| {
                escape(text, html);
                Cursor::Lost
            });
        });
    }
    if matches!(cursor, Cursor::Lost) { Some(PlainReason::TooSlow) } else { reason }
}

/// Takes a line from the memo, or reads it and gives it to the memo. `None`, and nothing written, if the memo does
/// not know the state.
fn remembered(memo: &Memo, id: StateId, text: &str, buffer: &mut String, html: &mut String) -> Option<Cursor> {
    if let Some(next) = memo.find(id, text, html) {
        return Some(next.map_or(Cursor::Lost, Cursor::Known));
    }
    let mut state = memo.states.get(id)?;
    let start = html.len();
    let line = ended(text, buffer);
    let went = state.advance(line, html);
    let written = html.get(start..).unwrap_or("");
    if went.is_err() {
        memo.insert(id, text, written, None);
        return Some(Cursor::Lost);
    }
    let Some(next) = memo.states.intern(&state, || Recipe::After(id, line.into())) else {
        return Some(Cursor::Live(Box::new(state)));
    };
    memo.insert(id, text, written, Some(next));
    Some(Cursor::Known(next))
}

/// Before the first line.
fn start(grammar: GrammarId, memo: Option<&Memo>) -> Cursor {
    let Some(state) = State::start(grammar) else { return Cursor::Lost };
    match memo.and_then(|memo| memo.states.intern(&state, || Recipe::Start(grammar))) {
        Some(id) => Cursor::Known(id),
        None => Cursor::Live(Box::new(state)),
    }
}

/// The line with the newline that grammars want to see, whatever ended it in the code.
fn ended<'a>(text: &str, buffer: &'a mut String) -> &'a str {
    buffer.clear();
    buffer.push_str(text);
    buffer.push('\n');
    buffer
}

/// The lines of the code and what ends each: `\n`, `\r\n`, or nothing at the end of the code.
fn lines(code: &str) -> impl Iterator<Item = (&str, &str)> {
    code.split_inclusive('\n').map(|line| {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let text = if text.len() < line.len() { text.strip_suffix('\r').unwrap_or(text) } else { text };
        line.split_at_checked(text.len()).unwrap_or((line, ""))
    })
}
