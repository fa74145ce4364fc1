//! What Markdown has no word for, recognised on the tree.
//!
//! A pass rewrites the tree in one walk and reports what it had to mend; where a page holds nothing for it, told by
//! [`Hints`], it doesn't walk at all. Each construct is one file; [`PASSES`] is their order,
//! and all that ties them together. A pass sees the file as written, never raw lines to match.

mod attached;
mod badges;
pub(super) mod headings;
mod inlines;
mod leaks;
mod pieces;
mod quotes;
mod regions;
mod remade;
mod tables;
mod transclusions;

use super::Input;
use super::hints::Hints;
use super::tree::{Document, Kind, Literal, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// The passes, in order. Headings come last: their ids are made from text that no pass changes any more.
const PASSES: [fn(&mut Page<'_>); 6] =
    [remade::run, siblings, regions::leftovers, tables::run, transclusions::run, headings::run];

/// Runs every pass. `nested` is a stretch of a page that is read a second time: it isn't a third time.
pub(super) fn run(
    document: &mut Document,
    input: &Input<'_>,
    hints: Hints,
    findings: &mut Vec<Diagnostic>,
    nested: bool,
) {
    let mut page =
        Page { document, input, hints, findings, nested, holder: Holder::Blocks, braced: false, depth: 0, links: 0 };
    for pass in PASSES {
        pass(&mut page);
    }
}

/// What looks at siblings and at what they hold, but no further out: one walk is enough for all of it.
fn siblings(page: &mut Page<'_>) {
    let torn = regions::torn_code(page);
    page.each_siblings(|page, siblings| {
        // Blocks stand only in blocks, and in what holds nothing but parts of itself stands nothing that is looked for.
        match page.holder {
            Holder::Parts => {}
            Holder::Inlines | Holder::Paragraph => inlines::settle(page, siblings),
            Holder::Blocks | Holder::Quotation => {
                inlines::settle(page, siblings);
                regions::settle(page, siblings, &torn);
            }
        }
    });
}

/// A page that the passes work on.
struct Page<'a> {
    document: &'a mut Document,
    input: &'a Input<'a>,
    hints: Hints,
    findings: &'a mut Vec<Diagnostic>,
    nested: bool,
    /// What the siblings that are looked at stand in.
    holder: Holder,
    /// Whether a text of the page holds a `{`, which is known once [`siblings`] has run.
    braced: bool,
    /// How many levels are around the siblings that are looked at.
    depth: usize,
    /// How many links are around them.
    links: usize,
}

/// What siblings stand in, told by what they may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// A list, a table or the like: items, rows, cells.
    Parts,
    /// A line: inlines, and elements of raw HTML.
    Inlines,
    /// Lines, whose beginnings may mean something.
    Paragraph,
    /// Blocks; in an element of raw HTML inlines too.
    Blocks,
    /// A quotation of blocks.
    Quotation,
}

impl Holder {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::List { .. } | Kind::Table(_) | Kind::TableHead | Kind::TableRow | Kind::DefinitionList { .. } => {
                Self::Parts
            }
            Kind::Paragraph => Self::Paragraph,
            Kind::Heading(_)
            | Kind::TableCell
            | Kind::Term
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Control
            | Kind::Link(_)
            | Kind::Image(_) => Self::Inlines,
            Kind::BlockQuote => Self::Quotation,
            _ => Self::Blocks,
        }
    }
}

impl<'a> Page<'a> {
    fn source(&self) -> &'a str {
        self.input.text
    }

    fn finding(&self, code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.input.path.clone(), message).at(span)
    }

    fn report(&mut self, code: &'static Code, span: Span, message: impl Into<String>) {
        let finding = self.finding(code, span, message);
        self.findings.push(finding);
    }

    /// Shows `visit` every list of siblings that is not code, inner ones first. Those that it leaves too large are made
    /// to fit: a site holds the trees of all its pages, and most lists are short.
    fn each_siblings(&mut self, mut visit: impl FnMut(&mut Self, &mut Vec<Node>)) {
        let mut children = std::mem::take(&mut self.document.children);
        self.walk(&mut children, Holder::Blocks, &mut visit);
        self.document.children = children;
    }

    fn walk(&mut self, siblings: &mut Vec<Node>, holder: Holder, visit: &mut impl FnMut(&mut Self, &mut Vec<Node>)) {
        self.depth += 1;
        for node in siblings.iter_mut().filter(|node| !node.children.is_empty() && !is_code(node)) {
            let link = usize::from(is_link(node));
            self.links += link;
            self.walk(&mut node.children, Holder::of(&node.kind), visit);
            self.links -= link;
        }
        self.depth -= 1;
        self.holder = holder;
        visit(self, siblings);
        siblings.shrink_to_fit();
    }
}

fn is_code(node: &Node) -> bool {
    matches!(&node.kind, Kind::Element(element) if matches!(element.name.as_str(), "pre" | "code"))
}

fn is_link(node: &Node) -> bool {
    match &node.kind {
        Kind::Link(_) => true,
        Kind::Element(element) => element.name.as_str() == "a",
        _ => false,
    }
}

fn is_break(node: &Node) -> bool {
    matches!(node.kind, Kind::SoftBreak | Kind::HardBreak)
}

/// The part of a text node at `range` of its text; nothing if that is empty.
fn piece(node: &Node, range: std::ops::Range<usize>, source: &str) -> Option<Node> {
    let text = node.literal(source).get(range.clone()).filter(|text| !text.is_empty())?;
    Some(match &node.kind {
        Kind::Text(Literal::Source) => {
            let start = node.span.start as usize;
            Node::leaf(Kind::Text(Literal::Source), Span::new(start + range.start, start + range.end))
        }
        _ => Node::leaf(Kind::Text(Literal::Owned(text.into())), node.span),
    })
}

/// Where `range` of a text stands in the file, if the text stands there as it reads.
fn place(node: &Node, range: std::ops::Range<usize>) -> Option<Span> {
    let start = node.span.start as usize;
    (node.kind == Kind::Text(Literal::Source)).then(|| Span::new(start + range.start, start + range.end))
}

/// Puts a text without the blanks at its ends in its place; whether anything is left.
fn trim(node: &mut Node, source: &str, start: bool, end: bool) -> bool {
    if !matches!(node.kind, Kind::Text(_)) {
        return true;
    }
    let text = node.literal(source);
    let from = if start { text.len() - text.trim_start().len() } else { 0 };
    let to = if end { text.trim_end().len().max(from) } else { text.len() };
    if from == 0 && to == text.len() {
        return true;
    }
    match piece(node, from..to, source) {
        Some(trimmed) => {
            *node = trimmed;
            true
        }
        None => false,
    }
}
