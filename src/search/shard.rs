//! Stretches of terms, each one file; and how all terms are cut into them.
//!
//! Where a shard ends depends on the sizes of the terms since it began and on names alone. So a shard that begins where
//! one began before, has the same terms and is followed by the same bucket is that shard: [`Cutter::take`].

use super::digits::{self, DIGITS, Reader};
use super::merge::Record;
use super::typos;
use super::weight::Use;
use crate::digest::{Digest, Hasher};
use std::sync::{Arc, OnceLock};

/// A shard may end where it has at least so many bytes, and ends where it has the most.
const SIZE: (usize, usize) = (4_000, 14_000);
/// One in so many starts of a bucket may end a shard: chosen by what the bucket is called, so that a change on one
/// page moves no border elsewhere.
const BORDERS: u8 = 3;
/// How many characters terms of one bucket share.
pub const BUCKET: usize = 4;
/// Within a bucket a shard only ends where it has so many bytes: many terms begin with the name of a product.
const LARGE: usize = 10_000;
/// It ends there where the terms no longer share so many characters.
const INNER: usize = 12;
/// How many characters two neighbours can share, by the digits of [`letter`].
const SHARED: usize = 61;

/// A term of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stem, pair or identifier.
    pub stem: Box<str>,
    /// The words as they stand in pages, folded, in order; none where the stem is the only one.
    pub surfaces: Vec<Box<str>>,
    /// Where it stands, by page, then section.
    pub uses: Vec<(u32, Use)>,
}

impl Term {
    /// On how many pages it stands.
    #[must_use]
    pub fn pages(&self) -> u32 {
        let count = self.uses.chunk_by(|a, b| a.0 == b.0).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether a page has this very word.
    #[must_use]
    pub fn has_surface(&self, word: &str) -> bool {
        if self.surfaces.is_empty() { *self.stem == *word } else { self.surfaces.iter().any(|own| **own == *word) }
    }
}

/// What a shard says of its terms, each thing apart: of like characters in a row little is left when they are packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Columns(
    /// The terms and their words, joined by `|`.
    String,
    /// Their pages: for each the distance from the one before, less one; joined by `|`.
    String,
    /// For each page its sections.
    String,
    /// For each section a weight.
    String,
);

impl Columns {
    fn len(&self) -> usize {
        self.0.len() + self.1.len() + self.2.len() + self.3.len()
    }
}

/// A stretch of terms in one file.
#[derive(Debug, Default)]
pub struct Shard {
    /// What its first term begins with: [`BUCKET`] characters, more where it begins within a bucket; nothing for the first
    /// shard.
    pub start: Box<str>,
    /// The same, of the first shard too.
    first: Box<str>,
    /// The bucket of its last term.
    last: Box<str>,
    /// Its terms, as its file has them.
    pub columns: Columns,
    /// Its part of the lexicon, by what stems begin with.
    pub(super) words: Vec<(char, typos::WordList)>,
    /// What its file is told from one of another revision by.
    pub digest: Box<str>,
    terms: OnceLock<Vec<Term>>,
}

impl Shard {
    /// The terms, in order; read when they are first asked for.
    pub fn terms(&self) -> &[Term] {
        self.terms.get_or_init(|| {
            let mut terms = Vec::new();
            self.records(&mut |record| {
                let surfaces = record.surfaces.iter().map(|surface| surface.as_str().into()).collect();
                terms.push(Term { stem: record.stem.as_str().into(), surfaces, uses: uses(record) });
            });
            terms
        })
    }

    /// Whether a term would stand among those that the shard begins with. As long as these are the same, the shard before ends
    /// where it did.
    pub(super) fn begins_among(&self, term: &str) -> bool {
        let is_within = self.first.chars().count() > BUCKET;
        head(term, if is_within { INNER } else { BUCKET }) == &*self.first
    }

    /// Calls `give` with every record, in order.
    pub(super) fn records(&self, give: &mut dyn FnMut(&Record)) {
        let Columns(names, gaps, steps, weights) = &self.columns;
        let (mut steps, mut weights) = (steps.as_str(), weights.as_str());
        let mut record = Record::default();
        for (name, gaps) in names.split('|').zip(gaps.split('|')).filter(|(name, _)| !name.is_empty()) {
            let (stem, words) = name.split_once(' ').unwrap_or((name, ""));
            let (shared, rest) = unfront(&record.stem, stem);
            let shared = shared.len();
            record.stem.truncate(shared);
            record.stem.push_str(rest);
            let words = words.split(',').filter(|word| !word.is_empty());
            let surface = |word| {
                let (shared, rest) = unfront(&record.stem, word);
                [shared, rest].concat()
            };
            record.surfaces.clear();
            record.surfaces.extend(words.map(surface));
            gaps.clone_into(&mut record.gaps);
            record.pages = count(gaps);
            let own = sections(steps, record.pages);
            take(&mut steps, own.0, &mut record.steps);
            take(&mut weights, own.1, &mut record.weights);
            give(&record);
        }
    }
}

/// How many numbers stand in a text.
fn count(numbers: &str) -> u32 {
    let mut reader = Reader::new(numbers);
    u32::try_from(std::iter::from_fn(|| reader.number()).count()).unwrap_or(u32::MAX)
}

/// How many bytes of the steps belong to so many pages, and how many sections they have.
fn sections(steps: &str, mut pages: u32) -> (usize, usize) {
    let mut reader = Reader::new(steps);
    let mut sections = 0;
    while pages > 0 {
        let Some(step) = reader.number() else { break };
        sections += 1;
        pages -= step % 2;
    }
    (steps.len() - reader.left(), sections)
}

/// Moves so many bytes from the front of `rest` to `own`.
fn take(rest: &mut &str, count: usize, own: &mut String) {
    let (front, behind) = rest.split_at_checked(count).unwrap_or((*rest, ""));
    front.clone_into(own);
    *rest = behind;
}

/// The bucket that a term belongs to.
pub(super) fn bucket(term: &str) -> &str {
    head(term, BUCKET)
}

fn head(term: &str, characters: usize) -> &str {
    let end = term.char_indices().nth(characters).map_or(term.len(), |(at, _)| at);
    term.get(..end).unwrap_or(term)
}

/// Where the term of a record stands, by page, then section.
fn uses(record: &Record) -> Vec<(u32, Use)> {
    record.parts().flat_map(|part| part.uses.iter().map(move |used| (part.page, used))).collect()
}

/// Cuts terms, which come in order, into shards: between buckets, and within large ones.
#[derive(Default)]
pub(super) struct Cutter {
    shards: Vec<Arc<Shard>>,
    /// The bucket of the term before.
    bucket: String,
    /// The shard that is being filled; without text there is none.
    open: Open,
}

#[derive(Default)]
struct Open {
    first: String,
    columns: Columns,
    /// The term before.
    before: String,
    words: typos::Words,
}

impl Cutter {
    /// Whether no term came yet.
    pub fn is_empty(&self) -> bool {
        self.shards.is_empty() && self.open.columns.len() == 0
    }

    /// What a new shard begins with, if one begins with this term.
    fn begins<'t>(&self, term: &'t str) -> Option<&'t str> {
        let (size, own) = (self.open.columns.len(), bucket(term));
        if own == self.bucket {
            let inner = head(term, INNER);
            return (size == 0 || (size >= LARGE && inner != head(&self.open.before, INNER))).then_some(inner);
        }
        (size == 0 || size >= SIZE.1 || (size >= SIZE.0 && is_border(own))).then_some(own)
    }

    /// Adds a term.
    pub fn push(&mut self, record: &Record) {
        if let Some(first) = self.begins(&record.stem) {
            let first = first.to_owned();
            self.close();
            self.open.first = first;
        }
        let own = bucket(&record.stem);
        if self.bucket != own {
            own.clone_into(&mut self.bucket);
        }
        let Open { columns, before, words, .. } = &mut self.open;
        let Columns(names, gaps, steps, weights) = columns;
        if !names.is_empty() {
            names.push('|');
            gaps.push('|');
        }
        front(names, before, &record.stem);
        names.push(' ');
        for (number, surface) in record.surfaces.iter().enumerate() {
            if number > 0 {
                names.push(',');
            }
            front(names, &record.stem, surface);
        }
        gaps.push_str(&record.gaps);
        steps.push_str(&record.steps);
        weights.push_str(&record.weights);
        record.stem.clone_into(before);
        words.add(record);
    }

    /// Adds terms.
    pub fn extend<'r>(&mut self, records: impl IntoIterator<Item = &'r Record>) {
        for record in records {
            self.push(record);
        }
    }

    /// Adds a shard that was made before, if one begins with the same here; what follows must be what followed then.
    pub fn take(&mut self, shard: &Arc<Shard>) -> bool {
        let begins = self.begins(&shard.first).is_some();
        if begins {
            self.close();
            self.shards.push(shard.clone());
            (*shard.last).clone_into(&mut self.bucket);
        }
        begins
    }

    /// The shards.
    pub fn finish(mut self) -> Vec<Arc<Shard>> {
        self.close();
        self.shards
    }

    fn close(&mut self) {
        let Open { first, columns, words, .. } = std::mem::take(&mut self.open);
        if columns.len() == 0 {
            return;
        }
        let digest = short(&super::files::json(&columns));
        let start = if self.shards.is_empty() { Box::default() } else { first.as_str().into() };
        let (first, last, words) = (first.into(), self.bucket.as_str().into(), words.finish());
        self.shards.push(Arc::new(Shard { start, first, last, columns, words, digest, terms: OnceLock::new() }));
    }
}

fn is_border(bucket: &str) -> bool {
    let mut hasher = Hasher::default();
    hasher.str(bucket);
    hasher.finish().bytes().first().is_some_and(|first| first % BORDERS == 0)
}

/// Three digits that tell data from those of another revision, as good as always.
pub(super) fn short(data: &str) -> Box<str> {
    let bytes = Digest::of(data.as_bytes()).bytes();
    let number = bytes.iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    let digit = |place: u32| u32::try_from(number / u64::from(DIGITS).pow(place) % u64::from(DIGITS)).unwrap_or(0);
    (0..3).map(|place| digits::digit(digit(place))).collect()
}

/// Appends how many characters `text` shares with `before`, and the rest of it.
fn front(out: &mut String, before: &str, text: &str) {
    let shared = before.chars().zip(text.chars()).take(SHARED).take_while(|(a, b)| a == b).count();
    out.push(letter(shared));
    out.extend(text.chars().skip(shared));
}

/// Undoes [`front`]: what is shared with `before`, and the rest.
fn unfront<'b, 'r>(before: &'b str, record: &'r str) -> (&'b str, &'r str) {
    let mut characters = record.chars();
    let shared = characters.next().and_then(number).unwrap_or(0);
    (head(before, shared), characters.as_str())
}

fn letter(number: usize) -> char {
    let number = u8::try_from(number).unwrap_or(61).min(61);
    char::from(match number {
        0..=9 => b'0' + number,
        10..=35 => b'a' + number - 10,
        _ => b'A' + number - 36,
    })
}

fn number(letter: char) -> Option<usize> {
    let number = match letter {
        '0'..='9' => u32::from(letter) - u32::from('0'),
        'a'..='z' => u32::from(letter) - u32::from('a') + 10,
        'A'..='Z' => u32::from(letter) - u32::from('A') + 36,
        _ => return None,
    };
    usize::try_from(number).ok()
}
