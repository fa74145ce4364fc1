//! Addresses that lead on: a page's `aliases`, and the locale's `redirects.csv`.

use super::links::{self, Destination};
use super::routes::Redirected;
use super::{Ingredients, Place, Site};
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::markdown::url::{self, Scheme};
use crate::path::{Address, SitePath, join};
use crate::source::{Source, TreeId};
use crate::span::Span;
use std::sync::Arc;

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// The locale of the address that leads on.
    pub locale: LocaleId,
    /// Where to.
    pub destination: Destination,
}

/// Every redirect with the output path that it starts at, and who asks for it.
pub(super) fn collect(
    site: &Site,
    ingredients: &Ingredients<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, Redirect, Redirected)> {
    let mut redirects = Vec::new();
    for (id, locale) in site.published() {
        let own = locale.places.iter().filter(|(_, place)| place.written_in == id);
        for (slug, place) in own {
            let to = Destination::Page { path: site.page_path(id, slug), fragment: None, language: None };
            redirects.extend(aliases(site, id, place, &to, findings));
        }
    }
    for source in ingredients.sources.texts.values().filter(|source| source.key.path.as_str() == "redirects.csv") {
        if let TreeId::Locale(id) = source.key.tree
            && site.published.contains(&id)
        {
            redirects.extend(table(site, id, source, findings));
        }
    }
    redirects
}

fn aliases(
    site: &Site,
    locale: LocaleId,
    place: &Place,
    to: &Destination,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, Redirect, Redirected)> {
    let facts = &place.facts;
    let folder = facts.key.path.folder();
    let mut redirects = Vec::new();
    for alias in &facts.aliases {
        let claimant = Redirected { shown: facts.shown.clone(), span: facts.aliases_at };
        match start(site, locale, folder, alias) {
            Some(path) => redirects.push((path, Redirect { locale, destination: to.clone() }, claimant)),
            None => {
                let message = format!("`{}` is not an address inside the site", alias);
                let mut finding = Diagnostic::new(&codes::ALIAS_INVALID, facts.shown.clone(), message)
                    .help("write a path such as `/guide/old-name.html`, from the root of the locale");
                finding.span = facts.aliases_at;
                findings.push(finding);
            }
        }
    }
    redirects
}

/// The output path that an old address stands for: `old`, `old.html`, `old.md` and `old/` are all accepted.
fn start(site: &Site, locale: LocaleId, folder: &str, address: &str) -> Option<Arc<str>> {
    if url::scheme(address) != Scheme::Relative {
        return None;
    }
    let written = Address::parse(address.trim()).path;
    let path = SitePath::resolve(folder, &written).ok()?;
    let pages = site.pages_of(TreeId::Locale(locale));
    let inner = path.below(pages).unwrap_or(path.as_str());
    let stem = inner.strip_suffix(".html").or_else(|| inner.strip_suffix(".md")).unwrap_or(inner);
    let slug = if written.ends_with('/') { join(stem, "index") } else { stem.to_owned() };
    (!slug.is_empty()).then(|| site.page_path(locale, &slug))
}

/// The redirects of a `redirects.csv` with the header `source,dest`.
///
/// Lines whose source is an absolute address speak of another site, and are passed over.
fn table(
    site: &Site,
    locale: LocaleId,
    source: &Arc<Source>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, Redirect, Redirected)> {
    let mut redirects = Vec::new();
    let mut offset = 0;
    for (index, line) in source.text.split_inclusive('\n').enumerate() {
        let span = Span::new(offset, offset + line.trim_end().len());
        offset += line.len();
        let line = line.trim_start_matches('\u{feff}').trim();
        if index == 0 || line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once(',') {
            Some((from, _)) if url::scheme(from.trim()) != Scheme::Relative => {}
            Some((from, to)) if !from.trim().is_empty() && !to.trim().is_empty() => {
                redirects.extend(row(site, locale, source, span, (from.trim(), to.trim()), findings));
            }
            _ => findings.push(
                Diagnostic::new(&codes::REDIRECT_INVALID, source.shown.clone(), "the line is no pair of addresses")
                    .at(span)
                    .help("write `old address,new address`"),
            ),
        }
    }
    redirects
}

fn row(
    site: &Site,
    locale: LocaleId,
    source: &Arc<Source>,
    span: Span,
    (from, to): (&str, &str),
    findings: &mut Vec<Diagnostic>,
) -> Option<(Arc<str>, Redirect, Redirected)> {
    let resolution = links::resolve(site, locale, &source.key, ReferenceKind::Link, to);
    let path = start(site, locale, "", from);
    let (Some(path), true) = (path, resolution.destination != Destination::Nowhere) else {
        let message = format!("the redirect from `{from}` to `{to}` leads nowhere");
        let help = resolution.problem.map_or_else(|| "check both addresses".to_owned(), |problem| problem.help);
        findings.push(Diagnostic::new(&codes::REDIRECT_DEAD, source.shown.clone(), message).at(span).help(help));
        return None;
    };
    let redirect = Redirect { locale, destination: resolution.destination };
    Some((path, redirect, Redirected { shown: source.shown.clone(), span: Some(span) }))
}
