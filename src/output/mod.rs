//! Publishing: the only module that writes, and the only one that may delete.
//!
//! Rank 8; may import [`crate::digest`]. A build hands every output to a [`Publisher`], from as many threads as it
//! likes, and ends with [`Publisher::commit`]. Until then the published tree is not touched; afterwards it is the new
//! one as a whole. A reader, a deploy or a `kill -9` meets a complete old site or a complete new one.
//!
//! # What lies where
//!
//! For the output folder `site/output`:
//!
//! | path | is |
//! |---|---|
//! | `site/output/` | the published tree, and the owner's own top-level dotfiles (`.gitignore`), which are carried over |
//! | `site/output/manifest.json` | what Baton published: the only files that it will ever delete ([`Entry`]) |
//! | `site/.baton-output/lock` | held while a build or a clean runs; names its process |
//! | `site/.baton-output/new/` | the tree being made; after the exchange the old tree, on its way out |
//! | `site/.baton-output/old/` | the old tree between the two renames of a system that cannot exchange |
//! | `site/.baton-output/highlight.memo` | [`read_memo`] |
//! | `site/output.releases/7-<digest>/` | the releases of [`Mode::Releases`]; `site/output` is then a link to one |
//!
//! # What happens when something changes
//!
//! An output whose bytes equal the published ones is not written: it is hard-linked from the old tree. Times are never
//! trusted, so a published file that somebody edited in place is found and replaced. When every output is the same and
//! none is gone, nothing is touched: no file, no folder, no time. Assets are copied, never linked, because a link
//! would let an edit of the source reach the published site.
//!
//! # What the program around it must know
//!
//! - An exchange gives the folder a new inode. A server that has the *folder itself* mounted (a bind mount) or as its
//!   working directory keeps the old one: mount the folder above, or use [`Mode::Releases`].
//! - Where a limit on file sizes is set, the system sends `SIGXFSZ`, which kills by default. The program ignores that
//!   signal at its start, so that the write fails instead and the stage is removed.
//! - Names that differ only in case or in Unicode normalization are the caller's affair: it knows the sources to name.
//!
//! Deliberately absent: a wipe of the output folder, times or host names in anything published, permissions (new files
//! get what the process's umask leaves), per-file publishing into a mount point.

mod clean;
mod error;
mod lock;
mod manifest;
mod memo;
mod path;
mod publisher;
mod stage;
mod swap;
mod target;
mod tree;

pub use clean::clean;
pub use error::OutputError;
pub use lock::Holder;
pub use manifest::{Entry, MANIFEST};
pub use memo::{read_memo, write_memo};
pub use publisher::{Published, Publisher};
pub use target::check_apart;

use std::time::Duration;

/// How the new tree takes the place of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// As the output folder is: a link into its releases gets a new release, anything else an exchange; where the
    /// system cannot exchange two folders, two renames, between which a reader may find nothing for a moment.
    #[default]
    Auto,
    /// An exchange in one step, or an error.
    Exchange,
    /// A new folder among the releases and a link renamed over the old one; the last three releases stay.
    Releases,
}

/// How to publish.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How the new tree takes the place of the old one.
    pub mode: Mode,
    /// How long to wait for another build of the same folder.
    pub wait: Duration,
    /// Whether the new tree is on the disk before it is published, so that a loss of power cannot leave empty files.
    pub durable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Auto, wait: Duration::from_secs(10), durable: true }
    }
}
