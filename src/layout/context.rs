//! What a template may see: the finished, typed context of one page.
//!
//! Templates receive a [`Context`] and nothing else; they never query the site. So whatever a page shows is in
//! here, ready to print: links are relative to the page, texts are plain unless a field says "HTML", and a value
//! that is absent is `None`, an empty string or an empty list, never an undefined variable.
//!
//! May import: ranks below `layout` (it uses the theme's [`Frame`]). It holds data only, so nothing in it can go
//! stale: a page whose context is equal is the same page.
//!
//! Deliberately absent: anything the size of the site. A page carries its *spine* of the navigation (ancestors,
//! siblings, children); the whole tree of a guide stands on one page a guide, of [`Kind::Toc`]. No context ever
//! holds the body of another page.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::front_matter::Effective;
use crate::theme::Frame;

/// Everything a template may use, under these very names.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Context<'a> {
    /// What the page has in common with all others of its folder. The theme hands it over itself: it has it ready.
    #[serde(skip)]
    pub frame: Arc<Frame>,
    /// BCP 47 tag of the content's language; differs from `locale.tag` on a fallback page.
    pub content_lang: &'a str,
    /// Direction of the content's language.
    pub content_dir: Direction,
    /// The page itself.
    pub page: Page<'a>,
    /// The page's `<h1>` as safe HTML, id and anchor included; empty to have it made of `page.title`.
    pub heading: Cow<'a, str>,
    /// The badges of the page, above its heading, as safe HTML; empty where it has none.
    pub badges: Cow<'a, str>,
    /// The content below the heading as safe HTML. The only field, with `heading` and `badges`, to print with `| safe`.
    pub content: Cow<'a, str>,
    /// The headings below the title, as a tree.
    pub outline: Vec<OutlineEntry<'a>>,
    /// The way from the locale's home to this page, both included.
    pub breadcrumbs: Vec<Crumb<'a>>,
    /// The page before this one in reading order.
    pub previous: Option<Link<'a>>,
    /// The page after this one in reading order.
    pub next: Option<Link<'a>>,
    /// The navigation beside the page.
    pub nav: Nav<'a>,
    /// The same page in every locale of the site, in the site's order.
    pub locales: Vec<LocaleLink<'a>>,
    /// `<link rel="alternate">` entries, `x-default` included; empty without a base URL.
    pub alternates: Vec<Alternate<'a>>,
    /// Href of the page's Markdown, for programs; `None` where there is none.
    pub twin_href: Option<String>,
    /// How far the translation into this locale is, on the page that tells it.
    pub status: Option<Status>,
    /// Set when the content is not in the page's locale.
    pub fallback: Option<Fallback<'a>>,
    /// What a reader of a translation has to know; also of one without an original.
    pub translation: Option<Translation<'a>>,
    /// What a generated home or locale page offers.
    pub cards: Vec<Card<'a>>,
    /// The index of a locale, on the page of [`Kind::Search`].
    pub letters: Vec<Letter<'a>>,
    /// Where a redirect leads.
    pub redirect: Option<Link<'a>>,
    /// What stands on paper only.
    pub print: Print<'a>,
}

/// What all pages of a folder have in common. Templates find these beside the fields of [`Context`], with the interface's
/// texts as `strings`, and as `frame` the parts of a page that components make of nothing else: `frame.head`, `frame.links`,
/// `frame.menu`, `frame.brand`, `frame.search`, `frame.mode`, `frame.language`, `frame.drawer`, `frame.previous`, `frame.next` and
/// `frame.footer`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Common<'a> {
    /// The site as a whole.
    pub site: Site<'a>,
    /// The locale of the interface: of the folder that the page stands in.
    pub locale: Locale<'a>,
    /// Asset file name to href with its version: `assets["baton.css"]`. See `Theme::asset_hrefs`.
    pub assets: BTreeMap<&'a str, String>,
    /// Where the search page is; `None` hides every trace of search.
    pub search_href: Option<String>,
    /// Href of the page that tells how far the translation into this locale is; `None` where there is none.
    pub status_href: Option<String>,
}

/// The site as a whole, seen from one page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Site<'a> {
    /// Title in the interface's locale.
    pub title: &'a str,
    /// One sentence in the interface's locale, or empty.
    pub description: &'a str,
    /// From this page to the output root: `""`, `../`, `../../`. On a not-found page, which a host shows at any
    /// depth, it is the absolute path of the site instead.
    pub root: &'a str,
    /// Href of the locale's home.
    pub home: &'a str,
    /// Href of the root page that offers the locales; empty on a site of one locale. With the fragment `#page:choose`
    /// that page never follows a stored choice.
    pub locales_href: &'a str,
    /// Name and version of the generator.
    pub generator: &'a str,
    /// Content security policy to state in the page; `None` when the host sends it as a header.
    pub policy: Option<Cow<'a, str>>,
}

/// A locale of the interface.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Locale<'a> {
    /// BCP 47 tag: `fr-FR`.
    pub tag: &'a str,
    /// Its name in itself: `Français`.
    pub label: &'a str,
    /// Writing direction.
    pub dir: Direction,
}

/// The direction of a language's script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

/// What sort of page it is; also `data-page` on the root element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A page written by somebody.
    #[default]
    Article,
    /// The home of a locale, written or generated.
    Home,
    /// All pages of one guide.
    Toc,
    /// The index of a locale, of titles and headings, where search begins.
    Search,
    /// How far the translation into a locale is.
    Status,
    /// The root page that offers the locales.
    Locales,
    /// What a host shows for an unknown address.
    NotFound,
    /// An old address that leads to a new one.
    Redirect,
}

impl From<crate::locale::Direction> for Direction {
    fn from(direction: crate::locale::Direction) -> Self {
        match direction {
            crate::locale::Direction::Ltr => Self::Ltr,
            crate::locale::Direction::Rtl => Self::Rtl,
        }
    }
}

impl Kind {
    /// The template that renders this kind.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Article => "page.html",
            Self::Home => "home.html",
            Self::Toc => "toc.html",
            Self::Search => "search.html",
            Self::Status => "status.html",
            Self::Locales => "locales.html",
            Self::NotFound => "404.html",
            Self::Redirect => "redirect.html",
        }
    }
}

/// One page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Page<'a> {
    /// What sort of page.
    pub kind: Kind,
    /// Title as plain text, for `<title>` and wherever the page is named.
    pub title: &'a str,
    /// Description as plain text, or empty.
    pub description: &'a str,
    /// Path of the page below its locale, without a suffix: `best-practices/launch`.
    pub slug: &'a str,
    /// Path of the page from the output root.
    pub url: &'a str,
    /// Absolute URL that search engines shall keep; on a fallback page that of the source. `None` without a base URL.
    pub canonical: Option<Cow<'a, str>>,
    /// Where to edit the source of this page.
    pub edit_url: Option<Cow<'a, str>>,
    /// The front matter with every key as it was written, provenance keys included; nothing where all templates are the
    /// default theme's.
    pub meta: Meta<'a>,
    /// When the page was last changed.
    pub last_update: Option<Date<'a>>,
    /// `role` of the front matter, split.
    pub roles: Vec<&'a str>,
    /// `feature` of the front matter, split.
    pub features: Vec<&'a str>,
    /// Reachable but not listed.
    pub hidden: bool,
    /// Built only because drafts were asked for.
    pub draft: bool,
    /// Whether robots shall stay away.
    pub noindex: bool,
}

/// The header that counts for a page; nothing for one that nobody wrote, or where nobody asks. Templates see a mapping in either case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meta<'a>(pub Option<Effective<'a>>);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(header) => header.serialize(serializer),
            None => serializer.collect_map(std::iter::empty::<((), ())>()),
        }
    }
}

/// A civil date.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Date<'a> {
    /// `2026-04-28`.
    pub iso: Cow<'a, str>,
    /// As the locale writes it; see [`crate::theme::Strings::date`].
    pub text: Cow<'a, str>,
}

/// A link to a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link<'a> {
    /// The page's title as plain text.
    pub text: &'a str,
    /// Href relative to this page.
    pub href: String,
    /// Language of `text` where it is not that of the interface: the target is a fallback.
    pub lang: Option<&'a str>,
}

/// One step of the breadcrumbs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Crumb<'a> {
    /// Plain text.
    pub text: &'a str,
    /// Href relative to this page; `None` for a heading of the navigation and for the page itself.
    pub href: Option<String>,
    /// Language of `text` where it is not that of the interface.
    pub lang: Option<&'a str>,
}

/// A heading of the page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OutlineEntry<'a> {
    /// The heading's id.
    pub id: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// 2 to 6.
    pub level: u8,
    /// The headings below it.
    pub children: Vec<OutlineEntry<'a>>,
}

/// The navigation beside a page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Nav<'a> {
    /// Every guide of the locale, in the site's order, as the component `guide_list` makes it: safe HTML; empty without any.
    pub guides: String,
    /// How many guides that list has.
    pub guide_count: usize,
    /// The guide that this page belongs to.
    pub guide: Option<Link<'a>>,
    /// The entries of its pages, each made by the component `nav_item`, as safe HTML for inside a `<ul>`: the spine, or on
    /// a page of [`Kind::Toc`] the whole tree.
    pub tree: String,
}

/// A tree of pages with a table of contents of its own, as the component `guide_list` receives it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Guide<'a> {
    /// Plain text.
    pub title: &'a str,
    /// Href of its page of [`Kind::Toc`].
    pub href: String,
    /// Whether this page belongs to it.
    pub active: bool,
    /// Language of `title` where it is not that of the interface.
    pub lang: Option<&'a str>,
}

/// An entry of a guide's navigation, as the component `nav_item` receives it. At most 16 levels deep.
///
/// A page's context holds no entries: most of them look the same on every page of a folder, so each is made HTML once.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NavItem<'a> {
    /// Plain text.
    pub text: &'a str,
    /// Href relative to this page; `None` for a mere heading.
    pub href: Option<String>,
    /// Id of the entry on the guide's page of [`Kind::Toc`], where every branch stands open; `None` elsewhere.
    pub id: Option<String>,
    /// This very page.
    pub current: bool,
    /// An ancestor of this page, or this page: its branch stands open.
    pub open: bool,
    /// Leads off the site.
    pub external: bool,
    /// What a reader is told of the target: `untranslated`, or `changed` where its original says something else by now.
    pub caution: Option<&'static str>,
    /// Language of `text` where it is not that of the interface: the target is a fallback.
    pub lang: Option<&'a str>,
    /// The entries below it as safe HTML for inside a `<ul>`, where this page carries them; else empty.
    pub children: String,
    /// Where the entries below it are to be found when this page does not carry them: the guide's page of
    /// [`Kind::Toc`] with the entry's id as the fragment.
    pub more: Option<String>,
}

/// A letter of a locale's index, with the titles and headings that begin with it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Letter<'a> {
    /// The letter; `#` for what begins with none.
    pub letter: String,
    /// What begins with it, in the order of the language.
    pub entries: Vec<IndexEntry<'a>>,
}

/// A title or a heading in a locale's index.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IndexEntry<'a> {
    /// Plain text.
    pub text: &'a str,
    /// Href relative to the index.
    pub href: String,
    /// The title of the page that a heading stands on.
    pub note: Option<&'a str>,
    /// Language of `text` where it is not that of the interface: the target is a fallback.
    pub lang: Option<&'a str>,
}

/// The same page in one locale.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LocaleLink<'a> {
    /// BCP 47 tag; also the `lang` of `label`.
    pub tag: &'a str,
    /// The language's name in itself.
    pub label: &'a str,
    /// Direction of the label.
    pub dir: Direction,
    /// Href relative to this page.
    pub href: String,
    /// Whether this page is it.
    pub current: bool,
    /// Whether the page is not translated there, so that the reader meets another language.
    pub fallback: bool,
    /// Whether it is a translation whose original says something else by now.
    pub behind: bool,
}

/// One `<link rel="alternate">`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Alternate<'a> {
    /// BCP 47 tag or `x-default`.
    pub tag: &'a str,
    /// Absolute URL.
    pub href: String,
}

/// What a reader of a fallback page has to know.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fallback<'a> {
    /// BCP 47 tag of the content's locale.
    pub tag: &'a str,
    /// Name of the content's language in itself.
    pub label: &'a str,
    /// Href of the page that the content was taken from.
    pub href: String,
}

/// What a reader of a translation has to know.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Translation<'a> {
    /// Who made it: `human`, `mixed`, `machine` or `unknown`.
    pub provenance: &'a str,
    /// How much of it people made or reviewed, in per cent; of `mixed` alone.
    pub share: Option<u8>,
    /// Whether the original says something else by now: `current`, `cosmetic`, `changed` or `unknown`.
    pub freshness: &'a str,
    /// How many paragraphs changed, came in or went, and how many there are.
    pub changes: Option<Changes>,
    /// The day of the original that was translated.
    pub date: Option<Date<'a>>,
    /// The revision of the original that was translated, as short as people cite it.
    pub revision: Option<&'a str>,
    /// BCP 47 tag of the original's locale.
    pub tag: &'a str,
    /// Name of the original's language in itself.
    pub label: &'a str,
    /// Href of the original; `None` where there is none, or no longer.
    pub href: Option<String>,
    /// Href of the script that hands over the original, to be shown beside.
    pub beside: Option<String>,
}

/// How much of an original changed since it was translated.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Changes {
    /// Paragraphs that changed, came in or went.
    pub count: usize,
    /// Paragraphs of the original.
    pub of: usize,
    /// Href of the first.
    pub href: &'static str,
}

/// A page or guide offered on a home page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Card<'a> {
    /// Plain text.
    pub title: &'a str,
    /// Plain text, or empty.
    pub description: &'a str,
    /// Href relative to this page.
    pub href: String,
    /// Language of the texts where it is not that of the interface.
    pub lang: Option<&'a str>,
}

/// What stands on paper only.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Print<'a> {
    /// Revision of the content, as short as people cite it.
    pub revision: Option<Cow<'a, str>>,
    /// Date of that revision.
    pub date: Option<Date<'a>>,
}

/// How far the translation into a locale is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Status {
    /// How many pages of the source have a translation, in per cent.
    pub coverage: usize,
    /// How many words are to be translated.
    pub words: usize,
    /// How many pages stand in each way: `current`, `cosmetic`, `changed`, `missing`, `orphan`, `unknown`.
    pub counts: Vec<StatusCount>,
    /// The pages that are not up to date, what hurts most first.
    pub rows: Vec<StatusRow>,
    /// How many more there are.
    pub more: usize,
    /// BCP 47 tag of the source locale.
    pub source_lang: String,
    /// Direction of its script.
    pub source_dir: Direction,
}

/// How many pages stand in one way.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusCount {
    /// The way.
    pub state: &'static str,
    /// The pages.
    pub count: usize,
}

/// A page that is not up to date.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusRow {
    /// Its title as plain text.
    pub title: String,
    /// Language of the title where it is not that of the interface.
    pub lang: Option<String>,
    /// Its output path, then its href: relative to the page.
    pub href: String,
    /// How it stands.
    pub state: &'static str,
    /// How many places changed, came in or went; of a changed page alone.
    pub count: Option<usize>,
    /// How many blocks the source has; of a changed page alone.
    pub of: Option<usize>,
    /// Words to be translated.
    pub words: usize,
    /// Pages that link to it.
    pub links: usize,
    /// The day of the original that was translated, `2026-04-28`.
    pub date: Option<String>,
    /// What changed, block by block.
    pub changes: Vec<StatusChange>,
    /// How many changes more there are.
    pub more: usize,
}

/// A place where a translation no longer says what the source does; texts are plain.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusChange {
    /// What the source said.
    pub then: Option<String>,
    /// What it says now.
    pub now: Option<String>,
    /// What the translation says.
    pub own: Option<String>,
}
