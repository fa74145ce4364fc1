//! The index as files: scripts that hand over their data, so that they load from a web server and from a folder alike.
//!
//! Every file calls `batonSearch.push([kind, name, digest, data])` and does nothing else. Below `_search/<tag>/`:
//!
//! | file | kind | data |
//! |---|---|---|
//! | `root.js` | `root` | an object, see [`Root`] |
//! | `t/<start>.js` | `terms` | `[terms, gaps, steps, weights]` of a shard; `<start>` is what its first term begins with, in hexadecimal UTF-8 |
//! | `w/<start>.js` | `words` | `[words, ranks]`: the words to guess from, whose stems begin so or with a letter before the next file's |
//! | `p/<n>-<piece>.js` | `page` | `[path from the site's root, title, guide, state, [[id, heading, text], …]]`, with the sections of that piece |
//! | `stem.js` | `stemmer` | Snowball for the locale's language |
//!
//! *Terms* are joined by `|`, each `{shared}{rest} {words}`: how many characters it shares with the term before (one of
//! `0-9a-zA-Z`), the rest of the term; the words that have this stem, each as the number of characters kept of the stem
//! and the rest, joined by `,`, or nothing where the stem is the only word. The rest is numbers ([`super::digits`]):
//! *gaps*, joined by `|`, are for each page of the term its distance from the page before, less one; *steps*, one behind the
//! other for all terms, are for each section of each page `2 · distance + (1 for the last)`; *weights* are for each of these
//! sections one digit, the [`super::Weight`]. The *words* to guess from are each a capital, as many letters behind `A` as
//! characters are shared with the word before, and the rest; *ranks* has a digit for each: the root of the number of its
//! pages. `search.json` says of the pages what other programs ask for.

use super::digits;
use super::index::Index;
use super::shard::short;
use super::sheets::{self, Sheets};
use super::stem::Stemming;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The number of this format; a reader that knows another one does not go on.
const FORMAT: u32 = 4;

/// The first file that a reader fetches.
#[derive(Debug, Serialize)]
pub struct Root<'a> {
    /// The number of the format.
    pub format: u32,
    /// The tag of the locale.
    pub locale: &'a str,
    /// The tag of the locale whose hits follow.
    pub source: Option<&'a str>,
    /// Snowball's name of the language.
    pub stemmer: Option<&'a str>,
    /// How many pages there are.
    pub pages: usize,
    /// A digit a page: its quantized length.
    pub lengths: String,
    /// A digit a page: how many words its title has, up to 59.
    pub titles: String,
    /// A digit a page: what it counts, in tenths; empty where all count alike.
    pub boosts: String,
    /// A page's number of pieces, less one, and the number of sections, less one, of each but the last.
    pub layout: String,
    /// Two digits a page: its digest.
    pub digests: String,
    /// What each shard starts with, and its digest.
    pub shards: Vec<(&'a str, &'a str)>,
    /// For each file of words what the stem of the first one begins with, and its digest.
    pub words: Vec<(char, &'a str)>,
    /// For each facet its values, and the pages that have them, as distances from the last page, less one.
    pub facets: BTreeMap<&'static str, Vec<(&'a str, String)>>,
}

/// The folder that the files of all indices lie in, in the output.
pub const FOLDER: &str = "_search";

/// The paths of the files of an index, from the output folder, in order; the files of its pages only where `pages`.
#[must_use]
pub fn paths(index: &Index, pages: bool) -> Vec<String> {
    let tag = &*index.book.tag;
    let mut names = vec!["root.js".to_owned(), "search.json".to_owned()];
    names.extend(Stemming::of(tag).script().map(|_| "stem.js".to_owned()));
    names.extend(index.shards.iter().map(|shard| format!("t/{}.js", hexadecimal(&shard.start))));
    names.extend(index.lexicon.keys().map(|start| format!("w/{}.js", hexadecimal(start.encode_utf8(&mut [0; 4])))));
    for (number, page) in (0u32..).zip(&index.book.pages).filter(|_| pages) {
        let pieces = 0..sheets::count(&page.layout);
        names.extend(pieces.map(|piece| format!("{}.js", sheets::name(number, piece))));
    }
    names.sort_unstable();
    names.into_iter().map(|name| format!("{FOLDER}/{tag}/{name}")).collect()
}

/// The file of an index at a path from the output folder; nothing where the index has no such file.
#[must_use]
pub fn file(index: &Index, path: &str) -> Option<String> {
    let tag = &*index.book.tag;
    let name = path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_prefix(tag)?.strip_prefix('/')?;
    if name == "search.json" {
        return Some(listing(index));
    }
    let name = name.strip_suffix(".js")?;
    match name.split_once('/') {
        None if name == "root" => {
            let data = json(&root(index));
            Some(script("root", tag, &short(&data), &data))
        }
        None if name == "stem" => Stemming::of(tag).script().map(|(_, script)| script.to_owned()),
        Some(("t", start)) => {
            let start = unhexadecimal(start)?;
            let at = index.shards.binary_search_by(|shard| (*shard.start).cmp(&*start)).ok()?;
            let shard = index.shards.get(at)?;
            Some(script("terms", &format!("{tag}/{name}"), &shard.digest, &json(&shard.columns)))
        }
        Some(("w", start)) => {
            let start = unhexadecimal(start)?;
            let lexicon = index.lexicon.get(&start.chars().next()?).filter(|_| start.chars().nth(1).is_none())?;
            Some(script("words", &format!("{tag}/{name}"), &lexicon.digest, &json(&lexicon.list)))
        }
        Some(("p", rest)) => {
            let (number, piece) = rest.split_once('-')?;
            let (number, piece): (u32, u32) = (number.parse().ok()?, piece.parse().ok()?);
            let sheets = Sheets::of(index.book.pages.get(number as usize)?);
            // No second name for a file, as `07-0`.
            sheets.file(tag, number, piece).filter(|(own, _)| own == path).map(|(_, text)| text)
        }
        _ => None,
    }
}

/// The files of an index, by path.
#[must_use]
pub fn files(index: &Index) -> BTreeMap<String, String> {
    paths(index, true).into_iter().filter_map(|path| file(index, &path).map(|text| (path, text))).collect()
}

fn root(index: &Index) -> Root<'_> {
    let pages = &index.book.pages;
    let mut root = Root {
        format: FORMAT,
        locale: &index.book.tag,
        source: index.book.source.as_deref(),
        stemmer: Stemming::of(&index.book.tag).script().map(|(name, _)| name),
        pages: pages.len(),
        lengths: index.lengths.iter().map(|length| digits::digit(*length)).collect(),
        titles: String::with_capacity(pages.len()),
        boosts: String::new(),
        layout: String::new(),
        digests: String::with_capacity(2 * pages.len()),
        shards: index.shards.iter().map(|shard| (&*shard.start, &*shard.digest)).collect(),
        words: index.lexicon.iter().map(|(start, lexicon)| (*start, &*lexicon.digest)).collect(),
        facets: BTreeMap::new(),
    };
    let mut facets: [Facet<'_>; 4] = ["guide", "role", "type", "translation"].map(|name| (name, Vec::new()));
    let is_even = pages.iter().all(|page| page.boost == 10);
    for (number, page) in (0u32..).zip(pages) {
        root.titles.push(digits::digit(page.entry.title_length.clamp(1, 59)));
        root.boosts.extend((!is_even).then(|| digits::digit(page.boost.into())));
        root.layout.push_str(&page.layout);
        root.digests.push_str(&page.check);
        let own = [page.guide.as_slice(), &page.roles, &page.types, page.state.as_slice()];
        for ((_, known), values) in facets.iter_mut().zip(own) {
            for value in values {
                note(known, value, number);
            }
        }
    }
    let packed = |values: Vec<(_, Vec<u32>)>| values.into_iter().map(|(name, having)| (name, distances(&having)));
    let facets = facets.into_iter().filter(|(_, values)| !values.is_empty());
    root.facets = facets.map(|(name, values)| (name, packed(values).collect())).collect();
    root
}

/// A facet, with its values in the order in which they come, and the pages that have them.
type Facet<'a> = (&'static str, Vec<(&'a str, Vec<u32>)>);

fn note<'a>(known: &mut Vec<(&'a str, Vec<u32>)>, value: &'a str, page: u32) {
    match known.iter_mut().find(|(name, _)| *name == value) {
        Some((_, having)) => having.push(page),
        None => known.push((value, vec![page])),
    }
}

fn distances(numbers: &[u32]) -> String {
    let mut out = String::new();
    let mut next = 0;
    for number in numbers {
        // A value that a page names twice counts once.
        if let Some(distance) = number.checked_sub(next) {
            digits::push(&mut out, distance);
            next = number + 1;
        }
    }
    out
}

/// What a page is, for other programs.
#[derive(Serialize)]
struct Listed<'a> {
    url: &'a str,
    title: &'a str,
    guide: Option<&'a str>,
    roles: &'a [Box<str>],
    types: &'a [Box<str>],
    features: &'a [Box<str>],
    alerts: Vec<&'a str>,
    sections: Vec<Heading<'a>>,
}

#[derive(Serialize)]
struct Heading<'a> {
    id: &'a str,
    level: u8,
    text: &'a str,
}

fn listing(index: &Index) -> String {
    let tag = &index.book.tag;
    let pages = index.book.pages.iter().map(|page| Listed {
        url: &page.path,
        title: &page.entry.title,
        guide: page.guide.as_deref(),
        roles: &page.roles,
        types: &page.types,
        features: &page.features,
        alerts: page.entry.alerts.iter().copied().collect(),
        sections: page
            .entry
            .sections
            .iter()
            .skip(1)
            .map(|section| Heading { id: &section.id, level: section.level, text: &section.heading })
            .collect(),
    });
    let pages: Vec<Listed<'_>> = pages.collect();
    json(&serde_json::json!({ "format": FORMAT, "locale": tag, "pages": pages }))
}

pub(super) fn script(kind: &str, name: &str, digest: &str, data: &str) -> String {
    format!("(self.batonSearch||=[]).push([{},{},{},{data}]);\n", json(kind), json(name), json(digest))
}

/// JSON that is JavaScript too; what can't be written is null, of which none of these types is capable.
pub(super) fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::from("_"), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhexadecimal(name: &str) -> Option<String> {
    let digits = name.strip_prefix('_')?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    String::from_utf8(digits.chunks(2).map(byte).collect::<Option<_>>()?).ok().filter(|text| hexadecimal(text) == name)
}
