//! The JSON rendering: one document, one line.
//!
//! ```json
//! {"version": 1, "diagnostics": [{
//!   "code": "link-broken", "severity": "error", "message": "…", "help": "…" | null,
//!   "path": "content/fr/a.md",
//!   "line": 41, "column": 3, "end_line": 41, "end_column": 18,
//!   "span": {"start": 1204, "end": 1219},
//!   "related": [{"path": "…", "line": …, "column": …, "end_line": …, "end_column": …, "span": …, "message": "…"}],
//!   "fix": {"span": {"start": 1204, "end": 1219}, "replacement": "…"} | null,
//!   "explain": "baton explain link-broken"
//! }]}
//! ```
//!
//! Lines and columns count from 1, columns in characters (Unicode code points), the end lies behind the last
//! character; `span` counts bytes of the file as it is on disk. All five are `null` when the finding is about the
//! file as a whole; the four numbers also when the file's text is not at hand. `version` grows when a key changes
//! its meaning or goes; a reader ignores keys that it does not know.

use super::escape::escape_json;
use super::places::{Places, Region};
use crate::diagnostic::{Diagnostic, Fix, Related, Severity};
use crate::span::Span;
use serde::Serialize;
use std::borrow::Cow;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    help: Cow<'a, str>,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Elsewhere<'a>>,
    fix: Option<Mend<'a>>,
    explain: String,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    span: Option<Bytes>,
}

#[derive(Serialize)]
struct Elsewhere<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Mend<'a> {
    span: Bytes,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Bytes {
    start: u32,
    end: u32,
}

/// The document for `findings`.
pub(super) fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    let diagnostics = findings.iter().map(|finding| entry(finding, places)).collect();
    write(&Document { version: 1, diagnostics })
}

/// `document` as one line of JSON that is safe to show in a terminal.
pub(super) fn write(document: &impl Serialize) -> String {
    // Serialising can fail only where a map has keys that are not strings, and there are none.
    let mut out = escape_json(&serde_json::to_string(document).unwrap_or_default());
    out.push('\n');
    out
}

fn entry<'a>(finding: &'a Diagnostic, places: &Places<'_>) -> Entry<'a> {
    let elsewhere = |related: &'a Related| Elsewhere {
        place: place(&related.path, related.span, places),
        message: &related.message,
    };
    Entry {
        code: finding.code.name,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help_line(),
        place: place(&finding.path, finding.span, places),
        related: finding.related.iter().map(elsewhere).collect(),
        fix: finding.fix.as_ref().map(mend),
        explain: format!("baton explain {}", finding.code.name),
    }
}

fn place<'a>(path: &'a str, span: Option<Span>, places: &Places<'_>) -> Place<'a> {
    let region = places.region(path, span);
    let number = |pick: fn(Region) -> usize| region.map(pick);
    Place {
        path,
        line: number(|region| region.start.line),
        column: number(|region| region.start.column),
        end_line: number(|region| region.end.line),
        end_column: number(|region| region.end.column),
        span: span.map(bytes),
    }
}

fn mend(fix: &Fix) -> Mend<'_> {
    Mend { span: bytes(fix.span), replacement: &fix.replacement }
}

fn bytes(span: Span) -> Bytes {
    Bytes { start: span.start, end: span.end }
}
