//! Progress on a terminal: a bar for work that takes more than half a second, and nothing otherwise.

use crate::build::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A bar, or silence.
pub(super) struct Bar {
    start: Instant,
    visible: bool,
    bar: Mutex<Option<ProgressBar>>,
}

/// How long work may take without a bar.
const PATIENCE: Duration = Duration::from_millis(500);

impl Bar {
    /// A bar for a person at a terminal; `quiet` and pipes get none.
    pub(super) fn new(quiet: bool) -> Bar {
        Bar { start: Instant::now(), visible: !quiet && stderr().is_terminal(), bar: Mutex::new(None) }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Progress for Bar {
    fn phase(&self, name: &'static str, steps: usize) {
        if !self.visible {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg:>8} {bar:30} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(name);
        if let Some(old) = self.lock().replace(bar) {
            old.finish_and_clear();
        }
    }

    fn step(&self) {
        if !self.visible {
            return;
        }
        if let Some(bar) = &*self.lock() {
            bar.inc(1);
            if bar.is_hidden() && self.start.elapsed() > PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        }
    }
}

/// Ends the process with status 130 when it is interrupted. The output is whole at any moment, so nothing has to be
/// tidied up.
pub(super) fn on_interrupt() {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            eprintln!();
            std::process::exit(super::Status::Interrupted as i32);
        }
    });
}
