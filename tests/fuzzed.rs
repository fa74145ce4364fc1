//! Texts that a fuzzer found once, and random ones: nothing that was mended comes back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "fuzz/oracles.rs"]
mod oracles;

use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

fn check(text: &str) {
    oracles::parse(text);
    oracles::front_matter(text);
    oracles::render(text);
}

#[test]
fn what_was_found_stays_mended() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in &files {
        let text = fs::read(path).unwrap();
        check(&String::from_utf8_lossy(&text));
    }
    assert!(!files.is_empty());
}

/// Pieces of headers, of the dialect, and of what breaks both.
const PIECES: &str = "(---\n|title: |badge: \"|badgeX: label=|type=|\"|'|: |\n|\r\n|\n\n|    |  - |# |## |\\{#a\\}|\\{|\\}|>\\[!NOTE\\]\n|\
                      >\\[!BEGINTABS\\]\n|>\\[!TAB a\\]\n|>\\[!ENDTABS\\]\n|>\\[!BEGINSHADEBOX \"a\"\\]\n|>\\[!ENDSHADEBOX\\]\n|\
                      >\\[!VIDEO\\]\\(https://a.example.com/v\\)\n|\\+\\+\\+a\n|\\+\\+\\+\n|\\[!DNL |\\[!UICONTROL |\\[!UICONTROl|\\[!BADGE a\\]|\
                      \\{type=Positive url=\"x\"\\}|\\{\\{a\\}\\}|\\{\\{\\$include /a.md\\}\\}|&#x200B;|\u{200b}|\\[|\\]|\\(|\\)|\\]\\(a.md\\)|!\\[|\\*\\*|\\*|`|\
                      ```\n|>|> |>```sh\n|- |1. |\\| a \\| b \\|\n\\|-\\|-\\|\n|<td>|</td>|<table>|<pre>|<x_y>|<!--|-->|&lt;|é|日本|🔗|\\\\)";

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_the_promises(pieces in prop::collection::vec(PIECES, 0..60)) {
        check(&pieces.concat());
    }
}
