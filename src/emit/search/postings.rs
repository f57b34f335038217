//! For each group of words the pages that it is on.

use super::docs::{self, Copies, Documents};
use super::shards;
use super::vocabulary::Groups;
use super::weights::Weight;
use rayon::prelude::*;

/// How many pages of a word are kept: the best. More would not be looked at.
const MOST_PAGES: usize = 400;

/// How much a page is about a word, from 1 to 63: up to [`Level::TEXT`] if the word is only in the text and in
/// headings, above that if it is in the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(pub(super) u8);

impl Level {
    /// The highest of a word that is not in the title. `static/search.js` knows it too.
    pub(super) const TEXT: u8 = 40;

    /// Rises fast and levels off.
    pub(super) fn of(weight: Weight) -> Level {
        let times = f64::from(weight.eighths) / 8.0;
        let level = if weight.title {
            f64::from(Level::TEXT) + 1.0 + 22.0 * ((times - 7.0) / 18.0).clamp(0.0, 1.0)
        } else {
            (f64::from(Level::TEXT) * times / (times + 6.0)).max(1.0)
        };
        Level(level.round() as u8)
    }

    /// Whether the word is in a title, a heading or a name, or often in the text.
    fn is_high(self) -> bool {
        self.0 >= 16
    }
}

/// The pages of all groups, one group after the other.
pub(super) struct Postings {
    /// Where each group starts, and where the last ends.
    starts: Vec<usize>,
    /// Pages by their numbers.
    pages: Vec<(u32, Level)>,
    /// For each number whether that page comes after others: a reference, or one of a series.
    minor: Vec<bool>,
}

impl Postings {
    /// Gathers them. A copy is there only with words that the page which stands for it lacks.
    pub(super) fn gather(groups: &[Groups], documents: &Documents, copies: &Copies, count: usize) -> Postings {
        let mut order: Vec<(u32, usize)> = documents.numbers.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let last = order.last().map_or(0, |(number, _)| *number as usize + 1);
        let mut minor = vec![false; last];
        for set in documents.sets.iter().filter(|set| set.key.reference || set.key.serial) {
            for page in set.files.iter().flatten() {
                let number = documents.numbers.get(*page).copied().unwrap_or(0);
                if let Some(slot) = minor.get_mut(number as usize) {
                    *slot = true;
                }
            }
        }
        let own = |(number, page): (u32, usize)| {
            let own = groups.get(page).map_or(&[][..], Vec::as_slice);
            let leader = copies.leader.get(&page).and_then(|leader| groups.get(*leader));
            (number, leader.map(|leader| docs::without(own, leader).collect::<Groups>()), own)
        };
        let lists: Vec<_> = order.into_par_iter().map(own).collect();
        let lists = || lists.iter().map(|(number, rest, all)| (*number, rest.as_deref().unwrap_or(all)));
        let mut starts = vec![0; count + 1];
        for (group, _) in lists().flat_map(|(_, list)| list) {
            if let Some(slot) = starts.get_mut(*group as usize + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut next, mut pages) = (starts.clone(), vec![(0, Level(0)); sum]);
        for (number, list) in lists() {
            for (group, level) in list {
                if let Some(at) = next.get_mut(*group as usize) {
                    if let Some(slot) = pages.get_mut(*at) {
                        *slot = (number, *level);
                    }
                    *at += 1;
                }
            }
        }
        Postings { starts, pages, minor }
    }

    fn of(&self, group: usize) -> &[(u32, Level)] {
        match (self.starts.get(group), self.starts.get(group + 1)) {
            (Some(start), Some(end)) => self.pages.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether readers may look for a group: it is on several pages, or a page is much about it.
    pub(super) fn matters(&self, group: usize) -> bool {
        let pages = self.of(group);
        pages.len() >= 3 || pages.iter().any(|(_, level)| level.is_high())
    }

    /// What is written of each group: the number of its pages, and the best of them in the order of their numbers.
    pub(super) fn coded(&self) -> Vec<String> {
        let groups = self.starts.len().saturating_sub(1);
        (0..groups).into_par_iter().map(|group| self.code(self.of(group))).collect()
    }

    fn code(&self, all: &[(u32, Level)]) -> String {
        if all.len() <= MOST_PAGES {
            return shards::code(all.len(), all);
        }
        let mut best = all.to_vec();
        // Other pages count three times, as they do for readers.
        let worth = |(page, level): &(u32, Level)| {
            let minor = self.minor.get(*page as usize).copied().unwrap_or(false);
            u32::from(level.0) * if minor { 1 } else { 3 }
        };
        best.sort_unstable_by_key(|posting| (std::cmp::Reverse(worth(posting)), posting.0));
        best.truncate(MOST_PAGES);
        best.sort_unstable();
        shards::code(all.len(), &best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stand_above_text() {
        let level = |times: u32, title| Level::of(Weight { eighths: times * 8, title }).0;
        assert!(level(1, false) >= 1 && level(250, false) <= Level::TEXT);
        assert!(level(4, true) > Level::TEXT && level(250, true) == 63);
        assert!(level(17, true) > level(9, true) && level(4, false) > level(2, false));
    }
}
