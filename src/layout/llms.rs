//! `llms.txt`: what there is on a site, for programs that read it (<https://llmstxt.org/>), and how far translations are to
//! be trusted.

use super::absolute;
use crate::locale::LocaleId;
use crate::path::{encode, relative};
use crate::site::{Site, View};
use crate::translation::{Freshness, Provenance, State};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The list of the locales' lists.
#[must_use]
pub fn llms(site: &Site) -> String {
    let config = site.config();
    let source = config.source();
    let mut text = head(&source.title, &source.description);
    text.push_str("## Languages\n\n");
    for locale in site.published_locales() {
        let path = format!("{}/llms.txt", config.locale(locale).tag);
        let href = absolute(config, &path).unwrap_or_else(|| encode(&path));
        let original = if locale == config.source { ": the original" } else { "" };
        let _ = writeln!(text, "- [{}]({href}){original}", plain(&config.locale(locale).label));
    }
    text
}

/// What there is in one locale, guide by guide.
#[must_use]
pub fn locale_llms(site: &Site, locale: LocaleId) -> String {
    let view = site.view(locale);
    let own = site.config().locale(locale);
    let mut text = head(&own.title, &own.description);
    let _ = writeln!(text, "Language: {}. Each link leads to the Markdown of a page.\n", own.tag);
    let mut listed = BTreeSet::new();
    for guide in view.guides().iter().filter(|guide| !guide.hidden) {
        let lines: Vec<String> = guide.order.iter().filter_map(|slug| line(site, &view, slug)).collect();
        listed.extend(guide.order.iter().cloned());
        section(&mut text, &guide.title, &lines);
    }
    let others = site.slugs(locale).filter(|slug| !listed.contains(*slug));
    let lines: Vec<String> = others.filter_map(|slug| line(site, &view, slug)).collect();
    let title = if listed.is_empty() { "Pages" } else { "Other pages" };
    section(&mut text, title, &lines);
    text
}

fn head(title: &str, description: &str) -> String {
    let mut text = format!("# {}\n\n", plain(title));
    if !description.is_empty() {
        let _ = writeln!(text, "> {}\n", plain(description));
    }
    text
}

fn section(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "## {}\n\n{}\n", plain(title), lines.join("\n"));
    }
}

/// `- [Title](page.md): description (machine translation, 3 of 14 blocks changed since)`.
fn line(site: &Site, view: &View<'_>, slug: &str) -> Option<String> {
    let place = view.place(slug).filter(|_| !view.is_hidden(slug))?;
    let path = view.twin_path(slug)?;
    let from = format!("{}/llms.txt", site.config().locale(view.locale()).tag);
    let href = absolute(site.config(), &path).unwrap_or_else(|| relative(&from, &path));
    let mut line = format!("- [{}]({href})", plain(&place.facts.title));
    let trust = if place.written_in == view.locale() {
        view.state(slug).map(|state| trust(state))
    } else {
        Some(format!("not translated, in {}", site.config().locale(place.written_in).tag))
    };
    let description = place.facts.description.as_deref().map(plain);
    let said = [description, trust.map(|trust| format!("({trust})"))];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if !said.is_empty() {
        let _ = write!(line, ": {}", said.join(" "));
    }
    Some(line)
}

/// Who translated a page, and whether the original still says the same.
fn trust(state: &State) -> String {
    let who = provenance(state.provenance);
    let fresh = match state.freshness {
        _ if state.orphan => "the original no longer exists".to_owned(),
        Freshness::Current | Freshness::Cosmetic => "up to date".to_owned(),
        Freshness::Changed(changes) => format!("{} of {} blocks changed since", changes.count(), changes.of),
        Freshness::Unknown => "whether the original changed since is not known".to_owned(),
    };
    format!("{who}, {fresh}")
}

/// Who translated a page, in words.
#[must_use]
pub fn provenance(provenance: Provenance) -> String {
    match provenance {
        Provenance::Source => "original".to_owned(),
        Provenance::Human => "human translation".to_owned(),
        Provenance::Mixed(share) => format!("machine translation, {share} % human"),
        Provenance::Machine => "machine translation".to_owned(),
        Provenance::Unknown => "translation".to_owned(),
    }
}

/// A text on one line, without the signs that would end a link's text.
fn plain(text: &str) -> String {
    crate::markdown::text::collapse(text).replace('[', "(").replace(']', ")")
}
