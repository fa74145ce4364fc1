//! Telling from what the system says of a file whether it may have changed.

use crate::digest::{Digest, Hasher};
use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Two writes within this time may leave the same times: file systems count in ticks, FAT in steps of two seconds.
const RACY: Duration = Duration::from_secs(2);

/// What the system said of a file when it was read.
///
/// Equal versions mean equal bytes, unless the file [was fresh](Version::was_fresh) then; only its bytes tell it apart
/// from itself in that case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    bytes: u64,
    /// When its bytes were changed, in nanoseconds since 1970.
    modified: i128,
    /// When its name, owner or bytes were changed.
    changed: i128,
    inode: u64,
    /// The digest of its bytes, where times could not tell.
    content: Option<Digest>,
}

impl Version {
    /// The version that `metadata` is of.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(0, nanoseconds);
        let (changed, inode) = other_marks(metadata);
        Self { bytes: metadata.len(), modified, changed, inode, content: None }
    }

    /// Whether the file was written so shortly before `now` that the next write might not show in its times.
    #[must_use]
    pub fn was_fresh(&self, now: SystemTime) -> bool {
        nanoseconds(now) - self.modified < i128::try_from(RACY.as_nanos()).unwrap_or(i128::MAX)
    }

    /// Whether `other` may be the same bytes, by the marks of the system alone.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        Self { content: None, ..*self } == Self { content: None, ..*other }
    }

    /// The identity of the version: that of the bytes, as far as the marks of the system can tell.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::default();
        for number in [i128::from(self.bytes), self.modified, self.changed, i128::from(self.inode)] {
            hasher.raw(&number.to_le_bytes());
        }
        hasher.raw(&self.content.map_or([0; 16], Digest::bytes));
        hasher.finish()
    }

    /// The same version, known by its bytes too.
    #[must_use]
    pub fn with_content(self, content: Digest) -> Self {
        Self { content: Some(content), ..self }
    }
}

fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    }
}

#[cfg(unix)]
fn other_marks(metadata: &Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    (i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(not(unix))]
fn other_marks(_: &Metadata) -> (i128, u64) {
    (0, 0)
}
