//! What pages ask of the site, and whether the site would answer the same again.
//!
//! A page is drawn through a [`Recorder`], which passes its questions on and notes each with a number for its answer.
//! In a later build the [`Ledger`] asks the same questions of the new index: as long as every number is the same
//! ("not found" has one too), the page would come out the same. No rule says which change concerns which page, so
//! none can be wrong.

use crate::base::{Map, SitePath, hash_of};
use crate::model::{Lookup, PageCard, PageNav, Resolved, SiteFacets, UidTarget};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A question that [`Lookup`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Question {
    /// [`Lookup::resolve`].
    Resolve(SitePath, String),
    /// [`Lookup::uid`].
    Uid(String),
    /// [`Lookup::members`].
    Members(String),
    /// [`Lookup::text`].
    Text(SitePath),
    /// [`Lookup::card`].
    Card(SitePath),
    /// [`Lookup::nav`].
    Nav(String),
    /// [`Lookup::site_facets`].
    SiteFacets,
}

impl Question {
    /// The number for what is answered now.
    fn answer(&self, lookup: &dyn Lookup) -> u64 {
        match self {
            Question::Resolve(from, href) => hash_of(&lookup.resolve(from, href)),
            Question::Uid(uid) => hash_of(&lookup.uid(uid)),
            Question::Members(uid) => hash_of(&lookup.members(uid)),
            Question::Text(file) => hash_of(&lookup.text(file)),
            Question::Card(file) => hash_of(&lookup.card(file)),
            Question::Nav(route) => hash_of(&lookup.nav(route)),
            Question::SiteFacets => hash_of(&lookup.site_facets()),
        }
    }
}

/// How many locks share the new questions.
const PARTS: usize = 64;

const UNKNOWN: u8 = 0;
const SAME: u8 = 1;
const DIFFERENT: u8 = 2;

/// Every question that pages ask, by number: those of the last build, then those of this one.
pub(super) struct Ledger {
    old: Vec<(Question, u64)>,
    verdicts: Vec<AtomicU8>,
    new: Vec<Mutex<Map<Question, (u32, u64)>>>,
    next: AtomicU32,
}

impl Ledger {
    /// Starts from the questions of the last build. `settled` says that all that answers are made of is as it was, so
    /// that nothing needs to be asked again.
    pub(super) fn new(old: Vec<(Question, u64)>, settled: bool) -> Ledger {
        let verdict = if settled { SAME } else { UNKNOWN };
        Ledger {
            verdicts: old.iter().map(|_| AtomicU8::new(verdict)).collect(),
            next: AtomicU32::new(old.len() as u32),
            new: (0..PARTS).map(|_| Mutex::default()).collect(),
            old,
        }
    }

    /// Whether old questions have the answers that they had.
    pub(super) fn holds(&self, asked: &[u32], lookup: &dyn Lookup) -> bool {
        asked.iter().all(|number| self.is_same(*number as usize, lookup))
    }

    fn is_same(&self, number: usize, lookup: &dyn Lookup) -> bool {
        let (Some((question, before)), Some(verdict)) = (self.old.get(number), self.verdicts.get(number)) else {
            return false;
        };
        match verdict.load(Ordering::Relaxed) {
            // Two threads may ask the same; they get the same answer.
            UNKNOWN => {
                let same = question.answer(lookup) == *before;
                verdict.store(if same { SAME } else { DIFFERENT }, Ordering::Relaxed);
                same
            }
            verdict => verdict == SAME,
        }
    }

    fn note(&self, question: Question, answer: u64) -> u32 {
        let Some(part) = self.new.get(hash_of(&question) as usize % PARTS) else { return 0 };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        part.entry(question).or_insert_with(|| (self.next.fetch_add(1, Ordering::Relaxed), answer)).0
    }

    /// The questions that are still asked, numbered anew; `asked` are the lists that name them.
    pub(super) fn finish<'a>(self, asked: impl Iterator<Item = &'a mut Vec<u32>>) -> Vec<(Question, u64)> {
        let count = self.next.into_inner() as usize;
        let mut numbers: Vec<Option<u32>> = vec![None; count];
        let mut kept = 0;
        for list in asked {
            for number in list {
                let Some(slot) = numbers.get_mut(*number as usize) else { continue };
                *number = *slot.get_or_insert_with(|| {
                    kept += 1;
                    kept - 1
                });
            }
        }
        let fresh = self.new.into_iter().flat_map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner));
        let fresh = fresh.map(|(question, (number, answer))| (number as usize, (question, answer)));
        let mut placed: Vec<Option<(Question, u64)>> = (0..kept).map(|_| None).collect();
        for (number, question) in self.old.into_iter().enumerate().chain(fresh) {
            let slot = numbers.get(number).copied().flatten().and_then(|place| placed.get_mut(place as usize));
            if let Some(slot) = slot {
                *slot = Some(question);
            }
        }
        placed.into_iter().flatten().collect()
    }
}

/// A [`Lookup`] that notes what it is asked while one page is drawn.
pub(super) struct Recorder<'a> {
    lookup: &'a dyn Lookup,
    ledger: &'a Ledger,
    asked: Mutex<Vec<u32>>,
}

impl<'a> Recorder<'a> {
    /// Starts a page.
    pub(super) fn new(lookup: &'a dyn Lookup, ledger: &'a Ledger) -> Recorder<'a> {
        Recorder { lookup, ledger, asked: Mutex::default() }
    }

    /// The numbers of what was asked, in order, each once.
    pub(super) fn into_asked(self) -> Vec<u32> {
        let mut asked = self.asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        asked.sort_unstable();
        asked.dedup();
        asked.shrink_to_fit();
        asked
    }

    fn note<T: std::hash::Hash>(&self, question: Question, answer: T) -> T {
        let number = self.ledger.note(question, hash_of(&answer));
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(number);
        answer
    }
}

impl Lookup for Recorder<'_> {
    fn resolve(&self, from: &SitePath, href: &str) -> Resolved {
        self.note(Question::Resolve(from.clone(), href.to_owned()), self.lookup.resolve(from, href))
    }

    fn uid(&self, uid: &str) -> Option<UidTarget> {
        self.note(Question::Uid(uid.to_owned()), self.lookup.uid(uid))
    }

    fn members(&self, uid: &str) -> Vec<String> {
        self.note(Question::Members(uid.to_owned()), self.lookup.members(uid))
    }

    fn text(&self, file: &SitePath) -> Option<Arc<str>> {
        self.note(Question::Text(file.clone()), self.lookup.text(file))
    }

    fn card(&self, file: &SitePath) -> Option<PageCard> {
        self.note(Question::Card(file.clone()), self.lookup.card(file))
    }

    fn nav(&self, route: &str) -> PageNav {
        self.note(Question::Nav(route.to_owned()), self.lookup.nav(route))
    }

    fn site_facets(&self) -> SiteFacets {
        self.note(Question::SiteFacets, self.lookup.site_facets())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;

    /// A site that knows one uid.
    struct Site(Option<&'static str>);

    impl Lookup for Site {
        fn resolve(&self, _: &SitePath, href: &str) -> Resolved {
            Resolved { target: Target::Missing(href.to_owned()), query: String::new(), fragment: None }
        }
        fn uid(&self, uid: &str) -> Option<UidTarget> {
            let href = self.0?.to_owned();
            let name = uid.to_owned();
            Some(UidTarget { file: None, href, anchor: None, name, full_name: None, internal: true, symbol: None })
        }
        fn members(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
        fn text(&self, _: &SitePath) -> Option<Arc<str>> {
            None
        }
        fn card(&self, _: &SitePath) -> Option<PageCard> {
            None
        }
        fn nav(&self, _: &str) -> PageNav {
            PageNav::default()
        }
        fn site_facets(&self) -> SiteFacets {
            SiteFacets::default()
        }
    }

    fn ask(ledger: &Ledger, site: &Site, uids: &[&str]) -> Vec<u32> {
        let recorder = Recorder::new(site, ledger);
        for uid in uids {
            recorder.uid(uid);
        }
        recorder.resolve(&SitePath::new("a.md"), "b.md");
        recorder.into_asked()
    }

    #[test]
    fn an_answer_that_changes_is_noticed_and_one_that_is_still_missing_is_not() {
        let before = Site(None);
        let ledger = Ledger::new(Vec::new(), false);
        let mut first = ask(&ledger, &before, &["x", "x", "y"]);
        let mut second = ask(&ledger, &before, &[]);
        assert_eq!((first.len(), second.len()), (3, 1));
        let old = ledger.finish([&mut first, &mut second].into_iter());
        assert_eq!(old.len(), 3, "the two pages share a question");
        let same = Ledger::new(old.clone(), false);
        assert!(same.holds(&first, &before) && same.holds(&second, &before));
        let after = Site(Some("x.html"));
        let changed = Ledger::new(old.clone(), false);
        assert!(!changed.holds(&first, &after) && changed.holds(&second, &after));
        assert!(Ledger::new(old, true).holds(&first, &after), "nothing is asked where all is settled");
    }

    #[test]
    fn questions_that_nobody_asks_any_more_are_dropped() {
        let site = Site(None);
        let ledger = Ledger::new(Vec::new(), false);
        let mut first = ask(&ledger, &site, &["x", "y"]);
        let old = ledger.finish([&mut first].into_iter());
        let ledger = Ledger::new(old, true);
        let mut second = ask(&ledger, &site, &["z"]);
        let kept = ledger.finish([&mut second].into_iter());
        assert_eq!(kept.len(), 2);
        assert!(Ledger::new(kept, false).holds(&second, &site));
        assert!(!Ledger::new(Vec::new(), true).holds(&[7], &site), "a number that means nothing");
    }
}
