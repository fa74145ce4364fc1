//! The headings of a page as a tree.

use super::context::OutlineEntry;
use crate::site::Place;

/// How many levels below the title are shown, unless `mini-toc-levels` says otherwise.
pub(super) const DEFAULT_LEVELS: u8 = 2;

/// The outline of the page: headings of the second level and `levels - 1` more.
pub(super) fn tree(place: &Place, levels: u8) -> Vec<OutlineEntry<'_>> {
    let deepest = levels.clamp(1, 5).saturating_add(1);
    let headings = place.facts.headings.iter().zip(place.headings.iter());
    let shown = headings.filter(|(heading, _)| (2..=deepest).contains(&heading.level) && !heading.text.is_empty());
    let mut roots = Vec::new();
    for (heading, ids) in shown {
        let entry = OutlineEntry { id: &ids.id, text: &heading.text, level: heading.level, children: Vec::new() };
        insert(&mut roots, entry);
    }
    roots
}

/// Adds an entry below the last one of a lower level.
fn insert<'a>(entries: &mut Vec<OutlineEntry<'a>>, entry: OutlineEntry<'a>) {
    match entries.last_mut() {
        Some(last) if last.level < entry.level => insert(&mut last.children, entry),
        _ => entries.push(entry),
    }
}
