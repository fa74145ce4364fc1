//! Inside of two blocks that belong together: code, addresses, pictures, placeholders, terms.

use super::facts::{CODE, Facts, Token};
use super::{Place, Work, code, placeholders, quoted, terms};
use crate::diagnostic::codes;
use crate::markdown::tree::Kind;
use crate::span::Span;
use crate::translation::units::{Unit, has_lost_code};

/// Compares two blocks of code; whether they are ones.
pub(super) fn compare_code_block(work: &mut Work<'_>, own: &Unit<'_>, theirs: &Unit<'_>) -> bool {
    if has_lost_code(own, work.own_source(), theirs, work.reference.source) {
        let message = "most of this block of code is lost; readers are shown the source's".to_owned();
        let at = work.own_line(own);
        let help = Some("copy the block from the source".to_owned());
        work.report_with(&codes::CODE_LOST, own, at, message, Place::of(theirs), "the source's code", help);
        return true;
    }
    let (Kind::CodeBlock(_), Kind::CodeBlock(block)) = (&own.node.kind, &theirs.node.kind) else { return false };
    let (mine, other) = (own.node.literal(work.own_source()), theirs.node.literal(work.reference.source));
    let Some((mine, other)) = code::first_difference(mine, other, &block.info) else { return true };
    let at = line_of(own.node.span, work.own_source(), mine);
    let there = line_of(theirs.node.span, work.reference.source, other);
    let message = match (mine, other) {
        (Some(_), Some(line)) => format!("this line of code is `{}` in the source", quoted(line)),
        (None, Some(line)) => format!("the line of code `{}` is missing", quoted(line)),
        _ => "this line of code is not in the source".to_owned(),
    };
    work.report(&codes::CODE_DIFFERS, own, at, message, Place::at(theirs, there), "the source's code");
    true
}

/// Where `line` stands in the block of code at `span`; its first line where it is none.
fn line_of(span: Span, source: &str, line: Option<&str>) -> Span {
    let text = span.of(source);
    let found = line.map(str::trim).and_then(|line| Some((text.find(line)?, line.len())));
    match found {
        Some((at, length)) => Span::new(span.start as usize + at, span.start as usize + at + length),
        None => super::first_line(span, source),
    }
}

/// Compares what two blocks hold.
pub(super) fn compare(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    code_in_lines(work, own, mine, theirs, other);
    links(work, own, mine, theirs, other);
    images(work, own, mine, theirs, other);
    names(work, own, mine, theirs, other);
    terms::compare(work, own, mine, theirs, other);
}

/// The tokens of each list that the other has not.
fn rest<'t>(mine: &'t [Token], other: &'t [Token]) -> (Vec<&'t Token>, Vec<&'t Token>) {
    let mut missing: Vec<&Token> = other.iter().collect();
    let mut extra = Vec::new();
    for token in mine {
        match missing.iter().position(|other| other.value == token.value) {
            Some(at) => drop(missing.remove(at)),
            None => extra.push(token),
        }
    }
    (missing, extra)
}

fn code_in_lines(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    let (mut missing, extra) = rest(&mine.code, &other.code);
    let is_new = |token: &&Token| match missing.iter().position(|other| code::is_same(&token.value, &other.value)) {
        Some(at) => {
            missing.remove(at);
            false
        }
        None => true,
    };
    let extra: Vec<_> = extra.into_iter().filter(is_new).collect();
    // What the source writes as text may be code in a translation.
    let mut extra: Vec<_> = extra.into_iter().filter(|token| !other.prose.contains(&token.value)).collect();
    extra.reverse();
    for token in missing {
        let place = Place::at(theirs, token.span);
        let as_text = find(work.own_source(), own.node.span, &token.value, &mine.code);
        if let Some(at) = as_text.filter(|_| mine.prose.contains(&*token.value)) {
            let message = format!("`{}` is code in the source, and text here", quoted(&token.shown));
            let help = format!("write `{}` in backticks", quoted(&token.shown));
            work.report_with(&codes::CODE_LOST, own, at, message, place, "the source's code", Some(help));
        } else if let Some(token_here) = extra.pop() {
            let message = format!("`{}` is `{}` in the source", quoted(&token_here.shown), quoted(&token.shown));
            work.report(&codes::CODE_DIFFERS, own, token_here.span, message, place, "the source's code");
        } else {
            let message = format!("the code `{}` of the source is missing", quoted(&token.shown));
            let at = work.own_line(own);
            work.report(&codes::CODE_LOST, own, at, message, place, "the source's code");
        }
    }
    for token in extra {
        let message = format!("`{}` is code here and stands nowhere in the source", quoted(&token.shown));
        work.report(&codes::CODE_DIFFERS, own, token.span, message, Place::of(theirs), "the source's text");
    }
}

/// Where `text` stands in the block at `span`, outside of code.
fn find(source: &str, span: Span, text: &str, code: &[Token]) -> Option<Span> {
    let block = span.of(source);
    let spans = block.match_indices(text).map(|(at, _)| {
        let start = span.start as usize + at;
        Span::new(start, start + text.len())
    });
    spans.into_iter().find(|span| !code.iter().any(|token| token.span.contains(*span)))
}

fn links(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    let (missing, mut extra) = rest(&mine.links, &other.links);
    for token in missing {
        let place = Place::at(theirs, token.span);
        let said = "the source's link";
        // Best the one that differs in its fragment alone.
        let near = extra.iter().position(|here| page(&here.value) == page(&token.value));
        if let Some(here) = near.or((!extra.is_empty()).then_some(0)).map(|at| extra.remove(at)) {
            let message = format!("this link leads to `{}` in the source", quoted(&token.shown));
            work.report(&codes::LINK_DIFFERS, own, here.span, message, place, said);
            if let Some(last) = work.damage.last_mut() {
                last.links = Some((here.shown.as_str().into(), token.shown.as_str().into()));
            }
        } else {
            let message = format!("the link to `{}` is missing", quoted(&token.shown));
            let at = work.own_line(own);
            work.report(&codes::LINK_DIFFERS, own, at, message, place, said);
        }
    }
    for token in extra {
        let message = format!("the source has no link to `{}` here", quoted(&token.shown));
        work.report(&codes::LINK_DIFFERS, own, token.span, message, Place::of(theirs), "the source's text");
    }
}

/// An address without its fragment.
fn page(address: &str) -> &str {
    address.split_once('#').map_or(address, |(page, _)| page)
}

fn images(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    let (missing, mut extra) = rest(&mine.images, &other.images);
    extra.reverse();
    for token in missing {
        let place = Place::at(theirs, token.span);
        let (at, message) = match extra.pop() {
            Some(here) => (here.span, format!("this picture is `{}` in the source", quoted(&token.shown))),
            None => (work.own_line(own), format!("the picture `{}` is missing", quoted(&token.shown))),
        };
        work.report(&codes::IMAGE_DIFFERS, own, at, message, place, "the source's picture");
    }
    for token in extra {
        let message = format!("the source has no picture `{}` here", quoted(&token.shown));
        work.report(&codes::IMAGE_DIFFERS, own, token.span, message, Place::of(theirs), "the source's text");
    }
    let mut silent: Vec<_> = mine.images.iter().filter(|token| !token.speaks).collect();
    for theirs_token in other.images.iter().filter(|token| token.speaks) {
        let speaks = mine.images.iter().any(|token| token.speaks && token.value == theirs_token.value);
        let at = silent.iter().position(|token| token.value == theirs_token.value);
        if let Some(at) = at.filter(|_| !speaks) {
            let token = silent.remove(at);
            let message = "this picture has lost its alternative text".to_owned();
            let place = Place::at(theirs, theirs_token.span);
            work.report(&codes::ALT_LOST, own, token.span, message, place, "the source's picture has one");
        }
    }
}

fn names(work: &mut Work<'_>, own: &Unit<'_>, mine: &Facts, theirs: &Unit<'_>, other: &Facts) {
    let all = |facts: &Facts| facts.tags.iter().cloned().chain(placeholders::of(&facts.prose)).collect::<Vec<_>>();
    let mut here = all(mine);
    let mut missing = Vec::new();
    for name in all(other) {
        match here.iter().position(|other| *other == name) {
            Some(at) => drop(here.remove(at)),
            None => missing.push(name),
        }
    }
    here.reverse();
    for name in missing {
        let there = find_plain(work.reference.source, theirs.node.span, &name);
        let place = Place { unit: theirs, at: there };
        let instead = here.pop();
        let found = instead.as_ref().and_then(|name| find_plain(work.own_source(), own.node.span, name));
        let at = found.unwrap_or_else(|| work.own_line(own));
        let message = match instead {
            Some(instead) => format!("the placeholder `{name}` of the source is `{instead}` here"),
            None => format!("the placeholder `{name}` of the source is missing"),
        };
        work.report(&codes::PLACEHOLDER_LOST, own, at, message, place, "the source's placeholder");
    }
    let mut marked = placeholders::marked(super::facts::whole_lines(theirs.node.span, work.reference.source));
    marked.retain(|name| !mine.prose.contains(name.as_str()));
    if marked.is_empty() {
        return;
    }
    let (own_words, their_words) = (fold(&mine.prose), fold(&other.prose));
    let own_code = mine.code.iter().map(|token| fold(&token.value)).collect::<Vec<_>>();
    let mut told: Vec<String> = Vec::new();
    for name in marked {
        let folded = fold(&name);
        let is_there = own_words.contains(&folded) || own_code.iter().any(|code| code.contains(&folded));
        let is_prose = their_words.contains(&folded);
        if is_there || !is_prose || told.contains(&folded) {
            continue;
        }
        let at = work.own_line(own);
        let message = format!("the name `{name}`, which is not to be translated, is missing");
        let there = find_plain(work.reference.source, theirs.node.span, &name);
        let place = Place { unit: theirs, at: there };
        work.report(&codes::TERM_LOST, own, at, message, place, "the source marks it with `[!DNL …]`");
        told.push(folded);
    }
}

/// Where a text stands in a block, if it is written there as it reads.
pub(super) fn find_plain(source: &str, span: Span, text: &str) -> Option<Span> {
    let at = span.of(source).find(text)?;
    let start = span.start as usize + at;
    Some(Span::new(start, start + text.len()))
}

/// A text for finding names in it: in lower case, and with plain blanks and signs.
pub(super) fn fold(text: &str) -> String {
    let plain = text.chars().filter(|c| !super::facts::is_invisible(*c) && *c != CODE).map(|c| match c {
        '’' | '‘' => '\'',
        '‑' | '–' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    });
    plain.flat_map(char::to_lowercase).collect()
}
