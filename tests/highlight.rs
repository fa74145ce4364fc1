//! Colouring code: languages, classes, bounds, and the memo that keeps results.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::digest::Digest;
use baton::highlight::{Highlighter, Kind, Language, MAX_BLOCK, MAX_LINE, MAX_WORK, Memo, REVISION, escape};
use proptest::prelude::*;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One for all tests: compiling a grammar's patterns is what takes time.
static HIGHLIGHTER: LazyLock<Highlighter> = LazyLock::new(Highlighter::default);

fn highlight(info: &str, code: &str) -> String {
    HIGHLIGHTER.highlight(&Language::of(info), code)
}

/// The text that a browser would show.
fn text(html: &str) -> String {
    let mut shown = String::new();
    for piece in html.split('<') {
        shown.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn an_info_string_names_a_language() {
    let cases = [
        ("shell", "shell", Kind::Grammar("Bourne Again Shell (bash)")),
        ("  Bash  ", "bash", Kind::Grammar("Bourne Again Shell (bash)")),
        ("bsh", "bsh", Kind::Grammar("Bourne Again Shell (bash)")),
        ("terminal", "terminal", Kind::Grammar("Bourne Again Shell (bash)")),
        ("console", "console", Kind::Grammar("Bourne Again Shell (bash)")),
        ("cURL", "curl", Kind::Grammar("Bourne Again Shell (bash)")),
        ("php?start_inline=1", "php", Kind::Grammar("PHP Source")),
        ("json{line-numbers=\"true\"}", "json", Kind::Grammar("JSON")),
        ("json {line-numbers=\"true\"}", "json", Kind::Grammar("JSON")),
        ("config", "config", Kind::Grammar("INI")),
        ("conf", "conf", Kind::Grammar("nginx")),
        ("vcl", "vcl", Kind::Grammar("nginx")),
        ("mysql", "mysql", Kind::Grammar("SQL")),
        ("cron", "cron", Kind::Grammar("Crontab")),
        ("REST API", "rest", Kind::Grammar("HTTP Request and Response")),
        ("GrapQL", "grapql", Kind::Grammar("GraphQL")),
        ("c++", "c++", Kind::Grammar("C++")),
        ("unix", "unix", Kind::Plain),
        ("text", "text", Kind::Plain),
        ("code panel", "code", Kind::Plain),
        ("", "", Kind::Plain),
        (" \t", "", Kind::Plain),
        ("{.x}", "", Kind::Plain),
        ("klingon", "klingon", Kind::Unknown),
        ("rst", "rst", Kind::Unknown),
        ("\"onload=x", "", Kind::Unknown),
        ("<b>", "", Kind::Unknown),
        ("日本語", "", Kind::Unknown),
        ("a123456789012345678901234567890123", "", Kind::Unknown),
    ];
    for (info, token, kind) in cases {
        assert_eq!(Language::of(info), Language { token: token.to_owned(), kind }, "{info}");
    }
}

#[test]
fn every_language_has_its_grammar() {
    let all = "apache bash c c++ css cron dart diff dockerfile env gitignore go graphql dot groovy html twig http ini jq \
               json java properties js kotlin lua makefile md php perl py r ruby rust sql ssh-config scala swift toml tf ts tsx \
               vue xml yaml nginx";
    let grammars = two_face::syntax::extra_newlines();
    for token in all.split(' ') {
        let Kind::Grammar(name) = Language::of(token).kind else { panic!("{token} is unknown") };
        assert!(grammars.find_syntax_by_name(name).is_some(), "{name}");
    }
}

#[test]
fn tokens_get_a_dozen_classes() {
    let cases = [
        (
            "bash",
            "ls --all \"$HOME\" # all",
            r#"<span class="hl-f">ls</span> <span class="hl-v">--all</span> <span class="hl-s">"</span><span class="hl-v">$HOME</span><span class="hl-s">"</span> <span class="hl-c"># all</span>"#,
        ),
        (
            "json",
            "{\"a\": [\"b\", 1, true]}",
            r#"{<span class="hl-a">"a"</span>: [<span class="hl-s">"b"</span>, <span class="hl-n">1</span>, <span class="hl-n">true</span>]}"#,
        ),
        ("yaml", "a: b # c\n", "<span class=\"hl-a\">a</span>: b <span class=\"hl-c\"># c</span>\n"),
        (
            "php",
            "$a = new B(1);",
            r#"<span class="hl-v">$a</span> = <span class="hl-k">new</span> <span class="hl-t">B</span>(<span class="hl-n">1</span>);"#,
        ),
        (
            "xml",
            "<a b=\"c\"/>",
            r#"&lt;<span class="hl-t">a</span> <span class="hl-a">b</span>=<span class="hl-s">"c"</span>/&gt;"#,
        ),
        ("sql", "SELECT 1", r#"<span class="hl-k">SELECT</span> <span class="hl-n">1</span>"#),
        ("diff", "+a\n-b\n", "<span class=\"hl-i\">+a</span>\n<span class=\"hl-d\">-b</span>\n"),
    ];
    for (info, code, expected) in cases {
        assert_eq!(highlight(info, code), expected, "{info}");
    }
}

#[test]
fn a_span_ends_with_its_line() {
    let html = highlight("js", "/* one\n\n   two */\n`a\nb`");
    let expected = "<span class=\"hl-c\">/* one</span>\n\n   <span class=\"hl-c\">two */</span>\n<span class=\"hl-s\">`a</span>\n<span class=\"hl-s\">b`</span>";
    assert_eq!(html, expected);
}

#[test]
fn plain_and_unknown_code_is_escaped() {
    for info in ["", "text", "klingon"] {
        assert_eq!(highlight(info, "<b> & \"c\"\n"), "&lt;b&gt; &amp; \"c\"\n");
    }
}

#[test]
fn a_long_line_stays_plain_among_coloured_ones() {
    let long = "1".repeat(MAX_LINE + 1);
    let html = highlight("json", &format!("[1,\n{long},\n2]"));
    assert_eq!(html, format!("[<span class=\"hl-n\">1</span>,\n{long},\n<span class=\"hl-n\">2</span>]"));
}

#[test]
fn a_long_block_stays_plain() {
    let code = "true\n".repeat(MAX_BLOCK / 5);
    assert!(highlight("json", &code).starts_with("<span"));
    let code = code + "true\n";
    assert_eq!(highlight("json", &code), code);
}

#[test]
fn work_is_bounded_by_a_count() {
    let line = format!("[{}1]\n", "1,".repeat(MAX_LINE / 2 - 2));
    let lines = MAX_WORK / (line.len() * line.len());
    let html = highlight("json", &line.repeat(lines + 2));
    let coloured = html.lines().filter(|line| line.contains("hl-n")).count();
    assert_eq!(coloured, lines);
    assert_eq!(text(&html), line.repeat(lines + 2));
}

#[test]
fn hostile_code_is_shown_as_it_is() {
    let traps = [
        ("makefile", "?<<<!--".repeat(400)),
        ("html", "?<<<!--".repeat(400)),
        ("html", "<".repeat(500)),
        ("php", "a(".repeat(250)),
        ("rst", "_*".repeat(5_000)),
        ("c", "_".repeat(2_000)),
        ("c++", "a::".repeat(199)),
        ("css", "\t".repeat(599)),
        ("bash", "\0$(\0{".repeat(100)),
        ("js", "`${".repeat(190)),
        ("yaml", "[{".repeat(3_000)),
        ("json", "x".repeat(2 << 20)),
        ("xml", "<a b='\u{0}\u{feff}é日本\r\n".repeat(20)),
        ("md", "[![".repeat(190)),
    ];
    for (info, code) in traps {
        assert_eq!(text(&highlight(info, &code)), code, "{info}");
    }
}

#[test]
fn every_thread_colours_alike() {
    let code = "<?php\n/** a */ function b($c) { return \"d $c\" . 1; }\n".repeat(5);
    let highlighter = Highlighter::default();
    let language = Language::of("php");
    let alone = Highlighter::default().highlight(&language, &code);
    let together: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| highlighter.highlight(&language, &code))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(together.iter().all(|html| *html == alone));
}

/// Remembered results outlive the program, so what they depend on has a name.
#[test]
fn a_change_of_colours_needs_a_new_revision() {
    let samples = [
        ("bash", "for a in *.txt; do echo \"$a\" | grep -v 'b' && exit 1; done # c\n"),
        (
            "php",
            "namespace A\\B; class C extends D { const E = 1.5; public function f(?int $g): array { return [$g => 'h']; } }\n",
        ),
        ("js", "import a from 'b'; const c = async (d) => await d.e(`f${1}`, /g/i); // h\n"),
        ("graphql", "query a($b: Int!) { c(d: $b) { ...e @include(if: true) } }\n"),
        ("css", "@media print { .a > #b:hover { color: #fff; margin: 0 1px; } }\n"),
        ("nginx", "server { listen 80; location ~ \\.php$ { return 404; } }\n"),
        ("ini", "[a]\nb = 1 ; c\n"),
        ("md", "# a\n\n*b* `c` [d](e)\n"),
        ("python", "@a\ndef b(c: int = 1) -> str:\n    return f\"{c}\"  # d\n"),
    ];
    let html: Vec<_> = samples.iter().map(|(info, code)| highlight(info, code)).collect();
    let digest = Digest::of_parts(html.iter().map(String::as_str)).to_string();
    assert_eq!(
        (REVISION, digest.as_str()),
        ("two-face 0.5.2, PHP without lists, classes 2", "c8afddfe0e37b5c473ea1709f1d2cc1d")
    );
}

/// Its own functions are coloured without the grammar's lists of them, and what it can hold is there.
#[test]
fn php_is_coloured_by_what_stands_around_a_name() {
    let html =
        highlight("php", "$a = array_map(fn($b) => trim_own($b), $c); new ArrayObject($a); $a instanceof Iterator;");
    for name in ["array_map", "trim_own"] {
        assert!(html.contains(&format!("<span class=\"hl-f\">{name}</span>")), "{html}");
    }
    for name in ["ArrayObject", "Iterator"] {
        assert!(html.contains(&format!("<span class=\"hl-t\">{name}</span>")), "{html}");
    }
    for (code, part) in [
        ("$a = \"SELECT b FROM c\";", "hl-k"),
        ("$a = <<<SQL\nSELECT b FROM c;\nSQL;\n", "hl-k"),
        ("$a = <<<HTML\n<b class=\"c\">d</b><style>e { f: g }</style><script>let h = 1;</script>\nHTML;\n", "hl-a"),
        ("$a = <<<JSON\n{\"b\": 1}\nJSON;\n", "hl-n"),
        ("$a = <<<JAVASCRIPT\nconst b = /c/g;\nJAVASCRIPT;\n", "hl-k"),
        ("$a = <<<XML\n<b c=\"d\"/>\nXML;\n", "hl-a"),
        ("$a = <<<CSS\nb { color: red }\nCSS;\n", "hl-a"),
        ("preg_match('/^[a-z]+$/i', $b);", "hl-f"),
    ] {
        let html = highlight("php", code);
        assert_eq!(text(&html), code);
        assert!(html.contains(part), "{html}");
    }
}

#[test]
fn a_memo_gives_what_the_highlighter_gives() {
    let memo = Memo::default();
    for info in ["bash", "text", "klingon", "json"] {
        let language = Language::of(info);
        for _ in 0..2 {
            assert_eq!(*memo.highlight(&HIGHLIGHTER, &language, "a < 1"), *HIGHLIGHTER.highlight(&language, "a < 1"));
        }
    }
}

#[test]
fn many_codes_at_once_come_out_as_one_by_one() {
    let codes =
        [("bash", "make all # now"), ("php", "echo 1;"), ("text", "plain"), ("bash", "ls -l"), ("php", "echo 1;")];
    let memo = Memo::default();
    memo.prepare(codes.map(|(info, code)| (Language::of(info), code)), &|| false);
    // Only what somebody asked for is kept for the next run.
    assert_eq!(memo.to_bytes(), Memo::default().to_bytes());
    // One that colours nothing shows what is remembered.
    let alone = Memo::default();
    for (info, code) in codes {
        let (language, idle) = (Language::of(info), Highlighter::default());
        assert_eq!(memo.highlight(&idle, &language, code), alone.highlight(&HIGHLIGHTER, &language, code));
    }
    assert_eq!(memo.to_bytes(), alone.to_bytes());
}

#[test]
fn more_than_one_thread_may_colour_a_language() {
    // Long lines are cheap: they stay plain.
    let code = |number: usize| format!("make {number} # now\n{}\n", "x".repeat(20_000));
    let codes: Vec<String> = (0..60).map(code).collect();
    let (memo, asked) = (Memo::default(), AtomicUsize::new(0));
    let prepare = || {
        memo.prepare(codes.iter().map(|code| (Language::of("bash"), &**code)), &|| {
            asked.fetch_add(1, Ordering::Relaxed);
            false
        });
        asked.swap(0, Ordering::Relaxed)
    };
    assert_eq!((prepare(), prepare()), (codes.len(), 0), "each is coloured, and once");
    let (bash, alone) = (Language::of("bash"), Memo::default());
    for code in &codes {
        let html = memo.highlight(&HIGHLIGHTER, &bash, code);
        assert!(html.contains("<span class="));
        assert_eq!(html, alone.highlight(&HIGHLIGHTER, &bash, code));
    }
    assert_eq!(memo.to_bytes(), alone.to_bytes());
}

#[test]
fn colouring_many_codes_ends_when_it_is_asked_to() {
    let memo = Memo::default();
    let asked = AtomicUsize::new(0);
    let codes: Vec<String> = (0..50).map(|number| format!("make {number}")).collect();
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 10;
    memo.prepare(codes.iter().map(|code| (Language::of("bash"), &**code)), &stop);
    // What was left out is coloured later, and no more than that.
    let left = AtomicUsize::new(0);
    memo.prepare(codes.iter().map(|code| (Language::of("bash"), &**code)), &|| {
        left.fetch_add(1, Ordering::Relaxed);
        false
    });
    assert_eq!((asked.into_inner(), left.into_inner()), (11, 40));
}

#[test]
fn a_memo_survives_as_bytes() {
    let [bash, json] = [Language::of("bash"), Language::of("json")];
    let (memo, reversed) = (Memo::default(), Memo::default());
    for code in ["a 1", "b 2", "c 3"] {
        let _ = memo.highlight(&HIGHLIGHTER, &bash, code);
    }
    for code in ["c 3", "b 2", "a 1"] {
        let _ = reversed.highlight(&HIGHLIGHTER, &Language::of("shell"), code);
    }
    let bytes = memo.to_bytes();
    assert_eq!(bytes, reversed.to_bytes());

    let next = Memo::from_bytes(&bytes);
    assert_eq!(next.highlight(&HIGHLIGHTER, &bash, "b 2"), memo.highlight(&HIGHLIGHTER, &bash, "b 2"));
    let _ = next.highlight(&HIGHLIGHTER, &json, "[1]");
    let kept = Memo::default();
    let _ = kept.highlight(&HIGHLIGHTER, &bash, "b 2");
    let _ = kept.highlight(&HIGHLIGHTER, &json, "[1]");
    assert_eq!(next.to_bytes(), kept.to_bytes(), "what nobody asked for again is forgotten");
}

/// A kept memo with one result that no highlighter would give, which is how to see that it is believed.
fn marked_memo() -> Vec<u8> {
    let memo = Memo::default();
    let _ = memo.highlight(&HIGHLIGHTER, &Language::of("bash"), "first");
    let mut bytes = memo.to_bytes();
    let place = bytes.windows(5).position(|window| window == b"first").unwrap();
    bytes[place..place + 5].copy_from_slice(b"FIRST");
    let end = bytes.len() - 16;
    let checksum = Digest::of(&bytes[..end]).bytes();
    bytes[end..].copy_from_slice(&checksum);
    bytes
}

#[test]
fn a_remembered_result_is_not_made_again() {
    let memo = Memo::from_bytes(&marked_memo());
    let html = memo.highlight(&HIGHLIGHTER, &Language::of("bash"), "first");
    assert_eq!(*html, *r#"<span class="hl-f">FIRST</span>"#);
    let html = memo.highlight(&HIGHLIGHTER, &Language::of("makefile"), "first");
    assert!(!html.contains("FIRST"), "another language is another result");
}

#[test]
fn a_damaged_memo_is_an_empty_one() {
    let bytes = marked_memo();
    let is_empty = |bytes: &[u8]| {
        let html = Memo::from_bytes(bytes).highlight(&HIGHLIGHTER, &Language::of("bash"), "first");
        *html == *r#"<span class="hl-f">first</span>"#
    };
    for place in 0..bytes.len() {
        assert!(is_empty(&bytes[..place]), "cut at {place}");
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x20;
        assert!(is_empty(&damaged), "damaged at {place}");
    }
    assert!(is_empty(b"foreign"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn code_is_never_changed(info in "bash|json|yaml|sql|xml|ini|graphql|diff|nginx", code in "([a-z$<>&\"'`{}()\\[\\]#;:=/* \t\0é-]{0,12}\n?){0,6}") {
        let html = highlight(&info, &code);
        prop_assert_eq!(text(&html), code.clone());
        let closed = |line: &str| line.matches("<span").count() == line.matches("</span>").count();
        prop_assert!(html.lines().all(closed), "{}", html);
        prop_assert_eq!(text(&escape(&code)), code);
    }
}

#[test]
fn an_example_is_coloured_part_by_part() {
    let html = Highlighter::default()
        .highlight(&Language::of("example"), "# Title\n--- html\n<h1>Title</h1>\n--- findings\nnone\n");
    let lines: Vec<&str> = html.lines().collect();
    assert!(lines[0].contains("hl-"), "Markdown: {html}");
    assert_eq!(lines[1], "<span class=\"hl-c\">--- html</span>");
    assert!(lines[2].contains("hl-"), "HTML: {html}");
    assert_eq!(lines[3..], ["<span class=\"hl-c\">--- findings</span>", "none"]);
}
