//! Inlines.

use super::elements::texts;
use super::{Destination, Phrase, Picture, Renderer};
use crate::markdown::escape::escape_html;
use crate::markdown::text;
use crate::markdown::tree::{Kind, Link, Node, RefId};
use crate::markdown::url::scheme;

/// An image to write.
#[derive(Default)]
pub(super) struct Image<'a> {
    pub(super) alternative: &'a str,
    pub(super) title: &'a str,
    /// Other attributes and their values, from raw HTML.
    pub(super) attributes: Vec<(&'static str, &'a str)>,
}

fn is_br(node: &Node) -> bool {
    matches!(&node.kind, Kind::Element(element) if element.name.as_str() == "br")
}

impl Renderer<'_> {
    pub(super) fn inlines(&mut self, nodes: &[Node]) {
        for (index, node) in nodes.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| nodes.get(before));
            // A line that ends in `<br>` ends once.
            if node.kind == Kind::SoftBreak && !self.is_plain() && before.is_some_and(is_br) {
                self.write("\n");
            } else {
                self.inline(node);
            }
        }
    }

    pub(super) fn inline(&mut self, node: &Node) {
        match &node.kind {
            Kind::Text(_) => self.write_text(node.literal(self.source)),
            Kind::Code(_) => {
                self.write("<code>");
                self.write_text(node.literal(self.source));
                self.write("</code>");
            }
            Kind::Emphasis => self.span("em", node),
            Kind::Strong => self.span("strong", node),
            Kind::Strikethrough => self.span("del", node),
            Kind::Control => {
                self.write("<span class=\"uicontrol\" data-uicontrol>");
                self.inlines(&node.children);
                self.write("</span>");
            }
            Kind::Link(link) => {
                let close = self.open_link(link.reference, &link.title, &texts(&link.attributes));
                self.link_text(link.reference, &node.children);
                self.write(close);
            }
            Kind::Image(image) => self.markdown_image(image, &node.children),
            Kind::SoftBreak if self.is_plain() => self.write("\n"),
            Kind::HardBreak if self.is_plain() => self.write("<br />\n"),
            // The reference for this dialect breaks lines where the writer did.
            Kind::SoftBreak | Kind::HardBreak => self.write("<br>\n"),
            Kind::FootnoteReference(number) => self.footnote_mark(*number),
            Kind::Badge(badge) => self.badge(badge),
            Kind::Include(include) if include.inline => self.inlines(&node.children),
            Kind::Transclusion(transclusion) if transclusion.inline => self.write_text(node.literal(self.source)),
            Kind::RawInline(_) => self.write(node.literal(self.source)),
            Kind::Element(element) => self.element(element, node),
            _ => self.block(node, false),
        }
    }

    fn span(&mut self, name: &str, node: &Node) {
        self.html.push('<');
        self.write(name);
        self.html.push('>');
        self.inlines(&node.children);
        self.write("</");
        self.write(name);
        self.html.push('>');
    }

    // ---- links

    /// Writes the text of a link; where it names nothing, the name of what it leads to.
    fn link_text(&mut self, id: RefId, children: &[Node]) {
        let surroundings = self.surroundings;
        let nameless = !self.is_plain() && text::is_nameless(children, self.source);
        match self.reference(id).filter(|_| nameless).and_then(|reference| surroundings.link_name(id, reference)) {
            Some(name) => match children {
                // Bold stays bold.
                [Node { kind: Kind::Strong, .. }] => self.write(&format!("<strong>{}</strong>", escape_html(&name))),
                [Node { kind: Kind::Emphasis, .. }] => self.write(&format!("<em>{}</em>", escape_html(&name))),
                _ => self.write_text(&name),
            },
            None => self.inlines(children),
        }
    }

    /// Opens a link; returns what closes it.
    pub(super) fn open_link(&mut self, id: RefId, title: &str, attributes: &[(&str, &str)]) -> &'static str {
        let surroundings = self.surroundings;
        let destination = self.reference(id).map_or(Destination::Broken, |reference| surroundings.link(id, reference));
        let (address, external) = match &destination {
            Destination::Internal(address) if self.is_plain() || scheme(address).is_safe() => (address, false),
            Destination::External(address) if scheme(address).is_safe() => (address, true),
            _ => {
                let target = self.reference(id).map_or("", |reference| &reference.target);
                let title = surroundings.phrase(Phrase::LinkBroken).replace("{target}", target);
                self.write("<span class=\"broken\"");
                self.write_attribute("title", &title);
                self.write(">");
                return "</span>";
            }
        };
        self.write("<a");
        self.write_attribute("href", address);
        if !title.is_empty() {
            self.write_attribute("title", title);
        }
        for (name, value) in attributes {
            self.write_attribute(name, value);
        }
        self.write(if external { " rel=\"external noopener noreferrer\">" } else { ">" });
        "</a>"
    }

    // ---- images

    /// An image that is a paragraph of its own.
    pub(super) fn figure(&mut self, node: &Node, image: &Link, alternative: &[Node]) {
        self.line();
        self.write("<figure class=\"figure\"");
        self.pair(node);
        self.write(">");
        self.markdown_image(&Link { title: "".into(), ..image.clone() }, alternative);
        if !image.title.is_empty() {
            self.write("<figcaption>");
            self.write_text(&image.title);
            self.write("</figcaption>");
        }
        self.write("</figure>\n");
    }

    fn markdown_image(&mut self, image: &Link, alternative: &[Node]) {
        let alternative = text::alternative(alternative, self.source);
        self.image(
            image.reference,
            &Image { alternative: &alternative, title: &image.title, attributes: texts(&image.attributes) },
        );
    }

    pub(super) fn image(&mut self, id: RefId, image: &Image<'_>) {
        let surroundings = self.surroundings;
        let Some(reference) = self.reference(id) else { return };
        match surroundings.image(id, reference) {
            Picture::Found { address, size } if self.is_plain() || scheme(&address).is_safe() => {
                self.found_image(&address, size, image);
            }
            _ => self.missing_image(image.alternative, &reference.target),
        }
    }

    fn found_image(&mut self, address: &str, size: Option<(u32, u32)>, image: &Image<'_>) {
        self.write("<img");
        self.write_attribute("src", address);
        self.write_attribute("alt", image.alternative);
        if !image.title.is_empty() {
            self.write_attribute("title", image.title);
        }
        for (name, value) in &image.attributes {
            self.write_attribute(name, value);
        }
        let sized = image.attributes.iter().any(|(name, _)| matches!(*name, "width" | "height"));
        if let (Some((width, height)), false) = (size, sized) {
            self.write(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        // The first image is likely to be seen at once.
        if self.surroundings.decorates() && self.images > 0 {
            self.write(" loading=\"lazy\" decoding=\"async\"");
        }
        self.images += 1;
        self.write(if self.is_plain() { " />" } else { ">" });
    }

    fn missing_image(&mut self, alternative: &str, target: &str) {
        let title = self.surroundings.phrase(Phrase::ImageMissing).replace("{target}", target);
        let shown = if alternative.trim().is_empty() { target } else { alternative };
        self.write("<span class=\"broken\" role=\"img\"");
        self.write_attribute("aria-label", shown);
        self.write_attribute("title", &title);
        self.write(">");
        self.write_text(shown);
        self.write("</span>");
    }
}
