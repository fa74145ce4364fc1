//! Which findings count, and how much.

use super::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// What the configuration says about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported as a warning.
    Warn,
    /// Reported as an error.
    Deny,
}

/// The `check` section of the configuration: a level by code name; other codes keep their default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy(pub BTreeMap<String, Level>);

impl Policy {
    /// Gives every finding its severity, drops those that are allowed, sorts, and drops repetitions.
    #[must_use]
    pub fn settle(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut settled: Vec<_> = findings.into_iter().filter_map(|finding| self.apply(finding)).collect();
        settled.sort_by(|a, b| a.order().cmp(&b.order()));
        settled.dedup_by(|a, b| a.order() == b.order());
        settled
    }

    fn apply(&self, mut finding: Diagnostic) -> Option<Diagnostic> {
        match self.0.get(finding.code.name) {
            Some(Level::Allow) => return None,
            Some(Level::Warn) => finding.severity = Severity::Warning,
            Some(Level::Deny) => finding.severity = Severity::Error,
            None => {}
        }
        Some(finding)
    }
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Tally {
    /// Counts `findings`.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// The highest severity that occurs.
    #[must_use]
    pub fn worst(self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            Self { notes: 1.., .. } => Some(Severity::Note),
            _ => None,
        }
    }
}
