//! The text of nodes, without markup: for titles, outlines, ids, search and alternative texts.

use super::tree::{Kind, Node};

/// The text of `nodes` as people read it: runs of blanks are one blank, none at the ends; images say nothing.
#[must_use]
pub fn plain(nodes: &[Node], source: &str) -> String {
    collapse(&verbatim(nodes, source))
}

/// The text of `nodes` as HTML's `textContent` has it: blanks as they are, images say nothing.
#[must_use]
pub fn verbatim(nodes: &[Node], source: &str) -> String {
    let mut text = String::new();
    for node in nodes {
        push(&mut text, node, source, false);
    }
    text
}

/// The alternative text that `nodes` make: images in them say theirs.
#[must_use]
pub fn alternative(nodes: &[Node], source: &str) -> String {
    let mut text = String::new();
    for node in nodes {
        push(&mut text, node, source, true);
    }
    text
}

/// `text` with runs of blanks as one blank, and none at the ends.
#[must_use]
pub fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

fn push(text: &mut String, node: &Node, source: &str, images: bool) {
    match &node.kind {
        Kind::Image(_) if !images => return,
        Kind::SoftBreak | Kind::HardBreak => text.push(' '),
        Kind::Element(element) if element.name.as_str() == "br" => text.push(' '),
        Kind::RawBlock(_) | Kind::RawInline(_) => {}
        _ => text.push_str(node.literal(source)),
    }
    for child in &node.children {
        push(text, child, source, images);
    }
    if node.is_block() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}
