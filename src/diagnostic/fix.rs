//! Mends applied to a text.

use super::Fix;

/// A text with mends applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text; every byte outside of the mends is as it was.
    pub text: String,
    /// How many mends were applied.
    pub applied: usize,
}

/// Applies `fixes` to the text that they were made for.
///
/// Of two that overlap or start at the same place the first counts; the other is left for when the text is looked at
/// again. Equal ones count once; one that does not fit the text, or changes nothing, not at all.
#[must_use]
pub fn apply(text: &str, fixes: &[&Fix]) -> Mended {
    let mut sorted: Vec<&Fix> = fixes.to_vec();
    sorted.sort_by_key(|fix| (fix.span, &fix.replacement));
    let mut mended = Mended { text: String::with_capacity(text.len()), applied: 0 };
    let (mut done, mut last) = (0, None);
    for Fix { span, replacement } in sorted {
        let range = span.range();
        let follows = range.start >= done && last != Some(range.start);
        let (Some(between), Some(old)) = (text.get(done..range.start), text.get(range.clone())) else { continue };
        if follows && old != replacement {
            mended.text.push_str(between);
            mended.text.push_str(replacement);
            mended.applied += 1;
            (done, last) = (range.end, Some(range.start));
        }
    }
    mended.text.push_str(text.get(done..).unwrap_or_default());
    mended
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn mends_that_overlap_wait_and_the_rest_stays_byte_for_byte() {
        let fix = |start, end, replacement: &str| Fix { span: Span::new(start, end), replacement: replacement.into() };
        let fixes = [
            fix(4, 6, "X"),
            fix(0, 1, "A"),
            fix(0, 1, "A"),
            fix(5, 7, "never"),
            fix(7, 7, "+"),
            fix(7, 7, "-"),
            fix(2, 3, "c"),
            fix(90, 91, "outside"),
        ];
        let mended = apply("abcdéf\r\ng", &fixes.iter().collect::<Vec<_>>());
        assert_eq!(mended, Mended { text: "AbcdXf+\r\ng".into(), applied: 3 });
        // A span inside of a character is no span of the text.
        assert_eq!(apply("é", &[&fix(1, 2, "x")]), Mended { text: "é".into(), applied: 0 });
    }
}
