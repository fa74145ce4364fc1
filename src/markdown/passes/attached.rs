//! Attribute lists behind links and images: `![Plan](plan.png){width="500"}`.
//!
//! One that a blank parts from what it belongs to, or whose brace is never closed, is read when it can mean nothing
//! else: braces are text in the pages of programmers.

use super::{Page, is_break, place};
use crate::diagnostic::codes;
use crate::markdown::attributes::{self, Flaw, List};
use crate::markdown::tree::{Attribute, Attributes, Kind, Node};
use crate::span::Span;
use std::ops::Range;

/// What may part a list from what it belongs to.
const BLANKS: [char; 4] = [' ', '\t', '\u{a0}', '\u{3000}'];

/// The longest list without a closing brace, in bytes.
const LONGEST_OPEN: usize = 200;

/// Whether a text may begin with a list.
pub(super) fn may_start(text: &str) -> bool {
    text.trim_start_matches(BLANKS).starts_with('{')
}

/// Takes the attributes that stand at `at` of the text `node` and belong to the link or image that `settled` ends in;
/// returns where they end, which is `at` if there are none. `next` stands behind the text.
pub(super) fn take(page: &mut Page<'_>, settled: &mut Vec<Node>, node: &Node, at: usize, next: Option<&Node>) -> usize {
    let literal = node.literal(page.source());
    let Some(behind) = literal.get(at..).map(|rest| rest.trim_start_matches(BLANKS)) else { return at };
    if !behind.starts_with('{') {
        return at;
    }
    let ends_line = next.is_none_or(is_break);
    let starts_line = settled.last().is_some_and(|last| last.kind == Kind::SoftBreak);
    let before = settled.len().checked_sub(1 + usize::from(starts_line)).and_then(|at| settled.get(at));
    let Some(before) = before.filter(|node| matches!(node.kind, Kind::Link(_) | Kind::Image(_))) else { return at };
    let (link, edge) = (matches!(before.kind, Kind::Link(_)), before.span.end);
    let written = behind.trim_end();
    let closed = (ends_line && written.len() < LONGEST_OPEN && !written.contains('}')).then(|| format!("{written}}}"));
    let Some(list) = attributes::parse(closed.as_deref().unwrap_or(behind)) else { return at };
    let start = literal.len() - behind.len();
    let parted = start > at;
    let length = if closed.is_some() { written.len() } else { list.length };
    if starts_line || parted || closed.is_some() {
        let alone = ends_line && behind.get(length..).is_some_and(|rest| rest.trim().is_empty());
        if !is_meant(&list, link) || starts_line && (link || !alone) {
            return at;
        }
    }
    let whole = place(node, start..start + length);
    let span = whole.unwrap_or(node.span);
    if starts_line || parted {
        let what = if starts_line { "a line end stands" } else { "blanks stand" };
        let finding = page
            .finding(&codes::ATTR_APART, span, format!("{what} before these attributes"))
            .help("put the brace right behind what it belongs to");
        let gap = whole.map(|whole| Span { start: edge, end: whole.start });
        page.findings.push(match gap.filter(|gap| page.source().get(gap.range()).is_some_and(is_blank)) {
            Some(gap) => finding.fix(gap, ""),
            None => finding,
        });
    }
    if closed.is_some() {
        let finding = page
            .finding(&codes::ATTR_UNCLOSED, span, "this brace is never closed")
            .help("write `}` behind the last attribute");
        page.findings.push(match whole {
            Some(whole) => finding.fix(Span { start: whole.end, end: whole.end }, "}"),
            None => finding,
        });
    } else {
        report_quotes(page, node, literal, start, &list);
    }
    let attributes = if link { of_link(page, span, &list) } else { of_image(page, span, &list) };
    if starts_line {
        settled.pop();
    }
    if let Some(Kind::Link(link) | Kind::Image(link)) = settled.last_mut().map(|before| &mut before.kind) {
        link.attributes = attributes;
    }
    start + length
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Whether a list that is not written as it should be is one of a link or an image all the same. What may be the id of
/// a heading that ends in a link is not.
fn is_meant(list: &List<'_>, link: bool) -> bool {
    list.pairs.iter().all(|(name, value)| match name.as_str() {
        "target" | "rel" => link && !value.is_empty(),
        "width" | "height" | "align" | "modal" => !link && !value.is_empty(),
        "zoomable" => !link,
        _ => false,
    })
}

/// Reports what is wrong with the quotes in a list that stands at `at` of a text.
pub(super) fn report_quotes(page: &mut Page<'_>, node: &Node, literal: &str, at: usize, list: &List<'_>) {
    let Some(flaw) = list.flaw else { return };
    let range: Range<usize> = at..at + list.length;
    let (code, message, help) = flaw.finding();
    let finding = page.finding(code, place(node, range.clone()).unwrap_or(node.span), message).help(help);
    let written = literal.get(range.clone()).unwrap_or_default();
    let mended = match flaw {
        Flaw::Smart => written.replace(['“', '”', '„', '«', '»', '‟'], "\""),
        // Nothing but the end of the list is behind the value.
        Flaw::Unclosed => written.strip_suffix('}').map(|list| format!("{list}\"}}")).unwrap_or_default(),
    };
    page.findings.push(match place(node, range) {
        Some(span) if mended.matches('"').count() == 2 * list.pairs.len() => finding.fix(span, mended),
        _ => finding,
    });
}

/// Reports an attribute that means nothing, in a list at `span`.
pub(super) fn report_unknown(page: &mut Page<'_>, span: Span, what: &str, name: &str, value: &str) {
    let message = format!("`{name}={value}` means nothing for {what}");
    let finding = page
        .finding(&codes::ATTR_UNKNOWN, span, message)
        .help("it is left out; `baton explain attr-unknown` lists what there is");
    page.findings.push(finding);
}

fn of_link(page: &mut Page<'_>, span: Span, list: &List<'_>) -> Attributes {
    let mut kept = Attributes::new();
    for (name, value) in &list.pairs {
        match (name.as_str(), *value) {
            ("target", "_blank") => kept.push(Attribute::Text("target", "_blank".into())),
            // Links that leave the site say so by themselves; classes belong to other themes.
            ("target" | "rel" | "class" | "id" | "transcript", _) => {}
            (name, value) => report_unknown(page, span, "a link", name, value),
        }
    }
    kept
}

fn of_image(page: &mut Page<'_>, span: Span, list: &List<'_>) -> Attributes {
    let mut kept = Attributes::new();
    for (name, value) in &list.pairs {
        let length = || value.strip_suffix("px").unwrap_or(value);
        match (name.as_str(), *value) {
            ("width", _) if is_length(length()) => kept.push(Attribute::Text("width", length().into())),
            ("height", _) if is_length(length()) => kept.push(Attribute::Text("height", length().into())),
            ("align", "left" | "center" | "right") => {
                kept.push(Attribute::Text("class", format!("align-{value}").into()));
            }
            ("zoomable", "yes" | "true" | "") => kept.push(Attribute::Text("data-zoom", "".into())),
            ("modal", _) if value.chars().all(|c| c.is_ascii_alphanumeric()) => {
                kept.push(Attribute::Text("data-modal", (*value).into()));
            }
            ("zoomable" | "class" | "id", _) => {}
            (name, value) => report_unknown(page, span, "an image", name, value),
        }
    }
    kept
}

fn is_length(value: &str) -> bool {
    let digits = value.strip_suffix('%').unwrap_or(value);
    (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
