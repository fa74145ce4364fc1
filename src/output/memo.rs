//! The one result that is kept between runs, as opaque bytes: it depends on nothing but the code blocks it answers for.

use super::OutputError;
use super::target::Target;
use crate::digest::Digest;
use std::fs;
use std::path::Path;

const MEMO: &str = "highlight.memo";

/// The bytes last kept for this output folder; nothing when there are none or they were damaged.
#[must_use]
pub fn read_memo(target: &Path) -> Option<Vec<u8>> {
    let file = fs::read(Target::resolve(target).ok()?.beside.join(MEMO)).ok()?;
    let (digest, bytes) = file.split_first_chunk()?;
    (Digest::of(bytes).bytes() == *digest).then(|| bytes.to_vec())
}

/// Keeps `bytes` for the next run. A failure costs time, not correctness: no build should fail for it.
pub fn write_memo(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let target = Target::resolve(target)?;
    target.make_beside()?;
    let new = target.beside.join(MEMO).with_extension("memo.new");
    let framed = [Digest::of(bytes).bytes().as_slice(), bytes].concat();
    fs::write(&new, framed).and_then(|()| fs::rename(&new, target.beside.join(MEMO))).map_err(OutputError::at(&new))
}
