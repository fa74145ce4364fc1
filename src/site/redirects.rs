//! Addresses that lead on: a page's `aliases`, and the locale's `redirects.csv`.

use super::links::{self, Destination};
use super::routes::Redirected;
use super::{Ingredients, Place, Site, published};
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
    ingredients: &Ingredients,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, Redirect, Redirected)> {
    let mut redirects = Vec::new();
    for (id, locale) in site.published() {
        let own = locale.places.iter().filter(|(_, place)| place.written_in == id);
        for (slug, place) in own {
            let to = Destination::Page {
                slug: slug.clone(),
                path: site.page_path(id, slug),
                fragment: None,
                language: None,
            };
            redirects.extend(aliases(site, id, place, &to, findings));
        }
    }
    for (id, _) in site.published() {
        let chain = [id].into_iter().chain(site.config.locale(id).chain.iter().copied());
        let tables = ingredients.tables.iter();
        // As with pages: a locale without a table of its own has that of the locale that it falls back to.
        let table_of = |locale| tables.clone().find(|source| source.key.tree == TreeId::Locale(locale));
        if let Some(source) = chain.into_iter().find_map(table_of) {
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
                let message = format!("`{alias}` is not an address inside the site");
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

/// A line of a table: where it stands, and its two addresses, if that is what it holds.
pub(super) struct Row<'t> {
    pub span: Span,
    pub pair: Option<(&'t str, &'t str)>,
}

/// The lines of a table with the header `source,dest`; blank lines and comments are none.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    let mut offset = 0;
    let lines = text.split_inclusive('\n').enumerate().filter_map(move |(index, line)| {
        let span = Span::new(offset, offset + line.trim_end().len());
        offset += line.len();
        let line = line.trim_start_matches('\u{feff}').trim();
        let is_row = index > 0 && !line.is_empty() && !line.starts_with('#');
        is_row.then_some((span, line))
    });
    lines.map(move |(span, line)| {
        let pair = line.split_once(',').filter(|(from, to)| !unquoted(from).is_empty() && !unquoted(to).is_empty());
        Row { span, pair: pair.map(|(from, to)| (unquoted(from), unquoted(to))) }
    })
}

fn unquoted(field: &str) -> &str {
    field.trim().trim_matches('"').trim()
}

/// The redirects of a `redirects.csv`.
///
/// Lines whose source is an absolute address speak of where the site is published; others of another site, and are
/// passed over.
fn table(
    site: &Site,
    locale: LocaleId,
    source: &Arc<Source>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<str>, Redirect, Redirected)> {
    let mut redirects = Vec::new();
    for Row { span, pair } in rows(&source.text) {
        match pair {
            Some(pair) => redirects.extend(row(site, locale, source, span, pair, findings)),
            None => findings.push(
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
    let path = match url::scheme(from) {
        Scheme::Relative => start(site, locale, "", from),
        _ => Some(site.path_of(locale, &published::rest(site, from).filter(|rest| !rest.is_empty())?)),
    };
    let is_shadowed = url::scheme(from) != Scheme::Relative && published::is_page(site, from);
    if is_shadowed {
        let message = format!("the redirect from `{from}` is not needed: a page is there");
        let finding = Diagnostic::new(&codes::REDIRECT_SHADOWED, source.shown.clone(), message).at(span);
        findings.push(finding.help(SHADOWED));
    }
    let resolution = links::resolve(site, locale, &source.key, ReferenceKind::Link, to);
    // An address of this site at which there is nothing is no place outside of it.
    let leads_out = matches!(&resolution.destination, Destination::External(to) if published::rest(site, to).is_none());
    let leads = leads_out || matches!(resolution.destination, Destination::Page { .. } | Destination::Asset { .. });
    let (Some(path), true) = (path, leads) else {
        let message = format!("the redirect from `{from}` to `{to}` leads nowhere");
        let help = resolution.problem.map_or_else(|| "check both addresses".to_owned(), |problem| problem.help);
        findings.push(Diagnostic::new(&codes::REDIRECT_DEAD, source.shown.clone(), message).at(span).help(help));
        return None;
    };
    let redirect = Redirect { locale, destination: resolution.destination };
    (!is_shadowed).then(|| (path, redirect, Redirected { shown: source.shown.clone(), span: Some(span) }))
}

/// What to do about a redirect that starts where something is.
pub(super) const SHADOWED: &str = "remove the redirect, or move what is there";
