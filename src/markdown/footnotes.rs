//! Footnotes: numbered by first reference, set at the end.

use super::tree::{Kind, Node};
use std::collections::BTreeMap;

/// The footnotes of a page that is being read.
#[derive(Default)]
pub(super) struct Footnotes {
    /// The numbers of those that were referred to, by label in lower case.
    numbers: BTreeMap<String, u32>,
    /// The labels of the definitions, in order.
    labels: Vec<String>,
    /// The definitions; until [`Footnotes::take`] their number is the place of their label.
    definitions: Vec<Node>,
}

impl Footnotes {
    /// The number of the footnote with this label, which is referred to here.
    pub(super) fn refer(&mut self, label: &str) -> u32 {
        let next = number(self.numbers.len()).saturating_add(1);
        *self.numbers.entry(label.to_lowercase()).or_insert(next)
    }

    /// The place of the label of a definition that starts here.
    pub(super) fn label(&mut self, label: &str) -> u32 {
        self.labels.push(label.to_lowercase());
        number(self.labels.len() - 1)
    }

    /// Keeps a finished definition.
    pub(super) fn define(&mut self, node: Node) {
        self.definitions.push(node);
    }

    /// The definitions in order of their numbers, those never referred to last. The first of a label counts.
    pub(super) fn take(&mut self) -> Vec<Node> {
        let mut nodes = std::mem::take(&mut self.definitions);
        for node in &mut nodes {
            if let Kind::FootnoteDefinition(place) = &mut node.kind {
                let label = self.labels.get(*place as usize);
                *place = label.and_then(|label| self.numbers.remove(label)).unwrap_or(0);
            }
        }
        nodes.sort_by_key(|node| match node.kind {
            Kind::FootnoteDefinition(number @ 1..) => number,
            _ => u32::MAX,
        });
        nodes
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
