//! The YAML header of a page: found, decoded, and inherited.
//!
//! A page begins with `---`, keys, `---`. Reading never fails: an invalid header is reported and salvaged line by
//! line, so that the page still has its title, with a mend where there is but one (`mend`); a value of the wrong kind is reported and has no meaning; an unknown
//! key is data that templates may ask for. Names of keys count whatever their case, since writers and translation
//! tools vary it.
//!
//! Rank 3; may import [`crate::yaml`], [`crate::diagnostic`], [`crate::span`]. A pure function of one file, so a
//! changed page is read again and nothing else. Deliberately absent: what a key means for a site, and any default.

mod badge;
mod decode;
mod fence;
mod inherit;
mod keys;
mod mend;
mod salvage;

pub use badge::{PageBadge, is_badge};
pub use decode::Keys;
pub use inherit::Effective;

use crate::diagnostic::{Diagnostic, codes};
use crate::span::Span;
use crate::yaml::{self, Entry, Limits, Value, Yaml};
use fence::Fence;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// The header of a page; empty where a page has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// The header with its two fences; nothing where a page has none.
    pub span: Option<Span>,
    /// Offset of the first byte of the text behind the header.
    pub body: usize,
    /// Every key as it is written, in the order of the file.
    pub entries: Vec<Entry>,
}

impl Keys for FrontMatter {
    fn get(&self, key: &str) -> Option<&Entry> {
        let exact = self.entries.iter().find(|entry| &*entry.key == key);
        exact.or_else(|| self.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)))
    }
}

/// Every key for a template.
impl Serialize for FrontMatter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        yaml::serialize_entries(&self.entries, serializer)
    }
}

/// Reads the header of the page `text` at `path`.
#[must_use]
pub fn read(text: &str, path: &Arc<str>) -> (FrontMatter, Vec<Diagnostic>) {
    let body = fence::mark(text);
    match fence::find(text) {
        Fence::None => (FrontMatter { body, ..FrontMatter::default() }, Vec::new()),
        Fence::Unclosed(span) => {
            let finding = Diagnostic::new(&codes::FM_UNCLOSED, path.clone(), "front matter has no closing `---`")
                .at(span)
                .help("write `---` on a line of its own behind the last key");
            (FrontMatter { body, ..FrontMatter::default() }, vec![finding])
        }
        Fence::Closed { span, yaml, body } => {
            let (entries, findings) = decode(text, yaml, path);
            (FrontMatter { span: Some(span), body, entries }, findings)
        }
    }
}

/// The keys between the fences, and what is wrong with them.
fn decode(text: &str, inside: Span, path: &Arc<str>) -> (Vec<Entry>, Vec<Diagnostic>) {
    let report = |code, message, span| Diagnostic::new(code, path.clone(), message).at(span);
    let (yaml, apart) = badge::apart(inside.of(text), inside.start as usize);
    let loaded = match yaml::load(&yaml, inside.start as usize, Limits::FRONT_MATTER) {
        Ok(loaded) => loaded,
        Err(error) => {
            let message = format!("front matter is not valid YAML: {}", error.message);
            let finding = report(&codes::FM_INVALID, message, error.span);
            let finding = finding.help(error.help().unwrap_or("write one `key: value` a line"));
            let finding = match mend::of(text, inside, &error) {
                Some((span, replacement)) => finding.fix(span, replacement),
                None => finding,
            };
            return (salvage::entries(text, inside), vec![finding]);
        }
    };
    let mut findings: Vec<_> = loaded
        .repeated
        .iter()
        .map(|repeated| {
            report(&codes::FM_DUPLICATE, format!("key `{}` is given twice", repeated.key), repeated.span).related(
                path.clone(),
                Some(repeated.first),
                "this one counts",
            )
        })
        .collect();
    let mut entries = match loaded.root {
        Yaml { value: Value::Map(entries), .. } => entries,
        root => {
            if !root.is_null() {
                let message = format!("front matter must hold `key: value` lines, not {}", root.kind());
                findings.push(report(&codes::FM_INVALID, message, root.span));
            }
            Vec::new()
        }
    };
    if !apart.is_empty() {
        entries.extend(apart);
        entries.sort_by_key(|entry| entry.key_span.start);
    }
    findings.extend(entries.iter().filter_map(|entry| keys::check_case(entry, text, path)));
    findings.extend(entries.iter().filter_map(|entry| keys::check_type(entry, path)));
    (entries, findings)
}
