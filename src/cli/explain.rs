//! The verbs that only tell: `explain` and `completions`.

use super::args::Arguments;
use super::terminal::Console;
use super::{Exit, Failure};
use crate::diagnostic;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the page of a code; without one, the list of all.
pub fn explain(code: Option<&str>, console: &mut Console) -> Result<Exit, Failure> {
    let page = match code {
        Some(code) => diagnostic::explain(code, console.out()).map_err(|error| Failure::usage(error.to_string()))?,
        None => diagnostic::list(),
    };
    console.print(&page);
    Ok(Exit::Clean)
}

/// Prints the completion script for `shell`.
#[allow(clippy::unnecessary_wraps)]
pub fn completions(shell: Shell, console: &mut Console) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "baton", &mut script);
    console.print(&String::from_utf8_lossy(&script));
    Ok(Exit::Clean)
}
