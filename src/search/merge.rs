//! The terms of all pages, merged: each with the pages and sections that have it.

use super::book::Page;
use super::compounds::Parts;
use super::digits::{self, Reader};
use super::packed::{Term, key, pack, uses};
use super::weight::{Use, Weight};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A term that stands on more than one page in so many keeps, on each, one section and those whose heading has it.
///
/// Such a term says little about where to look, and yet would be the bulk of the index.
const COMMON: usize = 4;
/// On a site of fewer pages every term is exact.
const SMALL: usize = 40;

/// A term of the index, as its shard has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The stem, pair or identifier.
    pub stem: String,
    /// The words as they stand in pages, folded, in order; none where the stem is the only one.
    pub surfaces: Vec<String>,
    /// For each page the distance from the last one, less one, and its packed uses.
    pub packed: String,
    /// On how many pages it stands.
    pub pages: u32,
}

/// Where a term of a page is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// What the term begins with.
    key: u64,
    page: u32,
    slot: u32,
}

/// Pages whose terms are merged.
#[derive(Clone, Copy)]
pub(super) struct Merger<'a> {
    pub pages: &'a [Arc<Page>],
}

impl<'a> Merger<'a> {
    /// The terms of all pages, in order; those of one stem by page.
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.pages.iter().map(|page| page.entry.terms.len()).sum());
        for (number, page) in (0u32..).zip(self.pages) {
            let terms = (0u32..).zip(page.entry.terms.iter());
            places.extend(terms.map(|(slot, term)| Place { key: key(term.stem), page: number, slot }));
        }
        places.par_sort_unstable_by(|a, b| {
            let stems = a.key.cmp(&b.key).then_with(|| {
                let is_short = a.key.trailing_zeros() >= 8;
                if is_short { std::cmp::Ordering::Equal } else { self.stem(a).cmp(self.stem(b)) }
            });
            stems.then(a.page.cmp(&b.page))
        });
        places
    }

    /// Whether two places are of one term.
    pub fn is_same(&self, a: &Place, b: &Place) -> bool {
        a.key == b.key && (a.key.trailing_zeros() >= 8 || self.stem(a) == self.stem(b))
    }

    /// The places of a term on some pages, which come in order.
    pub fn find(&self, stem: &str, pages: impl IntoIterator<Item = u32>) -> Vec<Place> {
        let place = |page: u32| {
            let slot = self.pages.get(page as usize)?.entry.terms.find(stem)?;
            Some(Place { key: key(stem), page, slot: u32::try_from(slot).ok()? })
        };
        pages.into_iter().filter_map(place).collect()
    }

    pub fn term(&self, place: &Place) -> Option<Term<'a>> {
        self.pages.get(place.page as usize)?.entry.terms.get(place.slot as usize)
    }

    pub fn stem(&self, place: &Place) -> &'a str {
        self.term(place).map_or("", |term| term.stem)
    }

    /// The term that stands at these places, with the pages of the compounds that it is a part of.
    pub fn record(&self, places: &[Place], compounds: &[Place]) -> Option<Record> {
        let stem = self.stem(places.first()?);
        let mut record = Record { stem: stem.to_owned(), ..Record::default() };
        let mut surfaces: BTreeSet<&str> = BTreeSet::new();
        let mut pages: Vec<(u32, &str)> = Vec::with_capacity(places.len());
        let mut has_stem = false;
        for place in places {
            let Some(term) = self.term(place) else { continue };
            let before = surfaces.len();
            let mut own = term.surfaces().peekable();
            has_stem |= own.peek().is_none();
            for surface in own {
                if before == 0 || !surfaces.contains(surface) {
                    surfaces.insert(surface);
                }
            }
            pages.push((place.page, term.packed));
        }
        if !surfaces.is_empty() {
            if has_stem {
                surfaces.insert(stem);
            }
            record.surfaces = surfaces.into_iter().map(str::to_owned).collect();
        }
        let is_common = |pages: usize| self.pages.len() >= SMALL && pages.saturating_mul(COMMON) >= self.pages.len();
        if compounds.is_empty() {
            let is_common = is_common(pages.len());
            let mut next = 0;
            for (page, packed) in pages {
                record.start_page(page, &mut next);
                if is_common && packed.len() > 2 {
                    pack(&condensed(&uses(Reader::new(packed)).collect::<Vec<Use>>()), &mut record.packed);
                } else {
                    record.packed.push_str(packed);
                }
            }
        } else {
            pages.extend(compounds.iter().filter_map(|place| Some((place.page, self.term(place)?.packed))));
            record.unite(pages, &is_common);
        }
        Some(record)
    }
}

impl Record {
    fn start_page(&mut self, page: u32, next: &mut u32) {
        digits::push(&mut self.packed, page.saturating_sub(*next));
        *next = page + 1;
        self.pages += 1;
    }

    /// Packs the uses of several terms as those of one.
    fn unite(&mut self, mut pages: Vec<(u32, &str)>, is_common: &dyn Fn(usize) -> bool) {
        pages.sort_by_key(|(page, _)| *page);
        let is_common = is_common(pages.chunk_by(|a, b| a.0 == b.0).count());
        let mut next = 0;
        for page in pages.chunk_by(|a, b| a.0 == b.0) {
            let Some((number, _)) = page.first() else { continue };
            let mut all: Vec<Use> = page.iter().flat_map(|(_, packed)| uses(Reader::new(packed))).collect();
            all.sort_by_key(|used| used.section);
            let mut united: Vec<Use> = all.chunk_by(|a, b| a.section == b.section).filter_map(sum).collect();
            if is_common {
                united = condensed(&united);
            }
            self.start_page(*number, &mut next);
            pack(&united, &mut self.packed);
        }
    }
}

/// The uses of one section as one.
fn sum(uses: &[Use]) -> Option<Use> {
    let weight = uses.iter().fold(Weight::default(), |sum, used| {
        let own = Weight::unpack(used.weight);
        Weight {
            body: sum.body.saturating_add(own.body),
            code: sum.code.saturating_add(own.code),
            heading: sum.heading || own.heading,
            title: sum.title || own.title,
        }
    });
    Some(Use { section: uses.first()?.section, weight: weight.pack() })
}

/// Keeps of a term that is on many pages what ranks a page, section by section only where a heading has it.
fn condensed(page: &[Use]) -> Vec<Use> {
    let total = page.iter().fold(Weight::default(), |total, used| {
        let own = Weight::unpack(used.weight);
        Weight { body: total.body.saturating_add(own.body), code: total.code.saturating_add(own.code), ..total }
    });
    let mut rest = Some(total);
    let mut kept = Vec::new();
    for (place, used) in page.iter().enumerate() {
        let own = Weight::unpack(used.weight);
        let is_last = place + 1 == page.len();
        if own.heading || own.title || (is_last && rest.is_some()) {
            let sum = rest.take().unwrap_or_default();
            let weight = Weight { body: sum.body, code: sum.code, ..own };
            kept.push(Use { section: used.section, weight: weight.pack() });
        }
    }
    kept
}

/// Calls `give` with every term of the pages, in order.
pub(super) fn records(tag: &str, pages: &[Arc<Page>], give: &mut dyn FnMut(&Record)) {
    let merger = Merger { pages };
    let places = merger.places();
    let groups: Vec<&[Place]> = places.chunk_by(|a, b| merger.is_same(a, b)).collect();
    let parts = Parts::of(tag, &merger, &groups);
    for group in groups {
        let compounds = parts.compounds(&merger, group);
        if let Some(record) = merger.record(group, &compounds) {
            give(&record);
        }
    }
}
