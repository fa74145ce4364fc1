//! The live server: the last good revision of a site, and news of the next to every page that is open.
//!
//! ```text
//! disk ─▶ watch ─▶ Workspace::refresh ─▶ Stage (one revision, swapped as a whole) ─▶ answers to requests
//!                                             └─▶ news, over server-sent events ─▶ the script in each page
//! ```
//!
//! A request sees one revision: an immutable [`Snapshot`], from which pages are pulled when they are asked for. What is sent
//! is what a build writes; into HTML, one `<script>` is put on the way out, and nothing else differs. Requests name outputs
//! by their paths and are looked up in the snapshot, never joined to a folder.
//!
//! Under `/_baton/`, which no output has, lie the script, its worker, and the channel of news. A page's channel tells it its
//! own digest after each revision, so that it comes again for what changed and for nothing else; and what is wrong with it.
//!
//! | who may ask | is decided in |
//! |---|---|
//! | hosts, origins, methods | `guard.rs` |
//! | how many, how long, how much | `listen.rs` |
//! | what is sent | `answer.rs` |
//!
//! May import: [`crate::workspace`], [`crate::watch`]. Deliberately absent: how anything is made, TLS, HTTP/2, sessions.

mod answer;
mod client;
mod editor;
mod events;
mod guard;
mod listen;
mod news;
mod ranges;
mod stage;

pub use editor::Editor;
pub use listen::{Addresses, BindError};

use crate::watch::{Notice, Turn, Watcher, follow};
use crate::workspace::{Error, Options, Progress, Snapshot, Workspace};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// The address to listen at, if it is not this machine alone.
    pub host: Option<std::net::IpAddr>,
    /// More names that this server may be asked by.
    pub allowed_hosts: Vec<String>,
    /// Look for changes so often instead of waiting for events.
    pub poll: Option<Duration>,
    /// How an editor is opened at a place; nothing where findings lead nowhere.
    pub editor: Option<Editor>,
}

/// What there is to tell while a site is served.
pub enum Told {
    /// The server answers at these addresses.
    Ready(Addresses, Snapshot),
    /// There is a new revision.
    Changed {
        /// The site.
        snapshot: Snapshot,
        /// What was saved, where events said so.
        at: BTreeSet<PathBuf>,
        /// How long it took to look and to assemble.
        took: Duration,
    },
    /// What failed is mended, and the site is as it was.
    Mended,
    /// The last good site stays up.
    Failed(Error),
    /// How changes are found.
    Watching(Notice),
}

/// Why a site is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The site can't be read.
    #[error(transparent)]
    Site(#[from] Error),
    /// The address can't be had.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The system gives no threads.
    #[error("the server can't start: {0}")]
    Start(std::io::Error),
}

/// Serves a site until `progress` is cancelled, and tells `tell` how it gets on. Telling may take its time: it is done in a
/// thread of its own, and what changes is shown meanwhile.
///
/// # Errors
/// [`ServeError`], all before the first request is answered. Whatever fails later is shown on the pages, and told.
pub fn serve(
    options: Options,
    service: &Service,
    progress: &dyn Progress,
    tell: &mut (dyn FnMut(Told) + Send),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("serve")
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    // The address first: whoever opens it meanwhile waits a moment and is answered.
    let listening = runtime.block_on(listen::bind(service))?;
    let mut workspace = Workspace::open_live(options.clone(), progress)?;
    let stop = || progress.cancelled();
    let shown =
        stage::Shown { root: options.root, editor: service.editor.clone(), open: listening.addresses.is_open() };
    let stage = Arc::new(stage::Stage::new(workspace.snapshot().clone(), shown));
    let addresses = listening.addresses.clone();
    let guard = guard::Guard::new(&addresses, &service.allowed_hosts);
    runtime.spawn(listen::accept(listening, answer::router(stage.clone(), guard)));
    std::thread::scope(|scope| {
        let (send, told) = channel();
        scope.spawn(move || told.into_iter().for_each(tell));
        // Who tells listens to the end.
        let say = |told: Told| drop(send.send(told));
        say(Told::Ready(addresses, workspace.snapshot().clone()));
        let mut watcher = Watcher::new(service.poll);
        follow(&mut workspace, &mut watcher, &stop, &mut |workspace, turn| match turn {
            Turn::Changed { at, took } => {
                let snapshot = workspace.snapshot().clone();
                stage.change(snapshot.clone(), at);
                say(Told::Changed { snapshot, at: at.clone(), took });
            }
            Turn::Mended => {
                stage.mend();
                say(Told::Mended);
            }
            Turn::Failed(error) => {
                stage.fail(&error);
                say(Told::Failed(error));
            }
            Turn::Watching(notice) => say(Told::Watching(notice)),
        });
    });
    stage.close();
    runtime.shutdown_timeout(Duration::from_millis(300));
    Ok(())
}
