//! A page as the translation of another.

use super::Page;
use crate::config::{Config, Terms, TranslationKeys};
use crate::diagnostic::{Diagnostic, codes};
use crate::digest::{Digest, Hasher};
use crate::front_matter::{self, Keys};
use crate::markdown::{self, Dialect, Input};
use crate::source::TreeId;
use crate::translation::lint::{Damage, Languages, Side, Subject, lint};
use crate::translation::lock::LockedBlock;
use crate::translation::{Change, Origin, Pair, Provenance, Revision, State, Task, Text, Translation, readable};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is remembered of the source page as it was when it was translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The commit that the translation names, and its day where that is known.
    pub revision: Option<Revision>,
    /// The text at that commit.
    pub text: Option<Arc<str>>,
    /// What the lock file says; it counts where there is no text.
    pub locked: Option<Arc<[LockedBlock]>>,
    /// The identity of the text, else of what the lock file says.
    pub digest: Option<Digest>,
}

/// A page as the translation of its source page.
#[derive(Debug)]
pub struct Translated {
    /// The page that it is the translation of, as it is now; nothing where the source locale has none.
    pub source: Option<Arc<Page>>,
    /// Who made it, from what, and which block belongs to which. Block numbers are those of
    /// [`units`](crate::translation::units) of the two documents.
    pub translation: Translation,
    /// What others may know of it.
    pub state: Arc<State>,
    /// What is wrong with it, compared with its source.
    pub findings: Vec<Diagnostic>,
    /// What the source said where it says something else by now, or nothing: by the translation's block.
    pub then: BTreeMap<u32, Box<str>>,
    /// What it broke of the text that it was made from.
    pub damage: Vec<Damage>,
    /// The identity of everything that it was made from.
    pub digest: Digest,
}

impl Memory {
    /// The commit that a page names, without what a history would know of it.
    #[must_use]
    pub fn commit(page: &Page, keys: &TranslationKeys) -> Option<Arc<str>> {
        page.front.text(&keys.commit).map(Into::into)
    }
}

/// What every translation of a site is held to.
#[derive(Debug)]
pub struct Standard<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The terms.
    pub terms: &'a Terms,
    /// What is known of each locale's language beside the source's, in the site's order.
    languages: Vec<Languages>,
    /// The identity of the two, as far as it matters here.
    pub digest: Digest,
}

impl<'a> Standard<'a> {
    /// The standard that a configuration and terms make.
    #[must_use]
    pub fn new(config: &'a Config, terms: &'a Terms) -> Self {
        let mut hasher = Hasher::default();
        for locale in &config.locales {
            hasher.str(&locale.tag);
        }
        hasher.raw(&terms.digest.bytes());
        let TranslationKeys { commit, human, workflow } = &config.translation.keys;
        for key in [commit, human, workflow] {
            hasher.str(key);
        }
        hasher.number(usize::from(config.translation.compare));
        let source = &config.source().tag;
        let languages = config.locales.iter().map(|locale| Languages::new(&locale.tag, source)).collect();
        Self { config, terms, languages, digest: hasher.finish() }
    }
}

/// The identity of a comparison's result, before it is made. Where the two files lie counts: findings name them.
#[must_use]
pub fn identity(page: &Page, source: Option<&Page>, memory: &Memory, standard: &Standard<'_>) -> Digest {
    let mut hasher = Hasher::default();
    hasher.raw(&standard.digest.bytes());
    hasher.raw(&page.digest.bytes());
    hasher.raw(&source.map_or([0; 16], |source| source.digest.bytes()));
    hasher.str(&page.source.shown);
    hasher.str(source.map_or("", |source| &source.source.shown));
    hasher.str(memory.revision.as_ref().map_or("", |revision| &revision.commit));
    hasher
        .str(&memory.revision.as_ref().and_then(|revision| revision.date).map_or(String::new(), |day| day.to_string()));
    hasher.number(usize::from(memory.text.is_some()));
    hasher.raw(&memory.digest.map_or([0; 16], Digest::bytes));
    hasher.finish()
}

/// Compares a page with its source page.
#[must_use]
pub fn translated(page: &Page, source: Option<&Arc<Page>>, memory: &Memory, standard: &Standard<'_>) -> Translated {
    let digest = identity(page, source.map(|source| &**source), memory, standard);
    let provenance = Provenance::of(&*page.front, &standard.config.translation.keys);
    let (translation, damage, then) = match source {
        Some(source) => compare(page, source, memory, provenance, standard),
        None => (Translation::orphan(provenance, memory.revision.clone()), Vec::new(), BTreeMap::new()),
    };
    let state = State {
        provenance,
        freshness: translation.freshness,
        revision: translation.revision.clone(),
        headings: translation.alignment.headings.clone(),
        orphan: source.is_none(),
    };
    let findings = source.map_or_else(Vec::new, |source| unaligned(page, source, &translation));
    Translated { source: source.cloned(), translation, state: Arc::new(state), findings, then, damage, digest }
}

fn compare(
    page: &Page,
    source: &Page,
    memory: &Memory,
    provenance: Provenance,
    standard: &Standard<'_>,
) -> (Translation, Vec<Damage>, BTreeMap<u32, Box<str>>) {
    let now = Text { document: &source.document, source: &source.source.text };
    let own = Text { document: &page.document, source: &page.source.text };
    let revision = memory.revision.clone();
    let compare = |origin, other| {
        let translation = Translation::new(Task { translation: own, source: now, origin }, provenance, revision);
        let damage = damage(page, source, &translation, other, standard);
        let then = other.map_or_else(BTreeMap::new, |old| then(&translation, old));
        (translation, damage, then)
    };
    match (&memory.text, &memory.locked) {
        (Some(old), _) if **old == *source.source.text => compare(Origin::Text(now), None),
        (Some(old), _) => {
            let path = &source.source.shown;
            let body = front_matter::read(old, path).0.body;
            let parsed = markdown::parse(Input { path, text: old, body, dialect: Dialect::Adobe });
            let old = Text { document: &parsed.document, source: old };
            compare(Origin::Text(old), Some(old))
        }
        (None, Some(locked)) => compare(Origin::Locked(locked), None),
        (None, None) => compare(Origin::Unknown, None),
    }
}

/// What the source said in the blocks that changed or went.
fn then(translation: &Translation, old: Text<'_>) -> BTreeMap<u32, Box<str>> {
    let alignment = &translation.alignment;
    let units = crate::translation::units(old.document);
    let pairs = alignment.blocks.iter().zip(&alignment.origin).enumerate();
    let said = |(index, (pair, origin)): (usize, (&Pair, &Option<usize>))| {
        let unit = units.get((*origin)?).filter(|_| pair.change != Change::None)?;
        Some((u32::try_from(index).ok()?, readable(unit, old.source).into()))
    };
    pairs.filter_map(said).collect()
}

fn side<'a>(page: &'a Page, tag: &'a str) -> Side<'a> {
    let text = Text { document: &page.document, source: &page.source.text };
    Side { path: &page.source.shown, tag, text }
}

/// What the translation broke of its source, or of the `origin` that was another text.
fn damage(
    page: &Page,
    source: &Page,
    translation: &Translation,
    origin: Option<Text<'_>>,
    standard: &Standard<'_>,
) -> Vec<Damage> {
    let TreeId::Locale(locale) = page.facts.key.tree else { return Vec::new() };
    let Some(languages) = standard.languages.get(locale.index()).filter(|_| standard.config.translation.compare) else {
        return Vec::new();
    };
    let (tag, source_tag) = (&standard.config.locale(locale).tag, &standard.config.source().tag);
    lint(&Subject {
        translation: side(page, tag),
        locale,
        source: side(source, source_tag),
        origin,
        alignment: &translation.alignment,
        terms: standard.terms,
        languages,
    })
}

/// Reports headings that have no counterpart in the text that the page was translated from.
fn unaligned(page: &Page, source: &Page, translation: &Translation) -> Vec<Diagnostic> {
    let alignment = &translation.alignment;
    if alignment.origin.iter().all(Option::is_some) {
        return Vec::new();
    }
    let units = crate::translation::units(&page.document);
    let lonely = units.iter().zip(&alignment.origin).filter(|(_, origin)| origin.is_none());
    let headings = lonely.filter(|(unit, _)| page.document.level(unit.node).is_some());
    let finding = |(unit, _): (&crate::translation::Unit<'_>, _)| {
        let message = format!("this heading has no counterpart in `{}`", source.source.shown);
        Diagnostic::new(&codes::HEADING_UNALIGNED, page.source.shown.clone(), message)
            .at(unit.node.span)
            .help("give it the level and the place of the original's heading; until then links to it work in this locale alone")
    };
    headings.map(finding).collect()
}
