//! Whole repositories, if there are any at hand: `BATON_CORPUS=DIR cargo test --test corpus -- --ignored --nocapture`.
//!
//! The folder holds one repository a locale (`en`, `fr-FR`, `ja-JP`), as Experience League has them. They are built where
//! they lie, and what comes out is held against what is known of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "the tables are what the run is for")]

use baton::workspace::{Options, Progress, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

const LOCALES: [&str; 3] = ["en", "fr-FR", "ja-JP"];

/// What every locale has on its 1,309 pages, parts of other files included, and how it is told in the HTML; 0 where the
/// number on pages is not known, only that in files.
const COUNTS: [(&str, &str, usize); 16] = [
    ("note", "data-alert=\"note\"", 0),
    ("info", "data-alert=\"info\"", 0),
    ("warning", "data-alert=\"warning\"", 0),
    ("tip", "data-alert=\"tip\"", 0),
    ("important", "data-alert=\"important\"", 0),
    ("caution", "data-alert=\"caution\"", 0),
    ("error", "data-alert=\"error\"", 0),
    ("availability", "data-alert=\"availability\"", 0),
    ("related", "data-alert=\"morelikethis\"", 0),
    ("tab sets", "role=\"tablist\"", 17),
    ("tabs", "role=\"tab\"", 37),
    ("shade boxes", "data-shadebox", 10),
    ("collapsibles", "<summary", 2),
    ("videos", "data-video=\"", 6),
    ("badges", "data-badge=\"", 4),
    ("tables", "<table", 434),
];

/// Alerts of all kinds on the pages of a locale.
const ALERTS: usize = 1583;

/// What may not be left of the source, outside of code.
const LEFTOVERS: [&str; 12] = [
    "[!",
    "{#",
    "{width=",
    "{target=",
    "{style=",
    "{type=",
    "{align=",
    "{hide-from-toc",
    "+++",
    "{{",
    "&#x200B;",
    "\u{200b}",
];

/// Where something like it is what the page says: the end of the output path, and the leftover.
const LEGITIMATE: [(&str, &str); 1] =
    [("acsd-49877-the-video-autoplay-option-does-not-work-on-mobile-safari.html", "[!")];

struct Silence;

impl Progress for Silence {}

/// The output of a build: the HTML of each page of each locale, by path.
struct Corpus {
    pages: BTreeMap<&'static str, Vec<(String, String)>>,
}

/// The corpus, built once.
fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let folder = std::env::var_os("BATON_CORPUS").expect("BATON_CORPUS names a folder of repositories");
        build(Path::new(&folder))
    })
}

fn build(folder: &Path) -> Corpus {
    let site = TempDir::new().unwrap();
    let mut settings = String::from("source_locale: en\nurls: toc\ninherit_badges: false\nlocales:\n");
    for tag in LOCALES {
        let path = folder.join(tag).canonicalize().unwrap();
        writeln!(settings, "  {tag}: {{ path: \"{}\", pages: help }}", path.display()).unwrap();
    }
    fs::create_dir(site.path().join("content")).unwrap();
    fs::write(site.path().join("content/site.yml"), settings).unwrap();
    let workspace = Workspace::open(Options { root: site.path().to_owned(), ..Options::default() }, &Silence).unwrap();
    workspace.build(&Silence).unwrap();
    let pages = LOCALES.iter().map(|tag| (*tag, pages(&site.path().join("output").join(tag)))).collect();
    Corpus { pages }
}

/// The pages below a folder, by path.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                found.push((path.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// What somebody wrote of a page, its heading left out; nothing of a page that nobody wrote.
fn article(html: &str) -> &str {
    let prose = html.split("<div class=\"prose\">").nth(1).unwrap_or_default();
    prose.split("</article>").next().unwrap_or_default()
}

/// `html` without the elements `name`.
fn without(html: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut parts = html.split(&*open);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // `<prelude>` is no `<pre>`.
        if part.starts_with(['>', ' ']) {
            rest.push_str(part.split_once(&*close).map_or("", |(_, behind)| behind));
        } else {
            rest.push_str(&open);
            rest.push_str(part);
        }
    }
    rest
}

#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn nothing_of_the_source_is_left_outside_of_code() {
    let mut left = Vec::new();
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, html) in corpus().pages.values().flatten() {
        let text = without(&without(html, "pre"), "code");
        for leftover in LEFTOVERS {
            let known = LEGITIMATE.iter().any(|(end, known)| path.ends_with(end) && *known == leftover);
            if let (Some(at), false) = (text.find(leftover), known) {
                *totals.entry(leftover).or_default() += 1;
                let around: String = text[at..].chars().take(60).collect();
                left.push(format!("{path}: {}", around.replace('\n', " ")));
            }
        }
    }
    for (leftover, pages) in &totals {
        println!("{:14} on {pages} pages", leftover.escape_debug());
    }
    let shown: Vec<_> = left.iter().take(60).map(String::as_str).collect();
    assert!(left.is_empty(), "{} leftovers\n{}", left.len(), shown.join("\n"));
}

#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn every_construct_is_there_as_often_as_it_is_written() {
    let mut wrong = Vec::new();
    println!("{:16}{}", "", LOCALES.map(|tag| format!("{tag:>8}")).concat());
    let mut row = |name: &str, needle: &str, wanted: Option<usize>| {
        let counts = LOCALES.map(|tag| {
            corpus().pages[tag].iter().map(|(_, html)| article(html).matches(needle).count()).sum::<usize>()
        });
        println!("{name:16}{}", counts.map(|count| format!("{count:>8}")).concat());
        for (tag, count) in LOCALES.iter().zip(counts) {
            if wanted.is_some_and(|wanted| wanted != count) {
                wrong.push(format!("{tag}: {count} {name} instead of {}", wanted.unwrap_or_default()));
            }
        }
    };
    for (name, needle, wanted) in COUNTS {
        row(name, needle, Some(wanted).filter(|wanted| *wanted > 0));
    }
    row("alerts", "data-alert=\"", Some(ALERTS));
    row("code blocks", "<pre", None);
    row("images", "<img", None);
    assert_eq!(wrong, Vec::<String>::new());
}
