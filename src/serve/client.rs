//! The script that is put into pages, and its worker.

use crate::digest::Digest;
use std::sync::OnceLock;

/// Where everything of the server's own lies.
pub(super) const PREFIX: &str = "/_baton";

/// The script: in one closure, so that it leaves no name in the page.
pub(super) const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("client/morph.js"),
    include_str!("client/overlay.js"),
    include_str!("client/channel.js"),
    include_str!("client/page.js"),
    "})();\n"
);

/// The worker that all open pages of a browser share, so that they need one connection.
pub(super) const WORKER: &str =
    concat!("\"use strict\";\n", include_str!("client/channel.js"), include_str!("client/worker.js"));

/// The identity of both, short.
pub(super) fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| Digest::of_parts([SCRIPT, WORKER]).to_string().chars().take(10).collect())
}

/// `html` with the script in it, as early as it can run; `digest` is that of `html`.
///
/// The script goes behind the opening `<head>`, before all others. A page without one has it at its end. It is told where the
/// page stands for one that is `missing`.
pub(super) fn with_script(html: &str, digest: Digest, missing: bool) -> String {
    let (version, missing) = (version(), if missing { " data-missing" } else { "" });
    let tag = format!("<script defer src=\"{PREFIX}/live.js?v={version}\" data-digest=\"{digest}\"{missing}></script>");
    let at = head(html).unwrap_or(html.len());
    let (before, behind) = html.split_at_checked(at).unwrap_or((html, ""));
    [before, &tag, behind].concat()
}

/// Where the inside of `<head>` begins.
fn head(html: &str) -> Option<usize> {
    html.match_indices("<head").find_map(|(at, tag)| {
        let rest = html.get(at + tag.len()..)?;
        let next = rest.chars().next()?;
        (next == '>' || next.is_ascii_whitespace()).then(|| rest.find('>').map(|end| at + tag.len() + end + 1))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_the_first_and_nothing_else_changes() {
        let digest = Digest::of(b"x");
        for (before, behind) in [
            ("<!doctype html><html><head>", "<script src=a></script></head><header>x</header></html>"),
            ("<html><HEADER></HEADER><head lang=en>", "</head>"),
            ("<p>no head, but a <header>", ""),
        ] {
            let html = format!("{before}{behind}");
            let with = with_script(&html, digest, false);
            let (start, rest) = with.split_once("<script defer src=\"/_baton/").unwrap_or_default();
            let (_, end) = rest.split_once("</script>").unwrap_or_default();
            assert_eq!((start, end), (before, behind));
        }
    }
}
