//! Blocks cut where the tags of the dialect stand in them.

use super::{Holder, Page, is_break, piece, place, quotes};
use crate::diagnostic::codes;
use crate::markdown::hints::Hints;
use crate::markdown::tree::{Kind, Node};
use crate::span::Span;

/// A block, or a sign where a region of blocks begins or ends.
pub(super) enum Piece {
    Node(Node),
    Mark(Mark, Span),
}

/// A sign where a region of blocks begins or ends.
pub(super) enum Mark {
    BeginTabs,
    Tab(Option<Node>),
    EndTabs,
    BeginShadeBox(Option<Node>),
    EndShadeBox,
    /// `+++Title`: what it is called, and how many signs there are.
    Open(Vec<Node>, usize),
    /// `+++`
    Close(usize),
}

/// A line of a paragraph, and the break that ends it.
pub(super) struct Line {
    pub(super) nodes: Vec<Node>,
    pub(super) end: Option<Node>,
}

impl Line {
    pub(super) fn span(&self) -> Span {
        match (self.nodes.first(), self.nodes.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::default(),
        }
    }
}

/// The lines of a paragraph.
pub(super) fn lines(paragraph: Node) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut nodes = Vec::new();
    for node in paragraph.children {
        if is_break(&node) {
            lines.push(Line { nodes: std::mem::take(&mut nodes), end: Some(node) });
        } else {
            nodes.push(node);
        }
    }
    lines.push(Line { nodes, end: None });
    lines
}

/// Whether `is` holds for a line, given its first node and those behind it on the line.
pub(super) fn any_line(inlines: &[Node], mut is: impl FnMut(&Node, &[Node]) -> bool) -> bool {
    inlines.split(is_break).any(|line| line.split_first().is_some_and(|(first, rest)| is(first, rest)))
}

/// A paragraph of `nodes`, without line ends at its edges; nothing if nothing is left.
pub(super) fn joined(mut nodes: Vec<Node>) -> Option<Node> {
    nodes.drain(..nodes.iter().take_while(|node| is_break(node)).count());
    while nodes.last().is_some_and(is_break) {
        nodes.pop();
    }
    nodes.shrink_to_fit();
    let span = nodes.first()?.span.to(nodes.last()?.span);
    Some(Node::branch(Kind::Paragraph, span, nodes))
}

/// Whether a block may hold tags.
pub(super) fn concerns(page: &Page<'_>, node: &Node) -> bool {
    match node.kind {
        Kind::BlockQuote => true,
        Kind::Paragraph => any_line(&node.children, |first, _| {
            matches!(first.kind, Kind::Text(_))
                && first.literal(page.source()).starts_with(['+', '[', '［', '＋', '＞'])
        }),
        _ => false,
    }
}

/// Cuts a block into `pieces`. `open` says whether a collapsible is open before it.
pub(super) fn cut(page: &mut Page<'_>, mut node: Node, open: bool, pieces: &mut Vec<Piece>) {
    match node.kind {
        Kind::BlockQuote => quotes::cut(page, node, pieces),
        Kind::Paragraph if concerns(page, &node) => {
            let (paragraph, quote) = quotes::cut_wide(page, node);
            if let Some(paragraph) = paragraph {
                cut_paragraph(page, paragraph, pieces);
            }
            if let Some(quote) = quote {
                quotes::cut(page, quote, pieces);
            }
        }
        // Indented so far that it is code.
        Kind::CodeBlock(_) if open && pluses(node.literal(page.source())).is_some() => {
            let count = pluses(node.literal(page.source())).unwrap_or(3);
            report_wide(page, node.span);
            pieces.push(Piece::Mark(Mark::Close(count), node.span));
        }
        // A line that continues the last item, as Markdown has it.
        Kind::List { .. } if open => {
            let taken = take_last_line(&mut node, page.source());
            let empty = node.children.is_empty();
            if !empty {
                pieces.push(Piece::Node(node));
            }
            if let Some((count, span)) = taken {
                report_wide(page, span);
                pieces.push(Piece::Mark(Mark::Close(count), span));
            }
        }
        _ => pieces.push(Piece::Node(node)),
    }
}

fn cut_paragraph(page: &mut Page<'_>, node: Node, pieces: &mut Vec<Piece>) {
    let mut text = Vec::new();
    for line in lines(node) {
        let quoted = page.holder == Holder::Quotation;
        let mark =
            fold(&line.nodes, page.source()).or_else(|| quotes::bare_mark(page, &line.nodes).filter(|_| !quoted));
        let Some(mark) = mark else {
            if !quoted {
                report_bare(page, &line);
            }
            text.extend(line.nodes);
            text.extend(line.end);
            continue;
        };
        if let (Mark::Open(..) | Mark::Close(_), Some(first)) = (&mark, line.nodes.first()) {
            let length = sign_length(first.literal(page.source()));
            report_wide(page, place(first, 0..length).unwrap_or(first.span));
        }
        pieces.extend(joined(std::mem::take(&mut text)).map(Piece::Node));
        pieces.push(Piece::Mark(mark, line.span()));
    }
    pieces.extend(joined(text).map(Piece::Node));
}

/// Reports a line that is the tag of an alert and stands in no quotation.
fn report_bare(page: &mut Page<'_>, line: &Line) {
    let Some(first) = line.nodes.first() else { return };
    let literal = first.literal(page.source());
    if matches!(first.kind, Kind::Text(_)) && quotes::is_alert(literal) {
        let tag = literal.get(..=literal.find(']').unwrap_or(0)).unwrap_or_default();
        let span = place(first, 0..tag.len()).unwrap_or(first.span);
        quotes::report_left(page, span, tag);
    }
}

/// The sign of a collapsible that a line is.
fn fold(nodes: &[Node], source: &str) -> Option<Mark> {
    let first = nodes.first().filter(|first| matches!(first.kind, Kind::Text(_)))?;
    let literal = first.literal(source);
    let length = sign_length(literal);
    let count = literal.get(..length)?.chars().count();
    if count < 3 {
        return None;
    }
    if nodes.len() == 1 && pluses(literal).is_some() {
        return Some(Mark::Close(count));
    }
    let title = literal.get(length..)?;
    let start = literal.len() - title.trim_start().len();
    let title: Vec<Node> =
        piece(first, start..literal.len(), source).into_iter().chain(nodes.iter().skip(1).cloned()).collect();
    let ends_in_sign = title
        .last()
        .is_some_and(|last| ["+++", "＋＋＋"].iter().any(|sign| last.literal(source).trim_end().ends_with(sign)));
    (!title.is_empty() && !ends_in_sign).then_some(Mark::Open(title, count))
}

/// The signs of a collapsible, as they should be and full-width.
const PLUSES: [char; 2] = ['+', '＋'];

/// How many signs there are, if there is nothing else.
pub(super) fn pluses(text: &str) -> Option<usize> {
    let text = text.trim();
    (sign_length(text) == text.len()).then(|| text.chars().count()).filter(|count| *count >= 3)
}

/// How long the signs are that a text begins with.
fn sign_length(text: &str) -> usize {
    text.len() - text.trim_start_matches(PLUSES).len()
}

/// Reports signs of a collapsible that are full-width, if those at `span` are.
fn report_wide(page: &mut Page<'_>, span: Span) {
    let written = span.of(page.source());
    let Some(count) = pluses(written).filter(|_| written.contains('＋')) else { return };
    let right = "+".repeat(count);
    // What closes nothing is looked for where there are signs.
    page.hints.add(Hints::PLUSES);
    let written = written.trim().to_owned();
    let finding = page.finding(&codes::TAG_MISSPELT, span, format!("`{written}` is full-width"));
    page.findings.push(finding.help(format!("write `{right}`")).fix(span, right));
}

/// Takes a closing sign off the end of the last paragraph in `node`.
fn take_last_line(node: &mut Node, source: &str) -> Option<(usize, Span)> {
    let last = node.children.last_mut()?;
    if last.kind != Kind::Paragraph {
        return matches!(last.kind, Kind::List { .. } | Kind::Item(_)).then(|| take_last_line(last, source)).flatten();
    }
    let sign = last.children.last().filter(|sign| matches!(sign.kind, Kind::Text(_)))?;
    let count = pluses(sign.literal(source))?;
    let at = last.children.len() - 1;
    if at > 0 && !last.children.get(at - 1).is_some_and(is_break) {
        return None;
    }
    let span = sign.span;
    last.children.truncate(at.saturating_sub(1));
    if last.children.is_empty() {
        node.children.pop();
    }
    Some((count, span))
}
