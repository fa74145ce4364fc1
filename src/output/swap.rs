//! The one moment in which the new tree takes the place of the old.

use super::stage::remove;
use super::target::{IMMOVABLE, Standing, Target};
use super::tree::Tree;
use super::{Mode, OutputError};
use crate::digest::Digest;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many releases stay, the current one included.
const RELEASES: usize = 3;

/// Makes the tree at `new`, whose manifest has this digest, the published one.
///
/// Afterwards the old tree is at `new`, unless it stays as a release.
pub(super) fn publish(target: &Target, new: &Path, manifest: Digest, mode: Mode) -> Result<(), OutputError> {
    use io::ErrorKind::{CrossesDevices, ResourceBusy};
    let standing = target.standing()?;
    let on_release = matches!(standing, Standing::Release(_));
    if mode == Mode::Releases || mode == Mode::Auto && on_release {
        release(target, new, manifest)?;
    }
    let swapped = match standing {
        // Fails, as it must, if a folder with something in it has come up in the meantime.
        Standing::Absent => fs::rename(new, &target.path),
        // A link is replaced by a link in one step.
        Standing::Release(_) if mode != Mode::Exchange => fs::rename(new, &target.path),
        Standing::Folder | Standing::Release(_) => match exchange(new, &target.path) {
            Err(error) if mode != Mode::Exchange && cannot_exchange(&error) => two_renames(target, new),
            exchanged => exchanged,
        },
    };
    swapped.map_err(|error| match error.kind() {
        // A mount point on the same file system, or a folder of a lower layer, only shows itself here.
        ResourceBusy | CrossesDevices => OutputError::unsuitable(&target.path, IMMOVABLE),
        _ => OutputError::at(&target.path)(error),
    })?;
    // What cannot be removed now is removed after the next publish.
    _ = prune(target, new);
    Ok(())
}

/// Makes the tree at `new` the next release, and leaves a link to it at `new`.
///
/// A release is named by its number and the digest of its manifest, so the newest is known without trusting times,
/// and an older one is never changed.
fn release(target: &Target, new: &Path, manifest: Digest) -> Result<(), OutputError> {
    fs::create_dir_all(&target.releases).map_err(OutputError::at(&target.releases))?;
    let releases = releases(target).map_err(OutputError::at(&target.releases))?;
    let number = releases.last().map_or(1, |(number, _)| number.saturating_add(1));
    let place = target.releases.join(format!("{number}-{manifest}"));
    fs::rename(new, &place).map_err(OutputError::at(&place))?;
    let link = place.strip_prefix(&target.parent).unwrap_or(&place);
    symlink(link, new).map_err(OutputError::at(new))
}

/// Undoes or completes two renames that were interrupted. Needs the lock.
pub(super) fn recover(target: &Target) -> Result<(), OutputError> {
    let old = old_place(target);
    let recovered = match target.standing()? {
        Standing::Absent if fs::symlink_metadata(&old).is_ok() => fs::rename(&old, &target.path),
        _ => remove(&old),
    };
    recovered.map_err(OutputError::at(&old))
}

/// The releases by number, oldest first.
pub(super) fn releases(target: &Target) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&target.releases)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.split_once('-')).and_then(|(number, _)| number.parse().ok());
        if let (Some(number), true) = (number, entry.file_type()?.is_dir()) {
            found.push((number, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Removes all but the newest releases; one into which somebody put a file stays.
///
/// Each goes by way of `new`, where the next run finds what an interrupted removal leaves.
fn prune(target: &Target, new: &Path) -> io::Result<()> {
    remove(new)?;
    for (_, release) in releases(target)?.iter().rev().skip(RELEASES) {
        if Tree::at(release).is_ok() {
            fs::rename(release, new)?;
            remove(new)?;
        }
    }
    Ok(())
}

/// Where the old tree waits between two renames.
fn old_place(target: &Target) -> PathBuf {
    target.beside.join("old")
}

/// Moves the old tree away and the new one in; a reader may find nothing in between.
fn two_renames(target: &Target, new: &Path) -> io::Result<()> {
    let old = old_place(target);
    fs::rename(&target.path, &old)?;
    if let Err(error) = fs::rename(new, &target.path) {
        fs::rename(&old, &target.path)?;
        return Err(error);
    }
    // What cannot be removed now is removed by the next run.
    _ = remove(&old);
    Ok(())
}

/// Exchanges two folders or links in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges two folders or links in one step: not on this system.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether an error says that the system or file system knows no exchange (`EINVAL`, `ENOSYS`, `EOPNOTSUPP`), or that
/// a sandbox forbids it (`EPERM`); any other error would meet two renames as well.
fn cannot_exchange(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported)
}

/// Makes a link at `place` that leads to the folder `to`.
fn symlink(to: &Path, place: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(to, place);
    #[cfg(windows)]
    return std::os::windows::fs::symlink_dir(to, place);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::two_renames;
    use crate::output::target::Target;
    use std::fs;

    #[test]
    fn two_renames_bring_the_new_tree_or_leave_the_old_one() {
        let room = tempfile::tempdir().unwrap();
        let target = Target::resolve(&room.path().join("output")).unwrap();
        target.make_beside().unwrap();
        let new = target.beside.join("new");
        for (folder, text) in [(&target.path, "old"), (&new, "new")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("index.html"), text).unwrap();
        }
        let published = || fs::read_to_string(target.path.join("index.html")).unwrap();
        assert!(two_renames(&target, &target.beside.join("missing")).is_err());
        assert_eq!(published(), "old");
        two_renames(&target, &new).unwrap();
        assert_eq!(published(), "new");
        assert!(!new.exists() && !target.beside.join("old").exists());
    }
}
