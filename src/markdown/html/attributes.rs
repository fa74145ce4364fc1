//! What becomes of the attributes of raw HTML.

use super::tokens::{RawAttribute, StartTag};
use crate::diagnostic::codes;
use crate::markdown::builder::Builder;
use crate::markdown::splice::Splice;
use crate::markdown::tree::{Attribute, ReferenceKind};
use crate::markdown::url::{Scheme, scheme};
use crate::span::Span;
use std::collections::BTreeSet;

/// The attributes that an element keeps.
#[derive(Default)]
pub(in crate::markdown) struct Attributes {
    /// Those of the tree.
    pub(super) list: Vec<Attribute>,
    /// Of `<code class="language-…">`, the language as written.
    pub(super) language: Option<Box<str>>,
    /// Of a heading, the id: it is the heading's, not an anchor of its own.
    pub(super) id: Option<Box<str>>,
}

/// Longest id or class name that is kept, in bytes.
const LONGEST_NAME: usize = 128;

impl Builder<'_> {
    /// Sorts out the attributes of a tag.
    pub(super) fn attributes(&mut self, name: &str, tag: &StartTag<'_>, html: &Splice<'_>, span: Span) -> Attributes {
        let mut kept = Attributes::default();
        if tag.attributes.is_empty() {
            return kept;
        }
        let mut classes: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        for attribute in &tag.attributes {
            // HTML takes the first of two attributes of the same name.
            if !seen.insert(attribute.name.as_str()) {
                continue;
            }
            match attribute.name.as_str() {
                "class" => {
                    kept.language = attribute.value.split_ascii_whitespace().find_map(language).map(Into::into);
                    classes.extend(
                        attribute.value.split_ascii_whitespace().filter(|class| is_name(class)).map(Into::into),
                    );
                }
                "align" | "valign" | "style" => classes.extend(alignment_class(attribute)),
                "id" => self.id(name, attribute, html, span, &mut kept),
                "name" if name == "a" && !has(tag, "id") => self.id(name, attribute, html, span, &mut kept),
                "href" | "src" => kept.list.extend(self.address(name, attribute, html, span)),
                event if event.starts_with("on") => {
                    self.report(
                        &codes::HTML_UNSAFE,
                        span,
                        format!("the attribute `{event}` is not allowed; it is left out"),
                    );
                }
                _ => kept.list.extend(plain(name, attribute)),
            }
        }
        if !classes.is_empty() {
            kept.list.push(Attribute::Text("class", classes.join(" ").into()));
        }
        kept.list.shrink_to_fit();
        kept
    }

    fn id(&mut self, name: &str, attribute: &RawAttribute, html: &Splice<'_>, span: Span, kept: &mut Attributes) {
        let id = attribute.value.as_str();
        if !is_id(id) {
            return;
        }
        let value = self.span(html.origin(attribute.range.clone()));
        if super::names::heading_level(name).is_some() {
            kept.id = Some(id.into());
        } else if self.anchor(id, if value.is_empty() { span } else { value }) {
            kept.list.push(Attribute::Text("id", id.into()));
        }
    }

    /// A link's or an image's address, as a reference.
    fn address(&mut self, name: &str, attribute: &RawAttribute, html: &Splice<'_>, span: Span) -> Option<Attribute> {
        let (attribute_name, kind) = match (name, attribute.name.as_str()) {
            ("a", "href") => ("href", ReferenceKind::Link),
            ("img", "src") => ("src", ReferenceKind::Image),
            _ => return None,
        };
        let target = attribute.value.trim();
        if scheme(target) == Scheme::Forbidden {
            let message = format!("the address `{target}` is not allowed; it is left out");
            self.report(&codes::HTML_UNSAFE, span, message);
            return None;
        }
        let value = self.span(html.origin(attribute.range.clone()));
        let span = if value.of(self.input.text).trim() == target { value } else { span };
        Some(Attribute::Reference(attribute_name, self.refer(kind, target, span)))
    }
}

fn has(tag: &StartTag<'_>, name: &str) -> bool {
    tag.attributes.iter().any(|attribute| attribute.name == name)
}

/// The language of a class `language-…`.
fn language(class: &str) -> Option<&str> {
    class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")).filter(|language| !language.is_empty())
}

/// Attributes that are kept as they are, if their value is what it should be.
fn plain(element: &str, attribute: &RawAttribute) -> Option<Attribute> {
    let value = attribute.value.as_str();
    let cell = matches!(element, "td" | "th");
    let (name, kept) = match (attribute.name.as_str(), element) {
        ("title", _) => ("title", true),
        ("lang", _) => ("lang", is_language(value)),
        ("dir", _) => ("dir", one_of(value, &["ltr", "rtl", "auto"])),
        ("alt", "img") => ("alt", true),
        ("width", "img" | "table" | "td" | "th" | "col" | "colgroup") => ("width", is_length(value)),
        ("height", "img" | "td" | "th") => ("height", is_length(value)),
        ("colspan", _) if cell => ("colspan", is_number(value, 1000)),
        ("rowspan", _) if cell => ("rowspan", is_number(value, 1000)),
        ("span", "col" | "colgroup") => ("span", is_number(value, 1000)),
        ("scope", "th") => ("scope", one_of(value, &["row", "col", "rowgroup", "colgroup"])),
        ("start", "ol") => ("start", is_number(value, 999_999_999)),
        ("value", "li") => ("value", is_number(value, 999_999_999)),
        ("type", "ol" | "ul" | "li") => ("type", one_of(value, &["1", "a", "A", "i", "I", "disc", "circle", "square"])),
        ("reversed", "ol") => return Some(Attribute::Text("reversed", "".into())),
        ("open", "details") => return Some(Attribute::Text("open", "".into())),
        _ => return None,
    };
    kept.then(|| Attribute::Text(name, value.into()))
}

/// The class for an alignment, wherever it is written.
fn alignment_class(attribute: &RawAttribute) -> Option<String> {
    let value = match attribute.name.as_str() {
        "style" => attribute.value.split(';').find_map(|rule| {
            let (property, value) = rule.split_once(':')?;
            property.trim().eq_ignore_ascii_case("text-align").then(|| value.trim())
        })?,
        _ => attribute.value.trim(),
    };
    let value = value.to_ascii_lowercase();
    let names = ["left", "right", "center", "justify", "top", "middle", "bottom", "baseline"];
    names.contains(&value.as_str()).then(|| format!("align-{value}"))
}

fn one_of(value: &str, values: &[&str]) -> bool {
    values.contains(&value)
}

/// A class name.
fn is_name(value: &str) -> bool {
    value.len() <= LONGEST_NAME && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// An id: one word without anything that HTML, CSS or an address could trip over.
pub(in crate::markdown) fn is_id(value: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>`&#%{}\\".contains(c);
    !value.is_empty() && value.len() <= LONGEST_NAME && !value.contains(odd)
}

fn is_language(value: &str) -> bool {
    value.len() <= 35 && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Digits, or digits and a percent sign.
fn is_length(value: &str) -> bool {
    is_number(value.strip_suffix('%').unwrap_or(value), 9_999)
}

fn is_number(value: &str, most: u32) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit()) && value.parse::<u32>().is_ok_and(|number| number <= most)
}
