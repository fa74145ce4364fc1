//! The badges above a title, and what a page inherits.

use super::{Built, site};

const INDEX: &str = "---\ntitle: Start\n---\n\n# Start\n";

fn built(settings: &str, page: &str) -> Built {
    site(&[
        ("content/site.yml", settings),
        ("content/en/index.md", INDEX),
        (
            "content/en/metadata.md",
            "---\ntitle: All\nbadgePaas: label=\"Hosted\" url=\"/index.md\"\nrole: Leader\nhide: true\n---\n",
        ),
        (
            "content/en/guide/TOC.md",
            "---\nbadgeBeta: label=\"Beta\" type=\"caution\" url=\"page.md\"\n---\n\n# Guide\n\n- [Page](page.md)\n",
        ),
        ("content/en/guide/page.md", page),
    ])
    .build()
}

/// The badges of the page, one a line.
fn badges(built: &Built) -> Vec<String> {
    let html = built.html("en/guide/page.html");
    let Some((_, rest)) = html.split_once("data-meta-badges") else { return Vec::new() };
    let (line, rest) = rest.split_once("</p>").unwrap();
    assert!(rest.contains("<h1"), "badges stand above the title");
    line.split_once('>').unwrap().1.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_page_carries_its_own_badges_and_those_above_it() {
    let page = "---\ntitle: Page\nbadge: \"New <b>\" type=\"Positive\" tooltip=\"Since May\"\n---\n\n# Page\n";
    let built = built("locales: [en]\n", page);
    assert_eq!(
        badges(&built),
        [
            "<span class=\"badge\" data-badge=\"positive\" title=\"Since May\">New &lt;b&gt;</span>",
            "<a href=\"page.html\"><span class=\"badge\" data-badge=\"caution\">Beta</span></a>",
            "<a href=\"../index.html\"><span class=\"badge\" data-badge=\"informative\">Hosted</span></a>",
        ]
    );
    assert_eq!(built.findings(), Vec::<String>::new());
    // What only one file can say is not inherited, everything else is.
    let html = built.html("en/guide/page.html");
    assert!(html.contains("<title>Page") && html.contains("Leader") && !html.contains("noindex"), "{html}");
}

#[test]
fn an_own_badge_replaces_the_inherited_one_and_an_empty_one_removes_it() {
    let page = "---\ntitle: Page\nbadgePaas: label=\"Everywhere\"\nBadgeBeta:\n---\n\n# Page\n";
    let built = built("locales: [en]\n", page);
    assert_eq!(badges(&built), ["<span class=\"badge\" data-badge=\"informative\">Everywhere</span>"]);
}

#[test]
fn inheritance_of_badges_can_be_switched_off() {
    let built = built("locales: [en]\ninherit_badges: false\n", "---\ntitle: Page\n---\n\n# Page\n");
    assert_eq!(badges(&built), Vec::<String>::new());
    assert!(built.html("en/guide/page.html").contains("Leader"));
}

#[test]
fn what_is_wrong_with_a_badge_is_reported_where_it_is_written() {
    let page = "---\ntitle: Page\nbadgeA: type=\"Positive\"\nbadgeB: label=\"B\" type=\"Blue\" colour=red\n\
                badgeC: label=\"C\" url=\"nowhere.md\"\nbadgeD: label=\"D\" url=\"javascript:alert(1)\"\n---\n\n# Page\n";
    let built = built("locales: [en]\ninherit_badges: false\n", page);
    assert_eq!(
        badges(&built),
        ["B", "C", "D"].map(|label| format!("<span class=\"badge\" data-badge=\"informative\">{label}</span>"))
    );
    assert_eq!(
        built.findings(),
        [
            "content/en/guide/page.md:3 badge-invalid",
            "content/en/guide/page.md:4 badge-invalid",
            "content/en/guide/page.md:4 badge-invalid",
            "content/en/guide/page.md:5 link-broken",
            "content/en/guide/page.md:6 link-scheme",
        ]
    );
}

#[test]
fn a_hidden_guide_hides_its_pages_from_search_engines() {
    let built = site(&[
        ("content/site.yml", "locales: [en]\nbase_url: https://wiki.example.com/\n"),
        ("content/en/index.md", INDEX),
        ("content/en/guide/TOC.md", "---\nhide: yes\n---\n\n# Guide\n\n- [Page](page.md)\n"),
        ("content/en/guide/page.md", "---\ntitle: Page\n---\n\n# Page\n"),
    ])
    .build();
    assert!(built.html("en/guide/page.html").contains("noindex"));
    let sitemap = built.html("sitemap.xml");
    assert!(sitemap.contains("index.html") && !sitemap.contains("page.html"), "{sitemap}");
    assert!(!built.html("en/index.html").contains("guide/"), "a hidden guide is offered nowhere");
}
