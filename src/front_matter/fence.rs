//! Where the header begins and ends.

use crate::span::Span;
use memchr::memchr2;

pub(super) enum Fence {
    /// The page begins with its text.
    None,
    /// The page begins like a header that never ends; the span is the opening fence.
    Unclosed(Span),
    /// A header.
    Closed {
        /// The header with its fences.
        span: Span,
        /// What stands between the fences.
        yaml: Span,
        /// Offset of the first byte behind the line of the closing fence.
        body: usize,
    },
}

/// The length of the byte order mark.
pub(super) fn mark(text: &str) -> usize {
    text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len()
}

pub(super) fn find(text: &str) -> Fence {
    let mut lines = lines(text, mark(text));
    let Some(open) = lines.next().filter(Line::is_fence) else { return Fence::None };
    let mut first = None;
    for line in lines {
        if line.is_fence() {
            return Fence::Closed {
                span: open.span.to(line.span),
                yaml: Span::new(open.next, line.span.start as usize),
                body: line.next,
            };
        }
        first = first.or(Some(line)).filter(|line| !line.text.trim().is_empty());
    }
    // A lone `---` in front of prose is a thematic break and no mistake.
    if first.is_some_and(|line| key(line.text).is_some()) { Fence::Unclosed(open.span) } else { Fence::None }
}

/// One line of a text, without its end.
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// Offset of the next line.
    next: usize,
}

impl Line<'_> {
    fn is_fence(&self) -> bool {
        self.text.trim_end_matches([' ', '\t']) == "---"
    }
}

/// The lines of `text` from the offset `start` on; `\n`, `\r\n` and a lone `\r` each end one.
pub(super) fn lines(text: &str, mut start: usize) -> impl Iterator<Item = Line<'_>> {
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (line, end) = rest.split_at_checked(len)?;
        let end = if end.starts_with("\r\n") { 2 } else { end.len().min(1) };
        let span = Span::new(start, start + len);
        start += len + end;
        Some(Line { text: line, span, next: start })
    })
}

/// The key that a line at the margin begins with, and what follows the colon.
pub(super) fn key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphanumeric())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    is_key.then_some((key, rest))
}
