//! What is published for programs and translators beside the pages, and how pages of several languages name each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

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

fn built(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), files);
    let options = Options { root: folder.path().to_owned(), ..Options::default() };
    Workspace::open(options, &Silence).unwrap().build(&Silence).unwrap();
    folder
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join("output").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn is_there(folder: &TempDir, path: &str) -> bool {
    folder.path().join("output").join(path).exists()
}

const SITE: &str = "title: Wiki\nsource_locale: en\nlocales:\n  en: { label: English }\n  fr: { fallback: [en] }\n  ja: { fallback: [en] }\n";

const FILES: [(&str, &str); 12] = [
    ("site.yml", SITE),
    (
        "en/index.md",
        "---\ntitle: Start\ndescription: Where to begin.\nsecret: x\n---\n\n# Start\n\nSee [the plan](guide/plan.md#steps) and [the file](assets/a.txt).\n",
    ),
    (
        "en/guide/plan.md",
        "# Plan\n\n## Steps\n\n{{$include /_includes/part.md}}\n\n1. First.\n\n   {{note}}\n\nSee [out](https://example.com/x.md), [top](#plan), [home](/index.md).\n",
    ),
    ("en/guide/only.md", "# Only here\n\nText.\n"),
    ("en/guide/hidden.md", "---\nhide: true\n---\n\n# Hidden\n"),
    ("en/_includes/part.md", "---\nx: y\n---\n\n# Part\n\nShared text with [a link](../guide/only.md).\n\n{{deep}}\n"),
    ("en/_includes/snippets.md", "# Snippets\n\n## Note {#note}\n\nBe careful.\n\n## Deep {#deep}\n\nFrom the deep.\n"),
    ("en/assets/a.txt", "hello\n"),
    (
        "fr/index.md",
        "---\nworkflow-type: tm+mt\nht-degree: 0%\n---\n\n# Début\n\nVoir [le plan](guide/plan.md#steps) et [le fichier](assets/a.txt).\n",
    ),
    (
        "fr/guide/plan.md",
        "---\nht-degree: 40%\n---\n\n# Plan\n\n## Étapes\n\n{{$include /_includes/part.md}}\n\n1. Premier.\n\n   {{note}}\n\nVoir [là](https://example.com/x.md), [haut](#plan), [début](/index.md).\n",
    ),
    ("fr/guide/old.md", "# Vieux\n"),
    ("ja/index.md", "# 開始\n\n[計画](guide/plan.md#steps)と[ファイル](assets/a.txt)。\n"),
];

#[test]
fn a_twin_says_everything_that_its_page_says() {
    let site = built(&FILES);
    assert_eq!(
        read(&site, "en/guide/plan.md"),
        "---\ntitle: \"Plan\"\nlang: \"en\"\nurl: \"plan.html\"\n---\n\n# Plan\n\n## Steps\n\nShared text with [a link](only.md).\n\nFrom the deep.\n\n1. First.\n\n   Be careful.\n\nSee [out](https://example.com/x.md), [top](#plan), [home](../index.md).\n"
    );
    let start = read(&site, "en/index.md");
    assert!(start.starts_with("---\ntitle: \"Start\"\ndescription: \"Where to begin.\"\nlang: \"en\"\n"), "{start}");
    assert!(!start.contains("secret") && start.contains("[the plan](guide/plan.md#steps)"), "{start}");
    let french = read(&site, "fr/guide/plan.md");
    for line in [
        "lang: \"fr\"\n",
        "translation: \"machine translation, 40 % human\"\n",
        "original: \"../../en/guide/plan.md\"\n",
        "freshness: \"unknown\"\n",
    ] {
        assert!(french.contains(line), "{line} {french}");
    }
    // What falls back to English is linked where it is written.
    assert!(french.contains("[a link](../../en/guide/only.md)"), "{french}");
    assert!(!is_there(&site, "fr/guide/only.md") && is_there(&site, "fr/guide/only.html"));
    assert!(read(&site, "fr/guide/old.md").contains("freshness: \"orphan\""));
}

#[test]
fn every_page_names_its_twin_and_every_list_says_what_to_trust() {
    let site = built(&FILES);
    let link = |href: &str| format!("<link rel=\"alternate\" type=\"text/markdown\" href=\"{href}\">");
    assert!(read(&site, "en/guide/plan.html").contains(&link("plan.md")));
    assert!(read(&site, "fr/guide/only.html").contains(&link("../../en/guide/only.md")));
    let list = read(&site, "fr/llms.txt");
    assert!(list.starts_with("# Wiki\n\nLanguage: fr."), "{list}");
    for line in [
        "- [Début](index.md): (machine translation, whether the original changed since is not known)\n",
        "- [Plan](guide/plan.md): (machine translation, 40 % human, whether",
        "- [Only here](../en/guide/only.md): (not translated, in en)\n",
        "- [Vieux](guide/old.md): (translation, the original no longer exists)\n",
    ] {
        assert!(list.contains(line), "{line}\n{list}");
    }
    assert!(!list.contains("Hidden"));
    assert!(read(&site, "en/llms.txt").contains("- [Start](index.md): Where to begin.\n"));
    let root = read(&site, "llms.txt");
    assert!(root.contains("- [English](en/llms.txt): the original\n- [Français](fr/llms.txt)\n"), "{root}");
}

#[test]
fn settings_switch_it_off() {
    let mut files = FILES;
    let settings = format!("{SITE}twins: false\ntranslation: {{ dashboard: false }}\n");
    files[0] = ("site.yml", &settings);
    let site = built(&files);
    for path in ["en/index.md", "llms.txt", "fr/llms.txt", "fr/translation.html"] {
        assert!(!is_there(&site, path), "{path}");
    }
    let page = read(&site, "fr/index.html");
    assert!(!page.contains("text/markdown") && !page.contains("translation.html"));
}

#[test]
fn the_state_of_a_translation_is_a_page_that_no_search_finds() {
    let site = built(&FILES);
    let page = read(&site, "fr/translation.html");
    for part in [
        "<meta name=\"robots\" content=\"noindex\">",
        "État de la traduction",
        "50 %",
        "href=\"guide/only.html\"",
        "Non traduit",
        "Original disparu",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!is_there(&site, "en/translation.html"));
    assert!(
        read(&site, "fr/index.html").contains("href=\"../fr/translation.html\"")
            || read(&site, "fr/index.html").contains("href=\"translation.html\"")
    );
    assert!(!read(&site, "fr/search.html").contains(">État de la traduction</a></li>"));
}

/// The `hreflang` links of a page, as `tag address`, and its canonical address.
fn names(page: &str) -> (Vec<String>, Option<String>) {
    let value = |line: &str, name: &str| {
        line.split_once(&format!("{name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    let of = |rel: &str| {
        lines.iter().filter(move |line| line.starts_with(&format!("<link rel=\"{rel}\""))).copied().collect::<Vec<_>>()
    };
    let alternates = of("alternate");
    let alternates =
        alternates.iter().filter_map(|line| Some(format!("{} {}", value(line, "hreflang")?, value(line, "href")?)));
    (alternates.collect(), of("canonical").first().and_then(|line| value(line, "href")))
}

#[test]
fn languages_name_each_other_and_what_falls_back_names_the_original() {
    let mut files = FILES;
    let settings = format!("{SITE}base_url: https://w.example.com/k\n");
    files[0] = ("site.yml", &settings);
    let site = built(&files);
    let at = |path: &str| format!("https://w.example.com/k/{path}");
    let all = vec![
        format!("en {}", at("en/index.html")),
        format!("fr {}", at("fr/index.html")),
        format!("ja {}", at("ja/index.html")),
        format!("x-default {}", at("en/index.html")),
    ];
    for tag in ["en", "fr", "ja"] {
        let (names, canonical) = names(&read(&site, &format!("{tag}/index.html")));
        assert_eq!((names, canonical), (all.clone(), Some(at(&format!("{tag}/index.html")))), "{tag}");
    }
    // A page that only two languages have: the third falls back, is not among them, and keeps out of search engines.
    let (two, _) = names(&read(&site, "fr/guide/plan.html"));
    assert_eq!(two.len(), 3, "{two:?}");
    let fallback = read(&site, "ja/guide/plan.html");
    assert_eq!(names(&fallback), (Vec::new(), Some(at("en/guide/plan.html"))));
    assert!(fallback.contains("<html lang=\"ja\"") && fallback.contains("noindex") && fallback.contains("lang=\"en\""));
    let sitemap = read(&site, "sitemap.xml");
    assert!(
        !sitemap.contains("ja/guide/plan.html") && !sitemap.contains(".md<") && !sitemap.contains("translation.html")
    );
    // Languages are named in their own language, and nobody is sent anywhere by what a browser asks for.
    let page = read(&site, "en/index.html");
    for name in ["Français", "日本語"] {
        assert!(page.contains(name), "{name}");
    }
    let script = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/assets/baton.js")).unwrap();
    let theme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/assets/theme.js")).unwrap();
    assert!(!script.contains("navigator.language") && !theme.contains("navigator.language"));
}

#[test]
fn what_is_open_keeps_its_twins_and_its_state_fresh() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &FILES);
    let options = Options { root: folder.path().to_owned(), ..Options::default() };
    let mut workspace = Workspace::open_live(options, &Silence).unwrap();
    let pull = |workspace: &Workspace, path: &str| {
        let snapshot = workspace.snapshot();
        let (path, route) = snapshot.site().route(path).unwrap();
        String::from_utf8(snapshot.pull(path, route).unwrap().html.to_vec()).unwrap()
    };
    for path in ["en/guide/plan.md", "fr/guide/plan.md", "fr/translation.html", "fr/llms.txt"] {
        pull(&workspace, path);
    }
    write(
        folder.path(),
        &[
            (
                "en/_includes/snippets.md",
                "# Snippets\n\n## Note {#note}\n\nBe bold.\n\n## Deep {#deep}\n\nFrom the deep.\n",
            ),
            ("en/guide/only.md", "# Only there\n\nText of more words.\n"),
        ],
    );
    assert!(workspace.refresh(&baton::source::Hint::All).unwrap());
    let fresh = Workspace::open(Options { root: folder.path().to_owned(), ..Options::default() }, &Silence).unwrap();
    for path in ["en/guide/plan.md", "fr/guide/plan.md", "fr/translation.html", "fr/llms.txt", "en/guide/only.md"] {
        assert_eq!(pull(&workspace, path), pull(&fresh, path), "{path}");
    }
    assert!(pull(&workspace, "en/guide/plan.md").contains("Be bold."));
}
