//! Reading folders that are no trees of pages: the list of locales, and a theme.

use super::names::is_hidden;
use super::scan::MAX_DEPTH;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use walkdir::WalkDir;

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
