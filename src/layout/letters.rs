//! The index of a locale: titles and headings in the order of its language, under their letters.
//!
//! The order is that of the letters without accents, as indices of most languages have it; letters that a language counts
//! as its own stand where it has them. Kana stand in the order of the fifty sounds, in rows; Hangul under its first
//! consonant. Han characters stand in their own order, by radical and strokes, since their sounds are not in the text.

use super::context::{IndexEntry, Letter};
use crate::locale::{self, LocaleId};
use crate::path::relative;
use crate::site::Place;
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A heading that stands on more pages than so many leads to none of them in particular, and is left out.
const WIDE: usize = 12;
/// Letters that a language counts as its own, each with the one that they follow.
const OWN: [(&[&str], &[(char, char)]); 6] = [
    (&["sv", "fi"], &[('å', 'z'), ('ä', 'z'), ('ö', 'z')]),
    (&["da", "nb", "nn", "no"], &[('æ', 'z'), ('ø', 'z'), ('å', 'z')]),
    (&["es"], &[('ñ', 'n')]),
    (&["tr"], &[('ç', 'c'), ('ğ', 'g'), ('ı', 'h'), ('ö', 'o'), ('ş', 's'), ('ü', 'u')]),
    (&["hu"], &[('ö', 'o'), ('ü', 'u')]),
    (&["ro"], &[('ă', 'a'), ('â', 'a'), ('î', 'i'), ('ș', 's'), ('ț', 't')]),
];
/// The rows of the fifty sounds, each with its last kana.
const ROWS: [(char, char); 10] = [
    ('お', 'あ'),
    ('ご', 'か'),
    ('ぞ', 'さ'),
    ('ど', 'た'),
    ('の', 'な'),
    ('ぽ', 'は'),
    ('も', 'ま'),
    ('よ', 'や'),
    ('ろ', 'ら'),
    ('ゟ', 'わ'),
];
/// The consonants that a syllable of Hangul can begin with, in order.
const CONSONANTS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

/// An entry, with what it is sorted by.
struct Sorted<'a> {
    key: String,
    letter: String,
    entry: IndexEntry<'a>,
}

/// The titles and headings of pages, under their letters; hrefs are relative to `path`.
pub(super) fn index<'a>(
    tag: &str,
    own: LocaleId,
    path: &str,
    pages: &[(&'a Place, Arc<str>)],
    language: &dyn Fn(LocaleId) -> &'a str,
) -> Vec<Letter<'a>> {
    let order = Order::of(tag);
    let mut spread: BTreeMap<&str, usize> = BTreeMap::new();
    let headings = |place: &'a Place| {
        let all = place.facts.headings.iter().zip(place.headings.iter());
        all.filter(move |(heading, _)| {
            place.written_in == own
                && heading.level == 2
                && !heading.text.is_empty()
                && *heading.text != *place.facts.title
        })
    };
    for (heading, _) in pages.iter().flat_map(|(place, _)| headings(place)) {
        *spread.entry(&heading.text).or_default() += 1;
    }
    let mut entries = Vec::new();
    for (place, target) in pages {
        let href = relative(path, target);
        let lang = (place.written_in != own).then(|| language(place.written_in));
        entries.push(order.sorted(IndexEntry { text: &place.facts.title, href: href.clone(), note: None, lang }));
        for (heading, ids) in headings(place).filter(|(heading, _)| spread.get(&*heading.text) <= Some(&WIDE)) {
            let href = format!("{href}#{}", ids.id);
            let note = Some(&*place.facts.title);
            entries.push(order.sorted(IndexEntry { text: &heading.text, href, note, lang: None }));
        }
    }
    entries.sort_by(|a, b| (&a.key, a.entry.text, &a.entry.href).cmp(&(&b.key, b.entry.text, &b.entry.href)));
    let mut letters: Vec<Letter<'a>> = Vec::new();
    for Sorted { letter, entry, .. } in entries {
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.entries.push(entry),
            None => letters.push(Letter { letter, entries: vec![entry] }),
        }
    }
    letters
}

/// The order of a language.
struct Order(&'static [(char, char)]);

impl Order {
    fn of(tag: &str) -> Self {
        let own = OWN.iter().find(|(languages, _)| languages.contains(&locale::language(tag)));
        Self(own.map_or(&[], |(_, letters)| letters))
    }

    fn sorted<'a>(&self, entry: IndexEntry<'a>) -> Sorted<'a> {
        // Quotation marks and the like don't count.
        let text = entry.text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mut key = String::new();
        let mut first = None;
        for c in text.nfc().flat_map(char::to_lowercase) {
            let start = key.len();
            self.push(c, &mut key);
            if first.is_none() {
                first = key.get(start..).filter(|own| !own.is_empty()).map(|own| self.letter(c, own));
            }
        }
        Sorted { letter: first.unwrap_or_else(|| "#".to_owned()), key, entry }
    }

    /// Appends what a character is sorted by.
    fn push(&self, c: char, key: &mut String) {
        if let Some(place) = self.0.iter().position(|(own, _)| *own == c) {
            let before = self.0.get(place).map_or(c, |(_, before)| *before);
            key.push(before);
            // Behind everything that begins with the letter before, in the order of the list.
            key.extend(u32::try_from(place).ok().and_then(|place| char::from_u32(0x0010_FF00 + place)));
            return;
        }
        match c {
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'đ' | 'ð' => key.push('d'),
            'ー' => {}
            // A syllable of Hangul is not taken apart.
            '가'..='힣' => key.push(c),
            _ => key.extend(std::iter::once(c).nfkd().filter(|c| !is_mark(*c)).map(kana)),
        }
    }

    /// The letter that an entry stands under whose first character `c` is sorted by `key`.
    fn letter(&self, c: char, key: &str) -> String {
        if self.0.iter().any(|(own, _)| *own == c) {
            return c.to_uppercase().collect();
        }
        match key.chars().next().unwrap_or('#') {
            '0'..='9' => "0–9".to_owned(),
            c @ 'ぁ'..='ゟ' => ROWS.iter().find(|(last, _)| c <= *last).map_or(c, |(_, row)| *row).to_string(),
            c @ '가'..='힣' => {
                let place = usize::try_from((u32::from(c) - u32::from('가')) / 588).unwrap_or(0);
                CONSONANTS.chars().nth(place).unwrap_or(c).to_string()
            }
            c => c.to_uppercase().collect(),
        }
    }
}

/// Accents, the vowel signs of Arabic, and what voices a kana.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{3099}' | '\u{309a}')
}

/// Katakana and small kana as the kana that they are sorted as.
fn kana(c: char) -> char {
    let hiragana = match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    };
    match hiragana {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(u32::from(hiragana) + 1).unwrap_or(hiragana)
        }
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(tag: &str, texts: &[&'static str]) -> Vec<(String, &'static str)> {
        let order = Order::of(tag);
        let sorted = |text: &&'static str| order.sorted(IndexEntry { text, ..IndexEntry::default() });
        let mut all: Vec<Sorted<'static>> = texts.iter().map(sorted).collect();
        all.sort_by(|a, b| a.key.cmp(&b.key));
        all.into_iter().map(|sorted| (sorted.letter, sorted.entry.text)).collect()
    }

    fn letters(tag: &str, texts: &[&'static str]) -> String {
        order(tag, texts).into_iter().map(|(letter, _)| letter).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn accents_do_not_part_what_a_language_holds_together() {
        assert_eq!(letters("fr", &["Zèbre", "Équipe", "« Être »", "Est", "Œuvre", "2e", "Ou"]), "0–9 E E E O O Z");
        assert_eq!(letters("de", &["Zug", "Ändern", "Anker", "Über"]), "A A U Z");
    }

    #[test]
    fn letters_of_their_own_stand_where_their_language_has_them() {
        assert_eq!(letters("sv", &["Översikt", "Zon", "Åtkomst", "Ärende", "Ort"]), "O Z Å Ä Ö");
        assert_eq!(letters("da", &["Åbne", "Ændring", "Øvelse", "Zone"]), "Z Æ Ø Å");
        assert_eq!(letters("es", &["Ñu", "Nube", "Nzz", "Oro"]), "N N Ñ O");
    }

    #[test]
    fn kana_stand_in_rows_and_hangul_under_consonants() {
        let found = order("ja", &["移行", "ガイド", "かんり", "アクセス", "パート", "テスト", "API", "運用"]);
        let letters: Vec<&str> = found.iter().map(|(letter, _)| letter.as_str()).collect();
        assert_eq!(letters, ["A", "あ", "か", "か", "た", "は", "移", "運"]);
        assert_eq!(letters_of_korean(), "ㄱ ㅇ ㅎ");
    }

    fn letters_of_korean() -> String {
        letters("ko", &["한국", "운영", "검색"])
    }

    #[test]
    fn what_has_no_letter_stands_under_a_sign() {
        assert_eq!(letters("en", &["…", "Zoo", "`apply`"]), "# A Z");
    }
}
