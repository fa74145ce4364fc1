//! What the renderer asks of the site around a page.

use crate::markdown::tree::{AlertKind, Heading, HeadingId, Node, RefId, Reference};
use crate::markdown::url;
use std::borrow::Cow;

/// What the renderer asks of its caller. The answers it gives by itself are those of a text without a site.
pub trait Surroundings {
    /// Where a link leads.
    fn link<'a>(&'a self, id: RefId, reference: &'a Reference) -> Destination<'a> {
        let _ = id;
        Destination::Internal(url::encode(&reference.target))
    }

    /// What a link is called whose text names nothing.
    fn link_name<'a>(&'a self, id: RefId, reference: &'a Reference) -> Option<Cow<'a, str>> {
        let _ = id;
        url::name(&reference.target).map(Cow::Borrowed)
    }

    /// The picture that an image shows.
    fn image<'a>(&'a self, id: RefId, reference: &'a Reference) -> Picture<'a> {
        let _ = id;
        Picture::Found { address: url::encode(&reference.target), size: None }
    }

    /// How a film is shown.
    fn video<'a>(&'a self, id: RefId, reference: &'a Reference) -> Film<'a> {
        Film { destination: self.link(id, reference), plays: true, title: self.phrase(Phrase::Video) }
    }

    /// Under which ids a heading is found.
    fn heading<'a>(&'a self, id: HeadingId, heading: &'a Heading) -> HeadingAnchors<'a> {
        let _ = id;
        HeadingAnchors { id: &heading.id, second: None }
    }

    /// A block of code, highlighted.
    ///
    /// `info` is the fence's info string as written; what comes back is written into the page as it is, so it must
    /// be escaped.
    fn highlight<'a>(&'a self, info: &'a str, code: &'a str) -> Highlighted<'a> {
        let _ = code;
        Highlighted { language: info.split_whitespace().next().unwrap_or_default().into(), html: None }
    }

    /// What a block carries besides what it says.
    fn mark<'a>(&'a self, block: &Node) -> Option<Mark<'a>> {
        let _ = block;
        None
    }

    /// A phrase in the reader's language, as text.
    fn phrase(&self, phrase: Phrase) -> Cow<'_, str> {
        phrase.english().into()
    }

    /// Whether the page is dressed for reading in a browser: links at headings, images loaded when they are needed.
    fn decorates(&self) -> bool {
        false
    }
}

/// No site: addresses stay as written, phrases are English, nothing is decorated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Surroundings for Plain {}

/// Where a link leads, in the form in which HTML needs it, not escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// A page, a file or a heading of this site.
    Internal(Cow<'a, str>),
    /// Another site.
    External(Cow<'a, str>),
    /// Nowhere: the text is shown, marked.
    Broken,
}

/// What an image shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture<'a> {
    /// A picture.
    Found {
        /// Where it is, not escaped.
        address: Cow<'a, str>,
        /// Width and height in pixels, where they are known.
        size: Option<(u32, u32)>,
    },
    /// Nothing: the alternative text is shown, marked.
    Missing,
}

/// What a block of a translation carries besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The number of the original's block; written as `data-pair`.
    pub pair: Option<u32>,
    /// What became of the original's block; written as `data-change`.
    pub change: Option<&'static str>,
    /// What stands in the place of the block, as HTML; the block itself where it is empty.
    pub instead: &'a str,
    /// What is said of the block, as HTML: in a cell or item it stands at the end, else right behind the block.
    pub note: &'a str,
    /// What stands behind the block, as HTML; rows behind a row.
    pub behind: &'a str,
}

/// A film to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film<'a> {
    /// Where it is.
    pub destination: Destination<'a>,
    /// Whether its host is one that pages may play films from.
    pub plays: bool,
    /// What it is called.
    pub title: Cow<'a, str>,
}

/// The ids of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadingAnchors<'a> {
    /// The id of the heading itself; none where it is empty.
    pub id: &'a str,
    /// Another id that leads there.
    pub second: Option<&'a str>,
}

/// Code to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlighted<'a> {
    /// The language's token; left out of the page unless it is 1 to 32 of `[A-Za-z0-9+#._-]`.
    pub language: Cow<'a, str>,
    /// The code as HTML; the escaped text when there is nothing to highlight.
    pub html: Option<Cow<'a, str>>,
}

/// A phrase that the renderer writes into a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phrase {
    /// The label of an alert.
    Alert(AlertKind),
    /// What the link at a heading is called; `{title}` is the heading's text.
    HeadingAnchor,
    /// What a table is called that can be scrolled.
    Table,
    /// What the footnotes are called.
    Footnotes,
    /// What the link from a footnote back to the text is called; `{number}` is the footnote's.
    FootnoteBack,
    /// What the box of a task says that is done.
    TaskDone,
    /// What the box of a task says that is not done yet.
    TaskOpen,
    /// What a film is called.
    Video,
    /// What is wrong with a link that leads nowhere; `{target}` is its address.
    LinkBroken,
    /// What is wrong with an image that is missing; `{target}` is its address.
    ImageMissing,
}

impl Phrase {
    /// Every phrase.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let others = [
            Self::HeadingAnchor,
            Self::Table,
            Self::Footnotes,
            Self::FootnoteBack,
            Self::TaskDone,
            Self::TaskOpen,
            Self::Video,
            Self::LinkBroken,
            Self::ImageMissing,
        ];
        AlertKind::ALL.into_iter().map(Self::Alert).chain(others).collect()
    }

    /// Its key among a theme's strings.
    #[must_use]
    pub fn key(self) -> Cow<'static, str> {
        match self {
            Self::Alert(kind) => format!("alert_{}", kind.name()).into(),
            Self::HeadingAnchor => "section_anchor".into(),
            Self::Table => "table_region".into(),
            Self::Footnotes => "footnotes".into(),
            Self::FootnoteBack => "footnote_back".into(),
            Self::TaskDone => "task_done".into(),
            Self::TaskOpen => "task_open".into(),
            Self::Video => "video".into(),
            Self::LinkBroken => "broken_link".into(),
            Self::ImageMissing => "missing_image".into(),
        }
    }

    /// The phrase in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Alert(kind) => alert_label(kind),
            Self::HeadingAnchor => "Section titled “{title}”",
            Self::Table => "Table",
            Self::Footnotes => "Footnotes",
            Self::FootnoteBack => "Back to reference {number}",
            Self::TaskDone => "Done",
            Self::TaskOpen => "To do",
            Self::Video => "Video",
            Self::LinkBroken => "The target of this link does not exist: {target}",
            Self::ImageMissing => "Image not found: {target}",
        }
    }
}

fn alert_label(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Note => "Note",
        AlertKind::Tip => "Tip",
        AlertKind::Important => "Important",
        AlertKind::Warning => "Warning",
        AlertKind::Caution => "Caution",
        AlertKind::Info => "Info",
        AlertKind::Error => "Error",
        AlertKind::Success => "Success",
        AlertKind::Admin => "Admin",
        AlertKind::Administration => "Administration",
        AlertKind::Availability => "Availability",
        AlertKind::Prerequisites => "Prerequisites",
        AlertKind::MoreLikeThis => "Related articles",
    }
}
