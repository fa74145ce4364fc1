//! The default theme is complete, well formed and safe; an overlay wins; faults name their place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use baton::article::films::{HOSTS, may_play};
use baton::layout::context::{
    Alternate, Card, Changes, Common, Context, Crumb, Date, Direction, Fallback, Guide, IndexEntry, Kind, Letter, Link,
    Locale, LocaleLink, Meta, Nav, NavItem, OutlineEntry, Page, Print, Site, Translation,
};
use baton::theme::{Files, Frame, TEMPLATE_LIMIT, TemplateError, Theme, ThemeError};
use html5gum::{Token, Tokenizer};

const KINDS: [Kind; 7] =
    [Kind::Article, Kind::Home, Kind::Toc, Kind::Search, Kind::Locales, Kind::NotFound, Kind::Redirect];

fn theme(overlay: &[(&str, &str)]) -> Result<Theme, ThemeError> {
    let files: Files = overlay.iter().map(|(path, text)| ((*path).into(), Arc::from(text.as_bytes()))).collect();
    Theme::compile(&files)
}

fn template_error(overlay: &[(&str, &str)]) -> TemplateError {
    match theme(overlay).err().expect("the theme is faulty") {
        ThemeError::Template(error) => error,
        other => panic!("not a template error: {other}"),
    }
}

fn default_theme() -> Theme {
    theme(&[]).unwrap()
}

fn frame(theme: &Theme, common: &Common<'_>) -> Arc<Frame> {
    Arc::new(theme.frame(theme.strings(common.locale.tag), common).unwrap())
}

fn render(theme: &Theme, template: &str, context: &Context<'_>) -> Result<String, ThemeError> {
    theme.render(template, &context.frame, context).map(|html| String::from_utf8(html).unwrap())
}

/// The least that a page can be.
fn small(theme: &Theme, kind: Kind) -> Context<'_> {
    Context {
        twin_href: Some("plan.md".into()),
        status: None,
        frame: frame(
            theme,
            &Common {
                site: Site { title: "Site", home: "./", ..Site::default() },
                locale: Locale { tag: "en", label: "English", dir: Direction::Ltr },
                assets: theme.asset_hrefs(""),
                status_href: Some("../translation.html".into()),
                ..Common::default()
            },
        ),
        content_lang: "en",
        page: Page { kind, title: "Page", ..Page::default() },
        ..Context::default()
    }
}

/// A text that must be escaped.
const EVIL: &str = "<b onclick=\"x\">'&\"</b>";

/// Entries of the navigation as a page carries them.
fn entries(theme: &Theme, items: &[NavItem<'_>]) -> String {
    items.iter().map(|item| theme.nav_item(theme.strings("ar"), item).unwrap()).collect()
}

/// Entries of every sort.
fn tree(theme: &Theme) -> String {
    let leaf = NavItem { text: EVIL, href: Some("leaf/".into()), current: true, ..NavItem::default() };
    let distant = NavItem { text: "Distant", more: Some("toc/#n7".into()), ..NavItem::default() };
    let page_and_more = NavItem { href: Some("far/".into()), external: true, lang: Some("en"), ..distant.clone() };
    let heading = NavItem { text: "Mere heading", ..NavItem::default() };
    let section = NavItem {
        text: "Section",
        id: Some("n1".into()),
        open: true,
        children: entries(theme, &[leaf.clone(), distant, page_and_more, heading]),
        ..NavItem::default()
    };
    let page_with_children = NavItem { href: Some("section/".into()), id: Some("n2".into()), ..section.clone() };
    entries(theme, &[section, page_with_children, leaf])
}

/// What pages of a folder have in common, with texts that must be escaped.
fn common(theme: &Theme) -> Common<'_> {
    Common {
        site: Site {
            title: EVIL,
            description: EVIL,
            root: "../../",
            home: "../",
            locales_href: "../../",
            generator: "Baton",
            policy: Some("default-src 'none'".into()),
        },
        locale: Locale { tag: "ar", label: "العربية", dir: Direction::Rtl },
        assets: theme.asset_hrefs("../../"),
        search_href: Some("../search.html".into()),
        status_href: Some("../translation.html".into()),
    }
}

/// Every field filled, with texts that must be escaped.
fn rich(theme: &Theme, kind: Kind) -> Context<'_> {
    let link = || Link { text: EVIL, href: "a/?b=1&c=\"2\"".into(), lang: Some("en") };
    let guide = |active| Guide { title: EVIL, href: "toc/".into(), active, lang: Some("en") };
    let date = || Date { iso: "2026-04-28".into(), text: "28 أبريل 2026".into() };
    let entry = |level, children| OutlineEntry { id: "a-b", text: EVIL, level, children };
    Context {
        twin_href: Some("plan.md".into()),
        status: None,
        frame: frame(theme, &common(theme)),
        content_lang: "en",
        content_dir: Direction::Ltr,
        page: Page {
            kind,
            title: EVIL,
            description: EVIL,
            slug: "a/b",
            url: "ar/a/b/",
            canonical: Some("https://example.com/en/a/b/".into()),
            edit_url: Some("https://example.com/edit?a&b".into()),
            meta: Meta::default(),
            last_update: Some(date()),
            roles: vec![EVIL, "Admin"],
            features: vec!["Upgrade"],
            hidden: true,
            draft: true,
            noindex: true,
        },
        heading: "<h1 id=\"x\">Title</h1>".into(),
        badges: "<span class=\"badge\" data-badge=\"positive\">New</span>\n".into(),
        content: "<h2 id=\"a-b\">Part</h2><p>Text</p>".into(),
        outline: vec![entry(2, vec![entry(3, Vec::new())])],
        breadcrumbs: vec![
            Crumb { text: EVIL, href: Some("../".into()), lang: None },
            Crumb { text: EVIL, href: None, lang: Some("en") },
            Crumb { text: EVIL, href: Some(String::new()), lang: None },
        ],
        previous: Some(link()),
        next: Some(link()),
        nav: Nav {
            guides: theme.guide_list(theme.strings("ar"), &[guide(true), guide(false)]).unwrap(),
            guide_count: 2,
            guide: Some(link()),
            tree: tree(theme),
        },
        locales: vec![
            LocaleLink { tag: "en", label: "English", href: "../en/".into(), ..LocaleLink::default() },
            LocaleLink {
                tag: "ar",
                label: "العربية",
                dir: Direction::Rtl,
                href: String::new(),
                current: true,
                fallback: true,
                behind: true,
            },
        ],
        letters: vec![Letter {
            letter: "A".into(),
            entries: vec![IndexEntry { text: EVIL, href: "a/#b".into(), note: Some(EVIL), lang: Some("en") }],
        }],
        alternates: vec![Alternate { tag: "x-default", href: "https://example.com/en/".into() }],
        fallback: Some(Fallback { tag: "en", label: "English", href: "../en/".into() }),
        translation: Some(Translation {
            provenance: "mixed",
            share: Some(12),
            freshness: "changed",
            changes: Some(Changes { count: 2, of: 14, href: "#change:1" }),
            date: Some(date()),
            revision: Some("abc1234"),
            tag: "en",
            label: EVIL,
            href: Some("../en/".into()),
            beside: Some("../../_original/ar/a/b.js".into()),
        }),
        cards: vec![Card { title: EVIL, description: EVIL, href: "a/".into(), lang: Some("en") }],
        redirect: Some(link()),
        print: Print { revision: Some("abc1234".into()), date: Some(date()) },
    }
}

/// Elements that have no end tag.
const VOID: [&str; 5] = ["meta", "link", "input", "img", "br"];

/// Asserts that tags nest, ids are unique and nothing stands inline that a strict policy forbids.
fn assert_sound(name: &str, html: &str) {
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let element = String::from_utf8(tag.name.0.clone()).unwrap();
                for (key, value) in &tag.attributes {
                    let key = String::from_utf8(key.0.clone()).unwrap();
                    assert!(!key.starts_with("on") && key != "style", "{name}: {key} on <{element}>");
                    if key == "id" {
                        assert!(ids.insert(value.value.0.clone()), "{name}: the same id twice");
                    }
                }
                assert_ne!(element, "style", "{name}: inline style");
                if element == "script" {
                    assert!(tag.attributes.contains_key(b"src".as_slice()), "{name}: inline script");
                }
                if !tag.self_closing && !VOID.contains(&element.as_str()) {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => {
                let element = String::from_utf8(tag.name.0.clone()).unwrap();
                assert_eq!(open.pop(), Some(element), "{name}: tags do not nest in\n{html}");
            }
            Token::Error(error) => panic!("{name}: {error:?} in\n{html}"),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    assert_eq!(open, Vec::<String>::new(), "{name}: left open");
}

#[test]
fn every_template_makes_sound_html_of_a_small_and_of_a_rich_context() {
    let theme = default_theme();
    for kind in KINDS {
        let template = kind.template();
        for (size, context) in [("small", small(&theme, kind)), ("rich", rich(&theme, kind))] {
            let html = render(&theme, template, &context).unwrap_or_else(|error| panic!("{template}: {error}"));
            assert!(html.starts_with("<!doctype html>"), "{template}: {html}");
            assert_sound(&format!("{template} ({size})"), &html);
            assert!(!html.contains("<b onclick"), "{template}: a text was not escaped");
        }
    }
}

#[test]
fn a_page_says_which_language_and_direction_each_part_has() {
    let theme = default_theme();
    let html = render(&theme, "page.html", &rich(&theme, Kind::Article)).unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\" data-page=\"article\">"));
    assert!(html.contains("<article lang=\"en\" dir=\"ltr\">"));
    assert!(html.contains("<summary lang=\"ar\" dir=\"rtl\">في هذه الصفحة</summary>"));
    assert!(
        html.contains(&theme.strings("ar").fill("fallback_notice", &[("language", "العربية"), ("source", "English")]))
    );
}

#[test]
fn a_branch_that_the_page_does_not_carry_is_a_link_to_the_guides_own_page() {
    let theme = default_theme();
    let html = render(&theme, "page.html", &rich(&theme, Kind::Article)).unwrap();
    assert!(html.contains("<a class=\"more\" href=\"toc/#n7\" data-branch>Distant</a>"), "{html}");
    let toc = render(&theme, "toc.html", &rich(&theme, Kind::Toc)).unwrap();
    assert!(toc.contains("<li id=\"n1\">") && toc.contains("<details open>"), "{toc}");
}

#[test]
fn nothing_of_search_shows_before_there_is_a_search() {
    let theme = default_theme();
    let html = render(&theme, "page.html", &small(&theme, Kind::Article)).unwrap();
    assert!(!html.contains("search"), "{html}");
}

#[test]
fn navigation_may_be_sixteen_levels_deep() {
    let theme = default_theme();
    let mut item = NavItem { text: "Leaf", href: Some("x/".into()), ..NavItem::default() };
    for _ in 1..16 {
        item = NavItem { text: "Branch", open: true, children: entries(&theme, &[item]), ..NavItem::default() };
    }
    let tree = entries(&theme, &[item]);
    let nav = Nav { guide: Some(Link { text: "Guide", ..Link::default() }), tree, ..Nav::default() };
    for kind in [Kind::Article, Kind::Toc] {
        let context = Context { nav: nav.clone(), ..small(&theme, kind) };
        assert!(render(&theme, kind.template(), &context).unwrap().contains("Leaf"));
    }
}

#[test]
fn every_locale_has_every_string_with_the_same_placeholders() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/strings");
    let read = |tag: &str| -> BTreeMap<String, String> {
        serde_yaml::from_str(&std::fs::read_to_string(folder.join(format!("{tag}.yml"))).unwrap()).unwrap()
    };
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).map(|rest| rest.split_once('}').expect("a placeholder ends").0.to_owned()).collect()
    };
    let english = read("en");
    let theme = default_theme();
    let tags: Vec<&str> = theme.languages().collect();
    assert_eq!(tags, ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pt-BR", "sv", "zh-Hans", "zh-Hant"]);
    for tag in tags {
        let strings = read(tag);
        let keys = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&strings), keys(&english), "{tag}");
        for (key, text) in &strings {
            assert!(!text.trim().is_empty(), "{tag}: {key} is empty");
            assert_eq!(placeholders(text), placeholders(&english[key]), "{tag}: {key}");
        }
        assert_eq!(strings["months"].split(", ").count(), 12, "{tag}");
    }
}

#[test]
fn every_string_that_a_template_uses_exists_and_no_other_is_kept() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let mut used: BTreeSet<String> = ["months", "date"].map(String::from).into();
    for file in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|file| file.file_type().is_file())
    {
        let text = std::fs::read_to_string(file.path()).unwrap();
        for rest in text.split("strings.").skip(1) {
            used.insert(rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    // What the article's renderer asks for by name.
    for key in ["section_anchor", "footnotes", "footnote_back", "broken_link", "missing_image", "external_link"] {
        used.insert(key.into());
    }
    for key in [
        "table_region",
        "task_done",
        "task_open",
        "video",
        "home",
        "search_page",
        "mark_changed",
        "mark_added",
        "mark_removed",
        "mark_restored",
        // What a template puts together.
        "status_current",
        "status_cosmetic",
        "status_changed",
        "status_missing",
        "status_orphan",
        "status_unknown",
    ] {
        used.insert(key.into());
    }
    let theme = default_theme();
    let known: BTreeSet<String> = theme.strings("en").iter().map(|(key, _)| key.to_owned()).collect();
    let alerts: BTreeSet<String> = known.iter().filter(|key| key.starts_with("alert_")).cloned().collect();
    assert_eq!(alerts.len(), 13);
    used.extend(alerts);
    assert_eq!(used, known);
}

#[test]
fn assets_keep_to_a_strict_policy_and_ask_nobody_else() {
    let theme = default_theme();
    let names: Vec<&str> = theme.assets().map(|(path, _)| path).collect();
    let own = [
        "baton.css",
        "baton.js",
        "icon.svg",
        "print.css",
        "search.css",
        "search.js",
        "status.css",
        "theme.js",
        "translation.css",
        "translation.js",
    ];
    assert_eq!(names, own.map(|name| format!("_theme/{name}")));
    for (path, bytes) in theme.assets() {
        let text = std::str::from_utf8(bytes).unwrap().replace("http://www.w3.org/2000/svg", "");
        for banned in ["http:", "https:", "@import", "@font-face", "<script", "<style", "style="] {
            assert!(!text.contains(banned), "{path}: {banned}");
        }
        // Sinks that a policy of trusted types would stop.
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "DOMParser", "document.write(", "eval(", ".srcdoc"]
        {
            assert!(!text.contains(sink), "{path}: {sink}");
        }
    }
}

#[test]
fn dates_are_written_as_each_locale_does() {
    let theme = default_theme();
    let date = "2026-04-08".parse().unwrap();
    for (tag, expected) in [
        ("en", "April 8, 2026"),
        ("fr-FR", "8 avril 2026"),
        ("de", "8. April 2026"),
        ("pt-BR", "8 de abril de 2026"),
        ("ja-JP", "2026年4月8日"),
        ("ar", "8 أبريل 2026"),
    ] {
        assert_eq!(theme.strings(tag).date(date), expected);
    }
}

#[test]
fn a_template_of_the_overlay_replaces_that_template_alone() {
    let theme = theme(&[("templates/404.html", "gone: {{ page.title }}")]).unwrap();
    assert_eq!(render(&theme, "404.html", &small(&theme, Kind::NotFound)).unwrap(), "gone: Page");
    assert!(
        render(&theme, "page.html", &small(&theme, Kind::Article)).unwrap().contains("<h1 data-outline-skip>Page</h1>")
    );
}

#[test]
fn the_default_theme_does_not_ask_for_what_only_own_templates_are_given() {
    assert!(!default_theme().has_own_templates());
    assert!(theme(&[("templates/components/mine.html", "")]).unwrap().has_own_templates());
    assert!(!theme(&[("assets/baton.css", "")]).unwrap().has_own_templates());
    for entry in walkdir::WalkDir::new("themes/default/templates") {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let template = std::fs::read_to_string(entry.path()).unwrap();
            for way in [".meta", "\"meta\"", "'meta'", "`meta`", "__tera_context"] {
                assert!(!template.contains(way), "{} asks for {way}", entry.path().display());
            }
        }
    }
}

#[test]
fn an_asset_of_the_overlay_replaces_that_asset_and_its_version() {
    let default = default_theme();
    let theme = theme(&[("assets/baton.css", "body{}"), ("assets/brand/logo.svg", "<svg/>")]).unwrap();
    let bytes = |path: &str| theme.assets().find(|(known, _)| *known == path).map(|(_, bytes)| bytes.to_vec());
    assert_eq!(bytes("_theme/baton.css").unwrap(), b"body{}");
    assert_eq!(bytes("_theme/brand/logo.svg").unwrap(), b"<svg/>");
    let (old, new) = (default.asset_hrefs("../"), theme.asset_hrefs("../"));
    assert!(new["baton.css"].starts_with("../_theme/baton.css?v="));
    assert_ne!(old["baton.css"], new["baton.css"]);
    assert_eq!(old["baton.js"], new["baton.js"]);
    assert_ne!(default.digest(), theme.digest());
    assert_eq!(default.digest(), default_theme().digest());
}

#[test]
fn strings_of_the_overlay_replace_text_by_text() {
    let theme = theme(&[
        ("strings/fr.yml", "home: Maison"),
        ("strings/en.yml", "slogan: Hello\nnext: Onward"),
        ("strings/fi.yml", "home: Etusivu"),
    ])
    .unwrap();
    assert_eq!(theme.strings("fr-FR").get("home"), "Maison");
    assert_eq!(theme.strings("fr-FR").get("previous"), "Précédent");
    assert_eq!(theme.strings("fr").get("next"), "Suivant");
    assert_eq!(theme.strings("fr").get("slogan"), "Hello");
    assert_eq!(theme.strings("fi").get("home"), "Etusivu");
    assert_eq!(theme.strings("fi").get("next"), "Onward");
    assert_eq!(theme.strings("fi").get("no_such_key"), "no_such_key");
}

#[test]
fn a_fault_in_a_template_names_the_template_and_the_place() {
    let place = |error: &TemplateError| error.position.map(|at| (at.line, at.column));
    let syntax = template_error(&[("templates/page.html", "<p>\n{% if page %}\n</p>\n")]);
    assert_eq!(&*syntax.template, "page.html");
    assert!(place(&syntax).is_some_and(|(line, _)| line >= 2), "{syntax:?}");

    let filter = template_error(&[("templates/page.html", "<p>\n  {{ page.title | shuot }}</p>")]);
    assert_eq!((&*filter.template, place(&filter)), ("page.html", Some((2, 19))));
    assert_eq!(&*filter.message, "Unknown filter `shuot`");

    let component = template_error(&[("templates/page.html", "\n\n{{ <breadcrumb /> }}")]);
    assert_eq!((&*component.template, place(&component).map(|at| at.0)), ("page.html", Some(3)));

    let parent = template_error(&[("templates/page.html", "{% extends \"bas.html\" %}")]);
    assert!(parent.to_string().contains("bas.html"), "{parent}");

    let entry = template_error(&[("templates/components/nav-item.html", "<li>")]);
    assert_eq!(&*entry.template, "components/nav-item.html");
    assert_eq!(&*entry.message, "no template defines the component `nav_item`");
    let part = template_error(&[("templates/components/frame.html", "")]);
    assert_eq!(&*part.message, "no template defines the component `frame_brand`");
}

#[test]
fn a_fault_while_rendering_names_the_template_and_the_place() {
    let theme = theme(&[("templates/components/page.html", &page_components_with("{{ page.titel }}"))]).unwrap();
    match render(&theme, "page.html", &small(&theme, Kind::Article)).err().unwrap() {
        ThemeError::Template(error) => {
            assert_eq!(&*error.template, "components/page.html");
            assert_eq!(error.position.map(|at| at.line), Some(2));
            assert!(error.report.contains("page.titel"), "{error}");
        }
        other => panic!("{other}"),
    }
    let entry = "{% component nav_item(item: map) %}\n{{ item.titel }}{% endcomponent nav_item %}";
    let theme = self::theme(&[("templates/components/nav-item.html", entry)]).unwrap();
    match theme.nav_item(theme.strings("en"), &NavItem::default()).err().unwrap() {
        ThemeError::Template(error) => {
            assert_eq!(&*error.template, "components/nav-item.html");
            assert_eq!(error.position.map(|at| at.line), Some(2));
        }
        other => panic!("{other}"),
    }
    // What a single page has, the parts that all pages share are not told of.
    let parts = frame_with("{{ page.title }}");
    let theme = self::theme(&[("templates/components/frame.html", &parts)]).unwrap();
    match theme.frame(theme.strings("en"), &common(&theme)).err().unwrap() {
        ThemeError::Template(error) => {
            assert_eq!(&*error.template, "components/frame.html");
            assert_eq!(error.position.map(|at| at.line), Some(2));
        }
        other => panic!("{other}"),
    }
}

/// The default theme's frame, with `text` in the second line for the way home.
fn frame_with(text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates/components/frame.html");
    let parts = std::fs::read_to_string(path).unwrap();
    let (before, rest) = parts.split_once("{% component frame_brand(@site) -%}").unwrap();
    let (_, behind) = rest.split_once("{%- endcomponent frame_brand %}").unwrap();
    format!("{{% component frame_brand(@site) %}}\n{text}{{% endcomponent frame_brand %}}{before}{behind}")
}

/// The default theme's components of a page with `text` in the second line of its header.
fn page_components_with(text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates/components/page.html");
    let components = std::fs::read_to_string(path).unwrap();
    let (_, rest) = components.split_once("{% endcomponent page_header %}").unwrap();
    format!("{{% component page_header(@page) %}}\n{text}{{% endcomponent page_header %}}{rest}")
}

#[test]
fn a_file_that_no_theme_reads_is_refused() {
    for path in ["template/page.html", "templates/page.htm", "strings/fr.yaml", "page.html", "static/a.css"] {
        let error = theme(&[(path, "")]).err().unwrap_or_else(|| panic!("{path} was taken"));
        assert!(matches!(&error, ThemeError::UnknownFile { path: named } if &**named == path), "{error}");
    }
    assert!(theme(&[("README.md", "Our brand.")]).is_ok());
}

#[test]
fn a_file_of_strings_must_be_a_flat_map_of_texts() {
    let error = theme(&[("strings/fr.yml", "home:\n  deep: 1\n")]).err().unwrap();
    assert!(matches!(&error, ThemeError::Strings { path, .. } if &**path == "strings/fr.yml"), "{error}");
    let files: Files = [("strings/fr.yml".into(), Arc::from([0xff_u8].as_slice()))].into();
    assert!(matches!(Theme::compile(&files).err().unwrap(), ThemeError::NotText { .. }));
}

#[test]
fn a_template_beyond_the_limit_is_refused_and_one_within_never_ends_the_process() {
    let many = |count: usize| format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(count));
    let error = theme(&[("templates/x.html", &many(50_000))]).err().unwrap();
    assert!(matches!(error, ThemeError::TooLarge { bytes, .. } if bytes > TEMPLATE_LIMIT), "{error}");

    let shortest = "{%elif a%}";
    let most = format!("{{%if a%}}{}{{%endif%}}", shortest.repeat((TEMPLATE_LIMIT - 20) / shortest.len()));
    assert!(most.len() <= TEMPLATE_LIMIT);
    assert!(theme(&[("templates/x.html", &most)]).is_ok());
}

#[test]
fn films_play_from_known_hosts_alone() {
    for host in HOSTS {
        assert!(may_play(&format!("https://{host}/v/1?quality=12#start")), "{host}");
    }
    for address in [
        "http://video.tv.adobe.com/v/1",
        "//video.tv.adobe.com/v/1",
        "https:/video.tv.adobe.com/v/1",
        "https://video.tv.adobe.com.example.com/v/1",
        "https://video.tv.adobe.com@example.com/v/1",
        "https://video.tv.adobe.com:8443/v/1",
        "https://example.com/video.tv.adobe.com",
        "https://example.com\\@video.tv.adobe.com/",
        "javascript:alert(1)",
        "",
    ] {
        assert!(!may_play(address), "{address}");
    }
}

#[test]
fn every_page_states_a_policy_that_lets_nothing_run_from_the_page_itself() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("content/en")).unwrap();
    std::fs::write(folder.path().join("content/site.yml"), "title: Test\n").unwrap();
    std::fs::write(folder.path().join("content/en/index.md"), "# Start\n").unwrap();
    let baton =
        std::process::Command::new(env!("CARGO_BIN_EXE_baton")).arg("build").current_dir(folder.path()).output();
    assert!(baton.unwrap().status.success());
    for page in ["en/index.html", "404.html"] {
        let html = std::fs::read_to_string(folder.path().join("output").join(page)).unwrap().replace("&#39;", "'");
        let (_, policy) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").expect("a policy");
        let (policy, _) = policy.split_once('"').unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' file:; style-src 'self' file:;"), "{policy}");
        assert!(HOSTS.iter().all(|host| policy.contains(&format!("https://{host}"))), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
