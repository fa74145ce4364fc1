//! What keeps a site from being built; content is never among it.

use crate::diagnostic::Diagnostic;
use crate::output::OutputError;
use crate::theme::ThemeError;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A site could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration is wrong; each finding says where.
    #[error("the configuration is wrong")]
    Config {
        /// What is wrong.
        findings: Vec<Diagnostic>,
        /// The configuration as it was read, for showing the findings in it.
        text: Option<Arc<str>>,
    },
    /// The theme does not compile, or a template fails on a page.
    #[error("{error}{}", page.as_ref().map(|page| format!("\n  while rendering {page}")).unwrap_or_default())]
    Theme {
        /// What is wrong, and where in the theme.
        error: Box<ThemeError>,
        /// The page that was rendered.
        page: Option<String>,
    },
    /// The options make no site.
    #[error("{0}")]
    Usage(String),
    /// The system refused to read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The site could not be published.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Somebody asked to stop.
    #[error("stopped; what is published stays as it was")]
    Cancelled,
}

impl Error {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<ThemeError> for Error {
    fn from(error: ThemeError) -> Self {
        Self::Theme { error: Box::new(error), page: None }
    }
}
