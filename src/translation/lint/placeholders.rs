//! Names in prose that stand for something else: `<name>`, `{name}`, `%s`, `$NAME`; and names that are marked as such.

use super::facts::is_invisible;
use crate::markdown::text;

/// The placeholders in a text, in order.
pub(super) fn of(prose: &str) -> Vec<String> {
    let mut found = Vec::new();
    // To look at all bytes is faster than to stop at the first: many at a time.
    if !prose.bytes().fold(false, |holds, byte| holds | matches!(byte, b'<' | b'{' | b'%' | b'$')) {
        return found;
    }
    for (at, sign) in prose.match_indices(['<', '{', '%', '$']) {
        let Some(character) = sign.chars().next() else { continue };
        let Some(rest) = prose.get(at + character.len_utf8()..) else { continue };
        let before = prose.get(..at).and_then(|before| before.chars().next_back());
        let name = match character {
            '<' => enclosed(rest, '>', |c| is_word(c) || c == '.' || c == ':'),
            '{' => enclosed(rest, '}', |c| is_word(c) || c == '.'),
            '%' => format(rest),
            '$' => variable(rest),
            _ => None,
        };
        let is_part = |before| match character {
            '%' => before == '%' || char::is_alphanumeric(before),
            // `${name}` is one placeholder.
            '{' => matches!(before, '{' | '$'),
            _ => before == character,
        };
        let is_free = !before.is_some_and(is_part);
        if let Some(name) = name.filter(|_| is_free) {
            found.push(format!("{character}{name}"));
        }
    }
    found
}

/// A name between brackets, the closing one included.
fn enclosed(rest: &str, close: char, is_part: impl Fn(char) -> bool) -> Option<String> {
    let (name, _) = rest.split_once(close)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.len() <= 48;
    (is_name && name.chars().all(is_part)).then(|| format!("{name}{close}"))
}

/// `s` of `%s`, `1$d` of `%1$d`.
fn format(rest: &str) -> Option<String> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (position, after) = rest.split_at_checked(digits)?;
    let (position, after) = match after.strip_prefix('$') {
        Some(after) if digits > 0 => (format!("{position}$"), after),
        _ if digits == 0 => (String::new(), after),
        _ => return None,
    };
    let mut characters = after.chars();
    let kind = characters.next().filter(|c| matches!(c, 's' | 'd' | 'f' | 'i' | 'u' | 'x'))?;
    let ends = !characters.next().is_some_and(char::is_alphanumeric);
    ends.then(|| format!("{position}{kind}"))
}

/// `NAME` of `$NAME`, `{NAME}` of `${NAME}`.
fn variable(rest: &str) -> Option<String> {
    if let Some(rest) = rest.strip_prefix('{') {
        return enclosed(rest, '}', |c| is_word(c) || c == '.').map(|name| format!("{{{name}"));
    }
    let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
    let is_name = name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
    is_name.then_some(name)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// What a text marks as not to be translated: `[!DNL name]`.
pub(super) fn marked(source: &str) -> Vec<String> {
    tagged(source, "[!DNL")
}

/// What a text marks as a name, or as written on a screen, which may be in the source's language: `[!UICONTROL Save]`.
pub(super) fn labels(source: &str) -> Vec<String> {
    if !source.contains("[!") {
        return Vec::new();
    }
    let mut labels = tagged(source, "[!UICONTROL");
    labels.extend(marked(source));
    labels
}

fn tagged(source: &str, tag: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = source;
    while let Some((_, after)) = rest.split_once(tag) {
        let Some((name, behind)) = after.split_once(']') else { break };
        // A tag may hold another.
        let (name, behind) = match name.split_once("[!DNL ").zip(behind.split_once(']')) {
            Some(((before, inner), (rest, behind))) => (format!("{before}{inner}{rest}"), behind),
            None => (name.to_owned(), behind),
        };
        let plain: String = name.chars().filter(|c| !is_invisible(*c) && !matches!(c, '*' | '_' | '\\')).collect();
        let plain = text::collapse(&plain);
        if !plain.is_empty() && !plain.contains(['[', '&', '\u{60}']) && name.starts_with([' ', '\u{a0}']) {
            names.push(plain);
        }
        rest = behind;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_prose() {
        assert_eq!(
            of("Put <name> and {id} into %s, then %1$d of $HOME or ${user.name}."),
            ["<name>", "{id}", "%s", "%1$d", "$HOME", "${user.name}"]
        );
        assert_eq!(of("50 %, 5%d, $5, a < b > c, {two words}, 100%sure, $A"), Vec::<String>::new());
    }

    #[test]
    fn marked_names_are_found() {
        assert_eq!(
            marked("Use [!DNL Commerce Cloud] and [!DNL *Bold*], not [!DNLx] or [!UICONTROL Save]"),
            ["Commerce Cloud", "Bold"]
        );
    }
}
