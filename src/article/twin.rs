//! The Markdown of a page, for readers that are programs: one file that says everything that the page says.
//!
//! It is the text as it was written, with three changes: included files and snippets stand where they are asked for, links
//! within the site lead to other such files (and to published assets), and the header is another one. Front matter speaks
//! to Baton; a program wants to know what the page is called, in which language it is, and how far a translation is to be
//! trusted.

use super::Answers;
use crate::page::{Page, Piece};
use crate::site::Destination;
use crate::source::Source;
use crate::span::Span;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many files may stand in each other.
const DEPTH: usize = 16;
/// How many bytes a twin may have; what would exceed them stays as it is asked for.
const BUDGET: usize = 8 << 20;

/// What the header of a twin says, in order; entries without a value are left out.
pub type Header<'a> = [(&'a str, Option<String>)];

/// The text of a twin; `address` is where a reference leads, seen from it, and nothing where it stays as it is written.
#[must_use]
pub fn twin(
    page: &Page,
    answers: &Answers,
    header: &Header<'_>,
    address: &dyn Fn(&Destination) -> Option<String>,
) -> String {
    let mut out = String::from("---\n");
    for (key, value) in header {
        if let Some(value) = value {
            // A string of JSON is one of YAML.
            let _ = writeln!(out, "{key}: {}", serde_json::Value::from(value.as_str()));
        }
    }
    out.push_str("---\n\n");
    if !page.facts.has_heading {
        let _ = writeln!(out, "# {}\n", page.facts.title);
    }
    let mut scribe = Scribe { page, edits: edits(page, answers, address), out };
    let end = page.source.text.len();
    scribe.write(&page.source, Span::new(page.front.body, end), 0);
    let mut out = scribe.out;
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A change to a file's text.
enum Edit<'a> {
    Address(String),
    Piece(&'a Piece),
}

/// The changes to each file, by where they begin.
type Edits<'a> = BTreeMap<(&'a str, u32), (Span, Edit<'a>)>;

fn edits<'a>(page: &'a Page, answers: &Answers, address: &dyn Fn(&Destination) -> Option<String>) -> Edits<'a> {
    let mut edits = Edits::new();
    for (reference, destination) in page.document.references.iter().zip(answers.destinations()) {
        let file = page.file(reference.file);
        // An address in other words (entities, several lines) can't be replaced by its span.
        let is_plain = reference.span.of(&file.text) == &*reference.target;
        if let Some(address) = address(destination).filter(|_| is_plain) {
            edits.insert((&file.shown, reference.span.start), (reference.span, Edit::Address(address)));
        }
    }
    for piece in &page.pieces {
        edits.insert((&piece.from, piece.at.start), (piece.at, Edit::Piece(piece)));
    }
    edits
}

struct Scribe<'a> {
    page: &'a Page,
    edits: Edits<'a>,
    out: String,
}

impl Scribe<'_> {
    /// Writes the part of a file that `span` covers, changed.
    fn write(&mut self, source: &Source, span: Span, depth: usize) {
        let mut at = span.start;
        while let Some((range, edit)) = self.next(&source.shown, at, span.end) {
            self.out.push_str(Span { start: at, end: range.start }.of(&source.text));
            match edit {
                Ok(address) => self.out.push_str(&address),
                Err((shown, inner)) => match self.page.source_of(&shown) {
                    Some(file) if depth < DEPTH && self.out.len() + inner.len() < BUDGET => {
                        let file = file.clone();
                        self.write(&file, inner, depth + 1);
                    }
                    _ => self.out.push_str(range.of(&source.text)),
                },
            }
            at = range.end;
        }
        self.out.push_str(Span { start: at, end: span.end }.of(&source.text));
    }

    /// The next change in a file from `at` on: an address, or a part of another file.
    #[allow(clippy::type_complexity, reason = "two kinds of change, owned")]
    fn next(&self, shown: &str, at: u32, end: u32) -> Option<(Span, Result<String, (Box<str>, Span)>)> {
        let (_, (span, edit)) = self.edits.range((shown, at)..(shown, end)).find(|(_, (span, _))| span.end <= end)?;
        Some((
            *span,
            match edit {
                Edit::Address(address) => Ok(address.clone()),
                Edit::Piece(piece) => Err((piece.file.as_ref().into(), piece.span)),
            },
        ))
    }
}
