//! The one place where text becomes HTML, templates aside: what they print the engine escapes.
//!
//! May import: nothing.

use std::borrow::Cow;

/// Escapes `text` for HTML: as text, and as an attribute's value in double quotes.
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if find_special(text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + 16);
    push_html(&mut html, text);
    Cow::Owned(html)
}

/// Appends `text` to `html`, escaped as [`escape_html`] does.
pub fn push_html(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, special, after)) = split_at_special(rest) {
        html.push_str(before);
        html.push_str(special);
        rest = after;
    }
    html.push_str(rest);
}

/// Whether a character must not stand in HTML as it is.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"')
}

/// Where the first such byte stands. To look at all bytes of a piece is faster than to stop at each: many at a time.
fn find_special(bytes: &[u8]) -> Option<usize> {
    const PIECE: usize = 32;
    let is = |byte: u8, wanted: u8| u8::from(byte == wanted);
    let any = |byte: u8| is(byte, b'&') | is(byte, b'<') | is(byte, b'>') | is(byte, b'"');
    let holds = |piece: &[u8]| piece.iter().fold(0, |holds, byte| holds | any(*byte)) != 0;
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    let clean = pieces.iter().take_while(|piece| !holds(*piece)).count() * PIECE;
    let rest = bytes.get(clean..)?;
    rest.iter().position(|byte| is_special(*byte)).map(|at| clean + at)
}

fn split_at_special(text: &str) -> Option<(&str, &'static str, &str)> {
    let (before, rest) = text.split_at_checked(find_special(text.as_bytes())?)?;
    let mut characters = rest.chars();
    let escaped = match characters.next()? {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => "&quot;",
    };
    Some((before, escaped, characters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_html_reads_as_markup() {
        assert_eq!(escape_html(r#"<a b="c">é & d's</a>"#), "&lt;a b=&quot;c&quot;&gt;é &amp; d's&lt;/a&gt;");
        assert!(matches!(escape_html("plain"), Cow::Borrowed("plain")));
    }
}
