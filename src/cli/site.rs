//! The verbs that work on a site: `build`, `check`, `clean`.

use super::args::{Build, Check, Format, Global, Work};
use super::interrupts::Interrupts;
use super::mending::Mending;
use super::progress::Watch;
use super::summary::{Summary, counted};
use super::terminal::{Console, tell};
use super::{Exit, Failure};
use crate::diagnostic::{self, Diagnostic, Rendering, Severity, Sources, Tally, render};
use crate::output::Mode;
use crate::workspace::{Error, Files, Options, Progress, Report, Workspace, find_root};
use std::fmt::Write;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many findings a build shows; `check` shows all.
const SHOWN: usize = 40;

/// Builds the site and publishes it.
pub fn build(global: &Global, build: Build, console: &mut Console) -> Result<Exit, Failure> {
    let Build { work, output, base_url, publish } = build;
    let publish = publish.map_or(Mode::Auto, Mode::from);
    let options = Options { output: absolute(output)?, base_url, publish, ..options(global, &work)? };
    let run = Run::of(options, &work, console, |workspace, progress| workspace.build(progress))?;

    // Notes are not what somebody who builds is after.
    let level = work.fail_level();
    let shown = console.severe(&run.report.findings, level, level.unwrap_or(Severity::Warning).min(Severity::Warning));
    let rendering = Rendering { limit: Some(SHOWN), ..console.err() };
    tell(&render(&shown, &*run.workspace, diagnostic::Format::Text, rendering));
    if shown.len() > SHOWN {
        console.say("`baton check` shows all of them\n");
    }
    run.summarize("Built", Some(&run.report.files), &run.report.findings, &work, console);
    Ok(verdict(&run.report.findings, level))
}

/// Looks for everything that is wrong.
pub fn check(global: &Global, check: Check, console: &mut Console) -> Result<Exit, Failure> {
    let Check { work, fix, format, paths } = check;
    let options = options(global, &work)?;
    let paths = paths.iter().map(|path| below(&options.root, path)).collect::<Result<Vec<_>, _>>()?;
    let wanted =
        |finding: &Diagnostic| paths.is_empty() || paths.iter().any(|path| Path::new(&*finding.path).starts_with(path));
    let mut mending = fix.then(Mending::default);
    let act = |workspace: &mut Workspace, progress: &dyn Progress| match &mut mending {
        Some(mending) => mending.check(workspace, progress, &wanted),
        None => workspace.check(progress),
    };
    let mut run = Run::of(options, &work, console, act)?;
    let mut findings = std::mem::take(&mut run.report.findings);
    findings.retain(wanted);

    let level = work.fail_level();
    let shown = match format {
        Format::Text => console.severe(&findings, level, Severity::Note),
        _ => findings.clone(),
    };
    console.print(&render(&shown, &*run.workspace, format.into(), console.out()));
    if let Some(mending) = &mending {
        console.say(&mending.tell());
    }
    run.summarize("Checked", None, &findings, &work, console);
    Ok(verdict(&findings, level))
}

/// Removes what was published.
pub fn clean(global: &Global, output: Option<PathBuf>, console: &mut Console) -> Result<Exit, Failure> {
    let options = Options { output: absolute(output)?, ..options(global, &Work::default())? };
    let interrupts = Interrupts::default();
    let removed = Workspace::clean(&options, &Watch::new(console, &interrupts));
    let removed = removed.map_err(|error| Failure::of(error, &options.root, None))?;
    console.say(&format!("Removed {}\n", counted(removed, "file")));
    Ok(Exit::Clean)
}

/// The site's folder: the one that was named, or the nearest upwards.
pub fn root(global: &Global) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| Failure::io("the current folder can't be found", &error))?;
    let missing =
        || Failure::usage("there is no site here (no `content/` in this folder or above); `baton init` makes one");
    match &global.root {
        Some(root) if !root.is_dir() => Err(Failure::usage(format!("there is no folder `{}`", root.display()))),
        Some(root) => Ok(here.join(root)),
        None => find_root(&here).ok_or_else(missing),
    }
}

/// Where the site is, and what of it is wanted.
pub fn options(global: &Global, work: &Work) -> Result<Options, Failure> {
    Ok(Options {
        root: root(global)?,
        config: absolute(global.config.clone())?,
        output: None,
        base_url: None,
        locales: work.locales.clone(),
        drafts: work.drafts,
        publish: Mode::Auto,
    })
}

/// Paths of arguments count from the current folder, not from the site's.
pub fn absolute(path: Option<PathBuf>) -> Result<Option<PathBuf>, Failure> {
    let absolute = |path: PathBuf| {
        let cause = format!("`{}` is no path", path.display());
        std::path::absolute(path).map_err(|error| Failure::usage(format!("{cause}: {error}")))
    };
    path.map(absolute).transpose()
}

/// `path`, which exists, as findings name it: relative to the site's root.
pub fn below(root: &Path, path: &Path) -> Result<PathBuf, Failure> {
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| Failure::usage(format!("`{}` can't be checked: {error}", path.display())))
    };
    let outside = || Failure::usage(format!("`{}` lies outside of the site `{}`", path.display(), root.display()));
    Ok(real(path)?.strip_prefix(real(root)?).map_err(|_| outside())?.to_path_buf())
}

/// How a run that found `findings` ends.
fn verdict(findings: &[Diagnostic], level: Option<Severity>) -> Exit {
    let failing = |finding: &Diagnostic| level.is_some_and(|level| finding.severity >= level);
    if findings.iter().any(failing) { Exit::Findings } else { Exit::Clean }
}

impl Console {
    /// The findings to show: those of `least` severity and above; on a quiet run those that make it fail.
    fn severe(&self, findings: &[Diagnostic], level: Option<Severity>, least: Severity) -> Vec<Diagnostic> {
        let least = if self.quiet { level } else { Some(least) };
        let shown = findings.iter().filter(|finding| least.is_some_and(|least| finding.severity >= least));
        shown.cloned().collect()
    }
}

impl Sources for Workspace {
    fn text(&self, path: &str) -> Option<&str> {
        self.source_text(path)
    }
}

/// One run of the engine that came to its end.
struct Run {
    /// Never dropped: the program ends with it, and the system takes all memory back at once.
    workspace: ManuallyDrop<Workspace>,
    report: Report,
    elapsed: Duration,
}

impl Run {
    fn of(
        options: Options,
        work: &Work,
        console: &Console,
        act: impl FnOnce(&mut Workspace, &dyn Progress) -> Result<Report, Error>,
    ) -> Result<Self, Failure> {
        if let Some(threads) = work.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
            pool.map_err(|error| Failure::usage(format!("`--threads {threads}`: {error}")))?;
        }
        let interrupts = Interrupts::watch().map_err(|error| Failure::io("signals can't be watched", &error))?;
        let watch = Watch::new(console, &interrupts);
        let root = options.root.clone();
        let report =
            Workspace::open(options, &watch).and_then(|mut workspace| Ok((act(&mut workspace, &watch)?, workspace)));
        let (report, workspace) = report.map_err(|error| Failure::of(error, &root, interrupts.signal()))?;
        Ok(Self { workspace: ManuallyDrop::new(workspace), report, elapsed: watch.elapsed() })
    }

    fn summarize(
        &self,
        verb: &'static str,
        files: Option<&Files>,
        findings: &[Diagnostic],
        work: &Work,
        console: &Console,
    ) {
        let Self { report, elapsed, .. } = self;
        let summary = Summary { verb, pages: &report.pages, files, tally: Tally::of(findings), elapsed: *elapsed };
        console.say(&summary.line());
        if work.timings {
            console.say(&timings(&report.timings));
        }
    }
}

/// One stage a line, in seconds.
fn timings(stages: &[(&'static str, Duration)]) -> String {
    stages.iter().fold(String::new(), |mut out, (stage, time)| {
        let _ = writeln!(out, "{:>9.3} s  {stage}", time.as_secs_f64());
        out
    })
}
