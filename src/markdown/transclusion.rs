//! Putting parts of other files into a tree.
//!
//! A part is a document of its own. Its text stands in another file, so it is copied; its spans become that of the
//! place where the part stands; its references, headings and anchors are entered in the lists of the whole, in
//! reading order, each with the file in which it is written.

use super::passes::headings;
use super::text;
use super::tree::{
    Attribute, Document, FileId, Heading, HeadingId, Included, Kind, Literal, Node, RefId, Transclusion,
};
use crate::span::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A part of another file, whole in itself.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file's name, as people know it.
    pub file: Arc<str>,
    /// What stands in it; it holds no text by reference ([`detach`], [`give_up`]).
    pub document: Document,
}

/// Puts a part at every place of `document` that asks for one.
///
/// `fill` is asked with the place, where it is written, and how many levels of nodes have room there. Where it
/// answers nothing, the text stays as written. `report` hears of anchors that are there twice.
pub fn transclude(
    document: &mut Document,
    source: &str,
    fill: &mut dyn FnMut(&Transclusion, Span, usize) -> Option<Part>,
    report: &mut dyn FnMut(&Heading, String),
) {
    let mut children = std::mem::take(&mut document.children);
    let old = std::mem::take(document);
    let mut whole = Whole {
        old: Old { document: &old, own: true, files: vec![FileId::OWN], notes: 0 },
        new: Document {
            dialect: old.dialect,
            files: old.files.clone(),
            holds_code: old.holds_code,
            ..Document::default()
        },
        claimed: old.anchors.iter().map(|anchor| anchor.id.clone()).collect(),
        notes: Vec::new(),
        noted: notes(&children),
        renamed: false,
    };
    whole.old.files.extend((1..=old.files.len()).map(file_id));
    whole.new.anchors.clone_from(&old.anchors);
    whole.walk(&mut children, 1, fill);
    children.append(&mut whole.notes);
    let Whole { mut new, renamed, .. } = whole;
    if renamed {
        read_headings(&children, source, &mut new.headings);
        headings::number(&mut new, report);
    }
    *document = Document { children, ..new };
}

/// Reads the texts of all headings again.
fn read_headings(nodes: &[Node], source: &str, headings: &mut [Heading]) {
    for node in nodes {
        if let Kind::Heading(id) = node.kind
            && let Some(heading) = headings.get_mut(id.0 as usize)
        {
            heading.text = text::verbatim(&node.children, source).into();
        }
        read_headings(&node.children, source, headings);
    }
}

/// A document of `children`, which are nodes of `document`: it lists what they refer to, and nothing else of it.
#[must_use]
pub fn excerpt(document: &Document, mut children: Vec<Node>) -> Document {
    let Document { dialect, ref files, holds_code, .. } = *document;
    let mut part = Document { dialect, files: files.clone(), holds_code, ..Document::default() };
    let mut ids = BTreeSet::new();
    for node in &mut children {
        list(node, document, &mut part, &mut ids);
    }
    part.anchors = document.anchors.iter().filter(|anchor| ids.contains(&anchor.id)).cloned().collect();
    part.children = children;
    part
}

fn list(node: &mut Node, document: &Document, part: &mut Document, ids: &mut BTreeSet<Box<str>>) {
    match &mut node.kind {
        Kind::Heading(id) => {
            if let Some(heading) = document.headings.get(id.0 as usize) {
                *id = HeadingId(index(part.headings.len()));
                part.headings.push(heading.clone());
            }
        }
        Kind::Element(element) => ids.extend(element.attributes.iter().filter_map(|attribute| match attribute {
            Attribute::Text("id", id) => Some(id.clone()),
            _ => None,
        })),
        _ => {}
    }
    node.kind.each_reference(&mut |id| {
        if let Some(reference) = document.references.get(id.0 as usize) {
            *id = RefId(index(part.references.len()));
            part.references.push(reference.clone());
        }
    });
    for child in &mut node.children {
        list(child, document, part, ids);
    }
}

/// Makes `nodes` hold their text themselves, so that they may leave their file; places that ask for a part stay what they
/// are.
pub fn detach(nodes: &mut [Node], source: &str) {
    for node in nodes {
        let own = |literal: &mut Literal| {
            if *literal == Literal::Source {
                *literal = Literal::Owned(node.span.of(source).into());
            }
        };
        match &mut node.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::RawBlock(text) | Kind::RawInline(text) => own(text),
            Kind::CodeBlock(block) => own(&mut block.text),
            _ => {}
        }
        detach(&mut node.children, source);
    }
}

/// Makes text, as it is written, of every place that asks for a part and was given none.
pub fn give_up(nodes: &mut [Node], source: &str) {
    for node in nodes {
        match &node.kind {
            Kind::Transclusion(place) => {
                let inline = place.inline;
                let words = Node::leaf(Kind::Text(Literal::Owned(node.literal(source).into())), node.span);
                *node = if inline { words } else { Node::branch(Kind::Paragraph, node.span, vec![words]) };
            }
            // What stands in another file was seen to when it was put together.
            Kind::Include(_) => {}
            _ => give_up(&mut node.children, source),
        }
    }
}

/// Whether a place among `nodes` asks for a part.
#[must_use]
pub fn asks(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| matches!(node.kind, Kind::Transclusion(_)) || asks(&node.children))
}

/// How many levels of nodes stand in each other.
#[must_use]
pub fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + depth(&node.children)).max().unwrap_or(0)
}

/// How many footnotes stand behind the text.
fn notes(nodes: &[Node]) -> u32 {
    let count = nodes.iter().filter(|node| matches!(node.kind, Kind::FootnoteDefinition(_))).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn file_id(index: usize) -> FileId {
    FileId(u16::try_from(index).unwrap_or(u16::MAX))
}

/// A document into which parts are put.
struct Whole<'a> {
    old: Old<'a>,
    new: Document,
    claimed: BTreeSet<Box<str>>,
    /// The footnotes of parts, which go behind everything.
    notes: Vec<Node>,
    noted: u32,
    /// Whether ids of headings may have to be others: a part brought names, or words that may stand in a heading.
    renamed: bool,
}

/// The document whose nodes are being moved.
struct Old<'a> {
    document: &'a Document,
    /// Whether it is the one that parts are put into.
    own: bool,
    /// Its files by their place among the files of the whole.
    files: Vec<FileId>,
    /// How many footnotes the whole has before its own.
    notes: u32,
}

impl Whole<'_> {
    fn walk(
        &mut self,
        nodes: &mut Vec<Node>,
        level: usize,
        fill: &mut dyn FnMut(&Transclusion, Span, usize) -> Option<Part>,
    ) {
        for node in nodes {
            if let Kind::Transclusion(place) = &node.kind {
                let room = super::tree::MAX_DEPTH.saturating_sub(level);
                if let Some(part) = fill(place, node.span, room) {
                    *node = self.adopt(part, place.inline, node.span);
                }
                continue;
            }
            self.enter(node);
            self.walk(&mut node.children, level + 1, fill);
        }
    }

    /// The node of a part.
    fn adopt(&mut self, mut part: Part, inline: bool, span: Span) -> Node {
        let mut children = std::mem::take(&mut part.document.children);
        let mut files = vec![self.file(&part.file)];
        files.extend(part.document.files.iter().map(|file| self.file(file)));
        let file = files.first().copied().unwrap_or_default();
        let noted = notes(&children);
        let old = Old { document: &part.document, own: false, files, notes: self.noted };
        // The lists of the part are read while those of the whole grow.
        let mut inner = Whole {
            old,
            new: std::mem::take(&mut self.new),
            claimed: std::mem::take(&mut self.claimed),
            notes: std::mem::take(&mut self.notes),
            noted: self.noted + noted,
            renamed: self.renamed,
        };
        for anchor in &part.document.anchors {
            if inner.claimed.insert(anchor.id.clone()) {
                inner.new.anchors.push(anchor.clone());
            }
        }
        for node in &mut children {
            inner.settle(node, span);
        }
        let footnotes = children.extract_if(.., |node| matches!(node.kind, Kind::FootnoteDefinition(_)));
        inner.notes.extend(footnotes);
        (self.new, self.claimed, self.notes, self.noted) = (inner.new, inner.claimed, inner.notes, inner.noted);
        self.new.holds_code |= part.document.holds_code;
        self.renamed |= inline || !part.document.headings.is_empty() || !part.document.anchors.is_empty();
        Node::branch(Kind::Include(Box::new(Included { file, inline })), span, children)
    }

    /// Enters a node of a part and all that it holds.
    fn settle(&mut self, node: &mut Node, span: Span) {
        node.span = span;
        self.enter(node);
        for child in &mut node.children {
            self.settle(child, span);
        }
    }

    /// Enters what a node refers to in the lists of the whole.
    fn enter(&mut self, node: &mut Node) {
        if let Kind::Heading(id) = &mut node.kind
            && let Some(heading) = self.old.document.headings.get(id.0 as usize)
        {
            let heading = Heading { file: self.file_of(heading.file), ..heading.clone() };
            *id = HeadingId(index(self.new.headings.len()));
            self.new.headings.push(heading);
        }
        match &mut node.kind {
            Kind::FootnoteReference(number) | Kind::FootnoteDefinition(number) if !self.old.own && *number > 0 => {
                *number += self.old.notes;
            }
            Kind::Include(included) => included.file = self.file_of(included.file),
            _ => {}
        }
        let (old, new) = (&self.old, &mut self.new);
        node.kind.each_reference(&mut |id| {
            if let Some(reference) = old.document.references.get(id.0 as usize) {
                let mut reference = reference.clone();
                reference.file = old.files.get(usize::from(reference.file.0)).copied().unwrap_or_default();
                *id = RefId(index(new.references.len()));
                new.references.push(reference);
            }
        });
    }

    fn file_of(&self, file: FileId) -> FileId {
        self.old.files.get(usize::from(file.0)).copied().unwrap_or_default()
    }

    /// The place of a file in the list of the whole.
    fn file(&mut self, name: &Arc<str>) -> FileId {
        let known = self.new.files.iter().position(|file| file == name);
        file_id(
            1 + known.unwrap_or_else(|| {
                self.new.files.push(name.clone());
                self.new.files.len() - 1
            }),
        )
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
