//! Paragraphs around inlines that stand among blocks.
//!
//! Tight list items and the text of HTML blocks have no paragraphs of their own. The tree gives them one, so that a
//! container of blocks holds nothing but blocks; what is shown without `<p>` is the renderer's to know.

use super::tree::{Kind, Node};

/// Puts the inlines in `children` into paragraphs, run by run; a run of blanks goes.
pub(super) fn wrap_inlines(children: &mut Vec<Node>, source: &str) {
    if children.iter().all(Node::is_block) {
        return;
    }
    if !children.iter().any(holds_blocks) {
        let mut wrapped = Vec::with_capacity(1);
        wrap(children, &mut wrapped, source);
        *children = wrapped;
        return;
    }
    let mut run = Vec::new();
    let mut wrapped = Vec::with_capacity(children.len());
    for node in children.drain(..) {
        if holds_blocks(&node) {
            wrap(&mut run, &mut wrapped, source);
            wrapped.push(node);
        } else {
            run.push(node);
        }
    }
    wrap(&mut run, &mut wrapped, source);
    wrapped.shrink_to_fit();
    *children = wrapped;
}

fn wrap(run: &mut Vec<Node>, wrapped: &mut Vec<Node>, source: &str) {
    let blank = run.iter().all(|node| matches!(&node.kind, Kind::Text(_)) && node.literal(source).trim().is_empty());
    if let (false, Some(first), Some(last)) = (blank, run.first(), run.last()) {
        let span = first.span.to(last.span);
        wrapped.push(Node::branch(Kind::Paragraph, span, std::mem::take(run)));
    }
    run.clear();
}

/// Whether a node is a block, or an inline element around blocks.
pub(super) fn holds_blocks(node: &Node) -> bool {
    node.is_block() || node.children.iter().any(holds_blocks)
}
