//! Text files by what they are, read where they changed.

use super::inputs::Inputs;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{self, FrontMatter};
use crate::locale::LocaleId;
use crate::page::{self, Library, Page, PageFacts, Toc};
use crate::source::{FileKey, Source, Tree, TreeId};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Sources = BTreeMap<FileKey, Arc<Source>>;

/// Every text file, read. What did not change is the same value as before.
#[derive(Clone, Default)]
pub(super) struct Texts {
    /// What was read.
    sources: Arc<Sources>,
    /// What says how it is read.
    frame: Frame,
    /// The pages.
    pub pages: Arc<BTreeMap<FileKey, Arc<Page>>>,
    /// What others may know of each page.
    pub facts: Arc<Vec<Arc<PageFacts>>>,
    /// The pages that looked for files to include.
    asking: Arc<BTreeSet<FileKey>>,
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

/// What the kind of a text, and where it looks for others, follows from.
#[derive(Clone, Default, PartialEq)]
struct Frame {
    trees: Vec<Tree>,
    /// Where each locale looks for what it has not got.
    chains: Vec<Vec<LocaleId>>,
}

/// What a text is.
enum Role {
    Page,
    Toc,
    /// A header, a table, or a part of pages.
    Other,
}

impl Frame {
    fn of(inputs: &Inputs) -> Self {
        let config = &inputs.config;
        Self { trees: inputs.trees.clone(), chains: config.ids().map(|id| config.locale(id).chain.clone()).collect() }
    }

    fn role(&self, key: &FileKey) -> Role {
        let TreeId::Locale(_) = key.tree else { return Role::Other };
        let path = &key.path;
        let is_header = path.name() == "metadata.md" && path.folder().is_empty();
        // Includes are parts of pages, not pages.
        let is_part = || path.as_str().split('/').any(|folder| folder == "_includes");
        let pages = self.trees.iter().find(|tree| tree.id == key.tree).map_or("", |tree| &tree.pages);
        match path.name() {
            "TOC.md" => Role::Toc,
            "redirects.csv" => Role::Other,
            _ if is_header || is_part() || path.below(pages).is_none() => Role::Other,
            _ => Role::Page,
        }
    }
}

impl Texts {
    /// Reads the texts of `inputs`; what `before` has read already is taken from there.
    pub fn read(inputs: &Inputs, before: Option<&Self>) -> Self {
        let frame = Frame::of(inputs);
        let before = before.map(|before| (before, before.frame == frame));
        // Read in another frame, every text may be something else; a page that includes nothing is the same page.
        let known = before.filter(|(_, same)| *same).map(|(before, _)| before);
        let old = |key: &FileKey| {
            let (before, same) = before?;
            before.pages.get(key).filter(|page| same || page.lookups.is_empty())
        };
        let mut texts = Self { parsed: 0, ..known.cloned().unwrap_or_default() };
        texts.sources = inputs.sources.texts.clone();
        texts.frame = frame;
        let mut due: BTreeMap<&FileKey, &Arc<Source>> = BTreeMap::new();
        let mut gone = Vec::new();
        for (key, source) in differences(known.map(|known| &*known.sources), &inputs.sources.texts) {
            match (texts.frame.role(key), source) {
                (Role::Page, Some(source)) => drop(due.insert(key, source)),
                (Role::Page, None) => gone.push(key),
                (Role::Toc, Some(source)) => {
                    let old = before.and_then(|(before, _)| before.tocs.get(key));
                    texts.tocs.insert(key.clone(), again(source, old, || page::read_toc(source)));
                }
                (Role::Toc, None) => drop(texts.tocs.remove(key)),
                (Role::Other, _) => {}
            }
        }
        texts.read_headers(inputs, before.map(|(before, _)| before));
        let library = Library::new(&inputs.sources, &inputs.trees, &inputs.config);
        for (key, page) in texts.asking.iter().filter_map(|key| texts.pages.get_key_value(key)) {
            if !library.confirms(&page.lookups) {
                due.extend(inputs.sources.texts.get(key).map(|source| (key, source)));
            }
        }
        let read = |(key, source): (&FileKey, &Arc<Source>)| {
            let old = old(key);
            match old.filter(|old| old.source == *source && library.confirms(&old.lookups)) {
                Some(old) => (old.clone(), false),
                None => (Arc::new(renewed(page::read(source, &library), old)), true),
            }
        };
        let read: Vec<_> = due.into_par_iter().map(read).collect();
        texts.parsed = read.iter().filter(|(_, new)| *new).count();
        texts.take(read.into_iter().map(|(page, _)| page).collect(), &gone);
        texts
    }

    /// The pages that are not the same value as in `before`, in order.
    pub fn others(&self, before: &Self) -> Vec<&FileKey> {
        let same =
            |(key, page): &(&FileKey, &Arc<Page>)| before.pages.get(*key).is_some_and(|old| Arc::ptr_eq(old, page));
        if Arc::ptr_eq(&self.pages, &before.pages) {
            return Vec::new();
        }
        if self.pages.keys().eq(before.pages.keys()) {
            let pairs = self.pages.iter().zip(before.pages.values());
            return pairs.filter(|((_, page), old)| !Arc::ptr_eq(page, old)).map(|((key, _), _)| key).collect();
        }
        self.pages.iter().filter(|page| !same(page)).map(|(key, _)| key).collect()
    }

    /// Puts pages in, and takes out those that are gone.
    fn take(&mut self, read: Vec<Arc<Page>>, gone: &[&FileKey]) {
        if read.is_empty() && gone.is_empty() {
            return;
        }
        let pages = Arc::make_mut(&mut self.pages);
        let asking = Arc::make_mut(&mut self.asking);
        let mut same_facts = gone.is_empty();
        for key in gone {
            pages.remove(*key);
            asking.remove(*key);
        }
        for page in read {
            let key = page.facts.key.clone();
            if page.lookups.is_empty() {
                asking.remove(&key)
            } else {
                asking.insert(key.clone())
            };
            let facts = page.facts.clone();
            let old = pages.insert(key, page);
            same_facts &= old.is_some_and(|old| Arc::ptr_eq(&old.facts, &facts));
        }
        if !same_facts {
            self.facts = Arc::new(pages.values().map(|page| page.facts.clone()).collect());
        }
    }

    /// Reads what every locale has one of.
    fn read_headers(&mut self, inputs: &Inputs, before: Option<&Self>) {
        let at_root = |locale: LocaleId, name: &str| {
            let path = crate::path::SitePath::resolve("", name).ok()?;
            inputs.sources.texts.get(&FileKey { tree: TreeId::Locale(locale), path })
        };
        self.tables = inputs.config.ids().filter_map(|locale| at_root(locale, "redirects.csv")).cloned().collect();
        let header = |locale: LocaleId| {
            let source = at_root(locale, "metadata.md")?;
            let before = before.and_then(|before| before.headers.get(&locale));
            let read = || {
                let (front, mut findings) = front_matter::read(&source.text, &source.shown);
                findings.extend(page::check_badges(&front, &source.shown));
                (front, findings)
            };
            Some((locale, again(source, before, read)))
        };
        self.headers = inputs.config.ids().filter_map(header).collect();
    }

    /// What is wrong with each file taken alone; drafts count only where they are published.
    pub fn findings(&self, drafts: bool) -> impl Iterator<Item = &Diagnostic> {
        let tocs = self.tocs.values().flat_map(|toc| &toc.findings);
        let headers = self.headers.values().flat_map(|header| &header.findings);
        let pages = self.pages.values().filter(move |page| drafts || !page.facts.draft);
        tocs.chain(headers).chain(pages.flat_map(|page| &page.findings))
    }
}

/// The texts that are new, other or gone.
fn differences<'a>(old: Option<&'a Sources>, new: &'a Sources) -> Vec<(&'a FileKey, Option<&'a Arc<Source>>)> {
    let mut olds = old.into_iter().flatten().peekable();
    let mut differences = Vec::new();
    for (key, source) in new {
        while let Some((gone, _)) = olds.next_if(|(old, known)| !Arc::ptr_eq(known, source) && *old < key) {
            differences.push((gone, None));
        }
        match olds.next_if(|(old, known)| Arc::ptr_eq(known, source) || *old == key) {
            Some((_, known)) if known == source => {}
            _ => differences.push((key, Some(source))),
        }
    }
    differences.extend(olds.map(|(gone, _)| (gone, None)));
    differences
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
