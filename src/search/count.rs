//! The tokens of a page → its terms, each with where it stands and how often.

use super::packed::{Packer, Terms, key};
use super::stem::Stemming;
use super::terms::{self, Kind};
use super::weight::{Use, Weight};
use std::borrow::Cow;

/// The field that a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Body,
    Code,
    Heading,
    Title,
}

/// The tokens of a page, before they are sorted.
#[derive(Default)]
pub(super) struct Counter {
    arena: String,
    found: Vec<Found>,
    length: u32,
}

/// A token.
#[derive(Clone, Copy)]
struct Found {
    /// What its text begins with, see [`key`].
    key: u64,
    /// The bytes of the arena.
    start: u32,
    end: u32,
    section: u16,
    is_word: bool,
    field: Field,
}

/// The tokens of one text: its stem, the text, and where it stands.
type Group<'a> = (Cow<'a, str>, &'a str, &'a [Found]);

impl Counter {
    /// How many words and pairs were read.
    pub fn length(&self) -> u32 {
        self.length
    }

    /// Reads a text of a section.
    pub fn read(&mut self, text: &str, section: u16, field: Field) {
        let Self { arena, found, length } = self;
        terms::tokens(text, &mut |token| {
            let start = u32::try_from(arena.len()).unwrap_or(u32::MAX);
            arena.push_str(token.text);
            let end = u32::try_from(arena.len()).unwrap_or(u32::MAX);
            let is_word = matches!(token.kind, Kind::Word | Kind::Part | Kind::Joined);
            found.push(Found { key: key(token.text), start, end, section, is_word, field });
            *length += u32::from(matches!(token.kind, Kind::Word | Kind::Pair));
        });
    }

    /// Sorts the tokens, stems each word once, and packs what comes out.
    pub fn settle(mut self, stemming: &Stemming) -> Terms {
        let arena = &self.arena;
        let text = |found: &Found| arena.get(found.start as usize..found.end as usize).unwrap_or_default();
        self.found.sort_unstable_by(|a, b| {
            let texts = a.key.cmp(&b.key).then_with(|| text(a).cmp(text(b)));
            texts.then(a.is_word.cmp(&b.is_word)).then(a.section.cmp(&b.section))
        });
        let same = |a: &Found, b: &Found| a.key == b.key && a.is_word == b.is_word && text(a) == text(b);
        let mut groups: Vec<Group<'_>> = self
            .found
            .chunk_by(same)
            .filter_map(|group| {
                let first = group.first()?;
                let surface = text(first);
                let stem = if first.is_word { stemming.stem(surface) } else { surface.into() };
                Some((stem, surface, group))
            })
            .collect();
        groups.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)));
        let mut packer = Packer::default();
        for group in groups.chunk_by(|a, b| a.0 == b.0) {
            add(&mut packer, group);
        }
        packer.finish()
    }
}

/// Packs the texts of one stem as a term.
fn add(packer: &mut Packer, group: &[Group<'_>]) {
    let Some((stem, ..)) = group.first() else { return };
    let mut surfaces: Vec<&str> = group.iter().map(|(_, surface, _)| *surface).collect();
    surfaces.dedup();
    if surfaces == [&**stem] {
        surfaces.clear();
    }
    let mut found: Vec<&Found> = group.iter().flat_map(|(_, _, found)| found.iter()).collect();
    found.sort_unstable_by_key(|found| found.section);
    let sections = found.chunk_by(|a, b| a.section == b.section).map(|section| {
        let mut weight = Weight::default();
        for found in section {
            match found.field {
                Field::Body => weight.body = weight.body.saturating_add(1),
                Field::Code => weight.code = weight.code.saturating_add(1),
                Field::Heading => weight.heading = true,
                Field::Title => weight.title = true,
            }
        }
        Use { section: section.first().map_or(0, |found| found.section), weight: weight.pack() }
    });
    packer.push(stem, &surfaces, sections.collect::<Vec<Use>>().as_slice());
}
