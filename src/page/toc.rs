//! `TOC.md`: the table of contents of a guide, one first-level heading and one nested list.

use super::plain;
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

/// An entry: a link to a page or elsewhere, or a section without one.
#[derive(Debug, PartialEq)]
pub struct TocItem {
    /// What it says, as plain text.
    pub text: Box<str>,
    /// Where it leads, as written, and where that stands; a section leads nowhere.
    pub target: Option<(Box<str>, Span)>,
    /// The whole entry's own line.
    pub span: Span,
    /// Whether its page is built, but not listed: `{hide-from-toc}`.
    pub hidden: bool,
    /// The entries below it.
    pub children: Vec<TocItem>,
}

/// Reads a table of contents.
#[must_use]
pub fn read_toc(source: &Arc<Source>) -> (Toc, Vec<Diagnostic>) {
    let (front, mut findings) = front_matter::read(&source.text, &source.shown);
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
    let heading = document.headings.first().map(|heading| heading.text.clone());
    let named = |key: &str| front.text(key).map(|text| plain(text).into());
    let toc = Toc {
        key: source.key.clone(),
        shown: source.shown.clone(),
        title: heading.or_else(|| named("user-guide-title")),
        description: named("user-guide-description"),
        weight: front.weight(),
        hidden: front.hide(),
        items: list.map(|list| items(list, document, &source.text)).unwrap_or_default(),
        front: Arc::new(front),
    };
    (toc, findings)
}

fn items(list: &Node, document: &Document, source: &str) -> Vec<TocItem> {
    list.children.iter().map(|node| item(node, document, source)).collect()
}

fn item(node: &Node, document: &Document, source: &str) -> TocItem {
    let lists = |node: &&Node| matches!(node.kind, Kind::List { .. });
    let own: Vec<&Node> = node.children.iter().filter(|child| !lists(child)).collect();
    let inlines = own.iter().flat_map(|child| match child.kind {
        Kind::Paragraph => child.children.as_slice(),
        _ => std::slice::from_ref(*child),
    });
    let inlines: Vec<Node> = inlines.cloned().collect();
    let at = inlines.iter().position(|node| matches!(node.kind, Kind::Link(_)));
    let (before, link) = inlines.split_at_checked(at.unwrap_or(inlines.len())).unwrap_or((&inlines, &[]));
    let before = text::plain(before, source);
    let link = link.first().and_then(|node| match &node.kind {
        Kind::Link(link) => Some((node, document.references.get(link.reference.0 as usize)?)),
        _ => None,
    });
    let label = match link {
        Some((node, _)) => text::plain(&node.children, source),
        None => without_id(&before).to_owned(),
    };
    TocItem {
        text: label.into(),
        target: link.map(|(_, reference)| (reference.target.clone(), reference.span)),
        span: own.first().map_or(node.span, |first| first.span),
        hidden: before.contains("{hide-from-toc}"),
        children: node.children.iter().filter(lists).flat_map(|list| items(list, document, source)).collect(),
    }
}

/// A section's text without the `{#id}` behind it.
fn without_id(text: &str) -> &str {
    match text.rsplit_once("{#") {
        Some((before, id)) if id.trim_end().ends_with('}') => before.trim_end(),
        _ => text.trim_end(),
    }
}
