//! The tree that Markdown becomes: nodes with spans, and nothing about sites.
//!
//! A [`Document`] is a value: parsing can't fail, rendering can't change it. Each [`Node`] points into the file as
//! written, so any later stage can say where. Text that stands in the source as it reads is not copied
//! ([`Literal::Source`]); 4,152 pages of a real wiki stay below 100 MB this way.
//!
//! What a page refers to is listed once, in [`Document::references`]; nodes hold a [`RefId`]. The site resolves the
//! list, the renderer looks the answers up: neither walks the other's structure. Headings work alike
//! ([`Document::headings`], [`HeadingId`]).

mod alert;
mod constructs;
mod element;

pub use alert::AlertKind;
pub use constructs::{
    Attributes, Badge, BadgeKind, CodeBlock, Included, Lines, Link, Table, TableLayout, Transclusion, Video, Wanted,
};
pub use element::{Attribute, Element, ElementName};

use crate::span::Span;
use std::sync::Arc;

/// How deep nodes may stand inside each other; what is deeper is flattened into the last level.
///
/// The cap keeps every walk over a tree safe to write as a plain recursion.
pub const MAX_DEPTH: usize = 64;

/// Which Markdown a text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// `CommonMark` 0.31.2 to the letter, nothing added, nothing sanitised.
    #[default]
    CommonMark,
    /// What pages are written in: `CommonMark` with GitHub's and Adobe's additions, raw HTML sanitised.
    Adobe,
}

/// A page's content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it was parsed as, and is rendered as.
    pub dialect: Dialect,
    /// The blocks, in order.
    pub children: Vec<Node>,
    /// Every link and image of the page, in reading order, those in raw HTML included.
    pub references: Vec<Reference>,
    /// Every heading of the page, in reading order.
    pub headings: Vec<Heading>,
    /// Anchors that are not headings: `id` and `name` attributes in raw HTML.
    pub anchors: Vec<Anchor>,
    /// Whether blocks of code may stand in it: where not, nobody need look for them.
    pub holds_code: bool,
    /// The other files of which parts stand in it, in order of first use: [`FileId`] 1 is the first.
    pub files: Vec<Arc<str>>,
}

/// The file in which a part of a document is written: 0 the document's own, else the place in [`Document::files`], from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

impl FileId {
    /// The document's own file.
    pub const OWN: Self = Self(0);
}

impl Document {
    /// Gives back the room that the lists of the whole page were grown by.
    pub(super) fn fit(&mut self) {
        self.references.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
    }

    /// The level of a heading; nothing for other nodes.
    #[must_use]
    pub fn level(&self, node: &Node) -> Option<u8> {
        let Kind::Heading(HeadingId(index)) = node.kind else { return None };
        self.headings.get(index as usize).map(|heading| heading.level)
    }
}

/// A block or an inline, with what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the file as written.
    pub span: Span,
    /// What it holds, in order; empty for leaves.
    pub children: Vec<Node>,
}

impl Node {
    /// A node without children.
    #[must_use]
    pub fn leaf(kind: Kind, span: Span) -> Self {
        Self { kind, span, children: Vec::new() }
    }

    /// A node with children.
    #[must_use]
    pub fn branch(kind: Kind, span: Span, children: Vec<Node>) -> Self {
        Self { kind, span, children }
    }

    /// The text of this node alone, without its children's; `""` where it has none of its own.
    #[must_use]
    pub fn literal<'a>(&'a self, source: &'a str) -> &'a str {
        match &self.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::RawBlock(text) | Kind::RawInline(text) => {
                text.of(self.span, source)
            }
            Kind::CodeBlock(block) => block.text.of(self.span, source),
            Kind::Transclusion(_) => self.span.of(source),
            _ => "",
        }
    }

    /// Whether it is a block (as against an inline).
    #[must_use]
    pub fn is_block(&self) -> bool {
        match &self.kind {
            Kind::Text(_)
            | Kind::Code(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Control
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::FootnoteReference(_)
            | Kind::Badge(_)
            | Kind::RawInline(_) => false,
            Kind::Include(include) => !include.inline,
            Kind::Transclusion(transclusion) => !transclusion.inline,
            Kind::Element(element) => element.name.is_block(),
            _ => true,
        }
    }
}

/// A text that may stand in the source just so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Equal to the bytes of the node's span.
    Source,
    /// Differs from the source: entities decoded, escapes removed, container prefixes taken off; or stands in a part of
    /// another file. Many pages show the same part, and share its texts.
    Owned(Arc<str>),
}

impl Literal {
    /// The text, given the span that it stands for.
    #[must_use]
    pub fn of<'a>(&'a self, span: Span, source: &'a str) -> &'a str {
        match self {
            Self::Source => span.of(source),
            Self::Owned(text) => text,
        }
    }

    /// The literal for `text` at `span`, copied only when the source differs.
    #[must_use]
    pub fn new(text: &str, span: Span, source: &str) -> Self {
        let raw = span.of(source);
        // Text that was not copied is the source's own: there is nothing to compare.
        if std::ptr::eq(raw, text) || raw == text { Self::Source } else { Self::Owned(text.into()) }
    }
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    // ---- blocks
    /// A paragraph of inlines.
    Paragraph,
    /// A heading of inlines; its level, text and id stand in [`Document::headings`].
    Heading(HeadingId),
    /// A quotation of blocks.
    BlockQuote,
    /// An alert of blocks: `>[!NOTE]`.
    Alert(AlertKind),
    /// A set of [`Kind::Tab`]s.
    TabSet,
    /// A tab: a [`Kind::Label`], then blocks.
    Tab,
    /// The name of a tab, of inlines.
    Label,
    /// A box of blocks set apart from the text.
    ShadeBox,
    /// A [`Kind::Summary`] and the blocks that it opens.
    Collapsible,
    /// What a collapsible is called, of inlines.
    Summary,
    /// A film; its children, if any, are its transcript.
    Video(Box<Video>),
    /// The blocks (in a line: the inlines) of another file that stand here. Their text is their own; their spans are
    /// that of the place where they stand.
    Include(Box<Included>),
    /// A place where another file is to stand: only until the page is put together, or where there is none.
    Transclusion(Box<Transclusion>),
    /// A block of code, a leaf.
    CodeBlock(Box<CodeBlock>),
    /// A list of items: ordered from the number, or not ordered.
    List {
        /// First number of an ordered list; the language allows nine digits.
        start: Option<u32>,
        /// Whether paragraphs in its items are shown without `<p>`.
        tight: bool,
    },
    /// An item of blocks, in tight lists too; a task's box is checked or not.
    Item(Option<bool>),
    /// A table of a [`Kind::TableHead`] and [`Kind::TableRow`]s.
    Table(Box<Table>),
    /// The head row, of cells.
    TableHead,
    /// A row, of cells.
    TableRow,
    /// A cell of inlines.
    TableCell,
    /// A list of terms and definitions.
    DefinitionList {
        /// Whether paragraphs in its definitions are shown without `<p>`.
        tight: bool,
    },
    /// A term of inlines.
    Term,
    /// A definition of blocks.
    Definition,
    /// A line across.
    ThematicBreak,
    /// The text of a footnote, by its number in order of first reference (0: never referred to).
    /// They stand behind everything else, in order, those never referred to last.
    FootnoteDefinition(u32),
    /// Raw HTML as written: only in plain `CommonMark`, where nothing is sanitised.
    RawBlock(Literal),

    // ---- inlines
    /// Text as read: entities decoded.
    Text(Literal),
    /// Code in a line.
    Code(Literal),
    /// `*emphasis*`.
    Emphasis,
    /// `**strong**`.
    Strong,
    /// `~~struck~~`.
    Strikethrough,
    /// The name of something on the screen: `[!UICONTROL Save]`.
    Control,
    /// A link around inlines.
    Link(Box<Link>),
    /// An image; its children are the alternative text.
    Image(Box<Link>),
    /// A line end in the source.
    SoftBreak,
    /// A line end that is shown.
    HardBreak,
    /// A mark that refers to a footnote, by its number.
    FootnoteReference(u32),
    /// A badge, a leaf: it is no part of the text around it.
    Badge(Box<Badge>),
    /// Raw HTML as written: only in plain `CommonMark`.
    RawInline(Literal),

    // ---- both
    /// An allowed element of raw HTML around blocks or inlines.
    Element(Box<Element>),
}

impl Kind {
    /// Shows `visit` every reference of the node itself, not of its children.
    pub fn each_reference(&mut self, visit: &mut dyn FnMut(&mut RefId)) {
        let attributes = |list: &mut Vec<Attribute>, visit: &mut dyn FnMut(&mut RefId)| {
            for attribute in list {
                if let Attribute::Reference(_, id) = attribute {
                    visit(id);
                }
            }
        };
        match self {
            Self::Link(link) | Self::Image(link) => {
                visit(&mut link.reference);
                attributes(&mut link.attributes, visit);
            }
            Self::Element(element) => attributes(&mut element.attributes, visit),
            Self::Video(video) => visit(&mut video.reference),
            Self::Badge(badge) => badge.reference.iter_mut().for_each(visit),
            _ => {}
        }
    }
}

/// The place of a reference in [`Document::references`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RefId(pub u32);

/// A link or an image before it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it asks for.
    pub kind: ReferenceKind,
    /// The address, entities and escapes decoded, percent signs untouched.
    pub target: Box<str>,
    /// Where the address stands in its file; the whole link where that can't be told.
    pub span: Span,
    /// The file in which it is written.
    pub file: FileId,
}

/// What a reference asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceKind {
    /// To go there: `[text](target)`, `<a href>`.
    Link,
    /// To show it: `![alt](target)`, `<img src>`.
    Image,
}

/// The place of a heading in [`Document::headings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadingId(pub u32);

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id: the explicit `{#id}`, else made from the text by github-slugger's rule; unique in the page.
    pub id: Box<str>,
    /// Whether the id was written by hand.
    pub explicit: bool,
    /// The text as read, markup removed.
    pub text: Box<str>,
    /// Where it stands in its file.
    pub span: Span,
    /// The file in which it is written.
    pub file: FileId,
}

/// An anchor that is not a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The name, as written.
    pub id: Box<str>,
    /// Where it stands.
    pub span: Span,
}

/// How a column of a table is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the locale writes.
    None,
    /// At the start.
    Left,
    /// In the middle.
    Center,
    /// At the end.
    Right,
}
