//! `TOC.md`: the table of contents of a guide, one first-level heading and one nested list.

use super::{check_badges, plain};
use crate::diagnostic::{Diagnostic, codes};
use crate::front_matter::{self, FrontMatter, Keys};
use crate::markdown::tree::{Document, Kind, Node};
use crate::markdown::{self, Dialect, Input, text};
use crate::source::{FileKey, Source};
use crate::span::Span;
use std::sync::Arc;

/// A guide's table of contents, before its links are resolved.
#[derive(Debug, PartialEq)]
pub struct Toc {
    /// The file's name.
    pub key: FileKey,
    /// The file's path as people know it.
    pub shown: Arc<str>,
    /// The id of the heading: what the addresses of the guide's pages begin with where they are made of ids.
    pub id: Option<Box<str>>,
    /// The guide's title: the heading, else `user-guide-title`.
    pub title: Option<Box<str>>,
    /// One sentence about the guide: `user-guide-description`.
    pub description: Option<Box<str>>,
    /// The guide's place among the guides: lower comes first.
    pub weight: Option<i64>,
    /// Whether the guide is built, but not listed.
    pub hidden: bool,
    /// The entries.
    pub items: Vec<TocItem>,
    /// Its header, which its pages inherit.
    pub front: Arc<FrontMatter>,
}

// As for facts: equal is what need not be looked at again.
impl Eq for Toc {}

/// An entry: a link to a page or elsewhere, or a section without one.
#[derive(Debug, PartialEq)]
pub struct TocItem {
    /// What it says, as plain text.
    pub text: Box<str>,
    /// Where it leads, as written, and where that stands; a section leads nowhere.
    pub target: Option<(Box<str>, Span)>,
    /// The whole entry's own line.
    pub span: Span,
    /// The id of a section, as written behind its text: `{#id}`.
    pub id: Option<Box<str>>,
    /// Whether its page is built, but not listed: `{hide-from-toc}`.
    pub hidden: bool,
    /// The entries below it.
    pub children: Vec<TocItem>,
}

/// Reads a table of contents.
#[must_use]
pub fn read_toc(source: &Arc<Source>) -> (Toc, Vec<Diagnostic>) {
    let (front, mut findings) = front_matter::read(&source.text, &source.shown);
    findings.extend(check_badges(&front, &source.shown));
    let input = Input { path: &source.shown, text: &source.text, body: front.body, dialect: Dialect::Adobe };
    let parsed = markdown::parse(input);
    findings.extend(parsed.findings);
    let document = &parsed.document;
    let list = document.children.iter().find(|node| matches!(node.kind, Kind::List { .. }));
    if list.is_none() {
        let message = "the table of contents has no list";
        findings.push(
            Diagnostic::new(&codes::TOC_INVALID, source.shown.clone(), message)
                .at(Span::at(front.body))
                .help("write one nested list of links; until then the folder's pages are listed by `weight` and title"),
        );
    }
    let heading = document.headings.first();
    let named = |key: &str| front.text(key).map(|text| plain(text).into());
    let toc = Toc {
        key: source.key.clone(),
        shown: source.shown.clone(),
        id: heading.map(|heading| heading.id.clone()).filter(|id| !id.is_empty()),
        title: heading.map(|heading| heading.text.clone()).or_else(|| named("user-guide-title")),
        description: named("user-guide-description"),
        weight: front.weight(),
        hidden: front.hide(),
        items: list.map(|list| items(list, document, &source.text)).unwrap_or_default(),
        front: Arc::new(front),
    };
    glued(&toc.items, &toc.shown, &mut findings);
    (toc, findings)
}

/// Reports entries that share a line: a line break was lost between them.
fn glued(items: &[TocItem], shown: &Arc<str>, findings: &mut Vec<Diagnostic>) {
    let pairs = items.iter().zip(items.iter().skip(1)).filter(|(first, second)| first.span == second.span);
    for span in pairs.filter_map(|(_, second)| second.target.as_ref().map(|(_, span)| *span)) {
        findings.push(
            Diagnostic::new(&codes::TOC_INVALID, shown.clone(), "two links share one entry")
                .at(span)
                .help("write each link on a line of its own; both are listed until then"),
        );
    }
    for item in items {
        glued(&item.children, shown, findings);
    }
}

fn items(list: &Node, document: &Document, source: &str) -> Vec<TocItem> {
    list.children.iter().flat_map(|node| entries(node, document, source)).collect()
}

/// The entries of one item of a list: one, or one a link where several share a line.
fn entries(node: &Node, document: &Document, source: &str) -> Vec<TocItem> {
    let lists = |node: &&Node| matches!(node.kind, Kind::List { .. });
    let own: Vec<&Node> = node.children.iter().filter(|child| !lists(child)).collect();
    let inlines = own.iter().flat_map(|child| match child.kind {
        Kind::Paragraph => child.children.as_slice(),
        _ => std::slice::from_ref(*child),
    });
    let inlines: Vec<Node> = inlines.cloned().collect();
    let at = inlines.iter().position(|node| matches!(node.kind, Kind::Link(_)));
    let (before, rest) = inlines.split_at_checked(at.unwrap_or(inlines.len())).unwrap_or((&inlines, &[]));
    let before = text::plain(before, source);
    let span = own.first().map_or(node.span, |first| first.span);
    let hidden = before.contains("{hide-from-toc}");
    let links = rest.iter().filter_map(|node| match &node.kind {
        Kind::Link(link) => Some((node, document.references.get(link.reference.0 as usize)?)),
        _ => None,
    });
    let entry = |text: &str, target, id: Option<&str>| TocItem {
        text: text.into(),
        target,
        span,
        id: id.map(Into::into),
        hidden,
        children: Vec::new(),
    };
    let mut entries: Vec<TocItem> = links
        .map(|(node, reference)| {
            let label = text::plain(&node.children, source);
            entry(label.trim(), Some((reference.target.clone(), reference.span)), None)
        })
        .collect();
    if entries.is_empty() {
        let (label, id) = split_id(&before);
        entries.push(entry(label, None, id));
    }
    if let Some(last) = entries.last_mut() {
        last.children = node.children.iter().filter(lists).flat_map(|list| items(list, document, source)).collect();
    }
    entries
}

/// A section's text, and the id that is written as `{#id}` behind it.
fn split_id(text: &str) -> (&str, Option<&str>) {
    let written = text.trim_end().strip_suffix('}').and_then(|text| text.rsplit_once("{#"));
    match written {
        Some((text, id)) => (text.trim_end(), Some(id.trim()).filter(|id| !id.is_empty())),
        None => (text.trim_end(), None),
    }
}
