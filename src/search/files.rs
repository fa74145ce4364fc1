//! The index as files: scripts that hand over their data, so that they load from a web server and from a folder alike.
//!
//! Every file calls `batonSearch.push([kind, name, digest, data])` and does nothing else. Below `_search/<tag>/`:
//!
//! | file | kind | data |
//! |---|---|---|
//! | `root.js` | `root` | an object, see [`Root`] |
//! | `t/<start>.js` | `terms` | the records of a shard, joined by `\|`; `<start>` is what its first term begins with, in hexadecimal UTF-8 |
//! | `words.js` | `words` | the lexicon for typing errors: `{shared}{rest}{rank}` of each word, joined by `\|` |
//! | `p/<n>.js` | `page` | `{u: path from the site's root, t: title, g: guide, m: state, s: [[id, level, heading, text or part number], …]}` |
//! | `p/<n>-<part>.js` | `part` | the texts of the sections of a part of a long page, in order |
//! | `stem.js` | `stemmer` | Snowball for the locale's language |
//!
//! A record of a term is `{shared}{rest} {words} {uses}`: how many characters it shares with the term before (one of
//! `0-9a-zA-Z`), the rest of the term; the words that have this stem, each as the number of characters kept of the stem
//! and the rest, joined by `,`, or nothing where the stem is the only word; and numbers ([`super::digits`]): the
//! distance from the last page, less one, then for each section of the page `2 · distance + (1 for the last)` and
//! one digit, the [`super::Weight`]. `search.json` says the same of the pages for other programs.

use super::digits;
use super::entry::Section;
use super::index::{Index, Page, Shard, Term, parts};
use super::stem::Stemming;
use super::typos;
use crate::digest::Digest;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The number of this format; a reader that knows another one does not go on.
const FORMAT: u32 = 1;
/// How many characters two neighbours can share, by the digits of [`letter`].
const SHARED: usize = 61;

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
    /// Two digits a page: its digest.
    pub digests: String,
    /// What each shard starts with, and its digest.
    pub shards: Vec<(&'a str, String)>,
    /// The digest of the lexicon.
    pub words: String,
    /// For each facet its values, and the pages that have them, as distances from the last page, less one.
    pub facets: BTreeMap<&'static str, Vec<(&'a str, String)>>,
}

/// The files of an index, by path.
#[must_use]
pub fn files(index: &Index) -> BTreeMap<String, String> {
    let tag = &*index.book.tag;
    let folder = format!("_search/{tag}");
    let mut files = BTreeMap::new();
    let mut root = root(index);
    for shard in &index.shards {
        let data = json(&records(shard));
        let digest = short(&data);
        let path = format!("{folder}/t/{}.js", hexadecimal(&shard.start));
        files.insert(path, script("terms", &format!("{tag}/t/{}", hexadecimal(&shard.start)), &digest, &data));
        root.shards.push((&shard.start, digest));
    }
    let words = json(&lexicon(index));
    root.words = short(&words);
    files.insert(format!("{folder}/words.js"), script("words", &format!("{tag}/words"), &root.words, &words));
    for (number, page) in index.book.pages.iter().enumerate() {
        let sheets = sheets(page);
        let digest = check(&sheets);
        root.digests.push_str(&digest);
        for (part, sheet) in sheets.iter().enumerate() {
            let name = if part == 0 { format!("p/{number}") } else { format!("p/{number}-{part}") };
            let kind = if part == 0 { "page" } else { "part" };
            files.insert(format!("{folder}/{name}.js"), script(kind, &format!("{tag}/{name}"), &digest, sheet));
        }
    }
    if let Some((_, script)) = Stemming::of(tag).script() {
        files.insert(format!("{folder}/stem.js"), script.to_owned());
    }
    let data = json(&root);
    files.insert(format!("{folder}/root.js"), script("root", tag, &short(&data), &data));
    files.insert(format!("{folder}/search.json"), listing(index));
    files
}

fn root(index: &Index) -> Root<'_> {
    let pages = &index.book.pages;
    let digit = |values: &mut dyn Iterator<Item = u32>| values.map(digits::digit).collect::<String>();
    let is_even = pages.iter().all(|page| page.boost == 10);
    let boosts = if is_even { String::new() } else { digit(&mut pages.iter().map(|page| page.boost.into())) };
    Root {
        format: FORMAT,
        locale: &index.book.tag,
        source: index.book.source.as_deref(),
        stemmer: Stemming::of(&index.book.tag).script().map(|(name, _)| name),
        pages: pages.len(),
        lengths: digit(&mut index.lengths.iter().copied()),
        titles: digit(&mut pages.iter().map(|page| page.entry.title_length.clamp(1, 59))),
        boosts,
        digests: String::new(),
        shards: Vec::new(),
        words: String::new(),
        facets: facets(pages),
    }
}

fn facets(pages: &[Page]) -> BTreeMap<&'static str, Vec<(&str, String)>> {
    let mut facets: BTreeMap<&'static str, Vec<(&str, Vec<u32>)>> = BTreeMap::new();
    for (number, page) in (0u32..).zip(pages) {
        let guide: Vec<&Box<str>> = page.guide.iter().collect();
        let lists = [("guide", guide), ("role", page.roles.iter().collect()), ("type", page.types.iter().collect())];
        for (facet, values) in lists {
            for value in values {
                let known = facets.entry(facet).or_default();
                match known.iter_mut().find(|(name, _)| *name == &**value) {
                    Some((_, having)) => having.push(number),
                    None => known.push((value, vec![number])),
                }
            }
        }
    }
    let packed = |(name, having): (_, Vec<u32>)| (name, distances(&having));
    facets.into_iter().map(|(facet, values)| (facet, values.into_iter().map(packed).collect())).collect()
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

/// The terms of a shard.
fn records(shard: &Shard) -> String {
    let mut out = String::new();
    let mut before = "";
    for (number, term) in shard.terms.iter().enumerate() {
        if number > 0 {
            out.push('|');
        }
        front(&mut out, before, &term.stem);
        out.push(' ');
        for (number, surface) in term.surfaces.iter().enumerate() {
            if number > 0 {
                out.push(',');
            }
            front(&mut out, &term.stem, surface);
        }
        out.push(' ');
        uses(&mut out, term);
        before = &term.stem;
    }
    out
}

fn uses(out: &mut String, term: &Term) {
    let mut next = 0;
    for page in term.uses.chunk_by(|a, b| a.0 == b.0) {
        let Some((number, _)) = page.first() else { continue };
        digits::push(out, number.saturating_sub(next));
        next = number + 1;
        let mut section = 0;
        for (place, (_, used)) in page.iter().enumerate() {
            let distance = u32::from(used.section).saturating_sub(section);
            digits::push(out, 2 * distance + u32::from(place + 1 == page.len()));
            out.push(digits::digit(used.weight.into()));
            section = used.section.into();
        }
    }
}

/// Words by what they share with the one before, with their ranks.
fn lexicon(index: &Index) -> String {
    let mut words: Vec<typos::Word<'_>> = typos::lexicon(index).collect();
    words.sort_unstable_by(|a, b| a.text.cmp(b.text));
    let mut out = String::new();
    let mut before = "";
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            out.push('|');
        }
        front(&mut out, before, word.text);
        out.push(digits::digit(word.rank));
        before = word.text;
    }
    out
}

/// Appends how many characters `text` shares with `before`, and the rest of it.
fn front(out: &mut String, before: &str, text: &str) {
    let shared = before.chars().zip(text.chars()).take(SHARED).take_while(|(a, b)| a == b).count();
    out.push(letter(shared));
    out.extend(text.chars().skip(shared));
}

fn letter(number: usize) -> char {
    let letters = ('0'..='9').chain('a'..='z').chain('A'..='Z');
    letters.skip(number).take(1).next().unwrap_or('Z')
}

#[derive(Serialize)]
struct Head<'a> {
    u: &'a str,
    t: &'a str,
    g: Option<&'a str>,
    m: Option<&'a str>,
    s: Vec<(&'a str, u8, &'a str, Text<'a>)>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Text<'a> {
    Here(&'a str),
    Part(u32),
}

/// The head of a page with the texts of its first part, then each further part.
fn sheets(page: &Page) -> Vec<String> {
    let parts = parts(&page.entry);
    let sections: Vec<(&Section, u32)> = page.entry.sections.iter().zip(parts.iter().copied()).collect();
    let s = sections.iter().map(|(section, part)| {
        let text = if *part == 0 { Text::Here(&section.text) } else { Text::Part(*part) };
        (&*section.id, section.level, &*section.heading, text)
    });
    let head = Head {
        u: &page.path,
        t: &page.entry.title,
        g: page.guide.as_deref(),
        m: page.state.as_deref(),
        s: s.collect(),
    };
    let mut sheets = vec![json(&head)];
    let last = parts.last().copied().unwrap_or(0);
    for part in 1..=last {
        let texts: Vec<&str> =
            sections.iter().filter(|(_, own)| *own == part).map(|(section, _)| &*section.text).collect();
        sheets.push(json(&texts));
    }
    sheets
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

fn script(kind: &str, name: &str, digest: &str, data: &str) -> String {
    format!("(self.batonSearch||=[]).push([{},{},{},{data}]);\n", json(kind), json(name), json(digest))
}

/// JSON that is JavaScript too; what can't be written is null, of which none of these types is capable.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

fn short(data: &str) -> String {
    Digest::of(data.as_bytes()).to_string().chars().take(8).collect()
}

/// Two digits that tell the files of a page from those of another revision, nearly always.
fn check(sheets: &[String]) -> String {
    let bytes = Digest::of_parts(sheets.iter().map(String::as_str)).bytes();
    bytes.iter().take(2).map(|byte| digits::digit(u32::from(*byte) % digits::DIGITS)).collect()
}

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::from("_"), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
