//! What is remembered between revisions, and how much work was done.

use super::Error;
use super::assets::CleanSvg;
use super::search::Shelf;
use crate::article::{Answers, Article};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::highlight::{self, Highlighter};
use crate::layout::Printer;
use crate::layout::context::{Context, Kind};
use crate::locale::LocaleId;
use crate::memo::Memo;
use crate::page::Translated;
use crate::search::Entry;
use crate::site::Slug;
use crate::source::{FileKey, Version};
use crate::theme::{Theme, ThemeError};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a workspace remembers from one revision to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Nothing: it is asked for each output once.
    None,
    /// What pages and layouts came to, the pages themselves only while there are not too many of them.
    Live,
}

/// So many answers are remembered: those of every page, small as they are.
const ANSWERS: usize = 1 << 20;
/// So many articles and pages of HTML are remembered: some 120 MB at the average size of a real corpus.
const PAGES: usize = 4096;
/// So many cleaned SVGs are remembered: a real corpus has some 160, of 60 kB at the average.
const SVGS: usize = 512;

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
    pub html: Memo<Arc<str>, Digest, Html>,
    pub outputs: Memo<Arc<str>, Stamp, Html>,
    pub svgs: Memo<FileKey, Version, Arc<CleanSvg>>,
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
    pub answers: Answers,
    pub findings: Vec<Diagnostic>,
    pub assets: BTreeSet<FileKey>,
}

/// Everything that an article is made from.
#[derive(Clone)]
pub(super) struct Material {
    pub page: Digest,
    pub theme: Digest,
    pub answered: Arc<Answered>,
}

impl PartialEq for Material {
    fn eq(&self, other: &Self) -> bool {
        self.page == other.page && self.theme == other.theme && self.answered.answers == other.answered.answers
    }
}

/// A finished page.
#[derive(Clone, Debug)]
pub(super) struct Html {
    pub text: Arc<str>,
    /// The identity of the text; nothing where nobody asks for it.
    pub digest: Option<Digest>,
}

impl Html {
    pub fn new(text: Arc<str>) -> Self {
        Self { digest: Some(Digest::of(text.as_bytes())), text }
    }

    /// Without a digest, where nobody asks for it: on a one-shot build.
    pub fn unnamed(text: Arc<str>) -> Self {
        Self { digest: None, text }
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
            answers: Memo::new(most(ANSWERS)),
            articles: Memo::new(most(PAGES)),
            entries: Memo::new(most(ANSWERS)),
            indices: Shelf::default(),
            html: Memo::new(most(PAGES)),
            outputs: Memo::new(most(PAGES)),
            svgs: Memo::new(most(SVGS)),
        }
    }

    pub fn counts(&self) -> Counts {
        Counts {
            parsed: self.parsed.load(Ordering::Relaxed),
            compared: self.translations.made(),
            assembled: self.assembled.load(Ordering::Relaxed),
            written: self.articles.made(),
            rendered: self.html.made(),
        }
    }
}

/// Renders a page with the theme, unless its context is the one that it was rendered from before.
pub(super) struct Press<'a> {
    pub theme: &'a Theme,
    pub memos: &'a Memos,
    pub path: &'a Arc<str>,
}

impl Printer for Press<'_> {
    fn print(&self, kind: Kind, context: &Context<'_>) -> Result<Arc<str>, ThemeError> {
        let print = || self.theme.print(kind, context);
        let html = match self.memos.memory {
            Memory::None => {
                let nothing = Digest::from_bytes([0; 16]);
                self.memos.html.recall(self.path, nothing, |_| print().map(Html::unnamed))
            }
            Memory::Live => {
                let inputs = identity(self.theme, kind, context);
                self.memos.html.recall(self.path, inputs, |_| print().map(Html::new))
            }
        };
        html.map(|html| html.text)
    }
}

/// The identity of all that a template sees.
fn identity(theme: &Theme, kind: Kind, context: &Context<'_>) -> Digest {
    let mut hasher = Hasher::default();
    hasher.raw(&theme.digest().bytes());
    hasher.str(kind.template());
    // A context is strings, numbers and lists of them: it can always be written.
    hasher.raw(&serde_json::to_vec(context).unwrap_or_default());
    hasher.finish()
}

/// Gives an error of the theme the page that it came up on.
pub(super) fn on_page(page: &str) -> impl FnOnce(ThemeError) -> Error + use<> {
    let page = page.to_owned();
    move |error| Error::Theme { error: Box::new(error), page: Some(page) }
}
