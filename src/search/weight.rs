//! How much a term says in a section: one digit of the index.

/// How often a term stands in a section's body and code is counted up to here.
const MOST: (u8, u8) = (3, 2);

/// A term in a section, and how much it says there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The section's number.
    pub section: u16,
    /// See [`Weight`].
    pub weight: u8,
}

/// In which fields of a section a term stands, and how often: one digit of the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// How often in running text, up to 3.
    pub body: u8,
    /// How often in blocks of code, up to 2.
    pub code: u8,
    /// Whether in the heading.
    pub heading: bool,
    /// Whether in the page's title.
    pub title: bool,
}

impl Weight {
    /// As a number below 48.
    #[must_use]
    pub fn pack(self) -> u8 {
        self.body.min(MOST.0) + 4 * (self.code.min(MOST.1) + 3 * (u8::from(self.heading) + 2 * u8::from(self.title)))
    }

    /// From a number that [`Weight::pack`] made.
    #[must_use]
    pub fn unpack(packed: u8) -> Self {
        Self { body: packed % 4, code: packed / 4 % 3, heading: packed / 12 % 2 == 1, title: packed / 24 == 1 }
    }
}
