//! The header of a page: where it ends, what it says, what is reported, what is inherited.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::diagnostic::Diagnostic;
use baton::front_matter::{Effective, FrontMatter, Keys, PageBadge, read};
use baton::span::position;
use proptest::prelude::*;

fn page(text: &str) -> (FrontMatter, Vec<Diagnostic>) {
    read(text, &"content/en/page.md".into())
}

/// The header of `yaml`, which must be without findings.
fn header(yaml: &str) -> FrontMatter {
    let (header, findings) = page(&format!("---\n{yaml}\n---\n"));
    assert_eq!(findings, []);
    header
}

/// Every finding as `line:column code message`.
fn findings(text: &str) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        assert_eq!(&*finding.path, "content/en/page.md");
        let place = position(text, finding.span.unwrap().start as usize);
        format!("{}:{} {} {}", place.line, place.column, finding.code.name, finding.message)
    };
    page(text).1.iter().map(show).collect()
}

/// The keys and their texts.
fn texts(text: &str) -> Vec<(String, String)> {
    let entries = page(text).0.entries;
    entries.iter().map(|entry| (entry.key.to_string(), entry.value.text().unwrap_or("-").to_owned())).collect()
}

#[test]
fn the_text_begins_behind_the_closing_fence() {
    for (text, body, title) in [
        ("---\ntitle: A\n---\nText", "Text", Some("A")),
        ("---\ntitle: A\n---\n\nText", "\nText", Some("A")),
        ("---\r\ntitle: A\r\n---\r\nText", "Text", Some("A")),
        ("---\rtitle: A\r---\rText", "Text", Some("A")),
        ("\u{feff}---\ntitle: A\n---\nText", "Text", Some("A")),
        ("--- \t\n\ntitle: A\n\n---  \nText", "Text", Some("A")),
        ("---\ntitle: A\n---", "", Some("A")),
        ("---\n---\nText", "Text", None),
        ("---\n# only a comment\n---\nText", "Text", None),
        ("Text\n---\ntitle: A\n---\n", "Text\n---\ntitle: A\n---\n", None),
        ("\u{feff}Text", "Text", None),
        ("\n---\ntitle: A\n---\n", "\n---\ntitle: A\n---\n", None),
        ("----\ntitle: A\n----\n", "----\ntitle: A\n----\n", None),
        (" ---\ntitle: A\n---\n", " ---\ntitle: A\n---\n", None),
        ("---\ntitle: >\n  A\n  ---\n---\nText", "Text", Some("A ---")),
        ("---\n\nProse behind a thematic break.\n", "---\n\nProse behind a thematic break.\n", None),
        ("---", "---", None),
        ("", "", None),
    ] {
        let (header, findings) = page(text);
        assert_eq!((&text[header.body..], header.title()), (body, title), "{text:?}");
        assert_eq!(findings, [], "{text:?}");
    }
}

#[test]
fn the_span_covers_both_fences() {
    let text = "\u{feff}---\ntitle: A\n--- \nText";
    assert_eq!(page(text).0.span.unwrap().of(text), "---\ntitle: A\n--- ");
    assert_eq!(page("Text").0.span, None);
}

#[test]
fn a_header_without_end_is_text() {
    let text = "---\ntitle: A\n\n# A\n";
    let (header, _) = page(text);
    assert_eq!((header.span, header.body, header.entries.len()), (None, 0, 0));
    assert_eq!(findings(text), ["1:1 fm-unclosed front matter has no closing `---`"]);
}

#[test]
fn keys_are_decoded() {
    let header = header(
        "title: ' Plan: the start'\ndescription: 2024\nrole: Admin, Developer,\nfeature: [Cache, 5]\naliases:\n  - /a\n  - /b\n\
         draft: yes\nhide: off\nweight: '-10'\nlast-update: 2026-04-28T00:00:00Z\nmini-toc-levels: 3\n\
         source-git-commit: 1234567890123456789012345678901234567890\nworkflow-type: tm+mt\nsource-wordcount: '170'\nht-degree: 14%",
    );
    assert_eq!(header.title(), Some("Plan: the start"));
    assert_eq!(header.description(), Some("2024"));
    assert_eq!(header.list("role"), ["Admin", "Developer"]);
    assert_eq!(header.list("feature"), ["Cache", "5"]);
    assert_eq!(header.aliases(), ["/a", "/b"]);
    assert_eq!((header.draft(), header.hide(), header.hidefromtoc()), (true, false, false));
    assert_eq!(header.weight(), Some(-10));
    assert_eq!(header.last_update(), Some(jiff::civil::date(2026, 4, 28)));
    assert_eq!(header.mini_toc_levels(), Some(3));
    assert_eq!(header.source_git_commit(), Some("1234567890123456789012345678901234567890"));
    assert_eq!(header.workflow_type(), Some("tm+mt"));
    assert_eq!(header.source_wordcount(), Some(170));
    assert_eq!(header.ht_degree(), Some(14));
}

#[test]
fn absent_keys_have_no_answer() {
    let header = header("title:\ndescription: ''");
    assert_eq!((header.title(), header.description(), header.weight()), (None, None, None));
    assert_eq!((header.last_update(), header.ht_degree(), header.mini_toc_levels()), (None, None, None));
    assert!(header.list("role").is_empty() && !header.draft());
}

#[test]
fn dates_are_taken_as_people_write_them() {
    for (written, date) in [
        ("2026-04-28", Some((2026, 4, 28))),
        ("'2026-04-28 10:00'", Some((2026, 4, 28))),
        ("2023-12-8", Some((2023, 12, 8))),
        ("2026-02-30", None),
        ("28.04.2026", None),
        ("2026-04", None),
        ("2026-04-28-1", None),
        ("2026-+4-28", None),
        ("20260428", None),
        ("99999-01-01", None),
    ] {
        let (header, findings) = page(&format!("---\nlast-update: {written}\n---\n"));
        let date = date.map(|(year, month, day)| jiff::civil::date(year, month, day));
        assert_eq!((header.last_update(), findings.len()), (date, usize::from(date.is_none())), "{written}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_has_no_meaning_and_stays_data() {
    let text = "---\ntitle: [a]\ndraft: maybe\nweight: 1.5\nrole: { a: b }\nmini-toc-levels: 7\nht-degree: 101%\n\
                last-update: soon\nsource-wordcount: many\nunknown: { a: b }\n---\n";
    assert_eq!(
        findings(text),
        [
            "2:9 fm-type `title` must be text, not a list",
            "3:8 fm-type `draft` must be `true` or `false`, not `maybe`",
            "4:9 fm-type `weight` must be a whole number, not `1.5`",
            "5:9 fm-type `role` must be a list, or words with commas between, not a mapping",
            "6:18 fm-type `mini-toc-levels` must be a number from 1 to 6, not `7`",
            "7:12 fm-type `ht-degree` must be a share like `14%`, not `101%`",
            "8:14 fm-type `last-update` must be a date like `2026-04-28`, not `soon`",
            "9:19 fm-type `source-wordcount` must be a whole number, not `many`",
        ]
    );
    let header = page(text).0;
    assert_eq!((header.title(), header.weight(), header.mini_toc_levels()), (None, None, None));
    assert!(!header.draft() && header.list("role").is_empty());
    let json = serde_json::to_value(&header).unwrap();
    assert_eq!(json["weight"], 1.5);
    assert_eq!(json["unknown"]["a"], "b");
}

#[test]
fn the_case_of_a_known_key_is_mended() {
    let text = "---\nTitle: A\nRole: Admin\nbadgepaas: x\n'Draft': true\nMyKey: 1\n---\n";
    assert_eq!(
        findings(text),
        [
            "2:1 fm-key-case key `Title` is written `title`",
            "3:1 fm-key-case key `Role` is written `role`",
            "4:1 fm-key-case key `badgepaas` is written `badgePaas`",
            "5:1 fm-key-case key `Draft` is written `draft`",
        ]
    );
    let (header, findings) = page(text);
    assert_eq!((header.title(), header.list("role"), header.draft()), (Some("A"), vec!["Admin"], true));
    let fixes: Vec<_> =
        findings.iter().map(|f| f.fix.as_ref().map(|fix| (fix.span.of(text), &*fix.replacement))).collect();
    let expected = [Some(("Title", "title")), Some(("Role", "role")), Some(("badgepaas", "badgePaas")), None];
    assert_eq!(fixes, expected);
}

#[test]
fn the_exact_key_goes_before_one_of_another_case() {
    let (header, _) = page("---\nRole: User\nrole: Admin\n---\n");
    assert_eq!(header.list("role"), ["Admin"]);
}

#[test]
fn a_key_given_twice_counts_once() {
    let text = "---\ntitle: A\nweight: 1\ntitle: B\n---\n";
    assert_eq!(findings(text), ["4:1 fm-duplicate key `title` is given twice"]);
    let (header, findings) = page(text);
    assert_eq!(header.title(), Some("A"));
    assert_eq!(findings[0].related[0].span.unwrap().start, 4);
}

#[test]
fn a_header_that_is_no_mapping_is_invalid() {
    assert_eq!(
        findings("---\n\nJust prose.\n---\n"),
        ["3:1 fm-invalid front matter must hold `key: value` lines, not text"]
    );
    assert_eq!(findings("---\n- a\n---\n"), ["2:3 fm-invalid front matter must hold `key: value` lines, not a list"]);
}

/// The broken forms that occur in real pages, with the place that the parser names and the keys that are saved.
#[test]
fn invalid_headers_are_reported_and_salvaged() {
    for (yaml, finding, saved) in [
        (
            "title: 'Café'\nproduct: id: 12-ab id: 34-cd\nrole: Admin",
            "3:12 fm-invalid front matter is not valid YAML: mapping values are not allowed in this context",
            vec![("title", "Café"), ("product", "id: 12-ab id: 34-cd"), ("role", "Admin")],
        ),
        (
            "title: 'K-1: the shop doesn't open'\nrole: Admin",
            "2:29 fm-invalid front matter is not valid YAML: did not find expected key",
            vec![("title", "K-1: the shop doesn't open"), ("role", "Admin")],
        ),
        (
            "title: K-1: fixed discounts\nrole: Admin",
            "2:11 fm-invalid front matter is not valid YAML: mapping values are not allowed in this context",
            vec![("title", "K-1: fixed discounts"), ("role", "Admin")],
        ),
        (
            "title: A\ndescription: How to plan\na rollout well.\nrole: Admin",
            "5:1 fm-invalid front matter is not valid YAML: could not find expected ':'",
            vec![("title", "A"), ("description", "How to plan a rollout well."), ("role", "Admin")],
        ),
        (
            "title: 'A\nrole:A dmin",
            "4:1 fm-invalid front matter is not valid YAML: found unexpected end of stream",
            vec![("title", "A"), ("role", "A dmin")],
        ),
        (
            "title: A\nrole:A dmin\ndescription: B",
            "4:1 fm-invalid front matter is not valid YAML: could not find expected ':'",
            vec![("title", "A"), ("role", "A dmin"), ("description", "B")],
        ),
        (
            "title: \"run \\`a\\` and \\\"b\\\"\"\nrole: Admin",
            "2:13 fm-invalid front matter is not valid YAML: found unknown escape character",
            vec![("title", "run \\`a\\` and \"b\""), ("role", "Admin")],
        ),
        (
            "title: A\nfeature: [!DNL B2B], Cache",
            "3:11 fm-invalid front matter is not valid YAML: tags (`!name`) are not allowed",
            vec![("title", "A"), ("feature", "[!DNL B2B], Cache")],
        ),
        (
            "title: A\n role: Admin\ndescription: B",
            "3:6 fm-invalid front matter is not valid YAML: mapping values are not allowed in this context",
            vec![("title", "A"), ("role", "Admin"), ("description", "B")],
        ),
        (
            "title: 'A: B\n  - C: 'D'\ntopic: \"one\" and \"two\"\nlevel: a: b",
            "3:9 fm-invalid front matter is not valid YAML: did not find expected key",
            vec![("title", "A: B"), ("topic", "\"one\" and \"two\""), ("level", "a: b")],
        ),
        (
            "title: A: B\ntitle: C\nhide:\nweight: 3\n# no: key\n- no: key\nno key",
            "2:9 fm-invalid front matter is not valid YAML: mapping values are not allowed in this context",
            vec![("title", "A: B"), ("hide", "-"), ("weight", "3 no key")],
        ),
    ] {
        let text = format!("---\n{yaml}\n---\nText");
        let saved: Vec<_> = saved.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert_eq!((findings(&text), texts(&text)), (vec![finding.to_owned()], saved), "{yaml}");
        let (header, findings) = page(&text);
        assert_eq!(&text[header.body..], "Text");
        assert!(findings[0].help.is_some());
        for entry in &header.entries {
            assert_eq!(entry.key_span.of(&text), &*entry.key);
        }
    }
}

#[test]
fn an_invalid_line_with_one_meaning_brings_its_mend() {
    for (yaml, mended) in [
        ("title: 'It doesn't open'\nrole: Admin", Some("title: 'It doesn''t open'\nrole: Admin")),
        ("title: K-1: it's fixed\nrole: Admin", Some("title: 'K-1: it''s fixed'\nrole: Admin")),
        ("title: A\nfeature: [!DNL B2B], Cache", Some("title: A\nfeature: '[!DNL B2B], Cache'")),
        // The next line is wrong too: one mend after the other.
        ("title: A: B\nrole: C: D", Some("title: 'A: B'\nrole: C: D")),
        ("product: id: 12-ab id: 34-cd", None),
        ("title: \"run \\`a\\`\"", None),
        ("title: A\ndescription: How to plan\na rollout.\nrole: Admin", None),
        ("title: 'A\nrole:A dmin", None),
    ] {
        let text = format!("---\n{yaml}\n---\n");
        let finding = page(&text).1.remove(0);
        let applied = finding.fix.map(|fix| {
            let (before, after) = (&text[..fix.span.start as usize], &text[fix.span.end as usize..]);
            format!("{before}{}{after}", fix.replacement)
        });
        assert_eq!(applied, mended.map(|mended| format!("---\n{mended}\n---\n")), "{yaml}");
    }
}

#[test]
fn badges_are_read_in_every_form() {
    let badge = |label: &str, kind: &str, url: &str, tooltip: &str| {
        Some((PageBadge { label: label.into(), kind: kind.into(), url: url.into(), tooltip: tooltip.into() }, vec![]))
    };
    let long = "label=\"On premises\" type=\"Informative\" url=\"https://a.example.com/?a=b\" tooltip=\"Applies to a = b, it's so\"";
    for (written, read) in [
        (long, badge("On premises", "Informative", "https://a.example.com/?a=b", "Applies to a = b, it's so")),
        ("\"Beta content\" type=\"Positive\" url=/a.md", badge("Beta content", "Positive", "/a.md", "")),
        ("'Beta' type='Positive'", badge("Beta", "Positive", "", "")),
        ("Beta", badge("Beta", "", "", "")),
        ("Early access type=Caution", badge("Early access", "Caution", "", "")),
        ("label = „Neu“ type=« Positive »", badge("Neu", "Positive", "", "")),
        ("{ label: Beta, type: Neutral }", badge("Beta", "Neutral", "", "")),
        ("label=\"A\" colour=\"red\"", badge("A", "", "", "").map(|(badge, _)| (badge, vec!["colour".to_owned()]))),
        ("label=\"\" type=\"Positive\"", None),
        ("type=\"Positive\"", None),
        ("label=\"never closed", badge("\"never", "", "", "")),
    ] {
        let (header, findings) = page(&format!("---\ntitle: A\nbadgeX: {written}\nrole: Admin\n---\n"));
        assert_eq!(findings, [], "{written}");
        assert_eq!(PageBadge::read(&header.get("badgeX").unwrap().value), read, "{written}");
        assert_eq!(header.list("role"), ["Admin"]);
    }
}

#[test]
fn places_of_salvaged_values_are_exact() {
    let text = "\u{feff}---\r\ntitle:  'A: B: C' \r\nx: y: z\r\n---\r\n";
    let header = page(text).0;
    assert_eq!(header.entries[0].value.span.of(text), "'A: B: C'");
    assert_eq!(header.entries[1].value.span.of(text), "y: z");
}

#[test]
fn places_count_characters_behind_a_mark_and_other_line_ends() {
    assert_eq!(
        findings("\u{feff}---\r\ntitle: é\r\ndescription: 'é' é\r\n---\r\n"),
        ["3:18 fm-invalid front matter is not valid YAML: did not find expected key"]
    );
    assert_eq!(findings("---\rtitle: é\rdraft: é\r---\r"), ["3:8 fm-type `draft` must be `true` or `false`, not `é`"]);
}

#[test]
fn hostile_headers_are_refused_and_the_page_still_has_its_title() {
    let list = format!("a: &a\n{}b:\n{}", "- x\n".repeat(4_000), "- *a\n".repeat(4_000));
    for (yaml, reason) in [
        (list, "it holds more than 20000 values"),
        (format!("a: {}", "[".repeat(60_000)), "it holds more than 1000 opening brackets"),
        (format!("a: {}", "[".repeat(100_000)), "it is larger than 64 KB"),
        (format!("a:\n  {}", "- ".repeat(30_000)), "it is nested deeper than 32 levels"),
        ("a: \u{0}".into(), "control character U+0000 is not allowed"),
        ("a: !x b".into(), "tags (`!name`) are not allowed"),
        ("? [a]\n: b".into(), "a key must be text, not a list"),
    ] {
        let (header, findings) = page(&format!("---\ntitle: A\n{yaml}\n---\n"));
        let message = &findings[0].message;
        assert!(message.ends_with(reason), "{message} instead of {reason}");
        assert_eq!((findings[0].code.name, header.title()), ("fm-invalid", Some("A")));
    }
}

#[test]
fn a_page_inherits_key_by_key() {
    let page = header("title: Page\nrole: User\nbadgePaas:");
    let toc = header("title: Guide\nuser-guide-title: Guide\nrole: Admin\nlevel: Beginner\nhide: true\ndraft: true");
    let metadata = header(
        "title: All\nrole: Leader\nlevel: Expert\ntopic: Commerce\nhide: false\nlanding-page-name: x\nbadgePaas: All\n\
         exl-id: 1\nweight: 5\naliases: /a\nht-degree: 5%\nindex: true",
    );
    let effective = Effective::new(&page, Some(&toc), Some(&metadata));
    assert_eq!(effective.title(), Some("Page"));
    assert_eq!(effective.list("role"), ["User"]);
    assert_eq!(effective.list("LEVEL"), ["Beginner"]);
    assert_eq!(effective.list("topic"), ["Commerce"]);
    assert_eq!(effective.text("badgePaas"), None, "an empty value of the page decides");
    assert!(effective.hide(), "a guide is hidden as a whole");
    assert!(!effective.draft());
    for key in ["user-guide-title", "landing-page-name", "exl-id", "weight", "aliases", "ht-degree"] {
        assert!(effective.get(key).is_none(), "{key}");
    }
    let json = serde_json::to_string(&effective).unwrap();
    assert_eq!(
        json,
        r#"{"badgePaas":null,"hide":true,"index":true,"level":"Beginner","role":"User","title":"Page","topic":"Commerce"}"#
    );
}

#[test]
fn metadata_never_hides_a_page() {
    let (page, metadata) = (FrontMatter::default(), header("hide: true\nhidefromtoc: true"));
    let effective = Effective::new(&page, None, Some(&metadata));
    assert!(!effective.hide() && !effective.hidefromtoc());
}

proptest! {
    #[test]
    fn any_page_is_read_with_places_inside_it(text in "(\u{feff}?---( )?\r?\n)?([a-cé: '\"\\[{\\-!*&|\r\n]|---\n|title: ){0,60}") {
        let (header, findings) = page(&text);
        prop_assert!(text.get(header.body..).is_some());
        let spans = header.entries.iter().flat_map(|entry| [entry.key_span, entry.value.span]);
        for span in spans.chain(findings.iter().filter_map(|finding| finding.span)) {
            prop_assert!(text.get(span.range()).is_some(), "{:?}", span);
        }
    }
}
