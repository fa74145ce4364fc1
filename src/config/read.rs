//! The file as a whole, key by key.

use super::{Config, Locale, Urls, locales, mounts, published, search, translation, values};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::span::Span;
use crate::suggest;
use crate::yaml::{self, Limits, Value, Yaml};
use std::sync::Arc;

const KEYS: [&str; 16] = [
    "title",
    "description",
    "base_url",
    "source_locale",
    "locales",
    "theme",
    "edit_url",
    "check",
    "ignore",
    "urls",
    "published_at",
    "inherit_badges",
    "mounts",
    "search",
    "translation",
    "twins",
];

/// Reads the settings `text` of the file at `path`; no text is an absent file.
///
/// `folders` are the names of the folders in `content/`: they are the locales where the file names none.
#[must_use]
pub fn read(text: Option<&str>, path: &Arc<str>, folders: &[String]) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader::new(path);
    if let Some(root) = reader.load(text.unwrap_or_default()) {
        let config = reader.config(&root, folders);
        return (config, reader.findings);
    }
    // What is missing in a file that can't be read is no finding of its own.
    let findings = std::mem::take(&mut reader.findings);
    (reader.config(&Yaml::null(Span::default()), folders), findings)
}

/// The findings while a file is read.
pub(super) struct Reader<'a> {
    path: &'a Arc<str>,
    findings: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader of the file at `path`.
    pub(super) fn new(path: &'a Arc<str>) -> Self {
        Self { path, findings: Vec::new() }
    }

    /// What is wrong with the file.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.findings
    }
}

impl Reader<'_> {
    /// The mapping in `text`, or nothing where it is none.
    pub(super) fn load(&mut self, text: &str) -> Option<Yaml> {
        let yaml = text.strip_prefix('\u{feff}').unwrap_or(text);
        match yaml::load(yaml, text.len() - yaml.len(), Limits::CONFIG) {
            Ok(loaded) => {
                for repeated in loaded.repeated {
                    let message = format!("`{}` is given twice", repeated.key);
                    let finding = self.finding(&codes::CONFIG_INVALID, message).at(repeated.span);
                    self.findings.push(finding.related(self.path.clone(), Some(repeated.first), "this one counts"));
                }
                let is_mapping = matches!(loaded.root.value, Value::Map(_) | Value::Null);
                if !is_mapping {
                    self.invalid(loaded.root.span, "the settings must be `key: value` lines");
                }
                is_mapping.then_some(loaded.root)
            }
            Err(error) => {
                let message = format!("the settings are not valid YAML: {}", error.message);
                let finding = self.finding(&codes::CONFIG_INVALID, message).at(error.span);
                self.findings.push(error.help().into_iter().fold(finding, Diagnostic::help));
                None
            }
        }
    }

    fn config(&mut self, root: &Yaml, folders: &[String]) -> Config {
        self.check_keys("setting", root, &KEYS);
        let given = |key| root.get(key).filter(|value| !value.is_null());
        let (mut locales, source) = locales::read(self, given("locales"), given("source_locale"), folders);
        let titles = self.per_locale("title", given("title"), &locales);
        let descriptions = self.per_locale("description", given("description"), &locales);
        for ((locale, title), description) in locales.iter_mut().zip(titles).zip(descriptions) {
            locale.title = title.unwrap_or_else(|| "Playbook".into());
            locale.description = description.unwrap_or_default();
        }
        if let Some(value) = given("mounts") {
            mounts::read(self, value, &mut locales);
        }
        Config {
            base_url: given("base_url").and_then(|value| values::base_url(self, value)),
            theme: given("theme").and_then(|value| values::theme(self, value)).unwrap_or_else(|| "default".into()),
            edit_url: given("edit_url").and_then(|value| values::edit_url(self, value)),
            policy: given("check").map(|value| values::policy(self, value)).unwrap_or_default(),
            translation: given("translation").map(|value| translation::read(self, value)).unwrap_or_default(),
            search: given("search").map(|value| search::search(self, value)).unwrap_or_default(),
            ignore: given("ignore").map(|value| values::ignore(self, value)).unwrap_or_default(),
            urls: given("urls").map_or(Urls::Path, |value| values::urls(self, value)),
            published_at: given("published_at").map(|value| published::read(self, value)).unwrap_or_default(),
            twins: given("twins").is_none_or(|value| values::switch(self, "twins", value)),
            inherit_badges: given("inherit_badges").is_none_or(|value| values::switch(self, "inherit_badges", value)),
            locales,
            source,
        }
    }

    /// One text for each locale, from one for all or from a mapping by tag: its own, or that of the first locale in
    /// its chain that has one.
    fn per_locale(&mut self, key: &str, value: Option<&Yaml>, locales: &[Locale]) -> Vec<Option<String>> {
        let Some(value) = value else { return vec![None; locales.len()] };
        let Some(entries) = value.entries() else { return vec![self.text(key, value); locales.len()] };
        let mut own = vec![None; locales.len()];
        for entry in entries {
            let number = locales.iter().position(|locale| locale.tag.eq_ignore_ascii_case(&entry.key));
            match number.and_then(|number| own.get_mut(number)) {
                Some(own) => *own = self.text(key, &entry.value),
                None => self.unknown("locale", &entry.key, entry.key_span, locales.iter().map(|locale| &*locale.tag)),
            }
        }
        let inherited = |locale: &Locale| locale.chain.iter().find_map(|id| own.get(id.index())?.clone());
        locales.iter().zip(&own).map(|(locale, own)| own.clone().or_else(|| inherited(locale))).collect()
    }

    /// Reports every key of the mapping `value` that is not in `known`.
    pub(super) fn check_keys(&mut self, what: &str, value: &Yaml, known: &[&str]) {
        for entry in value.entries().unwrap_or_default() {
            if !known.contains(&&*entry.key) {
                self.unknown(what, &entry.key, entry.key_span, known.iter().copied());
            }
        }
    }

    /// The text that `key` wants, without blanks around it; an empty one is none.
    pub(super) fn text(&mut self, key: &str, value: &Yaml) -> Option<String> {
        let text = value.text();
        if text.is_none() && !value.is_null() {
            self.invalid(value.span, format!("`{key}` must be text, not {}", value.kind()));
        }
        text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The texts that `key` wants, a list of them or one alone, each with its place.
    pub(super) fn texts(&mut self, key: &str, value: &Yaml) -> Vec<(String, Span)> {
        let values = value.items().unwrap_or(std::slice::from_ref(value));
        values.iter().filter_map(|value| Some((self.text(key, value)?, value.span))).collect()
    }

    pub(super) fn invalid(&mut self, span: Span, message: impl Into<String>) {
        self.findings.push(self.finding(&codes::CONFIG_INVALID, message).at(span));
    }

    /// Reports an error with the mend `help`.
    pub(super) fn invalid_with(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(self.finding(&codes::CONFIG_INVALID, message).at(span).help(help));
    }

    /// Reports that there is no `what` with this `name`, and the one of `known` that may be meant.
    pub(super) fn unknown<'k>(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let finding = self.finding(&codes::CONFIG_UNKNOWN, format!("there is no {what} `{name}`")).at(span);
        let help = match suggest::nearest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        };
        self.findings.push(finding.help(help));
    }

    /// Reports what is wrong with the settings as a whole, or with something that they do not name.
    pub(super) fn report(&mut self, code: &'static Code, span: Option<Span>, message: impl Into<String>, help: &str) {
        let finding = self.finding(code, message).help(help);
        self.findings.push(Diagnostic { span, ..finding });
    }

    fn finding(&self, code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.path.clone(), message)
    }
}
