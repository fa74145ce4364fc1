//! Pages as translations: each compared with its source page, and with what is remembered of that.

use super::inputs::Inputs;
use super::memos::Memos;
use super::texts::Texts;
use crate::config::{Config, TranslationKeys};
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

type Originals = BTreeMap<FileKey, Option<FileKey>>;

/// Every page that is not of the source locale, compared. What was compared before and is the same is the same value.
#[derive(Default)]
pub(super) struct Translations {
    pages: Arc<BTreeMap<FileKey, Arc<Translated>>>,
    /// What the site may know of each.
    pub states: Arc<BTreeMap<FileKey, Arc<State>>>,
    findings: Vec<Diagnostic>,
    pairs: Pairs,
    /// What each page asks of the history.
    wants: Arc<BTreeMap<FileKey, Vec<git::Wanted>>>,
    wanted: Arc<BTreeSet<git::Wanted>>,
}

/// The revision before.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub inputs: &'a Inputs,
    pub texts: &'a Texts,
    pub translations: &'a Translations,
}

/// Which page is the translation of which, and what that was found out from.
#[derive(Clone, Default)]
struct Pairs {
    config: Option<Arc<Config>>,
    facts: Arc<Vec<Arc<PageFacts>>>,
    originals: Arc<Originals>,
}

impl Pairs {
    fn of(inputs: &Inputs, texts: &Texts, before: Option<&Self>) -> Self {
        let facts = texts.facts.clone();
        // Trees follow from the configuration.
        let same = |before: &&Self| before.config.as_ref() == Some(&inputs.config) && before.facts == facts;
        if let Some(before) = before.filter(same) {
            return before.clone();
        }
        let originals = site::originals(&inputs.config, &inputs.trees, &facts);
        let same = before.map(|before| &before.originals).filter(|before| ***before == originals);
        let originals = same.cloned().unwrap_or_else(|| Arc::new(originals));
        Self { config: Some(inputs.config.clone()), facts, originals }
    }
}

/// A page to compare.
struct Task<'a> {
    key: &'a FileKey,
    page: &'a Arc<Page>,
    source: Option<&'a Arc<Page>>,
    commit: Option<Arc<str>>,
    /// The texts that it may have been made from: the source's at the commit, by its own path and by the
    /// translation's, and by both from the site's root.
    wants: Vec<git::Wanted>,
}

/// The pages to compare: all, or those that are not the same as before, or whose source is not.
fn due<'a>(originals: &'a Originals, texts: &Texts, before: Option<&Texts>) -> Vec<(&'a FileKey, Option<&'a FileKey>)> {
    let all = originals.iter().map(|(key, original)| (key, original.as_ref()));
    match before {
        Some(before) => {
            let others = texts.others(before);
            let is_other = |key: &FileKey| others.binary_search(&key).is_ok();
            all.filter(|(key, original)| is_other(key) || original.is_some_and(is_other)).collect()
        }
        None => all.collect(),
    }
}

impl Translations {
    /// Asks the history for what is wanted of it, and compares what is not the same as before.
    pub fn follow(
        inputs: &Inputs,
        texts: &Texts,
        archive: &mut Archive,
        before: Option<Before<'_>>,
        memos: &Memos,
    ) -> Self {
        let config = &inputs.config;
        if config.ids().count() == 1 {
            return Self::default();
        }
        let pairs = Pairs::of(inputs, texts, before.map(|before| &before.translations.pairs));
        // Otherwise every page may be something else as a translation.
        let known = before.filter(|before| {
            Arc::ptr_eq(&before.translations.pairs.originals, &pairs.originals)
                && before.inputs.config == *config
                && before.inputs.trees == inputs.trees
                && before.inputs.is_locked_as(inputs)
                && before.inputs.terms.terms == inputs.terms.terms
        });
        let originals = pairs.originals.clone();
        let due = due(&originals, texts, known.map(|known| known.texts));
        let (keys, folder) = (&config.translation.keys, whole(inputs));
        let tasks: Vec<Task<'_>> = due.into_iter().filter_map(|pair| Task::of(pair, texts, keys, folder)).collect();
        let mut next = Self { pairs, ..Self::default() };
        if let Some(known) = known.map(|known| known.translations) {
            next.pages = known.pages.clone();
            next.states = known.states.clone();
            next.wants = known.wants.clone();
            next.wanted = known.wanted.clone();
        }
        next.want(&tasks);
        let (is_other, findings) = ask(inputs, archive, &next.wanted);
        if is_other && known.is_some() {
            // The history knows more, or less, than before: about any page.
            return Self::follow(inputs, texts, archive, None, memos);
        }
        next.findings = findings;
        next.compare(&tasks, inputs, archive, memos);
        next
    }

    /// Notes what the pages of `tasks` ask of the history now.
    fn want(&mut self, tasks: &[Task<'_>]) {
        let other = |task: &&Task<'_>| self.wants.get(task.key).is_none_or(|wants| *wants != task.wants);
        let others: Vec<&Task<'_>> = tasks.iter().filter(other).collect();
        if others.is_empty() {
            return;
        }
        let wants = Arc::make_mut(&mut self.wants);
        wants.extend(others.into_iter().map(|task| (task.key.clone(), task.wants.clone())));
        let wanted = wants.values().flatten().filter(|(commit, _)| git::is_commit(commit)).cloned().collect();
        if *self.wanted != wanted {
            self.wanted = Arc::new(wanted);
        }
    }

    /// Compares the pages of `tasks`.
    fn compare(&mut self, tasks: &[Task<'_>], inputs: &Inputs, archive: &Archive, memos: &Memos) {
        let standard = Standard::new(&inputs.config, &inputs.terms.terms);
        let compared = tasks.par_iter().map(|task| {
            let memory = task.memory(inputs, archive);
            let identity = page::identity(task.page, task.source.map(|source| &**source), &memory, &standard);
            let make =
                |_: &_| Ok::<_, Infallible>(Arc::new(page::translated(task.page, task.source, &memory, &standard)));
            Some((task.key, memos.translations.recall(task.key, identity, make).ok()?))
        });
        let compared: Vec<_> = compared.flatten().collect();
        for (key, page) in compared {
            if self.pages.get(key).is_none_or(|old| !Arc::ptr_eq(old, &page)) {
                Arc::make_mut(&mut self.pages).insert(key.clone(), page.clone());
            }
            if self.states.get(key) != Some(&page.state) {
                Arc::make_mut(&mut self.states).insert(key.clone(), page.state.clone());
            }
        }
    }

    /// A page as a translation.
    pub fn get(&self, key: &FileKey) -> Option<&Arc<Translated>> {
        self.pages.get(key)
    }

    /// Every page that is one, by its file.
    pub fn iter(&self) -> impl Iterator<Item = (&FileKey, &Arc<Translated>)> {
        self.pages.iter()
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
        self.findings == other.findings && (Arc::ptr_eq(&self.pages, &other.pages) || digests(self) == digests(other))
    }
}

impl<'a> Task<'a> {
    fn of(
        (key, original): (&'a FileKey, Option<&'a FileKey>),
        texts: &'a Texts,
        keys: &TranslationKeys,
        folder: Option<&str>,
    ) -> Option<Self> {
        let page = texts.pages.get(key)?;
        let source = original.and_then(|original| texts.pages.get(original));
        let commit = page::Memory::commit(page, keys);
        let mut paths: Vec<Arc<str>> = source.iter().map(|source| source.source.key.path.as_str().into()).collect();
        if original.is_some_and(|original| original.path != key.path) {
            paths.push(key.path.as_str().into());
        }
        let whole = folder.iter().flat_map(|folder| paths.iter().map(|path| join(folder, path).into()));
        paths.extend(whole.collect::<Vec<Arc<str>>>());
        let wants = commit.iter().flat_map(|commit| paths.iter().map(|path| (commit.clone(), path.clone())));
        Some(Self { key, page, source, wants: wants.collect(), commit })
    }

    /// What is remembered of the source: what the history says, else the lock file.
    fn memory(&self, inputs: &Inputs, archive: &Archive) -> page::Memory {
        let text = self.wants.iter().find_map(|wanted| archive.text(wanted)).cloned();
        let revision = self.commit.as_ref();
        let revision = revision.map(|commit| Revision { commit: commit.clone(), date: archive.day(commit) });
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

/// Asks the history for every text that a page was translated from; whether it may answer otherwise than before, and what
/// is wrong with it.
fn ask(inputs: &Inputs, archive: &mut Archive, wanted: &Arc<BTreeSet<git::Wanted>>) -> (bool, Vec<Diagnostic>) {
    let config = &inputs.config;
    let named = config.translation.source_repo.as_deref();
    let tree = inputs.trees.iter().find(|tree| tree.id == TreeId::Locale(config.source));
    let wants = !wanted.is_empty();
    let repository = tree
        .filter(|_| wants)
        .and_then(|tree| git::repository(&inputs.root, &tree.folder, named, config.translation.source_path.as_deref()));
    let found = repository.is_some();
    let is_other = archive.ask(repository, wanted);
    let problem = match (named, archive.failure()) {
        (Some(named), _) if wants && !found => format!("there is no repository at `{named}`"),
        (Some(named), Some(failure)) => format!("the repository at `{named}` can't be read: {failure}"),
        _ => return (is_other, Vec::new()),
    };
    let help = "correct `translation.source_repo`: its path counts from the site's folder";
    (is_other, vec![Diagnostic::new(&codes::HISTORY_UNREADABLE, inputs.settings_path(), problem).help(help)])
}
