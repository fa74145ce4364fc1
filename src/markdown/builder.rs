//! The stack on which a tree grows.
//!
//! Markdown containers and raw HTML elements stand on one stack, so that an element can hold Markdown and the
//! depth of both together is known while they open. `events` opens and closes the containers, `html` the elements;
//! this file holds what both need.

use super::controls::Controls;
use super::hints::Hints;
use super::mask::Mask;
use super::splice::Splice;
use super::tree::{
    Anchor, CodeBlock, Dialect, Document, Element, FileId, Heading, HeadingId, Kind, Literal, MAX_DEPTH, Node, RefId,
    Reference, ReferenceKind,
};
use super::{Input, footnotes::Footnotes, html::Tag};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::span::Span;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// A tree in the making.
pub(super) struct Builder<'a> {
    pub(super) input: &'a Input<'a>,
    /// The text that is parsed, and the way back to the file.
    pub(super) mask: &'a Splice<'a>,
    /// Names of things on the screen, in offsets of the masked text.
    controls: Controls<'a>,
    pub(super) document: Document,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) hints: Hints,
    pub(super) footnotes: Footnotes,
    /// What is open, the document first.
    frames: Vec<Frame>,
    /// Finished nodes that what is open holds so far: each frame's from its `first` on. One shared stack, so that
    /// a node's children are allocated once, in their number.
    nodes: Vec<Node>,
    /// Text that is not a node yet, because more may follow.
    run: Option<Run>,
    /// How many containers were not opened because they stood too deep.
    flattened: usize,
    too_deep: bool,
    /// Anchors that the page has already.
    claimed: BTreeSet<Box<str>>,
}

/// Something open: a node in the making.
pub(super) struct Frame {
    pub(super) role: Role,
    pub(super) span: Span,
    /// Where its children begin among the finished nodes.
    first: usize,
    /// Elements open in it that go with their content: what follows counts only if they are never closed.
    removed: Vec<Removed>,
}

/// Where an element begins that goes with its content.
struct Removed {
    name: &'static str,
    span: Span,
    /// How many elements of this name are open in each other.
    open: usize,
    /// How many nodes were finished there, and how many references, headings and anchors the page had.
    before: [usize; 4],
}

/// What an open thing becomes.
pub(super) enum Role {
    /// A node of Markdown.
    Markdown(Kind),
    /// An element of raw HTML.
    Tag(Box<Tag>),
}

/// Contiguous text, in offsets of the masked text.
struct Run {
    range: Range<usize>,
    /// The text as read, once it differs from the masked text.
    owned: Option<String>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(input: &'a Input<'a>, mask: &'a Mask<'a>) -> Self {
        let mut builder = Self {
            input,
            mask: &mask.text,
            controls: Controls::new(&mask.controls),
            document: Document { dialect: input.dialect, ..Document::default() },
            findings: Vec::new(),
            hints: mask.hints,
            footnotes: Footnotes::default(),
            frames: Vec::new(),
            nodes: Vec::new(),
            run: None,
            flattened: 0,
            too_deep: false,
            claimed: BTreeSet::new(),
        };
        // The bottom frame stands for the document: any block container will do.
        builder.push_frame(Role::Markdown(Kind::BlockQuote), Span::new(0, input.text.len()));
        builder
    }

    /// The document, once everything is closed.
    pub(super) fn finish(mut self) -> (Document, Hints, Vec<Diagnostic>) {
        self.close_to(1);
        self.flush();
        for Removed { name, span, .. } in self.frames.pop().map(|root| root.removed).unwrap_or_default() {
            self.report_unclosed(name, span);
        }
        let mut root = std::mem::take(&mut self.nodes);
        super::blocks::wrap_inlines(&mut root, self.input.text);
        root.append(&mut self.footnotes.take());
        self.controls.wrap(&mut root, self.mask);
        root.shrink_to_fit();
        self.document.children = root;
        (self.document, self.hints, self.findings)
    }

    // ---- places

    /// Where a range of the masked text stands in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::from(self.mask.origin(range))
    }

    /// Reports a finding.
    pub(super) fn report(&mut self, code: &'static Code, span: Span, message: String) {
        self.findings.push(Diagnostic::new(code, self.input.path.clone(), message).at(span));
    }

    // ---- opening and closing

    /// Opens a Markdown container that needs `levels` levels, itself included; flattens it when there are not as many.
    pub(super) fn open(&mut self, kind: Kind, span: Span, levels: usize) {
        self.flush();
        if !self.has_room(levels, span) {
            self.flattened += 1;
            self.unregister(&kind);
            self.separate(&kind, span);
            return;
        }
        self.prepare(span);
        self.push_frame(Role::Markdown(kind), span);
    }

    /// Closes the innermost Markdown container, with the elements that are still open in it.
    pub(super) fn close(&mut self) {
        self.flush();
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        self.close_to(self.container() + 1);
        self.close_top();
    }

    /// Whether `levels` more levels fit; says so once when they don't.
    pub(super) fn has_room(&mut self, levels: usize, span: Span) -> bool {
        // The bottom frame is not a level. Two levels are kept: for the paragraph that `blocks` may put around
        // inlines, and for a leaf in it.
        let fits = self.flattened == 0 && self.frames.len() - 1 + levels <= MAX_DEPTH - 2;
        if !fits && !self.too_deep {
            self.too_deep = true;
            self.report(&codes::DEPTH_EXCEEDED, span, format!("more than {MAX_DEPTH} levels are nested here"));
        }
        fits
    }

    /// Whether content was found that stands too deep.
    pub(super) fn is_too_deep(&self) -> bool {
        self.too_deep
    }

    /// Takes back what a container that is flattened has just registered.
    fn unregister(&mut self, kind: &Kind) {
        match kind {
            Kind::Heading(_) => drop(self.document.headings.pop()),
            Kind::Link(_) | Kind::Image(_) => drop(self.document.references.pop()),
            _ => {}
        }
    }

    /// Keeps the texts of flattened blocks apart.
    fn separate(&mut self, kind: &Kind, span: Span) {
        let opens_block = Node::leaf(kind.clone(), span).is_block();
        let first = self.frames.last().map_or(0, |top| top.first);
        let last = self.nodes.get(first..).and_then(<[Node]>::last);
        if opens_block && last.is_some_and(|last| !last.is_block() && last.kind != Kind::SoftBreak) {
            self.push(Node::leaf(Kind::SoftBreak, Span::at(span.start as usize)));
        }
    }

    pub(super) fn push_frame(&mut self, role: Role, span: Span) {
        self.frames.push(Frame { role, span, first: self.nodes.len(), removed: Vec::new() });
    }

    /// Closes open elements until `count` frames are left; those that HTML doesn't close by itself are reported.
    pub(super) fn close_to(&mut self, count: usize) {
        while self.frames.len() > count.max(1) {
            self.flush();
            if let Some(Frame { role: Role::Tag(tag), span, .. }) = self.frames.last()
                && !tag.closes_itself()
            {
                let (name, span) = (tag.name, *span);
                self.report_unclosed(name, span);
            }
            self.close_top();
        }
    }

    /// Makes a node of the innermost frame.
    pub(super) fn close_top(&mut self) {
        self.flush();
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { role, span, first, removed }) = self.frames.pop() else { return };
        for Removed { name, span, .. } in removed {
            self.report_unclosed(name, span);
        }
        let children = self.nodes.split_off(first.min(self.nodes.len()));
        // All of them: a definition list that ends with a quotation reaches into what follows it.
        let span = children.iter().fold(span, |span, child| span.to(child.span));
        match role {
            Role::Markdown(kind) => self.close_markdown(kind, span, children),
            Role::Tag(tag) => self.close_tag(*tag, span, children),
        }
    }

    fn report_unclosed(&mut self, name: &str, span: Span) {
        if !self.too_deep {
            self.report(&codes::HTML_UNBALANCED, span, format!("`<{name}>` is never closed"));
        }
    }

    // ---- elements that go with their content

    /// Marks where an element begins that goes with its content.
    pub(super) fn begin_removed(&mut self, name: &'static str, span: Span) {
        let document = &self.document;
        let Some(top) = self.frames.last_mut() else { return };
        if let Some(removed) = top.removed.iter_mut().find(|removed| removed.name == name) {
            removed.open += 1;
            return;
        }
        let before = [self.nodes.len(), document.references.len(), document.headings.len(), document.anchors.len()];
        top.removed.push(Removed { name, span, open: 1, before });
    }

    /// Removes what has been read since `name` began in the innermost Markdown container; whether it began there.
    pub(super) fn end_removed(&mut self, name: &str) -> bool {
        let from = self.container();
        let begins = |frame: &Frame| frame.removed.iter().any(|removed| removed.name == name);
        let Some(index) = self.frames.iter().rposition(begins).filter(|index| *index >= from) else { return false };
        let Some(frame) = self.frames.get_mut(index) else { return false };
        let Some(at) = frame.removed.iter().position(|removed| removed.name == name) else { return false };
        // What is open in an inner one stays open: it counts if the outer one is never closed.
        if let Some(removed) = frame.removed.get_mut(at).filter(|removed| removed.open > 1) {
            removed.open -= 1;
            return true;
        }
        self.flush();
        self.frames.truncate(index + 1);
        let Some(top) = self.frames.last_mut() else { return false };
        let removed = top.removed.remove(at);
        let [nodes, references, headings, anchors] = removed.before;
        self.nodes.truncate(nodes);
        self.document.references.truncate(references);
        self.document.headings.truncate(headings);
        for anchor in self.document.anchors.drain(anchors.min(self.document.anchors.len())..) {
            self.claimed.remove(&anchor.id);
        }
        true
    }

    // ---- content

    /// Appends a finished node to what is open.
    pub(super) fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    /// Appends an inline or a leaf block.
    pub(super) fn add(&mut self, kind: Kind, span: Span) {
        self.flush();
        self.prepare(span);
        self.push(Node::leaf(kind, span));
    }

    /// Appends text that stands at `range` of the masked text; names of things on the screen become nodes of their own.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        let masked = self.mask.text().get(range.clone());
        let verbatim = masked.is_some_and(|masked| std::ptr::eq(masked, text) || masked == text);
        let (mut at, mut from) = (range.start, range.start);
        while let Some(edge) = self.controls.edge(from..range.end) {
            if verbatim {
                let before = text.get(at - range.start..edge - range.start).unwrap_or_default();
                self.append(before, at..edge, true);
                at = edge;
            }
            self.flush();
            from = edge + 1;
        }
        self.append(text.get(at - range.start..).unwrap_or_default(), at..range.end, verbatim);
    }

    fn append(&mut self, text: &str, range: Range<usize>, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        match self.run.take() {
            Some(Run { range: before, owned: None }) if verbatim && before.end == range.start => {
                self.run = Some(Run { range: before.start..range.end, owned: None });
            }
            Some(Run { range: before, owned }) => {
                let masked = || self.mask.text().get(before.clone()).unwrap_or_default();
                let mut owned = owned.unwrap_or_else(|| self.readable(masked()).into_owned());
                owned.push_str(&self.readable(text));
                self.run = Some(Run { range: before.start..before.end.max(range.end), owned: Some(owned) });
            }
            None => {
                let owned = (!verbatim).then(|| self.readable(text).into_owned());
                self.run = Some(Run { range, owned });
            }
        }
    }

    /// `text` without zero-width spaces: they keep Markdown's delimiters apart and mean nothing to readers.
    pub(super) fn readable<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let is_space = |at| text.get(at..).is_some_and(|rest| rest.starts_with('\u{200b}'));
        if self.input.dialect == Dialect::Adobe && memchr_iter(0xe2, text.as_bytes()).any(is_space) {
            Cow::Owned(text.replace('\u{200b}', ""))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Makes a node of the text so far.
    pub(super) fn flush(&mut self) {
        if let Some(run) = self.run.take() {
            self.end_run(&run);
        }
    }

    /// Makes a node of a text that nothing follows.
    fn end_run(&mut self, run: &Run) {
        let text = match &run.owned {
            Some(text) => Cow::Borrowed(text.as_str()),
            None => {
                let text = self.mask.text().get(run.range.clone()).unwrap_or_default();
                if self.hints.any(Hints::ZERO_WIDTH) { self.readable(text) } else { Cow::Borrowed(text) }
            }
        };
        let text = &*text;
        if text.is_empty() || (self.drops_blanks() && text.trim_ascii().is_empty()) {
            return;
        }
        let span = self.span(run.range.clone());
        let literal = self.literal(text, span);
        self.prepare(span);
        self.push(Node::leaf(Kind::Text(literal), span));
    }

    /// The literal of a text, or of code in a line.
    pub(super) fn literal(&mut self, text: &str, span: Span) -> Literal {
        let literal = Literal::new(text, span, self.input.text);
        // Of all signs this is the one that is looked for in the texts of the tree.
        if literal != Literal::Source && text.contains('+') {
            self.hints.add(Hints::PLUSES);
        }
        literal
    }

    /// A block of code.
    pub(super) fn code_block(&mut self, info: Box<str>, text: &str, literal: Literal) -> Kind {
        if text.trim_start().starts_with('>') {
            self.hints.add(Hints::QUOTED_CODE);
        }
        self.document.holds_code = true;
        Kind::CodeBlock(Box::new(CodeBlock { info, text: literal }))
    }

    // ---- what the page refers to

    /// Registers a link or an image.
    pub(super) fn refer(&mut self, kind: ReferenceKind, target: &str, span: Span) -> RefId {
        let id = u32::try_from(self.document.references.len()).unwrap_or(u32::MAX);
        self.document.references.push(Reference { kind, target: target.into(), span, file: FileId::OWN });
        RefId(id)
    }

    /// Registers a heading; its text and id are known when the whole page is.
    pub(super) fn head(&mut self, level: u8, span: Span) -> HeadingId {
        let id = u32::try_from(self.document.headings.len()).unwrap_or(u32::MAX);
        let file = FileId::OWN;
        self.document.headings.push(Heading { level, id: "".into(), explicit: false, text: "".into(), span, file });
        HeadingId(id)
    }

    /// Registers an anchor; whether the page has none of this name yet.
    pub(super) fn anchor(&mut self, id: &str, span: Span) -> bool {
        if !self.claimed.insert(id.into()) {
            self.report(&codes::ID_DUPLICATE, span, format!("the page has an anchor `{id}` already"));
            return false;
        }
        self.document.anchors.push(Anchor { id: id.into(), span });
        true
    }

    // ---- the stack

    /// How many frames are open, the document's included.
    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// What is open, innermost first.
    pub(super) fn frames(&self) -> impl Iterator<Item = (usize, &Frame)> {
        self.frames.iter().enumerate().rev()
    }

    /// The innermost frame.
    pub(super) fn top(&mut self) -> Option<&mut Frame> {
        self.frames.last_mut()
    }

    /// Whether nothing stands in what is open yet.
    pub(super) fn is_empty(&mut self) -> bool {
        self.flush();
        self.frames.last().is_none_or(|top| top.first == self.nodes.len())
    }

    /// The index of the innermost Markdown container.
    pub(super) fn container(&self) -> usize {
        self.frames.iter().rposition(|frame| matches!(frame.role, Role::Markdown(_))).unwrap_or(0)
    }

    /// The innermost open Markdown container that is `wanted`.
    pub(super) fn nearest(&mut self, wanted: impl Fn(&Kind) -> bool) -> Option<&mut Kind> {
        self.frames.iter_mut().rev().find_map(|frame| match &mut frame.role {
            Role::Markdown(kind) if wanted(kind) => Some(kind),
            _ => None,
        })
    }

    /// Whether a link is open.
    pub(super) fn is_in_link(&self) -> bool {
        self.frames.iter().any(|frame| match &frame.role {
            Role::Markdown(kind) => matches!(kind, Kind::Link(_)),
            Role::Tag(tag) => tag.name == "a",
        })
    }

    /// The open element of HTML that is innermost, if it stands directly in what is open.
    pub(super) fn top_tag(&self) -> Option<&Tag> {
        match &self.frames.last()?.role {
            Role::Tag(tag) => Some(tag),
            Role::Markdown(_) => None,
        }
    }

    /// A finished element.
    pub(super) fn push_element(&mut self, element: Element, span: Span, children: Vec<Node>) {
        self.push(Node::branch(Kind::Element(Box::new(element)), span, children));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{parse, text};

    #[test]
    fn a_zero_width_space_that_a_cut_has_made_goes_too() {
        let source = "[!DNL a &]#x200B;b";
        let input = Input { path: &"page.md".into(), text: source, body: 0, dialect: Dialect::Adobe };
        assert_eq!(text::plain(&parse(input).document.children, source), "a b");
    }
}
