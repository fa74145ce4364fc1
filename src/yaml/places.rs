//! Where values stand in the text.
//!
//! The parser does not say where a value came from, but it hands out text that needed no decoding as a slice of its
//! input, and that slice's address is an exact place. All others (numbers, escapes, folded lines) are found by
//! reading on from the last place, over the marks that may stand between two values. The cursor never goes back, so
//! the whole walk is linear. A place that can't be found is near the last one: places never decide what a value is.

use crate::span::Span;

pub(super) struct Places<'t> {
    text: &'t str,
    cursor: usize,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, cursor: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Takes `len` bytes at the cursor.
    fn take(&mut self, len: usize) -> Span {
        let span = Span::new(self.cursor, self.cursor + len);
        self.cursor += len;
        span
    }

    /// The place of a text that a value holds.
    pub(super) fn text(&mut self, text: &str) -> Span {
        if let Some(span) = self.slice(text) {
            self.cursor = self.cursor.max(span.end as usize);
            return span;
        }
        self.skip();
        let rest = self.rest();
        let len = match rest.chars().next() {
            Some('\'') => single_quoted(rest),
            Some('"') => double_quoted(rest),
            Some('|' | '>') => block(rest),
            Some('*') => word(rest),
            _ => folded(rest, text),
        };
        self.take(len)
    }

    /// The place of a part of our own text, with the quotes around it.
    fn slice(&self, part: &str) -> Option<Span> {
        let start = part.as_ptr().addr().checked_sub(self.text.as_ptr().addr())?;
        let end = start + part.len();
        self.text.get(start..end)?;
        let quote = self.text.get(..start)?.chars().next_back().filter(|c| matches!(c, '\'' | '"'));
        let is_quoted = quote.is_some() && self.text.get(end..)?.chars().next() == quote;
        Some(if is_quoted { Span::new(start - 1, end + 1) } else { Span::new(start, end) })
    }

    /// The next plain word, and where it stands.
    pub(super) fn token(&mut self) -> (Span, &'t str) {
        self.skip();
        let rest = self.rest();
        let word = rest.get(..word(rest)).map_or("", |word| word.strip_suffix(':').unwrap_or(word));
        (self.take(word.len()), word)
    }

    /// The place of a written `null` or `~`, or the empty place where a value could have been.
    pub(super) fn null(&mut self) -> Span {
        let gap = self.rest().find(|c: char| !matches!(c, ' ' | '\t' | ':' | '-' | '?')).unwrap_or(0);
        let rest = self.rest().get(gap..).unwrap_or_default();
        match ["~", "null", "Null", "NULL"].into_iter().find(|word| rest.starts_with(word)) {
            Some(word) => {
                self.cursor += gap;
                self.take(word.len())
            }
            None => Span::at(self.cursor),
        }
    }

    /// The place where a list or mapping begins.
    pub(super) fn bracket(&self) -> Span {
        let gap = self.rest().find(|c: char| !c.is_whitespace() && c != ':').unwrap_or(0);
        Span::at(self.cursor + gap)
    }

    /// Goes over what may stand between two values: blanks, comments, indicators, brackets, anchors.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let mut characters = rest.chars();
            let (first, second) = (characters.next(), characters.next());
            let ends_word = second.is_none_or(char::is_whitespace);
            let len = match first {
                Some(c) if c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}') => c.len_utf8(),
                Some(':') => 1,
                Some('-' | '?') if ends_word => 1,
                Some('-') if rest.starts_with("---") => 3,
                Some('#') => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                Some('&' | '!') => rest.find(char::is_whitespace).unwrap_or(rest.len()),
                _ => return,
            };
            self.cursor += len;
        }
    }
}

/// The length of a plain word.
fn word(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len())
}

/// The length of a text in `'…'`, where a quote inside is written twice.
fn single_quoted(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if character == '\'' && characters.next_if(|&(_, next)| next == '\'').is_none() {
            return index + 1;
        }
    }
    rest.len()
}

/// The length of a text in `"…"`, where a backslash protects what follows.
fn double_quoted(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return index + 1,
            '\\' => _ = characters.next(),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a block scalar: its mark, and the lines that are indented like the first of them.
fn block(rest: &str) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut lines = rest.split_inclusive('\n');
    let mark = lines.next().unwrap_or_default();
    let mut depth = None;
    let mut len = mark.len();
    let mut end = mark.trim_end().len();
    for line in lines {
        let text = line.trim_end();
        if !text.is_empty() {
            if indent(line) < *depth.get_or_insert(indent(line).max(1)) {
                break;
            }
            end = len + text.len();
        }
        len += line.len();
    }
    end
}

/// The length of a plain text that goes over several lines: its characters in order, whatever blanks lie between.
fn folded(rest: &str, text: &str) -> usize {
    let mut wanted = text.chars().filter(|c| !c.is_whitespace()).peekable();
    let mut end = 0;
    for (index, character) in rest.char_indices() {
        match wanted.peek() {
            Some(_) if character.is_whitespace() => {}
            Some(&next) if next == character => {
                wanted.next();
                end = index + character.len_utf8();
            }
            _ => break,
        }
    }
    end
}
