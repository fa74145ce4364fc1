//! Regions of blocks between two signs: tab sets, shade boxes, collapsibles; and alerts that have lost their text.
//!
//! A sign that nothing matches is left out and reported, and what it should have held is shown. A region that is
//! never closed ends at the next heading of the level before it or a higher one, else with its container.

use super::Page;
use super::pieces::{self, Mark, Piece};
use crate::diagnostic::{Code, codes};
use crate::markdown::hints::Hints;
use crate::markdown::transclusion::depth;
use crate::markdown::tree::{Kind, Literal, MAX_DEPTH, Node};
use crate::span::Span;

/// How many signs that wait for a match are searched for one: no more can stand in each other.
const MAX_OPEN: usize = MAX_DEPTH;

/// Folds the regions among `siblings`; `torn` is what [`torn_code`] says.
pub(super) fn settle(page: &mut Page<'_>, siblings: &mut Vec<Node>, torn: &[Span]) {
    if siblings.iter().any(|node| pieces::concerns(page, node)) {
        let blocks = std::mem::take(siblings);
        let cut = cut(page, blocks);
        *siblings = if cut.iter().any(|piece| matches!(piece, Piece::Mark(..))) {
            Fold::new(page, &cut).build(cut)
        } else {
            cut.into_iter().filter_map(node).collect()
        };
        if !torn.is_empty() {
            take_torn_code(torn, siblings);
        }
        fill_alerts(page, siblings);
    }
    if siblings.iter().any(|node| matches!(node.kind, Kind::Video(_))) {
        take_transcripts(siblings);
    }
}

fn node(piece: Piece) -> Option<Node> {
    match piece {
        Piece::Node(node) => Some(node),
        Piece::Mark(..) => None,
    }
}

fn cut(page: &mut Page<'_>, blocks: Vec<Node>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(blocks.len());
    let (mut seen, mut open) = (0, 0usize);
    for node in blocks {
        pieces::cut(page, node, open > 0, &mut pieces);
        for piece in pieces.iter().skip(seen) {
            match piece {
                Piece::Mark(Mark::Open(..), _) => open += 1,
                Piece::Mark(Mark::Close(_), _) => open = open.saturating_sub(1),
                _ => {}
            }
        }
        seen = pieces.len();
    }
    pieces
}

/// A region that is open.
struct Region {
    kind: Family,
    /// A tab's or a shade box's name, a collapsible's title.
    title: Vec<Node>,
    children: Vec<Node>,
    span: Span,
    /// Whether a sign closes it.
    closed: bool,
    /// The level of the heading before it.
    level: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Root,
    Tabs,
    Tab,
    ShadeBox,
    Collapsible,
}

/// Regions in the making.
struct Fold<'p, 'a> {
    page: &'p mut Page<'a>,
    /// For each piece whether its sign has a match.
    matched: Vec<bool>,
    stack: Vec<Region>,
    level: u8,
    /// How many levels more may be opened.
    room: usize,
}

impl<'p, 'a> Fold<'p, 'a> {
    fn new(page: &'p mut Page<'a>, pieces: &[Piece]) -> Self {
        let height = pieces
            .iter()
            .map(|piece| if let Piece::Node(node) = piece { depth(std::slice::from_ref(node)) } else { 2 })
            .max();
        let room = MAX_DEPTH.saturating_sub(page.depth + height.unwrap_or(0) + 1);
        let root = Region {
            kind: Family::Root,
            title: Vec::new(),
            children: Vec::new(),
            span: Span::default(),
            closed: true,
            level: 0,
        };
        Self { page, matched: matches(pieces), stack: vec![root], level: 6, room }
    }

    fn build(mut self, pieces: Vec<Piece>) -> Vec<Node> {
        for (index, piece) in pieces.into_iter().enumerate() {
            let matched = self.matched.get(index).copied().unwrap_or(false);
            match piece {
                Piece::Node(node) => self.node(node),
                Piece::Mark(mark, span) => self.mark(mark, span, matched),
            }
        }
        self.close_to(1);
        self.stack.pop().map(|root| root.children).unwrap_or_default()
    }

    fn node(&mut self, node: Node) {
        if let Some(level) = self.page.document.level(&node) {
            let ends = self
                .stack
                .iter()
                .position(|region| !region.closed && region.kind != Family::Tab && region.level >= level);
            if let Some(index) = ends {
                self.close_to(index.max(1));
            }
            self.level = level;
        }
        let before = self.stack.len() - usize::from(self.top() == Family::Tabs);
        if before < self.stack.len() {
            let finding =
                self.page.finding(&codes::TAB_OUTSIDE, node.span, "this stands in a tab set before its first tab");
            self.page
                .findings
                .push(finding.help("it is shown before the tabs; move it there, or behind a `>[!TAB …]`"));
        }
        if let Some(region) = self.stack.get_mut(before - 1) {
            region.children.push(node);
        }
    }

    fn top(&self) -> Family {
        self.stack.last().map_or(Family::Root, |region| region.kind)
    }

    fn find(&self, kind: Family) -> Option<usize> {
        self.stack.iter().rposition(|region| region.kind == kind)
    }

    fn mark(&mut self, mark: Mark, span: Span, matched: bool) {
        match mark {
            Mark::BeginTabs => {
                // Sets don't stand in each other: one that is never closed ends here.
                if let Some(index) =
                    self.find(Family::Tabs).filter(|index| self.stack.get(*index).is_some_and(|set| !set.closed))
                {
                    self.close_to(index);
                }
                self.open(Family::Tabs, Vec::new(), span, matched);
            }
            Mark::Tab(label) => match self.find(Family::Tabs) {
                Some(index) => {
                    self.close_to(index + 1);
                    self.open(Family::Tab, label.into_iter().collect(), span, true);
                }
                None => self.stray(&codes::TAB_OUTSIDE, span, "this tab stands in no tab set"),
            },
            Mark::BeginShadeBox(title) => self.open(Family::ShadeBox, title.into_iter().collect(), span, matched),
            Mark::Open(title, _) => self.open(Family::Collapsible, title, span, matched),
            Mark::EndTabs if matched => self.end(Family::Tabs, span),
            Mark::EndTabs => self.stray(&codes::TAB_OUTSIDE, span, "no tab set is open here"),
            Mark::EndShadeBox if matched => self.end(Family::ShadeBox, span),
            Mark::EndShadeBox => self.stray(&codes::SHADEBOX_UNCLOSED, span, "no shade box is open here"),
            Mark::Close(_) if matched => self.end(Family::Collapsible, span),
            Mark::Close(count) if self.page.depth > 0 => {
                // It may close one that was opened further out.
                let sign = Node::leaf(Kind::Text(Literal::Owned("+".repeat(count).into())), span);
                self.node(Node::branch(Kind::Paragraph, span, vec![sign]));
            }
            Mark::Close(_) => self.stray(&codes::COLLAPSIBLE_UNCLOSED, span, "no collapsible is open here"),
        }
    }

    fn stray(&mut self, code: &'static Code, span: Span, message: &str) {
        let finding = self.page.finding(code, span, message).help("the sign is left out");
        self.page.findings.push(finding);
    }

    fn open(&mut self, kind: Family, title: Vec<Node>, span: Span, closed: bool) {
        if self.room < 2 && kind != Family::Tab {
            self.page.report(&codes::DEPTH_EXCEEDED, span, format!("more than {MAX_DEPTH} levels are nested here"));
            return;
        }
        if kind != Family::Tab {
            self.room -= 2;
        }
        self.stack.push(Region { kind, title, children: Vec::new(), span, closed, level: self.level });
    }

    /// Closes the innermost region of a kind at its sign.
    fn end(&mut self, kind: Family, span: Span) {
        let Some(index) = self.find(kind).filter(|index| *index > 0) else { return };
        self.close_to(index + 1);
        if let Some(region) = self.stack.last_mut() {
            region.span = region.span.to(span);
            region.closed = true;
        }
        self.close_to(index);
    }

    /// Closes regions until `count` are left; those that no sign closes are reported.
    fn close_to(&mut self, count: usize) {
        while self.stack.len() > count.max(1) {
            let Some(region) = self.stack.pop() else { return };
            if region.kind != Family::Tab {
                self.room += 2;
            }
            if !region.closed {
                let (code, what) = match region.kind {
                    Family::ShadeBox => (&codes::SHADEBOX_UNCLOSED, "this shade box is never closed"),
                    Family::Collapsible => (&codes::COLLAPSIBLE_UNCLOSED, "this collapsible is never closed"),
                    _ => (&codes::TAB_UNCLOSED, "this tab set is never closed"),
                };
                let sign = match region.kind {
                    Family::ShadeBox => ">[!ENDSHADEBOX]",
                    Family::Collapsible => "+++",
                    _ => ">[!ENDTABS]",
                };
                let finding = self.page.finding(code, region.span, what).help(format!("write `{sign}` where it ends"));
                self.page.findings.push(finding);
            }
            let finished = self.finish(region);
            if let (Some(node), Some(around)) = (finished, self.stack.last_mut()) {
                around.children.push(node);
            }
        }
    }

    fn finish(&mut self, region: Region) -> Option<Node> {
        let Region { kind, title, mut children, mut span, .. } = region;
        for child in &children {
            span = span.to(child.span);
        }
        let title_span = title.first().map(|first| title.last().map_or(first.span, |last| first.span.to(last.span)));
        let kind = match kind {
            Family::Root => return None,
            Family::Tabs if children.is_empty() => {
                self.page.report(&codes::TAB_EMPTY, span, "this tab set has no tabs");
                return None;
            }
            Family::Tabs => Kind::TabSet,
            Family::Tab => {
                children
                    .insert(0, Node::branch(Kind::Label, title_span.unwrap_or(Span::at(span.start as usize)), title));
                Kind::Tab
            }
            Family::ShadeBox => {
                if let Some(at) = title_span {
                    let strong = Node::branch(Kind::Strong, at, title);
                    children.insert(0, Node::branch(Kind::Paragraph, at, vec![strong]));
                }
                Kind::ShadeBox
            }
            Family::Collapsible => {
                children.insert(0, Node::branch(Kind::Summary, title_span.unwrap_or(span), title));
                Kind::Collapsible
            }
        };
        children.shrink_to_fit();
        Some(Node::branch(kind, span, children))
    }
}

/// Which signs have a match, by the place of their piece.
fn matches(pieces: &[Piece]) -> Vec<bool> {
    let mut matched = vec![false; pieces.len()];
    let mut open: Vec<(usize, Family, usize)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Mark(mark, _) = piece else { continue };
        let (family, least) = match mark {
            Mark::BeginTabs => {
                open.push((index, Family::Tabs, 0));
                continue;
            }
            Mark::BeginShadeBox(_) => {
                open.push((index, Family::ShadeBox, 0));
                continue;
            }
            Mark::Open(_, count) => {
                open.push((index, Family::Collapsible, *count));
                continue;
            }
            Mark::Tab(_) => continue,
            Mark::EndTabs => (Family::Tabs, 0),
            Mark::EndShadeBox => (Family::ShadeBox, 0),
            Mark::Close(count) => (Family::Collapsible, *count),
        };
        let near = open.len().saturating_sub(MAX_OPEN);
        let is_match = |(_, kind, count): &(usize, Family, usize)| *kind == family && *count <= least;
        if let Some(at) = open.get(near..).and_then(|open| open.iter().rposition(is_match)).map(|at| near + at) {
            if let Some(opener) = open.get(at).and_then(|(opener, ..)| matched.get_mut(*opener)) {
                *opener = true;
            }
            if let Some(closer) = matched.get_mut(index) {
                *closer = true;
            }
            open.truncate(at);
        }
    }
    matched
}

/// Where blocks of code begin that have lost the `>` of their first line, in order.
pub(super) fn torn_code(page: &Page<'_>) -> Vec<Span> {
    let torn = page.findings.iter().filter(|finding| finding.code == &codes::FENCE_UNQUOTED);
    let mut torn: Vec<Span> = torn.filter_map(|finding| finding.span).collect();
    torn.sort_by_key(|span| span.start);
    torn
}

/// Gives alerts back the code whose first line has lost its `>`, and what is quoted behind it.
fn take_torn_code(torn: &[Span], siblings: &mut Vec<Node>) {
    let is_torn = |node: &Node| {
        let from = torn.partition_point(|span| span.start < node.span.start);
        matches!(node.kind, Kind::CodeBlock(_)) && torn.get(from).is_some_and(|span| node.span.contains(*span))
    };
    let mut settled: Vec<Node> = Vec::with_capacity(siblings.len());
    let mut rest = siblings.drain(..).peekable();
    while let Some(node) = rest.next() {
        let Some(alert) = settled.last_mut().filter(|last| matches!(last.kind, Kind::Alert(_)) && is_torn(&node))
        else {
            settled.push(node);
            continue;
        };
        let quoted = rest.next_if(|next| next.kind == Kind::BlockQuote);
        alert.span = alert.span.to(quoted.as_ref().map_or(node.span, |quoted| quoted.span));
        alert.children.push(node);
        alert.children.extend(quoted.into_iter().flat_map(|quoted| quoted.children));
    }
    drop(rest);
    *siblings = settled;
}

/// Gives alerts that hold nothing the paragraph or list behind them.
fn fill_alerts(page: &mut Page<'_>, siblings: &mut Vec<Node>) {
    let is_empty = |node: &Node| matches!(node.kind, Kind::Alert(_)) && node.children.is_empty();
    if !siblings.iter().any(is_empty) {
        return;
    }
    let mut settled: Vec<Node> = Vec::with_capacity(siblings.len());
    let mut rest = siblings.drain(..).peekable();
    while let Some(mut node) = rest.next() {
        if is_empty(&node) {
            let (code, message, help) =
                match rest.next_if(|next| matches!(next.kind, Kind::Paragraph | Kind::List { .. })) {
                    Some(next) => {
                        node.children.push(next);
                        let message = "this alert has no text; what follows is shown in it";
                        (&codes::ALERT_EMPTY_TOOK_NEXT, message, "begin each line of the alert with `>`")
                    }
                    None => {
                        let help = "write its text behind the tag, each line beginning with `>`";
                        (&codes::ALERT_EMPTY, "this alert has no text", help)
                    }
                };
            let finding = page.finding(code, node.span, message).help(help);
            page.findings.push(finding);
            if let Some(last) = node.children.last() {
                node.span = node.span.to(last.span);
            }
        }
        settled.push(node);
    }
    drop(rest);
    *siblings = settled;
}

/// Puts `<details>` directly behind a film into it: they are its transcript.
fn take_transcripts(siblings: &mut Vec<Node>) {
    let mut settled: Vec<Node> = Vec::with_capacity(siblings.len());
    for node in siblings.drain(..) {
        let details = match &node.kind {
            Kind::Element(element) => element.name.as_str() == "details",
            Kind::Collapsible => true,
            _ => false,
        };
        match settled
            .last_mut()
            .filter(|last| details && matches!(last.kind, Kind::Video(_)) && last.children.is_empty())
        {
            Some(video) => {
                video.span = video.span.to(node.span);
                video.children.push(node);
            }
            None => settled.push(node),
        }
    }
    *siblings = settled;
}

/// Removes lines of `+++` that closed nothing anywhere.
pub(super) fn leftovers(page: &mut Page<'_>) {
    if !page.hints.any(Hints::PLUSES) {
        return;
    }
    page.each_siblings(|page, siblings| {
        let source = page.source();
        let is_sign = |node: &Node| match (&node.kind, node.children.as_slice()) {
            (Kind::Paragraph, [text]) => pieces::pluses(text.literal(source)).is_some(),
            _ => false,
        };
        let found: Vec<Span> = siblings.iter().filter(|node| is_sign(node)).map(|node| node.span).collect();
        siblings.retain(|node| !is_sign(node));
        for span in found {
            let finding = page.finding(&codes::COLLAPSIBLE_UNCLOSED, span, "no collapsible is open here");
            page.findings.push(finding.help("the sign is left out"));
        }
    });
}
