//! Values from the parser, counted while they are built.

use super::places::Places;
use super::{Entry, Loaded, Repeated, Value, Yaml, YamlError};
use crate::span::Span;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Formatter};

/// The most values of one text; real headers hold some dozens.
const NODES: usize = 20_000;
/// The most bytes of text in all values, where an alias counts each time.
const TEXT: usize = 1024 * 1024;
/// How deep lists and mappings may be nested.
const DEPTH: usize = 32;

pub(super) fn read(text: &str) -> Result<Loaded, YamlError> {
    let mut reader = Reader { places: Places::new(text), nodes: 0, text: 0, refusal: None, repeated: Vec::new() };
    let seed = Seed { reader: &mut reader, depth: 0 };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(root) => Ok(Loaded { root, repeated: reader.repeated }),
        Err(error) => Err(reader.explain(&error)),
    }
}

struct Reader<'t> {
    places: Places<'t>,
    nodes: usize,
    text: usize,
    /// Our own reason to stop; the parser's error then only says where.
    refusal: Option<String>,
    repeated: Vec<Repeated>,
}

impl Reader<'_> {
    fn refuse<E: Error>(&mut self, reason: impl Into<String>) -> E {
        self.refusal = Some(reason.into());
        E::custom("refused")
    }

    fn count<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        self.nodes += 1;
        self.text += bytes;
        if self.nodes > NODES {
            return Err(self.refuse(format!("it holds more than {NODES} values")));
        }
        if self.text > TEXT {
            return Err(self.refuse(format!("its values hold more than {} KB", TEXT / 1024)));
        }
        Ok(())
    }

    /// A number or truth value, whose text is `plain` unless the place where it seems to stand says the same.
    fn scalar<E: Error>(&mut self, value: Value, plain: &str) -> Result<Yaml, E> {
        self.count(plain.len())?;
        let (span, word) = self.places.token();
        let written = if says(word, &value) { word } else { plain };
        Ok(Yaml { value, span, written: written.into() })
    }

    fn str<E: Error>(&mut self, text: &str) -> Result<Yaml, E> {
        self.count(text.len())?;
        Ok(Yaml::str(text, self.places.text(text)))
    }

    /// The parser's own words without its positions; where it names none, the place that was reached.
    fn explain(mut self, error: &serde_yaml::Error) -> YamlError {
        let words = error.to_string();
        let problem = words.split(" at line ").next().and_then(|words| words.split(", while ").next());
        let message = match (self.refusal.take(), problem) {
            (Some(refusal), _) => refusal,
            (None, Some(problem)) if problem.contains("more than one document") => "more than one document".into(),
            (None, problem) => problem.unwrap_or_default().into(),
        };
        let span = error.location().map_or_else(|| self.places.token().0, |location| Span::at(location.index()));
        YamlError { message, span }
    }
}

/// Reads one value at a depth of nesting.
struct Seed<'r, 't> {
    reader: &'r mut Reader<'t>,
    depth: usize,
}

impl<'t> Seed<'_, 't> {
    fn inner(&mut self) -> Seed<'_, 't> {
        Seed { reader: self.reader, depth: self.depth + 1 }
    }

    fn enter<E: Error>(&mut self) -> Result<Span, E> {
        self.reader.count(0)?;
        if self.depth >= DEPTH {
            return Err(self.reader.refuse(format!("it is nested deeper than {DEPTH} levels")));
        }
        Ok(self.reader.places.bracket())
    }

    fn entry<E: Error>(&mut self, key: &Yaml, value: Yaml) -> Result<Entry, E> {
        match key.text().map(Box::from).or_else(|| key.is_null().then(|| "null".into())) {
            Some(name) => Ok(Entry { key: name, key_span: key.span, value }),
            None => Err(self.reader.refuse(format!("a key must be text, not {}", key.kind()))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Yaml;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Yaml, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Yaml;

    fn expecting(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Yaml, E> {
        self.reader.count(0)?;
        Ok(Yaml::null(self.reader.places.null()))
    }

    fn visit_none<E: Error>(self) -> Result<Yaml, E> {
        self.visit_unit()
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Yaml, E> {
        self.reader.scalar(Value::Bool(value), if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Yaml, E> {
        self.reader.scalar(Value::Int(value), &value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Yaml, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.visit_u128(value.into()),
        }
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Yaml, E> {
        self.reader.str(&value.to_string())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Yaml, E> {
        self.reader.str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Yaml, E> {
        self.reader.scalar(Value::Float(value), &value.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Yaml, E> {
        self.reader.str(text)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Yaml, A::Error> {
        Err(self.reader.refuse("tags (`!name`) are not allowed"))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<Yaml, A::Error> {
        let start = self.enter()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self.inner())? {
            items.push(item);
        }
        let span = around(items.iter().map(|item| item.span), start);
        Ok(Yaml { value: Value::Seq(items), span, written: Box::default() })
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<Yaml, A::Error> {
        let start = self.enter()?;
        let mut entries = Vec::new();
        while let Some(key) = access.next_key_seed(self.inner())? {
            let value = access.next_value_seed(self.inner())?;
            entries.push(self.entry(&key, value)?);
        }
        let entries = keep_first(entries, &mut self.reader.repeated);
        let span = around(entries.iter().map(|entry| entry.key_span.to(entry.value.span)), start);
        Ok(Yaml { value: Value::Map(entries), span, written: Box::default() })
    }
}

/// Whether `word` is a way to write `value`.
fn says(word: &str, value: &Value) -> bool {
    match value {
        Value::Bool(value) => word.to_ascii_lowercase().parse() == Ok(*value),
        Value::Int(value) => word.parse() == Ok(*value),
        Value::Float(value) if value.is_finite() => word.parse() == Ok(*value),
        Value::Float(_) => matches!(word.trim_start_matches(['+', '-']).get(..1), Some(".")),
        _ => false,
    }
}

/// The span of all `parts`, or `empty` where there is none.
fn around(parts: impl Iterator<Item = Span>, empty: Span) -> Span {
    parts.reduce(Span::to).unwrap_or(empty)
}

/// Drops every entry whose key came before. Sorted instead of searched, since a mapping may hold thousands.
fn keep_first(entries: Vec<Entry>, repeated: &mut Vec<Repeated>) -> Vec<Entry> {
    let mut keys: Vec<_> =
        entries.iter().enumerate().map(|(index, entry)| (&*entry.key, index, entry.key_span)).collect();
    keys.sort_unstable_by_key(|&(key, index, _)| (key, index));
    let mut late: Vec<_> = keys
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(<[_]>::split_first)
        .flat_map(|(first, rest)| rest.iter().map(move |&(key, index, span)| (index, key, first.2, span)))
        .collect();
    if late.is_empty() {
        return entries;
    }
    late.sort_unstable_by_key(|&(index, ..)| index);
    repeated.extend(late.iter().map(|&(_, key, first, span)| Repeated { key: key.into(), first, span }));
    let late: Vec<_> = late.into_iter().map(|(index, ..)| index).collect();
    let is_kept = |(index, entry): (usize, Entry)| late.binary_search(&index).is_err().then_some(entry);
    entries.into_iter().enumerate().filter_map(is_kept).collect()
}
