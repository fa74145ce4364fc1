//! The text that is parsed: the file without what must be gone before Markdown is read.
//!
//! A marker tag such as `[!DNL x]` stands between Markdown's delimiters and would change what they mean
//! (`foo**[!UICONTROL X]**bar`), so it is cut out of the text and not out of the tree. So is a zero-width space that hides
//! what a line begins with, and the `>` of lines whose code has lost it at its start. Cutting leaves pieces of the
//! file as written; [`Splice`] leads every span back. A file with nothing to cut is borrowed as it is.

use super::Input;
use super::block_tags;
use super::hints::Hints;
use super::splice::Splice;
use super::tags::{self, Flaw};
use super::tree::Dialect;
use crate::diagnostic::{Diagnostic, codes};
use crate::span::Span;
use memchr::{memchr_iter, memchr2_iter, memmem};
use std::ops::Range;

/// The text that is parsed, and what was known of it before.
pub(super) struct Mask<'a> {
    /// The text.
    pub(super) text: Splice<'a>,
    /// Where names of things on the screen stand in it, none in another, in order.
    pub(super) controls: Vec<Range<usize>>,
    /// What it may hold.
    pub(super) hints: Hints,
    /// What is wrong with what is left out.
    pub(super) findings: Vec<Diagnostic>,
}

/// The text of the body that is parsed.
pub(super) fn mask<'a>(input: &Input<'a>) -> Mask<'a> {
    let mark = if input.body == 0 && input.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = input.body.max(mark);
    let body = input.text.get(start..).unwrap_or_default();
    let hints = Hints::of(body);
    let mut cuts = Vec::new();
    if hints.any(Hints::RETURN) {
        // The parser reads `\r\n` in a code span as two blanks, and each half of it as a character of its own elsewhere.
        let returns = memchr_iter(b'\r', body.as_bytes()).map(|at| at..at + 1);
        cuts.extend(returns.filter(|at| body.as_bytes().get(at.end) == Some(&b'\n')));
    }
    let (mut flaws, mut controls) = (Vec::new(), Vec::new());
    if input.dialect == Dialect::Adobe {
        if hints.any(Hints::ZERO_WIDTH) {
            hidden_starts(body, &mut cuts, &mut flaws);
        }
        let openings = tags::openings(body, hints.any(Hints::WIDE));
        let tags = tags::find(body, &openings);
        controls = merged(tags.controls);
        cuts.extend(tags.cuts);
        flaws.extend(tags.flaws);
        unread_indents(body, &mut flaws);
        if hints.any(Hints::FENCE) {
            lost_quotes(body, &mut cuts, &mut flaws);
        }
        block_tags::find(body, &openings, &mut cuts, &mut flaws);
        if !flaws.is_empty() {
            let comments = comments(body);
            flaws.retain(|flaw| !holds(&comments, flaw.span));
        }
        let examples = if hints.any(Hints::FENCE) { examples(body) } else { Vec::new() };
        if !examples.is_empty() {
            flaws.retain(|flaw| !holds(&examples, flaw.span));
            controls.retain(|control| !holds(&examples, Span::from(control.clone())));
            cuts.retain(|cut| body.get(cut.clone()) == Some("\r") || !holds(&examples, Span::from(cut.clone())));
        }
    }
    let findings = flaws.into_iter().map(|flaw| report(input, start, flaw)).collect();
    let cuts = merged(cuts);
    shift(&mut controls, &cuts);
    Mask { text: without(body, start, cuts), controls, hints, findings }
}

/// Moves ranges of a text to where they stand once `cuts`, in order, are made.
fn shift(ranges: &mut Vec<Range<usize>>, cuts: &[Range<usize>]) {
    let (mut index, mut gone) = (0, 0);
    let mut moved = |at: usize| {
        while let Some(cut) = cuts.get(index).filter(|cut| cut.end <= at) {
            gone += cut.len();
            index += 1;
        }
        let begun = cuts.get(index).map_or(0, |cut| at.saturating_sub(cut.start));
        at - gone - begun
    };
    for range in ranges.iter_mut() {
        *range = moved(range.start)..moved(range.end);
    }
    ranges.retain(|range| !range.is_empty());
}

fn report(input: &Input<'_>, offset: usize, flaw: Flaw) -> Diagnostic {
    let span = flaw.span.shift(offset);
    let finding = Diagnostic::new(flaw.code, input.path.clone(), flaw.message).at(span);
    match flaw.replacement {
        Some(replacement) => {
            let wanted = match &*replacement {
                "" => "remove it".to_owned(),
                blanks if blanks.trim().is_empty() => "put blanks in its place".to_owned(),
                text => format!("write `{text}`"),
            };
            finding.help(wanted).fix(span, replacement)
        }
        None => finding.help("close it with `]` on the same line"),
    }
}

/// Where blocks of code stand whose language is `example`: they show how the dialect is written, tags included.
fn examples(body: &str) -> Vec<Range<usize>> {
    if !body.contains("```example") {
        return Vec::new();
    }
    let mut examples = Vec::new();
    let mut fence = Fence::default();
    let (mut at, mut start) = (0, None);
    for line in body.split_inclusive('\n') {
        let was_open = fence.open.is_some();
        fence.read(line);
        if !was_open && fence.open.is_some() && line.trim_start().trim_start_matches('`').trim_end() == "example" {
            start = Some(at);
        }
        at += line.len();
        if fence.open.is_none() {
            examples.extend(start.take().map(|start| start..at));
        }
    }
    examples
}

/// Where comments stand, which no one reads.
fn comments(body: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(open) = body.get(at..).and_then(|rest| rest.find("<!--")) {
        let start = at + open;
        at = body.get(start..).and_then(|rest| rest.find("-->")).map_or(body.len(), |end| start + end);
        comments.push(start..at);
    }
    comments
}

fn holds(ranges: &[Range<usize>], span: Span) -> bool {
    let before = ranges.partition_point(|range| range.start <= span.start as usize);
    before.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| range.contains(&(span.start as usize)))
}

/// Cuts in order, none in another.
fn merged(mut cuts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(cuts.len());
    for cut in cuts.into_iter().filter(|cut| !cut.is_empty()) {
        match merged.last_mut() {
            Some(last) if cut.start <= last.end => last.end = last.end.max(cut.end),
            _ => merged.push(cut),
        }
    }
    merged
}

// ---- what lines begin with

/// The ways in which translation tools write a zero-width space.
pub(super) const ZERO_WIDTH: [&str; 5] = ["&#x200B;", "&#x200b;", "&#8203;", "&ZeroWidthSpace;", "\u{200b}"];

/// Whether a zero-width space stands in `text`.
pub(super) fn holds_zero_width(text: &str) -> bool {
    // The first bytes of all ways to write one.
    let mut starts = memchr2_iter(b'&', 0xe2, text.as_bytes()).filter_map(|at| text.get(at..));
    starts.any(|rest| ZERO_WIDTH.iter().any(|space| rest.starts_with(space)))
}

/// Characters that show nothing and say which way a text runs, and the mark of the order of bytes.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Cuts what shows nothing, and blanks behind it, off the starts of lines: `&#x200B;* item` is an item of a list.
fn hidden_starts(body: &str, cuts: &mut Vec<Range<usize>>, flaws: &mut Vec<Flaw>) {
    // Nearly all of what shows nothing stands in the middle of a line.
    let starts = std::iter::once(0).chain(memchr_iter(b'\n', body.as_bytes()).map(|end| end + 1));
    if !starts.into_iter().any(|start| may_be_hidden(body.as_bytes().get(start..).unwrap_or_default())) {
        return;
    }
    let mut fence = Fence::default();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let shown = hidden_start(line, at, &fence, cuts, flaws);
        fence.read(shown);
        at += line.len();
    }
}

/// Whether a line may begin with what shows nothing, told by the first byte of it.
fn may_be_hidden(line: &[u8]) -> bool {
    let first = line.iter().find(|byte| !matches!(byte, b'>' | b' ' | b'\t'));
    first.is_some_and(|byte| matches!(byte, b'&' | 0xd8 | 0xe2 | 0xef))
}

/// Cuts what shows nothing off the start of the line at `at`, `fence` being what is open before it; returns what is left.
fn hidden_start<'a>(
    line: &'a str,
    at: usize,
    fence: &Fence,
    cuts: &mut Vec<Range<usize>>,
    flaws: &mut Vec<Flaw>,
) -> &'a str {
    let mut left = line;
    loop {
        let rest = left.trim_start_matches(['>', ' ', '\t']);
        let shown = behind_unseen(rest);
        let unseen = rest.get(..rest.len() - shown.len()).unwrap_or_default();
        // At the start of words a mark of direction means something; a zero-width space never does.
        let is_mark = unseen.contains(is_unseen);
        let is_cut = match fence.open {
            Some((mark, _)) => shown.starts_with(mark) && fence.ends_at(shown),
            None if shown.trim().is_empty() => is_mark,
            None => !is_mark || begins_with_sign(shown),
        };
        if unseen.is_empty() || !is_cut {
            return left;
        }
        let hidden = at + line.len() - rest.len()..at + line.len() - shown.len();
        let what = if is_mark { "an invisible character" } else { "a zero-width space" };
        let hides = if is_item(shown) { "the marker of a list" } else { "the sign that the line begins with" };
        if is_item(shown) || is_mark && begins_with_sign(shown) {
            flaws.push(Flaw {
                code: &codes::ZWSP_LIST_MARKER,
                span: Span::from(hidden.clone()),
                message: format!("{what} hides {hides}"),
                replacement: Some(String::new()),
            });
        }
        cuts.push(hidden);
        left = shown;
    }
}

/// Whether a line begins with a sign that Markdown or the dialect reads nowhere but at the start of a line.
fn begins_with_sign(line: &str) -> bool {
    is_item(line)
        || ["#", ">", "|", "+++", "```", "~~~", "[!", "[！", "［", "{"].iter().any(|sign| line.starts_with(sign))
}

/// `text` without the characters at its start that show nothing, and the blanks behind them.
fn behind_unseen(text: &str) -> &str {
    let mut rest = text;
    let behind = |rest: &'_ str| -> Option<usize> {
        let space = ZERO_WIDTH.iter().find(|space| rest.starts_with(**space)).map(|space| space.len());
        space.or_else(|| rest.chars().next().filter(|first| is_unseen(*first)).map(char::len_utf8))
    };
    while let Some(behind) = behind(rest).and_then(|length| rest.get(length..)) {
        rest = behind.trim_start_matches([' ', '\t']);
    }
    rest
}

/// Finds markers of lists and fences of code behind no-break spaces, which indent nothing: the line is plain text.
fn unread_indents(body: &str, flaws: &mut Vec<Flaw>) {
    let (first, space) = (flaws.len(), "\u{a0}");
    let mut done = 0;
    for at in memmem::find_iter(body.as_bytes(), space) {
        if at < done {
            continue;
        }
        let start = body.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        done = body.get(at..).and_then(|rest| rest.find('\n')).map_or(body.len(), |length| at + length);
        let (Some(before), Some(rest)) = (body.get(start..at), body.get(at..done)) else { continue };
        let shown = rest.trim_start_matches(['\u{a0}', ' ', '\t']);
        let is_marker = is_item(shown) || shown.starts_with("```") || shown.starts_with("~~~");
        if is_marker && before.trim_matches(['>', ' ', '\t']).is_empty() {
            let hidden = at..done - shown.len();
            flaws.push(Flaw {
                code: &codes::NBSP_INDENT,
                span: Span::from(hidden.clone()),
                message: "a no-break space keeps the line from being read as a list or code".to_owned(),
                replacement: body.get(hidden).map(|hidden| hidden.replace(space, " ")),
            });
        }
    }
    if flaws.len() > first {
        let code = fenced(body);
        let found = flaws.split_off(first);
        flaws.extend(found.into_iter().filter(|flaw| !holds(&code, flaw.span)));
    }
}

/// The lines of fenced code.
fn fenced(body: &str) -> Vec<Range<usize>> {
    let mut fence = Fence::default();
    let mut at = 0;
    let lines = body.split_inclusive('\n').filter_map(|line| {
        at += line.len();
        fence.read(line).then_some(at - line.len()..at)
    });
    lines.collect()
}

/// Whether a line begins with the marker of a list.
fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let behind = match digits {
        0 => rest.strip_prefix(['-', '*', '+']),
        1..=9 => rest.strip_prefix(['.', ')']),
        _ => None,
    };
    behind.is_some_and(|behind| behind.starts_with([' ', '\t']))
}

/// A fence, as far as lines alone can tell.
#[derive(Default)]
pub(super) struct Fence {
    /// The character and length of the open fence.
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether the block of code that is open ends with `line`, of which the signs of quotations are off.
    fn ends_at(&self, line: &str) -> bool {
        self.open.is_some_and(|(mark, least)| {
            let length = line.chars().take_while(|character| *character == mark).count();
            length >= least && line.trim_matches([mark, ' ', '\t', '\r', '\n']).is_empty()
        })
    }

    /// Reads the next line; whether it belongs to a block of code.
    pub(super) fn read(&mut self, line: &str) -> bool {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let Some(mark @ ('`' | '~')) = line.chars().next() else { return self.open.is_some() };
        let length = line.chars().take_while(|c| *c == mark).count();
        match self.open {
            Some(_) if self.ends_at(line) => self.open = None,
            Some(_) => {}
            None if length >= 3 => self.open = Some((mark, length)),
            None => return false,
        }
        true
    }
}

/// Cuts the `>` off the lines of a quoted block of code whose opening line has lost its own: nothing else would end it.
fn lost_quotes(body: &str, cuts: &mut Vec<Range<usize>>, flaws: &mut Vec<Flaw>) {
    // Such a block ends in a quoted fence.
    if !body.contains(">```") && !body.contains("> ```") {
        return;
    }
    let lines: Vec<(usize, &str)> = body
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .collect();
    let mut from = 0;
    while let Some(index) = (from.max(1)..lines.len()).find(|index| lost_quote(&lines, *index)) {
        let Some((start, line)) = lines.get(index) else { return };
        let end = (index + 1..lines.len()).find(|at| lines.get(*at).is_some_and(|(_, line)| is_quoted_fence(line)));
        let Some(end) = end else { return };
        for (start, line) in lines.get(index + 1..=end).unwrap_or_default() {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            cuts.push(start + indent..start + indent + 1);
        }
        let indent = line.len() - line.trim_start().len();
        flaws.push(Flaw {
            code: &codes::FENCE_UNQUOTED,
            span: Span::new(start + indent, start + line.trim_end().len()),
            message: "a block of code in a quotation has lost the `>` of its first line".to_owned(),
            replacement: Some(format!(">{}", line.trim())),
        });
        from = end + 1;
    }
}

/// Whether a fence opens at the line of this index that the quotation before it should hold, and holds the end of.
fn lost_quote(lines: &[(usize, &str)], index: usize) -> bool {
    let line = |index: usize| lines.get(index).map_or("", |(_, line)| line.trim());
    let opens = line(index).strip_prefix("```").is_some_and(|info| !info.contains('`'));
    if !opens || line(index - 1) != ">" || !line(index + 1).starts_with('>') {
        return false;
    }
    let inside = lines.get(index + 1..).unwrap_or_default().iter().map(|(_, line)| line.trim());
    inside.take_while(|line| line.starts_with('>')).any(is_quoted_fence)
}

fn is_quoted_fence(line: &str) -> bool {
    line.trim().strip_prefix('>').is_some_and(|line| line.trim() == "```")
}

/// `body`, which starts at `offset` in its file, without `cuts`.
fn without(body: &str, offset: usize, cuts: Vec<Range<usize>>) -> Splice<'_> {
    if cuts.is_empty() {
        return Splice::whole(body, offset);
    }
    let mut splice = Splice::with_capacity(body.len(), cuts.len() + 1);
    let mut start = 0;
    for cut in cuts.into_iter().chain(std::iter::once(body.len()..body.len())) {
        if start < cut.start {
            splice.push(body.get(start..cut.start).unwrap_or_default(), offset + start..offset + cut.start);
        }
        start = cut.end;
    }
    splice
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)]
mod tests {
    use super::*;

    #[test]
    fn cuts_leave_the_rest_in_its_place() {
        let splice = without("ab\r\ncd", 10, vec![2..3]);
        assert_eq!(splice.text(), "ab\ncd");
        assert_eq!(splice.origin(0..2), 10..12);
        assert_eq!(splice.origin(3..5), 14..16);
        assert_eq!(splice.origin(2..3), 13..14);
    }

    #[test]
    fn cuts_are_merged() {
        assert_eq!(merged(vec![4..6, 0..2, 1..3, 5..5]), [0..3, 4..6]);
    }
}
