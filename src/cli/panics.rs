//! Bugs of our own: a calm message and an exit code instead of a stack trace.

use super::Exit;
use super::terminal::tell;
use crate::diagnostic::escape_terminal;
use std::panic::{self, PanicHookInfo, UnwindSafe};

/// Runs `run`; a panic in it, on whatever thread of its pool, is told once and ends in [`Exit::Bug`].
pub fn guarded(run: impl FnOnce() -> Exit + UnwindSafe) -> Exit {
    let told = std::sync::Once::new();
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| told.call_once(|| report(panic))));
    let exit = panic::catch_unwind(run).unwrap_or(Exit::Bug);
    panic::set_hook(usual);
    exit
}

fn report(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    let reason = panic.payload_as_str().unwrap_or("no reason given");
    tell(&format!(
        "\nBaton {} met a bug of its own and stopped; the published site is as it was.\n\
         Please report it to whoever gave you Baton, with the command line, the page that it read if you know it,\n\
         and this: {} at {place}\n",
        env!("CARGO_PKG_VERSION"),
        escape_terminal(reason),
    ));
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_in_an_exit_of_its_own() {
        assert_eq!(guarded(|| panic!("on purpose")), Exit::Bug);
        assert_eq!(guarded(|| Exit::Findings), Exit::Findings);
        assert_eq!(Exit::Bug.code(), 70);
    }
}
