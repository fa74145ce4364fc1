//! Names that files should not have, links between files, and files that are none.

use crate::{SECRET, page};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn a_symlinked_page_out_of_the_site() {
    let site = page("# Case\n");
    symlink("../../../secret.md", site.root().join("content/en/link.md")).unwrap();
    let built = site.build().expect(1, &["file-symlink"]);
    assert!(!built.exists("en/link.html"));
}

#[test]
fn a_symlinked_page_inside_the_site() {
    let site = page("# Case\n");
    symlink("case.md", site.root().join("content/en/link.md")).unwrap();
    site.build().expect(1, &["file-symlink"]).rest_is_published();
}

#[test]
fn a_symlinked_folder() {
    let site = page("# Case\n\n[x](out/secret.md)\n");
    symlink("../../..", site.root().join("content/en/out")).unwrap();
    site.build().expect(1, &["file-symlink", "link-broken"]).rest_is_published();
}

#[test]
fn a_symlinked_asset() {
    let site = page("# Case\n\n![x](x.svg)\n");
    symlink("../../../secret.svg", site.root().join("content/en/x.svg")).unwrap();
    site.build().expect(1, &["asset-missing", "file-symlink"]);
}

#[test]
fn a_symlink_loop() {
    let site = page("# Case\n");
    symlink("loop", site.root().join("content/en/loop")).unwrap();
    symlink(".", site.root().join("content/en/self")).unwrap();
    site.build().expect(1, &["file-symlink"]).rest_is_published();
}

#[test]
fn a_symlink_to_nothing() {
    let site = page("# Case\n");
    symlink("/nowhere/at/all", site.root().join("content/en/x.md")).unwrap();
    site.build().expect(1, &["file-symlink"]);
}

#[test]
fn a_symlinked_theme_is_not_followed() {
    let site = page("# Case\n");
    fs::create_dir_all(site.root().join("themes/default/assets")).unwrap();
    symlink("../../../../secret.md", site.root().join("themes/default/assets/x.css")).unwrap();
    let built = site.build();
    assert!(!built.exists("_theme/x.css"));
}

#[test]
fn a_pipe_is_not_opened() {
    let site = page("# Case\n");
    let made = std::process::Command::new("mkfifo").arg(site.root().join("content/en/pipe.md")).status().unwrap();
    assert!(made.success());
    let root = site.root();
    let _ = root;
    // The listing of what lies outside reads regular files only, so the pipe can't hold the test either.
    site.build().expect(1, &["file-unreadable"]).rest_is_published();
}

#[test]
fn a_folder_named_like_a_page() {
    let site = page("# Case\n");
    fs::create_dir_all(site.root().join("content/en/folder.md")).unwrap();
    site.write("content/en/folder.md/a.md", b"# A\n");
    let built = site.build().expect(0, &[]);
    assert!(built.exists("en/folder.md/a.html"));
}

#[test]
fn names_that_differ_in_case() {
    let site = page("# Case\n");
    site.write("content/en/CASE.md", b"# Other\n");
    site.build().expect(1, &["output-collision"]).rest_is_published();
}

#[test]
fn names_that_differ_in_unicode_form() {
    let site = page("# Case\n\n[x](caf\u{e9}.md)\n");
    site.write("content/en/caf\u{e9}.md", b"# One\n");
    site.write("content/en/cafe\u{301}.md", b"# Two\n");
    site.build().expect(1, &["output-collision"]);
}

#[test]
fn a_decomposed_name_is_found_by_its_composed_one() {
    let site = page("# Case\n\n[x](caf\u{e9}.md)\n");
    site.write("content/en/cafe\u{301}.md", b"# One\n");
    site.build().expect(0, &[]).shows("caf%C3%A9.html");
}

#[test]
fn reserved_names() {
    let site = page("# Case\n");
    for name in ["con.md", "aux.md", "com1.md", "nul.x.md"] {
        site.write(&format!("content/en/{name}"), b"# Reserved\n");
    }
    site.build().expect(0, &["file-name"]).rest_is_published();
}

#[test]
fn odd_names() {
    let site = page("# Case\n");
    for name in [
        "a:b.md",
        "what?.md",
        "star*.md",
        "<b>.md",
        "\"q\".md",
        " blank.md",
        "100%.md",
        "a#b.md",
        "&amp;.md",
        "日本.md",
        "'.md",
    ] {
        site.write(&format!("content/en/{name}"), b"# Odd\n\nWords.\n");
    }
    let built = site.build().expect(0, &["file-name"]);
    assert!(built.exists("en/a#b.html") && built.exists("en/日本.html"));
}

#[test]
fn names_that_can_be_no_address() {
    let site = page("# Case\n");
    site.write("content/en/back\\slash.md", b"# Odd\n");
    site.write("content/en/new\nline.md", b"# Odd\n");
    site.write("content/en/esc\u{1b}[31m.md", b"# Odd\n");
    let built = site.build();
    assert!(built.findings.iter().any(|finding| finding.code == "file-name"));
    assert!(!built.stderr.contains("\u{1b}[31m"));
    built.rest_is_published();
}

#[test]
fn names_that_are_no_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let site = page("# Case\n");
    let name = std::ffi::OsStr::from_bytes(b"bad\xff.md");
    fs::write(site.root().join("content/en").join(name), "# Bad\n").unwrap();
    let built = site.build();
    assert!(built.findings.iter().any(|finding| finding.code == "file-name"), "{:?}", built.findings);
    built.rest_is_published();
}

#[test]
fn a_very_long_name() {
    let site = page("# Case\n");
    site.write(&format!("content/en/{}.md", "x".repeat(243)), b"# Long\n");
    let built = site.build();
    assert!(built.code.is_some_and(|code| code <= 1), "{}", built.stderr);
}

#[test]
fn a_deep_folder() {
    let site = page("# Case\n");
    site.write(&format!("content/en/{}/deep.md", ["d"; 40].join("/")), b"# Deep\n");
    let built = site.build().expect(0, &[]);
    assert!(built.exists(&format!("en/{}/deep.html", ["d"; 40].join("/"))));
}

#[test]
fn leftovers_of_editors_are_passed_over() {
    let site = page("# Case\n");
    for name in ["case.md~", ".case.md.swp", "#case.md#", ".#case.md", "4913", "x.tmp", ".git/config"] {
        site.write(&format!("content/en/{name}"), b"junk");
    }
    site.build().expect(0, &[]);
}

#[test]
fn pages_that_want_the_theme_s_or_the_site_s_addresses() {
    let site = page("# Case\n");
    site.write("content/en/g/TOC.md", b"# G\n\n- [A](a.md)\n");
    site.write("content/en/g/a.md", b"# A\n");
    site.write("content/en/g/toc.md", b"# Mine\n");
    let built = site.build();
    assert!(built.findings.iter().any(|finding| finding.code == "output-collision"), "{:?}", built.findings);
    built.rest_is_published();
}

#[test]
fn a_locale_that_is_only_a_file() {
    let site = page("# Case\n");
    site.write("content/fr", b"no folder");
    site.build().expect(0, &[]);
}

#[test]
fn what_lies_outside_is_not_read_by_any_name() {
    let root = page("# Case\n").root();
    let deep = root.to_string_lossy().into_owned();
    let text = format!(
        "# Case\n\n![a]({deep}/../secret.svg)\n![b](/../secret.svg)\n![c](assets/../../../../secret.svg)\n\
         [d](..%2f..%2f..%2fsecret.md)\n[e](....//....//secret.md)\n<img src=\"..\\..\\..\\secret.svg\" alt=\"f\">\n"
    );
    let built = page(&text).build();
    assert_eq!(built.code, Some(1));
    assert!(!built.html("en/case.html").contains(SECRET));
}
