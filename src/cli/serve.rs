//! `serve` and `watch`: the verbs that stay running.

use super::args::{Global, Serve, Watch as WatchArguments, Work};
use super::interrupts::Interrupts;
use super::progress::{Calm, Watch};
use super::summary::{counted, files, findings};
use super::terminal::{Console, tell};
use super::{Exit, Failure, site};
use crate::diagnostic::{Diagnostic, Tally, escape_terminal};
use crate::serve::{self, Addresses, Editor, ServeError, Service, Told};
use crate::watch::{Notice, Turn, Watcher, follow};
use crate::workspace::{Error, Options, Progress, Report, Snapshot, Workspace};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// So many names of saved files are told in one line.
const NAMED: usize = 3;

/// Serves the site until somebody stops it.
pub fn serve(global: &Global, serve: Serve, console: &Console) -> Result<Exit, Failure> {
    let work = Work { locales: serve.locales, drafts: serve.drafts, ..Work::default() };
    let options = site::options(global, &work)?;
    let root = options.root.clone();
    let service = Service {
        port: serve.port,
        host: serve.host,
        allowed_hosts: serve.allow_host,
        poll: serve.poll.map(Duration::from_millis),
        editor: editor(&serve.editor)?,
    };
    let interrupts = Interrupts::watch().map_err(|error| Failure::io("signals can't be watched", &error))?;
    let mut hear = |told: Told| match told {
        Told::Ready(addresses, snapshot) => {
            console.say(&ready(&addresses, &snapshot));
            if serve.open || serve.follow {
                let query = if serve.follow { "?baton-follow" } else { "" };
                open(&format!("{}{query}", addresses.local()), console);
            }
        }
        Told::Changed { snapshot, at, took } => {
            console.say(&line(&named(&root, &at), None, &snapshot.survey().findings, took));
        }
        Told::Mended => console.say("Mended: the site is as it was\n"),
        Told::Failed(error) => failed(&error, &root, console),
        Told::Watching(notice) => console.say(&watching(&notice)),
    };
    match serve::serve(options, &service, &Calm(&interrupts), &mut hear) {
        Ok(()) => Ok(Exit::Clean),
        Err(ServeError::Site(error)) => Err(Failure::of(error, &root, interrupts.signal())),
        Err(error @ (ServeError::Bind(_) | ServeError::Start(_))) => Err(Failure::disk(error.to_string())),
    }
}

/// Builds the site, and again whenever it changes, until somebody stops it.
pub fn watch(global: &Global, arguments: WatchArguments, console: &Console) -> Result<Exit, Failure> {
    let WatchArguments { work, output, base_url, poll } = arguments;
    let options = Options { output: site::absolute(output)?, base_url, ..site::options(global, &work)? };
    let root = options.root.clone();
    let interrupts = Interrupts::watch().map_err(|error| Failure::io("signals can't be watched", &error))?;
    let of = |error| Failure::of(error, &root, interrupts.signal());
    let first = Watch::new(console, &interrupts);
    let mut workspace = Workspace::open_live(options, &first).map_err(of)?;
    let report = workspace.build(&first).map_err(of)?;
    let took = first.elapsed();
    drop(first);
    console.say(&line("Built", Some(&report), &report.findings, took));
    console.say("Watching for changes; Ctrl-C stops\n");

    let mut watcher = Watcher::new(poll.map(Duration::from_millis));
    let calm = Calm(&interrupts);
    follow(&mut workspace, &mut watcher, &|| calm.cancelled(), &mut |workspace, turn| match turn {
        Turn::Changed { at, took } => {
            let started = Instant::now();
            match workspace.build(&calm) {
                Ok(report) => {
                    console.say(&line(&named(&root, at), Some(&report), &report.findings, took + started.elapsed()));
                }
                Err(Error::Cancelled) => {}
                Err(error) => failed(&error, &root, console),
            }
        }
        Turn::Mended => console.say("Mended: the site is as it was\n"),
        Turn::Watching(notice) => console.say(&watching(&notice)),
        Turn::Failed(error) => failed(&error, &root, console),
    });
    Ok(Exit::Clean)
}

/// `none` switches the links to an editor off.
fn editor(pattern: &str) -> Result<Option<Editor>, Failure> {
    match pattern {
        "none" => Ok(None),
        pattern => Editor::new(pattern).map(Some).map_err(Failure::usage),
    }
}

fn ready(addresses: &Addresses, snapshot: &Snapshot) -> String {
    let pages = snapshot.page_counts().iter().map(|(_, count)| count).sum();
    let mut text = format!("Serving {} at {}\n", counted(pages, "page"), addresses.local());
    if addresses.is_open() {
        if let Some(remote) = addresses.remote() {
            let _ = writeln!(text, "  and for others at {remote}");
        }
        text.push_str("warning: everybody in this network can read the site, drafts and findings included\n");
    }
    text.push_str("Ctrl-C stops\n");
    text
}

/// `content/fr/plan.md · 1 file written · 2 errors · 14 ms`.
fn line(what: &str, report: Option<&Report>, found: &[Diagnostic], took: Duration) -> String {
    let written = report.and_then(|report| files(&report.files)).map(|files| format!(" · {files}")).unwrap_or_default();
    format!("{what}{written} · {} · {} ms\n", findings(Tally::of(found)), took.as_millis())
}

/// The names of what was saved.
fn named(root: &Path, at: &BTreeSet<PathBuf>) -> String {
    let shown =
        |path: &PathBuf| escape_terminal(&path.strip_prefix(root).unwrap_or(path).to_string_lossy()).into_owned();
    let names: Vec<String> = at.iter().take(NAMED).map(shown).collect();
    match at.len() {
        0 => "Changed".into(),
        count if count > NAMED => format!("{} and {} more", names.join(", "), count - NAMED),
        _ => names.join(", "),
    }
}

/// What keeps the next revision from being; the last one stays.
fn failed(error: &Error, root: &Path, console: &Console) {
    Failure::told(error, root, None).tell(console);
    tell("the last good site stays as it is\n");
}

fn watching(Notice::Polling(why, every): &Notice) -> String {
    format!("Looking for changes every {} ms: {}\n", every.as_millis(), escape_terminal(why))
}

/// Opens the site in a browser. The server runs on where that fails.
fn open(address: &str, console: &Console) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(program);
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // Somebody has to hear of its end, or it stays behind as a zombie.
            std::thread::spawn(move || drop(child.wait()));
        }
        Err(error) => console.say(&format!("No browser was opened: `{program}`: {error}\n")),
    }
}
