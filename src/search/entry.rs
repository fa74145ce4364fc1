//! What one page gives to the index: a pure function of the page's tree and of its place.

use super::stem::Stemming;
use super::terms::{self, Kind};
use crate::markdown::text;
use crate::markdown::tree::{self, Document, HeadingId, Node};
use std::collections::BTreeSet;

/// How often a term stands in a section's body and code is counted up to here.
const MOST: (u8, u8) = (5, 2);

/// What a page is made of, for [`Entry::new`].
pub struct Content<'a> {
    /// The title, as lists show it.
    pub title: &'a str,
    /// The source that the document's spans point into.
    pub source: &'a str,
    /// The content.
    pub document: &'a Document,
    /// The id of each heading on the page as published, in order.
    pub anchors: &'a [&'a str],
}

/// A page's contribution to the index of its locale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The title.
    pub title: Box<str>,
    /// The lead first, then one for each heading below the title.
    pub sections: Vec<Section>,
    /// How many words and pairs the page has.
    pub length: u32,
    /// How many the title has.
    pub title_length: u32,
    /// The kinds of its alerts, by name.
    pub alerts: BTreeSet<&'static str>,
    /// Stems, surface forms and identifiers, one behind the other.
    arena: Box<str>,
    terms: Box<[Slot]>,
    surfaces: Box<[(u32, u32)]>,
    uses: Box<[Use]>,
}

/// A section: what a result leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The id of its heading; empty for the lead.
    pub id: Box<str>,
    /// The level of its heading; 1 for the lead.
    pub level: u8,
    /// The text of its heading; of the lead, the first-level heading's where that is not the title.
    pub heading: Box<str>,
    /// Its text, code included, in reading order.
    pub text: Box<str>,
}

/// A term in a section, and how much it says there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The section's number.
    pub section: u16,
    /// See [`Weight`].
    pub weight: u8,
}

/// In which fields of a section a term stands, and how often: one digit of the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// How often in running text, up to 5.
    pub body: u8,
    /// How often in blocks of code, up to 2.
    pub code: u8,
    /// Whether in the heading.
    pub heading: bool,
    /// Whether in the page's title.
    pub title: bool,
}

impl Weight {
    /// As a number below 72.
    #[must_use]
    pub fn pack(self) -> u8 {
        self.body.min(MOST.0) + 6 * (self.code.min(MOST.1) + 3 * (u8::from(self.heading) + 2 * u8::from(self.title)))
    }

    /// From a number that [`Weight::pack`] made.
    #[must_use]
    pub fn unpack(packed: u8) -> Self {
        Self { body: packed % 6, code: packed / 6 % 3, heading: packed / 18 % 2 == 1, title: packed / 36 == 1 }
    }
}

/// A term of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    /// The stem, or the identifier.
    pub stem: &'a str,
    /// Where it stands, section by section.
    pub uses: &'a [Use],
    surfaces: &'a [(u32, u32)],
    arena: &'a str,
}

impl<'a> Term<'a> {
    /// The words as they stand in the page, folded, in order; none where the stem is the only one.
    pub fn surfaces(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let arena = self.arena;
        self.surfaces.iter().map(|(start, end)| slice(arena, (*start, *end)))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Slot {
    stem: (u32, u32),
    surfaces: (u32, u32),
    uses: (u32, u32),
}

fn slice(arena: &str, (start, end): (u32, u32)) -> &str {
    arena.get(start as usize..end as usize).unwrap_or_default()
}

impl Entry {
    /// Reads a page.
    #[must_use]
    pub fn new(content: &Content<'_>, stemming: &Stemming) -> Self {
        let mut outline = Outline { content, sections: vec![Draft::default()], alerts: BTreeSet::new() };
        outline.walk(&content.document.children);
        let Outline { sections: drafts, alerts, .. } = outline;
        let mut counter = Counter::default();
        counter.read(content.title, 0, Field::Title);
        let title_length = counter.length;
        for (number, draft) in drafts.iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            counter.read(&draft.heading, number, Field::Heading);
            for (text, field) in &draft.texts {
                counter.read(text, number, *field);
            }
        }
        let length = counter.length;
        let sections = drafts.into_iter().map(Draft::finish).collect();
        let entry = Self { title: content.title.into(), sections, length, title_length, alerts, ..Self::default() };
        counter.settle(entry, stemming)
    }

    /// The terms, in order.
    pub fn terms(&self) -> impl Iterator<Item = Term<'_>> {
        self.terms.iter().map(|slot| Term {
            stem: slice(&self.arena, slot.stem),
            uses: range(&self.uses, slot.uses),
            surfaces: range(&self.surfaces, slot.surfaces),
            arena: &self.arena,
        })
    }
}

fn range<T>(items: &[T], (start, end): (u32, u32)) -> &[T] {
    items.get(start as usize..end as usize).unwrap_or_default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Body,
    Code,
    Heading,
    Title,
}

/// A section that is being read.
#[derive(Default)]
struct Draft {
    id: Box<str>,
    level: u8,
    heading: Box<str>,
    texts: Vec<(String, Field)>,
}

impl Draft {
    fn push(&mut self, text: &str, field: Field) {
        match self.texts.last_mut() {
            Some((last, own)) if *own == field => last.push_str(text),
            _ => self.texts.push((text.to_owned(), field)),
        }
    }

    fn finish(self) -> Section {
        let mut whole = String::new();
        for (text, _) in &self.texts {
            whole.push_str(text);
            whole.push(' ');
        }
        let Self { id, level, heading, .. } = self;
        Section { id, level: level.max(1), heading, text: text::collapse(&whole).into() }
    }
}

/// The sections of a page, from its tree.
struct Outline<'a> {
    content: &'a Content<'a>,
    sections: Vec<Draft>,
    alerts: BTreeSet<&'static str>,
}

impl Outline<'_> {
    fn walk(&mut self, nodes: &[Node]) {
        for node in nodes {
            match &node.kind {
                tree::Kind::Heading(id) => self.heading(*id),
                tree::Kind::CodeBlock(_) => self.push(node.literal(self.content.source), Field::Code),
                kind => {
                    if let tree::Kind::Alert(alert) = kind {
                        self.alerts.insert(alert.name());
                    }
                    self.text(node);
                    self.walk(&node.children);
                    if node.is_block() {
                        self.push(" ", Field::Body);
                    }
                }
            }
        }
    }

    fn text(&mut self, node: &Node) {
        match &node.kind {
            tree::Kind::SoftBreak | tree::Kind::HardBreak => self.push(" ", Field::Body),
            tree::Kind::Element(element) if element.name.as_str() == "br" => self.push(" ", Field::Body),
            tree::Kind::RawBlock(_) | tree::Kind::RawInline(_) => {}
            _ => self.push(node.literal(self.content.source), Field::Body),
        }
    }

    fn push(&mut self, text: &str, field: Field) {
        if let Some(last) = self.sections.last_mut().filter(|_| !text.is_empty()) {
            last.push(text, field);
        }
    }

    fn heading(&mut self, HeadingId(index): HeadingId) {
        let Some(heading) = self.content.document.headings.get(index as usize) else { return };
        let is_lead = heading.level == 1 && self.sections.len() == 1;
        if is_lead {
            if let Some(lead) = self.sections.last_mut().filter(|_| *heading.text != *self.content.title) {
                lead.heading.clone_from(&heading.text);
            }
            return;
        }
        let id = self.content.anchors.get(index as usize).map_or(&*heading.id, |id| id);
        let draft = Draft { id: id.into(), level: heading.level, heading: heading.text.clone(), texts: Vec::new() };
        self.sections.push(draft);
    }
}

/// The tokens of a page, before they are sorted.
#[derive(Default)]
struct Counter {
    arena: String,
    found: Vec<Found>,
    length: u32,
}

#[derive(Clone, Copy)]
struct Found {
    text: (u32, u32),
    is_word: bool,
    section: u16,
    field: Field,
}

impl Counter {
    fn read(&mut self, text: &str, section: u16, field: Field) {
        let Self { arena, found, length } = self;
        terms::tokens(text, &mut |token| {
            let start = u32::try_from(arena.len()).unwrap_or(u32::MAX);
            arena.push_str(token.text);
            let end = u32::try_from(arena.len()).unwrap_or(u32::MAX);
            let is_word = matches!(token.kind, Kind::Word | Kind::Part);
            found.push(Found { text: (start, end), is_word, section, field });
            *length += u32::from(matches!(token.kind, Kind::Word | Kind::Pair));
        });
    }

    /// Sorts the tokens, stems each word once, and puts them into the entry.
    fn settle(mut self, entry: Entry, stemming: &Stemming) -> Entry {
        let arena = &self.arena;
        self.found.sort_by(|a, b| {
            let texts = slice(arena, a.text).cmp(slice(arena, b.text)).then(a.is_word.cmp(&b.is_word));
            texts.then(a.section.cmp(&b.section))
        });
        let same = |a: &Found, b: &Found| slice(arena, a.text) == slice(arena, b.text) && a.is_word == b.is_word;
        let mut groups: Vec<(std::borrow::Cow<'_, str>, &str, &[Found])> = self
            .found
            .chunk_by(same)
            .filter_map(|group| {
                let first = group.first()?;
                let surface = slice(arena, first.text);
                let stem = if first.is_word { stemming.stem(surface) } else { surface.into() };
                Some((stem, surface, group))
            })
            .collect();
        groups.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)));
        let mut shelf = Shelf::default();
        for group in groups.chunk_by(|a, b| a.0 == b.0) {
            shelf.add(group);
        }
        Entry {
            arena: shelf.arena.into(),
            terms: shelf.terms.into(),
            surfaces: shelf.surfaces.into(),
            uses: shelf.uses.into(),
            ..entry
        }
    }
}

/// The parts of an entry while they are filled.
#[derive(Default)]
struct Shelf {
    arena: String,
    terms: Vec<Slot>,
    surfaces: Vec<(u32, u32)>,
    uses: Vec<Use>,
}

impl Shelf {
    /// Adds the surface forms of one stem.
    fn add(&mut self, group: &[(std::borrow::Cow<'_, str>, &str, &[Found])]) {
        let Some((stem, ..)) = group.first() else { return };
        let stem_at = self.text(stem);
        let surfaces_from = length(&self.surfaces);
        let mut before = "";
        let is_plain = group.iter().all(|(_, surface, _)| *surface == &**stem);
        for (_, surface, _) in group {
            if !is_plain && *surface != before {
                let at = self.text(surface);
                self.surfaces.push(at);
            }
            before = surface;
        }
        let uses_from = length(&self.uses);
        let mut found: Vec<&Found> = group.iter().flat_map(|(_, _, found)| found.iter()).collect();
        found.sort_by_key(|found| found.section);
        for section in found.chunk_by(|a, b| a.section == b.section) {
            let mut weight = Weight::default();
            for found in section {
                match found.field {
                    Field::Body => weight.body = weight.body.saturating_add(1),
                    Field::Code => weight.code = weight.code.saturating_add(1),
                    Field::Heading => weight.heading = true,
                    Field::Title => weight.title = true,
                }
            }
            let number = section.first().map_or(0, |found| found.section);
            self.uses.push(Use { section: number, weight: weight.pack() });
        }
        self.terms.push(Slot {
            stem: stem_at,
            surfaces: (surfaces_from, length(&self.surfaces)),
            uses: (uses_from, length(&self.uses)),
        });
    }

    fn text(&mut self, text: &str) -> (u32, u32) {
        let start = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        self.arena.push_str(text);
        (start, u32::try_from(self.arena.len()).unwrap_or(u32::MAX))
    }
}

fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
