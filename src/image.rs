//! Files that pages refer to: which kinds are published, and how large a picture is.
//!
//! Rank 3; may import [`crate::diagram`]. Pure functions of a name and the first bytes of a file; reading them is
//! the caller's job, and nothing is remembered. What is published stands on the site's own origin and comes from
//! people who may not run script there, so kinds are listed, not guessed, and a file must begin as its kind does.
//!
//! Deliberately absent: HTML, XML (a browser runs XHTML script inside it), script of any language, programs; and
//! the decoding of pictures.

use crate::diagram::svg;

/// As many bytes from the start of a file are enough for everything in this module, with two exceptions.
///
/// A JPEG can carry more than that in front of its size (colour profiles, previews), and an SVG in its first tag
/// (the source of a diagram): where [`dimensions`] finds nothing, it may find it with the whole file.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Larger pictures, in pixels, are taken for a mistake.
const MAX_SIDE: usize = 100_000;

/// Width and height of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// A kind of file that is published.
#[derive(Debug, PartialEq, Eq)]
pub struct MediaType {
    /// The extension, in lower case.
    pub extension: &'static str,
    /// The type as a server announces it.
    pub mime: &'static str,
    /// Whether a page shows it as a picture.
    pub is_image: bool,
    start: Start,
}

/// How files of a kind begin.
#[derive(Debug, PartialEq, Eq)]
enum Start {
    /// With one of these, after so many other bytes.
    Bytes(usize, &'static [&'static [u8]]),
    /// With the signature of any raster picture: browsers go by it, and people rename pictures.
    Raster,
    /// With text that no browser takes for a page.
    Text,
    /// With a tag; the SVG filter looks at the rest.
    Svg,
    /// With one of draw.io's tags: any other could make a browser take the file for a page.
    Drawio,
}

const ZIP: Start = Start::Bytes(0, &[b"PK\x03\x04", b"PK\x05\x06"]);

/// GIF, JPEG, PNG.
const RASTERS: [&[u8]; 4] = [b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"];

/// Every kind that is published, by extension.
///
/// `js`, `php`, `html`, `xml` and their like are missing on purpose, also as downloads: a server chooses the type
/// by the extension, and a link is all it takes to open them. In an archive or a code block they do no harm.
static KINDS: &[MediaType] = &[
    picture("avif", "image/avif", Start::Bytes(4, &[b"ftypavif", b"ftypavis", b"ftypmif1"])),
    file("csv", "text/csv; charset=utf-8", Start::Text),
    file("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    file("drawio", "application/octet-stream", Start::Drawio),
    picture("gif", "image/gif", Start::Raster),
    file("gz", "application/gzip", Start::Bytes(0, &[b"\x1f\x8b"])),
    picture("ico", "image/vnd.microsoft.icon", Start::Bytes(0, &[b"\x00\x00\x01\x00"])),
    picture("jpeg", "image/jpeg", Start::Raster),
    picture("jpg", "image/jpeg", Start::Raster),
    file("json", "application/json", Start::Text),
    file("log", "text/plain; charset=utf-8", Start::Text),
    file("mp4", "video/mp4", Start::Bytes(4, &[b"ftyp"])),
    file("odp", "application/vnd.oasis.opendocument.presentation", ZIP),
    file("ods", "application/vnd.oasis.opendocument.spreadsheet", ZIP),
    file("odt", "application/vnd.oasis.opendocument.text", ZIP),
    file("patch", "text/plain; charset=utf-8", Start::Text),
    file("pdf", "application/pdf", Start::Bytes(0, &[b"%PDF-"])),
    picture("png", "image/png", Start::Raster),
    file("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    file("sql", "text/plain; charset=utf-8", Start::Text),
    picture("svg", "image/svg+xml", Start::Svg),
    file("tar", "application/x-tar", Start::Bytes(257, &[b"ustar"])),
    file("tgz", "application/gzip", Start::Bytes(0, &[b"\x1f\x8b"])),
    file("txt", "text/plain; charset=utf-8", Start::Text),
    file("vtt", "text/vtt; charset=utf-8", Start::Text),
    file("webm", "video/webm", Start::Bytes(0, &[b"\x1a\x45\xdf\xa3"])),
    picture("webp", "image/webp", Start::Raster),
    file("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    file("yaml", "text/plain; charset=utf-8", Start::Text),
    file("yml", "text/plain; charset=utf-8", Start::Text),
    file("zip", "application/zip", ZIP),
];

const fn picture(extension: &'static str, mime: &'static str, start: Start) -> MediaType {
    MediaType { extension, mime, is_image: true, start }
}

const fn file(extension: &'static str, mime: &'static str, start: Start) -> MediaType {
    MediaType { extension, mime, is_image: false, start }
}

/// The kind of the file at `path`, by its extension in upper or lower case; nothing if it is never published.
#[must_use]
pub fn kind(path: &str) -> Option<&'static MediaType> {
    let name = path.rsplit('/').next()?;
    let (_, extension) = name.rsplit_once('.')?;
    KINDS.iter().find(|kind| kind.extension.eq_ignore_ascii_case(extension))
}

/// Whether a file that begins with `head` can be of that kind, so that a page named `.png` is not published.
#[must_use]
pub fn matches(kind: &MediaType, head: &[u8]) -> bool {
    match kind.start {
        Start::Bytes(offset, starts) => {
            let head = head.get(offset..).unwrap_or_default();
            starts.iter().any(|start| head.starts_with(start))
        }
        Start::Raster => {
            let webp = head.starts_with(b"RIFF") && head.get(8..).is_some_and(|head| head.starts_with(b"WEBP"));
            webp || RASTERS.iter().any(|start| head.starts_with(start))
        }
        Start::Text => !head.contains(&0) && !first_text(head).starts_with(b"<"),
        Start::Svg => !head.contains(&0) && first_text(head).starts_with(b"<"),
        Start::Drawio => {
            let tags: [&[u8]; 2] = [b"<mxfile", b"<mxGraphModel"];
            tags.iter().any(|tag| first_text(head).starts_with(tag))
        }
    }
}

/// Width and height of a picture that begins with `head`, whose name ends in `extension`.
///
/// Nothing where `head` does not tell (see [`HEAD_BYTES`]), for kinds without a size, and for sizes of zero or
/// more than 100,000 pixels. A PNG is measured as what it is even if it is named `.jpg`. The size of a JPEG is
/// that of its pixels: one that asks to be turned is shown the other way round.
#[must_use]
pub fn dimensions(head: &[u8], extension: &str) -> Option<Dimensions> {
    if extension.eq_ignore_ascii_case("svg") {
        let (width, height) = svg::dimensions(head)?;
        return Some(Dimensions { width, height });
    }
    let is_raster = ["png", "jpg", "jpeg", "gif", "webp"].iter().any(|known| known.eq_ignore_ascii_case(extension));
    let size = imagesize::blob_size(head).ok().filter(|_| is_raster)?;
    Some(Dimensions { width: side(size.width)?, height: side(size.height)? })
}

fn side(pixels: usize) -> Option<u32> {
    u32::try_from(pixels).ok().filter(|_| (1..=MAX_SIDE).contains(&pixels))
}

/// What a browser that guesses types would look at: the text behind a byte order mark and white space.
fn first_text(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The head of a file, its extension, its width and height.
    type Measured<'a> = (&'a [u8], &'a str, Option<(u32, u32)>);

    /// The head of a PNG of that size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head.extend([8, 6, 0, 0, 0]);
        head
    }

    #[test]
    fn raster_pictures_are_measured_by_their_head() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\x00\x11\x08\x01\x02\x03\x04\x03\x01\x22\0\x02\x11\x01\x03\x11\x01";
        let cases: [Measured; 9] = [
            (&png(640, 480), "png", Some((640, 480))),
            (&png(640, 480), "JPG", Some((640, 480))),
            (&png(0, 480), "png", None),
            (&png(100_001, 1), "png", None),
            (&png(640, 480), "pdf", None),
            (b"GIF89a\x0a\x00\x14\x00\x00\x00\x00", "gif", Some((10, 20))),
            (jpeg, "jpeg", Some((0x0304, 0x0102))),
            (jpeg.get(..20).unwrap(), "jpeg", None),
            (b"", "png", None),
        ];
        for (head, extension, expected) in cases {
            let found = dimensions(head, extension).map(|size| (size.width, size.height));
            assert_eq!(found, expected, "{extension} {head:?}");
        }
    }

    #[test]
    fn an_svg_is_measured_by_its_first_tag() {
        let size = dimensions(b"<svg width='12' height='7'>", "SVG");
        assert_eq!(size, Some(Dimensions { width: 12, height: 7 }));
    }

    #[test]
    fn kinds_are_listed_by_extension() {
        assert_eq!(kind("a/b.c/Photo.JPG").map(|kind| (kind.mime, kind.is_image)), Some(("image/jpeg", true)));
        assert_eq!(kind("data.tar.gz").map(|kind| (kind.mime, kind.is_image)), Some(("application/gzip", false)));
        let never = [
            "html", "htm", "xhtml", "shtml", "xml", "xsl", "js", "mjs", "wasm", "php", "cgi", "sh", "exe", "htc",
            "swf", "",
        ];
        for extension in never {
            assert_eq!(kind(&format!("a.{extension}")), None, "{extension}");
        }
        assert_eq!(kind("a.png/b"), None);
        assert_eq!(kind("png"), None);
        assert!(KINDS.iter().map(|kind| kind.extension).is_sorted());
    }

    #[test]
    fn a_file_must_begin_as_its_kind_does() {
        let cases: &[(&str, &[u8], bool)] = &[
            ("a.png", &png(1, 1), true),
            ("a.png", b"<html><script>", false),
            ("a.jpg", &png(1, 1), true),
            ("a.webp", b"RIFF\x01\x02\x03\x04WEBPVP8 ", true),
            ("a.webp", b"RIFF\x01\x02\x03\x04AVI LIST", false),
            ("a.gif", b"GIF8<script>", false),
            ("a.avif", b"\0\0\0\x20ftypavif", true),
            ("a.pdf", b"%PDF-1.7", true),
            ("a.zip", b"MZ\x90", false),
            ("a.csv", b"name,value\n", true),
            ("a.csv", b" \n<script>alert(1)</script>", false),
            ("a.txt", b"\xef\xbb\xbf<!DOCTYPE html>", false),
            ("a.txt", b"a\0b", false),
            ("a.svg", b"<?xml version='1.0'?><svg/>", true),
            ("a.svg", b"\xff\xfe<\0s\0", false),
            ("a.drawio", b"<mxfile host=\"x\">", true),
            ("a.drawio", b"<html>", false),
            ("a.drawio", b"<?xml version='1.0'?><html/>", false),
        ];
        for (path, head, expected) in cases {
            assert_eq!(matches(kind(path).unwrap(), head), *expected, "{path} {head:?}");
        }
    }
}
