//! Titles and descriptions are written in Markdown; lists and tabs of a browser need plain text.

use crate::markdown::{self, Dialect, Input};
use std::sync::Arc;

/// `text` without its markup: emphasis, code, entities and tags resolved, blanks collapsed.
///
/// A title is one line of inlines, never a block: `1. Prepare` is no list.
#[must_use]
pub fn plain(text: &str) -> String {
    if !text.contains(['*', '`', '&', '[', '<', '_', '\\', '\u{200b}', '\n']) {
        return text.trim().to_owned();
    }
    // A heading takes inlines only, whatever they begin with.
    let line = format!("# {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    let nowhere: Arc<str> = "".into();
    let parsed = markdown::parse(Input { path: &nowhere, text: &line, body: 0, dialect: Dialect::Adobe });
    let read =
        parsed.document.headings.first().map_or_else(|| text.trim().to_owned(), |heading| heading.text.to_string());
    if text.contains("&lbrack;") || text.contains("&rbrack;") { balanced(&read) } else { read }
}

/// `text` without brackets that open or close nothing: translation tools leave them behind as entities.
fn balanced(text: &str) -> String {
    let mut open = Vec::new();
    let mut lone = Vec::new();
    for (at, character) in text.char_indices() {
        match character {
            '[' => open.push(at),
            ']' if open.pop().is_none() => lone.push(at),
            _ => {}
        }
    }
    lone.extend(open);
    text.char_indices().filter(|(at, _)| !lone.contains(at)).map(|(_, character)| character).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_is_resolved_and_nothing_becomes_a_block() {
        assert_eq!(plain("1. Prepare"), "1. Prepare");
        assert_eq!(plain("Use **bold** `code` &amp; more"), "Use bold code & more");
        assert_eq!(plain("  plain  "), "plain");
        assert_eq!(plain("- a *b*"), "- a b");
        assert_eq!(plain("&lbrack;[!UICONTROL Queue] tab"), "Queue tab");
        assert_eq!(plain("&lbrack;a&rbrack; b&rbrack;"), "[a] b");
    }
}
