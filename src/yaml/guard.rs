//! What a text must be like before the parser sees it.

use super::YamlError;
use crate::span::Span;

/// How large a text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes.
    pub bytes: usize,
}

impl Limits {
    /// For the header of a page; real ones stay below 2 KB.
    pub const FRONT_MATTER: Self = Self { bytes: 64 * 1024 };
    /// For a file of its own.
    pub const CONFIG: Self = Self { bytes: 1024 * 1024 };
}

/// The scanner looks at every open bracket again for every token. Counting all brackets instead of open ones can't
/// be deceived by quotes, comments and block scalars; what is nested too deep is found while values are built.
const BRACKETS: usize = 1_000;

/// The parser compares every directive with every other.
const DIRECTIVES: usize = 8;

pub(super) fn check(text: &str, limits: Limits) -> Result<(), YamlError> {
    let refuse = |offset: usize, message: String| Err(YamlError { message, span: Span::at(offset) });
    if text.len() > limits.bytes {
        return refuse(0, format!("it is larger than {} KB", limits.bytes / 1024));
    }
    if let Some((offset, character)) = text.char_indices().find(|&(_, character)| is_control(character)) {
        return refuse(offset, format!("control character U+{:04X} is not allowed", u32::from(character)));
    }
    if let Some((offset, _)) = text.match_indices(['[', '{']).nth(BRACKETS) {
        return refuse(offset, format!("it holds more than {BRACKETS} opening brackets"));
    }
    if let Some(offset) = directives(text).nth(DIRECTIVES) {
        return refuse(offset, format!("it holds more than {DIRECTIVES} directives"));
    }
    Ok(())
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// The offsets of the `%` that start a line, whatever the parser takes for the end of one.
fn directives(text: &str) -> impl Iterator<Item = usize> {
    let is_start = |before: &str| before.is_empty() || before.ends_with(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    text.match_indices('%').map(|(offset, _)| offset).filter(move |&offset| text.get(..offset).is_some_and(is_start))
}
