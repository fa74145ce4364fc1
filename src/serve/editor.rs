//! Addresses that open a file in an editor.

use crate::path::encode;
use std::path::Path;

/// The address of a place in a file, for an editor that answers to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// The editor that most people have.
    pub const DEFAULT: &str = "vscode://file/{path}:{line}:{column}";

    /// An editor by the pattern of its addresses: `{path}` stands for the absolute path of a file, `{line}` and `{column}`
    /// for the place.
    ///
    /// # Errors
    /// What is wrong with the pattern, as a sentence.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let scheme = pattern.split_once(':').map_or("", |(scheme, _)| scheme);
        let letters = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        if scheme.is_empty() || !letters || matches!(scheme, "javascript" | "data" | "blob") {
            return Err(format!("`{pattern}` is no address of an editor; write it like `{}`", Self::DEFAULT));
        }
        if !pattern.contains("{path}") {
            return Err(format!("`{pattern}` has no place for the `{{path}}` of a file"));
        }
        Ok(Self(pattern.to_owned()))
    }

    /// The address of a place.
    #[must_use]
    pub fn address(&self, path: &Path, line: usize, column: usize) -> String {
        let path = encode(&path.to_string_lossy());
        // The default pattern has the slash that an absolute path begins with.
        let path = if self.0.contains("/{path}") { path.trim_start_matches('/') } else { &*path };
        let filled = self.0.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        filled.replace("{path}", path)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_file_line_and_column() {
        let address = |pattern: &str| Editor::new(pattern).unwrap().address(Path::new("/a b/{line}.md"), 3, 7);
        assert_eq!(address(Editor::DEFAULT), "vscode://file/a%20b/%7Bline%7D.md:3:7");
        assert_eq!(address("idea://open?file={path}&line={line}"), "idea://open?file=/a%20b/%7Bline%7D.md&line=3");
        for wrong in ["vim", "javascript:{path}", "vscode://file", "a b:{path}"] {
            assert!(Editor::new(wrong).is_err(), "{wrong}");
        }
    }
}
