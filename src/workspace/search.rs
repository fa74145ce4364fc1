//! The search index of each locale, and its files.

use super::memos::Memory;
use super::snapshot::Snapshot;
use super::{Error, Progress};
use crate::article;
use crate::digest::{Digest, Hasher};
use crate::locale::LocaleId;
use crate::markdown::tree::{RefId, ReferenceKind};
use crate::page;
use crate::search::{self, Book, Diagrams, Entry, Index, Listed, Page, Sheets, Stemming};
use crate::site::{Destination, Inherited, Place, Slug, View};
use crate::source::{Asset, FileKey};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The index of each locale that can be searched, each made when the first query or file of it is asked for.
pub(super) type Indices = BTreeMap<LocaleId, OnceLock<Arc<Index>>>;

/// Takes an output path and its bytes.
type Put<'a> = &'a (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// The last index of each locale, and what it was made from.
#[derive(Default)]
pub(super) struct Shelf(Mutex<BTreeMap<LocaleId, Arc<Last>>>);

/// An index, and what it was made from.
struct Last {
    index: Arc<Index>,
    /// The number of the site.
    number: usize,
    /// The files that are published beside the pages.
    assets: Arc<BTreeMap<FileKey, Arc<Asset>>>,
    /// What all pages have from elsewhere.
    inherited: Inherited,
    /// The pages as they were read, of all locales.
    pages: Arc<Pages>,
    /// Where each page of the book stood.
    stood: Vec<Arc<Stood>>,
}

/// Pages as they were read, by file.
type Pages = BTreeMap<FileKey, Arc<page::Page>>;

/// Where a page of the book stood.
struct Stood {
    slug: Slug,
    place: Place,
}

impl Stood {
    fn listed(&self) -> Listed<'_> {
        Listed { slug: &self.slug, place: &self.place }
    }
}

impl Shelf {
    fn last(&self, locale: LocaleId) -> Option<Arc<Last>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&locale).cloned()
    }

    fn keep(&self, locale: LocaleId, last: Last) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(locale, Arc::new(last));
    }
}

/// A page that is searched: where it stands, and what it says.
struct Searched<'a> {
    listed: Listed<'a>,
    page: &'a Arc<page::Page>,
    diagrams: Diagrams,
}

impl Searched<'_> {
    fn stood(&self) -> Arc<Stood> {
        let Listed { slug, place } = self.listed;
        Arc::new(Stood { slug: slug.clone(), place: place.clone() })
    }
}

impl Snapshot {
    /// The locales that can be searched: none where the settings switch search off.
    pub fn searchable(&self) -> impl Iterator<Item = LocaleId> {
        self.index_cells().keys().copied()
    }

    /// The search index of a locale; nothing where it can't be searched.
    #[must_use]
    pub fn index(&self, locale: LocaleId) -> Option<&Index> {
        let cell = self.index_cells().get(&locale)?;
        Some(cell.get_or_init(|| self.make_index(locale)))
    }

    /// The file of a search index at an output path; nothing where there is none.
    #[must_use]
    pub fn search_file(&self, path: &str) -> Option<String> {
        let tag = path.strip_prefix(search::FOLDER)?.strip_prefix('/')?.split('/').next()?;
        let locale = self.searchable().find(|locale| self.config().locale(*locale).tag == tag)?;
        search::file(self.index(locale)?, path)
    }

    /// The output paths of the files of all search indices.
    #[must_use]
    pub fn search_paths(&self) -> Vec<String> {
        self.searchable().filter_map(|locale| self.index(locale)).flat_map(|index| search::paths(index, true)).collect()
    }

    /// Hands the files of all search indices to `put`, one locale after the other, so that never more than one is held.
    pub(super) fn put_search(&self, progress: &dyn Progress, put: Put<'_>) -> Result<(), Error> {
        progress.stage("search", self.searchable().count());
        for locale in self.searchable() {
            if progress.cancelled() {
                return Err(Error::Cancelled);
            }
            if self.memos().memory == Memory::Live {
                if let Some(index) = self.index(locale) {
                    put_files(index, true, put)?;
                }
            } else {
                self.put_index(locale, put)?;
            }
            progress.advance(1);
        }
        Ok(())
    }

    /// Hands the files of an index to `put`, those of a page as soon as it is read; nothing is kept.
    fn put_index(&self, locale: LocaleId, put: Put<'_>) -> Result<(), Error> {
        let tag = &*self.config().locale(locale).tag;
        let (stemming, view) = (Stemming::of(tag), self.site().view(locale));
        let page = |(number, listed): (usize, Listed<'_>)| {
            let Some(searched) = self.searched(locale, listed) else { return Ok(None) };
            let entry = Arc::new(search::entry(searched.page, listed.place, &searched.diagrams, &stemming));
            let mut page = search::page(&view, listed.slug, entry);
            let sheets = Sheets::of(&page);
            for (path, text) in sheets.files(tag, u32::try_from(number).unwrap_or(u32::MAX)) {
                put(&path, text.as_bytes())?;
            }
            sheets.stamp(&mut page);
            page.forget_texts();
            Ok(Some(Arc::new(page)))
        };
        let listed = search::listed(self.site(), locale).into_par_iter().enumerate();
        let pages: Result<Vec<Option<Arc<Page>>>, Error> = listed.map(page).collect();
        let pages = pages?.into_iter().flatten().collect();
        put_files(&Index::assemble(self.book(locale, pages)), false, put)
    }

    /// The index of a locale, made from the last one where there is one.
    fn make_index(&self, locale: LocaleId) -> Arc<Index> {
        let (memos, number, assets) = (self.memos(), self.number(), &self.inputs().sources.assets);
        let (last, inherited) = (memos.indices.last(locale), self.site().view(locale).inherited());
        let is_alike = |last: &&Last| Arc::ptr_eq(&last.assets, assets) && last.inherited.is_same(&inherited);
        let alike = last.as_deref().filter(is_alike);
        let listed = match alike {
            // On the same site pages stand where they stood.
            Some(last) if last.number == number => last.stood.iter().map(|stood| stood.listed()).collect(),
            _ => search::listed(self.site(), locale),
        };
        let before = last.as_ref().map_or(&[][..], |last| &last.index.book.pages);
        let (pages, stood) = self.pages(locale, &listed, before, alike);
        let book = self.book(locale, pages);
        let index = Arc::new(match &last {
            Some(last) => Index::renew(book, &last.index),
            None => Index::assemble(book),
        });
        if memos.memory == Memory::Live {
            let (index, assets, pages) = (index.clone(), assets.clone(), self.all_pages().clone());
            memos.indices.keep(locale, Last { index, number, assets, inherited, pages, stood });
        }
        index
    }

    /// The pages of an index, and where each stands; those that are as they were `before` are the same values. Of those of the
    /// last index that is `alike` they are not even looked at where what they were made from is the same.
    fn pages(
        &self,
        locale: LocaleId,
        listed: &[Listed<'_>],
        before: &[Arc<Page>],
        alike: Option<&Last>,
    ) -> (Vec<Arc<Page>>, Vec<Arc<Stood>>) {
        let (stemming, view) = (Stemming::of(&self.config().locale(locale).tag), self.site().view(locale));
        let (stood, edited) = match alike {
            Some(last) => (&*last.stood, differing(&last.pages, self.all_pages())),
            None => (&[][..], BTreeSet::new()),
        };
        let kept = |(number, listed): (usize, &Listed<'_>)| {
            let (page, stood) = (before.get(number)?, stood.get(number)?);
            let is_kept = stood.slug == *listed.slug
                && stood.place.is_same(listed.place)
                && !edited.contains(&stood.place.facts.key);
            is_kept.then(|| (page.clone(), stood.clone()))
        };
        let mut pages: Vec<Option<(Arc<Page>, Arc<Stood>)>> = listed.iter().enumerate().map(kept).collect();
        let make = |(number, (page, listed)): &mut (usize, (&mut Option<_>, &Listed<'_>))| {
            **page = self.searched(locale, **listed).map(|searched| {
                let before = before.get(*number).filter(|page| *page.slug == **listed.slug);
                (self.searched_page(&view, &searched, before, &stemming), searched.stood())
            });
        };
        let mut left: Vec<_> =
            pages.iter_mut().zip(listed).enumerate().filter(|(_, (page, _))| page.is_none()).collect();
        match &mut *left {
            // To wake the other threads costs more than a page does.
            [one] => make(one),
            many => many.par_iter_mut().for_each(make),
        }
        pages.into_iter().flatten().unzip()
    }

    /// A page of an index; the one `before` where nothing of it changed.
    fn searched_page(
        &self,
        view: &View<'_>,
        searched: &Searched<'_>,
        before: Option<&Arc<Page>>,
        stemming: &Stemming,
    ) -> Arc<Page> {
        let entry = self.entry(view.locale(), searched, stemming);
        let before = before.filter(|page| Arc::ptr_eq(&page.entry, &entry));
        let mut page = search::page(view, searched.listed.slug, entry);
        if let Some(before) = before {
            page.layout.clone_from(&before.layout);
            page.check.clone_from(&before.check);
            if page == **before {
                return before.clone();
            }
        }
        Sheets::of(&page).stamp(&mut page);
        Arc::new(page)
    }

    fn entry(&self, locale: LocaleId, searched: &Searched<'_>, stemming: &Stemming) -> Arc<Entry> {
        let Searched { listed: Listed { slug, place }, page, diagrams } = searched;
        let make = |_: &Digest| Ok::<_, Infallible>(Arc::new(search::entry(page, place, diagrams, stemming)));
        let made = self.memos().entries.recall(&(locale, (*slug).clone()), material(searched), make);
        made.unwrap_or_default()
    }

    fn searched<'a>(&'a self, locale: LocaleId, listed: Listed<'a>) -> Option<Searched<'a>> {
        let page = self.page(&listed.place.facts.key)?;
        Some(Searched { listed, page, diagrams: self.diagrams(locale, page) })
    }

    /// The words in the diagrams that a page shows.
    fn diagrams(&self, locale: LocaleId, page: &page::Page) -> Diagrams {
        let shown = (0u32..).zip(&page.document.references).filter(|(_, reference)| {
            reference.kind == ReferenceKind::Image && reference.target.to_ascii_lowercase().contains(".svg")
        });
        let labels = |(id, reference)| match article::resolve(self.site().view(locale), page, reference).destination {
            Destination::Asset { key, .. } => Some((RefId(id), self.labels(&key)?)),
            _ => None,
        };
        shown.filter_map(labels).collect()
    }

    fn book(&self, locale: LocaleId, pages: Vec<Arc<Page>>) -> Book {
        let config = self.config();
        let source = (config.source != locale).then(|| config.source().tag.as_str().into());
        Book { tag: config.locale(locale).tag.as_str().into(), source, pages }
    }
}

fn put_files(index: &Index, pages: bool, put: Put<'_>) -> Result<(), Error> {
    search::paths(index, pages).par_iter().try_for_each(|path| match search::file(index, path) {
        Some(text) => put(path, text.as_bytes()),
        None => Ok(()),
    })
}

/// The files that are not the very same page in both; those of pages that were not there before, or are there no more, too.
fn differing<'p>(before: &'p Pages, now: &'p Pages) -> BTreeSet<&'p FileKey> {
    let mut differing = BTreeSet::new();
    let (mut olds, mut news) = (before.iter().peekable(), now.iter().peekable());
    while let (Some((old, was)), Some((new, is))) = (olds.peek(), news.peek()) {
        // Nearly always, and no name had to be compared.
        let order = if Arc::ptr_eq(was, is) { Ordering::Equal } else { old.cmp(new) };
        if !Arc::ptr_eq(was, is) {
            differing.insert(if order.is_le() { *old } else { *new });
        }
        if order.is_le() {
            olds.next();
        }
        if order.is_ge() {
            news.next();
        }
    }
    differing.extend(olds.chain(news).map(|(key, _)| key));
    differing
}

/// Everything that an entry is made from.
fn material(searched: &Searched<'_>) -> Digest {
    let mut hasher = Hasher::default();
    hasher.raw(&searched.page.digest.bytes());
    hasher.str(&searched.listed.place.facts.title);
    for ids in searched.listed.place.headings.iter() {
        hasher.str(&ids.id);
    }
    for (RefId(id), words) in &searched.diagrams {
        hasher.number(*id as usize);
        hasher.str(words);
    }
    hasher.finish()
}
