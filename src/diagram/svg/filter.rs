//! The walk over a picture's XML events: what stays, what goes, and what goes with it.

use super::attributes::{Judge, Verdict, World};
use super::css::{Css, prefixed};
use super::labels::Labels;
use super::names::{ANIMATIONS, HTML, HTML_INLINE, HTML_UNWRAPPED, HTML_VOID, SVG, SVG_SILENT, SVG_TEXT, find};
use super::output::Output;
use super::uses::Uses;
use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_REMOVED, Reason, Removed, Sanitized, SvgError, dimensions};
use crate::span::Span;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
const HTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// One walk: the document so far, and the elements that are open.
pub(super) struct Filter<'a> {
    source: &'a str,
    prefix: Option<&'a str>,
    judge: Judge<'a>,
    open: Vec<Frame>,
    /// How many elements are open inside (and with) one that goes.
    skipped: usize,
    /// Whether the first element has ended.
    ended: bool,
    /// The id of the first element.
    root: String,
    output: Output,
    removed: Vec<Removed>,
    labels: Labels,
    uses: Uses,
}

/// An open element that stays.
struct Frame {
    /// Empty for one whose content stays without it.
    name: &'static str,
    world: World,
    /// In a `switch`: whether the child that browsers show has been met.
    settled: bool,
    /// The text of a `style` element.
    sheet: String,
}

/// What becomes of an element.
enum Fate {
    Keep(&'static str),
    Unwrap,
    Drop,
    Report,
}

/// The attributes that stay, and what they tell about their element.
#[derive(Default)]
struct Attributes {
    kept: Vec<(&'static str, String)>,
    drop: bool,
}

impl Attributes {
    fn get(&self, name: &str) -> Option<&str> {
        self.kept.iter().find(|(kept, _)| *kept == name).map(|(_, value)| value.as_str())
    }
}

impl<'a> Filter<'a> {
    /// A walk over `source` that has not begun; see [`sanitize`](super::sanitize).
    pub(super) fn new(source: &'a str, prefix: Option<&'a str>, nesting: usize) -> Self {
        Self {
            source,
            prefix,
            judge: Judge { prefix: prefix.unwrap_or_default(), nesting },
            open: Vec::new(),
            skipped: 0,
            ended: false,
            root: String::new(),
            output: Output::default(),
            removed: Vec::new(),
            labels: Labels::default(),
            uses: Uses::default(),
        }
    }

    /// Walks to the end.
    pub(super) fn run(mut self) -> Result<Sanitized, SvgError> {
        let text = self.source.strip_prefix('\u{feff}').unwrap_or(self.source);
        let shift = self.source.len() - text.len();
        let mut reader = Reader::from_str(text);
        let place = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).saturating_add(shift);
        loop {
            let start = place(reader.buffer_position());
            let event = reader.read_event().map_err(|error| malformed(place(reader.error_position()), &error))?;
            let span = Span::new(start, place(reader.buffer_position()));
            match event {
                Event::Start(tag) => self.start(&tag, span)?,
                Event::Empty(tag) => {
                    self.start(&tag, span)?;
                    self.end(span);
                }
                Event::End(_) => self.end(span),
                Event::Text(text) => self.text(&text, span)?,
                Event::CData(text) => self.text(&text, span)?,
                Event::GeneralRef(reference) => self.reference(&reference, span)?,
                Event::PI(_) => self.report("processing instruction", span),
                Event::Comment(_) | Event::Decl(_) | Event::DocType(_) => {}
                Event::Eof => return self.finish(start),
            }
        }
    }

    fn finish(self, offset: usize) -> Result<Sanitized, SvgError> {
        if !self.ended {
            return Err(malformed(offset, &"an element is not closed"));
        }
        if !self.uses.drawable() {
            return Err(SvgError { reason: Reason::TooManyShapes, offset: 0 });
        }
        let size = dimensions(self.source.as_bytes());
        Ok(Sanitized { svg: self.output.finish(), size, removed: self.removed, text: self.labels.finish() })
    }

    fn start(&mut self, tag: &BytesStart<'_>, span: Span) -> Result<(), SvgError> {
        let offset = span.start as usize;
        if self.ended {
            return Err(malformed(offset, &"something follows the first element"));
        }
        if self.open.len() + self.skipped >= MAX_DEPTH {
            return Err(SvgError { reason: Reason::TooDeep, offset });
        }
        if self.skipped > 0 {
            self.skipped += 1;
            return Ok(());
        }
        let name = tag.name().into_inner();
        if self.open.is_empty() && !matches!(name, "svg" | "svg:svg") {
            return Err(SvgError { reason: Reason::NotSvg, offset });
        }
        let world = self.inner_world();
        match self.fate(name, world) {
            Fate::Keep(name) => {
                let attributes = self.attributes(tag, name, world, span)?;
                if attributes.drop { self.skipped = 1 } else { self.enter(name, world, &attributes) }
            }
            Fate::Unwrap => self.open.push(Frame { name: "", world, settled: false, sheet: String::new() }),
            Fate::Drop => self.skipped = 1,
            Fate::Report => {
                self.report(&format!("element `{}`", short(name)), span);
                self.skipped = 1;
            }
        }
        Ok(())
    }

    fn inner_world(&self) -> World {
        let in_html = |frame: &Frame| frame.world == World::Html || frame.name == "foreignObject";
        if self.open.last().is_some_and(in_html) { World::Html } else { World::Svg }
    }

    fn fate(&self, name: &str, world: World) -> Fate {
        let parent = self.open.last();
        let inside = parent.map_or("", |frame| frame.name);
        if parent.is_some_and(|frame| frame.name == "switch" && frame.settled) {
            return Fate::Drop;
        }
        if matches!(inside, "style" | "title" | "desc") {
            return Fate::Report;
        }
        if world == World::Html {
            let name = name.rsplit(':').next().unwrap_or_default();
            let unwrapped = find(HTML_UNWRAPPED, name).map_or(Fate::Report, |_| Fate::Unwrap);
            return find(HTML, name).map_or(unwrapped, Fate::Keep);
        }
        let name = name.strip_prefix("svg:").unwrap_or(name);
        let silent = name.contains(':') || find(SVG_SILENT, name).is_some();
        let other = if silent { Fate::Drop } else { Fate::Report };
        find(SVG, name).map_or(other, Fate::Keep)
    }

    fn attributes(
        &mut self,
        tag: &BytesStart<'_>,
        element: &'static str,
        world: World,
        span: Span,
    ) -> Result<Attributes, SvgError> {
        let mut result = Attributes::default();
        for (index, attribute) in tag.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(|error| malformed(span.start as usize, &error))?;
            if index >= MAX_ATTRIBUTES {
                return Err(SvgError { reason: Reason::TooManyAttributes, offset: span.start as usize });
            }
            let key = attribute.key.into_inner();
            result.drop |= key == "requiredExtensions" && is_foreign(&attribute.value);
            let verdict = self.judge.judge(element, world, key, &attribute.value);
            if matches!(verdict, Verdict::Part(..) | Verdict::Remove | Verdict::RemoveElement) {
                self.report(&format!("attribute `{}`", short(key)), span);
            }
            match verdict {
                Verdict::Keep(name, value) | Verdict::Part(name, value) if result.get(name).is_none() => {
                    result.kept.push((name, value));
                }
                Verdict::RemoveElement => result.drop = true,
                _ => {}
            }
        }
        Ok(result)
    }

    /// Writes a start tag and opens its element.
    fn enter(&mut self, name: &'static str, world: World, attributes: &Attributes) {
        let used = attributes.get("href").filter(|_| name == "use").and_then(|href| href.strip_prefix('#'));
        self.uses.start(attributes.get("id"), used);
        self.separate(name, attributes);
        self.settle(name, attributes);
        self.output.start(name);
        let first_written = self.open.iter().rev().find(|frame| !frame.name.is_empty());
        match (world, first_written) {
            (World::Svg, None) => self.begin_root(attributes),
            (World::Html, Some(frame)) if frame.world == World::Svg => self.output.attribute("xmlns", HTML_NAMESPACE),
            _ => {}
        }
        for (name, value) in &attributes.kept {
            self.output.attribute(name, value);
        }
        self.open.push(Frame { name, world, settled: false, sheet: String::new() });
    }

    /// The first element: it carries the namespace, and an id that style sheets can be confined to.
    fn begin_root(&mut self, attributes: &Attributes) {
        self.output.attribute("xmlns", SVG_NAMESPACE);
        if let Some(prefix) = self.prefix {
            self.root = attributes.get("id").map_or_else(|| prefixed(prefix, "root"), str::to_owned);
            if attributes.get("id").is_none() {
                self.output.attribute("id", &prefixed(prefix, &self.root));
            }
        }
    }

    /// Words on both sides of this tag belong apart.
    fn separate(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "text" | "foreignObject" => self.labels.end(),
            "tspan" if attributes.kept.iter().all(|(name, _)| !matches!(*name, "x" | "y" | "dy")) => {}
            name if find(HTML_INLINE, name).is_some() => {}
            _ => self.labels.gap(),
        }
    }

    /// Browsers show the first child of a `switch` that has no language to ask for; the others are not copied.
    fn settle(&mut self, name: &str, attributes: &Attributes) {
        let shown = !matches!(name, "title" | "desc" | "defs" | "style") && find(ANIMATIONS, name).is_none();
        if let Some(parent) = self.open.last_mut() {
            parent.settled |= shown && attributes.get("systemLanguage").is_none();
        }
    }

    fn end(&mut self, span: Span) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(frame) = self.open.pop() else { return };
        if frame.name == "style" {
            self.write_sheet(&frame.sheet, span);
        }
        if matches!(frame.name, "text" | "foreignObject") {
            self.labels.end();
        } else if frame.world == World::Html && find(HTML_INLINE, frame.name).is_none() {
            self.labels.gap();
        }
        if !frame.name.is_empty() {
            self.uses.end();
            // Inside a page, `<div/>` would be an open tag.
            let may_close_itself = frame.world == World::Svg || find(HTML_VOID, frame.name).is_some();
            self.output.end(frame.name, may_close_itself);
        }
        self.ended = self.open.is_empty();
    }

    fn write_sheet(&mut self, text: &str, span: Span) {
        let css = Css::new(self.judge.prefix);
        let mut css = if self.prefix.is_some() { css.within(&self.root) } else { css };
        let sheet = css.sheet(text);
        if css.removed > 0 {
            self.report("part of a style sheet", span);
        }
        self.output.text(&sheet);
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>, span: Span) -> Result<(), SvgError> {
        let character = match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(character.to_string()),
            Ok(None) => quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned),
            Err(error) => return Err(malformed(span.start as usize, &error)),
        };
        if let Some(character) = character {
            return self.text(&character, span);
        }
        self.report(&format!("entity `{}`", short(reference)), span);
        Ok(())
    }

    fn text(&mut self, text: &str, span: Span) -> Result<(), SvgError> {
        let Some(frame) = self.open.last_mut() else {
            let blank = text.trim().is_empty();
            return if blank { Ok(()) } else { Err(malformed(span.start as usize, &"text outside the first element")) };
        };
        if self.skipped > 0 {
            return Ok(());
        }
        match (frame.world, frame.name) {
            (World::Svg, "style") => frame.sheet.push_str(text),
            (World::Svg, name) if find(SVG_TEXT, name).is_none() => {}
            (world, name) => {
                self.output.text(text);
                if world == World::Html || !matches!(name, "title" | "desc") {
                    self.labels.add(text);
                }
            }
        }
        Ok(())
    }

    fn report(&mut self, what: &str, span: Span) {
        if self.removed.len() < MAX_REMOVED {
            self.removed.push(Removed { what: what.to_owned(), span });
        }
    }
}

/// Whether a required extension is one that no browser has: the element is never shown.
fn is_foreign(extension: &str) -> bool {
    !extension.trim().is_empty() && extension.trim() != HTML_NAMESPACE
}

/// A name from the file, cut to what fits a message.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

fn malformed(offset: usize, error: &dyn std::fmt::Display) -> SvgError {
    SvgError { reason: Reason::Malformed(error.to_string().chars().take(200).collect()), offset }
}
