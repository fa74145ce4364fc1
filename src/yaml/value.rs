//! Values with their places, and the ways in which they are asked for.

use crate::span::Span;
use serde_json::{Map, Number};

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

    /// The same value for a template; a number that JSON does not know is text.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::Number((*value).into()),
            Value::Float(value) => Number::from_f64(*value).map_or_else(|| Json::from(&*self.written), Json::Number),
            Value::Str(text) => Json::from(&**text),
            Value::Seq(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Map(entries) => Json::Object(entries.iter().map(Entry::to_json).collect::<Map<_, _>>()),
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

impl Entry {
    /// Key and value for a template.
    #[must_use]
    pub fn to_json(&self) -> (String, serde_json::Value) {
        (self.key.to_string(), self.value.to_json())
    }
}

fn is_word(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}
