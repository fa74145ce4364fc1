//! The text that is parsed: the file without what must be gone before Markdown is read.
//!
//! A marker tag such as `[!DNL x]` stands between Markdown's delimiters and would change what they mean
//! (`foo**[!UICONTROL X]**bar`), so it is cut out of the text and not out of the tree. Cutting leaves pieces of the
//! file as written; [`Splice`] leads every span back. A file with nothing to cut is borrowed as it is.

use super::Input;
use super::splice::Splice;
use std::ops::Range;

/// The text of the body that is parsed.
pub(super) fn mask<'a>(input: &Input<'a>) -> Splice<'a> {
    let mark = if input.body == 0 && input.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = input.body.max(mark);
    let body = input.text.get(start..).unwrap_or_default();
    without(body, start, &cuts(body))
}

/// What is cut out of `body`, in order.
fn cuts(body: &str) -> Vec<Range<usize>> {
    // The parser reads `\r\n` in a code span as two blanks, and each half of it as a character of its own elsewhere.
    body.match_indices("\r\n").map(|(at, _)| at..at + 1).collect()
}

/// `body`, which starts at `offset` in its file, without `cuts`.
fn without<'a>(body: &'a str, offset: usize, cuts: &[Range<usize>]) -> Splice<'a> {
    if cuts.is_empty() {
        return Splice::whole(body, offset);
    }
    let mut splice = Splice::default();
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
    let ends = cuts.iter().map(|cut| cut.start).chain(std::iter::once(body.len()));
    for (start, end) in starts.zip(ends).filter(|(start, end)| start < end) {
        splice.push(body.get(start..end).unwrap_or_default(), offset + start..offset + end);
    }
    splice
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)]
mod tests {
    use super::*;

    #[test]
    fn cuts_leave_the_rest_in_its_place() {
        let splice = without("ab\r\ncd", 10, &[2..3]);
        assert_eq!(splice.text(), "ab\ncd");
        assert_eq!(splice.origin(0..2), 10..12);
        assert_eq!(splice.origin(3..5), 14..16);
        assert_eq!(splice.origin(2..3), 13..14);
    }
}
