//! Text → tokens, by the specification in the module's page.

use super::fold::{self, Class, fold};

/// Longest identifier that is kept whole, in folded characters, and the most parts that it may have.
const WHOLE: (usize, usize) = (64, 10);

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A word, or a part of an identifier: has a stem.
    Word,
    /// An identifier, or a stretch of one: no stem.
    Whole,
    /// Words with hyphens, written as one: has a stem. `hand-over` is found by `handover`, and the other way round.
    Joined,
    /// A part of a word in camel case, beside the word.
    Part,
    /// Two neighbouring characters of Han, kana or Hangul; or one that stands alone.
    Pair,
}

/// A token, given to the caller of [`tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The folded text.
    pub text: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The bytes of the text that it was read from.
    pub span: (usize, usize),
}

/// A run of letters and digits.
struct Piece {
    /// The bytes in the text.
    span: (usize, usize),
    /// The bytes in the folded chain.
    folded: (usize, usize),
    /// Where parts in camel case begin, in the folded chain.
    humps: Vec<usize>,
}

/// Calls `give` with every token of `text`, in reading order; wholes and parts come right behind what they belong to.
pub fn tokens(text: &str, give: &mut dyn FnMut(Token<'_>)) {
    Reader { give, chain: String::new(), pieces: Vec::new(), joined: true, before: ' ' }.read(text);
}

struct Reader<'g> {
    give: &'g mut dyn FnMut(Token<'_>),
    /// The folded identifier that is being read, joiners included.
    chain: String,
    pieces: Vec<Piece>,
    /// Whether a joiner, or nothing, stands before the next piece.
    joined: bool,
    /// The character before, as written.
    before: char,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) {
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            match fold::class(c) {
                Class::Nothing => continue,
                Class::Word => {
                    let next = characters.peek().map_or(' ', |(_, next)| *next);
                    self.word(c, at, next);
                }
                Class::Joiner => self.joiner(c),
                Class::Gap => self.flush(),
                class @ (Class::Ideograph | Class::Hangul) => {
                    self.flush();
                    let rest = text.get(at..).unwrap_or_default();
                    let end = self.run(rest, at, class);
                    while characters.next_if(|(at, _)| *at < end).is_some() {}
                }
            }
            self.before = c;
        }
        self.flush();
    }

    fn word(&mut self, c: char, at: usize, next: char) {
        let end = at + c.len_utf8();
        let start = self.chain.len();
        fold(c, &mut self.chain);
        let folded_end = self.chain.len();
        match self.pieces.last_mut() {
            Some(piece) if !self.joined => {
                let hump = c.is_uppercase() && (!self.before.is_uppercase() || next.is_lowercase());
                if hump {
                    piece.humps.push(start);
                }
                piece.span.1 = end;
                piece.folded.1 = folded_end;
            }
            _ => {
                self.pieces.push(Piece { span: (at, end), folded: (start, folded_end), humps: Vec::new() });
                self.joined = false;
            }
        }
    }

    fn joiner(&mut self, c: char) {
        // Two joiners in a row, or one at the start, join nothing; `::` and `//` are worth keeping together.
        if self.pieces.is_empty() {
            return;
        }
        let twice = self.joined && !(c == self.before && matches!(c, ':' | '/' | '\\' | '_'));
        if twice {
            return self.flush();
        }
        self.joined = true;
        self.chain.push(c);
    }

    /// Ends the identifier and gives its tokens.
    fn flush(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.pieces);
        for piece in &pieces {
            self.piece(piece);
        }
        if let (Some(first), Some(last)) = (pieces.first(), pieces.last())
            && pieces.len() > 1
            && pieces.len() <= WHOLE.1
        {
            let mut stretch = first;
            let mut count = 1;
            for pair in pieces.windows(2) {
                let [before, after] = pair else { continue };
                let joiner = self.chain.get(before.folded.1..after.folded.0).unwrap_or_default();
                if joiner.starts_with(['/', '\\', ':', '@', '#']) {
                    self.whole(stretch, before, count);
                    stretch = after;
                    count = 0;
                }
                count += 1;
            }
            let is_all = std::ptr::eq(stretch, first);
            if is_all && self.is_hyphenated(first, last) {
                let text = self.chain.get(first.folded.0..last.folded.1).unwrap_or_default().replace('-', "");
                (self.give)(Token { text: &text, kind: Kind::Joined, span: (first.span.0, last.span.1) });
            } else {
                self.whole(stretch, last, count);
            }
            if !is_all {
                self.whole(first, last, pieces.len());
            }
        }
        self.chain.clear();
        self.joined = true;
        // The room is used again.
        pieces.clear();
        self.pieces = pieces;
    }

    /// Whether the pieces are words of letters with hyphens between them, few enough to be one word.
    fn is_hyphenated(&self, first: &Piece, last: &Piece) -> bool {
        let text = self.chain.get(first.folded.0..last.folded.1).unwrap_or_default();
        let hyphens = text.matches('-').count();
        (1..=2).contains(&hyphens) && text.len() <= WHOLE.0 && text.chars().all(|c| c == '-' || c.is_alphabetic())
    }

    /// Gives the stretch of the identifier from one piece to another, if it has more than one.
    fn whole(&mut self, first: &Piece, last: &Piece, count: usize) {
        let text = self.chain.get(first.folded.0..last.folded.1).unwrap_or_default();
        if count > 1 && text.len() <= WHOLE.0 {
            (self.give)(Token { text, kind: Kind::Whole, span: (first.span.0, last.span.1) });
        }
    }

    fn piece(&mut self, piece: &Piece) {
        let (start, end) = piece.folded;
        let text = self.chain.get(start..end).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        (self.give)(Token { text, kind: Kind::Word, span: piece.span });
        if piece.humps.is_empty() {
            return;
        }
        let starts = std::iter::once(start).chain(piece.humps.iter().copied());
        for (from, to) in starts.zip(piece.humps.iter().copied().chain([end])) {
            let part = self.chain.get(from..to).unwrap_or_default();
            if part.chars().count() > 1 {
                (self.give)(Token { text: part, kind: Kind::Part, span: piece.span });
            }
        }
    }

    /// Gives the pairs of the run of one class that begins `rest`; returns where in the text it ends.
    fn run(&mut self, rest: &str, at: usize, class: Class) -> usize {
        let mut end = at;
        let mut folded = String::new();
        // Each folded character with the bytes that it came from.
        let mut run: Vec<(char, usize, usize)> = Vec::new();
        for (offset, c) in rest.char_indices() {
            let own = fold::class(c);
            // Marks that voice a kana are of its class.
            if own != class && own != Class::Nothing {
                break;
            }
            end = at + offset + c.len_utf8();
            if own == Class::Nothing {
                continue;
            }
            folded.clear();
            let is_voicing = matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}');
            let voiced = if is_voicing { run.pop() } else { None };
            folded.extend(voiced.map(|(c, ..)| c));
            fold(c, &mut folded);
            let start = voiced.map_or(at + offset, |(_, start, _)| start);
            run.extend(folded.chars().map(|c| (c, start, end)));
        }
        let mut text = String::new();
        if let [(c, start, end)] = *run.as_slice() {
            text.push(c);
            (self.give)(Token { text: &text, kind: Kind::Pair, span: (start, end) });
        }
        for pair in run.windows(2) {
            let [(a, start, _), (b, _, end)] = *pair else { continue };
            text.clear();
            text.extend([a, b]);
            (self.give)(Token { text: &text, kind: Kind::Pair, span: (start, end) });
        }
        end
    }
}
