//! Elements of raw HTML.

use super::RefId;

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
pub struct ElementName {
    name: &'static str,
    is_block: bool,
}

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
        let find = |list: &[&'static str], is_block| {
            list.iter().find(|allowed| **allowed == name).map(|name| Self { name, is_block })
        };
        find(&BLOCK_ELEMENTS, true).or_else(|| find(&INLINE_ELEMENTS, false))
    }

    /// The name, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether it stands among blocks.
    #[must_use]
    pub fn is_block(self) -> bool {
        self.is_block
    }

    /// Whether it never has content.
    #[must_use]
    pub fn is_void(self) -> bool {
        matches!(self.name, "br" | "col" | "hr" | "img" | "wbr")
    }
}
