//! The pages of a locale as a [`Book`], read through the site's view.

use super::entry::{Content, Entry};
use super::index::{Book, Page};
use super::stem::Stemming;
use crate::front_matter::Keys;
use crate::locale::LocaleId;
use crate::page;
use crate::site::{Place, Site, View};
use std::sync::Arc;

/// What a page gives to the index.
#[must_use]
pub fn entry(page: &page::Page, place: &Place, stemming: &Stemming) -> Entry {
    let anchors: Vec<&str> = place.headings.iter().map(|ids| &*ids.id).collect();
    let content =
        Content { title: &place.facts.title, source: &page.source.text, document: &page.document, anchors: &anchors };
    Entry::new(&content, stemming)
}

/// The pages of a locale that are its own and listed, in reading order: guide by guide, then by address.
///
/// `entry` gives what a page says. Pages that fall back are left out: they are found in the locale that they are written
/// in, whose hits follow where this one has few.
#[must_use]
pub fn book(site: &Site, locale: LocaleId, entry: impl Fn(&str, &Place) -> Option<Arc<Entry>>) -> Book {
    let view = site.view(locale);
    let config = site.config();
    let own = |slug: &str| view.place(slug).filter(|place| place.written_in == locale && !place.facts.hidden);
    let mut slugs: Vec<(usize, usize, &str)> = site.slugs(locale).map(|slug| order(&view, slug)).collect();
    slugs.sort_unstable();
    let page = |(_, _, slug): (usize, usize, &str)| {
        let entry = entry(slug, own(slug)?)?;
        Some(page(&view, slug, entry))
    };
    let source = (config.source != locale).then(|| config.source().tag.as_str().into());
    Book { tag: config.locale(locale).tag.as_str().into(), source, pages: slugs.into_iter().filter_map(page).collect() }
}

/// Where a page comes in reading order.
fn order<'s>(view: &View<'_>, slug: &'s str) -> (usize, usize, &'s str) {
    let Some((guide, _)) = view.position(slug) else { return (usize::MAX, usize::MAX, slug) };
    (guide, view.turn(slug).unwrap_or(usize::MAX), slug)
}

fn page(view: &View<'_>, slug: &str, entry: Arc<Entry>) -> Page {
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
        state: None,
        boost,
        entry,
    }
}
