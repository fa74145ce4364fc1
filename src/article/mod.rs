//! A page's content with links, images and code resolved: the HTML that a layout frames.
//!
//! The site is asked first, once for every reference of the page ([`Answers`]); the renderer then looks the answers up and
//! sees nothing else of the site. Whatever has no answer becomes a finding, and stays in the page as text that a reader
//! can use. May import: the site's view, pages, Markdown, highlighting, the theme's strings. When the page, an answer or
//! the theme changes, it is written anew as a whole.
//! Deliberately absent: navigation, templates, other pages' text.

pub mod films;

use crate::diagnostic::{Diagnostic, codes};
use crate::highlight::{Highlighter, Language, Memo};
use crate::markdown::text;
use crate::markdown::tree::{FileId, Heading, HeadingId, RefId, Reference};
use crate::markdown::{self, Film, HeadingAnchors, Highlighted, Phrase, Picture, Surroundings};
use crate::page::Page;
use crate::path::{encode, relative};
use crate::site::{Badge, Destination, HeadingIds, Place, Resolution, View};
use crate::source::FileKey;
use crate::theme::Strings;
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
}

impl Answers {
    /// Asks the site what `page`, shown at `slug`, has to know.
    #[must_use]
    pub fn ask(view: View<'_>, slug: &str, place: &Place, page: &Page) -> Self {
        let resolve = |reference: &Reference| resolve(view, page, reference);
        let resolutions: Vec<_> = page.document.references.iter().map(resolve).collect();
        let nameless = text::nameless(&page.document.children, &page.source.text);
        let name = |id: RefId| Some((id, name(view, resolutions.get(id.0 as usize)?)?));
        let names = nameless.into_iter().filter_map(name).collect();
        Self { path: view.path(slug), headings: place.headings.clone(), resolutions, names, badges: view.badges(slug) }
    }

    /// What is wrong with the references of `page`.
    #[must_use]
    pub fn findings(&self, page: &Page) -> Vec<Diagnostic> {
        let references = page.document.references.iter().zip(&self.resolutions);
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
        findings.collect()
    }

    /// The files that the page shows or links.
    #[must_use]
    pub fn assets(&self) -> BTreeSet<FileKey> {
        let badges = self.badges.iter().filter_map(|badge| badge.link.as_ref());
        let assets = self.resolutions.iter().chain(badges).filter_map(|resolution| match &resolution.destination {
            Destination::Asset { key, .. } => Some(key.clone()),
            _ => None,
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
fn resolve(view: View<'_>, page: &Page, reference: &Reference) -> Resolution {
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
    /// Colours code that the memo does not know.
    pub highlighter: &'a Highlighter,
    /// Code that was coloured before.
    pub memo: &'a Memo,
}

/// A page's content, finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The first-level heading with its tags; empty where the page has none.
    pub heading: String,
    /// Everything below it.
    pub content: String,
}

/// Writes an article.
#[must_use]
pub fn write(task: &Task<'_>) -> Article {
    let Page { source, document, .. } = task.page;
    let markdown::Parts { heading, content } = markdown::render_parts(document, &source.text, &Desk { task });
    Article { heading, content }
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
struct Desk<'a> {
    task: &'a Task<'a>,
}

impl Desk<'_> {
    fn destination(&self, RefId(index): RefId) -> &Destination {
        self.task
            .answers
            .resolutions
            .get(index as usize)
            .map_or(&Destination::Nowhere, |resolution| &resolution.destination)
    }
}

impl Surroundings for Desk<'_> {
    fn link<'a>(&'a self, id: RefId, _: &'a Reference) -> markdown::Destination<'a> {
        match self.destination(id) {
            Destination::External(address) => markdown::Destination::External(markdown::url::encode(address).into()),
            destination => href(&self.task.answers.path, destination)
                .map_or(markdown::Destination::Broken, |href| markdown::Destination::Internal(href.into())),
        }
    }

    fn link_name<'a>(&'a self, id: RefId, _: &'a Reference) -> Option<Cow<'a, str>> {
        self.task.answers.names.get(&id).map(|name| Cow::Borrowed(&**name))
    }

    fn image<'a>(&'a self, id: RefId, _: &'a Reference) -> Picture<'a> {
        match self.destination(id) {
            Destination::External(address) => {
                Picture::Found { address: markdown::url::encode(address).into(), size: None }
            }
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
        match self.task.answers.headings.get(index as usize) {
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
        Cow::Owned(self.task.strings.get(&phrase.key()).to_owned())
    }

    fn decorates(&self) -> bool {
        true
    }
}
