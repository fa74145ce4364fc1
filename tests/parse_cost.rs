//! What reading a page costs against the bare events of pulldown-cmark:
//! `BATON_CORPUS=DIR cargo test --release --test parse_cost -- --ignored --nocapture`. Without a folder, the project's own pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "the figures are what the run is for"
)]

use baton::front_matter;
use baton::markdown::{self, Dialect, Input};
use pulldown_cmark::{Options, Parser};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

/// The one of the program.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[test]
#[ignore = "a measurement"]
fn a_tree_of_the_dialect_against_bare_events() {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    let folder = std::env::var_os("BATON_CORPUS").map_or_else(own, PathBuf::from);
    let files = WalkDir::new(&folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let pages: Vec<(Arc<str>, String)> = files
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .filter_map(|entry| Some((entry.path().to_str()?.into(), std::fs::read_to_string(entry.path()).ok()?)))
        .collect();
    let bodies: Vec<_> = pages.iter().map(|(path, text)| front_matter::read(text, path).0.body).collect();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let time = |work: &dyn Fn() -> usize| {
        let start = Instant::now();
        assert!(work() > 0);
        start.elapsed()
    };
    let events = || {
        let texts = pages.iter().zip(&bodies).map(|((_, text), body)| &text[*body..]);
        texts.map(|text| Parser::new_ext(text, options).into_offset_iter().count()).sum()
    };
    let trees = || {
        let texts = pages.iter().zip(&bodies);
        let parse = |((path, text), body): (&(Arc<str>, String), &_)| {
            markdown::parse(Input { path, text, body: *body, dialect: Dialect::Adobe }).document.children.len()
        };
        texts.map(parse).sum()
    };
    // In turns, and the best of each: what else the machine does comes and goes.
    let (mut bare, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        bare = bare.min(time(&events));
        whole = whole.min(time(&trees));
    }
    let ratio = whole.as_secs_f64() / bare.as_secs_f64();
    println!("{} pages: events {bare:.1?}, trees {whole:.1?}: {ratio:.2} times", pages.len());
}
