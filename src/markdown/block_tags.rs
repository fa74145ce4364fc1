//! Tags of blocks that translation tools have parted by blanks, and tags that help somebody other than a reader.
//!
//! `[! TAB x]` and `[!VIDEO] (url)` are what they were without the blanks, so those are cut out of the text before it is
//! parsed. Of `[!CONTEXTUALHELP]`, which describes a part of a product's screens, the title and the text stay.
//! May import: what the mask does.

use super::mask::Fence;
use super::tags::Flaw;
use crate::diagnostic::codes;
use crate::span::Span;
use std::ops::Range;

/// Words that mean something behind `[!`, in the text or at the start of a quoted line.
const WORDS: [&str; 9] =
    ["BADGE", "TAB", "BEGINTABS", "ENDTABS", "BEGINSHADEBOX", "ENDSHADEBOX", "VIDEO", "SLIDE", "CONTEXTUALHELP"];

/// What opens or closes a value in any language.
const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '＂'];

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{3000}')
}

/// Finds what is not there for readers in the tags of `body`, code left alone; `openings` says where tags may open.
pub(super) fn find(body: &str, openings: &[usize], cuts: &mut Vec<Range<usize>>, flaws: &mut Vec<Flaw>) {
    // Nearly all pages have nothing to cut: told without a look at each line.
    let mut tags = openings.iter().filter_map(|at| body.get(*at..)?.strip_prefix("[!"));
    if !tags.any(may_have_cuts) {
        return;
    }
    let (mut fence, mut help, mut at) = (Fence::default(), false, 0);
    for line in body.split_inclusive('\n') {
        if !fence.read(line) {
            if line.contains("[!") {
                parts(line, at, cuts, flaws);
            }
            help = contextual_help(line, at, help, cuts);
        }
        at += line.len();
    }
}

/// Whether there may be something to cut from a tag, told from what stands behind its `[!`.
fn may_have_cuts(rest: &str) -> bool {
    let is_word = |word: &str| rest.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word));
    let has_blank_behind = || {
        let line = rest.split('\n').next().unwrap_or_default();
        line.split_once(']').is_some_and(|(_, behind)| behind.starts_with(is_blank))
    };
    rest.starts_with(is_blank)
        || is_word("CONTEXTUALHELP]")
        || (["VIDEO", "SLIDE", "BADGE"].into_iter().any(is_word) && has_blank_behind())
}

/// Cuts the blanks out of the tags of a line.
fn parts(line: &str, offset: usize, cuts: &mut Vec<Range<usize>>, flaws: &mut Vec<Flaw>) {
    for (open, _) in line.match_indices("[!") {
        let inside = line.get(open + 2..).unwrap_or_default();
        let tag = inside.trim_start_matches(is_blank);
        let blanks = inside.len() - tag.len();
        let length = tag.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = tag.get(..length).unwrap_or_default();
        let Some(word) = WORDS.iter().find(|known| known.eq_ignore_ascii_case(word)) else { continue };
        if line.get(..open).unwrap_or_default().ends_with('\\') {
            continue;
        }
        if blanks > 0 {
            let span = Span::new(offset + open, offset + open + 2 + blanks + length);
            cuts.push(offset + open + 2..offset + open + 2 + blanks);
            flaws.push(flaw(span, format!("blanks stand in the tag `[!{word}`"), format!("[!{word}")));
        }
        let next = match *word {
            "VIDEO" | "SLIDE" => '(',
            "BADGE" => '{',
            _ => continue,
        };
        let Some((label, behind)) = tag.split_once(']').filter(|(label, _)| !label.contains('[')) else { continue };
        let list = behind.trim_start_matches(is_blank);
        let close = line.len() - tag.len() + label.len() + 1;
        if list.len() < behind.len() && list.starts_with(next) {
            let gap = offset + close..offset + close + behind.len() - list.len();
            flaws.push(flaw(
                Span::from(gap.clone()),
                format!("blanks stand between `[!{word}]` and `{next}`"),
                String::new(),
            ));
            cuts.push(gap);
        }
    }
}

fn flaw(span: Span, message: String, replacement: String) -> Flaw {
    Flaw { code: &codes::TAG_MISSPELT, span, message, replacement: Some(replacement) }
}

/// Cuts all but the title and the text out of a block of contextual help. Returns whether the block goes on.
fn contextual_help(line: &str, offset: usize, open: bool, cuts: &mut Vec<Range<usize>>) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let start = offset + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    if !line.trim_start().starts_with('>') {
        return false;
    }
    if text.eq_ignore_ascii_case("[!CONTEXTUALHELP]") {
        cuts.push(start..start + text.len());
        return true;
    }
    let Some((name, value)) = text.split_once('=').filter(|_| open) else { return open };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if !is_name || !value.starts_with(QUOTES) {
        return open;
    }
    if matches!(name, "title" | "abstract" | "description") {
        let inside = value.trim_start_matches(QUOTES);
        let end = start + text.len();
        cuts.push(start..end - inside.len());
        cuts.push(end - (inside.len() - inside.trim_end_matches(QUOTES).len())..end);
    } else {
        cuts.push(start..start + text.len());
    }
    open
}
