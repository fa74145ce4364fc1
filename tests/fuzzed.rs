//! Texts that a fuzzer found once, and random ones: nothing that was mended comes back.
//!
//! `BATON_FUZZ=SECONDS cargo test --test fuzzed -- --ignored --nocapture` changes the examples of the manual at random, and
//! pages below `BATON_CORPUS` if there are any, for as long as that, and keeps what breaks a promise.
#![allow(clippy::print_stdout, reason = "the number of runs is what the long run is for")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "fuzz/oracles.rs"]
mod oracles;

use proptest::prelude::*;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn check(text: &str) {
    oracles::parse(text);
    oracles::front_matter(text);
    oracles::render(text);
    oracles::mend(text);
}

#[test]
fn what_was_found_stays_mended() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in &files {
        let text = fs::read(path).unwrap();
        check(&String::from_utf8_lossy(&text));
    }
    assert!(!files.is_empty());
}

/// Pieces of headers, of the dialect, and of what breaks both.
const PIECES: &str = "(---\n|title: |badge: \"|badgeX: label=|type=|\"|'|: |\n|\r\n|\n\n|    |  - |# |## |\\{#a\\}|\\{|\\}|>\\[!NOTE\\]\n|\
                      >\\[!BEGINTABS\\]\n|>\\[!TAB a\\]\n|>\\[!ENDTABS\\]\n|>\\[!BEGINSHADEBOX \"a\"\\]\n|>\\[!ENDSHADEBOX\\]\n|\
                      >\\[!VIDEO\\]\\(https://a.example.com/v\\)\n|\\+\\+\\+a\n|\\+\\+\\+\n|\\[!DNL |\\[!UICONTROL |\\[!UICONTROl|\\[!BADGE a\\]|\
                      \\{type=Positive url=\"x\"\\}|\\{\\{a\\}\\}|\\{\\{\\$include /a.md\\}\\}|&#x200B;|\u{200b}|\\[|\\]|\\(|\\)|\\]\\(a.md\\)|!\\[|\\*\\*|\\*|`|\
                      ```\n|>|> |>```sh\n|- |1. |\\| a \\| b \\|\n\\|-\\|-\\|\n|<td>|</td>|<table>|<pre>|<x_y>|<!--|-->|&lt;|é|日本|🔗|\\\\)";

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_the_promises(pieces in prop::collection::vec(PIECES, 0..60)) {
        check(&pieces.concat());
    }
}

/// What is put into texts: as many of one piece as it takes to break something.
const SIGNS: [&str; 52] = [
    "---\n",
    "title: ",
    "'",
    "\"",
    ": ",
    "\r\n",
    "\n\n",
    "\n",
    "    ",
    "\t",
    "# ",
    "{#a}",
    "{",
    "}",
    ">[!NOTE]\n>\n>",
    "> [! TAB ",
    ">[!BEGINTABS]\n\n",
    ">[!TAB a]\n\n",
    ">[!ENDTABS]\n\n",
    ">[!BEGINSHADEBOX \"a\"]\n\n",
    ">[!ENDSHADEBOX]\n\n",
    ">[!VIDEO](https://a.example.com/v)\n",
    ">[!CONTEXTUALHELP]\n>id=\"a\"\n>title=\"",
    "+++a\n",
    "+++\n",
    "[!DNL ",
    "［！UICONTROL ",
    "］",
    "[!BADGE a] {type=Positive}",
    "{{a}}",
    "{{$include /a.md}}",
    "&#x200B;",
    "\u{200b}",
    "[",
    "]",
    "](a.md)",
    "![",
    "**",
    "*",
    "`",
    "```\n",
    ">",
    "> ",
    "- ",
    "1. ",
    "| a | b |\n|-|-|\n",
    "<td>",
    "<pre>",
    "<!--",
    "-->",
    "日本：🔗",
    "\\",
];

/// Numbers that look random: Marsaglia's xorshift64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// A stretch of `text`.
    fn stretch<'a>(&mut self, text: &'a str, longest: usize) -> (usize, &'a str) {
        let start = text.floor_char_boundary(self.below(text.len() + 1));
        let end = text.floor_char_boundary((start + self.below(longest)).min(text.len()));
        (start, &text[start..end.max(start)])
    }

    /// `text` with one thing changed.
    fn change(&mut self, text: &str, seeds: &[String]) -> String {
        let (at, old) = self.stretch(text, 40);
        let behind = &text[at + old.len()..];
        let new = match self.below(6) {
            0 => String::new(),
            1 => old.repeat(2 + self.below(3)),
            2 => {
                let other = &seeds[self.below(seeds.len())];
                self.stretch(other, 120).1.to_owned()
            }
            3 => old.chars().rev().collect(),
            4 => SIGNS[self.below(SIGNS.len())].repeat(1 + self.below(4)),
            _ => format!("{old}{}", SIGNS[self.below(SIGNS.len())]),
        };
        [&text[..at], &new, behind].concat()
    }
}

/// Pieces of a few lines each of all Markdown below a folder.
fn pieces(folder: &Path, seeds: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pieces(&path, seeds);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let lines: Vec<_> = text.split_inclusive('\n').collect();
            seeds.extend(
                lines.chunks(12).map(<[&str]>::concat).map(|seed| seed[..seed.floor_char_boundary(600)].to_owned()),
            );
        }
    }
}

#[test]
#[ignore = "runs for as long as BATON_FUZZ says, in seconds"]
fn changed_texts_keep_the_promises() {
    let seconds = std::env::var("BATON_FUZZ").expect("BATON_FUZZ says for how long").parse().unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut seeds = Vec::new();
    pieces(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/spec"), &mut seeds);
    if let Some(folder) = std::env::var_os("BATON_CORPUS") {
        pieces(Path::new(&folder), &mut seeds);
    }
    let (runs, broken) = (AtomicU64::new(0), AtomicU64::new(0));
    let targets: [(&str, fn(&str)); 4] = [
        ("parse", oracles::parse),
        ("front_matter", oracles::front_matter),
        ("render", oracles::render),
        ("mend", oracles::mend),
    ];
    std::thread::scope(|scope| {
        for thread in 0..std::thread::available_parallelism().map_or(1, usize::from) as u64 {
            let (seeds, runs, broken) = (&seeds, &runs, &broken);
            scope.spawn(move || {
                let start = u64::from(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_nanos());
                let mut chance = Chance(start ^ (thread + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
                let mut slowest = Duration::ZERO;
                while Instant::now() < end {
                    let mut text = seeds[chance.below(seeds.len())].clone();
                    for _ in 0..=chance.below(5) {
                        text = chance.change(&text, seeds);
                    }
                    for (name, target) in targets {
                        let since = Instant::now();
                        let kept = catch_unwind(|| target(&text)).is_ok();
                        runs.fetch_add(1, Ordering::Relaxed);
                        if !kept || since.elapsed() > slowest {
                            slowest = slowest.max(since.elapsed());
                            let number = runs.load(Ordering::Relaxed);
                            let file = std::env::temp_dir().join(format!("baton-fuzz-{name}-{number}.md"));
                            println!("{name}: {:?} for {} bytes, promises kept: {kept}", since.elapsed(), text.len());
                            if !kept {
                                broken.fetch_add(1, Ordering::Relaxed);
                                fs::write(&file, &text).unwrap();
                                println!("  kept in {}", file.display());
                            }
                        }
                    }
                }
            });
        }
    });
    let (runs, broken) = (runs.into_inner(), broken.into_inner());
    println!("{runs} runs from {} seeds, {broken} broken promises", seeds.len());
    assert_eq!(broken, 0);
}
