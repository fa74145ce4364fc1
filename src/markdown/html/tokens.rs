//! HTML text to tags and text, by html5gum.
//!
//! The tokenizer stays in its data state: no tag makes it read what follows as script or raw text. Content of that
//! kind is skipped here, up to its end tag.

use super::names;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, Tokenizer};
use std::ops::Range;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A start tag.
    Start(StartTag),
    /// An end tag's name, in lower case.
    End(String),
    /// Text, entities decoded.
    Text(String),
    /// A comment, a doctype, a processing instruction: nothing for readers.
    Nothing,
    /// A tag that the text ends in.
    Unfinished,
}

/// A start tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StartTag {
    /// Name in lower case.
    pub(super) name: String,
    pub(super) attributes: Vec<RawAttribute>,
    /// Whether it ends in `/>`.
    pub(super) self_closing: bool,
}

/// An attribute as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RawAttribute {
    /// Name in lower case.
    pub(super) name: String,
    /// Decoded value.
    pub(super) value: String,
    /// Where the value stands.
    pub(super) range: Range<usize>,
}

/// Cuts `html` into tokens, each with its range; what lies between two of them is code or the like.
pub(super) fn tokens(html: &str) -> Vec<(Token, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(rest) = html.get(from..).filter(|rest| !rest.is_empty()) {
        from += read(rest, from, &mut tokens);
    }
    tokens
}

/// Appends the tokens of `html` up to content that is not HTML; says how much of it is dealt with.
fn read(html: &str, from: usize, tokens: &mut Vec<(Token, Range<usize>)>) -> usize {
    // Behind the last tag. Text reaches from tag to tag; the tokenizer's own range of it is short of entities.
    let mut at = 0;
    let mut end = html.len();
    for (token, range) in Tokenizer::new_with_emitter(html, CallbackEmitter::new(Reader::default())).flatten() {
        match token {
            Token::Unfinished => {
                end = html.get(at..).and_then(|rest| rest.rfind('<')).map_or(end, |start| at + start);
                continue;
            }
            Token::Text(_) => {
                tokens.push((token, from + at..from + at));
                continue;
            }
            _ => {}
        }
        let start = html.floor_char_boundary(range.start).max(at);
        settle_text(tokens, from + start);
        at = html.floor_char_boundary(range.end).max(start);
        let foreign = end_of_foreign(html, start, at, &token);
        tokens.push((token, from + start..from + at));
        if let Some(end) = foreign {
            return end;
        }
    }
    settle_text(tokens, from + end);
    if end < html.len() {
        tokens.push((Token::Unfinished, from + end..from + html.len()));
    }
    html.len()
}

/// Lets a text at the end of `tokens` end at `end`.
fn settle_text(tokens: &mut [(Token, Range<usize>)], end: usize) {
    if let Some((Token::Text(_), range)) = tokens.last_mut() {
        range.end = end.max(range.start);
    }
}

/// Where HTML goes on, if `token` begins something that is not HTML: code, an instruction, character data.
fn end_of_foreign(html: &str, start: usize, behind: usize, token: &Token) -> Option<usize> {
    let close = match token {
        Token::Start(tag) if names::is_code(&tag.name) && !tag.self_closing => {
            return Some(end_of_code(html, behind, &tag.name));
        }
        Token::Nothing if html.get(start..)?.starts_with("<?") => "?>",
        Token::Nothing if html.get(start..)?.starts_with("<![CDATA[") => "]]>",
        _ => return None,
    };
    let rest = html.get(start..)?;
    Some(rest.find(close).map_or(html.len(), |end| start + end + close.len()))
}

/// Where the end tag of `name` starts behind `from`, else the end of `html`.
fn end_of_code(html: &str, from: usize, name: &str) -> usize {
    let rest = html.get(from..).unwrap_or_default();
    let closes = |start: usize| {
        let tag = rest.get(start + 2..start + 2 + name.len());
        let behind = rest.get(start + 2 + name.len()..).and_then(|behind| behind.chars().next());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name))
            && behind.is_some_and(|next| next.is_ascii_whitespace() || matches!(next, '/' | '>'))
    };
    let end = rest.match_indices("</").map(|(start, _)| start).find(|start| closes(*start));
    from + end.unwrap_or(rest.len())
}

/// Gathers the tokenizer's events.
#[derive(Default)]
struct Reader {
    tag: Option<(StartTag, usize)>,
}

impl Callback<(Token, Range<usize>), usize> for Reader {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<(Token, Range<usize>)> {
        let token = match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some((StartTag { name: text(name), ..StartTag::default() }, span.start));
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                let (tag, _) = self.tag.as_mut()?;
                tag.attributes.push(RawAttribute { name: text(name), value: String::new(), range: span.end..span.end });
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                let attribute = self.tag.as_mut()?.0.attributes.last_mut()?;
                attribute.value = text(value);
                attribute.range = span.start..span.end;
                return None;
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let (tag, start) = self.tag.take()?;
                return Some((Token::Start(StartTag { self_closing, ..tag }), start..span.end));
            }
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                Token::End(text(name))
            }
            CallbackEvent::String { value } => Token::Text(text(value)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => Token::Nothing,
            CallbackEvent::Error(Error::EofInTag) => Token::Unfinished,
            CallbackEvent::Error(_) => return None,
        };
        Some((token, span.start..span.end))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
#[allow(clippy::string_slice, clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        tokens(html)
            .into_iter()
            .map(|(token, range)| {
                let source = &html[range];
                match token {
                    Token::Start(tag) => format!("<{}> {source}", tag.name),
                    Token::End(name) => format!("</{name}> {source}"),
                    Token::Text(text) => format!("{text:?} {source}"),
                    Token::Nothing => format!("- {source}"),
                    Token::Unfinished => format!("? {source}"),
                }
            })
            .collect()
    }

    #[test]
    fn tokens_touch_and_cover_the_text() {
        let html = "a &amp; é<B class='x' id=é>日本</B ><!-- c --><!doctype x><br/>z&copy<i x";
        let tokens = tokens(html);
        assert_eq!(tokens.first().unwrap().1.start, 0);
        assert_eq!(tokens.last().unwrap().1.end, html.len());
        assert!(tokens.windows(2).all(|pair| pair[0].1.end == pair[1].1.start), "{tokens:?}");
        assert_eq!(
            shown(html),
            [
                "\"a & é\" a &amp; é",
                "<b> <B class='x' id=é>",
                "\"日本\" 日本",
                "</b> </B >",
                "- <!-- c -->",
                "- <!doctype x>",
                "<br> <br/>",
                "\"z©\" z&copy",
                "? <i x",
            ]
        );
    }

    #[test]
    fn code_is_not_read_as_html() {
        assert_eq!(shown("<script>a<b</scripty></SCRIPT >x"), ["<script> <script>", "</script> </SCRIPT >", "\"x\" x"]);
        assert_eq!(shown("<style><b>"), ["<style> <style>"]);
        assert_eq!(shown("a<?x > ?>b<![CDATA[ > ]]>c"), ["\"a\" a", "- <?x >", "\"b\" b", "- <![CDATA[ >", "\"c\" c"]);
    }

    #[test]
    fn line_ends_do_not_shift_ranges() {
        assert_eq!(shown("<b\r\nid=x>\r\ny\r\n</b>"), ["<b> <b\r\nid=x>", "\"\\ny\\n\" \r\ny\r\n", "</b> </b>"]);
    }
}
