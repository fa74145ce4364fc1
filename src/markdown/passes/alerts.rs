//! Alerts: a quotation that begins with `[!NOTE]`.
//!
//! Decided on the parsed quotation, so that indentation, lists and lazy lines are Markdown's business. Only the
//! closed list of kinds counts: `[!DNL x]` at the start of a quoted line is text. A tag further down in the same
//! quotation starts the next alert.

use super::Page;
use crate::diagnostic::codes;
use crate::markdown::tree::{AlertKind, Kind, Literal, Node};
use crate::span::Span;

/// Words of the dialect that are no alerts.
const OTHER_TAGS: [&str; 12] = [
    "DNL",
    "UICONTROL",
    "BADGE",
    "VIDEO",
    "SLIDE",
    "CONTEXTUALHELP",
    "TAB",
    "BEGINTABS",
    "ENDTABS",
    "BEGINSHADEBOX",
    "ENDSHADEBOX",
    "ENDTAB",
];

pub(super) fn run(page: &mut Page<'_>) {
    page.each_siblings(|page, siblings| {
        let source = page.input.text;
        let has_tag =
            |node: &Node| node.kind == Kind::BlockQuote && node.children.iter().any(|child| opens(child, source));
        for node in siblings.iter().filter(|node| node.kind == Kind::BlockQuote) {
            report_unknown(page, node);
        }
        if siblings.iter().any(has_tag) {
            *siblings = siblings
                .drain(..)
                .flat_map(|node| if has_tag(&node) { split(node, source) } else { vec![node] })
                .collect();
        }
    });
}

/// Whether a line of this paragraph begins with an alert's tag.
fn opens(paragraph: &Node, source: &str) -> bool {
    paragraph.kind == Kind::Paragraph
        && (0..paragraph.children.len()).any(|index| tag_at(&paragraph.children, index, source).is_some())
}

/// The alerts of a quotation, and the quotation before the first of them.
fn split(quote: Node, source: &str) -> Vec<Node> {
    let mut parts = vec![Node::branch(Kind::BlockQuote, quote.span, Vec::new())];
    for block in quote.children {
        if opens(&block, source) {
            split_paragraph(block, source, &mut parts);
        } else if let Some(part) = parts.last_mut() {
            part.children.push(block);
        }
    }
    parts.retain(|part| part.kind != Kind::BlockQuote || !part.children.is_empty());
    settle_spans(&mut parts, quote.span);
    parts
}

/// Cuts a paragraph where its lines begin with a tag.
fn split_paragraph(paragraph: Node, source: &str, parts: &mut Vec<Node>) {
    let tags: Vec<_> = (0..paragraph.children.len()).map(|index| tag_at(&paragraph.children, index, source)).collect();
    let mut lines: Vec<Node> = Vec::new();
    for (mut node, tag) in paragraph.children.into_iter().zip(tags) {
        if let Some(tag) = tag {
            add_paragraph(std::mem::take(&mut lines), parts);
            parts.push(Node::branch(Kind::Alert(tag.kind), node.span, Vec::new()));
            if !cut(&mut node, tag.length, source) {
                continue;
            }
        }
        lines.push(node);
    }
    add_paragraph(lines, parts);
}

/// Adds a paragraph of `lines` to the last part, without the line ends at its edges.
fn add_paragraph(mut lines: Vec<Node>, parts: &mut [Node]) {
    let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    lines.drain(..lines.iter().take_while(|node| is_break(node)).count());
    while lines.last().is_some_and(is_break) {
        lines.pop();
    }
    lines.shrink_to_fit();
    if let (Some(first), Some(last), Some(part)) = (lines.first(), lines.last(), parts.last_mut()) {
        let span = first.span.to(last.span);
        part.children.push(Node::branch(Kind::Paragraph, span, lines));
    }
}

/// Lets the parts share the quotation's span: each reaches up to the next.
fn settle_spans(parts: &mut [Node], whole: Span) {
    let mut end = whole.end;
    for part in parts.iter_mut().rev() {
        part.span.end = end;
        end = part.span.start;
    }
    if let Some(first) = parts.first_mut() {
        first.span.start = whole.start;
    }
}

/// An alert's tag at the start of a line.
struct Tag {
    kind: AlertKind,
    /// How many bytes of the text it takes, the blanks behind it included.
    length: usize,
}

/// The tag with which the line that starts at `index` begins.
fn tag_at(inlines: &[Node], index: usize, source: &str) -> Option<Tag> {
    let node = inlines.get(index)?;
    let before = index.checked_sub(1).and_then(|before| inlines.get(before));
    let starts_line = before.is_none_or(|before| matches!(before.kind, Kind::SoftBreak | Kind::HardBreak));
    if !starts_line || !matches!(node.kind, Kind::Text(_)) {
        return None;
    }
    let text = node.literal(source);
    let (name, behind) = text.strip_prefix("[!")?.split_once(']')?;
    let kind = AlertKind::named(name.trim())?;
    Some(Tag { kind, length: text.len() - behind.trim_start().len() })
}

/// Cuts the first `length` bytes off a text; whether anything is left.
fn cut(node: &mut Node, length: usize, source: &str) -> bool {
    let rest = node.literal(source).get(length..).unwrap_or_default().to_owned();
    if let Kind::Text(literal) = &mut node.kind {
        if *literal == Literal::Source {
            node.span.start = node.span.end - u32::try_from(rest.len()).unwrap_or(0);
        } else {
            *literal = Literal::Owned(rest.as_str().into());
        }
    }
    !rest.is_empty()
}

/// Reports a quotation whose first line is `[!WORD]`, a word that no alert has.
fn report_unknown(page: &mut Page<'_>, quote: &Node) {
    let Some(paragraph) = quote.children.first().filter(|child| child.kind == Kind::Paragraph) else { return };
    let alone = paragraph.children.get(1).is_none_or(|next| matches!(next.kind, Kind::SoftBreak | Kind::HardBreak));
    let Some(first) = paragraph.children.first().filter(|_| alone) else { return };
    let text = first.literal(page.input.text).trim_end();
    let Some(name) = text.strip_prefix("[!").and_then(|text| text.strip_suffix(']')) else { return };
    let is_word = !name.is_empty() && name.chars().all(char::is_alphanumeric);
    let known = AlertKind::named(name).is_some() || OTHER_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    if is_word && !known {
        page.report(&codes::ALERT_UNKNOWN, first.span, format!("there is no alert of the kind `{name}`"));
    }
}
