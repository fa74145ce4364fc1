//! The index of a locale: the contributions of its pages, merged, and cut into shards.

use super::compounds;
use super::entry::{Entry, Use, Weight};
use crate::digest::Hasher;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A term that stands on more than one page in so many keeps, on each, one section and those whose heading has it.
///
/// Such a term says little about where to look, and yet would be the bulk of the index.
const COMMON: u32 = 4;
/// On a site of fewer pages every term is exact.
const SMALL: u32 = 40;
/// A shard may end where it has at least so many uses of terms, and ends where it has the most.
const SHARD: (usize, usize) = (1200, 4200);
/// One in so many starts of a bucket may end a shard: chosen by what the bucket is called, so that a change on one
/// page moves no border elsewhere.
const BORDERS: u8 = 3;
/// How many characters terms of one bucket share; a bucket is never cut.
pub const BUCKET: usize = 4;
/// Up to so many bytes of text stand in one file of a page.
const PART: usize = 6000;

/// What is searched together: the pages of one locale, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The BCP 47 tag.
    pub tag: Box<str>,
    /// The tag of the locale that follows when this one finds little.
    pub source: Option<Box<str>>,
    /// The pages, in reading order: of equal results the first wins.
    pub pages: Vec<Page>,
}

/// A page of a [`Book`].
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its address below the locale's folder, without the extension.
    pub slug: Box<str>,
    /// The path of its output.
    pub path: Box<str>,
    /// What its guide is called.
    pub guide: Option<Box<str>>,
    /// For whom it is.
    pub roles: Vec<Box<str>>,
    /// What type of page it is.
    pub types: Vec<Box<str>>,
    /// The features that it is about.
    pub features: Vec<Box<str>>,
    /// The state of its translation, if that is worth a mark.
    pub state: Option<Box<str>>,
    /// How much more than others it counts, in tenths; 10 is as the others.
    pub boost: u8,
    /// What it says.
    pub entry: Arc<Entry>,
}

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    /// What its first term begins with: up to [`BUCKET`] characters.
    pub start: Box<str>,
    /// The terms, in order.
    pub terms: Vec<Term>,
}

/// Everything that a query is answered from.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The pages.
    pub book: Book,
    /// The terms, in order.
    pub shards: Vec<Shard>,
    /// The length of each page as [`quantized`].
    pub lengths: Vec<u32>,
}

impl Index {
    /// Merges the contributions of all pages.
    #[must_use]
    pub fn assemble(book: Book) -> Self {
        let count = u32::try_from(book.pages.len()).unwrap_or(u32::MAX);
        let mut merged: BTreeMap<&str, (BTreeSet<&str>, Vec<(u32, Use)>)> = BTreeMap::new();
        for (number, page) in (0u32..).zip(&book.pages) {
            for term in page.entry.terms() {
                let (surfaces, uses) = merged.entry(term.stem).or_default();
                let mut own = term.surfaces().peekable();
                if own.peek().is_none() {
                    surfaces.insert(term.stem);
                }
                surfaces.extend(own);
                uses.extend(term.uses.iter().map(|used| (number, *used)));
            }
        }
        compounds::split(&book.tag, &mut merged);
        let terms = merged.into_iter().map(|(stem, (surfaces, uses))| {
            let is_plain = surfaces.iter().all(|surface| *surface == stem);
            let surfaces = if is_plain { Vec::new() } else { surfaces.into_iter().map(Box::from).collect() };
            Term { stem: stem.into(), surfaces, uses: condense(uses, count) }
        });
        let shards = cut(terms);
        let lengths = book.pages.iter().map(|page| quantized(page.entry.length)).collect();
        Self { book, shards, lengths }
    }

    /// The shard that a term would stand in.
    #[must_use]
    pub fn shard_of(&self, term: &str) -> Option<usize> {
        self.shards.partition_point(|shard| *shard.start <= *term).checked_sub(1)
    }

    /// The term itself.
    #[must_use]
    pub fn term(&self, stem: &str) -> Option<&Term> {
        let shard = self.shards.get(self.shard_of(stem)?)?;
        let at = shard.terms.binary_search_by(|term| (*term.stem).cmp(stem)).ok()?;
        shard.terms.get(at)
    }
}

/// Keeps of a term that is on many pages what ranks them, section by section only where a heading has it.
fn condense(uses: Vec<(u32, Use)>, count: u32) -> Vec<(u32, Use)> {
    let pages = uses.chunk_by(|a, b| a.0 == b.0).count();
    if count < SMALL || u32::try_from(pages).unwrap_or(u32::MAX).saturating_mul(COMMON) < count {
        return uses;
    }
    let mut kept = Vec::with_capacity(pages);
    for page in uses.chunk_by(|a, b| a.0 == b.0) {
        let total = page.iter().fold(Weight::default(), |total, (_, used)| {
            let own = Weight::unpack(used.weight);
            Weight { body: total.body.saturating_add(own.body), code: total.code.saturating_add(own.code), ..total }
        });
        let mut rest = Some(total);
        for (number, used) in page {
            let own = Weight::unpack(used.weight);
            let is_last = std::ptr::eq(used, page.last().map_or(used, |(_, last)| last));
            if own.heading || own.title || (is_last && rest.is_some()) {
                let sum = rest.take().unwrap_or_default();
                let weight = Weight { body: sum.body, code: sum.code, ..own };
                kept.push((*number, Use { section: used.section, weight: weight.pack() }));
            }
        }
    }
    kept
}

/// Cuts the terms into shards, between buckets.
fn cut(terms: impl Iterator<Item = Term>) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    let mut size = 0;
    let mut bucket = String::new();
    for term in terms {
        let own: String = term.stem.chars().take(BUCKET).collect();
        let is_new = own != bucket;
        if shards.is_empty() || (is_new && (size >= SHARD.1 || (size >= SHARD.0 && is_border(&own)))) {
            shards.push(Shard { start: own.as_str().into(), terms: Vec::new() });
            size = 0;
        }
        if is_new {
            bucket = own;
        }
        size += 4 + term.uses.len() + 2 * term.surfaces.len();
        if let Some(shard) = shards.last_mut() {
            shard.terms.push(term);
        }
    }
    if let Some(first) = shards.first_mut() {
        first.start = "".into();
    }
    shards
}

fn is_border(bucket: &str) -> bool {
    let mut hasher = Hasher::default();
    hasher.str(bucket);
    hasher.finish().to_string().bytes().next().is_some_and(|first| first % BORDERS == 0)
}

/// A page's length as one digit: the root of a quarter of it.
#[must_use]
pub fn quantized(length: u32) -> u32 {
    (length / 4).isqrt().min(super::digits::DIGITS - 1)
}

/// The part that each section's text stands in: one file for a page of usual length, more for a long one.
#[must_use]
pub fn parts(entry: &Entry) -> Vec<u32> {
    let (mut part, mut size) = (0, 0);
    let place = |section: &super::Section| {
        if size > 0 && size + section.text.len() > PART {
            part += 1;
            size = 0;
        }
        size += section.text.len();
        part
    };
    entry.sections.iter().map(place).collect()
}
