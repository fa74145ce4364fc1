//! The verbs that make files for writers: `init` and `new`.

use super::args::Global;
use super::site::root;
use super::summary::counted;
use super::terminal::Console;
use super::{Exit, Failure, starter};
use crate::suggest::nearest;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

/// Makes a small site in `dir`.
pub fn init(dir: &Path, console: &mut Console) -> Result<Exit, Failure> {
    make(dir, starter::FILES, console)
}

/// Makes a site of `files` in `dir`, where there is none.
pub fn make(dir: &Path, files: &[(&str, &str)], console: &mut Console) -> Result<Exit, Failure> {
    let folder = dir.display();
    if dir.join("content/site.yml").exists() {
        return Err(Failure::usage(format!("there is a site in `{folder}` already; `baton new` adds a page to it")));
    }
    let maker = Maker::at(dir)?;
    let mut made = 0;
    for (path, text) in files {
        if maker.make(path, text)? == Made::New {
            made += 1;
        } else {
            console.say(&format!("`{path}` is there already and stays as it is\n"));
        }
    }
    let enter = if dir == Path::new(".") { String::new() } else { format!("cd {folder} && ") };
    console.announce(&format!(
        "Made a site of {} in `{folder}`.\nNext: `{enter}baton build`, then open output/index.html.\n",
        counted(made, "file")
    ));
    Ok(Exit::Clean)
}

/// Makes the page at `path` below `content/`.
pub fn new(global: &Global, path: &str, console: &mut Console) -> Result<Exit, Failure> {
    let root = root(global)?;
    let page = page_path(path)?;
    let content = root.join("content");
    let locale = page.split('/').next().unwrap_or_default();
    if !content.join(locale).is_dir() {
        return Err(unknown_locale(locale, &content));
    }
    let title = title(&page);
    let quoted = serde_json::Value::from(title.as_str());
    let text = format!(
        "---\ntitle: {quoted}\n---\n\n# {title}\n\nWhat will the reader know or be able to do after this page?\n"
    );
    if Maker::at(&root)?.make(&format!("content/{page}"), &text)? == Made::Before {
        return Err(Failure::usage(format!("`content/{page}` is there already; it stays as it is")));
    }
    console.announce(&format!("Made `content/{page}`.\n{}", entry(&content, &page, &title)));
    Ok(Exit::Clean)
}

/// `path` as a page below `content/`: relative, of plain names, ending in `.md`.
fn page_path(path: &str) -> Result<String, Failure> {
    let page = path.strip_prefix("content/").unwrap_or(path);
    let plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', ':']);
    if !page.split('/').all(plain) || page.chars().any(char::is_control) {
        return Err(Failure::usage(format!("`{}` is no path of a page below `content/`", path.escape_debug())));
    }
    match page.rsplit_once('.') {
        Some((_, "md")) if page.contains('/') => Ok(page.into()),
        Some((_, "md")) => Err(Failure::usage(format!("`{page}` lies in no language: write `en/{page}`"))),
        _ => Err(Failure::usage(format!("a page ends in `.md`: write `{page}.md`"))),
    }
}

fn unknown_locale(locale: &str, content: &Path) -> Failure {
    let entries = fs::read_dir(content).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir());
    let mut folders: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    folders.sort();
    let hint = match nearest(locale, folders.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("for a new language, make the folder `content/{locale}` first"),
    };
    Failure::usage(format!("there is no language `{locale}`; {hint}"))
}

/// `upgrade-plan.md` → `Upgrade plan`; a folder's `index.md` is named after the folder.
fn title(page: &str) -> String {
    let mut names = page.trim_end_matches(".md").rsplit('/');
    let name = names.find(|name| *name != "index").unwrap_or_default();
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What to add to the table of contents that the page belongs to, if there is one.
fn entry(content: &Path, page: &str, title: &str) -> String {
    let toc = Path::new(page).ancestors().skip(1).find(|folder| content.join(folder).join("TOC.md").is_file());
    let Some(folder) = toc else { return String::new() };
    let link = Path::new(page).strip_prefix(folder).unwrap_or(Path::new(page));
    let toc = Path::new("content").join(folder).join("TOC.md");
    format!("Add it to {}: - [{title}]({})\n", toc.display(), link.display())
}

/// Makes files below one folder, and never in the place of one that is there.
struct Maker(PathBuf);

/// Whether a file is new or was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    New,
    Before,
}

impl Maker {
    /// A maker of files below `folder`, which it makes if need be.
    fn at(folder: &Path) -> Result<Self, Failure> {
        let real = fs::create_dir_all(folder).and_then(|()| folder.canonicalize());
        Ok(Self(real.map_err(|error| Failure::io(&format!("`{}` can't be made", folder.display()), &error))?))
    }

    /// Makes the file at `path`, and the folders on the way; refuses to follow a link or `..` out of the folder.
    fn make(&self, path: &str, text: &str) -> Result<Made, Failure> {
        let failed = |error| Failure::io(&format!("`{path}` can't be made"), &error);
        let mut place = self.0.clone();
        for component in Path::new(path).components() {
            let outside = place.symlink_metadata().is_ok_and(|found| found.is_symlink());
            if outside || !matches!(component, Component::Normal(_)) {
                return Err(Failure::usage(format!("`{path}` leads out of `{}`", self.0.display())));
            }
            if !place.is_dir() {
                fs::create_dir(&place).map_err(failed)?;
            }
            place.push(component);
        }
        match OpenOptions::new().write(true).create_new(true).open(&place) {
            Ok(mut file) => file.write_all(text.as_bytes()).map(|()| Made::New).map_err(failed),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Made::Before),
            Err(error) => Err(failed(error)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_names() {
        assert_eq!(title("en/guide/upgrade-plan.md"), "Upgrade plan");
        assert_eq!(title("fr/guide/index.md"), "Guide");
        assert_eq!(title("fr/été.md"), "Été");
    }

    #[test]
    fn only_pages_below_content_are_accepted() {
        assert_eq!(page_path("content/en/a.md").unwrap(), "en/a.md");
        for path in ["../a.md", "/a.md", "en//a.md", "en/.a.md", "en/a", "a.md", "en/../../a.md", "en\\a.md", ""] {
            assert!(page_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn nothing_is_made_over_a_file_or_outside() {
        let folder = tempfile::tempdir().unwrap();
        let maker = Maker::at(&folder.path().join("site")).unwrap();
        assert_eq!(maker.make("a/b.md", "one").unwrap(), Made::New);
        assert_eq!(maker.make("a/b.md", "two").unwrap(), Made::Before);
        assert_eq!(fs::read_to_string(folder.path().join("site/a/b.md")).unwrap(), "one");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("site/link")).unwrap();
        for path in ["../out.md", "link/out.md", "a/../../out.md"] {
            assert!(maker.make(path, "x").is_err(), "{path}");
        }
        assert!(!folder.path().join("out.md").exists());
    }
}
