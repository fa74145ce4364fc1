//! The pages of a locale as a [`Book`](super::Book) has them, read through the site's view.

use super::book::Page;
use super::entry::{Content, Diagrams, Entry};
use super::stem::Stemming;
use crate::front_matter::Keys;
use crate::locale::LocaleId;
use crate::page;
use crate::site::{Caution, Place, Site, Slug, View};
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

/// A page of a locale that is searched, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'s> {
    /// Its address.
    pub slug: &'s Slug,
    /// Where it is shown.
    pub place: &'s Place,
}

/// The pages of a locale that are its own and listed, in reading order.
///
/// Pages that fall back are left out: they are found in the locale that they are written in, whose hits follow where
/// this one has few.
#[must_use]
pub fn listed(site: &Site, locale: LocaleId) -> Vec<Listed<'_>> {
    let places = site.view(locale).reading_order().into_iter();
    let own = places.filter(|(_, place)| place.written_in == locale && !place.facts.hidden);
    own.map(|(slug, place)| Listed { slug, place }).collect()
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
