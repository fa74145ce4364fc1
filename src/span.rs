//! Byte ranges in a source file, and the lines and columns people read.
//!
//! Every finding, node and reference carries a [`Span`] into the file *as it was written*, front matter and
//! line endings included. A span is two `u32`s: a source is at most 4 GB, and the reader refuses far smaller ones.
//!
//! Deliberately absent: any notion of a file. A span means nothing without the text it was cut from.

use std::ops::Range;

/// A range of bytes in one source, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes; offsets beyond 4 GB saturate.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty span at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The range to index a text with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many bytes it covers.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same span in a text that starts `offset` bytes earlier.
    #[must_use]
    pub fn shift(self, offset: usize) -> Self {
        Self::new(self.start as usize + offset, self.end as usize + offset)
    }

    /// The text it covers, or `""` where it does not fit `source`.
    #[must_use]
    pub fn of(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place as people and editors count it: both numbers from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters (not bytes), from 1.
    pub column: usize,
}

/// Where `offset` lies in `text`; an offset beyond the end is the end.
///
/// `\n`, `\r\n` and a lone `\r` each end a line. A byte order mark does not count as a column.
#[must_use]
pub fn position(text: &str, offset: usize) -> Position {
    let mut position = Position { line: 1, column: 1 };
    let mut previous = '\n';
    for (index, character) in text.char_indices() {
        if index >= offset {
            break;
        }
        match character {
            '\n' if previous == '\r' => {}
            '\n' | '\r' => position = Position { line: position.line + 1, column: 1 },
            '\u{feff}' if index == 0 => {}
            _ => position.column += 1,
        }
        previous = character;
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_line_ending() {
        let text = "\u{feff}é\r\nb\rc\nd";
        let at = |needle: &str| position(text, text.find(needle).unwrap_or(0));
        assert_eq!(at("é"), Position { line: 1, column: 1 });
        assert_eq!(at("b"), Position { line: 2, column: 1 });
        assert_eq!(at("c"), Position { line: 3, column: 1 });
        assert_eq!(at("d"), Position { line: 4, column: 1 });
        assert_eq!(position(text, 999), Position { line: 4, column: 2 });
    }
}
