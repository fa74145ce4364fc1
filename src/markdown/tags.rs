//! Marker tags: `[!DNL x]` keeps a word from being translated, `[!UICONTROL x]` names something on the screen.
//!
//! They say something to translators and nothing to readers, so they are found in the text as written, wherever they
//! stand, code included. A tag may stand in a tag. A backslash before it shows it as it is.

use crate::diagnostic::{Code, codes};
use crate::span::Span;
use memchr::memmem;
use std::ops::Range;

/// What tags make of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tags {
    /// What is not there for readers, in order.
    pub(super) cuts: Vec<Range<usize>>,
    /// What stands in tags that name something on the screen, in order of their ends.
    pub(super) controls: Vec<Range<usize>>,
    /// What is wrong with the tags.
    pub(super) flaws: Vec<Flaw>,
}

/// Something wrong with a tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) code: &'static Code,
    pub(super) span: Span,
    pub(super) message: String,
    /// What should stand at the span.
    pub(super) replacement: Option<String>,
}

/// How many lines a tag may reach over; at a blank one it ends.
const MAX_LINES: usize = 4;

/// How wrong a keyword may be: letters missing, too many or swapped.
const MAX_DISTANCE: usize = 2;

/// The first byte of wide brackets and exclamation marks.
const WIDE: u8 = 0xef;

/// The tags of `text`, of which `openings` says where they may open.
pub(super) fn find(text: &str, openings: &[usize]) -> Tags {
    let mut tags = Tags::default();
    let mut done = 0;
    let mut open = Vec::new();
    for at in openings.iter().copied() {
        // A stretch is read once, from its first tag on.
        if at >= done && keyword(text, at).is_some() {
            done = stretch(text, at, &mut tags, &mut open);
        }
    }
    tags.cuts.sort_by_key(|cut| cut.start);
    tags
}

/// Where tags may open, in order. Translation tools widen brackets and exclamation marks, and part them by blanks.
pub(super) fn openings(text: &str, may_be_wide: bool) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut openings: Vec<_> = memmem::find_iter(bytes, "[!").collect();
    let count = openings.len();
    if !may_be_wide {
        return openings;
    }
    for bracket in ["[！", "［"] {
        openings.extend(memmem::find_iter(bytes, bracket));
    }
    if openings.len() > count {
        openings.sort_unstable();
    }
    openings
}

/// A tag's beginning: its keyword, and where its text starts.
struct Keyword {
    /// Where the tag starts.
    start: usize,
    /// Whether its bracket and its exclamation mark are as they should be.
    intact: bool,
    /// How it is written, and what it should be.
    written: Range<usize>,
    meant: &'static str,
    /// Where the text behind the blanks starts.
    inside: usize,
}

/// The keyword of the tag that opens at `at`.
fn keyword(text: &str, at: usize) -> Option<Keyword> {
    let escapes = text.get(..at)?.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let bracketed = text.get(at..)?.strip_prefix(['[', '［'])?;
    let marked = bracketed.strip_prefix(['!', '！'])?;
    let rest = marked.trim_start_matches(is_blank);
    let start = text.len() - rest.len();
    let intact = start == at + 2;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = rest.get(..length)?;
    let (meant, length) = meaning(word).filter(|(meant, _)| intact || word.eq_ignore_ascii_case(meant))?;
    let behind = rest.get(length..)?.trim_start_matches(is_blank);
    // A colon that a translation tool has put between the keyword and the text.
    let behind = behind.strip_prefix('：').unwrap_or(behind).trim_start_matches(is_blank);
    let inside = text.len() - behind.len();
    (escapes % 2 == 0).then_some(Keyword { start: at, intact, inside, written: start..start + length, meant })
}

/// The keyword that `word` means, and how much of it is the keyword: `UICONTROLEnable` lacks a blank.
fn meaning(word: &str) -> Option<(&'static str, usize)> {
    if word.len() < 3 || !word.starts_with(['D', 'U', 'd', 'u', 'I', 'i']) {
        return None;
    }
    for keyword in ["DNL", "UICONTROL"] {
        let glued = word.strip_prefix(keyword).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_uppercase()) && rest.contains(|c: char| c.is_ascii_lowercase())
        });
        if word.eq_ignore_ascii_case(keyword) || glued {
            return Some((keyword, keyword.len()));
        }
    }
    let near = word.len() <= 12 && strsim::levenshtein(&word.to_ascii_uppercase(), "UICONTROL") <= MAX_DISTANCE;
    near.then_some(("UICONTROL", word.len()))
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{200b}' | '\u{3000}')
}

/// Reads from the tag at `start` up to the bracket that closes it, else to the end of its last line; returns where that
/// is. `open` is empty before and behind it.
fn stretch(text: &str, start: usize, tags: &mut Tags, open: &mut Vec<Option<Keyword>>) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut lines) = (start, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(|next| matches!(next, b'[' | b']')) => at += 1,
            b'[' => at = opened(text, at, tags, open),
            &WIDE if text.get(at..).is_some_and(|rest| rest.starts_with('［')) && keyword(text, at).is_some() => {
                at = opened(text, at, tags, open);
            }
            &WIDE
                if text.get(at..).is_some_and(|rest| rest.starts_with('］'))
                    && open.last().is_some_and(Option::is_some) =>
            {
                closed(text, at..at + '］'.len_utf8(), tags, open);
            }
            b']' => closed(text, at..at + 1, tags, open),
            b'\n' => {
                lines += 1;
                let ends = text.get(at + 1..).is_none_or(|rest| is_end(rest.lines().next().unwrap_or_default()));
                if ends || lines == MAX_LINES {
                    break;
                }
            }
            _ => {}
        }
        // What comes up to the next tag belongs to none.
        if open.is_empty() {
            break;
        }
        at += 1;
    }
    for keyword in open.drain(..).flatten() {
        let message = format!("the tag `[!{}` is never closed", keyword.meant);
        let span = Span::new(keyword.start, keyword.written.end);
        tags.flaws.push(Flaw { code: &codes::TAG_MISSPELT, span, message, replacement: None });
    }
    at.max(start + 1)
}

/// Reads the bracket that opens at `at`; returns the last byte that was read.
fn opened(text: &str, at: usize, tags: &mut Tags, open: &mut Vec<Option<Keyword>>) -> usize {
    let keyword = keyword(text, at);
    let last = keyword.as_ref().map_or(at, |keyword| keyword.inside - 1);
    if let Some(keyword) = &keyword {
        tags.cuts.push(at..keyword.inside);
        tags.check(text, keyword);
    }
    open.push(keyword);
    last
}

/// Reads a bracket that closes.
fn closed(text: &str, bracket: Range<usize>, tags: &mut Tags, open: &mut Vec<Option<Keyword>>) {
    let Some(Some(keyword)) = open.pop() else { return };
    let inside = text.get(keyword.inside..bracket.start).unwrap_or_default();
    let end = keyword.inside + inside.trim_end_matches(is_blank).len();
    tags.cuts.push(end..bracket.end);
    if keyword.meant == "UICONTROL" && keyword.inside < end {
        tags.controls.push(keyword.inside..end);
    }
}

/// Whether no paragraph goes on in `line`.
fn is_end(line: &str) -> bool {
    line.trim_matches(['>', ' ', '\t', '\r']).is_empty()
}

impl Tags {
    fn check(&mut self, text: &str, keyword: &Keyword) {
        let written = text.get(keyword.written.clone()).unwrap_or_default();
        let glued = keyword.inside == keyword.written.end
            && text.get(keyword.inside..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if !keyword.intact {
            let span = Span::new(keyword.start, keyword.written.end);
            let message = format!("`{}` is no tag as it is written", span.of(text));
            let replacement = Some(format!("[!{}{}", keyword.meant, if glued { " " } else { "" }));
            self.flaws.push(Flaw { code: &codes::TAG_MISSPELT, span, message, replacement });
            return;
        }
        if written == keyword.meant && !glued {
            return;
        }
        let message = if glued {
            format!("a blank is missing behind `[!{written}`")
        } else {
            format!("`[!{written}` is misspelt")
        };
        let replacement = format!("{}{}", keyword.meant, if glued { " " } else { "" });
        let span = Span::from(keyword.written.clone());
        self.flaws.push(Flaw { code: &codes::TAG_MISSPELT, span, message, replacement: Some(replacement) });
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut rest = String::new();
        let mut at = 0;
        for cut in find(text, &openings(text, true)).cuts {
            rest.push_str(&text[at..cut.start]);
            at = cut.end;
        }
        rest + &text[at..]
    }

    #[test]
    fn tags_go_and_their_text_stays() {
        for (text, expected) in [
            ("a [!DNL Admin] b", "a Admin b"),
            ("foo**[!UICONTROL X]**bar", "foo**X**bar"),
            ("[!UICONTROL [!DNL RabbitMQ]] tab", "RabbitMQ tab"),
            ("[[!DNL Tool] > Usage](x.md)", "[Tool > Usage](x.md)"),
            ("[!DNL\u{a0} x ]", "x"),
            ("[!UICONTROl a] [!UCONTROL b] [!UICTONROL c] [!UICONTROLEnable d]", "a b c Enable d"),
            ("[!UICONTROL a [b] c]", "a [b] c"),
            ("[!UICONTROL a\nb] c", "a\nb c"),
            ("[!UICONTROL a\n\nb] c", "a\n\nb] c"),
            ("\\[!DNL x]", "\\[!DNL x]"),
            (
                "[! UICONTROL a] [！DNL b] ［！UICONTROL c］ [!\u{a0}DNL d］ [!UICONTROL：e] [!DNL\u{3000}f]",
                "a b c d e f",
            ),
            ("［a］ [b］ [! Valkey configuration] [！NOTE]", "［a］ [b］ [! Valkey configuration] [！NOTE]"),
            ("[!NOTE] [!magento/x] [!BADGE y]", "[!NOTE] [!magento/x] [!BADGE y]"),
        ] {
            assert_eq!(without(text), expected, "{text}");
        }
    }

    #[test]
    fn work_is_bounded() {
        assert_eq!(without(&"[!DNL ".repeat(50_000)), "");
        let unclosed = "[!DNL x\n".repeat(10_000);
        assert_eq!(find(&unclosed, &openings(&unclosed, true)).flaws.len(), 10_000);
    }
}
