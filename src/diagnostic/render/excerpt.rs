//! Findings with the line that they are about, cut at the marks: for whoever shows them with means of its own.

use super::escape::escape_terminal;
use super::{Places, Sources};
use crate::diagnostic::{Diagnostic, Severity};
use serde::Serialize;

/// So many bytes of a line are shown on each side of the mark.
const WINDOW: usize = 120;

/// A finding, and where it is. No text in it holds control characters or such as turn the direction of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The code, as `baton explain` knows it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// The file, relative to the site's root.
    pub path: String,
    /// Where it begins; nothing when it is about the file as a whole.
    pub place: Option<Place>,
}

/// A place in a file, with its line in three parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line before the mark, as much of it as fits.
    pub before: String,
    /// What the finding is about, as far as it stands on the line.
    pub marked: String,
    /// The line behind the mark.
    pub after: String,
}

/// The `findings` with their lines.
#[must_use]
pub fn excerpts(findings: &[Diagnostic], sources: &dyn Sources) -> Vec<Excerpt> {
    let places = Places::of(findings, sources);
    findings.iter().map(|finding| excerpt(finding, &places)).collect()
}

fn excerpt(finding: &Diagnostic, places: &Places<'_>) -> Excerpt {
    let text = |text: &str| escape_terminal(text).into_owned();
    Excerpt {
        code: finding.code.name,
        severity: finding.severity,
        message: text(&finding.message),
        help: text(&finding.help_line()),
        path: text(&finding.path),
        place: place(finding, places),
    }
}

fn place(finding: &Diagnostic, places: &Places<'_>) -> Option<Place> {
    let index = places.index(&finding.path)?;
    let span = finding.span?;
    let start = index.region(span).start;
    let line = index.line(start.line);
    let mark = index.clamp(span);
    let (from, to) =
        (mark.start.clamp(line.start, line.end), mark.end.clamp(line.start, line.end).max(mark.start.min(line.end)));
    let whole = |from: usize, to: usize| {
        let at = |offset: usize| crate::span::Span::new(offset, offset);
        index.clamp(at(from)).start..index.clamp(at(to)).start
    };
    let part = |range| escape_terminal(index.slice(range)).into_owned();
    Some(Place {
        line: start.line,
        column: start.column,
        before: part(whole(from.saturating_sub(WINDOW).max(line.start), from)),
        marked: part(whole(from, to.min(from + 2 * WINDOW))),
        after: part(whole(to.min(from + 2 * WINDOW), to.saturating_add(WINDOW).min(line.end))),
    })
}
