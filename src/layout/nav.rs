//! The navigation of a page: its spine, or a guide's whole tree.
//!
//! A page carries its ancestors, its siblings and its children; a branch that stays closed is a link to the guide's own
//! page, which a script opens in place. A full tree in each page of a guide with 1,105 entries would be 389 MB a locale.

use super::context::{self, Nav, NavItem};
use crate::path::relative;
use crate::site::{Caution, Guide, Item, Target, View};
use std::borrow::Cow;
use std::fmt::Write;

/// Up to this many entries a guide is carried whole: opening a branch then costs no request.
const WHOLE_GUIDE: usize = 40;

/// The navigation of the page at `slug`, whose output is `path`.
pub(super) fn spine<'a>(view: &View<'a>, path: &str, slug: &str) -> Nav<'a> {
    let position = view.position(slug);
    let mut nav = guides(view, path, position.map(|(guide, _)| guide));
    if let Some((guide, way)) = position.and_then(|(index, way)| Some((view.guides().get(index)?, way))) {
        let whole = guide.entries <= WHOLE_GUIDE;
        let branch = Branch::new(view, guide, path, whole, false);
        nav.items = branch.items(&guide.items, &mut Vec::new(), Some(way));
    }
    nav
}

/// The navigation of the page that shows all of `guide`.
pub(super) fn whole<'a>(view: &View<'a>, path: &str, guide: &'a Guide) -> Nav<'a> {
    let index = view.guides().iter().position(|other| other.folder == guide.folder);
    let mut nav = guides(view, path, index);
    let branch = Branch::new(view, guide, path, true, true);
    nav.items = branch.items(&guide.items, &mut Vec::new(), None);
    nav
}

/// The list of guides alone.
pub(super) fn guides<'a>(view: &View<'a>, path: &str, active: Option<usize>) -> Nav<'a> {
    let listed = view.guides().iter().enumerate();
    let listed = listed.filter(|(index, guide)| Some(*index) == active || is_listed(guide));
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
    Nav { guides: listed.map(link).collect(), guide, items: Vec::new() }
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

struct Branch<'v, 'a> {
    view: &'v View<'a>,
    guide: &'a Guide,
    path: &'v str,
    /// Whether closed branches are carried too.
    whole: bool,
    /// Whether entries get ids, for links that open a branch.
    ids: bool,
    /// The way from the page to the guide's own page.
    toc: String,
}

impl<'v, 'a> Branch<'v, 'a> {
    fn new(view: &'v View<'a>, guide: &'a Guide, path: &'v str, whole: bool, ids: bool) -> Self {
        Self { view, guide, path, whole, ids, toc: relative(path, &view.path(&guide.toc)) }
    }

    /// The entries at `above`; `way` leads on to the page, if it lies below.
    fn items(&self, items: &'a [Item], above: &mut Vec<usize>, way: Option<&[usize]>) -> Vec<NavItem<'a>> {
        let mut entries = Vec::new();
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.hidden) {
            above.push(index);
            let way = way.and_then(|way| way.split_first()).filter(|(next, _)| **next == index).map(|(_, rest)| rest);
            entries.push(self.item(item, above, way));
            above.pop();
        }
        entries
    }

    fn item(&self, item: &'a Item, above: &mut Vec<usize>, way: Option<&[usize]>) -> NavItem<'a> {
        let carried = self.whole || way.is_some();
        let has_children = item.children.iter().any(|child| !child.hidden);
        let more = (has_children && !carried).then(|| with_id(format!("{}#", self.toc), above));
        let id = self.ids.then(|| Cow::Owned(with_id(String::new(), above)));
        let children = if carried { self.items(&item.children, above, way) } else { Vec::new() };
        NavItem {
            note: None,
            text: &item.text,
            href: self.href(item),
            id,
            current: way.is_some_and(<[usize]>::is_empty),
            open: way.is_some(),
            external: matches!(item.target, Target::External(_)),
            caution: self.caution(item),
            lang: self.language(item),
            children,
            more,
        }
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

/// `text` with the id of an entry on its guide's page behind it: its place among its siblings, level by level.
fn with_id(mut text: String, way: &[usize]) -> String {
    text.push('n');
    for index in way {
        // Writing to a string does not fail.
        let _ = write!(text, "-{index}");
    }
    text
}
