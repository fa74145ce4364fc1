//! BCP 47 tags: what they look like, and what follows from the language in them.
//!
//! Tables here are small on purpose: writing direction by script, names of the languages that sites are commonly
//! translated into, and the two Chinese scripts. A tag of any other language works; its label is the tag.
//!
//! Rank 2; imports nothing. Deliberately absent: the locales of a site (`config`), and texts of the user interface.

use std::fmt;

/// The number of a locale in the configuration's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocaleId(pub u8);

impl LocaleId {
    /// The index into the list of locales.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// The direction in which a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The direction of the language or script of a canonical `tag`.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let is_rtl = match written_script(tag) {
            Some(script) => ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"].contains(&script),
            None => ["ar", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
                .contains(&language(tag)),
        };
        if is_rtl { Self::Rtl } else { Self::Ltr }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// `tag` in its usual case (`FR-fr` is `fr-FR`), or nothing where it is not well formed by RFC 5646.
///
/// Left out are forms that no registered language needs: languages of more than three letters, extended language
/// subtags, and tags that begin with `x` or `i`.
#[must_use]
pub fn canonical(tag: &str) -> Option<String> {
    let mut subtags = tag.split('-').peekable();
    let mut parts = vec![subtags.next().filter(|part| is_alphabetic(part, 2, 3))?.to_ascii_lowercase()];
    parts.extend(subtags.next_if(|part| is_alphabetic(part, 4, 4)).map(capitalized));
    parts.extend(subtags.next_if(|part| is_region(part)).map(str::to_ascii_uppercase));
    while let Some(variant) = subtags.next_if(|part| is_variant(part)) {
        parts.push(variant.to_ascii_lowercase());
    }
    while let Some(singleton) = subtags.next_if(|part| is_alphanumeric(part, 1, 1)) {
        let shortest = if singleton.eq_ignore_ascii_case("x") { 1 } else { 2 };
        parts.push(singleton.to_ascii_lowercase());
        parts.push(subtags.next().filter(|part| is_alphanumeric(part, shortest, 8))?.to_ascii_lowercase());
        while let Some(part) = subtags.next_if(|part| is_alphanumeric(part, shortest, 8)) {
            parts.push(part.to_ascii_lowercase());
        }
    }
    subtags.next().is_none().then(|| parts.join("-"))
}

fn is_alphabetic(part: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_alphanumeric(part: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_region(part: &str) -> bool {
    is_alphabetic(part, 2, 2) || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_variant(part: &str) -> bool {
    is_alphanumeric(part, 5, 8) || (is_alphanumeric(part, 4, 4) && part.starts_with(|c: char| c.is_ascii_digit()))
}

fn capitalized(part: &str) -> String {
    let (first, rest) = part.split_at_checked(1).unwrap_or_default();
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
}

/// The language of a canonical `tag`: `pt` of `pt-BR`.
#[must_use]
pub fn language(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

/// The region of a canonical `tag`: `BR` of `pt-BR`.
#[must_use]
pub fn region(tag: &str) -> Option<&str> {
    tag.split('-').skip(1).take(2).find(|part| is_region(part))
}

/// The script that a tag names: `Hant` of `zh-Hant-TW`.
#[must_use]
pub fn written_script(tag: &str) -> Option<&str> {
    tag.split('-').nth(1).filter(|part| is_alphabetic(part, 4, 4))
}

/// The script of a canonical `tag`, as far as it is written or decides between the two of Chinese.
fn script(tag: &str) -> Option<&str> {
    written_script(tag).or_else(|| match (language(tag), region(tag)) {
        ("zh", Some("TW" | "HK" | "MO")) => Some("Hant"),
        ("zh", _) => Some("Hans"),
        _ => None,
    })
}

/// Whether the language is written without blanks between words and with full-width punctuation, or in Hangul.
#[must_use]
pub fn is_cjk(tag: &str) -> bool {
    ["ja", "ko", "yue", "zh"].contains(&language(tag))
}

/// The tags under which texts of the user interface are looked up for a canonical `tag`, nearest first: `pt-BR`,
/// `pt`; `zh-TW`, `zh-Hant`, `zh`. The theme's own default comes behind them.
#[must_use]
pub fn ui_chain(tag: &str) -> Vec<String> {
    let language = language(tag);
    let mut chain = vec![tag.to_owned()];
    chain.extend(script(tag).map(|script| format!("{language}-{script}")));
    chain.push(language.to_owned());
    if ["nb", "nn"].contains(&language) {
        chain.push("no".to_owned());
    }
    let mut seen = Vec::new();
    chain.retain(|tag| {
        !seen.contains(tag) && {
            seen.push(tag.clone());
            true
        }
    });
    chain
}

/// Whether a folder of this name holds the pages of a locale: a well-formed tag whose language is one of the
/// two-letter codes of ISO 639, or that names a script or region as well. `assets`, `img` and `_includes` do not.
#[must_use]
pub fn names_locale(folder: &str) -> bool {
    canonical(folder).is_some_and(|tag| {
        let language = language(&tag);
        language != tag || LANGUAGES.split(' ').any(|known| known == language)
    })
}

/// The two-letter codes of ISO 639.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms \
    mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm \
    sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The language's name in itself, for menus; nothing for a language that is not in the table.
#[must_use]
pub fn native_name(tag: &str) -> Option<&'static str> {
    let script = script(tag).map(|script| format!("{}-{script}", language(tag)));
    let wanted = [Some(tag), script.as_deref(), Some(language(tag))];
    let name = |wanted| NAMES.iter().find(|(tag, _)| *tag == wanted).map(|(_, name)| *name);
    wanted.into_iter().flatten().find_map(name)
}

/// Names from the CLDR, capitalised as they stand alone.
const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("kk", "Қазақ тілі"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("ms", "Melayu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sr-Latn", "Srpski"),
    ("sv", "Svenska"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_case_or_are_refused() {
        for (tag, wanted) in [
            ("EN", Some("en")),
            ("fr-fr", Some("fr-FR")),
            ("ZH-hANT-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("de-ch-1996", Some("de-CH-1996")),
            ("sl-ROZAJ-biske", Some("sl-rozaj-biske")),
            ("en-U-CA-gregory-X-Y", Some("en-u-ca-gregory-x-y")),
            ("gsw", Some("gsw")),
            ("fr_FR", None),
            ("fr-", None),
            ("-fr", None),
            ("", None),
            ("f", None),
            ("assets", None),
            ("en-u", None),
            ("fr-FR-CA", None),
            ("fr-é", None),
            ("x-en", None),
        ] {
            assert_eq!(canonical(tag).as_deref(), wanted, "{tag}");
        }
    }

    #[test]
    fn folders_of_locales_are_told_from_others() {
        for folder in ["en", "fr-FR", "zh-Hant", "gsw-CH", "pt-br"] {
            assert!(names_locale(folder), "{folder}");
        }
        for folder in ["assets", "_includes", ".git", "img", "js", "_en", ".en", "en_US", "shared"] {
            assert!(!names_locale(folder), "{folder}");
        }
    }

    #[test]
    fn direction_follows_script_then_language() {
        for (tag, direction) in [
            ("ar-EG", Direction::Rtl),
            ("he", Direction::Rtl),
            ("az-Arab", Direction::Rtl),
            ("ks-Deva", Direction::Ltr),
            ("ku", Direction::Ltr),
            ("ja-JP", Direction::Ltr),
        ] {
            assert_eq!(Direction::of(tag), direction, "{tag}");
        }
    }

    #[test]
    fn texts_are_looked_up_from_the_nearest_tag_outwards() {
        for (tag, chain) in [
            ("pt-BR", vec!["pt-BR", "pt"]),
            ("en", vec!["en"]),
            ("zh", vec!["zh", "zh-Hans"]),
            ("zh-CN", vec!["zh-CN", "zh-Hans", "zh"]),
            ("zh-HK", vec!["zh-HK", "zh-Hant", "zh"]),
            ("zh-Hant-CN", vec!["zh-Hant-CN", "zh-Hant", "zh"]),
            ("sr-Latn-RS", vec!["sr-Latn-RS", "sr-Latn", "sr"]),
            ("nb-NO", vec!["nb-NO", "nb", "no"]),
        ] {
            assert_eq!(ui_chain(tag), chain);
        }
    }

    #[test]
    fn names_are_those_of_the_nearest_tag() {
        for (tag, name) in [
            ("fr-CA", Some("Français")),
            ("pt-BR", Some("Português (Brasil)")),
            ("zh-TW", Some("繁體中文")),
            ("zh", Some("简体中文")),
            ("sr-Latn-RS", Some("Srpski")),
            ("tlh", None),
        ] {
            assert_eq!(native_name(tag), name, "{tag}");
        }
    }

    #[test]
    fn parts_of_tags() {
        assert_eq!((language("zh-Hant-TW"), region("zh-Hant-TW"), region("es-419")), ("zh", Some("TW"), Some("419")));
        assert_eq!((language("en"), region("en"), region("zh-Hant")), ("en", None, None));
        assert!(is_cjk("zh-TW") && is_cjk("ko") && !is_cjk("en"));
    }
}
