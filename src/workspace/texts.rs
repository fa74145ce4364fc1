//! Text files by what they are, read where they changed.

use super::inputs::Inputs;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{self, FrontMatter};
use crate::locale::LocaleId;
use crate::page::{self, Library, Page, Toc};
use crate::source::{FileKey, Source, TreeId};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every text file, read. What did not change is the same value as before.
#[derive(Default)]
pub(super) struct Texts {
    /// The pages.
    pub pages: BTreeMap<FileKey, Arc<Page>>,
    /// The tables of contents.
    pub tocs: BTreeMap<FileKey, Arc<Read<Toc>>>,
    /// The header of each locale's `metadata.md`.
    pub headers: BTreeMap<LocaleId, Arc<Read<FrontMatter>>>,
    /// The tables of redirects.
    pub tables: Vec<Arc<Source>>,
    /// How many pages had to be read.
    pub parsed: usize,
}

/// A file with what was read from it.
pub(super) struct Read<T> {
    source: Arc<Source>,
    pub content: Arc<T>,
    pub findings: Vec<Diagnostic>,
}

impl Texts {
    /// Reads the texts of `inputs`; what `before` has read already is taken from there.
    pub fn read(inputs: &Inputs, before: Option<&Self>) -> Self {
        let mut texts = Self::default();
        let mut pages: Vec<&Arc<Source>> = Vec::new();
        for source in inputs.sources.texts.values() {
            let TreeId::Locale(locale) = source.key.tree else { continue };
            let folder = inputs.trees.iter().find(|tree| tree.id == source.key.tree).map_or("", |tree| &tree.pages);
            let path = &source.key.path;
            match path.name() {
                "TOC.md" => {
                    let before = before.and_then(|before| before.tocs.get(&source.key));
                    texts.tocs.insert(source.key.clone(), again(source, before, || page::read_toc(source)));
                }
                "metadata.md" if path.folder().is_empty() => {
                    let before = before.and_then(|before| before.headers.get(&locale));
                    let read = || {
                        let (front, mut findings) = front_matter::read(&source.text, &source.shown);
                        findings.extend(page::check_badges(&front, &source.shown));
                        (front, findings)
                    };
                    texts.headers.insert(locale, again(source, before, read));
                }
                "redirects.csv" => texts.tables.extend((path.as_str() == "redirects.csv").then(|| source.clone())),
                // Includes are parts of pages, not pages.
                _ if path.as_str().split('/').any(|folder| folder == "_includes") => {}
                _ if path.below(folder).is_some() => pages.push(source),
                _ => {}
            }
        }
        let library = Library::new(&inputs.sources, &inputs.trees, &inputs.config);
        let read = |source: &Arc<Source>| {
            let old = before.and_then(|before| before.pages.get(&source.key));
            match old.filter(|old| old.source == *source && library.confirms(&old.lookups)) {
                Some(old) => (old.clone(), false),
                None => (Arc::new(renewed(page::read(source, &library), old)), true),
            }
        };
        let read: Vec<_> = pages.into_par_iter().map(read).collect();
        texts.parsed = read.iter().filter(|(_, new)| *new).count();
        texts.pages = read.into_iter().map(|(page, _)| (page.facts.key.clone(), page)).collect();
        texts
    }

    /// What is wrong with each file taken alone; drafts count only where they are published.
    pub fn findings(&self, drafts: bool) -> impl Iterator<Item = &Diagnostic> {
        let tocs = self.tocs.values().flat_map(|toc| &toc.findings);
        let headers = self.headers.values().flat_map(|header| &header.findings);
        let pages = self.pages.values().filter(move |page| drafts || !page.facts.draft);
        tocs.chain(headers).chain(pages.flat_map(|page| &page.findings))
    }
}

/// Facts that are equal stay the same value, so that comparing those of a whole site is comparing addresses.
fn renewed(mut page: Page, old: Option<&Arc<Page>>) -> Page {
    if let Some(old) = old.filter(|old| *old.facts == *page.facts) {
        page.facts = old.facts.clone();
    }
    page
}

fn again<T: PartialEq>(
    source: &Arc<Source>,
    before: Option<&Arc<Read<T>>>,
    read: impl FnOnce() -> (T, Vec<Diagnostic>),
) -> Arc<Read<T>> {
    if let Some(before) = before.filter(|before| before.source == *source) {
        return before.clone();
    }
    let (content, findings) = read();
    let same = before.filter(|before| *before.content == content).map(|before| before.content.clone());
    Arc::new(Read { source: source.clone(), content: same.unwrap_or_else(|| Arc::new(content)), findings })
}
