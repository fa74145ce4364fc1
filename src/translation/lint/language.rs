//! Text that was left in the source's language, or came out in a script that the translation's language is not written in.
//!
//! Scripts are told by their characters; languages that share the Latin one by the share of their commonest words, which
//! no other of them has. Names, messages and code say nothing about a language: what is set apart by emphasis or quotation
//! marks does not count, and two words that are alike in both languages are no finding.

use super::facts::CODE;
use super::{Place, Work, quoted};
use crate::diagnostic::codes;
use crate::locale::{language, written_script};
use crate::span::Span;
use crate::translation::units::{Sort, Unit};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A script, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Kana,
    Han,
}

impl Script {
    fn of(character: char) -> Option<Self> {
        Some(match u32::from(character) {
            0x41..=0x5a | 0x61..=0x7a | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x24f | 0x1e00..=0x1eff => Self::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Self::Greek,
            0x400..=0x52f => Self::Cyrillic,
            0x5d0..=0x5f4 => Self::Hebrew,
            0x620..=0x64a | 0x66e..=0x6d3 | 0x6fa..=0x6ff | 0x750..=0x77f | 0xfb50..=0xfdff | 0xfe70..=0xfefc => {
                Self::Arabic
            }
            0x900..=0x97f => Self::Devanagari,
            0xe00..=0xe7f => Self::Thai,
            0x1100..=0x11ff | 0x3131..=0x318e | 0xac00..=0xd7a3 => Self::Hangul,
            0x3041..=0x3096 | 0x30a1..=0x30fa | 0x31f0..=0x31ff | 0xff66..=0xff9d => Self::Kana,
            0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => Self::Han,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Greek => "Greek",
            Self::Cyrillic => "Cyrillic",
            Self::Hebrew => "Hebrew",
            Self::Arabic => "Arabic",
            Self::Devanagari => "Devanagari",
            Self::Thai => "Thai",
            Self::Hangul => "Korean",
            Self::Kana => "Japanese",
            Self::Han => "Chinese",
        }
    }

    /// What a language is written in; Latin names and Greek signs may stand in any.
    fn of_language(tag: &str) -> &'static [Self] {
        match written_script(tag) {
            Some("Latn") => return &[Self::Latin],
            Some("Cyrl") => return &[Self::Cyrillic],
            Some("Arab") => return &[Self::Arabic],
            Some("Deva") => return &[Self::Devanagari],
            _ => {}
        }
        match language(tag) {
            "ja" => &[Self::Kana, Self::Han],
            "zh" | "yue" => &[Self::Han],
            "ko" => &[Self::Hangul, Self::Han],
            "ru" | "uk" | "bg" | "be" | "mk" | "sr" | "kk" | "ky" | "mn" | "tg" => &[Self::Cyrillic],
            "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "sd" => &[Self::Arabic],
            "he" | "yi" => &[Self::Hebrew],
            "el" => &[Self::Greek],
            "hi" | "mr" | "ne" => &[Self::Devanagari],
            "th" => &[Self::Thai],
            _ => &[Self::Latin],
        }
    }
}

/// The commonest words of a language that is written in Latin script; none where they are not known.
fn common_words(tag: &str) -> &'static [&'static str] {
    match language(tag) {
        "en" => &[
            "the", "and", "of", "to", "in", "is", "are", "for", "with", "that", "this", "be", "it", "from", "by",
            "you", "your", "can", "not", "or", "if", "when", "which", "will", "has", "have", "must", "should", "an",
            "at", "as", "how", "before", "after", "into", "only", "each", "these", "does", "do", "we", "they", "their",
            "all",
        ],
        "fr" => &[
            "le", "la", "les", "des", "du", "de", "et", "est", "sont", "pour", "avec", "que", "qui", "dans", "une",
            "un", "sur", "vous", "votre", "vos", "ne", "pas", "ou", "si", "par", "ce", "cette", "ces", "aux", "au",
            "en", "à", "être", "il", "elle", "se", "plus", "peut", "avant", "après", "chaque", "leur", "son", "sa",
        ],
        "de" => &[
            "der", "die", "das", "den", "dem", "des", "und", "ist", "sind", "für", "mit", "dass", "diese", "dieser",
            "nicht", "oder", "wenn", "von", "zu", "zum", "zur", "im", "ein", "eine", "einen", "auf", "sie", "ihre",
            "wird", "werden", "kann", "können", "auch", "nach", "vor", "bei", "aus", "sich", "wie",
        ],
        "es" => &[
            "el", "la", "los", "las", "de", "del", "y", "es", "son", "para", "con", "que", "en", "una", "un", "por",
            "se", "su", "sus", "no", "o", "si", "este", "esta", "estos", "al", "como", "más", "puede", "debe",
            "cuando", "antes", "cada", "lo",
        ],
        "it" => &[
            "il", "lo", "la", "gli", "le", "di", "del", "della", "dei", "e", "è", "sono", "per", "con", "che", "in",
            "una", "un", "si", "non", "o", "se", "questo", "questa", "alla", "al", "come", "più", "può", "deve",
            "quando", "prima", "ogni", "nel", "nella",
        ],
        "pt" => &[
            "o", "a", "os", "as", "de", "do", "da", "dos", "das", "e", "é", "são", "para", "com", "que", "em", "uma",
            "um", "por", "se", "não", "ou", "este", "esta", "ao", "como", "mais", "pode", "deve", "quando", "antes",
            "cada", "no", "na", "você",
        ],
        "nl" => &[
            "de", "het", "een", "en", "van", "is", "zijn", "voor", "met", "dat", "die", "dit", "in", "op", "te",
            "niet", "of", "als", "door", "u", "uw", "kan", "kunnen", "moet", "wordt", "worden", "bij", "naar", "om",
            "aan", "deze",
        ],
        "sv" => &[
            "och", "är", "för", "med", "att", "som", "det", "den", "de", "en", "ett", "på", "av", "till", "inte",
            "eller", "om", "när", "kan", "ska", "du", "din", "ditt", "från", "i", "har", "varje", "innan", "efter",
        ],
        "da" | "nb" | "no" => &[
            "og", "er", "for", "med", "at", "som", "det", "den", "de", "en", "et", "på", "af", "av", "til", "ikke",
            "eller", "hvis", "når", "kan", "skal", "du", "din", "fra", "har", "hver", "før",
        ],
        "pl" => &[
            "i", "w", "z", "na", "do", "jest", "są", "dla", "że", "nie", "lub", "jeśli", "się", "od", "po", "przez",
            "oraz", "tego", "ten", "ta", "może", "należy", "przed", "każdy",
        ],
        _ => &[],
    }
}

/// Words that one of two languages has and the other has not.
#[derive(Debug)]
struct Common {
    words: BTreeSet<&'static str>,
    /// The length of the longest, in bytes.
    longest: usize,
    /// Whether all of them are written in plain letters.
    is_ascii: bool,
}

impl Common {
    fn new(words: &'static [&'static str], without: &[&str]) -> Self {
        let words: BTreeSet<_> = words.iter().copied().filter(|word| !without.contains(word)).collect();
        let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
        Self { longest, is_ascii: words.iter().all(|word| word.is_ascii()), words }
    }

    fn contains(&self, word: &str) -> bool {
        word.len() <= self.longest && self.words.contains(word)
    }

    /// Whether two of its words stand in `running`; where it has none but plain letters, in parts of other words too.
    fn occurs_twice(&self, running: &str) -> bool {
        if !self.is_ascii {
            return words(running).filter(|word| self.contains(word)).nth(1).is_some();
        }
        let runs = running.as_bytes().split(|byte| !byte.is_ascii_alphabetic());
        let runs = runs.filter(|run| (1..=self.longest).contains(&run.len()));
        let known = runs.filter(|run| self.words.contains(&*String::from_utf8_lossy(run).to_ascii_lowercase()));
        known.take(2).count() == 2
    }
}

/// What is known of a translation's language and of its source's.
#[derive(Debug)]
pub struct Languages {
    own: &'static [Script],
    theirs: &'static [Script],
    /// Common words of the source that are none of the translation.
    of_source: Common,
    /// Common words of the translation that are none of the source.
    of_own: Common,
}

impl Languages {
    /// What is known of the languages of two BCP 47 tags, the translation's and the source's.
    #[must_use]
    pub fn new(own: &str, theirs: &str) -> Self {
        let (mine, other) = (common_words(own), common_words(theirs));
        Self {
            own: Script::of_language(own),
            theirs: Script::of_language(theirs),
            of_source: Common::new(other, mine),
            of_own: Common::new(mine, other),
        }
    }

    /// Whether [`Languages::is_left`] may hold for `running` or for a sentence of it.
    fn may_be_left(&self, running: &str) -> bool {
        // Where words decide it takes two of the source's, and most blocks of a translation have none.
        let by_words = self.own == self.theirs || self.theirs.contains(&Script::Latin);
        !by_words || self.of_source.occurs_twice(running)
    }

    /// Whether a running text is the source's language and not the translation's.
    fn is_left(&self, running: &str) -> bool {
        let letters = |scripts: &[Script]| {
            running.chars().filter(|c| Script::of(*c).is_some_and(|script| scripts.contains(&script))).count()
        };
        if !self.own.contains(&Script::Latin) && self.own != self.theirs {
            if running.chars().any(|c| Script::of(c).is_some_and(|script| self.own.contains(&script))) {
                return false;
            }
            if !self.theirs.contains(&Script::Latin) {
                return letters(self.theirs) >= 8;
            }
        } else if self.own != self.theirs {
            return letters(self.theirs) >= 8 && letters(self.own) == 0;
        }
        let (mut source, mut own, mut count) = (0, 0, 0);
        for word in words(running) {
            count += 1;
            source += usize::from(self.of_source.contains(&word));
            own += usize::from(self.of_own.contains(&word));
        }
        count >= 4 && source >= 2 && source > 3 * own
    }

    /// Whether a text that is the same in both languages should have been translated.
    fn is_untouched(&self, running: &str) -> bool {
        if self.theirs != self.own && !self.theirs.contains(&Script::Latin) {
            let is_theirs = |c: char| Script::of(c).is_some_and(|script| self.theirs.contains(&script));
            return running.chars().filter(|c| is_theirs(*c)).count() >= 4;
        }
        let words: Vec<Cow<'_, str>> = words(running).collect();
        let common = words.iter().filter(|word| self.of_source.contains(word)).count();
        words.len() >= 3
            && common >= 1
            && !is_name(running, &self.of_source)
            && !words.iter().any(|word| self.of_own.contains(word))
    }
}

/// The words of a text in lower case; addresses, numbers and names with signs in them are none.
fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let plain = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    let bare = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    bare.filter(move |word| !word.is_empty() && word.chars().all(plain)).map(|word| {
        if word.chars().all(char::is_lowercase) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
    })
}

/// Whether a text looks like a name: every word of it begins with a capital, but for one or two of the commonest.
fn is_name(text: &str, common: &Common) -> bool {
    let words = || text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut small = words().filter(|word| word.starts_with(char::is_lowercase));
    small.all(|word| common.contains(word) || word.len() == 1)
        && words().count() <= 8
        && !words().next().is_some_and(|first| common.contains(&first.to_lowercase()))
}

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ';', '。', '！', '？', CODE, '|']).map(str::trim)
}

/// Looks for text that was left, or came out in another script; the blocks of the translation where it is.
pub(super) fn compare(work: &mut Work<'_>, pairs: &[Option<usize>]) -> BTreeSet<usize> {
    let languages = work.subject.languages;
    let mut found = BTreeSet::new();
    let mut left: Vec<(usize, usize)> = Vec::new();
    let (own_source, their_source) = (work.own_source(), work.reference.source);
    let is_same_language = language(work.subject.translation.tag) == language(work.subject.source.tag);
    for (index, pair) in pairs.iter().enumerate() {
        let Some(own) = work.own.get(index).filter(|own| own.shape.kind != Sort::Code) else { continue };
        let theirs = pair.and_then(|pair| work.theirs.get(pair));
        let Some(mine) = work.own_facts(index) else { continue };
        let other = pair.and_then(|pair| work.their_facts(pair));
        if let (Some(pair), Some(other)) = (pair, other)
            && !is_same_language
        {
            let running = mine.running(own_source);
            let origin = || other.running(their_source);
            let untouched = mine.prose == other.prose && languages.is_untouched(running);
            let stands_alone = |sentence: &str| origin().contains(sentence) && words(sentence).count() >= 6;
            let is_left = untouched
                || languages.may_be_left(running)
                    && (languages.is_left(running) && !languages.is_foreign(origin())
                        || sentences(running).any(|part| languages.is_left(part) && stands_alone(part)));
            if is_left {
                found.insert(index);
                left.push((index, *pair));
                continue;
            }
        }
        let said = other.map(|other| &*other.prose).unwrap_or_default();
        if let (Some((script, run)), Some(theirs)) = (languages.stray(&mine.prose, said), theirs) {
            found.insert(index);
            script_wrong(work, own, theirs, script, &run);
        }
    }
    report_left(work, &left);
    found
}

impl Languages {
    /// Whether the source itself quotes another language here.
    fn is_foreign(&self, running: &str) -> bool {
        words(running).any(|word| self.of_own.contains(&word))
    }

    /// The first run of characters in a script that neither language is written in, if the source has none of it.
    fn stray(&self, prose: &str, said: &str) -> Option<(Script, String)> {
        let allowed = |script: Script| {
            matches!(script, Script::Latin | Script::Greek)
                || self.own.contains(&script)
                || said.chars().any(|c| Script::of(c) == Some(script))
        };
        let mut run = String::new();
        let mut current = None;
        for character in prose.chars() {
            if current.is_none() && character.is_ascii() {
                continue;
            }
            let script = Script::of(character).filter(|script| !allowed(*script));
            match script {
                Some(_) if script == current => run.push(character),
                Some(_) if run.chars().count() < 2 => {
                    run.clear();
                    run.push(character);
                    current = script;
                }
                None if current.is_some() && run.chars().count() < 2 => {
                    run.clear();
                    current = None;
                }
                None if current.is_none() => {}
                _ => break,
            }
        }
        current.filter(|_| run.chars().count() >= 2).map(|script| (script, run))
    }
}

fn script_wrong(work: &mut Work<'_>, own: &Unit<'_>, theirs: &Unit<'_>, script: Script, run: &str) {
    let at = super::tokens::find_plain(work.own_source(), own.node.span, run).unwrap_or_else(|| work.own_line(own));
    let message = format!(
        "`{}` is written in {} script, which `{}` is not",
        quoted(run),
        script.name(),
        work.subject.translation.tag
    );
    work.report(&codes::SCRIPT_WRONG, own, at, message, Place::of(theirs), "the source's text");
}

/// One finding for blocks that follow each other.
fn report_left(work: &mut Work<'_>, left: &[(usize, usize)]) {
    let mut rest = left;
    while let Some((first, pair)) = rest.first().copied() {
        let run = rest.iter().enumerate().take_while(|(offset, (index, _))| *index == first + offset).count();
        rest = rest.get(run..).unwrap_or_default();
        let (Some(own), Some(theirs)) = (work.own.get(first), work.theirs.get(pair)) else { continue };
        let tag = work.subject.source.tag;
        let what = match (run, own.shape.kind) {
            (1, Sort::Heading(_)) => "this heading is".to_owned(),
            (1, Sort::Row) => "this row is".to_owned(),
            (1, _) => "this paragraph is".to_owned(),
            _ => format!("{run} blocks from here on are"),
        };
        let at: Span = work.own_line(own);
        let message = format!("{what} left in the source's language, `{tag}`");
        work.report(&codes::UNTRANSLATED, own, at, message, Place::of(theirs), "the source's text");
    }
}
