//! What stands in a line: badges, attributes behind links and images, and what translation tools have torn apart.

use super::{Holder, Page, attached, badges, leaks, piece, place, quotes, trim};
use crate::diagnostic::codes;
use crate::markdown::hints::Hints;
use crate::markdown::text;
use crate::markdown::tree::{Kind, Node};
use std::ops::Range;

/// Mends what stands among `siblings`.
pub(super) fn settle(page: &mut Page<'_>, siblings: &mut Vec<Node>) {
    let source = page.source();
    let (mut is_empty, mut is_mendable, mut is_torn) = (false, false, false);
    let wide = page.hints.any(Hints::WIDE);
    for node in siblings.iter() {
        match node.kind {
            Kind::Text(_) => is_torn |= holds_sign(node.literal(source), wide, &mut page.braced),
            Kind::Link(_) | Kind::Image(_) => is_mendable = true,
            Kind::Paragraph => is_empty |= node.children.is_empty(),
            _ => {}
        }
    }
    if is_empty {
        // Of a paragraph that was a comment nothing is left.
        siblings.retain(|node| !matches!(node.kind, Kind::Paragraph) || !node.children.is_empty());
    }
    if is_torn {
        rebuild(page, siblings);
    } else if is_mendable {
        // No node comes or goes.
        for at in 0..siblings.len() {
            let (before, rest) = siblings.split_at_mut(at);
            if let Some(node) = rest.first_mut() {
                mend(page, node, before.last());
            }
        }
    }
}

/// Makes siblings anew, of what their texts turn out to be.
fn rebuild(page: &mut Page<'_>, siblings: &mut Vec<Node>) {
    let mut settled = Vec::with_capacity(siblings.len());
    let mut rest = std::mem::take(siblings).into_iter().peekable();
    while let Some(mut node) = rest.next() {
        if matches!(node.kind, Kind::Text(_)) {
            read(page, node, rest.peek(), &mut settled);
        } else {
            mend(page, &mut node, settled.last());
            settled.push(node);
        }
    }
    *siblings = settled;
}

/// Whether a text may hold something that is not text; `wide` says whether brackets may be full-width, and `braced`
/// learns of a `{`.
fn holds_sign(text: &str, wide: bool, braced: &mut bool) -> bool {
    // Nearly all texts hold none of these. To look at all bytes is faster than to stop at the first: many at a time.
    let may = text.bytes().fold(false, |may, byte| may | matches!(byte, b'*' | b'{' | b'[' | b']' | b'<'));
    *braced |= may && text.contains('{');
    let may = may || wide && text.contains('］');
    may && (attached::may_start(text) || next_sign(text, 0).is_some())
}

/// Mends a link or an image, given what stands before it.
fn mend(page: &mut Page<'_>, node: &mut Node, before: Option<&Node>) {
    let source = page.source();
    match node.kind {
        Kind::Link(_) => {
            trim_ends(node, source);
            if is_tag(node, before, source) {
                node.children.clear();
                return;
            }
            if text::is_nameless(&node.children, source) {
                let finding = page.finding(&codes::LINK_EMPTY_TEXT, node.span, "this link has no text");
                page.findings
                    .push(finding.help("write it between the brackets; the name of what it leads to is shown"));
            }
            if let Some(badge) = badges::of_link(page, node) {
                *node = badge;
            }
        }
        Kind::Image(_) if has_lost_text(node, source) => {
            let finding = page.finding(&codes::IMAGE_ALT_LOST, node.span, "this image has lost its text");
            page.findings.push(finding.help("say in the brackets what it shows"));
            node.children.clear();
        }
        _ => {}
    }
}

/// Whether all that an image says is the sign that translation tools leave where a text was.
fn has_lost_text(image: &Node, source: &str) -> bool {
    text::first_character(&image.children, source) == Some('🔗') && text::plain(&image.children, source) == "🔗"
}

/// Whether all that a link says is the tag of a film or of slides: it has no text of its own.
///
/// At the start of a line that of a film may still be a film of its own.
fn is_tag(link: &Node, before: Option<&Node>, source: &str) -> bool {
    let [text] = link.children.as_slice() else { return false };
    let text = text.literal(source).trim();
    text == "!SLIDE" || quotes::is_film(text) && before.is_some_and(|before| !super::is_break(before))
}

/// Takes the blanks off the ends of a link's text: translation tools put them there, with zero-width spaces.
fn trim_ends(link: &mut Node, source: &str) {
    if link.children.first_mut().is_some_and(|first| !trim(first, source, true, false)) {
        link.children.remove(0);
    }
    if link.children.last_mut().is_some_and(|last| !trim(last, source, false, true)) {
        link.children.pop();
    }
}

/// Something in a text that is not text.
pub(super) enum Sign {
    /// A badge.
    Badge,
    /// `](address)`, in full-width signs too.
    Leak,
    /// `**` that nothing pairs with.
    Stray,
    /// The beginning of a comment that became text.
    Comment,
    /// The tag of an alert behind other text.
    Tag,
}

/// Reads a text, and appends what it is to `settled`.
fn read(page: &mut Page<'_>, node: Node, next: Option<&Node>, settled: &mut Vec<Node>) {
    let source = page.source();
    let around = (name_edge(settled.last(), source).1, name_edge(next, source).0);
    let literal = node.literal(source);
    let mut start = attached::take(page, settled, &node, 0, next);
    let mut at = start;
    let escaped = literal.contains("**") && leaks::escapes(&node, source);
    while let Some((sign, found)) = next_sign(literal, at) {
        let end = match sign {
            Sign::Badge => badges::read(page, &node, literal, found).map(|(badge, end)| {
                settled.extend(piece(&node, start..found, source));
                settled.push(badge);
                end
            }),
            Sign::Leak if page.links == 0 => leaks::link(page, &node, literal, start..found, settled).map(|leak| {
                settled.extend(leak.from.and_then(|from| piece(&node, start..from, source)));
                settled.push(leak.link);
                attached::take(page, settled, &node, leak.end, next)
            }),
            Sign::Leak => None,
            Sign::Stray => leaks::stray(page, &node, literal, found, escaped, around).map(|cut| {
                settled.extend(piece(&node, start..cut.start, source));
                cut.end
            }),
            // It begins the quotation that is meant.
            Sign::Tag
                if page.holder == Holder::Paragraph
                    && settled.last().is_none_or(super::is_break)
                    && literal.get(..found).is_some_and(quotes::is_wide_sign) =>
            {
                None
            }
            Sign::Tag => {
                let tag = literal.get(found..).and_then(|rest| rest.get(..=rest.find(']')?)).unwrap_or_default();
                quotes::report_left(page, place(&node, found..found + tag.len()).unwrap_or(node.span), tag);
                None
            }
            Sign::Comment => leaks::comment(page, &node, literal, found)
                .inspect(|_| settled.extend(piece(&node, start..found, source)))
                .map(|end| behind_comment(literal, start..found, settled, end)),
        };
        match end {
            Some(end) => (start, at) = (end, end),
            None => at = found + literal.get(found..).map_or(1, step),
        }
    }
    if start == 0 {
        settled.push(node);
    } else {
        settled.extend(piece(&node, start..literal.len(), source));
    }
}

/// Where the text goes on behind what was left out at `gap`'s end: one blank is enough, and none at the start of a line.
fn behind_comment(literal: &str, gap: Range<usize>, settled: &[Node], end: usize) -> usize {
    let before = literal.get(gap).unwrap_or_default();
    let starts = before.is_empty() && settled.last().is_none_or(super::is_break);
    let rest = literal.get(end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    end + if starts || before.ends_with(char::is_whitespace) { blanks } else { 0 }
}

/// The first and last character of the name of something on the screen: it is text like what stands around it.
fn name_edge(node: Option<&Node>, source: &str) -> (Option<char>, Option<char>) {
    let Some(control) = node.filter(|node| node.kind == Kind::Control) else { return (None, None) };
    let text = text::plain(&control.children, source);
    (text.chars().next(), text.chars().next_back())
}

/// How far to go on behind a sign that means nothing: asterisks in a row mean nothing together.
fn step(rest: &str) -> usize {
    rest.bytes().take_while(|byte| *byte == b'*').count().max(1)
}

/// Whether the tag of an alert is text, told from the text before it: others are read as what their line begins with,
/// one bracket too many included.
fn is_left(before: &str) -> bool {
    !before.is_empty() && !before.ends_with('[')
}

/// The first byte of `］`.
const WIDE_BYTE: u8 = 0xef;

/// The next sign in `text` from `at` on.
fn next_sign(text: &str, at: usize) -> Option<(Sign, usize)> {
    let rest = text.get(at..)?;
    rest.bytes().enumerate().find_map(|(index, byte)| {
        if !matches!(byte, b'[' | b']' | b'*' | b'<' | WIDE_BYTE) {
            return None;
        }
        let here = rest.get(index..)?;
        let sign = match byte {
            b'[' if is_left(text.get(..at + index)?) && quotes::is_alert(here) => Sign::Tag,
            b'[' if here.get(2..7).is_some_and(|word| word.eq_ignore_ascii_case("BADGE")) => Sign::Badge,
            b']' if here.starts_with("](") || here.starts_with("]（") => Sign::Leak,
            WIDE_BYTE if here.starts_with("］（") || here.starts_with("］(") => Sign::Leak,
            b'*' if here.starts_with("**") => Sign::Stray,
            b'<' if here.starts_with("<!") => Sign::Comment,
            _ => return None,
        };
        Some((sign, at + index))
    })
}
