//! GitHub's workflow commands: one line a finding, shown beside the line of a merge request.
//!
//! The escaping is that of `actions/toolkit`, `packages/core/src/command.ts`: `%`, `\r`, `\n` everywhere, `:` and `,`
//! in properties too.

use super::escape::escape_terminal;
use super::places::{Places, Region};
use crate::diagnostic::{Diagnostic, Severity};

/// One line a finding.
pub fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    findings.iter().map(|finding| command(finding, places)).collect()
}

fn command(finding: &Diagnostic, places: &Places<'_>) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let region = places.region(&finding.path, finding.span).map(numbers).unwrap_or_default();
    let file = property(&finding.path);
    format!("::{kind} file={file}{region},title={}::{}\n", property(finding.code.name), message(finding, places))
}

fn numbers(Region { start, end }: Region) -> String {
    format!(",line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)
}

fn message(finding: &Diagnostic, places: &Places<'_>) -> String {
    let finding_and_help = format!("{}%0Ahelp: {}", data(&finding.message), data(&finding.help_line()));
    let related = finding.related.iter().map(|related| {
        let start = places.region(&related.path, related.span).map(|region| region.start);
        let at = start.map(|start| format!(":{}:{}", start.line, start.column)).unwrap_or_default();
        format!("%0Anote: {}: {}{at}", data(&related.message), data(&related.path))
    });
    related.fold(finding_and_help, |message, more| message + &more)
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Line ends are written out by the escaping for terminals, so only the percent sign is left to mask.
fn data(text: &str) -> String {
    escape_terminal(text).replace('%', "%25")
}
