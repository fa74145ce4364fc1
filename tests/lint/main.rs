//! What a translation broke is found: one finding for one mistake, with the place in both texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "the tables of the corpus are what that run is for")]

mod corpus;
mod mutations;
mod quiet;
mod site;
mod terms;

use baton::config::{self, Terms};
use baton::diagnostic::Diagnostic;
use baton::front_matter;
use baton::locale::LocaleId;
use baton::markdown::tree::Document;
use baton::markdown::{self, Dialect, Input};
use baton::span::position;
use baton::translation::lint::{Damage, Languages, Side, Subject, lint};
use baton::translation::{Origin, Provenance, Task, Text, Translation};
use std::sync::Arc;

/// A page with its tree.
struct Parsed {
    path: Arc<str>,
    text: String,
    document: Document,
}

fn parse(path: &str, text: &str) -> Parsed {
    let path: Arc<str> = path.into();
    let body = front_matter::read(text, &path).0.body;
    let document = markdown::parse(Input { path: &path, text, body, dialect: Dialect::Adobe }).document;
    Parsed { path, text: text.to_owned(), document }
}

impl Parsed {
    fn text(&self) -> Text<'_> {
        Text { document: &self.document, source: &self.text }
    }
}

/// The damage in `translation`, in the locale `tag`, against its source in English.
fn damage(tag: &str, translation: &Parsed, source: &Parsed, origin: Option<&Parsed>, terms: &Terms) -> Vec<Damage> {
    let then = origin.map_or(Origin::Unknown, |origin| Origin::Text(origin.text()));
    let task = Task { translation: translation.text(), source: source.text(), origin: then };
    let compared = Translation::new(task, Provenance::Machine, None);
    lint(&Subject {
        translation: Side { path: &translation.path, tag, text: translation.text() },
        locale: LocaleId(1),
        source: Side { path: &source.path, tag: "en", text: source.text() },
        origin: origin.filter(|origin| origin.text != source.text).map(Parsed::text),
        alignment: &compared.alignment,
        terms,
        languages: &Languages::new(tag, "en"),
    })
}

/// The findings as `code fr.md:41:3 en.md:38:1`.
fn found(tag: &str, own: &str, source: &str) -> Vec<String> {
    found_with(tag, own, source, &Terms::default())
}

fn found_with(tag: &str, own: &str, source: &str, terms: &Terms) -> Vec<String> {
    let (own, source) = (parse("fr.md", own), parse("en.md", source));
    damage(tag, &own, &source, None, terms).iter().map(|damage| told(&damage.finding, &own, &source)).collect()
}

fn told(finding: &Diagnostic, own: &Parsed, source: &Parsed) -> String {
    let at = position(&own.text, finding.span.unwrap().start as usize);
    let related = &finding.related[0];
    assert_eq!((&finding.path, &related.path), (&own.path, &source.path));
    let there = position(&source.text, related.span.unwrap().start as usize);
    format!(
        "{} {}:{}:{} {}:{}:{}",
        finding.code.name, finding.path, at.line, at.column, related.path, there.line, there.column
    )
}

/// The terms of a file, which has to be a good one.
fn terms(text: &str) -> Terms {
    let settings = "source_locale: en\nlocales:\n  en: {}\n  fr: {}\n  ja: {}\n";
    let path: Arc<str> = "content/site.yml".into();
    let folders: Vec<String> = ["en", "fr", "ja"].map(String::from).to_vec();
    let (config, findings) = config::read(Some(settings), &path, &folders);
    assert_eq!(findings, []);
    let (terms, findings) = config::terms::read(Some(text), &"content/terms.yml".into(), &config);
    assert_eq!(findings, []);
    terms
}
