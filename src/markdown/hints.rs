//! What a page may hold, told at a glance: nobody need look for what is nowhere.
//!
//! A set that is never too small. It begins with a look at the text ([`Hints::of`]) and grows with the tree, where
//! that holds what the text does not: a `+` may be written `&#43;`. May import: nothing.

/// What a page may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints(u16);

impl Hints {
    /// A line end of two characters.
    pub(super) const RETURN: Self = Self(1);
    /// A wide bracket, or a bracket before what may be a wide exclamation mark.
    pub(super) const WIDE: Self = Self(1 << 1);
    /// A character that shows nothing, or an entity that may be one.
    pub(super) const ZERO_WIDTH: Self = Self(1 << 2);
    /// Three backticks.
    pub(super) const FENCE: Self = Self(1 << 3);
    /// `| |`
    pub(super) const PIPES: Self = Self(1 << 4);
    /// `+++`
    pub(super) const PLUSES: Self = Self(1 << 5);
    /// `{{`
    pub(super) const BRACES: Self = Self(1 << 6);
    /// A table.
    pub(super) const TABLE: Self = Self(1 << 7);
    /// Code that begins as a quotation does.
    pub(super) const QUOTED_CODE: Self = Self(1 << 8);
    /// A heading of raw HTML, which may stand in a line.
    pub(super) const RAW_HEADING: Self = Self(1 << 9);
    /// Anything.
    pub(super) const ALL: Self = Self(u16::MAX);

    /// What `text` holds.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // To look for everything everywhere is faster than to look for one thing after the other: without a branch,
        // many bytes are compared at a time.
        let mut found = [0u8; 7];
        let [returns, wide, zero_width, fence, pipes, pluses, braces] = &mut found;
        for [a, b, c] in bytes.array_windows() {
            let is = |byte: &u8, wanted: u8| u8::from(*byte == wanted);
            *returns |= is(a, b'\r') & is(b, b'\n');
            *wide |= is(a, 0xef) & is(b, 0xbc) & is(c, 0xbb) | is(a, b'[') & is(b, 0xef);
            let within = |byte: &u8, first: u8, last: u8| u8::from((first..=last).contains(byte));
            let unseen = is(b, 0x80) & (within(c, 0x8b, 0x8f) | within(c, 0xaa, 0xae)) | is(b, 0x81);
            let entity = is(a, b'&') & (is(b, b'#') | is(b, b'N') | is(b, b'Z'));
            *zero_width |= is(a, 0xe2) & unseen | is(a, 0xd8) & is(b, 0x9c) | is(a, 0xef) & is(b, 0xbb) | entity;
            *fence |= is(a, b'`') & is(b, b'`') & is(c, b'`');
            *pipes |= is(a, b'|') & is(b, b' ') & is(c, b'|');
            *pluses |= is(a, b'+') & is(b, b'+') & is(c, b'+');
            *braces |= is(a, b'{') & is(b, b'{');
        }
        let mut hints = Self(found.iter().zip(0..).fold(0, |bits, (found, place)| bits | u16::from(*found) << place));
        // All else takes three bytes, or means nothing without more behind it.
        if text.ends_with("\r\n") {
            hints.add(Self::RETURN);
        }
        hints
    }

    /// Adds what is in `others`.
    pub(super) fn add(&mut self, others: Self) {
        self.0 |= others.0;
    }

    /// Whether any of `these` may be there.
    pub(super) fn any(self, these: Self) -> bool {
        self.0 & these.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_anywhere_is_seen() {
        for (sign, hint) in [
            ("\r\n", Hints::RETURN),
            ("［", Hints::WIDE),
            ("[！", Hints::WIDE),
            ("\u{200b}", Hints::ZERO_WIDTH),
            ("\u{200f}", Hints::ZERO_WIDTH),
            ("\u{61c}x", Hints::ZERO_WIDTH),
            ("\u{202b}", Hints::ZERO_WIDTH),
            ("\u{2067}", Hints::ZERO_WIDTH),
            ("\u{feff}", Hints::ZERO_WIDTH),
            ("&#8203;", Hints::ZERO_WIDTH),
            ("&ZeroWidthSpace;", Hints::ZERO_WIDTH),
            ("&NegativeThinSpace;", Hints::ZERO_WIDTH),
            ("```", Hints::FENCE),
            ("| |", Hints::PIPES),
            ("+++", Hints::PLUSES),
            ("{{}}", Hints::BRACES),
        ] {
            for before in 0..40 {
                let text = format!("{}{sign}", "a".repeat(before));
                assert!(Hints::of(&text).any(hint) && Hints::of(&format!("{text}b")).any(hint), "{text}");
            }
        }
        assert_eq!(Hints::of("a\rb &amp; `` |  | ++ } [x] {a} – ’ ：（！）"), Hints::default());
    }
}
