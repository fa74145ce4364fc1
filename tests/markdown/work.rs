//! The work that a page costs grows with its length, whatever stands in it: eight times the text may not cost the square.
//!
//! What is compared is the processor's time for one and the same text at two lengths, the best of three runs each; how long
//! anything takes is not asked.

use super::{html, parsed};
use baton::markdown::tree::Kind;
use std::time::Instant;

/// How much longer the second text is.
const TIMES: usize = 8;

/// How much more it may cost: eight for its length, the rest for sorting, caches and neighbours. The square is 64.
const MOST: f64 = 24.0;

/// Pieces that are repeated, by what they try.
const PIECES: &[(&str, &str)] = &[
    ("tabs without a set", ">[!TAB a]\n\n"),
    ("sets that are never closed", ">[!BEGINTABS]\n\n"),
    ("shade boxes in shade boxes", ">[!BEGINSHADEBOX]\n\na\n\n"),
    ("ends of nothing", ">[!ENDSHADEBOX]\n\n"),
    ("collapsibles in each other", "++++a\n\n"),
    ("ends of collapsibles", "+++\n\n"),
    ("alerts without text", ">[!NOTE]\n\n"),
    ("alerts that take text", ">[!NOTE]\n\na\n\n"),
    ("torn code", ">[!NOTE]\n>\n>a\n>\n```sh\n>x\n>```\n\n"),
    ("torn code behind nothing", ">\n```sh\n>x\n>```\n\n"),
    ("tables with attributes", "|a|\n|-|\n|b|\n\n{style=\"table-layout:auto\"}\n\n"),
    ("tables on one line", "| a | |-| | b |\n\n"),
    ("snippets in a line", "{{a}} *x* "),
    ("snippets", "{{a}}\n\n"),
    ("braces", "{{a "),
    ("asterisks", "*"),
    ("asterisks between letters", "a*"),
    ("stray asterisks", "a ** b "),
    ("names of things", "[!UICONTROL x] ** "),
    ("tags that are never closed", "[!DNL "),
    ("tags over lines", "[!DNL x\n"),
    ("badges that are never closed", "[!BADGE x]{a=\""),
    ("lost brackets", "word](b.md) "),
    ("lost brackets without an address", "word](b c) "),
    ("full-width links", "[a]（b.md）{width=\"5\"}"),
    ("full-width links in owned texts", "&amp;[a]（b.md） {width=\"5\"}"),
    ("full-width ends of nothing", "]（b.md）"),
    ("full-width ends without an address", "［a］（b） "),
    ("full-width ends behind words", "*a*]（b.md）"),
    ("full-width quotations", "＞[!NOTE]\n＞\n＞a\n"),
    ("full-width collapsibles", "＋＋＋a\n\n"),
    ("attributes that stand apart", "![a](b.png)\n{width=5}\n"),
    ("attributes that are never closed", "![a](b.png){width=5\n"),
    ("ids in headings", "# a {#b} c\n\n"),
    ("ids in one heading", "{#b} "),
    ("brackets", "["),
    ("images", "!["),
    ("links", "[a](b "),
    ("broken comments", "&lt;!— a "),
    ("comments", "<!-- "),
    ("alerts in code", "a\n\n    >[!NOTE]\n    ># H\n\n"),
    ("backticks", "`a``"),
    ("unclosed tags", "<b>"),
    ("unfinished tags", "<b "),
    ("blocks of HTML", "<div>\n\n"),
    ("cells", "<td>a"),
    ("quotes", "> > a\n\n"),
    ("headings of one name", "# a\n\n"),
    ("headings with ids", "# a {#b}\n\n"),
    ("spaces of no width", "&#x200B;* a\n"),
    ("footnotes", "[^a] "),
    ("definitions", "a\n: b\n\n"),
    ("films and transcripts", ">[!VIDEO](https://a.example.com/b)\n\n<details></details>\n\n"),
];

/// Seconds that the processor has spent on this thread, where the system tells; else seconds on the clock.
fn spent(since: Instant) -> f64 {
    // The number is brought up to date when the thread is put aside.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn cost(text: &str) -> f64 {
    let since = Instant::now();
    let run = || {
        let start = spent(since);
        std::hint::black_box(html(text));
        spent(since) - start
    };
    (0..3).map(|_| run()).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_cost_of_a_page_grows_with_its_length() {
    let mut wrong = Vec::new();
    for (what, piece) in PIECES {
        let count = 3_000 / piece.len();
        let (short, long) = (cost(&piece.repeat(count)), cost(&piece.repeat(count * TIMES)));
        if long / short > MOST {
            wrong.push(format!("{what}: {:.0} times the cost", long / short));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn openings_and_endings_that_do_not_match_cost_no_square() {
    let mut wrong = Vec::new();
    for (open, close) in [
        (">[!BEGINTABS]\n\n", ">[!ENDSHADEBOX]\n\n"),
        (">[!BEGINSHADEBOX]\n\n", ">[!ENDTABS]\n\n"),
        ("++++++a\n\n", "+++\n\n"),
        ("<b>", "</i>"),
        ("<div>\n\n", "</p>\n\n"),
        ("[", "](a.md)"),
        ("[", "]（a.md）"),
        ("*a* ", "]（a.md）"),
        ("a {#", "\n===\n\n"),
        ("*a ", "b*"),
    ] {
        let text = |count: usize| open.repeat(count) + &close.repeat(count);
        let count = 3_000 / (open.len() + close.len());
        let (short, long) = (cost(&text(count)), cost(&text(count * TIMES)));
        if long / short > MOST {
            wrong.push(format!("{open:?} and {close:?}: {:.0} times the cost", long / short));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A stretch that is read a second time has its headings where it stands, not behind all others.
#[test]
fn headings_are_listed_as_they_are_read() {
    let text = "# One\n\n    >[!NOTE]\n    >\n    ># Two\n\n# Three\n\nA note[^a].\n\n[^a]: # Five\n\n# Four\n";
    let parsed = parsed(text);
    let listed: Vec<&str> = parsed.document.headings.iter().map(|heading| &*heading.text).collect();
    assert_eq!(listed, ["One", "Two", "Three", "Four", "Five"]);
    let html = html(text);
    for id in ["one", "two", "three", "four", "five"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{html}");
    }
    assert!(parsed.document.children.iter().any(|node| matches!(node.kind, Kind::Alert(_))));
}
