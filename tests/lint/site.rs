//! The same through the whole engine: what a check of a site says.

use baton::workspace::{Options, Progress, Workspace};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

struct Silence;

impl Progress for Silence {}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The findings of a check as `code path -> path of the related place`.
fn check(root: &Path) -> Vec<String> {
    let options = Options { root: root.to_owned(), ..Options::default() };
    let workspace = Workspace::open(options, &Silence).unwrap();
    let report = workspace.check(&Silence).unwrap();
    assert_eq!(report.findings, workspace.snapshot().survey().findings, "a check and a survey say the same");
    let told = |finding: &baton::diagnostic::Diagnostic| {
        let related: Vec<&str> = finding.related.iter().map(|related| &*related.path).collect();
        format!("{} {} -> {}", finding.code.name, finding.path, related.join(" "))
    };
    report.findings.iter().map(told).collect()
}

const SITE: &str = "source_locale: en\nlocales:\n  en: {}\n  fr: { fallback: [en] }\n";

#[test]
fn one_mistake_is_told_once_by_whoever_knows_it_best() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            ("site.yml", SITE),
            ("terms.yml", "keep: [Baton]\n"),
            ("en/index.md", "# Start\n\n## Goals\n\nSee [this](plan.md#steps) of Baton.\n"),
            ("en/plan.md", "# Plan\n\n## Steps\n\nGo on.\n"),
            ("fr/index.md", "# Début\n\n## Buts\n\nVoir [ceci](plan.md#étapes) de Baton.\n"),
            ("fr/plan.md", "# Plan\n\n## Étapes\n\nContinuez.\n"),
        ],
    );
    // The translation's own fragment leads to the same heading.
    assert_eq!(check(root), Vec::<String>::new());

    let broken = "# Début\n\n## Buts\n\nVoir [ceci](plans.md#étapes) de Baton.\n";
    write(root, &[("fr/index.md", broken)]);
    assert_eq!(check(root), ["link-broken content/fr/index.md -> content/en/index.md"]);

    write(root, &[("fr/index.md", "# Début\n\n### Buts\n\nVoir [ceci](plan.md#steps) de Bâton.\n")]);
    assert_eq!(
        check(root),
        [
            "heading-level-differs content/fr/index.md -> content/en/index.md",
            "term-lost content/fr/index.md -> content/en/index.md content/terms.yml"
        ]
    );

    // A draft is nobody's damage, and terms that can't be read are told.
    write(root, &[("fr/index.md", "---\ndraft: true\n---\n\n# Début\n"), ("terms.yml", "keep: [Baton]\nuse: [x]\n")]);
    assert_eq!(check(root), ["config-invalid content/terms.yml -> "]);
}

#[test]
fn a_change_of_the_terms_or_the_source_is_seen_by_a_site_that_is_open() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            ("site.yml", SITE),
            ("en/index.md", "# Start\n\nBaton builds it.\n"),
            ("fr/index.md", "# Début\n\nLe bâton le construit.\n"),
        ],
    );
    let options = Options { root: root.to_owned(), ..Options::default() };
    let mut workspace = Workspace::open_live(options, &Silence).unwrap();
    let codes = |workspace: &Workspace| -> Vec<&str> {
        workspace.snapshot().survey().findings.iter().map(|finding| finding.code.name).collect()
    };
    assert_eq!(codes(&workspace), Vec::<&str>::new());
    write(root, &[("terms.yml", "keep: [Baton]\n")]);
    assert!(workspace.refresh(&baton::source::Hint::All).unwrap());
    assert_eq!(codes(&workspace), ["term-lost"]);
    write(root, &[("en/index.md", "# Start\n\nIt is built.\n")]);
    assert!(workspace.refresh(&baton::source::Hint::All).unwrap());
    assert_eq!(codes(&workspace), Vec::<&str>::new());
}
