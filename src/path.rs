//! Paths inside a site, and the addresses that lead from one output to another.
//!
//! A [`SitePath`] is the only way to name a file of a site: it is relative, `/`-separated, in Unicode NFC, and can't
//! climb. Whatever content writes becomes one through [`SitePath::resolve`], so nothing outside a tree can be named.
//!
//! Deliberately absent: the disk. Symbolic links and real files are the concern of the source stage.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A normal path inside a tree: no empty, `.` or `..` component, no `\`, no NUL, in NFC; `""` is the tree's root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// Why a reference is no path inside a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It climbs above the root.
    Escape,
    /// It holds something that no path holds: a NUL, a control character or a backslash.
    Invalid,
}

impl SitePath {
    /// The tree's root.
    #[must_use]
    pub fn root() -> Self {
        Self("".into())
    }

    /// The path that `reference` names, seen from the folder `base`; a leading `/` starts at the root.
    ///
    /// Repeated slashes and `.` count for nothing, as browsers and file systems have it.
    pub fn resolve(base: &str, reference: &str) -> Result<Self, PathError> {
        let mut parts: Vec<&str> = Vec::new();
        let base = if reference.starts_with('/') { "" } else { base };
        for part in base.split('/').chain(reference.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or(PathError::Escape)?),
                part if part.contains(|c: char| c == '\\' || c.is_control()) => return Err(PathError::Invalid),
                part => parts.push(part),
            }
        }
        let joined = parts.join("/");
        Ok(Self(if is_nfc(&joined) { joined.into() } else { joined.nfc().collect::<String>().into() }))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it lies in; the root's is the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last component.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// What follows the last dot of the name, in lower case; `""` without one.
    #[must_use]
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_ascii_lowercase())
    }

    /// The path without the extension `.md` (in any case); nothing when it has another.
    #[must_use]
    pub fn without_md(&self) -> Option<&str> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        extension.eq_ignore_ascii_case("md").then_some(stem)
    }

    /// The path below `folder`, if it lies there.
    #[must_use]
    pub fn below(&self, folder: &str) -> Option<&str> {
        below(&self.0, folder)
    }
}

/// What remains of `path` below `folder`; the whole path below `""`.
#[must_use]
pub fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// `folder/name`, or `name` where the folder is the root.
#[must_use]
pub fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// The folder that a `/`-separated path lies in.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The key under which names are equal that some file system holds for equal: NFC, then lower case.
#[must_use]
pub fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).collect()
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An address taken apart: `path?query#fragment`, percent signs decoded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The path, decoded; bytes that are no UTF-8 become U+FFFD.
    pub path: String,
    /// The fragment without `#`, decoded; nothing where there is none.
    pub fragment: Option<String>,
}

impl Address {
    /// Takes `address` apart. The query is dropped: a static page has no use for it, and `?lang=fr` means the same.
    #[must_use]
    pub fn parse(address: &str) -> Self {
        let (rest, fragment) = match address.split_once('#') {
            Some((rest, fragment)) => (rest, Some(decode(fragment).into_owned())),
            None => (address, None),
        };
        let path = rest.split_once('?').map_or(rest, |(path, _)| path);
        Self { path: decode(path).into_owned(), fragment }
    }
}

/// `text` with its percent escapes decoded; what is no escape stays.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// What stands in an `href` as an escape: all that is not unreserved, a sub-delimiter, `/`, `:` or `@`; and `&` and `'`.
#[rustfmt::skip]
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'@').remove(b':').remove(b'!')
    .remove(b'$').remove(b'(').remove(b')').remove(b'*').remove(b'+').remove(b',').remove(b'=').remove(b';');

/// `path` as it stands in an `href`.
#[must_use]
pub fn encode(path: &str) -> String {
    Cow::from(utf8_percent_encode(path, ESCAPED)).into_owned()
}

/// The relative, encoded address that leads from the output at `from` to the output at `to`.
///
/// It works from `file://` and below any sub-path. An output's address of itself is its own name.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let mut here = folder_of(from);
    let mut address = String::with_capacity(to.len() + 8);
    loop {
        if let Some(rest) = below(to, here) {
            // `a:b.html` alone would read as a scheme.
            if address.is_empty() && rest.split('/').next().is_some_and(|first| first.contains(':')) {
                address.push_str("./");
            }
            address.extend(utf8_percent_encode(rest, ESCAPED));
            return address;
        }
        here = folder_of(here);
        address.push_str("../");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_and_never_climb_out() {
        let resolve = |base, reference| SitePath::resolve(base, reference).map(|path| path.to_string());
        assert_eq!(resolve("a/b", "../c.md"), Ok("a/c.md".into()));
        assert_eq!(resolve("a/b", "/x//y/./z.md"), Ok("x/y/z.md".into()));
        assert_eq!(resolve("a", "../../c.md"), Err(PathError::Escape));
        assert_eq!(resolve("", "/../etc/passwd"), Err(PathError::Escape));
        assert_eq!(resolve("", "a\\b"), Err(PathError::Invalid));
        assert_eq!(resolve("", "a\0b"), Err(PathError::Invalid));
        assert_eq!(resolve("", "e\u{301}.md"), Ok("\u{e9}.md".into()));
    }

    #[test]
    fn addresses_are_decoded_once() {
        let address = Address::parse("a%2520b.md?lang=fr#caf%C3%A9");
        assert_eq!(address, Address { path: "a%20b.md".into(), fragment: Some("café".into()) });
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
    }

    #[test]
    fn relative_addresses_lead_from_page_to_page() {
        assert_eq!(relative("fr/a/b.html", "fr/a/c.html"), "c.html");
        assert_eq!(relative("fr/a/b.html", "en/assets/d e.svg"), "../../en/assets/d%20e.svg");
        assert_eq!(relative("index.html", "fr/a.html"), "fr/a.html");
        assert_eq!(relative("fr/a.html", "fr/a:b.html"), "./a:b.html");
        assert_eq!(relative("fr/a.html", "fr/日.html"), "%E6%97%A5.html");
    }
}
