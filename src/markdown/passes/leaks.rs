//! Signs of Markdown that stand in the text because what they belong to was torn away: mostly by translation tools.

use super::{Page, badges, place};
use crate::diagnostic::codes;
use crate::markdown::tree::{Kind, Link, Node};
use std::ops::Range;

/// The longest text before `](address)` that becomes the link's, in characters.
const LONGEST_TEXT: usize = 80;

/// The longest address, and the longest stretch before it that is searched for a bracket, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// The longest comment that has become text, in bytes.
const LONGEST_COMMENT: usize = 4_000;

/// The first `length` bytes of `text` or a few less.
pub(super) fn window(text: &str, length: usize) -> &str {
    text.get(..text.floor_char_boundary(length)).unwrap_or(text)
}

/// A link that has lost its `[`: where its text begins, the link, and where it ends. `before` is the text up to the `]`.
pub(super) fn link(
    page: &mut Page<'_>,
    node: &Node,
    literal: &str,
    before: Range<usize>,
) -> Option<(usize, Node, usize)> {
    let text = literal.get(before.clone())?;
    let rest = window(literal.get(before.end + 2..)?, LONGEST_ADDRESS);
    let (target, _) = rest.split_once(')')?;
    if open_brackets(text) > 0 || !is_address(target) {
        return None;
    }
    let end = before.end + 2 + target.len() + 1;
    let from = before.start + text_start(text);
    let shown = match super::piece(node, from..before.end, page.source()) {
        Some(shown) => shown,
        None => super::piece(node, before.end + 2..end - 1, page.source())?,
    };
    let span = place(node, from..end).unwrap_or(node.span);
    let message = format!("`]({target})` has no `[` before it");
    let finding = page.finding(&codes::LINK_UNBALANCED, place(node, before.end..end).unwrap_or(node.span), message);
    page.findings.push(finding.help("the words before it are linked; put a `[` where the link should begin"));
    let reference = badges::refer(page, target, node, place(node, end - 1 - target.len()..end - 1));
    let link = Link { reference, title: "".into(), attributes: Vec::new() };
    Some((from, Node::branch(Kind::Link(Box::new(link)), span, vec![shown]), end))
}

fn open_brackets(text: &str) -> usize {
    let from = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_ADDRESS));
    text.get(from..).unwrap_or_default().chars().fold(0usize, |open, character| match character {
        '[' => open + 1,
        ']' => open.saturating_sub(1),
        _ => open,
    })
}

/// Whether a text in parentheses is an address and no remark.
fn is_address(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    !text.contains(char::is_whitespace)
        && (text.contains("://")
            || text.starts_with(['/', '#'])
            || text.starts_with("../")
            || text.starts_with("mailto:")
            || path.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "md" | "html")))
}

/// Where the words begin that a link should hold, at the end of `text`: behind the last punctuation.
fn text_start(text: &str) -> usize {
    let trimmed = text.trim_end();
    let is_edge = |c: char| ".:;!?,()「『（【“„«\"。、：；！？，（".contains(c);
    let from = trimmed.char_indices().rev().find(|(index, c)| {
        let next = trimmed.get(index + c.len_utf8()..).and_then(|rest| rest.chars().next());
        // A stop in a word or a number ends nothing.
        is_edge(*c) && (!c.is_ascii() || "(\"".contains(*c) || next.is_none_or(char::is_whitespace))
    });
    let from = from.map_or(0, |(index, c)| index + c.len_utf8());
    let words = text.get(from..).unwrap_or_default();
    let from = from + words.len() - words.trim_start().len();
    let words = text.get(from..).unwrap_or_default();
    if words.chars().count() <= LONGEST_TEXT {
        return from;
    }
    let word = words.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    from + words.trim_end().len() - word.len()
}

/// What to cut for the asterisks at `at` that open and close nothing; nothing when they may mean something.
///
/// `around` are the characters before and behind the text, where the text goes on there.
pub(super) fn stray(
    page: &mut Page<'_>,
    node: &Node,
    literal: &str,
    at: usize,
    escaped: bool,
    around: (Option<char>, Option<char>),
) -> Option<Range<usize>> {
    let rest = literal.get(at..)?;
    let length = rest.bytes().take_while(|byte| *byte == b'*').count();
    let previous = literal.get(..at)?.chars().next_back().or(around.0);
    let next = rest.get(length..)?.chars().next().or(around.1);
    let both = |is: fn(char) -> bool| previous.is_some_and(is) && next.is_some_and(is);
    // A power, a pattern of file names, a censored word, or asterisks that were escaped.
    let means = previous == Some('*')
        || length > 3
        || both(|c| c.is_ascii_digit())
        || [previous, next].contains(&Some('/'))
        || next == Some('.')
            && rest.get(length + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        || escaped;
    if means {
        return None;
    }
    let span = place(node, at..at + length);
    let finding =
        page.finding(&codes::EMPHASIS_STRAY, span.unwrap_or(node.span), "these asterisks open or close nothing");
    let finding = finding.help("remove them, or put them around the bold words without blanks inside");
    page.findings.push(match span {
        Some(span) => finding.fix(span, ""),
        None => finding,
    });
    let blanks = previous.is_none_or(char::is_whitespace) && next.is_some_and(|c| c == ' ');
    Some(at..at + length + usize::from(blanks))
}

/// Whether a text holds asterisks that are meant to be shown.
pub(super) fn escapes(node: &Node, source: &str) -> bool {
    let raw = node.span.of(source);
    raw.contains("\\*") || raw.contains("&ast;") || raw.contains("&#42;") || raw.contains("&#x2")
}

/// Where a comment ends whose signs have become text.
pub(super) fn comment(page: &mut Page<'_>, node: &Node, literal: &str, at: usize) -> Option<usize> {
    let inside = window(literal.get(at + 2..)?, LONGEST_COMMENT);
    if !inside.starts_with(['—', '–', '-']) {
        return None;
    }
    let ends = inside.match_indices('>').find_map(|(index, _)| {
        let before = inside.get(..index)?.trim_end_matches([' ', '\u{a0}']);
        (index > 3 && before.ends_with(['—', '–', '-'])).then_some(index + 1)
    });
    let end = at + 2 + ends?;
    let span = place(node, at..end).unwrap_or(node.span);
    let finding = page.finding(&codes::COMMENT_BROKEN, span, "a comment has become text; it is left out");
    page.findings.push(finding.help("write `<!-- … -->`, or remove it"));
    Some(end)
}
