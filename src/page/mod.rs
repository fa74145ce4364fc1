//! One source file as a typed page, plus the facts that other pages may know.
//!
//! A [`Page`] is a pure function of one [`Source`] and of the files that it includes, which it finds in a [`Library`]
//! and names in [`Page::lookups`]; it never sees another page. [`PageFacts`] is all that leaves it for the
//! [`crate::site`]: what stands in a paragraph is no fact, so editing a paragraph changes no other page.
//! May import: sources, front matter, Markdown, highlighting of none. Deliberately absent: links' targets, nav, locales.

mod badges;
mod code;
mod include;
mod title;
mod toc;
mod translated;

use crate::diagnostic::{Diagnostic, codes};
use crate::digest::Digest;
use crate::front_matter::{self, FrontMatter, Keys};
use crate::markdown::tree::{Document, FileId, Heading};
use crate::markdown::{self, Dialect, Input};
use crate::source::{FileKey, Source};
use crate::span::Span;
use std::sync::Arc;

pub use badges::check_badges;
pub use include::{Library, Lookup, Piece};
pub use title::plain;
pub use toc::{Toc, TocItem, read_toc};
pub use translated::{Memory, Standard, Translated, identity, translated};

/// A page: its source, what its header says, its content.
#[derive(Debug)]
pub struct Page {
    /// The file it was read from.
    pub source: Arc<Source>,
    /// Its header.
    pub front: Arc<FrontMatter>,
    /// Its content.
    pub document: Document,
    /// What others may know.
    pub facts: Arc<PageFacts>,
    /// What is wrong with it, taken alone.
    pub findings: Vec<Diagnostic>,
    /// The identity of everything that it was read from.
    pub digest: Digest,
    /// The files of which parts stand in it, as [`Document::files`] counts them.
    pub includes: Vec<Arc<Source>>,
    /// Which part of those stands where.
    pub pieces: Vec<Piece>,
    /// Every look for an included file: while these find the same, the page is the same.
    pub lookups: Vec<Lookup>,
}

impl Page {
    /// A file of which parts stand in the page, or its own, by its path as people know it.
    #[must_use]
    pub fn source_of(&self, shown: &str) -> Option<&Arc<Source>> {
        std::iter::once(&self.source).chain(&self.includes).find(|source| *source.shown == *shown)
    }

    /// The file in which a part of the page is written.
    #[must_use]
    pub fn file(&self, file: FileId) -> &Arc<Source> {
        let included = usize::from(file.0).checked_sub(1).and_then(|index| self.includes.get(index));
        included.unwrap_or(&self.source)
    }
}

/// What other pages, navigation and locales may know of a page.
#[derive(Debug, PartialEq)]
pub struct PageFacts {
    /// The file's name.
    pub key: FileKey,
    /// The file's path as people know it.
    pub shown: Arc<str>,
    /// The title as plain text: for lists, tabs of a browser, search.
    pub title: Box<str>,
    /// Whether the content has a first-level heading; if not, the title is shown as one.
    pub has_heading: bool,
    /// One sentence about the page, as plain text.
    pub description: Option<Box<str>>,
    /// Its place among the pages of its folder: lower comes first, none comes last.
    pub weight: Option<i64>,
    /// Whether it is left out unless drafts are asked for.
    pub draft: bool,
    /// Whether it is built, but not listed.
    pub hidden: bool,
    /// Addresses that lead here too, as written.
    pub aliases: Vec<Box<str>>,
    /// Where the aliases are written.
    pub aliases_at: Option<Span>,
    /// Levels, ids and texts of its headings, in order.
    pub headings: Arc<[Heading]>,
    /// Ids that are not headings'.
    pub anchors: Box<[Box<str>]>,
    /// Its header, for keys that it hands down or inherits.
    pub front: Arc<FrontMatter>,
}

// Asked only whether a page changed: a number that is none (`.nan`) is the same as before.
impl Eq for PageFacts {}

/// Reads a page.
#[must_use]
pub fn read(source: &Arc<Source>, library: &Library<'_>) -> Page {
    let (front, mut findings) = front_matter::read(&source.text, &source.shown);
    findings.extend(check_badges(&front, &source.shown));
    let input = Input { path: &source.shown, text: &source.text, body: front.body, dialect: Dialect::Adobe };
    let markdown::Parsed { mut document, findings: found } = markdown::parse(input);
    findings.extend(found);
    code::check_code(&document, source, &mut findings);
    let inclusions = include::expand(&mut document, source, library);
    let digest = inclusions.digest(source.digest);
    let include::Inclusions { files: includes, pieces, lookups, findings: found } = inclusions;
    findings.extend(found);
    let front = Arc::new(front);
    let facts = Arc::new(facts(source, &front, &document, &mut findings));
    Page { source: source.clone(), front, document, facts, findings, digest, includes, pieces, lookups }
}

fn facts(source: &Source, front: &Arc<FrontMatter>, document: &Document, findings: &mut Vec<Diagnostic>) -> PageFacts {
    let heading = document.headings.iter().find(|heading| heading.level == 1 && !heading.text.is_empty());
    let title = front.title().map(plain).filter(|title| !title.is_empty());
    if title.is_none() && heading.is_none() {
        let message = "the page has neither a `title` nor a first-level heading";
        let finding = Diagnostic::new(&codes::TITLE_MISSING, source.shown.clone(), message)
            .at(Span::at(front.body))
            .help("add `title: …` to the front matter; the file's name stands in for it");
        findings.push(finding);
    }
    let title = title
        .or_else(|| heading.map(|heading| heading.text.to_string()))
        .unwrap_or_else(|| humanize(source.key.path.name()));
    PageFacts {
        key: source.key.clone(),
        shown: source.shown.clone(),
        title: title.into(),
        has_heading: document.headings.iter().any(|heading| heading.level == 1),
        description: front.description().map(|text| plain(text).into()),
        weight: front.weight(),
        draft: front.draft(),
        hidden: front.hide() || front.hidefromtoc(),
        aliases: front.aliases().into_iter().map(Into::into).collect(),
        aliases_at: front.get("aliases").map(|entry| entry.value.span),
        // Facts know no place in the text: a paragraph that grows moves every heading behind it.
        headings: document
            .headings
            .iter()
            .map(|heading| Heading { span: Span::default(), ..heading.clone() })
            .collect(),
        anchors: document.anchors.iter().map(|anchor| anchor.id.clone()).collect(),
        front: front.clone(),
    }
}

/// A file or folder name as words: `user-guides.md` is `User guides`.
#[must_use]
pub fn humanize(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem.replace(['-', '_'], " ");
    let mut characters = words.trim().chars();
    characters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(characters).collect())
}
