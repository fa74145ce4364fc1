//! The blocks of a page that are translated one by one, and what they say.

use crate::digest::Digest;
use crate::markdown::text;
use crate::markdown::tree::{Attribute, Document, Element, Kind, Node, RefId, Reference, ReferenceKind};
use std::borrow::Cow;

/// A page's tree and the text that it points into.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The tree.
    pub document: &'a Document,
    /// The file that it was parsed from.
    pub source: &'a str,
}

/// A block that is translated as one: a paragraph, a heading, a block of code, a row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    /// The block.
    pub node: &'a Node,
    /// What sort of block, and in what it stands.
    pub shape: Shape,
    /// The block of the page's first level that it stands in.
    pub top: usize,
}

/// What sort of block a unit is. Two units can be a pair only when their `kind` is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// The sort.
    pub kind: Sort,
    /// What it stands in, from the outside: list, quotation, alert, table, …
    pub within: u32,
}

/// The sort of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Running text.
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// A block of code.
    Code,
    /// A row of a table.
    Row,
    /// The term of a definition.
    Term,
    /// The place where a text of another file stands.
    Include,
}

/// Every unit of a page, in reading order.
///
/// A block without text and pictures is none. What stands in a table's row is one unit: rows come and go as one. A text of
/// another file is one unit, which says nothing but which text: it is translated there.
#[must_use]
pub fn units(document: &Document) -> Vec<Unit<'_>> {
    let mut walk = Walk { document, units: Vec::new(), top: 0 };
    for (top, node) in document.children.iter().enumerate() {
        walk.top = top;
        walk.visit(node, 0);
    }
    walk.units
}

struct Walk<'a> {
    document: &'a Document,
    units: Vec<Unit<'a>>,
    top: usize,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: &'a Node, within: u32) {
        if let Some(kind) = self.sort(node) {
            if matches!(kind, Sort::Code | Sort::Include) || !is_empty(node) {
                self.units.push(Unit { node, shape: Shape { kind, within }, top: self.top });
            }
            return;
        }
        let within = container(&node.kind).map_or(within, |number| within.wrapping_mul(31).wrapping_add(number));
        for child in &node.children {
            self.visit(child, within);
        }
    }

    fn sort(&self, node: &Node) -> Option<Sort> {
        match &node.kind {
            Kind::Heading(_) => Some(Sort::Heading(self.document.level(node).unwrap_or(1))),
            Kind::CodeBlock(_) => Some(Sort::Code),
            Kind::TableRow | Kind::TableHead => Some(Sort::Row),
            Kind::Term => Some(Sort::Term),
            _ if is_included(node) => Some(Sort::Include),
            Kind::Element(element) if element.name.as_str() == "tr" => Some(Sort::Row),
            Kind::Element(element) if element.name.as_str() == "pre" => Some(Sort::Code),
            Kind::ThematicBreak | Kind::RawBlock(_) => None,
            _ if !node.children.is_empty() && !node.children.iter().any(holds_blocks) && is_leaf(node) => {
                Some(Sort::Paragraph)
            }
            _ => None,
        }
    }
}

/// Whether a node that holds inlines alone is a unit: a block, or an inline among blocks.
fn is_leaf(node: &Node) -> bool {
    node.is_block() || !matches!(node.kind, Kind::SoftBreak | Kind::HardBreak)
}

fn holds_blocks(node: &Node) -> bool {
    node.is_block() || node.children.iter().any(holds_blocks)
}

fn is_empty(node: &Node) -> bool {
    let says = match &node.kind {
        Kind::Element(element) => element.name.as_str() == "img",
        Kind::Text(crate::markdown::tree::Literal::Owned(text)) => !text.trim().is_empty(),
        Kind::Image(_) | Kind::Code(_) | Kind::Text(_) | Kind::Include(_) | Kind::Transclusion(_) => true,
        _ => false,
    };
    !says && node.children.iter().all(is_empty)
}

/// A number for what a block stands in; nothing where that does not matter.
fn container(kind: &Kind) -> Option<u32> {
    match kind {
        Kind::BlockQuote => Some(1),
        Kind::Alert(alert) => Some(16 + *alert as u32),
        Kind::List { start: None, .. } => Some(2),
        Kind::List { start: Some(_), .. } => Some(3),
        Kind::Table(_) => Some(4),
        Kind::DefinitionList { .. } => Some(5),
        Kind::FootnoteDefinition(_) => Some(6),
        Kind::Element(element) if element.name.is_block() => Some(element_number(element)),
        _ => None,
    }
}

fn element_number(element: &Element) -> u32 {
    element.name.as_str().bytes().fold(64, |number, byte| number * 7 + u32::from(byte))
}

/// The text of a unit as people read it, for telling whether it changed.
///
/// Links' targets, emphasis, attributes and comments are no part of it; blanks count as one, invisible characters as
/// none, and typographic quotation marks as plain ones. Code counts, with the name of its language, and so do the
/// alternative texts of pictures; of a text from another file its tag does.
#[must_use]
pub fn readable(unit: &Unit<'_>, source: &str) -> String {
    match &unit.node.kind {
        Kind::CodeBlock(block) => {
            let lines = unit.node.literal(source).lines().map(str::trim_end);
            let code = lines.collect::<Vec<_>>().join("\n");
            // The language is shown above the code, and a translation has to follow it.
            let language = block.info.split_whitespace().next().unwrap_or_default();
            format!("{language}\n{}", code.trim_matches('\n'))
        }
        Kind::TableRow | Kind::TableHead => {
            let cells = unit.node.children.iter().map(|cell| prose(&cell.children, source));
            cells.collect::<Vec<_>>().join(" | ")
        }
        _ if is_included(unit.node) => tag(unit.node, source).into_owned(),
        _ => prose(&unit.node.children, source),
    }
}

/// The tag that asks for a text of another file, with one blank between its words.
pub(super) fn tag<'a>(node: &Node, source: &'a str) -> Cow<'a, str> {
    // In a table's cell or a title a text can differ from the file, and the place is the whole text's.
    let tag = node.span.of(source).strip_prefix("{{").and_then(|tag| tag.strip_suffix("}}"));
    match tag.filter(|tag| !tag.contains("{{")) {
        Some(tag) => format!("{{{{{}}}}}", text::collapse(tag)).into(),
        None => "\u{fffc}".into(),
    }
}

fn prose(nodes: &[Node], source: &str) -> String {
    let mut said = String::new();
    push(&mut said, nodes, source);
    let plain: String = said.chars().filter_map(plain).collect();
    text::collapse(&plain)
}

/// Appends what nodes say; what comes from another file is its tag, put together or not.
fn push(said: &mut String, nodes: &[Node], source: &str) {
    if !nodes.iter().any(includes) {
        said.push_str(&text::alternative(nodes, source));
        return;
    }
    for node in nodes {
        if is_included(node) {
            said.push_str(&tag(node, source));
        } else if includes(node) {
            push(said, &node.children, source);
        } else {
            said.push_str(&text::alternative(std::slice::from_ref(node), source));
        }
    }
}

fn is_included(node: &Node) -> bool {
    matches!(node.kind, Kind::Include(_) | Kind::Transclusion(_))
}

fn includes(node: &Node) -> bool {
    is_included(node) || node.children.iter().any(includes)
}

/// A character as it counts.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
        '‘' | '’' | '‚' => Some('\''),
        '“' | '”' | '„' => Some('"'),
        other => Some(other),
    }
}

/// Whether a translation has lost most of a block of code: less than half of its characters are left, and nothing else.
///
/// Translation tools take what stands between placeholders such as `<token>` in raw HTML for tags, and drop it. Words that the
/// source has not are a translation of it.
#[must_use]
pub fn has_lost_code(own: &Unit<'_>, own_source: &str, theirs: &Unit<'_>, source: &str) -> bool {
    let (Some(left), Some(whole)) = (code(own.node, own_source), code(theirs.node, source)) else { return false };
    let count = |code: &str| code.chars().filter(|c| !c.is_whitespace()).count();
    let mut words = left.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    count(&left) * 2 < count(&whole) && words.all(|word| whole.contains(word))
}

/// The text of a block of code; nothing for other blocks.
fn code<'a>(node: &'a Node, source: &'a str) -> Option<Cow<'a, str>> {
    match &node.kind {
        Kind::CodeBlock(_) => Some(node.literal(source).into()),
        Kind::Element(element) if element.name.as_str() == "pre" => Some(text::verbatim(&node.children, source).into()),
        _ => None,
    }
}

/// How many words of a unit are there to translate: what comes from another file is translated there.
#[must_use]
pub fn words_of(unit: &Unit<'_>, source: &str) -> usize {
    if unit.shape.kind == Sort::Include { 0 } else { words(&readable(unit, source)) }
}

/// How many words a text has; where a script writes none apart, each character is one.
#[must_use]
pub fn words(text: &str) -> usize {
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    let ideographs = text.chars().filter(|c| is_ideograph(*c)).count();
    ideographs + text.split(|c: char| c.is_whitespace() || is_ideograph(c)).filter(is_word).count()
}

/// Whether a character belongs to a script that sets no blanks between words.
#[must_use]
pub fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What a translation leaves as it is: code, addresses, pictures, tags of other texts. Sorted hashes, each once.
#[must_use]
pub fn tokens(unit: &Unit<'_>, text: Text<'_>) -> Vec<u64> {
    let mut tokens = Vec::new();
    gather(unit.node, text, &mut tokens);
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

fn gather(node: &Node, text: Text<'_>, tokens: &mut Vec<u64>) {
    match &node.kind {
        Kind::Include(_) | Kind::Transclusion(_) => {
            tokens.push(number(&tag(node, text.source)));
            return;
        }
        Kind::Code(_) | Kind::CodeBlock(_) => {
            tokens.push(number(&text::collapse(node.literal(text.source))));
        }
        Kind::Link(link) | Kind::Image(link) => tokens.extend(target(link.reference, text)),
        Kind::Element(element) => {
            let references = element.attributes.iter().filter_map(|attribute| match attribute {
                Attribute::Reference(_, reference) => Some(*reference),
                Attribute::Text(..) => None,
            });
            tokens.extend(references.filter_map(|reference| target(reference, text)));
        }
        _ => {}
    }
    for child in &node.children {
        gather(child, text, tokens);
    }
}

fn target(RefId(index): RefId, text: Text<'_>) -> Option<u64> {
    text.document.references.get(index as usize).map(|reference| number(&address(reference)))
}

/// The address of a reference, without what translation tools put into it: `?lang=fr`, and the locale in a path
/// (`…/fr/…`, `…/fr-fr/…`); the name alone of a picture, for it may be localized beside the page.
#[must_use]
pub fn address(reference: &Reference) -> String {
    let target = &*reference.target;
    let (rest, fragment) = target.split_once('#').map_or((target, ""), |(rest, fragment)| (rest, fragment));
    let (path, query) = rest.split_once('?').map_or((rest, ""), |(path, query)| (path, query));
    let query: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang=") && !pair.starts_with("captions="))
        .collect();
    let path = if reference.kind == ReferenceKind::Image {
        path.rsplit('/').next().unwrap_or(path).to_owned()
    } else if path.contains("://") {
        let segments = path.split('/').filter(|segment| !is_locale_segment(segment));
        segments.collect::<Vec<_>>().join("/")
    } else {
        path.to_owned()
    };
    format!("{path}?{}#{fragment}", query.join("&"))
}

/// Whether a step of an address names a language: `fr`, `fr-fr`, `ja_JP`.
fn is_locale_segment(segment: &str) -> bool {
    let (language, region) = segment.split_once(['-', '_']).unwrap_or((segment, ""));
    let is_letters = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_letters(language) && (region.is_empty() || is_letters(region)) && !segment.is_empty()
}

fn number(text: &str) -> u64 {
    let bytes = Digest::of(text.as_bytes()).bytes();
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
