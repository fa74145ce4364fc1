//! The alignment of a translation with its source, and what the source changed since.

use super::align::{Sequences, align};
use super::lock::{LockedBlock, shortened};
use super::units::{self, Shape, Sort, Text, Unit, has_lost_code, readable, tokens, units};
use crate::digest::Digest;
use crate::markdown::tree::{Document, FileId, HeadingId, Kind};
use std::collections::BTreeMap;

/// The source as it was when it was translated.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// Nobody knows.
    Unknown,
    /// The text at the commit.
    Text(Text<'a>),
    /// What the lock file remembers of it.
    Locked(&'a [LockedBlock]),
}

/// How the blocks of a translation hang together with those of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// For each block of the translation: its block of the source as it is now, and what became of that.
    pub blocks: Vec<Pair>,
    /// For each heading of the translation, by its number: the number of the source's heading.
    pub headings: Vec<Option<u32>>,
    /// Blocks of the source that came in since, in order.
    pub added: Vec<Added>,
    /// How many blocks the source has now.
    pub of: usize,
    /// How many words of the source are to be translated anew.
    pub words: usize,
    /// For each block of the translation: its block in the text that it was translated from.
    pub origin: Vec<Option<usize>>,
    /// Whether what changed since is known.
    pub known: bool,
    /// The blocks of the translation whose code is lost, in order, of those whose source did not change.
    pub lost: Vec<u32>,
}

/// A block of a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The block of the source as it is now.
    pub source: Option<u32>,
    /// What became of the source's block since it was translated.
    pub change: Change,
}

/// What became of a block of the source since it was translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It says the same, or nobody knows.
    None,
    /// It says something else.
    Changed,
    /// It is gone.
    Removed,
}

/// A block of the source that the translation has not got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// The block of the source.
    pub block: u32,
    /// The block of the translation behind which it belongs; none for the start of the page.
    pub after: Option<u32>,
}

impl Alignment {
    /// How many blocks of the source say something else.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.blocks.iter().filter(|pair| pair.change == Change::Changed).count()
    }

    /// How many blocks of the translation have lost their source.
    #[must_use]
    pub fn removed(&self) -> usize {
        self.blocks.iter().filter(|pair| pair.change == Change::Removed).count()
    }

    /// How many blocks of the translation have no counterpart in the text that it was made from.
    #[must_use]
    pub fn origin_gaps(&self) -> usize {
        self.origin.iter().filter(|block| block.is_none()).count()
    }

    /// Whether nothing that a reader reads has changed, as far as that is known.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.added.is_empty() && self.blocks.iter().all(|pair| pair.change == Change::None)
    }
}

/// Aligns `translation` with `source`, by way of `origin` where that is known.
#[must_use]
pub fn compare(translation: Text<'_>, source: Text<'_>, origin: Origin<'_>) -> Alignment {
    let (own, now) = (units(translation.document), units(source.document));
    let mut alignment = match origin {
        Origin::Unknown => direct(&own, translation, &now, source),
        Origin::Text(old) if old.source == source.source => {
            let mut alignment = direct(&own, translation, &now, source);
            alignment.known = true;
            alignment
        }
        Origin::Text(old) => {
            let then = units(old.document);
            let to_then = structural(Side::Text(&own, translation), Side::Text(&then, old));
            composed(to_then, &Said::of(&then, old), &Said::of(&now, source), own.len())
        }
        Origin::Locked(blocks) => {
            let to_then = structural(Side::Text(&own, translation), Side::Locked(blocks));
            composed(to_then, &Said::locked(blocks), &Said::of(&now, source), own.len())
        }
    };
    alignment.of = now.len();
    alignment.lost = lost(&own, translation, &now, source, &alignment.blocks);
    alignment.headings = headings(&own, &now, &alignment.blocks, translation.document.headings.len());
    included_headings(&mut alignment.headings, translation.document, source.document);
    alignment
}

/// Pairs the headings that both pages include from other files, by level and order: their texts are no blocks of the pages.
fn included_headings(headings: &mut [Option<u32>], own: &Document, source: &Document) {
    let included = |document: &Document| -> Vec<(usize, u8)> {
        let headings = document.headings.iter().enumerate();
        headings.filter(|(_, heading)| heading.file != FileId::OWN).map(|(at, heading)| (at, heading.level)).collect()
    };
    let (own, source) = (included(own), included(source));
    for (index, pair) in align(own.len(), source.len(), &Levels { own: &own, source: &source }).into_iter().enumerate()
    {
        let slot = own.get(index).and_then(|(at, _)| headings.get_mut(*at));
        if let (Some(slot), Some((number, _))) = (slot, pair.and_then(|pair| source.get(pair))) {
            *slot = Some(narrow(*number));
        }
    }
}

struct Levels<'a> {
    own: &'a [(usize, u8)],
    source: &'a [(usize, u8)],
}

impl Sequences for Levels<'_> {
    fn score(&self, a: usize, b: usize) -> u32 {
        let (own, source) = (self.own.get(a), self.source.get(b));
        u32::from(own.map(|(_, level)| level) == source.map(|(_, level)| level))
    }

    fn left(&self, _: usize) -> Option<u64> {
        None
    }

    fn right(&self, _: usize) -> Option<u64> {
        None
    }
}

fn direct(own: &[Unit<'_>], translation: Text<'_>, now: &[Unit<'_>], source: Text<'_>) -> Alignment {
    let origin = structural(Side::Text(own, translation), Side::Text(now, source));
    let blocks = origin.iter().map(|block| Pair { source: block.map(narrow), change: Change::None }).collect();
    Alignment { blocks, origin, ..Alignment::default() }
}

/// Chains translation → source then → source now.
fn composed(to_then: Vec<Option<usize>>, then: &Said, now: &Said, own: usize) -> Alignment {
    let mut since = align(then.units.len(), now.units.len(), &Texts { then, now });
    moved(&mut since, then, now);
    let same = |a: usize, b: usize| then.units.get(a).map(|unit| unit.text) == now.units.get(b).map(|unit| unit.text);
    let pair = |block: &Option<usize>| match block.map(|then| (then, since.get(then).copied().flatten())) {
        None => Pair { source: None, change: Change::None },
        Some((_, None)) => Pair { source: None, change: Change::Removed },
        Some((then, Some(now))) => {
            let change = if same(then, now) { Change::None } else { Change::Changed };
            Pair { source: Some(narrow(now)), change }
        }
    };
    let blocks: Vec<Pair> = to_then.iter().map(pair).collect();
    let mut holder = vec![None; now.units.len()];
    for (index, pair) in blocks.iter().enumerate() {
        if let Some(slot) = pair.source.and_then(|source| holder.get_mut(source as usize)) {
            *slot = Some(narrow(index));
        }
    }
    // A block that was there when the page was translated, says the same, and has no counterpart was left out by the
    // translation: that is damage, and no change.
    let known: Vec<bool> = {
        let mut known = vec![false; now.units.len()];
        for (then, now) in since.iter().enumerate().filter_map(|(then, now)| Some((then, (*now)?))) {
            if let Some(slot) = known.get_mut(now) {
                *slot = same(then, now);
            }
        }
        known
    };
    let mut added = Vec::new();
    let mut after = None;
    let mut words = 0;
    for (block, unit) in now.units.iter().enumerate() {
        match holder.get(block).copied().flatten() {
            Some(index) => {
                after = Some(index);
                if blocks.get(index as usize).is_some_and(|pair| pair.change == Change::Changed) {
                    words += unit.words;
                }
            }
            None if known.get(block) == Some(&true) => {}
            None => {
                added.push(Added { block: narrow(block), after });
                words += unit.words;
            }
        }
    }
    debug_assert_eq!(blocks.len(), own, "each block of the translation has an answer");
    Alignment { blocks, added, words, origin: to_then, known: true, ..Alignment::default() }
}

/// Pairs what was taken out at one place and put in at another, word for word.
fn moved(since: &mut [Option<usize>], then: &Said, now: &Said) {
    let mut taken = vec![false; now.units.len()];
    for slot in since.iter().flatten().copied() {
        if let Some(taken) = taken.get_mut(slot) {
            *taken = true;
        }
    }
    let mut free: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
    for (index, unit) in now.units.iter().enumerate().rev() {
        if taken.get(index) == Some(&false) {
            free.entry(unit.text).or_default().push(index);
        }
    }
    for (slot, unit) in since.iter_mut().zip(&then.units) {
        if slot.is_none() {
            *slot = free.get_mut(&unit.text).and_then(Vec::pop);
        }
    }
}

/// The blocks of the translation that have lost most of their code.
fn lost(own: &[Unit<'_>], translation: Text<'_>, now: &[Unit<'_>], source: Text<'_>, blocks: &[Pair]) -> Vec<u32> {
    let pairs = own.iter().zip(blocks).enumerate().filter(|(_, (_, pair))| pair.change == Change::None);
    let is_lost = |(unit, pair): (&Unit<'_>, &Pair)| {
        let theirs = pair.source.and_then(|source| now.get(source as usize));
        theirs.is_some_and(|theirs| has_lost_code(unit, translation.source, theirs, source.source))
    };
    pairs.filter(|(_, pair)| is_lost(*pair)).map(|(index, _)| narrow(index)).collect()
}

fn headings(own: &[Unit<'_>], now: &[Unit<'_>], blocks: &[Pair], count: usize) -> Vec<Option<u32>> {
    let number = |unit: &Unit<'_>| match unit.node.kind {
        Kind::Heading(HeadingId(number)) => Some(number),
        _ => None,
    };
    let mut headings = vec![None; count];
    for (unit, pair) in own.iter().zip(blocks) {
        let slot = number(unit).and_then(|number| headings.get_mut(number as usize));
        if let (Some(slot), Some(source)) = (slot, pair.source) {
            *slot = now.get(source as usize).and_then(number);
        }
    }
    headings
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

// ---- by structure

/// One of two texts.
#[derive(Clone, Copy)]
enum Side<'a> {
    Text(&'a [Unit<'a>], Text<'a>),
    Locked(&'a [LockedBlock]),
}

impl Side<'_> {
    fn shapes(self) -> Vec<Shape> {
        match self {
            Self::Text(units, _) => units.iter().map(|unit| unit.shape).collect(),
            Self::Locked(blocks) => blocks.iter().map(|block| block.shape).collect(),
        }
    }

    /// Of each block what stays the same in a translation.
    fn tokens(self) -> Vec<Vec<u64>> {
        match self {
            Self::Text(units, text) => units.iter().map(|unit| tokens(unit, text)).collect(),
            Self::Locked(blocks) => vec![Vec::new(); blocks.len()],
        }
    }
}

/// What the structure of one side is.
struct Structure {
    shapes: Vec<Shape>,
    tokens: Vec<Vec<u64>>,
}

/// Pairs two texts in different languages: what stays the same is the sort of block, what it stands in, code and addresses.
fn structural(a: Side<'_>, b: Side<'_>) -> Vec<Option<usize>> {
    let (own, theirs) = (a.shapes(), b.shapes());
    let kinds = |shapes: &[Shape]| shapes.iter().map(|shape| shape.kind).collect::<Vec<Sort>>();
    if kinds(&own) == kinds(&theirs) {
        return (0..own.len()).map(Some).collect();
    }
    let a = Structure { shapes: own, tokens: a.tokens() };
    let b = Structure { shapes: theirs, tokens: b.tokens() };
    align(a.shapes.len(), b.shapes.len(), &Structures { a: &a, b: &b })
}

struct Structures<'a> {
    a: &'a Structure,
    b: &'a Structure,
}

impl Structures<'_> {
    fn anchor(side: &Structure, index: usize) -> Option<u64> {
        let (shape, tokens) = (side.shapes.get(index)?, side.tokens.get(index)?);
        if tokens.is_empty() {
            return None;
        }
        let kind = match shape.kind {
            Sort::Heading(level) => 16 + u64::from(level),
            Sort::Paragraph => 1,
            Sort::Code => 2,
            Sort::Row => 3,
            Sort::Term => 4,
            Sort::Include => 5,
        };
        Some(tokens.iter().fold(kind, |hash, token| hash.rotate_left(5) ^ token))
    }
}

impl Sequences for Structures<'_> {
    fn score(&self, a: usize, b: usize) -> u32 {
        let (Some(left), Some(right)) = (self.a.shapes.get(a), self.b.shapes.get(b)) else { return 0 };
        if left.kind != right.kind {
            // A heading whose level was changed is still the heading, if no other can be.
            let headings = matches!((left.kind, right.kind), (Sort::Heading(_), Sort::Heading(_)));
            return u32::from(headings) * 5;
        }
        let heading = if matches!(left.kind, Sort::Heading(_)) { 20 } else { 0 };
        let place = if left.within == right.within { 10 } else { 0 };
        let (left, right) = (self.a.tokens.get(a), self.b.tokens.get(b));
        let tokens = match (left, right) {
            (Some(left), Some(right)) if left.is_empty() && right.is_empty() => 4,
            (Some(left), Some(right)) => shared(left, right) * 30 / 100,
            _ => 0,
        };
        10 + heading + place + tokens
    }

    fn left(&self, a: usize) -> Option<u64> {
        Self::anchor(self.a, a)
    }

    fn right(&self, b: usize) -> Option<u64> {
        Self::anchor(self.b, b)
    }
}

// ---- by text

/// What one state of the source says.
struct Said {
    units: Vec<SaidUnit>,
}

struct SaidUnit {
    kind: Sort,
    text: Digest,
    /// Hashes of its words, sorted.
    bag: Vec<u64>,
    words: usize,
}

impl Said {
    fn of(units: &[Unit<'_>], text: Text<'_>) -> Self {
        let said = |unit: &Unit<'_>| {
            let said = readable(unit, text.source);
            let words = if unit.shape.kind == Sort::Include { 0 } else { units::words(&said) };
            SaidUnit { kind: unit.shape.kind, text: shortened(Digest::of(said.as_bytes())), bag: bag(&said), words }
        };
        Self { units: units.iter().map(said).collect() }
    }

    fn locked(blocks: &[LockedBlock]) -> Self {
        let said =
            |block: &LockedBlock| SaidUnit { kind: block.shape.kind, text: block.text, bag: Vec::new(), words: 0 };
        Self { units: blocks.iter().map(said).collect() }
    }
}

/// The words of a text as sorted hashes; a character of a script without blanks is a word.
fn bag(text: &str) -> Vec<u64> {
    let hash = |word: &str| {
        word.bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let mut bag: Vec<u64> = text
        .split(|c: char| c.is_whitespace() || units::is_ideograph(c))
        .map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()))
        .filter(|word| !word.is_empty())
        .map(hash)
        .collect();
    let mut buffer = [0; 4];
    bag.extend(text.chars().filter(|c| units::is_ideograph(*c)).map(|c| hash(c.encode_utf8(&mut buffer))));
    bag.sort_unstable();
    bag
}

/// How much two sorted lists have in common, in per cent.
fn shared(a: &[u64], b: &[u64]) -> u32 {
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0;
    while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                common += 1;
                left.next();
                right.next();
            }
        }
    }
    let both = a.len() + b.len();
    (200_usize * common).checked_div(both).and_then(|share| u32::try_from(share).ok()).unwrap_or_default()
}

struct Texts<'a> {
    then: &'a Said,
    now: &'a Said,
}

/// From this share of common words on two blocks are one that was rewritten; below, one went and another came.
const REWRITTEN: u32 = 30;

impl Sequences for Texts<'_> {
    fn score(&self, a: usize, b: usize) -> u32 {
        let (Some(then), Some(now)) = (self.then.units.get(a), self.now.units.get(b)) else { return 0 };
        if then.text == now.text {
            return 1_000;
        }
        if then.kind != now.kind {
            return 0;
        }
        if then.bag.is_empty() {
            // Only a digest is left: a block of the same sort at the same place is the same block.
            return 100;
        }
        let shared = shared(&then.bag, &now.bag);
        if shared >= REWRITTEN { 100 + shared } else { 0 }
    }

    fn left(&self, a: usize) -> Option<u64> {
        self.then.units.get(a).map(|unit| key(unit.text))
    }

    fn right(&self, b: usize) -> Option<u64> {
        self.now.units.get(b).map(|unit| key(unit.text))
    }
}

fn key(digest: Digest) -> u64 {
    digest.bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
