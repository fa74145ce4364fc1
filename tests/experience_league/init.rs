//! `baton init --from`: settings for repositories that exist.

use super::site;
use std::process::Command;

fn init(root: &std::path::Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_baton")).current_dir(root).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
}

const TRANSLATED: &str =
    "---\ntitle: Début\nsource-git-commit: 1234567\nht-degree: 0%\n---\n\n# Début\n\n![x](../assets/x.svg)\n";

#[test]
fn settings_that_build_the_repositories_where_they_lie() {
    let site = site(&[
        (
            "plan.en/metadata.md",
            "---\ngit-repo: https://git.example.com/AdobeDocs/plan.en\ndescription: The Plan\n---\n",
        ),
        ("plan.en/help/start/TOC.md", "# Start {#start-guide}\n\n- Part {#part}\n  - [First](first.md)\n"),
        ("plan.en/help/start/first.md", "---\ntitle: First\n---\n\n# First\n\n![x](../assets/x.svg)\n"),
        ("plan.en/help/assets/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"),
        (
            "plan.en/redirects.csv",
            "source,dest\nhttps://docs.example.com/docs/plan/a.html,https://docs.example.com/docs/plan/start-guide/part/first.html\n",
        ),
        (
            "somewhere/metadata.md",
            "---\ngit-repo: https://git.example.com/AdobeDocs/plan.fr-FR\ndescription: Le plan\n---\n",
        ),
        (
            "somewhere/help/start/TOC.md",
            "---\nsource-git-commit: 1234567\n---\n# Début {#start-guide}\n\n- Partie {#part}\n  - [D](first.md)\n",
        ),
        ("somewhere/help/start/first.md", TRANSLATED),
    ]);
    let (code, err) = init(site.root(), &["init", "site", "--from", "somewhere", "plan.en"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        site.read("site/content/site.yml"),
        "title:\n  en: \"Start\"\n  fr-FR: \"Début\"\nsource_locale: en\nlocales:\n  en:\n    path: \"../plan.en\"\n    \
         pages: \"help\"\n  fr-FR:\n    path: \"../somewhere\"\n    pages: \"help\"\n\
         # Addresses are made of the ids in TOC.md, as they are published; `path` makes them of folders.\nurls: toc\n\
         # Absolute links to this address lead to the pages of this site.\npublished_at: https://docs.example.com/docs/plan\n"
    );
    let (code, err) = init(&site.root().join("site"), &["build", "--fail-on", "note"]);
    assert_eq!(code, 0, "{err}");
    for page in ["en/start-guide/part/first.html", "fr-FR/start-guide/part/first.html", "fr-FR/a.html"] {
        assert!(site.root().join("site/output").join(page).is_file(), "{page}");
    }
    let (code, err) = init(site.root(), &["init", "site", "--from", "plan.en"]);
    assert_eq!((code, err.contains("there is a site")), (2, true), "{err}");
}

#[test]
fn what_can_not_be_told_is_asked_for() {
    let site = site(&[("source/help/a.md", "# A\n"), ("other/help/a.md", TRANSLATED), ("empty/readme.txt", "nothing")]);
    for (arguments, message) in [
        (vec!["other"], "the language of `other` can't be told"),
        (vec!["empty"], "there are no Markdown pages in `empty`"),
        (vec!["nowhere"], "there is no folder `nowhere`"),
        (vec!["source", "en=other"], "are both of the language `en`"),
    ] {
        let (code, err) = init(site.root(), &[&["init", "site", "--from"], arguments.as_slice()].concat());
        assert_eq!((code, err.contains(message)), (2, true), "{arguments:?}: {err}");
    }
    let (code, err) = init(site.root(), &["init", "site", "--from", "source", "de=other"]);
    assert_eq!(code, 0, "{err}");
    let settings = site.read("site/content/site.yml");
    assert!(settings.starts_with("source_locale: en\n"), "there is no title to be had: {settings}");
}
