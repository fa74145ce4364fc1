//! The text of nodes, without markup: for titles, outlines, ids, search and alternative texts.

use super::tree::{Kind, Node, RefId};

/// The text of `nodes` as people read it: runs of blanks are one blank, none at the ends; images say nothing.
#[must_use]
pub fn plain(nodes: &[Node], source: &str) -> String {
    collapsed(verbatim(nodes, source))
}

/// The text of `nodes` as HTML's `textContent` has it: blanks as they are, images say nothing.
#[must_use]
pub fn verbatim(nodes: &[Node], source: &str) -> String {
    let mut text = String::new();
    for node in nodes {
        push(&mut text, node, source, false);
    }
    text
}

/// The alternative text that `nodes` make: images in them say theirs.
#[must_use]
pub fn alternative(nodes: &[Node], source: &str) -> String {
    let mut text = String::new();
    for node in nodes {
        push(&mut text, node, source, true);
    }
    text
}

/// `text` with runs of blanks as one blank, and none at the ends.
#[must_use]
pub fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// [`collapse`] of a text that nobody else needs: nearly always there is nothing to do.
#[must_use]
pub fn collapsed(text: String) -> String {
    if is_collapsed(&text) { text } else { collapse(&text) }
}

/// Whether a text has no runs of blanks, and none at its ends: [`collapse`] would only copy it.
pub(super) fn is_collapsed(text: &str) -> bool {
    if !may_hold_more(text.as_bytes()) {
        return text.trim().len() == text.len();
    }
    let mut blank = true;
    for character in text.chars() {
        if character.is_whitespace() && (blank || character != ' ') {
            return false;
        }
        blank = character == ' ';
    }
    text.is_empty() || !blank
}

/// Whether blanks may stand in a text that are more than one plain blank between words: told by bytes, many at a time.
fn may_hold_more(text: &[u8]) -> bool {
    let is = |byte: &u8, wanted: u8| u8::from(*byte == wanted);
    let within = |byte: &u8, first: u8, last: u8| u8::from((first..=last).contains(byte));
    let found = text.array_windows().fold(0, |found, [a, b, c]| {
        let one = is(a, b' ') & is(b, b' ') | within(a, b'\t', b'\r');
        let two = is(a, 0xc2) & (is(b, 0x85) | is(b, 0xa0));
        let general = within(c, 0x80, 0x8a) | is(c, 0xa8) | is(c, 0xa9) | is(c, 0xaf);
        let three = is(a, 0xe1) & is(b, 0x9a)
            | is(a, 0xe2) & (is(b, 0x80) & general | is(b, 0x81) & is(c, 0x9f))
            | is(a, 0xe3) & is(b, 0x80) & is(c, 0x80);
        found | one | two | three
    });
    // No window begins at the last byte but one; what begins later ends the text, where no blank may stand.
    found != 0 || text.iter().rev().nth(1).is_some_and(|byte| within(byte, b'\t', b'\r') != 0)
}

fn push(text: &mut String, node: &Node, source: &str, images: bool) {
    match &node.kind {
        Kind::Image(_) if !images => return,
        // A line of Chinese or Japanese goes on without a blank; the character behind the break settles it.
        Kind::SoftBreak | Kind::HardBreak => text.push('\n'),
        Kind::Element(element) if element.name.as_str() == "br" => text.push(' '),
        Kind::RawBlock(_) | Kind::RawInline(_) => {}
        _ => push_literal(text, node.literal(source)),
    }
    for child in &node.children {
        push(text, child, source, images);
    }
    if node.is_block() && !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}

/// Appends a text to another; a line end between the two is a blank, or nothing between characters that need none.
fn push_literal(text: &mut String, literal: &str) {
    if text.ends_with('\n') && !literal.is_empty() {
        text.pop();
        let joins = text.chars().next_back().is_some_and(is_ideographic) && literal.starts_with(is_ideographic);
        if !joins {
            text.push(' ');
        }
    }
    text.push_str(literal);
}

/// Whether a character belongs to a script that is written without blanks.
fn is_ideographic(character: char) -> bool {
    matches!(u32::from(character),
        0x2e80..=0x2fdf | 0x3000..=0x30ff | 0x3100..=0x312f | 0x31a0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x20000..=0x3ffff)
}

/// The first character of the text of `nodes` that is no blank.
#[must_use]
pub fn first_character(nodes: &[Node], source: &str) -> Option<char> {
    nodes.iter().find_map(|node| match &node.kind {
        Kind::Image(_) | Kind::RawBlock(_) | Kind::RawInline(_) => None,
        _ => {
            let own = node.literal(source).chars().find(|character| !character.is_whitespace());
            own.or_else(|| first_character(&node.children, source))
        }
    })
}

/// Whether a link's text names nothing: it is empty, or a sign that translation tools leave there.
#[must_use]
pub fn is_nameless(nodes: &[Node], source: &str) -> bool {
    !nodes.iter().any(|node| names(node, source))
}

/// Whether a node shows something that is no text, or text that says something.
fn names(node: &Node, source: &str) -> bool {
    let says = |character: char| {
        character.is_ascii_alphanumeric()
            || !(character.is_whitespace()
                || character == '🔗'
                || character.is_ascii_punctuation()
                || "\u{200b}…。、，：；（）「」«»“”„".contains(character))
    };
    let own = match &node.kind {
        Kind::Image(_) | Kind::Code(_) | Kind::Badge(_) | Kind::Transclusion(_) | Kind::Include(_) => true,
        Kind::Element(element) => element.name.as_str() == "img",
        Kind::RawBlock(_) | Kind::RawInline(_) => false,
        _ => node.literal(source).contains(says),
    };
    own || node.children.iter().any(|child| names(child, source))
}

/// The references of links without a name, in order.
#[must_use]
pub fn nameless(nodes: &[Node], source: &str) -> Vec<RefId> {
    let mut found = Vec::new();
    gather(nodes, source, &mut found);
    found
}

fn gather(nodes: &[Node], source: &str, found: &mut Vec<RefId>) {
    for node in nodes {
        match &node.kind {
            Kind::Link(link) if is_nameless(&node.children, source) => found.push(link.reference),
            _ => gather(&node.children, source, found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_collapsed_where_collapsing_changes_nothing() {
        for blank in
            [" ", "  ", "\n", "\t", "\u{b}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2003}", "\u{2028}", "\u{202f}"]
        {
            for blank in [blank, "\u{205f}", "\u{3000}", "\u{200b}", "é", "、", "’", "x"] {
                for (before, behind) in
                    [("", ""), ("", "a"), ("a", ""), ("a", "b"), ("ab", "bc"), ("é", "、"), ("a b", "c d")]
                {
                    let text = format!("{before}{blank}{behind}");
                    assert_eq!(is_collapsed(&text), collapse(&text) == text, "{text:?}");
                }
            }
        }
    }
}
