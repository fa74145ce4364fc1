//! What a block holds besides its words: code, addresses, pictures, anchors.

use super::super::units::{Text, address, tag};
use super::placeholders;
use crate::markdown::text;
use crate::markdown::tree::{Attribute, Kind, Node, RefId, ReferenceKind};
use crate::span::Span;
use std::cell::OnceCell;

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
    /// Its running words as they were gathered, where they are not all of its prose.
    said: Option<String>,
    running: OnceCell<String>,
    span: Span,
}

/// Stands for a piece of code in prose.
pub(super) const CODE: char = '\u{fffc}';

pub(super) fn of(node: &Node, text: Text<'_>) -> Facts {
    let mut gathered = Gathered { unit: node, text, apart: false, running: String::new(), facts: Facts::default() };
    gathered.visit(node);
    let Gathered { running, mut facts, .. } = gathered;
    facts.said = (running != facts.prose).then_some(running);
    facts.prose = plain(facts.prose);
    facts.span = node.span;
    facts
}

impl Facts {
    /// Its running words alone: without what is set apart by emphasis or quotation marks, as names and messages are.
    ///
    /// `source` is the text of the file that the block stands in. Of a source's blocks hardly anybody asks for them.
    pub(super) fn running(&self, source: &str) -> &str {
        self.running.get_or_init(|| {
            let mut running = self.said.clone().map_or_else(|| self.prose.clone(), plain);
            for name in placeholders::labels(whole_lines(self.span, source)) {
                if running.contains(&name) {
                    running = running.replace(&name, &CODE.to_string());
                }
            }
            without_quotations(running)
        })
    }
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
    if !said.is_ascii() {
        said.retain(|character| !is_invisible(character));
    }
    said.truncate(said.trim_end().len());
    text::collapsed(said)
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

/// What has been gathered of a block so far.
struct Gathered<'a> {
    unit: &'a Node,
    text: Text<'a>,
    /// Whether what is visited is set apart from the running words.
    apart: bool,
    running: String,
    facts: Facts,
}

impl Gathered<'_> {
    fn visit(&mut self, node: &Node) {
        let outside = self.apart;
        if !outside && self.sets_apart(node) {
            self.running.push(CODE);
            self.apart = true;
        }
        if self.enter(node) {
            for child in &node.children {
                self.visit(child);
            }
            if node.is_block() {
                self.say(" ");
            }
        }
        self.apart = outside;
    }

    fn sets_apart(&self, node: &Node) -> bool {
        match &node.kind {
            // A block that is emphasised as a whole is running text.
            Kind::Strong | Kind::Emphasis => {
                !matches!(self.unit.children.as_slice(), [only] if std::ptr::eq(only, node))
            }
            Kind::Include(_) | Kind::Transclusion(_) | Kind::CodeBlock(_) | Kind::Code(_) | Kind::Image(_) => true,
            Kind::Element(element) => {
                matches!(element.name.as_str(), "code" | "pre" | "kbd" | "samp" | "b" | "strong" | "i" | "em")
            }
            _ => false,
        }
    }

    /// Notes what a node is; returns whether what stands in it is to be visited.
    fn enter(&mut self, node: &Node) -> bool {
        let text = self.text;
        match &node.kind {
            Kind::CodeBlock(_) => return false,
            Kind::Include(_) | Kind::Transclusion(_) => {
                self.facts.tags.push(tag(node, text.source).into_owned());
                return false;
            }
            Kind::Code(_) => {
                self.code(node, node.literal(text.source));
                return false;
            }
            Kind::Link(link) => self.facts.links.extend(target(link.reference, text, true)),
            Kind::Image(link) => {
                let alternative = text::alternative(&node.children, text.source);
                self.facts.images.extend(target(link.reference, text, says_something(&alternative)));
                return false;
            }
            Kind::Element(element) => match element.name.as_str() {
                // The names of keys are translated.
                "kbd" => {
                    self.facts.prose.push(CODE);
                    return false;
                }
                "code" | "pre" | "samp" => {
                    self.code(node, &text::verbatim(&node.children, text.source));
                    return false;
                }
                "img" => {
                    let alternative = element.attributes.iter().any(|attribute| {
                        matches!(attribute, Attribute::Text("alt", alternative) if says_something(alternative))
                    });
                    self.facts.images.extend(addresses(&element.attributes, text, alternative));
                }
                "br" => self.say(" "),
                _ => self.facts.links.extend(addresses(&element.attributes, text, true)),
            },
            Kind::SoftBreak | Kind::HardBreak => self.say(" "),
            _ => self.say(node.literal(text.source)),
        }
        true
    }

    fn say(&mut self, words: &str) {
        self.facts.prose.push_str(words);
        if !self.apart {
            self.running.push_str(words);
        }
    }

    fn code(&mut self, node: &Node, written: &str) {
        let shown: String = written.chars().filter(|c| !is_invisible(*c)).collect();
        let shown = text::collapse(&shown);
        self.facts.code.push(Token { value: shown.clone(), shown, span: node.span, speaks: true });
        self.facts.prose.push(CODE);
    }
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
