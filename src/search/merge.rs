//! The terms of all pages, merged: each with the pages and sections that have it.

use super::book::Page;
use super::compounds::Parts;
use super::digits::{self, Reader};
use super::packed::{Packed, Term, key, pack};
use super::weight::{Use, Weight};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A term that stands on more than one page in so many keeps, on each, the section that has it most, or those whose
/// heading has it. Such a term says little about where to look, and yet would be the bulk of the index.
const COMMON: usize = 13;
/// On a site of fewer pages every term is exact.
const SMALL: usize = 40;

/// A term of the index, as its shard has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The stem, pair or identifier.
    pub stem: String,
    /// The words as they stand in pages, folded, in order; none where the stem is the only one.
    pub surfaces: Vec<String>,
    /// For each page the distance from the last one, less one.
    pub gaps: String,
    /// For each page the [`Packed::steps`].
    pub steps: String,
    /// For each page the [`Packed::weights`].
    pub weights: String,
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
            let terms = &page.entry.terms;
            let slots = (0u32..).zip(0..terms.len());
            places.extend(slots.map(|(slot, at)| Place { key: key(terms.stem(at)), page: number, slot }));
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
        self.pages.get(place.page as usize).map_or("", |page| page.entry.terms.stem(place.slot as usize))
    }

    /// The term that stands at these places, with the pages of the compounds that it is a part of.
    pub fn record(&self, places: &[Place], compounds: &[Place]) -> Option<Record> {
        let stem = self.stem(places.first()?);
        let mut record = Record { stem: stem.to_owned(), ..Record::default() };
        let mut surfaces: BTreeSet<&str> = BTreeSet::new();
        let mut pages: Vec<(u32, Packed<'_>)> = Vec::with_capacity(places.len());
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
            pages.push((place.page, term.uses));
        }
        if !surfaces.is_empty() {
            if has_stem {
                surfaces.insert(stem);
            }
            record.surfaces = surfaces.into_iter().map(str::to_owned).collect();
        }
        if !compounds.is_empty() {
            pages.extend(compounds.iter().filter_map(|place| Some((place.page, self.term(place)?.uses))));
            pages.sort_by_key(|(page, _)| *page);
        }
        let count = pages.chunk_by(|a, b| a.0 == b.0).count();
        let detail = self.detail(stem, count);
        let mut next = 0;
        for page in pages.chunk_by(|a, b| a.0 == b.0) {
            record.add(page, &mut next, detail);
        }
        Some(record)
    }
}

impl Merger<'_> {
    /// How much is kept of a term that stands on `count` pages.
    fn detail(&self, stem: &str, count: usize) -> Detail {
        match self.pages.len() {
            all if all < SMALL => Detail::All,
            _ if is_hiragana(stem) && count > 1 => Detail::Place,
            all if count.saturating_mul(COMMON) >= all => Detail::Page,
            _ => Detail::All,
        }
    }

    /// The record of a term, now that the `changed` pages, in order, say something else than `before`; nothing where no page
    /// has it any more. It equals what [`record`](Self::record) makes of all pages.
    pub fn renew(&self, stem: &str, old: Option<&Record>, changed: &[u32], before: &[Arc<Page>]) -> Option<Record> {
        let own = self.find(stem, changed.iter().copied());
        let Some(old) = old else { return self.record(&own, &[]) };
        let was = Merger { pages: before }.find(stem, changed.iter().copied());
        let others = || old.parts().map(|part| part.page).filter(|page| changed.binary_search(page).is_err());
        let then = old.pages as usize;
        let now = then.saturating_sub(was.len()) + own.len();
        let (detail, surfaces) = (self.detail(stem, now), self.surfaces(old, &own, &was, before, others()));
        let Some(surfaces) = surfaces.filter(|_| now > 0 && detail == self.detail(stem, then)) else {
            let mut pages: Vec<u32> = others().chain(changed.iter().copied()).collect();
            pages.sort_unstable();
            return self.record(&self.find(stem, pages), &[]);
        };
        let mut record = Record { stem: stem.to_owned(), surfaces, ..Record::default() };
        let (mut next, mut own) = (0, own.iter().peekable());
        let mut add_own = |record: &mut Record, next: &mut u32, until: u32| {
            while let Some(place) = own.next_if(|place| place.page < until) {
                if let Some(term) = self.term(place) {
                    record.add(&[(place.page, term.uses)], next, detail);
                }
            }
        };
        for part in old.parts().filter(|part| changed.binary_search(&part.page).is_err()) {
            add_own(&mut record, &mut next, part.page);
            digits::push(&mut record.gaps, part.page.saturating_sub(next));
            record.steps.push_str(part.uses.steps);
            record.weights.push_str(part.uses.weights);
            record.pages += 1;
            next = part.page + 1;
        }
        add_own(&mut record, &mut next, u32::MAX);
        Some(record)
    }

    /// The words of a term after some pages changed; nothing where one of them may be on no page any more.
    fn surfaces(
        &self,
        old: &Record,
        own: &[Place],
        was: &[Place],
        before: &[Arc<Page>],
        others: impl Iterator<Item = u32>,
    ) -> Option<Vec<String>> {
        let stem = &*old.stem;
        let then = Merger { pages: before };
        let now: BTreeSet<&str> =
            own.iter().filter_map(|place| self.term(place)).flat_map(|term| term.words()).collect();
        let before = was.iter().filter_map(|place| then.term(place)).flat_map(|term| term.words());
        let mut lost: Vec<&str> = before.filter(|word| !now.contains(word)).collect();
        for page in others {
            if lost.is_empty() {
                break;
            }
            let place = self.find(stem, [page]);
            for term in place.iter().filter_map(|place| self.term(place)) {
                lost.retain(|lost| term.words().all(|word| word != *lost));
            }
        }
        if !lost.is_empty() {
            return None;
        }
        let mut surfaces: BTreeSet<&str> = old.surfaces.iter().map(String::as_str).collect();
        if surfaces.is_empty() {
            surfaces.insert(stem);
        }
        surfaces.extend(now);
        let is_plain = surfaces.iter().eq([&stem]);
        Some(if is_plain { Vec::new() } else { surfaces.into_iter().map(str::to_owned).collect() })
    }
}

/// What a record says of one page.
pub(super) struct Part<'r> {
    pub page: u32,
    pub uses: Packed<'r>,
}

impl Record {
    /// What it says of each page, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut gaps = Reader::new(&self.gaps);
        let (mut steps, mut weights, mut next) = (&*self.steps, &*self.weights, 0);
        std::iter::from_fn(move || {
            let page = gaps.number()?.saturating_add(next);
            next = page.saturating_add(1);
            let mut reader = Reader::new(steps);
            let mut sections = 0;
            while let Some(step) = reader.number() {
                sections += 1;
                if step % 2 == 1 {
                    break;
                }
            }
            let (own, rest) = steps.split_at_checked(steps.len() - reader.left())?;
            let (weight, others) = weights.split_at_checked(sections)?;
            (steps, weights) = (rest, others);
            Some(Part { page, uses: Packed { steps: own, weights: weight } })
        })
    }
}

/// How much of a term is kept on each page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Every section, and how often the term stands there.
    All,
    /// How often the term stands on the page, and one section, or those whose heading has it.
    Page,
    /// One section, or those whose heading has it.
    Place,
}

/// Whether a term is a pair of hiragana: an ending, nearly always, that says little of a page and stands on many.
fn is_hiragana(stem: &str) -> bool {
    !stem.is_empty() && stem.chars().all(|c| ('\u{3041}'..='\u{309f}').contains(&c))
}

impl Record {
    /// Adds the next page, which may have several terms that count as this one.
    fn add(&mut self, page: &[(u32, Packed<'_>)], next: &mut u32, detail: Detail) {
        let Some((number, first)) = page.first() else { return };
        digits::push(&mut self.gaps, number.saturating_sub(*next));
        *next = number + 1;
        self.pages += 1;
        if page.len() == 1 && detail == Detail::All {
            self.steps.push_str(first.steps);
            self.weights.push_str(first.weights);
            return;
        }
        let mut uses: Vec<Use> = page.iter().flat_map(|(_, uses)| uses.iter()).collect();
        if page.len() > 1 {
            uses.sort_by_key(|used| used.section);
            uses = uses.chunk_by(|a, b| a.section == b.section).filter_map(sum).collect();
        }
        if detail != Detail::All {
            uses = condensed(&uses, detail);
        }
        pack(&uses, &mut self.steps, &mut self.weights);
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

/// Keeps of a term that is on many pages what ranks a page, and where its headings have it, else the best of its sections.
fn condensed(page: &[Use], detail: Detail) -> Vec<Use> {
    let weights = || page.iter().map(|used| Weight::unpack(used.weight));
    let total = |count: fn(&Weight) -> u8| weights().fold(0u8, |sum, own| sum.saturating_add(count(&own)));
    let (body, code) = match detail {
        Detail::Place => (1, 0),
        _ => (total(|own| own.body), total(|own| own.code)),
    };
    let is_headed = |used: &Use| {
        let own = Weight::unpack(used.weight);
        own.heading || own.title
    };
    let worth = |used: &Use| {
        let own = Weight::unpack(used.weight);
        // As much as `rank` makes of it.
        5 * u16::from(own.body) + 3 * u16::from(own.code)
    };
    let mut kept: Vec<Use> = page.iter().copied().filter(is_headed).collect();
    if kept.is_empty() {
        let first = page.iter().copied().reduce(|best, used| if worth(&used) > worth(&best) { used } else { best });
        kept.extend(if detail == Detail::Place { page.first().copied() } else { first });
    }
    for (place, used) in kept.iter_mut().enumerate() {
        let own = Weight::unpack(used.weight);
        let (body, code) = if place == 0 { (body, code) } else { (0, 0) };
        used.weight = Weight { body, code, ..own }.pack();
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
