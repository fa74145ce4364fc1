//! `translation`: which keys say what a translation was made from, and where the source's history lies.

use super::read::Reader;
use crate::yaml::Yaml;

const KEYS: [&str; 8] =
    ["dashboard", "commit_key", "compare", "human_key", "workflow_key", "source_repo", "source_path", "show_original"];

/// How translations are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The front matter's keys.
    pub keys: TranslationKeys,
    /// The repository that holds the source's history, absolute or relative to the site's root; nothing is the one that
    /// the content lies in.
    pub source_repo: Option<String>,
    /// The folder in that repository that the source locale's tree is; nothing where Baton finds it out.
    pub source_path: Option<String>,
    /// Whether readers may have the original beside a translation.
    pub show_original: bool,
    /// Whether each translation is held against the text that it was made from, to report what it broke.
    pub compare: bool,
    /// Whether the site has a page that tells how far each translation is.
    pub dashboard: bool,
}

/// The names of the front matter's keys about translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranslationKeys {
    /// The commit of the source that was translated.
    pub commit: String,
    /// The share that people translated or reviewed.
    pub human: String,
    /// How the translation was made.
    pub workflow: String,
}

impl Default for TranslationKeys {
    fn default() -> Self {
        Self { commit: "source-git-commit".into(), human: "ht-degree".into(), workflow: "workflow-type".into() }
    }
}

impl Default for Translation {
    fn default() -> Self {
        Self {
            keys: TranslationKeys::default(),
            source_repo: None,
            source_path: None,
            show_original: true,
            compare: true,
            dashboard: true,
        }
    }
}

pub(super) fn read(reader: &mut Reader, value: &Yaml) -> Translation {
    let mut settings = Translation::default();
    if value.entries().is_none() {
        reader.invalid(value.span, format!("`translation` must be a mapping, not {}", value.kind()));
        return settings;
    }
    reader.check_keys("setting of `translation`", value, &KEYS);
    let mut text = |key: &str| value.get(key).and_then(|given| reader.text(key, given));
    if let Some(key) = text("commit_key") {
        settings.keys.commit = key;
    }
    if let Some(key) = text("human_key") {
        settings.keys.human = key;
    }
    if let Some(key) = text("workflow_key") {
        settings.keys.workflow = key;
    }
    settings.source_repo = text("source_repo");
    settings.source_path = text("source_path").map(|path| path.trim_matches('/').to_owned());
    let switch =
        |reader: &mut Reader, key: &str| value.get(key).is_none_or(|given| super::values::switch(reader, key, given));
    settings.show_original = switch(reader, "show_original");
    settings.compare = switch(reader, "compare");
    settings.dashboard = switch(reader, "dashboard");
    settings
}
