//! What a translation broke: structure, code, addresses and names that no translator has to touch, and text that was left.
//!
//! A translation is held against the text that it was made from, block by block, by the one alignment of the two: so what
//! the source changed since is no damage. A finding names the place in the translation, and the source's as it is now.
//!
//! One mistake is one finding. So a check that finds a block in another shape is the last one for it (`shape`), and where
//! blocks are missing, those around are not compared word by word: which of several alike is missing can't be told.
//!
//! A pure function of two texts, their alignment and the terms. Whether two addresses lead to the same place only the site
//! knows: links that are written differently come with both ([`Damage::links`]). Deliberately absent: what readers are told about a translation, and whether it is a good one.

mod code;
mod facts;
mod language;
mod placeholders;
mod shape;
mod terms;
mod tokens;

use super::units::{Text, Unit, units};
use super::{Alignment, Change};
use crate::config::Terms;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::LocaleId;
use crate::span::Span;
use facts::Facts;
pub use language::Languages;
use std::cell::OnceCell;
use std::sync::Arc;

/// One page in one language.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its path as people know it.
    pub path: &'a Arc<str>,
    /// Its BCP 47 tag.
    pub tag: &'a str,
    /// Its text.
    pub text: Text<'a>,
}

/// A translation to be looked at.
pub struct Subject<'a> {
    /// The translation.
    pub translation: Side<'a>,
    /// Its locale.
    pub locale: LocaleId,
    /// The source as it is now.
    pub source: Side<'a>,
    /// The text that it was made from, where that is known and another one.
    pub origin: Option<Text<'a>>,
    /// Which block belongs to which.
    pub alignment: &'a Alignment,
    /// The words that it is held to.
    pub terms: &'a Terms,
    /// What is known of the two languages.
    pub languages: &'a Languages,
}

/// Something that a translation broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The finding.
    pub finding: Diagnostic,
    /// The block of the translation that it is about: another finding about its shape is the same one.
    pub block: Span,
    /// The addresses of two links that are not written alike, the translation's and the source's: it is no damage where
    /// both lead to the same place.
    pub links: Option<(Box<str>, Box<str>)>,
}

/// Everything that a translation broke, in the order of its text.
#[must_use]
pub fn lint(subject: &Subject<'_>) -> Vec<Damage> {
    let own = units(subject.translation.text.document);
    let now = units(subject.source.text.document);
    let then = subject.origin.map(|text| units(text.document));
    let empty = |units: &[Unit<'_>]| std::iter::repeat_with(OnceCell::new).take(units.len()).collect::<Vec<_>>();
    let (mine, other) = (empty(&own), empty(then.as_ref().unwrap_or(&now)));
    let mut work = Work {
        subject,
        mine: &mine,
        other: &other,
        reference: subject.origin.unwrap_or(subject.source.text),
        is_now: subject.origin.is_none(),
        theirs: then.as_ref().unwrap_or(&now),
        now: &now,
        own: &own,
        damage: Vec::new(),
    };
    work.run();
    work.damage.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
    work.damage
}

struct Work<'a> {
    subject: &'a Subject<'a>,
    /// The text that the translation is held against: what it was made from.
    reference: Text<'a>,
    /// Whether that is the source as it is now.
    is_now: bool,
    theirs: &'a [Unit<'a>],
    now: &'a [Unit<'a>],
    own: &'a [Unit<'a>],
    /// What the translation's blocks hold, gathered when it is asked for.
    mine: &'a [OnceCell<Facts>],
    /// What the blocks hold that it is held against.
    other: &'a [OnceCell<Facts>],
    damage: Vec<Damage>,
}

impl<'a> Work<'a> {
    fn run(&mut self) {
        let pairs = self.pairs();
        let shape = shape::compare(self, &pairs);
        let left = language::compare(self, &pairs);
        for (index, pair) in pairs.iter().enumerate() {
            let Some(pair) = pair.filter(|_| shape.is_sound(index) && !left.contains(&index)) else { continue };
            let (Some(own), Some(theirs)) = (self.own.get(index), self.theirs.get(pair)) else { continue };
            if tokens::compare_code_block(self, own, theirs) {
                continue;
            }
            if let (Some(mine), Some(other)) = (self.own_facts(index), self.their_facts(pair)) {
                tokens::compare(self, own, mine, theirs, other);
            }
        }
    }

    /// What a block of the translation holds.
    fn own_facts(&self, index: usize) -> Option<&'a Facts> {
        let (own, text) = (self.own.get(index)?, self.subject.translation.text);
        self.mine.get(index).map(|cell| cell.get_or_init(|| facts::of(own.node, text)))
    }

    /// What a block holds that the translation is held against.
    fn their_facts(&self, index: usize) -> Option<&'a Facts> {
        let (theirs, text) = (self.theirs.get(index)?, self.reference);
        self.other.get(index).map(|cell| cell.get_or_init(|| facts::of(theirs.node, text)))
    }

    /// For each block of the translation the block that it was made from.
    fn pairs(&self) -> Vec<Option<usize>> {
        let alignment = self.subject.alignment;
        if self.subject.origin.is_some() || alignment.is_unchanged() {
            return alignment.origin.clone();
        }
        // Only digests are left of what it was made from: what says something else now can't be compared.
        let unchanged = alignment.blocks.iter().map(|pair| {
            let source = pair.source.filter(|_| pair.change == Change::None)?;
            usize::try_from(source).ok()
        });
        unchanged.collect()
    }

    /// Whether every block of the reference can be asked for: not where only digests are left of it.
    fn is_whole(&self) -> bool {
        self.subject.origin.is_some() || self.subject.alignment.is_unchanged()
    }

    fn report(&mut self, code: &'static Code, own: &Unit<'_>, at: Span, message: String, place: Place<'_>, said: &str) {
        self.report_with(code, own, at, message, place, said, None);
    }

    /// Reports damage at `at` in the block `own`; `place` is where the source says it.
    #[allow(clippy::too_many_arguments, reason = "they are the parts of a finding")]
    fn report_with(
        &mut self,
        code: &'static Code,
        own: &Unit<'_>,
        at: Span,
        message: String,
        place: Place<'_>,
        said: &str,
        help: Option<String>,
    ) {
        let side = self.subject.translation;
        let finding = Diagnostic::new(code, side.path.clone(), message).at(at);
        let finding = finding.related(self.subject.source.path.clone(), self.place(place), said);
        let finding = help.into_iter().fold(finding, Diagnostic::help);
        self.damage.push(Damage { finding, block: own.node.span, links: None });
    }

    /// Where the source says now what the reference said: exactly where the two are the same text, else the block.
    fn place(&self, Place { unit, at }: Place<'_>) -> Option<Span> {
        if self.is_now {
            return Some(at.unwrap_or_else(|| first_line(unit.node.span, self.reference.source)));
        }
        let then = self.theirs.iter().position(|other| std::ptr::eq(other.node, unit.node))?;
        let own = self.subject.alignment.origin.iter().position(|origin| *origin == Some(then))?;
        let now = self.subject.alignment.blocks.get(own)?.source?;
        let node = self.now.get(now as usize)?.node;
        Some(first_line(node.span, self.subject.source.text.source))
    }

    fn own_line(&self, unit: &Unit<'_>) -> Span {
        first_line(unit.node.span, self.subject.translation.text.source)
    }

    fn own_source(&self) -> &'a str {
        self.subject.translation.text.source
    }
}

/// A place in the reference.
#[derive(Clone, Copy)]
struct Place<'a> {
    unit: &'a Unit<'a>,
    at: Option<Span>,
}

impl<'a> Place<'a> {
    fn of(unit: &'a Unit<'a>) -> Self {
        Self { unit, at: None }
    }

    fn at(unit: &'a Unit<'a>, at: Span) -> Self {
        Self { unit, at: Some(at) }
    }
}

/// The first line of a block.
fn first_line(span: Span, source: &str) -> Span {
    let text = span.of(source);
    let line = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let start = span.start as usize;
    Span::new(start, start + line.len())
}

/// A text as it is quoted in a message: on one line, and not too long.
fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let line = crate::markdown::text::collapse(text);
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST - 1).chain(['…']).collect()
}
