//! What Markdown has no word for: tabs, films, badges.
//!
//! Ids of tabs hold a colon, which no id made from a heading's text does. Without a script all panels are shown, each
//! under its name.

use super::{Destination, Renderer};
use crate::markdown::escape::push_html;
use crate::markdown::tree::{Badge, Kind, Node, Video};
use crate::markdown::url::scheme;

impl Renderer<'_> {
    pub(super) fn tab_set(&mut self, node: &Node) {
        self.tab_sets += 1;
        let set = self.tab_sets;
        self.line();
        self.write("<div class=\"tabs\">\n<div class=\"tab-list\" role=\"tablist\">\n");
        for (index, tab) in tabs(node) {
            self.write(&format!(
                "<button type=\"button\" class=\"tab\" role=\"tab\" id=\"tab:{set}:{index}\" \
                 aria-controls=\"tab-panel:{set}:{index}\" aria-selected=\"{}\">",
                index == 1
            ));
            self.label(tab);
            self.write("</button>\n");
        }
        self.write("</div>\n");
        for (index, tab) in tabs(node) {
            self.write(&format!(
                "<div class=\"tab-panel\" role=\"tabpanel\" id=\"tab-panel:{set}:{index}\" \
                 aria-labelledby=\"tab:{set}:{index}\">\n<p class=\"tab-label\" data-outline-skip"
            ));
            let label = tab.children.iter().find(|child| child.kind == Kind::Label);
            if let Some(label) = label {
                self.pair(label);
            }
            self.write(">");
            self.label(tab);
            self.write("</p>\n");
            if let Some(label) = label {
                self.behind(label, true);
            }
            let content = tab.children.iter().filter(|child| child.kind != Kind::Label);
            content.for_each(|block| self.block(block, false));
            self.line();
            self.write("</div>\n");
        }
        self.write("</div>\n");
    }

    fn label(&mut self, tab: &Node) {
        let label = tab.children.iter().find(|child| child.kind == Kind::Label);
        self.inlines(label.map_or(&[], |label| &label.children));
    }

    /// A link to the film. A theme's script may put a player in its place once a reader asks for it.
    pub(super) fn video(&mut self, video: &Video, node: &Node) {
        let surroundings = self.surroundings;
        let Some(reference) = self.reference(video.reference) else { return };
        let film = surroundings.video(video.reference, reference);
        let address = match &film.destination {
            Destination::Internal(address) | Destination::External(address) if scheme(address).is_safe() => &**address,
            _ => "",
        };
        self.line();
        self.write("<div class=\"video\"");
        if !address.is_empty() {
            self.write_attribute("data-video", address);
            if !film.plays {
                self.write_attribute("data-link-only", "");
            }
        }
        self.write(">\n<p>");
        let close = self.open_link(video.reference, "", &[]);
        self.write_text(&film.title);
        self.write(close);
        self.write("</p>\n");
        self.blocks(&node.children, false);
        self.line();
        self.write("</div>\n");
    }

    pub(super) fn badge(&mut self, badge: &Badge) {
        let close = badge.reference.map(|reference| self.open_link(reference, "", &[]));
        push_badge(&mut self.html, badge);
        self.write(close.unwrap_or_default());
    }
}

fn tabs(set: &Node) -> impl Iterator<Item = (usize, &Node)> {
    (1..).zip(set.children.iter().filter(|child| child.kind == Kind::Tab))
}

fn push_badge(html: &mut String, badge: &Badge) {
    html.push_str("<span class=\"badge\" data-badge=\"");
    html.push_str(badge.kind.name());
    if !badge.tooltip.is_empty() {
        html.push_str("\" title=\"");
        push_html(html, &badge.tooltip);
    }
    html.push_str("\">");
    push_html(html, &badge.label);
    html.push_str("</span>");
}

/// Writes the badges of a page as a whole, each with its address if it leads somewhere.
#[must_use]
pub fn badges(badges: &[(Badge, Option<String>)]) -> String {
    let mut html = String::new();
    for (badge, address) in badges {
        let address = address.as_deref().filter(|address| scheme(address).is_safe());
        if let Some(address) = address {
            html.push_str("<a href=\"");
            push_html(&mut html, address);
            html.push_str(if address.starts_with("http") { "\" rel=\"external noopener noreferrer\">" } else { "\">" });
        }
        push_badge(&mut html, badge);
        html.push_str(if address.is_some() { "</a>\n" } else { "\n" });
    }
    html
}
