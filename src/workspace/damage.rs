//! What translations broke, among everything else that is wrong: one mistake is told once.
//!
//! A link that leads nowhere is told by the site, an alert's tag that is no tag by the parser. What the comparison with the
//! source says of the same place is not told again; its place in the source is added where the finding is the site's.

use super::Snapshot;
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::LocaleId;
use crate::markdown::tree::ReferenceKind;
use crate::page::Page;
use crate::site::Destination;
use crate::source::{FileKey, TreeId};
use crate::span::Span;
use crate::translation::lint::Damage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Findings of the parser about the shape of a block: what they begin with.
const SHAPE: [&str; 15] = [
    "alert-",
    "tab-",
    "shadebox-",
    "collapsible-",
    "fence-",
    "table-one-line",
    "id-",
    "html-",
    "heading-unaligned",
    "comment-broken",
    "zwsp-",
    "depth-exceeded",
    "tag-misspelt",
    "include-",
    "snippet-",
];

/// Adds the damage of every translation, or of the only one that is asked for, to the findings of a run.
pub(super) fn settle(snapshot: &Snapshot, only: Option<&FileKey>, findings: &mut Vec<Diagnostic>) {
    let mut by_path: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        by_path.entry(finding.path.clone()).or_default().push(index);
    }
    let mut told = Vec::new();
    for (key, translated) in snapshot.translations() {
        let (Some(page), Some(source)) = (snapshot.page(key), &translated.source) else { continue };
        if only.is_some_and(|only| only != key) {
            continue;
        }
        if translated.damage.is_empty() || (page.facts.draft && !snapshot.has_drafts()) {
            continue;
        }
        let others = by_path.get(&page.source.shown).map_or(&[][..], |list| list);
        for damage in &translated.damage {
            if damage.links.is_some() && is_same_place(snapshot, page, source, damage) {
                continue;
            }
            match others.iter().find(|index| findings.get(**index).is_some_and(|other| is_told(other, damage))) {
                Some(index) => {
                    if let Some(other) = findings.get_mut(*index) {
                        add_place(other, damage);
                    }
                }
                None => told.push(damage.finding.clone()),
            }
        }
    }
    findings.extend(told);
}

/// Whether a finding says already what a damage would say.
fn is_told(other: &Diagnostic, damage: &Damage) -> bool {
    let (Some(span), Some(own)) = (other.span, damage.finding.span) else { return false };
    let code = damage.finding.code;
    let is_address = [&codes::LINK_DIFFERS, &codes::IMAGE_DIFFERS].contains(&code);
    let (name, touches) = (other.code.name, |a: Span, b: Span| a.start <= b.end && b.start <= a.end);
    if is_address {
        let is_about_links = ["link-", "asset-", "fragment-"].iter().any(|prefix| name.starts_with(prefix));
        return is_about_links && (touches(span, own) || (name == "link-unbalanced" && touches(span, damage.block)));
    }
    // A placeholder in code that looks like a tag takes nothing away from the code.
    if code.name == codes::CODE_LOST.name && name == codes::HTML_UNKNOWN.name {
        return false;
    }
    let is_shape = [
        &codes::ALERT_DIFFERS,
        &codes::STRUCTURE_DIFFERS,
        &codes::TABLE_DIFFERS,
        &codes::ANCHOR_DIFFERS,
        &codes::CODE_LOST,
        &codes::CODE_DIFFERS,
        &codes::PLACEHOLDER_LOST,
    ];
    is_shape.contains(&code) && SHAPE.iter().any(|prefix| name.starts_with(prefix)) && touches(span, damage.block)
}

fn add_place(other: &mut Diagnostic, damage: &Damage) {
    if other.related.is_empty() {
        other.related.extend(damage.finding.related.first().cloned());
    }
}

/// Whether two links that are not written alike lead to the same place, in their languages.
fn is_same_place(snapshot: &Snapshot, page: &Page, source: &Page, damage: &Damage) -> bool {
    let Some((own, theirs)) = &damage.links else { return false };
    let (Some(own), Some(theirs)) = (end(snapshot, page, own), end(snapshot, source, theirs)) else { return false };
    own == theirs
}

/// Where a link ends: the page or file, and which heading or anchor of it.
fn end(snapshot: &Snapshot, page: &Page, target: &str) -> Option<(String, Option<String>)> {
    let locale: LocaleId = match page.facts.key.tree {
        TreeId::Locale(locale) => locale,
        TreeId::Shared => return None,
    };
    let view = snapshot.site().view(locale);
    match view.resolve(&page.facts.key, ReferenceKind::Link, target).destination {
        Destination::Page { slug, fragment, .. } => {
            let anchor = fragment.map(|fragment| {
                let place = view.place(&slug);
                let is_it =
                    |ids: &crate::site::HeadingIds| *ids.id == *fragment || ids.second.as_deref() == Some(&*fragment);
                let heading = place.and_then(|place| place.headings.iter().position(is_it));
                heading.map_or_else(|| fragment.to_string(), |number| format!("#{number}"))
            });
            Some((slug.to_string(), anchor))
        }
        Destination::Asset { key, .. } => Some((key.path.name().to_owned(), None)),
        Destination::External(_) | Destination::Nowhere => None,
    }
}
