//! Blocks.

use super::{HeadingAnchors, Phrase, Renderer};
use crate::markdown::blocks::holds_blocks;
use crate::markdown::tree::{AlertKind, Alignment, HeadingId, Kind, Node, Table, TableLayout};

impl Renderer<'_> {
    /// Writes `nodes`; in a tight list paragraphs have no tags.
    pub(super) fn blocks(&mut self, nodes: &[Node], tight: bool) {
        for node in nodes {
            self.block(node, tight);
        }
    }

    /// Writes a block, and what stands behind it.
    pub(super) fn block(&mut self, node: &Node, tight: bool) {
        match self.surroundings.mark(node).map(|mark| mark.instead).filter(|html| !html.is_empty()) {
            Some(html) => {
                self.line();
                self.write(html);
            }
            None => self.bare(node, tight),
        }
        self.behind(node, !notes_itself(node));
    }

    /// Writes a block alone.
    pub(super) fn bare(&mut self, node: &Node, tight: bool) {
        match &node.kind {
            Kind::Paragraph => self.paragraph(node, tight),
            Kind::Heading(id) if self.is_excerpt => self.as_heading(*id, node),
            Kind::Heading(id) => self.heading(*id, node),
            Kind::BlockQuote => self.container("<blockquote>", node, "</blockquote>"),
            Kind::Alert(kind) => self.alert(*kind, node),
            Kind::CodeBlock(block) => self.code_block(block, node),
            Kind::TabSet if self.is_excerpt => self.tabs_as_blocks(node),
            Kind::TabSet => self.tab_set(node),
            Kind::ShadeBox => self.container("<div class=\"shadebox\" data-shadebox>", node, "</div>"),
            Kind::Collapsible => self.container("<details class=\"collapsible\">", node, "</details>"),
            Kind::Summary => {
                self.line();
                self.write("<summary");
                self.pair(node);
                self.write(">");
                self.inlines(&node.children);
                self.write("</summary>\n");
            }
            Kind::Video(video) => self.video(video, node),
            Kind::Include(include) if !include.inline => self.included(node, tight),
            Kind::Transclusion(transclusion) if !transclusion.inline => {
                self.line();
                self.write("<p");
                self.pair(node);
                self.write(">");
                self.write_text(node.literal(self.source));
                self.write("</p>\n");
            }
            Kind::List { start, tight } => self.list(*start, *tight, node),
            Kind::Item(task) => self.item(*task, node, tight),
            Kind::Table(table) => self.table(table, node),
            Kind::DefinitionList { tight } => {
                self.line();
                self.write("<dl>\n");
                self.blocks(&node.children, *tight);
                self.write("</dl>\n");
            }
            Kind::Term => self.part("dt", node, tight),
            Kind::Definition => self.part("dd", node, tight),
            Kind::ThematicBreak => {
                self.line();
                self.write(if self.is_plain() { "<hr />\n" } else { "<hr>\n" });
            }
            Kind::RawBlock(_) => {
                self.line();
                self.write(node.literal(self.source));
                self.line();
            }
            // Rows and cells are written with their table, footnotes with the page; only a tree made by hand has
            // them elsewhere.
            Kind::TableHead
            | Kind::TableRow
            | Kind::TableCell
            | Kind::Tab
            | Kind::Label
            | Kind::FootnoteDefinition(_) => {
                self.blocks(&node.children, tight);
            }
            _ => self.lone_inline(node),
        }
    }

    /// Writes what stands in another file; with a tag around it where there is something to say of it as a whole.
    fn included(&mut self, node: &Node, tight: bool) {
        let is_marked = self.is_marked(node);
        if is_marked {
            self.line();
            self.write("<div");
            self.pair(node);
            self.write(">\n");
        }
        self.blocks(&node.children, tight);
        if is_marked {
            self.line();
            self.write("</div>\n");
        }
    }

    /// Writes an inline that stands among blocks.
    fn lone_inline(&mut self, node: &Node) {
        let is_paired = !node.is_block() && self.is_marked(node);
        if is_paired {
            self.write("<span");
            self.pair(node);
            self.write(">");
        }
        self.inline(node);
        if is_paired {
            self.write("</span>");
        }
    }

    fn container(&mut self, open: &str, node: &Node, close: &str) {
        self.line();
        self.write(open);
        self.write("\n");
        self.blocks(&node.children, false);
        self.line();
        self.write(close);
        self.write("\n");
    }

    fn part(&mut self, name: &str, node: &Node, tight: bool) {
        self.write(&format!("<{name}"));
        self.pair(node);
        self.write(">");
        self.blocks(&node.children, tight);
        if notes_itself(node) {
            self.note(node);
        }
        self.write(&format!("</{name}>\n"));
    }

    fn paragraph(&mut self, node: &Node, tight: bool) {
        if let ([Node { kind: Kind::Image(image), children, .. }], false) = (node.children.as_slice(), self.is_plain())
        {
            return self.figure(node, image, children);
        }
        if tight {
            return self.tight_paragraph(node);
        }
        let close = self.open_paragraph(node);
        self.inlines(&node.children);
        self.write(close);
    }

    fn tight_paragraph(&mut self, node: &Node) {
        let is_paired = self.is_marked(node);
        if is_paired {
            self.write("<span");
            self.pair(node);
            self.write(">");
        }
        self.inlines(&node.children);
        if is_paired {
            self.write("</span>");
        }
    }

    /// Opens a paragraph; returns what closes it.
    pub(super) fn open_paragraph(&mut self, node: &Node) -> &'static str {
        self.line();
        // In a browser a block would end the `<p>` around it.
        let has_blocks = !self.is_plain() && node.children.iter().any(holds_blocks);
        self.write(if has_blocks { "<div class=\"paragraph\"" } else { "<p" });
        self.pair(node);
        self.write(">");
        if has_blocks { "</div>\n" } else { "</p>\n" }
    }

    fn heading(&mut self, HeadingId(index): HeadingId, node: &Node) {
        let document = self.document;
        let Some(heading) = document.headings.get(index as usize) else { return self.inlines(&node.children) };
        let HeadingAnchors { id, second } = self.surroundings.heading(HeadingId(index), heading);
        let has_id = !self.is_plain() && !id.is_empty();
        self.line();
        self.write(&format!("<h{}", heading.level));
        if has_id {
            self.write_attribute("id", id);
        }
        self.pair(node);
        self.write(">");
        if let Some(second) = second {
            self.write("<span");
            self.write_attribute("id", second);
            self.write("></span>");
        }
        self.inlines(&node.children);
        if has_id && self.surroundings.decorates() {
            self.heading_anchor(id, &heading.text);
        }
        self.write(&format!("</h{}>\n", heading.level));
    }

    fn heading_anchor(&mut self, id: &str, title: &str) {
        let label = self.anchor_label.join(title);
        self.write("<a class=\"heading-anchor\"");
        self.write_attribute("href", &format!("#{id}"));
        self.write_attribute("aria-label", &label);
        self.write(" data-outline-skip></a>");
    }

    fn alert(&mut self, kind: AlertKind, node: &Node) {
        self.line();
        self.write("<div class=\"alert\"");
        self.write_attribute("data-alert", kind.name());
        self.write(" role=\"note\">\n<p class=\"alert-label\" data-alert-label>");
        let label = self.surroundings.phrase(Phrase::Alert(kind));
        self.write_text(&label);
        self.write("</p>\n");
        self.blocks(&node.children, false);
        self.line();
        self.write("</div>\n");
    }

    fn list(&mut self, start: Option<u32>, tight: bool, node: &Node) {
        self.line();
        match start {
            None => self.write("<ul>\n"),
            Some(1) => self.write("<ol>\n"),
            Some(number) => self.write(&format!("<ol start=\"{number}\">\n")),
        }
        self.blocks(&node.children, tight);
        self.write(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn item(&mut self, task: Option<bool>, node: &Node, tight: bool) {
        self.write(if task.is_some() { "<li class=\"task\">" } else { "<li>" });
        if let Some(done) = task {
            self.task(done);
        }
        self.blocks(&node.children, tight);
        self.write("</li>\n");
    }

    fn task(&mut self, done: bool) {
        self.write("<input type=\"checkbox\" disabled");
        if done {
            self.write(" checked");
        }
        if self.surroundings.decorates() {
            let label = self.surroundings.phrase(if done { Phrase::TaskDone } else { Phrase::TaskOpen });
            self.write_attribute("aria-label", &label);
        }
        self.write("> ");
    }

    // ---- tables

    fn table(&mut self, Table { columns, layout }: &Table, node: &Node) {
        let is_head = |row: &&Node| row.kind == Kind::TableHead;
        self.open_table();
        self.write(match layout {
            TableLayout::Theme => "<table>\n",
            TableLayout::Auto => "<table class=\"layout-auto\">\n",
            TableLayout::Fixed => "<table class=\"layout-fixed\">\n",
        });
        self.rows("thead", node.children.iter().filter(is_head), columns);
        self.rows("tbody", node.children.iter().filter(|row| !is_head(row)), columns);
        self.write("</table>");
        self.close_table();
    }

    /// Opens the frame in which a wide table can be scrolled.
    pub(super) fn open_table(&mut self) {
        let label = self.surroundings.phrase(Phrase::Table);
        self.line();
        self.write("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\"");
        self.write_attribute("aria-label", &label);
        self.write(">");
    }

    pub(super) fn close_table(&mut self) {
        self.write("</div>\n");
    }

    fn rows<'n>(&mut self, part: &str, rows: impl Iterator<Item = &'n Node>, columns: &[Alignment]) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        self.write(&format!("<{part}>\n"));
        for row in rows {
            self.row(row, part == "thead", columns);
        }
        self.write(&format!("</{part}>\n"));
    }

    /// Writes a row, and what stands behind it.
    pub(super) fn row(&mut self, node: &Node, is_head: bool, columns: &[Alignment]) {
        self.write("<tr");
        self.pair(node);
        self.write(">");
        self.cells(node, is_head, columns);
        self.write("</tr>\n");
        self.behind(node, false);
    }

    /// Writes the cells of a row; what is said of the row stands in the last one.
    pub(super) fn cells(&mut self, row: &Node, is_head: bool, columns: &[Alignment]) {
        for (index, node) in row.children.iter().enumerate() {
            self.write(if is_head { "<th scope=\"col\"" } else { "<td" });
            self.write(match columns.get(index) {
                Some(Alignment::Left) => " class=\"align-left\">",
                Some(Alignment::Center) => " class=\"align-center\">",
                Some(Alignment::Right) => " class=\"align-right\">",
                _ => ">",
            });
            self.inlines(&node.children);
            if index + 1 == row.children.len() {
                self.note(row);
            }
            self.write(if is_head { "</th>" } else { "</td>" });
        }
    }
}

/// Whether what is said of a block stands in it, at its end.
pub(super) fn notes_itself(node: &Node) -> bool {
    match &node.kind {
        Kind::Term => true,
        Kind::Element(element) => {
            matches!(element.name.as_str(), "li" | "dt" | "dd" | "td" | "th" | "caption" | "figcaption")
        }
        _ => false,
    }
}
