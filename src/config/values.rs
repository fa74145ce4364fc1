//! The settings that are one value.

use super::Urls;
use super::read::Reader;
use crate::diagnostic::{Code, Level, Policy, codes};
use crate::yaml::{Entry, Yaml};
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// The placeholders of `edit_url`.
const PLACEHOLDERS: [&str; 3] = ["path", "locale", "slug"];

/// The files that are left out, by patterns as in `.gitignore`.
///
/// A pattern with a `/` before its end counts from `content/`, any other at every depth; `*` stays in one folder and
/// `**` does not; a folder is left out with everything in it.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    patterns: Vec<String>,
    set: GlobSet,
}

impl PartialEq for Ignore {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Ignore {
    /// Whether the file at `path`, relative to `content/` and with `/`, is left out.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

pub(super) fn ignore(reader: &mut Reader, value: &Yaml) -> Ignore {
    let mut ignore = Ignore::default();
    let mut set = GlobSetBuilder::new();
    for (pattern, span) in reader.texts("ignore", value) {
        match globs(&pattern) {
            Ok(globs) => {
                for glob in globs {
                    set.add(glob);
                }
                ignore.patterns.push(pattern);
            }
            Err(error) => reader.invalid(span, format!("pattern `{pattern}` can't be understood: {}", error.kind())),
        }
    }
    match set.build() {
        Ok(set) => Ignore { set, ..ignore },
        Err(error) => {
            reader.invalid(value.span, format!("the patterns can't be understood: {}", error.kind()));
            Ignore::default()
        }
    }
}

/// What `pattern` leaves out: the files of this name, and the files in folders of this name.
fn globs(pattern: &str) -> Result<[Glob; 2], globset::Error> {
    let name = pattern.trim_end_matches('/');
    let anchored = if name.contains('/') { name.trim_start_matches('/').to_owned() } else { format!("**/{name}") };
    let glob = |pattern: &str| GlobBuilder::new(pattern).literal_separator(true).build();
    Ok([glob(&anchored)?, glob(&format!("{anchored}/**"))?])
}

/// An absolute address of http or https, with a slash at the end.
pub(super) fn base_url(reader: &mut Reader, value: &Yaml) -> Option<String> {
    let url = reader.text("base_url", value)?;
    parse_base_url(&url).unwrap_or_else(|problem| {
        reader.invalid_with(value.span, problem, "write it like `https://wiki.example.com/playbook/`");
        None
    })
}

/// The address under which a site will be, with a slash at its end; nothing for an empty one.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_base_url(url: &str) -> Result<Option<String>, String> {
    let problem = match host(url) {
        None if url.is_empty() => return Ok(None),
        None => "must begin with `https://` or `http://` and name a host",
        Some(_) if url.contains(['?', '#']) => "can't have a query or fragment",
        Some(_) if !url.chars().all(is_url) => "holds characters that an address can't have",
        Some(_) => return Ok(Some(format!("{}/", url.trim_end_matches('/')))),
    };
    Err(format!("`base_url` {problem}"))
}

/// What addresses are made of: `path` or `toc`.
pub(super) fn urls(reader: &mut Reader, value: &Yaml) -> Urls {
    match value.text().map(str::trim) {
        Some("path") => Urls::Path,
        Some("toc") => Urls::Toc,
        _ => {
            reader.invalid(value.span, "`urls` must be `path` or `toc`");
            Urls::default()
        }
    }
}

/// Whether `key` is on; it is where the value is none.
pub(super) fn switch(reader: &mut Reader, key: &str, value: &Yaml) -> bool {
    value.bool().unwrap_or_else(|| {
        reader.invalid(value.span, format!("`{key}` must be `true` or `false`"));
        true
    })
}

/// An absolute address of http or https with known placeholders.
pub(super) fn edit_url(reader: &mut Reader, value: &Yaml) -> Option<String> {
    let url = reader.text("edit_url", value)?;
    let mut pieces = url.split('{');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some((name, rest)) = piece.split_once('}') else {
            reader.invalid(value.span, "`edit_url` opens a `{` that it does not close");
            return None;
        };
        if !PLACEHOLDERS.contains(&name) {
            reader.unknown("placeholder", name, value.span, PLACEHOLDERS.into_iter());
            return None;
        }
        plain += rest;
    }
    if host(&plain).is_some() && plain.chars().all(is_url) {
        return Some(url);
    }
    let help = "write it like `https://git.example.com/wiki/edit/main/content/{path}`";
    reader.invalid_with(value.span, "`edit_url` must be an address that begins with `https://` or `http://`", help);
    None
}

/// The host of an address of http or https.
pub(super) fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.starts_with(':'));
    host.filter(|_| is_web)
}

fn is_url(character: char) -> bool {
    character.is_ascii_graphic() && !matches!(character, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

/// The name of a folder in `themes/`.
pub(super) fn theme(reader: &mut Reader, value: &Yaml) -> Option<String> {
    let theme = reader.text("theme", value)?;
    if theme.starts_with('.') || theme.contains(['/', '\\', ':']) {
        let message = format!("`theme` must be the name of a folder in `themes/`, not `{theme}`");
        reader.invalid(value.span, message);
        return None;
    }
    Some(theme)
}

pub(super) fn policy(reader: &mut Reader, value: &Yaml) -> Policy {
    let Some(entries) = value.entries() else {
        reader.invalid(value.span, format!("`check` must be a mapping from codes to levels, not {}", value.kind()));
        return Policy::default();
    };
    Policy(entries.iter().filter_map(|entry| level(reader, entry)).collect())
}

/// The level of one code; `off` allows it, and `on` leaves it as it is by default.
fn level(reader: &mut Reader, entry: &Entry) -> Option<(String, Level)> {
    let Some(code) = Code::named(&entry.key) else {
        reader.unknown("code", &entry.key, entry.key_span, codes::ALL.iter().map(|code| code.name));
        return None;
    };
    let level = match (entry.value.text().map(str::trim), entry.value.bool()) {
        (_, Some(true)) => return None,
        (Some("allow"), _) | (_, Some(false)) => Level::Allow,
        (Some("warn" | "warning"), _) => Level::Warn,
        (Some("deny" | "error"), _) => Level::Deny,
        _ => {
            reader.invalid(entry.value.span, format!("`{}` must be `allow`, `warn` or `deny`", code.name));
            return None;
        }
    };
    Some((code.name.to_owned(), level))
}
