//! Watching: what on the disk may have changed, and looking again.
//!
//! Events of the system are hints, nothing more: they get lost (a folder that is made and filled at once), they come twice,
//! and they can't be had everywhere. What changed is told by looking ([`Workspace::refresh`]), at the places that events
//! name and, from time to time, everywhere. So a lost event costs a few seconds and never a stale page.
//!
//! [`follow`] is the loop of everything that stays running: wait until the disk has been quiet for a moment, look again, tell
//! the caller. May import: [`crate::workspace`], [`crate::source`]. Deliberately absent: what is done with a revision, and
//! any guess of what changed from the kind of an event.

mod mounts;
mod places;
mod watcher;

pub use places::Places;
pub use watcher::{Notice, Watcher};

use crate::source::Hint;
use crate::workspace::{Error, Workspace};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What came of a look.
pub enum Turn<'a> {
    /// There is a new revision.
    Changed {
        /// The places that events named; empty where the look was one at everything.
        at: &'a BTreeSet<PathBuf>,
        /// How long it took to look and to assemble.
        took: Duration,
    },
    /// The last revision holds again: what failed is mended.
    Mended,
    /// What somebody who watches should be told of how changes are found.
    Watching(Notice),
    /// There is no new revision, because the configuration, the theme or the disk does not allow one. Told once, not at each
    /// look that fails for the same reason.
    Failed(Error),
}

/// Looks again whenever something may have changed, until `stop` says so.
///
/// `on` hears of every revision, in the thread of the caller, and may take its time: what happens meanwhile is looked at after.
pub fn follow(
    workspace: &mut Workspace,
    watcher: &mut Watcher,
    stop: &dyn Fn() -> bool,
    on: &mut dyn FnMut(&Workspace, Turn<'_>),
) {
    let mut failure: Option<String> = None;
    watcher.attend(&Places::of(workspace));
    loop {
        for notice in watcher.notices() {
            on(workspace, Turn::Watching(notice));
        }
        let Some(hint) = watcher.wait(stop) else { return };
        let started = Instant::now();
        let outcome = workspace.refresh(&hint);
        let took = started.elapsed();
        match outcome {
            Ok(true) => {
                failure = None;
                let nowhere = BTreeSet::new();
                let at = if let Hint::At(at) = &hint { at } else { &nowhere };
                on(workspace, Turn::Changed { at, took });
            }
            Ok(false) if failure.take().is_some() => on(workspace, Turn::Mended),
            Ok(false) => {}
            Err(error) => {
                let reason = format!("{error:?}");
                if failure.as_ref() != Some(&reason) {
                    failure = Some(reason);
                    on(workspace, Turn::Failed(error));
                }
            }
        }
        if hint == Hint::All {
            watcher.looked(took);
        }
        watcher.attend(&Places::of(workspace));
    }
}
