//! Plain `CommonMark` renders every example of the specification to the letter.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::markdown::{Dialect, Input, Plain, parse, render};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
struct Example {
    #[serde(rename = "example")]
    number: u32,
    section: String,
    markdown: String,
    html: String,
}

#[test]
fn renders_every_example_of_the_specification() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("fixtures/commonmark.json")).unwrap();
    assert_eq!(examples.len(), 652);
    let path: Arc<str> = "spec.md".into();
    let mut failures = Vec::new();
    for Example { number, section, markdown, html } in &examples {
        let parsed = parse(Input { path: &path, text: markdown, body: 0, dialect: Dialect::CommonMark });
        let rendered = render(&parsed.document, markdown, &Plain);
        if rendered != *html {
            failures.push(format!("{number} ({section})\n{markdown}--- expected\n{html}--- rendered\n{rendered}"));
        }
    }
    assert!(failures.is_empty(), "{} examples failed:\n{}", failures.len(), failures.join("\n"));
}
