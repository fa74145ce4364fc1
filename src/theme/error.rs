//! What can be wrong with a theme.
//!
//! Themes are trusted, reviewed files of the site's owner, so a fault in one is an error of the world (like an
//! unreadable disk) and ends the build. Each variant names the file, and the place in it where there is one.

use std::fmt;

use crate::span::Position;

/// Why a theme can't be used, or a page can't be rendered with it.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A file that no part of a theme would ever read: a slip in its name, most likely.
    #[error("theme file `{path}` is not used: a theme has `templates/**.html`, `strings/<tag>.yml` and `assets/**`")]
    UnknownFile {
        /// Path in the theme's folder.
        path: Box<str>,
    },
    /// A template beyond [`super::TEMPLATE_LIMIT`].
    #[error("theme file `{path}` has {bytes} bytes, and a template may have {}", super::TEMPLATE_LIMIT)]
    TooLarge {
        /// Path in the theme's folder.
        path: Box<str>,
        /// Its size.
        bytes: usize,
    },
    /// A template or a file of strings that is not UTF-8.
    #[error("theme file `{path}` is not UTF-8 text")]
    NotText {
        /// Path in the theme's folder.
        path: Box<str>,
    },
    /// A file of strings that is not a flat YAML map of texts.
    #[error("theme file `{path}`: {message}")]
    Strings {
        /// Path in the theme's folder.
        path: Box<str>,
        /// What the YAML reader says, line and column included.
        message: Box<str>,
    },
    /// A template that does not compile, or fails while it renders.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The thread that compiles templates could not be started.
    #[error("cannot start a thread to compile the theme: {0}")]
    Thread(#[from] std::io::Error),
}

/// A fault in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Name of the template: its path below `templates/`.
    pub template: Box<str>,
    /// Where in it, if the engine knows.
    pub position: Option<Position>,
    /// What is wrong, in one line.
    pub message: Box<str>,
    /// The engine's whole report: the line, a mark below it, and how the template was reached.
    pub report: Box<str>,
}

impl std::error::Error for TemplateError {}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "theme template `{}`", self.template)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.report)
    }
}

impl TemplateError {
    /// The engine's error, met while working on `template`.
    pub(super) fn new(template: &str, error: &tera::Error) -> Self {
        use tera::ErrorKind::{RenderingError, SyntaxError};
        let report = error.to_string();
        match error.kind() {
            SyntaxError(inner) | RenderingError(inner) => Self {
                template: inner.filename().into(),
                position: Some(Position { line: inner.span().start_line, column: inner.span().start_col + 1 }),
                message: inner.message().into(),
                report: report.into(),
            },
            _ => Self::from_report(template, report),
        }
    }

    /// No template has a component that pages are made with; `template` is where the default theme has it.
    pub(super) fn missing(template: &str, component: &str) -> Self {
        let message = format!("no template defines the component `{component}`");
        Self { template: template.into(), position: None, report: message.clone().into(), message: message.into() }
    }

    /// Unknown filters, components and includes come as one finished text, whose first entry is shaped
    /// `error: MESSAGE`, ` --> FILE:LINE:COLUMN`; everything else is a message without a place.
    fn from_report(template: &str, report: String) -> Self {
        let first = report.lines().next().unwrap_or_default();
        let message = first.strip_prefix("error: ").unwrap_or(first).into();
        let place = report.lines().find_map(|line| parse_place(line.trim_start().strip_prefix("--> ")?));
        let (template, position) = match place {
            Some((name, position)) => (name.into(), Some(position)),
            None => (template.into(), None),
        };
        Self { template, position, message, report: report.into() }
    }
}

/// Reads `FILE:LINE:COLUMN`.
fn parse_place(place: &str) -> Option<(&str, Position)> {
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some((name, Position { line: line.parse().ok()?, column: column.parse().ok()? }))
}
