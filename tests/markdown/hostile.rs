//! Hostile pages: what a browser makes of them holds nothing but what is allowed, and is what the tree says.
//!
//! The oracle is ammonia: it parses the HTML as a browser does and drops what its own allow-list does not name. HTML
//! that comes back as it went in was safe, and means to a browser what it says.

use super::{findings, html, parsed};
use ammonia::{Builder, UrlRelative};
use proptest::prelude::*;
use std::collections::HashSet;

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "button", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
    "ul", "var", "wbr",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "alt", "aria-controls", "aria-label", "aria-labelledby", "aria-selected", "checked", "class", "colspan", "data-alert", "data-alert-label", "data-badge",
    "data-lang", "data-line", "data-link-only", "data-line-numbers", "data-modal", "data-outline-skip", "data-shadebox", "data-uicontrol", "data-video", "data-zoom",
    "dir", "disabled", "height", "href", "id", "lang", "open", "reversed", "role", "rowspan",
    "scope", "span", "src", "start", "tabindex", "title", "type", "value", "width",
];

/// What a browser reads in `html`, written out again, without what is not allowed.
fn cleaned(html: &str) -> String {
    Builder::empty()
        .tags(TAGS.iter().copied().collect())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .clean(html)
        .to_string()
}

/// Our HTML as html5ever would write it: quotes plain in text, flags with a value.
fn canonical(html: &str) -> String {
    let mut written = String::new();
    for (index, part) in html.split('<').enumerate() {
        let (tag, text) = if index == 0 { ("", part) } else { part.split_once('>').unwrap() };
        if index > 0 {
            written.push('<');
            let mut tag = tag.to_owned();
            for flag in [
                "disabled",
                "checked",
                "open",
                "reversed",
                "data-alert-label",
                "data-line-numbers",
                "data-outline-skip",
                "data-shadebox",
                "data-uicontrol",
                "data-zoom",
            ] {
                if !tag.contains('"') || tag.ends_with(&format!(" {flag}")) || tag.contains(&format!("\" {flag}")) {
                    tag = tag.replace(&format!(" {flag}"), &format!(" {flag}=\"\""));
                }
            }
            written.push_str(&tag.replace('\u{a0}', "&nbsp;"));
            written.push('>');
        }
        // A line end behind `<pre>` is none.
        let text = if tag == "pre" { text.strip_prefix('\n').unwrap_or(text) } else { text };
        written.push_str(&text.replace("&quot;", "\"").replace('\u{a0}', "&nbsp;"));
    }
    written
}

#[track_caller]
fn assert_safe(markdown: &str) {
    let html = html(markdown);
    assert_eq!(cleaned(&html), canonical(&html), "\n{markdown}");
}

#[test]
fn nothing_runs() {
    let mut count = 0;
    for attack in include_str!("attacks.txt").split("\n====\n") {
        let attack = attack.trim_end_matches('\n');
        for page in [
            attack.to_owned(),
            format!("text {attack} text"),
            format!("> - {attack}\n\ntext"),
            format!("<table><tr><td>{attack}</td></tr></table>"),
            format!("| a |\n|---|\n| {attack} |"),
            format!("# {attack}"),
        ] {
            count += 1;
            assert_safe(&page);
            let html = html(&page).to_ascii_lowercase();
            for sign in
                ["<script", "<style", "<iframe", "<svg", "<object", "<embed", "<form", "<base", "<meta", "<link"]
            {
                assert!(!html.contains(sign), "{sign} in {html}");
            }
        }
    }
    assert!(count >= 600, "only {count} pages");
}

#[test]
fn what_is_taken_away_is_reported() {
    for (page, expected) in [
        ("<script>x</script>", vec!["html-unsafe 1:1 `<script>` is not allowed; it is left out"]),
        ("a <b onclick=x>b</b>", vec!["html-unsafe 1:3 the attribute `onclick` is not allowed; it is left out"]),
        (
            "<a href='java&#10;script:x'>b</a>",
            vec!["html-unsafe 1:1 the address `java\nscript:x` is not allowed; it is left out"],
        ),
        ("a <font color=red>b</font>", vec!["html-unsafe 1:3 `<font>` is not allowed; its tags are left out"]),
    ] {
        assert_eq!(findings(page, parsed(page).findings), expected, "{page}");
    }
}

/// Pieces of HTML between which a parser has to decide something.
const PIECES: [&str; 64] = [
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<li>",
    "</li>",
    "<table>",
    "</table>",
    "<thead>",
    "<tbody>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<ruby>",
    "<rt>",
    "<rp>",
    "</ruby>",
    "<br>",
    "<img src=x>",
    "<hr>",
    "<svg>",
    "</svg>",
    "<font>",
    "<select>",
    "<option>",
    "<blockquote>",
    "</blockquote>",
    "<x_y>",
    "\n",
    "\n\n",
    "a",
    "- ",
    "> ",
    "[a](b)",
    "# ",
    "**",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_browser_reads_what_the_tree_says(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30)) {
        let page = pieces.concat();
        let html = html(&page);
        prop_assert_eq!(cleaned(&html), canonical(&html), "\n{}", page);
    }
}
