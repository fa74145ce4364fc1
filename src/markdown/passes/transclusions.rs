//! Places where other texts are to stand: `{{$include /_includes/x.md}}` and `{{snippet}}`.
//!
//! A tag alone on its line is a block; one in a line is part of it. Code is never looked at. What a tag asks for is the
//! page's business; here it only becomes a [`Kind::Transclusion`].

use super::Page;
use crate::markdown::hints::Hints;
use crate::markdown::tree::{Kind, Literal, Node, Transclusion, Wanted};
use crate::span::Span;
use memchr::memmem;

pub(super) fn run(page: &mut Page<'_>) {
    let source = page.input.text;
    if page.hints.any(Hints::BRACES) {
        let braces: Vec<usize> = memmem::find_iter(source.as_bytes(), "{{").collect();
        visit(&mut page.document.children, source, &braces);
    }
}

/// Looks through `siblings`; `braces` is where the text holds `{{`, in order.
fn visit(siblings: &mut Vec<Node>, source: &str, braces: &[usize]) {
    let may_be = |node: &Node| {
        matches!(node.kind, Kind::Paragraph | Kind::Text(_)) && {
            let from = braces.partition_point(|at| *at < node.span.start as usize);
            braces.get(from).is_some_and(|at| *at < node.span.end as usize)
        }
    };
    if !siblings.iter().any(may_be) {
        for node in siblings.iter_mut().filter(|node| !node.children.is_empty() && !is_code(&node.kind)) {
            visit(&mut node.children, source, braces);
        }
        return;
    }
    let mut settled = Vec::with_capacity(siblings.len());
    for mut node in siblings.drain(..) {
        if let Some(blocks) = lines(&node, source) {
            settled.extend(blocks);
            continue;
        }
        if !is_code(&node.kind) {
            visit(&mut node.children, source, braces);
        }
        match in_line(&node, source).filter(|_| !is_code(&node.kind)) {
            Some(inlines) => settled.extend(inlines),
            None => settled.push(node),
        }
    }
    settled.shrink_to_fit();
    *siblings = settled;
}

fn is_code(kind: &Kind) -> bool {
    matches!(kind, Kind::Element(element) if matches!(element.name.as_str(), "pre" | "code" | "samp" | "kbd"))
}

/// The places that a paragraph is made of, if each of its lines is nothing but a tag.
fn lines(paragraph: &Node, source: &str) -> Option<Vec<Node>> {
    if !matches!(paragraph.kind, Kind::Paragraph) {
        return None;
    }
    let text = paragraph.span.of(source);
    if !text.trim_start().starts_with("{{") {
        return None;
    }
    let mut at = paragraph.span.start as usize;
    let mut places = Vec::new();
    for line in text.split_inclusive('\n') {
        let tag = line.trim_start_matches([' ', '\t', '>']).trim_end();
        let start = at + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        at += line.len();
        if !tag.is_empty() {
            let wanted = wanted(tag)?;
            places.push(place(wanted, Span::new(start, start + tag.len()), false));
        }
    }
    Some(places)
}

/// A text's pieces, if it holds tags.
fn in_line(node: &Node, source: &str) -> Option<Vec<Node>> {
    let Kind::Text(literal) = &node.kind else { return None };
    let text = literal.of(node.span, source);
    let verbatim = *literal == Literal::Source;
    let mut pieces = Vec::new();
    let raw = node.span.of(source);
    let mut from = 0;
    let mut search = 0;
    let mut raw_search = 0;
    while let Some(found) = text.get(search..)?.find("{{") {
        let open = search + found;
        let Some(length) = text.get(open..)?.find("}}") else { break };
        let close = open + length + 2;
        search = close;
        let Some(wanted) = wanted(text.get(open..close)?) else { continue };
        let start = node.span.start as usize;
        let (before, tag) = if verbatim {
            (Span::new(start + from, start + open), Span::new(start + open, start + close))
        } else {
            // The text differs from the file, but what asks for something stands there as it reads; braces that were
            // escaped are text.
            let Some(at) = raw.get(raw_search..)?.find(text.get(open..close)?) else { continue };
            let at = raw_search + at;
            raw_search = at + close - open;
            (node.span, Span::new(start + at, start + raw_search))
        };
        push_text(&mut pieces, text.get(from..open)?, before, source);
        pieces.push(place(wanted, tag, true));
        from = close;
    }
    if pieces.is_empty() {
        return None;
    }
    let start = node.span.start as usize + from;
    let span = if verbatim { Span::new(start, node.span.end as usize) } else { node.span };
    push_text(&mut pieces, text.get(from..)?, span, source);
    Some(pieces)
}

fn push_text(pieces: &mut Vec<Node>, text: &str, span: Span, source: &str) {
    if !text.is_empty() {
        pieces.push(Node::leaf(Kind::Text(Literal::new(text, span, source)), span));
    }
}

fn place(wanted: Wanted, span: Span, inline: bool) -> Node {
    Node::leaf(Kind::Transclusion(Box::new(Transclusion { wanted, inline })), span)
}

/// What a tag asks for.
fn wanted(tag: &str) -> Option<Wanted> {
    let inner = tag.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    if inner.contains(['{', '}', '\n']) {
        return None;
    }
    if let Some(path) = inner.strip_prefix("$include") {
        let path = path.trim();
        return (!path.is_empty()).then(|| Wanted::File(path.into()));
    }
    // Braces around anything else ask for something too: what nobody can give them is reported, and stays in the text.
    inner.contains(char::is_alphanumeric).then(|| Wanted::Snippet(inner.into()))
}
