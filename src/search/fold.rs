//! Characters as terms see them: without case, width, accents, ligatures and what can't be seen.

use unicode_normalization::UnicodeNormalization;

/// What a character is to the tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit of a script that puts blanks between words.
    Word,
    /// Han or kana: no blanks, so words are found by pairs of characters.
    Ideograph,
    /// Hangul: blanks stand between phrases, not words.
    Hangul,
    /// Holds the parts of an identifier together: `_ - . : / @ \ #`.
    Joiner,
    /// Says nothing and separates nothing: soft hyphens, zero-width characters, accents that stand alone.
    Nothing,
    /// Anything else: blanks, punctuation, every apostrophe.
    Gap,
}

/// The class of a character as written.
pub(super) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        '_' | '-' | '.' | ':' | '/' | '@' | '\\' | '#' => Class::Joiner,
        '\0'..='\x7f' => Class::Gap,
        _ if is_nothing(c) => Class::Nothing,
        // Letters by their property, apostrophes by their use.
        '\u{2bb}' | '\u{2bc}' => Class::Gap,
        '\u{3005}'
        | '\u{3007}'
        | '\u{3041}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{323af}' => Class::Ideograph,
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => Class::Hangul,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Gap,
    }
}

fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{640}')
        || is_mark(c)
}

/// Accents, and the vowel signs of Arabic, which are rarely written. The voicing marks of kana are none of these.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Appends the folded form of a character.
pub(super) fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if is_its_own(c) {
        out.push(c);
        return;
    }
    if matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}') {
        return voice(if matches!(c, '\u{3099}' | '\u{ff9e}') { '\u{3099}' } else { '\u{309a}' }, out);
    }
    decompose(c, out);
}

/// Han and kana whose folded form is themselves: nearly all of a Japanese text.
fn is_its_own(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}')
}

fn decompose(c: char, out: &mut String) {
    let decomposed = std::iter::once(c).nfkd().filter(|c| !is_mark(*c));
    let lower = decomposed.flat_map(char::to_lowercase).filter(|c| !is_mark(*c));
    for c in lower.nfc() {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
}

/// A voicing mark that stands behind its kana joins it: `ﾃﾞ` is `デ`.
fn voice(mark: char, out: &mut String) {
    if let Some(last) = out.pop() {
        out.extend([last, mark].into_iter().nfc());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_its_own_form_has_no_other() {
        for c in ('\u{3000}'..'\u{a000}').filter(|c| is_its_own(*c)) {
            let mut folded = String::new();
            decompose(c, &mut folded);
            assert_eq!(folded, c.to_string(), "U+{:04X}", u32::from(c));
        }
    }
}
