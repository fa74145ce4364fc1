//! The shape of two texts: blocks that are missing or too many, levels of headings, alerts, lists, tables, anchors.

use super::{Place, Work, facts, quoted};
use crate::diagnostic::{Code, codes};
use crate::markdown::tree::{AlertKind, Anchor, Document, Heading, HeadingId, Kind, Node};
use crate::translation::units::{Sort, Unit, readable, tokens};
use std::collections::BTreeSet;

/// Which blocks can be compared word by word.
pub(super) struct Soundness {
    odd: BTreeSet<usize>,
}

impl Soundness {
    /// Whether the block has the shape of its source, and nothing is missing around it.
    pub fn is_sound(&self, index: usize) -> bool {
        !self.odd.contains(&index)
    }
}

/// Compares the shapes.
pub(super) fn compare(work: &mut Work<'_>, pairs: &[Option<usize>]) -> Soundness {
    let mine = containers(work.subject.translation.text.document, work.own);
    let other = containers(work.reference.document, work.theirs);
    let mut shapes =
        Shapes { mine, other, odd: BTreeSet::new(), lost_alerts: BTreeSet::new(), tables: BTreeSet::new() };
    let mut apart = false;
    for (index, pair) in pairs.iter().enumerate() {
        let Some(pair) = *pair else { continue };
        let (Some(own), Some(theirs)) = (work.own.get(index), work.theirs.get(pair)) else { continue };
        heading(work, own, theirs);
        let (mut alert_differs, mut within_differs) = (false, false);
        if let (Some(around), Some(there)) = (shapes.mine.get(index), shapes.other.get(pair)) {
            alert_differs = alert(around) != alert(there);
            within_differs = !alert_differs && nesting(around) != nesting(there);
        }
        if alert_differs {
            shapes.alert(work, index, pair);
        }
        if within_differs && !apart {
            within(work, own, theirs);
        }
        apart = within_differs;
        if shapes.table(work, index, pair) {
            shapes.odd.insert(index);
        }
    }
    if work.is_whole() {
        gaps(work, pairs, &mut shapes);
    }
    anchors(work, pairs);
    Soundness { odd: shapes.odd }
}

struct Shapes<'a> {
    /// What each block of the translation stands in, outermost first.
    mine: Vec<Vec<&'a Node>>,
    /// The same of the reference.
    other: Vec<Vec<&'a Node>>,
    odd: BTreeSet<usize>,
    /// Alerts that were reported, by where they start in the two texts.
    lost_alerts: BTreeSet<(Option<u32>, Option<u32>)>,
    /// Tables that were reported.
    tables: BTreeSet<u32>,
}

/// What each unit stands in.
fn containers<'a>(document: &'a Document, units: &[Unit<'a>]) -> Vec<Vec<&'a Node>> {
    struct Walk<'a, 'u> {
        units: std::iter::Peekable<std::slice::Iter<'u, Unit<'a>>>,
        around: Vec<&'a Node>,
        found: Vec<Vec<&'a Node>>,
    }
    impl<'a> Walk<'a, '_> {
        fn visit(&mut self, node: &'a Node) {
            if self.units.peek().is_some_and(|unit| std::ptr::eq(unit.node, node)) {
                self.units.next();
                self.found.push(self.around.clone());
                return;
            }
            self.around.push(node);
            for child in &node.children {
                self.visit(child);
            }
            self.around.pop();
        }
    }
    let mut walk = Walk { units: units.iter().peekable(), around: Vec::new(), found: Vec::new() };
    for node in &document.children {
        walk.visit(node);
    }
    walk.found
}

fn quote<'a>(around: &[&'a Node]) -> Option<&'a Node> {
    around.iter().rev().find(|node| matches!(node.kind, Kind::Alert(_) | Kind::BlockQuote)).copied()
}

fn alert(around: &[&Node]) -> Option<AlertKind> {
    match quote(around).map(|node| &node.kind) {
        Some(Kind::Alert(kind)) => Some(*kind),
        _ => None,
    }
}

/// What a block stands in, as far as readers see it.
fn nesting(around: &[&Node]) -> Vec<&'static str> {
    let name = |node: &&Node| match &node.kind {
        Kind::BlockQuote | Kind::Alert(_) => Some("quotation"),
        Kind::List { start: None, .. } => Some("list"),
        Kind::List { .. } => Some("numbered list"),
        Kind::TabSet => Some("tabs"),
        Kind::Collapsible => Some("collapsible"),
        Kind::ShadeBox => Some("box"),
        Kind::DefinitionList { .. } => Some("list of terms"),
        Kind::FootnoteDefinition(_) => Some("footnote"),
        _ => None,
    };
    around.iter().filter_map(name).collect()
}

fn within(work: &mut Work<'_>, own: &Unit<'_>, theirs: &Unit<'_>) {
    let at = work.own_line(own);
    let message = "this does not stand in what it stands in in the source: a list, box or quotation".to_owned();
    let help = Some("restore the marker or the indentation of its lines".to_owned());
    work.report_with(&codes::STRUCTURE_DIFFERS, own, at, message, Place::of(theirs), "the source's block", help);
}

fn level(unit: &Unit<'_>) -> Option<u8> {
    match unit.shape.kind {
        Sort::Heading(level) => Some(level),
        _ => None,
    }
}

fn heading_of<'a>(document: &'a Document, unit: &Unit<'_>) -> Option<&'a Heading> {
    let Kind::Heading(HeadingId(number)) = unit.node.kind else { return None };
    document.headings.get(number as usize)
}

fn heading(work: &mut Work<'_>, own: &Unit<'_>, theirs: &Unit<'_>) {
    let (Some(mine), Some(other)) = (level(own), level(theirs)) else { return };
    let at = work.own_line(own);
    if mine != other {
        let message = format!("this heading has level {mine}, and the source's has level {other}");
        let help = Some(format!("begin it with `{}`", "#".repeat(other.into())));
        work.report_with(&codes::HEADING_LEVEL, own, at, message, Place::of(theirs), "the source's heading", help);
        return;
    }
    let own_heading = heading_of(work.subject.translation.text.document, own);
    let their_heading = heading_of(work.reference.document, theirs);
    let (Some(own_heading), Some(their_heading)) = (own_heading, their_heading) else { return };
    let wanted = their_heading.explicit.then_some(&*their_heading.id);
    let given = own_heading.explicit.then_some(&*own_heading.id);
    let message = match (given, wanted) {
        (Some(given), Some(wanted)) if given != wanted => format!("the anchor `#{given}` is `#{wanted}` in the source"),
        (None, Some(wanted)) => format!("this heading has lost its anchor `#{wanted}`"),
        (Some(given), None) => format!("the source gives this heading no anchor `#{given}`"),
        _ => return,
    };
    work.report(&codes::ANCHOR_DIFFERS, own, at, message, Place::of(theirs), "the source's heading");
}

impl Shapes<'_> {
    fn alert(&mut self, work: &mut Work<'_>, index: usize, pair: usize) {
        let (Some(own), Some(theirs)) = (work.own.get(index), work.theirs.get(pair)) else { return };
        let (around, there) = (self.mine.get(index), self.other.get(pair));
        let (around, there) = (around.map_or(&[][..], |list| list), there.map_or(&[][..], |list| list));
        let start = |around: &[&Node], kind: Option<AlertKind>| kind.and_then(|_| Some(quote(around)?.span.start));
        let (mine, other) = (alert(around), alert(there));
        if !self.lost_alerts.insert((start(around, mine), start(there, other))) {
            return;
        }
        let node = quote(around).unwrap_or(own.node);
        let at = super::first_line(node.span, work.own_source());
        let name = |kind: AlertKind| format!("[!{}]", kind.name().to_uppercase());
        let message = match (mine, other) {
            (Some(mine), Some(other)) => {
                format!("this alert is `{}`, and the source's is `{}`", name(mine), name(other))
            }
            (None, Some(other)) => format!("this stands in an alert in the source: `{}`", name(other)),
            (Some(mine), None) => format!("this stands in an alert, `{}`, and not so in the source", name(mine)),
            (None, None) => return,
        };
        let there =
            quote(there).filter(|_| other.is_some()).map(|node| super::first_line(node.span, work.reference.source));
        work.report(&codes::ALERT_DIFFERS, own, at, message, Place { unit: theirs, at: there }, "the source's alert");
    }

    /// Compares two rows of tables; whether they differ.
    fn table(&mut self, work: &mut Work<'_>, index: usize, pair: usize) -> bool {
        let (Some(own), Some(theirs)) = (work.own.get(index), work.theirs.get(pair)) else { return false };
        if own.shape.kind != Sort::Row || theirs.shape.kind != Sort::Row {
            return false;
        }
        let mine = facts::cells(own.node, work.subject.translation.text);
        let other = facts::cells(theirs.node, work.reference);
        let table = self.mine.get(index).and_then(|around| around.last()).map_or(own.node.span, |node| node.span);
        let filled = |cells: &[bool]| cells.iter().filter(|is_empty| !**is_empty).count();
        let message = if mine.len() == other.len() {
            let lost = mine.iter().zip(&other).position(|(mine, other)| *mine && !*other);
            let Some(lost) = lost.filter(|_| filled(&mine) < filled(&other)) else { return false };
            format!("cell {} of this row is empty, and the source's is not", lost + 1)
        } else {
            let columns = if other.len() == 1 { "column" } else { "columns" };
            format!("this row has {}, and the source's has {} {columns}", mine.len(), other.len())
        };
        let is_new = mine.len() == other.len() || self.tables.insert(table.start);
        if is_new {
            let at = work.own_line(own);
            work.report(&codes::TABLE_DIFFERS, own, at, message, Place::of(theirs), "the source's row");
        }
        true
    }
}

/// A run of blocks without a counterpart, on both sides, and the pairs before and behind.
struct Gap {
    own: std::ops::Range<usize>,
    theirs: std::ops::Range<usize>,
}

fn gaps(work: &mut Work<'_>, pairs: &[Option<usize>], shapes: &mut Shapes<'_>) {
    let taken: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
    let mut gaps = Vec::new();
    let (mut own, mut theirs) = (0, 0);
    let ends = pairs.iter().enumerate().filter_map(|(index, pair)| Some((index, (*pair)?)));
    for (own_end, theirs_end) in ends.chain([(work.own.len(), work.theirs.len())]) {
        // What only changed places is no gap.
        let theirs_end = theirs_end.max(theirs);
        let is_gap = own < own_end || (theirs..theirs_end).any(|index| !taken.contains(&index));
        if is_gap {
            gaps.push(Gap { own: own..own_end, theirs: theirs..theirs_end });
        }
        (own, theirs) = (own_end + 1, theirs.max(theirs_end + 1));
    }
    for gap in &gaps {
        disturb(work, pairs, gap, shapes);
        gap_finding(work, gap, &taken, shapes);
    }
}

/// Marks the blocks around a gap up to the next that is certainly the right one.
fn disturb(work: &Work<'_>, pairs: &[Option<usize>], gap: &Gap, shapes: &mut Shapes<'_>) {
    let is_certain = |index: usize| {
        let (Some(own), Some(theirs)) =
            (work.own.get(index), pairs.get(index).copied().flatten().and_then(|pair| work.theirs.get(pair)))
        else {
            return false;
        };
        let mine = tokens(own, work.subject.translation.text);
        level(own).is_some() || (!mine.is_empty() && mine == tokens(theirs, work.reference))
    };
    let before = (0..gap.own.start).rev().take_while(|index| !is_certain(*index));
    let behind = (gap.own.end..work.own.len()).take_while(|index| !is_certain(*index));
    shapes.odd.extend(before.chain(gap.own.clone()).chain(behind));
}

fn gap_finding(work: &mut Work<'_>, gap: &Gap, taken: &BTreeSet<usize>, shapes: &Shapes<'_>) {
    let mine: Vec<&Unit<'_>> = work.own.get(gap.own.clone()).unwrap_or_default().iter().collect();
    let missing: Vec<&Unit<'_>> =
        gap.theirs.clone().filter(|index| !taken.contains(index)).filter_map(|index| work.theirs.get(index)).collect();
    // The tag of an alert that became text of it is the alert's finding.
    let quotes: Vec<u32> =
        gap.own.clone().filter_map(|index| quote(shapes.mine.get(index)?)).map(|node| node.span.start).collect();
    let is_tag = missing.is_empty()
        && work.damage.iter().any(|damage| {
            damage.finding.code.name == codes::ALERT_DIFFERS.name
                && damage.finding.span.is_some_and(|span| quotes.contains(&span.start))
        });
    if is_tag {
        return;
    }
    let is_code = |unit: &&&Unit<'_>| unit.shape.kind == Sort::Code;
    let is_row = |unit: &&&Unit<'_>| unit.shape.kind == Sort::Row;
    let is_include = |unit: &&&Unit<'_>| unit.shape.kind == Sort::Include;
    let lost_code = missing.iter().find(is_code).filter(|_| !mine.iter().any(|unit| is_code(&unit)));
    let neighbour = neighbour(work, gap);
    let Some(anchor) = mine.first().copied().or(neighbour) else { return };
    let at = work.own_line(anchor);
    let first = missing.first().copied();
    let place = first.map_or_else(|| Place::of(theirs_near(work, gap, anchor)), Place::of);
    let (code, message): (&'static Code, String) = if let Some(code) = lost_code {
        let line = code.node.literal(work.reference.source).lines().next().unwrap_or_default().to_owned();
        let place = Place::of(code);
        let message = if mine.is_empty() {
            format!("the source's block of code, `{}`, is missing here", quoted(&line))
        } else {
            format!("the source has a block of code here, `{}`", quoted(&line))
        };
        work.report(&codes::CODE_LOST, anchor, at, message, place, "the source's block of code");
        return;
    } else if let (Some(include), true) = (missing.iter().find(is_include), mine.is_empty() && missing.len() == 1) {
        let tag = quoted(&readable(include, work.reference.source));
        (&codes::STRUCTURE_DIFFERS, format!("`{tag}` of the source is missing {}", side(gap)))
    } else if missing.iter().any(|unit| is_row(&unit)) || (!mine.is_empty() && mine.iter().all(|unit| is_row(&unit))) {
        let message = match (missing.len(), mine.len()) {
            (lost, 0) => format!("{} of the source's table {} missing here", rows(lost), are(lost)),
            (0, more) => format!("{} of this table {} not in the source's", rows(more), are(more)),
            _ => "the source has a table of another shape here".to_owned(),
        };
        (&codes::TABLE_DIFFERS, message)
    } else {
        let message = match (missing.len(), mine.len()) {
            (lost, 0) => format!("{} of the source {} missing {}", blocks(lost), are(lost), side(gap)),
            (0, more) => format!("{} here {} not in the source", blocks(more), are(more)),
            (lost, more) => format!("{} here stand for {} of the source", blocks(more), blocks(lost)),
        };
        (&codes::STRUCTURE_DIFFERS, message)
    };
    let said = if first.is_some() { "the source's block" } else { "the source goes on here" };
    work.report(code, anchor, at, message, place, said);
}

fn side(gap: &Gap) -> &'static str {
    if gap.own.start == 0 { "before this" } else { "behind this" }
}

fn blocks(count: usize) -> String {
    if count == 1 { "a block".into() } else { format!("{count} blocks") }
}

fn rows(count: usize) -> String {
    if count == 1 { "a row".into() } else { format!("{count} rows") }
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// The block of the translation beside a gap.
fn neighbour<'a>(work: &Work<'a>, gap: &Gap) -> Option<&'a Unit<'a>> {
    let before = gap.own.start.checked_sub(1).and_then(|index| work.own.get(index));
    before.or_else(|| work.own.get(gap.own.end))
}

/// The block of the reference beside a gap that is only in the translation.
fn theirs_near<'a>(work: &Work<'a>, gap: &Gap, instead: &'a Unit<'a>) -> &'a Unit<'a> {
    let before = gap.theirs.start.checked_sub(1).and_then(|index| work.theirs.get(index));
    work.theirs.get(gap.theirs.start).or(before).unwrap_or(instead)
}

/// Compares the anchors that are no headings'.
fn anchors(work: &mut Work<'_>, pairs: &[Option<usize>]) {
    let own: Vec<&Anchor> = work.subject.translation.text.document.anchors.iter().collect();
    let mut missing: Vec<&Anchor> = work.reference.document.anchors.iter().collect();
    let mut extra = Vec::new();
    for anchor in own {
        match missing.iter().position(|other| other.id == anchor.id) {
            Some(at) => drop(missing.remove(at)),
            None => extra.push(anchor),
        }
    }
    extra.reverse();
    for anchor in missing {
        let at_or_behind = |unit: &&Unit<'_>| unit.node.span.end > anchor.span.start;
        let Some(theirs) = work.theirs.iter().find(at_or_behind).or(work.theirs.last()) else { continue };
        let number = work.theirs.iter().position(|unit| std::ptr::eq(unit.node, theirs.node));
        let paired = pairs.iter().position(|pair| pair.is_some() && *pair == number);
        let here = extra.pop();
        let Some(own) = paired.and_then(|index| work.own.get(index)).or(work.own.first()) else { continue };
        let at = here.map_or_else(|| work.own_line(own), |anchor| anchor.span);
        let message = match here {
            Some(here) => format!("the anchor `#{}` is `#{}` in the source", here.id, anchor.id),
            None => format!("the anchor `#{}` of the source is missing", anchor.id),
        };
        let place = Place::at(theirs, anchor.span);
        work.report(&codes::ANCHOR_DIFFERS, own, at, message, place, "the source's anchor");
    }
}
