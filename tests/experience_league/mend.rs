//! `baton check --fix`: certain mends are made, and nothing else is touched.

use super::{Site, site};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn flawed() -> Site {
    site(&[
        ("content/site.yml", "locales: [en]\n"),
        (
            "content/en/index.md",
            "\u{feff}---\r\nTitle: Start\r\nRole: Admin\r\n---\r\n\r\n# Start\r\n\r\n[a](Guide/Page.md#page) [b](guide/page.md?x=1#PAGE) ![x](/assets/X.svg) [no](nowhere.md)\r\n",
        ),
        (
            "content/en/guide/page.md",
            "---\ntitle: 'It doesn't open'\nfeature: A: B\n---\n\n# Page\n\nText  \nwith\ttabs.",
        ),
        ("content/en/guide/TOC.md", "# Guide\n\n- [Page](/guide//page.md)\n"),
        ("content/assets/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"),
    ])
}

fn check(site: &Site, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    let output = command.current_dir(site.root()).arg("check").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn certain_mends_are_made_and_every_other_byte_stays() {
    let site = flawed();
    let page = site.root().join("content/en/guide/page.md");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).unwrap();
    let (code, out, err) = check(&site, &["--fix", "--format", "json"]);
    assert_eq!(
        site.read("content/en/index.md"),
        "\u{feff}---\r\ntitle: Start\r\nrole: Admin\r\n---\r\n\r\n# Start\r\n\r\n[a](guide/page.md#page) [b](guide/page.md?x=1#page) ![x](/assets/x.svg) [no](nowhere.md)\r\n"
    );
    // The second mend shows once the first is made.
    assert_eq!(
        site.read("content/en/guide/page.md"),
        "---\ntitle: 'It doesn''t open'\nfeature: 'A: B'\n---\n\n# Page\n\nText  \nwith\ttabs."
    );
    assert_eq!(site.read("content/en/guide/TOC.md"), "# Guide\n\n- [Page](/guide/page.md)\n");
    assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o640);
    let left: Value = serde_json::from_str(&out).unwrap();
    let codes: Vec<_> = left["diagnostics"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(code, 1);
    assert_eq!(codes, ["link-broken"]);
    assert!(err.contains("Mended 5 findings in content/en/index.md\n"), "{err}");
    assert!(err.contains("Mended 2 findings in content/en/guide/page.md\n"), "{err}");
    let leftovers = fs::read_dir(site.root().join("content/en/guide")).unwrap().count();
    assert_eq!(leftovers, 2, "nothing is left beside the files");
    let (_, _, err) = check(&site, &["--fix"]);
    assert!(err.contains("Nothing could be mended"), "{err}");
}

#[test]
fn signs_that_a_translation_moved_or_widened_are_put_right() {
    let site = site(&[
        ("content/site.yml", "locales: [en]\n"),
        ("content/assets/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"),
        (
            "content/en/index.md",
            "# Start\n\n## One {#one} in *all*\n\n## Two｛#two｝\n\n![x](/assets/x.svg) {width=\"5\"}\n\n\
             ![x](/assets/x.svg)\n{width=5\n\n！［x］（/assets/x.svg）[**a** b]（#one）\n\n\
             a\n＞[!NOTE]\n＞\n＞b\n\n＋＋＋c\n\nd\n\n＋＋＋\n",
        ),
    ]);
    let (code, out, err) = check(&site, &["--fix", "--format", "json"]);
    assert_eq!(
        site.read("content/en/index.md"),
        "# Start\n\n## One in *all* {#one}\n\n## Two {#two}\n\n![x](/assets/x.svg){width=\"5\"}\n\n\
         ![x](/assets/x.svg){width=5}\n\n![x](/assets/x.svg)[**a** b](#one)\n\n\
         a\n>[!NOTE]\n>\n>b\n\n+++c\n\nd\n\n+++\n",
        "{err}"
    );
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()["diagnostics"].as_array().unwrap().len()), (0, 0));
}

#[test]
fn only_what_was_asked_for_is_mended() {
    let site = flawed();
    let before = site.read("content/en/index.md");
    let (_, _, err) = check(&site, &["--fix", "content/en/guide"]);
    assert_eq!(site.read("content/en/index.md"), before);
    assert!(err.contains("content/en/guide/TOC.md") && !err.contains("index.md"), "{err}");
    // Without the option nothing is.
    let page = site.read("content/en/guide/page.md");
    check(&site, &[]);
    assert_eq!((site.read("content/en/index.md"), site.read("content/en/guide/page.md")), (before, page));
}

#[test]
fn a_file_that_changed_since_it_was_read_is_left_alone() {
    let site = flawed();
    let options = baton::workspace::Options { root: site.root().to_owned(), ..Default::default() };
    let workspace = baton::workspace::Workspace::open(options, &super::Silence).unwrap();
    let report = workspace.check(&super::Silence).unwrap();
    site.write("content/en/guide/TOC.md", "# Guide\n\nSomebody saved this.\n");
    let mends = workspace.mend(&report.findings);
    assert_eq!(site.read("content/en/guide/TOC.md"), "# Guide\n\nSomebody saved this.\n");
    let refused: Vec<_> = mends.refused.iter().map(|(path, why)| format!("{path}: {why}")).collect();
    assert_eq!(refused, ["content/en/guide/TOC.md: the file has changed since it was read"]);
    assert_eq!(mends.applied.len(), 2);
}

#[test]
fn a_file_whose_bytes_are_no_text_is_left_alone() {
    let site = flawed();
    let bytes = b"---\nTitle: A\n---\n\n# A\n\ncaf\xe9\n";
    fs::write(site.root().join("content/en/index.md"), bytes).unwrap();
    let (_, _, err) = check(&site, &["--fix", "content/en/index.md"]);
    assert_eq!(fs::read(site.root().join("content/en/index.md")).unwrap(), bytes);
    assert!(err.contains("Left content/en/index.md as it is"), "{err}");
}
