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
    /// The first bytes of its text, and then whether it is a word: what the tokens are sorted by.
    key: u128,
    /// The bytes of the arena.
    start: u32,
    end: u32,
    section: u16,
    field: Field,
}

impl Found {
    /// How many bytes of a text stand in a key.
    const BYTES: usize = 15;

    fn key(text: &str, is_word: bool) -> u128 {
        let mut bytes = [0; Self::BYTES + 1];
        for (own, byte) in bytes.iter_mut().zip(text.bytes().take(Self::BYTES)) {
            *own = byte;
        }
        u128::from_be_bytes(bytes) | u128::from(is_word)
    }

    fn is_word(&self) -> bool {
        self.key & 1 == 1
    }

    /// Whether its text may go on behind the key.
    fn is_long(&self) -> bool {
        self.end.saturating_sub(self.start) as usize >= Self::BYTES
    }
}

/// The tokens of one text: its stem and what that begins with, the text, and where it stands.
struct Group<'a> {
    key: u64,
    stem: Cow<'a, str>,
    surface: &'a str,
    found: &'a [Found],
}

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
            let key = Found::key(token.text, matches!(token.kind, Kind::Word | Kind::Part | Kind::Joined));
            found.push(Found { key, start, end, section, field });
            *length += u32::from(matches!(token.kind, Kind::Word | Kind::Pair));
        });
    }

    /// Sorts the tokens, stems each word once, and packs what comes out.
    pub fn settle(mut self, stemming: &Stemming) -> Terms {
        let arena = &self.arena;
        let text = |found: &Found| arena.get(found.start as usize..found.end as usize).unwrap_or_default();
        self.found.sort_unstable_by_key(|found| (found.key, found.start));
        for same in self.found.chunk_by_mut(|a, b| a.key == b.key) {
            if same.first().is_some_and(Found::is_long) {
                same.sort_by(|a, b| text(a).cmp(text(b)));
            }
        }
        let same = |a: &Found, b: &Found| a.key == b.key && (!a.is_long() || text(a) == text(b));
        let groups = self.found.chunk_by(same).filter_map(|found| {
            let first = found.first()?;
            let surface = text(first);
            let stem = if first.is_word() { stemming.stem(surface) } else { surface.into() };
            Some(Group { key: key(&stem), stem, surface, found })
        });
        let mut groups: Vec<Group<'_>> = groups.collect();
        // Stems stand nearly as their words do: a stable sort sees that.
        groups.sort_by(|a, b| {
            let stems = a.key.cmp(&b.key).then_with(|| a.stem.cmp(&b.stem));
            stems.then_with(|| a.surface.cmp(b.surface))
        });
        let mut packer = Packer::default();
        for group in groups.chunk_by(|a, b| a.key == b.key && a.stem == b.stem) {
            add(&mut packer, group);
        }
        packer.finish()
    }
}

/// Packs the texts of one stem as a term.
fn add(packer: &mut Packer, group: &[Group<'_>]) {
    let Some(Group { stem, .. }) = group.first() else { return };
    let mut surfaces: Vec<&str> = group.iter().map(|group| group.surface).collect();
    surfaces.dedup();
    if surfaces == [&**stem] {
        surfaces.clear();
    }
    let mut found: Vec<&Found> = group.iter().flat_map(|group| group.found).collect();
    found.sort_by_key(|found| found.section);
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
