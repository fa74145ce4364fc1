//! SVG: an allow-list filter, and the size of a picture.
//!
//! A published SVG stands on the site's own origin, so whatever could run there must not be in it. The filter
//! ([`sanitize`]) reads XML events and writes a new document of known elements and attributes; what it does not
//! know is not copied. Namespaces are not believed but written anew: names inside `foreignObject` are XHTML, all
//! others SVG, and prefixed ones are editors' private data. Entities other than XML's own five are never
//! expanded, so a document type can hold nothing that matters; Illustrator's (`&ns_svg;`) stand in namespace
//! declarations only, which are dropped anyway.
//!
//! The order of work: `filter` walks the events and keeps the stack, `names` says what is allowed, `attributes`
//! judges values, `css` reads styles, `output` writes, `labels` collects the words that a reader sees, `uses`
//! refuses pictures that explode when drawn, `size` measures.
//!
//! Deliberately absent: drawing, minifying, and the repair of broken XML: a browser would refuse it as well.

mod attributes;
mod base64;
mod css;
mod filter;
mod labels;
mod names;
mod output;
mod size;
mod uses;

pub use size::dimensions;

use crate::span::Span;
use filter::Filter;

/// Larger files, in bytes, are refused; the largest of the corpus has 2.9 million.
pub const MAX_BYTES: usize = 16 << 20;

/// Elements nested deeper are refused.
pub const MAX_DEPTH: usize = 256;

/// Elements with more attributes are refused.
pub const MAX_ATTRIBUTES: usize = 256;

/// As many removals are listed; there may have been more.
pub const MAX_REMOVED: usize = 100;

/// SVG pictures inside SVG pictures are filtered to this depth, and removed below it.
const MAX_NESTING: usize = 2;

/// A picture that is safe to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanitized {
    /// The new document: UTF-8, without XML declaration, document type, comments and processing instructions.
    pub svg: String,
    /// Width and height in CSS pixels, if the picture tells; see [`dimensions`].
    pub size: Option<(u32, u32)>,
    /// What was taken out because it could do harm or is unknown; editors' private data is not listed.
    pub removed: Vec<Removed>,
    /// The words in the picture as a reader sees them, one entry a label, in document order.
    pub text: Vec<String>,
}

/// Something that was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// What it was, such as ``element `script` `` or ``attribute `onload` ``.
    pub what: String,
    /// The tag that held it, in the file as it was read.
    pub span: Span,
}

/// Why a file is no picture that can be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SvgError {
    /// What is wrong.
    pub reason: Reason,
    /// Where, in bytes from the start of the file.
    pub offset: usize,
}

/// What can be wrong with an SVG file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// More than [`MAX_BYTES`].
    #[error("the file has more than {MAX_BYTES} bytes")]
    TooLarge,
    /// Bytes that are not UTF-8, or NUL characters.
    #[error("the file is not UTF-8 text")]
    Encoding,
    /// Not XML.
    #[error("the file is not well-formed XML: {0}")]
    Malformed(String),
    /// XML of another kind.
    #[error("the first element is not `svg`")]
    NotSvg,
    /// More than [`MAX_DEPTH`].
    #[error("elements are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// More than [`MAX_ATTRIBUTES`].
    #[error("an element has more than {MAX_ATTRIBUTES} attributes")]
    TooManyAttributes,
    /// `use` elements that multiply beyond what a browser can draw.
    #[error("its `use` elements stand for too many shapes")]
    TooManyShapes,
}

/// Copies a picture without what could run, load or track.
///
/// With `ids_prefix` the result may stand inside a page: every id and every reference to one starts with it, and
/// style sheets are confined to the picture. Without, the result is a file of its own (shown by `<img>`).
/// Filtering a result again gives the same result.
///
/// # Errors
///
/// [`SvgError`] for a file that a browser would refuse, or that is beyond the bounds of this module.
pub fn sanitize(svg: &[u8], ids_prefix: Option<&str>) -> Result<Sanitized, SvgError> {
    sanitize_nested(svg, ids_prefix, 0)
}

fn sanitize_nested(svg: &[u8], ids_prefix: Option<&str>, nesting: usize) -> Result<Sanitized, SvgError> {
    if svg.len() > MAX_BYTES {
        return Err(SvgError { reason: Reason::TooLarge, offset: MAX_BYTES });
    }
    let encoding = |offset| SvgError { reason: Reason::Encoding, offset };
    let source = std::str::from_utf8(svg).map_err(|error| encoding(error.valid_up_to()))?;
    match source.find('\0') {
        Some(offset) => Err(encoding(offset)),
        None => Filter::new(source, ids_prefix, nesting).run(),
    }
}
