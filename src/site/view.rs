//! The window that later stages have on a site: one method a question, seen from one locale.

use super::links::{self, Resolution};
use super::nav::{Guide, Item, Target};
use super::{Badge, LocaleSite, Place, Site, Slug, badges};
use crate::config::Config;
use crate::front_matter::{Effective, FrontMatter, Keys};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::page::Toc;
use crate::source::{FileKey, TreeId};
use crate::translation::{Freshness, State};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The window on a [`Site`] from a locale.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    site: &'a Site,
    locale: LocaleId,
}

/// A step of the way to a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Crumb {
    /// Its name.
    pub text: Box<str>,
    /// Its output path; a section has none.
    pub path: Option<Arc<str>>,
}

/// The page before or after.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Its name in the guide.
    pub text: Box<str>,
    /// Its output path.
    pub path: Arc<str>,
}

/// What a guide hands down to the pages in its folder.
#[derive(Clone, Debug)]
struct Handed {
    folder: Arc<str>,
    title: Box<str>,
    toc: Option<Arc<Toc>>,
}

/// What the pages of a locale have from elsewhere: the settings, and what [`View::header`] hands down to them.
#[derive(Clone, Debug)]
pub struct Inherited {
    config: Arc<Config>,
    addresses: Arc<BTreeMap<Slug, Slug>>,
    metadata: Option<Arc<FrontMatter>>,
    guides: Vec<Handed>,
}

impl Inherited {
    /// Whether the two hold the same values; of most of them that has to be the very same one.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        fn same<T>(own: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
            own.map(Arc::as_ptr) == other.map(Arc::as_ptr)
        }
        let alike = |(own, other): (&Handed, &Handed)| {
            own.folder == other.folder && own.title == other.title && same(own.toc.as_ref(), other.toc.as_ref())
        };
        Arc::ptr_eq(&self.config, &other.config)
            && self.addresses == other.addresses
            && same(self.metadata.as_ref(), other.metadata.as_ref())
            && self.guides.len() == other.guides.len()
            && self.guides.iter().zip(&other.guides).all(alike)
    }
}

/// Whose page an address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// One that is written in the source locale, which this is.
    Source,
    /// The locale's own translation.
    Own,
    /// Another locale's, for the locale has none.
    Fallback,
    /// The locale's own, of a page that the source locale has not got, or no longer.
    Orphan,
}

impl Presence {
    /// Its name: in attributes, lists and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Own => "own",
            Self::Fallback => "fallback",
            Self::Orphan => "orphan",
        }
    }
}

/// What a reader is told of a page before going there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// It is in another language.
    Untranslated,
    /// Its original says something else by now.
    Changed,
}

/// A page in one locale.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternate {
    /// The locale.
    pub locale: LocaleId,
    /// The output path; it always exists.
    pub path: Arc<str>,
    /// Whether the locale has the page itself, in its own language.
    pub own: bool,
    /// Whether it is a translation whose original says something else by now.
    pub is_behind: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(site: &'a Site, locale: LocaleId) -> Self {
        Self { site, locale }
    }

    /// The locale that it looks from.
    #[must_use]
    pub fn locale(&self) -> LocaleId {
        self.locale
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &'a Arc<Config> {
        &self.site.config
    }

    /// Where `target` leads, written in the file `from`.
    #[must_use]
    pub fn resolve(&self, from: &FileKey, kind: ReferenceKind, target: &str) -> Resolution {
        links::resolve(self.site, self.locale, from, kind, target)
    }

    /// What is shown at an address.
    #[must_use]
    pub fn place(&self, slug: &str) -> Option<&'a Place> {
        self.site.place(self.locale, slug)
    }

    /// Whose page is shown at an address; nothing where none is.
    #[must_use]
    pub fn presence(&self, slug: &str) -> Option<Presence> {
        let place = self.place(slug)?;
        Some(match &place.state {
            _ if place.written_in != self.locale => Presence::Fallback,
            None => Presence::Source,
            Some(state) if state.orphan => Presence::Orphan,
            Some(_) => Presence::Own,
        })
    }

    /// What there is to know of the locale's own page as a translation; nothing in the source locale, and where another
    /// locale's page is shown.
    #[must_use]
    pub fn state(&self, slug: &str) -> Option<&'a Arc<State>> {
        self.place(slug).filter(|place| place.written_in == self.locale)?.state.as_ref()
    }

    /// The output path of the Markdown of the page that is shown at an address: in the locale that it is written in;
    /// nothing where there is no such page, or it is not published.
    #[must_use]
    pub fn twin_path(&self, slug: &str) -> Option<Arc<str>> {
        let written_in = self.place(slug).filter(|_| self.site.config.twins)?.written_in;
        self.site.published.contains(&written_in).then_some(())?;
        let path = self.path_in(written_in, slug);
        Some(format!("{}.md", path.strip_suffix(".html").unwrap_or(&path)).into())
    }

    /// The output path of the page that tells how far the translation into this locale is; nothing for the source.
    #[must_use]
    pub fn status_path(&self) -> Option<Arc<str>> {
        let config = &self.site.config;
        let has_one = config.translation.dashboard && self.locale != config.source;
        has_one.then(|| self.site.path_of(self.locale, "translation"))
    }

    /// The output path of the original of the locale's own page, for a script that shows it beside; nothing where there is
    /// none, or readers are not to have it.
    #[must_use]
    pub fn original_path(&self, slug: &str) -> Option<Arc<str>> {
        let shown = self.site.config.translation.show_original;
        self.state(slug).filter(|state| shown && !state.orphan)?;
        let path = self.path(slug);
        Some(format!("_original/{}.js", path.strip_suffix(".html").unwrap_or(&path)).into())
    }

    /// What a reader is told of an entry that leads to a page: that it is not translated, or that its original says
    /// something else by now. Nothing where there is nothing to tell.
    #[must_use]
    pub fn caution(&self, slug: &str) -> Option<Caution> {
        let place = self.place(slug)?;
        if place.written_in != self.locale {
            return Some(Caution::Untranslated);
        }
        let state = place.state.as_ref()?;
        matches!(state.freshness, Freshness::Changed(_)).then_some(Caution::Changed)
    }

    /// The output path of a page of this locale.
    #[must_use]
    pub fn path(&self, slug: &str) -> Arc<str> {
        self.site.page_path(self.locale, slug)
    }

    /// The output path of a page of another locale.
    #[must_use]
    pub fn path_in(&self, locale: LocaleId, slug: &str) -> Arc<str> {
        self.site.page_path(locale, slug)
    }

    /// The guides of this locale, in the order in which they are listed.
    #[must_use]
    pub fn guides(&self) -> &'a [Guide] {
        self.here().map_or(&[], |locale| &locale.guides)
    }

    /// The guide that a page belongs to, and the index of each item on the way down to it.
    #[must_use]
    pub fn position(&self, slug: &str) -> Option<(usize, &'a [usize])> {
        let position = self.here()?.positions.get(slug)?;
        Some((position.guide, &position.way))
    }

    /// The addresses with what is shown there, in reading order: guide by guide, those that a guide does not list behind
    /// the others, and by address where nothing else is said.
    #[must_use]
    pub fn reading_order(&self) -> Vec<(&'a Slug, &'a Place)> {
        let Some(here) = self.here() else { return Vec::new() };
        let mut positions = here.positions.iter().peekable();
        let turn = |(slug, place)| {
            while positions.next_if(|(other, _)| *other < slug).is_some() {}
            let position = positions.next_if(|(other, _)| *other == slug).map(|(_, position)| position);
            let guide = position.map_or(usize::MAX, |position| position.guide);
            let turn = position.and_then(|position| position.turn).unwrap_or(usize::MAX);
            ((guide, turn), (slug, place))
        };
        let mut turns: Vec<_> = here.places.iter().map(turn).collect();
        // They come by address, and those of one turn stay so.
        turns.sort_by_key(|(turn, _)| *turn);
        turns.into_iter().map(|(_, listed)| listed).collect()
    }

    /// The way from the guide to a page, the page itself left out.
    #[must_use]
    pub fn breadcrumbs(&self, slug: &str) -> Vec<Crumb> {
        let Some((guide, way)) = self.position(slug) else { return Vec::new() };
        let Some(guide) = self.guides().get(guide) else { return Vec::new() };
        let mut crumbs = Vec::new();
        if !guide.folder.is_empty() {
            crumbs.push(Crumb { text: guide.title.clone(), path: Some(self.guide_path(guide)) });
        }
        let mut items = guide.items.as_slice();
        for item in way.iter().map_while(|index| {
            let item = items.get(*index)?;
            items = &item.children;
            Some(item)
        }) {
            crumbs.push(Crumb { text: item.text.clone(), path: self.item_path(item) });
        }
        let own = self.path(slug);
        crumbs.retain(|crumb| crumb.path.as_ref() != Some(&own));
        crumbs
    }

    /// Where a guide starts: its folder's `index.md`, else its first page, else its whole navigation.
    #[must_use]
    pub fn guide_path(&self, guide: &Guide) -> Arc<str> {
        let index = crate::path::join(&guide.folder, "index");
        let start = self.place(&index).map(|_| index.as_str()).or_else(|| guide.order.first().map(|slug| &**slug));
        self.path(start.unwrap_or(&guide.toc))
    }

    /// Where an entry leads within the site.
    #[must_use]
    pub fn item_path(&self, item: &Item) -> Option<Arc<str>> {
        match &item.target {
            Target::Page(slug) => Some(self.path(slug)),
            Target::Section | Target::External(_) => None,
        }
    }

    /// The keys that count for a page: its own, its guide's, its locale's.
    #[must_use]
    pub fn header(&self, slug: &str) -> Option<Effective<'a>> {
        let page = &self.place(slug)?.facts;
        let toc = self.toc(slug).map(|toc| &*toc.front);
        let metadata = self.locale_of(&page.key).and_then(|locale| self.site.metadata.get(&locale));
        Some(Effective::new(&page.front, toc, metadata.map(|front| &**front)))
    }

    /// What the pages of this locale have from elsewhere.
    #[must_use]
    pub fn inherited(&self) -> Inherited {
        let handed = |guide: &Guide| Handed {
            folder: guide.folder.clone(),
            title: guide.title.clone(),
            toc: guide.source.clone(),
        };
        Inherited {
            config: self.site.config.clone(),
            addresses: self.site.addresses.clone(),
            metadata: self.site.metadata.get(&self.locale).cloned(),
            guides: self.guides().iter().map(handed).collect(),
        }
    }

    /// The table of contents of the guide that a page belongs to.
    pub(super) fn toc(&self, slug: &str) -> Option<&'a Toc> {
        let (guide, _) = self.position(slug)?;
        self.guides().get(guide)?.source.as_deref()
    }

    /// The badges that a page carries, its own and those that it inherits.
    #[must_use]
    pub fn badges(&self, slug: &str) -> Vec<Badge> {
        badges::of(self.site, self.locale, slug)
    }

    /// Whether a page has an address and is listed nowhere: by its own word, or as part of a guide that is hidden.
    #[must_use]
    pub fn is_hidden(&self, slug: &str) -> bool {
        let hides = self.header(slug).is_some_and(|header| header.hide());
        hides || self.place(slug).is_some_and(|place| place.facts.hidden)
    }

    /// The pages before and after a page in its guide.
    #[must_use]
    pub fn neighbours(&self, slug: &str) -> (Option<Neighbour>, Option<Neighbour>) {
        let position = self.here().and_then(|locale| locale.positions.get(slug));
        let Some((guide, index)) =
            position.and_then(|position| Some((self.guides().get(position.guide)?, position.turn?)))
        else {
            return (None, None);
        };
        let at = |index: Option<usize>| guide.order.get(index?).and_then(|slug| self.neighbour(slug));
        (at(index.checked_sub(1)), at(index.checked_add(1)))
    }

    fn neighbour(&self, slug: &Slug) -> Option<Neighbour> {
        let text = self.label(slug)?;
        Some(Neighbour { text, path: self.path(slug) })
    }

    /// The name of a page in its guide, else its title.
    fn label(&self, slug: &str) -> Option<Box<str>> {
        let (guide, way) = self.position(slug)?;
        let mut items = self.guides().get(guide)?.items.as_slice();
        let mut text = None;
        for index in way {
            let item = items.get(*index)?;
            text = Some(item.text.clone());
            items = &item.children;
        }
        text.or_else(|| self.place(slug).map(|place| place.facts.title.clone()))
    }

    /// Where each locale shows this page, or what is nearest to it: the folder's start, then the locale's.
    #[must_use]
    pub fn locales(&self, slug: &str) -> Vec<Alternate> {
        self.site.published().map(|(locale, _)| self.in_locale(locale, slug)).collect()
    }

    fn in_locale(&self, locale: LocaleId, slug: &str) -> Alternate {
        let place = self.site.place(locale, slug);
        let is_guide = |slug: &str| self.site.view(locale).guides().iter().any(|guide| *guide.toc == *slug);
        // What is made of other pages speaks the language of its locale.
        let own = place.map_or_else(|| slug == "index" || is_guide(slug), |place| place.written_in == locale);
        let mut nearest = slug.to_owned();
        while self.site.place(locale, &nearest).is_none() && !is_guide(&nearest) && nearest != "index" {
            let folder = crate::path::folder_of(&nearest).to_owned();
            let up =
                if nearest.rsplit('/').next() == Some("index") { crate::path::folder_of(&folder) } else { &folder };
            nearest = crate::path::join(up, "index");
        }
        let is_behind = self.site.view(locale).caution(slug) == Some(Caution::Changed);
        Alternate { locale, path: self.site.page_path(locale, &nearest), own, is_behind }
    }

    /// The locales that have this page themselves, for search engines.
    #[must_use]
    pub fn translations(&self, slug: &str) -> Vec<Alternate> {
        self.locales(slug).into_iter().filter(|alternate| alternate.own).collect()
    }

    /// Whether more than one locale is published.
    #[must_use]
    pub fn is_multilingual(&self) -> bool {
        self.site.published.len() > 1
    }

    /// The locale whose tree a file lies in.
    #[must_use]
    pub fn locale_of(&self, key: &FileKey) -> Option<LocaleId> {
        match key.tree {
            TreeId::Locale(locale) => Some(locale),
            TreeId::Shared => None,
        }
    }

    fn here(&self) -> Option<&'a LocaleSite> {
        self.site.locale(self.locale)
    }
}
