//! A text cut together from pieces of another, and the way back.
//!
//! Two texts are read that are not the file as written: the file without its marker tags (`mask`), and the lines
//! of an HTML block without the `> ` and blanks of the containers around it. Both are a [`Splice`]; its map leads
//! every offset back. A text in one piece costs nothing: it is borrowed, and its map is one addition.
//!
//! Deliberately absent: replaced text. A piece is there as written or it is not there.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// A text cut together from pieces of another text, its origin.
#[derive(Clone, Debug, Default)]
pub struct Splice<'a> {
    text: Cow<'a, str>,
    pieces: Vec<Piece>,
    /// How many pieces began where a place was looked for last: the next is asked for close to it.
    near: Cell<usize>,
}

/// A run of text that stands in one piece in the origin.
#[derive(Clone, Debug)]
struct Piece {
    /// Where it starts in the spliced text.
    at: usize,
    /// Where it stands in the origin.
    origin: Range<usize>,
}

impl<'a> Splice<'a> {
    /// `text` in one piece, which starts at `origin` there.
    #[must_use]
    pub fn whole(text: &'a str, origin: usize) -> Self {
        let mut splice = Self::default();
        splice.push(text, origin..origin + text.len());
        splice
    }

    /// An empty text with room for one of this length, of so many pieces.
    #[must_use]
    pub fn with_capacity(length: usize, pieces: usize) -> Self {
        let text = Cow::Owned(String::with_capacity(length));
        Self { text, pieces: Vec::with_capacity(pieces), near: Cell::default() }
    }

    /// Appends `text`, which stands at `origin` there.
    ///
    /// A text as long as its origin is taken to be equal to it. One that is not (a tab that became blanks) maps as
    /// a whole.
    pub fn push(&mut self, text: &'a str, origin: Range<usize>) {
        let at = self.text.len();
        match &mut self.text {
            _ if text.is_empty() => {}
            Cow::Owned(own) if own.capacity() > 0 => own.push_str(text),
            whole if whole.is_empty() => *whole = Cow::Borrowed(text),
            borrowed => borrowed.to_mut().push_str(text),
        }
        match self.pieces.last_mut() {
            Some(last)
                if last.origin.end == origin.start && last.len() == at - last.at && text.len() == origin.len() =>
            {
                last.origin.end = origin.end;
            }
            _ => self.pieces.push(Piece { at, origin }),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the text at `range` stands in the origin, what was cut out at its edges left out.
    #[must_use]
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        // A start is behind a cut, an end before it.
        let begun = self.count(self.near.get(), |piece| piece.at <= range.start);
        self.near.set(begun);
        let end = self.end(range.end, begun);
        if range.is_empty() {
            return end..end;
        }
        let start = self.piece(begun).map_or(0, |piece| piece.map(range.start));
        start..end.max(start)
    }

    /// Where a range that ends at `offset` ends in the origin; it starts where `begun` pieces have begun.
    fn end(&self, offset: usize, begun: usize) -> usize {
        let behind = self.count(begun, |piece| piece.at < offset);
        let piece = self.piece(behind);
        let rest = self.pieces.get(behind).map_or(self.text.len(), |next| next.at);
        piece.map_or(0, |piece| if offset == rest { piece.origin.end } else { piece.map(offset) })
    }

    /// How many pieces are as `is` says, which holds for the first ones: `near` or one more, or looked for.
    fn count(&self, near: usize, is: impl Fn(&Piece) -> bool) -> usize {
        let fits = |count: usize| {
            (count == 0 || self.pieces.get(count - 1).is_some_and(&is)) && !self.pieces.get(count).is_some_and(&is)
        };
        [near, near + 1].into_iter().find(|count| fits(*count)).unwrap_or_else(|| self.pieces.partition_point(&is))
    }

    /// The last of the first `count` pieces, or the first of all.
    fn piece(&self, count: usize) -> Option<&Piece> {
        self.pieces.get(count.saturating_sub(1))
    }
}

impl Piece {
    fn len(&self) -> usize {
        self.origin.len()
    }

    fn map(&self, offset: usize) -> usize {
        (self.origin.start + offset.saturating_sub(self.at)).min(self.origin.end)
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_maps_by_adding() {
        let splice = Splice::whole("abc", 10);
        assert_eq!(splice.origin(1..3), 11..13);
        assert_eq!(splice.origin(0..3), 10..13);
    }

    #[test]
    fn ranges_end_before_a_cut_and_start_behind_it() {
        let origin = "foo**[!X y]**bar";
        let mut splice = Splice::default();
        splice.push(&origin[..5], 0..5);
        splice.push(&origin[9..10], 9..10);
        splice.push(&origin[11..], 11..16);
        assert_eq!(splice.text(), "foo**y**bar");
        assert_eq!(splice.origin(5..6), 9..10);
        assert_eq!(splice.origin(3..8), 3..13);
        assert_eq!(splice.origin(6..8), 11..13);
        assert_eq!(splice.origin(0..5), 0..5);
        assert_eq!(splice.origin(0..11), 0..16);
    }

    #[test]
    fn contiguous_pieces_become_one() {
        let mut splice = Splice::default();
        splice.push("ab", 4..6);
        splice.push("cd", 6..8);
        assert_eq!(splice.pieces.len(), 1);
        assert_eq!(splice.origin(1..3), 5..7);
    }

    #[test]
    fn a_piece_of_another_length_maps_as_a_whole() {
        let mut splice = Splice::default();
        splice.push("    ", 3..4);
        splice.push("<b>", 4..7);
        assert_eq!(splice.origin(4..7), 4..7);
        assert_eq!(splice.origin(0..4), 3..4);
    }
}
