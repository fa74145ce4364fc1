//! One consistent revision of a site, from which any output can be pulled.

use super::assets::{CleanSvg, clean_svg, is_svg, unused};
use super::inputs::Inputs;
use super::memos::{Answered, Html, Material, Memory, Memos, Name, Press, Stamp, on_page};
use super::search::Indices;
use super::texts::Texts;
use super::translations::Translations;
use super::{Counts, Error, Options};
use crate::article::{self, Answers};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::layout::{self, Layout};
use crate::locale::LocaleId;
use crate::page::{Page, Translated};
use crate::site::{Assets, Ingredients, Place, Route, Site, Slug};
use crate::source::{Archive, Asset, FileKey, Version};
use crate::theme::Theme;
use crate::translation::State;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

/// Everything that outputs are made from: immutable, assembled whole, cheap to clone.
///
/// Snapshots of one workspace share what is remembered. They may be pulled from at the same time, old ones too.
#[derive(Clone)]
pub struct Snapshot(Arc<Parts>);

struct Parts {
    revision: usize,
    inputs: Inputs,
    texts: Texts,
    translations: Translations,
    ingredients: Arc<Ingredients>,
    site: Arc<Site>,
    /// The number of the site: the same as long as its ingredients are.
    number: usize,
    all_locales: bool,
    memos: Arc<Memos>,
    survey: OnceLock<Survey>,
    indices: Indices,
}

/// What is known of all pages together once each has asked the site: no text is rendered for that.
pub struct Survey {
    /// Everything that is wrong, settled by the configuration and in order; of SVG files only what was looked at.
    pub findings: Vec<Diagnostic>,
    /// The files that are published, by output path.
    pub assets: BTreeMap<Arc<str>, FileKey>,
}

/// An output, and what was met on the way.
pub struct Pulled {
    /// The bytes of the output.
    pub html: Arc<str>,
    /// Their identity; nothing on a one-shot build, where nobody asks for it.
    pub digest: Option<Digest>,
    /// What is wrong with the page, where it is the locale's own.
    pub findings: Vec<Diagnostic>,
    /// The files that it shows or links.
    pub assets: BTreeSet<FileKey>,
}

/// A page at an address, with what is written there.
struct Shown<'a> {
    place: &'a Place,
    page: &'a Arc<Page>,
}

impl Snapshot {
    /// Reads what changed since `before`, in parallel, and puts the site together if its ingredients changed.
    pub(super) fn assemble(
        inputs: Inputs,
        archive: &mut Archive,
        options: &Options,
        before: Option<&Self>,
        memos: &Arc<Memos>,
    ) -> Self {
        let before = before.map(|before| &*before.0);
        let texts = Texts::read(&inputs, before.map(|before| &before.texts));
        memos.parsed.fetch_add(texts.parsed, Ordering::Relaxed);
        let translations =
            Translations::follow(&inputs, &texts, archive, before.map(|before| &before.translations), memos);
        let states = translations.states(before.map(|before| &before.ingredients.states));
        let ingredients = ingredients(&inputs, &texts, states, options.drafts, before);
        let (ingredients, site, number) = match before.filter(|before| *before.ingredients == ingredients) {
            Some(before) => (before.ingredients.clone(), before.site.clone(), before.number),
            None => {
                let site = Arc::new(Site::assemble(&ingredients));
                (Arc::new(ingredients), site, memos.assembled.fetch_add(1, Ordering::Relaxed))
            }
        };
        let revision = before.map_or(1, |before| before.revision + 1);
        let (memos, all_locales) = (memos.clone(), options.locales.is_empty());
        let survey = OnceLock::new();
        let searched: &[LocaleId] = if inputs.config.search.enabled { &inputs.published } else { &[] };
        let indices = searched.iter().map(|locale| (*locale, OnceLock::new())).collect();
        Self(Arc::new(Parts {
            revision,
            inputs,
            texts,
            translations,
            ingredients,
            site,
            number,
            all_locales,
            memos,
            survey,
            indices,
        }))
    }

    /// The number of the revision: 1 for the first, and higher for each that follows.
    #[must_use]
    pub fn revision(&self) -> usize {
        self.0.revision
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.0.inputs.theme
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.inputs.config
    }

    /// How much work was done so far, by all snapshots of the workspace.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.0.memos.counts()
    }

    /// The locale's own page at an address as a translation: from which page, and which block belongs to which. Nothing in
    /// the source locale, and where another locale's page is shown.
    #[must_use]
    pub fn translation(&self, locale: LocaleId, slug: &str) -> Option<&Arc<Translated>> {
        let place = self.site().view(locale).place(slug).filter(|place| place.written_in == locale)?;
        self.0.translations.get(&place.facts.key)
    }

    /// Every page that is not of the source locale as a translation, drafts included, by its file.
    pub fn translations(&self) -> impl Iterator<Item = (&FileKey, &Arc<Translated>)> {
        self.0.translations.iter()
    }

    /// The text of a source file, for showing a finding in it.
    #[must_use]
    pub fn source_text(&self, path: &str) -> Option<&str> {
        self.0.inputs.text(path)
    }

    pub(super) fn inputs(&self) -> &Inputs {
        &self.0.inputs
    }

    /// What the site says to the references of the page at an address.
    pub(super) fn answers(&self, locale: LocaleId, slug: &Slug) -> Option<Answers> {
        self.answered(&(locale, slug.clone())).map(|answered| answered.answers.clone())
    }

    /// Whether drafts count.
    pub(super) fn has_drafts(&self) -> bool {
        self.0.ingredients.drafts
    }

    /// A page by its file.
    pub(super) fn page(&self, key: &FileKey) -> Option<&Arc<Page>> {
        self.0.texts.pages.get(key)
    }

    /// What is wrong with the inputs, with files taken alone, and with the site as a whole.
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let Parts { inputs, texts, translations, site, ingredients, .. } = &*self.0;
        let inputs = inputs.findings.iter().chain(inputs.sources.findings.iter());
        let pages = texts.findings(ingredients.drafts).chain(translations.findings(texts, ingredients.drafts));
        inputs.chain(pages).chain(site.findings()).cloned().collect()
    }

    /// What is wrong with the page at an address of its own locale, settled by the configuration and in order; of parts
    /// that it includes too. What other pages and files have is not among it.
    #[must_use]
    pub fn findings_of(&self, route: &Route) -> Vec<Diagnostic> {
        let Parts { inputs, texts, translations, site, ingredients, .. } = &*self.0;
        let Route::Page(locale, slug) = route else { return Vec::new() };
        let Some(Shown { place, page }) = self.shown(*locale, slug) else { return Vec::new() };
        if place.written_in != *locale {
            return Vec::new();
        }
        let answered = self.answered(&(*locale, slug.clone()));
        let around = inputs.sources.findings.iter().chain(site.findings());
        let around = around.chain(translations.findings(texts, ingredients.drafts));
        let own = page.findings.iter().chain(around.filter(|finding| finding.path == page.source.shown));
        let asked = answered.iter().flat_map(|answered| &answered.findings);
        self.config().policy.settle(own.chain(asked).cloned().collect())
    }

    /// The output path of the page that is written in the file at `path`, which the configuration names from `root`.
    #[must_use]
    pub fn page_of(&self, root: &Path, path: &Path) -> Option<Arc<str>> {
        let (path, _) = self.routes().find(|(_, route)| {
            let Route::Page(locale, slug) = route else { return false };
            let shown = self.shown(*locale, slug).filter(|shown| shown.place.written_in == *locale);
            shown.is_some_and(|shown| root.join(&*shown.page.source.shown) == path)
        })?;
        Some(path.clone())
    }

    /// How many pages each published locale has of its own.
    #[must_use]
    pub fn page_counts(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<LocaleId, usize> = BTreeMap::new();
        for (_, route) in self.site().routes() {
            if let Route::Page(locale, slug) = route {
                let own = self.site().view(*locale).place(slug).is_some_and(|place| place.written_in == *locale);
                *counts.entry(*locale).or_default() += usize::from(own);
            }
        }
        counts.into_iter().map(|(id, count)| (self.config().locale(id).tag.clone(), count)).collect()
    }

    /// Every address of the output that is not an asset.
    pub fn routes(&self) -> impl Iterator<Item = (&Arc<str>, &Route)> {
        self.site().routes()
    }

    /// Makes the output at `path`, or finds it made.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails.
    pub fn pull(&self, path: &Arc<str>, route: &Route) -> Result<Pulled, Error> {
        let answered = match route {
            Route::Page(locale, slug) => self.answered(&(*locale, slug.clone())),
            _ => None,
        };
        let html = match self.0.memos.memory {
            Memory::None => Html::unnamed(self.render(path, route, answered.as_ref())?),
            Memory::Live => {
                let make = |_: &Stamp| self.render(path, route, answered.as_ref()).map(Html::new);
                self.0.memos.outputs.recall(path, self.stamp(route), make)?
            }
        };
        let (findings, assets) =
            answered.map(|answered| (answered.findings.clone(), answered.assets.clone())).unwrap_or_default();
        Ok(Pulled { html: html.text, digest: html.digest, findings, assets })
    }

    /// The file at an output path, if it is one that is published.
    #[must_use]
    pub fn asset(&self, path: &str) -> Option<&Arc<Asset>> {
        self.0.inputs.sources.assets.get(self.survey().assets.get(path)?)
    }

    /// The page that is shown at an output path: the path of its file as people know it, and where that lies.
    #[must_use]
    pub fn source_at(&self, route: &Route) -> Option<Arc<str>> {
        let Route::Page(locale, slug) = route else { return None };
        Some(self.shown(*locale, slug)?.page.source.shown.clone())
    }

    /// Asks the site everything that its pages ask, and puts together what they found.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        self.0.survey.get_or_init(|| self.take_survey())
    }

    /// The page that is shown at an address, and where it stands.
    pub(super) fn written(&self, locale: LocaleId, slug: &str) -> Option<(&Place, &Page)> {
        self.shown(locale, slug).map(|shown| (shown.place, &**shown.page))
    }

    /// The number of the site: the same as long as its ingredients are.
    pub(super) fn number(&self) -> usize {
        self.0.number
    }

    pub(super) fn memos(&self) -> &Memos {
        &self.0.memos
    }

    pub(super) fn index_cells(&self) -> &Indices {
        &self.0.indices
    }

    fn take_survey(&self) -> Survey {
        let pages: Vec<Name> = self.routes().filter_map(|(_, route)| name_of(route)).collect();
        let answered: Vec<Arc<Answered>> = pages.par_iter().filter_map(|name| self.answered(name)).collect();
        let mut used: BTreeSet<&FileKey> = BTreeSet::new();
        let mut findings = self.findings();
        for answered in &answered {
            findings.extend(answered.findings.iter().cloned());
            used.extend(&answered.assets);
        }
        super::damage::settle(self, &mut findings);
        let assets = &self.0.inputs.sources.assets;
        let svgs = used.iter().filter_map(|key| Some((*key, assets.get(*key)?))).filter(|(_, asset)| is_svg(asset));
        findings.extend(svgs.flat_map(|(key, asset)| self.clean_svg(key, asset).findings.clone()));
        if self.0.all_locales {
            findings.extend(unused(&self.0.inputs, |key| used.contains(key)));
        }
        let published = used.iter().filter(|key| assets.contains_key(**key));
        let assets = published.map(|key| (self.site().asset_path(key), (*key).clone())).collect();
        Survey { findings: self.config().policy.settle(findings), assets }
    }

    /// An SVG as it may be published.
    pub(super) fn clean_svg(&self, key: &FileKey, asset: &Asset) -> Arc<CleanSvg> {
        let clean = |_: &Version| Ok::<_, std::convert::Infallible>(Arc::new(clean_svg(asset)));
        self.0.memos.svgs.recall(key, asset.version, clean).unwrap_or_default()
    }

    fn stamp(&self, route: &Route) -> Stamp {
        let page = match route {
            Route::Page(locale, slug) | Route::Original(locale, slug) => {
                self.shown(*locale, slug).map(|shown| self.identity(*locale, slug, shown.page))
            }
            _ => None,
        };
        Stamp { site: self.0.number, theme: self.theme().digest(), page }
    }

    fn shown(&self, locale: LocaleId, slug: &str) -> Option<Shown<'_>> {
        let place = self.site().view(locale).place(slug)?;
        Some(Shown { place, page: self.0.texts.pages.get(&place.facts.key)? })
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
    fn answered(&self, name: &Name) -> Option<Arc<Answered>> {
        let (locale, slug) = name;
        let Shown { place, page } = self.shown(*locale, slug)?;
        let identity = self.identity(*locale, slug, page);
        let stamp = Stamp { site: self.0.number, theme: self.theme().digest(), page: Some(identity) };
        let ask = |_: &Stamp| -> Result<_, std::convert::Infallible> {
            let answers = Answers::ask(self.site().view(*locale), slug, place, page, self.translation(*locale, slug));
            // A page that falls back is reported once, where it is written.
            let findings = if place.written_in == *locale { answers.findings(page) } else { Vec::new() };
            Ok(Arc::new(Answered { findings, assets: answers.assets(), answers }))
        };
        self.0.memos.answers.recall(name, stamp, ask).ok()
    }

    fn render(&self, path: &Arc<str>, route: &Route, answered: Option<&Arc<Answered>>) -> Result<Arc<str>, Error> {
        let Parts { site, memos, inputs, .. } = &*self.0;
        let press = Press { theme: &inputs.theme, memos, path };
        let layout = |locale: LocaleId| Layout::new(&inputs.theme, site.view(locale), &press);
        let source_locale = site.config().source;
        let rendered = match route {
            Route::Page(locale, slug) => match (self.shown(*locale, slug), answered) {
                (Some(Shown { place, page }), Some(answered)) => {
                    let article = self.article(&(*locale, slug.clone()), page, answered);
                    let html = layout(*locale).page(slug, place, &article);
                    return html.map_err(on_page(&page.source.shown));
                }
                _ => Ok("".into()),
            },
            Route::Original(locale, slug) => {
                let name = (*locale, slug.clone());
                let shown = self.shown(*locale, slug);
                let answered = shown.and_then(|shown| Some((shown.page, self.answered(&name)?)));
                let written = answered.map(|(page, answered)| article::original(&self.task(*locale, page, &answered)));
                Ok(written.flatten().unwrap_or_default().into())
            }
            Route::Guide(locale, index) => match site.view(*locale).guides().get(*index) {
                Some(guide) => layout(*locale).guide(guide),
                None => Ok("".into()),
            },
            Route::Home(locale) => layout(*locale).home(),
            Route::Search(locale) => {
                let titled = |slug: &Slug| {
                    let place = site.place_of(*locale, slug).filter(|place| !place.facts.hidden)?;
                    Some((&*place.facts.title, site.view(*locale).path(slug)))
                };
                layout(*locale).search(site.slugs(*locale).filter_map(titled).collect())
            }
            Route::Locales => layout(source_locale).locales(),
            Route::NotFound => layout(source_locale).not_found(),
            Route::Redirect(redirect) => layout(redirect.locale).redirect(path, redirect),
            Route::Sitemap => Ok(layout::sitemap(site).into()),
        };
        rendered.map_err(on_page(path))
    }

    fn article(&self, name: &Name, page: &Page, answered: &Arc<Answered>) -> Arc<article::Article> {
        let Parts { memos, inputs, .. } = &*self.0;
        let material = Material { page: page.digest, theme: inputs.theme.digest(), answered: answered.clone() };
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

    /// Forgets what no output of this revision needs.
    ///
    /// Only once much of what is remembered may be of no use any more: looking through everything costs more than it.
    pub(super) fn tidy(&self) {
        let Parts { memos, site, .. } = &*self.0;
        let wanted = self.routes().count();
        if memos.answers.len().max(memos.outputs.len()) <= wanted + wanted / 8 + 64 {
            return;
        }
        let shown = |(locale, slug): &Name| site.view(*locale).place(slug).is_some();
        memos.answers.retain(shown);
        memos.articles.retain(shown);
        memos.entries.retain(shown);
        memos.html.retain(|path| site.route(path).is_some());
        memos.outputs.retain(|path| site.route(path).is_some());
        memos.svgs.retain(|key| self.inputs().sources.assets.contains_key(key));
    }

    /// Whether the two are made from the same files.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let (one, other) = (&*self.0, &*other.0);
        one.number == other.number
            && one.inputs.is_same_as(&other.inputs)
            && one.translations.is_same_as(&other.translations)
    }
}

fn name_of(route: &Route) -> Option<Name> {
    match route {
        Route::Page(locale, slug) => Some((*locale, slug.clone())),
        _ => None,
    }
}

fn ingredients(
    inputs: &Inputs,
    texts: &Texts,
    states: BTreeMap<FileKey, Arc<State>>,
    drafts: bool,
    before: Option<&Parts>,
) -> Ingredients {
    let known = before.filter(|before| Arc::ptr_eq(&before.inputs.sources.assets, &inputs.sources.assets));
    let assets = || Arc::new(Assets::of(&inputs.sources.assets));
    Ingredients {
        config: inputs.config.clone(),
        trees: inputs.trees.clone(),
        pages: texts.facts.clone(),
        states,
        tocs: texts.tocs.values().map(|toc| toc.content.clone()).collect(),
        metadata: texts.headers.iter().map(|(locale, header)| (*locale, header.content.clone())).collect(),
        assets: known.map_or_else(assets, |before| before.ingredients.assets.clone()),
        tables: texts.tables.clone(),
        published: inputs.published.clone(),
        drafts,
        reserved: inputs.theme.assets().map(|(path, _)| path.into()).collect(),
    }
}
