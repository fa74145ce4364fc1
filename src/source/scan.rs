//! Walking the trees and reading what lies in them.

use super::{Asset, FileKey, Graft, Source, SourceTree, Tree, TreeId, decode};
use crate::config::Ignore;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::digest::Digest;
use crate::image;
use crate::path::{SitePath, below, fold, join};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

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
const MAX_DEPTH: usize = 64;

/// Reads all `trees`; files that `ignore` names are passed over. A tree outside `content/` counts from its own root.
#[must_use]
pub fn scan(trees: &[Tree], ignore: &Ignore, limits: Limits) -> SourceTree {
    let mut listing = Listing { files: BTreeMap::new(), folded: BTreeMap::new(), findings: Vec::new() };
    for tree in trees {
        listing.walk(tree, ignore);
    }
    let read: Vec<_> = listing.files.into_par_iter().map(|(key, found)| read(key, found, limits)).collect();
    let mut result = SourceTree { findings: listing.findings, ..SourceTree::default() };
    for item in read {
        result.findings.extend(item.findings);
        match item.content {
            Some(Content::Text(source)) => drop(result.texts.insert(source.key.clone(), source)),
            Some(Content::Asset(key, asset)) => drop(result.assets.insert(key, asset)),
            None => {}
        }
    }
    result
}

/// A file that was found and is not yet read.
struct Found {
    disk: PathBuf,
    shown: Arc<str>,
    role: Role,
}

/// What a file is read as, by its name and place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Page,
    Table,
    Asset,
}

/// A folder on the way into a tree: the tree's own, or one grafted onto it.
struct Folder<'a> {
    at: &'a str,
    disk: &'a Path,
    shown: &'a str,
    required: bool,
}

struct Listing {
    files: BTreeMap<FileKey, Found>,
    folded: BTreeMap<(TreeId, String), Arc<str>>,
    findings: Vec<Diagnostic>,
}

impl Listing {
    fn walk(&mut self, tree: &Tree, ignore: &Ignore) {
        let own = Folder { at: "", disk: &tree.folder, shown: &tree.shown, required: tree.required };
        self.walk_folder(tree, &own, ignore);
        for Graft { at, folder, shown } in &tree.grafts {
            self.walk_folder(tree, &Folder { at, disk: folder, shown, required: true }, ignore);
        }
    }

    fn walk_folder(&mut self, tree: &Tree, folder: &Folder<'_>, ignore: &Ignore) {
        if !folder.disk.is_dir() {
            if folder.required {
                self.report(&codes::FILE_UNREADABLE, folder.shown, "this folder of the configuration does not exist");
            }
            return;
        }
        let walk = WalkDir::new(folder.disk).follow_links(false).max_depth(MAX_DEPTH).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            match entry {
                Ok(entry) if entry.depth() > 0 => self.visit(tree, folder, &entry, ignore),
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().map_or_else(|| folder.shown.to_owned(), |path| path.display().to_string());
                    self.report(&codes::FILE_UNREADABLE, &path, &reason(&error.into()));
                }
            }
        }
    }

    fn visit(&mut self, tree: &Tree, folder: &Folder<'_>, entry: &DirEntry, ignore: &Ignore) {
        let relative = entry.path().strip_prefix(folder.disk).unwrap_or(entry.path());
        let Some(relative) = relative.to_str() else {
            let shown = join(folder.shown, &relative.to_string_lossy());
            return self.report(&codes::FILE_NAME, &shown, "the name is not UTF-8, so the file is left out");
        };
        let shown: Arc<str> = join(folder.shown, relative).into();
        let relative = &*join(folder.at, relative);
        if entry.file_type().is_dir() || ignore.matches(&join(tree.mount.as_deref().unwrap_or_default(), relative)) {
            return;
        }
        if entry.file_type().is_symlink() {
            return self.symlink(&shown, entry.path());
        }
        if !entry.file_type().is_file() {
            return self.report(&codes::FILE_UNREADABLE, &shown, "this is not a regular file, so it is left out");
        }
        let Some(role) = role(tree, relative) else { return };
        let Ok(path) = SitePath::resolve("", relative) else {
            return self.report(&codes::FILE_NAME, &shown, "the name can't be an address, so the file is left out");
        };
        if let Some(problem) = unportable(path.name()) {
            let message = format!("the name {problem}, so it does not work on every system");
            self.report(&codes::FILE_NAME, &shown, &message);
        }
        self.add(FileKey { tree: tree.id, path }, Found { disk: entry.path().to_owned(), shown, role });
    }

    /// Takes a file in, unless another has the same name on a file system that folds case or Unicode forms.
    fn add(&mut self, key: FileKey, found: Found) {
        let folded = (key.tree, fold(key.path.as_str()));
        if let Some(first) = self.folded.get(&folded) {
            let message = format!("`{}` and `{first}` have the same name on some systems", found.shown);
            let finding = Diagnostic::new(&codes::OUTPUT_COLLISION, found.shown, message)
                .help("rename one of them; this one is left out");
            return self.findings.push(finding);
        }
        self.folded.insert(folded, found.shown.clone());
        self.files.insert(key, found);
    }

    fn symlink(&mut self, shown: &str, path: &Path) {
        let target = fs::read_link(path).map_or_else(|_| "?".to_owned(), |target| target.display().to_string());
        self.findings.push(
            Diagnostic::new(&codes::FILE_SYMLINK, shown, format!("this is a symbolic link to `{target}`"))
                .help("put the file itself here: links are not followed, for they may leave the site"),
        );
    }

    fn report(&mut self, code: &'static Code, shown: &str, message: &str) {
        self.findings.push(Diagnostic::new(code, shown, message));
    }
}

/// Names that editors and systems leave behind, and dot files.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let lower = name.to_ascii_lowercase();
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(lower.as_str(), "4913" | "thumbs.db" | "desktop.ini")
        || lower.ends_with(".tmp")
        || lower.ends_with("___jb_tmp___")
        || lower.ends_with("___jb_old___")
}

fn role(tree: &Tree, relative: &str) -> Option<Role> {
    let markdown = relative.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"));
    match (tree.id, relative) {
        (TreeId::Shared, _) => relative.starts_with("assets/").then_some(Role::Asset),
        (_, "metadata.md" | "redirects.csv") => Some(Role::Table),
        _ if markdown => {
            let toc = relative.rsplit('/').next() == Some("TOC.md");
            below(relative, &tree.pages).map(|_| if toc { Role::Table } else { Role::Page })
        }
        _ => Some(Role::Asset),
    }
}

/// Why a name does not work on every file system, if so.
fn unportable(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |prefix: &str| stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest != "0");
    if name.contains(['<', '>', ':', '"', '|', '?', '*']) {
        Some("holds one of `< > : \" | ? *`")
    } else if name.ends_with(['.', ' ']) || name.starts_with(' ') {
        Some("begins or ends with a blank or a dot")
    } else if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        Some("is reserved on Windows")
    } else if name.len() > 200 {
        Some("is longer than 200 bytes")
    } else {
        None
    }
}

struct Item {
    content: Option<Content>,
    findings: Vec<Diagnostic>,
}

enum Content {
    Text(Arc<Source>),
    Asset(FileKey, Asset),
}

fn read(key: FileKey, found: Found, limits: Limits) -> Item {
    let shown = found.shown.clone();
    let outcome = match found.role {
        Role::Page => read_source(key, found, limits.page),
        Role::Table => read_source(key, found, limits.table),
        Role::Asset => measure(key, found, limits),
    };
    outcome.unwrap_or_else(|refusal| {
        let finding = match refusal {
            Refusal::Content(finding) => finding,
            Refusal::System(error) => Diagnostic::new(&codes::FILE_UNREADABLE, shown, reason(&error)),
        };
        Item { content: None, findings: vec![finding] }
    })
}

/// Why nothing was read.
enum Refusal {
    Content(Diagnostic),
    System(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

fn read_source(key: FileKey, found: Found, limit: u64) -> Result<Item, Refusal> {
    let bytes = read_limited(&found.disk, &found.shown, limit)?;
    let digest = Digest::of(&bytes);
    let (text, findings) = decode(bytes, &found.shown);
    let source = Source { key, shown: found.shown, text: text.into(), digest };
    Ok(Item { content: Some(Content::Text(Arc::new(source))), findings })
}

fn read_limited(path: &Path, shown: &Arc<str>, limit: u64) -> Result<Vec<u8>, Refusal> {
    let file = open(path)?;
    let length = file.metadata()?.len();
    if length > limit {
        return Err(Refusal::Content(too_large(shown, length, limit)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > limit { Err(Refusal::Content(too_large(shown, length, limit))) } else { Ok(bytes) }
}

/// Opens a file; one that is missing for a moment (an editor saves by renaming) is tried once more.
fn open(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => File::open(path),
        outcome => outcome,
    }
}

fn too_large(shown: &Arc<str>, length: u64, limit: u64) -> Diagnostic {
    Diagnostic::new(&codes::FILE_SIZE, shown.clone(), format!("the file has {length} bytes, the limit is {limit}"))
        .help("split the file, or make it smaller")
}

fn measure(key: FileKey, found: Found, limits: Limits) -> Result<Item, Refusal> {
    let file = open(&found.disk)?;
    let bytes = file.metadata()?.len();
    let media = image::kind(key.path.name());
    let limit = if media.is_some_and(|media| media.extension == "svg") { limits.svg } else { limits.asset };
    if bytes > limit {
        return Err(Refusal::Content(too_large(&found.shown, bytes, limit)));
    }
    let mut head = Vec::new();
    if media.is_some() {
        file.take(image::HEAD_BYTES as u64).read_to_end(&mut head)?;
    }
    let disguised = media.is_some_and(|media| !image::matches(media, &head));
    let media = media.filter(|_| !disguised);
    let dimensions = media.and_then(|media| image::dimensions(&head, media.extension));
    let asset = Asset { disk: found.disk, shown: found.shown, bytes, media, disguised, dimensions };
    Ok(Item { content: Some(Content::Asset(key, asset)), findings: Vec::new() })
}

/// What the system says, without its error number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text).to_ascii_lowercase();
    format!("the file can't be read: {plain}")
}

/// Reads one text file that need not exist, such as the configuration; nothing where there is none.
pub fn read_text(path: &Path, shown: &Arc<str>, limit: u64) -> Result<(Option<String>, Vec<Diagnostic>), io::Error> {
    if !path.try_exists()? {
        return Ok((None, Vec::new()));
    }
    match read_limited(path, shown, limit) {
        Ok(bytes) => {
            let (text, findings) = decode(bytes, shown);
            Ok((Some(text), findings))
        }
        Err(Refusal::Content(finding)) => Ok((None, vec![finding])),
        Err(Refusal::System(error)) => Err(error),
    }
}

/// The bytes of an asset, as they are now.
pub fn read_bytes(asset: &Asset) -> io::Result<Vec<u8>> {
    fs::read(&asset.disk)
}

/// The names of the folders in `folder`, sorted; none where it does not exist.
pub fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort();
    Ok(names)
}

/// The files of a theme folder by their path in it; none where it does not exist.
pub fn scan_theme(folder: &Path) -> io::Result<BTreeMap<Box<str>, Arc<[u8]>>> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    let walk = WalkDir::new(folder).follow_links(false).max_depth(MAX_DEPTH).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        let entry = entry?;
        if let (true, Some(path)) =
            (entry.file_type().is_file(), entry.path().strip_prefix(folder).ok().and_then(Path::to_str))
        {
            files.insert(path.into(), fs::read(entry.path())?.into());
        }
    }
    Ok(files)
}
