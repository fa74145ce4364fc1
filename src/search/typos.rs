//! Words that were probably meant, where a word is on no page.

use super::digits::{self, Reader};
use super::index::Index;
use super::merge::Record;
use super::query::{Answer, Unit};
use super::shard::short;
use super::stem::Stemming;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Most words that a mistyped one stands for.
const GUESSES: usize = 6;

/// A word of the lexicon and how common it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The folded word.
    pub text: Box<str>,
    /// The root of the number of pages, up to 59.
    pub rank: u32,
}

/// A file holds the words of one letter, and of the letters behind it while it has less than so many bytes with theirs.
const FILE: usize = 6_000;

/// Words that can be guessed, of letters alone, three at least.
///
/// Words and ranks stand apart, and no sign between two words: little is left of them when they are packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct WordList(
    /// For each word a capital, as many letters behind `A` as it shares with the one before, and the rest.
    String,
    /// For each word the digit of its rank.
    String,
);

impl WordList {
    fn add(&mut self, other: &Self) {
        self.0.push_str(&other.0);
        self.1.push_str(&other.1);
    }
}

/// One file of words.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// As its file has them.
    pub list: WordList,
    /// What its file is told from one of another revision by.
    pub digest: Box<str>,
    words: OnceLock<Vec<Word>>,
}

impl Lexicon {
    fn new(list: WordList) -> Self {
        Self { digest: short(&super::files::json(&list)), list, words: OnceLock::new() }
    }

    /// The words; read when they are first asked for.
    pub fn words(&self) -> &[Word] {
        self.words.get_or_init(|| read(&self.list))
    }
}

/// The files of words, by the letter that the first one's stem begins with.
pub(super) fn files<'a>(pieces: impl Iterator<Item = &'a (char, WordList)>) -> BTreeMap<char, Lexicon> {
    let mut by_start: BTreeMap<char, WordList> = BTreeMap::new();
    for (start, piece) in pieces {
        by_start.entry(*start).or_default().add(piece);
    }
    let mut files: Vec<(char, WordList)> = Vec::new();
    for (start, list) in by_start {
        match files.last_mut().filter(|(_, last)| last.0.len() + list.0.len() < FILE) {
            Some((_, last)) => last.add(&list),
            None => files.push((start, list)),
        }
    }
    files.into_iter().map(|(start, list)| (start, Lexicon::new(list))).collect()
}

/// Gathers the words of a shard, by what their stems begin with.
#[derive(Default)]
pub(super) struct Words {
    all: Vec<(char, WordList)>,
    start: char,
    open: WordList,
    before: String,
}

impl Words {
    /// Adds the words of a term.
    pub fn add(&mut self, record: &Record) {
        let start = record.stem.chars().next().unwrap_or_default();
        if start != self.start {
            self.end();
            self.start = start;
        }
        let rank = record.pages.isqrt().min(59);
        let plain = record.surfaces.is_empty().then_some(&record.stem);
        for word in plain.into_iter().chain(&record.surfaces).filter(|word| is_guessable(word)) {
            let shared = self.before.chars().zip(word.chars()).take(25).take_while(|(a, b)| a == b).count();
            self.open.0.push(u8::try_from(shared).map_or('A', |shared| char::from(b'A' + shared)));
            self.open.0.extend(word.chars().skip(shared));
            self.open.1.push(digits::digit(rank));
            word.clone_into(&mut self.before);
        }
    }

    fn end(&mut self) {
        self.before.clear();
        if self.open != WordList::default() {
            self.all.push((self.start, std::mem::take(&mut self.open)));
        }
    }

    /// All of them.
    pub fn finish(mut self) -> Vec<(char, WordList)> {
        self.end();
        self.all
    }
}

/// Reads a file of words.
fn read(WordList(words, ranks): &WordList) -> Vec<Word> {
    let mut ranks = Reader::new(ranks);
    let mut read: Vec<Word> = Vec::new();
    let mut word = String::new();
    let starts = words.match_indices(|c: char| c.is_ascii_uppercase()).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([words.len()]);
    for (start, end) in starts.zip(ends) {
        let mut letters = words.get(start..end).unwrap_or_default().chars();
        let shared = letters.next().map_or(0, |capital| u32::from(capital) - u32::from('A'));
        let kept = word.char_indices().nth(shared as usize).map_or(word.len(), |(at, _)| at);
        word.truncate(kept);
        word.extend(letters);
        read.extend(ranks.digit().map(|rank| Word { text: word.as_str().into(), rank }));
    }
    read
}

fn is_guessable(word: &str) -> bool {
    use super::fold::{Class, class};
    let is_letter = |c: char| class(c) == Class::Word && !c.is_numeric() && !c.is_ascii_uppercase();
    word.chars().nth(2).is_some() && word.chars().all(is_letter)
}

/// Adds the words of the lexicon that are one or two slips away.
pub(super) fn answers<'a>(index: &'a Index, unit: &Unit, stemming: &Stemming, found: &mut Vec<Answer<'a>>) {
    let typed: Vec<char> = unit.text.chars().collect();
    let most = match typed.len() {
        0..=3 => return,
        4..=7 => 1,
        _ => 2,
    };
    // A first letter is rarely wrong, and the words that have it are in one file of many.
    let letter = unit.stem.chars().next().unwrap_or_default();
    let start = index.lexicon.range(..=letter).next_back().map(|(start, _)| *start);
    let may_open = unit.is_open && typed.len() >= 5;
    let mut guesses = Guesses::default();
    guesses.read(start.and_then(|start| index.lexicon.get(&start)).into_iter(), &typed, most, may_open);
    if guesses.are_none() {
        let others = index.lexicon.iter().filter(|(other, _)| Some(**other) != start);
        guesses.read(others.map(|(_, lexicon)| lexicon), &typed, most, may_open);
    }
    let is_whole = !guesses.whole.is_empty();
    let mut chosen = if is_whole { guesses.whole } else { guesses.openings };
    chosen.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then_with(|| a.2.cmp(b.2)));
    let least = chosen.first().map_or(0, |(distance, ..)| *distance);
    for (distance, _, word) in chosen.into_iter().take_while(|(distance, ..)| *distance == least).take(GUESSES) {
        let weight = match (is_whole, distance) {
            (true, 1) => 0.7,
            (true, _) => 0.5,
            (false, _) => 0.55,
        };
        let Some(term) = index.term(&stemming.stem(word)) else { continue };
        if !found.iter().any(|answer| answer.term.stem == term.stem) {
            found.push(Answer { term, weight });
        }
    }
}

/// Words near what was typed: distance, rank, word.
#[derive(Default)]
struct Guesses<'a> {
    whole: Vec<(usize, u32, &'a str)>,
    openings: Vec<(usize, u32, &'a str)>,
    rows: Rows,
}

impl<'a> Guesses<'a> {
    fn are_none(&self) -> bool {
        self.whole.is_empty() && self.openings.is_empty()
    }

    fn read(&mut self, files: impl Iterator<Item = &'a Lexicon>, typed: &[char], most: usize, may_open: bool) {
        for word in files.flat_map(Lexicon::words) {
            let (whole, opening) = self.rows.distances(typed, &word.text, most);
            if whole <= most {
                self.whole.push((whole, word.rank, &word.text));
            } else if may_open && opening <= 1 {
                self.openings.push((opening, word.rank, &word.text));
            }
        }
    }
}

/// The rows of a table of distances, kept from word to word.
#[derive(Default)]
struct Rows {
    word: Vec<char>,
    before: Vec<usize>,
    last: Vec<usize>,
    next: Vec<usize>,
}

impl Rows {
    /// How many slips (a letter more, less, other, or two swapped) lead from `typed` to `word`, and to its nearest
    /// beginning; more than `most` where both are beyond it.
    fn distances(&mut self, typed: &[char], word: &str, most: usize) -> (usize, usize) {
        self.word.clear();
        self.word.extend(word.chars());
        let width = self.word.len() + 1;
        if self.word.len() + most < typed.len() {
            return (most + 1, most + 1);
        }
        self.last.clear();
        self.last.extend(0..width);
        self.before.clear();
        self.before.resize(width, usize::MAX);
        for (row, typed_char) in typed.iter().enumerate() {
            self.next.clear();
            self.next.push(row + 1);
            let mut least = row + 1;
            for (column, word_char) in self.word.iter().enumerate() {
                let at = |cells: &[usize], column: usize| cells.get(column).copied().unwrap_or(usize::MAX - 1);
                let change = at(&self.last, column) + usize::from(typed_char != word_char);
                let mut cell = change.min(at(&self.last, column + 1) + 1).min(at(&self.next, column) + 1);
                let swapped = row > 0
                    && column > 0
                    && typed.get(row - 1) == Some(word_char)
                    && self.word.get(column - 1) == Some(typed_char);
                if swapped {
                    cell = cell.min(at(&self.before, column - 1) + 1);
                }
                self.next.push(cell);
                least = least.min(cell);
            }
            if least > most {
                return (most + 1, most + 1);
            }
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.next);
        }
        let whole = self.last.last().copied().unwrap_or(usize::MAX);
        let opening = self.last.iter().copied().min().unwrap_or(usize::MAX);
        (whole, opening)
    }
}
