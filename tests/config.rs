//! The settings of a site: defaults, what is read, and what is reported where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::config::{Config, Locale, read};
use baton::diagnostic::{Diagnostic, Level, Severity};
use baton::locale::{Direction, LocaleId};
use baton::span::position;
use proptest::prelude::*;

fn settings(text: &str, folders: &[&str]) -> (Config, Vec<Diagnostic>) {
    let folders: Vec<_> = folders.iter().map(|&folder| folder.to_owned()).collect();
    read(Some(text), &"content/site.yml".into(), &folders)
}

/// The settings of `text`, which must be without findings, beside the folders of two locales.
fn good(text: &str) -> Config {
    let (config, findings) = settings(text, &["en", "fr-FR"]);
    assert_eq!(findings, [], "{text}");
    config
}

/// Every finding as `line:column code message (help)`.
fn findings(text: &str) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        assert_eq!(&*finding.path, "content/site.yml");
        let place = finding.span.map_or("-".into(), |span| {
            let place = position(text, span.start as usize);
            format!("{}:{}", place.line, place.column)
        });
        let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place} {} {}{help}", finding.code.name, finding.message)
    };
    settings(text, &["en", "fr-FR"]).1.iter().map(show).collect()
}

fn tags(config: &Config) -> Vec<&str> {
    config.locales.iter().map(|locale| &*locale.tag).collect()
}

/// The tags in the chain of each locale.
fn chains(config: &Config) -> Vec<Vec<&str>> {
    let tags = |locale: &Locale| locale.chain.iter().map(|&id| &*config.locale(id).tag).collect();
    config.locales.iter().map(tags).collect()
}

#[test]
fn an_absent_or_empty_file_is_a_good_one() {
    let folders = ["_includes", "fr-fr", "assets", "en", ".git", "img"].map(String::from);
    for text in [None, Some(""), Some("\u{feff}# nothing yet\n"), Some("locales:\ntitle:\n")] {
        let (config, findings) = read(text, &"content/site.yml".into(), &folders);
        assert_eq!(findings, []);
        assert_eq!((tags(&config), &*config.source().tag), (vec!["en", "fr-FR"], "en"));
        assert_eq!(chains(&config), [vec![], vec!["en"]]);
        assert_eq!((&*config.theme, config.base_url, config.edit_url), ("default", None, None));
        let french = &config.locales[1];
        assert_eq!((&*french.title, &*french.description, &*french.label), ("Playbook", "", "Français"));
        assert_eq!((&*french.path, &*french.pages), ("content/fr-fr", ""));
    }
}

#[test]
fn without_english_the_first_locale_is_the_source() {
    assert_eq!(settings("", &["ja-JP", "de-DE"]).0.source().tag, "de-DE");
    assert_eq!(settings("locales: [ja-JP, de-DE]", &["ja-JP", "de-DE"]).0.source().tag, "ja-JP");
}

#[test]
fn every_setting_is_read() {
    let config = good(
        "title: { en: Plan, fr-FR: Manuel }\ndescription: All\nbase_url: https://wiki.example.com/plan\nsource_locale: EN\n\
         locales:\n  fr-fr: { label: Le français, dir: rtl, fallback: en, path: ../fr/, pages: help/ }\n  en:\n\
         theme: dark\nedit_url: 'https://git.example.com/{locale}/{path}#{slug}'\n\
         check: { link-broken: deny, link-case: warn, toc-orphan: allow, asset-unused: off, link-draft: on }\nignore: '*.bak'\n",
    );
    assert_eq!(config.base_url.as_deref(), Some("https://wiki.example.com/plan/"));
    assert_eq!(config.edit_url.as_deref(), Some("https://git.example.com/{locale}/{path}#{slug}"));
    assert_eq!(config.theme, "dark");
    assert_eq!(config.source, LocaleId(1));
    let french = Locale {
        tag: "fr-FR".into(),
        label: "Le français".into(),
        direction: Direction::Rtl,
        title: "Manuel".into(),
        description: "All".into(),
        path: "../fr".into(),
        pages: "help".into(),
        chain: vec![LocaleId(1)],
        mounts: vec![],
    };
    assert_eq!(config.locales[0], french);
    assert_eq!((&*config.locales[1].title, &*config.locales[1].path), ("Plan", "content/en"));
    let levels: Vec<_> = config.policy.0.iter().map(|(code, level)| (&**code, *level)).collect();
    let expected = [
        ("asset-unused", Level::Allow),
        ("link-broken", Level::Deny),
        ("link-case", Level::Warn),
        ("toc-orphan", Level::Allow),
    ];
    assert_eq!(levels, expected);
}

#[test]
fn locales_are_asked_by_number_and_tag() {
    let config = good("locales: [fr-FR, en]");
    assert_eq!(config.ids().collect::<Vec<_>>(), [LocaleId(0), LocaleId(1)]);
    assert_eq!(config.by_tag("EN"), Some(LocaleId(1)));
    assert_eq!(config.by_tag("de"), None);
    assert_eq!(config.locale(LocaleId(0)).tag, "fr-FR");
    assert_eq!((config.get(LocaleId(2)), &*config.locale(LocaleId(2)).tag), (None, ""));
}

#[test]
fn a_chain_follows_fallbacks_and_ends_with_the_source() {
    let text = "locales:\n  en: {}\n  fr-FR: {}\n  fr-CA: { fallback: fr-FR, path: a }\n  ht: { fallback: [fr-CA, es], path: a }\n  \
                es: { fallback: [en, pt], path: a }\n  pt: { path: a }\n";
    assert_eq!(
        chains(&good(text)),
        [
            vec![],
            vec!["en"],
            vec!["fr-FR", "en"],
            vec!["fr-CA", "es", "fr-FR", "en", "pt"],
            vec!["en", "pt"],
            vec!["en"]
        ]
    );
}

#[test]
fn a_title_is_taken_from_the_chain() {
    let text = "title: { fr-FR: Manuel, EN: Plan }\nlocales:\n  en:\n  fr-FR:\n  fr-CA: { fallback: fr-FR, path: a }\n  ja: { path: a }\n";
    let titles: Vec<_> = good(text).locales.into_iter().map(|locale| locale.title).collect();
    assert_eq!(titles, ["Plan", "Manuel", "Manuel", "Plan"]);
    assert_eq!(good("title: 2024").locales[0].title, "2024");
    assert_eq!(good("title: { fr-FR: Manuel }").locales[0].title, "Playbook");
}

#[test]
fn labels_tell_regions_apart() {
    let config = settings("", &["fr-FR", "fr-CA", "pt-BR", "pt-PT", "zh-TW", "tlh-KX"]).0;
    let labels: Vec<_> = config.locales.iter().map(|locale| &*locale.label).collect();
    assert_eq!(labels, ["Français (CA)", "Français (FR)", "Português (Brasil)", "Português", "tlh-KX", "繁體中文"]);
}

#[test]
fn files_are_left_out_as_in_gitignore() {
    let ignore = good("ignore:\n  - '*.bak'\n  - drafts/\n  - /en/old\n  - 'fr-FR/**/x.md'").ignore;
    for path in
        ["a.bak", "en/a/b.bak", "en/drafts/a.md", "drafts/a/b.md", "en/old/a.md", "fr-FR/x.md", "fr-FR/a/b/x.md"]
    {
        assert!(ignore.matches(path), "{path}");
    }
    for path in ["a.md", "en/a.bak.md", "en/draft/a.md", "fr-FR/en/old/a.md", "en/x.md"] {
        assert!(!ignore.matches(path), "{path}");
    }
    assert!(!good("").ignore.matches("a.md"));
}

#[test]
fn unknown_names_are_told_with_what_may_be_meant() {
    for (text, finding) in [
        ("tilte: A", "1:1 config-unknown there is no setting `tilte` (did you mean `title`?)"),
        ("theme: a\nBase_url: b", "2:1 config-unknown there is no setting `Base_url` (did you mean `base_url`?)"),
        (
            "locales:\n  en: { lable: A }\n  fr-FR:",
            "2:9 config-unknown there is no setting of a locale `lable` (did you mean `label`?)",
        ),
        ("source_locale: fr", "1:16 config-unknown there is no locale `fr` (there are `en`, `fr-FR`)"),
        ("title: { fr-RF: A }", "1:10 config-unknown there is no locale `fr-RF` (did you mean `fr-FR`?)"),
        (
            "locales:\n  en:\n  fr-FR: { fallback: [en, de] }",
            "3:27 config-unknown there is no locale `de` (there are `en`, `fr-FR`)",
        ),
        (
            "check: { link-borken: deny }",
            "1:10 config-unknown there is no code `link-borken` (did you mean `link-broken`?)",
        ),
        (
            "edit_url: 'https://a.example/{file}'",
            "1:11 config-unknown there is no placeholder `file` (there are `path`, `locale`, `slug`)",
        ),
    ] {
        assert_eq!(findings(text), [finding], "{text}");
    }
}

#[test]
fn wrong_values_are_told_with_their_place() {
    for (text, finding) in [
        ("title: [A]", "1:9 config-invalid `title` must be text, not a list"),
        ("title: { en: [A] }", "1:15 config-invalid `title` must be text, not a list"),
        ("theme: { a: b }", "1:10 config-invalid `theme` must be text, not a mapping"),
        ("theme: ../a", "1:8 config-invalid `theme` must be the name of a folder in `themes/`, not `../a`"),
        ("theme: a\\b", "1:8 config-invalid `theme` must be the name of a folder in `themes/`, not `a\\b`"),
        ("theme: .git", "1:8 config-invalid `theme` must be the name of a folder in `themes/`, not `.git`"),
        ("check: deny", "1:8 config-invalid `check` must be a mapping from codes to levels, not text"),
        ("check: { link-case: loud }", "1:21 config-invalid `link-case` must be `allow`, `warn` or `deny`"),
        ("ignore: ['[']", "1:10 config-invalid pattern `[` can't be understood: unclosed character class; missing ']'"),
        ("translation: { compare: perhaps }", "1:25 config-invalid `compare` must be `true` or `false`"),
        ("ignore: [{ a: b }]", "1:12 config-invalid `ignore` must be text, not a mapping"),
        ("source_locale: [en]", "1:17 config-invalid `source_locale` must be text, not a list"),
        ("locales:\n  en: A\n  fr-FR:", "2:7 config-invalid `en` must be a mapping, not text"),
        ("locales: [en, fr-FR, EN]", "1:22 config-invalid locale `en` is listed twice"),
        ("locales:\n  en: { dir: up }\n  fr-FR:", "2:14 config-invalid `dir` must be `ltr` or `rtl`"),
        (
            "locales:\n  en: { path: 'a\\b' }\n  fr-FR:",
            "2:15 config-invalid `path` holds `\\` (write folders with `/` between)",
        ),
        (
            "locales:\n  en: { pages: a/../../b }\n  fr-FR:",
            "2:16 config-invalid `pages` must be a folder inside the locale's folder",
        ),
        (
            "locales:\n  en:\n  fr-FR: { fallback: [en, fr-FR] }",
            "3:27 config-invalid locales fall back in a ring: `fr-FR` to `fr-FR`",
        ),
        (
            "locales:\n  en: { fallback: pt }\n  fr-FR: { fallback: en }\n  pt: { path: a, fallback: [fr-FR] }",
            "2:19 config-invalid locales fall back in a ring: `en` to `pt` to `fr-FR` to `en`",
        ),
        ("theme: a\ntheme: b", "2:1 config-invalid `theme` is given twice"),
        ("- a", "1:3 config-invalid the settings must be `key: value` lines"),
        (
            "title: a: b",
            "1:9 config-invalid the settings are not valid YAML: mapping values are not allowed in this context \
             (put a value that holds `: ` in quotes)",
        ),
    ] {
        assert_eq!(findings(text), [finding], "{text}");
    }
}

#[test]
fn tags_that_are_none_are_told_with_what_may_be_meant() {
    assert_eq!(
        findings("locales: [en, fr-FR, pt_br, english]"),
        [
            "1:22 config-invalid `pt_br` is not the tag of a locale (did you mean `pt-BR`?)",
            "1:29 config-invalid `english` is not the tag of a locale (a locale is a tag like `fr` or `fr-FR`)",
        ]
    );
}

#[test]
fn an_address_must_be_absolute_and_plain() {
    let help = "(write it like `https://wiki.example.com/playbook/`)";
    for (url, problem) in [
        ("wiki.example.com", "must begin with `https://` or `http://` and name a host"),
        ("/wiki", "must begin with `https://` or `http://` and name a host"),
        ("ftp://a.example", "must begin with `https://` or `http://` and name a host"),
        ("javascript://a.example", "must begin with `https://` or `http://` and name a host"),
        ("https:///wiki", "must begin with `https://` or `http://` and name a host"),
        ("https://:80/", "must begin with `https://` or `http://` and name a host"),
        ("https://a.example/?b", "can't have a query or fragment"),
        ("'https://a.example/#b'", "can't have a query or fragment"),
        ("'https://a.example/\"b'", "holds characters that an address can't have"),
        ("https://a.example/b c", "holds characters that an address can't have"),
    ] {
        assert_eq!(findings(&format!("base_url: {url}")), [format!("1:11 config-invalid `base_url` {problem} {help}")]);
    }
    for (url, stored) in
        [("http://localhost:1111", "http://localhost:1111/"), ("HTTPS://a.example/b/", "HTTPS://a.example/b/")]
    {
        assert_eq!(good(&format!("base_url: {url}")).base_url.as_deref(), Some(stored));
    }
    assert_eq!(good("base_url: ''").base_url, None);
    for url in ["git.example.com/{path}", "'{path}'", "'https://a.example/{path'", "'https://a.example/<{path}'"] {
        let found = findings(&format!("edit_url: {url}"));
        assert!(found.len() == 1 && found[0].starts_with("1:11 config-invalid `edit_url` "), "{found:?}");
    }
}

#[test]
fn folders_and_locales_are_compared() {
    assert_eq!(
        findings("locales: [en, de]"),
        [
            "- locale-unlisted folder `content/fr-FR` looks like a locale and is not listed \
             (add `fr-FR` to `locales`, or its pages are not part of the site)",
            "1:15 locale-missing locale `de` has no folder `content/de` (until it has pages, all of them fall back)",
        ]
    );
}

#[test]
fn a_site_without_a_locale_is_an_error_and_has_one_all_the_same() {
    for text in ["", "locales: { english: {} }", "locales: 5"] {
        let (config, findings) = settings(text, &["assets"]);
        assert!(findings.iter().all(|finding| finding.severity == Severity::Error));
        let last = findings.iter().rfind(|finding| finding.message == "the site has no locale").unwrap();
        assert_eq!((last.severity, tags(&config)), (Severity::Error, vec!["en"]));
    }
}

#[test]
fn settings_that_cannot_be_read_leave_the_defaults_and_one_finding() {
    for text in ["title: 'A", "a: !b c", "locales: [\u{0}]", &"[".repeat(5_000), &"a".repeat(2_000_000)] {
        let (config, findings) = settings(text, &[]);
        assert_eq!((findings.len(), findings[0].severity, tags(&config)), (1, Severity::Error, vec!["en"]));
    }
}

#[test]
fn more_locales_than_numbers_are_refused() {
    let letters = || (b'a'..=b'z').map(char::from);
    let tags: Vec<_> = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}"))).collect();
    let (config, findings) = settings(&format!("locales: [{}]", tags.join(", ")), &[]);
    assert_eq!((config.locales.len(), config.ids().count()), (255, 255));
    assert_eq!(findings[0].message, "there are more than 255 locales");
}

proptest! {
    #[test]
    fn any_settings_are_read(
        keys in proptest::collection::vec(
            ("title|base_url|source_locale|locales|theme|edit_url|check|ignore", "[-a-f:{}\\[\\], '*/\n]{0,12}|https?://[a/{}?]{0,4}"),
            0..4,
        ),
    ) {
        let text = keys.iter().map(|(key, value)| format!("{key}: {value}\n")).collect::<Vec<_>>().concat();
        let (config, findings) = settings(&text, &["en", "fr-FR"]);
        prop_assert!(config.get(config.source).is_some());
        for finding in findings {
            prop_assert!(finding.span.is_none_or(|span| text.get(span.range()).is_some()));
        }
    }
}
