//! Publishing while the process is killed or the system refuses: readers meet a whole old site or a whole new one.
//!
//! The processes that are killed are this test binary again, told by its environment which part to play.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]
#![allow(clippy::print_stdout)]

use baton::output::{Mode, Options, OutputError, Publisher};
use rustix::fs::{CWD, OFlags, openat};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

/// How many files carry the version; as many again are the same in every version.
const STAMPED: u64 = 30;
const KILLS: u64 = 200;
/// What a child says before it publishes for the first time.
const READY: &str = "ready to publish";

fn options(mode: Mode) -> Options {
    Options { mode, wait: Duration::from_secs(10), durable: false }
}

fn open(target: &Path, mode: Mode) -> Publisher {
    Publisher::open(target, options(mode), &|_| {}).unwrap()
}

/// Publishes one version; every stamped file is longer than a block and ends with its stamp.
fn publish(target: &Path, mode: Mode, version: u64) {
    let publisher = open(target, mode);
    publisher.put("index.html", stamped(version).as_bytes()).unwrap();
    for number in 0..STAMPED {
        publisher.put(&format!("{}/page-{number}.html", number % 5), stamped(version).as_bytes()).unwrap();
        publisher.put(&format!("same/{}/{number}.html", number % 5), b"the same in every version").unwrap();
    }
    publisher.put(&format!("only/{version}.html"), b"this version alone").unwrap();
    publisher.commit().unwrap();
}

fn stamped(version: u64) -> String {
    format!("{version} {} {version}", "text ".repeat(2_000))
}

/// The version of a stamped file; panics if the file is torn.
fn version(text: &str) -> u64 {
    let (first, rest) = text.split_once(' ').unwrap();
    let (_, last) = rest.rsplit_once(' ').unwrap();
    assert_eq!(first, last, "a torn file");
    first.parse().unwrap()
}

/// Starts this binary again with one test in the part of a child.
fn child(test: &str, target: &Path, first: u64) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env("CHILD_TARGET", target);
    command.env("CHILD_FIRST", first.to_string()).stdout(Stdio::piped()).spawn().unwrap()
}

fn part() -> Option<(std::path::PathBuf, u64)> {
    Some((env::var_os("CHILD_TARGET")?.into(), env::var("CHILD_FIRST").ok()?.parse().ok()?))
}

fn publish_for_ever(mode: Mode) {
    let Some((target, first)) = part() else { return };
    println!("{READY}");
    for version in first.. {
        publish(&target, mode, version);
    }
}

#[test]
#[ignore = "the part of a child"]
fn child_exchanges() {
    publish_for_ever(Mode::Exchange);
}

#[test]
#[ignore = "the part of a child"]
fn child_releases() {
    publish_for_ever(Mode::Releases);
}

/// Opens a file below an open folder.
fn read_at(folder: &OwnedFd, path: &str) -> io::Result<String> {
    let mut text = String::new();
    File::from(openat(folder, path, OFlags::RDONLY, rustix::fs::Mode::empty())?).read_to_string(&mut text)?;
    Ok(text)
}

fn open_folder(target: &Path) -> io::Result<OwnedFd> {
    Ok(openat(CWD, target, OFlags::RDONLY | OFlags::DIRECTORY, rustix::fs::Mode::empty())?)
}

/// Which folder is the published one.
fn inode(target: &Path) -> u64 {
    fs::metadata(target).unwrap().ino()
}

/// The version of the tree in an open folder; nothing if it was removed while it was read. Panics if it is mixed.
fn whole(folder: &OwnedFd) -> io::Result<u64> {
    let index = version(&read_at(folder, "index.html")?);
    for number in 0..STAMPED {
        assert_eq!(version(&read_at(folder, &format!("{}/page-{number}.html", number % 5))?), index, "a mixed tree");
        read_at(folder, &format!("same/{}/{number}.html", number % 5))?;
    }
    read_at(folder, &format!("only/{index}.html"))?;
    Ok(index)
}

/// Reads the tree again and again: a tree that loses files must no longer be the published one.
fn watch(target: &Path, stop: &AtomicBool, seen: &AtomicU64) {
    while !stop.load(Ordering::Relaxed) {
        let folder = open_folder(target).expect("a reader found no site");
        let opened = File::from(folder.try_clone().unwrap()).metadata().unwrap().ino();
        match whole(&folder) {
            Ok(_) => _ = seen.fetch_add(1, Ordering::Relaxed),
            Err(error) => {
                assert_ne!(inode(target), opened, "a hole in the published tree: {error}");
            }
        }
    }
}

/// Checks every published file against the manifest, and that there is no other.
fn check_against_manifest(target: &Path) {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_object().unwrap();
    for (path, entry) in files {
        let bytes = fs::read(target.join(path)).unwrap();
        assert_eq!(entry["digest"].as_str().unwrap(), &blake3::hash(&bytes).to_hex()[..32], "{path}");
    }
    let found = walkdir::WalkDir::new(target).into_iter().filter(|entry| entry.as_ref().unwrap().path().is_file());
    assert_eq!(found.count(), files.len() + 1);
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Kills publishing processes at scattered moments while a reader looks on.
fn kill_often(test: &str, mode: Mode) {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("output");
    let start = Instant::now();
    publish(&target, mode, 0);
    let reach = (3 * u64::try_from(start.elapsed().as_micros()).unwrap()).min(100_000);
    let (stop, seen) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut ends = BTreeSet::new();
    thread::scope(|scope| {
        let reader = scope.spawn(|| watch(&target, &stop, &seen));
        for kill in 0..KILLS {
            let mut child = child(test, &target, 1 + kill * 1_000);
            let before = inode(&target);
            let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(said.any(|line| line.unwrap() == READY));
            while kill % 2 == 1 && inode(&target) == before {
                assert!(child.try_wait().unwrap().is_none(), "the child cannot publish");
                thread::sleep(Duration::from_micros(100));
            }
            // The multiples of a prime scatter the moments evenly over some three publishes.
            thread::sleep(Duration::from_micros(kill * 7_919 % reach));
            child.kill().unwrap();
            child.wait().unwrap();
            ends.insert(whole(&open_folder(&target).unwrap()).unwrap());
            check_against_manifest(&target);
            if reader.is_finished() {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
    assert!(seen.into_inner() > 0, "the reader has seen nothing");
    // Every other child was killed after its first publish.
    assert!(ends.len() as u64 >= KILLS / 2);
    publish(&target, mode, 1_000_000);
    assert_eq!(whole(&open_folder(&target).unwrap()).unwrap(), 1_000_000);
    check_against_manifest(&target);
    assert_eq!(names(&room.path().join(".baton-output")), [".gitignore", "lock"].map(str::to_owned).into());
    if mode == Mode::Releases {
        assert_eq!(names(&room.path().join("output.releases")).len(), 3);
    }
}

#[test]
fn a_killed_exchange_leaves_a_whole_tree() {
    kill_often("child_exchanges", Mode::Exchange);
}

#[test]
fn a_killed_release_leaves_a_whole_tree() {
    kill_often("child_releases", Mode::Releases);
}

#[test]
#[ignore = "the part of a child"]
fn child_meets_limits() {
    let Some((target, _)) = part() else { return };
    // What every program that publishes does at its start.
    signal_hook::flag::register(Signal::XFSZ.as_raw(), Arc::new(AtomicBool::new(false))).unwrap();
    let limit =
        |resource, current| setrlimit(resource, Rlimit { current: Some(current), ..getrlimit(resource) }).unwrap();
    let fails = |publisher: &Publisher| matches!(publisher.put("big", &vec![1; 100_000]), Err(OutputError::Io { .. }));

    let publisher = open(&target, Mode::Auto);
    publisher.put("index.html", b"changed").unwrap();
    limit(Resource::Fsize, 50_000);
    assert!(fails(&publisher));
    assert!(matches!(publisher.commit(), Err(OutputError::Unfinished(_))));
    assert_eq!(names(&target.with_file_name(".baton-output")).len(), 2, "the stage is removed");

    let publisher = open(&target, Mode::Auto);
    let open_files = fs::read_dir("/proc/self/fd").unwrap().count() as u64 - 1;
    limit(Resource::Nofile, open_files);
    assert!(fails(&publisher));
    drop(publisher);
    println!("limits met");
}

#[test]
fn a_system_that_refuses_leaves_the_published_tree_as_it_was() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("output");
    publish(&target, Mode::Auto, 7);
    let before = inode(&target);
    let output = child("child_meets_limits", &target, 0).wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("limits met"));
    assert_eq!(inode(&target), before);
    assert_eq!(whole(&open_folder(&target).unwrap()).unwrap(), 7);
    publish(&target, Mode::Auto, 8);
    assert_eq!(
        names(&room.path().join(".baton-output")).len(),
        2,
        "what could not be removed is removed by the next run"
    );
}

#[test]
fn the_lock_ends_with_its_process() {
    let room = tempfile::tempdir().unwrap();
    let target = room.path().join("output");
    let mut holder = child("child_holds_the_lock", &target, 0);
    let mut ready = [0; 400];
    while !fs::exists(target.with_file_name(".baton-output/new")).unwrap() {
        assert!(holder.try_wait().unwrap().is_none(), "{:?}", holder.stdout.as_mut().unwrap().read(&mut ready));
        thread::sleep(Duration::from_millis(1));
    }
    let impatient = Options { wait: Duration::ZERO, ..options(Mode::Auto) };
    let Err(OutputError::Locked { holder: named, .. }) = Publisher::open(&target, impatient, &|_| {}) else {
        panic!("two builds at once")
    };
    assert_eq!(named.pid, Some(holder.id()));
    holder.kill().unwrap();
    holder.wait().unwrap();
    Publisher::open(&target, impatient, &|_| panic!("still locked")).unwrap();
}

#[test]
#[ignore = "the part of a child"]
fn child_holds_the_lock() {
    let Some((target, _)) = part() else { return };
    let _held = open(&target, Mode::Auto);
    thread::sleep(Duration::from_mins(1));
}
