//! The rendering for people: rustc's look, by annotate-snippets.
//!
//! annotate-snippets takes line and column from the text that it is given. It is given a window of one line, its
//! hidden characters written out, so the place (`--> path:line:column`) is written here, from the real text.

use super::Rendering;
use super::escape::{escape_source, escape_terminal};
use super::places::{Index, Places, Region};
use crate::diagnostic::{Diagnostic, Fix, Related, Severity};
use crate::span::Span;
use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// How many columns are kept for the line number and for what is around a long span.
const AROUND: usize = 30;

/// A piece of one line, ready to be shown.
struct View {
    line: usize,
    text: String,
    marked: Range<usize>,
}

/// Where something is, and what can be shown of it.
struct Place<'a> {
    path: &'a str,
    region: Option<Region>,
    view: Option<View>,
}

/// Every finding as a paragraph, the hidden rest as a count.
pub fn render(findings: &[Diagnostic], places: &Places<'_>, rendering: Rendering) -> String {
    let printer = Printer::new(rendering);
    let (shown, hidden) = choose(findings, rendering.limit);
    let mut out = shown.into_iter().map(|finding| printer.finding(finding, places)).collect::<String>();
    if !hidden.is_empty() {
        let _ = writeln!(out, "{}\n", count(&hidden));
    }
    out
}

/// The gravest `limit` findings, in the order in which they came, and the others.
fn choose(findings: &[Diagnostic], limit: Option<usize>) -> (Vec<&Diagnostic>, Vec<&Diagnostic>) {
    let mut shown: Vec<_> = findings.iter().enumerate().collect();
    shown.sort_by_key(|(_, finding)| Reverse(finding.severity));
    let hidden = shown.split_off(limit.unwrap_or(usize::MAX).min(shown.len()));
    shown.sort_by_key(|(place, _)| *place);
    let plain = |list: Vec<(usize, _)>| list.into_iter().map(|(_, finding)| finding).collect();
    (plain(shown), plain(hidden))
}

/// `and 12 more: 10 link-broken, 2 toc-orphan`.
fn count(hidden: &[&Diagnostic]) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for finding in hidden {
        *counts.entry(finding.code.name).or_default() += 1;
    }
    let counts: Vec<_> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    format!("and {} more: {}", hidden.len(), counts.join(", "))
}

/// The renderer with what it does not tell about itself.
struct Printer {
    renderer: Renderer,
    color: bool,
    width: usize,
}

impl Printer {
    fn new(Rendering { color, width, .. }: Rendering) -> Self {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        // A window narrower than this shows nothing, a wider one than that is no longer read.
        let width = width.clamp(40, 160);
        Self { renderer: renderer.term_width(width.saturating_sub(10)), color, width }
    }

    fn finding(&self, finding: &Diagnostic, places: &Places<'_>) -> String {
        let level = level(finding.severity);
        let message = escape_terminal(&finding.message);
        let title = level.clone().primary_title(&*message).id(finding.code.name);
        let mut out = self.renderer.render(&[Group::with_title(title)]);
        out.push('\n');

        let place = self.place(&finding.path, finding.span, places);
        out += &self.place_line(&place);
        let fix = finding.fix.as_ref().and_then(|fix| self.fix(&finding.path, fix, places));
        let cause = cause(level, place.view.as_ref());
        let help = escape_terminal(&finding.help_line()).into_owned();
        out += &self.groups(match &fix {
            Some((view, replacement)) => vec![cause, suggestion(help, view, replacement)],
            None => vec![cause.element(Level::HELP.message(help))],
        });
        for related in &finding.related {
            out += &self.related(related, places);
        }
        out.push('\n');
        out
    }

    fn related(&self, related: &Related, places: &Places<'_>) -> String {
        let place = self.place(&related.path, related.span, places);
        let message = escape_terminal(&related.message);
        let title = self.renderer.render(&[Group::with_title(Level::NOTE.secondary_title(message))]);
        title + "\n" + &self.place_line(&place) + &self.groups(vec![cause(Level::NOTE, place.view.as_ref())])
    }

    fn groups(&self, mut groups: Vec<Group<'_>>) -> String {
        groups.retain(|group| !group.is_empty());
        if groups.is_empty() { String::new() } else { self.renderer.render(&groups) + "\n" }
    }

    /// ` --> content/fr/a.md:41:3`.
    fn place_line(&self, place: &Place<'_>) -> String {
        let margin = " ".repeat(place.digits());
        let style = if self.color { DEFAULT_LINE_NUM_STYLE } else { Style::new() };
        let numbers = place.region.map(|Region { start, .. }| format!(":{}:{}", start.line, start.column));
        format!("{margin}{style}-->{style:#} {}{}\n", escape_terminal(place.path), numbers.unwrap_or_default())
    }

    fn place<'a>(&self, path: &'a str, span: Option<Span>, places: &Places<'_>) -> Place<'a> {
        let region = places.region(path, span);
        let view = span.and_then(|span| Some(view(places.index(path)?, span, self.width)));
        Place { path, region, view }
    }

    /// The line that `fix` mends and what it writes, if both are short and lie on one line.
    fn fix(&self, path: &str, fix: &Fix, places: &Places<'_>) -> Option<(View, String)> {
        let index = places.index(path)?;
        let Region { start, end } = index.region(fix.span);
        let short = index.line(start.line).len().max(fix.replacement.len()) <= self.width * 2;
        let view = || view(index, fix.span, self.width * 4);
        (start.line == end.line && short).then(|| (view(), escape_terminal(&fix.replacement).into_owned()))
    }
}

/// What the first line of `span` looks like: at most `reach` characters to either side.
///
/// A span that leaves no room for what is around it is cut off, and one that runs on is marked on its first line only.
fn view(index: &Index<'_>, span: Span, reach: usize) -> View {
    let line = index.region(span).start.line;
    let bytes = index.line(line);
    let clamped = index.clamp(span);
    let start = clamped.start.clamp(bytes.start, bytes.end);
    let inside = first(index.slice(start..clamped.end.clamp(start, bytes.end)), reach.saturating_sub(AROUND));
    // A little more than fits, so that annotate-snippets sees that something is cut off.
    let after = first(index.slice(start + inside.len()..bytes.end), reach + 10);
    let before = escape_source(last(index.slice(bytes.start..start), reach));
    let inside = escape_source(inside);
    View { line, marked: before.len()..before.len() + inside.len(), text: before + &inside + &escape_source(after) }
}

impl Place<'_> {
    /// How wide the column of line numbers is.
    fn digits(&self) -> usize {
        self.view.as_ref().map_or(1, |view| view.line.to_string().len())
    }
}

fn cause<'a>(level: Level<'a>, view: Option<&'a View>) -> Group<'a> {
    let snippet = |view: &'a View| {
        let marked = AnnotationKind::Primary.span(view.marked.clone());
        Snippet::source(&view.text).line_start(view.line).annotation(marked)
    };
    Group::with_level(level).elements(view.map(snippet))
}

fn suggestion<'a>(help: String, view: &'a View, replacement: &'a str) -> Group<'a> {
    let patch = Patch::new(view.marked.clone(), replacement);
    let snippet = Snippet::source(&view.text).line_start(view.line).patch(patch);
    Group::with_title(Level::HELP.secondary_title(help)).element(snippet)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The first `count` characters.
fn first(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// The last `count` characters.
fn last(text: &str, count: usize) -> &str {
    let start = count.checked_sub(1).and_then(|count| text.char_indices().rev().nth(count)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}
