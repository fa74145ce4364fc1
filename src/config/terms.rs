//! `content/terms.yml`: words that no translation changes, words that it has to use, and words that it must not.
//!
//! ```yaml
//! keep: [Baton, Git]                 # written alike in every language; or a list for each locale
//! use:
//!   hand-over:                       # where the source says this, a translation says one of these
//!     fr: [passage de relais, relais]
//!     ja: 引き継ぎ
//! ban:
//!   fr:
//!     cutover: bascule               # never this, but that; nothing where there is no other word
//! ```
//!
//! A word that ends in `*` stands for every word that begins like it.

use super::read::Reader;
use super::{Config, Locale};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::locale::LocaleId;
use crate::span::Span;
use crate::yaml::{Entry, Yaml};
use std::sync::Arc;

const KEYS: [&str; 3] = ["keep", "use", "ban"];

/// The words that translations are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The file, as people know it.
    pub path: Arc<str>,
    /// What is never translated.
    pub keep: Vec<Keep>,
    /// What is translated in one way.
    pub uses: Vec<Use>,
    /// What is never written.
    pub bans: Vec<Ban>,
    /// The identity of the file's text.
    pub digest: Digest,
}

/// A word that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The word, or several.
    pub term: String,
    /// Where it is set.
    pub span: Span,
    /// The only locale that it holds for; nothing is all.
    pub locale: Option<LocaleId>,
}

/// A word with its translations into one locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The source's word.
    pub term: String,
    /// Where its translation is set.
    pub span: Span,
    /// The locale.
    pub locale: LocaleId,
    /// The translations; any of them will do, the first is the one to name.
    pub words: Vec<String>,
}

/// A word that a locale does not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// The word.
    pub word: String,
    /// Where it is set.
    pub span: Span,
    /// The locale.
    pub locale: LocaleId,
    /// What to write instead.
    pub instead: Option<String>,
}

impl Default for Terms {
    fn default() -> Self {
        let path = "content/terms.yml".into();
        Self { path, keep: Vec::new(), uses: Vec::new(), bans: Vec::new(), digest: Digest::of(b"") }
    }
}

impl Terms {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.uses.is_empty() && self.bans.is_empty()
    }
}

/// Reads the terms `text` of the file at `path`; no text is an absent file.
///
/// What is wrong is a finding with its place, and that term does not count.
#[must_use]
pub fn read(text: Option<&str>, path: &Arc<str>, config: &Config) -> (Terms, Vec<Diagnostic>) {
    let digest = Digest::of(text.unwrap_or_default().as_bytes());
    let mut terms = Terms { path: path.clone(), digest, ..Terms::default() };
    let mut reader = Reader::new(path);
    let Some(root) = text.and_then(|text| reader.load(text)) else { return (terms, reader.finish()) };
    reader.check_keys("list of terms", &root, &KEYS);
    let mut work = Work { reader, config };
    let given = |key: &str| root.get(key).filter(|value| !value.is_null());
    if let Some(value) = given("keep") {
        terms.keep = work.keep(value);
    }
    for entry in given("use").map(|value| work.entries("use", value)).unwrap_or_default() {
        terms.uses.extend(work.uses(entry));
    }
    for entry in given("ban").map(|value| work.entries("ban", value)).unwrap_or_default() {
        terms.bans.extend(work.bans(entry));
    }
    (terms, work.reader.finish())
}

struct Work<'a> {
    reader: Reader<'a>,
    config: &'a Config,
}

impl Work<'_> {
    fn keep(&mut self, value: &Yaml) -> Vec<Keep> {
        let words =
            |words: Vec<(String, Span)>, locale| words.into_iter().map(move |(term, span)| Keep { term, span, locale });
        let Some(entries) = value.entries() else { return words(self.reader.texts("keep", value), None).collect() };
        let mut keep = Vec::new();
        for entry in entries {
            if let Some(locale) = self.locale(entry) {
                keep.extend(words(self.reader.texts("keep", &entry.value), Some(locale)));
            }
        }
        keep
    }

    fn uses(&mut self, entry: &Entry) -> Vec<Use> {
        let mut uses = Vec::new();
        for per_locale in self.entries(&entry.key, &entry.value) {
            let Some(locale) = self.locale(per_locale) else { continue };
            let words: Vec<String> =
                self.reader.texts(&per_locale.key, &per_locale.value).into_iter().map(|(word, _)| word).collect();
            if words.is_empty() {
                self.reader.invalid(per_locale.key_span, format!("`{}` has no translation here", entry.key));
                continue;
            }
            let span = per_locale.value.span;
            uses.push(Use { term: entry.key.trim().to_owned(), span, locale, words });
        }
        uses
    }

    fn bans(&mut self, entry: &Entry) -> Vec<Ban> {
        let Some(locale) = self.locale(entry) else { return Vec::new() };
        if entry.value.entries().is_none() {
            let words = self.reader.texts(&entry.key, &entry.value).into_iter();
            return words.map(|(word, span)| Ban { word, span, locale, instead: None }).collect();
        }
        let entries = entry.value.entries().unwrap_or_default();
        let ban = |entry: &Entry| {
            let instead = self.reader.text(&entry.key, &entry.value);
            Ban { word: entry.key.trim().to_owned(), span: entry.key_span, locale, instead }
        };
        entries.iter().map(ban).collect()
    }

    fn entries<'y>(&mut self, key: &str, value: &'y Yaml) -> &'y [Entry] {
        value.entries().unwrap_or_else(|| {
            self.reader.invalid(value.span, format!("`{key}` must be a mapping, not {}", value.kind()));
            &[]
        })
    }

    fn locale(&mut self, entry: &Entry) -> Option<LocaleId> {
        let found = self.config.by_tag(&entry.key);
        if found.is_none() {
            let tags = self.config.locales.iter().map(|Locale { tag, .. }| &**tag);
            self.reader.unknown("locale", &entry.key, entry.key_span, tags);
        }
        if found == Some(self.config.source) {
            self.reader.invalid(entry.key_span, format!("`{}` is the language that is translated", entry.key));
            return None;
        }
        found
    }
}
