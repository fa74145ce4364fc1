//! Addresses made of the ids of tables of contents, and what absolute links and redirects make of them.

use super::{Built, Site, site};

const SETTINGS: &str = "locales:\n  en: { path: repo.en, pages: help }\n  fr: { path: repo.fr, pages: help }\nurls: toc\n\
                        published_at: https://docs.example.com/docs/plan\n";

const TOC: &str = "---\nuser-guide-title: Upgrade\n---\n\n# Upgrade {#upgrade-guide}\n\n\
                   - [Overview](overview.md)\n\
                   - Prepare {#prepare}\n\
                   \x20   - [Checks](deep/folder/checks.md)\n\
                   \x20   - {hide-from-toc} [Secret](deep/secret.md)\n\
                   \x20   - Later {#later}\n\
                   \x20\x20\x20\x20\x20\x20\x20\x20\x20- [Twice](/help//upgrade/deep/twice.md)\n\
                   - [Return](https://docs.example.com/docs/plan/tools/start.html)\n\
                   - [Away](https://elsewhere.example.com/)\n";

fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n# {title}\n\n{text}\n")
}

fn repositories() -> Site {
    let site = site(&[("content/site.yml", SETTINGS), ("repo.en/help/upgrade/TOC.md", TOC)]);
    site.write("repo.fr/help/upgrade/TOC.md", &TOC.replace("Prepare {", "Préparer {").replace("        -", "    -"));
    for (path, title) in [
        ("upgrade/overview", "Overview"),
        ("upgrade/deep/folder/checks", "Checks"),
        ("upgrade/deep/secret", "Secret"),
        ("upgrade/deep/twice", "Twice"),
        ("upgrade/deep/orphan", "Orphan"),
        ("tools/start", "Start"),
    ] {
        site.write(&format!("repo.en/help/{path}.md"), &page(title, "Text."));
        site.write(&format!("repo.fr/help/{path}.md"), &page(title, "Texte."));
    }
    for locale in ["en", "fr"] {
        let toc = "# Tools {#tools}\n\n- [Start](start.md)\n";
        site.write(&format!("repo.{locale}/help/tools/TOC.md"), toc);
    }
    site
}

fn built(overview: &str) -> Built {
    let site = repositories();
    site.write("repo.fr/help/upgrade/overview.md", &page("Overview", overview));
    site.build()
}

#[test]
fn pages_lie_below_the_ids_of_their_guide_and_sections_in_every_locale() {
    let built = repositories().build();
    let wanted = [
        "index.html",
        "tools/start.html",
        "tools/toc.html",
        "upgrade-guide/overview.html",
        "upgrade-guide/prepare/checks.html",
        "upgrade-guide/prepare/later/twice.html",
        "upgrade-guide/prepare/secret.html",
        "upgrade-guide/toc.html",
        // No guide lists it, so it stays where its folder is.
        "upgrade/deep/orphan.html",
    ];
    for locale in ["en", "fr"] {
        let prefix = format!("{locale}/");
        let pages = built.pages();
        let own = |page: &&str| !["search.html", "translation.html"].contains(page);
        let pages: Vec<_> = pages.iter().filter_map(|page| page.strip_prefix(&prefix)).filter(own).collect();
        assert_eq!(pages, wanted);
    }
    assert_eq!(
        built.findings(),
        [
            "repo.en/help/upgrade/TOC.md:12 toc-path-not-normal",
            "repo.en/help/upgrade/deep/orphan.md toc-orphan",
            "repo.fr/help/upgrade/TOC.md:12 toc-path-not-normal",
            "repo.fr/help/upgrade/deep/orphan.md toc-orphan",
        ]
    );
}

#[test]
fn navigation_has_the_words_of_the_toc_and_leaves_hidden_pages_out() {
    let html = repositories().build().html("fr/upgrade-guide/prepare/checks.html");
    assert!(html.contains("Préparer"), "{html}");
    assert!(!html.contains("Secret"), "{html}");
    assert!(html.contains("href=\"later/twice.html\""), "{html}");
    // A reference to another guide's page is a link on this site, and the page still belongs there.
    assert!(html.contains("href=\"../../tools/start.html\""), "{html}");
    assert!(html.contains("href=\"https://elsewhere.example.com/\""), "{html}");
}

#[test]
fn absolute_links_to_the_published_site_are_local() {
    let built = built(
        "[a](https://docs.example.com/fr/docs/plan/upgrade-guide/prepare/checks.html?lang=fr#checks)\n\
         [b](http://DOCS.example.com/en/docs/Plan/Tools/Start)\n\
         [c](https://docs.example.com/docs/plan/gone.html)\n\
         [d](https://docs.example.com/docs/other/page.html)\n\
         [e](https://docs.example.com/docs/plan/tools/start#nowhere)\n",
    );
    assert_eq!(
        built.links("fr/upgrade-guide/overview.html"),
        [
            "prepare/checks.html#checks",
            "../tools/start.html",
            "https://docs.example.com/docs/plan/gone.html",
            "https://docs.example.com/docs/other/page.html",
            "../tools/start.html",
        ]
    );
    assert!(built.findings().contains(&"repo.fr/help/upgrade/overview.md:11 fragment-dead".to_owned()));
}

#[test]
fn redirects_lead_on_from_old_addresses_and_are_followed_by_links() {
    let site = repositories();
    let base = "https://docs.example.com/docs/plan";
    let table = format!(
        "source,dest\n\
         {base}/old/checks.html,{base}/upgrade-guide/prepare/checks.html\n\
         \"{base}/older\",\"{base}/old/checks.html\"\n\
         {base}/lost.html,{base}/nowhere.html\n\
         {base}/tools/start.html,{base}/upgrade-guide/overview.html\n\
         {base}/away.html,https://elsewhere.example.com/page\n\
         https://other.example.com/a.html,https://other.example.com/b.html\n\
         nonsense\n"
    );
    site.write("repo.en/redirects.csv", &table);
    let links = format!("[a]({base}/older.html)\n[b]({base}/away)\n[c]({base}/lost)\n");
    site.write("repo.en/help/upgrade/overview.md", &page("Overview", &links));
    let built = site.build();
    assert_eq!(
        built.links("en/upgrade-guide/overview.html"),
        ["prepare/checks.html", "https://elsewhere.example.com/page", "https://docs.example.com/docs/plan/lost"]
    );
    assert!(built.html("en/old/checks.html").contains("../upgrade-guide/prepare/checks.html"));
    assert!(built.html("en/older.html").contains("upgrade-guide/prepare/checks.html"));
    assert!(built.html("en/away.html").contains("https://elsewhere.example.com/page"));
    assert!(!built.exists("en/lost.html") && !built.exists("en/a.html"));
    // A locale without a table has that of the locale that it falls back to.
    assert!(built.exists("fr/old/checks.html"));
    let findings: Vec<_> = built.findings().into_iter().filter(|finding| finding.contains("redirect")).collect();
    assert_eq!(
        findings,
        [
            "repo.en/redirects.csv:4 redirect-dead",
            "repo.en/redirects.csv:5 redirect-shadowed",
            "repo.en/redirects.csv:8 redirect-invalid",
        ]
    );
}

#[test]
fn two_pages_of_one_address_are_reported_with_both_names_and_both_are_built() {
    let site = repositories();
    let toc = "# Upgrade {#upgrade-guide}\n\n- One {#same}\n  - [A](a/page.md)\n- Two {#same}\n  - [B](b/page.md)\n- Three\n  - [C](c.md)\n";
    site.write("repo.en/help/upgrade/TOC.md", toc);
    for path in ["a/page", "b/page", "c"] {
        site.write(&format!("repo.en/help/upgrade/{path}.md"), &page("Page", "Text."));
    }
    let built = site.build();
    assert!(built.exists("en/upgrade-guide/same/page.html") && built.exists("en/upgrade/b/page.html"));
    let collision = built.report.findings.iter().find(|finding| finding.code.name == "output-collision").unwrap();
    assert_eq!(&*collision.path, "repo.en/help/upgrade/b/page.md");
    assert!(collision.message.contains("repo.en/help/upgrade/a/page.md"), "{}", collision.message);
    // A section without an id lends its text.
    assert!(built.exists("en/upgrade-guide/three/c.html"));
    assert!(built.findings().contains(&"repo.en/help/upgrade/TOC.md:7 toc-section-without-id".to_owned()));
}

#[test]
fn two_links_in_one_entry_are_two_entries() {
    let site = repositories();
    let toc = "# Upgrade {#upgrade-guide}\n\n- [A](a.md)          - [B](b.md)\n  - [C](c.md)\n";
    site.write("repo.en/help/upgrade/TOC.md", toc);
    for path in ["a", "b", "c"] {
        site.write(&format!("repo.en/help/upgrade/{path}.md"), &page("Page", "Text."));
    }
    let built = site.build();
    let html = built.html("en/upgrade-guide/a.html");
    assert!(html.contains("href=\"b.html\"") && built.exists("en/upgrade-guide/c.html"), "{html}");
    let found = built.findings();
    assert!(found.contains(&"repo.en/help/upgrade/TOC.md:3 toc-invalid".to_owned()), "{found:?}");
    assert!(!found.iter().any(|finding| finding.contains("b.md toc-orphan")), "{found:?}");
}

#[test]
fn a_translation_at_another_path_is_the_page_with_its_exl_id() {
    let site = site(&[
        ("content/site.yml", "locales: { en: {}, fr: {} }\n"),
        ("content/en/guide/new-name.md", "---\ntitle: New\nexl-id: 1234\n---\n\n# New\n\n## Part\n"),
        ("content/en/guide/other.md", "---\ntitle: Other\n---\n\n# Other\n\n[new](new-name.md#part)\n"),
        ("content/fr/guide/old-name.md", "---\ntitle: Neuf\nexl-id: 1234\n---\n\n# Neuf\n\n## Partie\n"),
        ("content/fr/guide/autre.md", "---\ntitle: Autre\n---\n\n# Autre\n\n[neuf](old-name.md#part)\n"),
    ]);
    let built = site.build();
    assert!(built.html("fr/guide/new-name.html").contains("<h1") && !built.exists("fr/guide/old-name.html"));
    assert!(built.html("fr/guide/new-name.html").contains("Partie"));
    assert_eq!(built.links("fr/guide/autre.html"), ["new-name.html#part"]);
    assert_eq!(built.links("fr/guide/other.html"), ["new-name.html#part"]);
    assert_eq!(built.findings(), Vec::<String>::new());
}
