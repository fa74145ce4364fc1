//! The one place where text becomes HTML, templates aside: what they print the engine escapes.
//!
//! May import: nothing.

use std::borrow::Cow;

/// Escapes `text` for HTML: as text, and as an attribute's value in double quotes.
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(is_special) {
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

fn split_at_special(text: &str) -> Option<(&str, &'static str, &str)> {
    let (before, rest) = text.split_at_checked(text.bytes().position(is_special)?)?;
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
