//! `baton explain`: the page behind a code, set for a terminal.

use super::Rendering;
use super::codes::{self, Code};
use crate::suggest::nearest;
use std::fmt::Write;

/// A name that no code has.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no code `{name}`{}", .nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
pub struct UnknownCode {
    name: String,
    nearest: Option<&'static str>,
}

/// The page of the code `name`: paragraphs wrapped to the width, headings bold with colour, examples as they are.
pub fn explain(name: &str, rendering: Rendering) -> Result<String, UnknownCode> {
    let unknown = || UnknownCode { name: name.into(), nearest: nearest(name, codes::ALL.iter().map(|code| code.name)) };
    Code::named(name).map(|code| set(code.page, rendering)).ok_or_else(unknown)
}

/// Every code on a line: its name, its default severity, what it means.
#[must_use]
pub fn list() -> String {
    let width = codes::ALL.iter().map(|code| code.name.len()).max().unwrap_or_default();
    codes::ALL.iter().fold(String::new(), |mut out, Code { name, severity, summary, .. }| {
        let _ = writeln!(out, "{name:width$}  {:7}  {summary}", severity.name());
        out
    })
}

/// Sets the Markdown of an explanation, which is kept to headings, fences, and a line a paragraph or list item.
fn set(page: &str, Rendering { color, width, .. }: Rendering) -> String {
    let mut fence = None;
    let lines = page.lines().filter_map(|line| match (fence, marker(line)) {
        (None, Some(open)) => {
            fence = Some(open);
            None
        }
        (Some(open), close) if close == Some(open) => {
            fence = None;
            None
        }
        (Some(_), _) => Some(format!("    {line}").trim_end().to_owned() + "\n"),
        (None, None) => Some(prose(line, color, width.clamp(40, 100))),
    });
    lines.collect()
}

/// The back-ticks that open or close a fence on this line.
fn marker(line: &str) -> Option<&str> {
    line.get(..line.len() - line.trim_start_matches('`').len()).filter(|marker| marker.len() >= 3)
}

fn prose(line: &str, color: bool, width: usize) -> String {
    match line.strip_prefix('#') {
        Some(heading) => headline(heading.trim_start_matches('#').trim(), color),
        None => wrap(line, width),
    }
}

fn headline(heading: &str, color: bool) -> String {
    if color { format!("\u{1b}[1m{heading}\u{1b}[0m\n") } else { format!("{heading}\n") }
}

/// The words of `paragraph` in lines of at most `width` characters; a list item hangs by two.
fn wrap(paragraph: &str, width: usize) -> String {
    let hang = if paragraph.starts_with("- ") { "  " } else { "" };
    let (mut out, mut column) = (String::new(), 0);
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        let gap = match column {
            0 => String::new(),
            _ if column + 1 + length > width => format!("\n{hang}"),
            _ => " ".into(),
        };
        column = length + if gap.starts_with('\n') { hang.len() } else { column + gap.len() };
        out = out + &gap + word;
    }
    out + "\n"
}
