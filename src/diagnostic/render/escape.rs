//! The one printer that content passes on its way to a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every character that a terminal would obey or hide written out, as `\n` or `\u{202e}`.
///
/// That is: control characters (line feeds and tabs too), the marks that turn or isolate the direction of text,
/// line separators, and characters that have no width and no part in any script. Joiners stay: Persian and many
/// emoji need them.
#[must_use]
pub fn escape_terminal(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) {
        Cow::Owned(text.chars().fold(String::new(), escaped))
    } else {
        Cow::Borrowed(text)
    }
}

/// A piece of a source line, escaped; tabs stay, the snippet renderer widens them.
pub(super) fn escape_source(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, character| match character {
        '\t' => {
            out.push('\t');
            out
        }
        other => escaped(out, other),
    })
}

/// A JSON document whose strings hold no hidden character as it is: each becomes a `\uXXXX` that means the same.
///
/// JSON itself asks this of the first 32 control characters only. Between the strings of a document of one line none
/// of the others can occur.
pub(super) fn escape_json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for character in document.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn escaped(mut out: String, character: char) -> String {
    if is_hidden(character) {
        out.extend(character.escape_default());
    } else {
        out.push(character);
    }
    out
}

/// Whether a terminal obeys or hides this character (Unicode 16, general categories Cc, Zl, Zp and most of Cf).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(escape_terminal("a\u{1b}[31mb\r\n\t\u{9b}"), "a\\u{1b}[31mb\\r\\n\\t\\u{9b}");
        assert_eq!(escape_terminal("\u{202e}abc\u{2066}\u{200b}\u{feff}"), "\\u{202e}abc\\u{2066}\\u{200b}\\u{feff}");
        assert!(matches!(escape_terminal("日本語 – ‘é’ 👩\u{200d}💻"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_keeps_its_meaning() {
        let text = "a\u{7f}\u{202e}\u{e0041}\u{9b}\n";
        let document = escape_json(&serde_json::to_string(text).unwrap_or_default());
        assert!(document.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&document).unwrap_or_default(), text);
    }
}
