//! Stretches of terms, each one file; and how all terms are cut into them.
//!
//! Where a shard ends depends on the sizes of the terms since it began and on names alone. So a shard that begins where
//! one began before, has the same terms and is followed by the same bucket is that shard: [`Cutter::take`].

use super::digits::Reader;
use super::merge::Record;
use super::packed;
use super::typos;
use super::weight::Use;
use crate::digest::{Digest, Hasher};
use std::sync::{Arc, OnceLock};

/// A shard may end where it has at least so many bytes, and ends where it has the most.
const SIZE: (usize, usize) = (4_000, 14_000);
/// One in so many starts of a bucket may end a shard: chosen by what the bucket is called, so that a change on one
/// page moves no border elsewhere.
const BORDERS: u8 = 3;
/// How many characters terms of one bucket share; a bucket is never cut.
pub const BUCKET: usize = 4;
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

/// A stretch of terms in one file.
#[derive(Debug, Default)]
pub struct Shard {
    /// What its first term begins with: up to [`BUCKET`] characters; nothing for the first shard.
    pub start: Box<str>,
    /// The bucket of its first term.
    pub(super) first: Box<str>,
    /// Its records, as its file has them.
    pub text: Box<str>,
    /// Its part of the lexicon.
    pub(super) words: Box<str>,
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
                terms.push(Term { stem: record.stem.as_str().into(), surfaces, uses: all_uses(&record.packed) });
            });
            terms
        })
    }

    /// Calls `give` with every record, in order.
    pub(super) fn records(&self, give: &mut dyn FnMut(&Record)) {
        let mut record = Record::default();
        for text in self.text.split('|').filter(|text| !text.is_empty()) {
            let mut fields = text.split(' ');
            let mut next = || fields.next().unwrap_or_default();
            record.stem = unfront(&record.stem, next());
            let words = next().split(',').filter(|word| !word.is_empty());
            record.surfaces = words.map(|word| unfront(&record.stem, word)).collect();
            record.packed.clear();
            record.packed.push_str(next());
            record.pages = u32::try_from(pages_of(&record.packed).len()).unwrap_or(u32::MAX);
            give(&record);
        }
    }
}

/// The bucket that a term belongs to.
pub(super) fn bucket(term: &str) -> &str {
    let end = term.char_indices().nth(BUCKET).map_or(term.len(), |(at, _)| at);
    term.get(..end).unwrap_or(term)
}

/// The pages of packed uses.
pub(super) fn pages_of(packed: &str) -> Vec<u32> {
    let mut pages = Vec::new();
    read(packed, &mut |page, _, is_new| {
        if is_new {
            pages.push(page);
        }
    });
    pages
}

fn all_uses(packed: &str) -> Vec<(u32, Use)> {
    let mut uses = Vec::with_capacity(packed.len() / 2);
    read(packed, &mut |page, used, _| uses.push((page, used)));
    uses
}

/// Calls `give` with each page, section, and whether the page is a new one.
fn read(packed: &str, give: &mut dyn FnMut(u32, Use, bool)) {
    let mut reader = Reader::new(packed);
    let mut next = 0;
    while let Some(distance) = reader.number() {
        let page = next + distance;
        let (mut section, mut is_last, mut is_new) = (0, false, true);
        while !is_last {
            let Some(used) = packed::one(&mut reader, &mut section, &mut is_last) else { break };
            give(page, used, is_new);
            is_new = false;
        }
        next = page + 1;
    }
}

/// Cuts terms, which come in order, into shards, between buckets.
#[derive(Default)]
pub(super) struct Cutter {
    shards: Vec<Arc<Shard>>,
    /// The shard that is being filled; without text there is none.
    open: Open,
}

#[derive(Default)]
struct Open {
    first: String,
    bucket: String,
    text: String,
    /// The term before.
    before: String,
    words: typos::Words,
}

impl Cutter {
    /// Whether no term came yet.
    pub fn is_empty(&self) -> bool {
        self.shards.is_empty() && self.open.text.is_empty()
    }

    /// Whether a new shard begins with this bucket.
    pub fn begins(&self, own: &str) -> bool {
        let size = self.open.text.len();
        size == 0 || (own != self.open.bucket && (size >= SIZE.1 || (size >= SIZE.0 && is_border(own))))
    }

    /// Adds a term.
    pub fn push(&mut self, record: &Record) {
        let own = bucket(&record.stem);
        if self.begins(own) {
            self.close();
            self.open.first.push_str(own);
        }
        let Open { bucket, text, before, words, .. } = &mut self.open;
        if *bucket != own {
            own.clone_into(bucket);
        }
        if !text.is_empty() {
            text.push('|');
        }
        front(text, before, &record.stem);
        text.push(' ');
        for (number, surface) in record.surfaces.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            front(text, &record.stem, surface);
        }
        text.push(' ');
        text.push_str(&record.packed);
        record.stem.clone_into(before);
        words.add(record);
    }

    /// Adds terms.
    pub fn extend<'r>(&mut self, records: impl IntoIterator<Item = &'r Record>) {
        for record in records {
            self.push(record);
        }
    }

    /// Adds a shard that was made before; it must begin here, and what follows it must be what followed then.
    pub fn take(&mut self, shard: &Arc<Shard>) {
        self.close();
        self.shards.push(shard.clone());
    }

    /// The shards.
    pub fn finish(mut self) -> Vec<Arc<Shard>> {
        self.close();
        self.shards
    }

    fn close(&mut self) {
        let Open { first, text, words, .. } = std::mem::take(&mut self.open);
        if text.is_empty() {
            return;
        }
        let digest = short(&super::files::json(text.as_str()));
        let start = if self.shards.is_empty() { Box::default() } else { first.as_str().into() };
        let words = words.finish().into();
        let shard = Shard { start, first: first.into(), text: text.into(), words, digest, terms: OnceLock::new() };
        self.shards.push(Arc::new(shard));
    }
}

fn is_border(bucket: &str) -> bool {
    let mut hasher = Hasher::default();
    hasher.str(bucket);
    hasher.finish().bytes().first().is_some_and(|first| first % BORDERS == 0)
}

/// Eight characters that tell data from those of another revision.
pub(super) fn short(data: &str) -> Box<str> {
    Digest::of(data.as_bytes()).to_string().chars().take(8).collect()
}

/// Appends how many characters `text` shares with `before`, and the rest of it.
pub(super) fn front(out: &mut String, before: &str, text: &str) {
    let shared = before.chars().zip(text.chars()).take(SHARED).take_while(|(a, b)| a == b).count();
    out.push(letter(shared));
    out.extend(text.chars().skip(shared));
}

/// Undoes [`front`].
pub(super) fn unfront(before: &str, record: &str) -> String {
    let mut characters = record.chars();
    let shared = characters.next().and_then(number).unwrap_or(0);
    before.chars().take(shared).chain(characters).collect()
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
