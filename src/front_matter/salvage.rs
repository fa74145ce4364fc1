//! The keys of a header that is not valid YAML, line by line.
//!
//! The forms that occur (two keys on one line, an unescaped apostrophe, a bare `: `, a value that goes on at the
//! margin) break one value; the title and the translation's provenance are worth having all the same.

use super::fence::{key, lines};
use crate::span::Span;
use crate::yaml::{Entry, Yaml};
use std::collections::BTreeSet;

/// Each line of `inside` that is `key: rest` at the margin, the first of each key; every value is text.
pub(super) fn entries(text: &str, inside: Span) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    let Some(header) = text.get(..inside.end as usize) else { return Vec::new() };
    lines(header, inside.start as usize)
        .filter_map(|line| {
            let (key, rest) = key(line.text)?;
            seen.insert(key).then(|| entry(key, rest, line.span))
        })
        .collect()
}

fn entry(key: &str, rest: &str, line: Span) -> Entry {
    let start = line.start as usize;
    let value = rest.trim();
    let before = rest.len() - rest.trim_start().len();
    let at = start + key.len() + 1 + before;
    let span = Span::new(at, at + value.len());
    let value = if value.is_empty() { Yaml::null(span) } else { Yaml::str(unquoted(value), span) };
    Entry { key: key.into(), key_span: Span::new(start, start + key.len()), value }
}

/// `value` without one pair of matching quotes.
fn unquoted(value: &str) -> String {
    let inside = |quote| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
    match (inside('\''), inside('"')) {
        (Some(inside), _) => inside.replace("''", "'"),
        (None, Some(inside)) => inside.replace("\\\"", "\""),
        (None, None) => value.into(),
    }
}
