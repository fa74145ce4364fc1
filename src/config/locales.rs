//! The locales: which there are, where their pages are, and where each looks for a page that it lacks.

use super::Locale;
use super::fallback::{self, Fallbacks};
use super::read::Reader;
use crate::diagnostic::codes;
use crate::locale::{self, Direction, LocaleId};
use crate::span::Span;
use crate::yaml::Yaml;

const KEYS: [&str; 5] = ["label", "dir", "fallback", "path", "pages"];

/// A locale that the file lists, or a folder that is one.
struct Listed<'y> {
    tag: String,
    /// Where the file names it.
    span: Option<Span>,
    settings: Option<&'y Yaml>,
}

/// The locales, never none, and the source locale.
pub(super) fn read(
    reader: &mut Reader,
    locales: Option<&Yaml>,
    source: Option<&Yaml>,
    folders: &[String],
) -> (Vec<Locale>, LocaleId) {
    let listed = listed(reader, locales, folders);
    let tags: Vec<_> = listed.iter().map(|listed| &*listed.tag).collect();
    let source = source.and_then(|value| source_of(reader, value, &tags));
    let source = source.or_else(|| number(&tags, "en")).unwrap_or_default();
    let fallbacks: Vec<_> = listed.iter().map(|listed| fallbacks(reader, listed, &tags)).collect();
    fallback::report_rings(reader, &tags, &fallbacks);
    let locales = listed.iter().zip(0..=u8::MAX).map(|(listed, number)| Locale {
        chain: fallback::chain(LocaleId(number), source, &fallbacks),
        label: label(reader, listed, &tags),
        ..located(reader, listed, folders)
    });
    (locales.collect(), source)
}

/// The most locales that a [`LocaleId`] can tell apart.
const MOST: usize = u8::MAX as usize;

/// The locales that the file lists, or else the folders that are locales.
fn listed<'y>(reader: &mut Reader, locales: Option<&'y Yaml>, folders: &[String]) -> Vec<Listed<'y>> {
    let mut listed = Vec::new();
    if let Some(value) = locales {
        for (tag, span, settings) in names(reader, value) {
            add(reader, &mut listed, &tag, span, settings);
        }
        report_unlisted(reader, &listed, folders);
    }
    if listed.is_empty() {
        listed = found(folders);
    }
    if listed.is_empty() {
        let (span, help) = (locales.map(|value| value.span), "make a folder like `content/en` with pages in it");
        reader.report(&codes::CONFIG_INVALID, span, "the site has no locale", help);
        listed.push(Listed { tag: "en".into(), span: None, settings: None });
    }
    if let Some(Listed { span, .. }) = listed.get(MOST) {
        let message = format!("there are more than {MOST} locales");
        reader.report(&codes::CONFIG_INVALID, *span, message, "list fewer under `locales`");
        listed.truncate(MOST);
    }
    listed
}

/// The folders that are locales, sorted by tag.
fn found<'y>(folders: &[String]) -> Vec<Listed<'y>> {
    let is_locale = |name: &&String| locale::names_locale(name);
    let mut tags: Vec<_> = folders.iter().filter(is_locale).filter_map(|name| locale::canonical(name)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.into_iter().map(|tag| Listed { tag, span: None, settings: None }).collect()
}

/// What `locales` names, as a mapping with settings or as a plain list.
fn names<'y>(reader: &mut Reader, value: &'y Yaml) -> Vec<(String, Span, Option<&'y Yaml>)> {
    match (value.entries(), value.items()) {
        (Some(entries), _) => {
            entries.iter().map(|entry| (entry.key.to_string(), entry.key_span, Some(&entry.value))).collect()
        }
        (_, Some(_)) => reader.texts("locales", value).into_iter().map(|(tag, span)| (tag, span, None)).collect(),
        _ => {
            let message = format!("`locales` must be a mapping from tags to settings, not {}", value.kind());
            reader.invalid(value.span, message);
            Vec::new()
        }
    }
}

fn add<'y>(reader: &mut Reader, listed: &mut Vec<Listed<'y>>, name: &str, span: Span, settings: Option<&'y Yaml>) {
    let Some(tag) = locale::canonical(name) else {
        let help = match locale::canonical(&name.replace('_', "-")) {
            Some(tag) => format!("did you mean `{tag}`?"),
            None => "a locale is a tag like `fr` or `fr-FR`".into(),
        };
        reader.invalid_with(span, format!("`{name}` is not the tag of a locale"), help);
        return;
    };
    if listed.iter().any(|listed| listed.tag == tag) {
        reader.invalid(span, format!("locale `{tag}` is listed twice"));
        return;
    }
    if let Some(settings) = settings.filter(|settings| !settings.is_null()) {
        match settings.entries() {
            Some(_) => reader.check_keys("setting of a locale", settings, &KEYS),
            None => reader.invalid(settings.span, format!("`{name}` must be a mapping, not {}", settings.kind())),
        }
    }
    listed.push(Listed { tag, span: Some(span), settings });
}

fn report_unlisted(reader: &mut Reader, listed: &[Listed], folders: &[String]) {
    for folder in folders.iter().filter(|name| locale::names_locale(name)) {
        if !listed.iter().any(|listed| listed.tag.eq_ignore_ascii_case(folder)) {
            let message = format!("folder `content/{folder}` looks like a locale and is not listed");
            let help = format!("add `{folder}` to `locales`, or its pages are not part of the site");
            reader.report(&codes::LOCALE_UNLISTED, None, message, &help);
        }
    }
}

fn setting<'y>(listed: &Listed<'y>, key: &str) -> Option<&'y Yaml> {
    listed.settings?.get(key).filter(|value| !value.is_null())
}

/// What menus call a locale: its label, or the language's own name, with the region where the language occurs twice.
fn label(reader: &mut Reader, listed: &Listed, tags: &[&str]) -> String {
    if let Some(label) = setting(listed, "label").and_then(|value| reader.text("label", value)) {
        return label;
    }
    let tag = &*listed.tag;
    let Some(name) = locale::native_name(tag) else { return tag.to_owned() };
    let is_shared = tags.iter().any(|other| *other != tag && locale::native_name(other) == Some(name));
    match locale::region(tag).filter(|_| is_shared) {
        Some(region) => format!("{name} ({region})"),
        None => name.to_owned(),
    }
}

/// The locale with its direction and its folders.
fn located(reader: &mut Reader, listed: &Listed, folders: &[String]) -> Locale {
    let folder = folders.iter().find(|name| name.eq_ignore_ascii_case(&listed.tag));
    let path = setting(listed, "path").and_then(|value| self::path(reader, "path", value));
    if let (None, None, Some(span)) = (folder, &path, listed.span) {
        let message = format!("locale `{0}` has no folder `content/{0}`", listed.tag);
        reader.report(&codes::LOCALE_MISSING, Some(span), message, "until it has pages, all of them fall back");
    }
    Locale {
        tag: listed.tag.clone(),
        direction: direction(reader, listed),
        path: path.unwrap_or_else(|| format!("content/{}", folder.unwrap_or(&listed.tag))),
        pages: setting(listed, "pages").and_then(|value| pages(reader, value)).unwrap_or_default(),
        ..Locale::default()
    }
}

fn direction(reader: &mut Reader, listed: &Listed) -> Direction {
    let usual = Direction::of(&listed.tag);
    let Some(value) = setting(listed, "dir") else { return usual };
    match value.text().map(str::trim) {
        Some("ltr") => Direction::Ltr,
        Some("rtl") => Direction::Rtl,
        _ => {
            reader.invalid(value.span, "`dir` must be `ltr` or `rtl`");
            usual
        }
    }
}

fn path(reader: &mut Reader, key: &str, value: &Yaml) -> Option<String> {
    let path = reader.text(key, value)?;
    if path.contains('\\') {
        reader.invalid_with(value.span, format!("`{key}` holds `\\`"), "write folders with `/` between");
        return None;
    }
    let bare = path.trim_end_matches('/');
    Some(if bare.is_empty() { "/".into() } else { bare.into() })
}

/// A folder inside `path`.
fn pages(reader: &mut Reader, value: &Yaml) -> Option<String> {
    let pages = path(reader, "pages", value)?;
    if pages.starts_with('/') || pages.split('/').any(|part| part == "..") {
        reader.invalid(value.span, "`pages` must be a folder inside the locale's folder");
        return None;
    }
    Some(pages)
}

fn number(tags: &[&str], tag: &str) -> Option<LocaleId> {
    let number = tags.iter().position(|known| known.eq_ignore_ascii_case(tag))?;
    u8::try_from(number).ok().map(LocaleId)
}

fn source_of(reader: &mut Reader, value: &Yaml, tags: &[&str]) -> Option<LocaleId> {
    let name = reader.text("source_locale", value)?;
    known(reader, &name, value.span, tags)
}

/// The number of the locale `name`; one that does not exist is reported.
fn known(reader: &mut Reader, name: &str, span: Span, tags: &[&str]) -> Option<LocaleId> {
    let number = number(tags, name);
    if number.is_none() {
        reader.unknown("locale", name, span, tags.iter().copied());
    }
    number
}

fn fallbacks(reader: &mut Reader, listed: &Listed, tags: &[&str]) -> Fallbacks {
    let names = setting(listed, "fallback").map(|value| reader.texts("fallback", value)).unwrap_or_default();
    names.into_iter().filter_map(|(name, span)| Some((known(reader, &name, span, tags)?, span))).collect()
}
