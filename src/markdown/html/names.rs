//! What becomes of each element of HTML.

use crate::markdown::tree::ElementName;

/// What becomes of an element that content uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is kept.
    Keep(ElementName),
    /// Its tags go, its content stays.
    Unwrap,
    /// It goes with its content, which is not text for people.
    Remove(&'static str),
}

/// The fate of the element with this lower-case name; nothing when HTML has no such element.
pub(super) fn fate(name: &str) -> Option<Fate> {
    if let Some(name) = ElementName::allowed(name) {
        return Some(Fate::Keep(name));
    }
    if let Some(name) = REMOVED.iter().find(|removed| **removed == name) {
        return Some(Fate::Remove(name));
    }
    UNWRAPPED.contains(&name).then_some(Fate::Unwrap)
}

/// Whether the content of a removed element is code: it is never read as HTML, not even when it isn't closed.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "script" | "style")
}

/// Elements whose content is code, a fallback, a form's data or a drawing.
#[rustfmt::skip]
const REMOVED: [&str; 23] = [
    "applet", "audio", "canvas", "datalist", "frameset", "head", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "plaintext", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp",
    "listing",
];

/// All other elements of HTML, those of its past included.
#[rustfmt::skip]
const UNWRAPPED: [&str; 58] = [
    "acronym", "address", "area", "article", "aside", "base", "basefont", "bgsound", "big", "blink", "body", "button",
    "center", "command", "data", "dialog", "dir", "embed", "fieldset", "font", "footer", "form", "frame", "header",
    "hgroup", "html", "input", "keygen", "label", "legend", "link", "main", "map", "marquee", "menu", "menuitem",
    "meta", "meter", "nav", "nobr", "optgroup", "option", "output", "param", "picture", "portal", "progress", "rb",
    "rtc", "search", "section", "slot", "source", "strike", "time", "track", "tt", "multicol",
];

/// Where an element must stand: directly in one of these. Nothing for elements that may stand anywhere.
pub(super) fn parents(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "tr" => &["thead", "tbody", "tfoot", "table"],
        "td" | "th" => &["tr", "thead", "tbody", "tfoot", "table"],
        "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => &["table"],
        "col" => &["colgroup", "table"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        "rt" | "rp" => &["ruby"],
        _ => &[],
    }
}

/// What an element directly in `parent` needs around it there: HTML inserts these by itself.
pub(super) fn implied(parent: &str, name: &str) -> Option<&'static str> {
    match (parent, name) {
        ("table", "tr" | "td" | "th") => Some("tbody"),
        ("thead" | "tbody" | "tfoot", "td" | "th") => Some("tr"),
        ("table", "col") => Some("colgroup"),
        _ => None,
    }
}

/// What content that is no part of a table's structure needs around it directly in `parent`.
pub(super) fn implied_around_content(parent: &str) -> Option<&'static str> {
    match parent {
        "table" => Some("tbody"),
        "thead" | "tbody" | "tfoot" => Some("tr"),
        "tr" => Some("td"),
        _ => None,
    }
}

/// Whether blanks directly in an element mean nothing.
pub(super) fn drops_blanks(name: &str) -> bool {
    matches!(name, "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup" | "ul" | "ol" | "dl")
}

/// Whether an element ends by itself where HTML says so, its end tag left out.
pub(super) fn closes_itself(name: &str) -> bool {
    matches!(
        name,
        "li" | "p"
            | "td"
            | "th"
            | "tr"
            | "dt"
            | "dd"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "caption"
            | "rt"
            | "rp"
    )
}

/// Whether an end tag of `name` may not close anything outside of an open `barrier`.
pub(super) fn stops(barrier: &str, name: &str) -> bool {
    match barrier {
        "table" => name != "table",
        "td" | "th" | "caption" => {
            parents(name).first().is_none_or(|parent| !matches!(*parent, "thead" | "tr" | "table")) && name != "table"
        }
        "ul" | "ol" => name == "li",
        "dl" => matches!(name, "dt" | "dd"),
        _ => false,
    }
}

/// How many levels an element takes with what HTML may insert into it.
pub(super) fn levels(name: &str) -> usize {
    match name {
        "table" => 4,
        "thead" | "tbody" | "tfoot" => 3,
        "tr" => 2,
        _ => 1,
    }
}

/// Whether an element is a heading.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    }
}
