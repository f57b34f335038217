//! States by number. Syntect's parse states hold the regular expression engine's pointers and cannot go to another
//! thread, but what leads to a state can: the state before it and one line. So what threads share is a list of such
//! recipes, and every thread builds the states it meets for itself, once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use super::language::GrammarId;
use super::line::State;

/// States after which no new ones get a number. Ordinary languages have 2 to 300; hostile code could have one a line.
const MAX_STATES: usize = 4096;
/// Bytes that the lines of all recipes may have together.
const MAX_RECIPE_BYTES: usize = 4 << 20;

/// The number of a state.
pub(super) type StateId = u32;

/// How to come to a state.
#[derive(Debug, Clone)]
pub(super) enum Recipe {
    /// It is the state before the first line.
    Start(GrammarId),
    /// It follows another state after this line (which ends with a newline).
    After(StateId, Arc<str>),
}

#[derive(Default)]
struct Shared {
    recipes: Vec<Recipe>,
    /// Numbers by [`State::digest`].
    by_digest: HashMap<u64, Vec<StateId>>,
    bytes: usize,
}

/// One thread's states of one [`States`], by number.
#[derive(Default)]
struct Local {
    owner: Weak<()>,
    built: Vec<Option<State>>,
}

thread_local! {
    /// A cache and no more: everything in it can be built again from the recipes of its owner. It keeps the states of
    /// the owner that the thread worked for last.
    static LOCAL: RefCell<Local> = RefCell::default();
}

#[derive(Default)]
pub(super) struct States {
    shared: RwLock<Shared>,
    identity: Arc<()>,
}

impl States {
    /// How many states have a number.
    pub(super) fn len(&self) -> usize {
        self.shared.read().unwrap_or_else(PoisonError::into_inner).recipes.len()
    }

    /// What leads to each state, in the order of their numbers.
    pub(super) fn recipes(&self) -> Vec<Recipe> {
        self.shared.read().unwrap_or_else(PoisonError::into_inner).recipes.clone()
    }

    /// Gives the next number to the state of a recipe that an earlier process had. False if it leads nowhere.
    pub(super) fn restore(&self, recipe: Recipe) -> bool {
        let id = self.len() as StateId;
        let bytes = match &recipe {
            Recipe::Start(_) => 0,
            // A state that came from itself or a later one could never be built.
            Recipe::After(before, _) if *before >= id => return false,
            Recipe::After(_, line) => line.len(),
        };
        {
            let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            shared.recipes.push(recipe);
            shared.bytes += bytes;
        }
        let digest = self.with_built(|built| self.build(built, id).map(State::digest)).flatten();
        let Some(digest) = digest else { return false };
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        shared.by_digest.entry(digest).or_default().push(id);
        true
    }

    /// A copy of the state with this number.
    pub(super) fn get(&self, id: StateId) -> Option<State> {
        self.with_built(|built| self.build(built, id).cloned()).flatten()
    }

    /// The number of a state that already has one.
    pub(super) fn find(&self, state: &State) -> Option<StateId> {
        self.search(state, &self.candidates(state.digest()))
    }

    /// The number of a state, old or new; `recipe` must lead to it. `None` when there is no room for another, and for
    /// states with captured text in them (an open here-document): two of those are never equal, not even a copy.
    pub(super) fn intern(&self, state: &State, recipe: impl FnOnce() -> Recipe) -> Option<StateId> {
        let digest = state.digest();
        let mut candidates = self.candidates(digest);
        if let Some(id) = self.search(state, &candidates) {
            return Some(id);
        }
        if *state != state.clone() {
            return None;
        }
        let recipe = recipe();
        loop {
            match self.add(digest, candidates.len(), &recipe) {
                Added::As(id) => {
                    self.with_built(|built| *slot(built, id) = Some(state.clone()));
                    return Some(id);
                }
                Added::Full => return None,
                // Another thread was faster: it may have been with the same state.
                Added::Behind => {
                    candidates = self.candidates(digest);
                    if let Some(id) = self.search(state, &candidates) {
                        return Some(id);
                    }
                }
            }
        }
    }

    fn add(&self, digest: u64, seen: usize, recipe: &Recipe) -> Added {
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        if shared.by_digest.get(&digest).map_or(0, Vec::len) != seen {
            return Added::Behind;
        }
        let bytes = match recipe {
            Recipe::Start(_) => 0,
            Recipe::After(_, line) => line.len(),
        };
        let Ok(id) = StateId::try_from(shared.recipes.len()) else { return Added::Full };
        if shared.recipes.len() >= MAX_STATES || shared.bytes + bytes > MAX_RECIPE_BYTES {
            return Added::Full;
        }
        shared.bytes += bytes;
        shared.recipes.push(recipe.clone());
        shared.by_digest.entry(digest).or_default().push(id);
        Added::As(id)
    }

    fn candidates(&self, digest: u64) -> Vec<StateId> {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        shared.by_digest.get(&digest).cloned().unwrap_or_default()
    }

    fn search(&self, state: &State, candidates: &[StateId]) -> Option<StateId> {
        self.with_built(|built| candidates.iter().copied().find(|id| self.build(built, *id) == Some(state))).flatten()
    }

    /// Makes sure that a state and all that lead to it are built on this thread.
    fn build<'b>(&self, built: &'b mut Vec<Option<State>>, id: StateId) -> Option<&'b State> {
        let mut missing = Vec::new();
        let mut at = id;
        while slot(built, at).is_none() {
            let recipe =
                self.shared.read().unwrap_or_else(PoisonError::into_inner).recipes.get(at as usize).cloned()?;
            match recipe {
                Recipe::Start(grammar) => *slot(built, at) = Some(State::start(grammar)?),
                Recipe::After(before, line) => {
                    missing.push((at, before, line));
                    at = before;
                }
            }
        }
        let mut html = String::new();
        for (at, before, line) in missing.into_iter().rev() {
            html.clear();
            let mut state = slot(built, before).clone()?;
            state.advance(&line, &mut html).ok()?;
            *slot(built, at) = Some(state);
        }
        slot(built, id).as_ref()
    }

    fn with_built<T>(&self, work: impl FnOnce(&mut Vec<Option<State>>) -> T) -> Option<T> {
        LOCAL.with(|local| {
            let mut local = local.try_borrow_mut().ok()?;
            let identity = Arc::downgrade(&self.identity);
            if !local.owner.ptr_eq(&identity) {
                *local = Local { owner: identity, built: Vec::new() };
            }
            Some(work(&mut local.built))
        })
    }
}

enum Added {
    As(StateId),
    Full,
    Behind,
}

fn slot(built: &mut Vec<Option<State>>, id: StateId) -> &mut Option<State> {
    let at = id as usize;
    if built.len() <= at {
        built.resize_with(at + 1, || None);
    }
    &mut built[at]
}

#[cfg(test)]
mod tests {
    use super::super::language::resolve;
    use super::*;

    #[test]
    fn a_state_is_built_again_on_another_thread() {
        let states = States::default();
        let grammar = resolve("xml").1.expect("a grammar");
        let start = State::start(grammar).expect("a state");
        let first = states.intern(&start, || Recipe::Start(grammar)).expect("room");
        let mut inside = start.clone();
        inside.advance("<!--\n", &mut String::new()).expect("a state");
        let second = states.intern(&inside, || Recipe::After(first, "<!--\n".into())).expect("room");
        assert_ne!(first, second);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut again = State::start(grammar).expect("a state");
                assert_eq!(states.find(&again), Some(first));
                again.advance("<!--\n", &mut String::new()).expect("a state");
                assert_eq!(states.intern(&again, || Recipe::Start(grammar)), Some(second));
                assert!(states.get(second) == Some(again));
            });
        });
        assert_eq!(states.len(), 2);
        assert!(states.get(7).is_none());
    }

    #[test]
    fn states_with_captured_text_get_no_number() {
        let states = States::default();
        let grammar = resolve("bash").1.expect("a grammar");
        let mut open = State::start(grammar).expect("a state");
        open.advance("cat <<EOF\n", &mut String::new()).expect("a state");
        assert_eq!(states.intern(&open, || Recipe::Start(grammar)), None);
        assert_eq!(states.len(), 0);
    }
}
