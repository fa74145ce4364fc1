//! The engine: reads the inputs, assembles one consistent [`Snapshot`], and pulls outputs from it.
//!
//! ```text
//! Inputs::read (disk) ─▶ Snapshot::assemble (pure) ─▶ Snapshot::pull (pure, parallel) ─▶ Publisher (disk)
//! ```
//!
//! `build` pulls every output, `check` only the articles. When anything changes, [`Workspace::refresh`] assembles a new
//! snapshot; none is ever patched. What a new snapshot has in common with the last one is the same value in both, and
//! what was made from equal inputs is recalled ([`crate::memo`]): a paragraph is parsed, its article written and its page
//! rendered, and nothing else is looked at. [`Counts`] tells how much was done. May import: every stage. Deliberately absent: arguments, terminals, exit codes.

mod assets;
mod damage;
mod error;
mod inputs;
mod memos;
mod mend;
mod outputs;
mod pull;
mod search;
mod snapshot;
mod status;
mod texts;
mod translations;
mod twins;

pub use error::Error;
pub use inputs::{CONFIG, CONTENT, LOCK, OUTPUT, find_root};
pub use memos::Counts;
pub use mend::Mends;
pub use outputs::{Body, Output};
pub use pull::Pulled;
pub use snapshot::{Snapshot, Survey};
pub use status::{Accepted, BlockChange, LocaleStatus, Row, Standing};

use crate::diagnostic::Diagnostic;
use crate::output::{self, Mode, Publisher};
use crate::site::Route;
use crate::source::{Archive, Asset, FileKey, Hint, Tree};
use assets::{is_svg, unused};
use inputs::{Reader, settings_path, theme_folder};
use memos::{Memory, Memos};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to build, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site's root: the folder that holds `content/`.
    pub root: PathBuf,
    /// The configuration, if it is not `content/site.yml`.
    pub config: Option<PathBuf>,
    /// The output folder, if it is not `output/`.
    pub output: Option<PathBuf>,
    /// Replaces the configuration's `base_url`.
    pub base_url: Option<String>,
    /// The locales to publish; all where none is named.
    pub locales: Vec<String>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// How the new site takes the place of the old one.
    pub publish: Mode,
}

/// Who hears how a build gets on, and may end it.
pub trait Progress: Sync {
    /// A stage begins that has `total` steps; 0 where that is not known.
    fn stage(&self, _name: &'static str, _total: usize) {}
    /// So many steps more are done.
    fn advance(&self, _steps: usize) {}
    /// Another build holds the output folder.
    fn waiting(&self, _pid: u32) {}
    /// Whether to stop; what is published stays as it is.
    fn cancelled(&self) -> bool {
        false
    }
}

/// What a build or check did and found.
#[derive(Debug, Default)]
pub struct Report {
    /// How many pages each locale has of its own, by tag, in the order of the configuration.
    pub pages: Vec<(String, usize)>,
    /// What happened to the files of the output.
    pub files: Files,
    /// What is wrong with the content, settled by the configuration's `check` and in order.
    pub findings: Vec<Diagnostic>,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// What happened to the files of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// New, or with new bytes.
    pub written: usize,
    /// As before.
    pub unchanged: usize,
    /// Gone.
    pub removed: usize,
}

/// A site, read and understood; and read again when something changed.
pub struct Workspace {
    options: Options,
    reader: Reader,
    archive: Archive,
    memos: Arc<Memos>,
    snapshot: Snapshot,
    /// Whether the last look ended before everything that it was told of was looked at.
    missed: bool,
    timings: Vec<(&'static str, Duration)>,
}

impl Workspace {
    /// Reads a site and assembles it, to pull each output once.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Usage`] when the configuration or the options make no site, [`Error::Theme`] when
    /// the theme does not compile, [`Error::Io`] when the disk fails.
    pub fn open(options: Options, progress: &dyn Progress) -> Result<Self, Error> {
        Self::with_memory(options, Memory::None, progress)
    }

    /// Reads a site and assembles it, to look again and again at what changes; results are remembered.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_live(options: Options, progress: &dyn Progress) -> Result<Self, Error> {
        Self::with_memory(options, Memory::Live, progress)
    }

    fn with_memory(options: Options, memory: Memory, progress: &dyn Progress) -> Result<Self, Error> {
        let mut clock = Clock::default();
        progress.stage("read", 0);
        let mut reader = Reader::default();
        let inputs = reader.read(&options, &Hint::All)?;
        clock.lap("read");
        progress.stage("parse", 0);
        let memos = Arc::new(Memos::new(memory));
        let mut archive = Archive::default();
        let snapshot = Snapshot::assemble(inputs, &mut archive, &options, None, &memos);
        if memory == Memory::None {
            archive = Archive::default();
        }
        clock.lap("parse");
        Ok(Self { options, reader, archive, memos, snapshot, missed: false, timings: clock.laps })
    }

    /// Looks again where `hint` says; whether there is a new revision.
    ///
    /// # Errors
    /// Those of [`open`](Self::open). The last good revision stays, and the next look is one at everything.
    pub fn refresh(&mut self, hint: &Hint) -> Result<bool, Error> {
        let hint = if std::mem::replace(&mut self.missed, true) { &Hint::All } else { hint };
        let inputs = self.reader.read(&self.options, hint)?;
        self.missed = false;
        let next = Snapshot::assemble(inputs, &mut self.archive, &self.options, Some(&self.snapshot), &self.memos);
        if next.is_same_as(&self.snapshot) {
            return Ok(false);
        }
        next.tidy();
        let old = std::mem::replace(&mut self.snapshot, next);
        // Taking a large site apart takes milliseconds for which nobody need wait.
        rayon::spawn(move || drop(old));
        Ok(true)
    }

    /// The site as it was at the last look.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The folders that pages and assets are read from.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.snapshot.inputs().trees
    }

    /// Files and folders that are read besides, whatever a look is told: the settings, the lock file, the theme, and
    /// what tells of new commits in the history that translations are compared with.
    #[must_use]
    pub fn beside(&self) -> Vec<PathBuf> {
        let Options { root, .. } = &self.options;
        let theme = theme_folder(root, self.snapshot.config());
        let own = [settings_path(&self.options), root.join(LOCK), theme];
        let history = self.archive.repository().into_iter();
        let history = history.flat_map(|git| ["HEAD", "packed-refs", "refs"].map(|name| git.join(name)));
        own.into_iter().chain(history).collect()
    }

    /// Publishes the site.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails, [`Error::Output`] when nothing could be published, [`Error::Cancelled`].
    pub fn build(&self, progress: &dyn Progress) -> Result<Report, Error> {
        let mut clock = Clock { laps: self.timings.clone(), ..Clock::default() };
        let target = self.target();
        output::check_apart(&target, &self.snapshot.inputs().folders())?;
        let options = output::Options { mode: self.options.publish, ..output::Options::default() };
        let publisher = Publisher::open(&target, options, &|holder| progress.waiting(holder.pid.unwrap_or_default()))?;
        if let Some(bytes) = output::read_memo(&target) {
            self.memos.code.learn(&bytes);
        }
        self.colour_code(progress)?;
        clock.lap("code");
        self.snapshot.put_search(progress, &|path, bytes| Ok(publisher.put(path, bytes)?))?;
        clock.lap("search");
        let pulled = self.pull_pages(progress, &|path, bytes| Ok(publisher.put(path, bytes)?))?;
        clock.lap("pages");
        let mut findings = pulled.findings;
        findings.extend(self.publish_assets(&publisher, &pulled.assets, progress)?);
        for (path, bytes) in self.snapshot.theme().assets() {
            publisher.put(path, bytes)?;
        }
        clock.lap("assets");
        if progress.cancelled() {
            return Err(Error::Cancelled);
        }
        progress.stage("publish", 0);
        let published = publisher.commit()?;
        // The memo only saves time: a site that is published is a success without it.
        drop(output::write_memo(&target, &self.memos.code.to_bytes()));
        clock.lap("publish");
        let files = Files { written: published.written, unchanged: published.unchanged, removed: published.removed };
        Ok(self.report(findings, &pulled.assets, files, clock.laps))
    }

    /// Looks for everything that is wrong, and publishes nothing.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; [`Error::Theme`] when a template fails.
    pub fn check(&self, progress: &dyn Progress) -> Result<Report, Error> {
        let mut clock = Clock { laps: self.timings.clone(), ..Clock::default() };
        self.colour_code(progress)?;
        clock.lap("code");
        let pulled = self.pull_pages(progress, &|_, _| Ok(()))?;
        let mut findings = pulled.findings;
        for (key, asset) in self.svgs(&pulled.assets) {
            findings.extend(self.snapshot.clean_svg(key, asset).findings.iter().cloned());
        }
        clock.lap("check");
        Ok(self.report(findings, &pulled.assets, Files::default(), clock.laps))
    }

    /// Removes what was published; returns how many files.
    ///
    /// # Errors
    /// [`Error::Output`] when the folder is not Baton's, or the disk fails.
    pub fn clean(options: &Options, progress: &dyn Progress) -> Result<usize, Error> {
        let target = target(options);
        Ok(output::clean(&target, output::Options::default(), &|holder| {
            progress.waiting(holder.pid.unwrap_or_default());
        })?)
    }

    /// The text of a source file, for showing a finding in it.
    #[must_use]
    pub fn source_text(&self, path: &str) -> Option<&str> {
        self.snapshot.source_text(path)
    }

    fn target(&self) -> PathBuf {
        target(&self.options)
    }

    fn colour_code(&self, progress: &dyn Progress) -> Result<(), Error> {
        progress.stage("code", 0);
        self.snapshot.prepare_code(&|| progress.cancelled());
        if progress.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Pulls every output that is not an asset, in parallel, and hands each to `put`.
    fn pull_pages(
        &self,
        progress: &dyn Progress,
        put: &(dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync),
    ) -> Result<Gathered, Error> {
        let mut routes: Vec<(&Arc<str>, &Route)> = self.snapshot.routes().collect();
        routes.sort_by_key(|(_, route)| route.page());
        progress.stage("pages", routes.len());
        let pull = |(path, route): &(&Arc<str>, &Route)| {
            if progress.cancelled() {
                return Err(Error::Cancelled);
            }
            let pulled = self.snapshot.pull(path, route)?;
            put(path, &pulled.html)?;
            progress.advance(1);
            Ok(Gathered { findings: pulled.findings, assets: pulled.assets })
        };
        let merged = routes.par_iter().map(pull).try_reduce(Gathered::default, |a, b| Ok(a.merge(b)))?;
        Ok(merged)
    }

    fn publish_assets(
        &self,
        publisher: &Publisher,
        used: &BTreeSet<FileKey>,
        progress: &dyn Progress,
    ) -> Result<Vec<Diagnostic>, Error> {
        progress.stage("assets", used.len());
        let mut findings = Vec::new();
        for (key, asset) in self.assets(used) {
            if progress.cancelled() {
                return Err(Error::Cancelled);
            }
            let path = self.snapshot.site().asset_path(key);
            if is_svg(asset) {
                let clean = self.snapshot.clean_svg(key, asset);
                findings.extend(clean.findings.iter().cloned());
                if let Some(text) = &clean.text {
                    publisher.put(&path, text.as_bytes())?;
                }
            } else {
                publisher.copy(&path, &asset.disk)?;
            }
            progress.advance(1);
        }
        Ok(findings)
    }

    fn assets<'a>(&'a self, used: &'a BTreeSet<FileKey>) -> impl Iterator<Item = (&'a FileKey, &'a Arc<Asset>)> {
        used.iter().filter_map(|key| self.snapshot.inputs().sources.assets.get_key_value(key))
    }

    fn svgs<'a>(&'a self, used: &'a BTreeSet<FileKey>) -> impl Iterator<Item = (&'a FileKey, &'a Arc<Asset>)> {
        self.assets(used).filter(|(_, asset)| is_svg(asset))
    }

    fn report(
        &self,
        mut findings: Vec<Diagnostic>,
        used: &BTreeSet<FileKey>,
        files: Files,
        timings: Vec<(&'static str, Duration)>,
    ) -> Report {
        findings.extend(self.snapshot.findings());
        damage::settle(&self.snapshot, None, &mut findings);
        if self.options.locales.is_empty() {
            findings.extend(unused(self.snapshot.inputs(), |key| used.contains(key)));
        }
        let findings = self.snapshot.config().policy.settle(findings);
        Report { pages: self.snapshot.page_counts(), files, findings, timings }
    }
}

/// What many pulls found.
#[derive(Default)]
struct Gathered {
    findings: Vec<Diagnostic>,
    assets: BTreeSet<FileKey>,
}

impl Gathered {
    fn merge(mut self, mut other: Self) -> Self {
        self.findings.append(&mut other.findings);
        if self.assets.len() < other.assets.len() {
            std::mem::swap(&mut self.assets, &mut other.assets);
        }
        self.assets.extend(other.assets);
        self
    }
}

fn target(options: &Options) -> PathBuf {
    options.output.clone().unwrap_or_else(|| options.root.join(OUTPUT))
}

/// Measures the stages.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Clock {
    fn lap(&mut self, name: &'static str) {
        self.laps.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}

/// Whether `path` leads to a folder.
fn is_folder(path: &Path) -> bool {
    path.is_dir()
}
