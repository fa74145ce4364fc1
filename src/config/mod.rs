//! The settings of a site: a typed `content/site.yml`.
//!
//! Reading never fails. What is wrong is a finding with a place, and the setting keeps its default, so that a site
//! can be shown while its settings are mended; whoever builds refuses to publish while there is an error among the
//! findings. An empty or absent file is a good one: the folders in `content/` say what the locales are.
//!
//! Rank 2; may import [`crate::yaml`], [`crate::locale`], [`crate::suggest`], [`crate::diagnostic`], [`crate::span`].
//! A pure function of the file and the names of folders: when either changes it is read again, and everything that
//! depends on it is asked again. Deliberately absent: command-line flags, the disk, and settings of single pages.

mod fallback;
mod locales;
mod mounts;
mod published;
mod read;
mod search;
pub mod terms;
mod translation;
mod values;

pub use published::PublishedAt;
pub use read::read;
pub use search::Search;
pub use terms::Terms;
pub use translation::{Translation, TranslationKeys};
pub use values::{Ignore, parse_base_url};

use crate::diagnostic::Policy;
use crate::locale::{Direction, LocaleId};

/// Everything that `site.yml` settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the site will be, with a slash at the end; nothing makes every link relative.
    pub base_url: Option<String>,
    /// The folder of the theme in `themes/`.
    pub theme: String,
    /// Where a page can be edited, with `{path}`, `{locale}` and `{slug}` to be filled in.
    pub edit_url: Option<String>,
    /// Which findings count, and how much.
    pub policy: Policy,
    /// Which files are left out.
    pub ignore: Ignore,
    /// What the addresses of pages are made of.
    pub urls: Urls,
    /// Where this site is, or was, published elsewhere: absolute links there mean pages of this site.
    pub published_at: Vec<PublishedAt>,
    /// Whether pages carry the badges of their guide's `TOC.md` and their locale's `metadata.md`.
    pub inherit_badges: bool,
    /// How the site is searched.
    pub search: Search,
    /// Whether the Markdown of each page is published beside it, and lists of them for programs (`llms.txt`).
    pub twins: bool,
    /// How translations are followed.
    pub translation: Translation,
    /// The locales, in the order of the file; never empty.
    pub locales: Vec<Locale>,
    /// The locale that the others are translated from.
    pub source: LocaleId,
}

/// One locale of the site, with everything that the settings say about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Locale {
    /// The BCP 47 tag in its usual case.
    pub tag: String,
    /// What menus call it.
    pub label: String,
    /// The direction in which it is written.
    pub direction: Direction,
    /// The title of the site.
    pub title: String,
    /// The description of the site; may be empty.
    pub description: String,
    /// The folder of its tree, absolute or relative to the site's root, without a slash at the end.
    pub path: String,
    /// The folder in `path` that holds the pages; empty where `path` itself does.
    pub pages: String,
    /// Where to look for a page that it lacks, nearest first, the source locale last; never itself.
    pub chain: Vec<LocaleId>,
    /// Folders from elsewhere whose pages belong to it.
    pub mounts: Vec<Mount>,
}

/// A folder below the site's root that is shown as if it lay among a locale's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it is shown: a folder below the locale's pages, such as `reference/markdown`.
    pub at: String,
    /// Where it is: relative to the site's root.
    pub folder: String,
}

/// What the addresses of pages are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urls {
    /// The folders that the files lie in.
    #[default]
    Path,
    /// The ids of the guide and of its sections in `TOC.md`, and the file's name; pages that no guide lists keep the
    /// address of their folder.
    Toc,
}

impl Config {
    /// The locale with this number, if there is one.
    #[must_use]
    pub fn get(&self, id: LocaleId) -> Option<&Locale> {
        self.locales.get(id.index())
    }

    /// The locale with this number; one without a name where the number is of another configuration.
    #[must_use]
    pub fn locale(&self, id: LocaleId) -> &Locale {
        static NONE: Locale = Locale {
            tag: String::new(),
            label: String::new(),
            direction: Direction::Ltr,
            title: String::new(),
            description: String::new(),
            path: String::new(),
            pages: String::new(),
            chain: Vec::new(),
            mounts: Vec::new(),
        };
        self.get(id).unwrap_or(&NONE)
    }

    /// The locale that the others are translated from.
    #[must_use]
    pub fn source(&self) -> &Locale {
        self.locale(self.source)
    }

    /// The number of the locale with this tag, whatever its case.
    #[must_use]
    pub fn by_tag(&self, tag: &str) -> Option<LocaleId> {
        self.ids().find(|&id| self.locale(id).tag.eq_ignore_ascii_case(tag))
    }

    /// The numbers of all locales, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = LocaleId> + use<> {
        (0..=u8::MAX).take(self.locales.len()).map(LocaleId)
    }
}
