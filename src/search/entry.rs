//! What one page gives to the index: a pure function of the page's tree and of its place.

use super::count::{Counter, Field};
use super::packed::Terms;
use super::stem::Stemming;
use crate::markdown::text;
use crate::markdown::tree::{self, Document, HeadingId, Node, RefId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a page is made of, for [`Entry::new`].
pub struct Content<'a> {
    /// The title, as lists show it.
    pub title: &'a str,
    /// The source that the document's spans point into.
    pub source: &'a str,
    /// The content.
    pub document: &'a Document,
    /// The id of each heading on the page as published, in order.
    pub anchors: &'a [&'a str],
    /// The words in the diagrams that it shows.
    pub diagrams: &'a Diagrams,
}

/// The words in diagrams, by the references that show them.
pub type Diagrams = BTreeMap<RefId, Arc<str>>;

/// A page's contribution to the index of its locale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The title.
    pub title: Box<str>,
    /// The lead first, then one for each heading below the title.
    pub sections: Vec<Section>,
    /// How many words and pairs the page has.
    pub length: u32,
    /// How many the title has.
    pub title_length: u32,
    /// The kinds of its alerts, by name.
    pub alerts: BTreeSet<&'static str>,
    /// The terms of all sections.
    pub terms: Terms,
}

/// A section: what a result leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The id of its heading; empty for the lead.
    pub id: Box<str>,
    /// The level of its heading; 1 for the lead.
    pub level: u8,
    /// The text of its heading; of the lead, the first-level heading's where that is not the title.
    pub heading: Box<str>,
    /// Its text, code included, in reading order.
    pub text: Box<str>,
}

impl Entry {
    /// Reads a page.
    #[must_use]
    pub fn new(content: &Content<'_>, stemming: &Stemming) -> Self {
        let mut outline = Outline { content, sections: vec![Draft::default()], alerts: BTreeSet::new() };
        outline.walk(&content.document.children);
        let Outline { sections: drafts, alerts, .. } = outline;
        let mut counter = Counter::default();
        counter.read(content.title, 0, Field::Title);
        let title_length = counter.length();
        for (number, draft) in drafts.iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            counter.read(&draft.heading, number, Field::Heading);
            for (text, field) in &draft.texts {
                counter.read(text, number, *field);
            }
        }
        let length = counter.length();
        let sections = drafts.into_iter().map(Draft::finish).collect();
        Self { title: content.title.into(), sections, length, title_length, alerts, terms: counter.settle(stemming) }
    }
}

/// A section that is being read.
#[derive(Default)]
struct Draft {
    id: Box<str>,
    level: u8,
    heading: Box<str>,
    texts: Vec<(String, Field)>,
}

impl Draft {
    fn push(&mut self, text: &str, field: Field) {
        match self.texts.last_mut() {
            Some((last, own)) if *own == field => last.push_str(text),
            _ => self.texts.push((text.to_owned(), field)),
        }
    }

    fn finish(self) -> Section {
        let mut whole = String::new();
        for (text, _) in &self.texts {
            whole.push_str(text);
            whole.push(' ');
        }
        let Self { id, level, heading, .. } = self;
        Section { id, level: level.max(1), heading, text: text::collapse(&whole).into() }
    }
}

/// The sections of a page, from its tree.
struct Outline<'a> {
    content: &'a Content<'a>,
    sections: Vec<Draft>,
    alerts: BTreeSet<&'static str>,
}

impl Outline<'_> {
    fn walk(&mut self, nodes: &[Node]) {
        for node in nodes {
            match &node.kind {
                tree::Kind::Heading(id) => self.heading(*id),
                tree::Kind::CodeBlock(_) => self.push(node.literal(self.content.source), Field::Code),
                kind => {
                    if let tree::Kind::Alert(alert) = kind {
                        self.alerts.insert(alert.name());
                    }
                    self.text(node);
                    self.walk(&node.children);
                    if node.is_block() {
                        self.push(" ", Field::Body);
                    }
                }
            }
        }
    }

    fn text(&mut self, node: &Node) {
        match &node.kind {
            tree::Kind::SoftBreak | tree::Kind::HardBreak => self.push(" ", Field::Body),
            tree::Kind::Element(element) if element.name.as_str() == "br" => self.push(" ", Field::Body),
            tree::Kind::RawBlock(_) | tree::Kind::RawInline(_) => {}
            _ => self.push(node.literal(self.content.source), Field::Body),
        }
        match &node.kind {
            tree::Kind::Image(link) => self.diagram(link.reference),
            tree::Kind::Element(element) => {
                for attribute in &element.attributes {
                    if let tree::Attribute::Reference(_, id) = attribute {
                        self.diagram(*id);
                    }
                }
            }
            _ => {}
        }
    }

    /// The words in a picture stand before what is said of it.
    fn diagram(&mut self, shown: RefId) {
        if let Some(words) = self.content.diagrams.get(&shown) {
            self.push(&format!(" {words} "), Field::Body);
        }
    }

    fn push(&mut self, text: &str, field: Field) {
        if let Some(last) = self.sections.last_mut().filter(|_| !text.is_empty()) {
            last.push(text, field);
        }
    }

    fn heading(&mut self, HeadingId(index): HeadingId) {
        let Some(heading) = self.content.document.headings.get(index as usize) else { return };
        let is_lead = heading.level == 1 && self.sections.len() == 1;
        if is_lead {
            if let Some(lead) = self.sections.last_mut().filter(|_| *heading.text != *self.content.title) {
                lead.heading.clone_from(&heading.text);
            }
            return;
        }
        let id = self.content.anchors.get(index as usize).map_or(&*heading.id, |id| id);
        let draft = Draft { id: id.into(), level: heading.level, heading: heading.text.clone(), texts: Vec::new() };
        self.sections.push(draft);
    }
}
