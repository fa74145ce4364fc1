//! What the settings say of search: `search: false`, or which pages count more or less than others.

use super::read::Reader;
use crate::yaml::{Value, Yaml};
use globset::{GlobBuilder, GlobMatcher};

/// A page that counts as others do, in tenths.
const EVEN: u8 = 10;
/// The least and the most that a page can count.
const BOUNDS: (f64, f64) = (0.1, 8.0);

/// How a site is searched.
#[derive(Clone, Debug)]
pub struct Search {
    /// Whether it can be searched at all.
    pub enabled: bool,
    /// Patterns over addresses and what their pages count, in tenths, in the order of the file.
    boosts: Vec<(GlobMatcher, u8)>,
}

impl Default for Search {
    fn default() -> Self {
        Self { enabled: true, boosts: Vec::new() }
    }
}

impl PartialEq for Search {
    fn eq(&self, other: &Self) -> bool {
        let texts = |search: &Self| -> Vec<(String, u8)> {
            search.boosts.iter().map(|(glob, boost)| (glob.glob().glob().to_owned(), *boost)).collect()
        };
        self.enabled == other.enabled && texts(self) == texts(other)
    }
}

impl Search {
    /// What the page at `slug` counts, in tenths; of several patterns the last one decides.
    #[must_use]
    pub fn boost(&self, slug: &str) -> u8 {
        self.boosts.iter().rev().find(|(glob, _)| glob.is_match(slug)).map_or(EVEN, |(_, boost)| *boost)
    }
}

pub(super) fn search(reader: &mut Reader, value: &Yaml) -> Search {
    let mut search = Search::default();
    if let Some(enabled) = value.bool() {
        return Search { enabled, ..search };
    }
    if !matches!(value.value, Value::Map(_)) {
        reader.invalid(value.span, format!("`search` must be `false` or hold `boost`, not {}", value.kind()));
        return search;
    }
    reader.check_keys("setting of `search`", value, &["boost"]);
    let Some(boosts) = value.get("boost").filter(|boosts| !boosts.is_null()) else { return search };
    let Some(entries) = boosts.entries() else {
        reader.invalid(boosts.span, format!("`boost` must hold `pattern: number` lines, not {}", boosts.kind()));
        return search;
    };
    for entry in entries {
        let number = entry.value.text().and_then(|text| text.trim().parse::<f64>().ok());
        let Some(number) = number.filter(|number| (BOUNDS.0..=BOUNDS.1).contains(number)) else {
            let help = "1 is as other pages, 2 counts twice, 0.5 half";
            let message = format!("the boost of `{}` must be a number from {} to {}", entry.key, BOUNDS.0, BOUNDS.1);
            reader.invalid_with(entry.value.span, message, help);
            continue;
        };
        let pattern = entry.key.trim_matches('/');
        match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => search.boosts.push((glob.compile_matcher(), tenths(number))),
            Err(error) => {
                let message = format!("pattern `{}` can't be understood: {}", entry.key, error.kind());
                reader.invalid(entry.key_span, message);
            }
        }
    }
    search
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is within the bounds")]
fn tenths(number: f64) -> u8 {
    (number * 10.0).round() as u8
}
