//! How findings look: for people in a terminal, and for programs.
//!
//! | format | for | escaping |
//! |---|---|---|
//! | [`Format::Text`] | a person | everything goes through [`escape_terminal`] |
//! | [`Format::Json`] | scripts; see [`json`] for the shape | JSON, hidden characters as `\uXXXX` |
//! | [`Format::Sarif`] | code scanning (SARIF 2.1.0) | the same |
//! | [`Format::Github`] | annotations in a GitHub workflow | [`escape_terminal`], then the workflow's own |
//!
//! Content is untrusted, and a finding quotes it: no rendering ever lets a control character or a character that
//! turns the direction of text reach a terminal. The cost is linear: a file's lines are indexed once
//! (`places`), and a finding is shown from a window of its line, however long file and line are.
//!
//! May import: [`crate::span`], [`super`]. Deliberately absent: the disk (a [`Sources`] lends the texts), printing,
//! and any order or choice of findings but the one that was handed in.

mod escape;
mod excerpt;
mod github;
pub mod json;
mod places;
mod sarif;
mod text;

pub use escape::escape_terminal;
pub use excerpt::{Excerpt, Place, excerpts};
use places::Places;

use super::Diagnostic;

/// A way to write findings down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the look of rustc.
    Text,
    /// One JSON document.
    Json,
    /// One SARIF 2.1.0 document.
    Sarif,
    /// One workflow command a line.
    Github,
}

/// Lends the text of a source file.
pub trait Sources {
    /// The text of the file at `path`, exactly as spans count it; nothing for a binary or unknown file.
    fn text(&self, path: &str) -> Option<&str>;
}

/// How the rendering for people is to look; the formats for programs ignore it.
#[derive(Clone, Copy, Debug)]
pub struct Rendering {
    /// Whether to colour with ANSI escape sequences.
    pub color: bool,
    /// The width of the terminal, in columns.
    pub width: usize,
    /// How many findings to show at most, the gravest first; the others are counted by code.
    pub limit: Option<usize>,
}

/// Writes `findings` down in `format`; ends in a line feed unless it is empty.
#[must_use]
pub fn render(findings: &[Diagnostic], sources: &dyn Sources, format: Format, rendering: Rendering) -> String {
    let places = Places::of(findings, sources);
    match format {
        Format::Text => text::render(findings, &places, rendering),
        Format::Json => json::render(findings, &places),
        Format::Sarif => sarif::render(findings, &places),
        Format::Github => github::render(findings, &places),
    }
}
