//! The one guarded loader for YAML: front matter and configuration.
//!
//! YAML comes from people and translation tools, so it is read with limits: a cap on bytes, brackets and
//! directives before the parser sees the text (its scanner is quadratic in both), and a budget of nodes and
//! characters that is counted while values are built, so that aliases that multiply stop early. Tags and keys
//! that are not scalars are refused, a repeated key is reported and its first value kept, merge keys mean nothing.
//!
//! Every value carries its [`Span`] in the file. Values come from the parser alone; `places` only says where they
//! stand and can't change what they are.
//!
//! Rank 2; may import [`crate::span`]. A pure function of its text: nothing to update when something changes.
//! Deliberately absent: writing YAML, several documents in one file, and knowledge of any key.

mod guard;
mod places;
mod read;
mod value;

pub use guard::Limits;
pub use value::{Entry, Value, Yaml, serialize_entries};

use crate::span::Span;

/// A text that was read: its value, and the keys that it gives twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The value of the whole text.
    pub root: Yaml,
    /// The keys that were ignored because the same mapping has them already, in the order of the text.
    pub repeated: Vec<Repeated>,
}

/// A key that the same mapping has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The key.
    pub key: Box<str>,
    /// Where it counts.
    pub first: Span,
    /// Where it is ignored.
    pub span: Span,
}

/// Why a text can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where in the file.
    pub span: Span,
}

impl YamlError {
    /// How to mend the mistakes that people make most, in one sentence without a full stop.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        let hints = [
            ("mapping values are not allowed", "put a value that holds `: ` in quotes"),
            ("did not find expected key", "write an apostrophe inside '…' twice, or put the value in \"…\""),
            ("could not find expected ':'", "indent the lines that continue a value"),
            ("unknown escape character", "use '…' instead of \"…\" for text that holds a backslash"),
            ("cannot start any token", "put the value in quotes, and indent with blanks instead of tabs"),
            ("end of stream", "close the quote or bracket"),
            ("tags (", "put a value that begins with `[` or `!` in quotes"),
            ("more than one document", "begin every key at the start of its line"),
        ];
        hints.into_iter().find(|(problem, _)| self.message.contains(problem)).map(|(_, help)| help)
    }
}

/// Reads `text`, which starts at byte `at` of its file; an empty text is [`Value::Null`].
pub fn load(text: &str, at: usize, limits: Limits) -> Result<Loaded, YamlError> {
    guard::check(text, limits)
        .and_then(|()| read::read(text))
        .map(|loaded| loaded.shift(at))
        .map_err(|error| YamlError { span: error.span.shift(at), ..error })
}

impl Loaded {
    fn shift(mut self, at: usize) -> Self {
        self.root.shift(at);
        for repeated in &mut self.repeated {
            repeated.first = repeated.first.shift(at);
            repeated.span = repeated.span.shift(at);
        }
        self
    }
}
