//! Text ⇄ tree ⇄ HTML, Adobe constructs included; knows nothing of sites.
//!
//! Parsing goes one way: the text is masked (`mask`), its events become a tree (`events`, `html`, on the stack of
//! `builder`), and passes over the tree recognise what Markdown has no word for (`passes`). None of them looks for what
//! a glance says is nowhere (`hints`). Every span of the tree points into the file as written. Rendering walks the tree
//! and asks its [`Surroundings`] what only a site can know.
//!
//! May import: [`crate::span`], [`crate::diagnostic`]. When a page changes, it is parsed and rendered anew as a
//! whole. Deliberately absent: front matter (the caller cuts it off), the resolution of links, the highlighting of
//! code, and any HTML that a page brought with it: it is parsed into the tree or it is gone.

mod attributes;
mod block_tags;
mod blocks;
mod builder;
mod controls;
pub mod escape;
mod events;
mod footnotes;
mod graft;
mod hints;
mod html;
mod mask;
mod passes;
mod render;
pub mod slug;
mod splice;
mod tags;
pub mod text;
pub mod transclusion;
pub mod tree;
pub mod url;

pub use render::{
    Destination, Film, HeadingAnchors, Highlighted, Mark, Parts, Phrase, Picture, Plain, Surroundings, badges, excerpt,
    render, render_parts, rows,
};
pub use tree::Dialect;

use crate::diagnostic::Diagnostic;
use std::sync::Arc;
use tree::Document;

/// A text to parse.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The file's name, for findings.
    pub path: &'a Arc<str>,
    /// The whole file as written.
    pub text: &'a str,
    /// The offset behind the front matter; a byte order mark at the start of the file is skipped.
    pub body: usize,
    /// What it is written in.
    pub dialect: Dialect,
}

/// A parsed text, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub document: Document,
    /// The findings, in no particular order.
    pub findings: Vec<Diagnostic>,
}

/// Parses `input`; any text has a tree.
#[must_use]
pub fn parse(input: Input<'_>) -> Parsed {
    read(input, false)
}

/// Parses a stretch of a page that is read a second time, as something else.
fn parse_stretch(input: Input<'_>) -> Parsed {
    read(input, true)
}

fn read(input: Input<'_>, nested: bool) -> Parsed {
    let mut mask = mask::mask(&input);
    let (mut document, hints, mut findings) = events::build(&input, &mask);
    findings.append(&mut mask.findings);
    if input.dialect == Dialect::Adobe {
        passes::run(&mut document, &input, hints, &mut findings, nested);
    }
    if !nested {
        document.fit();
    }
    Parsed { document, findings }
}
