//! The examples of `tests/spec/*.md`: the dialect's manual, which is also its test.
//!
//! An example is a fence of ` ````example ` that holds Markdown, a line `--- html` with the HTML that it becomes
//! behind it, and, if there are any, a line `--- findings` with the findings. `BLESS=1` writes what there is.

use super::{findings, html, parsed};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

#[test]
fn every_example_of_the_manual_holds() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = String::new();
    let mut count = 0;
    for path in files() {
        let old = fs::read_to_string(&path).unwrap();
        let new = settled(&old, &mut count);
        if bless {
            fs::write(&path, &new).unwrap();
        } else if let Some((left, right)) = old.lines().zip(new.lines()).find(|(left, right)| left != right) {
            let line = old.lines().zip(new.lines()).take_while(|(left, right)| left == right).count() + 1;
            let _ = writeln!(failures, "{}:{line}\n  expected {left}\n  is       {right}", path.display());
        } else if old != new {
            let _ = writeln!(failures, "{}: lines are missing or too many", path.display());
        }
    }
    assert!(count > 30, "only {count} examples were found");
    assert!(failures.is_empty(), "\n{failures}\nBLESS=1 writes the examples as they are");
}

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

/// The file with every example as it is.
fn settled(text: &str, count: &mut usize) -> String {
    let mut new = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(new, "{line}");
        if line != "````example" {
            continue;
        }
        *count += 1;
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "````").collect();
        let markdown = body
            .iter()
            .take_while(|line| !line.starts_with("--- "))
            .fold(String::new(), |text, line| text + line + "\n");
        new.push_str(&example(&markdown));
        new.push_str("````\n");
    }
    new
}

fn example(markdown: &str) -> String {
    let mut text = format!("{markdown}--- html\n{}", html(markdown));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let found = findings(markdown, parsed(markdown).findings);
    if !found.is_empty() {
        let _ = writeln!(text, "--- findings\n{}", found.join("\n"));
    }
    text
}
