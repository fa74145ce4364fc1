//! Ids from heading texts, by the rule of github-slugger 2.0.0.
//!
//! Links between pages name these ids, and were written against that rule: it is followed to the letter. Lower
//! case by Unicode; everything but letters, marks, digits, letter-numbers, connectors, the blank and the hyphen
//! removed; each blank (U+0020) a hyphen, none collapsed; a repetition gets `-1`, `-2`, …
//!
//! May import: nothing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use unicode_normalization::char::is_combining_mark;

/// Makes the ids of one page, each once.
#[derive(Clone, Debug, Default)]
pub struct Slugger {
    /// How often each id was asked for again.
    taken: BTreeMap<String, u32>,
}

impl Slugger {
    /// Takes `id` as it is; whether it was free.
    pub fn claim(&mut self, id: &str) -> bool {
        // What is taken keeps its count of repetitions.
        match self.taken.entry(id.to_owned()) {
            Entry::Vacant(free) => {
                free.insert(0);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// A free id for a heading of this text.
    pub fn slug(&mut self, text: &str) -> String {
        self.unique(slug(text))
    }

    /// A free id like `wanted`: itself, or itself with a number behind it.
    pub fn unique(&mut self, wanted: String) -> String {
        if self.claim(&wanted) {
            return wanted;
        }
        loop {
            let repetitions = self.taken.entry(wanted.clone()).or_default();
            *repetitions += 1;
            let id = format!("{wanted}-{repetitions}");
            if self.claim(&id) {
                return id;
            }
        }
    }
}

/// The id for a heading of this text, the first time it occurs in a page.
#[must_use]
pub fn slug(text: &str) -> String {
    // What a letter is in lower case depends on those around it, if it is a sigma.
    if text.contains('Σ') {
        return text.to_lowercase().chars().filter(|c| is_kept(*c)).map(dashed).collect();
    }
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' | '-' | '_' => slug.push(character),
            'A'..='Z' => slug.push(character.to_ascii_lowercase()),
            ' ' => slug.push('-'),
            _ if character.is_ascii() => {}
            _ if stays(character) => slug.push(character),
            _ => slug.extend(character.to_lowercase().filter(|c| is_kept(*c))),
        }
    }
    slug
}

fn dashed(character: char) -> char {
    if character == ' ' { '-' } else { character }
}

/// Whether a character is a letter as common as it is in lower case; others may be too.
fn stays(character: char) -> bool {
    matches!(character, 'ß'..='ö' | 'ø'..='ÿ' | 'あ'..='ん' | 'ア'..='ヶ' | '一'..='龥' | '가'..='힣')
}

fn is_kept(character: char) -> bool {
    match character {
        ' ' | '-' | '_' => true,
        _ if character.is_ascii() => character.is_ascii_alphanumeric(),
        _ => {
            character.is_alphabetic()
                || is_combining_mark(character)
                || is_digit(character)
                || CONNECTORS.contains(&character)
        }
    }
}

/// Whether a character outside ASCII is a decimal digit: general category Nd.
fn is_digit(character: char) -> bool {
    // `is_numeric` holds for fractions, superscripts and circled numbers too.
    let code = u32::from(character);
    character.is_numeric()
        && (DIGIT_ZEROS.iter().any(|zero| (*zero..*zero + 10).contains(&code)) || MATH_DIGITS.contains(&code))
}

/// Connector punctuation (general category Pc), the low line aside.
const CONNECTORS: [char; 9] =
    ['\u{203f}', '\u{2040}', '\u{2054}', '\u{fe33}', '\u{fe34}', '\u{fe4d}', '\u{fe4e}', '\u{fe4f}', '\u{ff3f}'];

/// The mathematical digits, five runs of ten.
const MATH_DIGITS: std::ops::Range<u32> = 0x1d7ce..0x1d800;

/// The zero of every other run of decimal digits in Unicode 14.
#[rustfmt::skip]
const DIGIT_ZEROS: [u32; 60] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Expectations computed with github-slugger 2.0.0.
    #[test]
    fn follows_github_slugger() {
        for (text, expected) in [
            ("Hello World", "hello-world"),
            ("a  b", "a--b"),
            ("2.4.7-p10", "247-p10"),
            ("What's new?", "whats-new"),
            ("Use `__wakeup` & co", "use-__wakeup--co"),
            ("Magento\\Csp\\Model", "magentocspmodel"),
            ("Éléments à vérifier", "éléments-à-vérifier"),
            ("ΑΣ ΟΔΟΣ", "ας-οδος"),
            ("İstanbul", "i̇stanbul"),
            ("データベース：設定", "データベース設定"),
            ("x\u{a0}y\tz", "xyz"),
            ("H₂O m² ½ Ⅷ ① Ⓐ", "ho-m--ⅷ--ⓐ"),
            ("１２３ ٣ ‿_＿", "１２３-٣-‿_＿"),
            ("🚀 Start – now—then", "-start--nowthen"),
            ("हिन्दी", "हिन्दी"),
            ("-a-", "-a-"),
            ("", ""),
        ] {
            assert_eq!(slug(text), expected, "{text:?}");
        }
    }

    #[test]
    fn no_character_is_a_special_case() {
        for character in '\0'..=char::MAX {
            let text = format!("a{character}b");
            let kept = text.to_lowercase().chars().filter(|c| is_kept(*c)).map(dashed).collect::<String>();
            assert_eq!(slug(&text), kept, "{character:?}");
        }
    }

    #[test]
    fn numbers_repetitions_through_the_page() {
        let mut slugger = Slugger::default();
        let ids: Vec<_> = ["a", "a", "a-1", "a", "b"].iter().map(|text| slugger.slug(text)).collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "b"]);
    }

    #[test]
    fn leaves_ids_written_by_hand_alone() {
        let mut slugger = Slugger::default();
        assert!(slugger.claim("setup"));
        assert!(!slugger.claim("setup"));
        assert_eq!(slugger.slug("Setup"), "setup-1");
    }
}
