//! Progress on a terminal: a bar for what takes longer than a second, nothing otherwise.

use super::interrupts::Interrupts;
use super::terminal::Console;
use crate::workspace::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Work that is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the workspace tells its progress to, and asks whether to go on.
pub struct Watch<'a> {
    console: &'a Console,
    interrupts: &'a Interrupts,
    bar: Option<ProgressBar>,
    started: Instant,
}

impl<'a> Watch<'a> {
    /// A watch that shows a bar on standard error if that is a terminal and talk is wanted.
    pub fn new(console: &'a Console, interrupts: &'a Interrupts) -> Self {
        let wanted = !console.quiet && std::io::stderr().is_terminal();
        let bar = wanted.then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style()));
        Self { console, interrupts, bar, started: Instant::now() }
    }

    /// How long the work has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn show(&self, bar: &ProgressBar) {
        if bar.is_hidden() && self.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Watch<'_> {
    fn stage(&self, name: &'static str, total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(total as u64);
            bar.set_position(0);
            bar.set_message(name);
            self.show(bar);
        }
    }

    fn advance(&self, n: usize) {
        if let Some(bar) = &self.bar {
            bar.inc(n as u64);
            self.show(bar);
        }
    }

    fn waiting(&self, pid: u32) {
        // A lock can be held by a process that has not yet written its id.
        let who = if pid == 0 { String::new() } else { format!(" (process {pid})") };
        self.console.say(&format!("Another build{who} is at work; waiting for it\n"));
    }

    fn cancelled(&self) -> bool {
        self.interrupts.signal().is_some()
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:>12} {bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// What a program that stays running tells its progress to: nothing but whether to go on.
pub struct Calm<'a>(pub &'a Interrupts);

impl Progress for Calm<'_> {
    fn cancelled(&self) -> bool {
        self.0.signal().is_some()
    }
}
