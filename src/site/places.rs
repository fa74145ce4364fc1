//! Which page is shown at which address in which locale, and under which ids its headings are found.

use super::{Ingredients, LocaleSite, Site, Slug};
use crate::config::Config;
use crate::front_matter::Keys;
use crate::locale::LocaleId;
use crate::page::PageFacts;
use crate::path::{below, fold};
use crate::source::{FileKey, Tree, TreeId};
use crate::translation::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is shown at an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The page.
    pub facts: Arc<PageFacts>,
    /// The locale that the page is written in; another than the address's when it falls back.
    pub written_in: LocaleId,
    /// The ids of the page's headings, in order.
    pub headings: Arc<[HeadingIds]>,
    /// What there is to know of the page as a translation; nothing of one that is written in the source locale.
    pub state: Option<Arc<State>>,
}

impl Place {
    /// Whether the two hold the very same values: then they are equal, and only a glance was needed to see it.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.written_in == other.written_in
            && self.state.as_ref().map(Arc::as_ptr) == other.state.as_ref().map(Arc::as_ptr)
            && Arc::ptr_eq(&self.facts, &other.facts)
            && Arc::ptr_eq(&self.headings, &other.headings)
    }
}

/// Under which ids a heading is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingIds {
    /// The id of the heading.
    pub id: Box<str>,
    /// A second one: what the translated text would give, where the source page's id is inherited.
    pub second: Option<Box<str>>,
}

/// Fills the places of every locale: own pages first, then along the fallback chain.
///
/// Ids of headings that `before` found from the same facts and states are taken from there.
pub(super) fn settle(site: &mut Site, ingredients: &Ingredients, before: Option<&Site>) {
    site.moved = moved(&ingredients.config, &ingredients.trees, &ingredients.pages);
    for facts in ingredients.pages.iter() {
        own(site, facts, ingredients);
    }
    name_headings(site, before);
    let owned: Vec<Vec<(Slug, Place)>> = site.locales.iter().map(LocaleSite::entries).collect();
    for (id, locale) in site.config.ids().zip(&mut site.locales) {
        for other in &site.config.locale(id).chain {
            for (slug, place) in owned.get(other.index()).into_iter().flatten() {
                locale.places.entry(slug.clone()).or_insert_with(|| place.clone());
            }
        }
        locale.folded = locale.places.keys().map(|slug| (fold(slug), slug.clone())).collect();
    }
}

/// Finds the pages that a translation keeps elsewhere than the source locale does: those with the `exl-id` of a source
/// page at another path. Where the path already has a page of its own in the translation, both stay where they are.
fn moved(config: &Config, trees: &[Tree], pages: &[Arc<PageFacts>]) -> BTreeMap<(LocaleId, Slug), Slug> {
    let source = config.source;
    let mut by_id: BTreeMap<&str, Slug> = BTreeMap::new();
    let mut slugs: BTreeMap<(LocaleId, Slug), Option<&str>> = BTreeMap::new();
    for facts in pages {
        let (TreeId::Locale(locale), Some(slug)) = (facts.key.tree, slug(trees, &facts.key)) else { continue };
        let id = facts.front.text("exl-id");
        if let Some(id) = id.filter(|_| locale == source) {
            by_id.entry(id).or_insert_with(|| slug.clone());
        }
        slugs.insert((locale, slug), id);
    }
    let original = |locale: LocaleId, slug: &Slug, id: &str| {
        let original = by_id.get(id).filter(|original| *original != slug)?;
        let is_free = !slugs.contains_key(&(locale, original.clone()));
        // The page at the same path is the original too, if it says so or says nothing.
        let same_path = slugs.get(&(source, slug.clone())).is_some_and(|other| other.is_none_or(|other| other == id));
        (is_free && !same_path).then(|| original.clone())
    };
    let moved = slugs
        .iter()
        .filter(|((locale, _), _)| *locale != source)
        .filter_map(|((locale, slug), id)| Some(((*locale, slug.clone()), original(*locale, slug, (*id)?)?)));
    moved.collect()
}

/// The slug that a file's path gives.
fn slug(trees: &[Tree], key: &FileKey) -> Option<Slug> {
    let pages = trees.iter().find(|tree| tree.id == key.tree).map_or("", |tree| &*tree.pages);
    below(key.path.without_md()?, pages).map(Into::into)
}

/// For each page that is not of the source locale, the page that it is the translation of; nothing where there is none.
#[must_use]
pub fn originals(config: &Config, trees: &[Tree], pages: &[Arc<PageFacts>]) -> BTreeMap<FileKey, Option<FileKey>> {
    let moved = moved(config, trees, pages);
    let source = TreeId::Locale(config.source);
    let written = pages.iter().filter(|facts| facts.key.tree == source);
    let sources: BTreeMap<Slug, &FileKey> =
        written.filter_map(|facts| Some((slug(trees, &facts.key)?, &facts.key))).collect();
    let original = |facts: &Arc<PageFacts>| {
        let TreeId::Locale(locale) = facts.key.tree else { return None };
        let own = slug(trees, &facts.key).filter(|_| locale != config.source)?;
        let own = moved.get(&(locale, own.clone())).unwrap_or(&own);
        Some((facts.key.clone(), sources.get(own).map(|key| (*key).clone())))
    };
    pages.iter().filter_map(original).collect()
}

impl LocaleSite {
    fn entries(&self) -> Vec<(Slug, Place)> {
        self.places.iter().map(|(slug, place)| (slug.clone(), place.clone())).collect()
    }
}

fn own(site: &mut Site, facts: &Arc<PageFacts>, ingredients: &Ingredients) {
    let TreeId::Locale(id) = facts.key.tree else { return };
    let Some(slug) = site.slug_of(facts.key.tree, &facts.key.path) else { return };
    let Some(locale) = site.locales.get_mut(id.index()) else { return };
    if facts.draft && !ingredients.drafts {
        locale.drafts.insert(slug, facts.clone());
        return;
    }
    let state = ingredients.states.get(&facts.key).cloned();
    locale.places.insert(slug, Place { facts: facts.clone(), written_in: id, headings: Arc::default(), state });
}

/// Gives headings their ids, translated ones those of the source page's headings, so that one fragment works in every locale.
///
/// Which heading is the translation of which comes from the alignment of the two pages. Of 579 fragments in the French
/// pages of a real corpus 34 fit the French headings' own ids, and 572 these.
fn name_headings(site: &mut Site, before: Option<&Site>) {
    let source = site.config.source;
    let Some(originals) = site.locales.get(source.index()).map(|locale| locale.places.clone()) else { return };
    for (id, locale) in site.config.ids().zip(&mut site.locales) {
        for (slug, place) in &mut locale.places {
            let original = originals.get(slug).filter(|_| id != source).map(|original| &original.facts);
            let known = before.and_then(|before| named(before, id, slug, place, original));
            place.headings = known.unwrap_or_else(|| match (original, &place.state) {
                (Some(original), Some(state)) => inherited(original, &place.facts, &state.headings),
                _ => own_ids(&place.facts),
            });
        }
    }
}

fn own_ids(facts: &PageFacts) -> Arc<[HeadingIds]> {
    facts.headings.iter().map(|heading| HeadingIds { id: heading.id.clone(), second: None }).collect()
}

/// The ids that the headings of a place had before, if everything that they come from is the same.
fn named(
    before: &Site,
    locale: LocaleId,
    slug: &Slug,
    place: &Place,
    original: Option<&Arc<PageFacts>>,
) -> Option<Arc<[HeadingIds]>> {
    let own = |locale: LocaleId| before.place(locale, slug).filter(|place| place.written_in == locale);
    let source = before.config.source;
    let known = own(locale).filter(|known| Arc::ptr_eq(&known.facts, &place.facts) && known.state == place.state)?;
    let before = own(source).filter(|_| locale != source).map(|original| &original.facts);
    let same = match (before, original) {
        (Some(before), Some(now)) => Arc::ptr_eq(before, now),
        (before, now) => before.is_none() && now.is_none(),
    };
    same.then(|| known.headings.clone())
}

/// The ids of a translation's headings: one that was written by hand, else that of the source page's heading, else its own.
fn inherited(original: &PageFacts, translation: &PageFacts, pairs: &[Option<u32>]) -> Arc<[HeadingIds]> {
    let from = |index: usize| original.headings.get(pairs.get(index).copied().flatten()? as usize);
    let chosen: Vec<Option<&str>> = (0..)
        .zip(translation.headings.iter())
        .map(|(index, own)| if own.explicit { Some(&*own.id) } else { from(index).map(|from| &*from.id) })
        .collect();
    let mut taken: BTreeSet<Box<str>> = chosen.iter().copied().flatten().map(Into::into).collect();
    taken.extend(translation.anchors.iter().cloned());
    let headings = translation.headings.iter().zip(chosen).map(|(own, chosen)| match chosen {
        Some(id) => HeadingIds { id: id.into(), second: taken.insert(own.id.clone()).then(|| own.id.clone()) },
        None => {
            let numbered = (1..).map(|number| format!("{}-{number}", own.id).into_boxed_str());
            let id = [own.id.clone()].into_iter().chain(numbered).find(|id| !taken.contains(id)).unwrap_or_default();
            taken.insert(id.clone());
            HeadingIds { id, second: None }
        }
    });
    headings.collect()
}

impl Place {
    /// Whether a fragment leads somewhere on the page.
    #[must_use]
    pub fn has_anchor(&self, fragment: &str) -> bool {
        self.anchors().any(|id| id == fragment)
    }

    /// Every id that a fragment may name.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().flat_map(|ids| [Some(&*ids.id), ids.second.as_deref()]).flatten();
        headings.chain(self.facts.anchors.iter().map(|id| &**id))
    }
}
