//! The addresses that guides give to their pages: the guide's id, the ids of the sections on the way, the file's name.
//!
//! They are those of the source locale's tables of contents wherever it lists the page, so that a page has one address
//! in all locales. With `urls: toc` pages are published there; in any case absolute links to `published_at` name them.

use super::links::{self, Destination};
use super::published;
use super::{Ingredients, Site, Slug};
use crate::config::Urls;
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::LocaleId;
use crate::markdown::slug::slug as id_of;
use crate::markdown::tree::ReferenceKind;
use crate::markdown::url::{self, Scheme};
use crate::page::{Toc, TocItem};
use crate::path::{fold, folder_of, join};
use crate::source::TreeId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Gives every page that a guide lists its address.
pub(super) fn settle(site: &mut Site, ingredients: &Ingredients) {
    let urls = site.config.urls;
    if urls == Urls::Path && site.config.published_at.is_empty() {
        return;
    }
    let mut given = Given { site, addresses: BTreeMap::new(), taken: BTreeMap::new(), findings: Vec::new() };
    let source = given.site.config.source;
    let locales = given.site.config.ids().filter(|id| *id != source).collect::<Vec<_>>();
    for locale in [source].into_iter().chain(locales) {
        for toc in ingredients.tocs.iter().filter(|toc| toc.key.tree == TreeId::Locale(locale)) {
            given.guide(locale, toc);
        }
    }
    let Given { addresses, taken, findings, .. } = given;
    if urls == Urls::Toc {
        site.addresses = Arc::new(addresses);
        site.findings.extend(findings);
    }
    published::settle(site, taken, ingredients);
}

/// The addresses given so far.
struct Given<'a> {
    site: &'a Site,
    addresses: BTreeMap<Slug, Slug>,
    /// Whose an address is, by its folded form.
    taken: BTreeMap<String, Slug>,
    findings: Vec<Diagnostic>,
}

impl Given<'_> {
    fn guide(&mut self, locale: LocaleId, toc: &Arc<Toc>) {
        let Some(own) = self.site.slug_of(toc.key.tree, &toc.key.path) else { return };
        let folder = folder_of(&own);
        let id = toc.id.as_deref().unwrap_or(folder);
        self.give(&join(folder, "toc").into(), join(id, "toc"));
        self.items(locale, toc, &toc.items, id);
    }

    fn items(&mut self, locale: LocaleId, toc: &Arc<Toc>, items: &[TocItem], way: &str) {
        for item in items {
            match &item.target {
                Some((target, _)) => self.page(locale, toc, target, way),
                None => self.section(locale, toc, item, way),
            }
            if item.target.is_some() {
                // Pages below a page share its sections: the page itself is none.
                self.items(locale, toc, &item.children, way);
            }
        }
    }

    fn section(&mut self, locale: LocaleId, toc: &Arc<Toc>, item: &TocItem, way: &str) {
        let id = item.id.as_deref().map_or_else(|| id_of(&item.text), str::to_owned);
        if item.id.is_none() && !item.children.is_empty() {
            let message = format!("the section `{}` has no id, and the addresses of its pages hold one", item.text);
            self.findings.push(
                Diagnostic::new(&codes::TOC_SECTION_ID, toc.shown.clone(), message)
                    .at(item.span)
                    .help(format!("write `{{#{id}}}` behind it, the same in every language")),
            );
        }
        self.items(locale, toc, &item.children, &join(way, &id));
    }

    fn page(&mut self, locale: LocaleId, toc: &Arc<Toc>, target: &str, way: &str) {
        // An absolute link refers to a page that another guide lists.
        if url::scheme(target) != Scheme::Relative {
            return;
        }
        let found = links::resolve(self.site, locale, &toc.key, ReferenceKind::Link, target);
        let Destination::Page { slug, .. } = found.destination else { return };
        // The start of a locale stays where everybody looks for it.
        if *slug != *"index" {
            let stem = slug.rsplit('/').next().unwrap_or(&slug);
            self.give(&slug, join(way, stem));
        }
    }

    /// Gives `slug` an address, unless it has one or another page has it.
    fn give(&mut self, slug: &Slug, address: String) {
        if self.addresses.contains_key(slug) {
            return;
        }
        let first = self.taken.get(&fold(&address)).cloned();
        match first {
            Some(first) if first == *slug => {}
            Some(first) => self.collision(&first, slug, &address),
            None => {
                self.taken.insert(fold(&address), slug.clone());
                self.addresses.insert(slug.clone(), address.into());
            }
        }
    }

    fn collision(&mut self, first: &Slug, second: &Slug, address: &str) {
        let shown = |slug: &Slug| {
            let places = self.site.locales.iter().filter_map(|locale| locale.places.get(slug));
            places.map(|place| place.facts.shown.clone()).next().unwrap_or_else(|| slug.clone())
        };
        let message = format!("`{address}.html` is already the address of {}", shown(first));
        let finding = Diagnostic::new(&codes::OUTPUT_COLLISION, shown(second), message)
            .help("give their sections different ids, or rename one; this one keeps the address of its folder");
        self.findings.push(finding);
    }
}
