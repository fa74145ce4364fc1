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

/// The number that a digit stands for; nothing for any other byte.
fn value(byte: u8) -> Option<u32> {
    let skips = [b'"', b'<', b'\\', b'|'];
    if !(b'!'..=b'~').contains(&byte) || skips.contains(&byte) {
        return None;
    }
    let skipped = skips.iter().filter(|skipped| byte > **skipped).count();
    Some(u32::from(byte - b'!') - u32::try_from(skipped).unwrap_or(0))
}

/// Reads what [`push`] and [`digit`] wrote.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: std::slice::Iter<'a, u8>,
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes().iter() }
    }

    /// Whether everything is read.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.rest.as_slice().is_empty()
    }

    /// How many bytes are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.as_slice().len()
    }

    /// The next digit.
    pub fn digit(&mut self) -> Option<u32> {
        value(*self.rest.next()?)
    }

    /// The next number; nothing at the end, or where none stands.
    pub fn number(&mut self) -> Option<u32> {
        let (mut number, mut scale) = (0u32, 1u32);
        loop {
            let next = self.digit()?;
            number = number.saturating_add(next.saturating_mul(scale));
            if next < STOP {
                return Some(number);
            }
            scale = scale.saturating_mul(STEP);
        }
    }
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

    #[test]
    fn what_is_written_is_read() {
        let numbers: Vec<u32> = (0..40_000).step_by(7).chain([59, 60, 89, 90, 5_000_000]).collect();
        let mut out = String::new();
        for number in &numbers {
            push(&mut out, *number);
            out.push(digit(number % DIGITS));
        }
        let mut reader = Reader::new(&out);
        for number in numbers {
            assert_eq!((reader.number(), reader.digit()), (Some(number), Some(number % DIGITS)));
        }
        assert_eq!((reader.is_done(), reader.number()), (true, None));
    }
}
