//! Badges of a page: keys that begin with `badge`, with attributes in one text.
//!
//! ```yaml
//! badgePaas: label="On premises" type="Informative" url="/help/hosting.md" tooltip="Applies to …"
//! badge: "Beta" type="Positive"
//! ```
//!
//! The second form is no YAML: its line is read apart and hidden from the parser.

use super::fence::{key, lines};
use super::salvage;
use crate::span::Span;
use crate::yaml::{Entry, Value, Yaml};
use std::borrow::Cow;

/// A badge as the header writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageBadge {
    /// What it says: never empty.
    pub label: String,
    /// The name of its kind, as written; may be empty.
    pub kind: String,
    /// Where it leads, as written; may be empty.
    pub url: String,
    /// What more it says when it is pointed at; may be empty.
    pub tooltip: String,
}

/// Whether a key is that of a badge.
#[must_use]
pub fn is_badge(key: &str) -> bool {
    key.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("badge"))
}

impl PageBadge {
    /// The badge that a value means, with the names of attributes that no badge has; nothing where it has no label.
    ///
    /// Quotes may be straight, curly or pointed, since translators set them by their language's custom.
    #[must_use]
    pub fn read(value: &Yaml) -> Option<(Self, Vec<String>)> {
        let (mut badge, mut unknown) = (Self::default(), Vec::new());
        for (name, text) in attributes(value) {
            let field = match name.to_ascii_lowercase().as_str() {
                "label" | "" => &mut badge.label,
                "type" => &mut badge.kind,
                "url" => &mut badge.url,
                "tooltip" => &mut badge.tooltip,
                _ => {
                    unknown.push(name);
                    continue;
                }
            };
            if field.is_empty() {
                text.trim().clone_into(field);
            }
        }
        (!badge.label.is_empty()).then_some((badge, unknown))
    }
}

/// Names and texts: of a mapping, or of `name="text"` in a row; a text without a name has the name `""`.
fn attributes(value: &Yaml) -> Vec<(String, String)> {
    if let Value::Map(entries) = &value.value {
        let text = |entry: &Entry| Some((entry.key.to_string(), entry.value.text()?.to_owned()));
        return entries.iter().filter_map(text).collect();
    }
    let mut rest = value.text().unwrap_or_default().trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let named = rest.split_once('=').filter(|(name, _)| {
            !name.is_empty() && name.trim_end().chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        let (name, from) = named.map_or(("", rest), |(name, from)| (name.trim_end(), from.trim_start()));
        let (text, behind) = text(from, name.is_empty());
        found.push((name.to_owned(), text.to_owned()));
        rest = behind.trim_start();
    }
    found
}

/// A text in quotes or, without any, up to the next blank; one without a name goes on to the next name.
fn text(from: &str, is_bare: bool) -> (&str, &str) {
    const QUOTES: [(char, &[char]); 6] = [
        ('"', &['"']),
        ('\'', &['\'']),
        ('\u{201c}', &['\u{201d}', '\u{201c}']),
        ('\u{201e}', &['\u{201c}', '\u{201d}']),
        ('\u{ab}', &['\u{bb}']),
        ('\u{bb}', &['\u{ab}']),
    ];
    let first = from.chars().next().unwrap_or_default();
    let quoted = QUOTES.iter().find(|(open, _)| *open == first).and_then(|(open, closes)| {
        let inside = from.get(open.len_utf8()..)?;
        let end = inside.find(*closes)?;
        let close = inside.get(end..)?.chars().next()?;
        Some((inside.get(..end)?, inside.get(end + close.len_utf8()..)?))
    });
    let end = if is_bare { next_name(from) } else { from.find(char::is_whitespace) };
    quoted.unwrap_or_else(|| from.split_at_checked(end.unwrap_or(from.len())).unwrap_or((from, "")))
}

/// Where the next ` name=` begins.
fn next_name(from: &str) -> Option<usize> {
    let equals = from.find('=')?;
    from.get(..equals)?.rfind(char::is_whitespace)
}

/// `yaml`, which starts at byte `at`, without the badges that are no YAML, blanks in their place, and these badges.
pub(super) fn apart(yaml: &str, at: usize) -> (Cow<'_, str>, Vec<Entry>) {
    let mut apart = Vec::new();
    let mut masked = Cow::Borrowed(yaml);
    for line in lines(yaml, 0) {
        let Some((name, rest)) = key(line.text).filter(|(name, rest)| is_badge(name) && is_loose(rest.trim())) else {
            continue;
        };
        let Span { start, end } = line.span;
        masked.to_mut().replace_range(start as usize..end as usize, &" ".repeat(line.text.len()));
        let mut entry = salvage::entry(name, rest, at + start as usize);
        entry.value = Yaml::str(rest.trim(), entry.value.span);
        apart.push(entry);
    }
    (masked, apart)
}

/// Whether something follows the closing quote of a value in quotes.
fn is_loose(value: &str) -> bool {
    let quoted =
        value.strip_prefix('"').map(|inside| (inside, '"')).or(value.strip_prefix('\'').map(|inside| (inside, '\'')));
    let behind = quoted.and_then(|(inside, quote)| inside.split_once(quote));
    behind.is_some_and(|(_, behind)| !behind.trim().is_empty() && behind.contains('='))
}
