//! Folders from elsewhere that are shown among a locale's pages.

use super::read::Reader;
use super::{Locale, Mount};
use crate::path::SitePath;
use crate::yaml::{Entry, Yaml};

/// Reads `mounts`: from a place (`en/reference/markdown`) to a folder below the site's root (`tests/spec`).
pub(super) fn read(reader: &mut Reader, value: &Yaml, locales: &mut [Locale]) {
    let Some(entries) = value.entries() else {
        let message = format!("`mounts` must be a mapping from places to folders, not {}", value.kind());
        return reader.invalid(value.span, message);
    };
    for entry in entries {
        mount(reader, entry, locales);
    }
}

fn mount(reader: &mut Reader, entry: &Entry, locales: &mut [Locale]) {
    let help =
        "write it like `en/reference/markdown: docs/markdown`: a language and a folder, then where the files are";
    let (tag, at) = entry.key.split_once('/').unwrap_or((&entry.key, ""));
    let at = SitePath::resolve("", at).ok().filter(|at| !at.as_str().is_empty());
    let folder = reader.text("mounts", &entry.value).unwrap_or_default();
    let inside = !folder.starts_with('/') && !folder.contains(':');
    let folder = SitePath::resolve("", &folder).ok().filter(|folder| inside && !folder.as_str().is_empty());
    let (Some(at), Some(folder)) = (at, folder) else {
        let message = format!("`{}` is no place for a folder of this site", entry.key);
        return reader.invalid_with(entry.key_span, message, help);
    };
    let Some(locale) = locales.iter_mut().find(|locale| locale.tag.eq_ignore_ascii_case(tag)) else {
        let known: Vec<String> = locales.iter().map(|locale| locale.tag.clone()).collect();
        return reader.unknown("locale", tag, entry.key_span, known.iter().map(String::as_str));
    };
    locale.mounts.push(Mount { at: at.as_str().to_owned(), folder: folder.as_str().to_owned() });
}
