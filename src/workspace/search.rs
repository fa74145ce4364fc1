//! The search index of each locale, and its files.

use super::memos::Memory;
use super::snapshot::Snapshot;
use super::{Error, Progress};
use crate::article;
use crate::digest::{Digest, Hasher};
use crate::locale::LocaleId;
use crate::markdown::tree::{RefId, ReferenceKind};
use crate::search::{self, Book, Diagrams, Entry, Index, Page, Sheets, Stemming};
use crate::site::{Destination, Place, Slug};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The index of each locale that can be searched, each made when the first query or file of it is asked for.
pub(super) type Indices = BTreeMap<LocaleId, OnceLock<Arc<Index>>>;

/// Takes an output path and its bytes.
type Put<'a> = &'a (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// The last index of each locale, with the number of the site that it was made from.
#[derive(Default)]
pub(super) struct Shelf(Mutex<BTreeMap<LocaleId, (usize, Arc<Index>)>>);

impl Shelf {
    fn last(&self, locale: LocaleId) -> Option<(usize, Arc<Index>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&locale).cloned()
    }

    fn keep(&self, locale: LocaleId, number: usize, index: &Arc<Index>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(locale, (number, index.clone()));
    }
}

/// A page that is searched: its address, where it is shown, and what it says.
struct Searched<'a> {
    slug: Slug,
    place: &'a Place,
    page: &'a crate::page::Page,
    diagrams: Diagrams,
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
        let searched = self.searched(locale);
        let page = |(number, searched): (usize, &Searched<'_>)| {
            let entry = Arc::new(search::entry(searched.page, searched.place, &searched.diagrams, &stemming));
            let mut page = search::page(&view, &searched.slug, entry);
            let sheets = Sheets::of(&page);
            for (path, text) in sheets.files(tag, u32::try_from(number).unwrap_or(u32::MAX)) {
                put(&path, text.as_bytes())?;
            }
            sheets.stamp(&mut page);
            page.forget_texts();
            Ok(Arc::new(page))
        };
        let pages: Result<Vec<Arc<Page>>, Error> = searched.par_iter().enumerate().map(page).collect();
        put_files(&Index::assemble(self.book(locale, pages?)), false, put)
    }

    /// The index of a locale, made from the last one where there is one.
    fn make_index(&self, locale: LocaleId) -> Arc<Index> {
        let (memos, number) = (self.memos(), self.number());
        let last = memos.indices.last(locale);
        let pages = self.pages(locale, last.as_ref().map(|(number, index)| (*number, &**index)));
        let book = self.book(locale, pages);
        let index = Arc::new(match &last {
            Some((_, last)) => Index::renew(book, last),
            None => Index::assemble(book),
        });
        if memos.memory == Memory::Live {
            memos.indices.keep(locale, number, &index);
        }
        index
    }

    /// The pages of an index; those that are as they were in the last one are the same values.
    fn pages(&self, locale: LocaleId, last: Option<(usize, &Index)>) -> Vec<Arc<Page>> {
        let (stemming, view) = (Stemming::of(&self.config().locale(locale).tag), self.site().view(locale));
        let searched = self.searched(locale);
        // While the site is the same one, pages stand where they stood.
        let is_same_site = last.is_some_and(|(number, _)| number == self.number());
        let page = |(number, searched): (usize, &Searched<'_>)| {
            let entry = self.entry(locale, searched, &stemming);
            let before = last.and_then(|(_, index)| index.book.pages.get(number));
            let before = before.filter(|page| Arc::ptr_eq(&page.entry, &entry));
            if let Some(before) = before.filter(|page| is_same_site && *page.slug == *searched.slug) {
                return before.clone();
            }
            let mut page = search::page(&view, &searched.slug, entry);
            if let Some(before) = before {
                page.layout.clone_from(&before.layout);
                page.check.clone_from(&before.check);
                if page == **before {
                    return before.clone();
                }
            }
            Sheets::of(&page).stamp(&mut page);
            Arc::new(page)
        };
        searched.par_iter().enumerate().map(page).collect()
    }

    fn entry(&self, locale: LocaleId, searched: &Searched<'_>, stemming: &Stemming) -> Arc<Entry> {
        let make = |_: &Digest| {
            Ok::<_, Infallible>(Arc::new(search::entry(searched.page, searched.place, &searched.diagrams, stemming)))
        };
        let made = self.memos().entries.recall(&(locale, searched.slug.clone()), material(searched), make);
        made.unwrap_or_default()
    }

    fn searched(&self, locale: LocaleId) -> Vec<Searched<'_>> {
        let slugs = search::listed(self.site(), locale).into_iter();
        slugs.filter_map(|slug| self.searched_at(locale, slug)).collect()
    }

    fn searched_at(&self, locale: LocaleId, slug: &str) -> Option<Searched<'_>> {
        let (place, page) = self.written(locale, slug)?;
        Some(Searched { slug: slug.into(), place, page, diagrams: self.diagrams(locale, page) })
    }

    /// The words in the diagrams that a page shows.
    fn diagrams(&self, locale: LocaleId, page: &crate::page::Page) -> Diagrams {
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

/// Everything that an entry is made from.
fn material(searched: &Searched<'_>) -> Digest {
    let mut hasher = Hasher::default();
    hasher.raw(&searched.page.digest.bytes());
    hasher.str(&searched.place.facts.title);
    for ids in searched.place.headings.iter() {
        hasher.str(&ids.id);
    }
    for (RefId(id), words) in &searched.diagrams {
        hasher.number(*id as usize);
        hasher.str(words);
    }
    hasher.finish()
}
