//! Search in the page: what it finds is what Rust finds, by keyboard alone, from a server and from a folder, whatever fails.

use crate::chromium::Page;
use crate::site::Site;
use baton::search::{self, Index, Query, Stemming, tokens};
use baton::workspace::{Options, Progress, Workspace};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[path = "../search/made.rs"]
#[allow(dead_code, reason = "what they are judged by is for the evaluation")]
mod made;

struct Quiet;
impl Progress for Quiet {}

/// What the browser does to tell its terms and results: the same text as [`terms`] and [`results`] make.
const BROWSER: &str = r#"
self.check = {
  async index(tag) { return ((this.known ??= {})[tag] ??= await batonSearchEngine.Index.open(tag)); },
  async texts(index, number) {
    const pieces = [];
    for (const at of index.starts(number).keys()) pieces.push(await index.piece(number, at));
    return [pieces[0][1], ...pieces.flatMap((piece) => piece[4].flatMap(([, heading, text]) => [heading, text]))];
  },
  async terms(tag, from, to) {
    const index = await this.index(tag);
    const sums = [];
    for (let number = from; number < to; number++) {
      const texts = await this.texts(index, number);
      let sum = 0;
      for (const text of texts)
        for (const token of batonSearchEngine.tokens(text)) {
          const stem = token.kind !== "whole" && token.kind !== "pair" ? index.stem(token.text) : token.text;
          for (const c of `${token.kind} ${token.text} ${stem} `) sum = (Math.imul(sum, 31) + c.codePointAt(0)) >>> 0;
        }
      sums.push(sum);
    }
    return sums;
  },
  async list(tag, number) {
    const index = await this.index(tag);
    const texts = await this.texts(index, number);
    return texts.flatMap((text) => batonSearchEngine.tokens(text).map((token) => `${token.kind} ${token.text} ${token.kind !== "whole" && token.kind !== "pair" ? index.stem(token.text) : token.text} `));
  },
  async results(tag, queries) {
    const index = await this.index(tag);
    const found = [];
    for (const query of queries) {
      const { hits } = await batonSearchEngine.search(index, query);
      found.push(hits.slice(0, 10).map((hit) => `${hit.page}:${hit.sections} ${hit.score.toFixed(6)}`).join(" | "));
    }
    return found;
  },
};
0"#;

/// Every term of a page with its kind and its stem.
fn terms(index: &Index, number: usize, stemming: &Stemming) -> Vec<String> {
    let mut all = Vec::new();
    let mut add = |text: &str| {
        tokens(text, &mut |token| {
            let kind = format!("{:?}", token.kind).to_lowercase();
            let is_word = !matches!(token.kind, search::Kind::Whole | search::Kind::Pair);
            let stem = if is_word { stemming.stem(token.text) } else { token.text.into() };
            all.push(format!("{kind} {} {stem} ", token.text));
        });
    };
    let entry = &index.book.pages[number].entry;
    add(&entry.title);
    for section in &entry.sections {
        add(&section.heading);
        add(&section.text);
    }
    all
}

/// The sum over them that the browser makes too.
fn sum(terms: &[String]) -> u32 {
    let characters = terms.iter().flat_map(|term| term.chars());
    characters.fold(0, |sum: u32, c| sum.wrapping_mul(31).wrapping_add(c.into()))
}

fn results(index: &Index, query: &str, stemming: &Stemming) -> String {
    let hits = search::search(index, &Query::parse(query, stemming), stemming, &|_| true);
    let mut line = String::new();
    for hit in hits.iter().take(10) {
        let sections: Vec<String> = hit.sections.iter().map(u16::to_string).collect();
        let between = if line.is_empty() { "" } else { " | " };
        write!(line, "{between}{}:{} {:.6}", hit.page, sections.join(","), hit.score).unwrap();
    }
    line
}

/// Queries of every kind: those by hand, unfinished, mistyped, shouted, quoted; and titles and headings of pages.
fn queries(tag: &str, index: &Index) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/search/queries/{tag}.txt"));
    let by_hand = std::fs::read_to_string(path).unwrap_or_default();
    let lines = by_hand.lines().filter(|line| !line.starts_with('#'));
    let mut bases: Vec<String> = lines.map(|line| line.split(" => ").next().unwrap().to_owned()).collect();
    for page in index.book.pages.iter().step_by(index.book.pages.len().div_ceil(60)) {
        bases.push(page.entry.title.to_string());
        bases.extend(page.entry.sections.last().map(|section| section.heading.to_string()));
    }
    let mut all = Vec::new();
    for base in bases {
        let letters: Vec<char> = base.chars().collect();
        let cut: String = letters[..letters.len() - letters.len() / 4].iter().collect();
        let mut swapped = letters.clone();
        if letters.len() > 4 {
            swapped.swap(2, 3);
        }
        all.extend([
            cut,
            swapped.into_iter().collect(),
            base.to_uppercase(),
            format!("\"{base}\""),
            format!("{base} -the"),
            base,
        ]);
    }
    all.push("<img src=x onerror=alert(1)> \u{202e}\"".into());
    all
}

/// Compares the browser with Rust over every page and these queries of a locale; how many were compared.
fn compare(page: &Page, tag: &str, index: &Index, queries: &[String]) -> (usize, usize) {
    let stemming = Stemming::of(tag);
    let count = index.book.pages.len();
    for from in (0..count).step_by(100) {
        let to = count.min(from + 100);
        let theirs = page.eval(&format!("check.terms({}, {from}, {to})", json!(tag)));
        for number in from..to {
            let title = &index.book.pages[number].entry.title;
            let own = terms(index, number, &stemming);
            if theirs[number - from] != sum(&own) {
                let list = page.eval(&format!("check.list({}, {number})", json!(tag)));
                let list: Vec<&str> = list.as_array().unwrap().iter().map(|term| term.as_str().unwrap()).collect();
                let at = own.iter().zip(&list).take_while(|(own, theirs)| own == theirs).count();
                panic!("{tag}: {title}, term {at}: {:?} in Rust, {:?} in the browser", own.get(at), list.get(at));
            }
        }
    }
    for chunk in queries.chunks(100) {
        let theirs = page.eval(&format!("check.results({}, {})", json!(tag), json!(chunk)));
        for (query, theirs) in chunk.iter().zip(theirs.as_array().unwrap()) {
            assert_eq!(theirs.as_str().unwrap(), results(index, query, &stemming), "{tag}: {query:?}");
        }
    }
    (count, queries.len())
}

fn workspace(root: PathBuf) -> Workspace {
    Workspace::open(Options { root, ..Options::default() }, &Quiet).unwrap()
}

#[test]
fn the_browser_finds_what_rust_finds() {
    let workspace = workspace(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let snapshot = workspace.snapshot();
    let page = Page::new();
    page.open(&Site::showcase().file("en/index.html")).eval(BROWSER);
    for locale in snapshot.searchable() {
        let (tag, index) = (&*snapshot.config().locale(locale).tag, snapshot.index(locale).unwrap());
        let (pages, queries) = compare(&page, tag, index, &queries(tag, index));
        assert!(pages > 10 && queries > 100);
    }
}

/// Types into an open or closed dialog and waits for its answer.
pub fn ask(page: &Page, query: &str) {
    page.eval("document.querySelector('dialog.search')?.open || document.querySelector('[data-search]').click()");
    page.wait_for("document.querySelector('dialog.search')?.open");
    page.eval("{ const i = document.querySelector('dialog.search input'); i.focus(); i.select(); document.querySelector('.search-status').textContent = ''; }");
    page.type_text(query).wait_for("document.querySelector('.search-status').textContent");
}

fn status(page: &Page) -> String {
    page.eval("document.querySelector('.search-status').textContent").as_str().unwrap().to_owned()
}

/// What is offered, as text.
pub fn options(page: &Page) -> Vec<String> {
    let texts = page.eval("[...document.querySelectorAll('.search-results [role=option]')].map(e => e.textContent)");
    texts.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_reader_finds_a_section_by_keyboard_alone() {
    let server = Site::showcase().serve("/docs/wiki/");
    for start in [server.url("en/index.html"), Site::showcase().file("en/index.html")] {
        let page = Page::new();
        page.open(&start).press("/").wait_for("document.activeElement.matches('dialog.search input')");
        page.type_text("exit criteria").wait_for("document.querySelector('.search-results a')");
        assert!(page.outline().has("combobox", "Search"), "{}", page.outline());
        assert!(status(&page).chars().any(|c| c.is_ascii_digit()), "no count is announced: {}", status(&page));
        let active = "document.getElementById(document.querySelector('dialog.search input').getAttribute('aria-activedescendant'))";
        assert_eq!(page.eval(&format!("{active}.getAttribute('aria-selected')")), "true");
        page.press("ArrowDown").press("ArrowUp").press("ArrowDown");
        assert!(page.eval(&format!("{active}.textContent")).as_str().unwrap().contains("Exit criteria"));
        assert!(page.eval("document.querySelectorAll('.search-results mark').length").as_u64().unwrap() > 0);
        page.press("Enter").wait_for("location.pathname.endsWith('transition/hypercare.html')");
        page.wait_for("document.querySelector('article mark')");
        assert_eq!(page.eval("location.hash"), "#exit");
        assert_eq!(page.eval("location.search"), "", "the query stays out of the address of the page");
        page.press("Control+k").wait_for("document.querySelector('dialog.search')?.open");
        page.wait_for("document.querySelector('.search-recent')?.textContent === 'exit criteria'");
        page.press("Escape").wait_for("!document.querySelector('dialog.search').open");
        page.assert_calm();
    }
}

#[test]
fn the_query_is_in_the_address_and_filters_narrow() {
    let server = Site::showcase().serve("/");
    let page = Page::new();
    page.open(&server.url("en/index.html?q=hypercare")).wait_for("document.querySelector('.search-results a')");
    ask(&page, "readiness");
    assert_eq!(page.eval("new URL(location.href).searchParams.get('q')"), "readiness");
    let before = options(&page).len();
    page.eval(
        "{ const s = document.querySelector('.search-filters select'); s.selectedIndex = 1; \
         document.querySelector('.search-status').textContent = ''; s.dispatchEvent(new Event('change')); }",
    );
    page.wait_for("document.querySelector('.search-status').textContent");
    let guides = "new Set([...document.querySelectorAll('.search-results .search-title small:first-of-type')].map(e => e.textContent)).size";
    assert!(page.eval(guides).as_u64().unwrap() <= 1 && options(&page).len() < before);
    page.press("Escape").wait_for("!new URL(location.href).searchParams.has('q')");
    page.assert_calm();
}

#[test]
fn hits_of_the_source_language_follow_and_say_so() {
    let page = Page::new();
    page.open(&Site::showcase().file("ja/index.html"));
    ask(&page, "break glass");
    page.wait_for("document.querySelector('.search-group')");
    assert!(page.text(".search-group").contains("英語"), "{}", page.text(".search-group"));
    let titles =
        page.eval("[...document.querySelectorAll('.search-page[lang=en] .search-title')].map(e => e.textContent)");
    assert!(titles[0].as_str().unwrap().contains("Access and secrets"), "{titles}");
    page.assert_calm();
}

#[test]
fn without_a_script_an_index_leads_to_pages_and_sections() {
    let page = Page::new();
    page.scripts(false).open(&Site::showcase().file("fr/index.html")).click("[data-search]");
    page.wait_for("location.pathname.endsWith('fr/search.html') && document.readyState === 'complete'");
    let letters = page.eval("[...document.querySelectorAll('article h2')].map(e => e.textContent).join(' ')");
    assert!(letters.as_str().unwrap().starts_with("A B C D E"), "{letters}");
    page.click(".letters a[href$='hypercare.html#exit']").wait_for("location.hash === '#exit'");
    page.assert_calm();
}

#[test]
fn pairs_of_characters_next_to_each_other_are_one_mark() {
    let page = Page::new();
    page.open(&Site::showcase().file("ja/index.html"));
    ask(&page, "引き継ぎ");
    page.wait_for("document.querySelector('.search-results mark')");
    assert_eq!(page.text(".search-results mark"), "引き継ぎ");
    page.assert_calm();
}

#[test]
fn hostile_text_is_only_ever_text() {
    let attack = r#"<img src=x onerror="alert(1)"><script>alert(2)</script>"#;
    let quoted = json!(format!("{attack} zebra"));
    let text = format!(
        "---\ntitle: {quoted}\n---\n\n# Zebra `{attack}`\n\n## Zebra `{attack}` end\n\n`{attack}` zebra zebra.\n"
    );
    let site = Site::build(&[("content/en/index.md", "# Start\n"), ("content/en/page.md", &*text)]);
    let page = Page::new();
    page.open(&site.serve("/").url("en/index.html"));
    for query in ["zebra", attack, "\"><svg onload=alert(3)> zebra", "__proto__ constructor zebra"] {
        ask(&page, query);
        assert!(options(&page).iter().any(|option| option.contains("<img src=x")), "{query}: {:?}", options(&page));
        assert_eq!(page.eval("document.querySelectorAll('dialog.search :is(img, script, svg)').length"), 0, "{query}");
    }
    page.press("ArrowDown").press("Enter").wait_for("location.pathname.endsWith('page.html')");
    page.wait_for("document.querySelector('article mark')");
    page.assert_calm();
}

/// Puts the files of one output in the place of another's.
fn publish(from: &Site, to: &Site) {
    std::fs::remove_dir_all(to.output().join("_search")).unwrap();
    for entry in walkdir::WalkDir::new(from.output()).into_iter().map(Result::unwrap) {
        let path = to.output().join(entry.path().strip_prefix(from.output()).unwrap());
        if entry.file_type().is_file() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::copy(entry.path(), path).unwrap();
        }
    }
}

#[test]
fn a_site_that_is_published_anew_meanwhile_is_searched_anew() {
    let site = |extra: &str| {
        let page = format!("# Page\n\nWords of the page. {extra}\n");
        Site::build(&[("content/en/index.md", "# Start\n"), ("content/en/page.md", &*page)])
    };
    let (old, new) = (site("apple"), site("apple banana cherry"));
    let page = Page::new();
    page.open(&old.serve("/").url("en/index.html"));
    // The root is known before, the rest is not.
    page.eval("document.querySelector('[data-search]').click()");
    page.eval("batonSearchEngine.Index.open('en').then(() => 0)");
    publish(&new, &old);
    ask(&page, "cherry");
    page.wait_for("document.querySelector('.search-results a')");
    assert!(options(&page)[0].contains("Page"));
}

#[test]
fn a_missing_file_or_network_is_said_and_mended() {
    let site = Site::build(&[("content/en/index.md", "# Start\n"), ("content/en/page.md", "# Page\n\nApples.\n")]);
    let page = Page::new();
    page.open(&site.serve("/").url("en/index.html"));
    let (folder, aside) = (site.output().join("_search/en/t"), site.output().join("aside"));
    std::fs::rename(&folder, &aside).unwrap();
    ask(&page, "apples");
    assert!(options(&page).is_empty() && page.eval("!!document.querySelector('.search-status button')") == true);
    let broken = status(&page);
    std::fs::rename(&aside, &folder).unwrap();
    page.click(".search-status button").wait_for("document.querySelector('.search-results a')");
    let again = Page::new();
    again.open(&site.serve("/").url("en/index.html")).offline(true);
    ask(&again, "apples");
    assert!(status(&again) != broken && again.eval("!!document.querySelector('.search-status button')") == true);
    again.offline(false).click(".search-status button").wait_for("document.querySelector('.search-results a')");
}

/// A wiki of some size: `BATON_WIKI` as in `tests/search_evaluation.rs`. Terms and results of each locale, and what a query costs.
#[test]
#[ignore = "needs a wiki: BATON_WIKI"]
#[allow(clippy::print_stdout, reason = "figures")]
fn the_browser_finds_what_rust_finds_in_a_wiki() {
    let wiki = std::env::var("BATON_WIKI").expect("BATON_WIKI names the folder of a wiki");
    let locales = std::env::var("BATON_WIKI_LOCALES").unwrap_or_else(|_| "en fr-FR ja-JP".into());
    let mut settings = String::from("source_locale: en\nlocales:\n");
    for tag in locales.split(' ') {
        writeln!(settings, "  {tag}:\n    path: {wiki}/{tag}\n    pages: help").unwrap();
    }
    let site = Site::build(&[("content/site.yml", &*settings)]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("content")).unwrap();
    std::fs::write(folder.path().join("content/site.yml"), &settings).unwrap();
    let workspace = workspace(folder.path().to_owned());
    let snapshot = workspace.snapshot();
    for locale in snapshot.searchable() {
        let tag = &*snapshot.config().locale(locale).tag;
        let index = snapshot.index(locale).unwrap();
        cost(&site, tag, index);
        let page = Page::new();
        page.open(&site.file("en/index.html")).eval(BROWSER);
        let mut asked = queries(tag, index);
        asked.extend(made::cases(index).into_iter().map(|case| case.text));
        let (pages, queries) = compare(&page, tag, index, &asked);
        println!("{tag}: terms of {pages} pages and results of {queries} queries are the same");
    }
}

/// Prints what first queries download, by kind, and how long a keystroke takes to its results once everything is loaded.
#[allow(clippy::print_stdout, reason = "figures")]
fn cost(site: &Site, tag: &str, index: &Index) {
    let server = site.serve("/");
    let bytes =
        |request: &String| packed(&site.output().join(request.split('?').next()?.strip_prefix(&server.url(""))?));
    let mut sizes: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let cases = made::cases(index);
    for case in cases.iter().step_by(cases.len().div_ceil(100)) {
        let page = Page::new();
        page.open(&server.url(&format!("{tag}/index.html")));
        let before = page.requests().len();
        ask(&page, &case.text);
        let requests: BTreeSet<String> = page.requests().split_off(before).into_iter().collect();
        let size = requests.iter().filter_map(bytes).sum();
        sizes.entry("all").or_default().push((size, requests.len()));
        sizes.entry(case.kind).or_default().push((size, requests.len()));
    }
    for (kind, mut sizes) in sizes {
        sizes.sort_unstable();
        let (half, most) = (sizes[sizes.len() / 2], sizes[sizes.len() * 9 / 10]);
        println!(
            "{tag} {kind:<8} {:3} first queries  bytes of gzip: half at most {}, nine of ten {}, all {}; {} requests",
            sizes.len(),
            half.0,
            most.0,
            sizes.last().unwrap().0,
            half.1
        );
    }
    // Once loaded: letter by letter, each until its results stand in the page.
    let page = Page::new();
    page.open(&server.url(&format!("{tag}/index.html")));
    let texts: Vec<&str> = cases.iter().step_by(cases.len().div_ceil(40)).map(|case| &*case.text).collect();
    ask(&page, texts[0]);
    let times = page.eval(&format!(
        "(async () => {{ const i = document.querySelector('dialog.search input'), s = document.querySelector('.search-status'), times = []; \
         const show = async text => {{ const t = performance.now(); s.textContent = ''; i.value = text; i.dispatchEvent(new Event('input')); \
         await new Promise(done => new MutationObserver((_, o) => s.textContent && (o.disconnect(), done())).observe(s, {{ childList: true }})); \
         document.querySelector('.search-results').getBoundingClientRect(); return performance.now() - t }}; \
         for (const text of {}) for (let end = 2; end <= text.length; end++) {{ await show(text.slice(0, end)); times.push(await show(text.slice(0, end))); }} \
         return times }})()",
        json!(texts)
    ));
    let mut times: Vec<f64> = times.as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{tag}: {} keystrokes: half within {:.1} ms, 95 of 100 within {:.1} ms, all within {:.1} ms",
        times.len(),
        times[times.len() / 2],
        times[times.len() * 19 / 20],
        times.last().unwrap()
    );
}

/// The bytes of a file as servers send it.
fn packed(path: &Path) -> Option<usize> {
    let output = std::process::Command::new("gzip").arg("-c").arg(path).output().ok()?;
    (path.is_file()).then_some(output.stdout.len())
}
