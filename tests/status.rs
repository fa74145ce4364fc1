//! `baton status`: what it counts, in every format, and what it writes down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn git(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(root)
        .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")
        .env("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn baton(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baton"))
        .args(arguments)
        .current_dir(root)
        .env("SOURCE_DATE_EPOCH", "1767582245")
        .output()
        .unwrap()
}

fn said(root: &Path, arguments: &[&str]) -> String {
    let output = baton(root, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const SITE: &str = "source_locale: en\nlocales:\n  en: {}\n  fr: { fallback: [en] }\n  ja: { fallback: [en] }\n";

/// A site with a page of every kind.
fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let page = |title: &str, body: &str| format!("# {title}\n\n{body}\n");
    write(
        root,
        &[
            ("content/site.yml", SITE),
            ("content/en/index.md", &page("Start", "See [the plan](plan.md), [it](plan.md) and [more](more.md).")),
            ("content/en/plan.md", &page("Plan", "One two three.\n\nStays.\n\nGoes away.")),
            ("content/en/look.md", &page("Look", "See [the plan](plan.md).")),
            ("content/en/more.md", &page("More", "Five words stand right here.")),
            ("content/en/open.md", &page("Open", "Nobody knows.")),
        ],
    );
    git(root, &["init", "-q"]);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "a"]);
    let commit = git(root, &["rev-parse", "HEAD"]);
    let translated = |title: &str, body: &str| {
        format!("---\nsource-git-commit: {commit}\nworkflow-type: tm+mt\nht-degree: 12%\n---\n\n# {title}\n\n{body}\n")
    };
    write(
        root,
        &[
            (
                "content/fr/index.md",
                &translated("Début", "Voir [le plan](plan.md), [lui](plan.md) et [plus](more.md)."),
            ),
            ("content/fr/plan.md", &translated("Plan", "Un deux trois.\n\nReste.\n\nS’en va.")),
            ("content/fr/look.md", &translated("Vue", "Voir [le plan](plan.md).")),
            ("content/fr/open.md", &page("Ouvert", "Personne ne sait.")),
            ("content/fr/old.md", &page("=Vieux, \"oui\"", "Elle n’est plus.")),
            ("content/en/plan.md", &page("Plan", "One two four.\n\nStays.\n\nA new block of six words.")),
            ("content/en/look.md", &page("Look", "See **[the plan](plan.md)**.")),
        ],
    );
    folder
}

#[test]
fn the_table_counts_and_names_what_hurts_most() {
    let folder = site();
    assert_eq!(
        said(folder.path(), &["status", "--locale", "fr"]),
        "\
locale  coverage   current  cosmetic   changed   missing    orphan   unknown     words
fr          80 %         1         1         1         1         1         1        15

fr:   words  links  state
          9      2  changed 3 of 5        content/fr/plan.md
          6      1  missing               content/en/more.md
          0      0  unknown               content/fr/open.md
          0      0  orphan                content/fr/old.md
"
    );
}

#[test]
fn data_say_the_same() {
    let folder = site();
    let json: serde_json::Value = serde_json::from_str(&said(folder.path(), &["status", "--format", "json"])).unwrap();
    assert_eq!(json["locales"].as_array().unwrap().len(), 2);
    let fr = &json["locales"][0];
    assert_eq!((&fr["locale"], &fr["coverage_percent"], &fr["words"]), (&"fr".into(), &80.into(), &15.into()));
    assert_eq!(
        fr["counts"],
        serde_json::json!({"changed": 1, "missing": 1, "unknown": 1, "orphan": 1, "cosmetic": 1, "current": 1})
    );
    let plan = &fr["rows"][0];
    assert_eq!(plan["blocks"], serde_json::json!({"changed": 1, "added": 1, "removed": 1, "of": 5}));
    assert_eq!(
        (&plan["date"], &plan["age_days"], &plan["human_percent"]),
        (&"2026-01-02".into(), &3.into(), &12.into())
    );
    assert_eq!(json["locales"][1]["counts"]["missing"], 5);

    let csv = said(folder.path(), &["status", "--locale", "fr", "--format", "csv"]);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines.len(), 8, "{csv}");
    assert!(lines[1].starts_with("fr,changed,9,2,1,1,1,5,mixed,12,"), "{}", lines[1]);
    assert!(csv.contains(",content/fr/old.md,,\"'=Vieux, \"\"oui\"\"\"\r\n"), "{csv}");

    let html = said(folder.path(), &["status", "--locale", "fr", "--format", "html"]);
    for part in [
        "<dt>then</dt><dd>One two three.</dd>",
        "<dt>now</dt><dd>One two four.</dd>",
        "<dd lang=\"fr\">Un deux trois.</dd>",
        "<dd lang=\"fr\">S'en va.</dd>",
        "A new block",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn a_pipeline_can_fail_on_a_state() {
    let folder = site();
    let code = |states: &str| baton(folder.path(), &["status", "--locale", "fr", "--fail-on", states]).status.code();
    assert_eq!(["changed", "missing", "orphan,unknown", "cosmetic"].map(code), [Some(1); 4]);
    let whole = TempDir::new().unwrap();
    write(
        whole.path(),
        &[
            ("content/site.yml", "source_locale: en\nlocales:\n  en: {}\n  fr: {}\n"),
            ("content/en/index.md", "# A\n"),
            ("content/fr/index.md", "# B\n"),
        ],
    );
    let output = baton(whole.path(), &["status", "--fail-on", "changed,missing,orphan"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(baton(whole.path(), &["status", "--fail-on", "unknown"]).status.code(), Some(1));
    assert_eq!(baton(whole.path(), &["status", "--fail-on", "old"]).status.code(), Some(2));
}

#[test]
fn what_is_accepted_is_remembered_without_a_history() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            ("content/site.yml", "source_locale: en\nlocales:\n  en: {}\n  fr: {}\n"),
            ("content/en/index.md", "# A\n\nOne two three.\n"),
            ("content/en/b.md", "# B\n\nFour.\n"),
            ("content/fr/index.md", "# A\n\nUn deux trois.\n"),
            ("content/fr/b.md", "# B\n\nQuatre.\n"),
        ],
    );
    let state = |root: &Path| said(root, &["status", "--format", "csv"]);
    let states = |root: &Path| -> Vec<String> {
        state(root).lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(states(root), ["unknown", "unknown"]);
    said(root, &["status", "--accept", "content/fr/index.md"]);
    assert_eq!(states(root), ["unknown", "current"]);
    said(root, &["status", "--accept", "content/fr"]);
    let lock = fs::read_to_string(root.join("content/.translations.lock")).unwrap();
    assert_eq!(lock.lines().count(), 3, "{lock}");
    assert_eq!(states(root), ["current", "current"]);
    write(root, &[("content/en/index.md", "# A\n\nOne two four.\n")]);
    assert_eq!(states(root), ["changed", "current"]);
    // Nothing else is written, and nothing is left beside it.
    let files: Vec<_> = fs::read_dir(root.join("content")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    assert_eq!(baton(root, &["status", "--accept", "content/en/index.md"]).status.code(), Some(2));
    assert_eq!(baton(root, &["status", "--accept", "content/none.md"]).status.code(), Some(2));
}
