//! Whole repositories, if there are any at hand: `BATON_CORPUS=DIR cargo test --test corpus -- --ignored --nocapture`.
//!
//! The folder holds one repository a locale (`en`, `fr-FR`, `ja-JP`), as Experience League has them. They are built where
//! they lie, and what comes out is held against what is known of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "the tables are what the run is for")]

use baton::workspace::{Options, Progress, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

const LOCALES: [&str; 3] = ["en", "fr-FR", "ja-JP"];

/// What every locale has on its 1,309 pages, parts of other files included, and how it is told in the HTML; 0 where the
/// number on pages is not known, only that in files.
const COUNTS: [(&str, &str, usize); 16] = [
    ("note", "data-alert=\"note\"", 0),
    ("info", "data-alert=\"info\"", 0),
    ("warning", "data-alert=\"warning\"", 0),
    ("tip", "data-alert=\"tip\"", 0),
    ("important", "data-alert=\"important\"", 0),
    ("caution", "data-alert=\"caution\"", 0),
    ("error", "data-alert=\"error\"", 0),
    ("availability", "data-alert=\"availability\"", 0),
    ("related", "data-alert=\"morelikethis\"", 0),
    ("tab sets", "role=\"tablist\"", 17),
    ("tabs", "role=\"tab\"", 37),
    ("shade boxes", "data-shadebox", 10),
    ("collapsibles", "<summary", 2),
    ("videos", "data-video=\"", 6),
    ("badges", "data-badge=\"", 4),
    ("tables", "<table", 434),
];

/// Alerts of all kinds on the pages of a locale.
const ALERTS: usize = 1583;

/// What may not be left of the source, outside of code.
const LEFTOVERS: [&str; 12] = [
    "[!",
    "{#",
    "{width=",
    "{target=",
    "{style=",
    "{type=",
    "{align=",
    "{hide-from-toc",
    "+++",
    "{{",
    "&#x200B;",
    "\u{200b}",
];

/// Where something like it is what the page says: the end of the output path, and the leftover.
const LEGITIMATE: [(&str, &str); 1] =
    [("acsd-49877-the-video-autoplay-option-does-not-work-on-mobile-safari.html", "[!")];

struct Silence;

impl Progress for Silence {}

/// The output of a build: the HTML of each page of each locale, by path.
struct Corpus {
    pages: BTreeMap<&'static str, Vec<(String, String)>>,
}

/// The folder of the repositories.
fn folder() -> PathBuf {
    std::env::var_os("BATON_CORPUS").expect("BATON_CORPUS names a folder of repositories").into()
}

/// The corpus with addresses from tables of contents, built once.
fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| build("toc"))
}

/// The pages of a locale with their texts: the path of each below its locale, what was written, and its HTML. Pages that
/// come of no file of that path are left out.
fn with_texts(tag: &str) -> impl Iterator<Item = (&'static str, String, &'static str)> {
    static BY_PATH: OnceLock<Corpus> = OnceLock::new();
    let texts = folder().join(tag).join("help");
    let output = format!("/output/{tag}/");
    BY_PATH.get_or_init(|| build("path")).pages[tag].iter().filter_map(move |(path, html)| {
        let below = path.split(&output).nth(1).unwrap().trim_end_matches(".html");
        Some((below, fs::read_to_string(texts.join(format!("{below}.md"))).ok()?, html.as_str()))
    })
}

fn build(urls: &str) -> Corpus {
    let folder = folder();
    let site = TempDir::new().unwrap();
    let mut settings = format!("source_locale: en\nurls: {urls}\ninherit_badges: false\nlocales:\n");
    for tag in LOCALES {
        let path = folder.join(tag).canonicalize().unwrap();
        writeln!(settings, "  {tag}: {{ path: \"{}\", pages: help }}", path.display()).unwrap();
    }
    fs::create_dir(site.path().join("content")).unwrap();
    fs::write(site.path().join("content/site.yml"), settings).unwrap();
    let workspace = Workspace::open(Options { root: site.path().to_owned(), ..Options::default() }, &Silence).unwrap();
    workspace.build(&Silence).unwrap();
    let pages = LOCALES.iter().map(|tag| (*tag, pages(&site.path().join("output").join(tag)))).collect();
    Corpus { pages }
}

/// The pages below a folder, by path.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                found.push((path.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// What somebody wrote of a page, its heading left out; nothing of a page that nobody wrote.
fn article(html: &str) -> &str {
    let prose = html.split("<div class=\"prose\">").nth(1).unwrap_or_default();
    prose.split("</article>").next().unwrap_or_default()
}

/// `html` without the elements `name`.
fn without(html: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut parts = html.split(&*open);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // `<prelude>` is no `<pre>`.
        if part.starts_with(['>', ' ']) {
            rest.push_str(part.split_once(&*close).map_or("", |(_, behind)| behind));
        } else {
            rest.push_str(&open);
            rest.push_str(part);
        }
    }
    rest
}

#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn nothing_of_the_source_is_left_outside_of_code() {
    let mut left = Vec::new();
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, html) in corpus().pages.values().flatten() {
        let text = without(&without(html, "pre"), "code");
        for leftover in LEFTOVERS {
            let known = LEGITIMATE.iter().any(|(end, known)| path.ends_with(end) && *known == leftover);
            if let (Some(at), false) = (text.find(leftover), known) {
                *totals.entry(leftover).or_default() += 1;
                let around: String = text[at..].chars().take(60).collect();
                left.push(format!("{path}: {}", around.replace('\n', " ")));
            }
        }
    }
    for (leftover, pages) in &totals {
        println!("{:14} on {pages} pages", leftover.escape_debug());
    }
    let shown: Vec<_> = left.iter().take(60).map(String::as_str).collect();
    assert!(left.is_empty(), "{} leftovers\n{}", left.len(), shown.join("\n"));
}

#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn every_construct_is_there_as_often_as_it_is_written() {
    let mut wrong = Vec::new();
    println!("{:16}{}", "", LOCALES.map(|tag| format!("{tag:>8}")).concat());
    let mut row = |name: &str, needle: &str, wanted: Option<usize>| {
        let counts = LOCALES.map(|tag| {
            corpus().pages[tag].iter().map(|(_, html)| article(html).matches(needle).count()).sum::<usize>()
        });
        println!("{name:16}{}", counts.map(|count| format!("{count:>8}")).concat());
        for (tag, count) in LOCALES.iter().zip(counts) {
            if wanted.is_some_and(|wanted| wanted != count) {
                wrong.push(format!("{tag}: {count} {name} instead of {}", wanted.unwrap_or_default()));
            }
        }
    };
    for (name, needle, wanted) in COUNTS {
        row(name, needle, Some(wanted).filter(|wanted| *wanted > 0));
    }
    row("alerts", "data-alert=\"", Some(ALERTS));
    row("code blocks", "<pre", None);
    row("images", "<img", None);
    assert_eq!(wrong, Vec::<String>::new());
}

/// What stands on a page, in order.
#[derive(Debug, Default, PartialEq)]
struct Outline {
    /// Levels.
    headings: Vec<u8>,
    /// Kinds.
    alerts: Vec<String>,
    tab_sets: usize,
    tabs: usize,
    boxes: usize,
    /// Languages.
    code: Vec<String>,
    tables: usize,
}

/// What a line is to the code between fences.
enum Line<'a> {
    Text,
    /// It begins code, of which this is said.
    Opens(&'a str),
    Code,
}

/// The fence that code stands in, as its number of ticks.
#[derive(Default)]
struct Fence(Option<usize>);

impl Fence {
    fn read<'a>(&mut self, line: &'a str) -> Line<'a> {
        let bare = line.trim_start_matches(['>', ' ']);
        let ticks = bare.bytes().take_while(|byte| *byte == b'`').count();
        match self.0 {
            Some(open) => {
                let closes = ticks >= open && bare.trim_end().len() == ticks;
                self.0 = Some(open).filter(|_| !closes);
                Line::Code
            }
            None if ticks >= 3 => {
                self.0 = Some(ticks);
                Line::Opens(&bare[ticks..])
            }
            None => Line::Text,
        }
    }
}

/// A text without its front matter.
fn body(text: &str) -> &str {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")).map_or(text, |(_, body)| body)
}

/// The outline of a text as its lines show it; nothing where lines alone can't tell: texts that include others or hold
/// code or tables in HTML.
fn of_lines(text: &str) -> Option<Outline> {
    let body = body(text);
    if body.contains("{{") || body.contains("<pre") || body.contains("<table") {
        return None;
    }
    let mut outline = Outline::default();
    let (mut fence, mut comment) = (Fence::default(), false);
    for line in body.lines() {
        if fence.0.is_none() && (comment || line.trim_start().starts_with("<!--")) {
            comment = !line.contains("-->");
            continue;
        }
        match fence.read(line) {
            Line::Text => {}
            Line::Opens(info) => {
                let info = info.trim().to_lowercase();
                outline.code.push(info.split([' ', '{', '?']).next().unwrap_or_default().to_owned());
                continue;
            }
            Line::Code => continue,
        }
        let signs = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&signs) && line[signs..].starts_with(' ') {
            outline.headings.push(u8::try_from(signs).unwrap());
        }
        if line.trim_start().starts_with('>')
            && let Some(tag) = line.trim_start_matches(['>', ' ']).strip_prefix("[!")
        {
            let word = tag.split([']', ' ']).next().unwrap_or_default().to_lowercase();
            match word.as_str() {
                "begintabs" => outline.tab_sets += 1,
                "tab" => outline.tabs += 1,
                "beginshadebox" => outline.boxes += 1,
                "endtabs" | "endshadebox" | "video" | "dnl" | "uicontrol" | "badge" => {}
                _ => outline.alerts.push(word),
            }
        }
        let row = line.trim();
        if row.starts_with('|') && row.contains("--") && row.bytes().all(|byte| b"|-: ".contains(&byte)) {
            outline.tables += 1;
        }
    }
    Some(outline)
}

/// The outline that the HTML of a page has, read by the signs that themes may rely on.
fn of_html(html: &str) -> Outline {
    let article = html.split("<article").nth(1).unwrap_or_default().split("</article>").next().unwrap_or_default();
    let mut outline = Outline::default();
    for Ok(token) in html5gum::Tokenizer::new(article) {
        let html5gum::Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let value = |wanted: &str| {
            let found = tag.attributes.iter().find(|(name, _)| ***name == *wanted.as_bytes());
            found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
        };
        if value("data-outline-skip").is_some() {
            continue;
        }
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => outline.headings.push(name.as_bytes()[1] - b'0'),
            "pre" => outline.code.push(String::new()),
            "code" => {
                if let (Some(language), Some(last)) = (value("data-lang"), outline.code.last_mut()) {
                    *last = language;
                }
            }
            "table" => outline.tables += 1,
            _ => {}
        }
        outline.alerts.extend(value("data-alert"));
        outline.boxes += usize::from(value("data-shadebox").is_some());
        outline.tab_sets += usize::from(value("role").is_some_and(|role| role == "tablist"));
        outline.tabs += usize::from(value("role").is_some_and(|role| role == "tab"));
    }
    outline
}

/// What lines alone show is what readers get, on 99 of 100 pages of each locale at least.
#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn pages_say_what_their_lines_say() {
    for tag in LOCALES {
        let (mut pages, mut differ) = (0, Vec::new());
        for (below, text, html) in with_texts(tag) {
            let Some(expected) = of_lines(&text) else { continue };
            pages += 1;
            let is = of_html(html);
            if is != expected {
                differ.push(format!("{below}\n  lines {expected:?}\n  html  {is:?}"));
            }
        }
        println!("{tag:8} {pages} pages, {} differ\n{}", differ.len(), differ.join("\n"));
        assert!(pages > 1000 && differ.len() * 100 <= pages, "{tag}: {} of {pages} pages differ", differ.len());
    }
}

/// Elements that Markdown itself makes, and that readers meet in lines.
const ELEMENTS: [&str; 12] = ["ul", "ol", "li", "a", "img", "code", "strong", "em", "del", "th", "td", "hr"];

/// How many of each of [`ELEMENTS`] there are.
type Counts = BTreeMap<&'static str, usize>;

/// Counts start tags of HTML; code in `pre`, and everything in an element that themes skip, left out.
fn count_tags(html: &str, counts: &mut Counts) {
    // The element that is skipped, and how many of its name are open.
    let mut skipped: Option<(Vec<u8>, usize)> = None;
    let mut in_pre = false;
    for Ok(token) in html5gum::Tokenizer::new(html) {
        match (token, &mut skipped) {
            (html5gum::Token::StartTag(tag), Some((name, open))) => *open += usize::from(*tag.name == **name),
            (html5gum::Token::EndTag(tag), Some((name, open))) => {
                *open -= usize::from(*tag.name == **name);
                if *open == 0 {
                    skipped = None;
                }
            }
            (html5gum::Token::StartTag(tag), None) => {
                let has = |wanted: &str| tag.attributes.iter().any(|(name, _)| ***name == *wanted.as_bytes());
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if has("data-outline-skip") {
                    skipped = Some((tag.name.to_vec(), 1));
                    continue;
                }
                in_pre |= name == "pre";
                let name = match name.as_str() {
                    "b" => "strong",
                    "i" => "em",
                    "s" | "strike" => "del",
                    "a" if !has("href") => continue,
                    "code" if in_pre => continue,
                    name => name,
                };
                if let Some(known) = ELEMENTS.iter().find(|known| **known == name) {
                    *counts.entry(known).or_default() += 1;
                }
            }
            (html5gum::Token::EndTag(tag), None) => in_pre &= **tag.name != *b"pre",
            _ => {}
        }
    }
}

/// A line without what Markdown has no word for: the tags around names, and attributes behind links and images.
fn plain_line(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['[', '{']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let word = ["[!DNL ", "[!UICONTROL "]
            .iter()
            .find(|tag| rest.get(..tag.len()).is_some_and(|r| r.eq_ignore_ascii_case(tag)));
        let attributes = rest.starts_with('{') && plain.ends_with([')', ']']);
        match (word, rest.find(['}', ']'])) {
            (Some(tag), Some(end)) => {
                plain.push_str(&rest[tag.len()..end]);
                rest = &rest[end + 1..];
            }
            (None, Some(end)) if attributes && rest[..end].contains('=') => rest = &rest[end + 1..],
            _ => {
                plain.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

/// What plain Markdown makes of a page without its tags; nothing of a page with more of the dialect in it.
fn of_markdown(text: &str) -> Option<Counts> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let body = body(text);
    if ["{{", "[!TAB", "[!BEGINSHADEBOX", "[!BADGE", "[!VIDEO", "\n+++"].iter().any(|sign| body.contains(sign)) {
        return None;
    }
    let (mut plain, mut fence) = (String::new(), Fence::default());
    for line in body.lines() {
        match fence.read(line) {
            Line::Text => plain += &plain_line(line),
            Line::Opens(_) | Line::Code => plain += line,
        }
        plain.push('\n');
    }
    let mut counts = Counts::new();
    let mut html = String::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut in_head = false;
    for event in Parser::new_ext(&plain, options) {
        let name = match event {
            Event::Start(Tag::List(None)) => "ul",
            Event::Start(Tag::List(Some(_))) => "ol",
            Event::Start(Tag::Item) => "li",
            Event::Start(Tag::Link { .. }) => "a",
            Event::Start(Tag::Image { .. }) => "img",
            Event::Start(Tag::Strong) => "strong",
            Event::Start(Tag::Emphasis) => "em",
            Event::Start(Tag::Strikethrough) => "del",
            Event::Start(Tag::TableHead) => {
                in_head = true;
                continue;
            }
            Event::End(pulldown_cmark::TagEnd::TableHead) => {
                in_head = false;
                continue;
            }
            Event::Start(Tag::TableCell) if in_head => "th",
            Event::Start(Tag::TableCell) => "td",
            Event::Code(_) => "code",
            Event::Rule => "hr",
            Event::Html(raw) | Event::InlineHtml(raw) => {
                html += &raw;
                continue;
            }
            _ => continue,
        };
        *counts.entry(name).or_default() += 1;
    }
    count_tags(&html, &mut counts);
    Some(counts)
}

/// Lists, links, pictures, tables and what stands in lines are as many as plain Markdown sees, on 99 of 100 pages of each
/// locale at least, for each of them.
#[test]
#[ignore = "needs repositories in BATON_CORPUS"]
fn pages_hold_what_plain_markdown_sees() {
    for tag in LOCALES {
        let (mut pages, mut differ) = (0, BTreeMap::<&str, Vec<String>>::new());
        for (below, text, html) in with_texts(tag) {
            let Some(expected) = of_markdown(&text) else { continue };
            pages += 1;
            let mut is = Counts::new();
            let article = html.split_once("<article").map_or("", |(_, behind)| behind);
            count_tags(article.split_once("</article>").map_or("", |(inside, _)| inside), &mut is);
            for name in ELEMENTS {
                let counts = (expected.get(name).copied().unwrap_or(0), is.get(name).copied().unwrap_or(0));
                if counts.0 != counts.1 {
                    differ.entry(name).or_default().push(format!("{below} {} {}", counts.0, counts.1));
                }
            }
        }
        println!("{tag:8} {pages} pages");
        for (name, places) in &differ {
            println!("  {name:8} differs on {}: {}", places.len(), places.join(", "));
        }
        let most = differ.values().map(Vec::len).max().unwrap_or(0);
        assert!(pages > 1000 && most * 100 <= pages, "{tag}: {most} of {pages} pages differ");
    }
}
