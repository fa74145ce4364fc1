//! Whole small sites: the folder of each holds `content/` and, under `expected/`, everything that becomes of it.
//!
//! They are built with the theme `plain`, which shows what a page is told and nothing else, so the trees can be read and
//! compared by eye. `findings.txt` is what the terminal shows. `BLESS=1 cargo test --test sites` writes the trees anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use walkdir::WalkDir;

/// Every file below `folder` as text, by path.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).unwrap();
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (name(entry.path()), text(entry.path()))).collect()
}

fn copy(from: &Path, to: &Path) {
    for (path, text) in texts(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// What becomes of the site at `folder`: its outputs but for the theme's own files, and its findings.
fn built(folder: &Path) -> BTreeMap<String, String> {
    let room = tempfile::tempdir().unwrap();
    copy(&folder.join("content"), &room.path().join("content"));
    copy(&folder.with_file_name("plain"), &room.path().join("themes/plain"));
    let run = |verb: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.arg(verb).arg("--root").arg(room.path()).args(more).env("NO_COLOR", "1").env("COLUMNS", "100");
        command.output().unwrap()
    };
    let build = run("build", &["--quiet", "--fail-on", "never"]);
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    let mut files = texts(&room.path().join("output"));
    files.retain(|path, _| !path.starts_with("_theme/") && path != "manifest.json" && path != ".gitignore");
    let check = run("check", &["--fail-on", "never"]);
    let findings = String::from_utf8(check.stdout).unwrap();
    files.insert("findings.txt".into(), findings);
    files
}

#[track_caller]
fn expect(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let (built, expected) = (built(&folder), folder.join("expected"));
    if std::env::var_os("BLESS").is_some() {
        drop(fs::remove_dir_all(&expected));
        for (path, text) in &built {
            let path = expected.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return;
    }
    let expected = texts(&expected);
    for (path, text) in &built {
        assert_eq!(Some(text), expected.get(path), "{name}/expected/{path} (BLESS=1 writes it anew)");
    }
    assert_eq!(built.len(), expected.len(), "{:?}", expected.keys().filter(|path| !built.contains_key(*path)));
}

#[test]
fn guides_order_their_pages() {
    expect("guides");
}

#[test]
fn locales_fall_back_and_know_of_each_other() {
    expect("locales");
}

#[test]
fn references_lead_where_they_say_or_are_reported() {
    expect("references");
}

#[test]
fn addresses_come_from_tables_of_contents() {
    expect("addresses");
}

#[test]
fn includes_become_part_of_the_page() {
    expect("includes");
}
