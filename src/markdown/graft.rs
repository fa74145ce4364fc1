//! A stretch of a page that was read a second time, put back into its place.
//!
//! Its text was made from what the file holds, so it becomes its own; its spans are that of the place where it stands.

use super::transclusion::{detach, give_up};
use super::tree::{Document, HeadingId, Kind, Node};
use crate::span::Span;

/// Takes the blocks of `stretch`, which was parsed from `text`, and what they refer to into `document` at `at`.
pub(super) fn graft(document: &mut Document, mut stretch: Document, text: &str, at: Span) -> Vec<Node> {
    let references = length(&document.references);
    let headings = length(&document.headings);
    for reference in &mut stretch.references {
        reference.span = at;
    }
    for heading in &mut stretch.headings {
        heading.span = at;
    }
    document.references.append(&mut stretch.references);
    document.headings.append(&mut stretch.headings);
    document.anchors.extend(stretch.anchors.into_iter().map(|anchor| super::tree::Anchor { span: at, ..anchor }));
    document.holds_code |= stretch.holds_code;
    // It is read for what it is; nothing else is put into it.
    give_up(&mut stretch.children, text);
    detach(&mut stretch.children, text);
    for node in &mut stretch.children {
        settle(node, references, headings, at);
    }
    stretch.children
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

fn settle(node: &mut Node, references: u32, headings: u32, at: Span) {
    node.span = at;
    if let Kind::Heading(HeadingId(id)) = &mut node.kind {
        *id += headings;
    }
    node.kind.each_reference(&mut |reference| reference.0 += references);
    for child in &mut node.children {
        settle(child, references, headings, at);
    }
}
