//! Everything that is known about all pages together: places, navigation, links, locales, redirects.
//!
//! A [`Site`] is assembled whole from the facts of every page at every change, and never patched: there is no state to
//! go stale. A few milliseconds buy that for thousands of pages, because facts are small and shared. Later stages ask
//! through a [`View`], one method a question, and nothing else of the site is visible to them.
//!
//! A *place* is an address in a locale; it shows the locale's own page, or falls back to another's
//! (`places`). May import: pages, configuration, locales, sources' keys, paths, diagnostics.
//! Deliberately absent: HTML, templates, the text of any page.

mod addresses;
mod badges;
mod links;
mod nav;
mod places;
mod published;
mod redirects;
mod routes;
mod view;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::front_matter::FrontMatter;
use crate::image::{Dimensions, MediaType};
use crate::locale::LocaleId;
use crate::page::{PageFacts, Toc};
use crate::source::{Asset, FileKey, Source, Tree, TreeId};
use crate::translation::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

pub use badges::Badge;
pub use links::{Destination, Problem, Resolution};
pub use nav::{Guide, Item, Target};
pub use places::{HeadingIds, Place, originals};
pub use redirects::Redirect;
pub use routes::Route;
pub use view::{Alternate, Caution, Crumb, Inherited, Neighbour, Presence, View};

/// The address of a page in a locale, without locale and extension: `transition/phases`.
pub type Slug = Arc<str>;

/// What pages may know of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFacts {
    /// Its path as people know it.
    pub shown: Arc<str>,
    /// What it is, if that is something to publish.
    pub media: Option<&'static MediaType>,
    /// Whether its content is something else than its name says.
    pub disguised: bool,
    /// Its size in pixels.
    pub dimensions: Option<Dimensions>,
}

/// What pages may know of all assets: their bytes are no part of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Assets {
    facts: BTreeMap<FileKey, AssetFacts>,
    /// By tree and folded path, for references that differ in case.
    folded: BTreeMap<(TreeId, String), FileKey>,
}

impl Assets {
    /// What is known of these.
    #[must_use]
    pub fn of(assets: &BTreeMap<FileKey, Arc<Asset>>) -> Self {
        let folded = |key: &FileKey| ((key.tree, crate::path::fold(key.path.as_str())), key.clone());
        let facts = |asset: &Asset| AssetFacts {
            shown: asset.shown.clone(),
            media: asset.media,
            disguised: asset.disguised,
            dimensions: asset.dimensions,
        };
        Self {
            facts: assets.iter().map(|(key, asset)| (key.clone(), facts(asset))).collect(),
            folded: assets.keys().map(folded).collect(),
        }
    }
}

/// All pages of all locales, and how they hang together.
#[derive(Debug)]
pub struct Site {
    config: Arc<Config>,
    trees: BTreeMap<TreeId, TreeFacts>,
    locales: Vec<LocaleSite>,
    assets: Arc<Assets>,
    /// Pages of translations that lie elsewhere than the source page with the same `exl-id`: the slug of the file, and
    /// that of the source page, which counts.
    moved: BTreeMap<(LocaleId, Slug), Slug>,
    /// Where pages are published, without locale and extension, where that is not their slug.
    addresses: Arc<BTreeMap<Slug, Slug>>,
    /// What absolute addresses of this site mean.
    published_at: published::Published,
    /// The header of each locale's `metadata.md`.
    metadata: BTreeMap<LocaleId, Arc<FrontMatter>>,
    /// The locales that are published; the others only lend their pages and assets.
    published: BTreeSet<LocaleId>,
    routes: BTreeMap<Arc<str>, Route>,
    findings: Vec<Diagnostic>,
}

/// What links need to know of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TreeFacts {
    /// The folder below `content/` that it is, if it lies there.
    mount: Option<String>,
    /// The folder in it that holds the pages.
    pages: String,
}

impl TreeFacts {
    fn of(tree: &Tree) -> Self {
        Self { mount: tree.mount.clone(), pages: tree.pages.clone() }
    }
}

/// What a locale holds.
#[derive(Debug, Default)]
struct LocaleSite {
    /// Every address, own and fallback.
    places: BTreeMap<Slug, Place>,
    /// Addresses by their folded form, for references that differ in case.
    folded: BTreeMap<String, Slug>,
    /// Addresses by parts of theirs, for references that lead nowhere: put in order for the first of them.
    parts: OnceLock<AddressParts>,
    /// Own pages that are drafts and therefore left out.
    drafts: BTreeMap<Slug, Arc<PageFacts>>,
    /// The guides, in the order in which they are listed.
    guides: Vec<Guide>,
    /// Where a page stands in the navigation.
    positions: BTreeMap<Slug, nav::Position>,
}

/// Addresses by their parts.
#[derive(Debug, Default)]
struct AddressParts {
    /// The first address with a last part.
    names: BTreeMap<Box<str>, Slug>,
    /// All addresses in a folder.
    folders: BTreeMap<Box<str>, Vec<Slug>>,
}

impl LocaleSite {
    fn parts(&self) -> &AddressParts {
        self.parts.get_or_init(|| {
            let mut parts = AddressParts::default();
            for slug in self.places.keys() {
                let name = slug.rsplit('/').next().unwrap_or(slug);
                parts.names.entry(name.into()).or_insert_with(|| slug.clone());
                parts.folders.entry(crate::path::folder_of(slug).into()).or_default().push(slug.clone());
            }
            parts
        })
    }
}

/// What a site is assembled from; a site made from equal ingredients is the same site.
///
/// Whatever changes with a paragraph has no place in here: as long as the ingredients stay the same, no other page is
/// looked at twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingredients {
    /// The configuration.
    pub config: Arc<Config>,
    /// The trees that were read.
    pub trees: Vec<Tree>,
    /// Every page's facts, drafts included.
    pub pages: Arc<Vec<Arc<PageFacts>>>,
    /// What there is to know of each page as a translation.
    pub states: Arc<BTreeMap<FileKey, Arc<State>>>,
    /// Every table of contents.
    pub tocs: Vec<Arc<Toc>>,
    /// The header of each locale's `metadata.md`.
    pub metadata: BTreeMap<LocaleId, Arc<FrontMatter>>,
    /// The files that pages may refer to.
    pub assets: Arc<Assets>,
    /// Every `redirects.csv`.
    pub tables: Vec<Arc<Source>>,
    /// The locales to publish.
    pub published: Vec<LocaleId>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// Addresses that the theme takes.
    pub reserved: Vec<Arc<str>>,
}

impl Site {
    /// Puts everything together; what follows from the same ingredients as in `before` alone is taken from there.
    #[must_use]
    pub fn assemble(ingredients: &Ingredients, before: Option<&Self>) -> Self {
        let Ingredients { config, trees, assets, .. } = ingredients;
        let mut site = Self {
            config: config.clone(),
            trees: trees.iter().map(|tree| (tree.id, TreeFacts::of(tree))).collect(),
            locales: config.ids().map(|_| LocaleSite::default()).collect(),
            assets: assets.clone(),
            moved: BTreeMap::new(),
            addresses: Arc::default(),
            published_at: published::Published::default(),
            metadata: ingredients.metadata.clone(),
            published: ingredients.published.iter().copied().collect(),
            routes: BTreeMap::new(),
            findings: Vec::new(),
        };
        places::settle(&mut site, ingredients, before);
        addresses::settle(&mut site, ingredients);
        nav::build(&mut site, &ingredients.tocs);
        routes::claim(&mut site, ingredients);
        site
    }

    /// What is wrong with the site as a whole: nav, redirects, addresses.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// Every address of the output that is not an asset, with what is shown there.
    pub fn routes(&self) -> impl Iterator<Item = (&Arc<str>, &Route)> {
        self.routes.iter()
    }

    /// What is shown at an address of the output that is not an asset.
    #[must_use]
    pub fn route(&self, path: &str) -> Option<(&Arc<str>, &Route)> {
        self.routes.get_key_value(path)
    }

    /// What is shown at an address of a locale.
    #[must_use]
    pub fn place_of(&self, locale: LocaleId, slug: &str) -> Option<&Place> {
        self.place(locale, slug)
    }

    /// The locales that are published, in the order of the configuration.
    pub fn published_locales(&self) -> impl Iterator<Item = LocaleId> {
        self.config.ids().filter(|id| self.published.contains(id))
    }

    /// Every address of a locale, own and fallback, in order.
    pub fn slugs(&self, locale: LocaleId) -> impl Iterator<Item = &Slug> {
        self.locale(locale).into_iter().flat_map(|locale| locale.places.keys())
    }

    /// Every address of a locale with what is shown there, in order of address.
    pub fn places(&self, locale: LocaleId) -> impl Iterator<Item = (&Slug, &Place)> {
        self.locale(locale).into_iter().flat_map(|locale| &locale.places)
    }

    /// The window on the site from a locale.
    #[must_use]
    pub fn view(&self, locale: LocaleId) -> View<'_> {
        View::new(self, locale)
    }

    fn locale(&self, locale: LocaleId) -> Option<&LocaleSite> {
        self.locales.get(locale.index())
    }
}
