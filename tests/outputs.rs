//! Everything that a build publishes can be had alone, by its path, with the same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use baton::workspace::{Body, Options, Output, Progress, Workspace};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

struct Silent;
impl Progress for Silent {}

fn bytes(output: &Output) -> Vec<u8> {
    match &output.body {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::File(asset) => fs::read(&asset.disk).unwrap(),
    }
}

fn published(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = files.map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (path, fs::read(entry.path()).unwrap())
    });
    named.filter(|(path, _)| path != "manifest.json" && path != ".gitignore").collect()
}

#[test]
fn each_output_of_a_build_can_be_pulled_alone() {
    let room = tempfile::tempdir().unwrap();
    let files: &[(&str, &[u8])] = &[
        ("content/site.yml", b"title: Test\nbase_url: https://example.com/wiki/\n"),
        ("content/en/index.md", b"# Start\n\n![a](good.svg) ![b](bad.svg) ![c](pixel.png) [data](/assets/rows.csv)\n"),
        ("content/en/guide/plan.md", b"---\ntitle: Plan\n---\n# Plan\n\nWords.\n"),
        ("content/fr/index.md", "# Début\n".as_bytes()),
        ("content/en/redirects.csv", b"old.html,/guide/plan.md\n"),
        (
            "content/en/good.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script><path d=\"M0 0\"/></svg>",
        ),
        ("content/en/bad.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"></svg>"),
        ("content/en/pixel.png", b"\x89PNG\r\n\x1a\n rest"),
        ("content/en/idle.png", b"\x89PNG\r\n\x1a\n rest"),
        ("content/assets/rows.csv", b"a,b\n1,2\n"),
        ("themes/default/assets/extra.woff2", b"font"),
    ];
    for (path, bytes) in files {
        let path = room.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let options = Options { root: room.path().to_owned(), ..Options::default() };
    Workspace::open(options.clone(), &Silent).unwrap().build(&Silent).unwrap();
    let expected = published(&room.path().join("output"));
    assert!(expected.contains_key("en/good.svg") && !expected.contains_key("en/bad.svg"), "{:?}", expected.keys());

    let workspace = Workspace::open_live(options, &Silent).unwrap();
    let snapshot = workspace.snapshot();
    let paths: Vec<String> = snapshot.paths().iter().map(ToString::to_string).collect();
    assert_eq!(paths, expected.keys().cloned().collect::<Vec<_>>());
    for (path, published) in &expected {
        let output = snapshot.output(path).unwrap().unwrap_or_else(|| panic!("{path} is missing"));
        assert_eq!(bytes(&output), *published, "{path}");
        let again = snapshot.output(path).unwrap().unwrap();
        assert_eq!((output.media, output.digest), (again.media, again.digest), "{path}");
    }
    let media = |path: &str| snapshot.output(path).unwrap().unwrap().media;
    assert_eq!(media("en/guide/plan.html"), "text/html; charset=utf-8");
    assert_eq!(media("_theme/baton.css"), "text/css; charset=utf-8");
    assert_eq!(media("_theme/baton.js"), "text/javascript; charset=utf-8");
    assert_eq!(media("_theme/extra.woff2"), "font/woff2");
    assert_eq!(media("_search/en/root.js"), "text/javascript; charset=utf-8");
    assert_eq!(media("sitemap.xml"), "application/xml; charset=utf-8");
    assert_eq!(media("en/good.svg"), "image/svg+xml");
    assert_eq!(media("en/pixel.png"), "image/png");
    for absent in [
        "",
        "en",
        "en/",
        "../content/site.yml",
        "en/idle.png",
        "en/bad.svg",
        "content/site.yml",
        "manifest.json",
        "/index.html",
    ] {
        assert!(snapshot.output(absent).unwrap().is_none(), "{absent}");
    }
}
