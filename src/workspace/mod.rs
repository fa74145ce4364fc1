//! The engine: reads the inputs, assembles one consistent [`Snapshot`], and pulls outputs from it.
//!
//! ```text
//! Inputs::read (disk) ─▶ Snapshot::assemble (pure) ─▶ Snapshot::pull (pure, parallel) ─▶ Publisher (disk)
//! ```
//!
//! `build` pulls every output, `check` only the articles. When anything changes, a new snapshot is assembled; none is
//! ever patched. May import: every stage. Deliberately absent: arguments, terminals, exit codes.

mod error;
mod inputs;
mod snapshot;

pub use error::Error;
pub use inputs::{CONFIG, CONTENT, OUTPUT, find_root};
pub use snapshot::{Pulled, Snapshot};

use crate::diagnostic::{Diagnostic, codes};
use crate::diagram::svg;
use crate::highlight::{Highlighter, Memo};
use crate::output::{self, Mode, Publisher};
use crate::site::Route;
use crate::source::{self, Asset, FileKey};
use inputs::Inputs;
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

/// A site, read and understood.
pub struct Workspace {
    options: Options,
    inputs: Inputs,
    snapshot: Snapshot,
    timings: Vec<(&'static str, Duration)>,
}

impl Workspace {
    /// Reads a site and assembles it.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Usage`] when the configuration or the options make no site, [`Error::Theme`] when
    /// the theme does not compile, [`Error::Io`] when the disk fails.
    pub fn open(options: Options, progress: &dyn Progress) -> Result<Self, Error> {
        let mut clock = Clock::default();
        progress.stage("read", 0);
        let inputs = Inputs::read(&options)?;
        clock.lap("read");
        progress.stage("parse", 0);
        let snapshot = Snapshot::assemble(&inputs, options.drafts);
        clock.lap("parse");
        Ok(Self { options, inputs, snapshot, timings: clock.laps })
    }

    /// Publishes the site.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails, [`Error::Output`] when nothing could be published, [`Error::Cancelled`].
    pub fn build(&self, progress: &dyn Progress) -> Result<Report, Error> {
        let mut clock = Clock { laps: self.timings.clone(), ..Clock::default() };
        let target = self.target();
        output::check_apart(&target, &self.inputs.folders())?;
        let options = output::Options { mode: self.options.publish, ..output::Options::default() };
        let publisher = Publisher::open(&target, options, &|holder| progress.waiting(holder.pid.unwrap_or_default()))?;
        let memo = output::read_memo(&target).map(|bytes| Memo::from_bytes(&bytes)).unwrap_or_default();
        let pulled = self.pull_pages(&memo, progress, &|path, bytes| Ok(publisher.put(path, bytes)?))?;
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
        drop(output::write_memo(&target, &memo.to_bytes()));
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
        let pulled = self.pull_pages(&Memo::default(), progress, &|_, _| Ok(()))?;
        let mut findings = pulled.findings;
        for (_, asset) in self.svgs(&pulled.assets) {
            findings.extend(clean_svg(asset).1);
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
            progress.waiting(holder.pid.unwrap_or_default())
        })?)
    }

    /// The text of a source file, for showing a finding in it.
    #[must_use]
    pub fn source_text(&self, path: &str) -> Option<&str> {
        self.inputs.text(path)
    }

    fn target(&self) -> PathBuf {
        target(&self.options)
    }

    /// Pulls every output that is not an asset, in parallel, and hands each to `put`.
    fn pull_pages(
        &self,
        memo: &Memo,
        progress: &dyn Progress,
        put: &(dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync),
    ) -> Result<Gathered, Error> {
        let routes: Vec<(&Arc<str>, &Route)> = self.snapshot.site().routes().collect();
        progress.stage("pages", routes.len());
        let highlighter = Highlighter::default();
        let pull = |(path, route): &(&Arc<str>, &Route)| {
            if progress.cancelled() {
                return Err(Error::Cancelled);
            }
            let pulled = self.snapshot.pull(path, route, &highlighter, memo)?;
            put(path, pulled.html.as_bytes())?;
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
                let (clean, found) = clean_svg(asset);
                findings.extend(found);
                if let Some(clean) = clean {
                    publisher.put(&path, clean.as_bytes())?;
                }
            } else {
                publisher.copy(&path, &asset.disk)?;
            }
            progress.advance(1);
        }
        Ok(findings)
    }

    fn assets<'a>(&'a self, used: &'a BTreeSet<FileKey>) -> impl Iterator<Item = (&'a FileKey, &'a Asset)> {
        used.iter().filter_map(|key| self.inputs.sources.assets.get_key_value(key))
    }

    fn svgs<'a>(&'a self, used: &'a BTreeSet<FileKey>) -> impl Iterator<Item = (&'a FileKey, &'a Asset)> {
        self.assets(used).filter(|(_, asset)| is_svg(asset))
    }

    fn report(
        &self,
        mut findings: Vec<Diagnostic>,
        used: &BTreeSet<FileKey>,
        files: Files,
        timings: Vec<(&'static str, Duration)>,
    ) -> Report {
        findings.extend(self.inputs.findings.iter().cloned());
        findings.extend(self.inputs.sources.findings.iter().cloned());
        findings.extend(self.snapshot.findings());
        if self.options.locales.is_empty() {
            findings.extend(unused(&self.inputs, used));
        }
        let findings = self.inputs.config.policy.settle(findings);
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

fn is_svg(asset: &Asset) -> bool {
    asset.media.is_some_and(|media| media.extension == "svg")
}

/// The text of an SVG that may be published, with what was taken out of it.
fn clean_svg(asset: &Asset) -> (Option<String>, Vec<Diagnostic>) {
    let shown = || asset.shown.clone();
    let bytes = match source::read_bytes(asset) {
        Ok(bytes) => bytes,
        Err(error) => return (None, vec![Diagnostic::new(&codes::FILE_UNREADABLE, shown(), error.to_string())]),
    };
    match svg::sanitize(&bytes, None) {
        Ok(clean) => {
            let report = |removed: &svg::Removed| {
                Diagnostic::new(&codes::SVG_UNSAFE, shown(), format!("{} is left out", removed.what)).at(removed.span)
            };
            (Some(clean.svg), clean.removed.iter().map(report).collect())
        }
        Err(error) => {
            let finding = Diagnostic::new(&codes::SVG_INVALID, shown(), error.to_string())
                .help("export the diagram again; it is not published like this");
            (None, vec![finding])
        }
    }
}

/// A note for every asset that no page shows or links.
fn unused<'a>(inputs: &'a Inputs, used: &'a BTreeSet<FileKey>) -> impl Iterator<Item = Diagnostic> + 'a {
    let idle = inputs.sources.assets.iter().filter(|(key, asset)| asset.media.is_some() && !used.contains(*key));
    idle.map(|(_, asset)| {
        Diagnostic::new(&codes::ASSET_UNUSED, asset.shown.clone(), "no page refers to this file")
            .help("remove it, or refer to it; it is not published")
    })
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
