//! Removing a published site, and nothing else.

use super::lock::{Holder, Lock};
use super::manifest::MANIFEST;
use super::stage;
use super::target::{Standing, Target};
use super::tree::{Found, Tree, walk};
use super::{Options, OutputError, swap};
use std::fs;
use std::io;
use std::path::Path;

/// Removes the files that the manifest of an output folder lists, the manifest, and the folders left empty; their
/// number.
///
/// The folder itself, its dotfiles and every other file stay. Of a link into releases, all releases are cleaned, and
/// the link goes. An interrupted clean can be run again: the manifest goes last.
pub fn clean(target: &Path, options: Options, on_wait: &dyn Fn(&Holder)) -> Result<usize, OutputError> {
    let target = Target::resolve(target)?;
    if matches!(target.standing()?, Standing::Absent) && !target.beside.exists() {
        return Ok(0);
    }
    let _lock = Lock::take(&target, options.wait, on_wait)?;
    swap::recover(&target)?;
    match target.standing()? {
        Standing::Absent => Ok(0),
        Standing::Folder => clean_folder(&target.path),
        Standing::Release(_) => clean_releases(&target),
    }
}

/// Cleans every release, and removes what is empty then.
fn clean_releases(target: &Target) -> Result<usize, OutputError> {
    let mut removed = 0;
    for (_, release) in swap::releases(target).map_err(OutputError::at(&target.releases))? {
        removed += clean_folder(&release)?;
        remove_if_empty(&release)?;
    }
    remove_if_empty(&target.releases)?;
    stage::remove(&target.path).map_err(OutputError::at(&target.path))?;
    Ok(removed)
}

/// Removes what the manifest in a folder lists. The folder is walked, not the list, so no link is ever followed.
fn clean_folder(root: &Path) -> Result<usize, OutputError> {
    let tree = Tree::listed(root)?;
    let mut removed = 0;
    if tree.manifest.is_empty() {
        return Ok(removed);
    }
    for found in walk(root, true) {
        let Found { path, entry } = found?;
        if entry.file_type().is_dir() {
            remove_if_empty(entry.path())?;
        } else if tree.listed.contains(&path) {
            fs::remove_file(entry.path()).map_err(OutputError::at(entry.path()))?;
            removed += 1;
        }
    }
    let manifest = root.join(MANIFEST);
    fs::remove_file(&manifest).map_err(OutputError::at(&manifest))?;
    Ok(removed + 1)
}

/// Removes a folder unless it holds something.
fn remove_if_empty(folder: &Path) -> Result<(), OutputError> {
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(OutputError::at(folder)(error)),
        _ => Ok(()),
    }
}
