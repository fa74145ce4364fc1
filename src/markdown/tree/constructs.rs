//! What the nodes of the dialect's own constructs hold.

use super::{Alignment, Attribute, FileId, Literal, RefId};

/// Attributes that a writer gave to something: `{width="500" align="center"}`; only those of an allow-list.
pub type Attributes = Vec<Attribute>;

/// The address and title of a link or an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Where it leads.
    pub reference: RefId,
    /// The title attribute, decoded; empty when there is none.
    pub title: Box<str>,
    /// What stands in braces behind it.
    pub attributes: Attributes,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The whole info string, decoded; empty for indented code.
    pub info: Box<str>,
    /// The code, container prefixes removed, with its last line end.
    pub text: Literal,
}

/// How the lines of a block of code are shown, as `{line-numbers="true" start-line="7" highlight="11-13, 16"}` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The number of the first line, if lines are numbered.
    pub first: Option<u32>,
    /// Ranges of lines that are marked, both ends included, counted from the number of the first line.
    pub marked: Vec<(u32, u32)>,
}

/// What is said of a table as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// How its columns are aligned.
    pub columns: Box<[Alignment]>,
    /// How its columns share the width.
    pub layout: TableLayout,
}

/// How the columns of a table share its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableLayout {
    /// As the theme has it.
    #[default]
    Theme,
    /// By their content: `{style="table-layout:auto"}`.
    Auto,
    /// Alike: `{style="table-layout:fixed"}`.
    Fixed,
}

/// A film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Where it is shown.
    pub reference: RefId,
}

/// A badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// How it looks.
    pub kind: BadgeKind,
    /// What it says.
    pub label: Box<str>,
    /// What more it says when it is pointed at; may be empty.
    pub tooltip: Box<str>,
    /// Where it leads, if anywhere.
    pub reference: Option<RefId>,
}

/// The vocabulary of badges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the vocabulary")]
pub enum BadgeKind {
    #[default]
    Informative,
    Positive,
    Negative,
    Neutral,
    Caution,
}

impl BadgeKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Informative, Self::Positive, Self::Negative, Self::Neutral, Self::Caution];

    /// The name in lower case: the value of `data-badge`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Informative => "informative",
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Caution => "caution",
        }
    }

    /// The kind with this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// Where a part of a page comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The file in which it is written.
    pub file: FileId,
    /// Whether it stands in a line.
    pub inline: bool,
}

/// A place where another text is to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transclusion {
    /// What is asked for.
    pub wanted: Wanted,
    /// Whether it stands in a line.
    pub inline: bool,
}

/// What a transclusion asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A file: `{{$include /help/_includes/x.md}}`.
    File(Box<str>),
    /// A snippet, by its id: `{{id}}`.
    Snippet(Box<str>),
}
