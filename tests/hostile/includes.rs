//! Texts that include others: what they show, and how they go wrong.

use crate::site;

const SNIPPETS: &[u8] = b"# Snippets\n\n## Hours {#hours}\n\nFrom *8* to 18 h.\n\n### Holidays\n\n- closed\n\n## Mail {#mail}\n\nhelp@example.com\n";

#[test]
fn a_file_stands_where_it_is_asked_for_without_its_own_heading() {
    let built = site(&[
        ("content/en/case.md", b"# Case\n\nBefore.\n\n{{$include /_includes/a.md}}\n\n## Same\n\nAfter.\n"),
        ("content/en/_includes/a.md", b"---\ntitle: A\n---\n\n# Own title\n\n## Same\n\nText of the *file*.\n"),
    ])
    .build()
    .expect(0, &[])
    .shows("<p>Text of the <em>file</em>.</p>")
    .shows("id=\"same\"")
    .shows("id=\"same-1\"");
    let html = built.html("en/case.html");
    assert!(!html.contains("Own title") && !html.contains("{{"));
    assert!(!built.exists("en/_includes/a.html"));
}

#[test]
fn a_snippet_is_a_section_without_its_heading() {
    let built = site(&[
        ("content/en/case.md", b"# Case\n\n{{hours}}\n\nWrite to {{mail}} at once.\n"),
        ("content/en/_includes/snippets.md", SNIPPETS),
    ])
    .build()
    .expect(0, &[])
    .shows("From <em>8</em> to 18 h.")
    .shows("<li>closed</li>")
    .shows("Write to help@example.com at once.");
    assert!(!built.html("en/case.html").contains(">Hours<"));
}

#[test]
fn another_locale_lends_its_files() {
    site(&[
        ("content/site.yml", b"locales:\n  en: {}\n  fr: { fallback: [en] }\n"),
        ("content/en/_includes/snippets.md", SNIPPETS),
        ("content/fr/_includes/a.md", "# A\n\nEn français.\n".as_bytes()),
        ("content/en/_includes/a.md", b"# A\n\nIn English.\n"),
        ("content/fr/case.md", b"# Case\n\n{{$include /_includes/a.md}}\n\n{{mail}}\n"),
        ("content/_includes/shared.md", b"Shared by all.\n"),
        ("content/en/case.md", b"# Case\n\n{{$include /_includes/a.md}}\n\n{{mail}}\n"),
        ("content/en/shared.md", b"# Shared\n\n{{$include /_includes/shared.md}}\n"),
    ])
    .build()
    .expect(0, &[])
    .shows_at("en/shared.html", "Shared by all.")
    .shows_at("fr/case.html", "En français.")
    .shows_at("fr/case.html", "help@example.com");
}

#[test]
fn references_count_from_the_included_file_or_else_from_the_page() {
    site(&[
        ("content/en/deep/case.md", b"# Case\n\n{{$include ../_includes/a.md}}\n"),
        ("content/en/_includes/a.md", b"[sound](../index.md) [mate](mate.md)\n"),
        ("content/en/deep/mate.md", b"# Mate\n"),
    ])
    .build()
    .expect(0, &["include-relative-from-page"])
    .at("include-relative-from-page", 1, 29)
    .shows_at("en/deep/case.html", "href=\"../index.html\"")
    .shows_at("en/deep/case.html", "href=\"mate.html\"");
}

#[test]
fn what_is_wrong_in_an_included_file_is_said_there_and_once() {
    let built = site(&[
        ("content/en/case.md", b"# Case\n\n{{$include /_includes/a.md}}\n"),
        ("content/en/other.md", b"# Other\n\n{{$include /_includes/a.md}}\n"),
        ("content/en/_includes/a.md", b"Text.\n\n[lost](lost.md)\n"),
    ])
    .build()
    .expect(1, &["link-broken"])
    .at("link-broken", 3, 8);
    let hits: Vec<_> = built.findings.iter().filter(|finding| finding.code == "link-broken").collect();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].path, "content/en/_includes/a.md");
}

#[test]
fn a_missing_file_is_named_and_the_tag_stays() {
    site(&[
        ("content/en/case.md", b"# Case\n\n{{$include /_includes/contact.md}}\n\nStill here.\n"),
        ("content/en/_includes/contacts.md", b"Text.\n"),
    ])
    .build()
    .expect(1, &["include-missing"])
    .at("include-missing", 3, 1)
    .shows("{{$include /_includes/contact.md}}")
    .shows("Still here.")
    .rest_is_published();
}

#[test]
fn an_unknown_snippet_stays_visible_and_code_is_left_alone() {
    site(&[
        ("content/en/case.md", b"# Case\n\nA {{hour}} b, `{{code}}`.\n\n```\n{{fence}}\n```\n\n<pre>{{raw}}</pre>\n"),
        ("content/en/_includes/snippets.md", SNIPPETS),
    ])
    .build()
    .expect(1, &["snippet-unknown"])
    .at("snippet-unknown", 3, 3)
    .shows("A {{hour}} b")
    .shows("{{raw}}");
}

#[test]
fn an_unknown_snippet_beside_an_escape_is_shown_alone() {
    site(&[
        ("content/en/case.md", b"# Case\n\nOne \\{ two {{hour}} and {{mail}}, \\{\\{mail}} four.\n"),
        ("content/en/_includes/snippets.md", SNIPPETS),
    ])
    .build()
    .expect(1, &["snippet-unknown"])
    .at("snippet-unknown", 3, 12)
    .shows("<p>One { two {{hour}} and ")
    .shows("help@example.com, {{mail}} four.</p>");
}

#[test]
fn braces_of_other_tools_are_reported_like_unknown_snippets() {
    site(&[
        (
            "content/en/case.md",
            b"# Case\n\n{{site.data.name}}\n\nA {{ page.title | upcase }} b, {{two words}}, {{,}} and \\{\\{c.d}}, `{{e.f}}`.\n",
        ),
        ("content/en/_includes/snippets.md", SNIPPETS),
    ])
    .build()
    .expect(1, &["snippet-unknown"])
    .at("snippet-unknown", 3, 1)
    .shows("<p>{{site.data.name}}</p>")
    .shows("A {{ page.title | upcase }} b, {{two words}}, {{,}} and {{c.d}}, <code>{{e.f}}</code>.");
}

#[test]
fn files_that_include_each_other_end_in_a_finding() {
    site(&[
        ("content/en/case.md", b"# Case\n\n{{$include /_includes/a.md}}\n\nStill here.\n"),
        ("content/en/_includes/a.md", b"A.\n\n{{$include b.md}}\n"),
        ("content/en/_includes/b.md", b"B.\n\n{{$include a.md}}\n"),
    ])
    .build()
    .expect(1, &["include-cycle"])
    .at("include-cycle", 3, 1)
    .shows("Still here.")
    .rest_is_published();
}

#[test]
fn texts_that_double_and_double_are_bounded() {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for level in 0..15 {
        let next = format!("{{{{$include {}.md}}}}\n\n", level + 1).repeat(40);
        files.push((format!("content/en/_includes/{level}.md"), next.into_bytes()));
    }
    files.push(("content/en/_includes/15.md".into(), b"The end.\n".to_vec()));
    files.push(("content/en/case.md".into(), b"# Case\n\n{{$include /_includes/0.md}}\n".to_vec()));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (path.as_str(), text.as_slice())).collect();
    site(&files).build().expect(1, &["include-size"]).rest_is_published();
}

#[test]
fn a_text_of_blocks_does_not_stand_in_a_line() {
    site(&[("content/en/case.md", b"# Case\n\nSee {{hours}} here.\n"), ("content/en/_includes/snippets.md", SNIPPETS)])
        .build()
        .expect(1, &["include-inline"])
        .shows("See {{hours}} here.");
}

#[test]
fn nothing_outside_the_site_is_included() {
    site(&[("content/en/case.md", b"# Case\n\n{{$include ../../../secret.md}}\n\n{{$include /../secret.md}}\n")])
        .build()
        .expect(1, &["link-escape"])
        .rest_is_published();
}
