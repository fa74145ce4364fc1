//! What a page takes from the tables of contents and metadata above it.

use super::decode::list;
use super::{FrontMatter, Keys};
use crate::yaml::{self, Entry};
use serde::{Serialize, Serializer};

/// The keys that count for a page: its own, then those of its guide's `TOC.md`, then those of `metadata.md`.
///
/// The nearest one that has a key decides, whatever its value; lists are not merged. It borrows the three headers,
/// so that thousands of pages share one `metadata.md`.
#[derive(Clone, Copy, Debug)]
pub struct Effective<'a> {
    page: &'a FrontMatter,
    toc: Option<&'a FrontMatter>,
    metadata: Option<&'a FrontMatter>,
}

/// What describes one file alone.
const OWN: &[&str] = &[
    "title",
    "description",
    "exl-id",
    "hidefromtoc",
    "aliases",
    "draft",
    "weight",
    "source-git-commit",
    "workflow-type",
    "source-wordcount",
    "ht-degree",
];

impl<'a> Effective<'a> {
    /// The view of `page` below its guide's `toc` and its locale's `metadata`.
    #[must_use]
    pub fn new(page: &'a FrontMatter, toc: Option<&'a FrontMatter>, metadata: Option<&'a FrontMatter>) -> Self {
        Self { page, toc, metadata }
    }
}

/// Every key that counts, for a template.
impl Serialize for Effective<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let above = [self.metadata, self.toc].into_iter().flatten().flat_map(|header| &header.entries);
        let inherited = above.filter(|entry| self.get(&entry.key).is_some_and(|found| std::ptr::eq(found, *entry)));
        yaml::serialize_entries(inherited.chain(&self.page.entries), serializer)
    }
}

impl<'a> Effective<'a> {
    /// The entry that counts for `key`, wherever it is written.
    fn entry(self, key: &str) -> Option<&'a Entry> {
        let toc = || self.toc.filter(|_| leaves_toc(key)).and_then(|toc| toc.get(key));
        let metadata = || self.metadata.filter(|_| leaves_metadata(key)).and_then(|metadata| metadata.get(key));
        self.page.get(key).or_else(toc).or_else(metadata)
    }

    /// The value of `key` as a list, as [`Keys::list`] has it, for as long as the headers live.
    #[must_use]
    pub fn words(self, key: &str) -> Vec<&'a str> {
        self.entry(key).and_then(|entry| list(&entry.value)).unwrap_or_default()
    }
}

impl Keys for Effective<'_> {
    fn get(&self, key: &str) -> Option<&Entry> {
        self.entry(key)
    }
}

/// Whether the pages of a guide take `key` from its `TOC.md`: `hide` there hides the whole guide.
fn leaves_toc(key: &str) -> bool {
    !has_prefix(key, "user-guide-") && !OWN.iter().any(|own| own.eq_ignore_ascii_case(key))
}

/// Whether all pages take `key` from `metadata.md`.
fn leaves_metadata(key: &str) -> bool {
    leaves_toc(key) && !key.eq_ignore_ascii_case("hide") && !has_prefix(key, "landing-page-")
}

fn has_prefix(key: &str, prefix: &str) -> bool {
    key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
