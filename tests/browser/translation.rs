//! What readers of a translation see of its original: the banner, marks at what changed, and the original beside.

use crate::chromium::Page;
use crate::site::Site;
use std::path::Path;
use std::process::Command;

const SETTINGS: &str = "title: Test\nsource_locale: en\nlocales:\n  en: {label: English}\n  \
                        fr: {label: Français, fallback: [en]}\n  ja: {label: 日本語, fallback: [en]}\n  \
                        ar: {label: العربية, dir: rtl, fallback: [en]}\n";

const EN: &str = "# Hand over\n\nRamp down the team over three weeks.\n\n## Goals\n\n- Keep the lights on.\n\n\
                  >[!WARNING]\n>\n>Back up first.\n\n```sh\nmake\n```\n\n| Role | Task |\n|---|---|\n| Lead | Plan |\n\n\
                  ## Close\n\nSay goodbye.\n";

const FR: [&str; 9] = [
    "Transférer",
    "Renforcer l’équipe.",
    "Objectifs",
    "Rester allumé.",
    "Sauvegardez.",
    "Rôle",
    "Chef",
    "Clore",
    "Dire au revoir.",
];
const JA: [&str; 9] = [
    "引き継ぎ",
    "チームを縮小する。",
    "目標",
    "稼働を続ける。",
    "バックアップする。",
    "役割",
    "リーダー",
    "終了",
    "別れを告げる。",
];
const AR: [&str; 9] = [
    "تسليم",
    "خفّضوا الفريق.",
    "الأهداف",
    "أبقوا الأنظمة عاملة.",
    "انسخوا احتياطيًا.",
    "الدور",
    "القائد",
    "الإغلاق",
    "ودّعوا الجميع.",
];

fn translated(commit: &str, [title, first, goals, item, warning, role, lead, close, last]: [&str; 9]) -> String {
    format!(
        "---\nsource-git-commit: {commit}\nworkflow-type: tm+mt\nht-degree: 0%\n---\n# {title}\n\n{first}\n\n## {goals}\n\n\
         - {item}\n\n>[!WARNING]\n>\n>{warning}\n\n```sh\nmake\n```\n\n| {role} | {role} |\n|---|---|\n| {lead} | {lead} |\n\n\
         ## {close}\n\n{last}\n"
    )
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_AUTHOR_DATE", "2026-08-12T10:00:00+0000")
        .env("GIT_COMMITTER_DATE", "2026-08-12T10:00:00+0000")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A site of which a paragraph changed and a warning came in since it was translated.
fn aged() -> Site {
    let history = tempfile::tempdir().unwrap();
    std::fs::write(history.path().join("a.md"), EN).unwrap();
    git(history.path(), &["init", "-q"]);
    git(history.path(), &["add", "."]);
    git(history.path(), &["commit", "-qm", "one"]);
    let commit = git(history.path(), &["rev-parse", "HEAD"]);
    let now = EN
        .replace("three weeks", "six weeks")
        .replace("Back up first.\n", "Back up first.\n\n>[!CAUTION]\n>\n>Never restore over a running system.\n");
    let settings = format!("{SETTINGS}translation:\n  source_repo: {}\n", history.path().display());
    let pages = [FR, JA, AR].map(|texts| translated(&commit, texts));
    Site::build(&[
        ("content/site.yml", settings.as_str()),
        ("content/en/a.md", &now),
        ("content/fr/a.md", &pages[0]),
        ("content/ja/a.md", &pages[1]),
        ("content/ar/a.md", &pages[2]),
    ])
}

/// What stands beside the block with this number.
fn beside(page: &Page, pair: u32) -> String {
    let code = format!(
        "(() => {{ const block = document.querySelector('article [data-pair=\"{pair}\"]'); \
         const found = [block.querySelector('.original'), block.nextElementSibling, block.closest('.code')?.nextElementSibling]; \
         return found.find((one) => one?.matches('.original'))?.textContent.trim() ?? ''; }})()"
    );
    page.eval(&code).as_str().unwrap().to_owned()
}

#[test]
fn the_banner_says_who_and_when_and_leads_to_the_changes_without_a_script() {
    let site = aged();
    for (tag, machine, changed) in [
        ("fr", "Traduction automatique (English).", "Modifiés depuis dans l’original"),
        ("ja", "機械翻訳です（English）。", "その後、原文で変わった段落"),
        ("ar", "ترجمة آلية (English).", "الفقرات التي تغيرت"),
    ] {
        let page = Page::new();
        page.scripts(false).open(&site.file(&format!("{tag}/a.html"))).screenshot(&format!("translation-{tag}"));
        let banner = page.text(".translation");
        assert!(banner.contains(machine) && banner.contains(changed), "{tag}: {banner}");
        assert_eq!(page.eval("document.querySelector('.translation time').dateTime"), "2026-08-12");
        assert_eq!(page.eval("getComputedStyle(document.querySelector('.original-views')).display"), "none");
        page.click(".translation a[href='#change:1']").wait_for("location.hash === '#change:1'");
        page.click("#change\\:1 > summary").wait_for("document.querySelector('#change\\\\:1').open");
        let says = "document.querySelector('#change\\\\:1 [lang=en]').innerText.trim()";
        assert_eq!(page.eval(says), "Ramp down the team over six weeks.");
        let added = "document.querySelector('#change\\\\:2 [lang=en][dir=ltr] [data-alert=caution]').innerText";
        assert!(page.eval(added).as_str().unwrap().contains("Never restore"), "{tag}");
        assert!(page.eval("document.querySelector('.original-link').href").as_str().unwrap().ends_with("/en/a.html"));
    }
}

#[test]
fn one_paragraph_of_the_original_comes_by_key_and_by_handle_from_a_folder_too() {
    let site = aged();
    let server = site.serve("/docs/");
    for address in [site.file("fr/a.html"), server.url("fr/a.html"), server.url("ar/a.html")] {
        let page = Page::new();
        page.open(&address);
        page.press("o").wait_for("document.querySelector('.original')");
        assert_eq!(page.eval("document.activeElement.className"), "original", "the reader is taken there");
        page.press("Escape").wait_for("!document.querySelector('.original')");
        page.eval("document.querySelector('[data-view=off]').focus()");
        let forward = if address.contains("/ar/") { "ArrowLeft" } else { "ArrowRight" };
        page.press(forward).wait_for("document.querySelector('.peek-handle')");
        assert_eq!(page.eval("document.querySelector('[data-view=peek]').ariaChecked"), "true");
        let handles = page.eval("document.querySelectorAll('.peek-handle').length");
        assert_eq!(handles, page.eval("document.querySelectorAll('article [data-pair]').length"), "one a block");
        page.click("article p[data-pair='1'] .peek-handle").wait_for("document.querySelector('.original')");
        assert_eq!(beside(&page, 1), "Ramp down the team over six weeks.", "{address}");
        assert_eq!(page.eval("document.querySelector('.original').lang"), "en");
        page.assert_calm();
    }
}

#[test]
fn columns_are_asked_for_by_the_address_and_remembered_and_printed() {
    let site = aged();
    let server = site.serve("/");
    for tag in ["fr", "ja", "ar"] {
        let page = Page::new();
        page.open(&server.url(&format!("{tag}/a.html?view=both")))
            .wait_for("document.querySelectorAll('.original').length > 6");
        assert_eq!(beside(&page, 1), "Ramp down the team over six weeks.");
        let apart = "(() => { const own = document.querySelector('article p[data-pair=\"1\"]').getBoundingClientRect(); \
                     const other = document.querySelector('.prose > .original').getBoundingClientRect(); \
                     return (other.left >= own.right || other.right <= own.left) && Math.abs(own.top - other.top) < 40; })()";
        assert_eq!(page.eval(apart), true, "{tag}");
        page.screenshot(&format!("translation-columns-{tag}")).print();
        assert_eq!(page.eval(apart), true, "{tag} on paper");
        assert_eq!(page.eval("new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size === document.querySelectorAll('[id]').length"), true);
        page.assert_calm();
    }
    let page = Page::new();
    page.open(&server.url("fr/a.html"))
        .click("[data-view=both]")
        .wait_for("document.querySelector('.prose > .original')");
    assert_eq!(page.eval("location.search"), "?view=both");
    page.open(&server.url("ja/a.html")).wait_for("document.querySelector('.prose > .original')");
    page.phone().click("[data-view=off]").wait_for("!document.querySelector('.original')");
    assert_eq!(page.eval("document.documentElement.scrollWidth <= innerWidth"), true);
}

#[test]
fn a_result_that_is_behind_its_original_is_marked() {
    let site = aged();
    let page = Page::new();
    page.open(&site.file("fr/a.html"));
    super::search::ask(&page, FR[0]);
    let marks = page.eval("[...document.querySelectorAll('.search-title small')].map((mark) => mark.textContent)");
    let behind = page.eval("document.querySelector('script[data-changed]').dataset.changed");
    assert!(marks.as_array().unwrap().contains(&behind), "{marks} has no {behind}");
}

#[test]
fn the_switcher_of_languages_keeps_the_place() {
    let site = aged();
    let server = site.serve("/");
    let page = Page::new();
    page.open(&server.url("fr/a.html#clore"));
    assert_eq!(page.eval("document.querySelector('#clore').closest('h2').id"), "close");
    // A page may be loaded before the browser has gone to the place; no reader clicks twice until then.
    page.wait_for("((place) => place.top >= 0 && place.bottom <= innerHeight)(document.querySelector('#clore').closest('h2').getBoundingClientRect())");
    page.click(".locale-button").click("[data-locale=ar]");
    page.wait_for("location.pathname.endsWith('/ar/a.html') && document.readyState === 'complete'");
    let place = page.eval("decodeURIComponent(location.hash.slice(1))");
    let heading =
        page.eval("document.getElementById(decodeURIComponent(location.hash.slice(1))).closest('h2').innerText");
    assert_eq!(heading.as_str().unwrap().trim(), "الإغلاق", "{place}");
}

#[test]
fn a_screen_reader_is_told_of_changes_in_their_language() {
    let site = aged();
    for (tag, changed, added) in [
        ("fr", "Modifié dans l’original", "Nouveau dans l’original, pas encore traduit"),
        ("ja", "原文で変更されました", "原文に追加されました（未翻訳）"),
        ("ar", "تغير في الأصل", "جديد في الأصل ولم يُترجم بعد"),
    ] {
        let page = Page::new();
        page.open(&site.file(&format!("{tag}/a.html")));
        let outline = page.outline();
        for said in [changed, added] {
            assert!(outline.nodes.iter().any(|node| node.name == said), "{tag}: {said} is not in\n{outline}");
        }
        assert!(outline.names("radio").len() == 3, "{tag}: {:?}", outline.names("radio"));
        // What came in is no heading of the page's own.
        assert_eq!(outline.names("heading").len(), 3, "{tag}: {:?}", outline.names("heading"));
    }
}
