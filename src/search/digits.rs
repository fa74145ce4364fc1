//! Numbers as printable characters, so that an index is a script, reads in any editor, and still packs well.
//!
//! A digit is one of ninety ASCII characters: those from `!` to `~` without `"`, `<`, `\` and `|`. A number below 60 is
//! one digit; a larger one, less 60, is divided by 30: the rest gives a digit from 60 on, the quotient follows.

/// How many digits there are.
pub const DIGITS: u32 = 90;
const STOP: u32 = 60;
const STEP: u32 = 30;

/// The character of a digit; the last one where there is none.
#[must_use]
pub fn digit(value: u32) -> char {
    let value = u8::try_from(value.min(DIGITS - 1)).unwrap_or_default();
    let skips = [b'"', b'<', b'\\', b'|'];
    let code = skips.iter().fold(value + b'!', |code, skipped| code + u8::from(code >= *skipped));
    char::from(code)
}

/// Appends a number.
pub fn push(out: &mut String, mut value: u32) {
    while value >= STOP {
        value -= STOP;
        out.push(digit(STOP + value % STEP));
        value /= STEP;
    }
    out.push(digit(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_ninety_different_characters_that_need_no_escape() {
        let mut all: Vec<char> = (0..DIGITS).map(digit).collect();
        assert!(all.iter().all(|c| c.is_ascii_graphic() && !"\"<\\|".contains(*c)));
        all.dedup();
        assert_eq!(all.len(), DIGITS as usize);
        assert_eq!(all.last(), Some(&'~'));
    }

    #[test]
    fn numbers_are_short() {
        let text = |value| {
            let mut out = String::new();
            push(&mut out, value);
            out
        };
        assert_eq!(text(0), "!");
        assert_eq!(text(59).len(), 1);
        assert_eq!(text(60).len(), 2);
        assert_eq!(text(u32::MAX).len(), 7);
    }
}
