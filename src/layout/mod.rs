//! Article and chrome become the final HTML of a page.
//!
//! A [`Layout`] sees a site through the [`View`] of one locale, fills the typed [`context`] that templates receive, and has
//! the theme render it. Every address in a page is relative to the page, so a site works below any path and from
//! `file://`. May import: articles, themes, the site's view. Deliberately absent: the disk, Markdown, other locales' text.

pub mod context;
mod letters;
mod llms;
mod nav;
mod outline;
mod sitemap;

use crate::article::{Article, films, href};
use crate::config::{Config, Locale};
use crate::front_matter::Keys;
use crate::locale::LocaleId;
use crate::path::{encode, relative};
use crate::site::{Alternate, Crumb, Destination, Guide, Neighbour, Place, Redirect, View};
use crate::theme::{Frame, Strings, Theme, ThemeError};
use crate::translation::{Freshness, Provenance, Revision};
use context::{Card, Context, Fallback, Kind, Link, LocaleLink};
pub use llms::{llms, locale_llms, provenance};
pub use nav::{List, ListName, Which};
pub use sitemap::sitemap;
use std::borrow::Cow;
use std::sync::Arc;

/// Name and version of the generator, as pages state it.
const GENERATOR: &str = concat!("Baton ", env!("CARGO_PKG_VERSION"));

/// Makes HTML of a finished context: a theme does, or whoever remembers what the theme made.
///
/// The context is everything that a template sees, so equal contexts give equal pages.
pub trait Printer: Sync {
    /// The HTML of a page of this kind.
    ///
    /// # Errors
    /// [`ThemeError::Template`] when the template fails.
    fn print(&self, kind: Kind, context: &Context<'_>) -> Result<Vec<u8>, ThemeError>;
}

/// Hands over what pages share: makes it, or remembers what was made for the same site and theme.
pub trait Shared: Sync {
    /// The frame of this name, as `make` gives it.
    ///
    /// # Errors
    /// Those of `make`.
    fn frame(&self, name: &FrameName, make: &dyn Fn() -> Result<Frame, ThemeError>) -> Result<Arc<Frame>, ThemeError>;

    /// The list of this name, as `make` gives it.
    ///
    /// # Errors
    /// Those of `make`.
    fn list(&self, name: &ListName, make: &dyn Fn() -> Result<List, ThemeError>) -> Result<Arc<List>, ThemeError>;
}

/// Whose pages have a frame in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameName {
    /// The locale of the interface.
    pub locale: LocaleId,
    /// The way to the output root.
    pub root: Box<str>,
    /// The way to the locale's home.
    pub home: Box<str>,
}

impl Printer for Theme {
    fn print(&self, kind: Kind, context: &Context<'_>) -> Result<Vec<u8>, ThemeError> {
        self.render(kind.template(), &context.frame, context)
    }
}

/// Renders the pages of one locale.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    theme: &'a Theme,
    view: View<'a>,
    printer: &'a dyn Printer,
    shared: &'a dyn Shared,
    /// The interface's texts in the locale.
    strings: &'a Strings,
}

/// Where a page stands: its output path, and from there the way to the output root.
struct Stand {
    path: Arc<str>,
    root: String,
    home: String,
    locales: String,
}

impl<'a> Layout<'a> {
    /// A layout for the locale that `view` looks from; `printer` makes the HTML, of what `shared` hands over.
    #[must_use]
    pub fn new(theme: &'a Theme, view: View<'a>, printer: &'a dyn Printer, shared: &'a dyn Shared) -> Self {
        let strings = theme.strings(&view.config().locale(view.locale()).tag);
        Self { theme, view, printer, shared, strings }
    }

    /// A page that somebody wrote, at its slug.
    pub fn page(&self, slug: &str, place: &Place, article: &Article) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(self.view.path(slug));
        let kind = if slug == "index" { Kind::Home } else { Kind::Article };
        let facts = &place.facts;
        let mut context = self.start(kind, &stand, &facts.title, slug)?;
        let content_locale = self.config().locale(place.written_in);
        context.content_lang = &content_locale.tag;
        context.content_dir = content_locale.direction.into();
        context.heading = Cow::Borrowed(&article.heading);
        context.content = Cow::Borrowed(&article.content);
        context.badges = Cow::Borrowed(&article.badges);
        self.describe(&mut context, place, &stand);
        let alternates = self.view.locales(slug);
        context.translation = self.translation(slug, &stand, &alternates);
        let levels = self.view.header(slug).and_then(|header| header.mini_toc_levels());
        context.outline = outline::tree(place, levels.unwrap_or(outline::DEFAULT_LEVELS));
        let crumbs = self.view.breadcrumbs(slug);
        if slug != "index" {
            context.breadcrumbs = self.way(&stand, &crumbs, &facts.title);
        }
        let (previous, next) = self.view.neighbours(slug);
        context.previous = previous.as_ref().map(|neighbour| stand.neighbour(neighbour));
        context.next = next.as_ref().map(|neighbour| stand.neighbour(neighbour));
        context.nav = nav::spine(self, &stand.path, slug)?;
        context.locales = self.locale_links(&stand, &alternates);
        context.twin_href = self.view.twin_path(slug).map(|path| relative(&stand.path, &path));
        if place.written_in == self.view.locale() {
            context.alternates = self.hreflang(&alternates);
        }
        self.render(kind, &context)
    }

    fn describe<'c>(&self, context: &mut Context<'c>, place: &'c Place, stand: &Stand)
    where
        'a: 'c,
    {
        let config = self.config();
        let facts = &place.facts;
        let page = &mut context.page;
        page.description = facts.description.as_deref().unwrap_or_default();
        page.hidden = self.view.is_hidden(page.slug);
        page.draft = facts.draft;
        let here = self.view.locale();
        page.noindex = page.hidden || facts.draft || place.written_in != here;
        let slug = page.slug;
        let own = self.view.path_in(place.written_in, slug);
        page.canonical = absolute(config, &own).map(Cow::Owned);
        page.edit_url = edit_url(config, &facts.shown, &config.locale(place.written_in).tag, slug).map(Cow::Owned);
        if let Some(header) = self.view.header(slug) {
            // The default theme does not ask for it, and it is the dearest of what a page is told.
            page.meta = context::Meta(self.theme.has_own_templates().then_some(header));
            page.roles = header.words("role");
            page.features = header.words("feature");
        }
        page.last_update = facts
            .front
            .last_update()
            .map(|date| context::Date { iso: date.to_string().into(), text: self.strings.date(date).into() });
        if place.written_in != here {
            let locale = config.locale(place.written_in);
            let href = relative(&stand.path, &own);
            context.fallback = Some(Fallback { tag: &locale.tag, label: &locale.label, href });
        }
    }

    /// What a reader of a translation has to know.
    fn translation(&self, slug: &str, stand: &Stand, alternates: &[Alternate]) -> Option<context::Translation<'a>> {
        let state = self.view.state(slug)?;
        let source = self.config().source();
        let revision = state.revision.as_ref();
        let date = revision.and_then(|revision| revision.date);
        let address = |path: &str| relative(&stand.path, path);
        let original = alternates.iter().find(|other| other.locale == self.config().source && other.own);
        Some(context::Translation {
            provenance: state.provenance.name(),
            share: if let Provenance::Mixed(share) = state.provenance { Some(share) } else { None },
            freshness: state.freshness.name(),
            changes: if let Freshness::Changed(changes) = state.freshness {
                Some(context::Changes { count: changes.count(), of: changes.of, href: "#change:1" })
            } else {
                None
            },
            date: date.map(|date| context::Date { iso: date.to_string().into(), text: self.strings.date(date).into() }),
            revision: revision.map(Revision::short),
            tag: &source.tag,
            label: &source.label,
            href: original.map(|original| address(&original.path)),
            beside: self.view.original_path(slug).map(|path| address(&path)),
        })
    }

    /// The breadcrumbs from the locale's start to a page, both included.
    fn way<'c>(&self, stand: &Stand, crumbs: &'c [Crumb], title: &'c str) -> Vec<context::Crumb<'c>>
    where
        'a: 'c,
    {
        let home = context::Crumb { text: self.strings.get("home"), href: Some(stand.home.clone()), lang: None };
        let here = context::Crumb { text: title, href: None, lang: None };
        let between = crumbs.iter().map(|crumb| stand.crumb(crumb));
        [home].into_iter().chain(between).chain([here]).collect()
    }

    /// The page that shows a guide's whole navigation.
    pub fn guide(&self, guide: &Guide) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(self.view.path(&guide.toc));
        let mut context = self.start(Kind::Toc, &stand, &guide.title, &guide.toc)?;
        context.page.description = guide.description.as_deref().unwrap_or_default();
        context.page.noindex = guide.hidden;
        context.page.canonical = absolute(self.config(), &stand.path).map(Cow::Owned);
        context.breadcrumbs = self.way(&stand, &[], &guide.title);
        context.nav = nav::whole(self, &stand.path, guide)?;
        let alternates = self.view.locales(&guide.toc);
        context.locales = self.locale_links(&stand, &alternates);
        self.render(Kind::Toc, &context)
    }

    /// The start of a locale that has no `index.md`: its guides.
    pub fn home(&self) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(self.view.path("index"));
        let title = &self.locale().title;
        let mut context = self.start(Kind::Home, &stand, title, "index")?;
        context.page.description = &self.locale().description;
        context.page.canonical = absolute(self.config(), &stand.path).map(Cow::Owned);
        context.cards = self.cards(&stand);
        context.nav = nav::guides(self, &stand.path, None)?;
        let alternates = self.view.locales("index");
        context.locales = self.locale_links(&stand, &alternates);
        self.render(Kind::Home, &context)
    }

    /// The titles and headings of all pages of the locale, by their letters: what search is without a script.
    pub fn search(&self, pages: &[(&'a Place, Arc<str>)]) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(self.search_path().into());
        let title = self.strings.get("search_page");
        let mut context = self.start(Kind::Search, &stand, title, "")?;
        context.page.noindex = true;
        context.nav = nav::guides(self, &stand.path, None)?;
        let language = |id| &*self.config().locale(id).tag;
        context.letters = letters::index(&self.locale().tag, self.view.locale(), &stand.path, pages, &language);
        let alternates = self.view.locales("index");
        context.locales = self.locale_links(&stand, &alternates);
        self.render(Kind::Search, &context)
    }

    /// How far the translation into the locale is; `status` has output paths for hrefs.
    pub fn status(&self, mut status: context::Status) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(self.view.status_path().unwrap_or_else(|| self.view.path("translation")));
        let title = self.strings.get("status_title");
        let mut context = self.start(Kind::Status, &stand, title, "")?;
        context.page.noindex = true;
        context.nav = nav::guides(self, &stand.path, None)?;
        for row in &mut status.rows {
            row.href = relative(&stand.path, &row.href);
        }
        context.status = Some(status);
        let alternates = self.view.locales("index");
        context.locales = self.locale_links(&stand, &alternates);
        self.render(Kind::Status, &context)
    }

    fn search_path(&self) -> String {
        format!("{}/search.html", self.locale().tag)
    }

    fn cards(&self, stand: &Stand) -> Vec<Card<'a>> {
        let listed = self.view.guides().iter().filter(|guide| !guide.hidden);
        let card = |guide: &'a Guide| Card {
            title: &guide.title,
            description: guide.description.as_deref().unwrap_or_default(),
            href: relative(&stand.path, &self.view.guide_path(guide)),
            lang: nav::guide_language(&self.view, guide),
        };
        listed.map(card).collect()
    }

    /// The start of the site, which offers the locales.
    pub fn locales(&self) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand("index.html".into());
        let mut context = self.start(Kind::Locales, &stand, &self.locale().title, "")?;
        context.page.description = &self.locale().description;
        context.page.canonical = absolute(self.config(), "").map(Cow::Owned);
        let alternates = self.view.locales("index");
        context.locales = self.locale_links(&stand, &alternates);
        self.render(Kind::Locales, &context)
    }

    /// The page that a host shows for an unknown address, at whatever depth: with a base URL, its links start at the root of the
    /// host, whichever that is, so that a preview elsewhere works too. Without one they are relative, as everywhere.
    pub fn not_found(&self) -> Result<Vec<u8>, ThemeError> {
        let mut stand = self.stand("404.html".into());
        if let Some(base) = self.config().base_url.as_deref().map(below_host) {
            stand.home = format!("{base}{}", stand.home);
            stand.locales = format!("{base}index.html");
            base.clone_into(&mut stand.root);
        }
        let title = self.strings.get("not_found_title");
        let mut context = self.start(Kind::NotFound, &stand, title, "")?;
        context.page.noindex = true;
        let alternates = self.view.locales("index");
        context.locales = self.locale_links(&stand, &alternates);
        for link in &mut context.locales {
            link.href = format!("{}{}", stand.root, link.href);
        }
        self.render(Kind::NotFound, &context)
    }

    /// A page at an old address that leads to a new one.
    pub fn redirect(&self, path: &Arc<str>, redirect: &Redirect) -> Result<Vec<u8>, ThemeError> {
        let stand = self.stand(path.clone());
        let href = href(&stand.path, &redirect.destination).unwrap_or_default();
        let mut context = self.start(Kind::Redirect, &stand, &href, "")?;
        context.page.noindex = true;
        context.page.canonical = match &redirect.destination {
            Destination::Page { path, .. } => absolute(self.config(), path).map(Cow::Owned),
            _ => None,
        };
        context.redirect = Some(Link { text: &href, href: href.clone(), lang: None });
        self.render(Kind::Redirect, &context)
    }

    /// What every page has.
    fn start<'c>(&self, kind: Kind, stand: &'c Stand, title: &'c str, slug: &'c str) -> Result<Context<'c>, ThemeError>
    where
        'a: 'c,
    {
        let locale = self.locale();
        let name = FrameName { locale: self.view.locale(), root: (&*stand.root).into(), home: (&*stand.home).into() };
        Ok(Context {
            frame: self.shared.frame(&name, &|| self.theme.frame(self.strings, &self.common(stand)))?,
            content_lang: &locale.tag,
            content_dir: locale.direction.into(),
            page: context::Page { kind, title, slug, url: &stand.path, ..context::Page::default() },
            ..Context::default()
        })
    }

    /// What all pages have in common that see the root of the output and the home of the locale alike.
    fn common<'c>(&self, stand: &'c Stand) -> context::Common<'c>
    where
        'a: 'c,
    {
        let locale = self.locale();
        context::Common {
            site: context::Site {
                title: &locale.title,
                description: &locale.description,
                root: &stand.root,
                home: &stand.home,
                locales_href: &stand.locales,
                generator: GENERATOR,
                policy: Some(policy().into()),
            },
            locale: context::Locale { tag: &locale.tag, label: &locale.label, dir: locale.direction.into() },
            assets: self.theme.asset_hrefs(&stand.root),
            search_href: self.config().search.enabled.then(|| format!("{}{}", stand.root, self.search_path())),
            status_href: self.view.status_path().map(|path| format!("{}{path}", stand.root)),
        }
    }

    fn render(&self, kind: Kind, context: &Context<'_>) -> Result<Vec<u8>, ThemeError> {
        self.printer.print(kind, context)
    }

    fn stand(&self, path: Arc<str>) -> Stand {
        let root = "../".repeat(path.matches('/').count());
        let home = relative(&path, &self.view.path("index"));
        let several = self.view.is_multilingual();
        let locales = if several { relative(&path, "index.html") } else { String::new() };
        Stand { path, root, home, locales }
    }

    fn locale_links(&self, stand: &Stand, alternates: &[Alternate]) -> Vec<LocaleLink<'a>> {
        let link = |alternate: &Alternate| {
            let locale = self.config().locale(alternate.locale);
            LocaleLink {
                tag: &locale.tag,
                label: &locale.label,
                dir: locale.direction.into(),
                href: relative(&stand.path, &alternate.path),
                current: alternate.path == stand.path,
                fallback: !alternate.own,
                behind: alternate.is_behind,
            }
        };
        alternates.iter().map(link).collect()
    }

    /// `<link rel="alternate">` for every locale that has the page itself, and for readers of any other.
    fn hreflang(&self, alternates: &[Alternate]) -> Vec<context::Alternate<'a>> {
        let config = self.config();
        let own = || alternates.iter().filter(|alternate| alternate.own);
        let link = |tag: &'a str, path: &str| Some(context::Alternate { tag, href: absolute(config, path)? });
        let source = own().find(|alternate| alternate.locale == config.source);
        let each = own().filter_map(|other| link(&config.locale(other.locale).tag, &other.path));
        each.chain(source.and_then(|source| link("x-default", &source.path))).collect()
    }

    fn config(&self) -> &'a Config {
        self.view.config()
    }

    fn locale(&self) -> &'a Locale {
        self.config().locale(self.view.locale())
    }
}

impl Stand {
    fn crumb<'c>(&self, crumb: &'c Crumb) -> context::Crumb<'c> {
        let href = crumb.path.as_ref().map(|path| relative(&self.path, path));
        context::Crumb { text: &crumb.text, href, lang: None }
    }

    fn neighbour<'c>(&self, neighbour: &'c Neighbour) -> Link<'c> {
        Link { text: &neighbour.text, href: relative(&self.path, &neighbour.path), lang: None }
    }
}

/// What a page may load, for hosts that send no policy of their own: its site's files, pictures that its text shows from
/// elsewhere, and the player of a film that somebody asked for. Read from a disk, a site is not `'self'` to every browser.
#[must_use]
pub fn policy() -> String {
    const OWN: &str = "'self' file:";
    let players = films::HOSTS.map(|host| format!("https://{host}")).join(" ");
    format!(
        "default-src 'none'; script-src {OWN}; style-src {OWN}; img-src {OWN} data: https:; font-src {OWN}; \
         connect-src {OWN}; worker-src {OWN}; frame-src {players}; form-action 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'"
    )
}

/// The path of a base URL: `/wiki/` for `https://example.com/wiki/`.
fn below_host(base: &str) -> &str {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    host.find('/').and_then(|slash| host.get(slash..)).unwrap_or("/")
}

fn absolute(config: &Config, path: &str) -> Option<String> {
    config.base_url.as_ref().map(|base| format!("{base}{}", encode(path)))
}

fn edit_url(config: &Config, shown: &str, tag: &str, slug: &str) -> Option<String> {
    let pattern = config.edit_url.as_deref()?;
    Some(pattern.replace("{path}", &encode(shown)).replace("{locale}", tag).replace("{slug}", &encode(slug)))
}
