//! The files of the default theme, which travel in the binary, and what a file of a theme may be called.

use std::sync::Arc;

use rust_embed::Embed;

use super::Files;
use super::error::ThemeError;

/// Folder of the templates.
pub(super) const TEMPLATES: &str = "templates/";

/// Folder of what the browser loads.
pub(super) const ASSETS: &str = "assets/";

/// `themes/default`, embedded in debug builds too, so that nothing depends on the current folder.
#[derive(Embed)]
#[folder = "themes/default"]
struct Default;

/// The default theme's files.
pub(super) fn embedded() -> Files {
    let file = |path: &str| Some((path.into(), Arc::from(Default::get(path)?.data.as_ref())));
    Default::iter().filter_map(|path| file(&path)).collect()
}

/// Refuses a file that would never be read.
pub(super) fn check(files: &Files) -> Result<(), ThemeError> {
    match files.keys().find(|path| !is_known(path)) {
        Some(path) => Err(ThemeError::UnknownFile { path: path.clone() }),
        None => Ok(()),
    }
}

/// Whether a theme has a use for `path`; a theme may explain itself in a `README.md`.
fn is_known(path: &str) -> bool {
    let has_suffix = |folder: &str, suffix: &str| path.starts_with(folder) && path.ends_with(suffix);
    path == "README.md" || path.starts_with(ASSETS) || has_suffix(TEMPLATES, ".html") || has_suffix("strings/", ".yml")
}
