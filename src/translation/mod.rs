//! How a translation hangs together with its source: which block belongs to which, and what changed since.
//!
//! Everything that readers, translators and machines are told about a translation is a view of one [`Alignment`] of two
//! trees (`align`, `compare`): the ids of headings, the marks at changed paragraphs, the original beside the translation,
//! the state of a page. Blocks (`units`) are paired by structure: the sort of block, what it stands in, and what no
//! translator touches, such as code and addresses. Where the source is known as it was when it was translated, the
//! translation is aligned with that, and that with the source of today by what it says: so a paragraph that was added since
//! is never taken for one that was translated.
//!
//! May import: the tree, front matter, digests. A pure function of the texts given, so its results are remembered by the
//! digests of those. Deliberately absent: where texts come from, what a page is called, HTML.

mod align;
mod compare;
pub mod lint;
pub mod lock;
mod units;

pub use compare::{Added, Alignment, Change, Origin, Pair, compare};
pub use units::{Shape, Sort, Text, Unit, address, is_ideograph, readable, units, words, words_of};

use crate::config::TranslationKeys;
use crate::front_matter::Keys;
use jiff::civil::Date;
use std::sync::Arc;

/// Who translated a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Nobody: it is written in the source locale.
    Source,
    /// People.
    Human,
    /// A machine, and people so many per cent.
    Mixed(u8),
    /// A machine.
    Machine,
    /// Nobody says.
    Unknown,
}

impl Provenance {
    /// What the front matter says of a translation.
    #[must_use]
    pub fn of(front: &impl Keys, keys: &TranslationKeys) -> Self {
        match (front.percent(&keys.human), front.text(&keys.workflow)) {
            (Some(100), _) => Self::Human,
            (Some(share @ 1..), _) => Self::Mixed(share),
            (Some(0), _) => Self::Machine,
            (None, Some(workflow)) if workflow.eq_ignore_ascii_case("ht") => Self::Human,
            (None, Some(workflow)) if workflow.split('+').any(|step| step.trim().eq_ignore_ascii_case("mt")) => {
                Self::Machine
            }
            _ => Self::Unknown,
        }
    }

    /// Its name: in attributes, lists and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Human => "human",
            Self::Mixed(_) => "mixed",
            Self::Machine => "machine",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the source still says what was translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is the very text.
    Current,
    /// It was touched, and says the same.
    Cosmetic,
    /// So much of it says something else.
    Changed(Changes),
    /// The translation does not say what it was made from, or that can't be read.
    Unknown,
}

/// How much of a source changed since it was translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Blocks that say something else.
    pub changed: usize,
    /// Blocks that came in.
    pub added: usize,
    /// Blocks that went.
    pub removed: usize,
    /// Blocks that the source has now, and those that went: no fewer than places.
    pub of: usize,
}

impl Changes {
    /// How many places a reader has to know of.
    #[must_use]
    pub fn count(self) -> usize {
        self.changed + self.added + self.removed
    }
}

impl Freshness {
    /// Its name: in attributes, lists and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Cosmetic => "cosmetic",
            Self::Changed(_) => "changed",
            Self::Unknown => "unknown",
        }
    }
}

/// The state of the source that a translation was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit, as the translation names it.
    pub commit: Arc<str>,
    /// The day of the commit, where the history is at hand.
    pub date: Option<Date>,
}

impl Revision {
    /// The commit as short as people cite it.
    #[must_use]
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }
}

/// The state of a translated page that has a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// Who made it.
    pub provenance: Provenance,
    /// Whether it is up to date.
    pub freshness: Freshness,
    /// What it was made from.
    pub revision: Option<Revision>,
    /// Which block belongs to which.
    pub alignment: Alignment,
}

/// What others than the page itself may know of a translation.
///
/// It is small, and stays equal while only words change that nobody else speaks of: so it may be an ingredient of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Who made it.
    pub provenance: Provenance,
    /// Whether it is up to date.
    pub freshness: Freshness,
    /// What it was made from.
    pub revision: Option<Revision>,
    /// For each of its headings, by number: the number of the source's heading.
    pub headings: Vec<Option<u32>>,
    /// Whether the source locale has no such page.
    pub orphan: bool,
}

/// What there is to know of a page and its source.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The translated page.
    pub translation: Text<'a>,
    /// Its source as it is now.
    pub source: Text<'a>,
    /// Its source as it was when it was translated.
    pub origin: Origin<'a>,
}

impl Translation {
    /// A page that the source locale has not got, or no longer.
    #[must_use]
    pub fn orphan(provenance: Provenance, revision: Option<Revision>) -> Self {
        Self { provenance, freshness: Freshness::Unknown, revision, alignment: Alignment::default() }
    }

    /// Compares a page with its source.
    #[must_use]
    pub fn new(task: Task<'_>, provenance: Provenance, revision: Option<Revision>) -> Self {
        let alignment = compare(task.translation, task.source, task.origin);
        let changes = Changes {
            changed: alignment.changed(),
            added: alignment.added.len(),
            removed: alignment.removed(),
            of: alignment.of + alignment.removed(),
        };
        let freshness = match task.origin {
            Origin::Unknown => Freshness::Unknown,
            Origin::Text(old) if old.source == task.source.source => Freshness::Current,
            _ if !alignment.is_unchanged() => Freshness::Changed(changes),
            Origin::Text(_) => Freshness::Cosmetic,
            // Digests of what is read can't tell a cosmetic change from none.
            Origin::Locked(_) => Freshness::Current,
        };
        Self { provenance, freshness, revision, alignment }
    }
}
