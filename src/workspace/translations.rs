//! Pages as translations: each compared with its source page, and with what is remembered of that.

use super::inputs::Inputs;
use super::memos::Memos;
use super::texts::Texts;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, codes};
use crate::page::{self, Page, PageFacts, Standard, Translated};
use crate::path::join;
use crate::site;
use crate::source::{Archive, FileKey, TreeId, git};
use crate::translation::{Revision, State};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

/// Every page that is not of the source locale, compared. What was compared before and is the same is the same value.
#[derive(Default)]
pub(super) struct Translations {
    pages: BTreeMap<FileKey, Arc<Translated>>,
    findings: Vec<Diagnostic>,
    pairs: Pairs,
}

/// Which page is the translation of which, and what that was found out from.
#[derive(Clone, Default)]
struct Pairs {
    config: Option<Arc<Config>>,
    facts: Arc<Vec<Arc<PageFacts>>>,
    originals: Arc<BTreeMap<FileKey, Option<FileKey>>>,
}

impl Pairs {
    fn of(inputs: &Inputs, texts: &Texts, before: Option<&Self>) -> Self {
        let facts = texts.facts.clone();
        // Trees follow from the configuration.
        let same = |before: &&Self| before.config.as_ref() == Some(&inputs.config) && before.facts == facts;
        if let Some(before) = before.filter(same) {
            return before.clone();
        }
        let originals = Arc::new(site::originals(&inputs.config, &inputs.trees, &facts));
        Self { config: Some(inputs.config.clone()), facts, originals }
    }
}

/// A page to compare.
struct Task<'a> {
    page: &'a Arc<Page>,
    source: Option<&'a Arc<Page>>,
    commit: Option<Arc<str>>,
    /// The paths that the source may have had at the commit: its own, that of the translation, and both from the site's root.
    paths: Vec<Arc<str>>,
}

impl Translations {
    /// Asks the history for what is wanted of it, and compares.
    pub fn follow(inputs: &Inputs, texts: &Texts, archive: &mut Archive, before: Option<&Self>, memos: &Memos) -> Self {
        let config = &inputs.config;
        if config.ids().count() == 1 {
            return Self::default();
        }
        let keys = &config.translation.keys;
        let standard = Standard::new(config, &inputs.terms.terms);
        let pairs = Pairs::of(inputs, texts, before.map(|before| &before.pairs));
        let folder = whole(inputs);
        let task = |(key, original): (&FileKey, &Option<FileKey>)| {
            let page = texts.pages.get(key)?;
            let source = original.as_ref().and_then(|original| texts.pages.get(original));
            let commit = page::Memory::commit(page, keys);
            let mut paths: Vec<Arc<str>> = source.iter().map(|source| source.source.key.path.as_str().into()).collect();
            if original.as_ref().is_some_and(|original| original.path != key.path) {
                paths.push(key.path.as_str().into());
            }
            let whole: Vec<Arc<str>> =
                folder.iter().flat_map(|folder| paths.iter().map(|path| join(folder, path).into())).collect();
            paths.extend(whole);
            Some(Task { page, source, commit, paths })
        };
        let tasks: Vec<Task<'_>> = pairs.originals.iter().filter_map(task).collect();
        let findings = ask(inputs, archive, &tasks);
        let archive = &*archive;
        let compared = tasks.par_iter().map(|task| {
            let memory = task.memory(inputs, archive);
            let identity = page::identity(task.page, task.source.map(|source| &**source), &memory, standard);
            let make =
                |_: &_| Ok::<_, Infallible>(Arc::new(page::translated(task.page, task.source, &memory, standard)));
            let key = task.page.source.key.clone();
            let translated = memos.translations.recall(&key, identity, make).ok()?;
            Some((key, translated))
        });
        let pages: Vec<_> = compared.flatten().collect();
        Self { pages: pages.into_iter().collect(), findings, pairs }
    }

    /// A page as a translation.
    pub fn get(&self, key: &FileKey) -> Option<&Arc<Translated>> {
        self.pages.get(key)
    }

    /// Every page that is one, by its file.
    pub fn iter(&self) -> impl Iterator<Item = (&FileKey, &Arc<Translated>)> {
        self.pages.iter()
    }

    /// What the site may know of each; equal states stay the same value.
    pub fn states(&self, before: Option<&BTreeMap<FileKey, Arc<State>>>) -> BTreeMap<FileKey, Arc<State>> {
        let state = |(key, page): (&FileKey, &Arc<Translated>)| {
            let old = before.and_then(|before| before.get(key)).filter(|old| **old == page.state);
            (key.clone(), old.unwrap_or(&page.state).clone())
        };
        self.pages.iter().map(state).collect()
    }

    /// What is wrong with the history, and with each page compared with its source; drafts count only where they are
    /// published.
    pub fn findings<'a>(&'a self, texts: &'a Texts, drafts: bool) -> impl Iterator<Item = &'a Diagnostic> {
        let counts = move |key: &FileKey| drafts || texts.pages.get(key).is_some_and(|page| !page.facts.draft);
        let pages = self.pages.iter().filter(move |(key, _)| counts(key));
        self.findings.iter().chain(pages.flat_map(|(_, page)| &page.findings))
    }

    /// Whether every page is compared as it was.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let digests = |all: &Self| all.pages.values().map(|page| page.digest).collect::<Vec<_>>();
        self.findings == other.findings && digests(self) == digests(other)
    }
}

impl Task<'_> {
    /// What is remembered of the source: what the history says, else the lock file.
    fn memory(&self, inputs: &Inputs, archive: &Archive) -> page::Memory {
        let commit = self.commit.as_ref();
        let mut texts =
            commit.into_iter().flat_map(|commit| self.paths.iter().map(move |path| (commit.clone(), path.clone())));
        let text = texts.find_map(|wanted| archive.text(&wanted)).cloned();
        let revision = commit.map(|commit| Revision { commit: commit.clone(), date: archive.day(commit) });
        let locked = if text.is_none() { inputs.locked(&self.page.source.shown) } else { None };
        let digest = text.as_ref().map(|(_, digest)| *digest).or(locked.as_ref().map(|(_, digest)| *digest));
        let (text, locked) = (text.map(|(text, _)| text), locked.map(|(blocks, _)| blocks));
        page::Memory { revision, text, locked, digest }
    }
}

/// The folder of the source locale's tree, where a repository is named and not which of its folders the tree is: it may hold
/// the whole site.
fn whole(inputs: &Inputs) -> Option<&str> {
    let settings = &inputs.config.translation;
    let tree = inputs.trees.iter().find(|tree| tree.id == TreeId::Locale(inputs.config.source))?;
    let is_below = !tree.shown.is_empty() && !tree.shown.starts_with(['/', '.']);
    (is_below && settings.source_repo.is_some() && settings.source_path.is_none()).then_some(&*tree.shown)
}

/// Asks the history for every text that a page was translated from.
fn ask(inputs: &Inputs, archive: &mut Archive, tasks: &[Task<'_>]) -> Vec<Diagnostic> {
    let config = &inputs.config;
    let wanted: BTreeSet<git::Wanted> = tasks
        .iter()
        .filter_map(|task| Some((task.commit.as_ref().filter(|commit| git::is_commit(commit))?, &task.paths)))
        .flat_map(|(commit, paths)| paths.iter().map(move |path| (commit.clone(), path.clone())))
        .collect();
    let named = config.translation.source_repo.as_deref();
    let tree = inputs.trees.iter().find(|tree| tree.id == TreeId::Locale(config.source));
    let wants = !wanted.is_empty();
    let repository = tree
        .filter(|_| wants)
        .and_then(|tree| git::repository(&inputs.root, &tree.folder, named, config.translation.source_path.as_deref()));
    let found = repository.is_some();
    archive.ask(repository, &wanted);
    let problem = match (named, archive.failure()) {
        (Some(named), _) if wants && !found => format!("there is no repository at `{named}`"),
        (Some(named), Some(failure)) => format!("the repository at `{named}` can't be read: {failure}"),
        _ => return Vec::new(),
    };
    let help = "correct `translation.source_repo`: its path counts from the site's folder";
    vec![Diagnostic::new(&codes::HISTORY_UNREADABLE, inputs.settings_path(), problem).help(help)]
}
