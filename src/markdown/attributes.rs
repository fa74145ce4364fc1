//! Attribute lists: `{width="500" .class #id target=_blank}`.
//!
//! Only what reads as a list from its first to its last character is one: `{cart_id: 5}` and `{name}` are text.
//! May import: [`crate::diagnostic`].

use crate::diagnostic::{Code, codes};

/// An attribute list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct List<'a> {
    /// Names in lower case and values: `.x` has the name `class`, `#x` the name `id`; a word alone has no value.
    pub(super) pairs: Vec<(String, &'a str)>,
    /// How many bytes it takes, braces included.
    pub(super) length: usize,
    /// What is wrong with the quotes around a value.
    pub(super) flaw: Option<Flaw>,
}

/// What is wrong with the quotes around a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// They are typographic.
    Smart,
    /// Only the first is there.
    Unclosed,
}

impl Flaw {
    /// The code, the message and the help of its finding.
    pub(super) fn finding(self) -> (&'static Code, &'static str, &'static str) {
        match self {
            Self::Smart => (
                &codes::ATTR_SMART_QUOTES,
                "typographic quotes stand around a value in braces",
                "write straight quotes",
            ),
            Self::Unclosed => {
                (&codes::ATTR_UNCLOSED, "a quotation mark in braces is never closed", "write one behind the value, too")
            }
        }
    }
}

/// Words that mean something without a value.
const FLAGS: [&str; 4] = ["hide-from-toc", "zoomable", "transcript", "line-numbers"];

/// The longest list, in bytes.
const LONGEST_LIST: usize = 4_000;

/// What may close a value, by what opens it.
fn closing(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' => &['"'],
        '\'' => &['\''],
        '“' | '”' | '„' | '«' | '»' | '‟' => &['”', '“', '»', '«', '"'],
        '‘' | '’' | '‚' | '‹' => &['’', '‘', '›'],
        _ => return None,
    })
}

/// The attribute list that `text` begins with.
pub(super) fn parse(text: &str) -> Option<List<'_>> {
    let mut list = List::default();
    let text = text.get(..text.floor_char_boundary(LONGEST_LIST))?;
    let mut rest = text.strip_prefix('{')?;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        if let Some(behind) = rest.strip_prefix('}') {
            list.length = text.len() - behind.len();
            return (!list.pairs.is_empty()).then_some(list);
        }
        rest = pair(rest, &mut list)?;
    }
}

/// Reads one attribute; returns what is behind it.
fn pair<'a>(text: &'a str, list: &mut List<'a>) -> Option<&'a str> {
    if let Some((name, rest)) =
        [('.', "class"), ('#', "id")].iter().find_map(|(sign, name)| Some((name, text.strip_prefix(*sign)?)))
    {
        let (value, rest) = word(rest)?;
        list.pairs.push(((*name).to_owned(), value));
        return Some(rest);
    }
    let (name, rest) = word(text)?;
    let name = name.to_ascii_lowercase();
    let Some(rest) = rest.trim_start_matches(' ').strip_prefix('=') else {
        let known = FLAGS.contains(&name.as_str());
        list.pairs.push((name, ""));
        return known.then_some(rest);
    };
    let rest = rest.trim_start_matches(' ');
    let (value, rest) = match rest.chars().next().and_then(|open| Some((open, closing(open)?))) {
        Some((open, close)) => {
            let inside = rest.get(open.len_utf8()..)?;
            let closed = inside.split_once(|c| close.contains(&c));
            match closed.filter(|(value, _)| value.contains('{') || !value.contains(['\n', '}'])) {
                Some((value, behind)) => {
                    if !open.is_ascii() {
                        list.flaw.get_or_insert(Flaw::Smart);
                    }
                    (value.trim(), behind)
                }
                None => {
                    list.flaw = Some(Flaw::Unclosed);
                    word(inside).filter(|(_, behind)| behind.starts_with('}'))?
                }
            }
        }
        None => rest.split_at_checked(rest.find([' ', '\t', '}'])?).filter(|(value, _)| !value.contains('\n'))?,
    };
    list.pairs.push((name, value));
    Some(rest)
}

/// A name: letters, digits, `-`, `_`, `:`.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(word, _)| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_are_lists() {
        let pairs = |text| parse(text).map(|list| list.pairs);
        assert_eq!(
            pairs("{width=\"500\" zoomable=yes} x"),
            Some(vec![("width".into(), "500"), ("zoomable".into(), "yes")])
        );
        assert_eq!(
            pairs("{type=„Positive“ .x #y}"),
            Some(vec![("type".into(), "Positive"), ("class".into(), "x"), ("id".into(), "y")])
        );
        for text in ["{}", "{name}", "{ cart_id: 5 }", "{\"message\"}", "{a=b", "{a b}", "x{a=b}"] {
            assert_eq!(pairs(text), None, "{text}");
        }
        assert_eq!(parse("{a=b} c").map(|list| list.length), Some(5));
        let torn = parse("{target=\"_blank} and \"more\"");
        assert_eq!(torn.map(|list| (list.length, list.flaw)), Some((16, Some(Flaw::Unclosed))));
        assert_eq!(pairs("{a=\"b c} d\""), None);
    }
}
