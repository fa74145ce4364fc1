//! Signs of Markdown that stand in the text because what they belong to was torn away: mostly by translation tools.

use super::{Page, badges, is_break, piece, place};
use crate::diagnostic::codes;
use crate::markdown::transclusion::depth;
use crate::markdown::tree::{Kind, Link, MAX_DEPTH, Node, ReferenceKind};
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

/// A link of torn or full-width signs.
pub(super) struct Leak {
    /// Where it begins in its text, if it does not begin in a text before that.
    pub(super) from: Option<usize>,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) link: Node,
}

/// What stands between a link's text and its end: `](address)`, in signs that may be full-width.
struct Tail<'a> {
    /// From the first bracket to the last.
    range: Range<usize>,
    target: &'a str,
    /// Where the target stands.
    address: Range<usize>,
    wide: bool,
}

impl<'a> Tail<'a> {
    fn at(literal: &'a str, start: usize) -> Option<Self> {
        let rest = window(literal.get(start..)?, LONGEST_ADDRESS);
        let inside = rest.strip_prefix([']', '］'])?.strip_prefix(['(', '（'])?;
        let (target, behind) = inside.split_once([')', '）'])?;
        let from = start + rest.len() - inside.len();
        let range = start..start + rest.len() - behind.len();
        // Brackets and the parentheses of ASCII are a byte each.
        let wide = range.len() > target.len() + 3;
        Some(Self { range, target, address: from..from + target.len(), wide })
    }
}

/// A link that has lost its `[`, or whose signs are full-width; `before` is the text up to the `]`, and what it begins
/// with may be in `settled`.
pub(super) fn link(
    page: &mut Page<'_>,
    node: &Node,
    literal: &str,
    before: Range<usize>,
    settled: &mut Vec<Node>,
) -> Option<Leak> {
    let tail = Tail::at(literal, before.end)?;
    let text = literal.get(before.clone())?;
    if tail.wide
        && let Some(leak) = wide(page, node, &tail, before.clone(), settled)
    {
        return Some(leak);
    }
    if open_brackets(text) > 0 || !is_address(tail.target) || page.depth + 2 > MAX_DEPTH {
        return None;
    }
    let end = tail.range.end;
    let from = before.start + text_start(text);
    let shown = match piece(node, from..before.end, page.source()) {
        Some(shown) => shown,
        None => piece(node, tail.address.clone(), page.source())?,
    };
    let span = place(node, from..end).unwrap_or(node.span);
    let written = literal.get(tail.range.clone()).unwrap_or_default();
    let message = format!("`{written}` has no `[` before it");
    let finding = page.finding(&codes::LINK_UNBALANCED, place(node, tail.range).unwrap_or(node.span), message);
    page.findings.push(finding.help("the words before it are linked; put a `[` where the link should begin"));
    let reference = badges::refer(page, tail.target, node, place(node, tail.address));
    let link = Link { reference, title: "".into(), attributes: Vec::new() };
    Some(Leak { from: Some(from), end, link: Node::branch(Kind::Link(Box::new(link)), span, vec![shown]) })
}

/// How many nodes before a text are searched for the bracket that opens a link.
const LONGEST_RUN: usize = 16;

/// A link or an image whose signs are full-width, and all there.
fn wide(
    page: &mut Page<'_>,
    node: &Node,
    tail: &Tail<'_>,
    before: Range<usize>,
    settled: &mut Vec<Node>,
) -> Option<Leak> {
    let source = page.source();
    let bracket = |text: &str| {
        let far = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_ADDRESS));
        Some(far + text.get(far..)?.rfind(['[', '［'])?)
    };
    let own = bracket(node.literal(source).get(before.clone())?).map(|at| (None, before.start + at));
    let (holder, at) = own.or_else(|| {
        let near = settled.iter().enumerate().rev().take(LONGEST_RUN).take_while(|(_, node)| !is_break(node));
        let mut texts = near.filter(|(_, node)| matches!(node.kind, Kind::Text(_)));
        texts.find_map(|(index, text)| Some((Some(index), bracket(text.literal(source))?)))
    })?;
    let opener = holder.and_then(|index| settled.get(index)).unwrap_or(node);
    let text = opener.literal(source);
    let sign = text.get(..at)?.chars().next_back().filter(|sign| ['!', '！'].contains(sign));
    let is_image = sign.is_some();
    if !(is_address(tail.target) || is_image && is_picture(tail.target)) {
        return None;
    }
    let from = at - sign.map_or(0, char::len_utf8);
    if holder.is_none() && from < before.start {
        return None;
    }
    let inside = at + text.get(at..)?.chars().next()?.len_utf8();
    let run = holder.and_then(|index| settled.get(index + 1..)).unwrap_or_default();
    if run.iter().any(holds_link) || page.depth + 1 + depth(run) >= MAX_DEPTH {
        return None;
    }
    let shown: Vec<Node> = match holder {
        None => piece(node, inside..before.end, source).into_iter().collect(),
        Some(_) => {
            let head = piece(opener, inside..text.len(), source);
            head.into_iter().chain(run.iter().cloned()).chain(piece(node, before.clone(), source)).collect()
        }
    };
    let whole = place(opener, from..inside).zip(place(node, tail.range.clone()));
    let span = whole.map_or(opener.span.to(node.span), |(start, end)| start.to(end));
    let mended = whole.and_then(|(start, end)| {
        let shown = source.get(start.end as usize..end.start as usize)?;
        Some(format!("{}[{shown}]({})", if is_image { "!" } else { "" }, tail.target))
    });
    let finding = page
        .finding(&codes::LINK_UNBALANCED, span, "full-width brackets stand around this link")
        .help("write `[text](address)`");
    page.findings.push(match mended {
        Some(mended) => finding.fix(span, mended),
        None => finding,
    });
    let kind = if is_image { ReferenceKind::Image } else { ReferenceKind::Link };
    if let Some(index) = holder {
        let before = settled.get(index).and_then(|opener| piece(opener, 0..from, source));
        settled.truncate(index);
        settled.extend(before);
    }
    let reference = badges::refer_as(page, kind, tail.target, node, place(node, tail.address.clone()));
    let link = Box::new(Link { reference, title: "".into(), attributes: Vec::new() });
    let kind = if is_image { Kind::Image(link) } else { Kind::Link(link) };
    let from = holder.is_none().then_some(from);
    Some(Leak { from, end: tail.range.end, link: Node::branch(kind, span, shown) })
}

fn holds_link(node: &Node) -> bool {
    super::is_link(node) || node.children.iter().any(holds_link)
}

/// Whether an address without blanks is that of a picture.
fn is_picture(address: &str) -> bool {
    let path = address.split(['#', '?']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    !address.contains(char::is_whitespace)
        && extension
            .is_some_and(|extension| matches!(&*extension, "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif"))
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
