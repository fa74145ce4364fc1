//! Tree to HTML.
//!
//! A walk that writes a string. It can write only what the tree's types can say, with every text escaped, so what
//! it writes is safe whatever the page holds. In plain `CommonMark` it writes what the reference implementation
//! writes, byte for byte; pages get the markup that the theme is made for.

mod blocks;
mod code;
mod constructs;
mod elements;
mod excerpt;
mod footnotes;
mod inlines;
mod surroundings;

pub use constructs::badges;
pub use excerpt::{excerpt, rows};
pub use surroundings::{Destination, Film, HeadingAnchors, Highlighted, Mark, Phrase, Picture, Plain, Surroundings};

use super::escape::push_html;
use super::tree::{Dialect, Document, Kind, Node, RefId, Reference};

/// Writes `document`, which was parsed from `source`, as HTML.
#[must_use]
pub fn render(document: &Document, source: &str, surroundings: &dyn Surroundings) -> String {
    let mut renderer = Renderer::new(document, source, surroundings);
    renderer.body(&document.children);
    renderer.html
}

/// A page as HTML, its title apart: a theme puts things between the two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The first heading of the first level with its tags; empty where the page has none.
    pub heading: String,
    /// Everything else.
    pub content: String,
}

/// Writes `document` as [`render`] does, in two parts.
#[must_use]
pub fn render_parts(document: &Document, source: &str, surroundings: &dyn Surroundings) -> Parts {
    let mut renderer = Renderer::new(document, source, surroundings);
    let blocks = &document.children;
    let first = blocks.iter().position(|node| document.level(node) == Some(1));
    if let Some((before, [heading, after @ ..])) = first.and_then(|index| blocks.split_at_checked(index)) {
        let title = heading;
        renderer.bare(heading, false);
        // Copied, so that the content gets the room that was made for it.
        let heading = renderer.html.clone();
        renderer.html.clear();
        renderer.blocks(before, false);
        renderer.behind(title, true);
        renderer.body(after);
        Parts { heading, content: renderer.html }
    } else {
        renderer.body(blocks);
        Parts { heading: String::new(), content: renderer.html }
    }
}

struct Renderer<'a> {
    document: &'a Document,
    source: &'a str,
    surroundings: &'a dyn Surroundings,
    html: String,
    /// What the link at a heading is called, in parts between which the heading's text stands.
    anchor_label: Vec<String>,
    /// How many images were written.
    images: usize,
    /// How many tab sets were written.
    tab_sets: usize,
    /// How often each footnote was referred to, by its number less one.
    marks: Vec<u32>,
    /// Whether it writes a part of one page that is to stand in another: without ids, and without headings.
    is_excerpt: bool,
}

impl<'a> Renderer<'a> {
    fn new(document: &'a Document, source: &'a str, surroundings: &'a dyn Surroundings) -> Self {
        let html = String::with_capacity(source.len() + source.len() / 2);
        let anchor_label = if surroundings.decorates() {
            surroundings.phrase(Phrase::HeadingAnchor).split("{title}").map(str::to_owned).collect()
        } else {
            Vec::new()
        };
        let marks = Vec::new();
        Self { document, source, surroundings, html, anchor_label, images: 0, tab_sets: 0, marks, is_excerpt: false }
    }

    /// Writes what a block is paired with, inside of its tag.
    fn pair(&mut self, node: &Node) {
        let Some(mark) = self.surroundings.mark(node) else { return };
        if let Some(pair) = mark.pair {
            self.write_attribute("data-pair", &pair.to_string());
        }
        if let Some(change) = mark.change {
            self.write_attribute("data-change", change);
        }
    }

    /// Writes what is said of a block.
    fn note(&mut self, node: &Node) {
        if let Some(mark) = self.surroundings.mark(node) {
            self.write(mark.note);
        }
    }

    /// Writes what stands behind a block, what is said of it included unless that is written.
    fn behind(&mut self, node: &Node, noted: bool) {
        let Some(mark) = self.surroundings.mark(node) else { return };
        let is_row = matches!(&node.kind, Kind::Element(element) if element.name.as_str() == "tr");
        if noted && !mark.note.is_empty() {
            // Among rows only rows can stand.
            self.write(if is_row { "<tr><td colspan=\"100\">" } else { "" });
            self.write(mark.note);
            self.write(if is_row { "</td></tr>\n" } else { "" });
        }
        self.write(mark.behind);
    }

    /// Whether a block carries attributes of its own.
    fn is_marked(&self, node: &Node) -> bool {
        self.surroundings.mark(node).is_some_and(|mark| mark.pair.is_some() || mark.change.is_some())
    }

    /// Writes blocks, and the footnotes at their end.
    fn body(&mut self, nodes: &[Node]) {
        let notes = nodes.iter().position(footnotes::is_definition).unwrap_or(nodes.len());
        let (blocks, notes) = nodes.split_at_checked(notes).unwrap_or((nodes, &[]));
        self.blocks(blocks, false);
        self.footnotes(notes);
    }

    /// Whether the page is plain `CommonMark`.
    fn is_plain(&self) -> bool {
        self.document.dialect == Dialect::CommonMark
    }

    fn reference(&self, RefId(index): RefId) -> Option<&'a Reference> {
        self.document.references.get(index as usize)
    }

    fn write(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn write_text(&mut self, text: &str) {
        push_html(&mut self.html, text);
    }

    /// Writes ` name="value"`.
    fn write_attribute(&mut self, name: &str, value: &str) {
        if self.is_excerpt && matches!(name, "id" | "name") {
            return;
        }
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        push_html(&mut self.html, value);
        self.html.push('"');
    }

    /// Starts a new line, unless one has just been started.
    fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }
}
