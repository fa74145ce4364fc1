//! Filtering SVG pictures: hostile ones, broken ones, and those that drawing programs write.
//!
//! `fixtures/svg/hostile.txt` holds three lines a case: why, the content of an `svg` element, what is left of it
//! (and, behind ` -- `, what is reported). `NAME.svg` beside it becomes `NAME.expected.svg`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use baton::diagram::svg::{MAX_REMOVED, Reason, Sanitized, SvgError, dimensions, sanitize};
use proptest::prelude::*;
use std::fmt::Write as _;

const HOSTILE: &str = include_str!("fixtures/svg/hostile.txt");
const START: &str = r#"<svg xmlns="http://www.w3.org/2000/svg">"#;

fn wrap(content: &str) -> String {
    format!("{START}{content}</svg>")
}

fn filter(svg: &str) -> Sanitized {
    sanitize(svg.as_bytes(), None).unwrap_or_else(|error| panic!("{error} in {svg}"))
}

fn content(result: &Sanitized) -> &str {
    if result.svg == r#"<svg xmlns="http://www.w3.org/2000/svg"/>"# {
        return "";
    }
    result.svg.strip_prefix(START).unwrap().strip_suffix("</svg>").unwrap()
}

fn reason(svg: &[u8]) -> (Reason, usize) {
    let SvgError { reason, offset } = sanitize(svg, None).unwrap_err();
    (reason, offset)
}

/// The cases of the fixture: why, what goes in, what is expected.
fn cases() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines: Vec<_> = HOSTILE.lines().collect();
    lines.chunks(3).map(|case| (case[0], case[1], case[2])).collect()
}

fn outcome(result: &Sanitized) -> String {
    let mut outcome = content(result).to_owned();
    if !result.removed.is_empty() {
        let removed: Vec<_> =
            result.removed.iter().map(|removed| removed.what.replace("attribute ", "").replace('`', "")).collect();
        write!(outcome, " -- {}", removed.join(", ")).unwrap();
    }
    outcome
}

#[test]
fn what_could_harm_is_taken_out_and_told() {
    let mut failed = String::new();
    for (why, input, expected) in cases() {
        let outcome = outcome(&filter(&wrap(input)));
        if outcome != expected {
            write!(failed, "\n{why}\n{input}\n{outcome}").unwrap();
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn what_is_left_is_left_again() {
    for (why, input, _) in cases() {
        let once = filter(&wrap(input));
        let twice = filter(&once.svg);
        assert_eq!((&twice.svg, twice.removed.len()), (&once.svg, 0), "{why}");
        let inline = sanitize(wrap(input).as_bytes(), Some("d1-")).unwrap().svg;
        assert_eq!(sanitize(inline.as_bytes(), Some("d1-")).unwrap().svg, inline, "{why}");
    }
}

#[test]
fn an_html_parser_finds_nothing_that_runs_or_loads_either() {
    for (why, input, _) in cases() {
        let inline = sanitize(wrap(input).as_bytes(), Some("d1-")).unwrap().svg;
        assert!(!inline.contains("evil.example"), "{why}: {inline}");
        for Ok(token) in html5gum::Tokenizer::new(&inline) {
            match token {
                html5gum::Token::StartTag(tag) => assert_harmless(why, &tag),
                html5gum::Token::EndTag(_) | html5gum::Token::String(_) => {}
                other => panic!("{why}: {other:?} in {inline}"),
            }
        }
    }
}

fn assert_harmless(why: &str, tag: &html5gum::StartTag<()>) {
    let name = String::from_utf8_lossy(&tag.name);
    let runs =
        ["script", "iframe", "object", "embed", "img", "link", "base", "meta", "form", "audio", "video", "handler"];
    assert!(!runs.contains(&name.as_ref()), "{why}: {name}");
    for (key, value) in &tag.attributes {
        let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
        assert!(!key.starts_with("on") && key != "src" && !key.contains("action"), "{why}: {key}");
        let scheme = value.split_once(':').map_or("", |(scheme, _)| scheme);
        let link = key != "href" || ["", "http", "https", "HTTP", "mailto", "data"].contains(&scheme);
        assert!(link && (scheme != "data" || value.starts_with("data:image/") && name != "a"), "{why}: {value}");
    }
}

#[test]
fn drawing_programs_are_understood() {
    let programs = ["drawio", "figma", "illustrator", "inkscape"];
    for program in programs {
        let path = |end: &str| format!("{}/tests/fixtures/svg/{program}{end}.svg", env!("CARGO_MANIFEST_DIR"));
        let result = filter(&std::fs::read_to_string(path("")).unwrap());
        let expected = std::fs::read_to_string(path(".expected")).unwrap();
        assert_eq!(result.svg, expected.trim_end(), "{program}");
        assert_eq!(result.removed, [], "{program}");
        assert_eq!(result.size, Some((120, 80)), "{program}");
    }
}

#[test]
fn the_words_of_a_picture_are_told_label_by_label() {
    let svg = wrap(
        "<title>Not drawn</title><text>One <tspan>word</tspan>s</text><text><tspan x='0'>two</tspan><tspan x='0' dy='1em'>lines</tspan></text>\
         <switch><foreignObject><div>Web<br/><b>ser</b>ver<p>rack</p></div></foreignObject><text>Web...</text></switch><g>loose</g>",
    );
    assert_eq!(filter(&svg).text, ["One words", "two lines", "Web server rack"]);
}

#[test]
fn a_removal_tells_where_it_was() {
    let svg = wrap("<g onload='x()'/><script/>");
    let removed = filter(&svg).removed;
    let places: Vec<_> = removed.iter().map(|removed| (removed.what.as_str(), removed.span.of(&svg))).collect();
    assert_eq!(places, [("attribute `onload`", "<g onload='x()'/>"), ("element `script`", "<script/>")]);
    let many = filter(&format!("\u{feff}{}", wrap(&"<script/>".repeat(MAX_REMOVED + 1)))).removed;
    assert_eq!(many.len(), MAX_REMOVED);
    assert_eq!(many[0].span.start as usize, START.len() + 3);
}

#[test]
fn inside_a_page_ids_get_a_prefix_and_sheets_a_scope() {
    let svg = wrap(
        "<style>#a .b{fill:url(#g)}svg{stroke:red}</style><g id='a' fill=\"url('#g')\" aria-labelledby='a t' style='mask:url(#m)'/>\
         <use href='#a'/><animate begin='a.click;1s' attributeName='x'/><g id='no good'/>",
    );
    let inline = sanitize(svg.as_bytes(), Some("p-")).unwrap().svg;
    let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"p-root\"><style>@scope (#p-root){#p-a .b{fill:url(#p-g);}svg{stroke:red;}}</style>\
        <g id=\"p-a\" fill=\"url(#p-g)\" aria-labelledby=\"p-a p-t\" style=\"mask:url(#p-m);\"/><use href=\"#p-a\"/>\
        <animate begin=\"p-a.click;1s\" attributeName=\"x\"/><g/></svg>";
    assert_eq!(inline, expected);
    let named = sanitize(b"<svg id='x'><style>*{fill:red}</style></svg>", Some("p-")).unwrap().svg;
    assert_eq!(
        named,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"p-x\"><style>@scope (#p-x){*{fill:red;}}</style></svg>"
    );
}

#[test]
fn a_sheet_cannot_leave_its_scope() {
    for sheet in
        ["}}body{display:none}", "@scope (body){*{display:none}}", "@media all{}}body{display:none}", "a{}</style>"]
    {
        let svg = wrap(&format!("<style>{}</style>", sheet.replace('<', "&lt;")));
        let inline = sanitize(svg.as_bytes(), Some("p-")).unwrap().svg;
        assert!(!inline.contains("body") && !inline.contains("&lt;"), "{inline}");
    }
}

#[test]
fn entities_are_never_expanded() {
    let mut laughs = String::from("<!DOCTYPE svg [<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        let inner = format!("&a{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY a{level} \"{inner}\">").unwrap();
    }
    write!(laughs, "]>{}", wrap("<text class='&a39;'>&a39;</text>")).unwrap();
    let result = filter(&laughs);
    assert_eq!(outcome(&result), "<text/> -- class, entity a39");
    let external = format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", wrap("<text>&x;</text>"));
    assert_eq!(outcome(&filter(&external)), "<text/> -- entity x");
}

#[test]
fn declarations_and_comments_are_left_out() {
    let svg = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-7\"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC \"x\" \"http://example.org/x.dtd\">\n<svg/>\n<!-- end -->\n";
    assert_eq!(filter(svg).svg, r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
}

#[test]
fn what_is_not_a_picture_is_refused_with_its_place() {
    let utf16: Vec<u8> = "\u{feff}<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let blind: Vec<u8> = "<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(reason(&utf16), (Reason::Encoding, 0));
    assert_eq!(reason(&blind), (Reason::Encoding, 1));
    assert_eq!(reason(b"<svg>\xe9</svg>"), (Reason::Encoding, 5));
    assert_eq!(reason(b"<svg>\0</svg>"), (Reason::Encoding, 5));
    assert_eq!(reason(b"<html><svg/></html>"), (Reason::NotSvg, 0));
    assert_eq!(reason(b"<!-- x --><x:svg/>"), (Reason::NotSvg, 10));
    assert_eq!(reason(&vec![b' '; (16 << 20) + 1]).0, Reason::TooLarge);
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let broken: [&str; 16] = [
        "",
        "text",
        "<svg>",
        "<svg><g></svg>",
        "<svg></g></svg>",
        "</svg>",
        "<svg/><svg/>",
        "<svg/>text",
        "<svg a=b/>",
        "<svg a='b/>",
        "<svg><!-- </svg>",
        "<svg><![CDATA[ </svg>",
        "<svg>&#0;</svg>",
        "<svg>&#x110000;</svg>",
        "<svg>&amp</svg>",
        "<svg",
    ];
    for svg in broken {
        assert!(matches!(reason(svg.as_bytes()).0, Reason::Malformed(_)), "{svg}");
    }
}

#[test]
fn depth_and_attributes_are_bounded() {
    let nested = |depth: usize| format!("{}{}", "<g>".repeat(depth), "</g>".repeat(depth));
    assert!(sanitize(wrap(&nested(255)).as_bytes(), None).is_ok());
    assert_eq!(reason(wrap(&nested(256)).as_bytes()).0, Reason::TooDeep);
    let hidden = format!("<script>{}</script>", nested(100_000));
    assert_eq!(reason(wrap(&hidden).as_bytes()).0, Reason::TooDeep);
    let many: String = (0..257).fold(String::new(), |all, index| all + &format!(" a{index}=''"));
    assert_eq!(reason(wrap(&format!("<g{many}/>")).as_bytes()).0, Reason::TooManyAttributes);
}

#[test]
fn a_picture_that_explodes_when_drawn_is_refused() {
    let doubling = |levels: usize, times: usize| {
        let group =
            |level: usize| format!("<g id='a{level}'>{}</g>", format!("<use href='#a{}'/>", level + 1).repeat(times));
        wrap(&(0..levels).map(group).collect::<String>())
    };
    assert!(sanitize(doubling(10, 2).as_bytes(), None).is_ok());
    assert!(sanitize(doubling(2_000, 1).as_bytes(), None).is_ok());
    assert_eq!(reason(doubling(30, 2).as_bytes()).0, Reason::TooManyShapes);
    assert_eq!(reason(wrap("<g id='a'><use href='#a'/><use href='#a'/></g>").as_bytes()).0, Reason::TooManyShapes);
}

#[test]
fn pictures_in_pictures_end_somewhere() {
    let mut svg = wrap("<rect/>");
    for _ in 0..4 {
        let encoded: String = svg.bytes().fold(String::new(), |all, byte| all + &format!("%{byte:02x}"));
        svg = wrap(&format!("<image href='data:image/svg+xml,{encoded}'/>"));
    }
    let result = filter(&svg);
    assert_eq!(filter(&result.svg).svg, result.svg);
}

#[test]
fn a_picture_tells_its_size() {
    let cases: [(&str, Option<(u32, u32)>); 20] = [
        ("<svg width='10' height='20'/>", Some((10, 20))),
        ("<svg width='10px' height=' 20.4 '/>", Some((10, 20))),
        ("<svg width='72pt' height='1in'/>", Some((96, 96))),
        ("<svg width='25.4mm' height='2.54cm'/>", Some((96, 96))),
        ("<svg width='2em' height='1pc'/>", Some((32, 16))),
        ("<svg viewBox='0 0 30 40'/>", Some((30, 40))),
        ("<svg viewBox='-0.5,-0.5,30,40'/>", Some((30, 40))),
        ("<svg width='100%' height='100%' viewBox='0 0 30 40'/>", Some((30, 40))),
        ("<svg width='60' viewBox='0 0 30 40'/>", Some((60, 80))),
        ("<svg height='80' viewBox='0 0 30 40'/>", Some((60, 80))),
        ("<svg width='60' viewBox='0 0 0 40'/>", None),
        ("<svg width='0' height='20'/>", None),
        ("<svg width='-5' height='20'/>", None),
        ("<svg width='1e9' height='20'/>", None),
        ("<svg width='100001' height='20'/>", None),
        ("<svg width='60'/>", None),
        ("<svg/>", None),
        (
            "<?xml version='1.0'?><!DOCTYPE svg><!-- <svg width='1' height='1'> --><svg width='10' height='20'><",
            Some((10, 20)),
        ),
        ("<svg width='10' height='20' content='cut he", Some((10, 20))),
        ("<html width='10' height='20'/>", None),
    ];
    for (svg, expected) in cases {
        assert_eq!(dimensions(svg.as_bytes()), expected, "{svg}");
    }
    assert_eq!(dimensions(b"<svg width='10' height='20'>\xff"), Some((10, 20)));
}

/// Pieces of SVG, whole and broken, that mean something to the filter.
fn piece() -> impl Strategy<Value = String> {
    let tokens = [
        "<g>",
        "</g>",
        "<g/>",
        "<text>",
        "</text>",
        "<style>",
        "</style>",
        "<foreignObject>",
        "</foreignObject>",
        "<div>",
        "</div>",
        "<br/>",
        "<switch>",
        "</switch>",
        "<script>",
        "</script>",
        "<a href='javascript:x'>",
        "</a>",
        "<use href='#a'/>",
        "<g id='a' style='fill:url(#b);x:y(z)'/>",
        "<rect onload='x' fill='url(#c)'/>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x?>",
        "&lt;",
        "&#x41;",
        "&#10;",
        "&a;",
        "&",
        "\"",
        "'",
        ".a{fill:red}",
        "@media x{",
        "}",
        "{",
        ";",
        "/*",
        "*/",
        "(",
        ")",
        "url(",
        "#",
        "\\",
        "@import 'x';",
        "é",
        "日",
        " ",
        "\n",
        "a",
    ];
    proptest::sample::select(tokens.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_result_is_a_picture_that_stays_as_it_is(pieces in proptest::collection::vec(piece(), 0..12), prefix in proptest::option::of("[a-z]-")) {
        let svg = wrap(&pieces.concat());
        if let Ok(once) = sanitize(svg.as_bytes(), prefix.as_deref()) {
            let twice = sanitize(once.svg.as_bytes(), prefix.as_deref()).unwrap();
            prop_assert_eq!(&twice.svg, &once.svg);
            prop_assert!(twice.removed.is_empty(), "{:?}", twice.removed);
            prop_assert_eq!(twice.text, once.text);
        }
    }

    #[test]
    fn a_style_keeps_nothing_that_loads(css in "[a-z@:;{}()'\"/*#\\\\ ]{0,40}") {
        let svg = format!("<svg><style><![CDATA[{css}url(http:x)]]></style></svg>");
        let result = filter(&svg);
        prop_assert!(!result.svg.contains("(http:x)") || result.svg.contains(['"', '\'']), "{}", result.svg);
        prop_assert_eq!(filter(&result.svg).svg, result.svg);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = dimensions(&bytes);
        prop_assert!(sanitize(&bytes, None).is_err() || bytes.starts_with(b"<svg"));
    }
}
