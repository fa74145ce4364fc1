//! Waiting for something to look at: by the system's events where they can be had, else by the clock.

use super::mounts;
use super::places::{Call, Places};
use crate::source::Hint;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// So long nothing may happen before a look: an editor's save is a handful of events within a millisecond or two.
const QUIET: Duration = Duration::from_millis(10);
/// A look is not put off longer than this while events go on.
const PATIENCE: Duration = Duration::from_millis(500);
/// After a folder came or went, what was written into it before it was watched is found by looking again.
const ECHO: Duration = Duration::from_millis(150);
/// How often everything is looked at, whatever was heard; rarer where a look is costly.
const SWEEP: Duration = Duration::from_secs(5);
/// Sweeps take one part in so many of the time.
const SHARE: u32 = 100;
/// How often everything is looked at where no events can be had.
const POLL: Duration = Duration::from_secs(1);
/// How long a wait may go without asking whether to stop.
const TICK: Duration = Duration::from_millis(50);

/// What somebody who watches should be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Changes are found by looking from time to time; why, and how often.
    Polling(String, Duration),
}

/// Waits for changes.
pub struct Watcher {
    source: Source,
    places: Places,
    /// The folders that are watched, each with what it was when that began: a folder that is made anew is another one.
    watched: BTreeMap<PathBuf, Identity>,
    swept: Instant,
    sweep: Duration,
    /// When to look everywhere once more.
    echo: Option<Instant>,
    notices: Vec<Notice>,
}

enum Source {
    Events(Box<RecommendedWatcher>, Receiver<notify::Result<Event>>),
    Clock(Duration),
}

/// Device and inode of a folder.
type Identity = (u64, u64);

impl Watcher {
    /// A watcher that hears of events, or looks every `poll` where that is given or nothing can be heard.
    #[must_use]
    pub fn new(poll: Option<Duration>) -> Self {
        let mut watcher = Self {
            source: Source::Clock(poll.unwrap_or(POLL)),
            places: Places::default(),
            watched: BTreeMap::new(),
            swept: Instant::now(),
            sweep: SWEEP,
            echo: None,
            notices: Vec::new(),
        };
        if let Some(poll) = poll {
            watcher.poll("as asked for".into(), poll);
            return watcher;
        }
        let (sender, receiver) = channel();
        // Whoever sends after the end is not heard; that is no error.
        match notify::recommended_watcher(move |event| drop(sender.send(event))) {
            Ok(events) => watcher.source = Source::Events(Box::new(events), receiver),
            Err(error) => watcher.poll(reason(&error), POLL),
        }
        watcher
    }

    /// Watches `places`, and again those that were made anew.
    pub fn attend(&mut self, places: &Places) {
        if self.places != *places {
            self.places = places.clone();
            if let Source::Events(..) = self.source
                && let Some(name) = places.trees.iter().find_map(|tree| mounts::silent(tree))
            {
                self.poll(format!("{name} tells nobody of changes"), POLL);
            }
        }
        let Source::Events(events, _) = &mut self.source else { return };
        let wanted = wanted(&self.places);
        let gone: Vec<PathBuf> = self.watched.keys().filter(|path| !wanted.contains_key(*path)).cloned().collect();
        for path in gone {
            self.watched.remove(&path);
            // A folder that is gone is watched no more anyway.
            drop(events.unwatch(&path));
        }
        let mut failure = None;
        for (path, mode) in wanted {
            let Some(identity) = identity(&path) else {
                self.watched.remove(&path);
                continue;
            };
            match self.watched.get(&path) {
                Some(known) if *known == identity => continue,
                Some(_) => drop(events.unwatch(&path)),
                None => {}
            }
            match events.watch(&path, mode) {
                Ok(()) => {
                    self.watched.insert(path, identity);
                    // What happened between the last look and this moment was not heard.
                    self.echo = Some(Instant::now());
                }
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => drop(self.watched.remove(&path)),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            self.poll(reason(&error), POLL);
        }
    }

    /// What there is to tell, once.
    pub fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// A look at everything took so long: the next one waits accordingly.
    pub fn looked(&mut self, took: Duration) {
        self.swept = Instant::now();
        self.sweep = SWEEP.max(took * SHARE);
    }

    /// Waits until there is something to look at; nothing when it is time to stop.
    pub fn wait(&mut self, stop: &dyn Fn() -> bool) -> Option<Hint> {
        let mut heard = Heard::default();
        loop {
            if stop() {
                return None;
            }
            let now = Instant::now();
            if let Some(due) = heard.due()
                && due <= now
                && heard.is_settled()
            {
                if heard.folders {
                    self.echo = Some(now + ECHO);
                }
                return Some(heard.hint());
            }
            let sweep = match self.source {
                Source::Events(..) => self.swept + self.sweep,
                Source::Clock(every) => self.swept + every.max(self.sweep.saturating_sub(SWEEP)),
            };
            let late = self.echo.map_or(sweep, |echo| echo.min(sweep));
            if heard.first.is_none() && late <= now {
                self.echo = self.echo.filter(|echo| *echo > now);
                self.swept = now;
                return Some(Hint::All);
            }
            let until = heard.due().unwrap_or(late).saturating_duration_since(now).min(TICK);
            self.hear(until.max(Duration::from_millis(1)), &mut heard);
        }
    }

    /// Waits so long for an event.
    fn hear(&mut self, time: Duration, heard: &mut Heard) {
        let Source::Events(_, receiver) = &self.source else { return std::thread::sleep(time) };
        match receiver.recv_timeout(time) {
            Ok(Ok(event)) => heard.note(&event, &self.places),
            Ok(Err(error)) if matches!(error.kind, ErrorKind::MaxFilesWatch | ErrorKind::Io(_)) => {
                self.poll(reason(&error), POLL);
                heard.everywhere();
            }
            Ok(Err(_)) => heard.everywhere(),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.poll("the system's events ended".into(), POLL),
        }
    }

    /// Goes by the clock from now on, and says so.
    fn poll(&mut self, why: String, every: Duration) {
        self.source = Source::Clock(every);
        self.watched.clear();
        self.notices.push(Notice::Polling(why, every));
    }
}

/// What was heard since the last look.
#[derive(Default)]
struct Heard {
    first: Option<Instant>,
    last: Option<Instant>,
    at: BTreeSet<PathBuf>,
    everywhere: bool,
    /// Whether a folder was among it.
    folders: bool,
    /// Whether somebody has been waited for who had only emptied a file so far.
    waited: bool,
}

impl Heard {
    fn note(&mut self, event: &Event, places: &Places) {
        if event.need_rescan() {
            return self.everywhere();
        }
        // Reading is no change; the program reads what it is told of.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in &event.paths {
            match places.call(path) {
                Call::Nothing => {}
                Call::Beside => self.happened(),
                Call::Everywhere => self.everywhere(),
                Call::There => {
                    self.folders |= path.is_dir();
                    self.at.insert(path.clone());
                    self.happened();
                }
            }
        }
    }

    fn everywhere(&mut self) {
        self.everywhere = true;
        self.folders = true;
        self.happened();
    }

    fn happened(&mut self) {
        let now = Instant::now();
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When to look, if nothing more happens.
    fn due(&self) -> Option<Instant> {
        Some((self.last? + QUIET).min(self.first? + PATIENCE))
    }

    /// Whether nobody seems to be in the middle of a save. Some programs empty a file before they write it: an empty one is
    /// waited for once.
    fn is_settled(&mut self) -> bool {
        let empty = |path: &PathBuf| fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0);
        if !self.waited && self.at.iter().any(empty) {
            self.waited = true;
            self.happened();
            return false;
        }
        true
    }

    fn hint(self) -> Hint {
        if self.everywhere { Hint::All } else { Hint::At(self.at) }
    }
}

/// The folders to watch: the places themselves, and what they lie in, so that one that goes and comes again is seen.
fn wanted(places: &Places) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut wanted = BTreeMap::new();
    for place in places.trees.iter().chain(&places.beside) {
        if let Some(parent) = place.ancestors().skip(1).find(|folder| folder.is_dir()) {
            wanted.entry(parent.to_owned()).or_insert(RecursiveMode::NonRecursive);
        }
    }
    let inner = places.beside.iter().filter(|place| !places.trees.iter().any(|tree| place.starts_with(tree)));
    for place in places.trees.iter().chain(inner).filter(|place| place.is_dir()) {
        wanted.insert(place.clone(), RecursiveMode::Recursive);
    }
    // What lies in a folder that is watched with all that it holds need not be watched twice.
    let deep: Vec<PathBuf> =
        wanted.iter().filter(|(_, mode)| **mode == RecursiveMode::Recursive).map(|(path, _)| path.clone()).collect();
    wanted.retain(|path, _| !deep.iter().any(|folder| path != folder && path.starts_with(folder)));
    wanted
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|_| (0, 0))
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watched folders is reached".into(),
        ErrorKind::Io(error) => format!("the system can't watch: {error}"),
        _ => format!("the system can't watch: {error}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use notify::event::Flag;
    use std::cell::Cell;
    use std::sync::mpsc::Sender;

    /// A watcher that hears what is sent to it, and nothing else.
    fn watcher() -> (Watcher, Sender<notify::Result<Event>>) {
        let (sender, receiver) = channel();
        let mut watcher = Watcher::new(None);
        let events = notify::recommended_watcher(|_| {}).unwrap();
        watcher.source = Source::Events(Box::new(events), receiver);
        (watcher, sender)
    }

    /// What is waited for, unless nothing comes long before everything would be looked at anyway.
    fn soon(watcher: &mut Watcher) -> Option<Hint> {
        let asked = Cell::new(0);
        watcher.wait(&|| asked.replace(asked.get() + 1) > 40)
    }

    #[test]
    fn where_events_were_lost_everything_is_looked_at() {
        let (mut watcher, sender) = watcher();
        assert_eq!(soon(&mut watcher), None);
        sender.send(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))).unwrap();
        assert_eq!(soon(&mut watcher), Some(Hint::All));
        assert_eq!(watcher.notices(), []);
    }

    #[test]
    fn where_no_more_folders_can_be_watched_the_clock_is_gone_by_and_it_is_told() {
        let (mut watcher, sender) = watcher();
        sender.send(Err(notify::Error::new(ErrorKind::MaxFilesWatch))).unwrap();
        assert_eq!(soon(&mut watcher), Some(Hint::All));
        let told = watcher.notices();
        let [Notice::Polling(why, every)] = told.as_slice() else { panic!("{told:?}") };
        assert!(why.contains("limit of watched folders"), "{why}");
        assert_eq!((*every, matches!(watcher.source, Source::Clock(_))), (POLL, true));
        // From now on it looks by itself.
        assert_eq!(soon(&mut watcher), Some(Hint::All));
    }
}
