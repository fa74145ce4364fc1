//! The only reader of the disk: folders become a [`SourceTree`], a value that every later stage is a function of.
//!
//! A site is read from a handful of [`Tree`]s: one a locale, and the shared assets. A file is named by its
//! [`FileKey`]: which tree, and where in it. Symbolic links are never followed, nothing but regular files is opened, and a
//! file that is too large, not UTF-8 or unreadable is a finding, not a failure.
//!
//! When something changes, a [`Scanner`] looks again, where a [`Hint`] says or everywhere; what a file *is* depends on its
//! bytes alone, so a text with the same [`Source::digest`] is the same input. May import: paths, digests, diagnostics, locales, images.
//! Deliberately absent: Markdown, front matter, any idea of what a page means.

mod decode;
mod folders;
pub mod git;
mod history;
mod mend;
mod names;
mod read;
mod scan;
mod version;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::image::{Dimensions, MediaType};
use crate::locale::LocaleId;
use crate::path::SitePath;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

pub use decode::decode;
pub use folders::{folders, scan_theme};
pub use history::Archive;
pub use mend::{MendError, replace, rewrite};
pub use names::is_passed_over;
pub use read::{open_asset, read_bytes, read_text};
pub use scan::{Hint, Limits, Scanner, scan};
pub use version::Version;

/// Which tree a file lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TreeId {
    /// The pages and assets of a locale.
    Locale(LocaleId),
    /// The assets that all locales share.
    Shared,
}

/// A folder that is read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Which one it is.
    pub id: TreeId,
    /// Where it lies on the disk.
    pub folder: PathBuf,
    /// How its path is shown: relative to the site's root, with `/`.
    pub shown: String,
    /// The folder below `content/` that it is, if it lies there; the shared tree is `content/` itself, `""`.
    pub mount: Option<String>,
    /// The folder in it that holds the pages; `""` when that is the tree itself.
    pub pages: String,
    /// Whether its absence is an error: it was named in the configuration.
    pub required: bool,
    /// Folders from elsewhere that are read as if they lay in it.
    pub grafts: Vec<Graft>,
}

/// A folder that is read as if it lay in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graft {
    /// Where it seems to lie: a path below the tree's folder.
    pub at: String,
    /// Where it lies on the disk.
    pub folder: PathBuf,
    /// How its path is shown: relative to the site's root, with `/`.
    pub shown: String,
}

/// The name of a file: its tree and its path in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey {
    /// The tree.
    pub tree: TreeId,
    /// The path below the tree's folder.
    pub path: SitePath,
}

/// A text file as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub key: FileKey,
    /// Its path as people know it, relative to the site's root; outside of it, as the configuration leads there.
    pub shown: Arc<str>,
    /// Its text, a byte order mark and line ends included.
    pub text: Arc<str>,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// A file that pages may refer to; its bytes stay on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it lies on the disk.
    pub disk: PathBuf,
    /// Its path as people know it.
    pub shown: Arc<str>,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it is by its name, if that is something to publish.
    pub media: Option<&'static MediaType>,
    /// Whether its content is something else than its name says; then it is not published.
    pub disguised: bool,
    /// Its size in pixels, if it is an image that could be measured.
    pub dimensions: Option<Dimensions>,
    /// What the system said of the file when it was read: another version may hold other bytes.
    pub version: Version,
}

/// Everything that was read, in one consistent look. What did not change since the last one is the same value.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// Markdown files and redirect tables.
    pub texts: Arc<BTreeMap<FileKey, Arc<Source>>>,
    /// All other files.
    pub assets: Arc<BTreeMap<FileKey, Arc<Asset>>>,
    /// What went wrong while reading.
    pub findings: Arc<Vec<Diagnostic>>,
}

impl SourceTree {
    /// Whether both hold the same files, and the same went wrong.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.texts == other.texts && self.assets == other.assets && self.findings == other.findings
    }
}
