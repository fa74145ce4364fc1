//! The one way to say that content is wrong, and its renderings.
//!
//! Every stage returns its findings as values; nothing prints, nothing fails. A [`Diagnostic`] names a [`Code`],
//! whose explanation `baton explain` shows; its severity starts as the code's default and is settled by the
//! `check` section of the configuration, in one place, when the findings of a build are gathered
//! ([`Policy::settle`]).
//!
//! May import: [`crate::span`], [`crate::suggest`]. Deliberately absent: knowledge of the stages that report.

pub mod codes;
mod explain;
mod fix;
mod policy;
pub mod render;

pub use codes::Code;
pub use explain::{UnknownCode, explain, list};
pub use fix::{Mended, apply};
pub use policy::{Level, Policy, Tally};
pub use render::{Excerpt, Format, Rendering, Sources, escape_terminal, excerpts, render};

use crate::span::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// A reader may stumble.
    Warning,
    /// A reader meets something broken.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding: what is wrong, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding it is.
    pub code: &'static Code,
    /// How much it matters; the code's default until a [`Policy`] settles it.
    pub severity: Severity,
    /// The source file, as people know it: relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// Where in the file; nothing when it is about the file as a whole.
    pub span: Option<Span>,
    /// What is wrong, in one sentence without a full stop; quotes content in backticks.
    pub message: String,
    /// How to mend it, in one sentence without a full stop, where there is more to say than of all findings of the kind.
    pub help: Option<String>,
    /// Other places that belong to the finding.
    pub related: Vec<Related>,
    /// A replacement that is certain to be right.
    pub fix: Option<Fix>,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The source file.
    pub path: Arc<str>,
    /// Where in the file, if anywhere.
    pub span: Option<Span>,
    /// What is there.
    pub message: String,
}

/// A mend: replace the bytes of `span` by `replacement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace, in the file as it was read.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

impl Diagnostic {
    /// A finding of `code` about the file at `path`.
    pub fn new(code: &'static Code, path: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            path: path.into(),
            span: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// The same finding, at `span`.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same finding with a help line.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding with another place that belongs to it.
    #[must_use]
    pub fn related(mut self, path: impl Into<Arc<str>>, span: Option<Span>, message: impl Into<String>) -> Self {
        self.related.push(Related { path: path.into(), span, message: message.into() });
        self
    }

    /// The same finding with a mend.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// How to mend it: what the finding says of that, else what its mend writes, else what helps with all of its kind.
    #[must_use]
    pub fn help_line(&self) -> Cow<'_, str> {
        match (&self.help, &self.fix) {
            (Some(help), _) => help.into(),
            (None, Some(fix)) if fix.replacement.is_empty() => "remove it".into(),
            (None, Some(fix)) => format!("write `{}`", fix.replacement.chars().take(60).collect::<String>()).into(),
            (None, None) => self.code.help().into(),
        }
    }

    /// The order in which findings are shown: by file, place, code and message.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        (&self.path, self.span, self.code.name, &self.message)
    }
}
