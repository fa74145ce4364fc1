//! Values with their places, and the ways in which they are asked for.

use crate::span::Span;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Yaml {
    /// The value.
    pub value: Value,
    /// Where it stands in the file, quotes included; a list or mapping reaches from its first to its last item.
    pub span: Span,
    /// How a number or truth value is written, because `1.10` as a title is not `1.1`; empty for all others.
    pub written: Box<str>,
}

/// What a piece of YAML says.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing: `~`, `null`, or no value at all.
    Null,
    /// `true` or `false`; `yes` and `on` are text until [`Yaml::bool`] is asked.
    Bool(bool),
    /// A whole number; one too large for 64 bits is text.
    Int(i64),
    /// Another number.
    Float(f64),
    /// Text; dates are text.
    Str(Box<str>),
    /// A list.
    Seq(Vec<Yaml>),
    /// A mapping, in the order of the text, each key once.
    Map(Vec<Entry>),
}

/// One key of a mapping and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; one that is a number or truth value is the text of it.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// What it is set to.
    pub value: Yaml,
}

impl Yaml {
    /// Text at `span`.
    #[must_use]
    pub fn str(text: impl Into<Box<str>>, span: Span) -> Self {
        Self { value: Value::Str(text.into()), span, written: Box::default() }
    }

    /// Nothing, at `span`.
    #[must_use]
    pub fn null(span: Span) -> Self {
        Self { value: Value::Null, span, written: Box::default() }
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The text of a scalar as it is written: numbers and truth values are text where text is wanted.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Str(text) => Some(text),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(&self.written),
            Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    /// The truth value; takes the words of YAML 1.1 (`yes`, `no`, `on`, `off`) too.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        let is_one_of = |words: [&str; 3]| self.text().is_some_and(|text| words.iter().any(|word| is_word(text, word)));
        match self.value {
            Value::Bool(value) => Some(value),
            _ if is_one_of(["true", "yes", "on"]) => Some(true),
            _ if is_one_of(["false", "no", "off"]) => Some(false),
            _ => None,
        }
    }

    /// The whole number, also one that is written in quotes.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        match &self.value {
            Value::Int(value) => Some(*value),
            Value::Str(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The items of a list; nothing for anything else.
    #[must_use]
    pub fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a mapping; nothing for anything else.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of `key` in a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()?.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// What it is, for messages: `a list`, `text`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Str(_) => "text",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    pub(super) fn shift(&mut self, at: usize) {
        self.span = self.span.shift(at);
        match &mut self.value {
            Value::Seq(items) => items.iter_mut().for_each(|item| item.shift(at)),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| {
                entry.key_span = entry.key_span.shift(at);
                entry.value.shift(at);
            }),
            _ => {}
        }
    }
}

/// The same value for a template; a number that JSON does not know is text.
impl Serialize for Yaml {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Float(value) if value.is_finite() => serializer.serialize_f64(*value),
            Value::Float(_) => serializer.serialize_str(&self.written),
            Value::Str(text) => serializer.serialize_str(text),
            Value::Seq(items) => serializer.collect_seq(items),
            Value::Map(entries) => serialize_entries(entries, serializer),
        }
    }
}

/// Writes entries as a mapping, in the order of their keys; of several with the same key the last one counts.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_entries<'a, S: Serializer>(
    entries: impl IntoIterator<Item = &'a Entry>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let by_key: BTreeMap<&str, &Yaml> = entries.into_iter().map(|entry| (&*entry.key, &entry.value)).collect();
    serializer.collect_map(by_key)
}

fn is_word(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}
