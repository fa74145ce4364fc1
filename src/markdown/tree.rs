//! The tree that Markdown becomes: nodes with spans, and nothing about sites.
//!
//! A [`Document`] is a value: parsing can't fail, rendering can't change it. Each [`Node`] points into the file as
//! written, so any later stage can say where. Text that stands in the source as it reads is not copied
//! ([`Literal::Source`]); 4,152 pages of a real wiki stay below 100 MB this way.
//!
//! What a page refers to is listed once, in [`Document::references`]; nodes hold a [`RefId`]. The site resolves the
//! list, the renderer looks the answers up: neither walks the other's structure. Headings work alike
//! ([`Document::headings`], [`HeadingId`]).

use crate::span::Span;

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
}

impl Document {
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
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::FootnoteReference(_)
            | Kind::RawInline(_) => false,
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
    /// Differs from the source: entities decoded, escapes removed, container prefixes taken off.
    Owned(Box<str>),
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
        if span.of(source) == text { Self::Source } else { Self::Owned(text.into()) }
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
    /// A table of a [`Kind::TableHead`] and [`Kind::TableRow`]s, with the columns' alignments.
    Table(Box<[Alignment]>),
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
    /// Raw HTML as written: only in plain `CommonMark`.
    RawInline(Literal),

    // ---- both
    /// An allowed element of raw HTML around blocks or inlines.
    Element(Box<Element>),
}

/// The address and title of a [`Kind::Link`] or [`Kind::Image`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub reference: RefId,
    /// The title attribute, decoded; empty when there is none.
    pub title: Box<str>,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The whole info string, decoded; empty for indented code.
    pub info: Box<str>,
    /// The code, container prefixes removed, with its last line end.
    pub text: Literal,
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
    /// Where the address stands in the source; the whole link where that can't be told.
    pub span: Span,
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
    /// Where it stands.
    pub span: Span,
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

/// The vocabulary of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the vocabulary")]
pub enum AlertKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Info,
    Error,
    Success,
    Admin,
    Administration,
    Availability,
    Prerequisites,
    MoreLikeThis,
}

impl AlertKind {
    /// Every kind, in the order of the writers' guide.
    pub const ALL: [Self; 13] = [
        Self::Note,
        Self::Tip,
        Self::Important,
        Self::Warning,
        Self::Caution,
        Self::Info,
        Self::Error,
        Self::Success,
        Self::Admin,
        Self::Administration,
        Self::Availability,
        Self::Prerequisites,
        Self::MoreLikeThis,
    ];

    /// The name in lower case: the value of `data-alert`, and the key of its label among the theme's strings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
            Self::Info => "info",
            Self::Error => "error",
            Self::Success => "success",
            Self::Admin => "admin",
            Self::Administration => "administration",
            Self::Availability => "availability",
            Self::Prerequisites => "prerequisites",
            Self::MoreLikeThis => "morelikethis",
        }
    }

    /// The kind with this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// An allowed element of raw HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Which element.
    pub name: ElementName,
    /// Its allowed attributes, in order; addresses are [`Attribute::Reference`]s.
    pub attributes: Vec<Attribute>,
}

/// An allowed attribute of a raw HTML element.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// A name from the allow-list and its decoded value.
    Text(&'static str, Box<str>),
    /// A name (`href`, `src`) whose value is an address.
    Reference(&'static str, RefId),
}

/// The name of an allowed element; made only by [`ElementName::allowed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementName(&'static str);

/// Elements that content may use and that stand among blocks.
const BLOCK_ELEMENTS: [&str; 31] = [
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that content may use and that stand in a line.
const INLINE_ELEMENTS: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

impl ElementName {
    /// The element of this lower-case name, if content may use it.
    ///
    /// The list is the writers' guide's, plus what HTML's own text needs (`details`, `kbd`, `figure`, …): elements
    /// that show text, none that loads, embeds, submits or styles.
    #[must_use]
    pub fn allowed(name: &str) -> Option<Self> {
        BLOCK_ELEMENTS.iter().chain(&INLINE_ELEMENTS).find(|allowed| **allowed == name).map(|name| Self(name))
    }

    /// The name, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether it stands among blocks.
    #[must_use]
    pub fn is_block(self) -> bool {
        BLOCK_ELEMENTS.contains(&self.0)
    }

    /// Whether it never has content.
    #[must_use]
    pub fn is_void(self) -> bool {
        matches!(self.0, "br" | "col" | "hr" | "img" | "wbr")
    }
}
