//! Styles: what a declaration or a sheet may say.
//!
//! Anything that CSS lets one write in two ways (escapes, unbalanced brackets) is refused rather than understood;
//! drawing programs write none of it. A value may call known functions only, and `url` only for `#id`.

use super::names::{FUNCTIONS, find};

/// At-rules inside each other are read to this depth.
const MAX_DEPTH: usize = 4;

/// Reads styles, renaming ids on the way, and counts what it leaves out.
pub(super) struct Css<'a> {
    prefix: &'a str,
    /// The head of the at-rule that confines a sheet to its picture.
    scope: Option<String>,
    /// How many rules and declarations were left out.
    pub(super) removed: usize,
}

impl<'a> Css<'a> {
    /// A reader that puts `prefix` before every id.
    pub(super) fn new(prefix: &'a str) -> Self {
        Self { prefix, scope: None, removed: 0 }
    }

    /// The same reader; sheets reach no further than the element with this id.
    pub(super) fn within(self, id: &str) -> Self {
        Self { scope: Some(format!("@scope (#{id})")), ..self }
    }

    /// A `style` attribute.
    pub(super) fn declarations(&mut self, text: &str) -> String {
        let text = plain(text);
        self.removed += usize::from(text.is_none());
        self.block(&text.unwrap_or_default(), false)
    }

    /// A `style` element.
    pub(super) fn sheet(&mut self, text: &str) -> String {
        let text = plain(text);
        self.removed += usize::from(text.is_none());
        let rules = self.rules(&text.unwrap_or_default(), 0);
        match &self.scope {
            Some(scope) if !rules.is_empty() => format!("{scope}{{{rules}}}"),
            _ => rules,
        }
    }

    /// A value of a property or presentation attribute; nothing where it may not stand.
    pub(super) fn value(&self, text: &str) -> Option<String> {
        let balanced = text.contains(['(', '"', '\'']).then(|| plain(text));
        match balanced {
            None => (!text.contains('\\')).then(|| text.to_owned()),
            Some(text) => self.calls(&text?, false),
        }
    }

    fn rules(&mut self, text: &str, depth: usize) -> String {
        let mut result = String::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (head, end) = until(rest, &[';', '{']);
            let (rule, behind) = if end == Some('{') {
                let (body, _) = until(after(rest, head), &['}']);
                (self.rule(head.trim(), body, depth), after(after(rest, head), body))
            } else {
                (None, after(rest, head))
            };
            match rule {
                Some(rule) => result.push_str(&rule),
                // `@charset` says what is known, and `@namespace` is believed to be SVG's.
                None if head.starts_with("@charset") || head.starts_with("@namespace") => {}
                None => self.removed += 1,
            }
            rest = behind.trim_start();
        }
        result
    }

    fn rule(&mut self, head: &str, body: &str, depth: usize) -> Option<String> {
        let name = head.split(|character: char| !character.is_alphanumeric() && !matches!(character, '@' | '-')).next();
        let body = match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            // Written by an earlier pass; it is put around the whole sheet again.
            "@scope" if depth == 0 && self.scope.as_deref() == Some(head) => return Some(self.rules(body, depth + 1)),
            "@media" | "@supports" | "@keyframes" | "@-webkit-keyframes" if depth < MAX_DEPTH => {
                let head = self.calls(head, true)?;
                return Some(format!("{head}{{{}}}", self.rules(body, depth + 1)));
            }
            "@font-face" => return Some(format!("@font-face{{{}}}", self.block(body, true))),
            name if name.starts_with('@') => return None,
            _ => self.block(body, false),
        };
        Some(format!("{}{{{body}}}", self.selector(head)?))
    }

    /// A selector with its ids renamed; one with an id inside quotes can't be told from one without.
    fn selector(&self, head: &str) -> Option<String> {
        if self.prefix.is_empty() || !head.contains('#') {
            return Some(head.to_owned());
        }
        if head.contains(['"', '\'']) {
            return None;
        }
        let ids = head.split('#').enumerate();
        Some(
            ids.map(|(index, id)| if index == 0 { id.to_owned() } else { format!("#{}", prefixed(self.prefix, id)) })
                .collect(),
        )
    }

    fn block(&mut self, text: &str, font: bool) -> String {
        let mut result = String::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (declaration, _) = until(rest, &[';']);
            match self.declaration(declaration, font) {
                Some(declaration) => {
                    result.push_str(&declaration);
                    result.push(';');
                }
                None if declaration.trim().is_empty() => {}
                None => self.removed += 1,
            }
            rest = after(rest, declaration).trim_start();
        }
        result
    }

    fn declaration(&self, text: &str, font: bool) -> Option<String> {
        let (name, value) = text.split_once(':')?;
        let name = name.trim().to_ascii_lowercase();
        let known = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !known || matches!(name.as_str(), "behavior" | "-moz-binding") || value.contains(['{', '}']) {
            return None;
        }
        let value = if font && name == "src" { font_source(value)? } else { self.calls(value.trim(), false)? };
        Some(format!("{name}:{value}"))
    }

    /// `text` if it calls known functions only (or, in the head of an at-rule, nothing but `and (…)`).
    fn calls(&self, text: &str, head: bool) -> Option<String> {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        loop {
            let (before, end) = until_flat(rest, &['(', '"', '\'']);
            result.push_str(before);
            rest = after(rest, before);
            match end {
                None => return Some(result),
                Some('(') if name_at_end(before).eq_ignore_ascii_case("url") => {
                    let (argument, behind) = rest.split_once(')')?;
                    result.push_str("(#");
                    result.push_str(&prefixed(self.prefix, fragment(argument)?));
                    result.push(')');
                    rest = behind;
                }
                Some('(') => {
                    let name = name_at_end(before).to_ascii_lowercase();
                    let word = head && matches!(name.as_str(), "and" | "or" | "not" | "selector");
                    if !word && !name.is_empty() && find(FUNCTIONS, &name).is_none() {
                        return None;
                    }
                    result.push('(');
                }
                Some(quote) => {
                    let (quoted, behind) = rest.split_once(quote)?;
                    result.extend([quote]);
                    result.push_str(quoted);
                    result.extend([quote]);
                    rest = behind;
                }
            }
        }
    }
}

/// The id in `#id`, with or without quotes.
fn fragment(argument: &str) -> Option<&str> {
    let argument = argument.trim();
    let unquoted =
        argument.strip_prefix(['"', '\'']).and_then(|text| text.strip_suffix(['"', '\''])).unwrap_or(argument);
    unquoted.strip_prefix('#').filter(|id| is_id(id))
}

/// `id` with `prefix` before it; an earlier pass may have put it there.
pub(super) fn prefixed(prefix: &str, id: &str) -> String {
    if id.starts_with(prefix) { id.to_owned() } else { format!("{prefix}{id}") }
}

/// Whether `text` can be an id that is the same in XML, CSS and an address.
pub(super) fn is_id(text: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':');
    !text.is_empty() && text.chars().all(fits)
}

/// The `src` of a font that lies in the file itself.
fn font_source(value: &str) -> Option<String> {
    let value = value.trim();
    let (address, format) = value.strip_prefix("url(")?.split_once(')')?;
    let unquoted = address.trim().trim_matches(['"', '\'']);
    let (kind, data) = unquoted.strip_prefix("data:")?.split_once(";base64,")?;
    let font = ["font/", "application/font-", "application/x-font-"].iter().any(|start| kind.starts_with(start));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-;".contains(&byte));
    let kind_fits = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-;=".contains(&byte));
    let format = format.trim();
    let format_fits =
        format.is_empty() || (format.starts_with("format(") && !format.contains("url") && !format.contains(','));
    (font && kind_fits && plain(data) && format_fits).then(|| {
        let blank = if format.is_empty() { "" } else { " " };
        format!("url(data:{kind};base64,{data}){blank}{format}")
    })
}

/// The name of a function whose bracket follows.
fn name_at_end(text: &str) -> &str {
    let name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_') || !character.is_ascii();
    text.get(text.trim_end_matches(name).len()..).unwrap_or_default()
}

/// `text` without comments, if it has no escapes and its quotes and brackets are balanced.
fn plain(text: &str) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = after(rest, "");
        match character {
            '\\' | '<' => return None,
            '/' if rest.starts_with('*') => {
                rest = rest.split_once("*/")?.1;
                result.push(' ');
                continue;
            }
            '"' | '\'' => {
                let (quoted, behind) = rest.split_once(character)?;
                if quoted.contains(['\n', '\\', '<']) {
                    return None;
                }
                result.extend([character]);
                result.push_str(quoted);
                rest = behind;
            }
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(character) => return None,
            _ => {}
        }
        result.push(character);
    }
    open.is_empty().then_some(result)
}

/// The part of a balanced `text` before the first of `ends` outside quotes and brackets, and which one it is.
fn until<'a>(text: &'a str, ends: &[char]) -> (&'a str, Option<char>) {
    let mut depth = 0usize;
    let mut quote = None;
    for (index, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, _) if depth == 0 && ends.contains(&character) => {
                return (text.get(..index).unwrap_or_default(), Some(character));
            }
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (text, None)
}

/// The part of `text` before the first of `ends`, and which one it is.
fn until_flat<'a>(text: &'a str, ends: &[char]) -> (&'a str, Option<char>) {
    let found = text.char_indices().find(|(_, character)| ends.contains(character));
    found.map_or((text, None), |(index, end)| (text.get(..index).unwrap_or_default(), Some(end)))
}

/// What follows `head` and one more character in `text`.
fn after<'a>(text: &'a str, head: &str) -> &'a str {
    let mut rest = text.get(head.len()..).unwrap_or_default().chars();
    rest.next();
    rest.as_str()
}
