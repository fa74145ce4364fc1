//! `baton search`: what the search of the site finds, at the terminal.

use super::args::{Global, Search, SearchFormat, Work};
use super::interrupts::Interrupts;
use super::progress::Watch;
use super::terminal::Console;
use super::{Exit, Failure, site};
use crate::search::{Hit, Index, Query, Stemming, search};
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::fmt::Write;

/// Bytes of a section's text that are shown.
const EXCERPT: usize = 160;

/// Searches a locale; finding nothing counts as a finding.
pub fn run(global: &Global, search_for: &Search, console: &mut Console) -> Result<Exit, Failure> {
    let work = Work { locales: search_for.locale.iter().cloned().collect(), ..Work::default() };
    let options = site::options(global, &work)?;
    let interrupts = Interrupts::default();
    let root = options.root.clone();
    let opened = Workspace::open(options, &Watch::new(console, &interrupts));
    let workspace = opened.map_err(|error| Failure::of(error, &root, None))?;
    let snapshot = workspace.snapshot();
    let source = snapshot.config().source;
    let own = snapshot.searchable().find(|locale| search_for.locale.is_some() || *locale == source);
    let Some(index) = own.or_else(|| snapshot.searchable().next()).and_then(|locale| snapshot.index(locale)) else {
        return Err(Failure::usage("this site can't be searched: `search: false` in its settings"));
    };
    let stemming = Stemming::of(&index.book.tag);
    let query = Query::parse(&search_for.query.join(" "), &stemming);
    let mut hits = search(index, &query, &stemming, &|_| true);
    hits.truncate(search_for.limit);
    let shown = match search_for.format {
        SearchFormat::Text => text(index, &hits),
        SearchFormat::Json => {
            let hits: Vec<Value> = hits.iter().filter_map(|hit| object(index, hit)).collect();
            format!("{:#}\n", json!({ "locale": index.book.tag, "hits": hits }))
        }
    };
    console.print(&shown);
    Ok(if hits.is_empty() { Exit::Findings } else { Exit::Clean })
}

fn text(index: &Index, hits: &[Hit]) -> String {
    let mut out = String::new();
    for hit in hits {
        let Some(page) = index.book.pages.get(hit.page as usize) else { continue };
        let _ = writeln!(out, "{}\n  {}", printable(&page.entry.title), printable(&page.path));
        let sections = hit.sections.iter().filter_map(|number| page.entry.sections.get(usize::from(*number)));
        for section in sections.filter(|section| !section.id.is_empty()) {
            let _ = writeln!(out, "  #{} {}", printable(&section.id), printable(&section.heading));
        }
    }
    out
}

/// Content that may hold anything, without what a terminal obeys.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn object(index: &Index, hit: &Hit) -> Option<Value> {
    let page = index.book.pages.get(hit.page as usize)?;
    let sections = hit.sections.iter().filter_map(|number| page.entry.sections.get(usize::from(*number)));
    let sections: Vec<Value> = sections
        .map(|section| {
            let end = section.text.floor_char_boundary(EXCERPT);
            json!({
                "id": section.id,
                "heading": section.heading,
                "text": section.text.get(..end).unwrap_or_default(),
            })
        })
        .collect();
    Some(json!({
        "path": page.path,
        "title": page.entry.title,
        "guide": page.guide,
        "score": hit.score,
        "sections": sections,
    }))
}
