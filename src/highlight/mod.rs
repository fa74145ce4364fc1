//! Code to a dozen token classes: what stands inside a page's `<code>`.
//!
//! Rank 3; may import [`crate::digest`]. It knows nothing of pages: a language and a code go in, escaped HTML
//! with `<span class="hl-…">` runs comes out, the same on every run and thread. The colours are the theme's.
//!
//! When something changes: the result depends on the language and the code alone, so [`Memo`] keeps it across
//! runs under a digest of the two; a changed grammar or class table is a changed [`REVISION`].
//!
//! Code is content, and content is hostile: the regex engine is the backtracking-limited one, long lines and
//! blocks stay plain ([`MAX_LINE`], [`MAX_BLOCK`]), and only the grammars of [`Language`]'s table are ever used.
//! Deliberately absent: themes, line numbers, guessing a language from its code, and any state outside a value.

mod classes;
mod grammars;
mod language;
mod memo;
mod runs;

pub use language::{Kind, Language};
pub use memo::Memo;

use classes::{Class, Classifier, Stack};
use grammars::Grammars;
use runs::Runs;
use std::sync::OnceLock;
use syntect::parsing::{ParseState, ScopeStackOp, SyntaxReference, SyntaxSet};

/// Longer lines, in bytes, stay plain; the lines around them are still coloured.
///
/// Of 14,371 lines in a corpus of 1,384 pages twelve are longer (the longest, minified JSON, has 9,327 bytes).
pub const MAX_LINE: usize = 600;

/// Longer blocks, in bytes, stay plain; the longest of the corpus has 17,096.
pub const MAX_BLOCK: usize = 24 * 1024;

/// A block's lines are coloured until the sum of their squared lengths, in bytes, passes this; the rest stays plain.
///
/// Many patterns cost the square of a line's length, so this is a count of work that is the same on every
/// machine. The costliest block of the corpus comes to 1.9 million. It holds the worst text found for the slowest
/// grammars to about three seconds a block instead of half a minute.
pub const MAX_WORK: usize = 2_500_000;

/// Names the grammars and the class table; raise it when either changes, and remembered results are forgotten.
pub const REVISION: &str = "two-face 0.5.2, PHP without lists, classes 2";

/// The grammars, loaded when the first code asks for them.
///
/// Each pattern is compiled when a code first meets it, which is most of a first run's time: keep one highlighter,
/// and a [`Memo`] between runs. What is compiled is large, too; with [`Memo::prepare`] a thread holds one language at a
/// time.
#[derive(Default)]
pub struct Highlighter {
    loaded: OnceLock<Loaded>,
}

struct Loaded {
    grammars: Grammars,
    classifier: Classifier,
}

impl Highlighter {
    /// The HTML of `code`: escaped text, in which runs of one class are wrapped in a `<span>`.
    ///
    /// A span never crosses the end of a line, so that the result can be cut into lines. Plain and unknown
    /// languages, and blocks above [`MAX_BLOCK`], are escaped and nothing else.
    #[must_use]
    pub fn highlight(&self, language: &Language, code: &str) -> String {
        match language.kind {
            Kind::Grammar(name) if code.len() <= MAX_BLOCK => {
                let Loaded { grammars, classifier } = self.loaded();
                grammars
                    .find(name)
                    .map_or_else(|| escape(code), |(set, grammar)| colour(set, grammar, classifier, code))
            }
            Kind::Example if code.len() <= MAX_BLOCK => self.example(code),
            _ => escape(code),
        }
    }

    /// One for the grammar of this name, none of whose patterns is compiled yet.
    fn fresh(&self, grammar: &str) -> Self {
        let Loaded { grammars, classifier } = self.loaded();
        Self { loaded: Loaded { grammars: grammars.fresh(grammar), classifier: classifier.clone() }.into() }
    }

    /// The parts of an example, each in its language, and the lines between them as comments.
    fn example(&self, code: &str) -> String {
        let Loaded { grammars, classifier } = self.loaded();
        let mut html = String::new();
        let (mut part, mut language) = (String::new(), "Markdown");
        let finish = |language: &str, part: &str| match grammars.find(language) {
            Some((set, grammar)) => colour(set, grammar, classifier, part),
            None => escape(part),
        };
        for line in code.split_inclusive('\n') {
            let Some(name) = line.strip_prefix("--- ") else {
                part.push_str(line);
                continue;
            };
            html += &finish(language, &part);
            part.clear();
            language = if name.trim_end() == "html" { "HTML" } else { "" };
            let mut between = Runs::new(line.len() * 2);
            between.push(Class::Comment, line);
            between.end_line();
            html += &between.finish();
        }
        html + &finish(language, &part)
    }

    fn loaded(&self) -> &Loaded {
        self.loaded.get_or_init(|| Loaded { grammars: Grammars::load(), classifier: Classifier::default() })
    }
}

/// `code` as text of an HTML element.
#[must_use]
pub fn escape(code: &str) -> String {
    let mut runs = Runs::new(code.len());
    runs.plain(code);
    runs.finish()
}

fn colour(grammars: &SyntaxSet, grammar: &SyntaxReference, classifier: &Classifier, code: &str) -> String {
    let mut runs = Runs::new(code.len() * 2);
    let mut state = ParseState::new(grammar);
    let mut stack = classifier.stack();
    let mut work = MAX_WORK;
    for line in code.split_inclusive('\n') {
        if line.len() > MAX_LINE {
            runs.plain(line);
            continue;
        }
        work = work.saturating_sub(line.len() * line.len());
        let parsed = if work == 0 { None } else { parse(&mut state, line, grammars) };
        if let Some(operations) = parsed {
            colour_line(line, &operations, &mut stack, &mut runs);
        } else {
            work = 0;
            runs.plain(line);
        }
    }
    runs.finish()
}

/// The scopes that begin and end in `line`; nothing where the grammar fails.
fn parse(state: &mut ParseState, line: &str, grammars: &SyntaxSet) -> Option<Vec<(usize, ScopeStackOp)>> {
    // The grammars expect every line to end in a line feed, the last one too.
    if line.ends_with('\n') {
        state.parse_line(line, grammars).ok()
    } else {
        state.parse_line(&format!("{line}\n"), grammars).ok()
    }
}

fn colour_line(line: &str, operations: &[(usize, ScopeStackOp)], stack: &mut Stack<'_>, runs: &mut Runs) {
    let mut rest = line;
    let mut done = 0;
    for (offset, operation) in operations {
        if let Some((token, behind)) = rest.split_at_checked(offset.saturating_sub(done)) {
            runs.push(stack.class(), token);
            done += token.len();
            rest = behind;
        }
        stack.apply(operation);
    }
    runs.push(stack.class(), rest);
    runs.end_line();
}
