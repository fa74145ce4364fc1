//! How findings look in every format, and the pages behind their codes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::diagnostic::{Diagnostic, Format, Rendering, Severity, Sources, codes, explain, list, render};
use baton::span::Span;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

struct Texts(BTreeMap<String, String>);

impl Sources for Texts {
    fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}

fn texts(files: &[(&str, &str)]) -> Texts {
    Texts(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
}

const PLAIN: Rendering = Rendering { color: false, width: 80, limit: None };

/// The span of `needle` in `text`.
fn span(text: &str, needle: &str) -> Span {
    let start = text.find(needle).unwrap();
    Span::new(start, start + needle.len())
}

/// One finding at `needle` in a file `a.md` that holds `text`, for people, without its first line.
fn shown(text: &str, needle: &str) -> String {
    let finding = Diagnostic::new(&codes::LINK_BROKEN, "a.md", "no page").at(span(text, needle));
    let rendered = render(&[finding], &texts(&[("a.md", text)]), Format::Text, PLAIN);
    rendered.strip_prefix("error[link-broken]: no page\n").unwrap().to_owned()
}

const PLAN: &str = "# Plan\n\nRead [the plan](plam.md) first.\n";

/// A finding with everything that a finding can have, in a file that holds [`PLAN`].
fn full() -> Diagnostic {
    Diagnostic::new(&codes::LINK_BROKEN, "content/en/a.md", "there is no page `plam.md`")
        .at(span(PLAN, "plam.md"))
        .help("write `plan.md`")
        .related("content/en/plan.md", Some(Span::new(2, 6)), "this page is near")
        .fix(span(PLAN, "plam.md"), "plan.md")
}

fn sources() -> Texts {
    texts(&[("content/en/a.md", PLAN), ("content/en/plan.md", "# Plan\n")])
}

fn machine(findings: &[Diagnostic], sources: &Texts, format: Format) -> Value {
    serde_json::from_str(&render(findings, sources, format, PLAIN)).unwrap()
}

#[test]
fn a_finding_has_the_look_of_rustc() {
    assert_eq!(
        render(&[full()], &sources(), Format::Text, PLAIN),
        "\
error[link-broken]: there is no page `plam.md`
 --> content/en/a.md:3:17
  |
3 | Read [the plan](plam.md) first.
  |                 ^^^^^^^
  |
help: write `plan.md`
  |
3 - Read [the plan](plam.md) first.
3 + Read [the plan](plan.md) first.
  |
note: this page is near
 --> content/en/plan.md:1:3
  |
1 | # Plan
  |   ^^^^

"
    );
}

#[test]
fn colour_changes_nothing_but_colour() {
    let colored = render(&[full()], &sources(), Format::Text, Rendering { color: true, ..PLAIN });
    assert!(colored.contains("\u{1b}[1m"));
    let mut plain = String::new();
    let mut pieces = colored.split("\u{1b}[");
    plain += pieces.next().unwrap();
    pieces.for_each(|piece| plain += piece.split_once('m').unwrap().1);
    assert_eq!(plain, render(&[full()], &sources(), Format::Text, PLAIN));
}

#[test]
fn a_finding_about_a_file_as_a_whole_shows_the_file() {
    let finding = Diagnostic::new(&codes::FILE_SIZE, "content/assets/a.png", "it holds 80 MB").help("shrink it");
    let expected = "error[file-size]: it holds 80 MB\n --> content/assets/a.png\n = help: shrink it\n\n";
    assert_eq!(render(std::slice::from_ref(&finding), &texts(&[]), Format::Text, PLAIN), expected);
    let without_text = finding.at(Span::new(4, 9));
    assert_eq!(render(&[without_text], &texts(&[]), Format::Text, PLAIN), expected);
}

#[test]
fn wide_characters_tabs_and_byte_order_marks_keep_the_underline_in_place() {
    assert_eq!(
        shown("日本語の[リンク](x.md)です", "x.md"),
        " --> a.md:1:11\n  |\n1 | 日本語の[リンク](x.md)です\n  |                  ^^^^\n  |\n  = help: correct the path\n\n"
    );
    assert_eq!(
        shown("\u{feff}\ta [b](x.md)\r\nc\r\n", "x.md"),
        " --> a.md:1:8\n  |\n1 |     a [b](x.md)\n  |           ^^^^\n  |\n  = help: correct the path\n\n"
    );
    assert!(shown("مرحبا [رابط](x.md) بكم", "x.md").contains("a.md:1:14\n"));
}

#[test]
fn what_a_terminal_would_obey_is_shown_and_not_sent() {
    assert_eq!(
        shown("a \u{202e}\u{1b}[31m x.md", "x.md"),
        " --> a.md:1:10\n  |\n1 | a \\u{202e}\\u{1b}[31m x.md\n  |                      ^^^^\n  |\n  = help: correct the path\n\n"
    );
    let hostile = "\u{1b}]0;x\u{7}\u{9b}\u{202e}\r\n%0A";
    let finding = Diagnostic::new(&codes::LINK_BROKEN, hostile, hostile)
        .help(hostile)
        .at(Span::new(0, 4))
        .related(hostile, Some(Span::new(0, 4)), hostile)
        .fix(Span::new(0, 4), hostile);
    let sources = texts(&[(hostile, hostile)]);
    for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
        let rendered = render(std::slice::from_ref(&finding), &sources, format, PLAIN);
        let obeyed = |c: &char| (c.is_control() && *c != '\n') || *c == '\u{202e}';
        assert_eq!(rendered.chars().find(obeyed), None, "{format:?}: {rendered:?}");
    }
    assert_eq!(render(&[finding], &sources, Format::Github, PLAIN).lines().count(), 1);
}

#[test]
fn a_long_line_is_shown_around_the_span() {
    let rendered = shown(&format!("{}x.md{}", "a ".repeat(5000), "b ".repeat(5000)), "x.md");
    assert!(rendered.contains("a.md:1:10001\n"), "{rendered}");
    assert!(rendered.contains("...") && rendered.contains("a x.mdb b") && rendered.contains("^^^^\n"), "{rendered}");
    assert!(rendered.lines().all(|line| line.len() <= 80), "{rendered}");
    let all = "a ".repeat(5000);
    assert!(shown(&all, &all).lines().all(|line| line.len() <= 80));
}

#[test]
fn a_span_over_several_lines_is_marked_on_its_first() {
    assert_eq!(
        shown("x [a\r\nb](c)\r\n", "[a\r\nb](c)"),
        " --> a.md:1:3\n  |\n1 | x [a\n  |   ^^\n  |\n  = help: correct the path\n\n"
    );
}

#[test]
fn spans_that_do_not_fit_the_text_do_no_harm() {
    for (start, end) in [(0, 99), (99, 120), (1, 2), (3, 3), (2, 5)] {
        let finding = Diagnostic::new(&codes::LINK_BROKEN, "a.md", "no page")
            .at(Span::new(start, end))
            .fix(Span::new(start, end), "b");
        for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
            assert!(
                render(std::slice::from_ref(&finding), &texts(&[("a.md", "é\n日")]), format, PLAIN).contains("a.md")
            );
        }
    }
}

#[test]
fn a_limit_keeps_the_gravest_and_counts_the_rest() {
    let note = |path| Diagnostic::new(&codes::TOC_ORPHAN, path, "in no table");
    let warning = Diagnostic::new(&codes::FRAGMENT_DEAD, "b.md", "no anchor");
    let error = Diagnostic::new(&codes::LINK_BROKEN, "c.md", "no page");
    let findings = [note("a.md"), warning, error, note("d.md")];
    let limited = |limit| render(&findings, &texts(&[]), Format::Text, Rendering { limit: Some(limit), ..PLAIN });
    let two = "warning[fragment-dead]: no anchor\n --> b.md\n = help: use an anchor that exists\n\n\
               error[link-broken]: no page\n --> c.md\n = help: correct the path\n\n";
    assert_eq!(limited(2), format!("{two}and 2 more: 2 toc-orphan\n\n"));
    assert_eq!(limited(0), "and 4 more: 1 fragment-dead, 1 link-broken, 2 toc-orphan\n\n");
    assert_eq!(limited(4), render(&findings, &texts(&[]), Format::Text, PLAIN));
    assert!(limited(3).starts_with("note[toc-orphan]: in no table\n --> a.md"));
}

#[test]
fn json_tells_everything() {
    let whole = Diagnostic::new(&codes::TOC_ORPHAN, "content/en/b.md", "in no table");
    let place = |line: u32, column: u32, end: u32| json!([line, column, line, end]);
    let numbers = |entry: &Value| json!([entry["line"], entry["column"], entry["end_line"], entry["end_column"]]);
    let document = machine(&[full(), whole], &sources(), Format::Json);
    assert_eq!(document["version"], 1);
    let first = &document["diagnostics"][0];
    assert_eq!(first["code"], "link-broken");
    assert_eq!(first["severity"], "error");
    assert_eq!(first["message"], "there is no page `plam.md`");
    assert_eq!(first["help"], "write `plan.md`");
    assert_eq!(first["path"], "content/en/a.md");
    assert_eq!(first["span"], json!({"start": 24, "end": 31}));
    assert_eq!(numbers(first), place(3, 17, 24));
    assert_eq!(first["fix"], json!({"span": {"start": 24, "end": 31}, "replacement": "plan.md"}));
    assert_eq!(first["explain"], "baton explain link-broken");
    assert_eq!(first["related"][0]["path"], "content/en/plan.md");
    assert_eq!(numbers(&first["related"][0]), place(1, 3, 7));
    let second = &document["diagnostics"][1];
    assert_eq!(numbers(second), json!([null, null, null, null]));
    assert_eq!([&second["span"], &second["fix"]], [&Value::Null; 2]);
    assert_eq!(second["help"], codes::TOC_ORPHAN.help());
}

#[test]
fn sarif_names_rules_regions_and_replacements() {
    let elsewhere = Diagnostic::new(&codes::FRAGMENT_DEAD, "content/en/un deux.md", "no anchor");
    let document = machine(&[full(), elsewhere], &sources(), Format::Sarif);
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["fragment-dead", "link-broken"]);
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "error");
    assert!(rules[1]["help"]["markdown"].as_str().unwrap().contains("link-broken"));
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&json!("link-broken"), &json!(1)));
    let region = json!({"startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 24});
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place, &json!({"artifactLocation": {"uri": "content/en/a.md"}, "region": region}));
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement, &json!({"deletedRegion": region, "insertedContent": {"text": "plan.md"}}));
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "this page is near");
    let uri = &run["results"][1]["locations"][0]["physicalLocation"];
    assert_eq!(uri, &json!({"artifactLocation": {"uri": "content/en/un%20deux.md"}}));
}

#[test]
fn github_commands_are_masked() {
    let finding =
        Diagnostic::new(&codes::TOC_ORPHAN, "a,b:c.md", "100 % wrong: yes").at(Span::new(0, 1)).help("mend it");
    assert_eq!(
        render(&[full(), finding], &sources(), Format::Github, PLAIN),
        "::error file=content/en/a.md,line=3,col=17,endLine=3,endColumn=24,title=link-broken\
         ::there is no page `plam.md`%0Ahelp: write `plan.md`%0Anote: this page is near: content/en/plan.md:1:3\n\
         ::notice file=a%2Cb%3Ac.md,title=toc-orphan::100 %25 wrong: yes%0Ahelp: mend it\n"
    );
}

#[test]
fn no_findings_make_an_empty_page_or_an_empty_list() {
    assert_eq!(render(&[], &texts(&[]), Format::Text, PLAIN), "");
    assert_eq!(render(&[], &texts(&[]), Format::Github, PLAIN), "");
    assert_eq!(machine(&[], &texts(&[]), Format::Json), json!({"version": 1, "diagnostics": []}));
    assert_eq!(machine(&[], &texts(&[]), Format::Sarif)["runs"][0]["results"], json!([]));
}

#[test]
fn every_code_has_a_page_that_helps() {
    let mut problems = Vec::new();
    for code in codes::ALL {
        let mut miss = |what: &str| problems.push(format!("{}: {what}", code.name));
        let lines: Vec<_> = code.page.lines().collect();
        if lines.first() != Some(&format!("# {}", code.name).as_str()) {
            miss("the heading is not the name");
        }
        for part in ["## Example", "## How to mend it", "## When to allow it"] {
            if !lines.contains(&part) {
                miss(part);
            }
        }
        if folded(&lines) {
            miss("a paragraph is folded: each stands on one line");
        }
        let fences = lines.iter().filter(|line| line.starts_with("```")).count();
        if fences < 2 || fences % 2 != 0 {
            miss("there is no example in a fence");
        }
        if !(8..=34).contains(&lines.len()) {
            miss("it is too short or too long");
        }
        let help = code.help();
        let even = |mark: char| help.matches(mark).count() % 2 == 0;
        let closed = help.matches('(').count() == help.matches(')').count();
        let ends = help.ends_with(|last: char| last.is_alphanumeric() || "`)".contains(last));
        if !(8..=160).contains(&help.len()) || !even('`') || !even('"') || !closed || !ends {
            miss(&format!("its mend does not begin with a sentence for the help line: {help}"));
        }
        if code.page.to_lowercase().contains("stub") {
            miss("it is not written yet");
        }
    }
    assert_eq!(problems, Vec::<String>::new());
}

/// Whether two lines of prose follow each other without a blank line or a list mark between them.
fn folded(lines: &[&str]) -> bool {
    let fence = |line: &str| line.starts_with("```");
    let mut inside = false;
    let prose: Vec<_> = lines
        .iter()
        .map(|line| {
            inside ^= fence(line);
            !inside && !fence(line) && !line.is_empty() && !line.starts_with("- ")
        })
        .collect();
    prose.windows(2).any(|pair| pair == [true, true])
}

#[test]
fn every_page_belongs_to_a_code_and_every_code_is_listed_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/codes");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().strip_suffix(".md").unwrap().to_owned();
    let files: BTreeSet<_> = std::fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap())).collect();
    let names: BTreeSet<_> = codes::ALL.iter().map(|code| code.name.to_owned()).collect();
    assert_eq!(files, names);
    assert_eq!(names.len(), codes::ALL.len());
    let listed: Vec<_> = list().lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert_eq!(listed, codes::ALL.iter().map(|code| code.name).collect::<Vec<_>>());
}

/// Every kind of finding is met by a test of what reports it: its name stands in what some test expects.
#[test]
fn every_code_is_expected_by_some_test() {
    let mut texts = String::new();
    let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_test = name.ends_with(".rs") || name.ends_with(".md") || name.ends_with(".txt");
            if path.is_dir() && name != "node_modules" {
                open.push(path);
            } else if is_test && name != "diagnostics.rs" {
                texts += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let is_expected = |name: &str| {
        texts.match_indices(name).any(|(at, _)| {
            let around = [texts[..at].chars().next_back(), texts[at + name.len()..].chars().next()];
            around.into_iter().flatten().all(|c| !c.is_alphanumeric() && c != '-')
        })
    };
    let missing: Vec<_> = codes::ALL.iter().map(|code| code.name).filter(|name| !is_expected(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn explanations_are_set_for_the_terminal() {
    let narrow = Rendering { color: false, width: 50, limit: None };
    for code in codes::ALL {
        let page = explain(code.name, narrow).unwrap();
        assert!(page.starts_with(code.name), "{page}");
        assert!(!page.contains("```") && page.contains("\n    "), "{page}");
        let prose = page.lines().filter(|line| !line.starts_with("    ") && line.contains(' '));
        assert_eq!(prose.filter(|line| line.chars().count() > 50).collect::<Vec<_>>(), Vec::<&str>::new());
    }
    assert!(explain("link-broken", Rendering { color: true, ..narrow }).unwrap().starts_with("\u{1b}[1mlink-broken"));
}

#[test]
fn an_unknown_code_brings_a_suggestion() {
    let near = explain("link-borken", PLAIN).unwrap_err();
    assert_eq!(near.to_string(), "there is no code `link-borken`; did you mean `link-broken`?");
    assert_eq!(explain("zebra", PLAIN).unwrap_err().to_string(), "there is no code `zebra`");
}

#[test]
fn severities_have_the_names_that_people_write() {
    assert_eq!([Severity::Note, Severity::Warning, Severity::Error].map(Severity::name), ["note", "warning", "error"]);
}

/// Text of everything that is awkward: wide, combining, joined, right-to-left, hidden, tabs and every line ending.
fn awkward() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        " ",
        "日本",
        "é",
        "e\u{301}",
        "👩\u{200d}💻",
        "مرحبا",
        "\u{202e}",
        "\u{200b}",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "\u{1b}[1m",
        "`",
        "long words and more of them, ",
        "\u{3000}",
        "\u{0}",
    ];
    vec(sample::select(pieces.to_vec()), 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_finding_in_any_text_can_be_shown(
        text in awkward(),
        replacement in awkward(),
        (start, length) in (0..900_usize, 0..300_usize),
        width in 0..120_usize,
    ) {
        let span = Span::new(start, start + length);
        let finding = Diagnostic::new(&codes::LINK_BROKEN, "a.md", &*text)
            .at(span)
            .related("a.md", Some(span), &*replacement)
            .fix(span, &*replacement);
        let sources = texts(&[("a.md", &text)]);
        for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
            let rendered = render(std::slice::from_ref(&finding), &sources, format, Rendering { width, ..PLAIN });
            let obeyed = |c: &char| (c.is_control() && *c != '\n') || matches!(*c, '\u{202e}' | '\u{200b}' | '\u{feff}');
            prop_assert_eq!(rendered.chars().find(obeyed), None);
        }
    }
}
