//! Links and images that lead nowhere, elsewhere, or out.

use crate::{page, site};

macro_rules! cases {
    ($($name:ident: $text:expr => $code:expr, $codes:expr;)*) => {$(
        #[test]
        fn $name() {
            page(&format!("# Case\n\n{}\n\nStill here.\n", $text)).build().expect($code, &$codes).shows("Still here.").rest_is_published();
        }
    )*};
}

cases! {
    a_page_that_is_not_there: "[text](missing.md)" => 1, ["link-broken"];
    a_folder_that_is_not_there: "[text](missing/)" => 1, ["link-broken"];
    an_image_that_is_not_there: "![alt](missing.png)" => 1, ["asset-missing"];
    a_raw_image_that_is_not_there: "<img src=\"missing.png\" alt=\"x\">" => 1, ["asset-missing"];
    a_raw_link_that_is_not_there: "<a href=\"missing.md\">x</a>" => 1, ["link-broken"];
    a_dead_fragment: "[text](index.md#nowhere)" => 0, ["fragment-dead"];
    a_dead_fragment_here: "[text](#nowhere)" => 0, ["fragment-dead"];
    wrong_case: "[text](INDEX.md)" => 1, ["link-case"];
    climbing_out: "[text](../../../secret.md)" => 1, ["link-escape"];
    climbing_out_from_the_root: "[text](/../../../secret.md)" => 1, ["link-escape"];
    climbing_out_encoded: "[text](%2e%2e/%2e%2e/%2e%2e/secret.md)" => 1, ["link-escape"];
    climbing_out_encoded_twice: "[text](%252e%252e/secret.md)" => 1, ["link-broken"];
    climbing_out_by_an_image: "![alt](../../../secret.svg)" => 1, ["link-escape"];
    climbing_out_by_a_raw_image: "<img src=\"../../../secret.svg\" alt=\"x\">" => 1, ["link-escape"];
    climbing_out_of_the_content: "[text](../../Cargo.toml)" => 1, ["link-escape"];
    an_absolute_file: "![alt](/etc/passwd)" => 1, ["asset-missing"];
    a_file_address: "[text](file:///etc/passwd)" => 1, ["link-scheme"];
    a_script_address: "[text](javascript:alert(1))" => 1, ["link-scheme"];
    a_script_address_in_capitals: "[text](JaVaScRiPt:alert(1))" => 1, ["link-scheme"];
    a_script_address_by_entities: "[text](&#106;avascript&colon;alert(1))" => 1, ["link-scheme"];
    a_script_address_behind_a_tab: "<a href=\"java\tscript:alert(1)\">x</a>" => 0, ["html-unsafe"];
    a_script_address_behind_a_control: "<a href=\"&#1;javascript:alert(1)\">x</a>" => 0, ["html-unsafe"];
    a_script_image: "![alt](javascript:alert(1))" => 1, ["link-scheme"];
    a_data_address: "[text](data:text/html;base64,PHNjcmlwdD4=)" => 1, ["link-scheme"];
    a_vb_address: "[text](vbscript:x)" => 1, ["link-scheme"];
    a_script_autolink: "<javascript:alert(1)>" => 1, ["link-scheme"];
    a_backslash: "[text](..\\secret.md)" => 1, ["link-broken"];
    a_nul: "[text](a%00.md)" => 1, ["link-broken"];
    a_windows_drive: "[text](C:/secret.md)" => 1, ["link-scheme"];
    an_empty_link: "[text]()" => 1, ["link-broken"];
    the_language_is_no_other_page: "[text](index.md?lang=fr)" => 0, [];
    elsewhere_is_fine: "[a](https://example.com) <mailto:a@example.com> [c](tel:+123)" => 0, [];
    an_unresolved_reference_is_text: "[text][nowhere] and [text][]" => 0, [];
}

#[test]
fn a_broken_link_still_reads() {
    page("# Case\n\nSee [the **plan**](missing.md).\n")
        .build()
        .expect(1, &["link-broken"])
        .at("link-broken", 3, 20)
        .shows("the <strong>plan</strong>");
}

#[test]
fn a_missing_image_still_says_what_it_shows() {
    page("# Case\n\n![Who hands over what](missing.png)\n")
        .build()
        .expect(1, &["asset-missing"])
        .shows("Who hands over what");
}

#[test]
fn the_nearest_anchor_is_suggested() {
    let built = page("# Case\n\n## Roles and duties\n\n[x](#roles-and-dutys)\n").build().expect(0, &["fragment-dead"]);
    assert!(built.findings[0].help.as_deref().unwrap().contains("#roles-and-duties"));
}

#[test]
fn attributes_can_not_be_broken_out_of() {
    let evil = "[x](https://example.com/\"onmouseover=alert(1)) ![\"><script>alert(1)</script>](https://example.com/a.png '\"><b>')";
    page(evil).build();
}

#[test]
fn a_link_to_a_draft() {
    site(&[("content/en/case.md", b"# Case\n\n[d](d.md)\n"), ("content/en/d.md", b"---\ndraft: true\n---\n# Draft\n")])
        .build()
        .expect(0, &["link-draft"]);
}

#[test]
fn a_table_of_contents_that_lies() {
    let toc = b"# Guide {#guide}\n\n- [Case](case.md)\n- [Gone](gone.md)\n- [Twice](case.md)\n- Section {#s}\n  - [Out](../../../secret.md)\n";
    site(&[("content/en/g/TOC.md", toc), ("content/en/g/case.md", b"# Case\n")])
        .build()
        .expect(1, &["link-escape", "toc-duplicate", "toc-missing-page"]);
}

#[test]
fn a_table_of_contents_without_a_list() {
    site(&[("content/en/g/TOC.md", b"# Guide\n\nNothing.\n"), ("content/en/g/a.md", b"# A\n")])
        .build()
        .expect(0, &["toc-invalid"]);
}

#[test]
fn a_table_of_contents_that_is_a_thousand_levels_deep() {
    let toc: String = (0..1_000).map(|depth| format!("{}- [a](a.md)\n", "  ".repeat(depth))).collect();
    site(&[("content/en/g/TOC.md", toc.as_bytes()), ("content/en/g/a.md", b"# A\n")]).build().rest_is_published();
}

#[test]
fn redirects_that_make_no_sense() {
    let csv = b"source,dest\nold.html,index.md\n/old2,missing.md\nnot a pair\n../../x.html,index.md\nindex.html,index.md\nhttps://example.com/a,https://example.com/b\n";
    let built = site(&[("content/en/redirects.csv", csv)]).build();
    let built = built.expect(0, &["redirect-dead", "redirect-invalid", "redirect-shadowed"]);
    assert!(built.exists("en/old.html"));
}
