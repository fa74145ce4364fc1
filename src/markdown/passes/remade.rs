//! Blocks that mean something else than Markdown reads in them, and are read a second time: an alert that is indented
//! so far that it is code, a table on one line.

use super::Page;
use crate::diagnostic::codes;
use crate::markdown::graft::graft;
use crate::markdown::hints::Hints;
use crate::markdown::transclusion::depth;
use crate::markdown::tree::{AlertKind, Document, Kind, Node};
use crate::markdown::{Input, parse_stretch};

pub(super) fn run(page: &mut Page<'_>) {
    if page.nested || !(page.hints.any(Hints::QUOTED_CODE) || page.hints.any(Hints::PIPES)) {
        return;
    }
    page.each_siblings(|page, siblings| {
        if !siblings.iter().any(|node| remake(page, node).is_some()) {
            return;
        }
        let mut settled = Vec::with_capacity(siblings.len());
        for node in siblings.drain(..) {
            match remake(page, &node).and_then(|text| read(page, &node, &text)) {
                Some(blocks) => settled.extend(blocks),
                None => settled.push(node),
            }
        }
        *siblings = settled;
    });
}

/// The text as which a block should be read.
fn remake(page: &Page<'_>, node: &Node) -> Option<String> {
    let source = page.source();
    match &node.kind {
        Kind::CodeBlock(block) if block.info.is_empty() && !node.span.of(source).starts_with(['`', '~', '<']) => {
            let code = node.literal(source);
            let first = code.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")?;
            AlertKind::named(first.split_once(']')?.0.trim())?;
            code.lines()
                .all(|line| line.trim().is_empty() || line.trim_start().starts_with('>'))
                .then(|| code.to_owned())
        }
        Kind::Paragraph => {
            let raw = node.span.of(source).trim();
            let one_line = raw.starts_with('|')
                && !raw.contains('\n')
                && (raw.contains("| |-") || raw.contains("| |:-") || raw.contains("| | -"));
            one_line.then(|| raw.replace("| |", "|\n|"))
        }
        _ => None,
    }
}

fn read(page: &mut Page<'_>, node: &Node, text: &str) -> Option<Vec<Node>> {
    let input = Input { path: page.input.path, text, body: 0, dialect: page.input.dialect };
    let parsed = parse_stretch(input);
    let is_meant = |document: &Document| {
        document.children.iter().any(|child| matches!(child.kind, Kind::Alert(_) | Kind::Table(_)))
            && page.depth + depth(&document.children) < crate::markdown::tree::MAX_DEPTH
    };
    if !is_meant(&parsed.document) {
        return None;
    }
    if matches!(node.kind, Kind::Paragraph) {
        let finding = page.finding(&codes::TABLE_ONE_LINE, node.span, "a whole table stands on one line");
        page.findings.push(finding.help("put each row on a line of its own"));
    } else {
        let finding = page.finding(&codes::ALERT_INDENTED, node.span, "this alert is indented so far that it is code");
        page.findings.push(finding.help("indent it by three blanks at most, or as far as the list item around it"));
    }
    // Its own hints are gone.
    page.hints = Hints::ALL;
    Some(graft(page.document, parsed.document, text, node.span))
}
