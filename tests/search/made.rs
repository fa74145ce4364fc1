//! Queries that are made from the pages of a wiki: stretches of titles, headings, running text and code, then cut short,
//! mistyped or without accents, each with the pages that answer it. The same in every run.

use baton::search::{self, Index};
use std::collections::{BTreeMap, BTreeSet};

/// A query, and the pages that would be right.
pub struct Case {
    pub kind: &'static str,
    pub text: String,
    pub right: BTreeSet<u32>,
    /// Whether it is for judging, not for tuning.
    pub judged: bool,
}

/// All queries of a locale.
pub fn cases(index: &Index) -> Vec<Case> {
    Maker::new(index).cases()
}

/// Numbers that look random and are the same in every run.
pub struct Walk(pub u64);
impl Walk {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

fn is_cjk(text: &str) -> bool {
    text.chars().any(|c| c >= '\u{3041}')
}

/// A stretch of a text: words, or characters where there are no blanks.
fn stretch(text: &str, words: usize, walk: &mut Walk) -> Option<String> {
    if is_cjk(text) {
        let runs: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != 'ー').filter(|run| run.chars().count() >= 4).collect();
        let run: Vec<char> = runs.get(walk.below(runs.len()))?.chars().collect();
        let length = (words * 3).min(run.len());
        let start = walk.below(run.len() - length + 1);
        return Some(run[start..start + length].iter().collect());
    }
    let all: Vec<&str> = text.split_whitespace().collect();
    if all.len() < words {
        return None;
    }
    let start = walk.below(all.len() - words + 1);
    let text = all[start..start + words].join(" ");
    text.chars().any(char::is_alphabetic).then_some(text)
}

fn fold(text: &str) -> String {
    let mut out = String::new();
    search::tokens(text, &mut |token| {
        if matches!(token.kind, search::Kind::Word | search::Kind::Pair) {
            out.push_str(token.text);
            out.push(' ');
        }
    });
    out
}

/// One letter of the longest word lost, doubled, swapped or replaced.
fn slip(text: &str, walk: &mut Walk) -> Option<String> {
    let longest = text.split(|c: char| !c.is_alphabetic()).max_by_key(|word| word.chars().count())?;
    let letters: Vec<char> = longest.chars().collect();
    if letters.len() < 5 {
        return None;
    }
    let at = 1 + walk.below(letters.len() - 2);
    let mut changed = letters.clone();
    match walk.below(4) {
        0 => drop(changed.remove(at)),
        1 => changed.insert(at, letters[at]),
        2 => changed.swap(at, at + 1),
        _ => changed[at] = if is_cjk(text) { 'ル' } else { char::from(b'a' + u8::try_from(walk.below(26)).unwrap()) },
    }
    let wrong: String = changed.into_iter().collect();
    (wrong != longest).then(|| text.replacen(longest, &wrong, 1))
}

/// Without accents; in Japanese with katakana of half width.
fn bare(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>().to_lowercase();
    let plain = if is_cjk(text) {
        let narrow: BTreeMap<String, char> =
            ('\u{ff66}'..='\u{ff9d}').map(|c| (c.to_string().nfkc().collect(), c)).collect();
        text.nfd()
            .map(|c| match c {
                '\u{3099}' => 'ﾞ',
                '\u{309a}' => 'ﾟ',
                c => narrow.get(&c.to_string()).copied().unwrap_or(c),
            })
            .collect()
    } else {
        plain
    };
    (plain != text && (is_cjk(text) || plain != text.to_lowercase())).then_some(plain)
}

struct Maker<'a> {
    index: &'a Index,
    titles: Vec<String>,
    headings: Vec<String>,
    texts: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(index: &'a Index) -> Self {
        let pages = &index.book.pages;
        let joined = |page: &search::Page, field: fn(&search::Section) -> &str| -> String {
            page.entry.sections.iter().map(|section| format!(" | {}", fold(field(section)))).collect()
        };
        Self {
            index,
            titles: pages.iter().map(|page| format!(" {}", fold(&page.entry.title))).collect(),
            headings: pages.iter().map(|page| joined(page, |section| &section.heading)).collect(),
            texts: pages.iter().map(|page| joined(page, |section| &section.text)).collect(),
        }
    }

    fn pages_with(field: &[String], text: &str) -> BTreeSet<u32> {
        let folded = format!(" {}", fold(text));
        (0u32..).zip(field).filter(|(_, own)| own.contains(&folded)).map(|(number, _)| number).collect()
    }

    fn cases(&self) -> Vec<Case> {
        let mut walk = Walk(20_261_125);
        let mut cases = Vec::new();
        let count = self.index.book.pages.len();
        for kind in ["title", "heading", "body", "prefix", "typo", "bare", "code"] {
            let mut made = 0;
            for _ in 0..6000 {
                if made == 180 {
                    break;
                }
                let number = walk.below(count);
                let Some(case) = self.case(kind, number, &mut walk) else { continue };
                cases.push(case);
                made += 1;
            }
        }
        cases
    }

    fn case(&self, kind: &'static str, number: usize, walk: &mut Walk) -> Option<Case> {
        let page = &self.index.book.pages[number];
        let judged = page.slug.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 2 == 1;
        let sections = &page.entry.sections;
        let section = &sections[walk.below(sections.len())];
        let (clean, field) = match kind {
            "heading" => (stretch(&section.heading, 3, walk)?, &self.headings),
            "bare" => {
                let (from, field) = match walk.below(2) {
                    0 => (&page.entry.title, &self.titles),
                    _ => (&section.heading, &self.headings),
                };
                (stretch(from, 3, walk)?, field)
            }
            "body" => (stretch(&section.text, 5, walk)?, &self.texts),
            "code" => {
                let words: Vec<&str> = section.text.split_whitespace().collect();
                let is_code = |word: &&&str| {
                    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
                    inner.len() > 4
                        && inner.len() < 40
                        && inner.contains(['_', '-', ':', '/', '.'])
                        && inner.chars().all(|c| c.is_ascii_graphic())
                };
                let codes: Vec<&&str> = words.iter().filter(is_code).collect();
                let code = codes.get(walk.below(codes.len()))?.trim_matches(|c: char| !c.is_alphanumeric());
                (code.to_owned(), &self.texts)
            }
            _ => (stretch(&page.entry.title, 3, walk)?, &self.titles),
        };
        let mut right = Self::pages_with(field, &clean);
        if kind == "code" || kind == "body" {
            right.extend(Self::pages_with(&self.titles, &clean));
            right.extend(Self::pages_with(&self.headings, &clean));
        }
        if right.is_empty() || right.len() > 6 {
            return None;
        }
        let text = match kind {
            "prefix" => {
                let length = clean.chars().count();
                let last = clean.chars().rev().take_while(|c| c.is_alphabetic()).count();
                let cut = if is_cjk(&clean) { 1 } else { (last * 2).div_ceil(5) };
                if last < 5 && !is_cjk(&clean) {
                    return None;
                }
                clean.chars().take(length - cut).collect()
            }
            "typo" => slip(&clean, walk)?,
            "bare" => bare(&clean)?,
            _ => clean,
        };
        Some(Case { kind, text, right, judged })
    }
}
