//! The original of a translation as a script that hands it over, so that it loads from a web server and from a folder alike.
//!
//! `(self.batonOriginal||=[]).push([tag, direction, blocks])`: the blocks are elements, `[name, attributes, child, …]`, where
//! `attributes` is left out if there are none and a text is a string. A theme's script makes elements of them; it is never given
//! HTML to parse. `data-pair` numbers the blocks as in the translation.

use super::beside::{Beside, Marks};
use super::{Desk, Task};
use crate::markdown;
use crate::markdown::tree::Node;
use html5gum::{StartTag, Token, Tokenizer};

/// Elements that hold nothing.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "wbr", "source", "col"];

/// The script; nothing where the page has no original.
#[must_use]
pub fn original(task: &Task<'_>) -> Option<String> {
    let beside = task.answers.beside.as_ref()?;
    let source = beside.source()?;
    let marks = Marks::numbered(source);
    let desk = Desk { marks: Some(&marks), ..Desk::beside(beside, task) };
    let nodes: Vec<&Node> = source.document.children.iter().collect();
    let html = markdown::excerpt(&nodes, &source.document, &source.source.text, &desk);
    let mut script = Script(b"(self.batonOriginal||=[]).push([".to_vec());
    script.string(beside.tag());
    script.0.push(b',');
    script.string(beside.direction());
    script.0.extend(b",[");
    script.blocks(&html);
    script.0.extend(b"]]);\n");
    String::from_utf8(script.0).ok()
}

/// A script as it is written.
struct Script(Vec<u8>);

impl Script {
    /// Writes HTML that the renderer wrote as values.
    fn blocks(&mut self, html: &str) {
        // The names of the elements that are open, outermost first.
        let mut open: Vec<Vec<u8>> = Vec::new();
        for token in Tokenizer::new(html).flatten() {
            match token {
                Token::StartTag(tag) => {
                    self.element(&tag);
                    if VOID.iter().any(|name| name.as_bytes() == &*tag.name.0) {
                        self.0.push(b']');
                    } else {
                        open.push(tag.name.0);
                    }
                }
                Token::EndTag(_) if open.pop().is_some() => self.0.push(b']'),
                Token::String(string) => {
                    let string = String::from_utf8_lossy(&string);
                    let is_code = || open.iter().any(|name| name == b"pre");
                    let is_between = string.trim().is_empty() && string.contains('\n') && !is_code();
                    if !is_between {
                        self.next();
                        self.string(&string);
                    }
                }
                _ => {}
            }
        }
        self.0.extend(open.iter().map(|_| b']'));
    }

    fn element(&mut self, tag: &StartTag<()>) {
        self.next();
        self.0.push(b'[');
        self.string(&String::from_utf8_lossy(&tag.name));
        let mut before: &[u8] = b",{";
        for (name, value) in &tag.attributes {
            self.0.extend(before);
            self.string(&String::from_utf8_lossy(name));
            self.0.push(b':');
            self.string(&String::from_utf8_lossy(value));
            before = b",";
        }
        if !tag.attributes.is_empty() {
            self.0.push(b'}');
        }
    }

    /// Parts the next value from the one before it.
    fn next(&mut self) {
        if self.0.last() != Some(&b'[') {
            self.0.push(b',');
        }
    }

    fn string(&mut self, text: &str) {
        // Writing to memory does not fail, and neither does a string.
        let _ = serde_json::to_writer(&mut self.0, text);
    }
}

impl Beside {
    fn tag(&self) -> &str {
        &self.tag
    }

    fn direction(&self) -> &'static str {
        super::beside::direction_name(self.direction)
    }
}
