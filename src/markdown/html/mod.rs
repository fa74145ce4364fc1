//! Raw HTML to elements of the tree.
//!
//! The tags of one Markdown container are matched across everything in it, Markdown included: `<details>`, a blank
//! line, Markdown, a blank line, `</details>`. What HTML closes by itself is closed as HTML says; what it forgives
//! (an element left open, an end tag too many) is forgiven and reported. Which elements and attributes there are at
//! all is an allow-list ([`names`], [`attributes`]); the tree has no way to say anything else.
//!
//! The tree is what a browser makes of its HTML again: parts of tables and lists stand where they must, or their
//! tags go.

mod attributes;
mod names;
mod tokens;

use super::builder::{Builder, Frame, Role};
use super::hints::Hints;
use super::splice::Splice;
use super::text;
use super::tree::{Element, ElementName, Kind, Literal, Node};
use crate::diagnostic::codes;
use crate::span::Span;
use names::Fate;
use std::ops::Range;
use tokens::{StartTag, Token};

use attributes::Attributes;
pub(super) use attributes::is_id;

/// An open element.
pub(super) struct Tag {
    pub(super) name: &'static str,
    element: ElementName,
    attributes: Attributes,
    /// Whether it was opened in a line.
    inline: bool,
}

impl Tag {
    /// Whether HTML ends it by itself.
    pub(super) fn closes_itself(&self) -> bool {
        names::closes_itself(self.name)
    }
}

impl Builder<'_> {
    /// Reads a piece of raw HTML: a block, or what stands in a line.
    pub(super) fn html(&mut self, html: &Splice<'_>, inline: bool) {
        tokens::each(html.text(), |token, range| match token {
            Token::Text(text) => self.text(&text, html.origin(range)),
            Token::Start(tag) => self.start_tag(&tag, html, range, inline),
            Token::End(name) => self.end_tag(&name, html, range),
            Token::Nothing => self.flush(),
            Token::Unfinished => {
                let span = self.span(html.origin(range));
                self.report(&codes::HTML_UNBALANCED, span, "a tag has no end".to_owned());
            }
        });
    }

    // ---- tags

    fn start_tag(&mut self, tag: &StartTag<'_>, html: &Splice<'_>, range: Range<usize>, inline: bool) {
        let span = self.span(html.origin(range.clone()));
        let Some(fate) = names::fate(&tag.name) else { return self.unknown(html, range) };
        self.flush();
        match fate {
            Fate::Unwrap => self.unsafe_tag(&tag.name, "its tags are left out", span),
            Fate::Remove(name) => {
                self.unsafe_tag(name, "it is left out", span);
                self.prepare(span);
                if !tag.self_closing {
                    self.begin_removed(name, span);
                }
            }
            Fate::Keep(name) => {
                if self.make_place(name.as_str(), span) {
                    self.element(name, tag, html, span, inline);
                }
            }
        }
    }

    /// Opens an element that is kept, or adds it when it holds nothing.
    fn element(&mut self, name: ElementName, tag: &StartTag<'_>, html: &Splice<'_>, span: Span, inline: bool) {
        if name.as_str() == "table" {
            self.hints.add(Hints::TABLE);
        }
        let attributes = self.attributes(name.as_str(), tag, html, span);
        if name.is_void() || tag.self_closing {
            self.push_element(Element { name, attributes: attributes.list }, span, Vec::new());
        } else if self.has_room(names::levels(name.as_str()), span) {
            self.push_frame(Role::Tag(Box::new(Tag { name: name.as_str(), element: name, attributes, inline })), span);
        }
    }

    fn end_tag(&mut self, name: &str, html: &Splice<'_>, range: Range<usize>) {
        let span = self.span(html.origin(range.clone()));
        // What is open is an element that is kept.
        let is_unwrapped = self.open_tag(name).is_none() && {
            let Some(fate) = names::fate(name) else { return self.unknown(html, range) };
            fate == Fate::Unwrap
        };
        self.flush();
        if self.end_removed(name) {
            return;
        }
        if let Some(index) = self.open_tag(name) {
            self.close_to(index + 1);
            if let Some(top) = self.top() {
                top.span = top.span.to(span);
            }
            self.close_top();
        } else if !is_unwrapped && !self.is_too_deep() {
            self.report(&codes::HTML_UNBALANCED, span, format!("`</{name}>` closes nothing"));
        }
    }

    /// The open element that an end tag of this name closes.
    fn open_tag(&self, name: &str) -> Option<usize> {
        self.tags()
            .take_while(|(_, tag)| tag.name == name || !names::stops(tag.name, name))
            .find_map(|(index, tag)| (tag.name == name).then_some(index))
    }

    /// The elements that are open in the innermost Markdown container, innermost first.
    fn tags(&self) -> impl Iterator<Item = (usize, &Tag)> {
        self.frames().map_while(|(index, frame)| match &frame.role {
            Role::Tag(tag) => Some((index, &**tag)),
            Role::Markdown(_) => None,
        })
    }

    /// A tag that names no element of HTML is text: `<YOUR_TOKEN>`.
    fn unknown(&mut self, html: &Splice<'_>, range: Range<usize>) {
        let masked = html.origin(range.clone());
        let tag = html.text().get(range).unwrap_or_default();
        let name = tag.trim_matches(['<', '/', '>']).split_whitespace().next().unwrap_or_default();
        let message = format!("`{name}` is no element of HTML; it is shown as text");
        self.report(&codes::HTML_UNKNOWN, self.span(masked.clone()), message);
        self.text(tag, masked);
    }

    fn unsafe_tag(&mut self, name: &str, what: &str, span: Span) {
        self.report(&codes::HTML_UNSAFE, span, format!("`<{name}>` is not allowed; {what}"));
    }

    // ---- places

    /// Closes and opens what must be closed and opened before an element starts; whether it may start at all.
    fn make_place(&mut self, name: &'static str, span: Span) -> bool {
        let parents = names::parents(name);
        if !parents.is_empty() {
            return self.enter_parent(name, parents, span);
        }
        self.prepare(span);
        if name == "p" {
            self.close_open("p");
        }
        if names::heading_level(name).is_some() {
            self.close_heading_tag();
            if self.nearest(|kind| matches!(kind, Kind::Heading(_))).is_some() {
                self.report(&codes::HTML_UNBALANCED, span, "a heading can't stand in a heading".to_owned());
                return false;
            }
        }
        if name == "a" {
            self.close_open("a");
            if self.is_in_link() {
                self.report(&codes::HTML_UNBALANCED, span, "a link can't stand in a link".to_owned());
                return false;
            }
        }
        true
    }

    /// Goes back to the element that `name` must stand in, and opens what must stand between.
    fn enter_parent(&mut self, name: &str, parents: &[&str], span: Span) -> bool {
        let parent = self
            .tags()
            .take_while(|(_, tag)| parents.contains(&tag.name) || !names::stops(tag.name, name))
            .find(|(_, tag)| parents.contains(&tag.name))
            .map(|(index, tag)| (index, tag.name));
        let Some((index, mut parent)) = parent else {
            let message = format!("`<{name}>` must stand in `<{}>`", parents.first().unwrap_or(&""));
            self.report(&codes::HTML_UNBALANCED, span, message);
            return false;
        };
        self.close_to(index + 1);
        while let Some(between) = names::implied(parent, name) {
            self.imply(between, span);
            parent = between;
        }
        true
    }

    /// Opens an element that HTML inserts by itself.
    fn imply(&mut self, name: &'static str, span: Span) {
        if let Some(element) = ElementName::allowed(name) {
            let attributes = Attributes::default();
            self.push_frame(
                Role::Tag(Box::new(Tag { name, element, attributes, inline: false })),
                Span::at(span.start as usize),
            );
        }
    }

    /// Opens the cell that content needs directly in a table.
    pub(super) fn prepare(&mut self, span: Span) {
        while let Some(name) = self.top_tag().map(|tag| tag.name) {
            if name == "colgroup" {
                self.close_top();
            } else if let Some(between) = names::implied_around_content(name) {
                self.imply(between, span);
            } else {
                return;
            }
        }
    }

    /// Whether blanks mean nothing where content would be added now.
    pub(super) fn drops_blanks(&self) -> bool {
        self.top_tag().is_some_and(|tag| names::drops_blanks(tag.name))
    }

    /// Closes the open `name`, if there is nothing but inline elements in it.
    fn close_open(&mut self, name: &str) {
        let inline = |tag: &Tag| !tag.element.is_block();
        let open = self
            .tags()
            .take_while(|(_, tag)| tag.name == name || inline(tag))
            .find_map(|(index, tag)| (tag.name == name).then_some(index));
        if let Some(index) = open {
            self.close_to(index);
        }
    }

    /// Closes a heading element that another heading would stand in.
    pub(super) fn close_heading_tag(&mut self) {
        self.flush();
        if self.top_tag().is_some_and(|tag| names::heading_level(tag.name).is_some()) {
            self.close_to(self.depth() - 1);
        }
    }

    /// Closes elements that were opened in a line, before a block begins.
    pub(super) fn close_inline_tags(&mut self) {
        self.flush();
        while self.top_tag().is_some_and(|tag| tag.inline) {
            self.close_to(self.depth() - 1);
        }
    }

    // ---- ends

    /// Makes of an element what it is in the tree.
    pub(super) fn close_tag(&mut self, tag: Tag, span: Span, children: Vec<Node>) {
        if tag.name == "code"
            && let Some(Frame { role: Role::Tag(outer), .. }) = self.top()
            && outer.name == "pre"
        {
            outer.attributes.language.clone_from(&tag.attributes.language);
        }
        match self.special(&tag, span, &children) {
            Some(kind @ Kind::Heading(_)) => self.push(Node::branch(kind, span, children)),
            Some(kind) => self.push(Node::leaf(kind, span)),
            None => self.push_element(Element { name: tag.element, attributes: tag.attributes.list }, span, children),
        }
    }

    /// The node that Markdown has for an element: a heading, a block of code.
    fn special(&mut self, tag: &Tag, span: Span, children: &[Node]) -> Option<Kind> {
        if let Some(level) = names::heading_level(tag.name) {
            let id =
                children.iter().all(|child| !super::blocks::holds_blocks(child)).then(|| self.head(level, span))?;
            self.hints.add(Hints::RAW_HEADING);
            let heading = self.document.headings.last_mut()?;
            heading.explicit = tag.attributes.id.is_some();
            heading.id = tag.attributes.id.clone().unwrap_or_default();
            return Some(Kind::Heading(id));
        }
        let code = (tag.name == "pre").then(|| code_of(children, self.input.text))??;
        let info = tag.attributes.language.clone().unwrap_or_default();
        Some(self.code_block(info, &code, Literal::Owned(code.as_str().into())))
    }
}

/// The code in a `<pre>`, if it holds one `<code>` of text and nothing else.
fn code_of(children: &[Node], source: &str) -> Option<String> {
    let is_blank = |node: &Node| matches!(node.kind, Kind::Text(_)) && node.literal(source).trim().is_empty();
    let mut content = children.iter().filter(|node| !is_blank(node));
    let (Some(node), None) = (content.next(), content.next()) else { return None };
    let Kind::Element(element) = &node.kind else { return None };
    let is_text = |node: &Node| matches!(node.kind, Kind::Text(_));
    if element.name.as_str() != "code" || !node.children.iter().all(is_text) {
        return None;
    }
    let code = text::verbatim(&node.children, source);
    Some(code.strip_prefix('\n').map(str::to_owned).unwrap_or(code))
}
