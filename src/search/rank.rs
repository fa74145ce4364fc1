//! Which pages answer a query, and which sections of them: the same arithmetic as in the browser.
//!
//! Only sums, products, quotients and square roots are used, each in a fixed order, so that both sides come to the same
//! bits. Pages are found and scored from the shards alone; the best [`CLOSER`] are looked at once more with their text.
//!
//! The numbers were tuned on one half of the pages of a wiki in three languages and judged on the other, by
//! `tests/search_evaluation.rs`: what is asked is how high the page stands that a query was made from.

use super::index::Index;
use super::query::{self, Answer, Query};
use super::stem::Stemming;
use super::weight::Weight;
use std::collections::{BTreeMap, BTreeSet};

/// How many of the best pages are read for the order of words.
pub const CLOSER: usize = 16;
/// How many sections of a page are results: so many of the first pages, fewer of those behind them, then the best alone. What
/// is read is fetched, so that each of them costs a first query a kilobyte.
pub const SECTIONS: [(usize, usize); 2] = [(3, 3), (8, 2)];
/// What a term counts in each field.
const FIELDS: Fields = Fields { body: 1.0, code: 0.6, heading: 5.5, title: 11.0 };
/// When more of the same stops counting, and how much longer pages are held back.
const BM25: (f64, f64) = (1.2, 0.8);

struct Fields {
    body: f64,
    code: f64,
    heading: f64,
    title: f64,
}

/// A page that answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its number.
    pub page: u32,
    /// How well it answers.
    pub score: f64,
    /// The sections that answer, best first, as many as [`SECTIONS`] says.
    pub sections: Vec<u16>,
}

/// The pages that answer, best first.
#[must_use]
pub fn search(index: &Index, query: &Query, stemming: &Stemming, allowed: &dyn Fn(u32) -> bool) -> Vec<Hit> {
    let answers: Vec<Vec<Answer<'_>>> = query.units.iter().map(|unit| query::answers(index, unit, stemming)).collect();
    let mut tally = Tally::new(index, allowed);
    for answers in &answers {
        tally.unit(answers);
    }
    for whole in &query.wholes {
        tally.whole(whole);
    }
    let barred: BTreeSet<u32> = query
        .without
        .iter()
        .filter_map(|stem| index.term(stem))
        .flat_map(|term| term.uses.iter().map(|(page, _)| *page))
        .collect();
    let mut hits: Vec<(Hit, f64)> = tally.hits().into_iter().filter(|(hit, _)| !barred.contains(&hit.page)).collect();
    hits.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then(a.0.page.cmp(&b.0.page)));
    let rest = hits.split_off(hits.len().min(CLOSER));
    let reader = Reader { index, query, answers: &answers, stemming };
    let mut closer: Vec<Hit> =
        hits.into_iter().enumerate().filter_map(|(place, (hit, _))| reader.read(hit, place)).collect();
    closer.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.page.cmp(&b.page)));
    closer.extend(rest.into_iter().map(|(hit, _)| hit));
    closer
}

/// What each page has gathered.
struct Tally<'a> {
    index: &'a Index,
    allowed: &'a dyn Fn(u32) -> bool,
    /// The average of the pages' quantized lengths, as lengths.
    average: f64,
    /// The weight of all units together.
    total: f64,
    pages: BTreeMap<u32, Gathered>,
}

#[derive(Default)]
struct Gathered {
    score: f64,
    mass: f64,
    title: f64,
    in_title: f64,
    bonus: f64,
    sections: BTreeMap<u16, f64>,
}

/// What one unit gives to a page.
#[derive(Default)]
struct Share {
    value: f64,
    weight: f64,
    title: bool,
    sections: BTreeMap<u16, f64>,
}

impl<'a> Tally<'a> {
    fn new(index: &'a Index, allowed: &'a dyn Fn(u32) -> bool) -> Self {
        let sum: u32 = index.lengths.iter().map(|quantized| length(*quantized)).sum();
        let count = u32::try_from(index.lengths.len()).unwrap_or(u32::MAX).max(1);
        let average = (f64::from(sum) / f64::from(count)).max(1.0);
        Self { index, allowed, average, total: 0.0, pages: BTreeMap::new() }
    }

    fn norm(&self, page: u32) -> f64 {
        let own = self.index.lengths.get(page as usize).map_or(1, |quantized| length(*quantized));
        BM25.0 * (1.0 - BM25.1 + BM25.1 * (f64::from(own) / self.average))
    }

    fn rarity(&self, pages: u32) -> f64 {
        let count = f64::from(u32::try_from(self.index.lengths.len()).unwrap_or(u32::MAX));
        let pages = f64::from(pages);
        logarithm(1.0 + (count - pages + 0.5) / (pages + 0.5))
    }

    fn unit(&mut self, answers: &[Answer<'_>]) {
        let most = answers.iter().map(|answer| answer.term.pages()).max().unwrap_or(0);
        let exact = answers.first().filter(|answer| answer.weight >= 0.9).map(|answer| answer.term.pages());
        let rarity = self.rarity(exact.unwrap_or(most));
        self.total += rarity;
        let mut shares: BTreeMap<u32, Share> = BTreeMap::new();
        for answer in answers {
            for uses in answer.term.uses.chunk_by(|a, b| a.0 == b.0) {
                let Some((page, _)) = uses.first().filter(|(page, _)| (self.allowed)(*page)) else { continue };
                let share = shares.entry(*page).or_default();
                let mut sum = 0.0;
                for (_, used) in uses {
                    let weight = Weight::unpack(used.weight);
                    let amount = amount(weight);
                    sum += amount;
                    share.title |= weight.title;
                    let own = answer.weight * (amount / (amount + 1.0));
                    let best = share.sections.entry(used.section).or_insert(0.0);
                    *best = best.max(own);
                }
                let value = answer.weight * (sum / (sum + self.norm(*page)));
                share.value = share.value.max(value);
                share.weight = share.weight.max(answer.weight);
            }
        }
        for (page, share) in shares {
            let gathered = self.pages.entry(page).or_default();
            gathered.score += rarity * share.value;
            gathered.mass += rarity * share.weight;
            if share.title {
                gathered.title += rarity * share.weight;
                gathered.in_title += share.weight;
            }
            for (section, value) in share.sections {
                *gathered.sections.entry(section).or_insert(0.0) += rarity * value;
            }
        }
    }

    /// An identifier that stands as it was typed counts more than its parts ever can.
    fn whole(&mut self, whole: &str) {
        let Some(term) = self.index.term(whole) else { return };
        let rarity = self.rarity(term.pages());
        for (page, used) in &term.uses {
            if !(self.allowed)(*page) {
                continue;
            }
            // A page may have words with hyphens as one word alone.
            let gathered = self.pages.entry(*page).or_default();
            let weight = Weight::unpack(used.weight);
            let value = amount(weight) / (amount(weight) + 1.0);
            gathered.bonus = gathered.bonus.max(rarity * (1.0 + value));
            *gathered.sections.entry(used.section).or_insert(0.0) += rarity * (1.0 + value);
        }
    }

    /// The pages, in order, each with the share of the query that it has.
    fn hits(self) -> Vec<(Hit, f64)> {
        let total = if self.total > 0.0 { self.total } else { 1.0 };
        let mut hits = Vec::with_capacity(self.pages.len());
        for (number, gathered) in self.pages {
            let Some(page) = self.index.book.pages.get(number as usize) else { continue };
            let cover = gathered.mass / total;
            let title = gathered.title / total;
            let filled = gathered.in_title / f64::from(page.entry.title_length.clamp(1, 59));
            let mut sections: Vec<(u16, f64)> = gathered.sections.into_iter().collect();
            sections.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let best = sections.first().map_or(0.0, |(_, value)| *value);
            let near = (best / total).min(1.0);
            let mut score = gathered.score * cover * cover.sqrt() * (0.3 + 0.7 * near);
            score *= 1.0 + 2.0 * title * title * (0.3 + 0.7 * filled.min(1.0));
            score += gathered.bonus;
            score = score * f64::from(page.boost) / 10.0;
            sections.retain(|(_, value)| *value >= best * 0.5);
            sections.truncate(SECTIONS[0].1);
            let sections = sections.into_iter().map(|(section, _)| section).collect();
            hits.push((Hit { page: number, score, sections }, cover));
        }
        hits
    }
}

/// How many sections of the page at a place are results.
fn sections_at(place: usize) -> usize {
    SECTIONS.iter().find(|(end, _)| place < *end).map_or(1, |(_, count)| *count)
}

fn amount(weight: Weight) -> f64 {
    let flag = |is_set: bool, worth: f64| if is_set { worth } else { 0.0 };
    f64::from(weight.body) * FIELDS.body
        + f64::from(weight.code) * FIELDS.code
        + flag(weight.heading, FIELDS.heading)
        + flag(weight.title, FIELDS.title)
}

/// The length that a quantized one stands for.
fn length(quantized: u32) -> u32 {
    quantized * quantized * 4 + 1
}

/// The natural logarithm of a number from 1 on, by operations that are the same on every machine.
fn logarithm(mut number: f64) -> f64 {
    let mut halvings = 0.0;
    while number >= 2.0 {
        number /= 2.0;
        halvings += 1.0;
    }
    let t = (number - 1.0) / (number + 1.0);
    let s = t * t;
    halvings * std::f64::consts::LN_2 + 2.0 * t * (1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0))))
}

/// Reads the best pages for the order of words.
struct Reader<'a> {
    index: &'a Index,
    query: &'a Query,
    answers: &'a [Vec<Answer<'a>>],
    stemming: &'a Stemming,
}

impl Reader<'_> {
    /// The hit with the score that its text deserves; nothing where a phrase is asked for and not there.
    fn read(&self, mut hit: Hit, place: usize) -> Option<Hit> {
        let page = self.index.book.pages.get(hit.page as usize)?;
        let title = self.order(&page.entry.title);
        let (mut body, mut heading) = (0.0f64, 0.0f64);
        let mut phrases = vec![false; self.query.phrases.len()];
        hit.sections.truncate(sections_at(place));
        for (place, number) in hit.sections.iter().enumerate() {
            let Some(section) = page.entry.sections.get(usize::from(*number)) else { continue };
            // Later sections count a little less.
            let worth = if place == 0 { 1.0 } else { 0.8 };
            heading = heading.max(worth * self.order(&section.heading).short(0.5));
            body = body.max(worth * self.order(&section.text).long());
            for (found, phrase) in phrases.iter_mut().zip(&self.query.phrases) {
                *found |= self.has(&section.text, phrase) || self.has(&section.heading, phrase);
            }
        }
        for (found, phrase) in phrases.iter_mut().zip(&self.query.phrases) {
            *found |= self.has(&page.entry.title, phrase);
        }
        if phrases.contains(&false) {
            return None;
        }
        let mut factor = 1.0 + 7.0 * title.short(0.55);
        factor *= 1.0 + 3.0 * heading;
        factor *= 1.0 + 3.2 * body;
        hit.score *= factor;
        Some(hit)
    }

    /// How much of the query stands in a text in one piece.
    fn order(&self, text: &str) -> Order {
        let units = self.answers.len();
        let mut order = Order { units, ..Order::default() };
        let (mut runs, mut exact) = (vec![0usize; units + 1], vec![0usize; units + 1]);
        for (word, is_pair) in query::units(text) {
            order.count += 1;
            let stem = if is_pair { word.as_str().into() } else { self.stemming.stem(&word) };
            for (place, (unit, answers)) in self.query.units.iter().zip(self.answers).enumerate().rev() {
                let is_met = answers.iter().any(|answer| *answer.term.stem == *stem);
                let is_same = is_met && (word == unit.text || (unit.is_open && word.starts_with(&unit.text)));
                let run = |runs: &[usize], goes_on: bool| match runs.get(place) {
                    Some(before) if goes_on => before + 1,
                    _ => 0,
                };
                let (met, same) = (run(&runs, is_met), run(&exact, is_same));
                if let (Some(runs), Some(exact)) = (runs.get_mut(place + 1), exact.get_mut(place + 1)) {
                    (*runs, *exact) = (met, same);
                }
                order.longest = order.longest.max(met);
                order.letters = order.letters.max(same);
            }
        }
        order
    }

    fn has(&self, text: &str, phrase: &[String]) -> bool {
        let words: Vec<String> = query::units(text)
            .map(|(word, is_pair)| if is_pair { word } else { self.stemming.stem(&word).into_owned() })
            .collect();
        words.windows(phrase.len().max(1)).any(|window| window == phrase)
    }
}

/// How much of a query stands in a text in one piece.
#[derive(Clone, Copy, Debug, Default)]
struct Order {
    /// How many words the query has.
    units: usize,
    /// How many the text has.
    count: usize,
    /// The most in a row by their stems.
    longest: usize,
    /// The most in a row letter by letter.
    letters: usize,
}

impl Order {
    fn part(self) -> f64 {
        0.6 * query::number(self.longest) + 0.4 * query::number(self.letters)
    }

    /// In a title or heading: 1 for the very query; what else the text holds counts against it by `fill`.
    fn short(self, fill: f64) -> f64 {
        if self.units == 0 {
            return 0.0;
        }
        let share = self.part() / query::number(self.units);
        share * share * (1.0 - fill + fill * query::ratio(self.longest, self.count).min(1.0))
    }

    /// In running text, where single words say nothing of order, and two say less than five.
    fn long(self) -> f64 {
        if self.units < 2 {
            return 0.0;
        }
        let share = (self.part() - 1.0).max(0.0) / query::number(self.units - 1);
        share * share * query::ratio(self.units - 1, self.units)
    }
}
