//! Where spans lie, as people count: lines and columns, from one index a file.

use super::Sources;
use crate::diagnostic::Diagnostic;
use crate::span::{Position, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes between two remembered character counts: a column is at most this many bytes of counting away.
const STRIDE: usize = 256;

/// The files that findings speak of, each indexed once.
pub struct Places<'a>(BTreeMap<&'a str, Index<'a>>);

/// From where to where a span runs, the end behind its last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The first character.
    pub start: Position,
    /// The place behind the last.
    pub end: Position,
}

/// The lines of one text, and how many characters lie before every [`STRIDE`]th byte.
pub struct Index<'a> {
    text: &'a str,
    lines: Vec<usize>,
    marks: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Indexes every file that `findings` point into and `sources` can lend.
    pub fn of(findings: &'a [Diagnostic], sources: &'a dyn Sources) -> Self {
        let mut indexes = BTreeMap::new();
        for finding in findings {
            let related = finding.related.iter().map(|related| &*related.path);
            for path in related.chain([&*finding.path]) {
                if !indexes.contains_key(path)
                    && let Some(text) = sources.text(path)
                {
                    indexes.insert(path, Index::of(text));
                }
            }
        }
        Self(indexes)
    }

    /// The index of the file at `path`, if its text is at hand.
    pub fn index(&self, path: &str) -> Option<&Index<'a>> {
        self.0.get(path)
    }

    /// Where `span` lies in the file at `path`, if its text is at hand.
    pub fn region(&self, path: &str, span: Option<Span>) -> Option<Region> {
        Some(self.index(path)?.region(span?))
    }
}

impl<'a> Index<'a> {
    /// Indexes `text`; a byte order mark belongs to no line.
    pub fn of(text: &'a str) -> Self {
        let mut lines = vec![if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }];
        let mut bytes = text.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            let pair = byte == b'\r' && bytes.peek().is_some_and(|(_, next)| *next == b'\n');
            if byte == b'\n' || (byte == b'\r' && !pair) {
                lines.push(at + 1);
            }
        }
        let mut characters = 0;
        let marks = text.as_bytes().chunks(STRIDE).map(|chunk| {
            let before = characters;
            characters += count(chunk);
            before
        });
        Self { text, marks: marks.collect(), lines }
    }

    /// Where `span` lies; offsets beyond the end are the end.
    pub fn region(&self, span: Span) -> Region {
        Region { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The bytes of the line with this number (from 1), without its ending.
    pub fn line(&self, number: usize) -> Range<usize> {
        let start = number.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(number).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or_default();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    /// The bytes of `span`, moved to the nearest character boundaries inside the text.
    pub fn clamp(&self, span: Span) -> Range<usize> {
        self.text.floor_char_boundary(span.start as usize)..self.text.ceil_char_boundary(span.end as usize)
    }

    /// The text at these bytes.
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let column = self.characters(offset.max(start)) - self.characters(start);
        Position { line, column: column + 1 }
    }

    /// How many characters lie before `offset`.
    fn characters(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        let Some(before) = self.marks.get(stride) else { return self.characters_at_end() };
        before + count(self.text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default())
    }

    fn characters_at_end(&self) -> usize {
        let whole = self.marks.len().saturating_sub(1);
        let rest = self.text.as_bytes().get(whole * STRIDE..).unwrap_or_default();
        self.marks.last().copied().unwrap_or_default() + count(rest)
    }
}

/// How many characters start in these bytes of UTF-8.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;
    use crate::span::position;

    #[test]
    fn the_index_agrees_with_counting_from_the_start() {
        let long = "é日𝄞\r\na\rb\n\n".repeat(200);
        for text in ["", "\u{feff}", "\u{feff}é\r\nb\rc\nd", "a\n", "\r", &long] {
            let index = Index::of(text);
            let offsets = text.char_indices().map(|(at, _)| at).chain([text.len(), text.len() + 9]);
            let inside_pair = |at: &usize| {
                at.checked_sub(1)
                    .is_some_and(|before| text[..*at].ends_with('\r') && text.get(before..at + 1) == Some("\r\n"))
            };
            for offset in offsets.filter(|at| *at > text.len() || !inside_pair(at)) {
                assert_eq!(index.position(offset), position(text, offset), "{offset} in {text:?}");
            }
        }
    }

    #[test]
    fn a_line_comes_without_its_ending() {
        let text = "\u{feff}a\r\n\rbc\n";
        let index = Index::of(text);
        let lines: Vec<_> = (0..=5).map(|number| index.slice(index.line(number))).collect();
        assert_eq!(lines, ["", "a", "", "bc", "", ""]);
    }
}
