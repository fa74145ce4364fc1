//! What a result shows of a page: its title and place, its headings, and the texts that excerpts are cut from.

use super::book::Page;
use super::digits;
use super::entry::Section;
use super::files::{FOLDER, json, script};
use super::index::parts;
use crate::digest::Digest;
use serde::Serialize;

/// The files of a page: its head with the sections of its first part, then the sections of each further part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheets(Vec<String>);

#[derive(Serialize)]
struct Head<'a> {
    u: &'a str,
    t: &'a str,
    g: Option<&'a str>,
    m: Option<&'a str>,
    /// How many sections each part has.
    n: Vec<usize>,
    s: Vec<Row<'a>>,
}

/// A section: id, level, heading, text.
type Row<'a> = (&'a str, u8, &'a str, &'a str);

fn row(section: &Section) -> Row<'_> {
    (&section.id, section.level, &section.heading, &section.text)
}

impl Sheets {
    /// Those of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let parts = parts(&page.entry);
        let sections: Vec<(&Section, u32)> = page.entry.sections.iter().zip(parts.iter().copied()).collect();
        let stretches: Vec<Vec<Row<'_>>> = sections
            .chunk_by(|a, b| a.1 == b.1)
            .map(|stretch| stretch.iter().map(|(section, _)| row(section)).collect())
            .collect();
        let head = Head {
            u: &page.path,
            t: &page.entry.title,
            g: page.guide.as_deref(),
            m: page.state.as_deref(),
            n: stretches.iter().map(Vec::len).collect(),
            s: stretches.first().cloned().unwrap_or_default(),
        };
        let mut sheets = vec![json(&head)];
        sheets.extend(stretches.iter().skip(1).map(json));
        Self(sheets)
    }

    /// Two digits that tell the files of a page from those of another revision, nearly always.
    #[must_use]
    pub fn check(&self) -> Box<str> {
        let bytes = Digest::of_parts(self.0.iter().map(String::as_str)).bytes();
        bytes.iter().take(2).map(|byte| digits::digit(u32::from(*byte) % digits::DIGITS)).collect()
    }

    /// The path and text of the file of a part.
    #[must_use]
    pub fn file(&self, tag: &str, number: u32, part: u32) -> Option<(String, String)> {
        let name = name(number, part);
        let kind = if part == 0 { "page" } else { "part" };
        let text = script(kind, &format!("{tag}/{name}"), &self.check(), self.0.get(part as usize)?);
        Some((format!("{FOLDER}/{tag}/{name}.js"), text))
    }

    /// The path and text of each file.
    pub fn files<'a>(&'a self, tag: &'a str, number: u32) -> impl Iterator<Item = (String, String)> + use<'a> {
        (0u32..).map_while(move |part| self.file(tag, number, part))
    }
}

/// What the file of a part is called, without its ending.
pub(super) fn name(number: u32, part: u32) -> String {
    if part == 0 { format!("p/{number}") } else { format!("p/{number}-{part}") }
}
