//! What stands in braces below a table: `{style="table-layout:auto"}`.

use super::Page;
use crate::diagnostic::codes;
use crate::markdown::attributes::{self, Flaw};
use crate::markdown::hints::Hints;
use crate::markdown::text;
use crate::markdown::tree::{Kind, Node, TableLayout};

pub(super) fn run(page: &mut Page<'_>) {
    if !page.braced || !(page.hints.any(Hints::TABLE) || page.source().contains("style")) {
        return;
    }
    page.each_siblings(|page, siblings| {
        let source = page.source();
        let is_table = |node: &Node| matches!(&node.kind, Kind::Table(_)) || is_html_table(node);
        if siblings.iter().any(is_table) {
            let mut settled = Vec::with_capacity(siblings.len());
            let mut rest = siblings.drain(..).peekable();
            while let Some(mut node) = rest.next() {
                if is_table(&node) {
                    if let Some(list) = rest.next_if(|next| next.kind == Kind::Paragraph && is_list(next, source)) {
                        apply(page, &mut node, &list);
                    }
                    take_row(page, &mut node);
                }
                settled.push(node);
            }
            drop(rest);
            *siblings = settled;
        }
        // Behind anything else it says nothing to a reader.
        siblings.retain(|node| {
            let lone =
                matches!(node.kind, Kind::Paragraph) && is_list(node, source) && node.span.of(source).contains("style");
            if lone {
                let finding = page.finding(&codes::ATTR_UNKNOWN, node.span, "attributes of a table stand behind none");
                page.findings.push(finding.help("put them behind the table, with a blank line between"));
            }
            !lone
        });
    });
}

fn is_html_table(node: &Node) -> bool {
    matches!(&node.kind, Kind::Element(element) if element.name.as_str() == "table")
}

/// Whether a block is an attribute list and nothing else.
fn is_list(node: &Node, source: &str) -> bool {
    let first = node.children.first().map_or("", |first| first.literal(source));
    if !first.trim_start().starts_with('{') {
        return false;
    }
    let text = text::plain(&node.children, source);
    attributes::parse(&text).is_some_and(|list| list.length == text.len())
}

/// Takes a last row that is an attribute list: the blank line before it is missing.
fn take_row(page: &mut Page<'_>, table: &mut Node) {
    let source = page.source();
    if !matches!(table.kind, Kind::Table(_)) {
        return;
    }
    let is_row = table.children.last().is_some_and(|row| {
        row.kind == Kind::TableRow
            && row.children.iter().skip(1).all(|cell| cell.children.is_empty())
            && row.children.first().is_some_and(|cell| is_list(cell, source))
    });
    if let Some(row) = is_row.then(|| table.children.pop()).flatten() {
        let list =
            Node::branch(Kind::Paragraph, row.span, row.children.into_iter().flat_map(|cell| cell.children).collect());
        apply(page, table, &list);
    }
}

fn apply(page: &mut Page<'_>, table: &mut Node, list: &Node) {
    let written = text::plain(&list.children, page.source());
    let Some(parsed) = attributes::parse(&written) else { return };
    if let Some((code, message, help)) = parsed.flaw.map(Flaw::finding) {
        let finding = page.finding(code, list.span, message);
        page.findings.push(finding.help(help));
    }
    let layout = parsed.pairs.iter().filter(|(name, _)| name == "style").find_map(|(_, value)| {
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        match value.to_ascii_lowercase().trim_end_matches(';') {
            "table-layout:auto" => Some(TableLayout::Auto),
            "table-layout:fixed" => Some(TableLayout::Fixed),
            _ => None,
        }
    });
    match (layout, &mut table.kind) {
        (Some(layout), Kind::Table(table)) => table.layout = layout,
        (Some(_), _) => {}
        (None, _) => {
            let finding =
                page.finding(&codes::ATTR_UNKNOWN, list.span, format!("`{written}` means nothing for a table"));
            page.findings.push(finding.help("tables take `{style=\"table-layout:auto\"}`"));
        }
    }
}
