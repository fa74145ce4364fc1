//! The original of a translation as a script that hands it over, so that it loads from a web server and from a folder alike.
//!
//! `(self.batonOriginal||=[]).push([tag, direction, blocks])`: the blocks are elements, `[name, attributes, child, …]`, where
//! `attributes` is left out if there are none and a text is a string. A theme's script makes elements of them; it is never given
//! HTML to parse. `data-pair` numbers the blocks as in the translation.

use super::beside::{Beside, Marks};
use super::{Desk, Task};
use crate::markdown;
use crate::markdown::tree::Node;
use std::borrow::Cow;

/// Whether an element of this name holds nothing.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "source" | "col")
}

/// The script; nothing where the page has no original.
#[must_use]
pub fn original(task: &Task<'_>) -> Option<String> {
    let beside = task.answers.beside.as_ref()?;
    let source = beside.source()?;
    let marks = Marks::numbered(source);
    let desk = Desk { marks: Some(&marks), ..Desk::beside(beside, task) };
    let nodes: Vec<&Node> = source.document.children.iter().collect();
    let html = markdown::excerpt(&nodes, &source.document, &source.source.text, &desk);
    let mut script = Script(b"(self.batonOriginal||=[]).push([".to_vec());
    script.string(beside.tag());
    script.0.push(b',');
    script.string(beside.direction());
    script.0.extend(b",[");
    script.blocks(&html);
    script.0.extend(b"]]);\n");
    String::from_utf8(script.0).ok()
}

/// A script as it is written.
struct Script(Vec<u8>);

impl Script {
    /// Writes HTML as values.
    ///
    /// It is the renderer's own, never a page's: every element is closed, every value stands in double quotes, and
    /// [`ENTITIES`] are all there are.
    fn blocks(&mut self, html: &str) {
        // The names of the elements that are open, outermost first.
        let mut open: Vec<&str> = Vec::new();
        let mut rest = html;
        while !rest.is_empty() {
            // In a value `>` is always written `&gt;`.
            let Some((tag, behind)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
                let end = rest.bytes().skip(1).position(|byte| byte == b'<').map_or(rest.len(), |end| end + 1);
                let (text, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
                let is_between = text.contains('\n') && text.trim().is_empty() && !open.contains(&"pre");
                if !is_between {
                    self.next();
                    self.string(&unescape(text));
                }
                rest = behind;
                continue;
            };
            rest = behind;
            if tag.starts_with('/') {
                if open.pop().is_some() {
                    self.0.push(b']');
                }
                continue;
            }
            let name = self.element(tag);
            if is_void(name) {
                self.0.push(b']');
            } else {
                open.push(name);
            }
        }
        self.0.extend(open.iter().map(|_| b']'));
    }

    /// Writes the beginning of an element; returns its name.
    fn element<'h>(&mut self, tag: &'h str) -> &'h str {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        self.next();
        self.0.push(b'[');
        self.string(name);
        let mut before: &[u8] = b",{";
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let (attribute, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let value = behind.strip_prefix("=\"").and_then(|quoted| quoted.split_once('"'));
            let (value, behind) = value.unwrap_or(("", behind));
            self.0.extend(before);
            self.string(attribute);
            self.0.push(b':');
            self.string(&unescape(value));
            before = b",";
            rest = behind.trim_start_matches(' ');
        }
        if before == b"," {
            self.0.push(b'}');
        }
        name
    }

    /// Parts the next value from the one before it.
    fn next(&mut self) {
        if self.0.last() != Some(&b'[') {
            self.0.push(b',');
        }
    }

    fn string(&mut self, text: &str) {
        // Writing to memory does not fail, and neither does a string.
        let _ = serde_json::to_writer(&mut self.0, text);
    }
}

/// What the renderer writes for characters that mean something in HTML.
const ENTITIES: [(&str, &str); 4] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")];

/// The text that the renderer wrote as `html`.
fn unescape(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, entity)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        text.push_str(before);
        let known = ENTITIES.iter().find_map(|(written, sign)| Some((*sign, entity.strip_prefix(written)?)));
        let (sign, behind) = known.unwrap_or(("&", entity.get(1..).unwrap_or_default()));
        text.push_str(sign);
        rest = behind;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

impl Beside {
    fn tag(&self) -> &str {
        &self.tag
    }

    fn direction(&self) -> &'static str {
        super::beside::direction_name(self.direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> String {
        let mut script = Script(b"[".to_vec());
        script.blocks(html);
        String::from_utf8_lossy(&script.0).into_owned() + "]"
    }

    #[test]
    fn what_the_renderer_writes_becomes_values() {
        for (html, values) in [
            ("", "[]"),
            ("<p data-pair=\"0\">a &amp; b</p>\n<hr>\n", r#"[["p",{"data-pair":"0"},"a & b"],["hr"]]"#),
            (
                "<p>—<em>é</em> &lt;b&gt; &quot;c&quot; &amp;lt; & &copy;</p>",
                r#"[["p","—",["em","é"]," <b> \"c\" &lt; & &copy;"]]"#,
            ),
            (
                "<input type=\"checkbox\" disabled checked><a title=\"&gt; b=c &amp;\" href=\"\">x</a>",
                r#"[["input",{"type":"checkbox","disabled":"","checked":""}],["a",{"title":"> b=c &","href":""},"x"]]"#,
            ),
            ("<ul>\n<li>a\n<b>b</b></li>\n</ul>", r#"[["ul",["li","a\n",["b","b"]]]]"#),
            ("<pre><code>\n\n<span>a</span>\n</code></pre>", r#"[["pre",["code","\n\n",["span","a"],"\n"]]]"#),
            ("<p>open", r#"[["p","open"]]"#),
            ("< b", r#"["< b"]"#),
        ] {
            assert_eq!(blocks(html), values, "{html}");
        }
    }
}
