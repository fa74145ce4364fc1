//! Bytes that are no text.

use crate::{page, site};

#[test]
fn latin_1() {
    site(&[("content/en/case.md", b"# Caf\xe9\n\nStill here.\n")])
        .build()
        .expect(1, &["file-encoding"])
        .at("file-encoding", 1, 6)
        .shows("Still here.")
        .rest_is_published();
}

#[test]
fn utf_16() {
    let text: Vec<u8> = "# Case\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [vec![0xff, 0xfe], text].concat();
    site(&[("content/en/case.md", &bytes)])
        .build()
        .expect(1, &["file-control", "file-encoding", "title-missing"])
        .rest_is_published();
}

#[test]
fn control_characters() {
    page("# Case\n\nA\0B\u{1b}[31mC\u{8}.\n\nStill here.\n")
        .build()
        .expect(1, &["file-control"])
        .at("file-control", 3, 2)
        .shows("Still here.");
}

#[test]
fn a_binary_with_a_markdown_name() {
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let built = site(&[("content/en/case.md", &bytes)]).build();
    assert_eq!(built.code, Some(1), "{}", built.stderr);
    built.rest_is_published();
}

#[test]
fn directional_overrides() {
    page("# Case\n\nabc\u{202e}def\n").build().expect(0, &["invisible-text"]).at("invisible-text", 3, 4);
}

#[test]
fn lone_carriage_returns_are_line_ends() {
    page("# Case\r\rStill here.\r\r[x](missing.md)\r")
        .build()
        .expect(1, &["link-broken"])
        .at("link-broken", 5, 5)
        .shows("Still here.");
}

#[test]
fn a_page_that_is_too_large() {
    let text = format!("# Case\n\n{}", "word ".repeat(1 << 20));
    let built = page(&text).build().expect(1, &["file-size"]);
    assert!(!built.exists("en/case.html"));
    built.rest_is_published();
}

#[test]
fn diagnostics_can_not_paint_the_terminal() {
    let built = page("# Case\n\n[x](missing\u{9b}31m.md) <img src=\"\u{202e}x.png\" alt=\"y\">\n").build();
    assert!(!built.stderr.contains('\u{9b}') && !built.stderr.contains('\u{202e}') && !built.stderr.contains('\u{1b}'));
}
