//! How well search finds: mean reciprocal ranks over queries that are made from a real wiki.
//!
//! An optional run, since it needs a wiki of some size and tests must pass without one:
//!
//! ```text
//! BATON_WIKI=/path/to/wiki cargo test --test search_evaluation -- --ignored --nocapture
//! ```
//!
//! The folder holds one folder a locale (`en`, `fr-FR`, …), each with its pages in `help/`. `BATON_WIKI_LOCALES` names
//! the locales, `en fr-FR ja-JP` where it is not set. Queries are made from titles, headings, running text and code by a
//! fixed pseudo-random walk; every page belongs to one of two halves by its address: rankings are tuned on the first
//! and judged on the second. `BATON_SEARCH_DUMP` names a folder to write the index and
//! every result to, `BATON_WIKI_QUERIES` one of queries by hand, `<tag>.txt` (as in `tests/search/queries/`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::print_stdout, clippy::borrow_as_ptr)]

use baton::search::{self, Index, Query, Stemming};
use baton::workspace::{Options, Progress, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

#[path = "search/made.rs"]
mod made;
use made::{Case, Walk};

struct Quiet;
impl Progress for Quiet {}

fn workspace() -> (tempfile::TempDir, Workspace, Vec<String>) {
    let wiki = std::env::var("BATON_WIKI").expect("BATON_WIKI names the folder of a wiki");
    let locales = std::env::var("BATON_WIKI_LOCALES").unwrap_or_else(|_| "en fr-FR ja-JP".into());
    let locales: Vec<String> = locales.split_whitespace().map(str::to_owned).collect();
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("content")).unwrap();
    let mut settings = String::from("source_locale: en\nlocales:\n");
    for tag in &locales {
        writeln!(settings, "  {tag}:\n    path: {}\n    pages: help", Path::new(&wiki).join(tag).display()).unwrap();
    }
    std::fs::write(root.path().join("content/site.yml"), settings).unwrap();
    let options = Options { root: root.path().to_owned(), ..Options::default() };
    let workspace = Workspace::open(options, &Quiet).unwrap();
    (root, workspace, locales)
}

#[derive(Default)]
struct Tally {
    count: usize,
    reciprocal: f64,
    first: usize,
    five: usize,
}

#[test]
#[ignore = "needs a wiki: BATON_WIKI"]
fn queries_find_their_pages() {
    let (_root, workspace, locales) = workspace();
    for tag in &locales {
        let started = std::time::Instant::now();
        let snapshot = workspace.snapshot();
        let locale = snapshot.searchable().find(|id| snapshot.config().locale(*id).tag == *tag).unwrap();
        let index = snapshot.index(locale).unwrap();
        let built = started.elapsed();
        let stemming = Stemming::of(tag);
        let mut cases = made::cases(index);
        cases.extend(by_hand(tag, index));
        let mut tallies: BTreeMap<(&str, bool), Tally> = BTreeMap::new();
        let verbose = std::env::var_os("BATON_MISSES").is_some();
        for case in &cases {
            let hits = search::search(index, &Query::parse(&case.text, &stemming), &stemming, &|_| true);
            let rank = hits.iter().take(10).position(|hit| case.right.contains(&hit.page));
            if verbose && !case.judged && rank != Some(0) {
                let name = |page: u32| &*index.book.pages[page as usize].slug;
                let first = hits.first().map_or("", |hit| name(hit.page));
                println!(
                    "{tag} {} {:?} {rank:?} right {:?} first {first}",
                    case.kind,
                    case.text,
                    case.right.iter().map(|page| name(*page)).collect::<Vec<_>>()
                );
            }
            for kind in [case.kind, "all"] {
                let tally = tallies.entry((kind, case.judged)).or_default();
                tally.count += 1;
                tally.reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
                tally.first += usize::from(rank == Some(0));
                tally.five += usize::from(rank.is_some_and(|rank| rank < 5));
            }
        }
        println!("{tag}: {} pages, {} queries, index in {built:?}", index.book.pages.len(), cases.len());
        for ((kind, judged), tally) in &tallies {
            let share = |count: usize| count as f64 / tally.count as f64;
            println!(
                "  {} {kind:<8} {:4} queries  MRR@10 {:.3}  first {:.3}  five {:.3}",
                if *judged { "judged" } else { "tuned " },
                tally.count,
                tally.reciprocal / tally.count as f64,
                share(tally.first),
                share(tally.five)
            );
        }
        recall(tag, index, &stemming);
        if let Some(folder) = std::env::var_os("BATON_SEARCH_DUMP") {
            dump(Path::new(&folder), tag, index, &cases, &stemming);
        }
    }
}

/// Writes the index and, for every query, what it finds, so that another reader of the index can be compared.
fn dump(folder: &Path, tag: &str, index: &Index, cases: &[Case], stemming: &Stemming) {
    for (path, text) in search::files(index) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let found = |case: &Case| {
        let hits = search::search(index, &Query::parse(&case.text, stemming), stemming, &|_| true);
        let sections = |hit: &search::Hit| hit.sections.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
        let line: Vec<String> = hits.iter().take(10).map(|hit| format!("{}:{}", hit.page, sections(hit))).collect();
        serde_json::json!({ "q": case.text, "r": line.join(" "), "kind": case.kind, "judged": case.judged, "right": case.right })
    };
    let queries: Vec<serde_json::Value> = cases.iter().map(found).collect();
    std::fs::write(folder.join(format!("{tag}.json")), serde_json::to_string(&queries).unwrap()).unwrap();
}

/// What an edit costs: the CPU of all threads, and how many files change.
#[test]
#[ignore = "needs a wiki: BATON_WIKI"]
fn an_edit_costs_little() {
    let wiki = std::env::var("BATON_WIKI").expect("BATON_WIKI names the folder of a wiki");
    let root = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(Path::new(&wiki).join("en/help")).into_iter().map(Result::unwrap) {
        let path =
            root.path().join("content/en").join(entry.path().strip_prefix(Path::new(&wiki).join("en/help")).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(path).unwrap();
        } else if entry.path().extension().is_some_and(|extension| extension == "md" || extension == "yml") {
            std::fs::write(path, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
    let options = Options { root: root.path().to_owned(), ..Options::default() };
    let mut workspace = Workspace::open_live(options, &Quiet).unwrap();
    let files = |workspace: &Workspace| -> BTreeMap<String, String> {
        let snapshot = workspace.snapshot();
        snapshot.search_paths().into_iter().map(|path| (path.clone(), snapshot.search_file(&path).unwrap())).collect()
    };
    let mut before = files(&workspace);
    let locale = workspace.snapshot().config().source;
    let slugs: Vec<String> =
        workspace.snapshot().index(locale).unwrap().book.pages.iter().map(|page| page.slug.to_string()).collect();
    let mut walk = Walk(3);
    for kind in ["a sentence", "a heading", "the title"] {
        let mut costs = Vec::new();
        let mut changes = Vec::new();
        for round in 0..12 {
            let slug = &slugs[walk.below(slugs.len())];
            let path = root.path().join(format!("content/en/{slug}.md"));
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let changed = match kind {
                "a sentence" => format!("{text}\n\nOne more sentence, round {round}, about nothing.\n"),
                "a heading" => format!("{text}\n\n## One more heading {round}\n\nWith text.\n"),
                _ => text.replacen("title: ", &format!("title: New{round} "), 1),
            };
            std::fs::write(&path, changed).unwrap();
            workspace.refresh(&baton::source::Hint::All).unwrap();
            // The last site is taken apart meanwhile, which is no work of the index.
            std::thread::sleep(std::time::Duration::from_millis(100));
            let started = cpu();
            let snapshot = workspace.snapshot();
            let root_file = snapshot.search_file("_search/en/root.js").unwrap();
            costs.push((cpu() - started) * 1e3);
            assert!(root_file.len() > 100);
            let after = files(&workspace);
            changes.push(after.iter().filter(|(path, text)| before.get(*path) != Some(*text)).count());
            before = after;
        }
        costs.sort_by(f64::total_cmp);
        changes.sort_unstable();
        let (cost, change) = (costs[costs.len() / 2], changes[changes.len() / 2]);
        println!(
            "{kind}: median {cost:.2} ms CPU, most {:.2}; {change} files change, most {}",
            costs.last().unwrap(),
            changes.last().unwrap()
        );
    }
}

/// Seconds of CPU that all threads of this process used.
fn cpu() -> f64 {
    // Asked for the whole, the system brings the figures of the running thread up to date.
    std::fs::read("/proc/self/stat").unwrap();
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map(Result::unwrap);
    let times = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    times.sum::<f64>() / 1e9
}

/// Queries by hand: `query => end of the address` a line.
fn by_hand(tag: &str, index: &Index) -> Vec<Case> {
    let Some(folder) = std::env::var_os("BATON_WIKI_QUERIES") else { return Vec::new() };
    let text = std::fs::read_to_string(Path::new(&folder).join(format!("{tag}.txt"))).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" => "));
    lines
        .enumerate()
        .map(|(number, (query, ends))| {
            let is_right = |slug: &str| ends.split(' ').any(|end| slug.ends_with(end));
            let pages = (0u32..).zip(&index.book.pages);
            let right: BTreeSet<u32> =
                pages.filter(|(_, page)| is_right(&page.slug)).map(|(number, _)| number).collect();
            assert!(!right.is_empty(), "{tag}: no page ends with {ends}");
            Case { kind: "hand", text: query.to_owned(), right, judged: number % 2 == 1 }
        })
        .collect()
}

/// Every page that has the characters of a term is among its results.
fn recall(tag: &str, index: &Index, stemming: &Stemming) {
    let terms: &[&str] = match tag {
        "ja-JP" => &[
            "移行",
            "アップグレード",
            "データベース",
            "実装",
            "設定",
            "インストール",
            "環境",
            "カスタマイズ",
            "ください",
            "パフォーマンス",
        ],
        "fr-FR" => &["migration", "base de données", "déploiement", "sécurité"],
        _ => &["migration", "database", "deployment", "security"],
    };
    for term in terms {
        let has = |text: &str| text.to_lowercase().contains(term);
        let pages = (0u32..).zip(&index.book.pages);
        let truth: BTreeSet<u32> = pages
            .filter(|(_, page)| {
                let sections = || page.entry.sections.iter();
                has(&page.entry.title) || sections().any(|section| has(&section.text) || has(&section.heading))
            })
            .map(|(number, _)| number)
            .collect();
        let hits = search::search(index, &Query::parse(term, stemming), stemming, &|_| true);
        let found: BTreeSet<u32> = hits.iter().map(|hit| hit.page).collect();
        println!("  recall {term}: {} of {}", truth.intersection(&found).count(), truth.len());
    }
}
