//! What a repository answered, kept: a text at a commit never changes, as long as the commit is there.

use super::git::{self, Repository, Wanted};
use crate::digest::Digest;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Remembers what was asked of a repository. Once its store of objects looks otherwise, what it had not got is asked for again,
/// and of the commits whether they are still there: a history can be rewritten, and the repository be another one.
#[derive(Debug, Default)]
pub struct Archive {
    known: Option<Known>,
}

#[derive(Debug)]
struct Known {
    repository: Repository,
    /// How its store of objects looked when it was last asked.
    looks: Looks,
    /// What it was asked for.
    wanted: Arc<BTreeSet<Wanted>>,
    texts: BTreeMap<Wanted, Option<(Arc<str>, Digest)>>,
    days: BTreeMap<Arc<str>, Date>,
    /// Why the last question was not answered.
    failure: Option<String>,
}

impl Known {
    /// Whether all of `wanted` was asked of this repository while it looked like this.
    fn is_as(&self, repository: &Repository, looks: &Looks, wanted: &Arc<BTreeSet<Wanted>>) -> bool {
        self.repository == *repository && self.looks == *looks && self.wanted == *wanted
    }
}

/// Folders in which new objects appear, with when they last changed.
type Looks = Vec<(PathBuf, Option<SystemTime>)>;

impl Archive {
    /// The repository that was asked last: its `.git` folder, or itself where it is bare.
    #[must_use]
    pub fn repository(&self) -> Option<&Path> {
        self.known.as_ref().map(|known| &*known.repository.folder)
    }

    /// Asks `repository` for those of `wanted` that it was not asked for yet, and forgets what is not wanted any more.
    /// Whether what it knows of them may be something else than at the last time.
    pub fn ask(&mut self, repository: Option<Repository>, wanted: &Arc<BTreeSet<Wanted>>) -> bool {
        let Some(repository) = repository else {
            return self.known.take().is_some();
        };
        let looks = looks(&repository.folder);
        if self.known.as_ref().is_some_and(|known| known.is_as(&repository, &looks, wanted)) {
            return false;
        }
        let mut known = self.known.take().filter(|known| known.repository == repository).unwrap_or_else(|| Known {
            repository,
            looks: Looks::new(),
            wanted: Arc::default(),
            texts: BTreeMap::new(),
            days: BTreeMap::new(),
            failure: None,
        });
        known.texts.retain(|asked, _| wanted.contains(asked));
        let mut doubted: BTreeSet<Arc<str>> = BTreeSet::new();
        if known.looks != looks {
            // An abbreviated number may mean another commit now, or several.
            known.texts.retain(|(commit, _), text| text.is_some() && commit.len() >= 40);
            doubted.extend(known.texts.keys().map(|(commit, _)| commit.clone()));
            known.failure = None;
            known.looks = looks;
        }
        let new: BTreeSet<Wanted> =
            wanted.iter().filter(|wanted| !known.texts.contains_key(*wanted)).cloned().collect();
        if !(new.is_empty() && doubted.is_empty()) && known.failure.is_none() {
            match git::read(&known.repository, &doubted, &new) {
                Ok(mut history) => {
                    let is_gone = |commit: &Arc<str>| doubted.contains(commit) && !history.commits.contains(commit);
                    known.days.retain(|commit, _| !is_gone(commit));
                    let gone = known.texts.iter_mut().filter(|((commit, _), _)| is_gone(commit));
                    gone.for_each(|(_, text)| *text = None);
                    known.days.extend(history.days);
                    known.texts.extend(new.into_iter().map(|wanted| {
                        let text = history.texts.remove(&wanted);
                        (wanted, text.map(|text| (text.clone(), Digest::of(text.as_bytes()))))
                    }));
                }
                Err(error) => known.failure = Some(error.to_string()),
            }
        }
        known.wanted = wanted.clone();
        self.known = Some(known);
        true
    }

    /// A text at a commit, by its path below the source locale's tree, and its identity.
    #[must_use]
    pub fn text(&self, wanted: &Wanted) -> Option<&(Arc<str>, Digest)> {
        self.known.as_ref()?.texts.get(wanted)?.as_ref()
    }

    /// The day of a commit.
    #[must_use]
    pub fn day(&self, commit: &str) -> Option<Date> {
        self.known.as_ref()?.days.get(commit).copied()
    }

    /// Why the repository did not answer.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.known.as_ref()?.failure.as_deref()
    }
}

/// How the store of objects looks: loose objects come into folders of two letters, packs into `pack`.
fn looks(git: &Path) -> Looks {
    let objects = objects(git);
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let mut looks = vec![(objects.join("info/alternates"), changed(&objects.join("info/alternates")))];
    looks.push((objects.clone(), changed(&objects)));
    let folders = fs::read_dir(&objects).into_iter().flatten().flatten().map(|entry| entry.path());
    looks.extend(folders.filter(|path| path.is_dir()).map(|path| {
        let changed = changed(&path);
        (path, changed)
    }));
    looks.sort();
    looks
}

/// Where a repository keeps its objects: a working tree beside another one says in `.git` and `commondir` where that is.
fn objects(git: &Path) -> PathBuf {
    let line = |path: &Path| fs::read_to_string(path).ok().map(|text| text.trim().to_owned());
    let own = match line(git).and_then(|text| Some(text.strip_prefix("gitdir:")?.trim().to_owned())) {
        Some(folder) => git.parent().unwrap_or(git).join(folder),
        None => git.to_owned(),
    };
    let common = line(&own.join("commondir")).map_or_else(|| own.clone(), |common| own.join(common));
    common.join("objects")
}
