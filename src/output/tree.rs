//! A tree that Baton published: what it lists, what is really there, and what is not Baton's.

use super::OutputError;
use super::manifest::{MANIFEST, Manifest};
use super::stage::open_regular;
use super::target::{Standing, Target};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// How many foreign files a refusal names.
const NAMED: usize = 5;

/// A published tree, or what stands in its place before the first publish.
#[derive(Default)]
pub(super) struct Tree {
    /// Its folder; nothing if there is none.
    pub root: Option<PathBuf>,
    /// The bytes of the manifest; empty if there is none of ours.
    pub manifest: Vec<u8>,
    /// The files that the manifest lists, there or not.
    pub listed: BTreeSet<String>,
    /// The listed files that are there as regular files, reached without following a link.
    pub files: BTreeSet<String>,
    /// The owner's own top-level dotfiles.
    pub dotfiles: BTreeSet<String>,
}

/// A file or folder of a tree.
pub(super) struct Found {
    /// The path as in a manifest; parts that are not Unicode are approximated, so they are never listed.
    pub path: String,
    /// Where it is and what it is.
    pub entry: DirEntry,
}

/// Everything in a folder, in order, links not followed; with `contents_first` a folder comes after what it holds.
pub(super) fn walk(root: &Path, contents_first: bool) -> impl Iterator<Item = Result<Found, OutputError>> {
    let walk = WalkDir::new(root).min_depth(1).sort_by_file_name().contents_first(contents_first);
    walk.into_iter().map(|entry| {
        let entry = entry.map_err(|error| OutputError::at(error.path().unwrap_or(root))(error.into()))?;
        Ok(Found { path: output_path(root, &entry), entry })
    })
}

/// The path of an entry below `root`, with `/`.
fn output_path(root: &Path, entry: &DirEntry) -> String {
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

impl Tree {
    /// Reads the tree at a target; refuses one with files that are neither listed nor top-level dotfiles.
    pub fn read(target: &Target) -> Result<Self, OutputError> {
        match target.standing()? {
            Standing::Folder => Self::at(&target.path),
            Standing::Release(root) if root.is_dir() => Self::at(&root),
            Standing::Absent | Standing::Release(_) => Ok(Self::default()),
        }
    }

    /// Reads the tree in a folder, with the same refusal.
    pub fn at(root: &Path) -> Result<Self, OutputError> {
        let mut tree = Self { root: Some(root.to_owned()), ..Self::listed(root)? };
        let mut foreign = Vec::new();
        for found in walk(root, false) {
            foreign.extend(tree.note(found?));
            if foreign.len() > NAMED {
                break;
            }
        }
        if foreign.is_empty() {
            return Ok(tree);
        }
        let more = foreign.len() > NAMED;
        foreign.truncate(NAMED);
        Err(OutputError::Foreign { target: root.to_owned(), files: foreign, more })
    }

    /// What the manifest in a folder lists; nothing if there is none of ours.
    pub fn listed(root: &Path) -> Result<Self, OutputError> {
        let path = root.join(MANIFEST);
        let mut bytes = Vec::new();
        match open_regular(&path).and_then(|mut file| file.read_to_end(&mut bytes)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read.map_err(OutputError::at(&path))?,
        };
        let Some(manifest) = Manifest::from_bytes(&bytes) else { return Ok(Self::default()) };
        Ok(Self { listed: manifest.files.into_keys().collect(), manifest: bytes, ..Self::default() })
    }

    /// Takes note of a file; gives its path back if it is foreign. Folders alone hold nothing and are nobody's.
    fn note(&mut self, Found { path, entry }: Found) -> Option<String> {
        let regular = entry.file_type().is_file();
        if entry.file_type().is_dir() || path == MANIFEST && !self.manifest.is_empty() {
        } else if self.listed.contains(&path) {
            // A listed file that is now a link is simply not there; it goes with the old tree, unfollowed.
            if regular {
                self.files.insert(path);
            }
        } else if regular && entry.depth() == 1 && path.starts_with('.') {
            self.dotfiles.insert(path);
        } else {
            return Some(path);
        }
        None
    }
}
