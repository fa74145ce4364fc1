//! What a block holds besides its words: code, addresses, pictures, anchors.

use super::super::units::{Text, address, tag};
use super::placeholders;
use crate::markdown::text;
use crate::markdown::tree::{Attribute, Kind, Node, RefId, ReferenceKind};
use crate::span::Span;

/// Something that stays the same in a translation.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What counts of it.
    pub value: String,
    /// As it is written.
    pub shown: String,
    /// Where.
    pub span: Span,
    /// Whether it has words of its own: of pictures, an alternative text.
    pub speaks: bool,
}

/// What a block holds.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Code in lines.
    pub code: Vec<Token>,
    /// Links.
    pub links: Vec<Token>,
    /// Pictures.
    pub images: Vec<Token>,
    /// Tags of texts that stand in other files.
    pub tags: Vec<String>,
    /// Its words: without code, with the texts of links.
    pub prose: String,
    /// Its running words alone: without what is set apart by emphasis or quotation marks, as names and messages are.
    pub running: String,
}

/// Stands for a piece of code in prose.
pub(super) const CODE: char = '\u{fffc}';

pub(super) fn of(node: &Node, text: Text<'_>) -> Facts {
    let mut facts = Facts::default();
    let sets_apart = gather(node, text, &mut facts);
    facts.prose = plain(std::mem::take(&mut facts.prose));
    let mut running = if sets_apart {
        let mut running = String::new();
        run(node, text, node, &mut running);
        plain(running)
    } else {
        facts.prose.clone()
    };
    for name in placeholders::labels(whole_lines(node.span, text.source)) {
        if running.contains(&name) {
            running = running.replace(&name, &CODE.to_string());
        }
    }
    facts.running = without_quotations(running);
    facts
}

/// The lines that a block stands on: its span begins behind a tag that it begins with.
pub(super) fn whole_lines(span: Span, source: &str) -> &str {
    let before = source.get(..span.start as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let behind = source.get(span.end as usize..).unwrap_or_default();
    let end = span.end as usize + behind.find('\n').unwrap_or(behind.len());
    source.get(start..end).unwrap_or_default()
}

fn plain(mut said: String) -> String {
    if may_hold_invisible(&said) {
        said.retain(|character| !is_invisible(character));
    }
    said.truncate(said.trim_end().len());
    text::collapsed(said)
}

/// Whether a text may hold something that [`is_invisible`]: told by the first bytes of it, many at a time.
fn may_hold_invisible(said: &str) -> bool {
    let is = |byte: &u8, wanted: u8| u8::from(*byte == wanted);
    let found = said.as_bytes().array_windows().fold(0, |found, [a, b]| {
        let general = is(a, 0xe2) & (is(b, 0x80) | is(b, 0x81));
        found | general | is(a, 0xef) & is(b, 0xbb) | is(a, 0xc2) & is(b, 0xad)
    });
    found != 0
}

/// Appends the words of `node` that are running text of `unit`.
fn run(node: &Node, text: Text<'_>, unit: &Node, running: &mut String) {
    let sets_apart = match &node.kind {
        // A block that is emphasised as a whole is running text.
        Kind::Strong | Kind::Emphasis => {
            !unit.children.iter().any(|child| std::ptr::eq(child, node) && unit.children.len() == 1)
        }
        Kind::Include(_) | Kind::Transclusion(_) | Kind::CodeBlock(_) | Kind::Code(_) | Kind::Image(_) => true,
        Kind::Element(element) => {
            matches!(element.name.as_str(), "code" | "pre" | "kbd" | "samp" | "b" | "strong" | "i" | "em")
        }
        _ => false,
    };
    if sets_apart {
        running.push(CODE);
        return;
    }
    match &node.kind {
        Kind::SoftBreak | Kind::HardBreak => running.push(' '),
        Kind::Element(element) if element.name.as_str() == "br" => running.push(' '),
        _ => running.push_str(node.literal(text.source)),
    }
    for child in &node.children {
        run(child, text, unit, running);
    }
    if node.is_block() {
        running.push(' ');
    }
}

/// A text without what stands in quotation marks, unless that is all of it.
fn without_quotations(said: String) -> String {
    let closing = |open: char| match open {
        '"' | '\'' => Some(open),
        '“' => Some('”'),
        '«' => Some('»'),
        '„' => Some('“'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    };
    let mut left = String::new();
    // Where the text begins that is not in `left` yet.
    let mut start = 0;
    let mut before = None;
    let mut never_closed = Vec::new();
    for (at, character) in said.char_indices() {
        // An apostrophe in a word opens nothing.
        let is_apostrophe = character == '\'' && before.is_some_and(char::is_alphanumeric);
        before = Some(character);
        let close = closing(character).filter(|close| at >= start && !is_apostrophe && !never_closed.contains(close));
        let Some(close) = close else { continue };
        match said.get(at + character.len_utf8()..).and_then(|inside| inside.split_once(close)) {
            Some((_, behind)) => {
                left.push_str(said.get(start..at).unwrap_or_default());
                left.push(CODE);
                start = said.len() - behind.len();
            }
            None => never_closed.push(close),
        }
    }
    if start == 0 {
        return said;
    }
    left.push_str(said.get(start..).unwrap_or_default());
    if says_something(&left) { left } else { said }
}

/// Characters that readers do not see: translation tools sprinkle them.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Of each cell of a row whether it is empty.
pub(super) fn cells(row: &Node, text: Text<'_>) -> Vec<bool> {
    row.children.iter().filter(|cell| is_cell(cell)).map(|cell| is_blank(cell, text)).collect()
}

fn is_cell(node: &Node) -> bool {
    matches!(node.kind, Kind::TableCell)
        || matches!(&node.kind, Kind::Element(element) if matches!(element.name.as_str(), "td" | "th"))
}

fn is_blank(node: &Node, text: Text<'_>) -> bool {
    let says = |c: char| !c.is_whitespace() && !is_invisible(c);
    let shows = matches!(node.kind, Kind::Image(_) | Kind::Badge(_) | Kind::Include(_) | Kind::Video(_))
        || matches!(&node.kind, Kind::Element(element) if element.name.as_str() == "img");
    !shows && !node.literal(text.source).contains(says) && node.children.iter().all(|child| is_blank(child, text))
}

/// Gathers what a node holds; says whether what [`run`] says of it may be something else than its prose.
fn gather(node: &Node, text: Text<'_>, facts: &mut Facts) -> bool {
    let mut sets_apart = matches!(node.kind, Kind::Strong | Kind::Emphasis);
    match &node.kind {
        Kind::CodeBlock(_) => return true,
        Kind::Include(_) | Kind::Transclusion(_) => {
            facts.tags.push(tag(node, text.source).into_owned());
            return true;
        }
        Kind::Code(_) => {
            code(node, node.literal(text.source), facts);
            return false;
        }
        Kind::Link(link) => facts.links.extend(target(link.reference, text, true)),
        Kind::Image(link) => {
            let alternative = text::alternative(&node.children, text.source);
            facts.images.extend(target(link.reference, text, says_something(&alternative)));
            return true;
        }
        Kind::Element(element) => match element.name.as_str() {
            // The names of keys are translated.
            "kbd" => {
                facts.prose.push(CODE);
                return false;
            }
            "code" | "pre" | "samp" => {
                code(node, &text::verbatim(&node.children, text.source), facts);
                return false;
            }
            "img" => {
                let alternative = element.attributes.iter().any(
                    |attribute| matches!(attribute, Attribute::Text("alt", alternative) if says_something(alternative)),
                );
                facts.images.extend(addresses(&element.attributes, text, alternative));
            }
            "br" => facts.prose.push(' '),
            name => {
                sets_apart = matches!(name, "b" | "strong" | "i" | "em");
                facts.links.extend(addresses(&element.attributes, text, true));
            }
        },
        Kind::SoftBreak | Kind::HardBreak => facts.prose.push(' '),
        _ => facts.prose.push_str(node.literal(text.source)),
    }
    for child in &node.children {
        sets_apart |= gather(child, text, facts);
    }
    if node.is_block() {
        facts.prose.push(' ');
    }
    sets_apart
}

fn code(node: &Node, written: &str, facts: &mut Facts) {
    let shown: String = written.chars().filter(|c| !is_invisible(*c)).collect();
    let shown = text::collapse(&shown);
    facts.code.push(Token { value: shown.clone(), shown, span: node.span, speaks: true });
    facts.prose.push(CODE);
}

fn addresses(attributes: &[Attribute], text: Text<'_>, speaks: bool) -> Vec<Token> {
    let token = |attribute: &Attribute| match attribute {
        Attribute::Reference(_, id) => target(*id, text, speaks),
        Attribute::Text(..) => None,
    };
    attributes.iter().filter_map(token).collect()
}

fn target(RefId(index): RefId, text: Text<'_>, speaks: bool) -> Option<Token> {
    let reference = text.document.references.get(index as usize)?;
    let mut value = address(reference);
    if reference.kind == ReferenceKind::Link {
        value = without_language(&value);
    }
    let shown = reference.target.to_string();
    Some(Token { value, shown, span: reference.span, speaks })
}

/// An address without a language at the front of its host: `fr.example.com`, `www.example.com`.
fn without_language(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (first, others) = rest.split_once('.').unwrap_or(("", rest));
    let is_language = first == "www" || (first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_host = others.split('/').next().is_some_and(|host| host.contains('.'));
    let rest = if is_language && is_host { others } else { rest };
    let scheme = if scheme == "http" { "https" } else { scheme };
    format!("{scheme}://{rest}")
}

/// Whether a text names something.
pub(super) fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}
