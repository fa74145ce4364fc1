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

struct Quiet;
impl Progress for Quiet {}

/// A query, and the pages that would be right.
struct Case {
    kind: &'static str,
    text: String,
    right: BTreeSet<u32>,
    /// Whether it is for judging, not for tuning.
    judged: bool,
}

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

/// Numbers that look random and are the same in every run.
struct Walk(u64);
impl Walk {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

fn is_cjk(text: &str) -> bool {
    text.chars().any(|c| c >= '\u{3041}')
}

/// A stretch of a text: words, or characters where there are no blanks.
fn stretch(text: &str, words: usize, walk: &mut Walk) -> Option<String> {
    if is_cjk(text) {
        let runs: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != 'ー').filter(|run| run.chars().count() >= 4).collect();
        let run: Vec<char> = runs.get(walk.below(runs.len()))?.chars().collect();
        let length = (words * 3).min(run.len());
        let start = walk.below(run.len() - length + 1);
        return Some(run[start..start + length].iter().collect());
    }
    let all: Vec<&str> = text.split_whitespace().collect();
    if all.len() < words {
        return None;
    }
    let start = walk.below(all.len() - words + 1);
    let text = all[start..start + words].join(" ");
    text.chars().any(char::is_alphabetic).then_some(text)
}

fn fold(text: &str) -> String {
    let mut out = String::new();
    search::tokens(text, &mut |token| {
        if matches!(token.kind, search::Kind::Word | search::Kind::Pair) {
            out.push_str(token.text);
            out.push(' ');
        }
    });
    out
}

/// One letter of the longest word lost, doubled, swapped or replaced.
fn slip(text: &str, walk: &mut Walk) -> Option<String> {
    let longest = text.split(|c: char| !c.is_alphabetic()).max_by_key(|word| word.chars().count())?;
    let letters: Vec<char> = longest.chars().collect();
    if letters.len() < 5 {
        return None;
    }
    let at = 1 + walk.below(letters.len() - 2);
    let mut changed = letters.clone();
    match walk.below(4) {
        0 => drop(changed.remove(at)),
        1 => changed.insert(at, letters[at]),
        2 => changed.swap(at, at + 1),
        _ => changed[at] = if is_cjk(text) { 'ル' } else { char::from(b'a' + walk.below(26) as u8) },
    }
    let wrong: String = changed.into_iter().collect();
    (wrong != longest).then(|| text.replacen(longest, &wrong, 1))
}

/// Without accents; in Japanese with katakana of half width.
fn bare(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>().to_lowercase();
    let plain = if is_cjk(text) {
        let narrow: BTreeMap<String, char> =
            ('\u{ff66}'..='\u{ff9d}').map(|c| (c.to_string().nfkc().collect(), c)).collect();
        text.nfd()
            .map(|c| match c {
                '\u{3099}' => 'ﾞ',
                '\u{309a}' => 'ﾟ',
                c => narrow.get(&c.to_string()).copied().unwrap_or(c),
            })
            .collect()
    } else {
        plain
    };
    (plain != text && (is_cjk(text) || plain != text.to_lowercase())).then_some(plain)
}

struct Maker<'a> {
    index: &'a Index,
    titles: Vec<String>,
    headings: Vec<String>,
    texts: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(index: &'a Index) -> Self {
        let pages = &index.book.pages;
        let joined = |page: &search::Page, field: fn(&search::Section) -> &str| -> String {
            page.entry.sections.iter().map(|section| format!(" | {}", fold(field(section)))).collect()
        };
        Self {
            index,
            titles: pages.iter().map(|page| format!(" {}", fold(&page.entry.title))).collect(),
            headings: pages.iter().map(|page| joined(page, |section| &section.heading)).collect(),
            texts: pages.iter().map(|page| joined(page, |section| &section.text)).collect(),
        }
    }

    fn pages_with(field: &[String], text: &str) -> BTreeSet<u32> {
        let folded = format!(" {}", fold(text));
        (0u32..).zip(field).filter(|(_, own)| own.contains(&folded)).map(|(number, _)| number).collect()
    }

    fn cases(&self) -> Vec<Case> {
        let mut walk = Walk(20_261_125);
        let mut cases = Vec::new();
        let count = self.index.book.pages.len();
        for kind in ["title", "heading", "body", "prefix", "typo", "bare", "code"] {
            let mut made = 0;
            for _ in 0..6000 {
                if made == 180 {
                    break;
                }
                let number = walk.below(count);
                let Some(case) = self.case(kind, number, &mut walk) else { continue };
                cases.push(case);
                made += 1;
            }
        }
        cases
    }

    fn case(&self, kind: &'static str, number: usize, walk: &mut Walk) -> Option<Case> {
        let page = &self.index.book.pages[number];
        let judged = page.slug.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 2 == 1;
        let sections = &page.entry.sections;
        let section = &sections[walk.below(sections.len())];
        let (clean, field) = match kind {
            "heading" => (stretch(&section.heading, 3, walk)?, &self.headings),
            "bare" => {
                let from = if walk.below(2) == 0 { &*page.entry.title } else { &*section.heading };
                let field = if std::ptr::eq(from, &*section.heading) { &self.headings } else { &self.titles };
                (stretch(from, 3, walk)?, field)
            }
            "body" => (stretch(&section.text, 5, walk)?, &self.texts),
            "code" => {
                let words: Vec<&str> = section.text.split_whitespace().collect();
                let is_code = |word: &&&str| {
                    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
                    inner.len() > 4
                        && inner.len() < 40
                        && inner.contains(['_', '-', ':', '/', '.'])
                        && inner.chars().all(|c| c.is_ascii_graphic())
                };
                let codes: Vec<&&str> = words.iter().filter(is_code).collect();
                let code = codes.get(walk.below(codes.len()))?.trim_matches(|c: char| !c.is_alphanumeric());
                (code.to_owned(), &self.texts)
            }
            _ => (stretch(&page.entry.title, 3, walk)?, &self.titles),
        };
        let mut right = Self::pages_with(field, &clean);
        if kind == "code" || kind == "body" {
            right.extend(Self::pages_with(&self.titles, &clean));
            right.extend(Self::pages_with(&self.headings, &clean));
        }
        if right.is_empty() || right.len() > 6 {
            return None;
        }
        let text = match kind {
            "prefix" => {
                let length = clean.chars().count();
                let last = clean.chars().rev().take_while(|c| c.is_alphabetic()).count();
                let cut = if is_cjk(&clean) { 1 } else { (last * 2).div_ceil(5) };
                if last < 5 && !is_cjk(&clean) {
                    return None;
                }
                clean.chars().take(length - cut).collect()
            }
            "typo" => slip(&clean, walk)?,
            "bare" => bare(&clean)?,
            _ => clean,
        };
        Some(Case { kind, text, right, judged })
    }
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
        let maker = Maker::new(index);
        let mut cases = maker.cases();
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
