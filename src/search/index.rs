//! The index of a locale: the contributions of its pages, merged, and cut into shards.

use super::book::Book;
use super::compounds::has_compounds;
use super::entry::Entry;
use super::merge::{self, Merger, Record};
use super::shard::{Cutter, Shard, Term};
use super::typos::{self, Lexicon};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// When more pages than these have changed, all are merged again.
const FEW: usize = 8;

/// Everything that a query is answered from.
#[derive(Debug, Default)]
pub struct Index {
    /// The pages.
    pub book: Book,
    /// The terms, in order.
    pub shards: Vec<Arc<Shard>>,
    /// The length of each page as [`quantized`].
    pub lengths: Vec<u32>,
    /// The words that can be guessed, in files, by what the stem of each one's first word begins with.
    pub lexicon: BTreeMap<char, Lexicon>,
}

impl Index {
    /// Merges the contributions of all pages.
    #[must_use]
    pub fn assemble(book: Book) -> Self {
        let mut cutter = Cutter::default();
        merge::records(&book.tag, &book.pages, &mut |record| cutter.push(record));
        Self::of(book, cutter.finish())
    }

    /// The same as [`assemble`](Self::assemble), where little differs from a book that was merged `before` at a
    /// fraction of the cost: terms that no changed page has or had are taken over, shard by shard.
    #[must_use]
    pub fn renew(book: Book, before: &Self) -> Self {
        let Some(changed) = changed(&book, &before.book) else { return Self::assemble(book) };
        let mut stems: BTreeSet<&str> = BTreeSet::new();
        for number in &changed {
            let pages = (book.pages.get(*number as usize), before.book.pages.get(*number as usize));
            if let (Some(new), Some(old)) = pages {
                differences(&old.entry, &new.entry, &mut stems);
            }
        }
        let merger = Merger { pages: &book.pages };
        let renew = |stem: &str, old: Option<&Record>| merger.renew(stem, old, &changed, &before.book.pages);
        let shards = recut(&before.shards, &stems, &renew);
        Self::of(book, shards)
    }

    fn of(book: Book, shards: Vec<Arc<Shard>>) -> Self {
        let lengths = book.pages.iter().map(|page| quantized(page.entry.length)).collect();
        let lexicon = typos::files(shards.iter().flat_map(|shard| &shard.words));
        Self { book, shards, lengths, lexicon }
    }

    /// The shard that a term would stand in.
    #[must_use]
    pub fn shard_of(&self, term: &str) -> Option<usize> {
        self.shards.partition_point(|shard| *shard.start <= *term).checked_sub(1)
    }

    /// The term itself.
    #[must_use]
    pub fn term(&self, stem: &str) -> Option<&Term> {
        let terms = self.shards.get(self.shard_of(stem)?)?.terms();
        let at = terms.binary_search_by(|term| (*term.stem).cmp(stem)).ok()?;
        terms.get(at)
    }
}

/// The numbers of the pages that say something else than before, where these are few and all else is the same.
fn changed(book: &Book, before: &Book) -> Option<Vec<u32>> {
    let is_alike = book.tag == before.tag && book.pages.len() == before.pages.len() && !has_compounds(&book.tag);
    if !is_alike {
        return None;
    }
    let mut changed = Vec::new();
    for (number, (new, old)) in (0u32..).zip(book.pages.iter().zip(&before.pages)) {
        if Arc::ptr_eq(new, old) || Arc::ptr_eq(&new.entry, &old.entry) {
            continue;
        }
        changed.push(number);
        if changed.len() > FEW {
            return None;
        }
    }
    Some(changed)
}

/// Adds the stems of which two entries of a page say different things.
fn differences<'a>(old: &'a Entry, new: &'a Entry, stems: &mut BTreeSet<&'a str>) {
    let (mut olds, mut news) = (old.terms.iter().peekable(), new.terms.iter().peekable());
    loop {
        let (a, b) = (olds.peek().copied(), news.peek().copied());
        let order = match (a, b) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => a.stem.cmp(b.stem),
        };
        if a != b {
            stems.extend(a.filter(|_| order.is_le()).map(|term| term.stem));
            stems.extend(b.filter(|_| order.is_ge()).map(|term| term.stem));
        }
        if order.is_le() {
            olds.next();
        }
        if order.is_ge() {
            news.next();
        }
    }
}

/// Makes a term anew from what it was; nothing where it is gone.
type Renew<'a> = &'a dyn Fn(&str, Option<&Record>) -> Option<Record>;

/// The shards with some terms made anew.
fn recut(before: &[Arc<Shard>], stems: &BTreeSet<&str>, renew: Renew<'_>) -> Vec<Arc<Shard>> {
    let mut cutter = Cutter::default();
    for (number, shard) in before.iter().enumerate() {
        let next = before.get(number + 1);
        let own = match next {
            Some(next) => stems.range(&*shard.start..&*next.start),
            None => stems.range(&*shard.start..),
        };
        let follows = next.is_none_or(|next| {
            let among = stems.range(&*next.start..).next();
            among.is_none_or(|stem| !next.begins_among(stem))
        });
        let is_first = cutter.is_empty() == (number == 0);
        let mut own = own.copied().peekable();
        if own.peek().is_none() && follows && is_first && cutter.take(shard) {
            continue;
        }
        shard.records(&mut |record| {
            while let Some(added) = own.next_if(|stem| **stem < *record.stem) {
                cutter.extend(renew(added, None).as_ref());
            }
            match own.next_if(|stem| **stem == *record.stem) {
                Some(stem) => cutter.extend(renew(stem, Some(record)).as_ref()),
                None => cutter.push(record),
            }
        });
        own.for_each(|added| cutter.extend(renew(added, None).as_ref()));
    }
    if before.is_empty() {
        for added in stems {
            cutter.extend(renew(added, None).as_ref());
        }
    }
    cutter.finish()
}

/// A page's length as one digit: the root of a quarter of it.
#[must_use]
pub fn quantized(length: u32) -> u32 {
    (length / 4).isqrt().min(super::digits::DIGITS - 1)
}
