//! Mends for headers that are not valid YAML, where there is but one.
//!
//! A mend is offered only if the header, mended, is valid up to a later line: whoever applies mends until none is left
//! ends with a header that says what was written.

use super::fence::{key, lines};
use crate::span::Span;
use crate::yaml::{self, Limits, YamlError};

/// The bytes to replace, and what to put there.
pub(super) fn of(text: &str, inside: Span, error: &YamlError) -> Option<(Span, String)> {
    let header = text.get(..inside.end as usize)?;
    let holds = |span: Span| span.start <= error.span.start && error.span.start <= span.end;
    let line = lines(header, inside.start as usize).find(|line| holds(line.span))?;
    let (name, rest) = key(line.text)?;
    let value = rest.trim();
    let at = line.span.start as usize + name.len() + 1 + (rest.len() - rest.trim_start().len());
    let replacement = quoted(value)?;
    let start = at.checked_sub(inside.start as usize)?;
    let yaml = inside.of(text);
    let mended = format!("{}{replacement}{}", yaml.get(..start)?, yaml.get(start + value.len()..)?);
    let is_better = match yaml::load(&mended, inside.start as usize, Limits::FRONT_MATTER) {
        Ok(_) => true,
        Err(next) => next.span.start as usize > line.span.end as usize + replacement.len() - value.len(),
    };
    is_better.then(|| (Span::new(at, at + value.len()), replacement))
}

/// A value in quotes that hold whatever it says: one that has them with an apostrophe written once, or one without.
fn quoted(value: &str) -> Option<String> {
    let inside = match value.strip_prefix('\'') {
        Some(rest) => rest.strip_suffix('\'')?.replace("''", "'"),
        // What begins like this is meant as something else than text, and one can't tell what.
        None if value.is_empty() || value.starts_with(['"', '{', '&', '*', '|', '>', '%', '@', '`', '#']) => {
            return None;
        }
        // `key: id: value` is a mapping that lost its lines.
        None if key(value).is_some_and(|(name, rest)| rest.starts_with(' ') && name == "id") => return None,
        None if value.starts_with('[') && !value.starts_with("[!") => return None,
        None => value.to_owned(),
    };
    Some(format!("'{}'", inside.replace('\'', "''")))
}
