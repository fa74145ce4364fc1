//! `.translations.lock`: what the source said when its translations were accepted, for sites without a history.
//!
//! One line a page, `path`, then for each block its sort and the first eight bytes of its text's digest. Lines are sorted, so
//! that two branches that accept different pages merge without a conflict.

use super::units::{Shape, Sort, Text, readable, units};
use crate::digest::{Digest, Hasher};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The first line.
const HEADER: &str = "# What each translation was made from. Written by `baton status --accept`.";

/// A block of the source as it was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockedBlock {
    /// Its sort.
    pub shape: Shape,
    /// The digest of its text, the last eight bytes zero.
    pub text: Digest,
}

/// The pages that were accepted: path of the translation below the site's root, to the source's blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(pub BTreeMap<String, Vec<LockedBlock>>);

/// The blocks of a source as a lock remembers them.
#[must_use]
pub fn record(source: Text<'_>) -> Vec<LockedBlock> {
    let block = |unit: &super::units::Unit<'_>| LockedBlock {
        shape: Shape { kind: unit.shape.kind, within: 0 },
        text: shortened(Digest::of(readable(unit, source.source).as_bytes())),
    };
    units(source.document).iter().map(block).collect()
}

/// The identity of what a lock remembers of a page.
#[must_use]
pub fn digest(blocks: &[LockedBlock]) -> Digest {
    let mut hasher = Hasher::default();
    for block in blocks {
        hasher.number(letter(block.shape.kind) as usize);
        hasher.raw(&block.text.bytes());
    }
    hasher.finish()
}

/// A digest as far as a lock keeps it.
#[must_use]
pub fn shortened(digest: Digest) -> Digest {
    let mut bytes = digest.bytes();
    for byte in bytes.iter_mut().skip(8) {
        *byte = 0;
    }
    Digest::from_bytes(bytes)
}

impl Lock {
    /// Reads a lock file; lines that are none are the numbers that come back with it, counted from 1.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<usize>) {
        let mut lock = Self::default();
        let mut bad = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = line.split_once('\t').and_then(|(path, blocks)| {
                let blocks: Option<Vec<LockedBlock>> = blocks.split_whitespace().map(block).collect();
                Some((path, blocks?))
            });
            match entry {
                Some((path, blocks)) => drop(lock.0.insert(path.to_owned(), blocks)),
                None => bad.push(index + 1),
            }
        }
        (lock, bad)
    }

    /// The file's text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::from(HEADER);
        text.push('\n');
        for (path, blocks) in &self.0 {
            text.push_str(path);
            text.push('\t');
            for (index, block) in blocks.iter().enumerate() {
                if index > 0 {
                    text.push(' ');
                }
                text.push(letter(block.shape.kind));
                for byte in block.text.bytes().iter().take(8) {
                    let _ = write!(text, "{byte:02x}");
                }
            }
            text.push('\n');
        }
        text
    }
}

fn letter(kind: Sort) -> char {
    match kind {
        Sort::Paragraph => 'p',
        Sort::Code => 'c',
        Sort::Row => 'r',
        Sort::Term => 't',
        Sort::Include => 'i',
        Sort::Heading(level) => char::from(b'0' + level.min(9)),
    }
}

fn block(word: &str) -> Option<LockedBlock> {
    let mut characters = word.chars();
    let kind = match characters.next()? {
        'p' => Sort::Paragraph,
        'c' => Sort::Code,
        'r' => Sort::Row,
        't' => Sort::Term,
        'i' => Sort::Include,
        digit @ '1'..='6' => Sort::Heading(u8::try_from(digit.to_digit(10)?).ok()?),
        _ => return None,
    };
    let hex = characters.as_str();
    if hex.len() != 16 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u64::from_str_radix(hex, 16).ok()?;
    let mut bytes = [0; 16];
    for (slot, byte) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *slot = byte;
    }
    Some(LockedBlock { shape: Shape { kind, within: 0 }, text: Digest::from_bytes(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let block = |kind, text: &str| LockedBlock {
            shape: Shape { kind, within: 0 },
            text: shortened(Digest::of(text.as_bytes())),
        };
        let blocks = vec![block(Sort::Heading(1), "a"), block(Sort::Paragraph, "b"), block(Sort::Code, "c")];
        let lock = Lock(BTreeMap::from([
            ("content/fr/a b.md".to_owned(), blocks),
            ("content/fr/b.md".to_owned(), Vec::new()),
        ]));
        assert_eq!(Lock::read(&lock.write()), (lock, Vec::new()));
    }

    #[test]
    fn lines_that_are_none_are_told() {
        let (lock, bad) = Lock::read("# x\n\nno tab\na\tp00\nb\tp0011223344556677\n");
        assert_eq!((lock.0.len(), bad), (1, vec![3, 4]));
    }
}
