//! Writes XML: tags, attributes and escaped text.

/// The document so far.
#[derive(Default)]
pub(super) struct Output {
    xml: String,
    /// Whether a start tag still lacks its `>`.
    open: bool,
}

impl Output {
    /// Starts an element; attributes may follow.
    pub(super) fn start(&mut self, name: &str) {
        self.finish_tag();
        self.xml.push('<');
        self.xml.push_str(name);
        self.open = true;
    }

    /// Adds an attribute to the element just started.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.xml.push(' ');
        self.xml.push_str(name);
        self.xml.push_str("=\"");
        for character in value.chars().filter(|character| is_xml(*character)) {
            match character {
                '&' => self.xml.push_str("&amp;"),
                '<' => self.xml.push_str("&lt;"),
                '"' => self.xml.push_str("&quot;"),
                // A literal one would be read as a space.
                '\n' => self.xml.push_str("&#10;"),
                '\r' => self.xml.push_str("&#13;"),
                '\t' => self.xml.push_str("&#9;"),
                _ => self.xml.push(character),
            }
        }
        self.xml.push('"');
    }

    /// Ends the element `name`; one without content is written as `<name/>` where `may_close_itself`.
    pub(super) fn end(&mut self, name: &str, may_close_itself: bool) {
        if self.open && may_close_itself {
            self.xml.push_str("/>");
            self.open = false;
            return;
        }
        self.finish_tag();
        self.xml.push_str("</");
        self.xml.push_str(name);
        self.xml.push('>');
    }

    /// Adds text.
    ///
    /// `>` stays, because style sheets use it and inside a page they are not unescaped; only `]]>` is not allowed.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.finish_tag();
        for character in text.chars().filter(|character| is_xml(*character)) {
            match character {
                '&' => self.xml.push_str("&amp;"),
                '<' => self.xml.push_str("&lt;"),
                '>' if self.xml.ends_with("]]") => self.xml.push_str("&gt;"),
                '\r' => self.xml.push_str("&#13;"),
                _ => self.xml.push(character),
            }
        }
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.xml
    }

    fn finish_tag(&mut self) {
        if std::mem::take(&mut self.open) {
            self.xml.push('>');
        }
    }
}

/// Whether XML 1.0 can hold the character at all.
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
