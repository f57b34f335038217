//! What a run spends its time on, for people and for viewers of traces.

use super::output;
use super::progress::Bar;
use super::{Status, arguments::TimingArguments};
use crate::build::{Phase, Progress};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A piece of work: its name, the phase it belongs to, the thread, start and length.
type Task = (String, &'static str, usize, Duration, Duration);

/// Shows the progress of a run and notes its tasks if a trace is wanted.
pub(super) struct Tracer {
    bar: Bar,
    began: Instant,
    phase: Mutex<&'static str>,
    tasks: Option<Mutex<Vec<Task>>>,
}

impl Tracer {
    pub(super) fn new(quiet: bool, timing: &TimingArguments) -> Tracer {
        let tasks = timing.trace.is_some().then(Mutex::default);
        Tracer { bar: Bar::new(quiet), began: Instant::now(), phase: Mutex::new(""), tasks }
    }

    /// The run is over: says what it took, as far as that was asked for. Fails where the trace cannot be written.
    pub(super) fn finish(self, timing: &TimingArguments, phases: &[Phase]) -> Result<(), Status> {
        match timing.timings.as_deref() {
            Some("json") => eprintln!("{}", json!({ "phases": phases.iter().map(as_json).collect::<Vec<_>>() })),
            Some(_) => say(phases),
            None => {}
        }
        match (&timing.trace, self.tasks) {
            (Some(path), Some(tasks)) => {
                let tasks = tasks.into_inner().unwrap_or_else(PoisonError::into_inner);
                write(path, phases, &tasks)
            }
            _ => Ok(()),
        }
    }

    /// Takes the bar from the screen.
    pub(super) fn clear(&self) {
        self.bar.finish();
    }

    /// How long it has been running.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

impl Progress for Tracer {
    fn phase(&self, name: &'static str, steps: usize) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = name;
        self.bar.phase(name, steps);
    }

    fn step(&self) {
        self.bar.step();
    }

    fn task(&self, name: &str, began: Instant) {
        let Some(tasks) = &self.tasks else { return };
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1);
        let phase = *self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let start = began.saturating_duration_since(self.began);
        let task = (name.to_owned(), phase, thread, start, began.elapsed());
        tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
    }
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn say(phases: &[Phase]) {
    eprintln!("{:>16}  {:>11}  {:>11}  {:>8}  {:>8}  {:>9}", "", "wall", "processor", "items", "reused", "bytes");
    for phase in phases {
        let processor = phase.processor.map_or_else(String::new, |time| format!("{:.1} ms", milliseconds(time)));
        let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
        eprintln!(
            "{:>16}  {:>8.1} ms  {processor:>11}  {:>8}  {:>8}  {:>9}",
            phase.name,
            milliseconds(phase.wall),
            number(phase.items as u64),
            number(phase.reused as u64),
            number(phase.bytes),
        );
    }
}

fn as_json(phase: &Phase) -> Value {
    json!({
        "name": phase.name,
        "wall_ms": milliseconds(phase.wall),
        "processor_ms": phase.processor.map(milliseconds),
        "items": phase.items,
        "reused": phase.reused,
        "bytes": phase.bytes,
    })
}

/// Writes a trace in the format that Chrome's viewers read: complete events, times in microseconds.
fn write(path: &Path, phases: &[Phase], tasks: &[Task]) -> Result<(), Status> {
    let event = |name: &str, category: &str, thread: usize, start: Duration, length: Duration| {
        let (start, length) = (start.as_micros() as u64, length.as_micros() as u64);
        json!({ "name": name, "cat": category, "ph": "X", "ts": start, "dur": length, "pid": 1, "tid": thread })
    };
    let mut events: Vec<Value> =
        phases.iter().map(|phase| event(phase.name, "phase", 0, phase.began, phase.wall)).collect();
    events
        .extend(tasks.iter().map(|(name, phase, thread, start, length)| event(name, phase, *thread, *start, *length)));
    let text = json!({ "traceEvents": events, "displayTimeUnit": "ms" }).to_string();
    std::fs::write(path, text)
        .map_err(|error| output::could_not_run(&format!("{} cannot be written: {error}", path.display())))
}
