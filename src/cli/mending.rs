//! `baton check --fix`: mends until there is nothing left that can be mended, and tells.

use super::summary::counted;
use crate::diagnostic::{Diagnostic, escape_terminal};
use crate::source::Hint;
use crate::workspace::{Error, Progress, Report, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How often a site is looked at again because a mend may have uncovered another.
const MAX_ROUNDS: usize = 8;

/// What was mended so far.
#[derive(Debug, Default)]
pub struct Mending {
    /// How many mends each file got.
    applied: BTreeMap<String, usize>,
    /// Files that could not be written, and why.
    refused: BTreeMap<String, String>,
}

impl Mending {
    /// Checks the site, mends what is `wanted`, and looks again; the report is that of the last look.
    ///
    /// # Errors
    /// As [`Workspace::refresh`] and [`Workspace::check`] have them.
    pub fn check(
        &mut self,
        workspace: &mut Workspace,
        progress: &dyn Progress,
        wanted: &dyn Fn(&Diagnostic) -> bool,
    ) -> Result<Report, Error> {
        let mut report = workspace.check(progress)?;
        for _ in 0..MAX_ROUNDS {
            let findings: Vec<Diagnostic> = report.findings.iter().filter(|finding| wanted(finding)).cloned().collect();
            let mends = workspace.mend(&findings);
            self.refused.extend(mends.refused.iter().map(|(path, why)| (path.to_string(), why.to_string())));
            if mends.applied.is_empty() {
                break;
            }
            for (path, count) in mends.applied {
                *self.applied.entry(path.to_string()).or_default() += count;
            }
            workspace.refresh(&Hint::All)?;
            report = workspace.check(progress)?;
        }
        Ok(report)
    }

    /// What was mended, a file a line.
    pub fn tell(&self) -> String {
        let mut told = String::new();
        for (path, count) in &self.applied {
            let _ = writeln!(told, "Mended {} in {}", counted(*count, "finding"), escape_terminal(path));
        }
        for (path, why) in &self.refused {
            let _ = writeln!(told, "Left {} as it is: {why}", escape_terminal(path));
        }
        if self.applied.is_empty() && self.refused.is_empty() {
            told.push_str("Nothing could be mended\n");
        }
        told
    }
}
