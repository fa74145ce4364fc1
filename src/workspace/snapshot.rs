//! One consistent revision of a site, from which any output can be pulled.

use super::assets::{CleanSvg, clean_svg, is_svg, unused};
use super::inputs::Inputs;
use super::memos::{Answered, Memos, Name};
use super::pull::name_of;
use super::search::Indices;
use super::texts::Texts;
use super::translations::{Before, Translations};
use super::{Counts, Options};
use crate::article::Answers;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::highlight::Language;
use crate::locale::LocaleId;
use crate::markdown::tree::{Kind, Node};
use crate::page::{Page, Translated};
use crate::site::{Assets, Ingredients, Place, Route, Site, Slug};
use crate::source::{Archive, Asset, FileKey, Version};
use crate::theme::Theme;
use crate::translation::State;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

/// Everything that outputs are made from: immutable, assembled whole, cheap to clone.
///
/// Snapshots of one workspace share what is remembered. They may be pulled from at the same time, old ones too.
#[derive(Clone)]
pub struct Snapshot(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub revision: usize,
    pub inputs: Inputs,
    pub texts: Texts,
    pub translations: Translations,
    pub ingredients: Arc<Ingredients>,
    pub site: Arc<Site>,
    /// The number of the site: the same as long as its ingredients are.
    pub number: usize,
    pub all_locales: bool,
    pub memos: Arc<Memos>,
    pub survey: OnceLock<Survey>,
    pub indices: Indices,
}

/// What is known of all pages together once each has asked the site: no text is rendered for that.
pub struct Survey {
    /// Everything that is wrong, settled by the configuration and in order; of SVG files only what was looked at.
    pub findings: Vec<Diagnostic>,
    /// The files that are published, by output path.
    pub assets: BTreeMap<Arc<str>, FileKey>,
}

/// A page at an address, with what is written there.
pub(super) struct Shown<'a> {
    pub place: &'a Place,
    pub page: &'a Arc<Page>,
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
        let known = before.map(|Parts { inputs, texts, translations, .. }| Before { inputs, texts, translations });
        let translations = Translations::follow(&inputs, &texts, archive, known, memos);
        let states = translations.states.clone();
        let ingredients = ingredients(&inputs, &texts, states, options.drafts, before);
        let (ingredients, site, number) = match before.filter(|before| *before.ingredients == ingredients) {
            Some(before) => (before.ingredients.clone(), before.site.clone(), before.number),
            None => {
                let site = Arc::new(Site::assemble(&ingredients, before.map(|before| &*before.site)));
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

    /// The identity of the texts of all pages, and of what is said of them as translations.
    pub(super) fn everything(&self) -> Digest {
        let mut hasher = Hasher::default();
        for page in self.0.texts.pages.values() {
            hasher.raw(&page.digest.bytes());
        }
        for (_, translated) in self.0.translations.iter() {
            hasher.raw(&translated.digest.bytes());
        }
        hasher.finish()
    }

    /// Whether drafts count.
    pub(super) fn has_drafts(&self) -> bool {
        self.0.ingredients.drafts
    }

    /// A page by its file.
    pub(super) fn page(&self, key: &FileKey) -> Option<&Arc<Page>> {
        self.0.texts.pages.get(key)
    }

    /// The pages as they were read, of all locales.
    pub(super) fn all_pages(&self) -> &Arc<BTreeMap<FileKey, Arc<Page>>> {
        &self.0.texts.pages
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
        let mut findings = own.chain(asked).cloned().collect();
        super::damage::settle(self, Some(&place.facts.key), &mut findings);
        self.config().policy.settle(findings)
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

    /// Colours the code of all pages, where nobody remembers it: at once, because it takes less memory then.
    pub(super) fn prepare_code(&self, stop: &(dyn Fn() -> bool + Sync)) {
        let mut codes = Vec::new();
        for page in self.0.texts.pages.values().filter(|page| page.document.holds_code) {
            collect_code(&page.document.children, &page.source.text, &mut codes);
        }
        self.0.memos.code.prepare(codes, stop);
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
        super::damage::settle(self, None, &mut findings);
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
        self.readable_svg(key, asset).unwrap_or_else(|error| Arc::new(CleanSvg::unreadable(asset, &error)))
    }

    /// Only what was read is remembered.
    fn readable_svg(&self, key: &FileKey, asset: &Asset) -> io::Result<Arc<CleanSvg>> {
        self.0.memos.svgs.recall(key, asset.version, |_| clean_svg(asset).map(Arc::new))
    }

    /// The words in a diagram; none in other pictures.
    pub(super) fn labels(&self, key: &FileKey) -> Option<Arc<str>> {
        let asset = self.inputs().sources.assets.get(key).filter(|asset| is_svg(asset))?;
        let read = |_: &Version| self.readable_svg(key, asset).map(|clean| clean.labels.clone());
        self.0.memos.labels.recall(key, asset.version, read).ok().filter(|labels| !labels.is_empty())
    }

    pub(super) fn shown(&self, locale: LocaleId, slug: &str) -> Option<Shown<'_>> {
        let place = self.site().view(locale).place(slug)?;
        Some(Shown { place, page: self.0.texts.pages.get(&place.facts.key)? })
    }

    /// Forgets what no output of this revision needs.
    ///
    /// Only once much of what is remembered may be of no use any more: looking through everything costs more than it.
    pub(super) fn tidy(&self) {
        let Parts { memos, site, .. } = &*self.0;
        let wanted = self.routes().count();
        if memos.answers.len().max(memos.marks.len()) <= wanted + wanted / 8 + 64 {
            return;
        }
        memos.translations.retain(|key| self.0.texts.pages.contains_key(key));
        let shown = |(locale, slug): &Name| site.view(*locale).place(slug).is_some();
        memos.answers.retain(shown);
        memos.articles.retain(shown);
        memos.entries.retain(shown);
        memos.html.retain(|path| site.route(path).is_some());
        memos.marks.retain(|path| site.route(path).is_some());
        memos.svgs.retain(|key| self.inputs().sources.assets.contains_key(key));
        memos.labels.retain(|key| self.inputs().sources.assets.contains_key(key));
    }

    /// Whether the two are made from the same files.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let (one, other) = (&*self.0, &*other.0);
        one.number == other.number
            && one.inputs.is_same_as(&other.inputs)
            && one.translations.is_same_as(&other.translations)
    }
}

/// The blocks of code in a text. What it includes from another is coloured with the page.
fn collect_code<'s>(nodes: &'s [Node], source: &'s str, codes: &mut Vec<(Language, &'s str)>) {
    for node in nodes {
        match &node.kind {
            Kind::CodeBlock(block) => codes.push((Language::of(&block.info), block.text.of(node.span, source))),
            _ => collect_code(&node.children, source, codes),
        }
    }
}

fn ingredients(
    inputs: &Inputs,
    texts: &Texts,
    states: Arc<BTreeMap<FileKey, Arc<State>>>,
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
