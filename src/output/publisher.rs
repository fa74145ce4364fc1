//! One publish, from the lock to the exchange.

use super::lock::{Holder, Lock};
use super::manifest::{Entry, MANIFEST, Manifest};
use super::stage::{self, Stage, open_regular};
use super::target::Target;
use super::tree::Tree;
use super::{Options, OutputError, path, swap};
use crate::digest::Digest;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Takes the outputs of one build and publishes them as a whole.
///
/// [`put`](Self::put) and [`copy`](Self::copy) may be called from many threads. Dropped without
/// [`commit`](Self::commit), it leaves the published tree as it is.
pub struct Publisher {
    /// What was put so far; nothing for an output that is being written or has failed.
    outputs: Mutex<BTreeMap<String, Option<Output>>>,
    old: Tree,
    stage: Stage,
    target: Target,
    options: Options,
}

/// One output of this run.
struct Output {
    entry: Entry,
    written: bool,
}

/// How many files a publish wrote, left as they were, and removed; the manifest is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Files whose bytes are new.
    pub written: usize,
    /// Files whose bytes are as they were.
    pub unchanged: usize,
    /// Files that were published before and no longer are.
    pub removed: usize,
}

impl Publisher {
    /// Takes the lock of an output folder and looks at what is published there. Folders above it are made.
    ///
    /// Calls `on_wait` once if another build holds the lock. The folder may be absent, empty but for dotfiles, or
    /// Baton's own.
    pub fn open(target: &Path, options: Options, on_wait: &dyn Fn(&Holder)) -> Result<Self, OutputError> {
        let target = Target::resolve(target)?;
        target.make_parent()?;
        let lock = Lock::take(&target, options.wait, on_wait)?;
        swap::recover(&target)?;
        let old = Tree::read(&target)?;
        let stage = Stage::make(&target, lock)?;
        Ok(Self { outputs: Mutex::default(), old, stage, target, options })
    }

    /// Publishes `bytes` at the output path `path`.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.add(path, Path::new(path), || Ok((bytes.len() as u64, bytes)))
    }

    /// Publishes a copy of the file `from`, which is no link, at the output path `path`; it is never wholly in memory.
    pub fn copy(&self, path: &str, from: &Path) -> Result<(), OutputError> {
        self.add(path, from, || open_regular(from).and_then(|file| Ok((file.metadata()?.len(), stage::blocks(file)))))
    }

    /// Adds an output, whose size and content `open` gives from the start; `from` is named when reading fails.
    fn add<R: BufRead>(
        &self,
        path: &str,
        from: &Path,
        open: impl Fn() -> io::Result<(u64, R)>,
    ) -> Result<(), OutputError> {
        self.claim(path)?;
        let kept = open().and_then(|(size, content)| match self.published(path, size) {
            Some(old) => stage::same(content, &old),
            None => Ok(None),
        });
        let kept = kept.map_err(OutputError::at(from))?;
        let written = kept.is_none();
        let (size, digest) = match kept {
            Some(kept) => kept,
            None => self.stage.write(path, open().map_err(OutputError::at(from))?.1, from)?,
        };
        let output = Output { entry: Entry::new(size, digest), written };
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), Some(output));
        Ok(())
    }

    /// Reserves a path, so that two outputs can never have the same.
    fn claim(&self, path: &str) -> Result<(), OutputError> {
        path::check(path)?;
        if self.old.dotfiles.contains(path) {
            let (target, files) = (self.target.path.clone(), vec![path.to_owned()]);
            return Err(OutputError::Foreign { target, files, more: false });
        }
        let mut outputs = self.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        match outputs.insert(path.to_owned(), None) {
            None => Ok(()),
            Some(first) => {
                outputs.insert(path.to_owned(), first);
                Err(OutputError::Twice(path.to_owned()))
            }
        }
    }

    /// The published file at `path`, if it may have the same bytes as one of `size` bytes.
    fn published(&self, path: &str, size: u64) -> Option<PathBuf> {
        let root = self.old.root.as_ref().filter(|_| self.old.files.contains(path))?;
        let old = root.join(path);
        fs::symlink_metadata(&old).is_ok_and(|metadata| metadata.len() == size).then_some(old)
    }

    /// Publishes everything that was put, and removes what was published before and was not put now.
    pub fn commit(self) -> Result<Published, OutputError> {
        let Self { outputs, old, stage, target, options } = self;
        let outputs = finished(outputs)?;
        let published = tally(&outputs, &old);
        let entries = outputs.iter().map(|(path, output)| (path.clone(), output.entry.clone())).collect();
        let manifest =
            Manifest::new(entries).to_bytes().map_err(|error| OutputError::at(&target.path)(error.into()))?;
        if published.written == 0 && manifest == old.manifest {
            return Ok(published);
        }
        // The folder is looked at again: what somebody put there during the build must not be lost.
        assemble(&stage, &outputs, &Tree::read(&target)?)?;
        stage.write(MANIFEST, manifest.as_slice(), Path::new(MANIFEST))?;
        if options.durable {
            stage.sync()?;
        }
        swap::publish(&target, &stage.root, Digest::of(&manifest), options.mode)?;
        Ok(published)
    }
}

/// The outputs, if none of them failed.
fn finished(outputs: Mutex<BTreeMap<String, Option<Output>>>) -> Result<BTreeMap<String, Output>, OutputError> {
    let outputs = outputs.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
    let whole = outputs.map(|(path, output)| match output {
        Some(output) => Ok((path, output)),
        None => Err(OutputError::Unfinished(path)),
    });
    whole.collect()
}

/// How the outputs differ from what was published before.
fn tally(outputs: &BTreeMap<String, Output>, old: &Tree) -> Published {
    let written = outputs.values().filter(|output| output.written).count();
    let removed = old.listed.iter().filter(|path| !outputs.contains_key(*path)).count();
    Published { written, unchanged: outputs.len() - written, removed }
}

/// Completes the stage with what stays from the old tree: unchanged files, the owner's dotfiles, the permissions of
/// the folder itself.
fn assemble(stage: &Stage, outputs: &BTreeMap<String, Output>, old: &Tree) -> Result<(), OutputError> {
    let Some(root) = &old.root else { return Ok(()) };
    let unchanged = outputs.iter().filter(|(_, output)| !output.written).map(|(path, _)| path);
    unchanged.chain(&old.dotfiles).try_for_each(|path| stage.link(path, root))?;
    let permissions = fs::metadata(root).map_err(OutputError::at(root))?.permissions();
    fs::set_permissions(&stage.root, permissions).map_err(OutputError::at(&stage.root))
}
