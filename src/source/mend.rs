//! The one change that is ever made to a source: mends that somebody asked for.

use super::Source;
use crate::digest::Digest;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Why a source stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The file holds something else than what was read.
    #[error("the file has changed since it was read")]
    Changed,
    /// The system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Puts `text` in the place of the file at `path`, which `source` was read from.
///
/// The file is replaced in one step and keeps its permissions, so a reader meets the old text or the new one. A file that
/// is not just what was read (somebody saved it, or its bytes were no text) stays as it is.
///
/// # Errors
/// [`MendError`], and the file is untouched.
pub fn rewrite(path: &Path, source: &Source, text: &str) -> Result<(), MendError> {
    let metadata = path.symlink_metadata()?;
    if !metadata.is_file() || !is_as_read(path, source)? {
        return Err(MendError::Changed);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The name of a file that is no source: see the names that are passed over while reading.
    let beside = path.with_file_name(format!(".{name}.baton-{}.tmp", Digest::of(text.as_bytes())));
    let written = write(&beside, text, metadata.permissions()).map_err(MendError::Io).and_then(|()| {
        // Somebody may have saved meanwhile.
        if is_as_read(path, source)? { Ok(fs::rename(&beside, path)?) } else { Err(MendError::Changed) }
    });
    if written.is_err() {
        // What is left is passed over by every reader; that it can't be removed adds nothing to the error.
        drop(fs::remove_file(&beside));
    }
    written
}

/// Puts `text` in the place of a file of Baton's own at `path` that held `before`, or of none.
///
/// The file is replaced in one step. One that holds something else by now stays as it is.
///
/// # Errors
/// [`MendError`], and the file is untouched.
pub fn replace(path: &Path, before: Option<&str>, text: &str) -> Result<(), MendError> {
    let is_as_before = || match fs::read(path) {
        Ok(bytes) => Ok(Some(&*bytes) == before.map(str::as_bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(before.is_none()),
        Err(error) => Err(error),
    };
    if path.is_symlink() || !is_as_before()? {
        return Err(MendError::Changed);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!("{name}.baton-{}.tmp", Digest::of(text.as_bytes())));
    let put = || -> Result<(), MendError> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_as_before()? { Ok(fs::rename(&beside, path)?) } else { Err(MendError::Changed) }
    };
    let written = put();
    if written.is_err() {
        drop(fs::remove_file(&beside));
    }
    written
}

fn is_as_read(path: &Path, source: &Source) -> io::Result<bool> {
    let bytes = fs::read(path)?;
    Ok(bytes == source.text.as_bytes() && Digest::of(&bytes) == source.digest)
}

fn write(path: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
