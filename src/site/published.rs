//! Absolute links that mean this site: to where it is published too, or was.

use super::links::{self, Destination, Resolution};
use super::{Ingredients, Site, Slug, redirects};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::path::{Address, fold, join};
use crate::source::FileKey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often an address may lead on to another.
const MAX_STEPS: usize = 8;

/// What addresses below `published_at` mean, by their folded form.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// Pages by the addresses that guides give them.
    pages: BTreeMap<String, Slug>,
    /// Older addresses, and what the tables of redirects put in their place.
    moved: BTreeMap<String, Arc<str>>,
}

/// Remembers which `pages` have which addresses, and which addresses the tables of redirects lead on from.
pub(super) fn settle(site: &mut Site, pages: BTreeMap<String, Slug>, ingredients: &Ingredients) {
    let mut moved = BTreeMap::new();
    let tables = ingredients.tables.iter();
    for (from, to) in tables.flat_map(|table| redirects::rows(&table.text)).filter_map(|row| row.pair) {
        if let Some(rest) = rest(site, from) {
            moved.entry(fold(&rest)).or_insert_with(|| to.into());
        }
    }
    site.published_at = Published { pages, moved };
}

/// What follows `published_at` in an absolute address.
pub(super) fn rest(site: &Site, address: &str) -> Option<String> {
    site.config.published_at.iter().find_map(|place| place.rest(address))
}

/// Whether a guide puts a page at the absolute `address`.
pub(super) fn is_page(site: &Site, address: &str) -> bool {
    rest(site, address).is_some_and(|rest| site.published_at.pages.contains_key(&fold(&rest)))
}

/// Where an absolute address leads within this site; nothing where it leads elsewhere.
pub(super) fn resolve(site: &Site, locale: LocaleId, from: &FileKey, target: &str) -> Option<Resolution> {
    if site.config.published_at.is_empty() {
        return None;
    }
    let fragment = Address::parse(target).fragment;
    let mut address: Arc<str> = target.into();
    for _ in 0..MAX_STEPS {
        let rest = match rest(site, &address) {
            Some(rest) => rest,
            None if *address == *target => return None,
            // A redirect may lead off the site.
            None => return Some(links::resolve(site, locale, from, ReferenceKind::Link, &address)),
        };
        if let Some(found) = page(site, locale, &rest, fragment.as_deref()) {
            return Some(found);
        }
        match site.published_at.moved.get(&fold(&rest)) {
            Some(next) => address = next.clone(),
            None => return asset(site, locale, from, &rest),
        }
    }
    None
}

/// The page at an address: the one that a guide puts there, else the one in that folder.
fn page(site: &Site, locale: LocaleId, rest: &str, fragment: Option<&str>) -> Option<Resolution> {
    let folded = fold(rest);
    let given = site.published_at.pages.get(&folded).map(|slug| &**slug);
    let by_folder = || {
        [folded.clone(), join(&folded, "index")]
            .into_iter()
            .find_map(|slug| site.locale(locale)?.folded.get(&slug).map(|slug| &**slug))
    };
    let slug = given.filter(|slug| site.place(locale, slug).is_some()).or_else(by_folder)?;
    let (slug, place) = site.place_entry(locale, slug)?;
    Some(site.to_page(locale, slug, place, fragment))
}

/// The file at an address, as a link from the root of the locale finds it.
fn asset(site: &Site, locale: LocaleId, from: &FileKey, rest: &str) -> Option<Resolution> {
    let path = format!("/{}", join(site.pages_of(from.tree), rest));
    let found = links::resolve(site, locale, from, ReferenceKind::Image, &path);
    matches!(found.destination, Destination::Asset { .. }).then_some(found)
}
