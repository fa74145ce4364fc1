//! What holds for any text, whoever wrote it. The fuzz targets try texts without end; the tests try what was found.

use baton::diagnostic::apply;
use baton::front_matter::{self, Keys, PageBadge};
use baton::markdown::tree::{Document, MAX_DEPTH, Node};
use baton::markdown::url::scheme;
use baton::markdown::{Dialect, Input, Plain, parse as read, render_parts};
use baton::page;
use baton::span::Span;
use html5gum::{Token, Tokenizer};
use std::sync::Arc;

/// How often a text may need mending: each mend may show the next.
const ROUNDS: usize = 200;

fn path() -> Arc<str> {
    "content/en/page.md".into()
}

/// Both dialects have a tree whose places lie in the text, on the boundaries of characters, and which is not deep.
pub fn parse(text: &str) {
    for dialect in [Dialect::Adobe, Dialect::CommonMark] {
        let parsed = read(Input { path: &path(), text, body: 0, dialect });
        walk(&parsed.document.children, text, 1);
        places(&parsed.document, text);
        for finding in &parsed.findings {
            finding.span.iter().chain(finding.related.iter().filter_map(|other| other.span.as_ref())).for_each(
                |span| {
                    inside(*span, text);
                },
            );
            if let Some(fix) = &finding.fix {
                inside(fix.span, text);
            }
        }
    }
}

fn walk(nodes: &[Node], text: &str, depth: usize) {
    assert!(depth <= MAX_DEPTH + 1, "deeper than {MAX_DEPTH}");
    for node in nodes {
        inside(node.span, text);
        walk(&node.children, text, depth + 1);
    }
}

fn places(document: &Document, text: &str) {
    for reference in &document.references {
        inside(reference.span, text);
    }
}

fn inside(span: Span, text: &str) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no part of the text");
}

/// A header is found and read with places inside of the text, whatever it holds; what is salvaged can be asked for.
pub fn front_matter(text: &str) {
    let (front, findings) = front_matter::read(text, &path());
    assert!(text.get(front.body..).is_some());
    for entry in &front.entries {
        inside(entry.key_span, text);
        inside(entry.value.span, text);
        drop(PageBadge::read(&entry.value));
    }
    for finding in &findings {
        finding.span.into_iter().chain(finding.fix.iter().map(|fix| fix.span)).for_each(|span| inside(span, text));
    }
    drop((front.title().map(page::plain), front.description().map(page::plain), serde_json::to_value(&front)));
    drop((front.last_update(), front.mini_toc_levels(), front.list("role"), page::check_badges(&front, &path())));
}

/// Certain mends, made again and again, come to an end, and every text on the way has findings with places inside of it.
pub fn mend(text: &str) {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let (front, mut findings) = front_matter::read(&text, &path());
        findings.extend(page::check_badges(&front, &path()));
        let input = Input { path: &path(), text: &text, body: front.body, dialect: Dialect::Adobe };
        findings.extend(read(input).findings);
        let fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        for fix in &fixes {
            inside(fix.span, &text);
        }
        let mended = apply(&text, &fixes);
        if mended.applied == 0 {
            return;
        }
        text = mended.text;
    }
    panic!("there is always something left to mend in {text:?}");
}

/// The HTML of a page holds nothing that runs, embeds or submits, and no address that does.
pub fn render(text: &str) {
    let (front, _) = front_matter::read(text, &path());
    let parsed = read(Input { path: &path(), text, body: front.body, dialect: Dialect::Adobe });
    let parts = render_parts(&parsed.document, text, &Plain);
    for html in [&parts.heading, &parts.content] {
        harmless(html);
    }
}

fn harmless(html: &str) {
    const REFUSED: [&str; 11] =
        ["script", "style", "iframe", "object", "embed", "form", "svg", "math", "base", "meta", "link"];
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        assert!(!REFUSED.contains(&&*name), "<{name}> in {html}");
        // The box of a task can't be filled in.
        let holds = |key: &[u8]| tag.attributes.keys().any(|attribute| **attribute == *key);
        assert!(name != "input" || (holds(b"disabled") && holds(b"type")), "<input> in {html}");
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute);
            let value = String::from_utf8_lossy(value);
            assert!(!attribute.starts_with("on") && attribute != "style", "{attribute} in {html}");
            if matches!(&*attribute, "href" | "src") {
                assert!(scheme(&value).is_safe(), "{value} in {html}");
            }
        }
    }
}
