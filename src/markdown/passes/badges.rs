//! Badges in the text: `[!BADGE Beta]{type=Positive url="…" tooltip="…"}`.

use super::attached::{report_quotes, report_unknown};
use super::leaks::window;
use super::{Page, place};
use crate::markdown::attributes;
use crate::markdown::text;
use crate::markdown::tree::{Badge, BadgeKind, FileId, Kind, Node, RefId, Reference, ReferenceKind};
use crate::span::Span;

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 400;

/// How far an address is looked for in the text that it stands in, in bytes.
const LONGEST_SEARCH: usize = 4_000;

/// The badge at `at` of a text, and where it ends.
pub(super) fn read(page: &mut Page<'_>, node: &Node, literal: &str, at: usize) -> Option<(Node, usize)> {
    let rest = literal.get(at + "[!BADGE".len()..)?;
    let (label, _) = window(rest, LONGEST_LABEL).split_once(']')?;
    let behind = rest.get(label.len() + 1..)?;
    if !label.starts_with(char::is_whitespace) || label.trim().is_empty() {
        return None;
    }
    let mut badge =
        Badge { kind: BadgeKind::default(), label: text::collapse(label).into(), tooltip: "".into(), reference: None };
    let mut end = literal.len() - behind.len();
    if let Some(list) = attributes::parse(behind) {
        report_quotes(page, node, literal, end, &list);
        let span = place(node, end..end + list.length).unwrap_or(node.span);
        for (name, value) in &list.pairs {
            match name.as_str() {
                "type" => match BadgeKind::named(value) {
                    Some(kind) => badge.kind = kind,
                    None => report_unknown(page, span, "a badge", name, value),
                },
                "tooltip" => badge.tooltip = text::collapse(value).into(),
                "url" if page.links == 0 => badge.reference = Some(refer(page, value, node, None)),
                "url" | "class" | "id" => {}
                name => report_unknown(page, span, "a badge", name, value),
            }
        }
        end += list.length;
    }
    let span = place(node, at..end).unwrap_or(node.span);
    Some((Node::leaf(Kind::Badge(Box::new(badge)), span), end))
}

/// The badge that Markdown takes for a link: `[!BADGE Beta](url)`.
pub(super) fn of_link(page: &Page<'_>, node: &Node) -> Option<Node> {
    let Kind::Link(link) = &node.kind else { return None };
    if text::first_character(&node.children, page.source()) != Some('!') {
        return None;
    }
    let label = text::plain(&node.children, page.source());
    let label = label.strip_prefix("!BADGE ").filter(|label| !label.is_empty())?;
    let (reference, tooltip) = (Some(link.reference), link.title.clone());
    let badge = Badge { kind: BadgeKind::default(), label: label.into(), tooltip, reference };
    Some(Node::leaf(Kind::Badge(Box::new(badge)), node.span))
}

/// Registers an address that stands somewhere in `node`, if it is not known where.
pub(super) fn refer(page: &mut Page<'_>, target: &str, node: &Node, place: Option<Span>) -> RefId {
    refer_as(page, ReferenceKind::Link, target, node, place)
}

/// Registers an address of what `kind` says.
pub(super) fn refer_as(
    page: &mut Page<'_>,
    kind: ReferenceKind,
    target: &str,
    node: &Node,
    place: Option<Span>,
) -> RefId {
    let span = place.unwrap_or_else(|| {
        let raw = window(node.span.of(page.source()), LONGEST_SEARCH);
        let within = raw.find(target).filter(|_| !target.is_empty());
        within.map_or(node.span, |at| {
            let start = node.span.start as usize + at;
            Span::new(start, start + target.len())
        })
    });
    let references = &mut page.document.references;
    let id = u32::try_from(references.len()).unwrap_or(u32::MAX);
    references.push(Reference { kind, target: target.into(), span, file: FileId::OWN });
    RefId(id)
}
