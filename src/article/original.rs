//! The original of a translation as a script that hands it over, so that it loads from a web server and from a folder alike.
//!
//! `(self.batonOriginal||=[]).push([tag, direction, blocks])`: the blocks are elements, `[name, attributes, child, …]`, where
//! `attributes` is left out if there are none and a text is a string. A theme's script makes elements of them; it is never given
//! HTML to parse. `data-pair` numbers the blocks as in the translation.

use super::beside::{Beside, Marks};
use super::{Desk, Task};
use crate::markdown;
use crate::markdown::tree::Node;
use html5gum::{Token, Tokenizer};
use serde_json::{Map, Value};

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
    let data = serde_json::json!([beside.tag(), beside.direction(), blocks(&html)]);
    Some(format!("(self.batonOriginal||=[]).push({data});\n"))
}

/// HTML that the renderer wrote, as values.
fn blocks(html: &str) -> Vec<Value> {
    // The elements that are open, outermost first; the first is the page.
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                let attributes: Map<String, Value> =
                    tag.attributes.iter().map(|(name, value)| (text(name), text(value).into())).collect();
                let is_void = VOID.contains(&&*name);
                let mut element = vec![Value::from(name)];
                if !attributes.is_empty() {
                    element.push(attributes.into());
                }
                open.push(element);
                if is_void {
                    close(&mut open);
                }
            }
            Token::EndTag(_) => close(&mut open),
            Token::String(string) => {
                let string = text(&string);
                let is_between = string.trim().is_empty() && string.contains('\n') && !is_code(&open);
                if let Some(parent) = open.last_mut().filter(|_| !is_between) {
                    parent.push(string.into());
                }
            }
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

fn close(open: &mut Vec<Vec<Value>>) {
    if open.len() > 1
        && let Some(element) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.push(element.into());
    }
}

fn is_code(open: &[Vec<Value>]) -> bool {
    open.iter().any(|element| element.first().is_some_and(|name| name == "pre"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Beside {
    fn tag(&self) -> &str {
        &self.tag
    }

    fn direction(&self) -> &'static str {
        super::beside::direction_name(self.direction)
    }
}
