//! What Markdown has no word for, recognised on the tree.
//!
//! A pass rewrites the tree in one walk and reports what it had to mend. Each construct is one file; [`PASSES`] is
//! their order, and all that ties them together. A pass sees the file as written, never raw lines to match.

mod alerts;
pub(super) mod headings;
mod transclusions;

use super::Input;
use super::tree::{Document, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// The passes, in order. Headings come last: their ids are made from text that no pass changes any more.
const PASSES: [fn(&mut Page<'_>); 3] = [alerts::run, transclusions::run, headings::run];

/// Runs every pass.
pub(super) fn run(document: &mut Document, input: &Input<'_>, findings: &mut Vec<Diagnostic>) {
    let mut page = Page { document, input, findings };
    for pass in PASSES {
        pass(&mut page);
    }
}

/// A page that the passes work on.
struct Page<'a> {
    document: &'a mut Document,
    input: &'a Input<'a>,
    findings: &'a mut Vec<Diagnostic>,
}

impl Page<'_> {
    fn report(&mut self, code: &'static Code, span: Span, message: String) {
        self.findings.push(Diagnostic::new(code, self.input.path.clone(), message).at(span));
    }

    /// Shows `visit` every list of siblings, inner ones first.
    fn each_siblings(&mut self, mut visit: impl FnMut(&mut Self, &mut Vec<Node>)) {
        let mut children = std::mem::take(&mut self.document.children);
        self.walk(&mut children, &mut visit);
        self.document.children = children;
    }

    fn walk(&mut self, siblings: &mut Vec<Node>, visit: &mut impl FnMut(&mut Self, &mut Vec<Node>)) {
        for node in siblings.iter_mut().filter(|node| !node.children.is_empty()) {
            self.walk(&mut node.children, visit);
        }
        visit(self, siblings);
    }
}
