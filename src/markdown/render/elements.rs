//! Elements of raw HTML.

use super::Renderer;
use super::blocks::notes_itself;
use super::inlines::Image;
use crate::markdown::blocks::holds_blocks;
use crate::markdown::tree::{Attribute, Element, Node, RefId};

impl Renderer<'_> {
    pub(super) fn element(&mut self, element: &Element, node: &Node) {
        match element.name.as_str() {
            "img" => self.raw_image(element),
            "a" => self.raw_link(element, node),
            "table" => {
                self.open_table();
                self.raw(element, node);
                self.close_table();
            }
            _ => self.raw(element, node),
        }
    }

    fn raw(&mut self, element: &Element, node: &Node) {
        // In a browser a block would end the `<p>` around it.
        let holds_blocks = element.name.as_str() == "p" && node.children.iter().any(holds_blocks);
        let name = if holds_blocks { "div" } else { element.name.as_str() };
        self.html.push('<');
        self.write(name);
        self.raw_attributes(element, if holds_blocks { "paragraph" } else { "" });
        if node.is_block() {
            self.pair(node);
        }
        self.html.push('>');
        if !element.name.is_void() {
            self.blocks(&node.children, false);
            if notes_itself(node) {
                self.note(node);
            }
            self.write("</");
            self.write(name);
            self.html.push('>');
        }
        if element.name.is_block() && !matches!(name, "td" | "th") {
            self.line();
        }
    }

    /// Writes the attributes of an element and a class of our own. Its address is left aside: only links and
    /// images have one.
    fn raw_attributes(&mut self, element: &Element, class: &str) {
        let texts = texts(&element.attributes);
        let classes = texts.iter().find(|(name, _)| *name == "class").map_or("", |(_, value)| value);
        let classes = format!("{class} {classes}");
        if !classes.trim().is_empty() {
            self.write_attribute("class", classes.trim());
        }
        for (name, value) in texts.into_iter().filter(|(name, _)| *name != "class") {
            if value.is_empty() && matches!(name, "open" | "reversed") {
                self.html.push(' ');
                self.write(name);
            } else {
                self.write_attribute(name, value);
            }
        }
    }

    fn raw_link(&mut self, element: &Element, node: &Node) {
        let Some(id) = address(element) else { return self.raw(element, node) };
        let close = self.open_link(id, "", &texts(&element.attributes));
        self.inlines(&node.children);
        self.write(close);
    }

    fn raw_image(&mut self, element: &Element) {
        let Some(id) = address(element) else { return };
        let texts = texts(&element.attributes);
        let value = |wanted: &str| texts.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
        let attributes = texts.iter().filter(|(name, _)| !matches!(*name, "alt" | "title")).copied().collect();
        self.image(id, &Image { alternative: value("alt"), title: value("title"), attributes });
    }
}

fn address(element: &Element) -> Option<RefId> {
    element.attributes.iter().find_map(|attribute| match attribute {
        Attribute::Reference(_, id) => Some(*id),
        Attribute::Text(..) => None,
    })
}

/// The attributes that are no addresses.
pub(super) fn texts(attributes: &[Attribute]) -> Vec<(&'static str, &str)> {
    let text = |attribute| match attribute {
        &Attribute::Text(name, ref value) => Some((name, &**value)),
        Attribute::Reference(..) => None,
    };
    attributes.iter().filter_map(text).collect()
}
