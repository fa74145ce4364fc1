//! Compounds of German, Dutch and Swedish, which write as one word what others write as two.
//!
//! A word is split where both sides are words of the same wiki (`Datenbankserver`: `Datenbank` and `Server`), so no
//! dictionary is needed and nothing is split that nobody would look for. The pages of the compound are added to its
//! parts. Splitting needs the words of all pages; it is done when they are merged, not page by page.

use super::entry::{Use, Weight};
use super::stem::Stemming;
use crate::locale;
use std::collections::{BTreeMap, BTreeSet};

/// Shortest compound and shortest part, in bytes; words are folded, so nearly all of them are characters.
const SHORTEST: (usize, usize) = (9, 4);
/// What may stand between the parts.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];

pub(super) type Merged<'a> = BTreeMap<&'a str, (BTreeSet<&'a str>, Vec<(u32, Use)>)>;

/// Adds the uses of every compound to its parts.
pub(super) fn split(tag: &str, merged: &mut Merged<'_>) {
    if !["de", "nl", "sv", "da", "no", "nb", "nn"].contains(&locale::language(tag)) {
        return;
    }
    let stemming = Stemming::of(tag);
    let mut words: BTreeMap<&str, &str> = BTreeMap::new();
    for (stem, (surfaces, _)) in merged.iter() {
        words.extend(surfaces.iter().filter(|word| is_word(word)).map(|word| (*word, *stem)));
    }
    let mut added: BTreeMap<&str, Vec<(u32, Use)>> = BTreeMap::new();
    for (word, stem) in &words {
        if word.len() < SHORTEST.0 {
            continue;
        }
        let mut parts = Vec::new();
        divide(word, &words, &stemming, 0, &mut parts);
        for part in parts.into_iter().filter(|part| part != stem) {
            let uses = merged.get(*stem).map(|(_, uses)| uses.as_slice()).unwrap_or_default();
            added.entry(part).or_default().extend(uses.iter().copied());
        }
    }
    for (stem, uses) in added {
        if let Some((_, own)) = merged.get_mut(stem) {
            own.extend(uses);
            *own = united(std::mem::take(own));
        }
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

/// Uses in order, those of the same section as one.
fn united(mut uses: Vec<(u32, Use)>) -> Vec<(u32, Use)> {
    uses.sort_by_key(|(page, used)| (*page, used.section));
    let same = |a: &(u32, Use), b: &(u32, Use)| a.0 == b.0 && a.1.section == b.1.section;
    let unite = |group: &[(u32, Use)]| {
        let (page, first) = *group.first()?;
        let weight = group.iter().fold(Weight::default(), |sum, (_, used)| {
            let own = Weight::unpack(used.weight);
            Weight {
                body: sum.body.saturating_add(own.body),
                code: sum.code.saturating_add(own.code),
                heading: sum.heading || own.heading,
                title: sum.title || own.title,
            }
        });
        Some((page, Use { section: first.section, weight: weight.pack() }))
    };
    uses.chunk_by(same).filter_map(unite).collect()
}
