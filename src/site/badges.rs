//! The badges that a page carries: its own, then those of its guide and of its locale.

use super::links;
use super::{Resolution, Site};
use crate::front_matter::{PageBadge, is_badge};
use crate::locale::LocaleId;
use crate::markdown::tree::{BadgeKind, ReferenceKind};
use crate::path::SitePath;
use crate::source::FileKey;
use crate::span::Span;
use crate::yaml::Entry;

/// A badge above the title of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// What it says.
    pub label: Box<str>,
    /// How it looks.
    pub kind: BadgeKind,
    /// What more it says when it is pointed at; may be empty.
    pub tooltip: Box<str>,
    /// Where it leads, if it is meant to lead somewhere.
    pub link: Option<Resolution>,
    /// Where the page itself writes it; nothing for one that it inherits.
    pub span: Option<Span>,
}

/// The badges of the page `slug` of `locale`, in the order of the keys. An own key goes before an inherited one of the
/// same name, and without a value keeps that one away.
pub(super) fn of(site: &Site, locale: LocaleId, slug: &str) -> Vec<Badge> {
    let Some(place) = site.place(locale, slug) else { return Vec::new() };
    let facts = &place.facts;
    let inherits = site.config.inherit_badges;
    let view = site.view(locale);
    let toc = view.toc(slug).filter(|_| inherits).map(|toc| (&*toc.front, toc.key.clone(), false));
    let metadata = view.locale_of(&facts.key).filter(|_| inherits).and_then(|tree| site.metadata.get(&tree));
    let metadata = metadata.map(|front| (&**front, FileKey { tree: facts.key.tree, path: SitePath::root() }, false));
    let mut written: Vec<(&Entry, FileKey, bool)> = Vec::new();
    for (front, key, own) in [(&*facts.front, facts.key.clone(), true)].into_iter().chain(toc).chain(metadata) {
        for entry in front.entries.iter().filter(|entry| is_badge(&entry.key)) {
            if !written.iter().any(|(taken, ..)| taken.key.eq_ignore_ascii_case(&entry.key)) {
                written.push((entry, key.clone(), own));
            }
        }
    }
    written.iter().filter_map(|(entry, key, own)| badge(site, locale, entry, key, *own)).collect()
}

fn badge(site: &Site, locale: LocaleId, entry: &Entry, from: &FileKey, own: bool) -> Option<Badge> {
    let (badge, _) = PageBadge::read(&entry.value)?;
    let link = || links::resolve(site, locale, from, ReferenceKind::Link, &badge.url);
    Some(Badge {
        kind: BadgeKind::named(&badge.kind).unwrap_or_default(),
        link: (!badge.url.is_empty()).then(link),
        label: badge.label.into(),
        tooltip: badge.tooltip.into(),
        span: own.then_some(entry.value.span),
    })
}
