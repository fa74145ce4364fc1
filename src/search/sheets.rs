//! What a result shows of a page: its title and place, its headings, and the texts that excerpts are cut from.
//!
//! The sections of a page are cut into pieces of some size, so that little is fetched that is not shown, and every piece
//! says what page it is of, so that one file is enough. Which section stands in which piece is said by the root.

use super::book::Page;
use super::digits;
use super::entry::Section;
use super::files::{FOLDER, json, script};
use crate::digest::Digest;

/// Up to so many bytes of text stand in one file of a page, headings and ids included; a section is never cut.
const PIECE: usize = 2000;

/// The files of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheets {
    pieces: Vec<String>,
    layout: Box<str>,
    /// Two digits that tell the files of a page from those of another revision, nearly always.
    check: Box<str>,
}

/// A section: id, heading, text.
type Row<'a> = (&'a str, &'a str, &'a str);

impl Sheets {
    /// Those of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let pieces = cut(&page.entry.sections);
        let mut layout = String::new();
        let count = |count: usize| u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
        digits::push(&mut layout, count(pieces.len()));
        for piece in pieces.iter().rev().skip(1).rev() {
            digits::push(&mut layout, count(piece.len()));
        }
        let text = |piece: &&[Section]| {
            let rows: Vec<Row<'_>> = piece.iter().map(|own| (&*own.id, &*own.heading, &*own.text)).collect();
            json(&(&page.path, &page.entry.title, &page.guide, &page.state, rows))
        };
        let pieces: Vec<String> = pieces.iter().map(text).collect();
        let check = check(&pieces);
        Self { pieces, layout: layout.into(), check }
    }

    /// Notes in the page what the root says of its files: how they are cut, and which they are.
    pub fn stamp(&self, page: &mut Page) {
        page.layout = self.layout.clone();
        page.check.clone_from(&self.check);
    }

    /// The path and text of the file of a piece.
    #[must_use]
    pub fn file(&self, tag: &str, number: u32, piece: u32) -> Option<(String, String)> {
        let name = name(number, piece);
        let text = script("page", &format!("{tag}/{name}"), &self.check, self.pieces.get(piece as usize)?);
        Some((format!("{FOLDER}/{tag}/{name}.js"), text))
    }

    /// The path and text of each file.
    pub fn files<'a>(&'a self, tag: &'a str, number: u32) -> impl Iterator<Item = (String, String)> + use<'a> {
        (0u32..).map_while(move |piece| self.file(tag, number, piece))
    }
}

fn check(pieces: &[String]) -> Box<str> {
    let bytes = Digest::of_parts(pieces.iter().map(String::as_str)).bytes();
    bytes.iter().take(2).map(|byte| digits::digit(u32::from(*byte) % digits::DIGITS)).collect()
}

/// Cuts the sections of a page.
fn cut(sections: &[Section]) -> Vec<&[Section]> {
    let (mut pieces, mut start, mut size) = (Vec::new(), 0, 0);
    for (place, section) in sections.iter().enumerate() {
        let own = section.text.len() + section.heading.len() + section.id.len();
        if size > 0 && size + own > PIECE {
            pieces.extend(sections.get(start..place));
            (start, size) = (place, 0);
        }
        size += own;
    }
    pieces.extend(sections.get(start..));
    pieces
}

/// How many pieces a page has, by its layout.
pub(super) fn count(layout: &str) -> u32 {
    digits::Reader::new(layout).number().unwrap_or(0).saturating_add(1)
}

/// What the file of a piece is called, without its ending.
pub(super) fn name(number: u32, piece: u32) -> String {
    format!("p/{number}-{piece}")
}
