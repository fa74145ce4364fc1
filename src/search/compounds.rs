//! Compounds of German, Dutch and the Nordic languages, which write as one word what others write as two.
//!
//! A word is split where both sides are words of the same wiki (`Datenbankserver`: `Datenbank` and `Server`), so no
//! dictionary is needed and nothing is split that nobody would look for. The pages of the compound are added to its
//! parts. Splitting needs the words of all pages; it is done when they are merged, not page by page.

use super::merge::{Merger, Place};
use super::stem::Stemming;
use crate::locale;
use std::collections::BTreeMap;

/// Shortest compound and shortest part, in bytes; words are folded, so nearly all of them are characters.
const SHORTEST: (usize, usize) = (9, 4);
/// What may stand between the parts.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];

/// Whether words of a locale are split.
pub(super) fn has_compounds(tag: &str) -> bool {
    ["de", "nl", "sv", "da", "no", "nb", "nn"].contains(&locale::language(tag))
}

/// For each part, where the compounds stand that it is a part of.
#[derive(Default)]
pub(super) struct Parts<'g>(BTreeMap<&'g str, Vec<&'g [Place]>>);

impl<'g> Parts<'g> {
    /// Splits the words of all pages.
    pub fn of(tag: &str, merger: &Merger<'g>, groups: &[&'g [Place]]) -> Self {
        if !has_compounds(tag) {
            return Self::default();
        }
        let stemming = Stemming::of(tag);
        let mut words: BTreeMap<&str, (&str, &'g [Place])> = BTreeMap::new();
        for group in groups {
            for term in group.iter().filter_map(|place| merger.term(place)) {
                let surfaces = term.words().filter(|word| is_word(word));
                words.extend(surfaces.map(|word| (word, (term.stem, *group))));
            }
        }
        let stems: BTreeMap<&str, &str> = words.iter().map(|(word, (stem, _))| (*word, *stem)).collect();
        let mut parts: BTreeMap<&str, Vec<&[Place]>> = BTreeMap::new();
        for (word, (stem, group)) in words.iter().filter(|(word, _)| word.len() >= SHORTEST.0) {
            let mut found = Vec::new();
            divide(word, &stems, &stemming, 0, &mut found);
            for part in found.into_iter().filter(|part| part != stem) {
                parts.entry(part).or_default().push(group);
            }
        }
        Self(parts)
    }

    /// Where the compounds stand that a term is a part of.
    pub fn compounds(&self, merger: &Merger<'_>, group: &[Place]) -> Vec<Place> {
        let Some(first) = group.first().filter(|_| !self.0.is_empty()) else { return Vec::new() };
        self.0.get(merger.stem(first)).into_iter().flatten().flat_map(|compound| compound.iter().copied()).collect()
    }
}

fn is_word(word: &str) -> bool {
    word.chars().all(char::is_alphabetic)
}

/// Finds the parts of a word, longest first part first; the stems of the words that they are.
fn divide<'a>(
    word: &str,
    words: &BTreeMap<&'a str, &'a str>,
    stemming: &Stemming,
    depth: u8,
    parts: &mut Vec<&'a str>,
) -> bool {
    let bounds: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    for at in bounds.into_iter().rev().filter(|at| *at >= SHORTEST.1) {
        let (Some(head), Some(tail)) = (word.get(..at), word.get(at..)) else { continue };
        let Some(first) = words.get(head) else { continue };
        for link in LINKS {
            let Some(rest) = tail.strip_prefix(link).filter(|rest| rest.len() >= SHORTEST.1) else { continue };
            let known = words.get(rest).copied().or_else(|| {
                let stem = stemming.stem(rest);
                words.get(&*stem).copied().filter(|known| **known == *stem)
            });
            if let Some(second) = known {
                parts.extend([*first, second]);
                return true;
            }
            let mut inner = Vec::new();
            if depth < 2 && divide(rest, words, stemming, depth + 1, &mut inner) {
                parts.push(*first);
                parts.append(&mut inner);
                return true;
            }
        }
    }
    false
}
