//! Attributes: which may stay, and what they may say.

use super::css::{Css, is_id, prefixed};
use super::names::{ATTRIBUTES, HTML_ATTRIBUTES, NEVER_ANIMATED, WORDS, find};
use super::{MAX_NESTING, base64, sanitize_nested};

/// What becomes of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays, under this name and with this value.
    Keep(&'static str, String),
    /// It stays, but some of its value does not.
    Part(&'static str, String),
    /// It goes; it had no effect on the picture.
    Ignore,
    /// It goes, and the author should hear of it.
    Remove,
    /// The whole element goes.
    RemoveElement,
}

/// Which language an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum World {
    /// The picture.
    Svg,
    /// Text laid out by `foreignObject`.
    Html,
}

/// Judges attributes.
pub(super) struct Judge<'a> {
    /// What every id starts with from now on.
    pub(super) prefix: &'a str,
    /// How many pictures this one lies in.
    pub(super) nesting: usize,
}

impl Judge<'_> {
    /// What becomes of the attribute `key` of `element`, whose value is still escaped.
    pub(super) fn judge(&self, element: &str, world: World, key: &str, raw: &str) -> Verdict {
        let name = if key == "xlink:href" { "href" } else { key };
        if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
            return Verdict::Remove;
        }
        let list = if world == World::Svg { ATTRIBUTES } else { HTML_ATTRIBUTES };
        let Some(name) = find(list, name) else { return Verdict::Ignore };
        // White space in an attribute is a blank, unless it was written as a reference.
        let spaced = raw.replace(['\n', '\r', '\t'], " ");
        match quick_xml::escape::unescape(&spaced) {
            Ok(value) => self.value(element, name, &value),
            Err(_) => Verdict::Remove,
        }
    }

    fn value(&self, element: &str, name: &'static str, value: &str) -> Verdict {
        let kept = match name {
            "href" => self.href(element, value),
            "style" => return self.style(value),
            "id" if self.prefix.is_empty() => Some(value.to_owned()),
            "id" => is_id(value).then(|| prefixed(self.prefix, value)),
            "aria-labelledby" | "aria-describedby" => Some(self.ids(value)),
            "attributeName" => return animated(value),
            "begin" | "end" => self.moments(value),
            _ if WORDS.contains(&name) => Some(value.to_owned()),
            _ => Css::new(self.prefix).value(value),
        };
        kept.map_or(Verdict::Remove, |value| Verdict::Keep(name, value))
    }

    fn style(&self, value: &str) -> Verdict {
        let mut css = Css::new(self.prefix);
        let declarations = css.declarations(value);
        match (declarations.is_empty(), css.removed) {
            (true, 0) => Verdict::Ignore,
            (true, _) => Verdict::Remove,
            (false, 0) => Verdict::Keep("style", declarations),
            (false, _) => Verdict::Part("style", declarations),
        }
    }

    fn href(&self, element: &str, value: &str) -> Option<String> {
        let value = value.trim_matches(|character| character <= ' ');
        match (value.strip_prefix('#'), element) {
            (Some(id), _) => is_id(id).then(|| format!("#{}", prefixed(self.prefix, id))),
            (None, "a") => is_link(value).then(|| value.to_owned()),
            (None, "image" | "feImage") => self.picture(value),
            _ => None,
        }
    }

    /// A picture that lies in the address itself.
    fn picture(&self, value: &str) -> Option<String> {
        let (kind, data) = value.strip_prefix("data:")?.split_once(',')?;
        let (kind, coding) = kind.split_once(';').unwrap_or((kind, ""));
        let kind = kind.trim().to_ascii_lowercase();
        match kind.as_str() {
            "image/png" | "image/jpeg" | "image/jpg" | "image/gif" | "image/webp" => {
                let digits = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/= ".contains(&byte));
                (coding == "base64" && digits).then(|| format!("data:{kind};base64,{}", data.replace(' ', "")))
            }
            "image/svg+xml" if self.nesting < MAX_NESTING => {
                let bytes = if coding.ends_with("base64") { base64::decode(data)? } else { percent_decode(data)? };
                let inner = sanitize_nested(&bytes, None, self.nesting + 1).ok()?;
                Some(format!("data:image/svg+xml;base64,{}", base64::encode(inner.svg.as_bytes())))
            }
            _ => None,
        }
    }

    fn ids(&self, value: &str) -> String {
        let ids: Vec<_> = value.split_whitespace().map(|id| prefixed(self.prefix, id)).collect();
        ids.join(" ")
    }

    /// When an animation begins or ends: `2s`, `click`, `other.end+1s`.
    fn moments(&self, value: &str) -> Option<String> {
        let fits = |character: char| character.is_alphanumeric() || " +-.:;_".contains(character);
        let moment = |moment: &str| {
            let moment = moment.trim();
            let refers = moment.contains('.') && moment.starts_with(char::is_alphabetic);
            if refers { prefixed(self.prefix, moment) } else { moment.to_owned() }
        };
        value.chars().all(fits).then(|| value.split(';').map(moment).collect::<Vec<_>>().join(";"))
    }
}

/// An animation may change looks, never where a link leads.
fn animated(value: &str) -> Verdict {
    match find(ATTRIBUTES, value) {
        Some(name) if !NEVER_ANIMATED.contains(&name) => Verdict::Keep("attributeName", name.to_owned()),
        _ => Verdict::RemoveElement,
    }
}

/// Whether an address may be followed: the web, mail, telephone, or relative.
fn is_link(value: &str) -> bool {
    let (scheme, _) = value.split_at_checked(value.find([':', '/', '?', '#']).unwrap_or(0)).unwrap_or_default();
    let absolute = value.get(scheme.len()..).is_some_and(|rest| rest.starts_with(':'));
    let known = ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    !value.contains(char::is_control) && (!absolute || known)
}

/// The bytes that percent-encoded `text` stands for.
fn percent_decode(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    Some(bytes)
}
