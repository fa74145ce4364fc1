//! Which elements of two sequences belong together, in order.

use std::collections::BTreeMap;

/// Two sequences to align.
pub trait Sequences {
    /// How well element `a` of the first and `b` of the second go together; 0 where they can't.
    fn score(&self, a: usize, b: usize) -> u32;
    /// A number that is the same for elements of the first sequence that are as good as equal; nothing where such an element
    /// is no anchor.
    fn left(&self, a: usize) -> Option<u64>;
    /// The same of the second sequence.
    fn right(&self, b: usize) -> Option<u64>;
}

/// How large a gap between anchors may be for each of its pairs to be weighed.
const WEIGHED: usize = 250_000;

/// For each of `left` elements the one of `right` elements that it belongs to, if any; the pairs are in order in both.
///
/// Elements that occur once in each sequence and are equal are anchors (the longest run of them that is in order); between
/// two anchors the pairs of the greatest sum of scores are chosen.
#[must_use]
pub fn align(left: usize, right: usize, sequences: &impl Sequences) -> Vec<Option<usize>> {
    let mut pairs = vec![None; left];
    let mut task = Task { sequences, pairs: &mut pairs };
    task.range(0, left, 0, right, 0);
    pairs
}

struct Task<'a, S> {
    sequences: &'a S,
    pairs: &'a mut Vec<Option<usize>>,
}

impl<S: Sequences> Task<'_, S> {
    fn pair(&mut self, a: usize, b: usize) {
        if let Some(slot) = self.pairs.get_mut(a) {
            *slot = Some(b);
        }
    }

    fn equal(&self, a: usize, b: usize) -> bool {
        let left = self.sequences.left(a);
        left.is_some() && left == self.sequences.right(b)
    }

    fn range(&mut self, mut a: usize, mut a_end: usize, mut b: usize, mut b_end: usize, depth: usize) {
        while a < a_end && b < b_end && self.equal(a, b) {
            self.pair(a, b);
            (a, b) = (a + 1, b + 1);
        }
        while a < a_end && b < b_end && self.equal(a_end - 1, b_end - 1) {
            (a_end, b_end) = (a_end - 1, b_end - 1);
            self.pair(a_end, b_end);
        }
        if a == a_end || b == b_end {
            return;
        }
        // Each round of anchors splits the range; the bound is for inputs made to defeat that.
        let anchors = if depth < 32 { self.anchors(a, a_end, b, b_end) } else { Vec::new() };
        if anchors.is_empty() {
            return self.gap(a, a_end, b, b_end);
        }
        for (to_a, to_b) in anchors {
            self.range(a, to_a, b, to_b, depth + 1);
            self.pair(to_a, to_b);
            (a, b) = (to_a + 1, to_b + 1);
        }
        self.range(a, a_end, b, b_end, depth + 1);
    }

    /// The elements that occur once on either side, as far as their order is the same.
    fn anchors(&self, a: usize, a_end: usize, b: usize, b_end: usize) -> Vec<(usize, usize)> {
        let mut seen: BTreeMap<u64, (Count, Count)> = BTreeMap::new();
        for index in a..a_end {
            if let Some(key) = self.sequences.left(index) {
                seen.entry(key).or_default().0.add(index);
            }
        }
        for index in b..b_end {
            if let Some(key) = self.sequences.right(index) {
                seen.entry(key).or_default().1.add(index);
            }
        }
        let mut unique: Vec<(usize, usize)> =
            seen.values().filter_map(|(left, right)| Some((left.single()?, right.single()?))).collect();
        unique.sort_unstable();
        increasing(&unique)
    }

    /// Chooses the pairs of the greatest sum of scores.
    fn gap(&mut self, a: usize, a_end: usize, b: usize, b_end: usize) {
        let (rows, columns) = (a_end - a, b_end - b);
        if rows.saturating_mul(columns) > WEIGHED {
            // Too much to weigh: what stands at the same place.
            for offset in 0..rows.min(columns) {
                if self.sequences.score(a + offset, b + offset) > 0 {
                    self.pair(a + offset, b + offset);
                }
            }
            return;
        }
        let width = columns + 1;
        let mut best = vec![0_u64; (rows + 1) * width];
        let at =
            |best: &Vec<u64>, row: usize, column: usize| best.get(row * width + column).copied().unwrap_or_default();
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let score = u64::from(self.sequences.score(a + row, b + column));
                let paired = if score > 0 { score + at(&best, row + 1, column + 1) } else { 0 };
                let value = paired.max(at(&best, row + 1, column)).max(at(&best, row, column + 1));
                if let Some(cell) = best.get_mut(row * width + column) {
                    *cell = value;
                }
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < rows && column < columns {
            let here = at(&best, row, column);
            let score = u64::from(self.sequences.score(a + row, b + column));
            if score > 0 && here == score + at(&best, row + 1, column + 1) {
                self.pair(a + row, b + column);
                (row, column) = (row + 1, column + 1);
            } else if here == at(&best, row + 1, column) {
                row += 1;
            } else {
                column += 1;
            }
        }
    }
}

/// Where something occurs, as long as it is once.
#[derive(Clone, Copy, Default)]
enum Count {
    #[default]
    None,
    Once(usize),
    Often,
}

impl Count {
    fn add(&mut self, index: usize) {
        *self = match self {
            Self::None => Self::Once(index),
            _ => Self::Often,
        };
    }

    fn single(self) -> Option<usize> {
        match self {
            Self::Once(index) => Some(index),
            _ => None,
        }
    }
}

/// The longest part of `pairs`, sorted by the first, in which the second increases too.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The index of the pair that ends the best run of each length, and the pair before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |index: usize| pairs.get(index).map_or(0, |pair| pair.1);
    for (index, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end) < pair.1);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        run.extend(pairs.get(index).copied());
        next = before.get(index).copied().flatten();
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Letters<'a>(&'a [u8], &'a [u8]);

    impl Sequences for Letters<'_> {
        fn score(&self, a: usize, b: usize) -> u32 {
            match (self.0.get(a), self.0.get(b)) {
                _ if self.0.get(a) == self.1.get(b) => 10,
                _ => u32::from(self.0.get(a).map(u8::to_ascii_lowercase) == self.1.get(b).map(u8::to_ascii_lowercase)),
            }
        }

        fn left(&self, a: usize) -> Option<u64> {
            self.0.get(a).map(|byte| u64::from(*byte))
        }

        fn right(&self, b: usize) -> Option<u64> {
            self.1.get(b).map(|byte| u64::from(*byte))
        }
    }

    fn pairs(a: &str, b: &str) -> Vec<Option<usize>> {
        align(a.len(), b.len(), &Letters(a.as_bytes(), b.as_bytes()))
    }

    #[test]
    fn equal_elements_are_pairs_and_the_rest_is_left_alone() {
        assert_eq!(pairs("abc", "abc"), [Some(0), Some(1), Some(2)]);
        assert_eq!(pairs("abc", "axbc"), [Some(0), Some(2), Some(3)]);
        assert_eq!(pairs("axbc", "abc"), [Some(0), None, Some(1), Some(2)]);
        assert_eq!(pairs("", "abc"), []);
        assert_eq!(pairs("abc", ""), [None, None, None]);
        assert_eq!(pairs("xyz", "abc"), [None, None, None]);
    }

    #[test]
    fn like_elements_are_pairs_where_nothing_better_is() {
        assert_eq!(pairs("aBc", "abc"), [Some(0), Some(1), Some(2)]);
        assert_eq!(pairs("aBc", "axbBc"), [Some(0), Some(3), Some(4)]);
    }

    #[test]
    fn repeated_elements_are_paired_in_order() {
        assert_eq!(pairs("aaa", "aaaa").iter().flatten().count(), 3);
        assert_eq!(pairs("abab", "bab"), [None, Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn the_longest_increasing_run_is_found() {
        assert_eq!(increasing(&[(0, 3), (1, 0), (2, 1), (3, 2), (4, 5)]), [(1, 0), (2, 1), (3, 2), (4, 5)]);
        assert_eq!(increasing(&[]), []);
    }
}
