//! `baton init --from`: a configuration for repositories that exist, one a locale, where they lie.
//!
//! Everything is told from the repositories themselves: the folder of the pages, the locale by the folder's name or what
//! `metadata.md` says, the source locale by the absence of what translation tools write, titles by `metadata.md` and
//! `TOC.md`, the address of the published site by `redirects.csv` and the name of the repository.

use super::terminal::Console;
use super::{Exit, Failure, scaffold};
use crate::config::Ignore;
use crate::front_matter::{self, FrontMatter, Keys};
use crate::locale::{self, LocaleId};
use crate::page;
use crate::path::below;
use crate::source::{self, Limits, Source, SourceTree, Tree, TreeId};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Writes `site.yml` in `dir` for the repositories `from`.
pub fn init(dir: &Path, from: &[PathBuf], console: &mut Console) -> Result<Exit, Failure> {
    let root = std::path::absolute(dir).map_err(|error| Failure::io("the folder can't be found", &error))?;
    let mut repositories = Vec::new();
    for path in from {
        let repository = Repository::read(path, &root)?;
        if let Some(other) = repositories.iter().find(|other: &&Repository| other.tag == repository.tag) {
            let message = format!(
                "`{}` and `{}` are both of the language `{}`; write `TAG=PATH` for one",
                other.path, repository.path, other.tag
            );
            return Err(Failure::usage(message));
        }
        repositories.push(repository);
    }
    // The source locale first: it is what the others are held against.
    repositories.sort_by_key(|repository| repository.translated);
    let site = settings(&repositories);
    scaffold::make(dir, &[("content/site.yml", &site), ("output/.gitignore", "*\n!.gitignore\n")], console)
}

/// What there is to know about a repository.
struct Repository {
    tag: String,
    /// How the configuration leads there.
    path: String,
    /// The folder of the pages; may be empty.
    pages: String,
    title: Option<String>,
    /// How many of its pages say that they are translated, is the larger part.
    translated: bool,
    /// Whether a guide gives its sections ids, as addresses of Experience League are made of.
    has_ids: bool,
    published_at: Option<String>,
}

impl Repository {
    fn read(argument: &Path, root: &Path) -> Result<Self, Failure> {
        let (tag, path) = named(argument);
        let folder = path.canonicalize().ok().filter(|folder| folder.is_dir());
        let folder = folder.ok_or_else(|| Failure::usage(format!("there is no folder `{}`", path.display())))?;
        let files = files(&folder);
        let metadata = front(&files, "metadata.md");
        let pages = pages(&files);
        let tag = tag
            .or_else(|| tag_of(&folder.file_name().unwrap_or_default().to_string_lossy()))
            .or_else(|| tag_of(metadata.as_ref().and_then(|front| front.text("git-repo")).unwrap_or_default()));
        let translated = is_translated(&files, &pages);
        let tag = tag.or_else(|| (!translated).then(|| "en".to_owned())).ok_or_else(|| {
            let path = path.display();
            Failure::usage(format!("the language of `{path}` can't be told; write `--from TAG={path}`"))
        })?;
        let tocs: Vec<_> = tables(&files, &pages).collect();
        if !files.texts.keys().any(|key| below(key.path.as_str(), &pages).is_some()) {
            return Err(Failure::usage(format!("there are no Markdown pages in `{}`", path.display())));
        }
        Ok(Self {
            tag,
            path: relative(&folder, root),
            title: title(metadata.as_ref(), &tocs),
            translated,
            has_ids: tocs.iter().any(|toc| toc.items.iter().any(|item| item.id.is_some())),
            published_at: published_at(&files, metadata.as_ref()),
            pages,
        })
    }
}

/// `TAG=PATH`, or a path alone.
fn named(argument: &Path) -> (Option<String>, PathBuf) {
    let text = argument.to_string_lossy();
    match text.split_once('=').and_then(|(tag, path)| Some((locale::canonical(tag)?, path))) {
        Some((tag, path)) if !argument.exists() => (Some(tag), path.into()),
        _ => (None, argument.to_owned()),
    }
}

/// The locale that a name ends in: `fr-FR`, `playbook.fr-FR`, `playbook-ja-JP`, `https://…/playbook.de`.
fn tag_of(name: &str) -> Option<String> {
    let name = name.trim_end_matches('/').trim_end_matches(".git");
    let name = name.rsplit('/').next().unwrap_or(name);
    let behind_dot = name.rsplit_once('.').map(|(_, tag)| tag);
    let behind_hyphens = name.match_indices(['-', '_']).map(|(at, _)| name.get(at + 1..).unwrap_or_default());
    // `zh-Hans` behind two hyphens before `Hans` behind one: the longest tail that is a locale.
    [name]
        .into_iter()
        .chain(behind_dot)
        .chain(behind_hyphens)
        .find(|tail| locale::names_locale(tail))
        .and_then(locale::canonical)
}

fn files(folder: &Path) -> SourceTree {
    let tree = Tree {
        id: TreeId::Locale(LocaleId(0)),
        folder: folder.to_owned(),
        shown: String::new(),
        mount: None,
        pages: String::new(),
        required: true,
        grafts: Vec::new(),
    };
    source::scan(&[tree], &Ignore::default(), Limits::default())
}

fn front(files: &SourceTree, path: &str) -> Option<FrontMatter> {
    let source = files.texts.values().find(|source| source.key.path.as_str() == path)?;
    Some(front_matter::read(&source.text, &source.shown).0)
}

fn markdown(files: &SourceTree) -> impl Iterator<Item = &Arc<Source>> {
    files.texts.values().filter(|source| source.key.path.without_md().is_some())
}

/// The folder that holds the pages: `help`, as it is called by custom, else the one folder that holds every guide.
fn pages(files: &SourceTree) -> String {
    let top = |path: &str| path.split_once('/').map(|(top, _)| top.to_owned());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for top in markdown(files).filter_map(|source| top(source.key.path.as_str())) {
        *counts.entry(top).or_default() += 1;
    }
    let guides = markdown(files).filter(|source| source.key.path.name() == "TOC.md");
    let mut roots: Vec<_> = guides.filter_map(|toc| top(toc.key.path.as_str())).collect();
    roots.dedup();
    match roots.as_slice() {
        _ if counts.contains_key("help") => "help".to_owned(),
        [only] if counts.len() == 1 => only.clone(),
        _ => String::new(),
    }
}

/// Whether most of a sample of the pages carry what translation tools write.
fn is_translated(files: &SourceTree, pages: &str) -> bool {
    let sample: Vec<_> = markdown(files).filter(|source| source.key.path.below(pages).is_some()).take(200).collect();
    let says = |source: &&&Arc<Source>| {
        let front = front_matter::read(&source.text, &source.shown).0;
        ["source-git-commit", "ht-degree", "workflow-type"].iter().any(|key| front.get(key).is_some())
    };
    sample.iter().filter(says).count() * 2 > sample.len()
}

fn tables(files: &SourceTree, pages: &str) -> impl Iterator<Item = page::Toc> {
    let tocs = markdown(files).filter(|source| source.key.path.name() == "TOC.md");
    tocs.filter(|toc| toc.key.path.below(pages).is_some()).map(|toc| page::read_toc(toc).0)
}

/// What `metadata.md` calls the whole; of a single guide, what that is called.
fn title(metadata: Option<&FrontMatter>, tocs: &[page::Toc]) -> Option<String> {
    let given = |key: &str| metadata?.text(key).map(page::plain);
    let short = |text: &String| text.chars().count() <= 60;
    let guide = match tocs {
        [only] => only.title.as_deref().map(str::to_owned),
        _ => None,
    };
    let description = given("description").filter(short);
    guide.or_else(|| given("title")).or(description).or_else(|| given("solution-title")).or_else(|| given("solution"))
}

/// Where the pages are published: what the sources of redirects begin with, else the place of the repository's name.
fn published_at(files: &SourceTree, metadata: Option<&FrontMatter>) -> Option<String> {
    let table = files.texts.values().find(|source| source.key.path.as_str() == "redirects.csv");
    let start = |line: &str| {
        let address = line.split(',').next()?.trim();
        let (_, rest) = address.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"))?;
        let mut parts = rest.split('/').filter(|part| !locale::names_locale(part));
        let (host, docs, name) = (parts.next()?, parts.next()?, parts.next()?);
        parts.next().map(|_| format!("https://{host}/{docs}/{name}"))
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for start in table.into_iter().flat_map(|table| table.text.lines()).filter_map(start) {
        *counts.entry(start).or_default() += 1;
    }
    let common = counts.into_iter().max_by_key(|(_, count)| *count).map(|(start, _)| start);
    common.or_else(|| {
        let repository = metadata?.text("git-repo")?.trim_end_matches(".git").trim_end_matches('/');
        let name = repository.rsplit('/').next()?;
        let name = name.rsplit_once('.').filter(|(_, tag)| locale::names_locale(tag)).map_or(name, |(name, _)| name);
        repository.contains("AdobeDocs").then(|| format!("https://experienceleague.adobe.com/docs/{name}"))
    })
}

/// `folder` as seen from `root` where it lies near, else as it is: a site and its repositories are often moved together.
fn relative(folder: &Path, root: &Path) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let common = folder.components().zip(root.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().count().saturating_sub(common);
    let shared: PathBuf = folder.components().take(common).collect();
    if up > 2 || !shared.components().any(|part| matches!(part, Component::Normal(_))) {
        return folder.to_string_lossy().replace('\\', "/");
    }
    let rest: PathBuf = folder.components().skip(common).collect();
    let rest = rest.to_string_lossy().replace('\\', "/");
    let path = "../".repeat(up) + &rest;
    if path.is_empty() { ".".into() } else { path.trim_end_matches('/').to_owned() }
}

/// The text of `site.yml`.
fn settings(repositories: &[Repository]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut yaml = String::new();
    // A locale without a title has that of the source locale.
    let titles = repositories.iter().filter_map(|repository| Some((&repository.tag, repository.title.as_ref()?)));
    for (index, (tag, title)) in titles.enumerate() {
        yaml += if index == 0 { "title:\n" } else { "" };
        let _ = writeln!(yaml, "  {tag}: {}", quoted(title));
    }
    let source = repositories.iter().find(|repository| !repository.translated).or(repositories.first());
    if let Some(Repository { tag, .. }) = source {
        let _ = writeln!(yaml, "source_locale: {tag}");
    }
    yaml += "locales:\n";
    for Repository { tag, path, pages, .. } in repositories {
        let _ = writeln!(yaml, "  {tag}:\n    path: {}", quoted(path));
        if !pages.is_empty() {
            let _ = writeln!(yaml, "    pages: {}", quoted(pages));
        }
    }
    if repositories.iter().any(|repository| repository.has_ids) {
        yaml += "# Addresses are made of the ids in TOC.md, as they are published; `path` makes them of folders.\nurls: toc\n";
    }
    if let Some(place) = repositories.iter().find_map(|repository| repository.published_at.as_ref()) {
        let _ =
            writeln!(yaml, "# Absolute links to this address lead to the pages of this site.\npublished_at: {place}");
    }
    yaml
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_end_in_a_locale() {
        for (name, tag) in [
            ("fr-FR", Some("fr-FR")),
            ("playbook.de", Some("de")),
            ("playbook.zh-Hans", Some("zh-Hans")),
            ("playbook-ja-JP", Some("ja-JP")),
            ("https://git.example.com/docs/playbook.pt-BR.git", Some("pt-BR")),
            ("playbook", None),
            ("commerce-operations", None),
        ] {
            assert_eq!(tag_of(name).as_deref(), tag, "{name}");
        }
    }

    #[test]
    fn paths_are_relative_where_the_repository_is_near() {
        for (folder, root, path) in [
            ("/srv/wiki/en", "/srv/wiki", "en"),
            ("/srv/en", "/srv/wiki", "../en"),
            ("/srv/docs/en", "/home/me/wiki", "/srv/docs/en"),
            ("/srv/wiki", "/srv/wiki", "."),
        ] {
            assert_eq!(relative(Path::new(folder), Path::new(root)), path, "{folder} from {root}");
        }
    }
}
