//! How long phases take. What is measured is told to people and never written to the site.

use std::time::{Duration, Instant};

/// What a phase took.
#[derive(Debug, Clone, Default)]
pub struct Phase {
    /// Its name.
    pub name: &'static str,
    /// When it began, from the beginning of the run on.
    pub began: Duration,
    /// By the clock on the wall.
    pub wall: Duration,
    /// Processor time of all threads; `None` where the system does not tell, and of a phase beside another: that one has
    /// the time of both.
    pub processor: Option<Duration>,
    /// How many things it had to look at: files, pages, links.
    pub items: usize,
    /// How many of them were as the last build remembers them.
    pub reused: usize,
    /// How many bytes it read or wrote, where it counts them.
    pub bytes: u64,
}

/// Measures phases, one after another.
pub(super) struct Clock {
    start: Instant,
    since: Instant,
    processor: Option<Duration>,
    pub(super) phases: Vec<Phase>,
}

impl Default for Clock {
    fn default() -> Self {
        let now = Instant::now();
        Clock { start: now, since: now, processor: processor_time(), phases: Vec::new() }
    }
}

impl Clock {
    /// A clock for what goes on beside a phase of this one.
    pub(super) fn aside(&self) -> Clock {
        Clock { start: self.start, since: Instant::now(), processor: None, phases: Vec::new() }
    }

    /// A phase ends here, and the next begins.
    pub(super) fn lap(&mut self, name: &'static str, items: usize) -> &mut Phase {
        let now = processor_time();
        let processor = now.zip(self.processor).map(|(now, before)| now.saturating_sub(before));
        let began = self.since.saturating_duration_since(self.start);
        self.phases.push(Phase { name, began, wall: self.since.elapsed(), processor, items, ..Phase::default() });
        self.since = Instant::now();
        self.processor = self.processor.and(now);
        let last = self.phases.len() - 1;
        &mut self.phases[last]
    }
}

#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laps_follow_each_other() {
        let mut clock = Clock::default();
        clock.lap("first", 3).reused = 2;
        clock.lap("second", 1);
        let names: Vec<(&str, usize, usize)> =
            clock.phases.iter().map(|phase| (phase.name, phase.items, phase.reused)).collect();
        assert_eq!(names, [("first", 3, 2), ("second", 1, 0)]);
    }

    #[test]
    fn a_phase_beside_another_leaves_processor_time_to_it() {
        let mut clock = Clock::default();
        clock.lap("first", 0);
        let mut aside = clock.aside();
        aside.lap("beside", 0);
        aside.lap("beside too", 0);
        assert!(aside.phases.iter().all(|phase| phase.processor.is_none() && phase.began >= clock.phases[0].wall));
        assert_eq!(clock.lap("second", 0).processor.is_some(), processor_time().is_some());
    }
}
