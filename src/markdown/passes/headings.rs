//! The texts and ids of headings.
//!
//! An id written by hand (`## Title {#id}`) stands as it is; all others are made from the text as read, page-wide
//! unique. Ids written by hand are claimed first, wherever they stand, so that no made one takes their name.

use super::leaks::window;
use super::{Page, is_code, piece, place};
use crate::diagnostic::{Diagnostic, codes};
use crate::markdown::attributes;
use crate::markdown::hints::Hints;
use crate::markdown::html::is_id;
use crate::markdown::slug::Slugger;
use crate::markdown::text;
use crate::markdown::tree::{Document, Heading, HeadingId, Kind, Node};
use crate::span::Span;
use std::ops::Range;

pub(super) fn run(page: &mut Page<'_>) {
    let count = page.document.headings.len();
    let mut found = Found { order: Vec::with_capacity(count), count };
    let mut children = std::mem::take(&mut page.document.children);
    found.look_through(page, &mut children, false);
    page.document.children = children;
    let Page { document, input, findings, .. } = page;
    found.reorder(document);
    number(document, &mut |heading, message| {
        findings.push(Diagnostic::new(&codes::ID_DUPLICATE, input.path.clone(), message).at(heading.span));
    });
}

/// The headings of a tree.
struct Found {
    /// Their places in [`Document::headings`], as they are read.
    order: Vec<u32>,
    /// How many there are at most.
    count: usize,
}

impl Found {
    /// Reads the headings among `nodes` and in them. One that stands in code has no text.
    fn look_through(&mut self, page: &mut Page<'_>, nodes: &mut [Node], in_code: bool) {
        for node in nodes {
            if self.order.len() == self.count {
                return;
            }
            if let Kind::Heading(id) = node.kind {
                self.order.push(id.0);
                if !in_code {
                    read(page, id, node);
                }
            }
            let holds_lines = matches!(node.kind, Kind::Paragraph | Kind::Heading(_) | Kind::Table(_));
            if !node.children.is_empty() && (!holds_lines || page.hints.any(Hints::RAW_HEADING)) {
                let in_code = in_code || is_code(node);
                self.look_through(page, &mut node.children, in_code);
            }
        }
    }

    /// Lists headings as they are read: a stretch that was read a second time has entered its own behind all others, and
    /// footnotes stand at the end.
    fn reorder(&self, document: &mut Document) {
        if self.order.len() == self.count && self.order.iter().zip(0..).all(|(id, place)| *id == place) {
            return;
        }
        let Document { children, headings, .. } = document;
        *headings = self.order.iter().filter_map(|id| headings.get(*id as usize)).cloned().collect();
        let mut places = 0..;
        each_heading(children, &mut |id| id.0 = places.next().unwrap_or_default());
    }
}

fn each_heading(nodes: &mut [Node], visit: &mut dyn FnMut(&mut HeadingId)) {
    for node in nodes {
        if let Kind::Heading(id) = &mut node.kind {
            visit(id);
        }
        each_heading(&mut node.children, visit);
    }
}

/// Takes the text of a heading, and the id off its end.
fn read(page: &mut Page<'_>, HeadingId(index): HeadingId, node: &mut Node) {
    let source = page.input.text;
    let explicit = take_id(page, node, source);
    if let Some(id) = &explicit {
        take_other_ids(page, node, id);
    }
    let text = text::verbatim(&node.children, source);
    if let Some(heading) = page.document.headings.get_mut(index as usize) {
        if let Some(id) = explicit {
            heading.id = id;
            heading.explicit = true;
        }
        heading.text = text.into();
    }
}

/// Gives every heading an id of its own, made from its text as read, blanks as they are; then collapses the text.
///
/// `report` hears of ids written by hand that are there twice.
pub(in crate::markdown) fn number(document: &mut Document, report: &mut dyn FnMut(&Heading, String)) {
    let mut slugger = Slugger::default();
    for anchor in &document.anchors {
        slugger.claim(&anchor.id);
    }
    for heading in document.headings.iter_mut().filter(|heading| heading.explicit) {
        if !slugger.claim(&heading.id) {
            report(heading, format!("the page has an anchor `{}` already", heading.id));
            heading.id = slugger.unique(heading.id.to_string()).into();
        }
    }
    for heading in &mut document.headings {
        if !heading.explicit {
            heading.id = slugger.slug(heading.text.trim()).into();
        }
        if !text::is_collapsed(&heading.text) {
            heading.text = text::collapse(&heading.text).into();
        }
    }
}

/// Takes `{#id}` off the end of a heading's last text; where text follows it, out of that.
fn take_id(page: &mut Page<'_>, heading: &mut Node, source: &str) -> Option<Box<str>> {
    let last = heading.children.last_mut().filter(|last| matches!(last.kind, Kind::Text(_)));
    let Some((last, literal)) = last.map(|last| (&*last, last.literal(source))) else {
        return take_inner_id(page, heading, source);
    };
    let Some((before, id)) = split_id(literal) else {
        if let Some(length) = attributes_at(literal) {
            cut_last(heading, length, source);
            return None;
        }
        return take_inner_id(page, heading, source);
    };
    let (flaw, id, length, written) = (id.flaw, Box::<str>::from(id.name), before.len(), literal.len());
    if let Some(what) = flaw.or_else(|| glued(before, literal)) {
        let span = place(last, length..written);
        let finding = page.finding(&codes::ID_MALFORMED, span.unwrap_or(last.span), what);
        let right = format!(" {{#{id}}}");
        page.findings.push(match span {
            Some(span) => finding.help(format!("write `{}`", right.trim())).fix(span, right),
            None => finding.help(format!("write `{}`", right.trim())),
        });
    }
    cut_last(heading, length, source);
    Some(id)
}

/// Leaves the first `length` bytes of a heading's last text.
fn cut_last(heading: &mut Node, length: usize, source: &str) {
    if let Some(last) = heading.children.pop() {
        heading.children.extend(piece(&last, 0..length, source));
    }
}

/// Takes `{#id}` out of the text of a heading that goes on behind it.
fn take_inner_id(page: &mut Page<'_>, heading: &mut Node, source: &str) -> Option<Box<str>> {
    if !page.braced {
        return None;
    }
    let (index, range) = heading.children.iter().enumerate().find_map(|(index, node)| {
        matches!(node.kind, Kind::Text(_)).then(|| Some((index, inner_id(node.literal(source), 0)?))).flatten()
    })?;
    let text = heading.children.get(index)?;
    let literal = text.literal(source);
    let id = Box::<str>::from(literal.get(range.start + 2..range.end - 1)?);
    let before = literal.get(..range.start)?.trim_end().len();
    let span = place(text, range.clone());
    let finding = page
        .finding(&codes::ID_MALFORMED, span.unwrap_or(text.span), "text stands behind this id")
        .help(format!("put `{{#{id}}}` at the end of the heading"));
    let end = heading.children.last().map_or(0, |last| last.span.end);
    let rest = span.and_then(|span| source.get(span.end as usize..end as usize));
    page.findings.push(match place(text, before..range.end).zip(rest) {
        Some((span, rest)) => finding.fix(Span { end, ..span }, format!("{} {{#{id}}}", rest.trim_end())),
        None => finding,
    });
    // Without the blanks before it, the blank behind it parts the words.
    let pieces = [piece(text, 0..before, source), piece(text, range.end..literal.len(), source)];
    heading.children.splice(index..=index, pieces.into_iter().flatten());
    Some(id)
}

/// Takes every other `{#id}` out of a heading that has `id`.
fn take_other_ids(page: &mut Page<'_>, heading: &mut Node, id: &str) {
    let source = page.source();
    let holds = |node: &Node| matches!(node.kind, Kind::Text(_)) && inner_id(node.literal(source), 0).is_some();
    if !page.braced || !heading.children.iter().any(holds) {
        return;
    }
    for node in std::mem::take(&mut heading.children) {
        if !holds(&node) {
            heading.children.push(node);
            continue;
        }
        let literal = node.literal(source);
        let mut start = 0;
        while let Some(range) = inner_id(literal, start) {
            let before = literal.get(..range.start).map_or(0, |before| before.trim_end().len()).max(start);
            let span = place(&node, before..range.end);
            let message = format!("this heading has the id `{id}` already");
            let finding = page
                .finding(&codes::ID_MALFORMED, place(&node, range.clone()).unwrap_or(node.span), message)
                .help("take this one out: a heading has one id");
            page.findings.push(match span {
                Some(span) => finding.fix(span, ""),
                None => finding,
            });
            heading.children.extend(piece(&node, start..before, source));
            start = range.end;
        }
        heading.children.extend(piece(&node, start..literal.len(), source));
    }
}

/// The longest id that is looked for in a text that goes on behind it, in bytes.
const LONGEST_ID: usize = 256;

/// Where `{#id}` stands in a text from `from` on, exactly so; `{{#id}}` belongs to somebody's template.
fn inner_id(text: &str, from: usize) -> Option<Range<usize>> {
    text.get(from..)?.match_indices("{#").find_map(|(at, _)| {
        let start = from + at;
        let inside = text.get(start + 2..)?;
        let (name, behind) = window(inside, LONGEST_ID).split_once('}')?;
        let parted = start == from || text.get(..start)?.ends_with(' ');
        (parted && !behind.starts_with('}') && is_id(name)).then(|| start..start + 2 + name.len() + 1)
    })
}

/// How long the text of a heading is that ends in attributes without an id, `{.wide align="center"}`: they mean nothing.
fn attributes_at(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let open = text.rfind('{')?;
    let list = attributes::parse(text.get(open..)?)?;
    (open + list.length == text.len()).then(|| text.get(..open).unwrap_or_default().trim_end().len())
}

/// An id at the end of a heading.
struct Id<'a> {
    name: &'a str,
    /// What is wrong with how it is written.
    flaw: Option<&'static str>,
}

/// A heading's text and the id behind it; classes and other attributes behind the id mean nothing.
fn split_id(text: &str) -> Option<(&str, Id<'_>)> {
    let text = text.trim_end();
    let (before, list) = text.strip_suffix(['}', '｝'])?.rsplit_once(['{', '｛'])?;
    let is_wide = text.ends_with('｝') || text.get(before.len()..)?.starts_with('｛') || list.starts_with('＃');
    let wide = is_wide.then_some("full-width signs stand around this id");
    let list = list.trim();
    let (name, flaw) = match list.strip_prefix(['#', '＃']) {
        Some(rest) => {
            let blank = rest.starts_with(' ').then_some("a blank stands behind the `#` of this id");
            let name = rest.trim_start_matches([' ', '#', '＃']).split_whitespace().next()?;
            let doubled = rest.trim_start().starts_with(['#', '＃']) || name.contains('#');
            let name = name.split('#').next()?;
            (name, wide.or(blank).or(doubled.then_some("this id holds a second `#`")))
        }
        // `GET /orders/{id}` is no id: one without its sign must look like one, and stand apart.
        None => {
            let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let meant = wide.is_none() && list.contains('-') && list.chars().all(is_slug) && before.ends_with(' ');
            (Some(list).filter(|_| meant)?, Some("this id lacks its `#`"))
        }
    };
    is_id(name).then(|| (before.trim_end(), Id { name, flaw }))
}

/// What is wrong when an id follows its heading without a blank.
fn glued(before: &str, text: &str) -> Option<&'static str> {
    let behind = text.get(before.len()..)?;
    (!before.is_empty() && behind.starts_with(['{', '｛'])).then_some("a blank is missing before this id")
}
