//! What holds for any text: it has a tree, whose spans point into it, and nothing takes long.

use super::{html, parsed};
use baton::markdown::tree::{Document, Kind, MAX_DEPTH, Node};
use baton::markdown::{Dialect, Input, Plain, parse, render, text};
use proptest::prelude::*;
use std::sync::Arc;

/// Pieces that make Markdown, and what breaks it.
const PIECES: [&str; 66] = [
    "# ",
    "## ",
    "\n",
    "\n\n",
    "> ",
    ">",
    "- ",
    "1. ",
    "    ",
    "  ",
    "\t",
    "* ",
    "**",
    "*",
    "_",
    "~~",
    "~",
    "`",
    "```",
    "```\n",
    "[",
    "]",
    "(",
    ")",
    "](a.md)",
    "![",
    "[^1]",
    "[^1]: ",
    "[a]: b\n",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<td>",
    "<table>",
    "<tr>",
    "<p>",
    "<li>",
    "<ul>",
    "<pre><code>",
    "</code></pre>",
    "<script>",
    "</script>",
    "<a href='x'>",
    "</a>",
    "<x_y>",
    "<!--",
    "-->",
    "<br>",
    "&amp;",
    "&#x200B;",
    "\\",
    "|",
    "|-|-|\n",
    "a",
    "é",
    "日本",
    "\r\n",
    ": ",
    "[!NOTE]",
    "{#id}",
    "- [ ] ",
    "---\n",
    "<svg>",
];

fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60).prop_map(|pieces| pieces.concat())
}

fn check_spans(document: &Document, source: &str) -> Result<(), TestCaseError> {
    for node in &document.children {
        check_node(node, node, source)?;
    }
    for reference in &document.references {
        prop_assert!(source.get(reference.span.range()).is_some(), "{reference:?}");
    }
    for anchor in &document.anchors {
        prop_assert!(source.get(anchor.span.range()).is_some(), "{anchor:?}");
    }
    Ok(())
}

fn check_node(node: &Node, parent: &Node, source: &str) -> Result<(), TestCaseError> {
    prop_assert!(source.get(node.span.range()).is_some(), "{:?} is no text", node.span);
    prop_assert!(
        parent.span.contains(node.span),
        "{:?} {:?} is not in {:?} {:?}",
        node.kind,
        node.span,
        parent.kind,
        parent.span
    );
    node.children.iter().try_for_each(|child| check_node(child, node, source))
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + depth(&node.children)).max().unwrap_or(0)
}

#[test]
fn an_element_reaches_as_far_as_each_of_its_children() {
    let text = "# \n<div># \n\n**```\n: > \n**# \n\n";
    check_spans(&parsed(text).document, text).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_of_any_text_lie_in_each_other(text in "\\PC{0,200}") {
        check_spans(&parsed(&text).document, &text)?;
        html(&text);
    }

    #[test]
    fn spans_of_broken_markdown_lie_in_each_other(text in markdown()) {
        check_spans(&parsed(&text).document, &text)?;
        html(&text);
        let path: Arc<str> = "page.md".into();
        let plain = parse(Input { path: &path, text: &text, body: 0, dialect: Dialect::CommonMark });
        check_spans(&plain.document, &text)?;
        let _ = render(&plain.document, &text, &Plain);
    }

    #[test]
    fn text_without_markup_is_kept(words in prop::collection::vec("[a-zé日]{1,8}", 1..30)) {
        let source = words.join(" ");
        prop_assert_eq!(text::plain(&parsed(&source).document.children, &source), source);
    }

    #[test]
    fn a_front_matter_shifts_spans_and_nothing_else(body in markdown()) {
        let shifted = format!("---\ntitle: é\n---\n{body}");
        let offset = shifted.len() - body.len();
        let path: Arc<str> = "page.md".into();
        let page = parse(Input { path: &path, text: &shifted, body: offset, dialect: Dialect::Adobe });
        check_spans(&page.document, &shifted)?;
        prop_assert_eq!(render(&page.document, &shifted, &Plain), html(&body));
        for (left, right) in page.document.children.iter().zip(&parsed(&body).document.children) {
            prop_assert_eq!(left.span, right.span.shift(offset));
        }
    }

    #[test]
    fn line_ends_mean_the_same(text in markdown()) {
        let unix = text.replace("\r\n", "\n");
        let windows = unix.replace('\n', "\r\n");
        prop_assert_eq!(html(&windows).replace("\r\n", "\n"), html(&unix));
    }
}

#[test]
fn nesting_is_capped() {
    for bomb in [
        ">",
        "> - ",
        "- ",
        "1. ",
        "<div>\n\n",
        "<b>",
        "*a ",
        "[",
        "![",
        "**a *",
        "<table><td>",
        "<ul><li>",
        "<details>\n\n> ",
    ] {
        let text = bomb.repeat(5000) + "text";
        let parsed = parsed(&text);
        assert!(depth(&parsed.document.children) <= MAX_DEPTH, "{bomb:?} is {} deep", depth(&parsed.document.children));
        assert!(text::plain(&parsed.document.children, &text).contains("text"), "{bomb:?} lost its text");
        let _ = render(&parsed.document, &text, &Plain);
    }
    let deep = parsed(&("> ".repeat(100) + "text"));
    assert_eq!(deep.findings.iter().filter(|finding| finding.code.name == "depth-exceeded").count(), 1);
}

#[test]
fn nodes_are_small() {
    assert!(size_of::<Kind>() <= 24, "{}", size_of::<Kind>());
    assert!(size_of::<Node>() <= 56, "{}", size_of::<Node>());
}

#[test]
fn text_that_reads_as_written_is_not_copied() {
    let source = "a [b] c: d_e `f` g\n";
    let paragraph = &parsed(source).document.children[0];
    let texts: Vec<_> = paragraph.children.iter().filter(|node| matches!(node.kind, Kind::Text(_))).collect();
    assert_eq!(texts.len(), 2);
    for text in texts {
        assert_eq!(text.literal(source), text.span.of(source));
        assert!(matches!(text.kind, Kind::Text(baton::markdown::tree::Literal::Source)));
    }
}
