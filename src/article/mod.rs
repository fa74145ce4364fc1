//! A page's content with links, images and code resolved: the HTML that a layout frames.
//!
//! The site is asked first, once for every reference of the page ([`Answers`]); the renderer then looks the answers up and
//! sees nothing else of the site. Whatever has no answer becomes a finding, and stays in the page as text that a reader
//! can use. May import: the site's view, pages, Markdown, highlighting, the theme's strings. When the page, an answer or
//! the theme changes, it is written anew as a whole.
//! Deliberately absent: navigation, templates, other pages' text.

mod beside;
pub mod films;
mod original;
pub mod twin;

pub use original::original;

use crate::diagnostic::{Diagnostic, codes};
use crate::highlight::{Highlighter, Language, Memo};
use crate::markdown::text;
use crate::markdown::tree::{self, FileId, Heading, HeadingId, Node, RefId, Reference};
use crate::markdown::{self, Film, HeadingAnchors, Highlighted, Mark, Phrase, Picture, Surroundings};
use crate::page::{Page, Translated};
use crate::path::{encode, relative};
use crate::site::{Badge, Destination, HeadingIds, Place, Resolution, View};
use crate::source::FileKey;
use crate::theme::Strings;
use beside::{Beside, Marks};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that an article asks of the site, answered.
///
/// "Missing" is an answer too. An article is a function of its page, these answers and the theme's strings, and of
/// nothing else: who has written it once need not write it again while all three stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The output path of the page.
    path: Arc<str>,
    /// The ids of its headings, in order.
    headings: Arc<[HeadingIds]>,
    /// Where each reference of the document leads.
    resolutions: Vec<Resolution>,
    /// What those links are called whose text names nothing, by the place of their reference.
    names: BTreeMap<RefId, Box<str>>,
    /// The badges that the page carries, with where they lead.
    badges: Vec<Badge>,
    /// The source page of a translation.
    beside: Option<Beside>,
}

impl Answers {
    /// Asks the site what `page`, shown at `slug`, has to know.
    #[must_use]
    pub fn ask(view: View<'_>, slug: &str, place: &Place, page: &Page, translated: Option<&Arc<Translated>>) -> Self {
        let resolve = |reference: &Reference| resolve(view, page, reference);
        let resolutions: Vec<_> = page.document.references.iter().map(resolve).collect();
        let nameless = text::nameless(&page.document.children, &page.source.text);
        let name = |id: RefId| Some((id, name(view, resolutions.get(id.0 as usize)?)?));
        let names = nameless.into_iter().filter_map(name).collect();
        let beside = translated.and_then(|translated| Beside::ask(view, translated, &resolutions));
        let (path, headings, badges) = (view.path(slug), place.headings.clone(), view.badges(slug));
        Self { path, headings, resolutions, names, badges, beside }
    }

    /// What is wrong with the references of `page`.
    #[must_use]
    pub fn findings(&self, page: &Page) -> Vec<Diagnostic> {
        let references = page.document.references.iter().zip(&self.resolutions);
        let references = references.filter(|(reference, resolution)| !self.is_told(reference, resolution));
        let references = references.map(|(reference, resolution)| {
            let file = page.file(reference.file);
            // An address in other words (entities, several lines) can't be replaced by its span.
            let is_plain = reference.span.of(&file.text) == &*reference.target;
            (file, Some(reference.span), Some(resolution), is_plain)
        });
        let badges = self.badges.iter().map(|badge| (&page.source, badge.span, badge.link.as_ref(), false));
        let findings = references.chain(badges).filter_map(|(file, span, resolution, is_plain)| {
            let (span, problem) = (span?, resolution?.problem.as_ref()?);
            let finding = Diagnostic::new(problem.code, file.shown.clone(), problem.message.clone());
            let finding = finding.at(span).help(problem.help.clone());
            Some(match &problem.instead {
                Some(address) if is_plain => finding.fix(span, address.clone()),
                _ => finding,
            })
        });
        findings.chain(films::check(page, &self.resolutions)).collect()
    }

    /// Whether what is wrong with a reference is told of the source page: a dead fragment is one mistake in all locales.
    fn is_told(&self, reference: &Reference, resolution: &Resolution) -> bool {
        beside::is_dead(resolution) && self.beside.as_ref().is_some_and(|beside| beside.shares_dead_fragment(reference))
    }

    /// Where the references of the page lead, in their order.
    pub fn destinations(&self) -> impl Iterator<Item = &Destination> {
        self.resolutions.iter().map(|resolution| &resolution.destination)
    }

    /// The files that the page shows or links.
    #[must_use]
    pub fn assets(&self) -> BTreeSet<FileKey> {
        let badges = self.badges.iter().filter_map(|badge| badge.link.as_ref());
        let beside = self.beside.iter().filter(|beside| beside.is_seen()).flat_map(|beside| &beside.resolutions);
        let assets = self.resolutions.iter().chain(beside).chain(badges).filter_map(|resolution| {
            match &resolution.destination {
                Destination::Asset { key, .. } => Some(key.clone()),
                _ => None,
            }
        });
        assets.collect()
    }
}

/// What a destination is called.
fn name(view: View<'_>, resolution: &Resolution) -> Option<Box<str>> {
    match &resolution.destination {
        Destination::Page { slug, .. } => view.place(slug).map(|place| place.facts.title.clone()),
        Destination::Asset { key, .. } => Some(key.path.name().into()),
        Destination::External(address) => markdown::url::name(address).map(Into::into),
        Destination::Nowhere => None,
    }
}

/// Where a reference leads. One in an included file counts from that file, or, failing that, from the page.
#[must_use]
pub fn resolve(view: View<'_>, page: &Page, reference: &Reference) -> Resolution {
    let own = &page.facts.key;
    if reference.file == FileId::OWN || reference.target.starts_with('#') {
        return view.resolve(own, reference.kind, &reference.target);
    }
    let resolution = view.resolve(&page.file(reference.file).key, reference.kind, &reference.target);
    let lost = [&codes::LINK_BROKEN, &codes::ASSET_MISSING, &codes::LINK_ESCAPE];
    if !resolution.problem.as_ref().is_some_and(|problem| lost.contains(&problem.code)) {
        return resolution;
    }
    let from_page = view.resolve(own, reference.kind, &reference.target);
    if matches!(from_page.destination, Destination::Nowhere) {
        return resolution;
    }
    from_page.flawed_by(
        &codes::INCLUDE_RELATIVE,
        format!("`{}` counts from the page that includes this file", reference.target),
        "write the path from this file, or from the root with `/`",
    )
}

/// What is needed to write an article.
pub struct Task<'a> {
    /// What the site says.
    pub answers: &'a Answers,
    /// The page whose text is shown.
    pub page: &'a Page,
    /// The texts of the interface.
    pub strings: &'a Strings,
    /// The same in the source locale, for what is shown of an original.
    pub source_strings: &'a Strings,
    /// Colours code that the memo does not know.
    pub highlighter: &'a Highlighter,
    /// Code that was coloured before.
    pub memo: &'a Memo,
}

/// A page's content, finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its badges as safe HTML; empty where it has none.
    pub badges: String,
    /// The first-level heading with its tags; empty where the page has none.
    pub heading: String,
    /// Everything below it.
    pub content: String,
}

/// Writes an article.
#[must_use]
pub fn write(task: &Task<'_>) -> Article {
    let Page { source, document, .. } = task.page;
    let marks = task.answers.beside.as_ref().map(|beside| Marks::of(beside, task));
    let desk = Desk { marks: marks.as_ref(), ..Desk::of(task) };
    let markdown::Parts { heading, mut content } = markdown::render_parts(document, &source.text, &desk);
    if let Some(marks) = &marks {
        content.insert_str(0, &marks.start);
        content.push_str(&marks.end);
    }
    Article { badges: badges(task.answers), heading, content }
}

/// The badges of a page as HTML, their links seen from its output path.
fn badges(answers: &Answers) -> String {
    let shown = |badge: &Badge| {
        let address = badge.link.as_ref().and_then(|link| href(&answers.path, &link.destination));
        let Badge { label, kind, tooltip, .. } = badge.clone();
        (tree::Badge { kind, label, tooltip, reference: None }, address)
    };
    markdown::badges(&answers.badges.iter().map(shown).collect::<Vec<_>>())
}

/// The address of a destination, seen from the output at `from`; nothing where it leads nowhere.
#[must_use]
pub fn href(from: &str, destination: &Destination) -> Option<String> {
    let (path, fragment) = match destination {
        Destination::Page { path, fragment, .. } | Destination::Asset { path, fragment, .. } => (path, fragment),
        Destination::External(address) => return Some(address.to_string()),
        Destination::Nowhere => return None,
    };
    let fragment = fragment.as_ref().map(|fragment| format!("#{}", encode(fragment))).unwrap_or_default();
    Some(if **path == *from && !fragment.is_empty() { fragment } else { relative(from, path) + &fragment })
}

/// What the renderer asks, answered from the resolutions.
#[derive(Clone, Copy)]
struct Desk<'a> {
    task: &'a Task<'a>,
    headings: &'a [HeadingIds],
    resolutions: &'a [Resolution],
    names: &'a BTreeMap<RefId, Box<str>>,
    strings: &'a Strings,
    marks: Option<&'a Marks>,
}

impl<'a> Desk<'a> {
    /// For the page itself.
    fn of(task: &'a Task<'a>) -> Self {
        let Answers { headings, resolutions, names, .. } = task.answers;
        Self { task, headings, resolutions, names, strings: task.strings, marks: None }
    }

    /// For its source page, seen from the page's address.
    fn beside(beside: &'a Beside, task: &'a Task<'a>) -> Self {
        let (resolutions, names, strings) = (&beside.resolutions, &beside.names, task.source_strings);
        Self { task, headings: &[], resolutions, names, strings, marks: None }
    }

    fn destination(&self, RefId(index): RefId) -> &Destination {
        self.resolutions.get(index as usize).map_or(&Destination::Nowhere, |resolution| &resolution.destination)
    }
}

impl Surroundings for Desk<'_> {
    fn link<'a>(&'a self, id: RefId, _: &'a Reference) -> markdown::Destination<'a> {
        match self.destination(id) {
            Destination::External(address) => markdown::Destination::External(markdown::url::encode(address)),
            destination => href(&self.task.answers.path, destination)
                .map_or(markdown::Destination::Broken, |href| markdown::Destination::Internal(href.into())),
        }
    }

    fn link_name<'a>(&'a self, id: RefId, _: &'a Reference) -> Option<Cow<'a, str>> {
        self.names.get(&id).map(|name| Cow::Borrowed(&**name))
    }

    fn image<'a>(&'a self, id: RefId, _: &'a Reference) -> Picture<'a> {
        match self.destination(id) {
            Destination::External(address) => Picture::Found { address: markdown::url::encode(address), size: None },
            Destination::Asset { path, facts, .. } => {
                let size = facts.dimensions.map(|dimensions| (dimensions.width, dimensions.height));
                Picture::Found { address: relative(&self.task.answers.path, path).into(), size }
            }
            Destination::Page { .. } | Destination::Nowhere => Picture::Missing,
        }
    }

    fn video<'a>(&'a self, id: RefId, reference: &'a Reference) -> Film<'a> {
        let destination = self.link(id, reference);
        let plays = matches!(&destination, markdown::Destination::External(address) if films::may_play(address));
        Film { destination, plays, title: self.phrase(Phrase::Video) }
    }

    fn heading<'a>(&'a self, HeadingId(index): HeadingId, heading: &'a Heading) -> HeadingAnchors<'a> {
        match self.headings.get(index as usize) {
            Some(ids) => HeadingAnchors { id: &ids.id, second: ids.second.as_deref() },
            None => HeadingAnchors { id: &heading.id, second: None },
        }
    }

    fn highlight<'a>(&'a self, info: &'a str, code: &'a str) -> Highlighted<'a> {
        let language = Language::of(info);
        let html = self.task.memo.highlight(self.task.highlighter, &language, code);
        Highlighted { language: Cow::Owned(language.token.clone()), html: Some(Cow::Owned(html.to_string())) }
    }

    fn phrase(&self, phrase: Phrase) -> Cow<'_, str> {
        Cow::Owned(self.strings.get(&phrase.key()).to_owned())
    }

    fn mark<'a>(&'a self, block: &Node) -> Option<Mark<'a>> {
        self.marks?.get(block)
    }

    fn decorates(&self) -> bool {
        true
    }
}
