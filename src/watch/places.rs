//! Where a site lies on the disk, and what an event there means.

use crate::source::{Tree, is_passed_over};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// The folders and files that a site is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Folders of pages and assets, none inside another.
    pub trees: Vec<PathBuf>,
    /// Folders and files that every look reads as a whole, whatever it was told: the configuration, the theme, what git
    /// knows.
    pub beside: Vec<PathBuf>,
}

/// What an event at a path calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// Nothing: it is not the site's, or what an editor leaves behind.
    Nothing,
    /// A look at the path.
    There,
    /// A look, but at no particular path.
    Beside,
    /// A look everywhere: a whole folder of pages came or went.
    Everywhere,
}

impl Places {
    /// The places of the site that `workspace` has read.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let folders = workspace.trees().iter().flat_map(folders).collect();
        Self { trees: outermost(folders), beside: workspace.beside() }
    }

    /// What an event at `path` calls for.
    pub(super) fn call(&self, path: &Path) -> Call {
        if let Some(place) = self.beside.iter().find(|place| path.starts_with(place)) {
            return if path == place || !is_passing(path, place) { Call::Beside } else { Call::Nothing };
        }
        if let Some(tree) = self.trees.iter().find(|tree| path.starts_with(tree)) {
            return match path {
                path if path == tree => Call::Everywhere,
                path if is_passing(path, tree) => Call::Nothing,
                _ => Call::There,
            };
        }
        let holds = |place: &PathBuf| place.starts_with(path);
        if self.trees.iter().chain(&self.beside).any(holds) { Call::Everywhere } else { Call::Nothing }
    }
}

/// Whether a path below `place` is one that nobody reads: dot files, what editors leave behind, locks of git.
fn is_passing(path: &Path, place: &Path) -> bool {
    let below = path.strip_prefix(place).unwrap_or(path);
    let lock = path.extension().is_some_and(|extension| extension == "lock");
    lock || below.iter().any(|name| is_passed_over(&name.to_string_lossy()))
}

fn folders(tree: &Tree) -> Vec<PathBuf> {
    [&tree.folder].into_iter().chain(tree.grafts.iter().map(|graft| &graft.folder)).cloned().collect()
}

/// The folders that lie in none of the others.
fn outermost(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    folders.sort();
    folders.dedup();
    let all = folders.clone();
    folders.retain(|folder| !all.iter().any(|other| folder != other && folder.starts_with(other)));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_calls_for_a_look_where_the_site_is_and_nowhere_else() {
        let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
        let places = Places {
            trees: outermost(paths(&["/s/content/en", "/s/content", "/elsewhere/fr"])),
            beside: paths(&[
                "/s/content/site.yml",
                "/s/themes/own",
                "/g/.git/HEAD",
                "/g/.git/refs",
                "/s/content/.translations.lock",
            ]),
        };
        assert_eq!(places.trees, paths(&["/elsewhere/fr", "/s/content"]));
        for (path, call) in [
            ("/s/content/en/a.md", Call::There),
            ("/s/content/new", Call::There),
            ("/s/content/en/4913", Call::Nothing),
            ("/s/content/en/.a.md.swp", Call::Nothing),
            ("/s/content/en/a.md~", Call::Nothing),
            ("/s/content/en/a.tmp", Call::Nothing),
            ("/s/content/.hidden/a.md", Call::Nothing),
            ("/s/content", Call::Everywhere),
            ("/s", Call::Everywhere),
            ("/elsewhere", Call::Everywhere),
            ("/s/content/site.yml", Call::Beside),
            ("/s/content/.translations.lock", Call::Beside),
            ("/s/themes", Call::Everywhere),
            ("/s/themes/own/templates/page.html", Call::Beside),
            ("/s/themes/own/.page.html.swp", Call::Nothing),
            ("/s/themes/other/templates/page.html", Call::Nothing),
            ("/g/.git/refs/heads/main", Call::Beside),
            ("/g/.git/refs/heads/main.lock", Call::Nothing),
            ("/g/.git/index", Call::Nothing),
            ("/s/output", Call::Nothing),
            ("/s/output/en/a.html", Call::Nothing),
        ] {
            assert_eq!(places.call(Path::new(path)), call, "{path}");
        }
    }
}
