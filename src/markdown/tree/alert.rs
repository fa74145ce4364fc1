//! The vocabulary of alerts.

/// The vocabulary of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the vocabulary")]
pub enum AlertKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Info,
    Error,
    Success,
    Admin,
    Administration,
    Availability,
    Prerequisites,
    MoreLikeThis,
}

impl AlertKind {
    /// Every kind, in the order of the writers' guide.
    pub const ALL: [Self; 13] = [
        Self::Note,
        Self::Tip,
        Self::Important,
        Self::Warning,
        Self::Caution,
        Self::Info,
        Self::Error,
        Self::Success,
        Self::Admin,
        Self::Administration,
        Self::Availability,
        Self::Prerequisites,
        Self::MoreLikeThis,
    ];

    /// The name in lower case: the value of `data-alert`, and the key of its label among the theme's strings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
            Self::Info => "info",
            Self::Error => "error",
            Self::Success => "success",
            Self::Admin => "admin",
            Self::Administration => "administration",
            Self::Availability => "availability",
            Self::Prerequisites => "prerequisites",
            Self::MoreLikeThis => "morelikethis",
        }
    }

    /// The kind with this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}
