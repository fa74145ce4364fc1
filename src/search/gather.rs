//! The pages of a locale as a [`Book`](super::Book) has them, read through the site's view.

use super::book::Page;
use super::entry::{Content, Diagrams, Entry};
use super::stem::Stemming;
use crate::front_matter::Keys;
use crate::locale::LocaleId;
use crate::page;
use crate::site::{Caution, Place, Site, View};
use std::sync::Arc;

/// What a page gives to the index.
#[must_use]
pub fn entry(page: &page::Page, place: &Place, diagrams: &Diagrams, stemming: &Stemming) -> Entry {
    let anchors: Vec<&str> = place.headings.iter().map(|ids| &*ids.id).collect();
    let content = Content {
        title: &place.facts.title,
        source: &page.source.text,
        document: &page.document,
        anchors: &anchors,
        diagrams,
    };
    Entry::new(&content, stemming)
}

/// The pages of a locale that are its own and listed, in reading order: guide by guide, then by address.
///
/// Pages that fall back are left out: they are found in the locale that they are written in, whose hits follow where
/// this one has few.
#[must_use]
pub fn listed(site: &Site, locale: LocaleId) -> Vec<&str> {
    let view = site.view(locale);
    let own = |slug: &str| view.place(slug).is_some_and(|place| place.written_in == locale && !place.facts.hidden);
    let slugs = site.slugs(locale).map(|slug| &**slug).filter(|slug| own(slug));
    let mut slugs: Vec<(usize, usize, &str)> = slugs.map(|slug| order(&view, slug)).collect();
    slugs.sort_unstable();
    slugs.into_iter().map(|(_, _, slug)| slug).collect()
}

/// Where a page comes in reading order.
fn order<'s>(view: &View<'_>, slug: &'s str) -> (usize, usize, &'s str) {
    let Some((guide, _)) = view.position(slug) else { return (usize::MAX, usize::MAX, slug) };
    (guide, view.turn(slug).unwrap_or(usize::MAX), slug)
}

/// A page of the book: what the site says of it, and its entry.
#[must_use]
pub fn page(view: &View<'_>, slug: &str, entry: Arc<Entry>) -> Page {
    let header = view.header(slug);
    let list =
        |key: &str| -> Vec<Box<str>> { header.iter().flat_map(|header| header.list(key)).map(Box::from).collect() };
    let guide = view.position(slug).and_then(|(guide, _)| view.guides().get(guide)).map(|guide| guide.title.clone());
    let mut types = list("type");
    types.extend(list("doc-type"));
    types.dedup();
    let boost = view.config().search.boost(slug);
    Page {
        slug: slug.into(),
        path: (&*view.path(slug)).into(),
        guide,
        roles: list("role"),
        types,
        features: list("feature"),
        state: view.caution(slug).filter(|caution| *caution == Caution::Changed).map(|_| "changed".into()),
        boost,
        entry,
        layout: Box::default(),
        check: Box::default(),
    }
}
