//! What is on: the revision that is shown now, and who waits for the next.

use super::editor::Editor;
use super::news::{self, PageNews};
use crate::diagnostic::{Excerpt, Severity, Sources, Tally, excerpts};
use crate::digest::Digest;
use crate::workspace::{Error, Output, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OnceCell, watch};

/// What pages may be told of this machine.
pub(super) struct Shown {
    /// The site's root.
    pub root: PathBuf,
    /// How an editor is opened.
    pub editor: Option<Editor>,
    /// Whether others can ask; they are told no paths of this machine.
    pub open: bool,
}

/// One revision, as it is served. It never changes; what is made of it is made once.
pub(super) struct Revision {
    /// Counts what was shown so far, failures included.
    pub number: usize,
    snapshot: Snapshot,
    /// The last revision with another theme, for pages on which the templates of this one fail.
    before: Option<Snapshot>,
    /// Why there is no newer revision.
    pub trouble: Option<Arc<Trouble>>,
    /// The address of the page that was saved last.
    pub saved: Option<Arc<str>>,
    pages: Mutex<BTreeMap<Arc<str>, Arc<OnceCell<Arc<PageNews>>>>>,
    tally: OnceCell<Tally>,
}

/// What keeps a revision from being.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    /// What is wrong, in a sentence or, for a template, a few lines.
    pub message: String,
    /// Where, if it is the configuration.
    pub findings: Vec<Excerpt>,
}

/// The place where revisions are exchanged.
pub(super) struct Stage {
    current: watch::Sender<Arc<Revision>>,
    /// Names the channel of this run; who can't read a page of this server can't know it.
    pub token: String,
    pub shown: Shown,
    /// How many channels are open.
    pub channels: AtomicUsize,
}

/// An output as it is served, and why it is not what it should be.
pub(super) struct Found {
    pub output: Option<Output>,
    pub trouble: Option<Error>,
}

impl Stage {
    pub fn new(snapshot: Snapshot, shown: Shown) -> Self {
        let revision = Revision::of(1, snapshot);
        let (current, _) = watch::channel(Arc::new(revision));
        Self { current, token: token(), shown, channels: AtomicUsize::new(0) }
    }

    /// The revision that is shown now.
    pub fn current(&self) -> Arc<Revision> {
        self.current.borrow().clone()
    }

    /// Hears of every revision from now on; of many at once only of the last.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Revision>> {
        self.current.subscribe()
    }

    /// Shows a new revision; `at` is what was saved.
    pub fn change(&self, snapshot: Snapshot, at: &BTreeSet<PathBuf>) {
        let last = self.current();
        let same_theme = last.snapshot.theme().digest() == snapshot.theme().digest();
        let before = if same_theme { last.before.clone() } else { Some(last.snapshot.clone()) };
        let saved = at.iter().rev().find_map(|path| snapshot.page_of(&self.shown.root, path));
        self.show(Revision { before, saved, ..Revision::of(last.number + 1, snapshot) });
    }

    /// Shows that there can be no new revision.
    pub fn fail(&self, error: &Error) {
        let last = self.current();
        let trouble = Some(Arc::new(self.trouble(error)));
        self.show(Revision {
            trouble,
            before: last.before.clone(),
            ..Revision::of(last.number + 1, last.snapshot.clone())
        });
    }

    /// Shows that all is well with the last revision.
    pub fn mend(&self) {
        let last = self.current();
        self.show(Revision { before: last.before.clone(), ..Revision::of(last.number + 1, last.snapshot.clone()) });
    }

    /// Ends every channel: the number 0 is the last revision.
    pub fn close(&self) {
        self.show(Revision::of(0, self.current().snapshot.clone()));
    }

    /// What to say of an error. Others than this machine are told no path of it.
    pub fn trouble(&self, error: &Error) -> Trouble {
        let message = match error {
            Error::Config { .. } => "The configuration is wrong".to_owned(),
            other => other.to_string(),
        };
        let root = self.shown.root.display().to_string();
        let message = if self.shown.open && root.len() > 1 { message.replace(&root, "") } else { message };
        let findings = match error {
            Error::Config { findings, text } => {
                let grave = findings.iter().filter(|finding| finding.severity == Severity::Error);
                excerpts(&grave.cloned().collect::<Vec<_>>(), &Lent(text.clone()))
            }
            _ => Vec::new(),
        };
        Trouble { message, findings }
    }

    fn show(&self, revision: Revision) {
        self.current.send_replace(Arc::new(revision));
    }
}

impl Revision {
    fn of(number: usize, snapshot: Snapshot) -> Self {
        let (trouble, before, saved) = (None, None, None);
        Self { number, snapshot, before, trouble, saved, pages: Mutex::default(), tally: OnceCell::new() }
    }

    /// The output at `path`. Where a template fails on it, what the last theme made of it.
    pub fn output(&self, path: &str) -> Found {
        match self.snapshot.output(path) {
            Ok(output) => Found { output, trouble: None },
            Err(error) => {
                let output = self.before.as_ref().and_then(|before| before.output(path).ok().flatten());
                Found { output, trouble: Some(error) }
            }
        }
    }

    /// What is wrong with the page at `path`.
    pub fn findings(&self, path: &str) -> Vec<Excerpt> {
        let Some((_, route)) = self.snapshot.site().route(path) else { return Vec::new() };
        excerpts(&self.snapshot.findings_of(route), &self.snapshot)
    }

    /// The file that is shown at `path`.
    pub fn source(&self, path: &str) -> Option<Arc<str>> {
        let (_, route) = self.snapshot.site().route(path)?;
        self.snapshot.source_at(route)
    }

    /// The folder below the host that the site will be read at, `/` where that is the host itself.
    pub fn base(&self) -> &str {
        let base = self.snapshot.config().base_url.as_deref().unwrap_or_default();
        let host = base.split_once("://").map_or(base, |(_, host)| host);
        host.find('/').and_then(|slash| host.get(slash..)).unwrap_or("/")
    }

    /// The news of the page at `path`, made once however many ask.
    pub async fn page(self: &Arc<Self>, stage: &Arc<Stage>, path: &Arc<str>) -> Arc<PageNews> {
        let cell = {
            let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            // Addresses that lead nowhere can be made up without end: of those nothing is kept.
            match self.snapshot.site().route(path) {
                Some((path, _)) => pages.entry(path.clone()).or_default().clone(),
                None => Arc::default(),
            }
        };
        let (revision, stage, path) = (self.clone(), stage.clone(), path.clone());
        let make = async move {
            let news = tokio::task::spawn_blocking(move || Arc::new(news::of_page(&revision, &stage, &path))).await;
            news.unwrap_or_default()
        };
        cell.get_or_init(|| make).await.clone()
    }

    /// How much is wrong with the whole site, counted once however many ask.
    pub async fn tally(self: &Arc<Self>) -> Tally {
        let revision = self.clone();
        let count = async move {
            let tally = tokio::task::spawn_blocking(move || Tally::of(&revision.snapshot.survey().findings)).await;
            tally.unwrap_or_default()
        };
        *self.tally.get_or_init(|| count).await
    }
}

impl Sources for Snapshot {
    fn text(&self, path: &str) -> Option<&str> {
        self.source_text(path)
    }
}

/// The text of the one file that all findings are about.
struct Lent(Option<Arc<str>>);

impl Sources for Lent {
    fn text(&self, _: &str) -> Option<&str> {
        self.0.as_deref()
    }
}

/// 128 bits that nobody can guess: hashes under keys that the system gives.
fn token() -> String {
    let numbers: Vec<String> = (0..4_u8).map(|number| RandomState::new().hash_one(number).to_string()).collect();
    Digest::of_parts(numbers.iter().map(String::as_str)).to_string()
}
