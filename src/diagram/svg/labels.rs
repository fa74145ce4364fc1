//! Collects the words of a picture, one label at a time.

/// The labels so far, and the one being read.
#[derive(Default)]
pub(super) struct Labels {
    done: Vec<String>,
    current: String,
}

impl Labels {
    /// Adds words to the label.
    pub(super) fn add(&mut self, text: &str) {
        self.current.push_str(text);
    }

    /// What follows is another word.
    pub(super) fn gap(&mut self) {
        self.current.push(' ');
    }

    /// What follows is another label.
    pub(super) fn end(&mut self) {
        let words = std::mem::take(&mut self.current);
        let label = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !label.is_empty() {
            self.done.push(label);
        }
    }

    /// All labels.
    pub(super) fn finish(self) -> Vec<String> {
        self.done
    }
}
