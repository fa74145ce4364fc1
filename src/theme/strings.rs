//! The texts of the interface, one flat map a locale.
//!
//! A theme's `strings/<tag>.yml` maps keys to texts, some with `{name}` placeholders. A theme laid over the default
//! one may change single texts, add keys for its own templates, or add a locale: what it leaves out stays as it
//! was. A locale without a file gets the nearest one that has: `zh-TW` reads `zh-Hant`, `pt-PT` reads `pt-BR`,
//! and the last resort is English.
//!
//! Deliberately absent: plurals and genders. Texts are worded so that a number or a title can stand in any
//! language without inflection.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Files;
use super::error::ThemeError;

/// The locale whose strings every other one falls back to.
const ENGLISH: &str = "en";

/// The texts of one locale.
#[derive(Clone, Debug)]
pub struct Strings {
    texts: BTreeMap<Box<str>, Box<str>>,
    /// The same for templates, as `strings`: made once, since all that is rendered is given all of them.
    context: tera::Context,
}

impl Default for Strings {
    fn default() -> Self {
        Self::new(BTreeMap::new())
    }
}

impl Strings {
    /// The text under `key`, or the key itself where there is none, so that the gap can be seen.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, AsRef::as_ref)
    }

    /// The text under `key` with its `{name}` placeholders replaced.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    /// A date as the locale writes it: `April 28, 2026`, `28 avril 2026`, `2026年4月28日`.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let index = usize::from(date.month().unsigned_abs()).saturating_sub(1);
        let month = self.get("months").split(", ").nth(index).unwrap_or_default();
        let (year, day) = (date.year().to_string(), date.day().to_string());
        self.fill("date", &[("year", &year), ("month", month), ("day", &day)])
    }

    /// All of them as templates see them: as `strings`.
    pub(super) fn context(&self) -> &tera::Context {
        &self.context
    }

    fn new(texts: BTreeMap<Box<str>, Box<str>>) -> Self {
        let mut context = tera::Context::new();
        context.insert("strings", &texts);
        Self { texts, context }
    }

    /// Every key with its text, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (key.as_ref(), text.as_ref()))
    }
}

/// `text` with every `{name}` replaced that `value` knows; others stay as they are.
pub(super) fn fill<V: AsRef<str>>(text: &str, value: impl Fn(&str) -> Option<V>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail)));
        rest = if let Some((value, tail)) = known {
            filled.push_str(value.as_ref());
            tail
        } else {
            filled.push('{');
            after
        };
    }
    filled.push_str(rest);
    filled
}

/// The strings of every locale that a theme has a file for.
#[derive(Debug)]
pub(super) struct Languages {
    /// Tag, as the file is named, to its complete strings.
    by_tag: BTreeMap<Box<str>, Strings>,
    /// What any other locale gets.
    english: Strings,
}

impl Languages {
    /// The default theme's strings with those of `overlay` laid over them, text by text.
    pub(super) fn load(default: &Files, overlay: &Files) -> Result<Self, ThemeError> {
        let mut languages = Self::complete(read_files(default)?);
        let overlay = read_files(overlay)?;
        for (tag, changes) in overlay {
            let mut strings = languages.nearest(&tag).cloned().unwrap_or_default();
            strings.texts.extend(changes.texts);
            languages.by_tag.insert(tag, strings);
        }
        Ok(Self::complete(languages.by_tag))
    }

    /// Fills the gaps of each locale with English.
    fn complete(mut by_tag: BTreeMap<Box<str>, Strings>) -> Self {
        let english = by_tag.get(ENGLISH).cloned().unwrap_or_default();
        for strings in by_tag.values_mut() {
            let mut texts = english.texts.clone();
            texts.append(&mut strings.texts);
            *strings = Strings::new(texts);
        }
        Self { by_tag, english }
    }

    /// The strings for a BCP 47 tag: the nearest ones, or English.
    pub(super) fn get(&self, tag: &str) -> &Strings {
        self.nearest(tag).unwrap_or(&self.english)
    }

    /// The strings of the tag itself, of its script, of a shorter tag, or of any region of its language.
    fn nearest(&self, tag: &str) -> Option<&Strings> {
        let mut shorter = Some(tag);
        while let Some(tag) = shorter {
            if let Some(strings) = self.named(tag).or_else(|| self.named(chinese_script(tag)?)) {
                return Some(strings);
            }
            shorter = tag.rsplit_once('-').map(|(head, _)| head);
        }
        let same_language = |known: &str| language(known).eq_ignore_ascii_case(language(tag));
        self.by_tag.iter().find(|(known, _)| same_language(known)).map(|(_, strings)| strings)
    }

    /// The tags with a file of their own.
    pub(super) fn tags(&self) -> impl Iterator<Item = &str> {
        self.by_tag.keys().map(AsRef::as_ref)
    }

    fn named(&self, tag: &str) -> Option<&Strings> {
        self.by_tag.iter().find(|(known, _)| known.eq_ignore_ascii_case(tag)).map(|(_, strings)| strings)
    }
}

/// The first subtag.
fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The script that a Chinese tag is written in: Taiwan, Hong Kong and Macao use the traditional one.
fn chinese_script(tag: &str) -> Option<&'static str> {
    if !language(tag).eq_ignore_ascii_case("zh") {
        return None;
    }
    let traditional = ["Hant", "TW", "HK", "MO"];
    let is_traditional = tag.split('-').any(|part| traditional.iter().any(|known| part.eq_ignore_ascii_case(known)));
    Some(if is_traditional { "zh-Hant" } else { "zh-Hans" })
}

/// Every `strings/<tag>.yml` of a theme.
fn read_files(files: &Files) -> Result<BTreeMap<Box<str>, Strings>, ThemeError> {
    files
        .iter()
        .filter_map(|(path, bytes)| Some((path, path.strip_prefix("strings/")?.strip_suffix(".yml")?, bytes)))
        .map(|(path, tag, bytes)| Ok((tag.into(), read(path, super::text(path, bytes)?)?)))
        .collect()
}

/// Themes are trusted, so the YAML is read without the guards that content needs.
fn read(path: &str, text: &str) -> Result<Strings, ThemeError> {
    let map: BTreeMap<Box<str>, Box<str>> = serde_yaml::from_str(text)
        .map_err(|error| ThemeError::Strings { path: path.into(), message: error.to_string().into() })?;
    Ok(Strings::new(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(tags: &[&str]) -> Languages {
        let one = |tag: &str| Strings::new(BTreeMap::from([("name".into(), tag.into())]));
        Languages::complete(tags.iter().map(|tag| ((*tag).into(), one(tag))).collect())
    }

    #[test]
    fn a_locale_without_a_file_gets_the_nearest_one() {
        let languages = languages(&["en", "fr", "pt-BR", "zh-Hans", "zh-Hant"]);
        let name = |tag| languages.get(tag).get("name");
        for (tag, expected) in [
            ("fr", "fr"),
            ("fr-FR", "fr"),
            ("FR-ca", "fr"),
            ("pt-BR", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("en-GB", "en"),
            ("tlh", "en"),
            ("", "en"),
        ] {
            assert_eq!(name(tag), expected, "{tag}");
        }
    }

    #[test]
    fn placeholders_are_filled_once_and_unknown_ones_stay() {
        let value = |name: &str| (name == "title").then_some("{title}");
        assert_eq!(fill("a {title} b {other} {", value), "a {title} b {other} {");
        assert_eq!(fill("{title}", |_| Some("x")), "x");
        assert_eq!(fill("", |_| Some("x")), "");
    }
}
