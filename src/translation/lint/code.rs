//! When two pieces of code are the same: word for word, but for what people read in them.
//!
//! Comments may be translated, and so may sentences in quotation marks. In blocks that hold text more than code (no
//! language, `text`, `markdown`, settings with sentences for values) the words may differ and the signs around them not.

/// Languages of blocks whose words are for people.
const PROSE: [&str; 11] =
    ["", "text", "txt", "plain", "plaintext", "markdown", "md", "example", "mermaid", "email", "none"];

/// Languages of settings, whose values may be sentences.
const SETTINGS: [&str; 5] = ["yaml", "yml", "toml", "ini", "conf"];

/// How the lines of a block count.
#[derive(Clone, Copy)]
enum Reading {
    Code,
    Settings,
    Prose,
}

impl Reading {
    fn of(info: &str) -> Self {
        let language = info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
        if PROSE.contains(&&*language) {
            Self::Prose
        } else if SETTINGS.contains(&&*language) {
            Self::Settings
        } else {
            Self::Code
        }
    }
}

/// The first line in which two blocks of code differ, of each; a side that ends before has none.
pub(super) fn first_difference<'t>(
    mine: &'t str,
    other: &'t str,
    info: &str,
) -> Option<(Option<&'t str>, Option<&'t str>)> {
    let reading = Reading::of(info);
    // Text for people is broken into other lines in another language.
    if matches!(reading, Reading::Prose) && signs(mine) == signs(other) {
        return None;
    }
    let lines = |text: &'t str| text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
    let (mine, other) = (lines(mine), lines(other));
    let read = |line: Option<&&str>| line.map(|line| statement(line, reading));
    let differs = |at: &usize| read(mine.get(*at)) != read(other.get(*at));
    let at = (0..mine.len().max(other.len())).find(differs)?;
    Some((mine.get(at).copied(), other.get(at).copied()))
}

/// Whether two pieces of code in lines are the same: a sentence in one may be translated.
pub(super) fn is_same(mine: &str, other: &str) -> bool {
    mine == other || (is_sentence(mine) && is_sentence(other) && signs(mine) == signs(other))
}

fn is_sentence(code: &str) -> bool {
    code.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() >= 3
}

/// A line of code as it counts.
fn statement(line: &str, reading: Reading) -> String {
    let plain: String = line.chars().filter(|c| !super::facts::is_invisible(*c)).collect();
    let plain = without_comment(plain.trim());
    match reading {
        Reading::Code => without_sentences(plain),
        Reading::Settings => setting(&without_sentences(plain)),
        Reading::Prose => signs(plain),
    }
}

fn without_comment(line: &str) -> &str {
    for mark in ["# ", "// ", "-- ", "<!-- ", "/* ", "* ", "; "] {
        if line.starts_with(mark) {
            return line.get(..mark.len()).unwrap_or_default();
        }
    }
    let tail = [" # ", " // "].into_iter().find_map(|mark| line.split_once(mark));
    tail.map_or(line, |(code, _)| code.trim_end())
}

/// A line without the sentences in its quotation marks.
fn without_sentences(line: &str) -> String {
    let mut left = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('"') {
        left.push_str(before);
        left.push('"');
        let (inside, behind) = match after.split_once('"') {
            Some((inside, behind)) => (inside, Some(behind)),
            // What begins here goes on in the next line.
            None => (after, None),
        };
        let is_prose = inside.trim().contains(' ') && !inside.contains(['{', '}', '(', ')', '<', '>', '$', '\\', '=']);
        if !is_prose {
            left.push_str(inside);
        }
        let Some(behind) = behind else { return left };
        left.push('"');
        rest = behind;
    }
    left.push_str(rest);
    left
}

/// A line of settings: its key word for word, and the signs of a value that is a sentence.
fn setting(line: &str) -> String {
    let is_prose = |value: &str| value.trim().contains(' ') || !value.is_ascii();
    match line.split_once(": ").or_else(|| line.split_once(" = ")) {
        Some((key, value)) if is_prose(value) => format!("{key}:"),
        None if line.trim_start_matches(['-', ' ']).contains(' ') || !line.is_ascii() => String::new(),
        _ => line.to_owned(),
    }
}

/// The signs and numbers of a text; words, blanks and punctuation count as one.
fn signs(text: &str) -> String {
    let mut signs = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // Times and dates are written with such zeros in some languages.
        let is_leading = character == '0' && !signs.ends_with(|last: char| last.is_ascii_digit());
        if is_leading && characters.peek().is_some_and(char::is_ascii_digit) {
            continue;
        }
        let is_word = character.is_alphabetic()
            || character.is_whitespace()
            || ".,;:!?'\"’‘«»“”„…—–-/()、。「」・：（）،؛؟".contains(character)
            // Marks on letters, as Arabic and Devanagari have them.
            || matches!(u32::from(character), 0x300..=0x36f | 0x64b..=0x65f | 0x670 | 0x900..=0x903 | 0x93a..=0x94f);
        if !is_word {
            signs.push(character);
        } else if !signs.ends_with('w') && !signs.is_empty() {
            signs.push('w');
        }
    }
    signs.trim_end_matches('w').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_people_may_differ_and_code_may_not() {
        for (mine, other, info) in [
            ("supplier: Prestataire de paiement", "supplier: Payment provider", "yaml"),
            ("  - if: connexion impossible, ou « quoi »", "  - if: user cannot sign in", "yaml"),
            ("Avenant 1, 20 novembre 2026", "Amendment 1, 20 November 2026", "text"),
            ("Touchés : 212\ndès 9 h.", "Affected: 212 since 9.", ""),
            ("Depuis 9 h 10.", "Since 09:10.", "text"),
            ("| Alerte | |", "| Alert | |", "markdown"),
            ("echo \"Tout est prêt\"", "echo \"All is ready\"", "sh"),
            ("\"\"\"Le plus haut d’abord", "\"\"\"Higher first", "python"),
        ] {
            assert_eq!(first_difference(mine, other, info), None, "{mine}");
        }
        for (mine, other, info) in [
            ("fournisseur: x", "supplier: x", "yaml"),
            ("port: 8081", "port: 8080", "yaml"),
            ("Avenant 2", "Amendment 1", ""),
            ("make sauvegarde", "make backup", "bash"),
            ("echo \"$maison\"", "echo \"$HOME\"", "sh"),
        ] {
            assert_eq!(first_difference(mine, other, info), Some((Some(mine), Some(other))), "{mine}");
        }
        assert!(
            is_same("File > 5000 depuis dix min", "Queue > 5000 for ten min")
                && !is_same("baton servir", "baton serve")
        );
    }
}
