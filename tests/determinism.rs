//! The same input gives the same bytes: on any number of threads, in any folder, anywhere, at any time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

/// Every file below `folder` by its path; `.baton-…` folders are left out.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let read = |path: &Path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(path).unwrap());
    entries.map(|entry| read(entry.path())).collect()
}

/// What becomes of the project's own playbook below `room`, in these circumstances; its folder is filled in this order.
fn built(
    room: &Path,
    circumstances: &[(&str, &str)],
    order: fn(&mut Vec<(PathBuf, Vec<u8>)>),
) -> BTreeMap<PathBuf, Vec<u8>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources: Vec<_> = files(&project.join("content")).into_iter().collect();
    order(&mut sources);
    let manual = files(&project.join("tests/spec"))
        .into_iter()
        .map(|(path, bytes)| (Path::new("../tests/spec").join(path), bytes));
    for (path, bytes) in sources.into_iter().chain(manual) {
        let path = room.join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.args(["build", "--quiet", "--root"]).arg(room).envs(circumstances.iter().copied());
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files(&room.join("output"))
}

#[test]
fn threads_folders_places_and_the_order_of_files_change_nothing() {
    let room = tempfile::tempdir().unwrap();
    let one = [("RAYON_NUM_THREADS", "1"), ("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C")];
    let two =
        [("RAYON_NUM_THREADS", "2"), ("TZ", "America/Los_Angeles"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "ja_JP.UTF-8")];
    let eight = [("RAYON_NUM_THREADS", "8"), ("SOURCE_DATE_EPOCH", "0")];
    let first = built(&room.path().join("a"), &one, |_| {});
    assert!(first.len() > 400);
    let others = [
        built(&room.path().join("somewhere/else"), &two, |files| files.reverse()),
        built(&room.path().join("また別の場所"), &eight, |files| files.sort_by_key(|(_, bytes)| bytes.len())),
    ];
    for other in others {
        let differs = |path: &&PathBuf| first.get(*path) != other.get(*path);
        let different: Vec<_> = first.keys().chain(other.keys()).filter(differs).collect();
        assert_eq!(different, [""; 0].map(Path::new));
    }
}
