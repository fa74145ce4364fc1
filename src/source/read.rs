//! Reading one file: within its limit, once, and never anything but a regular file.

use super::names::Role;
use super::scan::Found;
use super::{Asset, FileKey, Limits, Source, Version, decode};
use crate::diagnostic::{Diagnostic, codes};
use crate::digest::Digest;
use crate::image;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// What became of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub content: Option<Content>,
    pub findings: Vec<Diagnostic>,
    /// The version that was read; the default one where nothing could be.
    pub version: Version,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(Arc<Source>),
    Asset(Arc<Asset>),
}

/// Reads a file; what is wrong with it is a finding.
pub(super) fn read(key: &FileKey, found: &Found, limits: Limits) -> Item {
    let shown = found.shown.clone();
    let outcome = match found.role {
        Role::Page => read_source(key, found, limits.page),
        Role::Table => read_source(key, found, limits.table),
        Role::Asset => measure(key, found, limits),
    };
    outcome.unwrap_or_else(|refusal| {
        let finding = match refusal {
            Refusal::Content(finding) => finding,
            Refusal::System(error) => Diagnostic::new(&codes::FILE_UNREADABLE, shown, reason(&error)),
        };
        Item { findings: vec![finding], ..Item::default() }
    })
}

/// Why nothing was read.
enum Refusal {
    Content(Diagnostic),
    System(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

fn read_source(key: &FileKey, found: &Found, limit: u64) -> Result<Item, Refusal> {
    let (bytes, version) = read_limited(&found.disk, &found.shown, limit)?;
    let digest = Digest::of(&bytes);
    let (text, findings) = decode(&bytes, &found.shown);
    let source = Source { key: key.clone(), shown: found.shown.clone(), text: text.into(), digest };
    Ok(Item { content: Some(Content::Text(Arc::new(source))), findings, version })
}

fn read_limited(path: &Path, shown: &Arc<str>, limit: u64) -> Result<(Vec<u8>, Version), Refusal> {
    let file = open(path)?;
    let metadata = file.metadata()?;
    let (length, version) = (metadata.len(), Version::of(&metadata));
    if length > limit {
        return Err(Refusal::Content(too_large(shown, length, limit)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > limit { Err(Refusal::Content(too_large(shown, length, limit))) } else { Ok((bytes, version)) }
}

/// Opens a file; one that is missing for a moment (an editor saves by renaming) is tried once more.
fn open(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => File::open(path),
        outcome => outcome,
    }
}

fn too_large(shown: &Arc<str>, length: u64, limit: u64) -> Diagnostic {
    Diagnostic::new(&codes::FILE_SIZE, shown.clone(), format!("the file has {length} bytes, the limit is {limit}"))
        .help("split the file, or make it smaller")
}

fn measure(key: &FileKey, found: &Found, limits: Limits) -> Result<Item, Refusal> {
    let file = open(&found.disk)?;
    let metadata = file.metadata()?;
    let (bytes, version) = (metadata.len(), Version::of(&metadata));
    let media = image::kind(key.path.name());
    let limit = if media.is_some_and(|media| media.extension == "svg") { limits.svg } else { limits.asset };
    if bytes > limit {
        return Err(Refusal::Content(too_large(&found.shown, bytes, limit)));
    }
    let mut head = Vec::new();
    if media.is_some() {
        file.take(image::HEAD_BYTES as u64).read_to_end(&mut head)?;
    }
    let disguised = media.is_some_and(|media| !image::matches(media, &head));
    let media = media.filter(|_| !disguised);
    let dimensions = media.and_then(|media| image::dimensions(&head, media.extension));
    let (disk, shown) = (found.disk.clone(), found.shown.clone());
    let asset = Asset { disk, shown, bytes, media, disguised, dimensions, version };
    Ok(Item { content: Some(Content::Asset(Arc::new(asset))), findings: Vec::new(), version })
}

/// What the system says, without its error number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text).to_ascii_lowercase();
    format!("the file can't be read: {plain}")
}

/// Reads one text file that need not exist, such as the configuration; nothing where there is none.
pub fn read_text(path: &Path, shown: &Arc<str>, limit: u64) -> Result<(Option<String>, Vec<Diagnostic>), io::Error> {
    if !path.try_exists()? {
        return Ok((None, Vec::new()));
    }
    match read_limited(path, shown, limit) {
        Ok((bytes, _)) => {
            let (text, findings) = decode(&bytes, shown);
            Ok((Some(text.into_owned()), findings))
        }
        Err(Refusal::Content(finding)) => Ok((None, vec![finding])),
        Err(Refusal::System(error)) => Err(error),
    }
}

/// The bytes of an asset, as they are now.
pub fn read_bytes(asset: &Asset) -> io::Result<Vec<u8>> {
    let (mut file, length, _) = open_asset(asset)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens an asset for reading: the file, its length, and its version as it is now. A link, a device or a pipe is refused.
pub fn open_asset(asset: &Asset) -> io::Result<(File, u64, Version)> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(&asset.disk)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok((file, metadata.len(), Version::of(&metadata)))
}
