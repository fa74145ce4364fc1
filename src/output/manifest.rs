//! The manifest: what Baton published, and so what it may delete.
//!
//! The same outputs give the same bytes: sorted, and without times, hosts or absolute paths.

use super::path;
use crate::digest::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The manifest's path in the published tree.
pub const MANIFEST: &str = "manifest.json";

/// The number of the manifest's format; another number is another program's file.
const FORMAT: u32 = 1;

/// The list of all published files.
#[derive(Serialize, Deserialize, Debug)]
pub(super) struct Manifest {
    generator: String,
    format: u32,
    /// The files by output path, without the manifest itself.
    pub files: BTreeMap<String, Entry>,
}

/// What the manifest says of one published file.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's length in bytes.
    pub size: u64,
    /// The [`Digest`] of its bytes, 32 hexadecimal digits.
    pub digest: String,
}

impl Entry {
    /// The entry of a file.
    pub(super) fn new(size: u64, digest: Digest) -> Self {
        Self { size, digest: digest.to_string() }
    }
}

impl Manifest {
    /// The manifest of these files.
    pub fn new(files: BTreeMap<String, Entry>) -> Self {
        Self { generator: concat!("baton ", env!("CARGO_PKG_VERSION")).to_owned(), format: FORMAT, files }
    }

    /// The manifest as it is published.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The manifest in these bytes, if it is one of Baton's: a path that leads out of the folder is not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let ours = manifest.generator.starts_with("baton ") && manifest.format == FORMAT;
        (ours && manifest.files.keys().all(|file| path::check(file).is_ok())).then_some(manifest)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Entry, Manifest};
    use crate::digest::Digest;

    fn of(path: &str) -> Manifest {
        Manifest::new([(path.to_owned(), Entry::new(2, Digest::of(b"ab")))].into())
    }

    #[test]
    fn a_manifest_survives_the_disk() {
        let bytes = of("en/index.html").to_bytes().unwrap();
        let read = Manifest::from_bytes(&bytes).unwrap();
        assert_eq!(read.files.get("en/index.html").unwrap().size, 2);
        assert_eq!(read.to_bytes().unwrap(), bytes);
    }

    #[test]
    fn what_is_not_ours_is_no_manifest() {
        assert!(Manifest::from_bytes(br#"{"name": "My app", "icons": []}"#).is_none());
        assert!(Manifest::from_bytes(br#"{"generator": "other 1", "format": 1, "files": {}}"#).is_none());
        assert!(Manifest::from_bytes(br#"{"generator": "baton 9", "format": 99, "files": {}}"#).is_none());
        assert!(Manifest::from_bytes(b"{").is_none());
        assert!(Manifest::from_bytes(&of("../../precious").to_bytes().unwrap()).is_none(), "must not lead out");
    }
}
