//! Footnotes: marks in the text, and the list at the end.
//!
//! Their ids hold a colon, which no id made from a heading's text does.

use super::{Phrase, Renderer};
use crate::markdown::tree::{Kind, Node};

pub(super) fn is_definition(node: &Node) -> bool {
    matches!(node.kind, Kind::FootnoteDefinition(_))
}

impl Renderer<'_> {
    /// Writes the mark that refers to a footnote.
    pub(super) fn footnote_mark(&mut self, number: u32) {
        if self.is_excerpt {
            return self.write(&format!("<sup>{number}</sup>"));
        }
        let index = (number as usize).saturating_sub(1);
        if self.marks.len() <= index {
            self.marks.resize(index + 1, 0);
        }
        let repetition = self.marks.get_mut(index).map_or(1, |count| {
            *count += 1;
            *count
        });
        let id = mark_id(number, repetition);
        self.write(&format!(
            "<sup class=\"footnote-mark\"><a id=\"{id}\" href=\"#fn:{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// Writes the footnotes, those that nothing refers to last and without a number.
    pub(super) fn footnotes(&mut self, notes: &[Node]) {
        if notes.is_empty() {
            return;
        }
        let label = self.surroundings.phrase(Phrase::Footnotes);
        self.line();
        self.write("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.write_attribute("aria-label", &label);
        self.write(">\n");
        let unused = |note: &&Node| note.kind == Kind::FootnoteDefinition(0);
        self.notes("ol", notes.iter().filter(|note| !unused(note)));
        self.notes("ul", notes.iter().filter(unused));
        self.write("</section>\n");
    }

    fn notes<'n>(&mut self, list: &str, notes: impl Iterator<Item = &'n Node>) {
        let mut notes = notes.peekable();
        if notes.peek().is_none() {
            return;
        }
        self.write(&format!("<{list}>\n"));
        notes.for_each(|note| self.footnote(note));
        self.write(&format!("</{list}>\n"));
    }

    fn footnote(&mut self, note: &Node) {
        let Kind::FootnoteDefinition(number) = note.kind else { return };
        self.write(&if number > 0 { format!("<li id=\"fn:{number}\">\n") } else { "<li>\n".to_owned() });
        match note.children.split_last() {
            // The way back stands behind the last word.
            Some((last, others)) if last.kind == Kind::Paragraph => {
                self.blocks(others, false);
                let close = self.open_paragraph(last);
                self.inlines(&last.children);
                self.backs(number);
                self.write(close);
                self.behind(last, true);
            }
            _ => {
                self.blocks(&note.children, false);
                self.backs(number);
            }
        }
        self.write("</li>\n");
    }

    /// Writes the links from a footnote back to its marks.
    fn backs(&mut self, number: u32) {
        let index = (number as usize).checked_sub(1);
        let marks = index.and_then(|index| self.marks.get(index)).copied().unwrap_or(0);
        let label = self.surroundings.phrase(Phrase::FootnoteBack).replace("{number}", &number.to_string());
        for repetition in 1..=marks {
            let id = mark_id(number, repetition);
            self.write(&format!(" <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\""));
            self.write_attribute("aria-label", &label);
            self.write(" data-outline-skip>↩</a>");
        }
    }
}

fn mark_id(number: u32, repetition: u32) -> String {
    if repetition == 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{repetition}") }
}
