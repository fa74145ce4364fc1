//! How far the translation of a site is, and what of it hurts its readers most.

use super::{Snapshot, Workspace};
use crate::locale::LocaleId;
use crate::page::{Page, Translated};
use crate::site::{Destination, Presence, Slug};
use crate::source::{self, FileKey, MendError};
use crate::translation::lock::{Lock, record};
use crate::translation::{Change, Freshness, Provenance, Revision, Text, readable, units, words_of};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// How far the translation into one locale is.
#[derive(Clone, Debug)]
pub struct LocaleStatus {
    /// The locale.
    pub locale: LocaleId,
    /// Its BCP 47 tag.
    pub tag: String,
    /// How many pages the source locale has.
    pub pages: usize,
    /// Every page, what hurts most first.
    pub rows: Vec<Row>,
}

/// One page in one locale.
#[derive(Clone, Debug)]
pub struct Row {
    /// The page.
    pub slug: Slug,
    /// Its title: the translation's, else the source's.
    pub title: Box<str>,
    /// The translation's file as people know it.
    pub path: Option<Arc<str>>,
    /// The source's file.
    pub source: Option<Arc<str>>,
    /// How it stands.
    pub standing: Standing,
    /// Who translated it.
    pub provenance: Provenance,
    /// How much changed since, where it did.
    pub changes: Option<crate::translation::Changes>,
    /// What it was made from.
    pub revision: Option<Revision>,
    /// Words of the source that are to be translated: those of blocks that changed or came in; of a missing page all.
    pub words: usize,
    /// How many pages of the source link to it.
    pub links: usize,
}

/// How a page of a locale stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The source says something else by now.
    Changed,
    /// There is no translation.
    Missing,
    /// Nobody knows what it was made from.
    Unknown,
    /// The source has no such page.
    Orphan,
    /// The source was touched and says the same.
    Cosmetic,
    /// It is what the source says.
    Current,
}

impl Standing {
    /// All of them, what hurts most first.
    pub const ALL: [Self; 6] =
        [Self::Changed, Self::Missing, Self::Unknown, Self::Orphan, Self::Cosmetic, Self::Current];

    /// Its name: in tables, files and arguments.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Orphan => "orphan",
            Self::Cosmetic => "cosmetic",
            Self::Current => "current",
        }
    }
}

impl LocaleStatus {
    /// How many pages stand like this.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.rows.iter().filter(|row| row.standing == standing).count()
    }

    /// How many pages of the source have a translation.
    #[must_use]
    pub fn translated(&self) -> usize {
        self.rows.len() - self.count(Standing::Missing) - self.count(Standing::Orphan)
    }

    /// How many pages of the source have a translation, in per cent, rounded down; 100 where the source has no pages.
    #[must_use]
    pub fn coverage(&self) -> usize {
        (self.translated() * 100).checked_div(self.pages).unwrap_or(100)
    }

    /// How many words are to be translated.
    #[must_use]
    pub fn words(&self) -> usize {
        self.rows.iter().map(|row| row.words).sum()
    }
}

/// A place where a translation no longer says what the source does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockChange {
    /// What the source said; nothing where it is new, or only its digest is left.
    pub then: Option<Box<str>>,
    /// What it says; nothing where it is gone.
    pub now: Option<Box<str>>,
    /// What the translation says; nothing where it has nothing.
    pub own: Option<Box<str>>,
}

impl Snapshot {
    /// How far each published translation is, in the order of the configuration.
    #[must_use]
    pub fn status(&self) -> Vec<LocaleStatus> {
        let source = self.config().source;
        let links = self.links();
        let locales = self.inputs().published.iter().filter(|locale| **locale != source);
        locales.map(|locale| self.status_of(*locale, &links)).collect()
    }

    /// How far the translation into one locale is.
    #[must_use]
    pub fn locale_status(&self, locale: LocaleId) -> LocaleStatus {
        self.status_of(locale, &self.links())
    }

    fn status_of(&self, locale: LocaleId, links: &BTreeMap<Slug, usize>) -> LocaleStatus {
        let source = self.config().source;
        let own_sources: BTreeSet<&Slug> = self.own(source).collect();
        let all: BTreeSet<&Slug> = own_sources.iter().copied().chain(self.own(locale)).collect();
        let all: Vec<&Slug> = all.into_iter().collect();
        let row = |slug: &&Slug| self.row(locale, slug, links.get(*slug).copied().unwrap_or_default());
        let mut rows: Vec<Row> = all.par_iter().filter_map(row).collect();
        rows.sort_by_key(|row| {
            let hurt = row.words * (row.links + 1);
            (row.standing, std::cmp::Reverse(hurt), std::cmp::Reverse(row.links), row.slug.clone())
        });
        LocaleStatus { locale, tag: self.config().locale(locale).tag.clone(), pages: own_sources.len(), rows }
    }

    /// The pages that a locale has itself.
    fn own(&self, locale: LocaleId) -> impl Iterator<Item = &Slug> {
        let is_own =
            move |slug: &&Slug| self.site().place_of(locale, slug).is_some_and(|place| place.written_in == locale);
        self.site().slugs(locale).filter(is_own)
    }

    /// How many pages of the source link to each.
    fn links(&self) -> BTreeMap<Slug, usize> {
        let source = self.config().source;
        let slugs: Vec<&Slug> = self.own(source).collect();
        let targets = |slug: &&Slug| {
            let slug: &Slug = slug;
            let Some(answers) = self.answers(source, slug) else { return BTreeSet::new() };
            let to = |destination: &Destination| match destination {
                Destination::Page { slug: to, .. } if to != slug => Some(to.clone()),
                _ => None,
            };
            answers.destinations().filter_map(to).collect::<BTreeSet<Slug>>()
        };
        let targets: Vec<BTreeSet<Slug>> = slugs.par_iter().map(targets).collect();
        let mut links = BTreeMap::new();
        for target in targets.into_iter().flatten() {
            *links.entry(target).or_default() += 1;
        }
        links
    }

    fn row(&self, locale: LocaleId, slug: &Slug, links: usize) -> Option<Row> {
        let source = self.config().source;
        let view = self.site().view(locale);
        let own = view.presence(slug).filter(|presence| !matches!(presence, Presence::Fallback));
        let source_page = self.site().place_of(source, slug).filter(|place| place.written_in == source);
        let place = if own.is_some() { view.place(slug)? } else { source_page? };
        let mut row = Row {
            slug: slug.clone(),
            title: place.facts.title.clone(),
            path: own.map(|_| place.facts.shown.clone()),
            source: source_page.map(|place| place.facts.shown.clone()),
            standing: Standing::Missing,
            provenance: Provenance::Unknown,
            changes: None,
            revision: None,
            words: 0,
            links,
        };
        let Some(presence) = own else {
            row.words = self.page(&place.facts.key).map_or(0, |page| page_words(page));
            return Some(row);
        };
        let translated = self.translation(locale, slug)?;
        let translation = &translated.translation;
        row.provenance = translation.provenance;
        row.revision.clone_from(&translation.revision);
        row.standing = match translation.freshness {
            _ if presence == Presence::Orphan => Standing::Orphan,
            Freshness::Current => Standing::Current,
            Freshness::Cosmetic => Standing::Cosmetic,
            Freshness::Unknown => Standing::Unknown,
            Freshness::Changed(changes) => {
                row.changes = Some(changes);
                row.words = translation.alignment.words;
                Standing::Changed
            }
        };
        Some(row)
    }

    /// What changed since a page was translated, block by block, in the order of the page.
    #[must_use]
    pub fn block_changes(&self, locale: LocaleId, slug: &str) -> Vec<BlockChange> {
        let place = self.site().place_of(locale, slug).filter(|place| place.written_in == locale);
        let page = place.and_then(|place| self.page(&place.facts.key));
        match (page, self.translation(locale, slug)) {
            (Some(page), Some(translated)) => block_changes(page, translated),
            _ => Vec::new(),
        }
    }
}

fn text(page: &Page) -> Text<'_> {
    Text { document: &page.document, source: &page.source.text }
}

fn page_words(page: &Page) -> usize {
    units(&page.document).iter().map(|unit| words_of(unit, &page.source.text)).sum()
}

fn block_changes(page: &Page, translated: &Translated) -> Vec<BlockChange> {
    let Some(source) = &translated.source else { return Vec::new() };
    let alignment = &translated.translation.alignment;
    let (own, now) = (units(&page.document), units(&source.document));
    let own_text = |index: usize| own.get(index).map(|unit| readable(unit, text(page).source).into());
    let now_text = |index: u32| now.get(index as usize).map(|unit| readable(unit, text(source).source).into());
    let mut changes = Vec::new();
    let added = |after: Option<u32>, changes: &mut Vec<BlockChange>| {
        let here = alignment.added.iter().filter(|added| added.after == after);
        changes.extend(here.map(|added| BlockChange { then: None, now: now_text(added.block), own: None }));
    };
    added(None, &mut changes);
    for (index, pair) in alignment.blocks.iter().enumerate() {
        let then = u32::try_from(index).ok().and_then(|index| translated.then.get(&index)).cloned();
        match pair.change {
            Change::None => {}
            Change::Changed => {
                changes.push(BlockChange { then, now: pair.source.and_then(now_text), own: own_text(index) });
            }
            Change::Removed => changes.push(BlockChange { then, now: None, own: own_text(index) }),
        }
        added(u32::try_from(index).ok(), &mut changes);
    }
    changes
}

/// What became of translations that were accepted.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Those that the lock file now says to be made from the source as it is.
    pub stamped: Vec<Arc<str>>,
    /// Those of them whose commit the history knows, which counts before the lock file.
    pub overruled: Vec<Arc<str>>,
}

impl Workspace {
    /// Writes down, in the lock file, that the translations that are `wanted` say what their source says now.
    ///
    /// # Errors
    /// [`MendError`] when the lock file was changed meanwhile, or the disk fails; it is as it was then.
    pub fn accept(&self, wanted: &dyn Fn(&Path) -> bool) -> Result<Accepted, MendError> {
        let snapshot = self.snapshot();
        let before = snapshot.source_text(super::LOCK);
        let mut lock = Lock::read(before.unwrap_or_default()).0;
        let mut accepted = Accepted::default();
        for (key, translated) in snapshot.translations() {
            let key: &FileKey = key;
            let (Some(page), Some(source)) = (snapshot.page(key), &translated.source) else { continue };
            let shown = &page.source.shown;
            if !wanted(Path::new(&**shown)) {
                continue;
            }
            lock.0.insert(shown.to_string(), record(text(source)));
            accepted.stamped.push(shown.clone());
            if translated.translation.revision.as_ref().is_some_and(|revision| revision.date.is_some()) {
                accepted.overruled.push(shown.clone());
            }
        }
        if !accepted.stamped.is_empty() {
            source::replace(&self.options.root.join(super::LOCK), before, &lock.write())?;
        }
        Ok(accepted)
    }
}
