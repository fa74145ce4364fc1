//! Guides: which pages belong together, in which order, under which names.
//!
//! A guide is a folder with a `TOC.md`; its list is the navigation, in its words. Pages that no table of contents covers
//! form guides by their top-level folder, sorted by `weight`, then title. A locale without a `TOC.md` of its own uses the
//! one of its fallback chain, as with pages.

use super::links::{self, Destination};
use super::{LocaleSite, Place, Site, Slug};
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::markdown::url::{self, Scheme};
use crate::page::{PageFacts, Toc, TocItem, humanize};
use crate::path::{below, folder_of, join};
use crate::source::TreeId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep the entries of a guide are nested; real guides have four levels.
const MAX_DEPTH: usize = 12;

/// A tree of pages with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// The folder that it covers; `""` for the top level.
    pub folder: Arc<str>,
    /// Its name.
    pub title: Box<str>,
    /// One sentence about it.
    pub description: Option<Box<str>>,
    /// The slug of the page that shows its whole navigation.
    pub toc: Slug,
    /// Its entries.
    pub items: Vec<Item>,
    /// Its pages in reading order: what previous and next lead through.
    pub order: Vec<Slug>,
    /// How many entries it has on all levels.
    pub entries: usize,
    /// Whether it is built, but not listed.
    pub hidden: bool,
    /// The table of contents that it comes from, whose header its pages inherit.
    pub source: Option<Arc<Toc>>,
}

/// An entry of a guide.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it says.
    pub text: Box<str>,
    /// Where it leads.
    pub target: Target,
    /// Whether it is left out of lists.
    pub hidden: bool,
    /// Whether its page belongs here; an absolute link to a page of the site only refers to it.
    pub listed: bool,
    /// The entries below.
    pub children: Vec<Item>,
}

/// Where an entry leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Nowhere: it is a section.
    Section,
    /// To a page of the same locale.
    Page(Slug),
    /// Off the site.
    External(Box<str>),
}

/// Where a page stands: its guide, and the way down through the guide's items.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Position {
    pub guide: usize,
    /// The index of each item on the way; empty for a page that its guide does not list.
    pub way: Vec<usize>,
    /// The page's place in the guide's reading order, if it has one.
    pub turn: Option<usize>,
}

/// Builds the guides of every locale.
pub(super) fn build(site: &mut Site, tocs: &[Arc<Toc>]) {
    let mut by_locale: BTreeMap<LocaleId, BTreeMap<Arc<str>, Arc<Toc>>> = BTreeMap::new();
    for toc in tocs {
        if let (TreeId::Locale(locale), Some(slug)) = (toc.key.tree, site.slug_of(toc.key.tree, &toc.key.path)) {
            by_locale.entry(locale).or_default().insert(folder_of(&slug).into(), toc.clone());
        }
    }
    let mut findings = Vec::new();
    for locale in site.config.ids().collect::<Vec<_>>() {
        let mut tocs = by_locale.get(&locale).cloned().unwrap_or_default();
        for other in &site.config.locale(locale).chain {
            for (folder, toc) in by_locale.get(other).into_iter().flatten() {
                tocs.entry(folder.clone()).or_insert_with(|| toc.clone());
            }
        }
        let builder = Builder { site, locale, findings: &mut findings };
        let (guides, positions) = builder.build(&tocs);
        if let Some(target) = site.locales.get_mut(locale.index()) {
            target.guides = guides;
            target.positions = positions;
        }
    }
    site.findings.extend(findings);
}

struct Builder<'a> {
    site: &'a Site,
    locale: LocaleId,
    findings: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    fn build(mut self, tocs: &BTreeMap<Arc<str>, Arc<Toc>>) -> (Vec<Guide>, BTreeMap<Slug, Position>) {
        let Some(locale) = self.site.locale(self.locale) else { return Default::default() };
        let mut weighted: Vec<(Weight, Guide)> = Vec::new();
        for (folder, toc) in tocs.iter().filter(|(_, toc)| !toc.items.is_empty()) {
            weighted.push((Weight::of(toc.weight, folder), self.of_toc(folder, toc)));
        }
        let covered: Vec<Arc<str>> = weighted.iter().map(|(_, guide)| guide.folder.clone()).collect();
        for (folder, slugs) in uncovered(locale, &covered) {
            let guide = from_folder(locale, &folder, &slugs);
            weighted.push((Weight::of(index_weight(locale, &folder), &folder), guide));
        }
        weighted.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut guides: Vec<Guide> = weighted.into_iter().map(|(_, guide)| guide).collect();
        let positions = self.positions(locale, &mut guides);
        (guides, positions)
    }

    fn of_toc(&mut self, folder: &Arc<str>, toc: &Arc<Toc>) -> Guide {
        let items = shallow(toc.items.iter().map(|item| self.item(toc, item)).collect(), 1);
        let title = toc.title.clone().unwrap_or_else(|| humanize(folder.rsplit('/').next().unwrap_or(folder)).into());
        Guide {
            folder: folder.clone(),
            title,
            description: toc.description.clone(),
            toc: join(folder, "toc").into(),
            items,
            order: Vec::new(),
            entries: 0,
            hidden: toc.hidden,
            source: Some(toc.clone()),
        }
    }

    fn item(&mut self, toc: &Arc<Toc>, item: &TocItem) -> Item {
        let target = match &item.target {
            None => Target::Section,
            Some((address, span)) => self.target(toc, address, *span),
        };
        let text = match &target {
            Target::Page(slug) if item.text.is_empty() => {
                self.site.place(self.locale, slug).map(|place| place.facts.title.clone()).unwrap_or_default()
            }
            _ => item.text.clone(),
        };
        let children = item.children.iter().map(|child| self.item(toc, child)).collect();
        let listed = item.target.as_ref().is_none_or(|(address, _)| url::scheme(address) == Scheme::Relative);
        Item { text, target, hidden: item.hidden, listed, children }
    }

    fn target(&mut self, toc: &Arc<Toc>, address: &str, span: crate::span::Span) -> Target {
        let own = toc.key.tree == TreeId::Locale(self.locale);
        let resolution = links::resolve(self.site, self.locale, &toc.key, ReferenceKind::Link, address);
        if own {
            let (path, _) = address.split_once(['#', '?']).unwrap_or((address, ""));
            if url::scheme(path) == Scheme::Relative && (path.contains("//") || path.contains("/./")) {
                let message = format!("`{address}` is not written in its shortest form");
                let finding = Diagnostic::new(&codes::TOC_PATH, toc.shown.clone(), message)
                    .at(span)
                    .help("write each folder once, separated by one `/`");
                // A span of another length is that of the whole link.
                let is_address = span.len() == address.len();
                self.findings.push(if is_address { finding.fix(span, shortest(address)) } else { finding });
            }
            if let Some(problem) = &resolution.problem {
                let code = if problem.code == &codes::LINK_BROKEN { &codes::TOC_MISSING_PAGE } else { problem.code };
                let finding = Diagnostic::new(code, toc.shown.clone(), problem.message.clone())
                    .at(span)
                    .help(problem.help.clone());
                self.findings.push(finding);
            }
        }
        match resolution.destination {
            Destination::Page { slug, .. } if self.site.place(self.locale, &slug).is_some() => Target::Page(slug),
            Destination::External(address) => Target::External(address),
            Destination::Page { .. } | Destination::Asset { .. } | Destination::Nowhere => Target::Section,
        }
    }

    /// Finds each page's place in the guides, and reports pages listed twice or never.
    fn positions(&mut self, locale: &LocaleSite, guides: &mut [Guide]) -> BTreeMap<Slug, Position> {
        let mut positions = BTreeMap::new();
        for (index, guide) in guides.iter_mut().enumerate() {
            let mut order = Vec::new();
            let mut way = Vec::new();
            visit(&guide.items, false, &mut way, &mut |slug, way, hidden| {
                if positions.contains_key(slug) {
                    self.listed_twice(guide, slug);
                    return;
                }
                let turn = (!hidden).then_some(order.len());
                if !hidden {
                    order.push(slug.clone());
                }
                positions.insert(slug.clone(), Position { guide: index, way: way.to_vec(), turn });
            });
            guide.entries = count(&guide.items);
            guide.order = order;
        }
        for (slug, place) in &locale.places {
            if !positions.contains_key(slug)
                && let Some(guide) = guide_by_folder(guides, slug)
            {
                self.orphan(guides.get(guide), &place.facts);
                positions.insert(slug.clone(), Position { guide, way: Vec::new(), turn: None });
            }
        }
        positions
    }

    fn listed_twice(&mut self, guide: &Guide, slug: &Slug) {
        if let Some(toc) = guide.source.as_ref().filter(|toc| toc.key.tree == TreeId::Locale(self.locale)) {
            let message = format!("`{slug}` is listed more than once");
            let finding = Diagnostic::new(&codes::TOC_DUPLICATE, toc.shown.clone(), message)
                .help("list each page in one place; the first counts for breadcrumbs, previous and next");
            self.findings.push(finding);
        }
    }

    fn orphan(&mut self, guide: Option<&Guide>, facts: &Arc<PageFacts>) {
        let own = facts.key.tree == TreeId::Locale(self.locale);
        let index = facts.key.path.name().eq_ignore_ascii_case("index.md");
        if let (true, Some(toc)) = (own && !facts.hidden && !index, guide.and_then(|guide| guide.source.as_ref())) {
            let message = format!("`{}` does not list this page", toc.shown);
            let finding = Diagnostic::new(&codes::TOC_ORPHAN, facts.shown.clone(), message)
                .help("add it to the list, or write `hide: true` in the front matter");
            self.findings.push(finding);
        }
    }
}

/// `address` with each folder separated by one `/`, and none that stands for the one before it.
fn shortest(address: &str) -> String {
    let end = address.find(['#', '?']).unwrap_or(address.len());
    let (path, rest) = address.split_at_checked(end).unwrap_or((address, ""));
    let mut short = path.to_owned();
    for (long, right) in [("/./", "/"), ("//", "/")] {
        while short.contains(long) {
            short = short.replace(long, right);
        }
    }
    short + rest
}

fn count(items: &[Item]) -> usize {
    items.iter().map(|item| 1 + count(&item.children)).sum()
}

fn visit(items: &[Item], hidden: bool, way: &mut Vec<usize>, found: &mut dyn FnMut(&Slug, &[usize], bool)) {
    for (index, item) in items.iter().enumerate() {
        way.push(index);
        let hidden = hidden || item.hidden;
        if let (Target::Page(slug), true) = (&item.target, item.listed) {
            found(slug, way, hidden);
        }
        visit(&item.children, hidden, way, found);
        way.pop();
    }
}

/// The guide whose folder holds the page most closely.
fn guide_by_folder(guides: &[Guide], slug: &str) -> Option<usize> {
    let holding = guides.iter().enumerate().filter(|(_, guide)| below(slug, &guide.folder).is_some());
    holding.max_by_key(|(_, guide)| guide.folder.len()).map(|(index, _)| index)
}

/// Pages that no table of contents covers, by their top-level folder.
fn uncovered(locale: &LocaleSite, covered: &[Arc<str>]) -> BTreeMap<Arc<str>, Vec<Slug>> {
    let mut folders: BTreeMap<Arc<str>, Vec<Slug>> = BTreeMap::new();
    for slug in locale.places.keys().filter(|slug| !covered.iter().any(|folder| below(slug, folder).is_some())) {
        let top = slug.split_once('/').map_or("", |(top, _)| top);
        folders.entry(top.into()).or_default().push(slug.clone());
    }
    folders
}

fn index_weight(locale: &LocaleSite, folder: &str) -> Option<i64> {
    locale.places.get(join(folder, "index").as_str()).and_then(|place| place.facts.weight)
}

fn from_folder(locale: &LocaleSite, folder: &Arc<str>, slugs: &[Slug]) -> Guide {
    let index = locale.places.get(join(folder, "index").as_str());
    Guide {
        folder: folder.clone(),
        title: index.map_or_else(|| humanize(folder).into(), |index| index.facts.title.clone()),
        description: index.and_then(|index| index.facts.description.clone()),
        toc: join(folder, "toc").into(),
        items: shallow(folder_items(locale, folder, slugs), 1),
        order: Vec::new(),
        entries: 0,
        hidden: false,
        source: None,
    }
}

/// `items`, with what lies deeper than [`MAX_DEPTH`] listed at that level.
fn shallow(items: Vec<Item>, depth: usize) -> Vec<Item> {
    let mut shallower = Vec::with_capacity(items.len());
    for mut item in items {
        let children = std::mem::take(&mut item.children);
        if depth < MAX_DEPTH {
            item.children = shallow(children, depth + 1);
            shallower.push(item);
        } else {
            shallower.push(item);
            shallower.extend(shallow(children, depth));
        }
    }
    shallower
}

/// The pages and folders in `folder`, by weight, then title; its `index` first.
fn folder_items(locale: &LocaleSite, folder: &str, slugs: &[Slug]) -> Vec<Item> {
    let mut subfolders: BTreeMap<String, Vec<Slug>> = BTreeMap::new();
    let mut items: Vec<(Weight, Item)> = Vec::new();
    for slug in slugs {
        let Some(rest) = below(slug, folder) else { continue };
        match rest.split_once('/') {
            Some((name, _)) => subfolders.entry(join(folder, name)).or_default().push(slug.clone()),
            None => items.extend(locale.places.get(slug).map(|place| page_item(slug, rest, place))),
        }
    }
    for (path, slugs) in subfolders {
        let mut children = folder_items(locale, &path, &slugs);
        let index = locale.places.get(join(&path, "index").as_str());
        let target = index.map_or(Target::Section, |_| Target::Page(join(&path, "index").into()));
        if index.is_some() {
            children.retain(|child| child.target != target);
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        let text = index.map_or_else(|| humanize(name).into(), |index| index.facts.title.clone());
        let weight = Weight::of(index.and_then(|index| index.facts.weight), &text);
        items.push((weight, Item { text, target, hidden: false, listed: true, children }));
    }
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    items.into_iter().map(|(_, item)| item).collect()
}

fn page_item(slug: &Slug, name: &str, place: &Place) -> (Weight, Item) {
    let facts = &place.facts;
    let weight = if name == "index" { Weight::FIRST } else { Weight::of(facts.weight, &facts.title) };
    let target = Target::Page(slug.clone());
    (weight, Item { text: facts.title.clone(), target, hidden: facts.hidden, listed: true, children: Vec::new() })
}

/// An order: by number, those without one last, then by name regardless of case.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Weight(i64, String);

impl Weight {
    const FIRST: Self = Self(i64::MIN, String::new());

    fn of(weight: Option<i64>, name: &str) -> Self {
        Self(weight.unwrap_or(i64::MAX), name.to_lowercase())
    }
}
