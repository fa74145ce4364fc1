//! Twenty fragments that are easily rendered wrong, found in real repositories and worded anew: what they are in English,
//! what translation tools make of them, and what a reader must see. The numbers are those of the list they come from.

use super::{Built, site};
use std::sync::OnceLock;

const SETTINGS: &str = "source_locale: en\ninherit_badges: false\nlocales:\n  en: { pages: help }\n  fr: { pages: help }\n  ja: { pages: help }\n";

/// Every trap: path below the locale, and the text of the page.
const PAGES: &[(&str, &str)] = &[
    ("en/help/index.md", "# Start\n"),
    ("en/help/target.md", "# Target\n\n## Long support {#long-support}\n\n## Handing over\n"),
    ("en/help/_includes/table.md", "# Versions of the table\n\n| Part | Version |\n| --- | --- |\n| Search | 2 |\n"),
    ("en/help/_includes/deep/links.md", "# Links of the part\n\nSee [the target](../../target.md).\n"),
    (
        "en/help/t01.md",
        "# Parts\n\n+++Needs of older versions\n\n>[!BEGINTABS]\n\n>[!TAB 2.4]\n\nFor the new one:\n\n\
         {{$include /help/_includes/table.md}}\n\n>[!TAB 2.3]\n\nFor the old one:\n\n{{$include /help/_includes/table.md}}\n\n\
         >[!ENDTABS]\n\n+++\n\nBehind.\n",
    ),
    (
        "en/help/t03.md",
        "# Steps\n\n1. Import the dump.\n\n   >[!WARNING]\n   >\n   >Without `strict_keys` set to `OFF` it fails:\n   >\n   >```sql\n   \
         > ERROR 1 at line 2: no key\n   >```\n\n1. Go on.\n",
    ),
    (
        "en/help/t05.md",
        "# Samples\n\n>[!WARNING]\n>\n>When samples come *after* the shop, run this too:\n>\n>```shell\n><shop_root>/bin/shop upgrade\n>```\n",
    ),
    (
        "fr/help/t05.md",
        "# Exemples\n\n>[!WARNING]\n>\n>Si les exemples (*), viennent* plus tard :\n>\n>```shell\n><shop_root>/bin/shop upgrade\n>```\n",
    ),
    ("en/help/t06.md", "# Tool\n\n>[!IMPORTANT]\n>\n> [!DNL Porter] does not stop jobs.\n"),
    (
        "en/help/t10.md",
        "# Gift\n\n1. Open the list:\n\n    * Choose a day.\n\n    >[!NOTE]\n    > Set `from` to today.\n\n1. Save.\n",
    ),
    ("en/help/t11.md", "# Patch\n\n>[!NOTE] \n>It replaces [the old one](target.md).\n"),
    (
        "en/help/t12.md",
        "# Upgrade\n\n>[!IMPORTANT]\n>\n>The new version lacks a package.<br>\n>Before you begin, run:\n>`tool require shop/package`\n",
    ),
    (
        "fr/help/t12.md",
        "# Mise à niveau\n\n>[!IMPORTANT]\n>\n>>Un paquet manque.<br>\n>>Exécutez :\n>>`tool require shop/package`\n",
    ),
    (
        "en/help/t13.md",
        "# Cart\n\n1. Call it:\n\n    <pre>\n    <code class=\"language-#!/bin/bash\">\n    curl -H \"Bearer <YOUR_TOKEN>\" -d '{}'\n    </code>\n    </pre>\n",
    ),
    (
        "en/help/t16.md",
        "# Related\n\nApply it:\n\n* In the house: [[!DNL Patcher] > Usage](target.md)\n* In the cloud: [Patches](target.md)\n",
    ),
    (
        "fr/help/t16.md",
        "# Lié\n\nAppliquez :\n\n&#x200B;* Sur site : [[!DNL Patcher] > Utilisation](target.md)\n&#x200B;* Dans le nuage : [Correctifs](target.md)\n",
    ),
    ("en/help/t18.md", "# Limits\n\n* Set:\n    * [!UICONTROL Smallest sum]: *2*\n"),
    ("fr/help/t18.md", "# Limites\n\n* Définissez :\n   * &#x200B;\n     [!UICONTROL Smallest sum]&#x200B;: *2*\n"),
    (
        "en/help/t22.md",
        "# Support\n\n>[!NOTE]\n>\n>Version 2 has [long support](target.md#long-support) until **May 30, 2027**, then [handing over](target.md#handing-over).\n",
    ),
    (
        "fr/help/t22.md",
        "# Assistance\n\n>[!NOTE]\n>\n>La version 2 sera [30. **2027](target.md#long-support) assistée,** puis [remise &#x200B;](target.md#handing-over).\n",
    ),
    ("fr/help/target.md", "# Cible\n\n## Longue assistance {#long-support}\n\n## La remise\n"),
    ("en/help/t24.md", "# Beta\n\nWrite to [team@shop.example.com](mailto:team@shop.example.com).\n"),
    ("fr/help/t24.md", "# Bêta\n\nÉcrivez à [&#128279;](mailto:team@shop.example.com).\n"),
    ("en/help/t25.md", "# Server\n\nTo change the `server.conf` file**:\n\n1. Open it.\n\nThat **is** all.\n"),
    ("fr/help/t25.md", "# Serveur\n\nPour modifier le fichier `server.conf` ** :\n\n1. Ouvrez-le.\n"),
    ("ja/help/t25.md", "# サーバー\n\n`server.conf` を変更するには、**の手順を実行します。\n"),
    ("en/help/t28.md", "---\ntitle: The [!UICONTROL [!DNL HareMQ]] tab\n---\n\n# The queue\n"),
    ("ja/help/t28.md", "---\ntitle: '&lbrack;[!UICONTROL [!DNL HareMQ]] タブ'\n---\n\n# キュー\n"),
    ("en/help/t30.md", "# Packages\n\n- php: ~8.3.0||~8.4.0||~8.5.0\n- ~~old~~\n"),
    ("ja/help/t30.md", "# パッケージ\n\n- php: ～8.3.0||～8.4.0||～8.5.0\n"),
    ("en/help/t31.md", "# Script\n\n`fetchName()`\n: Returns a name.\n\n`dropName()`\n: Removes it.\n"),
    ("ja/help/t31.md", "# スクリプト\n\n`fetchName()`\n：名前を返します。\n"),
    (
        "en/help/t32.md",
        "# Options\n\n| Option | Meaning | Needed |\n| --- | --- | --- |\n| `-s <quick\\|slow>` | The way.<ul><li>[quick](target.md)</li><li>slow</li></ul> | No |\n",
    ),
    (
        "en/help/t35.md",
        "---\ntitle: Template\nhide: true\nhidefromtoc: yes\n---\n\n<!-- For writers\nof two lines -->\n\n# Template\n\n<!-- Kind: B2C -- if needed/)-->\n\nText.\n",
    ),
    (
        "fr/help/t35.md",
        "---\ntitle: Modèle\nhide: true\nhidefromtoc: true\n---\n\n# Modèle\n\n&lt;!— Type : B2C — si nécessaire/)—> Du texte.\n",
    ),
    (
        "en/help/odd.md",
        "# Odd\n\n```curl -s https://a.example.com/ | jq .\n-o x\n```\n\n```klingon\nqapla'\n```\n\n```REST API\nGET /\n```\n\n\
         >[!VIDEO](https://films.example.com/tour.mp4)\n\n>[!VIDEO](https://video.tv.adobe.com/v/1)\n\n![&#128279;](https://a.example.com/a.png)\n",
    ),
    (
        "en/help/t37.md",
        "# Example\n\n``` unix\nls\n```\n\n{{$include /help/_includes/table.md}}\n\n{{$include /help/_includes/deep/links.md}}\n",
    ),
];

const TOC: &str = "# Tools {#tools}\n\n- First steps {#first}\n    - {hide-from-toc} [Introduction](tools/intro.md)\n    - [[!DNL Porter]: use](/help//tools/use.md)\n";

/// All traps, built as one site.
fn traps() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let paths: Vec<String> = PAGES.iter().map(|(path, _)| format!("content/{path}")).collect();
        let mut files: Vec<(&str, &str)> = paths.iter().zip(PAGES).map(|(path, (_, text))| (&**path, *text)).collect();
        files.push(("content/site.yml", SETTINGS));
        files.push(("content/en/help/tools/TOC.md", TOC));
        files.push(("content/en/help/tools/tools/intro.md", "# Intro\n"));
        files.push(("content/en/help/tools/use.md", "# Use\n"));
        site(&files).build()
    })
}

/// The content of a page, without what the theme adds to it.
fn content(path: &str) -> String {
    let html = traps().html(path);
    let prose = html.split("<div class=\"prose\">").nth(1).unwrap().split("</article>").next().unwrap();
    let mut shown = String::new();
    for line in prose.trim_end().trim_end_matches("</div>").lines().filter(|line| !line.trim().is_empty()) {
        shown += line.trim();
        shown.push('\n');
    }
    let shown = unpaired(&shown);
    assert!(!shown.contains("[!") && !shown.contains('\u{200b}') && !shown.contains("+++"), "{shown}");
    shown
}

/// `html` without the marks by which a translation is laid beside its source.
fn unpaired(html: &str) -> String {
    let mut parts = html.split(" data-pair=\"");
    let mut rest = parts.next().unwrap().to_owned();
    for part in parts {
        rest += part.split_once('"').unwrap().1;
    }
    rest.replace("<li><span>", "<li>").replace("</span></li>", "</li>")
}

/// The findings of a page, each `line code`.
fn findings(path: &str) -> Vec<String> {
    let path = format!("content/{path}:");
    traps().findings().iter().filter_map(|finding| finding.strip_prefix(&*path).map(str::to_owned)).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn trap_1_tabs_of_includes_in_a_collapsible() {
    let html = content("en/t01.html");
    assert!(
        html.starts_with(
            "<details class=\"collapsible\">\n<summary>Needs of older versions</summary>\n<div class=\"tabs\">"
        ),
        "{html}"
    );
    assert!(html.ends_with("</details>\n<p>Behind.</p>\n"), "{html}");
    for (part, count) in [
        ("role=\"tab\"", 2),
        ("role=\"tabpanel\"", 2),
        ("<table", 2),
        (">2.4</button>", 1),
        ("<p>For the old one:</p>", 1),
    ] {
        assert_eq!(html.matches(part).count(), count, "{part} in {html}");
    }
    assert!(!html.contains("Versions of the table") && !html.contains("<h1"), "{html}");
    assert_eq!(findings("en/help/t01.md"), NONE);
}

#[test]
fn trap_3_an_alert_with_code_in_an_item() {
    let html = content("en/t03.html");
    let alert = html.split("<li>").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(
        alert.contains("data-alert=\"warning\"") && alert.contains("<p>Without <code>strict_keys</code>"),
        "{html}"
    );
    // The fence has no blank behind `>`, so the blank of the line is the code's.
    assert!(alert.contains("<pre><code data-lang=\"sql\" class=\"language-sql\"> ERROR"), "{html}");
    assert_eq!((html.matches("<pre").count(), html.matches("<ol").count(), html.matches('`').count()), (1, 1, 0));
}

#[test]
fn trap_5_code_that_begins_like_a_tag() {
    for path in ["en/t05.html", "fr/t05.html"] {
        let html = content(path);
        assert_eq!(html.matches("data-alert=\"warning\"").count(), 1);
        assert_eq!(html.matches("<pre").count(), 1);
        assert!(html.contains("&lt;") && html.contains("shop_root") && !html.contains("<shop_root"), "{html}");
    }
    assert!(content("fr/t05.html").contains("viennent"), "torn emphasis stays readable");
}

#[test]
fn trap_6_an_alerts_text_begins_with_a_marker() {
    let html = content("en/t06.html");
    assert_eq!(html.matches("data-alert=").count(), 1);
    assert!(html.contains("data-alert=\"important\"") && html.contains("<p>Porter does not stop jobs.</p>"), "{html}");
    assert_eq!(findings("en/help/t06.md"), NONE);
}

#[test]
fn trap_10_an_alert_without_its_bare_line_in_an_item() {
    let html = content("en/t10.html");
    assert!(html.contains("data-alert=\"note\"") && html.contains("<p>Set <code>from</code> to today.</p>"), "{html}");
    assert!(!html.contains("<pre") && html.matches("<ol").count() == 1, "{html}");
}

#[test]
fn trap_11_text_right_under_the_tag() {
    let html = content("en/t11.html");
    assert!(html.contains("data-alert=\"note\""), "{html}");
    assert!(html.contains("<p>It replaces <a href=\"target.html\">the old one</a>.</p>"), "{html}");
    assert_eq!(findings("en/help/t11.md"), NONE);
}

#[test]
fn trap_12_lines_end_where_the_writer_ends_them() {
    let html = content("en/t12.html");
    let text = "<p>The new version lacks a package.<br>\nBefore you begin, run:<br>\n<code>tool require shop/package</code></p>";
    assert!(html.contains(text), "{html}");
    let html = content("fr/t12.html");
    assert!(html.contains("data-alert=\"important\"") && !html.contains("<blockquote"), "{html}");
    assert_eq!(findings("fr/help/t12.md"), ["5 alert-nested-quote"]);
}

#[test]
fn trap_13_code_in_html_with_placeholders() {
    let html = content("en/t13.html");
    assert!(html.contains("<pre><code data-lang=\"bash\" class=\"language-bash\">"), "{html}");
    assert!(
        html.contains("YOUR_TOKEN") && !html.contains("<YOUR_TOKEN") && html.matches("<pre").count() == 1,
        "{html}"
    );
}

#[test]
fn trap_16_markers_hidden_behind_a_space_of_no_width() {
    for (path, words) in [("en/t16.html", "Patcher &gt; Usage"), ("fr/t16.html", "Patcher &gt; Utilisation")] {
        let html = content(path);
        assert_eq!((html.matches("<ul>").count(), html.matches("<li>").count()), (1, 2), "{html}");
        assert!(html.contains(&format!("<a href=\"target.html\">{words}</a>")), "{html}");
    }
    assert_eq!(findings("fr/help/t16.md"), ["5 zwsp-list-marker", "6 zwsp-list-marker"]);
}

#[test]
fn trap_18_an_item_torn_over_two_lines() {
    let item = "<li><span class=\"uicontrol\" data-uicontrol>Smallest sum</span>: <em>2</em></li>";
    for path in ["en/t18.html", "fr/t18.html"] {
        let html = content(path);
        assert!(html.contains(item) && html.matches("<ul>").count() == 2, "{html}");
    }
}

#[test]
fn trap_22_a_link_and_bold_type_crossed() {
    let html = content("en/t22.html");
    assert!(
        html.contains("<a href=\"target.html#long-support\">") && html.contains("<strong>May 30, 2027</strong>"),
        "{html}"
    );
    let html = content("fr/t22.html");
    assert!(html.contains("<a href=\"target.html#long-support\">30. 2027</a> assistée, puis"), "{html}");
    assert!(html.contains("<a href=\"target.html#handing-over\">remise</a>."), "{html}");
    assert!(
        findings("fr/help/t22.md").iter().all(|finding| finding == "5 emphasis-stray"),
        "{:?}",
        findings("fr/help/t22.md")
    );
}

#[test]
fn trap_24_a_link_that_has_lost_its_text() {
    let link = "<a href=\"mailto:team@shop.example.com\"";
    for path in ["en/t24.html", "fr/t24.html"] {
        let html = content(path);
        assert!(html.contains(link) && html.contains(">team@shop.example.com</a>"), "{html}");
    }
    assert_eq!(findings("fr/help/t24.md"), ["3 link-empty-text"]);
}

#[test]
fn trap_25_bold_type_that_is_never_closed() {
    for (path, text) in [
        ("en/t25.html", "<p>To change the <code>server.conf</code> file:</p>"),
        ("fr/t25.html", "<p>Pour modifier le fichier <code>server.conf</code> :</p>"),
        ("ja/t25.html", "<p><code>server.conf</code> を変更するには、の手順を実行します。</p>"),
    ] {
        let html = content(path);
        assert!(html.contains(text), "{html}");
    }
    assert_eq!(content("en/t25.html").matches("<strong>").count(), 1);
    assert_eq!(findings("en/help/t25.md"), ["3 emphasis-stray"]);
}

#[test]
fn trap_28_tags_in_tags_and_a_stray_bracket_in_a_title() {
    for (path, title) in [("en/t28.html", "The HareMQ tab"), ("ja/t28.html", "HareMQ タブ")] {
        let html = traps().html(path);
        assert!(html.contains(&format!("<title>{title}")), "{}", html.split("</title>").next().unwrap());
        assert!(!html.contains("[!") && !html.contains("lbrack"), "{html}");
    }
}

#[test]
fn trap_30_tildes_that_are_no_markup() {
    let html = content("en/t30.html");
    assert_eq!(html, "<ul>\n<li>php: ~8.3.0||~8.4.0||~8.5.0</li>\n<li><del>old</del></li>\n</ul>\n");
    assert!(content("ja/t30.html").contains("<li>php: ～8.3.0||～8.4.0||～8.5.0</li>"));
}

#[test]
fn trap_31_terms_and_definitions() {
    let html = content("en/t31.html");
    assert_eq!((html.matches("<dt>").count(), html.matches("<dd>").count()), (2, 2), "{html}");
    assert!(html.contains("<dt><code>fetchName()</code></dt>\n<dd>Returns a name.</dd>"), "{html}");
    let html = content("ja/t31.html");
    assert!(html.contains("<p><code>fetchName()</code><br>") && html.contains("名前を返します。"), "{html}");
}

#[test]
fn trap_32_bars_and_a_list_in_a_cell() {
    let html = content("en/t32.html");
    assert!(html.contains("<td><code>-s &lt;quick|slow&gt;</code></td>"), "{html}");
    let row = html.split("<tr>").nth(2).unwrap();
    assert_eq!(
        (row.matches("<td>").count(), row.matches("<li>").count(), row.matches("<ul>").count()),
        (3, 2, 1),
        "{html}"
    );
    assert!(row.contains("<a href=\"target.html\">quick</a>"), "{html}");
}

#[test]
fn trap_35_comments_and_one_that_became_text() {
    let html = content("en/t35.html");
    assert_eq!(html, "<p>Text.</p>\n");
    assert_eq!(findings("en/help/t35.md"), NONE);
    assert_eq!(content("fr/t35.html"), "<p>Du texte.</p>\n");
    assert_eq!(findings("fr/help/t35.md"), ["9 comment-broken"]);
    assert!(!traps().html("en/index.html").contains("t35.html"), "a hidden page is listed nowhere");
}

#[test]
fn trap_37_a_blank_before_the_language_and_parts_with_headings() {
    let html = content("en/t37.html");
    assert!(html.starts_with("<pre><code data-lang=\"unix\" class=\"language-unix\">ls\n</code></pre>"), "{html}");
    assert!(html.contains("<a href=\"target.html\">the target</a>"), "{html}");
    assert_eq!(traps().html("en/t37.html").matches("<h1").count(), 1);
    assert_eq!(findings("en/help/t37.md"), NONE);
}

#[test]
fn trap_38_hidden_entries_and_odd_paths_of_a_table_of_contents() {
    assert!(traps().exists("en/tools/tools/intro.html") && traps().exists("en/tools/use.html"));
    let html = traps().html("en/tools/use.html");
    assert!(html.contains("First steps") && !html.contains("Introduction"), "{html}");
    assert!(html.contains("Porter: use") && !html.contains("hide-from-toc"), "{html}");
    assert_eq!(findings("en/help/tools/TOC.md"), ["5 toc-path-not-normal"]);
}

#[test]
fn what_can_not_be_shown_as_it_was_meant_is_reported() {
    let html = content("en/odd.html");
    assert!(html.contains("<pre><code data-lang=\"klingon\""), "{html}");
    assert_eq!(html.matches("data-video=").count(), 2, "{html}");
    assert!(html.contains("data-video=\"https://films.example.com/tour.mp4\" data-link-only"), "{html}");
    assert!(html.contains("<a href=\"https://films.example.com/tour.mp4\""), "{html}");
    assert!(html.contains("alt=\"\""), "{html}");
    let expected = ["3 fence-info-suspicious", "7 lang-unknown", "15 video-host", "19 image-alt-lost"];
    assert_eq!(findings("en/help/odd.md"), expected);
}
