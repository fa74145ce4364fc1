//! Writes runs of classed text: escaped, neighbours of one class joined, white space never wrapped alone.

use super::classes::Class;

/// The HTML so far, the class that is open, and the white space that may still join the open run.
pub(super) struct Runs {
    html: String,
    open: Class,
    blank: String,
}

impl Runs {
    /// No text yet; about `capacity` bytes are to come.
    pub(super) fn new(capacity: usize) -> Self {
        Self { html: String::with_capacity(capacity), open: Class::Plain, blank: String::new() }
    }

    /// Adds `text` of `class`.
    pub(super) fn push(&mut self, class: Class, text: &str) {
        let body = text.trim_start();
        let (before, _) = text.split_at_checked(text.len() - body.len()).unwrap_or_default();
        self.blank.push_str(before);
        let word = body.trim_end();
        if word.is_empty() {
            return;
        }
        if class != self.open {
            self.close();
        }
        self.html.push_str(&std::mem::take(&mut self.blank));
        if class != self.open {
            self.html.push_str("<span class=\"");
            self.html.push_str(class.name());
            self.html.push_str("\">");
            self.open = class;
        }
        self.escaped(word);
        let (_, after) = body.split_at_checked(word.len()).unwrap_or_default();
        self.blank.push_str(after);
    }

    /// Adds text of no class.
    pub(super) fn plain(&mut self, text: &str) {
        self.end_line();
        self.escaped(text);
    }

    /// Ends the open run, so that no span crosses the end of a line.
    pub(super) fn end_line(&mut self) {
        self.close();
        self.html.push_str(&std::mem::take(&mut self.blank));
    }

    /// The HTML.
    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.html
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.open) != Class::Plain {
            self.html.push_str("</span>");
        }
    }

    fn escaped(&mut self, text: &str) {
        for piece in text.split_inclusive(['&', '<', '>']) {
            let special = piece.chars().next_back().and_then(entity);
            let body = if special.is_some() { piece.get(..piece.len() - 1) } else { Some(piece) };
            self.html.push_str(body.unwrap_or_default());
            self.html.push_str(special.unwrap_or_default());
        }
    }
}

fn entity(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    }
}
