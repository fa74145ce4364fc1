//! What is remembered between revisions, and how much work was done.

use super::Error;
use super::assets::CleanSvg;
use super::search::Shelf;
use crate::article::{Answers, Article};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::highlight::{self, Highlighter};
use crate::layout::context::{Context, Kind};
use crate::layout::{FrameName, List, ListName, Printer, Shared};
use crate::locale::LocaleId;
use crate::memo::Memo;
use crate::page::Translated;
use crate::search::Entry;
use crate::site::Slug;
use crate::source::{FileKey, Version};
use crate::theme::{Frame, Theme, ThemeError};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// What a workspace remembers from one revision to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Nothing: it is asked for each output once.
    None,
    /// What every stage came to; texts only up to a limit of bytes, and of all others what tells them apart.
    Live,
}

/// So many answers are remembered: those of every page, small as they are.
const ANSWERS: usize = 1 << 20;
/// So many answers are remembered even where each output is asked for once: a page, its twin and its original, which are
/// made one after the other, are made from the same.
const NEAR: usize = 256;
/// So many bytes of articles are remembered: a thousand and more of a real corpus.
const ARTICLES: usize = 32 << 20;
/// So many bytes of finished pages are remembered. What is asked for again and again are the pages that somebody reads.
const PAGES: usize = 64 << 20;
/// So many bytes of the navigation are remembered, on a one-shot build too. Three real locales have
/// 31,000 entries of 100 bytes each.
const LISTS: usize = 32 << 20;
/// So many frames of pages are remembered: a site has one for each depth of its folders in each locale.
const FRAMES: usize = 1024;
/// So many bytes of cleaned SVGs are remembered: a real corpus has some 160, of 60 kB at the average.
const SVGS: usize = 32 << 20;

/// How much work was done since the workspace was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages that were read from their text.
    pub parsed: usize,
    /// Translations that were compared with their source.
    pub compared: usize,
    /// Times that the site was put together.
    pub assembled: usize,
    /// Articles that were written.
    pub written: usize,
    /// Outputs that a template was rendered for.
    pub rendered: usize,
}

/// A page by where it is shown.
pub(super) type Name = (LocaleId, Slug);

/// The results of all stages, and what they share.
pub(super) struct Memos {
    pub memory: Memory,
    pub highlighter: Highlighter,
    pub code: highlight::Memo,
    pub parsed: AtomicUsize,
    pub assembled: AtomicUsize,
    pub translations: Memo<FileKey, Digest, Arc<Translated>>,
    pub answers: Memo<Name, Stamp, Arc<Answered>>,
    pub articles: Memo<Name, Material, Arc<Article>>,
    pub entries: Memo<Name, Digest, Arc<Entry>>,
    pub indices: Shelf,
    /// Lists of the navigation.
    pub lists: Memo<ListName, Stamp, Arc<List>>,
    /// What pages have in common.
    pub frames: Memo<FrameName, Stamp, Arc<Frame>>,
    /// Finished pages by their path, and by the identity of what they were made from.
    pub html: Memo<Arc<str>, Digest, Html>,
    /// What tells pages apart, by their path.
    pub marks: Memo<Arc<str>, Stamp, Mark>,
    pub rendered: AtomicUsize,
    /// How many different answers there were.
    pub answered: AtomicUsize,
    pub svgs: Memo<FileKey, Version, Arc<CleanSvg>>,
    /// The words in diagrams; small, and asked for once a locale on a one-shot build too.
    pub labels: Memo<FileKey, Version, Arc<str>>,
}

/// Where everything stood when a result was made. While it stands there still, nothing need be asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The site that was asked: its number, which changes when its ingredients do.
    pub site: usize,
    /// The theme.
    pub theme: Digest,
    /// The page's own text, for what is made of a single page.
    pub page: Option<Digest>,
}

/// What a page has to know of the site, and what follows from it.
#[derive(Debug)]
pub(super) struct Answered {
    /// Equal numbers of a page, equal answers.
    pub number: usize,
    pub answers: Answers,
    pub findings: Vec<Diagnostic>,
    pub assets: BTreeSet<FileKey>,
}

/// Everything that an article is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Material {
    pub page: Digest,
    pub theme: Digest,
    /// The number of the answers.
    pub answers: usize,
}

impl Material {
    /// The identity of what a page is made from, given that of everything around the article.
    pub fn with(&self, around: Digest) -> Digest {
        let mut hasher = Hasher::default();
        hasher.raw(&around.bytes());
        hasher.raw(&self.page.bytes());
        hasher.raw(&self.theme.bytes());
        hasher.number(self.answers);
        hasher.finish()
    }
}

/// What tells a finished page from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Of everything that it was made from, the article as what it was written from.
    pub origin: Digest,
    /// Of everything that a template saw, the article as it was written.
    pub identity: Digest,
    /// Of its bytes.
    pub digest: Digest,
}

/// A finished page.
#[derive(Clone, Debug)]
pub(super) struct Html {
    pub bytes: Bytes,
    /// The identity of the bytes; nothing where nobody asks for it.
    pub digest: Option<Digest>,
}

impl Html {
    /// To be remembered: without the room that is left in `bytes`.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { digest: Some(Digest::of(&bytes)), bytes: bytes.into_boxed_slice().into() }
    }

    /// Without a digest, where nobody asks for it: on a one-shot build.
    pub fn unnamed(bytes: Vec<u8>) -> Self {
        Self { digest: None, bytes: bytes.into() }
    }
}

impl Memos {
    pub fn new(memory: Memory) -> Self {
        let most = |most| if memory == Memory::None { 0 } else { most };
        Self {
            memory,
            highlighter: Highlighter::default(),
            code: highlight::Memo::default(),
            parsed: AtomicUsize::new(0),
            assembled: AtomicUsize::new(0),
            translations: Memo::new(most(ANSWERS)),
            answers: Memo::new(most(ANSWERS).max(NEAR)),
            articles: Memo::weighing(most(ARTICLES), |article| article.heading.len() + article.content.len()),
            entries: Memo::new(most(ANSWERS)),
            indices: Shelf::default(),
            lists: Memo::weighing(LISTS, |list| list.weight()),
            frames: Memo::new(FRAMES),
            html: Memo::weighing(most(PAGES), |html| html.bytes.len()),
            marks: Memo::new(most(ANSWERS)),
            rendered: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            svgs: Memo::weighing(most(SVGS), |clean| 64 + clean.text.as_ref().map_or(0, |text| text.len())),
            labels: Memo::new(ANSWERS),
        }
    }

    /// Remembers what tells a page apart.
    pub fn mark(&self, path: &Arc<str>, stamp: Stamp, mark: Mark) {
        let made = |_: &Stamp| Ok::<_, std::convert::Infallible>(mark);
        let _ = self.marks.recall(path, stamp, made);
    }

    pub fn counts(&self) -> Counts {
        Counts {
            parsed: self.parsed.load(Ordering::Relaxed),
            compared: self.translations.made(),
            assembled: self.assembled.load(Ordering::Relaxed),
            written: self.articles.made(),
            rendered: self.rendered.load(Ordering::Relaxed),
        }
    }
}

/// Renders pages with the theme, and counts them.
pub(super) struct Press<'a> {
    pub theme: &'a Theme,
    pub memos: &'a Memos,
}

impl Printer for Press<'_> {
    fn print(&self, kind: Kind, context: &Context<'_>) -> Result<Vec<u8>, ThemeError> {
        self.memos.rendered.fetch_add(1, Ordering::Relaxed);
        self.theme.print(kind, context)
    }
}

/// Renders no page, and tells what it would be rendered from.
pub(super) struct Probe<'a> {
    pub theme: &'a Theme,
    pub identity: OnceLock<Digest>,
}

impl Printer for Probe<'_> {
    fn print(&self, kind: Kind, context: &Context<'_>) -> Result<Vec<u8>, ThemeError> {
        let mut hasher = Hasher::default();
        hasher.raw(&self.theme.digest().bytes());
        hasher.str(kind.template());
        hasher.raw(&context.frame.digest().bytes());
        // A context is strings, numbers and lists of them: it can always be written.
        hasher.raw(&serde_json::to_vec(context).unwrap_or_default());
        // Asked once.
        let _ = self.identity.set(hasher.finish());
        Ok(Vec::new())
    }
}

/// Remembers what pages of one site in one theme share.
pub(super) struct Pool<'a> {
    pub memos: &'a Memos,
    pub stamp: Stamp,
}

impl Shared for Pool<'_> {
    fn frame(&self, name: &FrameName, make: &dyn Fn() -> Result<Frame, ThemeError>) -> Result<Arc<Frame>, ThemeError> {
        self.memos.frames.recall(name, self.stamp, |_| make().map(Arc::new))
    }

    fn list(&self, name: &ListName, make: &dyn Fn() -> Result<List, ThemeError>) -> Result<Arc<List>, ThemeError> {
        self.memos.lists.recall(name, self.stamp, |_| make().map(Arc::new))
    }
}

/// Gives an error of the theme the page that it came up on.
pub(super) fn on_page(page: &str) -> impl FnOnce(ThemeError) -> Error + use<> {
    let page = page.to_owned();
    move |error| Error::Theme { error: Box::new(error), page: Some(page) }
}
