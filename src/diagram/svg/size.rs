//! How large a picture is shown.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Larger pictures, in CSS pixels, are taken for a mistake.
const MAX_SIDE: f64 = 100_000.0;

/// Width and height in CSS pixels, from the first element's `width` and `height`, else from its `viewBox`.
///
/// One of the two is enough where there is a `viewBox`. Only the first tag is read, and of that as much as is
/// there: the head of a file will do. Nothing where the picture does not tell, or tells nonsense.
#[must_use]
pub fn dimensions(svg: &[u8]) -> Option<(u32, u32)> {
    let valid = std::str::from_utf8(svg).map_or_else(|error| error.valid_up_to(), str::len);
    let source = std::str::from_utf8(svg.get(..valid)?).ok()?;
    let root = root(source)?;
    let (mut width, mut height, mut view_box) = (None, None, None);
    for attribute in root.attributes().with_checks(false).map_while(Result::ok) {
        match attribute.key.into_inner() {
            "width" => width = length(&attribute.value),
            "height" => height = length(&attribute.value),
            "viewBox" => view_box = sides(&attribute.value),
            _ => {}
        }
    }
    let (width, height) = match (width, height, view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (_, _, view_box) => view_box?,
    };
    Some((pixels(width)?, pixels(height)?))
}

/// The first tag; where the file ends within it, what there is of it.
fn root(source: &str) -> Option<BytesStart<'_>> {
    let mut reader = Reader::from_str(source.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return is_svg(&tag).then_some(tag),
            Ok(Event::Eof | Event::End(_)) => return None,
            Ok(_) => {}
            Err(_) => {
                let start = usize::try_from(reader.error_position()).ok()?;
                let tag = source.trim_start_matches('\u{feff}').get(start..)?.strip_prefix('<')?;
                let name = tag.find(|character: char| character.is_whitespace())?;
                let tag = BytesStart::from_content(tag, name);
                return is_svg(&tag).then_some(tag);
            }
        }
    }
}

fn is_svg(tag: &BytesStart<'_>) -> bool {
    matches!(tag.name().into_inner(), "svg" | "svg:svg")
}

/// A length in CSS pixels; a percentage is none.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let unit =
        value.trim_start_matches(|character: char| character.is_ascii_digit() || matches!(character, '.' | '+' | '-'));
    let number: f64 = value.strip_suffix(unit)?.parse().ok()?;
    let scale = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" | "ch" => 8.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    Some(number * scale)
}

fn sides(view_box: &str) -> Option<(f64, f64)> {
    let mut numbers = view_box.split([' ', ',', '\n', '\t', '\r']).filter(|number| !number.is_empty());
    let width: f64 = numbers.nth(2)?.parse().ok()?;
    let height: f64 = numbers.next()?.parse().ok()?;
    Some((width, height))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn pixels(side: f64) -> Option<u32> {
    let rounded = side.round();
    (1.0..=MAX_SIDE).contains(&rounded).then_some(rounded as u32)
}
