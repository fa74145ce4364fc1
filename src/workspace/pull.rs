//! Making an output, or finding it made.
//!
//! An output is known by what it is made from before it is made: the context without the article, and what the article is
//! written from. While those are the same nothing is written or rendered; where the article comes out the same, nothing is
//! rendered.

use super::Error;
use super::memos::{Answered, Html, Mark, Material, Memory, Name, Pool, Press, Probe, Stamp, on_page};
use super::snapshot::{Parts, Shown, Snapshot};
use crate::article::{self, Answers};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::layout::{self, Layout, Printer};
use crate::locale::LocaleId;
use crate::page::Page;
use crate::site::{Route, Slug};
use crate::source::FileKey;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

/// An output, and what was met on the way.
pub struct Pulled {
    /// The bytes of the output.
    pub html: Bytes,
    /// Their identity; nothing on a one-shot build, where nobody asks for it.
    pub digest: Option<Digest>,
    /// What is wrong with the page, where it is the locale's own.
    pub findings: Vec<Diagnostic>,
    /// The files that it shows or links.
    pub assets: BTreeSet<FileKey>,
}

/// What a page is made from.
struct Origin {
    /// The identity of everything around the article, or of the whole where there is none.
    around: Digest,
    /// What the article is written from.
    material: Option<Material>,
    /// The whole, where no template makes it.
    made: Option<Vec<u8>>,
}

impl Snapshot {
    /// Makes the output at `path`, or finds it made.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails.
    pub fn pull(&self, path: &Arc<str>, route: &Route) -> Result<Pulled, Error> {
        let answered = self.answered_at(route);
        let html = match self.0.memos.memory {
            Memory::None => Html::unnamed(self.render(path, route, answered.as_ref())?),
            Memory::Live => self.remembered(path, route, answered.as_ref())?,
        };
        let (findings, assets) =
            answered.map(|answered| (answered.findings.clone(), answered.assets.clone())).unwrap_or_default();
        Ok(Pulled { html: html.bytes, digest: html.digest, findings, assets })
    }

    /// The identity of what [`pull`](Self::pull) gives. A page is rendered for it only where it was not seen before: its
    /// text may be forgotten since, for there is no room for all of them.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails.
    pub fn digest(&self, path: &Arc<str>, route: &Route) -> Result<Digest, Error> {
        let memos = &self.0.memos;
        let stamp = self.stamp(route);
        if let Some(mark) = memos.marks.peek(path, &stamp) {
            return Ok(mark.digest);
        }
        if let Some(mark) = memos.marks.last(path) {
            let Origin { around, material, .. } = self.origin(path, route)?;
            if mark.origin == material.map_or(around, |material| material.with(around)) {
                memos.mark(path, stamp, mark);
                return Ok(mark.digest);
            }
        }
        let html = self.pull(path, route)?;
        Ok(html.digest.unwrap_or_else(|| Digest::of(&html.html)))
    }

    fn stamp(&self, route: &Route) -> Stamp {
        let page = match (route, route.page()) {
            (_, Some((locale, slug))) => self.shown(locale, slug).map(|shown| self.identity(locale, slug, shown.page)),
            // What pages say is told there, and how often they are linked to.
            (Route::Status(_), _) => Some(self.everything()),
            _ => None,
        };
        Stamp { site: self.0.number, theme: self.theme().digest(), page }
    }

    /// The identity of a page's text, and of what is said of it as a translation.
    fn identity(&self, locale: LocaleId, slug: &str, page: &Page) -> Digest {
        let Some(translated) = self.translation(locale, slug) else { return page.digest };
        let mut hasher = Hasher::default();
        hasher.raw(&page.digest.bytes());
        hasher.raw(&translated.digest.bytes());
        hasher.finish()
    }

    /// What a page has to know of the site.
    pub(super) fn answered(&self, name: &Name) -> Option<Arc<Answered>> {
        let (locale, slug) = name;
        let Shown { place, page } = self.shown(*locale, slug)?;
        let identity = self.identity(*locale, slug, page);
        let stamp = Stamp { site: self.0.number, theme: self.theme().digest(), page: Some(identity) };
        let memos = &self.0.memos;
        let ask = |_: &Stamp| -> Result<_, std::convert::Infallible> {
            let answers = Answers::ask(self.site().view(*locale), slug, place, page, self.translation(*locale, slug));
            // A page that falls back is reported once, where it is written.
            let findings = if place.written_in == *locale { answers.findings(page) } else { Vec::new() };
            // The same answers stay the same value.
            let last = memos.answers.last(name).filter(|last| last.answers == answers && last.findings == findings);
            Ok(last.unwrap_or_else(|| {
                let number = memos.answered.fetch_add(1, Ordering::Relaxed);
                Arc::new(Answered { number, findings, assets: answers.assets(), answers })
            }))
        };
        memos.answers.recall(name, stamp, ask).ok()
    }

    fn answered_at(&self, route: &Route) -> Option<Arc<Answered>> {
        self.answered(&name_of(route)?)
    }

    /// A page as it was made before from the same, or made now.
    fn remembered(&self, path: &Arc<str>, route: &Route, answered: Option<&Arc<Answered>>) -> Result<Html, Error> {
        let memos = &self.0.memos;
        let stamp = self.stamp(route);
        if let Some(html) = memos.marks.peek(path, &stamp).and_then(|mark| memos.html.peek(path, &mark.identity)) {
            return Ok(html);
        }
        let Origin { around, material, made } = self.origin(path, route)?;
        let article = material.and_then(|_| self.article_at(route, answered?));
        let identity = match &article {
            Some(article) => {
                Digest::of_parts([&*around.to_string(), &article.badges, &article.heading, &article.content])
            }
            None => around,
        };
        let make = || self.print(path, route, &article.clone().unwrap_or_default());
        let html = memos.html.recall(path, identity, |_| made.map_or_else(make, Ok).map(Html::new))?;
        let origin = material.map_or(around, |material| material.with(around));
        if let Some(digest) = html.digest {
            memos.mark(path, stamp, Mark { origin, identity, digest });
        }
        Ok(html)
    }

    /// What a page is made from, found without writing an article or rendering a template. What no template makes is made
    /// for it, and handed over.
    fn origin(&self, path: &Arc<str>, route: &Route) -> Result<Origin, Error> {
        let probe = Probe { theme: self.theme(), identity: OnceLock::new() };
        let made = self.lay_out(&probe, path, route, &article::Article::default())?;
        let material = match (name_of(route), self.answered_at(route)) {
            (Some((locale, slug)), Some(answered)) => {
                self.shown(locale, &slug).map(|shown| self.material(shown.page, &answered))
            }
            _ => None,
        };
        Ok(match probe.identity.into_inner() {
            Some(around) => Origin { around, material, made: None },
            None => Origin { around: Digest::of(&made), material: None, made: Some(made) },
        })
    }

    fn material(&self, page: &Page, answered: &Answered) -> Material {
        Material { page: page.digest, theme: self.theme().digest(), answers: answered.number }
    }

    fn render(&self, path: &Arc<str>, route: &Route, answered: Option<&Arc<Answered>>) -> Result<Vec<u8>, Error> {
        let article = answered.and_then(|answered| self.article_at(route, answered));
        self.print(path, route, &article.unwrap_or_default())
    }

    fn print(&self, path: &Arc<str>, route: &Route, article: &article::Article) -> Result<Vec<u8>, Error> {
        let press = Press { theme: self.theme(), memos: &self.0.memos };
        self.lay_out(&press, path, route, article)
    }

    fn article_at(&self, route: &Route, answered: &Arc<Answered>) -> Option<Arc<article::Article>> {
        let name = name_of(route)?;
        let page = self.shown(name.0, &name.1)?.page;
        Some(self.article(&name, page, answered))
    }

    /// Lays out what is shown at an address, and has it printed.
    fn lay_out(
        &self,
        printer: &dyn Printer,
        path: &Arc<str>,
        route: &Route,
        article: &article::Article,
    ) -> Result<Vec<u8>, Error> {
        let Parts { number, site, inputs, memos, .. } = &*self.0;
        let pool = Pool { memos, stamp: Stamp { site: *number, theme: inputs.theme.digest(), page: None } };
        let layout = |locale: LocaleId| Layout::new(&inputs.theme, site.view(locale), printer, &pool);
        let source_locale = site.config().source;
        let text = |text: String| Ok(text.into_bytes());
        let rendered = match route {
            Route::Page(locale, slug) => match self.shown(*locale, slug) {
                Some(Shown { place, page }) => {
                    let html = layout(*locale).page(slug, place, article);
                    return html.map_err(on_page(&page.source.shown));
                }
                None => Ok(Vec::new()),
            },
            Route::Original(locale, slug) => {
                let name = (*locale, slug.clone());
                let shown = self.shown(*locale, slug);
                let answered = shown.and_then(|shown| Some((shown.page, self.answered(&name)?)));
                let written = answered.map(|(page, answered)| article::original(&self.task(*locale, page, &answered)));
                text(written.flatten().unwrap_or_default())
            }
            Route::Twin(locale, slug) => text(self.twin(*locale, slug).unwrap_or_default()),
            Route::Llms(Some(locale)) => text(layout::locale_llms(site, *locale)),
            Route::Llms(None) => text(layout::llms(site)),
            Route::Status(locale) => layout(*locale).status(self.dashboard(*locale)),
            Route::Guide(locale, index) => match site.view(*locale).guides().get(*index) {
                Some(guide) => layout(*locale).guide(guide),
                None => Ok(Vec::new()),
            },
            Route::Home(locale) => layout(*locale).home(),
            Route::Search(locale) => {
                let titled = |slug: &Slug| {
                    let place = site.place_of(*locale, slug).filter(|place| !place.facts.hidden)?;
                    Some((place, site.view(*locale).path(slug)))
                };
                layout(*locale).search(&site.slugs(*locale).filter_map(titled).collect::<Vec<_>>())
            }
            Route::Locales => layout(source_locale).locales(),
            Route::NotFound => layout(source_locale).not_found(),
            Route::Redirect(redirect) => layout(redirect.locale).redirect(path, redirect),
            Route::Sitemap => text(layout::sitemap(site)),
        };
        rendered.map_err(on_page(path))
    }

    fn article(&self, name: &Name, page: &Page, answered: &Arc<Answered>) -> Arc<article::Article> {
        let Parts { memos, .. } = &*self.0;
        let material = self.material(page, answered);
        let write = |_: &Material| -> Result<_, std::convert::Infallible> {
            let task = self.task(name.0, page, answered);
            Ok(Arc::new(article::write(&task)))
        };
        memos.articles.recall(name, material, write).unwrap_or_default()
    }

    /// What is needed to write a page.
    fn task<'a>(&'a self, locale: LocaleId, page: &'a Page, answered: &'a Answered) -> article::Task<'a> {
        let Parts { memos, inputs, .. } = &*self.0;
        let strings = |locale: LocaleId| inputs.theme.strings(&inputs.config.locale(locale).tag);
        article::Task {
            answers: &answered.answers,
            page,
            strings: strings(locale),
            source_strings: strings(inputs.config.source),
            highlighter: &memos.highlighter,
            memo: &memos.code,
        }
    }
}

/// The page that a route shows.
pub(super) fn name_of(route: &Route) -> Option<Name> {
    match route {
        Route::Page(locale, slug) => Some((*locale, slug.clone())),
        _ => None,
    }
}
