//! What a file is by its name, and which names are left alone.

use super::TreeId;
use crate::path::below;
use walkdir::DirEntry;

/// What a file is read as, by its name and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Page,
    Table,
    Asset,
}

/// Names that editors and systems leave behind, and dot files.
pub(super) fn is_hidden(entry: &DirEntry) -> bool {
    is_passed_over(&entry.file_name().to_string_lossy())
}

/// Whether a file or folder of this name is neither read nor entered: dot files, and what editors and systems leave
/// behind.
#[must_use]
pub fn is_passed_over(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(lower.as_str(), "4913" | "thumbs.db" | "desktop.ini")
        || lower.ends_with(".tmp")
        || lower.ends_with("___jb_tmp___")
        || lower.ends_with("___jb_old___")
}

pub(super) fn role(tree: TreeId, pages: &str, relative: &str) -> Option<Role> {
    let markdown = relative.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"));
    match (tree, relative) {
        (TreeId::Shared, _) if below(relative, "_includes").is_some() => markdown.then_some(Role::Page),
        (TreeId::Shared, _) => relative.starts_with("assets/").then_some(Role::Asset),
        (_, "metadata.md" | "redirects.csv") => Some(Role::Table),
        _ if markdown => {
            let toc = relative.rsplit('/').next() == Some("TOC.md");
            below(relative, pages).map(|_| if toc { Role::Table } else { Role::Page })
        }
        _ => Some(Role::Asset),
    }
}

/// Why a name does not work on every file system, if so.
pub(super) fn unportable(name: &str) -> Option<&'static str> {
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
