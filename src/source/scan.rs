//! Walking the trees, and looking again at what may have changed.

use super::names::{Role, is_hidden, is_passed_over, role, unportable};
use super::read::{Content, Item, read, reason};
use super::{Asset, FileKey, SourceTree, Tree, TreeId, Version};
use crate::config::Ignore;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::digest::Digest;
use crate::path::{SitePath, fold, join};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use walkdir::WalkDir;

/// How large a file may be, in bytes. The largest page of a real corpus has 337,749, its largest SVG 2.94 million.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A Markdown file.
    pub page: u64,
    /// A table of contents, a redirect table, the configuration.
    pub table: u64,
    /// An SVG, which is read and cleaned.
    pub svg: u64,
    /// Any other asset, which is copied.
    pub asset: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page: 4 << 20, table: 1 << 20, svg: 16 << 20, asset: 64 << 20 }
    }
}

/// The deepest folder that is entered, from a tree's root.
pub(super) const MAX_DEPTH: usize = 64;

/// Where to look for changes. Only a hint: whether a file changed is told by its version and its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Everywhere.
    All,
    /// At these places on the disk.
    At(BTreeSet<PathBuf>),
}

/// Reads trees, and reads again what changed.
///
/// It keeps one record for everything that it saw. A [`SourceTree`] is a function of all records, so what was seen first or
/// last makes no difference to it; while only the content of files changes, the last one serves with their new content.
#[derive(Debug)]
pub struct Scanner {
    trees: Vec<Tree>,
    roots: Vec<Root>,
    ignore: Ignore,
    limits: Limits,
    records: BTreeMap<Place, Record>,
    /// What the records came to at the last look.
    last: SourceTree,
}

/// Where something was seen: the number of the folder that was entered, and the path in it. The order is that of a walk.
type Place = (usize, PathBuf);

/// A folder that is entered: a tree's own, or one grafted onto it.
#[derive(Debug)]
struct Root {
    tree: TreeId,
    mount: Option<String>,
    pages: String,
    /// Where it lies in the tree.
    at: String,
    disk: PathBuf,
    shown: String,
    required: bool,
}

impl Root {
    fn of(tree: &Tree) -> Vec<Self> {
        let own = (String::new(), &tree.folder, &tree.shown, tree.required);
        let grafts = tree.grafts.iter().map(|graft| (graft.at.clone(), &graft.folder, &graft.shown, true));
        let root = |(at, disk, shown, required): (String, &PathBuf, &String, bool)| Self {
            tree: tree.id,
            mount: tree.mount.clone(),
            pages: tree.pages.clone(),
            at,
            disk: disk.clone(),
            shown: shown.clone(),
            required,
        };
        [own].into_iter().chain(grafts).map(root).collect()
    }
}

/// What was seen at one place.
#[derive(Debug, Default)]
struct Record {
    /// What is wrong with the place.
    findings: Vec<Diagnostic>,
    /// The file, where it is one that counts.
    file: Option<(FileKey, Found)>,
    /// The file's path as systems see it that fold case or Unicode forms.
    folded: String,
    item: Item,
    /// Whether the next write may not show in the file's times.
    fresh: bool,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub disk: PathBuf,
    pub shown: Arc<str>,
    pub role: Role,
}

/// Reads all `trees`; files that `ignore` names are passed over. A tree outside `content/` counts from its own root.
#[must_use]
pub fn scan(trees: &[Tree], ignore: &Ignore, limits: Limits) -> SourceTree {
    Scanner::new(trees.to_vec(), ignore.clone(), limits).look(&Hint::All)
}

impl Scanner {
    /// A scanner that has seen nothing yet.
    #[must_use]
    pub fn new(trees: Vec<Tree>, ignore: Ignore, limits: Limits) -> Self {
        let roots = trees.iter().flat_map(Root::of).collect();
        Self { trees, roots, ignore, limits, records: BTreeMap::new(), last: SourceTree::default() }
    }

    /// Whether it reads these trees in this way.
    #[must_use]
    pub fn reads(&self, trees: &[Tree], ignore: &Ignore) -> bool {
        self.trees == trees && self.ignore == *ignore
    }

    /// Looks where `hint` says, and gives everything as it is now.
    pub fn look(&mut self, hint: &Hint) -> SourceTree {
        match hint {
            Hint::At(paths) if paths.iter().all(|path| self.is_file_of_ours(path)) => {
                let places: BTreeSet<Place> = paths.iter().flat_map(|path| self.places(path)).collect();
                let read = self.read(places.iter().map(|place| (place.clone(), self.see(place))).collect());
                let old: Vec<_> = places.iter().map(|place| self.records.remove(place)).collect();
                let only_content = places.iter().zip(&old).all(|(place, old)| match (old, read.get(place)) {
                    (Some(old), Some(new)) => new.differs_in_content(old),
                    (old, new) => old.is_none() && new.is_none(),
                });
                if only_content {
                    self.last.renew(read.values());
                }
                self.records.extend(read);
                if !only_content {
                    self.collect();
                }
            }
            _ => {
                self.records = self.read(self.walk());
                self.collect();
            }
        }
        self.last.clone()
    }

    /// Whether a path is neither a folder, nor was one, nor lies outside of the trees: one look at it is enough.
    fn is_file_of_ours(&self, path: &Path) -> bool {
        let places = self.places(path);
        // What lies in a folder comes right behind it.
        let was_folder = |place: &Place| {
            let next = self.records.range(place..).map(|(next, _)| next).find(|next| *next != place);
            next.is_some_and(|(number, path)| *number == place.0 && path.starts_with(&place.1))
        };
        !places.is_empty() && !path.is_dir() && !places.iter().any(was_folder)
    }

    /// The places that a path on the disk is; more than one where folders overlap.
    fn places(&self, path: &Path) -> Vec<Place> {
        let roots = self.roots.iter().enumerate();
        let inside = roots.filter_map(|(number, root)| Some((number, path.strip_prefix(&root.disk).ok()?.to_owned())));
        inside.filter(|(number, relative)| !relative.as_os_str().is_empty() && !self.is_lent(*number, path)).collect()
    }

    /// Whether the shared tree leaves this path to another tree that lies in it.
    fn is_lent(&self, number: usize, path: &Path) -> bool {
        let shared = self.roots.get(number).is_some_and(|root| root.tree == TreeId::Shared);
        shared && self.trees.iter().any(|tree| tree.id != TreeId::Shared && path.starts_with(&tree.folder))
    }

    /// Everything in the trees, not yet read.
    fn walk(&self) -> Vec<(Place, Option<Record>)> {
        let mut seen = Vec::new();
        for (number, root) in self.roots.iter().enumerate() {
            if !root.disk.is_dir() {
                if root.required {
                    let message = "this folder of the configuration does not exist";
                    let record = Record::refused(&codes::FILE_UNREADABLE, &root.shown, message);
                    seen.push(((number, PathBuf::new()), Some(record)));
                }
                continue;
            }
            let walk = WalkDir::new(&root.disk).follow_links(false).max_depth(MAX_DEPTH).sort_by_file_name();
            let enters = |entry: &walkdir::DirEntry| {
                entry.depth() == 0
                    || !(is_hidden(entry) || entry.file_type().is_dir() && self.is_lent(number, entry.path()))
            };
            for entry in walk.into_iter().filter_entry(enters) {
                let (path, record) = match entry {
                    Ok(entry) if entry.depth() == 0 => continue,
                    Ok(entry) => (entry.path().to_owned(), self.visit(root, entry.path(), entry.file_type())),
                    Err(error) => {
                        let path = error.path().unwrap_or(&root.disk).to_owned();
                        let shown = path.display().to_string();
                        (path, Some(Record::refused(&codes::FILE_UNREADABLE, &shown, &reason(&error.into()))))
                    }
                };
                let relative = path.strip_prefix(&root.disk).unwrap_or(&path).to_owned();
                seen.push(((number, relative), record));
            }
        }
        seen
    }

    /// What is at one place now.
    fn see(&self, place: &Place) -> Option<Record> {
        let (number, relative) = place;
        let root = self.roots.get(*number)?;
        let hidden = relative.iter().any(|name| is_passed_over(&name.to_string_lossy()));
        if hidden || relative.iter().count() > MAX_DEPTH {
            return None;
        }
        let disk = root.disk.join(relative);
        match fs::symlink_metadata(&disk) {
            Ok(metadata) => self.visit(root, &disk, metadata.file_type()),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => None,
            Err(error) => {
                let shown = disk.display().to_string();
                Some(Record::refused(&codes::FILE_UNREADABLE, &shown, &reason(&error)))
            }
        }
    }

    /// What a thing found in a tree is by its name and kind; nothing where it does not count.
    fn visit(&self, root: &Root, disk: &Path, kind: FileType) -> Option<Record> {
        let relative = disk.strip_prefix(&root.disk).unwrap_or(disk);
        let Some(relative) = relative.to_str() else {
            let shown = join(&root.shown, &relative.to_string_lossy());
            return Some(Record::refused(&codes::FILE_NAME, &shown, "the name is not UTF-8, so the file is left out"));
        };
        let shown: Arc<str> = join(&root.shown, relative).into();
        let relative = &*join(&root.at, relative);
        let mounted = join(root.mount.as_deref().unwrap_or_default(), relative);
        if kind.is_dir() || self.ignore.matches(&mounted) {
            return None;
        }
        if kind.is_symlink() {
            return Some(symlink(&shown, disk));
        }
        if !kind.is_file() {
            let message = "this is not a regular file, so it is left out";
            return Some(Record::refused(&codes::FILE_UNREADABLE, &shown, message));
        }
        let role = role(root.tree, &root.pages, relative)?;
        let Ok(path) = SitePath::resolve("", relative) else {
            let message = "the name can't be an address, so the file is left out";
            return Some(Record::refused(&codes::FILE_NAME, &shown, message));
        };
        let mut record = Record::default();
        if let Some(problem) = unportable(path.name()) {
            let message = format!("the name {problem}, so it does not work on every system");
            record = Record::refused(&codes::FILE_NAME, &shown, &message);
        }
        record.folded = fold(path.as_str());
        record.file = Some((FileKey { tree: root.tree, path }, Found { disk: disk.to_owned(), shown, role }));
        Some(record)
    }

    /// Reads what was seen, unless it is known and looks unchanged.
    fn read(&self, seen: Vec<(Place, Option<Record>)>) -> BTreeMap<Place, Record> {
        let (limits, old) = (self.limits, &self.records);
        let now = SystemTime::now();
        let read = seen.into_par_iter().filter_map(|(place, record)| {
            let mut record = record?;
            if let Some((key, found)) = &record.file {
                record.item = match old.get(&place).filter(|old| old.file == record.file) {
                    Some(old) => old.again(key, found, limits),
                    None => read(key, found, limits),
                };
                record.fresh = record.item.version.was_fresh(now);
            }
            Some((place, record))
        });
        read.collect::<Vec<_>>().into_iter().collect()
    }

    /// Puts the records together as one tree.
    fn collect(&mut self) {
        let (mut texts, mut assets, mut findings) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut taken: BTreeMap<(TreeId, &str), &Arc<str>> = BTreeMap::new();
        for record in self.records.values() {
            findings.extend(record.findings.iter().cloned());
            let Some((key, found)) = &record.file else { continue };
            if let Some(first) = taken.get(&(key.tree, &*record.folded)) {
                let message = format!("`{}` and `{first}` have the same name on some systems", found.shown);
                let finding = Diagnostic::new(&codes::OUTPUT_COLLISION, found.shown.clone(), message)
                    .help("rename one of them; this one is left out");
                findings.push(finding);
                continue;
            }
            taken.insert((key.tree, &record.folded), &found.shown);
            findings.extend(record.item.findings.iter().cloned());
            match &record.item.content {
                Some(Content::Text(source)) => drop(texts.insert(key.clone(), source.clone())),
                Some(Content::Asset(asset)) => drop(assets.insert(key.clone(), asset.clone())),
                None => {}
            }
        }
        let SourceTree { texts: old_texts, assets: old_assets, findings: old_findings } = &mut self.last;
        renew(old_texts, texts);
        renew(old_assets, assets);
        renew(old_findings, findings);
    }
}

/// Puts `new` in the place of a value that is not equal.
fn renew<T: PartialEq>(old: &mut Arc<T>, new: T) {
    if **old != new {
        *old = Arc::new(new);
    }
}

impl SourceTree {
    /// Puts new content in the place of that of the same files. A file that is left out, for another has its name, stays out.
    fn renew<'r>(&mut self, records: impl Iterator<Item = &'r Record>) {
        for (key, content) in
            records.filter_map(|record| Some((&record.file.as_ref()?.0, record.item.content.as_ref()?)))
        {
            match content {
                Content::Text(new) => {
                    let old = self.texts.get(key).filter(|old| old.shown == new.shown && old != &new);
                    if old.is_some() {
                        Arc::make_mut(&mut self.texts).insert(key.clone(), new.clone());
                    }
                }
                Content::Asset(new) => {
                    let old = self.assets.get(key).filter(|old| old.shown == new.shown && old != &new);
                    if old.is_some() {
                        Arc::make_mut(&mut self.assets).insert(key.clone(), new.clone());
                    }
                }
            }
        }
    }
}

impl Record {
    /// Whether at most the content differs from what was seen before: the same file, and the same went wrong.
    fn differs_in_content(&self, old: &Self) -> bool {
        let kind = |record: &Self| record.item.content.as_ref().map(|content| matches!(content, Content::Text(_)));
        kind(self) == kind(old)
            && self.file == old.file
            && self.folded == old.folded
            && self.findings == old.findings
            && self.item.findings == old.item.findings
    }

    fn refused(code: &'static Code, shown: &str, message: &str) -> Self {
        Self { findings: vec![Diagnostic::new(code, shown, message)], ..Self::default() }
    }

    /// What the file is now, given what it was.
    fn again(&self, key: &FileKey, found: &Found, limits: Limits) -> Item {
        let looks = fs::symlink_metadata(&found.disk).map(|metadata| Version::of(&metadata));
        let same_looks = looks.is_ok_and(|looks| looks.looks_like(&self.item.version));
        if same_looks && !self.fresh {
            return self.item.clone();
        }
        let mut item = read(key, found, limits);
        match (&self.item.content, &mut item.content) {
            // The same text stays the same value.
            (Some(Content::Text(old)), Some(Content::Text(new))) if old == new => *new = old.clone(),
            (_, Some(Content::Asset(asset))) if same_looks => {
                let version = asset
                    .version
                    .with_content(fs::read(&found.disk).map_or(Digest::of(&[]), |bytes| Digest::of(&bytes)));
                *asset = Arc::new(Asset { version, ..Asset::clone(asset) });
                item.version = version;
            }
            _ => {}
        }
        item
    }
}

fn symlink(shown: &str, path: &Path) -> Record {
    let target = fs::read_link(path).map_or_else(|_| "?".to_owned(), |target| target.display().to_string());
    let finding = Diagnostic::new(&codes::FILE_SYMLINK, shown, format!("this is a symbolic link to `{target}`"))
        .help("put the file itself here: links are not followed, for they may leave the site");
    Record { findings: vec![finding], ..Record::default() }
}
