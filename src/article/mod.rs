//! A page's content with links, images and code resolved: the HTML that a layout frames.
//!
//! The site is asked once for every reference of the page; the renderer then looks the answers up. Whatever has no answer
//! becomes a finding, and stays in the page as text that a reader can use. May import: the site's view, pages, Markdown,
//! highlighting, the theme's strings. When the page or an answer changes, it is written anew as a whole.
//! Deliberately absent: navigation, templates, other pages' text.

use crate::diagnostic::Diagnostic;
use crate::highlight::{Highlighter, Language, Memo};
use crate::markdown::tree::{Heading, HeadingId, RefId, Reference};
use crate::markdown::{self, HeadingAnchors, Highlighted, Phrase, Picture, Surroundings};
use crate::page::Page;
use crate::path::{encode, relative};
use crate::site::{Destination, Place, Resolution, View};
use crate::source::FileKey;
use crate::theme::Strings;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is needed to write an article.
pub struct Task<'a> {
    /// The site, seen from the locale that is read.
    pub view: View<'a>,
    /// The address in that locale.
    pub slug: &'a str,
    /// What is shown there.
    pub place: &'a Place,
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The first-level heading with its tags; empty where the page has none.
    pub heading: String,
    /// Everything below it.
    pub content: String,
    /// What is wrong with its references.
    pub findings: Vec<Diagnostic>,
    /// The files that it shows or links.
    pub assets: BTreeSet<FileKey>,
}

/// Writes an article.
#[must_use]
pub fn write(task: &Task<'_>) -> Article {
    let Page { source, document, facts, .. } = task.page;
    let resolve = |reference: &Reference| task.view.resolve(&facts.key, reference.kind, &reference.target);
    let resolutions: Vec<Resolution> = document.references.iter().map(resolve).collect();
    let findings = document.references.iter().zip(&resolutions).filter_map(|(reference, resolution)| {
        let problem = resolution.problem.as_ref()?;
        let finding = Diagnostic::new(problem.code, source.shown.clone(), problem.message.clone());
        Some(finding.at(reference.span).help(problem.help.clone()))
    });
    let badges = task.view.badges(task.slug);
    let flawed = badges.iter().filter_map(|badge| {
        let problem = badge.link.as_ref()?.problem.as_ref()?;
        let finding = Diagnostic::new(problem.code, source.shown.clone(), problem.message.clone());
        Some(finding.at(badge.span?).help(problem.help.clone()))
    });
    let findings = findings.chain(flawed);
    let assets =
        resolutions.iter().chain(badges.iter().filter_map(|badge| badge.link.as_ref())).filter_map(|resolution| {
            match &resolution.destination {
                Destination::Asset { key, .. } => Some(key.clone()),
                _ => None,
            }
        });
    let (findings, assets) = (findings.collect(), assets.collect());
    let desk = Desk { task, path: task.view.path(task.slug), resolutions };
    let markdown::Parts { heading, content } = markdown::render_parts(document, &source.text, &desk);
    Article { heading, content, findings, assets }
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
    /// The output path of the page.
    path: Arc<str>,
    /// The answer for each reference of the document.
    resolutions: Vec<Resolution>,
}

impl Desk<'_> {
    fn destination(&self, RefId(index): RefId) -> &Destination {
        self.resolutions.get(index as usize).map_or(&Destination::Nowhere, |resolution| &resolution.destination)
    }
}

impl Surroundings for Desk<'_> {
    fn link<'a>(&'a self, id: RefId, _: &'a Reference) -> markdown::Destination<'a> {
        match self.destination(id) {
            Destination::External(address) => markdown::Destination::External(markdown::url::encode(address).into()),
            destination => href(&self.path, destination)
                .map_or(markdown::Destination::Broken, |href| markdown::Destination::Internal(href.into())),
        }
    }

    fn image<'a>(&'a self, id: RefId, _: &'a Reference) -> Picture<'a> {
        match self.destination(id) {
            Destination::External(address) => {
                Picture::Found { address: markdown::url::encode(address).into(), size: None }
            }
            Destination::Asset { path, facts, .. } => {
                let size = facts.dimensions.map(|dimensions| (dimensions.width, dimensions.height));
                Picture::Found { address: relative(&self.path, path).into(), size }
            }
            Destination::Page { .. } | Destination::Nowhere => Picture::Missing,
        }
    }

    fn heading<'a>(&'a self, HeadingId(index): HeadingId, heading: &'a Heading) -> HeadingAnchors<'a> {
        match self.task.place.headings.get(index as usize) {
            Some(ids) => HeadingAnchors { id: &ids.id, second: ids.second.as_deref() },
            None => HeadingAnchors { id: &heading.id, second: None },
        }
    }

    fn highlight<'a>(&'a self, info: &'a str, code: &'a str) -> Highlighted<'a> {
        let language = Language::of(info);
        let html = self.task.memo.highlight(self.task.highlighter, &language, code);
        Highlighted { language: Cow::Owned(language.token.to_string()), html: Some(Cow::Owned(html.to_string())) }
    }

    fn phrase(&self, phrase: Phrase) -> Cow<'_, str> {
        Cow::Owned(self.task.strings.get(&phrase.key()).to_owned())
    }

    fn decorates(&self) -> bool {
        true
    }
}
