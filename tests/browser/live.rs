//! Pages that are open while somebody writes.

#[path = "../live/mod.rs"]
mod kit;

use crate::chromium::Page;
use crate::search::{ask, options};
use kit::{Room, Running};

/// What the overlay says.
const OVERLAY: &str = "document.querySelector('baton-live').shadowRoot";

/// The server was heard of, and no error.
fn calm() -> String {
    format!("!/error|…|Away/.test({OVERLAY}.querySelector('.badge').textContent)")
}

fn page(middle: &str) -> String {
    let filler = |word: &str| {
        (0..30).map(|n| format!("{word} {n}: some words that fill a line or two.\n\n")).collect::<String>()
    };
    format!(
        "---\ntitle: Plan\n---\n# Plan\n\n{}## Milieu\n\n{middle}\n\n>[!BEGINTABS]\n\n>[!TAB Linux]\n\nA\n\n>[!TAB macOS]\n\nB\n\n>[!ENDTABS]\n\n\
         +++ Plus\n\nCaché.\n\n+++\n\n```shell\nls\n```\n\n## Fin\n\n{}",
        filler("Avant"),
        filler("Après"),
    )
}

fn room() -> Room {
    Room::new(&[
        ("content/site.yml", "title: Test\nsource_locale: en\n".to_owned()),
        ("content/en/index.md", "# Start\n".to_owned()),
        ("content/en/plan.md", "# Plan\n\nWords.\n".to_owned()),
        ("content/fr/index.md", "# Début\n".to_owned()),
        ("content/fr/plan.md", page("Une phrase.")),
    ])
}

#[test]
fn an_edit_in_french_is_patched_in_place_and_nothing_of_the_readers_is_lost() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("fr/plan.html"));
    // What the reader has: a mark on the page itself, a tab, an open part, a place, a selection, the focus.
    reader.click("[role=tab]:nth-of-type(2)");
    reader.eval("document.querySelector('.prose details').open = true");
    reader.eval("document.getElementById('milieu').scrollIntoView({ behavior: 'instant' })");
    reader.eval("scrollBy({ top: 40, behavior: 'instant' })");
    reader.eval("window.mark = 1; document.querySelector('.prose details summary').focus({ preventScroll: true })");
    reader.eval("getSelection().selectAllChildren(document.querySelector('.prose details p'))");
    let sentence = "[...document.querySelectorAll('.prose p')].find((p) => p.textContent.startsWith('Une phrase'))";
    let before = reader.eval(&format!("{sentence}.getBoundingClientRect().top"));

    room.write(
        "content/fr/plan.md",
        page("Une phrase nouvelle.").replacen(
            "Avant 3:",
            "Avant tout, et encore une fois:\n\nUn paragraphe de plus.\n\nAvant 3:",
            1,
        ),
    );
    reader.wait_for(&format!("{sentence}?.textContent === 'Une phrase nouvelle.'"));
    assert_eq!(reader.eval("window.mark"), 1, "the page was not loaded anew");
    let after = reader.eval(&format!("{sentence}.getBoundingClientRect().top"));
    let moved = (before.as_f64().unwrap() - after.as_f64().unwrap()).abs();
    assert!(moved < 1.5, "the place: moved by {moved}");
    assert_eq!(reader.eval("document.querySelector('[role=tab][aria-selected=true]').textContent"), "macOS");
    assert_eq!(reader.eval("document.querySelector('.prose details').open"), true);
    assert_eq!(reader.eval("document.activeElement.localName"), "summary");
    assert_eq!(reader.eval("getSelection().toString()"), "Caché.");
    assert_eq!(reader.eval("document.querySelectorAll('.prose .code .copy').length"), 1, "what scripts added");
    reader.assert_calm();
}

#[test]
fn what_is_new_is_dressed_and_head_and_outline_follow() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("fr/plan.html"));
    reader.eval("window.mark = 1");
    let more = page(
        "Une phrase.\n\n## Nouveau\n\n```shell\npwd\n```\n\n>[!BEGINTABS]\n\n>[!TAB Un]\n\nun\n\n>[!TAB Deux]\n\ndeux\n\n>[!ENDTABS]",
    );
    room.write("content/fr/plan.md", more.replace("title: Plan", "title: Le plan\ndescription: Une description."));
    reader.wait_for("document.title.startsWith('Le plan')");
    assert_eq!(reader.eval("document.querySelector('meta[name=description]').content"), "Une description.");
    assert_eq!(reader.eval("document.querySelectorAll('.prose .code .copy').length"), 2);
    assert_eq!(
        reader.eval(
            "[...document.querySelectorAll('.outline a')].filter((a) => a.textContent.includes('Nouveau')).length"
        ),
        1
    );
    reader.click(".prose [role=tablist]:has([id*=':1:']) [role=tab]:nth-of-type(2)");
    assert_eq!(reader.eval("document.querySelector('[role=tab][aria-selected=true]').textContent"), "Deux");
    assert_eq!(reader.eval("window.mark"), 1, "the page was not loaded anew");
    // Back again: what was put in goes.
    room.write("content/fr/plan.md", page("Une phrase."));
    reader.wait_for("document.querySelectorAll('.prose .code').length === 1");
    assert_eq!(reader.eval("document.querySelectorAll('.prose [role=tablist]').length"), 1);
    assert_eq!(reader.eval("window.mark"), 1);
    reader.assert_calm();
}

#[test]
fn findings_stand_over_the_page_and_go_when_they_are_mended() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("en/plan.html"));
    reader.wait_for(&calm());
    assert_eq!(reader.eval(&format!("{OVERLAY}.querySelector('.findings').hidden")), true);
    room.write("content/en/plan.md", "# Plan\n\nThis [link](nowhere.md) is broken.\n");
    reader.wait_for(&format!("!{OVERLAY}.querySelector('.findings').hidden"));
    let text = reader.eval(&format!("{OVERLAY}.querySelector('.findings').innerText"));
    let text = text.as_str().unwrap();
    for part in ["content/en/plan.md:3:", "nowhere.md", "link-broken", "This", "is broken.", "help:"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let link = reader.eval(&format!("{OVERLAY}.querySelector('.findings a').href"));
    let expected = format!("vscode://file{}:3:", room.path("content/en/plan.md").display());
    assert!(link.as_str().unwrap().starts_with(&expected), "{link}: {expected}");
    reader.wait_for(&format!("{OVERLAY}.querySelector('.badge').textContent.startsWith('1 error')"));
    reader.screenshot("live-findings");
    reader.dark().screenshot("live-findings-dark");
    reader.phone().screenshot("live-findings-phone");
    reader.desk();
    // Another page has the site's count in its badge, and no findings of its own.
    let other = reader.beside();
    other.open(&server.url("en/index.html"));
    other.wait_for(&format!("{OVERLAY}.querySelector('.badge').textContent.startsWith('1 error')"));
    assert_eq!(other.eval(&format!("{OVERLAY}.querySelector('.findings').hidden")), true);
    room.write("content/en/plan.md", "# Plan\n\nThis link is mended.\n");
    reader.wait_for(&format!("{OVERLAY}.querySelector('.findings').hidden"));
    reader.wait_for(&calm());
    reader.assert_calm();
}

#[test]
fn broken_settings_leave_the_last_good_site_up_with_what_is_wrong_on_top() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("en/plan.html"));
    reader.eval("window.mark = 1");
    reader.wait_for(&calm());
    room.write("content/site.yml", "title: [Test\n");
    reader.wait_for(&format!("!{OVERLAY}.querySelector('.trouble').hidden"));
    let text = reader.eval(&format!("{OVERLAY}.querySelector('.trouble').innerText"));
    assert!(text.as_str().unwrap().contains("content/site.yml:"), "{text}");
    reader.screenshot("live-trouble");
    assert_eq!(reader.text(".prose p"), "Words.");
    let other = reader.beside();
    other.open(&server.url("en/index.html"));
    other.wait_for(&format!("!{OVERLAY}.querySelector('.trouble').hidden"));
    room.write("content/site.yml", "title: Test\nsource_locale: en\n");
    reader.wait_for(&format!("{OVERLAY}.querySelector('.trouble').hidden"));
    assert_eq!(reader.eval("window.mark"), 1);
}

#[test]
fn a_theme_that_changes_is_loaded_anew() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("en/plan.html"));
    reader.wait_for(&calm());
    reader.eval("window.mark = 1");
    room.write("themes/default/assets/baton.css", "main { color: rgb(1, 2, 3) }");
    reader.wait_for(
        "window.mark === undefined && getComputedStyle(document.querySelector('main')).color === 'rgb(1, 2, 3)'",
    );
}

#[test]
fn a_server_that_is_started_again_is_found_and_what_changed_meanwhile_is_shown() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let port = server.port;
    let reader = Page::new();
    reader.open(&server.url("en/plan.html"));
    reader.eval("window.mark = 1");
    reader.wait_for(&calm());
    drop(server);
    reader.wait_for(&format!("!{OVERLAY}.querySelector('.note').hidden"));
    reader.screenshot("live-away");
    room.write("content/en/plan.md", "# Plan\n\nWritten meanwhile.\n");
    let server = Running::serve_at(&room, port);
    reader.wait_for("document.querySelector('.prose p').textContent === 'Written meanwhile.'");
    reader.wait_for(&format!("{OVERLAY}.querySelector('.note').hidden"));
    assert_eq!(reader.eval("window.mark"), 1);
    drop(server);
}

#[test]
fn eight_tabs_of_a_browser_share_one_channel_and_each_hears_of_its_page() {
    let room = room();
    for number in 0..8 {
        room.write(&format!("content/en/p{number}.md"), format!("# P{number}\n\nBefore.\n"));
    }
    let server = Running::serve(&room, &[]);
    let first = Page::new();
    let tabs: Vec<Page> = (0..7).map(|_| first.beside()).collect();
    let tabs: Vec<&Page> = tabs.iter().chain([&first]).collect();
    for (number, tab) in tabs.iter().enumerate() {
        tab.open(&server.url(&format!("en/p{number}.html")));
    }
    for tab in &tabs {
        tab.wait_for(&calm());
    }
    for number in 0..8 {
        room.write(&format!("content/en/p{number}.md"), format!("# P{number}\n\nAfter {number}.\n"));
    }
    for (number, tab) in tabs.iter().enumerate() {
        tab.wait_for(&format!("document.querySelector('.prose p').textContent === 'After {number}.'"));
    }
    // Six connections are all that a browser has for one server: with a channel for each tab this one would wait for ever.
    first.open(&server.url("en/index.html"));
}

#[test]
fn a_tab_that_follows_goes_where_the_writer_is_and_others_stay() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let follower = Page::new();
    follower.open(&server.url("en/index.html?baton-follow"));
    let other = follower.beside();
    other.open(&server.url("en/index.html"));
    other.wait_for(&calm());
    follower.wait_for(&calm());
    room.write("content/fr/plan.md", page("Une autre."));
    follower.wait_for("location.pathname === '/fr/plan.html'");
    assert_eq!(other.eval("location.pathname"), "/en/index.html");
}

#[test]
fn a_page_that_goes_says_so_and_one_that_comes_is_there() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let (reader, early) = (Page::new(), Page::new());
    reader.open(&server.url("en/plan.html"));
    early.open(&server.url("en/later.html"));
    early.wait_for(&calm());
    room.write("content/en/later.md", "# Later\n\nHere.\n");
    early.wait_for("document.querySelector('.prose p')?.textContent === 'Here.'");
    std::fs::remove_file(room.path("content/en/plan.md")).unwrap();
    std::fs::remove_file(room.path("content/fr/plan.md")).unwrap();
    reader.wait_for(&format!("{OVERLAY}.querySelector('.note').innerText.includes('gone')"));
    assert_eq!(reader.text(".prose p"), "Words.");
    room.write("content/en/plan.md", "# Plan\n\nBack.\n");
    reader.wait_for("document.querySelector('.prose p').textContent === 'Back.'");
    reader.wait_for(&format!("{OVERLAY}.querySelector('.note').hidden"));
}

/// What a page is, without what a script or a reader may have done to it.
const PLAIN: &str = "(() => { const page = document.querySelector('.layout').cloneNode(true); \
    for (const element of page.querySelectorAll('*')) for (const name of ['aria-current', 'aria-selected', 'tabindex', 'hidden', 'open', 'role', 'style', 'class', 'aria-label']) element.removeAttribute(name); \
    return document.title + page.outerHTML.replace(/>\\s+</g, '><') })()";

#[test]
fn however_often_a_page_is_patched_it_is_what_a_reload_would_show() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("fr/plan.html"));
    reader.eval("window.mark = 1");
    let blocks = [
        "Un paragraphe.",
        "## Un titre",
        "### Un autre",
        "- un\n- deux\n- trois",
        "- un\n- trois",
        "1. a\n\n   b\n2. c",
        "```shell\nls -la\n```",
        "```shell\nls\n```",
        ">[!NOTE]\n>\n>Une note.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |",
        "+++ Plus\n\nCaché.\n\n+++",
        ">[!BEGINTABS]\n\n>[!TAB Un]\n\nA\n\n>[!TAB Deux]\n\nB\n\n>[!ENDTABS]",
        ">[!BEGINTABS]\n\n>[!TAB Un]\n\nA2\n\n>[!TAB Deux]\n\nB\n\n>[!ENDTABS]",
        "Un [lien](index.md) et **du gras**.",
        "Un [lien](nulle-part.md).",
        "![image](rien.png)",
        "---",
        "Un paragraphe.",
        "> Une citation",
    ];
    let mut chosen: Vec<usize> = vec![0, 1, 3];
    let mut dice = 7_usize;
    let mut roll = |sides: usize| {
        dice = (dice * 1_103_515_245 + 12_345) % (1 << 31);
        (dice >> 8) % sides
    };
    for edit in 0..40 {
        for _ in 0..=roll(3) {
            let at = roll(chosen.len() + 1);
            match roll(3) {
                0 if chosen.len() > 2 && at < chosen.len() => drop(chosen.remove(at)),
                1 if at < chosen.len() => chosen[at] = roll(blocks.len()),
                _ => chosen.insert(at, roll(blocks.len())),
            }
        }
        let body: Vec<&str> = chosen.iter().map(|index| blocks[*index]).collect();
        room.write(
            "content/fr/plan.md",
            format!("---\ntitle: Plan {}\n---\n# Plan\n\n{}\n\nRévision {edit}.\n", edit / 5, body.join("\n\n")),
        );
        reader
            .wait_for(&format!("[...document.querySelectorAll('.prose p')].pop()?.textContent === 'Révision {edit}.'"));
        if edit % 5 == 4 {
            let fresh = reader.beside();
            fresh.open(&server.url("fr/plan.html"));
            let (patched, fresh) = (reader.eval(PLAIN), fresh.eval(PLAIN));
            let (patched, fresh) = (patched.as_str().unwrap(), fresh.as_str().unwrap());
            let same = patched.bytes().zip(fresh.bytes()).take_while(|(one, other)| one == other).count();
            let part = |text: &str| {
                text.chars()
                    .skip(text[..text.floor_char_boundary(same)].chars().count().saturating_sub(80))
                    .take(300)
                    .collect::<String>()
            };
            assert!(patched == fresh, "after edit {edit}, {body:#?}:\n{}\n{}", part(patched), part(fresh));
        }
    }
    assert_eq!(reader.eval("window.mark"), 1, "the page was never loaded anew");
    reader.assert_calm();
}

#[test]
fn what_is_found_is_of_the_revision_on_screen() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let (reader, elsewhere) = (Page::new(), Page::new());
    reader.open(&server.url("en/plan.html"));
    elsewhere.open(&server.url("en/index.html"));
    for page in [&reader, &elsewhere] {
        ask(page, "giraffe");
        assert_eq!(options(page), Vec::<String>::new());
    }
    // The first wipes what was asked.
    elsewhere.press("Escape").press("Escape").wait_for("!document.querySelector('dialog.search').open");
    room.write("content/en/plan.md", "# Plan\n\nA giraffe.\n");
    // Where the dialog stands open, the answer follows the page.
    reader.wait_for("document.querySelector('.search-results [role=option]')?.textContent.includes('A giraffe.')");
    // A page that did not change hears of nothing; who asks anew there is answered anew.
    ask(&elsewhere, "giraffe");
    assert!(options(&elsewhere).iter().any(|option| option.contains("A giraffe.")), "{:?}", options(&elsewhere));
    reader.assert_calm();
    elsewhere.assert_calm();
}

#[test]
fn what_is_typed_into_the_search_stays_with_its_focus() {
    let room = room();
    let server = Running::serve(&room, &[]);
    let reader = Page::new();
    reader.open(&server.url("en/plan.html"));
    reader.press("Control+k");
    reader.wait_for("document.activeElement.matches('input')");
    reader.type_text("wor");
    room.write("content/en/plan.md", "# Plan\n\nOther words.\n");
    reader.wait_for("document.querySelector('.prose p').textContent === 'Other words.'");
    assert_eq!(reader.eval("document.activeElement.value"), "wor");
    assert_eq!(reader.eval("document.activeElement.checkVisibility()"), true);
    reader.type_text("d");
    assert_eq!(reader.eval("document.activeElement.value"), "word");
}
