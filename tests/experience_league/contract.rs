//! The HTML that themes and scripts rely on: each line of the manual's page on it, held on a page of a real build.

use super::{Built, site};
use std::sync::OnceLock;

const PAGE: &str = "---\ntitle: All\nbadge: label=\"New\" type=\"Positive\"\nrole: Admin\n---\n\n# All of it\n\n## Part {#part}\n\n\
>[!NOTE]\n>\n>words\n\n>[!MORELIKETHIS]\n>\n>- [a](index.md)\n\n\
>[!BEGINTABS]\n\n>[!TAB One]\n\na\n\n>[!TAB Two]\n\nb\n\n>[!ENDTABS]\n\n\
+++More\n\nwords\n\n+++\n\n>[!BEGINSHADEBOX]\n\nwords\n\n>[!ENDSHADEBOX]\n\n\
>[!VIDEO](https://video.tv.adobe.com/v/1)\n\n>[!VIDEO](https://films.example.com/a)\n\n[!BADGE Beta]{type=Caution}\n\n\
```shell\nls\n```\n\n```\nplain\n```\n\n```json {line-numbers=\"true\" start-line=\"7\"}\n{}\n```\n\n\
| a | b |\n| --- | --- |\n| c | d |\n\nPress **[!UICONTROL Save all]** in [!DNL Relay].\n\n\
![chart](a.svg){zoomable=yes} and ![chart](a.svg){modal=\"regular\"}\n\n- [ ] open\n\n### Deeper\n";

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>";

fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        site(&[
            ("content/site.yml", "source_locale: en\nlocales: [en, fr]\n"),
            ("content/en/index.md", "# Start\n"),
            ("content/en/all.md", PAGE),
            ("content/fr/all.md", &PAGE.replace("# All of it", "# Le tout").replace("### Deeper", "### Plus loin")),
            ("content/en/a.svg", SVG),
        ])
        .build()
    })
}

/// The article of the page, once without what is no content.
fn article(locale: &str) -> String {
    let html = built().html(&format!("{locale}/all.html"));
    assert_eq!(html.matches("<article").count(), 1, "one article");
    html.split("<article").nth(1).unwrap().split("</article>").next().unwrap().to_owned()
}

#[test]
fn the_content_is_one_article_in_its_language() {
    assert!(article("en").starts_with(" lang=\"en\" dir=\"ltr\">"), "{}", article("en"));
    assert!(article("fr").starts_with(" lang=\"fr\" dir=\"ltr\">"));
}

#[test]
fn headings_carry_the_ids_of_the_source_and_a_link() {
    for locale in ["en", "fr"] {
        let html = article(locale);
        for (level, id) in [(1, "all-of-it"), (2, "part"), (3, "deeper")] {
            assert!(html.contains(&format!("<h{level} id=\"{id}\"")), "{id} in {html}");
            assert!(html.contains(&format!("<a class=\"heading-anchor\" href=\"#{id}\"")), "{id} in {html}");
        }
        let headings = html.split("<h").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        assert!(headings.clone().all(|heading| heading[1..].starts_with(" id=\"")), "{html}");
        assert_eq!(headings.count(), 3, "no heading but those of the page");
    }
}

#[test]
fn what_is_no_content_says_so() {
    let html = article("en");
    for part in
        ["class=\"heading-anchor\"", "class=\"tab-label\"", "class=\"outline\"", "class=\"roles\"", "data-meta-badges"]
    {
        let mut tags =
            html.split('<').filter_map(|tag| tag.split('>').next()).filter(|tag| tag.contains(part)).peekable();
        assert!(tags.peek().is_some(), "{part} in {html}");
        assert!(tags.all(|tag| tag.contains("data-outline-skip")), "{part} in {html}");
    }
}

#[test]
fn every_construct_has_its_sign() {
    let html = article("en");
    for (sign, count) in [
        ("data-alert=\"note\"", 1),
        ("data-alert=\"morelikethis\"", 1),
        ("data-alert-label>Note<", 1),
        ("role=\"tablist\"", 1),
        ("role=\"tab\"", 2),
        ("role=\"tabpanel\"", 2),
        ("data-shadebox", 1),
        ("<summary>More</summary>", 1),
        ("data-video=\"https://video.tv.adobe.com/v/1\">", 1),
        ("data-video=\"https://films.example.com/a\" data-link-only", 1),
        ("data-badge=\"caution\"", 1),
        ("data-badge=\"positive\"", 1),
        ("<pre><code data-lang=\"shell\"", 1),
        ("<pre><code>plain", 1),
        ("<pre data-line-numbers><code data-lang=\"json\"", 1),
        ("data-line=\"7\"", 1),
        ("<thead>", 1),
        ("<tbody>", 1),
        ("<strong><span class=\"uicontrol\" data-uicontrol>Save all</span></strong> in Relay.", 1),
        ("type=\"checkbox\" disabled", 1),
    ] {
        assert_eq!(html.matches(sign).count(), count, "{sign} in {html}");
    }
    let meta = html.split("data-meta-badges").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(meta.contains("data-badge=\"positive\"") && !meta.contains("caution"), "{meta}");
    assert!(html.find("data-meta-badges").unwrap() < html.find("<h1").unwrap(), "badges stand above the title");
    assert!(article("fr").contains("data-alert-label>Remarque<"), "labels are in the reader's language");
    assert!(html.contains("data-zoom") && html.contains("data-modal=\"regular\""), "{html}");
}

#[test]
fn tabs_name_the_panels_that_are_there() {
    let html = article("en");
    let panels: Vec<&str> =
        html.split("aria-controls=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(panels.len(), 2);
    assert!(panels.iter().all(|panel| html.contains(&format!("role=\"tabpanel\" id=\"{panel}\""))), "{html}");
}

/// The manual's page lists nothing that no test here looks for.
#[test]
fn the_manual_lists_what_is_held_here() {
    let manual = include_str!("../spec/contract.md");
    let here = include_str!("contract.rs");
    let mut count = 0;
    for attribute in
        manual.split('`').filter(|code| code.contains("data-")).flat_map(|code| code.split(['[', ']', '=']))
    {
        if attribute.starts_with("data-") {
            count += 1;
            assert!(here.contains(attribute), "{attribute}");
        }
    }
    assert!(count > 12, "only {count} attributes");
}
