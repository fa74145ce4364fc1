//! Addresses elsewhere that mean this site.

use super::read::Reader;
use super::values;
use crate::locale;
use crate::path::decode;
use crate::yaml::Yaml;

/// A place on the web where this site is published too, or was.
///
/// Links to it mean pages of this site, whatever their scheme and case, and whatever locale they name: a locale's
/// segment may stand before the path (`https://example.com/fr/docs/…`) or behind it (`https://example.com/docs/fr/…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedAt {
    /// The host with its port, in lower case.
    host: String,
    /// The folders below the host, in lower case.
    folders: Vec<String>,
}

impl PublishedAt {
    /// What follows the place in the absolute `address`: a path without locale, extension `.html`, query and fragment,
    /// percent signs decoded; nothing for an address that leads elsewhere.
    #[must_use]
    pub fn rest(&self, address: &str) -> Option<String> {
        let host = values::host(address)?;
        if !host.eq_ignore_ascii_case(&self.host) {
            return None;
        }
        let (_, behind) = address.split_once(host)?;
        let path = behind.split(['?', '#']).next().unwrap_or_default();
        let path = decode(path);
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
        let first = self.folders.first();
        segments.next_if(|segment| {
            first.is_some_and(|first| *first != segment.to_lowercase()) && locale::names_locale(segment)
        });
        for folder in &self.folders {
            segments.next().filter(|segment| segment.to_lowercase() == *folder)?;
        }
        segments.next_if(|segment| locale::names_locale(segment));
        let rest = segments.collect::<Vec<_>>().join("/");
        Some(rest.strip_suffix(".html").unwrap_or(&rest).to_owned())
    }
}

/// The places under `published_at`: one address, or a list.
pub(super) fn read(reader: &mut Reader, value: &Yaml) -> Vec<PublishedAt> {
    let mut places = Vec::new();
    for (url, span) in reader.texts("published_at", value) {
        match values::parse_base_url(&url) {
            Ok(Some(url)) => places.extend(place(&url)),
            _ => reader.invalid_with(
                span,
                format!("`{url}` is not the address of a site"),
                "write it like `https://docs.example.com/docs/playbook`, without a language",
            ),
        }
    }
    places
}

fn place(url: &str) -> Option<PublishedAt> {
    let host = values::host(url)?;
    let (_, path) = url.split_once(host)?;
    let folders = path.split('/').filter(|folder| !folder.is_empty()).map(str::to_lowercase).collect();
    Some(PublishedAt { host: host.to_lowercase(), folders })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_whatever_its_locale_and_case() {
        let at = place("https://docs.example.com/docs/plan/").unwrap();
        for (address, rest) in [
            ("https://docs.example.com/docs/plan/a/b.html", Some("a/b")),
            ("http://Docs.Example.com/fr/docs/Plan/a/b?lang=fr#x", Some("a/b")),
            ("https://docs.example.com/zh-hans/docs/plan/a/", Some("a")),
            ("https://docs.example.com/docs/plan/pt-BR/a.html", Some("a")),
            ("https://docs.example.com/docs/plan", Some("")),
            ("https://docs.example.com/docs/planet/a.html", None),
            ("https://docs.example.com/assets/docs/plan/a.html", None),
            ("https://example.com/docs/plan/a.html", None),
            ("mailto:docs@example.com", None),
        ] {
            assert_eq!(at.rest(address).as_deref(), rest, "{address}");
        }
        let root = place("https://wiki.example.com/").unwrap();
        assert_eq!(root.rest("https://wiki.example.com/fr/a.html").as_deref(), Some("a"));
    }
}
