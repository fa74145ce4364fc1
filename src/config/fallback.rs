//! Where a locale looks for a page that it lacks.

use super::read::Reader;
use crate::locale::LocaleId;
use crate::span::Span;
use std::collections::VecDeque;

/// Where a locale looks first, and where the file says so.
pub(super) type Fallbacks = Vec<(LocaleId, Span)>;

/// The locales reached from `start`, nearest first, each with the one that it was reached from; `start` itself is among
/// them where it falls back to itself in the end.
fn reached(start: LocaleId, fallbacks: &[Fallbacks]) -> Vec<(LocaleId, LocaleId)> {
    let mut found: Vec<(LocaleId, LocaleId)> = Vec::new();
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        for &(to, _) in fallbacks.get(from.index()).into_iter().flatten() {
            if found.iter().all(|&(known, _)| known != to) {
                found.push((to, from));
                queue.push_back(to);
            }
        }
    }
    found
}

/// Where a locale looks for a page that it lacks: its fallbacks, theirs, and the source locale.
pub(super) fn chain(locale: LocaleId, source: LocaleId, fallbacks: &[Fallbacks]) -> Vec<LocaleId> {
    let mut chain: Vec<_> =
        reached(locale, fallbacks).into_iter().map(|(to, _)| to).filter(|&to| to != locale).collect();
    if source != locale && !chain.contains(&source) {
        chain.push(source);
    }
    chain
}

/// Reports each ring of fallbacks once, at the locale of it that comes first.
pub(super) fn report_rings(reader: &mut Reader, tags: &[&str], fallbacks: &[Fallbacks]) {
    for (start, own) in (0..=u8::MAX).map(LocaleId).zip(fallbacks) {
        let reached = reached(start, fallbacks);
        let before = |locale| reached.iter().find(|&&(to, _)| to == locale).map(|&(_, from)| from);
        let mut ring = vec![start];
        let mut next = before(start);
        while let Some(locale) = next {
            ring.push(locale);
            next = before(locale).filter(|_| locale != start);
        }
        let step = ring.iter().nth_back(1);
        let (Some(&(_, span)), Some(&first)) = (own.iter().find(|(to, _)| Some(to) == step), ring.iter().min()) else {
            continue;
        };
        if first == start {
            let names: Vec<_> =
                ring.iter().rev().filter_map(|id| tags.get(id.index())).map(|tag| format!("`{tag}`")).collect();
            reader.invalid(span, format!("locales fall back in a ring: {}", names.join(" to ")));
        }
    }
}
