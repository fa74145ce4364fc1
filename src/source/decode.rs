//! Bytes to text: strict about UTF-8, and never losing the rest of a file.

use crate::diagnostic::{Diagnostic, codes};
use crate::span::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// The text of a file's `bytes`, with what is wrong with it.
///
/// What can't be shown becomes U+FFFD, one for one, so that lines and columns stay those of the file.
#[must_use]
pub fn decode<'b>(bytes: &'b [u8], shown: &Arc<str>) -> (Cow<'b, str>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    // The standard library's check was over 1 % of a build: most texts are not English.
    let mut text = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let bad = error.valid_up_to();
            findings.push(not_utf8(shown, bad, bytes.get(bad).copied().unwrap_or_default()));
            String::from_utf8_lossy(bytes)
        }
    };
    if let Some(finding) = control_characters(&text, shown) {
        findings.push(finding);
        text = text.replace(|c: char| u8::try_from(c).is_ok_and(is_forbidden), "\u{fffd}").into();
    }
    findings.extend(invisible_text(&text, shown));
    (text, findings)
}

fn not_utf8(shown: &Arc<str>, offset: usize, byte: u8) -> Diagnostic {
    Diagnostic::new(&codes::FILE_ENCODING, shown.clone(), format!("byte 0x{byte:02x} is not UTF-8"))
        .at(Span::at(offset))
        .help("save the file as UTF-8; what can't be read is shown as \u{fffd}")
}

fn is_forbidden(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn control_characters(text: &str, shown: &Arc<str>) -> Option<Diagnostic> {
    // To look at all bytes is faster than to stop at the first: many at a time.
    if !text.bytes().fold(false, |holds, byte| holds | is_forbidden(byte)) {
        return None;
    }
    let offset = text.bytes().position(is_forbidden)?;
    let byte = text.as_bytes().get(offset)?;
    let finding = Diagnostic::new(&codes::FILE_CONTROL, shown.clone(), format!("control character U+{byte:04X}"))
        .at(Span::new(offset, offset + 1))
        .help("remove it; it is shown as \u{fffd}");
    Some(finding)
}

/// Bidirectional overrides, embeddings and isolates change the order of what a reader sees (CVE-2021-42574).
fn invisible_text(text: &str, shown: &Arc<str>) -> Option<Diagnostic> {
    let hides = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // The first byte of all of them.
    let mut may_be = memchr::memchr_iter(0xe2, text.as_bytes());
    let (offset, character) = may_be.find_map(|at| Some((at, text.get(at..)?.chars().next().filter(hides)?)))?;
    let message = format!("U+{:04X} changes the order in which text is shown", character as u32);
    let finding = Diagnostic::new(&codes::INVISIBLE_TEXT, shown.clone(), message)
        .at(Span::new(offset, offset + character.len_utf8()))
        .help("remove it, or use the `dir` attribute of an HTML element");
    Some(finding)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::span::position;

    #[test]
    fn damage_is_reported_where_it_is_and_the_rest_is_kept() {
        let (text, findings) = decode(b"a\nb\xe9c\nd", &"x.md".into());
        assert_eq!(text, "a\nb\u{fffd}c\nd");
        assert_eq!(findings[0].code.name, "file-encoding");
        let place = position(&text, findings[0].span.unwrap().start as usize);
        assert_eq!((place.line, place.column), (2, 2));

        let (text, findings) = decode(b"a\0b\x1bc", &"x.md".into());
        assert_eq!(text, "a\u{fffd}b\u{fffd}c");
        assert_eq!(findings.len(), 1);

        let (_, findings) = decode("a\u{202e}b".as_bytes(), &"x.md".into());
        assert_eq!(findings[0].code.name, "invisible-text");
        assert!(decode("é\r\n\tü".as_bytes(), &"x.md".into()).1.is_empty());
    }

    #[test]
    fn every_character_is_told_by_its_bytes() {
        for character in '\0'..=char::MAX {
            let found =
                decode(format!("a{character}").as_bytes(), &"x.md".into()).1.first().map(|finding| finding.code.name);
            let expected = match character {
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some("invisible-text"),
                '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' => Some("file-control"),
                _ => None,
            };
            assert_eq!(found, expected, "{character:?}");
        }
    }
}
