//! What the theme's script adds, and that nothing is lost without it.

use crate::chromium::Page;
use crate::site::Site;

/// A page of a theme's overlay that holds two tab sets of the same labels, a film, a closed part and a wide table.
const PARTS: &str = r#"{% extends "base.html" %}
{% block main %}<article><h1>Parts</h1><div class="prose">
<div class="tabs"><div class="tab-list" role="tablist">
<button type="button" class="tab" role="tab" id="tab:1:1" aria-controls="tab-panel:1:1" aria-selected="true">Linux</button>
<button type="button" class="tab" role="tab" id="tab:1:2" aria-controls="tab-panel:1:2" aria-selected="false">macOS</button>
</div>
<div class="tab-panel" role="tabpanel" id="tab-panel:1:1" aria-labelledby="tab:1:1"><p class="tab-label">Linux</p><p id="one">First</p></div>
<div class="tab-panel" role="tabpanel" id="tab-panel:1:2" aria-labelledby="tab:1:2"><p class="tab-label">macOS</p><p id="two">Second</p></div>
</div>
<div class="tabs"><div class="tab-list" role="tablist">
<button type="button" class="tab" role="tab" id="tab:2:1" aria-controls="tab-panel:2:1" aria-selected="true">Linux</button>
<button type="button" class="tab" role="tab" id="tab:2:2" aria-controls="tab-panel:2:2" aria-selected="false">macOS</button>
</div>
<div class="tab-panel" role="tabpanel" id="tab-panel:2:1" aria-labelledby="tab:2:1"><p class="tab-label">Linux</p><p id="three">Third</p></div>
<div class="tab-panel" role="tabpanel" id="tab-panel:2:2" aria-labelledby="tab:2:2"><p class="tab-label">macOS</p><p id="four">Fourth</p></div>
</div>
<details class="collapsible"><summary>More</summary><p id="inside">Inside</p></details>
<div class="video" data-video="https://video.tv.adobe.com/v/1"><p><a href="https://video.tv.adobe.com/v/1">Film</a></p></div>
</div></article>{% endblock main %}"#;

fn parts() -> Site {
    Site::build(&[
        ("content/site.yml", "title: Test\ntheme: parts\n"),
        ("content/en/index.md", "# Start\n"),
        ("content/en/parts.md", "# Parts\n"),
        ("themes/parts/templates/page.html", PARTS),
    ])
}

/// The ids among `one` to `four` and `inside` that a reader sees.
fn seen(page: &Page) -> String {
    let seen = "['one', 'two', 'three', 'four', 'inside'].filter((id) => \
                document.getElementById(id).checkVisibility({ contentVisibilityAuto: true })).join(' ')";
    page.eval(seen).as_str().unwrap().to_owned()
}

#[test]
fn tabs_answer_to_the_keyboard_in_every_set_of_the_same_labels_and_are_remembered() {
    let site = parts();
    let server = site.serve("/");
    let page = Page::new();
    page.open(&server.url("en/parts.html"));
    assert_eq!(seen(&page), "one three");
    page.eval("document.getElementById('tab:1:1').focus()");
    page.press("ArrowRight");
    assert_eq!(seen(&page), "two four");
    assert_eq!(page.eval("document.activeElement.id"), "tab:1:2");
    page.press("ArrowRight");
    assert_eq!(seen(&page), "one three");
    page.press("End");
    assert_eq!(seen(&page), "two four");
    page.press("Home").press("ArrowLeft");
    assert_eq!(seen(&page), "two four");
    page.open(&server.url("en/parts.html"));
    assert_eq!(seen(&page), "two four", "the choice lasts");
    page.assert_calm();
}

#[test]
fn a_link_into_what_is_closed_opens_it() {
    let site = parts();
    let page = Page::new();
    page.open(&site.file("en/parts.html#two"));
    page.wait_for("document.getElementById('two').checkVisibility()");
    assert_eq!(seen(&page), "two three");
    page.eval("location.hash = '#inside'");
    page.wait_for("document.querySelector('.collapsible').open");
}

#[test]
fn without_scripts_and_on_paper_every_panel_is_there() {
    let site = parts();
    let page = Page::new();
    page.scripts(false).open(&site.file("en/parts.html"));
    assert_eq!(seen(&page), "one two three four");
    assert_eq!(page.eval("getComputedStyle(document.querySelector('.tab-list')).display"), "none");
    let printed = Page::new();
    printed.open(&site.file("en/parts.html")).print();
    assert_eq!(seen(&printed), "one two three four inside");
}

#[test]
fn a_films_host_is_asked_for_nothing_before_a_reader_asks() {
    let site = parts();
    let page = Page::new();
    page.offline(true).open(&site.file("en/parts.html"));
    assert!(page.requests().iter().all(|request| request.starts_with("file:")), "{:?}", page.requests());
    page.click("[data-video] a").wait_for("document.querySelector('[data-video] iframe')");
    assert_eq!(
        page.eval("document.querySelector('iframe').getAttribute('sandbox')"),
        "allow-scripts allow-same-origin allow-popups allow-presentation"
    );
    assert_eq!(page.eval("document.querySelector('iframe').title"), "Film");
}

#[test]
fn keys_turn_pages_and_can_be_switched_off() {
    let server = Site::showcase().serve("/");
    let arrived = |end| format!("location.pathname.endsWith('{end}') && document.readyState === 'complete'");
    let page = Page::new();
    page.open(&server.url("en/transition/phases.html")).press("?");
    assert_eq!(page.eval("document.getElementById('page:keys').open"), true);
    // While the list is open, no other key does anything, wherever the focus is.
    page.press("n").click("dialog.keys h2").press("n").press("Escape");
    assert_eq!(page.eval("document.getElementById('page:keys').open"), false);
    assert!(page.eval("location.pathname").as_str().unwrap().ends_with("phases.html"));
    page.press("Alt+n").press("n").wait_for(&arrived("inventory.html"));
    page.press("p").wait_for(&arrived("phases.html"));
    page.press("?").click("dialog.keys input").press("Escape").press("n").press("?");
    assert_eq!(page.eval("document.getElementById('page:keys').open"), false, "the keys are off");
    assert!(page.eval("location.pathname").as_str().unwrap().ends_with("phases.html"));
    page.assert_calm();
}

#[test]
fn the_list_of_keys_names_those_that_the_page_answers_to() {
    let page = Page::new();
    let shown = "[...document.querySelectorAll('.keys kbd')].filter((key) => key.checkVisibility()).map((key) => key.textContent).join(' ')";
    let pages = [
        ("en/transition/phases.html", "N P / Ctrl K L T ?"),
        ("fr/transition/phases.html", "N P / Ctrl K L O T ?"),
        ("404.html", "/ Ctrl K L T ?"),
    ];
    for (path, keys) in pages {
        page.open(&Site::showcase().file(path)).press("?");
        assert_eq!(page.eval(shown), keys, "{path}");
    }
    page.assert_calm();
}

#[test]
fn a_fallback_page_keeps_its_column_of_text_in_either_direction() {
    let page = Page::new();
    for path in ["ar/operations/vendors.html", "ja/operations/vendors.html", "ar/transition/phases.html"] {
        page.desk().open(&Site::showcase().file(path));
        let wide = page.eval("document.querySelector('.prose > p').getBoundingClientRect().width");
        assert!(wide.as_f64().unwrap() > 500.0, "{path}: {wide}");
    }
}
