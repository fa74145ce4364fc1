//! Tree to HTML.
//!
//! A walk that writes a string. It can write only what the tree's types can say, with every text escaped, so what
//! it writes is safe whatever the page holds. In plain `CommonMark` it writes what the reference implementation
//! writes, byte for byte; pages get the markup that the theme is made for.

mod blocks;
mod code;
mod constructs;
mod elements;
mod footnotes;
mod inlines;
mod surroundings;

pub use constructs::badges;
pub use surroundings::{Destination, Film, HeadingAnchors, Highlighted, Phrase, Picture, Plain, Surroundings};

use super::escape::push_html;
use super::tree::{Dialect, Document, Node, RefId, Reference};

/// Writes `document`, which was parsed from `source`, as HTML.
#[must_use]
pub fn render(document: &Document, source: &str, surroundings: &dyn Surroundings) -> String {
    let html = String::with_capacity(source.len() + source.len() / 2);
    let mut renderer = Renderer { document, source, surroundings, html, images: 0, tab_sets: 0, marks: Vec::new() };
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
    let html = String::with_capacity(source.len() + source.len() / 2);
    let mut renderer = Renderer { document, source, surroundings, html, images: 0, tab_sets: 0, marks: Vec::new() };
    let blocks = &document.children;
    let first = blocks.iter().position(|node| document.level(node) == Some(1));
    if let Some((before, [heading, after @ ..])) = first.and_then(|index| blocks.split_at_checked(index)) {
        renderer.block(heading, false);
        let heading = std::mem::take(&mut renderer.html);
        renderer.blocks(before, false);
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
    /// How many images were written.
    images: usize,
    /// How many tab sets were written.
    tab_sets: usize,
    /// How often each footnote was referred to, by its number less one.
    marks: Vec<u32>,
}

impl<'a> Renderer<'a> {
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
