//! The words that translations are held to.

use super::{damage, found_with, parse, terms};
use baton::config::{self, terms::read};
use baton::span::position;
use std::sync::Arc;

const TERMS: &str = "keep: [Baton, Git]\nuse:\n  hand-over:\n    fr: [passage de relais, relais*]\n    ja: 引き継ぎ\nban:\n  fr:\n    cutover: bascule\n    mail:\n";

#[test]
fn words_are_kept_used_and_banned() {
    let terms = terms(TERMS);
    for (tag, own, source, expected) in [
        ("fr", "Baton s’en charge.", "Baton does it.", vec![]),
        ("fr", "Bâton s’en charge.", "Baton does it.", vec!["term-lost fr.md:1:1 en.md:1:1"]),
        ("fr", "Le `Git` s’en charge.", "Git does it.", vec![]),
        ("fr", "Les relais sont prêts.", "The hand-overs are ready.", vec![]),
        ("fr", "Le transfert est prêt.", "The hand-over is ready.", vec!["term-other fr.md:1:1 en.md:1:5"]),
        ("fr", "Le transfert est prêt.", "The change is ready.", vec![]),
        ("fr", "Après le Cutover.", "After the switch.", vec!["term-banned fr.md:1:10 en.md:1:1"]),
        ("fr", "Voir `cutover`.", "See `cutover`.", vec![]),
        ("ja", "Batonの引き継ぎです。", "The hand-over of Baton.", vec![]),
        ("ja", "[!DNL Commerce]です。", "This is [!DNL Commerce].", vec![]),
        ("ja", "コマースです。", "This is [!DNL Commerce].", vec!["term-lost fr.md:1:1 en.md:1:15"]),
    ] {
        assert_eq!(found_with(tag, own, source, &terms_for(&terms, tag)), expected, "{own}");
    }
    let (own, source) = (parse("fr.md", "Le transfert."), parse("en.md", "The hand-over."));
    let found = damage("fr", &own, &source, None, &terms);
    let set = &found[0].finding.related[1];
    assert_eq!((&*set.path, position(TERMS, set.span.unwrap().start as usize).line), ("content/terms.yml", 4));
}

/// The tests lint every language as the locale number 1, which is French in the terms.
fn terms_for(terms: &config::Terms, tag: &str) -> config::Terms {
    let mut terms = terms.clone();
    if tag != "fr" {
        let number = baton::locale::LocaleId(2);
        terms.uses.retain(|uses| uses.locale == number);
        terms.uses.iter_mut().for_each(|uses| uses.locale = baton::locale::LocaleId(1));
        terms.bans.clear();
    }
    terms
}

#[test]
fn what_is_wrong_with_the_file_is_told_with_its_place() {
    let settings = "source_locale: en\nlocales:\n  en: {}\n  fr: {}\n";
    let path: Arc<str> = "content/site.yml".into();
    let (config, _) = config::read(Some(settings), &path, &["en".to_owned(), "fr".to_owned()]);
    let text = "keep: [Baton, {a: b}]\nuse:\n  x: y\n  z:\n    ft: w\n    en: v\n    fr: []\nbans: {}\n";
    let (terms, findings) = read(Some(text), &"content/terms.yml".into(), &config);
    assert_eq!(terms.keep.len(), 1);
    let told: Vec<String> = findings
        .iter()
        .map(|finding| {
            let at = position(text, finding.span.unwrap().start as usize);
            format!("{}:{} {}", at.line, at.column, finding.message)
        })
        .collect();
    assert_eq!(
        told,
        [
            "8:1 there is no list of terms `bans`",
            "1:16 `keep` must be text, not a mapping",
            "3:6 `x` must be a mapping, not text",
            "5:5 there is no locale `ft`",
            "6:5 `en` is the language that is translated",
            "7:5 `z` has no translation here",
        ]
    );
    assert_eq!(read(None, &"content/terms.yml".into(), &config).0.keep, []);
    let (_, findings) = read(Some("keep: [\n"), &"content/terms.yml".into(), &config);
    assert_eq!(findings.len(), 1);
}
