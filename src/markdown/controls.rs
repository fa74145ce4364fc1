//! Names of things on the screen: `[!UICONTROL Save]`.
//!
//! Their tags are cut out of the text before Markdown is read (`mask`), so that they change nothing in it; what stood
//! in them is found again in the tree. The builder ends a text at each edge of a name, so a name is a run of whole
//! siblings, and [`Controls::wrap`] puts a node around it. A name in code stays code.

use super::splice::Splice;
use super::tree::{Kind, MAX_DEPTH, Node};
use crate::span::Span;
use std::ops::Range;

/// The names of a text, in offsets of the masked text: none in another, in order.
pub(super) struct Controls<'a> {
    ranges: &'a [Range<usize>],
    /// How many of them end before the place that was looked at last: text is read from the start to the end.
    passed: usize,
}

impl<'a> Controls<'a> {
    pub(super) fn new(ranges: &'a [Range<usize>]) -> Self {
        Self { ranges, passed: 0 }
    }

    /// The first place in `range` where a name begins or ends.
    pub(super) fn edge(&mut self, range: Range<usize>) -> Option<usize> {
        let ends_before = |control: &Range<usize>| control.end < range.start;
        if self.passed.checked_sub(1).and_then(|last| self.ranges.get(last)).is_some_and(|last| !ends_before(last)) {
            self.passed = self.ranges.partition_point(ends_before);
        }
        while self.ranges.get(self.passed).is_some_and(ends_before) {
            self.passed += 1;
        }
        let near = self.ranges.get(self.passed..)?.iter().take(2);
        near.flat_map(|control| [control.start, control.end]).find(|edge| range.contains(edge))
    }

    /// Puts a node around each name in `nodes`.
    pub(super) fn wrap(&self, nodes: &mut Vec<Node>, mask: &Splice<'_>) {
        if !self.ranges.is_empty() {
            let spans: Vec<Span> = self.ranges.iter().map(|range| Span::from(mask.origin(range.clone()))).collect();
            wrap(nodes, &spans, 1);
        }
    }
}

/// Those of `spans`, in order, that `around` has a part in.
fn near(spans: &[Span], around: Span) -> &[Span] {
    let from = spans.partition_point(|span| span.end <= around.start);
    let spans = spans.get(from..).unwrap_or_default();
    spans.get(..spans.partition_point(|span| span.start < around.end)).unwrap_or_default()
}

fn wrap(nodes: &mut Vec<Node>, spans: &[Span], depth: usize) {
    if spans.is_empty() {
        return;
    }
    let name = |node: &Node| {
        if node.is_block() || node.span.is_empty() || depth >= MAX_DEPTH - 1 {
            return None;
        }
        let before = spans.partition_point(|span| span.start <= node.span.start).checked_sub(1)?;
        spans.get(before).is_some_and(|span| span.contains(node.span)).then_some(before)
    };
    if !nodes.iter().any(|node| name(node).is_some()) {
        for node in nodes.iter_mut().filter(|node| !node.children.is_empty()) {
            wrap(&mut node.children, near(spans, node.span), depth + 1);
        }
        return;
    }
    let mut wrapped: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut open = None;
    for mut node in nodes.drain(..) {
        let this = name(&node);
        match (this, wrapped.last_mut()) {
            (Some(_), Some(control)) if this == open => {
                control.span = control.span.to(node.span);
                control.children.push(node);
            }
            (Some(_), _) => wrapped.push(Node::branch(Kind::Control, node.span, vec![node])),
            (None, _) => {
                wrap(&mut node.children, near(spans, node.span), depth + 1);
                wrapped.push(node);
            }
        }
        open = this;
    }
    wrapped.shrink_to_fit();
    *nodes = wrapped;
}
