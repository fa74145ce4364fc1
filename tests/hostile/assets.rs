//! Images and files that are not what they say.

use crate::{page, site};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0";

#[test]
fn a_png_is_measured() {
    site(&[("content/en/case.md", b"# Case\n\n![x](x.png)\n"), ("content/en/x.png", PNG)])
        .build()
        .expect(0, &[])
        .shows("width=\"2\"")
        .shows("height=\"3\"");
}

#[test]
fn a_page_in_disguise_is_not_published() {
    let built = site(&[
        ("content/en/case.md", b"# Case\n\n![x](x.png)\n"),
        ("content/en/x.png", b"<html><script>alert(1)</script>"),
    ])
    .build()
    .expect(1, &["asset-type"]);
    assert!(!built.exists("en/x.png"));
}

#[test]
fn scripts_and_pages_are_no_assets() {
    for name in ["x.html", "x.js", "x.php", "x.htm", "x.xhtml", "x.sh", "x.exe", "x.svgz", "x"] {
        let text = format!("# Case\n\n[x]({name})\n");
        let built =
            site(&[("content/en/case.md", text.as_bytes()), (&format!("content/en/{name}"), b"alert(1)")]).build();
        assert_eq!(built.code, Some(1), "{name}: {:?}", built.findings);
        assert!(!built.exists(&format!("en/{name}")), "{name}");
    }
}

#[test]
fn an_empty_image() {
    let built =
        site(&[("content/en/case.md", b"# Case\n\n![x](x.png)\n\nStill here.\n"), ("content/en/x.png", b"")]).build();
    built.shows("Still here.").rest_is_published();
}

#[test]
fn an_image_of_an_absurd_size() {
    let mut png = PNG.to_vec();
    png[16..24].copy_from_slice(&[0xff; 8]);
    let built = site(&[("content/en/case.md", b"# Case\n\n![x](x.png)\n"), ("content/en/x.png", &png)]).build();
    assert!(!built.html("en/case.html").contains("4294967295"));
}

#[test]
fn secrets_beside_the_pages_stay_there() {
    let built = site(&[
        ("content/en/case.md", b"# Case\n"),
        ("content/en/id_rsa", b"secret"),
        ("content/en/.env", b"secret"),
        ("content/en/unused.pdf", b"%PDF"),
    ])
    .build()
    .expect(0, &[]);
    assert!(!built.exists("en/id_rsa") && !built.exists("en/.env") && !built.exists("en/unused.pdf"));
}

fn svg(text: &str) -> crate::Built {
    site(&[
        ("content/en/case.md", b"# Case\n\n![The diagram](x.svg)\n\nStill here.\n"),
        ("content/en/x.svg", text.as_bytes()),
    ])
    .build()
}

#[test]
fn hostile_svgs_come_out_harmless() {
    for body in [
        "<script>alert(1)</script>",
        "<g onload=\"alert(1)\"/>",
        "<a href=\"javascript:alert(1)\"><text>x</text></a>",
        "<a xlink:href=\"&#106;avascript:alert(1)\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><text>x</text></a>",
        "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
        "<animate attributeName=\"xlink:href\" values=\"javascript:alert(1)\"/>",
        "<use href=\"https://example.com/x.svg#y\"/>",
        "<image href=\"https://example.com/x.png\"/>",
        "<image href=\"data:image/svg+xml,&lt;svg onload='alert(1)'/&gt;\"/>",
        "<foreignObject><iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"javascript:alert(1)\"/></foreignObject>",
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\" onload=\"alert(1)\">x</body></foreignObject>",
        "<style>@import url(https://example.com/x.css);</style>",
        "<style>* { background: url(javascript:alert(1)) }</style>",
        "<rect style=\"fill: url(https://example.com/x#y)\"/>",
        "<handler type=\"text/javascript\">alert(1)</handler>",
        "<svg><svg><script>alert(1)</script></svg></svg>",
        "<![CDATA[<script>alert(1)</script>]]>",
    ] {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><rect width=\"5\" height=\"5\"/>{body}</svg>"
        );
        svg(&text).shows("Still here.").rest_is_published();
    }
}

#[test]
fn an_svg_with_entities() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>\
                <svg xmlns=\"http://www.w3.org/2000/svg\"><text>&c;</text></svg>";
    svg(bomb).shows("Still here.").rest_is_published();
    let file = "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&x;</text></svg>";
    let built = svg(file);
    assert!(!built.exists("en/x.svg") || !built.html("en/x.svg").contains("root:"));
}

#[test]
fn an_svg_that_is_none() {
    for text in [
        "",
        "not xml",
        "<svg",
        "<svg><g></svg>",
        "<html></html>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\">&undefined;</svg>",
    ] {
        let built = svg(text);
        assert!(built.code.is_some_and(|code| code <= 1), "{text}: {}", built.stderr);
        built.shows("Still here.").rest_is_published();
    }
}

#[test]
fn a_deep_svg() {
    let text =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    svg(&text).shows("Still here.");
}

#[test]
fn wrong_case_of_an_asset() {
    site(&[("content/en/case.md", b"# Case\n\n![x](X.PNG)\n"), ("content/en/x.png", PNG)])
        .build()
        .expect(1, &["asset-case"])
        .shows("x.png");
}

#[test]
fn a_missing_asset_has_a_place() {
    page("# Case\n\nText ![x](gone.png)\n").build().expect(1, &["asset-missing"]).at("asset-missing", 3, 11);
}

#[test]
fn a_picture_that_runs_is_published_without_what_runs() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><script>alert(1)</script><circle r=\"1\"/></svg>";
    let built = site(&[("content/en/case.md", b"# Case\n\n![x](x.svg)\n"), ("content/en/x.svg", svg)])
        .build()
        .expect(0, &["svg-unsafe"]);
    let published = built.html("en/x.svg");
    assert!(published.contains("<circle") && !published.contains("script"), "{published}");
}

#[test]
fn a_picture_that_can_not_be_read_is_not_published() {
    let built = site(&[("content/en/case.md", b"# Case\n\n![x](x.svg)\n"), ("content/en/x.svg", b"<svg><g></svg>")])
        .build()
        .expect(1, &["svg-invalid"]);
    assert!(!built.exists("en/x.svg"));
}
