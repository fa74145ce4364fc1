//! What can keep a site from being published. Content is never among it.

use super::Holder;
use std::io;
use std::path::{Path, PathBuf};

/// A site could not be published, or a folder not cleaned; the published tree is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The system refused: disk full, permission, too many open files.
    #[error("{path:?}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another build of the same folder did not end in time.
    #[error("another build ({holder}) is writing to {target:?}")]
    Locked {
        /// The output folder.
        target: PathBuf,
        /// Who holds the lock.
        holder: Holder,
    },
    /// The output folder holds files that the last manifest does not list.
    #[error("{target:?} holds files that Baton did not make: {}; move them away or choose another output folder", list(files, *more))]
    Foreign {
        /// The output folder.
        target: PathBuf,
        /// The first five of them, in order, relative to the folder.
        files: Vec<String>,
        /// Whether there are more.
        more: bool,
    },
    /// The place is no place for an output folder.
    #[error("{target:?} cannot be the output folder: {why}")]
    Unsuitable {
        /// The place.
        target: PathBuf,
        /// Why not.
        why: String,
    },
    /// An output's path is not a plain relative path.
    #[error("the output path {path:?} {why}")]
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Two outputs have the same path.
    #[error("the output path {0:?} was written twice")]
    Twice(String),
    /// An output failed, so the tree is not whole and must not be published.
    #[error("the output {0:?} was not written completely")]
    Unfinished(String),
}

impl OutputError {
    /// Makes an error of the system one about `path`.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    /// The place is no place for an output folder.
    pub(super) fn unsuitable(target: &Path, why: impl Into<String>) -> Self {
        Self::Unsuitable { target: target.to_owned(), why: why.into() }
    }
}

/// The names, quoted, for a sentence.
fn list(files: &[String], more: bool) -> String {
    let names: Vec<_> = files.iter().map(|name| format!("{name:?}")).collect();
    names.join(", ") + if more { " and more" } else { "" }
}
