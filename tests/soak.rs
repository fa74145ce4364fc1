//! A long day with a large wiki: `BATON_CORPUS=DIR cargo test --release --test soak -- --ignored --nocapture`.
//!
//! The folder holds one repository a locale (`en`, `fr-FR`, `ja-JP`), as Experience League has them; a copy of it is
//! edited. Thousands of random edits, renames and deletes are made while pages are asked for; at checkpoints every output is
//! held against a clean build's. What is printed: how long it took from an edit to the new bytes of the page, and how much
//! memory is held.
//!
//! `BATON_SOAK_STEPS` (10000) is the number of edits, `BATON_SOAK_CHECKS` (10) that of checkpoints, `BATON_SOAK_COPIES` (1) how
//! many times over the locales are there, `BATON_SOAK_SEED` (1) another day.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "the figures are what the run is for")]

use baton::digest::Digest;
use baton::source::Hint;
use baton::workspace::{Body, Options, Progress, Snapshot, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

struct Quiet;
impl Progress for Quiet {}

/// The folder of the corpus, and the tags that its copies are published under.
const LOCALES: [(&str, [&str; 5]); 3] = [
    ("en", ["en", "de", "es", "it", "nl"]),
    ("fr-FR", ["fr-FR", "sv", "pt-BR", "fi", "da"]),
    ("ja-JP", ["ja-JP", "ko", "zh-Hans", "zh-Hant", "vi"]),
];

/// A number from the environment.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// Numbers that look random and are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).unwrap() % limit
    }
}

/// A copy of the corpus that is edited.
struct Wiki {
    root: PathBuf,
    /// The pages that are there, and those that were taken away.
    pages: Vec<PathBuf>,
    gone: Vec<PathBuf>,
    turn: usize,
}

impl Wiki {
    fn copy(corpus: &Path, root: &Path, copies: usize) -> Self {
        let mut settings = String::from("title: Soak\nsource_locale: en\nlocales:\n");
        let mut pages = Vec::new();
        for (from, tags) in LOCALES {
            for tag in &tags[..copies] {
                let to = root.join("content").join(tag);
                copy(&corpus.join(from), &to);
                let fallback = if *tag == "en" { "" } else { ", fallback: [en]" };
                writeln!(settings, "  {tag}: {{ pages: help{fallback} }}").unwrap();
                pages.extend(WalkDir::new(to.join("help")).into_iter().map(|entry| entry.unwrap().into_path()));
            }
        }
        pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
        pages.sort();
        fs::write(root.join("content/site.yml"), settings).unwrap();
        Self { root: root.to_owned(), pages, gone: Vec::new(), turn: 0 }
    }

    /// One edit, what it was, and the paths that it touched.
    fn edit(&mut self, dice: &mut Dice) -> (&'static str, BTreeSet<PathBuf>) {
        self.turn += 1;
        let index = dice.below(self.pages.len());
        let path = self.pages[index].clone();
        match dice.below(20) {
            0 if path.file_name().is_some_and(|name| name != "TOC.md") => {
                fs::remove_file(&path).unwrap();
                self.gone.push(self.pages.swap_remove(index));
                ("delete", [path].into())
            }
            1 if !self.gone.is_empty() => {
                let back = self.gone.swap_remove(dice.below(self.gone.len()));
                fs::create_dir_all(back.parent().unwrap()).unwrap();
                fs::write(&back, format!("# Back again {}\n\nOnce more.\n", self.turn)).unwrap();
                self.pages.push(back.clone());
                ("create", [back].into())
            }
            2 if path.file_name().is_some_and(|name| name != "TOC.md") => {
                let to = path.with_file_name(format!("moved-{}.md", self.turn));
                fs::rename(&path, &to).unwrap();
                self.pages[index].clone_from(&to);
                ("rename", [path, to].into())
            }
            3 => self.save(path, "heading", |text, turn| format!("{text}\n\n## Heading {turn}\n")),
            4 => self.save(path, "title", |text, turn| match text.strip_prefix("---\n") {
                Some(rest) => format!("---\ntitle: Title {turn}\n{rest}"),
                None => format!("---\ntitle: Title {turn}\n---\n{text}"),
            }),
            5 => self.save(path, "link", |text, _| format!("{text}\n\n[Somewhere](/help/somewhere.md)\n")),
            6 => self.save(path, "cut", |text, _| {
                let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
                text[..half].to_owned()
            }),
            _ => self.save(path, "paragraph", |text, turn| format!("{text}\n\nParagraph {turn}.\n")),
        }
    }

    fn save(
        &self,
        path: PathBuf,
        kind: &'static str,
        edit: impl Fn(&str, usize) -> String,
    ) -> (&'static str, BTreeSet<PathBuf>) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        fs::write(&path, edit(&text, self.turn)).unwrap();
        (kind, [path].into())
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let to = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The digest of everything that a snapshot publishes, by path.
fn outputs(snapshot: &Snapshot) -> BTreeMap<String, Digest> {
    let output = |path: Arc<str>| {
        let digest = match snapshot.output(&path).unwrap().unwrap().body {
            Body::Bytes(bytes) => Digest::of(&bytes),
            Body::File(asset) => Digest::of(&fs::read(&asset.disk).unwrap()),
        };
        (path.to_string(), digest)
    };
    snapshot.paths().into_iter().map(output).collect()
}

/// The memory that the process holds, in megabytes.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or_default() / 1024
}

/// How long something took, sorted.
fn quantiles(times: &mut [Duration]) -> String {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    format!("median {:6.1} ms   95 % {:6.1} ms   longest {:6.1} ms", at(50), at(95), at(100))
}

#[test]
#[ignore = "takes a corpus and minutes"]
fn a_long_day() {
    let corpus = PathBuf::from(std::env::var_os("BATON_CORPUS").expect("BATON_CORPUS names a folder"));
    let (steps, checks) = (number("BATON_SOAK_STEPS", 10_000), number("BATON_SOAK_CHECKS", 10));
    let room = tempfile::tempdir().unwrap();
    let mut dice = Dice(number("BATON_SOAK_SEED", 1) as u64);
    let mut wiki = Wiki::copy(&corpus, room.path(), number("BATON_SOAK_COPIES", 1));
    let options = Options { root: wiki.root.clone(), ..Options::default() };
    let start = Instant::now();
    let mut workspace = Workspace::open_live(options.clone(), &Quiet).unwrap();
    println!("{} pages, open after {:.1} s, {} MB", wiki.pages.len(), start.elapsed().as_secs_f64(), memory());
    let mut times: BTreeMap<&str, [Vec<Duration>; 3]> = BTreeMap::new();
    for step in 1..=steps {
        let (kind, touched) = wiki.edit(&mut dice);
        let page = touched.iter().next_back().unwrap().clone();
        let start = Instant::now();
        assert!(workspace.refresh(&Hint::At(touched)).unwrap(), "{kind} of {} shows", page.display());
        let refreshed = start.elapsed();
        let snapshot = workspace.snapshot();
        let shown = page.strip_prefix(&wiki.root).unwrap().to_str().unwrap();
        let is_it = |route| snapshot.source_at(route).is_some_and(|source| *source == *shown);
        let routes: Vec<_> = snapshot.routes().filter(|(_, route)| is_it(route)).collect();
        let start = Instant::now();
        if let Some((path, route)) = routes.first() {
            snapshot.pull(path, route).unwrap();
        }
        let [refreshes, pulls, surveys] = times.entry(kind).or_default();
        refreshes.push(refreshed);
        pulls.push(start.elapsed());
        let start = Instant::now();
        let _ = snapshot.survey();
        surveys.push(start.elapsed());
        let others: Vec<_> = snapshot.routes().skip(dice.below(1000)).step_by(997).collect();
        for (path, route) in others {
            snapshot.pull(path, route).unwrap();
        }
        if step % (steps / 20).max(1) == 0 {
            println!("after {step:6} edits: {} MB", memory());
        }
        if checks > 0 && step % (steps / checks).max(1) == 0 {
            check(&workspace, &options, step);
        }
    }
    for (kind, [refreshes, pulls, surveys]) in &mut times {
        println!("{kind:10} {:5} times   refresh: {}", refreshes.len(), quantiles(refreshes));
        println!("{:22}   pull:    {}", "", quantiles(pulls));
        println!("{:22}   survey:  {}", "", quantiles(surveys));
    }
}

/// Holds what was kept against what another process makes from nothing: so its memory is not counted here.
fn check(workspace: &Workspace, options: &Options, step: usize) {
    let before = memory();
    let snapshot = workspace.snapshot();
    let kept = outputs(snapshot);
    let with_all = memory();
    let room = tempfile::tempdir().unwrap();
    let output = room.path().join("output");
    let baton = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.arg("--root").arg(&options.root).args(arguments);
        command.output().unwrap().stdout
    };
    baton(&["build", "--quiet", "--output", output.to_str().unwrap()]);
    let clean: BTreeMap<String, Digest> = WalkDir::new(&output)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| {
            entry.file_type().is_file()
                && !["manifest.json", ".gitignore"].contains(&entry.file_name().to_str().unwrap())
        })
        .map(|entry| {
            let path = entry.path().strip_prefix(&output).unwrap().to_str().unwrap().to_owned();
            (path, Digest::of(&fs::read(entry.path()).unwrap()))
        })
        .collect();
    let differs = |path: &&String| kept.get(*path) != clean.get(*path);
    let different: BTreeSet<_> = kept.keys().chain(clean.keys()).filter(differs).collect();
    assert_eq!(different, BTreeSet::new(), "after {step} edits");
    let found: serde_json::Value = serde_json::from_slice(&baton(&["check", "--format", "json"])).unwrap();
    let found =
        found["diagnostics"].as_array().unwrap().iter().map(|finding| {
            (finding["path"].as_str().unwrap().to_owned(), finding["message"].as_str().unwrap().to_owned())
        });
    let known = snapshot.survey().findings.iter().map(|finding| (finding.path.to_string(), finding.message.clone()));
    assert_eq!(known.collect::<Vec<_>>(), found.collect::<Vec<_>>(), "findings after {step} edits");
    println!("after {step:6} edits: {} outputs equal; {before} MB, {with_all} MB after all were asked for", kept.len());
}
