//! HTML text to tags and text: what is plain at a glance here, all else by html5gum.
//!
//! The tokenizer stays in its data state: no tag makes it read what follows as script or raw text. Content of that
//! kind is skipped here, up to its end tag.

use super::names;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, Tokenizer};
use memchr::{memchr, memchr3};
use std::borrow::Cow;
use std::ops::Range;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// A start tag.
    Start(StartTag<'h>),
    /// An end tag's name, in lower case.
    End(Cow<'h, str>),
    /// Text, entities decoded.
    Text(Cow<'h, str>),
    /// A comment, a doctype, a processing instruction: nothing for readers.
    Nothing,
    /// A tag that the text ends in.
    Unfinished,
}

/// A start tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StartTag<'h> {
    /// Name in lower case.
    pub(super) name: Cow<'h, str>,
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

/// Shows `visit` the tokens of `html`, each with its range; what lies between two of them is code or the like.
pub(super) fn each<'h>(html: &'h str, mut visit: impl FnMut(Token<'h>, Range<usize>)) {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(rest) = html.get(from..).filter(|rest| !rest.is_empty()) {
        if let Some((text, tag)) = plain(rest) {
            let start = from + text.len();
            if !text.is_empty() {
                visit(Token::Text(Cow::Borrowed(text)), from..start);
            }
            from = start;
            if let Some((token, length)) = tag {
                visit(token, start..start + length);
                from += length;
            }
        } else {
            from += read(rest, from, &mut tokens);
            for (token, range) in tokens.drain(..) {
                visit(token, range);
            }
        }
    }
}

/// The text that `html` begins with, and the tag or comment behind it with its length, where nothing in them asks for
/// more than a look: no entity, no attribute. Nearly all tags are of this kind.
fn plain(html: &str) -> Option<(&str, Option<(Token<'_>, usize)>)> {
    let (text, rest) = html.split_at_checked(memchr(b'<', html.as_bytes()).unwrap_or(html.len()))?;
    if memchr3(b'&', b'\r', 0, text.as_bytes()).is_some() {
        return None;
    }
    if rest.is_empty() {
        return Some((text, None));
    }
    let close = memchr(b'>', rest.as_bytes())?;
    Some((text, Some((bare(rest.get(1..close)?)?, close + 1))))
}

/// The token with this between its `<` and its first `>`, if it is a tag without attributes or a comment.
fn bare(inside: &str) -> Option<Token<'_>> {
    if inside.strip_prefix("!--").is_some_and(|comment| comment.ends_with("--")) {
        return Some(Token::Nothing);
    }
    if let Some(name) = inside.strip_prefix('/') {
        return name_of(name).map(Token::End);
    }
    let open = inside.strip_suffix('/');
    let name = name_of(open.unwrap_or(inside).trim_end_matches(' ')).filter(|name| !names::is_code(name))?;
    Some(Token::Start(StartTag { name, attributes: Vec::new(), self_closing: open.is_some() }))
}

/// The name in lower case that `text` is, if it is one.
fn name_of(text: &str) -> Option<Cow<'_, str>> {
    let is_name = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_lower = || !text.bytes().any(|byte| byte.is_ascii_uppercase());
    is_name.then(|| if is_lower() { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) })
}

/// Appends the tokens of `html` up to its first tag, or up to the end; says how much of it is dealt with.
fn read(html: &str, from: usize, tokens: &mut Vec<(Token<'_>, Range<usize>)>) -> usize {
    let mut end = html.len();
    let reader = Reader { from, ..Reader::default() };
    for (token, range) in Tokenizer::new_with_emitter(html, CallbackEmitter::new(reader)).flatten() {
        match token {
            Token::Unfinished => end = html.rfind('<').unwrap_or(end),
            Token::Text(_) => tokens.push((token, from..from)),
            // Text reaches up to the tag; the tokenizer's own range of it is short of entities.
            _ => {
                let start = html.floor_char_boundary(range.start);
                let behind = html.floor_char_boundary(range.end).max(start);
                settle_text(tokens, from + start);
                let foreign = end_of_foreign(html, start, behind, &token);
                tokens.push((token, from + start..from + behind));
                return foreign.unwrap_or(behind).max(1);
            }
        }
    }
    settle_text(tokens, from + end);
    if end < html.len() {
        tokens.push((Token::Unfinished, from + end..from + html.len()));
    }
    html.len()
}

/// Lets a text at the end of `tokens` end at `end`.
fn settle_text(tokens: &mut [(Token<'_>, Range<usize>)], end: usize) {
    if let Some((Token::Text(_), range)) = tokens.last_mut() {
        range.end = end.max(range.start);
    }
}

/// Where HTML goes on, if `token` begins something that is not HTML: code, an instruction, character data.
fn end_of_foreign(html: &str, start: usize, behind: usize, token: &Token<'_>) -> Option<usize> {
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
    tag: Option<(StartTag<'static>, usize)>,
    /// Where what is read starts.
    from: usize,
}

/// A token of its own, with its range.
type Owned = (Token<'static>, Range<usize>);

impl Callback<Owned, usize> for Reader {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<Owned> {
        let token = match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some((StartTag { name: text(name).into(), ..StartTag::default() }, span.start));
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                let (tag, _) = self.tag.as_mut()?;
                let end = self.from + span.end;
                tag.attributes.push(RawAttribute { name: text(name), value: String::new(), range: end..end });
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                let attribute = self.tag.as_mut()?.0.attributes.last_mut()?;
                attribute.value = text(value);
                attribute.range = self.from + span.start..self.from + span.end;
                return None;
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let (tag, start) = self.tag.take()?;
                return Some((Token::Start(StartTag { self_closing, ..tag }), start..span.end));
            }
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                Token::End(text(name).into())
            }
            CallbackEvent::String { value } => Token::Text(text(value).into()),
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

    fn tokens(html: &str) -> Vec<(Token<'_>, Range<usize>)> {
        let mut tokens = Vec::new();
        each(html, |token, range| tokens.push((token, range)));
        tokens
    }

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
    fn what_is_plain_is_read_as_the_tokenizer_reads_it() {
        for html in [
            "a<b>c</b>d<br/>e<br />f<H2>g</H2>",
            "<!-- c -->\n",
            "<!---->x",
            "<!-->x-->",
            "<!--->x-->",
            "<!-- a>b -->c",
            "<!--a--!>b-->",
            "a < b > c",
            "<>",
            "</>",
            "< b>",
            "</ b>",
            "</b >",
            "</b/>",
            "<b /x>",
            "<b//>",
            "<a-b>",
            "<1>",
            "<b\n>",
            "a<b",
            "<?x?>y",
            "<é>",
        ] {
            let mut slow = Vec::new();
            let mut from = 0;
            while from < html.len() {
                from += read(&html[from..], from, &mut slow);
            }
            assert_eq!(tokens(html), slow, "{html}");
        }
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
