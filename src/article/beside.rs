//! What an article that is a translation says of its original: marks at blocks that changed since, and the blocks that
//! came in, in the original's language.
//!
//! Everything is keyed by the blocks of the one alignment. Chrome carries `data-outline-skip`; whatever is written in the
//! original's language carries its `lang` and `dir`.

use super::{Desk, Task, name, resolve};
use crate::diagnostic::codes;
use crate::locale::Direction;
use crate::markdown::escape::escape_html;
use crate::markdown::text;
use crate::markdown::tree::{Kind, Node, RefId, Reference};
use crate::markdown::{self, Mark};
use crate::page::{Page, Translated};
use crate::site::{Resolution, View};
use crate::translation::{Alignment, Change, Sort, Unit, address, units};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The source page of a translation, with its links as they lead from the translation's address.
#[derive(Clone, Debug)]
pub struct Beside {
    pub(super) translated: Arc<Translated>,
    pub(super) resolutions: Vec<Resolution>,
    pub(super) names: BTreeMap<RefId, Box<str>>,
    /// The language of the source, and how it is written.
    pub(super) tag: Box<str>,
    pub(super) direction: Direction,
    /// Whether readers may have the original beside the translation.
    is_shown: bool,
}

// The digest stands for the two pages and what is remembered of the older one.
impl PartialEq for Beside {
    fn eq(&self, other: &Self) -> bool {
        self.translated.digest == other.translated.digest
            && self.resolutions == other.resolutions
            && self.names == other.names
            && (&self.tag, self.direction, self.is_shown) == (&other.tag, other.direction, other.is_shown)
    }
}

/// Whether a link leads to a page, but to no place on it.
pub(super) fn is_dead(resolution: &Resolution) -> bool {
    resolution.problem.as_ref().is_some_and(|problem| problem.code == &codes::FRAGMENT_DEAD)
}

impl Beside {
    /// Asks the site where the links of the source page lead from here; nothing where there is no source page. Nobody
    /// wants to know where readers see nothing of it, unless a fragment of the translation, whose links lead as `own`
    /// says, is dead.
    pub(super) fn ask(view: View<'_>, translated: &Arc<Translated>, own: &[Resolution]) -> Option<Self> {
        let source = translated.source.as_ref()?;
        let locale = view.config().source();
        let mut beside = Self {
            translated: translated.clone(),
            resolutions: Vec::new(),
            names: BTreeMap::new(),
            tag: locale.tag.as_str().into(),
            direction: locale.direction,
            is_shown: view.config().translation.show_original,
        };
        if beside.is_seen() || own.iter().any(is_dead) {
            let resolve = |reference: &_| resolve(view, source, reference);
            beside.resolutions = source.document.references.iter().map(resolve).collect();
        }
        if beside.is_seen() {
            let nameless = text::nameless(&source.document.children, &source.source.text);
            let name = |id: RefId| Some((id, name(view, beside.resolutions.get(id.0 as usize)?)?));
            beside.names = nameless.into_iter().filter_map(name).collect();
        }
        Some(beside)
    }

    /// Whether the source page has the same link with the same dead fragment: it is reported there.
    pub(super) fn shares_dead_fragment(&self, reference: &Reference) -> bool {
        let address = address(reference);
        let others = self.source().into_iter().flat_map(|source| &source.document.references).zip(&self.resolutions);
        others.filter(|(_, resolution)| is_dead(resolution)).any(|(other, _)| self::address(other) == address)
    }

    /// Whether readers see anything of the source page: all of it on demand, what changed in it, or code that was lost.
    pub(super) fn is_seen(&self) -> bool {
        self.is_shown || !self.alignment().is_unchanged() || !self.alignment().lost.is_empty()
    }

    pub(super) fn source(&self) -> Option<&Page> {
        self.translated.source.as_deref()
    }

    fn alignment(&self) -> &Alignment {
        &self.translated.translation.alignment
    }

    /// The attributes of what is written in the source's language.
    fn language(&self) -> String {
        format!("lang=\"{}\" dir=\"{}\"", escape_html(&self.tag), direction_name(self.direction))
    }
}

pub(super) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "ltr",
        Direction::Rtl => "rtl",
    }
}

/// What each block of a translation carries.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Before everything.
    pub start: String,
    /// Behind everything.
    pub end: String,
    /// By the address of the block in memory, which is its identity while the page is written.
    blocks: BTreeMap<usize, Carried>,
}

#[derive(Debug, Default)]
struct Carried {
    pair: Option<u32>,
    change: Option<&'static str>,
    instead: String,
    note: String,
    behind: String,
}

fn identity(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

impl Marks {
    /// The numbers alone of the blocks of a source page, for the original as a whole.
    pub fn numbered(page: &Page) -> Self {
        let blocks = (0..).zip(units(&page.document));
        let carried = |(number, unit): (u32, Unit<'_>)| {
            (identity(unit.node), Carried { pair: Some(number), ..Carried::default() })
        };
        Self { blocks: blocks.map(carried).collect(), ..Self::default() }
    }

    /// Everything that is said of the blocks of `task.page`.
    pub fn of(beside: &Beside, task: &Task<'_>) -> Self {
        let Some(source) = beside.source().filter(|_| beside.is_seen()) else { return Self::default() };
        let desk = Desk::beside(beside, task);
        let (own, now) = (units(&task.page.document), units(&source.document));
        let mut writer =
            Writer { beside, task, source, desk, own: &own, now: &now, marks: Self::default(), events: Vec::new() };
        writer.blocks();
        writer.restore();
        writer.additions();
        writer.finish()
    }

    pub fn get(&self, node: &Node) -> Option<Mark<'_>> {
        let Carried { pair, change, instead, note, behind } = self.blocks.get(&identity(node))?;
        Some(Mark { pair: *pair, change: *change, instead, note, behind })
    }
}

/// Where something is put.
#[derive(Clone, Copy)]
enum Slot {
    Start,
    End,
    Note(usize),
    Behind(usize),
}

/// Something to put, in the order in which people meet it; the number that it gets goes where `{id}` stands.
struct Event {
    order: (usize, u8),
    slot: Slot,
    html: String,
}

struct Writer<'a> {
    beside: &'a Beside,
    task: &'a Task<'a>,
    source: &'a Page,
    desk: Desk<'a>,
    own: &'a [Unit<'a>],
    now: &'a [Unit<'a>],
    marks: Marks,
    events: Vec<Event>,
}

/// Stands for the number of a change until all are in order; no HTML that is written holds it.
const NUMBER: &str = "\u{0}";

impl Writer<'_> {
    fn say(&self, key: &str) -> String {
        escape_html(self.task.strings.get(key)).into_owned()
    }

    fn excerpt(&self, nodes: &[&Node]) -> String {
        markdown::excerpt(nodes, &self.source.document, &self.source.source.text, &self.desk)
    }

    /// Numbers the blocks, and says of each what became of its original.
    fn blocks(&mut self) {
        for (index, (unit, pair)) in self.own.iter().zip(&self.beside.alignment().blocks).enumerate() {
            if !self.beside.is_shown && pair.change == Change::None {
                continue;
            }
            let carried = self.marks.blocks.entry(identity(unit.node)).or_default();
            carried.pair = pair.source.filter(|_| self.beside.is_shown);
            let html = match pair.change {
                Change::None => continue,
                Change::Changed => {
                    carried.change = Some("changed");
                    let node = pair.source.and_then(|source| self.now.get(source as usize)).map(|unit| unit.node);
                    let text = self.excerpt(&node.into_iter().collect::<Vec<_>>());
                    format!(
                        "<details class=\"change\" id=\"change:{NUMBER}\" data-outline-skip><summary>{}</summary>\n\
                         <div {}>\n{text}</div>\n</details>\n",
                        self.say("mark_changed"),
                        self.beside.language(),
                    )
                }
                Change::Removed => {
                    carried.change = Some("removed");
                    let says = self.say("mark_removed");
                    format!("<p class=\"change\" id=\"change:{NUMBER}\" role=\"note\" data-outline-skip>{says}</p>\n")
                }
            };
            self.events.push(Event { order: (index, 0), slot: Slot::Note(identity(unit.node)), html });
        }
    }

    /// Puts a block of the original in the place of each whose code the translation has lost.
    fn restore(&mut self) {
        for lost in &self.beside.alignment().lost {
            let pair = self.beside.alignment().blocks.get(*lost as usize).and_then(|pair| pair.source);
            let theirs = pair.and_then(|number| Some((number, self.now.get(number as usize)?)));
            if let (Some(unit), Some((number, theirs))) = (self.own.get(*lost as usize), theirs) {
                let html = self.restored(number, theirs);
                self.marks.blocks.entry(identity(unit.node)).or_default().instead = html;
            }
        }
    }

    fn restored(&self, number: u32, theirs: &Unit<'_>) -> String {
        let number = if self.beside.is_shown { format!(" data-pair=\"{number}\"") } else { String::new() };
        format!(
            "<div{number} data-restored>\n<p class=\"change-label\" data-outline-skip>{}</p>\n<div {}>\n{}</div>\n</div>\n",
            self.say("mark_restored"),
            self.beside.language(),
            self.excerpt(&[theirs.node]),
        )
    }

    /// Puts in what came into the original since: whole blocks of its first level where all of one is new, else the parts.
    fn additions(&mut self) {
        let added = &self.beside.alignment().added;
        let mut rest = added.as_slice();
        while let Some(first) = rest.first() {
            let top = |added: &crate::translation::Added| self.now.get(added.block as usize).map_or(0, |unit| unit.top);
            let after = |top: usize| rest.iter().take_while(|added| self.top_of(added.block) == top).count();
            let count = after(top(first)).max(1);
            let (group, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            let is_whole = self.now.iter().filter(|unit| unit.top == top(first)).count() == group.len();
            if is_whole {
                self.add_whole(top(first), first.after);
            } else {
                self.add_parts(group);
            }
        }
    }

    fn top_of(&self, block: u32) -> usize {
        self.now.get(block as usize).map_or(0, |unit| unit.top)
    }

    fn add_whole(&mut self, top: usize, after: Option<u32>) {
        let Some(node) = self.source.document.children.get(top) else { return };
        let html = self.added(&[node]);
        let (slot, order) = self.behind_top(after);
        self.events.push(Event { order, slot, html });
    }

    fn add_parts(&mut self, group: &[crate::translation::Added]) {
        for run in group.chunk_by(|a, b| a.after == b.after) {
            let Some(first) = run.first() else { continue };
            let nodes: Vec<&Node> =
                run.iter().filter_map(|added| self.now.get(added.block as usize)).map(|unit| unit.node).collect();
            let holder = first.after.and_then(|after| self.own.get(after as usize).map(|unit| (after as usize, unit)));
            let paired = holder.and_then(|(after, _)| self.beside.alignment().blocks.get(after)?.source);
            let is_near = paired.is_some_and(|source| self.top_of(source) == self.top_of(first.block));
            let is_row = |node: &Node| matches!(node.kind, Kind::TableRow | Kind::TableHead);
            match holder.filter(|_| is_near) {
                Some((after, unit)) if is_row(unit.node) && nodes.iter().all(|node| is_row(node)) => {
                    let html = self.added_rows(&nodes);
                    self.events.push(Event { order: (after, 1), slot: Slot::Behind(identity(unit.node)), html });
                }
                Some((after, unit)) if !matches!(unit.shape.kind, Sort::Row) && !in_notes(unit, self.task.page) => {
                    let html = self.added(&nodes);
                    self.events.push(Event { order: (after, 1), slot: Slot::Note(identity(unit.node)), html });
                }
                _ => {
                    let html = self.added(&nodes);
                    let (slot, order) = self.behind_top(first.after);
                    self.events.push(Event { order, slot, html });
                }
            }
        }
    }

    /// Behind the block of the first level in which a block stands, and its place in the order.
    fn behind_top(&self, after: Option<u32>) -> (Slot, (usize, u8)) {
        let Some(unit) = after.and_then(|after| self.own.get(after as usize)) else { return (Slot::Start, (0, 0)) };
        let last = self.own.iter().rposition(|other| other.top == unit.top).unwrap_or_default();
        let node = self.task.page.document.children.get(unit.top);
        match node.filter(|node| !matches!(node.kind, Kind::FootnoteDefinition(_))) {
            Some(node) => (Slot::Behind(identity(node)), (last, 2)),
            None => (Slot::End, (usize::MAX, 0)),
        }
    }

    /// Blocks of the original, labelled.
    fn added(&self, nodes: &[&Node]) -> String {
        format!(
            "<div class=\"change change-added\" id=\"change:{NUMBER}\" role=\"note\" data-change=\"added\" data-outline-skip>\n\
             <p class=\"change-label\">{}</p>\n<div {}>\n{}</div>\n</div>\n",
            self.say("mark_added"),
            self.beside.language(),
            self.excerpt(nodes),
        )
    }

    /// Rows of the original below a row that says what they are.
    fn added_rows(&self, nodes: &[&Node]) -> String {
        let width = nodes.iter().map(|node| node.children.len()).max().unwrap_or(1);
        let attributes =
            [("data-change", "added"), ("lang", &*self.beside.tag), ("dir", direction_name(self.beside.direction))];
        let rows = markdown::rows(nodes, &self.source.document, &self.source.source.text, &self.desk, &attributes);
        format!(
            "<tr data-outline-skip><td colspan=\"{width}\"><span class=\"change change-label\" id=\"change:{NUMBER}\" \
             role=\"note\">{}</span></td></tr>\n{rows}",
            self.say("mark_added"),
        )
    }

    /// Numbers everything in the order in which people meet it, and puts it in its place.
    fn finish(mut self) -> Marks {
        self.events.sort_by_key(|event| event.order);
        for (number, event) in (1..).zip(self.events) {
            let mut digits = String::new();
            let _ = write!(digits, "{number}");
            let html = event.html.replace(NUMBER, &digits);
            match event.slot {
                Slot::Start => self.marks.start.push_str(&html),
                Slot::End => self.marks.end.push_str(&html),
                Slot::Note(node) => self.marks.blocks.entry(node).or_default().note.push_str(&html),
                Slot::Behind(node) => self.marks.blocks.entry(node).or_default().behind.push_str(&html),
            }
        }
        self.marks
    }
}

/// Whether a block stands in a footnote.
fn in_notes(unit: &Unit<'_>, page: &Page) -> bool {
    let top = page.document.children.get(unit.top);
    top.is_some_and(|node| matches!(node.kind, Kind::FootnoteDefinition(_)))
}
