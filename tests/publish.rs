//! Publishing: what is written, what is left alone, what is refused.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::output::{Mode, Options, OutputError, Published, Publisher, check_apart, clean, read_memo, write_memo};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const OPTIONS: Options = Options { mode: Mode::Auto, wait: Duration::ZERO, durable: false };
const RELEASES: Options = Options { mode: Mode::Releases, ..OPTIONS };

/// A folder with room for an output folder.
struct Room(TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn output(&self) -> PathBuf {
        self.at("output")
    }

    fn open(&self, options: Options) -> Result<Publisher, OutputError> {
        Publisher::open(&self.output(), options, &|_| {})
    }

    fn publish_as(&self, options: Options, files: &[(&str, &str)]) -> Published {
        let publisher = self.open(options).unwrap();
        put_all(&publisher, files);
        publisher.commit().unwrap()
    }

    fn publish(&self, files: &[(&str, &str)]) -> Published {
        self.publish_as(OPTIONS, files)
    }

    /// Every file below the output folder with its text, without the manifest.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = texts(&self.output());
        files.remove("manifest.json");
        files
    }

    /// What lies in the dot-folder beside the output.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.at(".baton-output")).unwrap().collect();
        names.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
        names.into_iter().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn put_all(publisher: &Publisher, files: &[(&str, &str)]) {
    for (path, text) in files {
        publisher.put(path, text.as_bytes()).unwrap();
    }
}

fn texts(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name().into_string().unwrap())).unwrap();
        if path.is_dir() {
            found.extend(texts(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    found
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// All that the system knows of every file and folder but the time of the last look.
fn marks(root: &Path) -> BTreeMap<PathBuf, [i64; 7]> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).chain([folder.clone()]) {
            let m = fs::symlink_metadata(&path).unwrap();
            if m.is_dir() && path != folder {
                folders.push(path.clone());
            }
            let [inode, links] = [m.ino(), m.nlink()].map(u64::cast_signed);
            let times = [m.mtime(), m.mtime_nsec(), m.ctime(), m.ctime_nsec()];
            found.insert(path, [inode, links, m.mode().into(), times[0], times[1], times[2], times[3]]);
        }
    }
    found
}

fn foreign(error: OutputError) -> Vec<String> {
    match error {
        OutputError::Foreign { files, .. } => files,
        other => panic!("{other}"),
    }
}

const SITE: [(&str, &str); 3] = [("index.html", "one"), ("en/a/page.html", "two"), ("en/b.html", "three")];

#[test]
fn a_first_publish_writes_everything_and_leaves_nothing_beside() {
    let room = Room::new();
    assert_eq!(room.publish(&SITE), Published { written: 3, unchanged: 0, removed: 0 });
    assert_eq!(room.files(), map(&SITE));
    assert_eq!(room.beside(), [".gitignore", "lock"]);
}

#[test]
fn the_same_outputs_again_touch_nothing() {
    for options in [OPTIONS, RELEASES] {
        let room = Room::new();
        fs::write(room.at("logo.png"), "pixels").unwrap();
        let publish = || {
            let publisher = room.open(options).unwrap();
            put_all(&publisher, &SITE);
            publisher.copy("_t/logo.png", &room.at("logo.png")).unwrap();
            publisher.commit().unwrap()
        };
        publish();
        let link = fs::symlink_metadata(room.output()).unwrap().ctime_nsec();
        let before = marks(&room.output().canonicalize().unwrap());
        let parent = fs::metadata(room.0.path()).unwrap();
        thread::sleep(Duration::from_millis(20));
        assert_eq!(publish(), Published { written: 0, unchanged: 4, removed: 0 });
        assert_eq!(marks(&room.output().canonicalize().unwrap()), before);
        assert_eq!(fs::symlink_metadata(room.output()).unwrap().ctime_nsec(), link);
        assert_eq!(fs::metadata(room.0.path()).unwrap().mtime_nsec(), parent.mtime_nsec());
    }
}

#[test]
fn only_what_differs_is_written_and_what_is_gone_vanishes() {
    for options in [OPTIONS, RELEASES] {
        let room = Room::new();
        room.publish_as(options, &SITE);
        let inode = |path: &str| fs::metadata(room.output().join(path)).unwrap().ino();
        let (kept, changed) = (inode("en/a/page.html"), inode("index.html"));
        let next = [("index.html", "new"), ("en/a/page.html", "two"), ("fr/c.html", "four")];
        assert_eq!(room.publish_as(options, &next), Published { written: 2, unchanged: 1, removed: 1 });
        assert_eq!(room.files(), map(&next));
        assert_eq!(inode("en/a/page.html"), kept, "an unchanged file is the same file");
        assert_ne!(inode("index.html"), changed);
        assert_eq!(room.publish_as(options, &next[..2]), Published { written: 0, unchanged: 2, removed: 1 });
        assert_eq!(room.files(), map(&next[..2]));
        assert!(!room.output().join("fr").exists(), "an emptied folder goes too");
        assert_eq!(room.beside(), [".gitignore", "lock"]);
    }
}

#[test]
fn the_manifest_depends_on_the_outputs_alone() {
    let (one, other) = (Room::new(), Room::new());
    one.publish(&[("gone.html", "x")]);
    one.publish(&SITE);
    let publisher = other.open(RELEASES).unwrap();
    thread::scope(|scope| {
        for (path, text) in SITE.iter().rev() {
            scope.spawn(|| publisher.put(path, text.as_bytes()).unwrap());
        }
    });
    publisher.commit().unwrap();
    let manifest = fs::read_to_string(one.output().join("manifest.json")).unwrap();
    assert_eq!(manifest, fs::read_to_string(other.output().join("manifest.json")).unwrap());
    let digest = &blake3::hash(b"three").to_hex()[..32];
    let expected = format!("\"en/b.html\": {{\n      \"size\": 5,\n      \"digest\": \"{digest}\"\n    }}");
    assert!(manifest.contains(&expected), "{manifest}");
}

#[test]
fn a_published_file_that_was_edited_replaced_or_deleted_is_mended() {
    let room = Room::new();
    room.publish(&SITE);
    let victim = room.at("victim");
    fs::write(&victim, "three").unwrap();
    let time = fs::metadata(room.output().join("index.html")).unwrap().modified().unwrap();
    fs::write(room.output().join("index.html"), "ONE").unwrap();
    fs::File::options().write(true).open(room.output().join("index.html")).unwrap().set_modified(time).unwrap();
    fs::remove_file(room.output().join("en/a/page.html")).unwrap();
    fs::remove_file(room.output().join("en/b.html")).unwrap();
    symlink(&victim, room.output().join("en/b.html")).unwrap();
    assert_eq!(room.publish(&SITE), Published { written: 3, unchanged: 0, removed: 0 });
    assert_eq!(room.files(), map(&SITE));
    assert!(fs::symlink_metadata(room.output().join("en/b.html")).unwrap().is_file());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "three", "a link is not followed");
}

#[test]
fn assets_are_copies_whatever_their_permissions_and_links_are_refused() {
    let room = Room::new();
    let asset = room.at("asset.png");
    let pixels = "pixel".repeat(60_000);
    fs::write(&asset, &pixels).unwrap();
    fs::set_permissions(&asset, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&asset, room.at("link.png")).unwrap();
    let publisher = room.open(OPTIONS).unwrap();
    publisher.copy("a.png", &asset).unwrap();
    publisher.put("page.html", b"page").unwrap();
    publisher.commit().unwrap();
    let copy = fs::metadata(room.output().join("a.png")).unwrap();
    let page = fs::metadata(room.output().join("page.html")).unwrap();
    assert_eq!((copy.nlink(), copy.mode()), (1, page.mode()));
    fs::write(&asset, "edited").unwrap();
    assert_eq!(room.files()["a.png"], pixels);

    let publisher = room.open(OPTIONS).unwrap();
    assert!(publisher.copy("a.png", &room.at("link.png")).is_err());
    assert!(publisher.copy("c.png", room.0.path()).is_err());
    drop(publisher);
    let publisher = room.open(OPTIONS).unwrap();
    assert!(publisher.copy("b.png", &room.at("missing.png")).is_err());
    assert!(matches!(publisher.commit(), Err(OutputError::Unfinished(_))), "a tree with a hole is not published");
    assert_eq!(room.files()["a.png"], pixels);
    assert_eq!(room.beside(), [".gitignore", "lock"]);
}

#[test]
fn a_copy_is_compared_beyond_the_first_block() {
    let room = Room::new();
    let asset = room.at("asset.bin");
    let mut bytes = vec![7; 200_000];
    let mut publish = |last: u8| {
        *bytes.last_mut().unwrap() = last;
        fs::write(&asset, &bytes).unwrap();
        let publisher = room.open(OPTIONS).unwrap();
        publisher.copy("asset.bin", &asset).unwrap();
        publisher.commit().unwrap().written
    };
    assert_eq!([publish(1), publish(1), publish(2)], [1, 0, 1]);
    assert_eq!(fs::read(room.output().join("asset.bin")).unwrap(), bytes);
}

#[test]
fn what_is_dropped_without_a_commit_was_never_there() {
    let room = Room::new();
    room.publish(&SITE);
    let before = marks(&room.output());
    let publisher = room.open(OPTIONS).unwrap();
    publisher.put("index.html", b"half").unwrap();
    drop(publisher);
    assert_eq!(marks(&room.output()), before);
    assert_eq!(room.beside(), [".gitignore", "lock"]);
}

#[test]
fn foreign_files_are_refused_by_name() {
    let room = Room::new();
    fs::create_dir_all(room.output().join("deep")).unwrap();
    for name in ["deep/z", "a", "b\u{1b}[31m", "c", "d", "e", "manifest.json"] {
        fs::write(room.output().join(name), "{}").unwrap();
    }
    let error = room.open(OPTIONS).err().unwrap();
    let text = error.to_string();
    assert!(text.contains("\"a\", \"b\\u{1b}[31m\", \"c\", \"d\", \"deep/z\" and more"), "{text}");
    assert_eq!(foreign(error).len(), 5);
    assert_eq!(texts(&room.output()).len(), 7);
}

#[test]
fn a_foreign_file_in_a_published_tree_is_refused_even_if_it_comes_late() {
    for options in [OPTIONS, RELEASES] {
        let room = Room::new();
        room.publish_as(options, &SITE);
        let publisher = room.open(options).unwrap();
        publisher.put("index.html", b"next").unwrap();
        fs::write(room.output().join("en/notes.txt"), "mine").unwrap();
        assert_eq!(foreign(publisher.commit().unwrap_err()), ["en/notes.txt"]);
        assert_eq!(foreign(room.open(options).err().unwrap()), ["en/notes.txt"]);
        assert_eq!(room.files()["en/notes.txt"], "mine");
        assert_eq!(room.files()["index.html"], "one");
        fs::remove_file(room.output().join("en/notes.txt")).unwrap();
        symlink(room.0.path(), room.output().join("en/folder")).unwrap();
        assert_eq!(foreign(room.open(options).err().unwrap()), ["en/folder"]);
    }
}

#[test]
fn the_owners_dotfiles_and_the_folders_permissions_are_carried_over() {
    for options in [OPTIONS, RELEASES] {
        let room = Room::new();
        fs::create_dir(room.output()).unwrap();
        fs::write(room.output().join(".gitignore"), "*").unwrap();
        fs::set_permissions(room.output(), fs::Permissions::from_mode(0o750)).unwrap();
        room.publish_as(options, &[("index.html", "one"), (".nojekyll", "")]);
        room.publish_as(options, &[("index.html", "two")]);
        assert_eq!(room.files(), map(&[(".gitignore", "*"), ("index.html", "two")]));
        assert_eq!(fs::metadata(room.output()).unwrap().mode() & 0o777, 0o750);
        let publisher = room.open(options).unwrap();
        assert_eq!(foreign(publisher.put(".gitignore", b"").unwrap_err()), [".gitignore"]);
        drop(publisher);
        fs::create_dir(room.output().join(".git")).unwrap();
        fs::write(room.output().join(".git/HEAD"), "ref").unwrap();
        assert_eq!(foreign(room.open(options).err().unwrap()), [".git/HEAD"]);
    }
}

#[test]
fn unsuitable_places_are_refused() {
    let room = Room::new();
    fs::create_dir(room.at("elsewhere")).unwrap();
    fs::write(room.at("file"), "").unwrap();
    symlink(room.at("elsewhere"), room.at("link")).unwrap();
    symlink("elsewhere/../output.releases/../elsewhere", room.at("sly")).unwrap();
    let open = |target: &Path| Publisher::open(target, OPTIONS, &|_| {}).err();
    let home = std::env::home_dir().unwrap();
    let places = [Path::new("/"), Path::new(".."), Path::new("/proc"), &home];
    for place in
        places.into_iter().chain(["file", "link", "sly"].map(|name| room.at(name)).iter().map(PathBuf::as_path))
    {
        assert!(matches!(open(place), Some(OutputError::Unsuitable { .. })), "{}", place.display());
    }
    assert!(!Path::new("/.baton-proc").exists(), "nothing is made beside such a place");
    assert!(matches!(open(&room.at("file/output")), Some(OutputError::Io { .. })));
    assert!(matches!(open(&room.at("missing/../output")), Some(OutputError::Io { .. })));
}

#[test]
fn folders_above_the_output_are_made() {
    let room = Room::new();
    let deep = room.at("public/docs/output");
    assert_eq!(clean(&deep, OPTIONS, &|_| {}).unwrap(), 0);
    assert!(!room.at("public").exists(), "cleaning makes nothing");
    let publisher = Publisher::open(&deep, OPTIONS, &|_| {}).unwrap();
    put_all(&publisher, &[("index.html", "home")]);
    assert_eq!(publisher.commit().unwrap().written, 1);
    assert_eq!(fs::read_to_string(deep.join("index.html")).unwrap(), "home");
    fs::create_dir_all(room.at("content")).unwrap();
    let inside = room.at("content/new/folder/output");
    assert!(check_apart(&inside, &[&room.at("content")]).is_err());
}

#[test]
fn the_output_and_the_sources_lie_apart() {
    let room = Room::new();
    fs::create_dir_all(room.at("site/content/en")).unwrap();
    symlink(room.at("site/content"), room.at("alias")).unwrap();
    let content = room.at("site/content");
    let apart = |target: &str| check_apart(&room.at(target), &[&content, &room.at("missing")]).is_ok();
    assert!(apart("site/output") && apart("site/content-output"));
    assert!(!apart("site") && !apart("site/content") && !apart("site/content/en/output") && !apart("alias/output"));
}

#[test]
fn paths_that_lead_elsewhere_or_come_twice_are_refused() {
    let room = Room::new();
    let publisher = room.open(OPTIONS).unwrap();
    let asset = room.at("asset");
    fs::write(&asset, "pixels").unwrap();
    publisher.put("a/b.html", b"one").unwrap();
    for bad in ["../x", "/x", "a//x", "a\\x", "", "manifest.json"] {
        assert!(matches!(publisher.put(bad, b""), Err(OutputError::Path { .. })), "{bad}");
        assert!(matches!(publisher.copy(bad, &asset), Err(OutputError::Path { .. })), "{bad}");
    }
    assert!(matches!(publisher.put("a/b.html", b"two"), Err(OutputError::Twice(_))));
    publisher.commit().unwrap();
    assert_eq!(room.files(), map(&[("a/b.html", "one")]));
}

#[test]
fn a_page_where_a_folder_is_fails_and_is_not_published() {
    let room = Room::new();
    room.publish(&SITE);
    let publisher = room.open(OPTIONS).unwrap();
    publisher.put("a/b", b"").unwrap();
    assert!(matches!(publisher.put("a", b""), Err(OutputError::Io { .. })));
    assert!(matches!(publisher.put("a/b/c", b""), Err(OutputError::Io { .. })));
    drop(publisher);
    assert_eq!(room.files(), map(&SITE));
}

#[test]
fn a_second_build_waits_and_then_gives_up() {
    let room = Room::new();
    let waited = AtomicUsize::new(0);
    let again = |wait| {
        let options = Options { wait, ..OPTIONS };
        Publisher::open(&room.output(), options, &|holder| {
            assert_eq!(holder.pid, Some(std::process::id()));
            waited.fetch_add(1, Ordering::SeqCst);
        })
    };
    let first = room.open(OPTIONS).unwrap();
    let Err(OutputError::Locked { holder, .. }) = again(Duration::from_millis(120)) else { panic!("not locked") };
    assert_eq!((holder.pid, waited.load(Ordering::SeqCst)), (Some(std::process::id()), 1));
    assert!(matches!(clean(&room.output(), OPTIONS, &|_| {}), Err(OutputError::Locked { .. })));
    first.put("index.html", b"first").unwrap();
    thread::scope(|scope| {
        let second = scope.spawn(|| again(Duration::from_mins(1)).unwrap());
        while waited.load(Ordering::SeqCst) < 2 {
            thread::yield_now();
        }
        first.commit().unwrap();
        let second = second.join().unwrap();
        second.put("index.html", b"second").unwrap();
        assert_eq!(second.commit().unwrap(), Published { written: 1, unchanged: 0, removed: 0 });
    });
    assert_eq!(room.files(), map(&[("index.html", "second")]));
}

#[test]
fn releases_are_numbered_and_the_last_three_stay() {
    let room = Room::new();
    room.publish(&[("index.html", "0")]);
    let numbers = || {
        let names = fs::read_dir(room.at("output.releases")).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> =
            names.map(|name| name.to_str().unwrap().split('-').next().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    for text in ["1", "2", "3", "4"] {
        room.publish_as(RELEASES, &[("index.html", text)]);
        assert!(fs::symlink_metadata(room.output()).unwrap().is_symlink());
        assert_eq!(room.files(), map(&[("index.html", text)]));
    }
    assert_eq!(numbers(), ["2", "3", "4"]);
    // Back to an older release by hand; the next build, without a word about releases, goes on from there.
    let older = fs::read_dir(room.at("output.releases")).unwrap().map(|entry| entry.unwrap().path());
    let older = older.into_iter().find(|path| path.to_str().unwrap().contains("/3-")).unwrap();
    fs::remove_file(room.output()).unwrap();
    symlink(Path::new("output.releases").join(older.file_name().unwrap()), room.output()).unwrap();
    assert_eq!(room.publish(&[("index.html", "3")]).written, 0);
    assert_eq!(room.publish(&[("index.html", "5")]).written, 1);
    assert_eq!(numbers(), ["3", "4", "5"]);
    // An exchange turns the link into a folder again.
    room.publish_as(Options { mode: Mode::Exchange, ..OPTIONS }, &[("index.html", "6")]);
    assert!(fs::symlink_metadata(room.output()).unwrap().is_dir());
    assert_eq!(room.files(), map(&[("index.html", "6")]));
}

#[test]
fn an_old_release_with_a_foreign_file_stays() {
    let room = Room::new();
    room.publish_as(RELEASES, &[("index.html", "1")]);
    let first = fs::canonicalize(room.output()).unwrap();
    room.publish_as(RELEASES, &[("index.html", "2")]);
    fs::write(first.join("notes.txt"), "mine").unwrap();
    for text in ["3", "4", "5"] {
        room.publish_as(RELEASES, &[("index.html", text)]);
    }
    assert_eq!(fs::read_to_string(first.join("notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_dir(room.at("output.releases")).unwrap().count(), 4);
}

#[test]
fn what_an_interrupted_run_left_is_mended() {
    let room = Room::new();
    room.publish(&SITE);
    // Killed between two renames: the old tree waits beside, the new one is complete but not in place.
    fs::rename(room.output(), room.at(".baton-output/old")).unwrap();
    fs::create_dir_all(room.at(".baton-output/new/en")).unwrap();
    fs::write(room.at(".baton-output/new/en/x.html"), "x").unwrap();
    drop(room.open(OPTIONS).unwrap());
    assert_eq!(room.files(), map(&SITE));
    assert_eq!(room.beside(), [".gitignore", "lock"]);
    // Killed after them: the old tree is still beside.
    fs::create_dir(room.at(".baton-output/old")).unwrap();
    fs::write(room.at(".baton-output/old/index.html"), "old").unwrap();
    assert_eq!(room.publish(&SITE).written, 0);
    assert_eq!(room.files(), map(&SITE));
    assert_eq!(room.beside(), [".gitignore", "lock"]);
}

#[test]
fn a_link_in_the_place_of_the_stage_is_removed_and_not_followed() {
    let room = Room::new();
    fs::create_dir_all(room.at("precious")).unwrap();
    fs::write(room.at("precious/file"), "mine").unwrap();
    room.publish(&SITE);
    symlink(room.at("precious"), room.at(".baton-output/new")).unwrap();
    room.publish(&[("file", "ours")]);
    assert_eq!(fs::read_to_string(room.at("precious/file")).unwrap(), "mine");
    assert_eq!(room.files(), map(&[("file", "ours")]));
}

#[test]
fn clean_removes_exactly_what_was_published() {
    let room = Room::new();
    assert_eq!(clean(&room.output(), OPTIONS, &|_| {}).unwrap(), 0);
    fs::create_dir(room.output()).unwrap();
    fs::write(room.output().join(".gitignore"), "*").unwrap();
    room.publish(&SITE);
    fs::write(room.output().join("en/notes.txt"), "mine").unwrap();
    assert_eq!(clean(&room.output(), OPTIONS, &|_| {}).unwrap(), 4);
    assert_eq!(texts(&room.output()), map(&[(".gitignore", "*"), ("en/notes.txt", "mine")]));
    assert!(!room.output().join("en/a").exists());
    assert_eq!(clean(&room.output(), OPTIONS, &|_| {}).unwrap(), 0);
}

#[test]
fn clean_follows_no_link_and_believes_no_path_that_leads_out() {
    let room = Room::new();
    room.publish(&SITE);
    fs::rename(room.output().join("en"), room.at("moved")).unwrap();
    symlink(room.at("moved"), room.output().join("en")).unwrap();
    assert_eq!(clean(&room.output(), OPTIONS, &|_| {}).unwrap(), 2);
    assert_eq!(texts(&room.at("moved")), map(&[("a/page.html", "two"), ("b.html", "three")]));
}

#[test]
fn clean_removes_releases_and_their_link() {
    let room = Room::new();
    room.publish_as(RELEASES, &SITE);
    room.publish_as(RELEASES, &SITE[..2]);
    assert_eq!(clean(&room.output(), OPTIONS, &|_| {}).unwrap(), 7);
    assert!(fs::symlink_metadata(room.output()).is_err());
    assert!(!room.at("output.releases").exists());
}

#[test]
fn the_memo_is_what_was_kept_or_nothing() {
    let room = Room::new();
    assert_eq!(read_memo(&room.output()), None);
    write_memo(&room.output(), b"first").unwrap();
    write_memo(&room.output(), b"").unwrap();
    assert_eq!(read_memo(&room.output()), Some(Vec::new()));
    write_memo(&room.output(), b"colours").unwrap();
    assert_eq!(read_memo(&room.output()), Some(b"colours".to_vec()));
    let file = room.at(".baton-output/highlight.memo");
    let mut bytes = fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert_eq!(read_memo(&room.output()), None);
    fs::write(&file, "short").unwrap();
    assert_eq!(read_memo(&room.output()), None);
    fs::remove_dir_all(room.at(".baton-output")).unwrap();
    fs::write(room.at(".baton-output"), "a file in its place").unwrap();
    assert!(write_memo(&room.output(), b"x").is_err());
    assert!(matches!(room.open(OPTIONS), Err(OutputError::Io { .. })));
}
