//! The terms of a page as one text: what the pages of a large wiki hold in memory while their index is put together.
//!
//! A term is `{stem} {surfaces} {steps} {weights}`: the words as they stand in the page, joined by `,`, or nothing where
//! the stem is the only one; for each section that has it `2 · distance + (1 for the last)`, and the digit of its
//! [`Weight`](super::Weight), both by [`digits`]. A shard holds steps and weights in these very characters.

use super::digits::{self, Reader};
use super::weight::Use;

/// The terms of a page, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    text: Box<str>,
    starts: Box<[u32]>,
}

/// A term of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// The stem, pair or identifier.
    pub stem: &'a str,
    /// The words as they stand in the page, joined by `,`.
    surfaces: &'a str,
    /// Where it stands.
    pub uses: Packed<'a>,
}

/// The sections of one page that have a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed<'a> {
    /// For each section its distance from the one before, and whether it is the last.
    pub steps: &'a str,
    /// For each section a digit.
    pub weights: &'a str,
}

impl<'a> Packed<'a> {
    /// The sections, in order.
    pub fn iter(self) -> impl Iterator<Item = Use> + use<'a> {
        let (mut steps, mut weights) = (Reader::new(self.steps), Reader::new(self.weights));
        let mut section = 0;
        std::iter::from_fn(move || Some(one(&mut steps, &mut weights, &mut section)?.0))
    }
}

impl<'a> Term<'a> {
    /// The words as they stand in the page, folded, in order; none where the stem is the only one.
    pub fn surfaces(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.surfaces.split(',').filter(|surface| !surface.is_empty())
    }

    /// The words as they stand in the page, the stem where it is the only one.
    pub fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let plain = self.surfaces.is_empty().then_some(self.stem);
        plain.into_iter().chain(self.surfaces())
    }
}

impl Terms {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The terms, in order.
    pub fn iter(&self) -> impl Iterator<Item = Term<'_>> {
        (0..self.len()).filter_map(|slot| self.get(slot))
    }

    /// The term at a place.
    #[must_use]
    pub fn get(&self, slot: usize) -> Option<Term<'_>> {
        let start = *self.starts.get(slot)? as usize;
        let end = self.starts.get(slot + 1).map_or(self.text.len(), |next| *next as usize);
        let (stem, rest) = cut(self.text.get(start..end)?)?;
        let (surfaces, rest) = cut(rest)?;
        let (steps, weights) = cut(rest)?;
        Some(Term { stem, surfaces, uses: Packed { steps, weights } })
    }

    /// The stem, pair or identifier of the term at a place.
    #[must_use]
    pub fn stem(&self, slot: usize) -> &str {
        self.starts.get(slot).map_or("", |start| self.stem_at(*start))
    }

    /// The place of a term, if the page has it.
    #[must_use]
    pub fn find(&self, stem: &str) -> Option<usize> {
        self.starts.binary_search_by(|start| self.stem_at(*start).cmp(stem)).ok()
    }

    fn stem_at(&self, start: u32) -> &str {
        let rest = self.text.get(start as usize..).unwrap_or_default();
        cut(rest).map_or(rest, |(stem, _)| stem)
    }
}

/// What stands before the first blank, and behind it. Both are short, where a plain loop beats a search by blocks.
fn cut(text: &str) -> Option<(&str, &str)> {
    let blank = text.bytes().position(|byte| byte == b' ')?;
    Some((text.get(..blank)?, text.get(blank + 1..)?))
}

/// Packs terms, which come in order.
#[derive(Default)]
pub(super) struct Packer {
    text: String,
    starts: Vec<u32>,
    weights: String,
}

impl Packer {
    pub fn push(&mut self, stem: &str, surfaces: &[&str], uses: &[Use]) {
        self.starts.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push_str(stem);
        self.text.push(' ');
        for (place, surface) in surfaces.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.text.push_str(surface);
        }
        self.text.push(' ');
        self.weights.clear();
        pack(uses, &mut self.text, &mut self.weights);
        self.text.push(' ');
        self.text.push_str(&self.weights);
    }

    pub fn finish(self) -> Terms {
        Terms { text: self.text.into(), starts: self.starts.into() }
    }
}

/// Appends where a term stands on one page.
pub(super) fn pack(uses: &[Use], steps: &mut String, weights: &mut String) {
    let mut section = 0;
    for (place, used) in uses.iter().enumerate() {
        let distance = u32::from(used.section).saturating_sub(section);
        digits::push(steps, 2 * distance + u32::from(place + 1 == uses.len()));
        weights.push(digits::digit(used.weight.into()));
        section = used.section.into();
    }
}

/// The next section of a page, and whether it is the page's last.
fn one(steps: &mut Reader<'_>, weights: &mut Reader<'_>, section: &mut u32) -> Option<(Use, bool)> {
    let step = steps.number()?;
    *section = section.saturating_add(step / 2);
    let weight = u8::try_from(weights.digit()?).unwrap_or(0);
    Some((Use { section: u16::try_from(*section).unwrap_or(u16::MAX), weight }, step % 2 == 1))
}

/// What a text begins with, as a number that sorts as the text does: its first eight bytes.
///
/// No term has a byte 0, so texts of different numbers sort as these, and equal numbers below eight bytes mean equal texts.
pub(super) fn key(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (own, byte) in bytes.iter_mut().zip(text.bytes()) {
        *own = byte;
    }
    u64::from_be_bytes(bytes)
}
