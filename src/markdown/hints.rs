//! What a page may hold, told at a glance: nobody need look for what is nowhere.
//!
//! A set that is never too small. It begins with a look at the text ([`Hints::of`]) and grows with the tree, where
//! that holds what the text does not: a `+` may be written `&#43;`. May import: nothing.

use memchr::memchr3_iter;

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
        let mut hints = Self::default();
        // What begins nothing is passed over many bytes at a time.
        for at in memchr3_iter(b'`', b'{', b'+', bytes) {
            match bytes.get(at..).unwrap_or_default() {
                [b'`', b'`', b'`', ..] => hints.add(Self::FENCE),
                [b'{', b'{', ..] => hints.add(Self::BRACES),
                [b'+', b'+', b'+', ..] => hints.add(Self::PLUSES),
                _ => {}
            }
        }
        for at in memchr3_iter(b'|', b'\r', b'&', bytes) {
            match bytes.get(at..).unwrap_or_default() {
                [b'|', b' ', b'|', ..] => hints.add(Self::PIPES),
                [b'\r', b'\n', ..] => hints.add(Self::RETURN),
                [b'&', b'#' | b'N' | b'Z', ..] => hints.add(Self::ZERO_WIDTH),
                _ => {}
            }
        }
        for at in memchr3_iter(0xe2, 0xef, 0xd8, bytes) {
            match bytes.get(at..).unwrap_or_default() {
                [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
                | [0xe2, 0x81, ..]
                | [0xef, 0xbb, ..]
                | [0xd8, 0x9c, ..] => {
                    hints.add(Self::ZERO_WIDTH);
                }
                [0xef, 0xbc, 0xbb, ..] => hints.add(Self::WIDE),
                [0xef, ..] if bytes.get(..at).is_some_and(|before| before.ends_with(b"[")) => hints.add(Self::WIDE),
                _ => {}
            }
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
