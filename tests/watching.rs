//! Whatever is done to a site's files, what is served comes to be what a build from nothing makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod live;

use live::{Room, Running, files, wait_until};
use std::fs;
use std::path::Path;

fn room() -> Room {
    Room::new(&[
        ("content/site.yml", "title: Test\n"),
        ("content/en/index.md", "# Start\n\n[plan](guide/plan.md)\n"),
        ("content/en/guide/plan.md", "# Plan\n\nWords.\n"),
        ("content/en/guide/steps.md", "# Steps\n\n![a](a.svg)\n"),
        ("content/en/guide/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>"),
        ("content/fr/index.md", "# Début\n"),
        ("content/fr/guide/plan.md", "# Plan\n\nMots.\n"),
    ])
}

/// Waits until the server serves what a build from nothing makes, no more and no less of the pages.
#[track_caller]
fn converges(server: &Running, room: &Room) {
    wait_until(|| {
        let built = room.clean_build();
        for (path, bytes) in &built {
            let answer = server.get(&format!("/{}", path.replace(' ', "%20")));
            if answer.status != 200 {
                return Err(format!("{path} is not there: {}", answer.status));
            }
            let same = if path.ends_with(".html") {
                answer.without_script().into_bytes() == *bytes
            } else {
                answer.body == *bytes
            };
            if !same {
                return Err(format!("{path} is another"));
            }
        }
        let sitemap: Vec<String> = built.keys().filter(|path| path.ends_with(".html")).cloned().collect();
        for path in ["en/guide/plan.html", "en/guide/steps.html", "en/new/place/page.html", "fr/guide/plan.html"] {
            if !sitemap.iter().any(|known| known == path) && server.get(&format!("/{path}")).status != 404 {
                return Err(format!("{path} is still there"));
            }
        }
        Ok(())
    });
}

#[test]
fn saves_of_every_kind_arrive() {
    let room = room();
    let server = Running::serve(&room, &[]);
    // In place.
    room.write("content/en/guide/plan.md", "# Plan\n\nIn place.\n");
    converges(&server, &room);
    // By a file beside it, renamed over it.
    room.write("content/en/guide/.plan.md.swp", "# Plan\n\nRenamed.\n");
    fs::rename(room.path("content/en/guide/.plan.md.swp"), room.path("content/en/guide/plan.md")).unwrap();
    converges(&server, &room);
    // By moving the old one away first.
    fs::rename(room.path("content/en/guide/plan.md"), room.path("content/en/guide/plan.md~")).unwrap();
    room.write("content/en/guide/plan.md", "# Plan\n\nMoved away.\n");
    fs::remove_file(room.path("content/en/guide/plan.md~")).unwrap();
    converges(&server, &room);
    // Emptied, then written.
    room.write("content/en/guide/plan.md", "");
    std::thread::sleep(std::time::Duration::from_millis(10));
    room.write("content/en/guide/plan.md", "# Plan\n\nEmptied first.\n");
    converges(&server, &room);
    // Removed, and made again.
    fs::remove_file(room.path("content/en/guide/plan.md")).unwrap();
    converges(&server, &room);
    room.write("content/en/guide/plan.md", "# Plan\n\nMade again.\n");
    converges(&server, &room);
    // An asset, and a name that differs in case alone.
    room.write("content/en/guide/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M1 1\"/></svg>");
    converges(&server, &room);
    fs::rename(room.path("content/en/guide/steps.md"), room.path("content/en/guide/Steps.md")).unwrap();
    converges(&server, &room);
}

#[test]
fn a_branch_that_is_checked_out_arrives_as_a_whole() {
    let room = room();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
        let output = command.args(arguments).current_dir(room.path("")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "content"]);
    git(&["commit", "--quiet", "--message", "One"]);
    git(&["checkout", "--quiet", "-b", "other"]);
    fs::rename(room.path("content/en/guide/steps.md"), room.path("content/en/guide/stages.md")).unwrap();
    for number in 0..60 {
        room.write(&format!("content/en/many/{number}.md"), format!("# Page {number}\n\n[plan](../guide/plan.md)\n"));
    }
    room.write("content/site.yml", "title: Another branch\n");
    git(&["add", "--all", "content"]);
    git(&["commit", "--quiet", "--message", "Two"]);
    let server = Running::serve(&room, &[]);
    for branch in ["main", "other", "main"] {
        git(&["checkout", "--quiet", branch]);
        converges(&server, &room);
        let many = server.get("/en/many/7.html").status;
        assert_eq!(many, if branch == "main" { 404 } else { 200 }, "{branch}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_arrives_where_the_link_is() {
    let room = room();
    std::os::unix::fs::symlink("plan.md", room.path("content/en/guide/again.md")).unwrap();
    let server = Running::serve(&room, &[]);
    converges(&server, &room);
    room.write("content/en/guide/plan.md", "# Plan\n\nThrough the link.\n");
    converges(&server, &room);
    fs::remove_file(room.path("content/en/guide/again.md")).unwrap();
    std::os::unix::fs::symlink("steps.md", room.path("content/en/guide/again.md")).unwrap();
    converges(&server, &room);
}

#[test]
fn folders_that_move_come_and_go_arrive() {
    let room = room();
    let server = Running::serve(&room, &[]);
    fs::rename(room.path("content/en/guide"), room.path("content/en/manual")).unwrap();
    converges(&server, &room);
    fs::rename(room.path("content/en/manual"), room.path("content/en/guide")).unwrap();
    converges(&server, &room);
    // From elsewhere, with what is in it.
    room.write("aside/place/page.md", "# Page\n");
    fs::rename(room.path("aside"), room.path("content/en/new")).unwrap();
    converges(&server, &room);
    fs::remove_dir_all(room.path("content/en/new")).unwrap();
    converges(&server, &room);
    // A locale that is new.
    room.write("content/de/index.md", "# Anfang\n");
    converges(&server, &room);
}

#[test]
fn no_file_is_lost_in_folders_that_are_made_and_filled_at_once() {
    let room = room();
    let server = Running::serve(&room, &[]);
    for number in 0..150 {
        room.write(&format!("content/en/deep/{number}/a/b/page.md"), format!("# Page {number}\n"));
    }
    converges(&server, &room);
}

#[test]
fn what_is_removed_as_a_whole_is_watched_again_when_it_is_back() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let copy = files(&room.path("content"));
    let mut events = server.events(&["/en/guide/plan.html"]);
    assert!(events.next("trouble").is_null());
    fs::rename(room.path("content"), room.path("away")).unwrap();
    assert!(!events.next("trouble").is_null());
    assert_eq!(server.get("/en/guide/plan.html").status, 200, "the last good site stays up");
    for (path, bytes) in &copy {
        room.write(&format!("content/{path}"), bytes);
    }
    converges(&server, &room);
    room.write("content/en/guide/plan.md", "# Plan\n\nHeard again.\n");
    converges(&server, &room);
}

#[test]
fn theme_settings_and_trees_that_lie_elsewhere_are_watched() {
    let elsewhere = tempfile::tempdir().unwrap();
    let page = elsewhere.path().join("guide/far.md");
    fs::create_dir_all(page.parent().unwrap()).unwrap();
    fs::write(&page, "# Far\n").unwrap();
    let room = room();
    let relative = format!("../{}", elsewhere.path().file_name().unwrap().to_str().unwrap());
    let settings =
        |title: &str| format!("title: {title}\nlocales:\n  en: {{}}\n  fr: {{}}\n  ja: {{ path: {relative:?} }}\n");
    room.write("content/site.yml", settings("Test"));
    let server = Running::serve(&room, &[]);
    converges(&server, &room);
    fs::write(&page, "# Farther\n").unwrap();
    converges(&server, &room);
    room.write("content/site.yml", settings("Renamed"));
    converges(&server, &room);
    room.write("themes/default/assets/extra.css", "p { color: red }");
    converges(&server, &room);
    room.write("themes/default/templates/404.html", "<!doctype html><html><head></head><body>Not here</body></html>");
    wait_until(|| {
        let text = server.get("/nowhere").text();
        if text.contains("Not here") { Ok(()) } else { Err(text) }
    });
    fs::remove_dir_all(room.path("themes")).unwrap();
    converges(&server, &room);
}

#[test]
fn without_events_changes_are_found_by_looking() {
    let room = room();
    let server = Running::serve(&room, &["--poll=50"]);
    room.write("content/en/guide/plan.md", "# Plan\n\nFound.\n");
    converges(&server, &room);
    room.write("content/en/new/place/page.md", "# Page\n");
    converges(&server, &room);
    fs::remove_dir_all(room.path("content/en/new")).unwrap();
    converges(&server, &room);
}

#[test]
fn a_standing_build_writes_what_changed_and_nothing_else() {
    use std::os::unix::fs::MetadataExt;
    let room = room();
    let watch = Running::start(&room.0, &["watch", "--fail-on", "never"]);
    let output = room.path("output");
    let inode = |path: &str| fs::metadata(Path::new(&output).join(path)).unwrap().ino();
    assert_eq!(files(&output), room.clean_build());
    let before = (inode("en/guide/plan.html"), inode("fr/index.html"));
    room.write("content/en/guide/plan.md", "# Plan\n\nWritten anew.\n");
    wait_until(|| if files(&output) == room.clean_build() { Ok(()) } else { Err("it is another".into()) });
    let after = (inode("en/guide/plan.html"), inode("fr/index.html"));
    assert!(before.0 != after.0 && before.1 == after.1, "one was written, the other is the same file");
    fs::remove_file(room.path("content/en/guide/plan.md")).unwrap();
    wait_until(|| if files(&output) == room.clean_build() { Ok(()) } else { Err("it is another".into()) });
    assert_eq!(watch.stop("INT"), Some(0));
}
