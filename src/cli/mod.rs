//! Arguments → one call into the workspace → an exit code.
//!
//! | code | means |
//! |---|---|
//! | 0 | nothing was found at or above the fail level |
//! | 1 | something was; the site is built and published all the same |
//! | 2 | the arguments, the configuration, a template or the choice of the output folder are wrong; nothing was published |
//! | 3 | the disk: a file can't be read or written; nothing was published |
//! | 4 | another build holds the output folder |
//! | 70 | a bug of Baton's own (`EX_SOFTWARE` of `sysexits.h`) |
//! | 130, 143 | stopped by Ctrl-C or SIGTERM; the published site is as it was. `serve` and `watch` end with 0: they run until then |
//!
//! What was asked for goes to standard output, talk to standard error. A pipe that is closed early is no error.
//!
//! Rank 14: may import everything. Deliberately absent: knowledge of how a site is made. Only `scaffold` writes
//! files (new ones, never over others; `adopt` through it), only `failure` reads one (the configuration, to quote it).

mod adopt;
mod args;
mod explain;
mod failure;
mod interrupts;
mod mending;
mod panics;
mod progress;
mod scaffold;
mod search;
mod serve;
mod site;
mod starter;
mod status;
mod summary;
mod terminal;

use args::{Arguments, Verb};
use clap::Parser;
use failure::Failure;
use std::ffi::OsString;
use std::process::ExitCode;
use terminal::Console;

/// How a run ends; see the module for the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Clean,
    Findings,
    Usage,
    Io,
    Locked,
    Bug,
    /// By this signal.
    Stopped(u8),
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Io => 3,
            Self::Locked => 4,
            Self::Bug => 70,
            Self::Stopped(signal) => 128 + signal,
        }
    }
}

/// Runs the program with the arguments and the terminal of this process.
#[must_use]
pub fn main() -> ExitCode {
    let exit = panics::guarded(|| run(std::env::args_os()));
    ExitCode::from(exit.code())
}

fn run(arguments: impl Iterator<Item = OsString>) -> Exit {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => {
            let mut console = Console::new(arguments.global.color, arguments.global.quiet);
            let exit = perform(arguments, &mut console).unwrap_or_else(|failure| failure.tell(&console));
            console.finish(exit)
        }
        Err(refusal) => {
            // Help and version come this way too. A closed pipe is no error, and no other place is left to complain.
            let _ = refusal.print();
            if refusal.use_stderr() { Exit::Usage } else { Exit::Clean }
        }
    }
}

fn perform(arguments: Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let Arguments { global, verb } = arguments;
    match verb {
        Verb::Init { dir, from } if from.is_empty() => scaffold::init(&dir, console),
        Verb::Init { dir, from } => adopt::init(&dir, &from, console),
        Verb::New { path } => scaffold::new(&global, &path, console),
        Verb::Build(build) => site::build(&global, build, console),
        Verb::Serve(serve) => serve::serve(&global, serve, console),
        Verb::Watch(watch) => serve::watch(&global, watch, console),
        Verb::Check(check) => site::check(&global, check, console),
        Verb::Search(search) => search::run(&global, &search, console),
        Verb::Status(status) => status::run(&global, &status, console),
        Verb::Clean { output } => site::clean(&global, output, console),
        Verb::Explain { code, .. } => explain::explain(code.as_deref(), console),
        Verb::Completions { shell } => explain::completions(shell, console),
    }
}
