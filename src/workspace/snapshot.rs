//! One consistent revision of a site, from which any output can be pulled.

use super::{Error, Inputs};
use crate::article::{self, Article};
use crate::diagnostic::Diagnostic;
use crate::front_matter::{self, FrontMatter};
use crate::highlight::{Highlighter, Memo};
use crate::layout::{self, Layout};
use crate::locale::LocaleId;
use crate::page::{self, Page, PageFacts, Toc};
use crate::site::{Ingredients, Route, Site};
use crate::source::{FileKey, Source, TreeId};
use crate::theme::Theme;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that outputs are made from: immutable, assembled whole.
pub struct Snapshot {
    theme: Arc<Theme>,
    pages: BTreeMap<FileKey, Page>,
    site: Site,
    findings: Vec<Diagnostic>,
}

/// An output, and what was met on the way.
pub struct Pulled {
    /// The bytes of the output.
    pub html: String,
    /// What is wrong with the page, where it is the locale's own.
    pub findings: Vec<Diagnostic>,
    /// The files that it shows or links.
    pub assets: BTreeSet<FileKey>,
}

impl From<String> for Pulled {
    fn from(html: String) -> Self {
        Self { html, findings: Vec::new(), assets: BTreeSet::new() }
    }
}

impl Snapshot {
    /// Parses every page, in parallel, and puts the site together.
    pub(super) fn assemble(inputs: &Inputs, drafts: bool) -> Self {
        let mut sorted = Sorted::default();
        for source in inputs.sources.texts.values() {
            sorted.sort(source, inputs);
        }
        let pages: Vec<Page> = sorted.pages.into_par_iter().map(page::read).collect();
        let facts: Vec<Arc<PageFacts>> = pages.iter().map(|page| page.facts.clone()).collect();
        let mut findings = sorted.findings;
        findings.extend(pages.iter().filter(|page| drafts || !page.facts.draft).flat_map(|page| page.findings.clone()));
        let reserved: Vec<Arc<str>> = inputs.theme.assets().map(|(path, _)| path.into()).collect();
        let site = Site::assemble(&Ingredients {
            config: &inputs.config,
            trees: &inputs.trees,
            pages: &facts,
            tocs: &sorted.tocs,
            metadata: &sorted.metadata,
            sources: &inputs.sources,
            published: &inputs.published,
            drafts,
            reserved: &reserved,
        });
        let pages = pages.into_iter().map(|page| (page.facts.key.clone(), page)).collect();
        Self { theme: inputs.theme.clone(), pages, site, findings }
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// What is wrong with pages taken alone, and with the site as a whole.
    pub fn findings(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.findings.iter().chain(self.site.findings()).cloned()
    }

    /// How many pages each published locale has of its own.
    #[must_use]
    pub fn page_counts(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<LocaleId, usize> = BTreeMap::new();
        for (_, route) in self.site.routes() {
            if let Route::Page(locale, slug) = route {
                let own = self.site.view(*locale).place(slug).is_some_and(|place| place.written_in == *locale);
                *counts.entry(*locale).or_default() += usize::from(own);
            }
        }
        counts.into_iter().map(|(id, count)| (self.site.config().locale(id).tag.to_string(), count)).collect()
    }

    /// Makes the output at `path`.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails.
    pub fn pull(
        &self,
        path: &Arc<str>,
        route: &Route,
        highlighter: &Highlighter,
        memo: &Memo,
    ) -> Result<Pulled, Error> {
        let layout = |locale: LocaleId| Layout::new(&self.theme, self.site.view(locale));
        let source_locale = self.site.config().source;
        let rendered = match route {
            Route::Page(locale, slug) => return self.pull_page(*locale, slug, highlighter, memo),
            Route::Guide(locale, index) => match self.site.view(*locale).guides().get(*index) {
                Some(guide) => layout(*locale).guide(guide),
                None => Ok(String::new()),
            },
            Route::Home(locale) => layout(*locale).home(),
            Route::Locales => layout(source_locale).locales(),
            Route::NotFound => layout(source_locale).not_found(),
            Route::Redirect(redirect) => layout(redirect.locale).redirect(path, redirect),
            Route::Sitemap => Ok(layout::sitemap(&self.site)),
        };
        rendered
            .map(Pulled::from)
            .map_err(|error| Error::Theme { error: Box::new(error), page: Some(path.to_string()) })
    }

    fn pull_page(&self, locale: LocaleId, slug: &str, highlighter: &Highlighter, memo: &Memo) -> Result<Pulled, Error> {
        let view = self.site.view(locale);
        let found = view.place(slug).and_then(|place| Some((place, self.pages.get(&place.facts.key)?)));
        let Some((place, page)) = found else { return Ok(Pulled::from(String::new())) };
        let strings = self.theme.strings(&self.site.config().locale(locale).tag);
        let article = article::write(&article::Task { view, slug, place, page, strings, highlighter, memo });
        let html = Layout::new(&self.theme, view).page(slug, place, &article);
        let html =
            html.map_err(|error| Error::Theme { error: Box::new(error), page: Some(page.source.shown.to_string()) })?;
        let Article { findings, assets, .. } = article;
        // A page that falls back is reported once, where it is written.
        let findings = if place.written_in == locale { findings } else { Vec::new() };
        Ok(Pulled { html, findings, assets })
    }
}

/// Text files by what they are.
#[derive(Default)]
struct Sorted<'a> {
    pages: Vec<&'a Arc<Source>>,
    tocs: Vec<Arc<Toc>>,
    metadata: BTreeMap<LocaleId, Arc<FrontMatter>>,
    findings: Vec<Diagnostic>,
}

impl<'a> Sorted<'a> {
    fn sort(&mut self, source: &'a Arc<Source>, inputs: &Inputs) {
        let TreeId::Locale(locale) = source.key.tree else { return };
        let pages = inputs.trees.iter().find(|tree| tree.id == source.key.tree).map_or("", |tree| &tree.pages);
        let path = &source.key.path;
        match path.name() {
            "TOC.md" => {
                let (toc, findings) = page::read_toc(source);
                self.tocs.push(Arc::new(toc));
                self.findings.extend(findings);
            }
            "metadata.md" if path.folder().is_empty() => {
                let (front, findings) = front_matter::read(&source.text, &source.shown);
                self.findings.extend(page::check_badges(&front, &source.shown));
                self.metadata.insert(locale, Arc::new(front));
                self.findings.extend(findings);
            }
            "redirects.csv" => {}
            // Includes are parts of pages, not pages.
            _ if path.as_str().split('/').any(|folder| folder == "_includes") => {}
            _ if path.below(pages).is_some() => self.pages.push(source),
            _ => {}
        }
    }
}
