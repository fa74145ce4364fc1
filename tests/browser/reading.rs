//! What every reader can count on: pages that read without scripts, at any width, by day and by night, from anywhere.

use crate::chromium::Page;
use crate::site::Site;
use std::path::Path;

/// The kinds of pages: the root, starts of locales, one of them right to left, and the 404 page.
const SAMPLE: &[&str] = &["index.html", "en/index.html", "ja/index.html", "ar/index.html", "404.html"];

#[test]
fn a_page_reads_without_scripts() {
    let page = Page::new();
    page.scripts(false).open(&Site::showcase().file("en/index.html"));
    let outline = page.outline();
    for role in ["banner", "main", "contentinfo"] {
        assert_eq!(outline.names(role).len(), 1, "{role}\n{outline}");
    }
    assert_eq!(outline.nodes.iter().filter(|node| node.role == "heading" && node.states["level"] == "1").count(), 1);
    assert!(page.text("main").len() > 200);
    page.assert_calm();
}

#[test]
fn the_strict_policy_refuses_nothing_on_any_page() {
    let server = Site::showcase().serve("/docs/wiki/");
    let page = Page::new();
    for path in Site::showcase().pages() {
        page.open(&server.url(&path));
        assert_eq!(page.problems(), [""; 0], "{path}");
    }
    page.assert_calm();
    let outside = page.requests().into_iter().filter(|request| !request.starts_with(&server.url("")));
    assert_eq!(outside.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn no_page_is_wider_than_a_phone() {
    let page = Page::new();
    for path in Site::showcase().pages() {
        page.phone().open(&Site::showcase().file(&path));
        let wide = page.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wide, 0, "{path} is wider than a phone");
    }
}

#[test]
fn dark_readers_get_a_dark_page() {
    let page = Page::new();
    for path in SAMPLE {
        let brightness = |page: &Page| {
            let canvas = "(() => { const c = new OffscreenCanvas(1, 1).getContext('2d'); \
                          c.fillStyle = getComputedStyle(document.body).backgroundColor; c.fillRect(0, 0, 1, 1); \
                          return Math.max(...c.getImageData(0, 0, 1, 1).data.slice(0, 3)) })()";
            page.eval(canvas).as_u64().unwrap()
        };
        page.feature("prefers-color-scheme", "light").open(&Site::showcase().file(path));
        assert!(brightness(&page) > 200, "{path} is dark by day");
        page.dark().screenshot(&path.replace('/', "-"));
        assert!(brightness(&page) < 80, "{path} is bright by night");
    }
}

/// The words of a picture whose contrast with the shape behind them is below that of WCAG 2, 1.4.3.
const FAINT: &str = "(() => {
    const light = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(part => part / 255)
            .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const fill = element => getComputedStyle(element).fill;
    const faint = text => {
        text.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = text.getBoundingClientRect();
        const shapes = document.elementsFromPoint(x + width / 2, y + height / 2)
            .filter(element => element.matches('rect, circle, path, polygon') && fill(element) !== 'none');
        if (!shapes.length) return true;
        const [dark, bright] = [light(fill(text)), light(fill(shapes[0]))].sort((a, b) => a - b);
        return (bright + .05) / (dark + .05) < 4.5;
    };
    return [...document.querySelectorAll('text')].filter(faint).map(text => text.textContent);
})()";

#[test]
fn words_in_pictures_are_read_by_day_and_by_night() {
    let page = Page::new();
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut faint = Vec::new();
    for folder in ["assets/diagrams", "fr/assets/diagrams"] {
        for picture in std::fs::read_dir(content.join(folder)).unwrap() {
            let picture = picture.unwrap().path();
            for scheme in ["light", "dark"] {
                page.feature("prefers-color-scheme", scheme).open(&format!("file://{}", picture.display()));
                let words = page.eval(FAINT);
                if words != serde_json::json!([]) {
                    faint.push(format!("{} {scheme}: {words}", picture.display()));
                }
            }
        }
    }
    assert_eq!(faint, Vec::<String>::new());
}

#[test]
fn the_keyboard_reaches_the_content_first() {
    let page = Page::new();
    page.open(&Site::showcase().file("en/index.html")).press("Tab");
    assert_eq!(page.eval("document.activeElement.className"), "skip");
    page.press("Enter").wait_for("document.activeElement.id === 'page:content'");
}

#[test]
fn links_work_from_the_disk_and_under_a_path() {
    let server = Site::showcase().serve("/deep/er/");
    for start in [Site::showcase().file("fr/index.html"), server.url("fr/index.html")] {
        let page = Page::new();
        page.open(&start);
        let first = page.eval("document.querySelector('.prose a[href$=\".html\"]').href");
        page.click(".prose a[href$='.html']").wait_for(&format!("location.href === {first}"));
        page.wait_for("document.querySelector('h1')");
        assert_eq!(page.eval("document.documentElement.lang"), "fr");
        page.assert_calm();
    }
}

#[test]
fn a_missing_page_is_said_to_be_missing_at_any_depth() {
    let site = Site::build(&[
        ("content/site.yml", "title: Wiki\nbase_url: https://example.com/docs/wiki/\nlocales: { en: , fr: }\n"),
        ("content/en/index.md", "# Start\n"),
        ("content/fr/index.md", "# Accueil\n"),
    ]);
    let server = site.serve("/docs/wiki/");
    let page = Page::new();
    page.open(&server.url("fr/there/is/nothing/here.html"));
    assert!(page.outline().has("heading", "Page not found"), "{}", page.outline());
    assert!(page.requests().iter().all(|request| request.starts_with(&server.url(""))), "{:?}", page.requests());
    assert_eq!(page.eval("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)"), true);
    page.click("main a[href]").wait_for(&format!("location.href === '{}'", server.url("en/index.html")));
}

#[test]
fn paper_shows_the_text_and_no_controls() {
    let page = Page::new();
    page.print().open(&Site::showcase().file("en/index.html"));
    for hidden in ["header.site-header", "nav.sidebar"] {
        let box_ = page.eval(&format!("document.querySelector('{hidden}')?.getClientRects().length ?? 0"));
        assert_eq!(box_, 0, "{hidden} is printed");
    }
    assert!(page.text("main").len() > 200);
}
