//! Places where no site can be put: nothing is published, nothing is lost.

use crate::{page, run};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn a_folder_of_somebody_else() {
    let site = page("# Case\n");
    site.write("output/precious.txt", b"mine");
    let output = run(&site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("precious.txt"));
    assert_eq!(fs::read(site.root().join("output/precious.txt")).unwrap(), b"mine");
}

#[test]
fn a_file_that_somebody_put_into_the_site() {
    let site = page("# Case\n");
    assert_eq!(run(&site.root(), &["build"]).status.code(), Some(0));
    site.write("output/en/precious.txt", b"mine");
    let output = run(&site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read(site.root().join("output/en/precious.txt")).unwrap(), b"mine");
    assert!(site.root().join("output/en/index.html").exists());
}

#[test]
fn a_file_in_place_of_the_folder() {
    let site = page("# Case\n");
    site.write("output", b"a file");
    let output = run(&site.root(), &["build"]);
    assert!(matches!(output.status.code(), Some(2 | 3)));
    assert_eq!(fs::read(site.root().join("output")).unwrap(), b"a file");
}

#[test]
fn the_sources_themselves() {
    let site = page("# Case\n");
    for target in ["content", "content/en", "content/en/out", "."] {
        let target = site.root().join(target);
        let output = run(&site.root(), &["build", "--output", target.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{}: {}", target.display(), String::from_utf8_lossy(&output.stderr));
    }
    assert!(site.root().join("content/en/index.md").exists());
}

#[test]
fn the_root_of_the_system() {
    let site = page("# Case\n");
    let output = run(&site.root(), &["build", "--output", "/"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_link_to_elsewhere() {
    let site = page("# Case\n");
    let elsewhere = site.outside().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("precious.txt"), b"mine").unwrap();
    symlink(&elsewhere, site.root().join("output")).unwrap();
    let output = run(&site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[test]
fn a_link_in_place_of_a_published_file_is_replaced_and_not_followed() {
    let site = page("# Case\n");
    assert_eq!(run(&site.root(), &["build"]).status.code(), Some(0));
    let victim = site.outside().join("victim.html");
    fs::write(&victim, b"mine").unwrap();
    let file = site.root().join("output/en/case.html");
    fs::remove_file(&file).unwrap();
    symlink(&victim, &file).unwrap();
    let output = run(&site.root(), &["build"]);
    assert!(matches!(output.status.code(), Some(0 | 2)), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read(&victim).unwrap(), b"mine");
}

#[test]
fn a_parent_that_does_not_exist_is_made() {
    let site = page("# Case\n");
    let target = site.root().join("no/such/folder/output");
    let output = run(&site.root(), &["build", "--output", target.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(target.join("index.html").is_file());
}

#[test]
fn files_that_may_not_grow() {
    let site = page(&format!("# Case\n\n{}\n", "word ".repeat(50_000)));
    let build = "ulimit -f 8; exec \"$0\" build --root \"$1\"";
    let output = std::process::Command::new("sh")
        .args(["-c", build, env!("CARGO_BIN_EXE_baton")])
        .arg(site.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!site.root().join("output/index.html").exists());
}

#[test]
fn an_alias_that_wants_a_published_file() {
    let site = page("---\ntitle: t\naliases: [/index.html, /case.html]\n---\n# Case\n\nStill here.\n");
    site.build().expect(0, &["redirect-shadowed"]).shows("Still here.").rest_is_published();
}
