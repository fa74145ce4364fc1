//! The keys that are known, and the kind of value that each wants.

use super::decode;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Yaml};
use std::sync::Arc;

/// The kind of value that a key wants.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Bool,
    Whole,
    Levels,
    Date,
    Percent,
    List,
    Any,
}

/// Known keys, by the place where they come from.
const KEYS: &[(&str, Kind)] = &[
    ("title", Kind::Text),
    ("description", Kind::Text),
    ("draft", Kind::Bool),
    ("weight", Kind::Whole),
    ("aliases", Kind::List),
    ("hide", Kind::Bool),
    ("hidefromtoc", Kind::Bool),
    ("mini-toc-levels", Kind::Levels),
    ("last-update", Kind::Date),
    ("last-substantial-update", Kind::Any),
    ("feature", Kind::List),
    ("role", Kind::List),
    ("level", Kind::List),
    ("topic", Kind::List),
    ("keywords", Kind::List),
    ("recommendations", Kind::List),
    ("audience", Kind::Any),
    ("badge", Kind::Any),
    ("badgePaas", Kind::Any),
    ("badgeSaas", Kind::Any),
    ("doc-type", Kind::Text),
    ("exl-id", Kind::Text),
    ("feature-set", Kind::Any),
    ("kt", Kind::Any),
    ("product", Kind::Any),
    ("solution", Kind::Any),
    ("type", Kind::Any),
    ("TQID", Kind::Any),
    ("user-guide-title", Kind::Text),
    ("user-guide-description", Kind::Text),
    ("source-git-commit", Kind::Text),
    ("source-wordcount", Kind::Whole),
    ("workflow-type", Kind::Text),
    ("ht-degree", Kind::Percent),
];

impl Kind {
    fn fits(self, value: &Yaml) -> bool {
        match self {
            Self::Text => value.text().is_some(),
            Self::Bool => value.bool().is_some(),
            Self::Whole => value.int().is_some(),
            Self::Levels => decode::levels(value).is_some(),
            Self::Date => decode::date(value).is_some(),
            Self::Percent => decode::percent(value).is_some(),
            Self::List => decode::list(value).is_some(),
            Self::Any => true,
        }
    }

    /// What fits, for messages.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bool => "`true` or `false`",
            Self::Whole => "a whole number",
            Self::Levels => "a number from 1 to 6",
            Self::Date => "a date like `2026-04-28`",
            Self::Percent => "a share like `14%`",
            Self::List => "a list, or words with commas between",
            Self::Any => "anything",
        }
    }
}

/// Whether a key, whatever its case, has a meaning.
pub(super) fn is_known(key: &str) -> bool {
    known(key).is_some()
}

fn known(key: &str) -> Option<&'static (&'static str, Kind)> {
    KEYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))
}

/// What is wrong with the case of a key.
pub(super) fn check_case(entry: &Entry, text: &str, path: &Arc<str>) -> Option<Diagnostic> {
    let (name, _) = known(&entry.key).filter(|(name, _)| *name != &*entry.key)?;
    let message = format!("key `{}` is written `{name}`", entry.key);
    let finding = Diagnostic::new(&codes::FM_KEY_CASE, path.clone(), message).at(entry.key_span);
    Some(if entry.key_span.of(text) == &*entry.key { finding.fix(entry.key_span, *name) } else { finding })
}

/// What is wrong with the kind of a value; a key without a value is as good as absent.
pub(super) fn check_type(entry: &Entry, path: &Arc<str>) -> Option<Diagnostic> {
    let (name, kind) = known(&entry.key)?;
    if entry.value.is_null() || kind.fits(&entry.value) {
        return None;
    }
    let given = entry.value.text().map_or_else(|| entry.value.kind().to_owned(), |text| format!("`{text}`"));
    let message = format!("`{name}` must be {}, not {given}", kind.name());
    Some(Diagnostic::new(&codes::FM_TYPE, path.clone(), message).at(entry.value.span))
}
