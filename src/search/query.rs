//! What was typed → units to look for, and the terms of the index that answer each.

use super::fold::{self, Class};
use super::index::Index;
use super::shard::{Term, bucket};
use super::stem::Stemming;
use super::terms::{self, Kind};
use super::typos;

/// Most units of a query that count.
const UNITS: usize = 32;
/// Most terms that an unfinished word stands for.
const EXPANSIONS: usize = 24;
/// Most shards that are read for an unfinished word.
const REACH: usize = 3;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words and pairs, in order, each once.
    pub units: Vec<Unit>,
    /// Identifiers, whole; of words with hyphens the stem of them as one word.
    pub wholes: Vec<String>,
    /// What stood in quotation marks: the units of each, in order.
    pub phrases: Vec<Vec<String>>,
    /// The words that results must not have: `-word`.
    pub without: Vec<String>,
}

/// A word or pair of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The folded text.
    pub text: String,
    /// Its stem.
    pub stem: String,
    /// Whether it is a pair of Han, kana or Hangul.
    pub is_pair: bool,
    /// Whether it may be the beginning of a word: the last unit, while nothing is behind it.
    pub is_open: bool,
}

/// A term that answers a unit.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The term.
    pub term: &'a Term,
    /// How well: 1 for the word itself.
    pub weight: f64,
}

impl Query {
    /// Reads what was typed.
    #[must_use]
    pub fn parse(text: &str, stemming: &Stemming) -> Self {
        let mut query = Self::default();
        let mut wanted = String::new();
        let segments: Vec<&str> = text.split(['"', '“', '”', '„', '«', '»']).collect();
        for (number, segment) in segments.iter().enumerate() {
            if number > 0 {
                wanted.push(' ');
            }
            if number % 2 == 1 {
                if number + 1 < segments.len() {
                    query.phrases.push(units(segment).map(|(text, _)| stemming.stem(&text).into_owned()).collect());
                }
                wanted.push_str(segment);
            } else {
                query.plain(segment, &mut wanted, stemming);
            }
        }
        query.phrases.retain(|phrase| phrase.len() > 1);
        query.read(&wanted, stemming);
        query
    }

    /// Takes the words to leave out of a segment; what is left goes to `wanted`.
    fn plain(&mut self, segment: &str, wanted: &mut String, stemming: &Stemming) {
        for (number, piece) in segment.split(char::is_whitespace).enumerate() {
            if number > 0 {
                wanted.push(' ');
            }
            let left_out = piece.strip_prefix('-').filter(|rest| {
                let is_word = rest
                    .chars()
                    .next()
                    .is_some_and(|c| matches!(fold::class(c), Class::Word | Class::Ideograph | Class::Hangul));
                is_word && rest.chars().count() > 1
            });
            match left_out {
                Some(word) => self.without.extend(units(word).map(|(text, _)| stemming.stem(&text).into_owned())),
                None => wanted.push_str(piece),
            }
        }
    }

    fn read(&mut self, wanted: &str, stemming: &Stemming) {
        let mut last_end = 0;
        terms::tokens(wanted, &mut |token| match token.kind {
            Kind::Word | Kind::Pair => {
                last_end = token.span.1;
                if self.units.len() < UNITS && !self.units.iter().any(|unit| unit.text == token.text) {
                    let is_pair = token.kind == Kind::Pair;
                    let stem = if is_pair { token.text.into() } else { stemming.stem(token.text) };
                    let stem = stem.into_owned();
                    self.units.push(Unit { text: token.text.to_owned(), stem, is_pair, is_open: false });
                }
            }
            Kind::Whole | Kind::Joined => {
                let is_word = token.kind == Kind::Joined;
                let whole = if is_word { stemming.stem(token.text) } else { token.text.into() };
                if !self.wholes.iter().any(|known| **known == *whole) {
                    self.wholes.push(whole.into_owned());
                }
            }
            Kind::Part => {}
        });
        if let Some(last) = self.units.last_mut() {
            last.is_open = last_end == wanted.len();
        }
    }
}

/// The words and pairs of a text, folded.
pub(super) fn units(text: &str) -> impl Iterator<Item = (String, bool)> {
    let mut found = Vec::new();
    terms::tokens(text, &mut |token| {
        if matches!(token.kind, Kind::Word | Kind::Pair) {
            found.push((token.text.to_owned(), token.kind == Kind::Pair));
        }
    });
    found.into_iter()
}

/// The terms that answer a unit, each once.
#[must_use]
pub fn answers<'a>(index: &'a Index, unit: &Unit, stemming: &Stemming) -> Vec<Answer<'a>> {
    let mut found: Vec<Answer<'a>> = Vec::new();
    let length = unit.text.chars().count();
    if let Some(term) = index.term(&unit.stem) {
        let weight = if unit.is_pair || term.has_surface(&unit.text) { 1.0 } else { 0.9 };
        found.push(Answer { term, weight });
    }
    let is_known = !found.is_empty();
    let may_go_on =
        if unit.is_pair { length == 1 } else { (unit.is_open && length >= 2) || (!is_known && length >= 3) };
    if may_go_on {
        beginnings(index, unit, length, is_known, &mut found);
    }
    if found.is_empty() && !unit.is_pair {
        typos::answers(index, unit, stemming, &mut found);
    }
    found
}

/// Adds the terms of which a word begins with the unit.
fn beginnings<'a>(index: &'a Index, unit: &Unit, length: usize, is_known: bool, found: &mut Vec<Answer<'a>>) {
    let bucket = bucket(&unit.text);
    let Some(first) = index.shard_of(bucket) else { return };
    let mut begun: Vec<(u32, &'a Term, f64)> = Vec::new();
    for shard in index.shards.iter().skip(first).take(REACH) {
        if !shard.start.starts_with(bucket) && *shard.start > *bucket {
            break;
        }
        for term in shard.terms() {
            let Some(shortest) = shortest_beginning(term, &unit.text) else { continue };
            if *term.stem == *unit.stem {
                continue;
            }
            let closeness = 0.55 + 0.35 * (ratio(length, shortest));
            begun.push((term.pages(), term, if is_known { closeness * 0.9 } else { closeness }));
        }
    }
    begun.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.stem.cmp(&b.1.stem)));
    found.extend(begun.into_iter().take(EXPANSIONS).map(|(_, term, weight)| Answer { term, weight }));
}

/// The length in characters of the shortest word of a term that begins with `text`.
fn shortest_beginning(term: &Term, text: &str) -> Option<usize> {
    let length = |word: &str| word.starts_with(text).then(|| word.chars().count());
    if term.surfaces.is_empty() {
        return length(&term.stem);
    }
    term.surfaces.iter().filter_map(|word| length(word)).min()
}

pub(super) fn ratio(a: usize, b: usize) -> f64 {
    number(a) / number(b.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}
