//! Blocks of code, and how their lines are shown.

use super::Renderer;
use crate::markdown::attributes;
use crate::markdown::escape::escape_html;
use crate::markdown::tree::{CodeBlock, Lines, Node};

/// The highest number of a line.
const MAX_LINE: u32 = 1_000_000;

impl Renderer<'_> {
    pub(super) fn code_block(&mut self, block: &CodeBlock, node: &Node) {
        let surroundings = self.surroundings;
        let code = block.text.of(node.span, self.source);
        let highlighted = surroundings.highlight(&block.info, code);
        let lines = if self.is_plain() { None } else { lines(&block.info) };
        self.line();
        let is_numbered = lines.as_ref().is_some_and(|lines| lines.first.is_some());
        self.write(if is_numbered { "<pre data-line-numbers" } else { "<pre" });
        self.pair(node);
        self.write("><code");
        let is_token = |c: char| c.is_ascii_alphanumeric() || "+#._-".contains(c);
        let language = &*highlighted.language;
        if self.is_plain() {
            if !language.is_empty() {
                self.write_attribute("class", &format!("language-{language}"));
            }
        } else if (1..=32).contains(&language.len()) && language.chars().all(is_token) {
            self.write_attribute("data-lang", language);
            self.write_attribute("class", &format!("language-{language}"));
        }
        self.write(">");
        let html = highlighted.html.unwrap_or_else(|| escape_html(code));
        match lines {
            Some(lines) => self.code_lines(&html, &lines),
            None => self.write(&html),
        }
        self.write("</code></pre>\n");
    }

    /// Writes code line by line; no tag of `html` reaches over the end of a line.
    fn code_lines(&mut self, html: &str, lines: &Lines) {
        let first = lines.first.unwrap_or(1);
        for (number, line) in (first..).zip(html.split_inclusive('\n')) {
            let marked = lines.marked.iter().any(|(from, to)| (*from..=*to).contains(&number));
            self.write(if marked { "<span class=\"line line-marked\"" } else { "<span class=\"line\"" });
            if lines.first.is_some() {
                self.write_attribute("data-line", &number.to_string());
            }
            self.write(">");
            self.write(line.strip_suffix('\n').unwrap_or(line));
            self.write(if line.ends_with('\n') { "</span>\n" } else { "</span>" });
        }
    }
}

/// How the lines of a block are shown, if its info string says so.
fn lines(info: &str) -> Option<Lines> {
    let list = attributes::parse(info.get(info.find('{')?..)?)?;
    let value = |wanted: &str| list.pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| (1..=MAX_LINE).contains(number));
    let start = value("start-line").and_then(number);
    let numbered = value("line-numbers").is_some_and(|value| matches!(value, "true" | "yes" | ""));
    let range = |part: &str| {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        Some((number(from)?, number(to)?))
    };
    let marked: Vec<_> = value("highlight").unwrap_or_default().split(',').filter_map(range).take(64).collect();
    let lines = Lines { first: (numbered || start.is_some()).then_some(start.unwrap_or(1)), marked };
    (lines != Lines::default()).then_some(lines)
}
