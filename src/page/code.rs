//! What is wrong with the languages of blocks of code.

use crate::diagnostic::{Diagnostic, codes};
use crate::highlight::{Kind as Known, Language};
use crate::markdown::tree::{CodeBlock, Document, Kind, Node};
use crate::source::Source;
use crate::span::Span;

/// The most words that a name of a language has: `REST API`, `code block`.
const MOST_WORDS: usize = 2;

/// The blocks whose language nobody knows, and those where code stands on the line of the fence.
pub(super) fn check_code(document: &Document, source: &Source, findings: &mut Vec<Diagnostic>) {
    if document.holds_code {
        check_in(&document.children, source, findings);
    }
}

fn check_in(nodes: &[Node], source: &Source, findings: &mut Vec<Diagnostic>) {
    for node in nodes {
        if let Kind::CodeBlock(block) = &node.kind {
            findings.extend(check(block, node.span, source));
        }
        check_in(&node.children, source, findings);
    }
}

fn check(block: &CodeBlock, span: Span, source: &Source) -> Option<Diagnostic> {
    let info = block.info.split('{').next().unwrap_or_default().trim();
    if info.is_empty() {
        return None;
    }
    let at = span.of(&source.text).find(info).map_or(span, |at| {
        let start = span.start as usize + at;
        Span::new(start, start + info.len())
    });
    let found = |code, message: String| Diagnostic::new(code, source.shown.clone(), message).at(at);
    let words: Vec<&str> = info.split_whitespace().collect();
    let is_word = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || "+#._-?=".contains(c));
    if words.len() > 1 && (words.len() > MOST_WORDS || !words.iter().all(is_word)) {
        let message = "code stands on the line of the fence, where the language belongs; it is not shown".to_owned();
        return Some(
            found(&codes::FENCE_INFO_SUSPICIOUS, message).help("move it to a line of its own below the fence"),
        );
    }
    let language = Language::of(info);
    (language.kind == Known::Unknown).then(|| {
        let name = if language.token.is_empty() { info } else { &language.token };
        found(&codes::LANG_UNKNOWN, format!("there are no colours for the language `{name}`"))
            .help("the code is shown plain; write `text` where that is what you want")
    })
}
