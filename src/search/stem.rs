//! The stem of a word, by Snowball, in Rust here and in the browser from the same sources (`stemmers/*.js`).

use pagefind_stem::{Algorithm, Stemmer};
use std::borrow::Cow;

/// The stemming of a locale's language; none where Snowball has none that is carried here.
pub struct Stemming {
    found: Option<(&'static str, &'static str, Stemmer)>,
}

macro_rules! languages {
    ($($tag:pat => $algorithm:ident $name:literal),* $(,)?) => {
        /// The stemming for a BCP 47 tag.
        #[must_use]
        pub fn of(tag: &str) -> Self {
            Self { found: match crate::locale::language(tag) {
                $($tag => Some((
                    $name,
                    include_str!(concat!("stemmers/", $name, ".js")),
                    Stemmer::create(Algorithm::$algorithm),
                )),)*
                _ => None,
            } }
        }
    };
}

impl Stemming {
    languages! {
        "ar" => Arabic "arabic",
        "da" => Danish "danish",
        "de" => German "german",
        "en" => English "english",
        "es" => Spanish "spanish",
        "fi" => Finnish "finnish",
        "fr" => French "french",
        "hu" => Hungarian "hungarian",
        "it" => Italian "italian",
        "nl" => Dutch "dutch",
        "no" | "nb" | "nn" => Norwegian "norwegian",
        "pt" => Portuguese "portuguese",
        "ro" => Romanian "romanian",
        "ru" => Russian "russian",
        "sv" => Swedish "swedish",
        "tr" => Turkish "turkish",
    }

    /// Snowball's name of the language, and its script for the browser.
    #[must_use]
    pub fn script(&self) -> Option<(&'static str, &'static str)> {
        self.found.as_ref().map(|(name, script, _)| (*name, *script))
    }

    /// The stem of a folded word. Words with digits and very long ones are no words of a language: they stay as they are.
    #[must_use]
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        match &self.found {
            Some((_, _, stemmer)) if word.len() <= 96 && !word.bytes().any(|byte| byte.is_ascii_digit()) => {
                let stem = stemmer.stem(word);
                if stem.is_empty() { Cow::Borrowed(word) } else { stem }
            }
            _ => Cow::Borrowed(word),
        }
    }
}
