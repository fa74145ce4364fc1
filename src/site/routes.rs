//! The address of everything that is published, each claimed once.

use super::{Ingredients, LocaleSite, Redirect, Site, Slug, redirects};
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::LocaleId;
use crate::path::{below, fold};
use crate::source::{FileKey, TreeId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is shown at an address of the output.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// A page.
    Page(LocaleId, Slug),
    /// The original of a translated page, for a script that shows it beside.
    Original(LocaleId, Slug),
    /// The Markdown of a page, for programs.
    Twin(LocaleId, Slug),
    /// The list of those of a locale; without one, of the locales' lists.
    Llms(Option<LocaleId>),
    /// How far the translation into a locale is.
    Status(LocaleId),
    /// The whole navigation of a guide, by its index.
    Guide(LocaleId, usize),
    /// The start of a locale that has no `index.md`.
    Home(LocaleId),
    /// The list of all pages of a locale, where search begins.
    Search(LocaleId),
    /// The start of the site, which offers the locales.
    Locales,
    /// The page for addresses that lead nowhere.
    NotFound,
    /// A page that leads on.
    Redirect(Redirect),
    /// The list of pages for search engines.
    Sitemap,
}

impl Route {
    /// The page that it shows or is made beside.
    #[must_use]
    pub fn page(&self) -> Option<(LocaleId, &Slug)> {
        match self {
            Self::Page(locale, slug) | Self::Original(locale, slug) | Self::Twin(locale, slug) => Some((*locale, slug)),
            _ => None,
        }
    }
}

/// Claims the addresses, those of pages first; of two that want the same, the second is reported and left out.
pub(super) fn claim(site: &mut Site, ingredients: &Ingredients) {
    let mut claims = Claims::default();
    for reserved in &ingredients.reserved {
        claims.taken.insert(fold(reserved), "the theme".into());
    }
    let fixed = [("index.html", Route::Locales), ("404.html", Route::NotFound)];
    let sitemap = site.config.base_url.is_some().then_some(("sitemap.xml", Route::Sitemap));
    let llms = site.config.twins.then_some(("llms.txt", Route::Llms(None)));
    for (path, route) in fixed.into_iter().chain(sitemap).chain(llms) {
        claims.claim(path.into(), route, "the site itself");
    }
    for (id, locale) in site.published() {
        for (slug, place) in &locale.places {
            claims.claim(site.page_path(id, slug), Route::Page(id, slug.clone()), &place.facts.shown);
            if let Some(path) = site.view(id).original_path(slug) {
                claims.claim(path, Route::Original(id, slug.clone()), &place.facts.shown);
            }
            if let Some(path) = site.view(id).twin_path(slug).filter(|_| place.written_in == id) {
                claims.claim(path, Route::Twin(id, slug.clone()), &place.facts.shown);
            }
        }
    }
    for (id, locale) in site.published() {
        for (index, guide) in locale.guides.iter().enumerate() {
            let claimant = guide.source.as_ref().map_or("a folder's list of pages", |toc| &toc.shown);
            claims.claim(site.page_path(id, &guide.toc), Route::Guide(id, index), claimant);
        }
        if site.config.search.enabled {
            claims.claim(site.path_of(id, "search"), Route::Search(id), "the locale's search page");
        }
        if site.config.twins {
            let path = format!("{}/llms.txt", site.config.locale(id).tag).into();
            claims.claim(path, Route::Llms(Some(id)), "the locale's list for programs");
        }
        if let Some(path) = site.view(id).status_path() {
            claims.claim(path, Route::Status(id), "the page about the locale's translation (`translation.dashboard`)");
        }
        if !locale.places.contains_key("index") {
            claims.claim(site.page_path(id, "index"), Route::Home(id), "the locale's start page");
        }
    }
    for (path, redirect, claimant) in redirects::collect(site, ingredients, &mut claims.findings) {
        claims.redirect(path, redirect, &claimant);
    }
    site.routes = claims.routes;
    site.findings.extend(claims.findings);
}

#[derive(Default)]
struct Claims {
    routes: BTreeMap<Arc<str>, Route>,
    /// Who has an address, by its folded form.
    taken: BTreeMap<String, Arc<str>>,
    findings: Vec<Diagnostic>,
}

impl Claims {
    fn claim(&mut self, path: Arc<str>, route: Route, claimant: &str) {
        match self.taken.get(&fold(&path)) {
            Some(first) => {
                let message = format!("`{path}` is already the address of {first}");
                let finding = Diagnostic::new(&codes::OUTPUT_COLLISION, claimant, message)
                    .help("rename one of the two; this one is left out");
                self.findings.push(finding);
            }
            None => {
                self.taken.insert(fold(&path), claimant.into());
                self.routes.insert(path, route);
            }
        }
    }

    fn redirect(&mut self, path: Arc<str>, redirect: Redirect, claimant: &Redirected) {
        match self.taken.get(&fold(&path)) {
            Some(first) => {
                let message = format!("the redirect from `{path}` is not needed: {first} is there");
                let mut finding = Diagnostic::new(&codes::REDIRECT_SHADOWED, claimant.shown.clone(), message)
                    .help(redirects::SHADOWED);
                finding.span = claimant.span;
                self.findings.push(finding);
            }
            None => {
                self.taken.insert(fold(&path), claimant.shown.clone());
                self.routes.insert(path, Route::Redirect(redirect));
            }
        }
    }
}

/// Who asks for a redirect.
pub(super) struct Redirected {
    pub shown: Arc<str>,
    pub span: Option<crate::span::Span>,
}

impl Site {
    /// The locales that are published, with what they hold.
    pub(super) fn published(&self) -> impl Iterator<Item = (LocaleId, &LocaleSite)> {
        self.config.ids().zip(&self.locales).filter(|(id, _)| self.published.contains(id))
    }

    /// The output path of a page.
    pub(super) fn page_path(&self, locale: LocaleId, slug: &str) -> Arc<str> {
        let address = self.addresses.get(slug).map_or(slug, |address| &**address);
        self.path_of(locale, address)
    }

    /// The output path of an address without locale and extension.
    pub(super) fn path_of(&self, locale: LocaleId, address: &str) -> Arc<str> {
        [&*self.config.locale(locale).tag, "/", address, ".html"].concat().into()
    }

    /// The output path of an asset: the same for every page and locale that uses it.
    #[must_use]
    pub fn asset_path(&self, key: &FileKey) -> Arc<str> {
        let path = key.path.as_str();
        match key.tree {
            TreeId::Shared => path.into(),
            TreeId::Locale(locale) => {
                let inner = below(path, self.pages_of(key.tree)).unwrap_or(path);
                format!("{}/{inner}", self.config.locale(locale).tag).into()
            }
        }
    }
}
