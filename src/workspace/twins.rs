//! What is published beside the pages: their Markdown for programs, and how far each translation is.

use super::{LocaleStatus, Row, Snapshot, Standing};
use crate::article::twin;
use crate::layout::{context, provenance};
use crate::locale::LocaleId;
use crate::path::{encode, relative};
use crate::site::{Destination, Slug};
use std::sync::Arc;

/// How many pages the page about a translation lists; `baton status` has all.
const ROWS: usize = 1_000;
/// How many changes of a page it shows.
const CHANGES: usize = 25;
/// How many characters it shows of a block.
const LETTERS: usize = 600;

impl Snapshot {
    /// The Markdown of the locale's own page at an address.
    pub(super) fn twin(&self, locale: LocaleId, slug: &Slug) -> Option<String> {
        let view = self.site().view(locale);
        let place = view.place(slug).filter(|place| place.written_in == locale)?;
        let page = self.page(&place.facts.key)?;
        let answers = self.answers(locale, slug)?;
        let path = view.twin_path(slug)?;
        let address = |destination: &Destination| self.twin_address(locale, &path, destination);
        let config = self.config();
        let html = view.path(slug);
        let url = config.base_url.as_ref().map(|base| format!("{base}{}", encode(&html)));
        let state = view.state(slug);
        let original =
            state.filter(|state| !state.orphan).and_then(|_| self.site().view(config.source).twin_path(slug));
        let changes = state.and_then(|state| match state.freshness {
            crate::translation::Freshness::Changed(changes) => Some(format!("{} of {}", changes.count(), changes.of)),
            _ => None,
        });
        let revision = state.and_then(|state| state.revision.as_ref());
        let header = [
            ("title", Some(place.facts.title.to_string())),
            ("description", place.facts.description.as_ref().map(ToString::to_string)),
            ("lang", Some(config.locale(locale).tag.clone())),
            ("url", url.or_else(|| Some(relative(&path, &html)))),
            ("translation", state.map(|state| provenance(state.provenance))),
            ("original", original.map(|original| relative(&path, &original))),
            ("freshness", state.map(|state| if state.orphan { "orphan" } else { state.freshness.name() }.to_owned())),
            ("changed_blocks", changes),
            ("original_revision", revision.map(|revision| revision.commit.to_string())),
            ("original_date", revision.and_then(|revision| revision.date).map(|date| date.to_string())),
        ];
        Some(twin::twin(page, &answers, &header, &address))
    }

    /// Where a reference of a twin leads: to another twin, or to a file.
    fn twin_address(&self, locale: LocaleId, from: &str, destination: &Destination) -> Option<String> {
        let with = |path: &str, fragment: &Option<Box<str>>| {
            let fragment = fragment.as_ref().map(|fragment| format!("#{}", encode(fragment))).unwrap_or_default();
            if path == from && !fragment.is_empty() { fragment } else { relative(from, path) + &fragment }
        };
        match destination {
            Destination::Page { slug, path, fragment, .. } => {
                let twin = self.site().view(locale).twin_path(slug);
                Some(with(twin.as_ref().unwrap_or(path), fragment))
            }
            Destination::Asset { path, fragment, .. } => Some(with(path, fragment)),
            Destination::External(_) | Destination::Nowhere => None,
        }
    }

    /// How far the translation into a locale is, for its page; hrefs are output paths.
    pub(super) fn dashboard(&self, locale: LocaleId) -> context::Status {
        let status = self.locale_status(locale);
        let source = self.config().source();
        let count = |standing: Standing| context::StatusCount { state: standing.name(), count: status.count(standing) };
        let needs = |row: &&Row| !matches!(row.standing, Standing::Current | Standing::Cosmetic);
        let rows: Vec<&Row> = status.rows.iter().filter(needs).collect();
        let more = rows.len().saturating_sub(ROWS);
        context::Status {
            coverage: status.coverage(),
            words: status.words(),
            counts: Standing::ALL.map(count).to_vec(),
            rows: rows.into_iter().take(ROWS).map(|row| self.dashboard_row(&status, row)).collect(),
            more,
            source_lang: source.tag.clone(),
            source_dir: source.direction.into(),
        }
    }

    fn dashboard_row(&self, status: &LocaleStatus, row: &Row) -> context::StatusRow {
        let changes = if row.changes.is_some() { self.block_changes(status.locale, &row.slug) } else { Vec::new() };
        let more = changes.len().saturating_sub(CHANGES);
        let change = |change: super::BlockChange| context::StatusChange {
            then: change.then.as_deref().map(short),
            now: change.now.as_deref().map(short),
            own: change.own.as_deref().map(short),
        };
        let view = self.site().view(status.locale);
        let path: Arc<str> = view.path(&row.slug);
        let written_in = view.place(&row.slug).map(|place| place.written_in).filter(|other| *other != status.locale);
        context::StatusRow {
            title: row.title.to_string(),
            lang: written_in.map(|other| self.config().locale(other).tag.clone()),
            href: path.to_string(),
            state: row.standing.name(),
            count: row.changes.map(crate::translation::Changes::count),
            of: row.changes.map(|changes| changes.of),
            words: row.words,
            links: row.links,
            date: row.revision.as_ref().and_then(|revision| revision.date).map(|date| date.to_string()),
            changes: changes.into_iter().take(CHANGES).map(change).collect(),
            more,
        }
    }
}

/// A text, cut off where it is long.
fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS).chain(['…']).collect()
}
