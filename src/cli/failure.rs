//! Why a run came to nothing.

use super::Exit;
use super::terminal::{Console, tell};
use crate::diagnostic::{Diagnostic, Format, Sources, escape_terminal, render};
use crate::output::OutputError;
use crate::workspace::Error;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// No configuration is larger; what is gets quoted as far as that.
const LIMIT: u64 = 1 << 20;

/// Why a run came to nothing, and how it ends for that.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: String,
    findings: Vec<Diagnostic>,
    texts: Texts,
}

/// The files that the findings are about.
#[derive(Debug, Default)]
struct Texts(BTreeMap<String, String>);

impl Failure {
    /// The arguments can't be followed.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message.into())
    }

    /// The disk refuses; `what` was to be done.
    pub fn io(what: &str, error: &io::Error) -> Self {
        Self::new(Exit::Io, format!("{what}: {error}"))
    }

    /// The disk or the network refuses, for the reason that `message` gives.
    pub fn disk(message: impl Into<String>) -> Self {
        Self::new(Exit::Io, message.into())
    }

    fn new(exit: Exit, message: String) -> Self {
        Self { exit, message, findings: Vec::new(), texts: Texts::default() }
    }

    /// The failure that `error` of the site at `root` is; `signal` is what stopped the run, if it was stopped.
    #[expect(clippy::needless_pass_by_value, reason = "it ends here")]
    pub fn of(error: Error, root: &Path, signal: Option<u8>) -> Self {
        Self::told(&error, root, signal)
    }

    /// The same, of an error that goes on to somebody else.
    pub fn told(error: &Error, root: &Path, signal: Option<u8>) -> Self {
        let exit = match error {
            Error::Config { .. }
            | Error::Theme { .. }
            | Error::Usage(_)
            | Error::Output(OutputError::Foreign { .. } | OutputError::Unsuitable { .. }) => Exit::Usage,
            Error::Output(OutputError::Locked { .. }) => Exit::Locked,
            Error::Output(_) | Error::Io { .. } => Exit::Io,
            Error::Cancelled => Exit::Stopped(signal.unwrap_or_default()),
        };
        match error {
            Error::Config { findings, .. } => {
                let (findings, texts) = (findings.clone(), Texts::read(findings, root));
                Self { exit, message: "the configuration is wrong; nothing was published".into(), findings, texts }
            }
            other => Self::new(exit, other.to_string()),
        }
    }

    /// Tells it on standard error.
    pub fn tell(self, console: &Console) -> Exit {
        tell(&render(&self.findings, &self.texts, Format::Text, console.err()));
        // A template's error comes with the lines around it: escape each, keep them.
        let message: Vec<_> = self.message.lines().map(escape_terminal).collect();
        console.error(&message.join("\n"));
        self.exit
    }
}

impl Texts {
    fn read(findings: &[Diagnostic], root: &Path) -> Self {
        let text = |path: &str| {
            let mut text = String::new();
            std::fs::File::open(root.join(path)).ok()?.take(LIMIT).read_to_string(&mut text).ok()?;
            Some((path.to_owned(), text))
        };
        Self(findings.iter().filter_map(|finding| text(&finding.path)).collect())
    }
}

impl Sources for Texts {
    fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}
