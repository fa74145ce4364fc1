//! From pulldown-cmark's events to nodes.
//!
//! Deliberately absent: the callback for links that lead nowhere (measured: with marker tags such as `[!DNL x]`
//! it destroys a fifth of the real links), metadata blocks (the parser needs super-linear time for them) and smart
//! punctuation.

use super::builder::Builder;
use super::hints::Hints;
use super::mask::{Mask, ZERO_WIDTH, holds_zero_width};
use super::splice::Splice;
use super::tree::{Alignment, Dialect, Document, Kind, Link, Literal, Node, RefId, ReferenceKind, Table};
use super::{Input, blocks};
use crate::diagnostic::{Diagnostic, codes};
use crate::span::Span;
use pulldown_cmark::{self as cmark, CodeBlockKind, CowStr, Event, LinkType, Options, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// The tree of `mask`'s text, and what is wrong with it.
pub(super) fn build(input: &Input<'_>, mask: &Mask<'_>) -> (Document, Hints, Vec<Diagnostic>) {
    let parser = cmark::Parser::new_ext(mask.text.text(), options(input.dialect));
    let mut reader = Reader { builder: Builder::new(input, mask), code: None, html: None };
    for (event, range) in parser.into_offset_iter() {
        reader.read(event, range);
    }
    reader.builder.finish()
}

fn options(dialect: Dialect) -> Options {
    match dialect {
        Dialect::CommonMark => Options::empty(),
        // GitHub's footnotes, not the older ones: an undefined reference is text. `{#id}` is read by a pass:
        // the parser's option takes `{id}` away from headings such as `GET /orders/{id}`.
        Dialect::Adobe => {
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_DEFINITION_LIST
        }
    }
}

/// A block of code that is being read.
struct Code {
    info: Box<str>,
    text: String,
    /// Whether its fence stands right behind the `>` of a quotation.
    is_flush: bool,
}

struct Reader<'a> {
    builder: Builder<'a>,
    /// The code block that is open.
    code: Option<Code>,
    /// The HTML block that is open: its lines.
    html: Option<Vec<(CowStr<'a>, Range<usize>)>>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            // The indentation of an HTML block comes as text.
            Event::Text(line) | Event::Html(line) if self.html.is_some() => {
                self.html.get_or_insert_default().push((line, range));
            }
            Event::Text(text) => self.text(&text, range),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, range),
            Event::TaskListMarker(checked) => {
                if let Some(Kind::Item(task)) = self.builder.nearest(|kind| matches!(kind, Kind::Item(_))) {
                    *task = Some(checked);
                }
            }
            leaf => self.leaf(&leaf, range),
        }
    }

    fn leaf(&mut self, event: &Event<'_>, range: Range<usize>) {
        let span = self.builder.span(range);
        let kind = match event {
            Event::Code(code) => {
                let code = self.code(code, span);
                Kind::Code(self.builder.literal(&code, span))
            }
            Event::FootnoteReference(label) => Kind::FootnoteReference(self.builder.footnotes.refer(label)),
            // A line that held nothing but a zero-width space.
            Event::SoftBreak if self.builder.is_empty() => return,
            Event::SoftBreak => Kind::SoftBreak,
            Event::HardBreak => Kind::HardBreak,
            Event::Rule => {
                self.builder.close_inline_tags();
                Kind::ThematicBreak
            }
            // Mathematics is off; all other events have been read.
            _ => return,
        };
        self.builder.add(kind, span);
    }

    /// The code of a span, without the zero-width spaces of translation tools, which are no entities here.
    fn code<'c>(&mut self, code: &'c str, span: Span) -> Cow<'c, str> {
        let adobe = self.builder.input.dialect == Dialect::Adobe;
        if !adobe || !self.builder.hints.any(Hints::ZERO_WIDTH) || !holds_zero_width(code) {
            return Cow::Borrowed(code);
        }
        self.builder.report(
            &codes::ZWSP_IN_CODE,
            span,
            "zero-width spaces stand in code; they are left out".to_owned(),
        );
        Cow::Owned(ZERO_WIDTH.iter().fold(code.to_owned(), |code, space| code.replace(space, "")))
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        match &mut self.code {
            Some(code) => {
                // Where the fence has no blank behind `>`, a line's blank is indentation of the code.
                let before = || self.builder.mask.text().get(..range.start);
                if code.is_flush
                    && (code.text.is_empty() || code.text.ends_with('\n'))
                    && text != "\n"
                    && before().is_some_and(|before| before.ends_with("> "))
                {
                    code.text.push(' ');
                }
                code.text.push_str(text);
            }
            None => self.builder.text(text, range),
        }
    }

    fn start_code(&mut self, kind: CodeBlockKind<'_>, range: &Range<usize>) {
        let before = self.builder.mask.text().get(..range.start);
        let is_flush = self.builder.input.dialect == Dialect::Adobe
            && matches!(kind, CodeBlockKind::Fenced(_))
            && before.is_some_and(|before| before.ends_with('>'));
        self.code = Some(Code { info: info(kind), text: String::new(), is_flush });
    }

    /// A piece of raw HTML in a line.
    fn raw(&mut self, html: &str, range: Range<usize>) {
        match self.builder.input.dialect {
            Dialect::CommonMark => {
                let span = self.builder.span(range);
                let literal = Literal::new(html, span, self.builder.input.text);
                self.builder.add(Kind::RawInline(literal), span);
            }
            Dialect::Adobe => {
                let mut splice = Splice::default();
                splice.push(html, range);
                self.builder.html(&splice, true);
            }
        }
    }

    // ---- containers

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let span = self.builder.span(range.clone());
        if is_block(&tag) {
            self.builder.close_inline_tags();
        }
        let (kind, levels) = match tag {
            Tag::CodeBlock(kind) => return self.start_code(kind, &range),
            Tag::HtmlBlock => return self.html = Some(Vec::new()),
            Tag::Strikethrough if !self.strikes(&range) => return self.tilde(range.start),
            Tag::Heading { level, .. } => {
                self.builder.close_heading_tag();
                (Kind::Heading(self.builder.head(level as u8, span)), 1)
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = if link_type == LinkType::Email { format!("mailto:{dest_url}").into() } else { dest_url };
                (Kind::Link(Box::new(self.refer(ReferenceKind::Link, &target, &title, span))), 1)
            }
            Tag::Image { dest_url, title, .. } => {
                (Kind::Image(Box::new(self.refer(ReferenceKind::Image, &dest_url, &title, span))), 1)
            }
            Tag::FootnoteDefinition(label) => (Kind::FootnoteDefinition(self.builder.footnotes.label(&label)), 1),
            other => plain(other),
        };
        if matches!(kind, Kind::Table(_)) {
            self.builder.hints.add(Hints::TABLE);
        }
        self.builder.open(kind, span, levels);
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::HtmlBlock => self.end_html(range),
            TagEnd::Strikethrough if !self.strikes(&range) => self.tilde(range.end.saturating_sub(1)),
            _ => self.builder.close(),
        }
    }

    fn refer(&mut self, kind: ReferenceKind, target: &str, title: &str, span: Span) -> Link {
        Link {
            reference: self.builder.refer(kind, target, span),
            title: self.builder.readable(title).as_ref().into(),
            attributes: Vec::new(),
        }
    }

    /// Whether a strikethrough is written with two tildes. One is no markup here: `~8.3.0`.
    fn strikes(&self, range: &Range<usize>) -> bool {
        self.builder.mask.text().get(range.clone()).is_some_and(|text| text.starts_with("~~"))
    }

    fn tilde(&mut self, at: usize) {
        self.builder.text("~", at..at + 1);
    }

    fn end_code(&mut self, range: Range<usize>) {
        let Some(Code { info, text, .. }) = self.code.take() else { return };
        let span = self.builder.span(range);
        let literal = Literal::new(&text, span, self.builder.input.text);
        let block = self.builder.code_block(info, &text, literal);
        self.builder.add(block, span);
    }

    fn end_html(&mut self, range: Range<usize>) {
        let lines = self.html.take().unwrap_or_default();
        let mut splice = Splice::default();
        for (line, range) in &lines {
            splice.push(line, range.clone());
        }
        match self.builder.input.dialect {
            Dialect::CommonMark => {
                let span = self.builder.span(range);
                let literal = Literal::new(splice.text(), span, self.builder.input.text);
                self.builder.add(Kind::RawBlock(literal), span);
            }
            Dialect::Adobe => self.builder.html(&splice, false),
        }
    }
}

/// The node of a container that needs nothing but its tag, and how many levels it takes with what it must hold.
fn plain(tag: Tag<'_>) -> (Kind, usize) {
    match tag {
        Tag::BlockQuote(_) => (Kind::BlockQuote, 1),
        Tag::List(start) => {
            let start = start.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
            (Kind::List { start, tight: true }, 2)
        }
        Tag::Item => (Kind::Item(None), 1),
        Tag::Table(columns) => {
            let columns = columns.into_iter().map(alignment).collect();
            (Kind::Table(Box::new(Table { columns, ..Table::default() })), 3)
        }
        Tag::TableHead => (Kind::TableHead, 1),
        Tag::TableRow => (Kind::TableRow, 1),
        Tag::TableCell => (Kind::TableCell, 1),
        Tag::DefinitionList => (Kind::DefinitionList { tight: true }, 2),
        Tag::DefinitionListTitle => (Kind::Term, 1),
        Tag::DefinitionListDefinition => (Kind::Definition, 1),
        Tag::Emphasis => (Kind::Emphasis, 1),
        Tag::Strong => (Kind::Strong, 1),
        Tag::Strikethrough => (Kind::Strikethrough, 1),
        // What else there is belongs to options that are off.
        _ => (Kind::Paragraph, 1),
    }
}

fn alignment(alignment: cmark::Alignment) -> Alignment {
    match alignment {
        cmark::Alignment::None => Alignment::None,
        cmark::Alignment::Left => Alignment::Left,
        cmark::Alignment::Center => Alignment::Center,
        cmark::Alignment::Right => Alignment::Right,
    }
}

fn info(kind: CodeBlockKind<'_>) -> Box<str> {
    match kind {
        CodeBlockKind::Fenced(info) => info.as_ref().into(),
        CodeBlockKind::Indented => "".into(),
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

impl Builder<'_> {
    /// Makes a node of a Markdown container that ends.
    pub(super) fn close_markdown(&mut self, kind: Kind, span: Span, mut children: Vec<Node>) {
        let source = self.input.text;
        match &kind {
            Kind::Item(_) | Kind::Definition => {
                if children.iter().any(|child| matches!(child.kind, Kind::Paragraph)) {
                    self.loosen();
                }
                blocks::wrap_inlines(&mut children, source);
            }
            Kind::BlockQuote | Kind::FootnoteDefinition(_) => blocks::wrap_inlines(&mut children, source),
            Kind::Link(link) | Kind::Image(link) => self.locate(link.reference, span, &children),
            _ => {}
        }
        match kind {
            // An address can't be in an address: the outer one, raw HTML, wins.
            Kind::Link(_) if self.is_in_link() => children.into_iter().for_each(|child| self.push(child)),
            Kind::FootnoteDefinition(_) => self.footnotes.define(Node::branch(kind, span, children)),
            kind => self.push(Node::branch(kind, span, children)),
        }
    }

    /// Marks the list around as loose.
    fn loosen(&mut self) {
        let list = |kind: &Kind| matches!(kind, Kind::List { .. } | Kind::DefinitionList { .. });
        if let Some(Kind::List { tight, .. } | Kind::DefinitionList { tight }) = self.nearest(list) {
            *tight = false;
        }
    }

    /// Finds the address of a reference behind its text.
    fn locate(&mut self, id: RefId, span: Span, children: &[Node]) {
        let source = self.input.text;
        let Some(reference) = self.document.references.get_mut(id.0 as usize) else { return };
        let behind = children.last().map_or(span.start, |last| last.span.end) as usize;
        let target = &*reference.target;
        let rest = source.get(behind..span.end as usize).unwrap_or_default();
        // Nearly always the address stands right behind the text.
        let start = if rest.strip_prefix("](").is_some_and(|rest| rest.starts_with(target)) {
            Some(behind + 2)
        } else {
            let from = |from: usize| Some(from + source.get(from..span.end as usize)?.find(target)?);
            from(behind).or_else(|| from(span.start as usize))
        };
        if let Some(start) = start.filter(|_| !target.is_empty()) {
            reference.span = Span::new(start, start + target.len());
        }
    }
}
