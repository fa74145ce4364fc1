//! The output folder: where it is, what stands there, and whether it may be one at all.

use super::OutputError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Why a folder that cannot be renamed is no output folder.
pub(super) const IMMOVABLE: &str = "the system cannot exchange it for another folder, because it is a mount point or \
    comes from a container's image; choose a folder inside it, or mount the folder above";

/// The output folder and the places beside it; all paths are absolute.
pub(super) struct Target {
    /// The folder, or the link to a release.
    pub path: PathBuf,
    /// The folder that holds it.
    pub parent: PathBuf,
    /// The dot-folder for all that is not the site: `.baton-<name>`.
    pub beside: PathBuf,
    /// The folder of releases: `<name>.releases`.
    pub releases: PathBuf,
}

/// What stands at a target.
pub(super) enum Standing {
    /// Nothing.
    Absent,
    /// A folder.
    Folder,
    /// A link to this release.
    Release(PathBuf),
}

impl Target {
    /// Finds the places of an output folder; folders above it may still be missing.
    pub fn resolve(given: &Path) -> Result<Self, OutputError> {
        let name = given.file_name().ok_or_else(|| OutputError::unsuitable(given, "it has no name of its own"))?;
        let parent = match given.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let parent = canonical(parent).map_err(OutputError::at(parent))?;
        let beside = parent.join(joined(&[".baton-".as_ref(), name]));
        let releases = parent.join(joined(&[name, ".releases".as_ref()]));
        Ok(Self { path: parent.join(name), parent, beside, releases })
    }

    /// What stands there; an error if that can never become an output folder.
    pub fn standing(&self) -> Result<Standing, OutputError> {
        let metadata = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Absent),
            found => found.map_err(OutputError::at(&self.path))?,
        };
        if metadata.is_symlink() {
            return self.release();
        }
        let why = if !metadata.is_dir() {
            "it is not a folder"
        } else if env::home_dir().and_then(|home| home.canonicalize().ok()).as_ref() == Some(&self.path) {
            "it is your home folder"
        } else if is_mount_point(&metadata, &self.parent)? {
            IMMOVABLE
        } else {
            return Ok(Standing::Folder);
        };
        Err(OutputError::unsuitable(&self.path, why))
    }

    /// The release that the link leads to; a link to anywhere else is not ours.
    fn release(&self) -> Result<Standing, OutputError> {
        let link = fs::read_link(&self.path).map_err(OutputError::at(&self.path))?;
        let release = self.parent.join(link);
        if release.parent() == Some(&self.releases) && release.file_name().is_some() {
            return Ok(Standing::Release(release));
        }
        Err(OutputError::unsuitable(&self.path, "it is a symbolic link to another place"))
    }

    /// Makes the folders above, where they are missing.
    pub fn make_parent(&self) -> Result<(), OutputError> {
        fs::create_dir_all(&self.parent).map_err(OutputError::at(&self.parent))
    }

    /// Makes the dot-folder, if it is not there, and keeps it out of version control.
    pub fn make_beside(&self) -> Result<(), OutputError> {
        match fs::create_dir(&self.beside) {
            Ok(()) => {
                let ignore = self.beside.join(".gitignore");
                fs::write(&ignore, "*\n").map_err(OutputError::at(&ignore))
            }
            Err(_) if fs::symlink_metadata(&self.beside).is_ok_and(|metadata| metadata.is_dir()) => Ok(()),
            Err(error) => Err(OutputError::at(&self.beside)(error)),
        }
    }
}

/// Checks that the output folder neither holds one of the `sources` nor lies in one; side by side is fine.
///
/// The sources are folders or files that exist; a missing one is ignored.
pub fn check_apart(target: &Path, sources: &[&Path]) -> Result<(), OutputError> {
    let target = Target::resolve(target)?.path;
    for source in sources.iter().filter_map(|source| source.canonicalize().ok()) {
        let why = if source.starts_with(&target) {
            "holds"
        } else if target.starts_with(&source) {
            "lies in"
        } else {
            continue;
        };
        return Err(OutputError::unsuitable(&target, format!("it {why} the source \"{}\"", source.display())));
    }
    Ok(())
}

/// The one absolute path of a folder that is there, or will be below one that is.
fn canonical(folder: &Path) -> io::Result<PathBuf> {
    match folder.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // What follows a folder that is missing can only be a name: `..` would be another place once it is there.
            let (Some(above), Some(name)) = (folder.parent(), folder.file_name()) else { return Err(error) };
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            Ok(canonical(above)?.join(name))
        }
        found => found,
    }
}

/// The parts as one file name.
fn joined(parts: &[&std::ffi::OsStr]) -> OsString {
    parts.iter().copied().collect()
}

/// Whether a folder is on another file system than the one that holds it.
#[cfg(unix)]
fn is_mount_point(metadata: &fs::Metadata, parent: &Path) -> Result<bool, OutputError> {
    use std::os::unix::fs::MetadataExt;
    let parent = fs::metadata(parent).map_err(OutputError::at(parent))?;
    Ok(parent.dev() != metadata.dev())
}

/// Whether a folder is on another file system than the one that holds it: not told apart here.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
fn is_mount_point(_: &fs::Metadata, _: &Path) -> Result<bool, OutputError> {
    Ok(false)
}
