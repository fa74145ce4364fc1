//! What a value means once a key wants it to be something.

use crate::yaml::{Entry, Yaml};
use jiff::civil::Date;

/// Questions about the keys of a page; a value of the wrong kind is no answer.
pub trait Keys {
    /// The entry of `key`, whatever its case; one that is written exactly like `key` goes first.
    fn get(&self, key: &str) -> Option<&Entry>;

    /// The value as text, without blanks around it; an empty text is none.
    fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.value.text().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The value as a truth value.
    fn bool(&self, key: &str) -> Option<bool> {
        self.get(key)?.value.bool()
    }

    /// The value as a whole number.
    fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.value.int()
    }

    /// The value as a day; the time of a timestamp is left out.
    fn date(&self, key: &str) -> Option<Date> {
        date(&self.get(key)?.value)
    }

    /// The value as a share in per cent.
    fn percent(&self, key: &str) -> Option<u8> {
        percent(&self.get(key)?.value)
    }

    /// The value as a list: the items of a sequence, or the parts of a text between commas; empty parts are left out.
    fn list(&self, key: &str) -> Vec<&str> {
        self.get(key).and_then(|entry| list(&entry.value)).unwrap_or_default()
    }

    /// `title`: Markdown, not plain text.
    fn title(&self) -> Option<&str> {
        self.text("title")
    }

    /// `description`: Markdown, not plain text.
    fn description(&self) -> Option<&str> {
        self.text("description")
    }

    /// `draft`: whether the page is not for readers yet.
    fn draft(&self) -> bool {
        self.bool("draft").unwrap_or(false)
    }

    /// `hide`: whether the page has an address and is listed nowhere.
    fn hide(&self) -> bool {
        self.bool("hide").unwrap_or(false)
    }

    /// `hidefromtoc`: whether the navigation leaves the page out.
    fn hidefromtoc(&self) -> bool {
        self.bool("hidefromtoc").unwrap_or(false)
    }

    /// `weight`: the place of the page among its siblings, lightest first.
    fn weight(&self) -> Option<i64> {
        self.int("weight")
    }

    /// `aliases`: older addresses of the page.
    fn aliases(&self) -> Vec<&str> {
        self.list("aliases")
    }

    /// `mini-toc-levels`: how many levels of headings, from the second on, the outline shows; 1 to 6.
    fn mini_toc_levels(&self) -> Option<u8> {
        levels(&self.get("mini-toc-levels")?.value)
    }

    /// `last-update`: the day of the last change.
    fn last_update(&self) -> Option<Date> {
        self.date("last-update")
    }

    /// `source-git-commit`: the commit of the source whose text was translated.
    fn source_git_commit(&self) -> Option<&str> {
        self.text("source-git-commit")
    }

    /// `workflow-type`: how the translation was made, `tm+mt` or `ht`.
    fn workflow_type(&self) -> Option<&str> {
        self.text("workflow-type")
    }

    /// `source-wordcount`: the words of the source.
    fn source_wordcount(&self) -> Option<u64> {
        self.int("source-wordcount").and_then(|count| count.try_into().ok())
    }

    /// `ht-degree`: the share that people translated or reviewed, in percent.
    fn ht_degree(&self) -> Option<u8> {
        self.percent("ht-degree")
    }
}

pub(super) fn list(value: &Yaml) -> Option<Vec<&str>> {
    let texts: Vec<&str> = match value.items() {
        Some(items) => items.iter().map(Yaml::text).collect::<Option<_>>()?,
        None => value.text()?.split(',').collect(),
    };
    Some(texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect())
}

pub(super) fn levels(value: &Yaml) -> Option<u8> {
    value.int().and_then(|levels| levels.try_into().ok()).filter(|levels| (1..=6).contains(levels))
}

pub(super) fn percent(value: &Yaml) -> Option<u8> {
    let text = value.text()?.trim();
    text.strip_suffix('%').unwrap_or(text).trim_end().parse().ok().filter(|&share| share <= 100)
}

/// A day like `2026-04-28`, alone or before the time of a timestamp; `2023-12-8` is one too.
pub(super) fn date(value: &Yaml) -> Option<Date> {
    let text = value.text()?.trim();
    let (day, _time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let mut parts = day.split('-');
    let date = Date::new(number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?).ok();
    date.filter(|_| parts.next().is_none())
}

fn number<T: std::str::FromStr>(digits: &str, most: usize) -> Option<T> {
    let is_number = digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
