//! The text that is parsed: the file without what must be gone before Markdown is read.
//!
//! A marker tag such as `[!DNL x]` stands between Markdown's delimiters and would change what they mean
//! (`foo**[!UICONTROL X]**bar`), so it is cut out of the text and not out of the tree. Cutting leaves pieces of the
//! file as written; [`Splice`] leads every span back.

use super::Input;
use super::splice::Splice;

/// The text of the body that is parsed.
pub(super) fn mask<'a>(input: &Input<'a>) -> Splice<'a> {
    let mark = if input.body == 0 && input.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = input.body.max(mark);
    Splice::whole(input.text.get(start..).unwrap_or_default(), start)
}
