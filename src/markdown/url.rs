//! Addresses as browsers read them: what scheme they have, and how they are written into HTML.
//!
//! May import: nothing. Deliberately absent: what an address leads to; that is the site's to know.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// What kind of address a reference holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// A path, a query or a fragment: it stays on this site.
    Relative,
    /// `//host/…`: another site by the scheme of this one. Browsers read `\` as `/` here.
    Network,
    /// `http:`
    Http,
    /// `https:`
    Https,
    /// `mailto:`
    Mailto,
    /// `tel:`
    Tel,
    /// Any other scheme: never written into a page.
    Forbidden,
}

impl Scheme {
    /// Whether a page may link there.
    #[must_use]
    pub fn is_safe(self) -> bool {
        self != Self::Forbidden
    }
}

/// The scheme of `address`, read as browsers do: blanks and control characters don't count, nor does case.
///
/// Entities must have been decoded already.
#[must_use]
pub fn scheme(address: &str) -> Scheme {
    let mut characters = address.chars().filter(|character| *character > ' ').peekable();
    if characters.next_if(|first| is_slash(*first)).is_some() {
        return if characters.next().is_some_and(is_slash) { Scheme::Network } else { Scheme::Relative };
    }
    let Some((name, _)) = address.split_once(':') else { return Scheme::Relative };
    // Nearly all are written as they should be.
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return named(name);
    }
    let mut plain = String::new();
    for character in name.chars().filter(|character| *character > ' ') {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '-' | '.' => plain.push(character.to_ascii_lowercase()),
            _ => return Scheme::Relative,
        }
    }
    named(&plain)
}

fn is_slash(character: char) -> bool {
    matches!(character, '/' | '\\')
}

fn named(name: &str) -> Scheme {
    match name {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        "mailto" => Scheme::Mailto,
        "tel" => Scheme::Tel,
        name if name.starts_with(|first: char| first.is_ascii_alphabetic()) => Scheme::Forbidden,
        _ => Scheme::Relative,
    }
}

/// What an address off the site can be called: its host, or whom it writes to.
#[must_use]
pub fn name(address: &str) -> Option<&str> {
    let address = address.trim();
    if let Some(recipient) = address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:")) {
        return recipient.split('?').next().filter(|recipient| !recipient.is_empty());
    }
    let (_, rest) = address.split_once("//")?;
    let host = rest.split(['/', '?', '#', '\\']).next()?.rsplit('@').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// What an address can't hold: the set of the `CommonMark` reference implementation.
#[rustfmt::skip]
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-').remove(b'_').remove(b'.').remove(b'+').remove(b'!').remove(b'*').remove(b'\'').remove(b'(')
    .remove(b')').remove(b',').remove(b'%').remove(b'#').remove(b'@').remove(b'?').remove(b'=').remove(b';')
    .remove(b':').remove(b'/').remove(b'&').remove(b'$').remove(b'~');

/// Writes `address` with percent signs where it can't hold the character itself; those that are there stay.
#[must_use]
pub fn encode(address: &str) -> Cow<'_, str> {
    utf8_percent_encode(address, ESCAPED).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_schemes_as_browsers_do() {
        for (address, expected) in [
            ("a.md", Scheme::Relative),
            ("", Scheme::Relative),
            ("#x:y", Scheme::Relative),
            ("a/b:c", Scheme::Relative),
            ("?x=javascript:y", Scheme::Relative),
            ("1:2", Scheme::Relative),
            ("/a", Scheme::Relative),
            ("//host", Scheme::Network),
            ("/\\host", Scheme::Network),
            (" \\\t/host", Scheme::Network),
            ("HTTP://x", Scheme::Http),
            ("https:x", Scheme::Https),
            ("mailto:a@b", Scheme::Mailto),
            ("tel:+1", Scheme::Tel),
            ("javascript:x", Scheme::Forbidden),
            (" \u{1}JaVa\tScript\n:x", Scheme::Forbidden),
            ("data:text/html,x", Scheme::Forbidden),
            ("vbscript:x", Scheme::Forbidden),
            ("file:///etc/passwd", Scheme::Forbidden),
        ] {
            assert_eq!(scheme(address), expected, "{address:?}");
        }
    }

    #[test]
    fn encodes_what_an_address_cannot_hold() {
        assert_eq!(encode("a b/é?x=%20&y=[1]#z"), "a%20b/%C3%A9?x=%20&y=%5B1%5D#z");
    }
}
