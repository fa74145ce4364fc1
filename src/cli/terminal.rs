//! Standard output and standard error: colour, width, and pipes that close.

use super::Exit;
use super::args::Color;
use crate::diagnostic::Rendering;
use rustix::termios::tcgetwinsize;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::AsFd;

/// The width for text that goes into a file or a pipe.
const WIDTH: usize = 100;

/// The two streams of the process, and how much to say.
pub struct Console {
    /// Whether to say only what makes the run fail.
    pub quiet: bool,
    out: Rendering,
    err: Rendering,
    failed: bool,
}

impl Console {
    /// The console as arguments and environment want it.
    pub fn new(color: Color, quiet: bool) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        Self {
            quiet,
            out: rendering(&out, color, out.is_terminal()),
            err: rendering(&err, color, err.is_terminal()),
            failed: false,
        }
    }

    /// How text for standard output is to look.
    pub fn out(&self) -> Rendering {
        self.out
    }

    /// How text for standard error is to look.
    pub fn err(&self) -> Rendering {
        self.err
    }

    /// Writes what was asked for to standard output.
    ///
    /// When the reader has closed the pipe, nothing more is wanted; any other failure makes the run fail.
    pub fn print(&mut self, text: &str) {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        self.failed |= written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe);
    }

    /// Writes what was made to standard output, unless the run is to be quiet.
    pub fn announce(&mut self, text: &str) {
        if !self.quiet {
            self.print(text);
        }
    }

    /// Writes talk to standard error, unless the run is to be quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            tell(text);
        }
    }

    /// Tells why the run failed.
    pub fn error(&self, message: &str) {
        let (start, end) = if self.err.color { ("\u{1b}[1m\u{1b}[91m", "\u{1b}[0m") } else { ("", "") };
        tell(&format!("{start}error{end}: {message}\n"));
    }

    /// The exit that the run ends with, given how far it got.
    pub fn finish(&self, exit: Exit) -> Exit {
        if self.failed && matches!(exit, Exit::Clean | Exit::Findings) {
            self.error("standard output can't be written");
            return Exit::Io;
        }
        exit
    }
}

/// Writes to standard error what even a quiet run tells. If that fails, there is no other place to say so.
pub fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn rendering(stream: impl AsFd, color: Color, terminal: bool) -> Rendering {
    let width = tcgetwinsize(stream).map_or(0, |size| usize::from(size.ws_col));
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    Rendering { color: colored(color, variable, terminal), width: if width == 0 { WIDTH } else { width }, limit: None }
}

/// Whether to colour: the argument, else `NO_COLOR` (no-color.org), else `CLICOLOR_FORCE` and `CLICOLOR`
/// (bixense.com/clicolors), else whether it is a terminal that can.
fn colored(color: Color, variable: impl Fn(&str) -> Option<String>, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => {
            let refused = variable("CLICOLOR").is_some_and(|value| value == "0");
            terminal && !refused && variable("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(color: Color, environment: &[(&str, &str)], terminal: bool) -> bool {
        let variable =
            |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        colored(color, variable, terminal)
    }

    #[test]
    fn the_argument_beats_the_environment_and_the_environment_the_terminal() {
        assert!(decided(Color::Auto, &[], true));
        assert!(!decided(Color::Auto, &[], false));
        assert!(!decided(Color::Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(decided(Color::Auto, &[("CLICOLOR_FORCE", "1")], false));
        assert!(!decided(Color::Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(!decided(Color::Auto, &[("CLICOLOR", "0")], true));
        assert!(!decided(Color::Auto, &[("TERM", "dumb")], true));
        assert!(decided(Color::Always, &[("NO_COLOR", "1")], false));
        assert!(!decided(Color::Never, &[("CLICOLOR_FORCE", "1")], true));
    }
}
