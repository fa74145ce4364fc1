//! Markdown that is deep, wide, long, or made to be slow.

use crate::page;

macro_rules! readable {
    ($($name:ident: $text:expr;)*) => {$(
        #[test]
        fn $name() {
            let built = page(&format!("# Case\n\n{}\n\n## End\n\nStill here.\n", $text)).build();
            assert!(built.code.is_some_and(|code| code <= 1), "{:?} {}", built.code, built.stderr);
            built.rest_is_published().shows("Still here.");
        }
    )*};
}

readable! {
    a_hundred_thousand_quotes: format!("{} x\n\n", ">".repeat(100_000));
    a_hundred_thousand_brackets: "[".repeat(100_000);
    a_hundred_thousand_image_brackets: "![".repeat(50_000);
    a_hundred_thousand_stars: "*a ".repeat(50_000);
    a_hundred_thousand_underscores: "_a ".repeat(50_000);
    many_backticks: (1..600).map(|n| format!("{} ", "`".repeat(n))).collect::<String>();
    nested_lists: (0..1_000).map(|depth| format!("{}- a\n", " ".repeat(depth * 2))).collect::<String>();
    nested_ordered_lists: "1. ".repeat(5_000);
    nested_emphasis: format!("{}a{}", "*_".repeat(2_000), "_*".repeat(2_000));
    nested_links: format!("{}a{}", "[".repeat(5_000), "](b)".repeat(5_000));
    nested_html: format!("{}a{}", "<div>\n".repeat(5_000), "</div>\n".repeat(5_000));
    nested_inline_html: format!("x {}a{}", "<b>".repeat(5_000), "</b>".repeat(5_000));
    unclosed_html: "<div>\n\n".repeat(5_000);
    unclosed_inline_html: format!("x {}", "<u>".repeat(20_000));
    stray_ends: format!("x {}", "</u>".repeat(20_000));
    an_open_comment: format!("x {}", "<!-- ".repeat(20_000));
    an_open_tag: format!("x {}", "<a href=\"".repeat(20_000));
    many_entities: "&amp;".repeat(50_000);
    many_bad_entities: "&#1114112;&nope;".repeat(20_000);
    metadata_fences: ">---\n".repeat(12_000);
    many_footnotes: (0..3_000).map(|n| format!("[^{n}] ")).collect::<String>() + "\n\n" + &(0..3_000).map(|n| format!("[^{n}]: note\n\n")).collect::<String>();
    open_footnotes: "[^".repeat(30_000);
    a_reference_bomb: format!("[a]: {}\n\n{}", "x".repeat(10_000), "[a] ".repeat(5_000));
    a_wide_table: format!("|{}\n|{}\n|{}\n", "a|".repeat(2_000), "-|".repeat(2_000), "b|".repeat(2_000));
    a_ragged_table: format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "|b|\n".repeat(500));
    a_long_line: "word ".repeat(200_000);
    a_long_word: "w".repeat(500_000);
    many_headings: (0..5_000).map(|_| "## Same\n\n").collect::<String>();
    many_alerts: (0..3_000).map(|_| ">[!NOTE]\n>\n>x\n\n").collect::<String>();
    nested_alerts: (0..200).map(|depth| format!("{}[!NOTE]\n", ">".repeat(depth + 1))).collect::<String>();
    definition_walls: "a\n: b\n\n".repeat(5_000);
    makefile_trap: format!("```makefile\n{}\n```", "?<<<!--".repeat(300));
    php_trap: format!("```php\n{}\n```", "<?php <<<".repeat(60));
    rest_trap: format!("```rst\n{}\n```", "*`_|".repeat(5_000));
    csharp_trap: format!("```csharp\n{}\n```", "_".repeat(2_000));
    a_long_code_line: format!("```bash\n{}\n```", "echo $x; ".repeat(50_000));
    a_huge_code_block: format!("```json\n{}\n```", "{\"a\": [1, 2, 3]}\n".repeat(20_000));
    bidi_in_code: "```bash\necho \u{202e}gnp.exe\n```";
    private_use: "\u{e000}\u{f8ff}\u{10ffff}".repeat(1_000);
    zero_width: "\u{200b}".repeat(50_000);
    combining: format!("a{}", "\u{301}".repeat(50_000));
}

#[test]
fn deep_nesting_is_reported_and_flattened() {
    page(&format!("# Case\n\n{} deep words\n\nStill here.\n", ">".repeat(200)))
        .build()
        .expect(0, &["depth-exceeded"])
        .shows("deep words")
        .shows("Still here.");
}

#[test]
fn an_unclosed_fence_ends_with_the_page_alone() {
    page("# Case\n\n```text\nnever closed\n").build().shows("never closed").rest_is_published();
}

#[test]
fn duplicate_ids_are_reported() {
    page("# Case\n\n## One {#same}\n\n## Two {#same}\n").build().expect(0, &["id-duplicate"]).at("id-duplicate", 5, 1);
}

#[test]
fn an_unknown_alert_keeps_its_text() {
    page("# Case\n\n>[!FOO]\n>\n>Read this.\n").build().expect(0, &["alert-unknown"]).shows("Read this.");
}

#[test]
fn an_empty_page_is_a_page() {
    let built = page("").build().expect(0, &["title-missing"]);
    assert!(built.exists("en/case.html"));
}
