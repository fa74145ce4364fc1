//! The keys of a header that is not valid YAML, line by line.
//!
//! The forms that occur (two keys on one line, an unescaped apostrophe, a bare `: `, a value that goes on at the
//! margin) break one value; the title and the translation's provenance are worth having all the same.

use super::fence::{key, lines};
use super::keys;
use crate::span::Span;
use crate::yaml::{Entry, Yaml};

/// Each line of `inside` that is `key: rest`, the first of each key; every value is text. A line at the margin that is no
/// key goes on with the value before it; an indented one counts where its key is known.
pub(super) fn entries(text: &str, inside: Span) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let Some(header) = text.get(..inside.end as usize) else { return found };
    // Whether the last key counts, and so does what follows it.
    let mut counts = false;
    for line in lines(header, inside.start as usize) {
        let own = line.text.trim_start();
        let indent = line.text.len() - own.len();
        match key(own).filter(|(name, _)| indent == 0 || keys::is_known(name)) {
            Some((name, rest)) => {
                counts = !found.iter().any(|entry| &*entry.key == name);
                if counts {
                    found.push(entry(name, rest, line.span.start as usize + indent));
                }
            }
            None if counts && indent == 0 => goes_on(&mut found, line.text.trim()),
            None => {}
        }
    }
    found
}

/// The longest value that goes on over several lines, in bytes; the longest of a real corpus has under 1,000.
const MAX_VALUE: usize = 4096;

/// Adds a line to the last value, if it begins like prose.
fn goes_on(found: &mut [Entry], line: &str) {
    let Some(last) = found.last_mut() else { return };
    let is_prose = line.starts_with(char::is_alphanumeric);
    if let Some(text) = last.value.text().filter(|text| is_prose && text.len() + line.len() < MAX_VALUE) {
        last.value = Yaml::str(unquoted(&format!("{text} {line}")), last.value.span);
    }
}

/// The entry of `key: rest` whose key starts at byte `start`.
pub(super) fn entry(key: &str, rest: &str, start: usize) -> Entry {
    let value = rest.trim();
    let before = rest.len() - rest.trim_start().len();
    let at = start + key.len() + 1 + before;
    let span = Span::new(at, at + value.len());
    let value = if value.is_empty() { Yaml::null(span) } else { Yaml::str(unquoted(value), span) };
    Entry { key: key.into(), key_span: Span::new(start, start + key.len()), value }
}

/// `value` without one pair of matching quotes around all of it, or without one that is never closed.
fn unquoted(value: &str) -> String {
    let Some(quote) = value.chars().next().filter(|first| matches!(first, '\'' | '"')) else { return value.into() };
    let inside = value.get(1..).unwrap_or_default();
    let (inside, is_closed) = match inside.strip_suffix(quote) {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    match quote {
        // Several quoted parts are no quoted whole.
        '"' if inside.replace("\\\"", "").contains('"') => value.into(),
        '\'' if !is_closed && inside.contains('\'') => value.into(),
        '"' => inside.replace("\\\"", "\""),
        _ => inside.replace("''", "'"),
    }
}
