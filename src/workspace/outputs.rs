//! Everything that is published, each alone, by its path.
//!
//! [`Snapshot::paths`] lists what a build writes, [`Snapshot::output`] gives one of them. A path is looked up among what is
//! known and never joined to a folder, so there is no path that leads out of the site.

use super::assets::is_svg;
use super::{Error, Snapshot};
use crate::digest::Digest;
use crate::image;
use crate::source::{Asset, FileKey};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The folder of the search indices.
const SEARCH: &str = "_search/";

/// Kinds of output that are no assets of pages, by extension. The types of assets are those of [`image::kind`].
const MEDIA: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("map", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("otf", "font/otf"),
    ("ttf", "font/ttf"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml; charset=utf-8"),
];

/// One published file.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its bytes, or where they are.
    pub body: Body,
    /// Its media type, with the character set where it is text.
    pub media: &'static str,
    /// The identity of the bytes: equal digests, equal bytes. A file's is that of its marks on the disk and can't be
    /// compared with one of bytes.
    pub digest: Digest,
}

/// The bytes of an output.
#[derive(Clone, Debug)]
pub enum Body {
    /// What was made, or a file of the theme.
    Bytes(Bytes),
    /// A file on the disk, which is published as it is.
    File(Arc<Asset>),
}

impl Output {
    fn new(path: &str, bytes: Bytes, digest: Option<Digest>) -> Self {
        let digest = digest.unwrap_or_else(|| Digest::of(&bytes));
        Self { body: Body::Bytes(bytes), media: media(path), digest }
    }
}

impl Snapshot {
    /// The path of every output, as a build publishes them. The manifest of the output folder is none: it speaks of them.
    #[must_use]
    pub fn paths(&self) -> BTreeSet<Arc<str>> {
        let routes = self.routes().map(|(path, _)| path.clone());
        let search = self.search_paths().into_iter().map(Arc::from);
        let theme = self.theme().assets().map(|(path, _)| path.into());
        let assets = self.survey().assets.iter().filter(|(_, key)| self.is_whole(key)).map(|(path, _)| path.clone());
        routes.chain(search).chain(theme).chain(assets).collect()
    }

    /// The output at `path`; nothing where none is published.
    ///
    /// A page is made, or recalled, when it is asked for; a search index is made with the first of its files; which
    /// assets are published is known when every page has asked the site.
    ///
    /// # Errors
    /// [`Error::Theme`] when a template fails.
    pub fn output(&self, path: &str) -> Result<Option<Output>, Error> {
        if let Some((path, route)) = self.site().route(path) {
            let pulled = self.pull(path, route)?;
            return Ok(Some(Output::new(path, pulled.html, pulled.digest)));
        }
        if let Some((path, bytes)) = self.theme().assets().find(|(known, _)| *known == path) {
            return Ok(Some(Output::new(path, Bytes::from_owner(bytes.clone()), None)));
        }
        if path.starts_with(SEARCH) {
            return Ok(self.search_file(path).map(|text| Output::new(path, text.into_bytes().into(), None)));
        }
        let Some(key) = self.survey().assets.get(path) else { return Ok(None) };
        let Some(asset) = self.inputs().sources.assets.get(key) else { return Ok(None) };
        if is_svg(asset) {
            let clean = self.clean_svg(key, asset);
            return Ok(clean
                .text
                .as_ref()
                .map(|text| Output::new(path, Bytes::copy_from_slice(text.as_bytes()), None)));
        }
        Ok(Some(Output { body: Body::File(asset.clone()), media: media(path), digest: asset.version.digest() }))
    }

    /// Whether an asset that a page uses can be published: an SVG may be none.
    fn is_whole(&self, key: &FileKey) -> bool {
        let asset = self.inputs().sources.assets.get(key);
        asset.is_some_and(|asset| !is_svg(asset) || self.clean_svg(key, asset).text.is_some())
    }
}

/// The media type of an output, by its extension.
fn media(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let own = MEDIA.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|(_, media)| *media);
    own.or_else(|| image::kind(path).map(|kind| kind.mime)).unwrap_or("application/octet-stream")
}
