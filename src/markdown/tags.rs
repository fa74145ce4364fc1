//! Marker tags: `[!DNL x]` keeps a word from being translated, `[!UICONTROL x]` names something on the screen.
//!
//! They say something to translators and nothing to readers, so they are found in the text as written, wherever they
//! stand, code included. A tag may stand in a tag. A backslash before it shows it as it is.

use crate::diagnostic::{Code, codes};
use crate::span::Span;
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

/// The tags of `text`.
pub(super) fn find(text: &str) -> Tags {
    let mut tags = Tags::default();
    let mut done = 0;
    for (at, _) in text.match_indices("[!") {
        // A stretch is read once, from its first tag on.
        if at >= done && keyword(text, at).is_some() {
            done = stretch(text, at, &mut tags);
        }
    }
    tags.cuts.sort_by_key(|cut| cut.start);
    tags
}

/// A tag's beginning: its keyword, and where its text starts.
struct Keyword {
    /// How it is written, and what it should be.
    written: Range<usize>,
    meant: &'static str,
    /// Where the text behind the blanks starts.
    inside: usize,
}

/// The keyword of the tag that opens at `at`.
fn keyword(text: &str, at: usize) -> Option<Keyword> {
    let escapes = text.get(..at)?.bytes().rev().take_while(|byte| *byte == b'\\').count();
    let rest = text.get(at + 2..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = rest.get(..length)?;
    let (meant, length) = meaning(word)?;
    let blanks = rest.get(length..)?.chars().take_while(|c| is_blank(*c)).map(char::len_utf8).sum::<usize>();
    let written = at + 2..at + 2 + length;
    (escapes % 2 == 0).then_some(Keyword { inside: written.end + blanks, written, meant })
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
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{200b}')
}

/// Reads the brackets from the tag at `start` up to the end of its last line; returns that.
fn stretch(text: &str, start: usize, tags: &mut Tags) -> usize {
    let bytes = text.as_bytes();
    let mut open: Vec<Option<Keyword>> = Vec::new();
    let (mut at, mut lines) = (start, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(|next| matches!(next, b'[' | b']')) => at += 1,
            b'[' => {
                let keyword = keyword(text, at);
                if let Some(keyword) = &keyword {
                    tags.cuts.push(at..keyword.inside);
                    tags.check(text, keyword);
                    at = keyword.inside - 1;
                }
                open.push(keyword);
            }
            b']' => {
                if let Some(Some(keyword)) = open.pop() {
                    let inside = text.get(keyword.inside..at).unwrap_or_default();
                    let blanks = inside.len() - inside.trim_end_matches(is_blank).len();
                    tags.cuts.push(at - blanks..at + 1);
                    if keyword.meant == "UICONTROL" && keyword.inside < at - blanks {
                        tags.controls.push(keyword.inside..at - blanks);
                    }
                }
            }
            b'\n' => {
                lines += 1;
                let ends = text.get(at + 1..).is_none_or(|rest| is_end(rest.lines().next().unwrap_or_default()));
                if ends || lines == MAX_LINES || !open.iter().any(Option::is_some) {
                    break;
                }
            }
            _ => {}
        }
        at += 1;
    }
    for keyword in open.into_iter().flatten() {
        let message = format!("the tag `[!{}` is never closed", keyword.meant);
        let span = Span::new(keyword.written.start - 2, keyword.written.end);
        tags.flaws.push(Flaw { code: &codes::TAG_MISSPELT, span, message, replacement: None });
    }
    at.max(start + 1)
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
        for cut in find(text).cuts {
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
            ("[!NOTE] [!magento/x] [!BADGE y]", "[!NOTE] [!magento/x] [!BADGE y]"),
        ] {
            assert_eq!(without(text), expected, "{text}");
        }
    }

    #[test]
    fn work_is_bounded() {
        assert_eq!(without(&"[!DNL ".repeat(50_000)), "");
        assert_eq!(find(&"[!DNL x\n".repeat(10_000)).flaws.len(), 10_000);
    }
}
