//! Parts of one page that stand in another: without ids, and with headings that are none.

use super::{Renderer, Surroundings};
use crate::markdown::blocks::holds_blocks;
use crate::markdown::tree::{Document, HeadingId, Kind, Node};

/// Writes blocks of `document`, parsed from `source`, to stand in another page.
///
/// They have no ids, footnotes lead nowhere, and headings are paragraphs (`class="as-heading"`), so that they are no part of
/// the other page's outline. What can't stand alone, such as a row, is put into what it needs.
#[must_use]
pub fn excerpt(nodes: &[&Node], document: &Document, source: &str, surroundings: &dyn Surroundings) -> String {
    let mut renderer = Renderer::new(document, source, surroundings);
    renderer.is_excerpt = true;
    for node in nodes {
        renderer.alone(node);
    }
    renderer.html
}

/// Writes rows of tables of `document` to stand in a table of another page; `attributes` are written into each row's tag.
#[must_use]
pub fn rows(
    nodes: &[&Node],
    document: &Document,
    source: &str,
    surroundings: &dyn Surroundings,
    attributes: &[(&str, &str)],
) -> String {
    let mut renderer = Renderer::new(document, source, surroundings);
    renderer.is_excerpt = true;
    for node in nodes {
        renderer.write("<tr");
        for (name, value) in attributes {
            renderer.write_attribute(name, value);
        }
        renderer.write(">");
        renderer.cells(node, false, &[]);
        renderer.write("</tr>\n");
    }
    renderer.html
}

impl Renderer<'_> {
    /// Writes a block that leaves what it stood in behind.
    fn alone(&mut self, node: &Node) {
        match &node.kind {
            Kind::TableRow | Kind::TableHead => {
                self.open_table();
                self.write("<table>\n<tbody>\n");
                self.row(node, false, &[]);
                self.write("</tbody>\n</table>");
                self.close_table();
            }
            Kind::Element(element) if element.name.as_str() == "tr" => {
                self.open_table();
                self.write("<table>\n<tbody>\n");
                self.block(node, false);
                self.write("</tbody>\n</table>");
                self.close_table();
            }
            Kind::Item(_) => {
                self.write("<ul>\n");
                self.block(node, false);
                self.write("</ul>\n");
            }
            Kind::Paragraph | Kind::Heading(_) => self.block(node, false),
            _ if !node.is_block() || !node.children.iter().any(holds_blocks) && is_part(node) => {
                self.write("<p");
                self.pair(node);
                self.write(">");
                self.inlines(&node.children);
                self.write("</p>\n");
            }
            _ => self.block(node, false),
        }
    }

    /// Writes a heading as a paragraph that looks like one.
    pub(super) fn as_heading(&mut self, HeadingId(index): HeadingId, node: &Node) {
        let level = self.document.headings.get(index as usize).map_or(2, |heading| heading.level);
        self.line();
        self.write("<p class=\"as-heading\"");
        self.write_attribute("data-level", &level.to_string());
        self.pair(node);
        self.write(">");
        self.inlines(&node.children);
        self.write("</p>\n");
    }

    /// Writes tabs one below the other.
    pub(super) fn tabs_as_blocks(&mut self, node: &Node) {
        for tab in node.children.iter().filter(|child| child.kind == Kind::Tab) {
            for child in &tab.children {
                if child.kind == Kind::Label {
                    self.alone(child);
                } else {
                    self.block(child, false);
                }
            }
        }
    }
}

/// Whether a block is a part that needs what it stands in.
fn is_part(node: &Node) -> bool {
    match &node.kind {
        Kind::Term | Kind::Definition | Kind::Summary | Kind::Label | Kind::TableCell => true,
        Kind::Element(element) => {
            matches!(element.name.as_str(), "li" | "dt" | "dd" | "td" | "th" | "caption" | "figcaption" | "summary")
        }
        _ => false,
    }
}
