//! Lines that outlive the process that read them.

use super::Highlighter;
use super::language::GrammarId;
use super::states::{Recipe, StateId};
use serde::{Deserialize, Serialize};

/// A part of what a highlighter has learnt: a line, or a state between lines. Only the program that made it can read it,
/// and only together with all that came before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Learnt(Item);

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Item {
    /// The state before the first line.
    Start(GrammarId),
    /// The state that follows another after a line.
    After(StateId, Box<str>),
    /// A line with the state before it, its HTML, and the state after it.
    Line(StateId, Box<str>, Box<str>, Option<StateId>),
}

impl Highlighter {
    /// A highlighter that knows what another one of this very program had learnt. What makes no sense is left out.
    pub fn taught(learnt: Vec<Learnt>) -> Highlighter {
        let mut highlighter = Highlighter::new();
        for Learnt(item) in learnt {
            let is_sound = match item {
                Item::Start(grammar) => highlighter.memo.states.restore(Recipe::Start(grammar)),
                Item::After(before, line) => highlighter.memo.states.restore(Recipe::After(before, line.into())),
                Item::Line(before, line, html, after) => {
                    let count = highlighter.memo.states.len();
                    let is_known = |state: StateId| (state as usize) < count;
                    let is_sound = is_known(before) && after.is_none_or(is_known);
                    if is_sound {
                        highlighter.memo.insert(before, &line, &html, after);
                    }
                    is_sound
                }
            };
            if !is_sound {
                highlighter = Highlighter::new();
                break;
            }
        }
        highlighter
    }

    /// What it has learnt.
    pub fn into_learnt(self) -> Vec<Learnt> {
        let states = self.memo.states.recipes().into_iter().map(|recipe| match recipe {
            Recipe::Start(grammar) => Item::Start(grammar),
            Recipe::After(before, line) => Item::After(before, (&*line).into()),
        });
        let lines = self.memo.into_entries().map(|entry| Item::Line(entry.before, entry.line, entry.html, entry.after));
        states.chain(lines).map(Learnt).collect()
    }
}
