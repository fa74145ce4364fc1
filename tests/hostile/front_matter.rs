//! Headers that are no YAML, that are bombs, or that mean something else than they look.

use crate::{page, site};

fn header(yaml: &str) -> String {
    format!("---\n{yaml}\n---\n\n# Case\n\nStill here.\n")
}

macro_rules! cases {
    ($($name:ident: $yaml:expr => $code:expr, $codes:expr;)*) => {$(
        #[test]
        fn $name() {
            page(&header(&$yaml)).build().expect($code, &$codes).shows("Still here.").rest_is_published();
        }
    )*};
}

cases! {
    unescaped_apostrophe: "title: 'It doesn't parse'" => 1, ["fm-invalid"];
    colon_in_a_plain_value: "title: AB-1: fixed amounts" => 1, ["fm-invalid"];
    value_wrapped_to_the_margin: "description: one\ntwo\ntitle: x" => 1, ["fm-invalid"];
    cut_inside_a_quote: "title: \"never closed" => 1, ["fm-invalid"];
    bad_escape: "title: \"a \\` b\"" => 1, ["fm-invalid"];
    flow_sequence_by_accident: "title: t\nfeature: [!DNL B2B], other" => 1, ["fm-invalid"];
    tab_indentation: "a:\n\tb: c\ntitle: t" => 1, ["fm-invalid"];
    collapsed_list_of_maps: "title: t\nproduct_v2: id: 1 id: 2" => 1, ["fm-invalid"];
    an_alias_without_anchor: "title: *t" => 1, ["fm-invalid"];
    a_tag_of_the_core: "title: !!binary aGVsbG8=" => 0, [];
    a_custom_tag: "title: !exec 'rm -rf /'" => 1, ["fm-invalid"];
    an_alias_bomb: format!("a: &a [{}]\nb: [{}]", vec!["x"; 4_000].join(","), vec!["*a"; 4_000].join(",")) => 1, ["fm-invalid"];
    a_classic_bomb: {
        let mut yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let list = vec![format!("*a{}", level - 1); 9].join(",");
            yaml.extend(["a", &level.to_string(), ": &a", &level.to_string(), " [", &list, "]\n"]);
        }
        yaml
    } => 1, ["fm-invalid"];
    a_wall_of_brackets: format!("a: {}", "[".repeat(32_000)) => 1, ["fm-invalid"];
    a_wall_of_braces: format!("a: {}", "{".repeat(32_000)) => 1, ["fm-invalid"];
    deep_blocks: (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>() => 1, ["fm-invalid"];
    too_large: format!("title: t\na: {}", "x".repeat(100_000)) => 1, ["fm-invalid"];
    many_dashes: "- ".repeat(20_000) => 1, ["fm-invalid"];
    a_complex_key: "? [a, b]\n: c\ntitle: t" => 1, ["fm-invalid"];
    a_list_at_the_top: "- a\n- b" => 1, ["fm-invalid"];
    a_scalar_at_the_top: "just words" => 1, ["fm-invalid"];
    a_directive: "%YAML 1.2\ntitle: t" => 1, ["fm-invalid"];
    wrong_types: "title: [a, b]\nweight: heavy\ndraft: perhaps" => 0, ["fm-type"];
    key_in_other_case: "Title: Case\nRole: Developer" => 0, ["fm-key-case"];
    a_date_that_is_none: "title: t\nlast-update: 2023-12-8x" => 0, ["fm-type"];
    unknown_keys_are_data: "title: t\nanything: {a: [1, 2]}" => 0, [];
    numbers_as_titles: "title: 2024" => 0, [];
    empty_header: "" => 0, [];
}

#[test]
fn the_parser_says_where() {
    page(&header("title: fine\ndescription: 'It doesn't parse'"))
        .build()
        .expect(1, &["fm-invalid"])
        .shows("<title>fine");
}

#[test]
fn markup_in_a_title_is_text() {
    let built =
        page(&header("title: '</title><script>alert(1)</script>'\ndescription: '\"><img src=x onerror=alert(1)>'"))
            .build();
    assert!(built.html("en/case.html").contains("Still here."));
}

#[test]
fn a_title_can_close_nothing_in_lists_and_nav() {
    let evil = header("title: '\"><svg onload=alert(1)>'\nweight: 1");
    let built = site(&[("content/en/a.md", evil.as_bytes()), ("content/en/b.md", b"# B\n\n[a](a.md)\n")]).build();
    assert!(!built.html("en/b.html").contains("<svg onload"));
}

#[test]
fn an_unclosed_header_is_text() {
    page("---\ntitle: t\n\n# Case\n\nStill here.\n").build().shows("Still here.").rest_is_published();
}

#[test]
fn a_header_may_end_the_file() {
    page("---\ntitle: Only a header\n---").build().expect(0, &[]).shows("Only a header");
}

#[test]
fn crlf_and_a_byte_order_mark_are_normal() {
    page("\u{feff}---\r\ntitle: Windows\r\n---\r\n\r\n# Case\r\n\r\nStill here.\r\n")
        .build()
        .expect(0, &[])
        .shows("Still here.");
}

#[test]
fn aliases_do_not_leave_the_site() {
    let built = page(&header(
        "title: t\naliases:\n  - ../../../../escape.html\n  - /ok/old.html\n  - https://example.com/x\n  - 'a\\b'",
    ))
    .build();
    let built = built.expect(1, &["alias-invalid"]);
    assert!(built.exists("en/ok/old.html"));
}

#[test]
fn two_pages_with_one_alias() {
    let a = header("title: a\naliases: [/old.html]");
    let b = header("title: b\naliases: [/old.html, /index.html]");
    site(&[("content/en/a.md", a.as_bytes()), ("content/en/b.md", b.as_bytes())])
        .build()
        .expect(0, &["redirect-shadowed"]);
}
