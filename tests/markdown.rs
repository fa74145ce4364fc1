//! The Markdown of pages: what holds for any text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

#[path = "markdown/corpus.rs"]
mod corpus;
#[path = "markdown/hostile.rs"]
mod hostile;
#[path = "markdown/properties.rs"]
mod properties;
#[path = "markdown/spec.rs"]
mod spec;
#[path = "markdown/work.rs"]
mod work;

use baton::diagnostic::Diagnostic;
use baton::markdown::{Dialect, Input, Parsed, Plain, parse, render};
use std::sync::Arc;

fn parsed(text: &str) -> Parsed {
    let path: Arc<str> = "page.md".into();
    parse(Input { path: &path, text, body: 0, dialect: Dialect::Adobe })
}

fn html(text: &str) -> String {
    render(&parsed(text).document, text, &Plain)
}

/// `code line:column message` of each finding, in order of place.
fn findings(text: &str, mut findings: Vec<Diagnostic>) -> Vec<String> {
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    let line = |finding: &Diagnostic| {
        let place = baton::span::position(text, finding.span.unwrap_or_default().start as usize);
        format!("{} {}:{} {}", finding.code.name, place.line, place.column, finding.message)
    };
    findings.iter().map(line).collect()
}
