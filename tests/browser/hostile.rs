//! Hostile content in the browser that it is meant for: nothing of it runs, wherever it stands.
//!
//! Pages are opened from the disk, where no header helps: the HTML alone must be harmless.

use crate::chromium::Page;
use crate::site::Site;

/// What a page holds that could run or reach out; judged on the tree that the browser built.
const ALIVE: &str = r#"[...document.querySelectorAll("*")].flatMap(e => {
    const bad = [...e.attributes].filter(a => /^(on|style$|srcdoc$|formaction$)/.test(a.name)).map(a => a.name);
    const name = e.localName;
    if (/^(iframe|object|embed|form|base|frame|frameset|applet|style|math|portal)$/.test(name)) bad.push(name);
    if (name == "script" && !e.src.includes("/_theme/")) bad.push("script");
    if ("protocol" in e && e.hasAttribute("href") && !/^(https?|mailto|tel|file):$/.test(e.protocol)) bad.push(e.protocol);
    return bad.map(bad => `${bad} in ${e.outerHTML.slice(0, 200)}`);
})"#;

/// Touches everything as an unlucky reader would, and stays on the page.
const TOUCH: &str = r#"addEventListener("click", e => e.preventDefault());
for (const e of document.querySelectorAll("main *")) {
    for (const kind of ["mouseover", "focus", "pointerdown", "error", "load", "toggle", "animationstart"])
        e.dispatchEvent(new Event(kind));
    e.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
}"#;

fn attacks() -> Vec<&'static str> {
    include_str!("../markdown/attacks.txt").split("\n====\n").map(|attack| attack.trim_end_matches('\n')).collect()
}

/// A front matter value in quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(&text.replace('\n', " ")).unwrap()
}

#[test]
fn no_attack_on_a_page_runs() {
    let attacks = attacks();
    assert!(attacks.len() > 100);
    let mut files = vec![("content/en/index.md".to_owned(), "# Start\n".to_owned())];
    for (index, attack) in attacks.iter().enumerate() {
        let head = format!("---\ntitle: {0}\ndescription: {0}\n---\n", quoted(attack));
        files.push((format!("content/en/p{index}.md"), format!("{head}\n## A\n\n{attack}\n\n## {attack}\n")));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, text)).collect();
    let site = Site::build(&files);
    let page = Page::new();
    for (index, attack) in attacks.iter().enumerate() {
        page.open(&site.file(&format!("en/p{index}.html")));
        let alive = page.eval(ALIVE);
        assert_eq!(alive, serde_json::json!([]), "{attack}");
        if index % 8 == 0 {
            page.eval(TOUCH);
        }
    }
    let problems = page.problems();
    let ran = problems.iter().filter(|problem| problem.starts_with("dialog") || problem.starts_with("exception"));
    assert_eq!(ran.count(), 0, "{problems:#?}");
    let scripts = page.requests().into_iter().filter(|request| !request.starts_with("file:"));
    assert_eq!(scripts.filter(|request| request.contains(".js")).count(), 0);
}

#[test]
fn no_attack_in_a_picture_runs_even_when_it_is_opened_alone() {
    let lines: Vec<_> = include_str!("../fixtures/svg/hostile.txt").lines().collect();
    let attacks: Vec<_> = lines.chunks(3).map(|case| case[1]).collect();
    assert!(attacks.len() > 50);
    let pictures: Vec<_> = attacks
        .iter()
        .enumerate()
        .map(|(index, attack)| {
            let spaces = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'";
            (format!("content/en/s{index}.svg"), format!("<svg {spaces} width='9' height='9'>{attack}</svg>"))
        })
        .collect();
    let page = (0..pictures.len()).map(|index| format!("![a picture](s{index}.svg)\n\n")).collect::<String>();
    let mut files: Vec<_> = pictures.iter().map(|(path, text)| (&**path, text.clone())).collect();
    files.push(("content/en/index.md", format!("# Pictures\n\n{page}")));
    let site = Site::build(&files);
    let published: Vec<_> = walkdir::WalkDir::new(site.output())
        .into_iter()
        .map(|entry| entry.unwrap().path().display().to_string())
        .filter(|path| path.ends_with(".svg") && !path.contains("_theme"))
        .collect();
    assert!(published.len() > attacks.len() / 2, "{} pictures are published", published.len());
    let page = Page::new();
    for path in published {
        page.open(&format!("file://{path}"));
        page.eval("document.querySelectorAll(':not(a)').forEach(e => e.dispatchEvent(new MouseEvent('click')))");
    }
    let problems = page.problems();
    assert!(!problems.iter().any(|problem| problem.starts_with("dialog")), "{problems:#?}");
    let outside: Vec<_> = page.requests().into_iter().filter(|request| !request.starts_with("file:")).collect();
    assert!(outside.is_empty(), "{outside:#?}");
}
