//! The navigation of a page: its spine, or a guide's whole tree.
//!
//! A page carries its ancestors, its siblings and its children; a branch that stays closed is a link to the guide's own
//! page, which a script opens in place. A full tree in each page of a guide with 1,105 entries would be 389 MB a locale.
//!
//! All pages of a folder show the same entries, but for those that lead to the page itself: hrefs are relative. So the
//! entries of a list are made HTML once a folder, as a [`List`], and a page has only its own way made anew. Of 335,000
//! entries on the pages of three real locales 31,000 differ.

use super::context::{self, Nav, NavItem};
use super::{Layout, Shared};
use crate::locale::LocaleId;
use crate::path::{folder_of, relative};
use crate::site::{Caution, Guide, Item, Target, View};
use crate::theme::{Strings, Theme, ThemeError};
use std::fmt::Write;
use std::sync::Arc;

/// Up to this many entries a guide is carried whole: opening a branch then costs no request.
const WHOLE_GUIDE: usize = 40;

/// A list of the navigation as HTML, as all pages of a folder show it.
#[derive(Debug, Default)]
pub struct List {
    html: String,
    /// Where the HTML of each entry ends, and the index of its item.
    ends: Vec<(usize, usize)>,
}

/// Which list it is, and where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListName {
    /// The locale of the interface.
    pub locale: LocaleId,
    /// Path of the folder of the output that the page lies in.
    pub folder: Box<str>,
    /// Which list.
    pub which: Which,
}

/// Which list of the navigation; guides are told by their index, items by that of each on the way down to them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The guides, with the one that the page belongs to.
    Guides(Option<usize>),
    /// The entries below an item of a guide, all of them closed.
    Entries(usize, Box<[usize]>),
}

impl List {
    /// How many bytes it takes, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.html.len() + size_of_val(&*self.ends)
    }

    fn push(&mut self, index: usize, entry: &str) {
        self.html.push('\n');
        self.html.push_str(entry);
        self.ends.push((self.html.len(), index));
    }

    /// The HTML with `entry` instead of that of an item; nothing where the item is not shown.
    fn with(&self, index: usize, entry: &str) -> Option<String> {
        let place = self.ends.iter().position(|(_, other)| *other == index)?;
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        let (end, _) = self.ends.get(place)?;
        Some([self.html.get(..start)?, "\n", entry, self.html.get(*end..)?].concat())
    }
}

/// The navigation of the page at `slug`, whose output is `path`.
pub(super) fn spine<'a>(layout: &Layout<'a>, path: &str, slug: &str) -> Result<Nav<'a>, ThemeError> {
    let view = &layout.view;
    let position = view.position(slug);
    let mut nav = guides(layout, path, position.map(|(guide, _)| guide))?;
    if let Some((index, guide, way)) = position.and_then(|(index, way)| Some((index, view.guides().get(index)?, way))) {
        let whole = guide.entries <= WHOLE_GUIDE;
        let tree = Tree::new(layout, index, guide, path, whole, false);
        nav.tree = tree.along(&guide.items, &[], way)?;
    }
    Ok(nav)
}

/// The navigation of the page that shows all of `guide`.
pub(super) fn whole<'a>(layout: &Layout<'a>, path: &str, guide: &'a Guide) -> Result<Nav<'a>, ThemeError> {
    let view = &layout.view;
    let index = view.guides().iter().position(|other| other.folder == guide.folder);
    let mut nav = guides(layout, path, index)?;
    let tree = Tree::new(layout, index.unwrap_or_default(), guide, path, true, true);
    nav.tree = tree.make(&guide.items, &[])?.html;
    Ok(nav)
}

/// The list of guides alone.
pub(super) fn guides<'a>(layout: &Layout<'a>, path: &str, active: Option<usize>) -> Result<Nav<'a>, ThemeError> {
    let view = &layout.view;
    let listed =
        || view.guides().iter().enumerate().filter(|(index, guide)| Some(*index) == active || is_listed(guide));
    let link = |(index, guide): (usize, &'a Guide)| context::Guide {
        title: &guide.title,
        href: relative(path, &view.guide_path(guide)),
        active: Some(index) == active,
        lang: guide_language(view, guide),
    };
    let guide = active.and_then(|index| view.guides().get(index)).map(|guide| context::Link {
        text: &guide.title,
        href: relative(path, &view.path(&guide.toc)),
        lang: guide_language(view, guide),
    });
    let guide_count = listed().count();
    if guide_count == 0 {
        return Ok(Nav { guide, ..Nav::default() });
    }
    let name = ListName { locale: view.locale(), folder: folder_of(path).into(), which: Which::Guides(active) };
    let list = layout.shared.list(&name, &|| {
        let guides: Vec<_> = listed().map(link).collect();
        let html = layout.theme.guide_list(layout.strings, &guides)?;
        Ok(List { html, ends: Vec::new() })
    })?;
    Ok(Nav { guides: list.html.clone(), guide_count, guide, tree: String::new() })
}

/// The top level alone is no guide to choose: its start page is the locale's.
fn is_listed(guide: &Guide) -> bool {
    let is_start_alone = guide.folder.is_empty() && guide.source.is_none() && guide.order.len() <= 1;
    !guide.hidden && !is_start_alone
}

/// The tag of the language that a guide's title is written in, where it is not the reader's.
pub(super) fn guide_language<'a>(view: &View<'a>, guide: &'a Guide) -> Option<&'a str> {
    let written = match &guide.source {
        Some(toc) => view.locale_of(&toc.key)?,
        None => view.place(&crate::path::join(&guide.folder, "index"))?.written_in,
    };
    (written != view.locale()).then(|| &*view.config().locale(written).tag)
}

/// A guide's entries, as a page shows them.
struct Tree<'v, 'a> {
    view: &'v View<'a>,
    theme: &'v Theme,
    strings: &'v Strings,
    shared: &'v dyn Shared,
    index: usize,
    guide: &'a Guide,
    path: &'v str,
    /// Whether closed branches are carried too.
    whole: bool,
    /// Whether it is the guide's own page: entries have ids, for links that open a branch, and all stand open.
    own: bool,
    /// The way from the page to the guide's own page.
    toc: String,
}

impl<'v, 'a> Tree<'v, 'a> {
    fn new(layout: &'v Layout<'a>, index: usize, guide: &'a Guide, path: &'v str, whole: bool, own: bool) -> Self {
        let toc = relative(path, &layout.view.path(&guide.toc));
        let Layout { theme, view, shared, strings, .. } = layout;
        Self { view, theme, strings, shared: *shared, index, guide, path, whole, own, toc }
    }

    /// The entries at `above`, those open that `way` leads along, down to the page.
    fn along(&self, items: &[Item], above: &[usize], way: &[usize]) -> Result<String, ThemeError> {
        let closed = self.closed(items, above)?;
        if let Some((index, rest)) = way.split_first()
            && let Some(item) = items.get(*index).filter(|item| !item.hidden)
        {
            let here = [above, &[*index]].concat();
            let children = self.along(&item.children, &here, rest)?;
            let open = NavItem { open: true, current: rest.is_empty(), children, ..self.item(item) };
            if let Some(html) = closed.with(*index, &self.print(&open)?) {
                return Ok(html);
            }
        }
        Ok(closed.html.clone())
    }

    /// The entries at `above`, all of them closed.
    fn closed(&self, items: &[Item], above: &[usize]) -> Result<Arc<List>, ThemeError> {
        if !has_shown(items) {
            return Ok(Arc::default());
        }
        let which = Which::Entries(self.index, above.into());
        let name = ListName { locale: self.view.locale(), folder: folder_of(self.path).into(), which };
        self.shared.list(&name, &|| self.make(items, above))
    }

    fn make(&self, items: &[Item], above: &[usize]) -> Result<List, ThemeError> {
        let mut list = List::default();
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.hidden) {
            let here = [above, &[index]].concat();
            let mut entry = self.item(item);
            if self.own {
                entry.id = Some(with_id(String::new(), &here));
                entry.children = self.make(&item.children, &here)?.html;
            } else if self.whole {
                entry.children.clone_from(&self.closed(&item.children, &here)?.html);
            } else if has_shown(&item.children) {
                entry.more = Some(with_id(format!("{}#", self.toc), &here));
            }
            list.push(index, &self.print(&entry)?);
        }
        Ok(list)
    }

    /// What an entry says wherever it stands.
    fn item<'i>(&self, item: &'i Item) -> NavItem<'i>
    where
        'a: 'i,
    {
        NavItem {
            text: &item.text,
            href: self.href(item),
            external: matches!(item.target, Target::External(_)),
            caution: self.caution(item),
            lang: self.language(item),
            ..NavItem::default()
        }
    }

    fn print(&self, item: &NavItem<'_>) -> Result<String, ThemeError> {
        self.theme.nav_item(self.strings, item)
    }

    fn href(&self, item: &Item) -> Option<String> {
        match &item.target {
            Target::Section => None,
            Target::Page(slug) => Some(relative(self.path, &self.view.path(slug))),
            Target::External(address) => Some(address.to_string()),
        }
    }

    fn caution(&self, item: &Item) -> Option<&'static str> {
        let Target::Page(slug) = &item.target else { return None };
        Some(match self.view.caution(slug)? {
            Caution::Untranslated => "untranslated",
            Caution::Changed => "changed",
        })
    }

    fn language(&self, item: &Item) -> Option<&'a str> {
        match (&self.guide.source, &item.target) {
            (Some(_), _) => guide_language(self.view, self.guide),
            (None, Target::Page(slug)) => {
                let written = self.view.place(slug)?.written_in;
                (written != self.view.locale()).then(|| &*self.view.config().locale(written).tag)
            }
            (None, _) => None,
        }
    }
}

/// Whether any of the items is shown.
fn has_shown(items: &[Item]) -> bool {
    items.iter().any(|item| !item.hidden)
}

/// `text` with the id of an entry on its guide's page behind it: its place among its siblings, level by level.
fn with_id(mut text: String, way: &[usize]) -> String {
    text.push('n');
    for index in way {
        // Writing to a string does not fail.
        let _ = write!(text, "-{index}");
    }
    text
}
