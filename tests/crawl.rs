//! An independent crawl of what is published: a browser's reading of every link, in nobody's words but the output's.
//!
//! Every internal address in every file must lead to a file, and every fragment to an element, unless a finding said that
//! it does not; every page must be reached from the root by links alone. The project's own playbook is crawled always, a
//! corpus when there is one: `BATON_CORPUS=DIR cargo test --test crawl -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, reason = "the figures are what the long run is for")]

use html5gum::{Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use walkdir::WalkDir;

/// Attributes that hold one address, whatever the element.
const ADDRESSES: [&str; 8] = ["href", "src", "poster", "action", "data", "cite", "formaction", "data-nav"];

/// What one file says.
#[derive(Default)]
struct Paper {
    ids: BTreeSet<String>,
    /// Whether it wants to be found: what says it does not is unlisted, or leads on.
    is_listed: bool,
    /// Addresses as they are written.
    links: BTreeSet<String>,
}

/// A published site, read.
struct Crawl {
    papers: BTreeMap<String, Paper>,
    files: BTreeSet<String>,
}

impl Crawl {
    fn of(output: &Path) -> Self {
        let entries = WalkDir::new(output).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
        let mut crawl = Self { papers: BTreeMap::new(), files: BTreeSet::new() };
        for entry in entries {
            let path = entry.path().strip_prefix(output).unwrap().to_str().unwrap().to_owned();
            match entry.path().extension().and_then(|extension| extension.to_str()) {
                Some("html") => {
                    crawl.papers.insert(path.clone(), read_html(&fs::read_to_string(entry.path()).unwrap()));
                }
                Some("css") => {
                    crawl.papers.insert(path.clone(), read_css(&fs::read_to_string(entry.path()).unwrap()));
                }
                _ => {}
            }
            crawl.files.insert(path);
        }
        crawl
    }

    /// Where an address on the page at `from` leads inside the site, with its fragment; nothing for another site's.
    fn target(&self, from: &str, link: &str) -> Option<(String, String)> {
        let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
        let address = address.split('?').next().unwrap();
        let scheme = address.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(char::is_alphanumeric));
        if scheme || address.starts_with("//") {
            return None;
        }
        assert!(!address.starts_with('/'), "{from}: {link} works only at the root of a host");
        let mut parts: Vec<&str> = from.split('/').collect();
        if !address.is_empty() {
            parts.pop();
        }
        for part in address.split('/').filter(|part| !part.is_empty()) {
            match part {
                "." => {}
                ".." => assert!(parts.pop().is_some(), "{from}: {link} leads out of the site"),
                name => parts.push(name),
            }
        }
        let mut path = decoded(&parts.join("/"));
        if address.ends_with('/') || path.is_empty() || !self.files.contains(&path) {
            let index = format!("{path}{}index.html", if path.is_empty() { "" } else { "/" });
            path = if self.files.contains(&index) && address.ends_with('/') { index } else { path };
        }
        Some((path, decoded(fragment)))
    }

    /// The addresses that fail: the page, the address as written, the fragment if that is what is missing.
    fn failures(&self) -> Vec<(&str, &str, String)> {
        let mut failures = Vec::new();
        for (from, paper) in &self.papers {
            for link in &paper.links {
                let Some((path, fragment)) = self.target(from, link) else { continue };
                let paper = self.papers.get(&path);
                let is_id = || paper.is_none_or(|paper| paper.ids.contains(&fragment));
                if !self.files.contains(&path) || !(fragment.is_empty() || fragment == "top" || is_id()) {
                    failures.push((&**from, &**link, fragment));
                }
            }
        }
        failures
    }

    /// The HTML files that no chain of links from the root leads to.
    fn unreached(&self) -> Vec<&str> {
        let mut reached = BTreeSet::from(["index.html".to_owned()]);
        let mut next = vec!["index.html".to_owned()];
        while let Some(from) = next.pop() {
            let links = self.papers.get(&from).map(|paper| &paper.links);
            for link in links.into_iter().flatten() {
                if let Some((path, _)) = self.target(&from, link)
                    && reached.insert(path.clone())
                {
                    next.push(path);
                }
            }
        }
        // A guide's list is linked where a page does not carry the whole of it.
        let missed = self.papers.iter().filter(|(path, paper)| paper.is_listed && !reached.contains(*path));
        missed.map(|(path, _)| &**path).filter(|path| !path.ends_with("/toc.html")).collect()
    }

    fn links(&self) -> usize {
        self.papers.values().map(|paper| paper.links.len()).sum()
    }
}

fn read_html(html: &str) -> Paper {
    let mut paper = Paper { is_listed: !html.contains("<meta name=\"robots\" content=\"noindex"), ..Paper::default() };
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let name = text(&tag.name);
        let refreshes = tag.attributes.get(&b"http-equiv"[..]).is_some_and(|value| text(value) == "refresh");
        for (key, value) in &tag.attributes {
            let (key, value) = (text(key), text(value));
            match &*key {
                "id" => {
                    assert!(paper.ids.insert(value.clone()), "the id {value} is there twice");
                }
                "name" if name == "a" => drop(paper.ids.insert(value)),
                "srcset" => paper
                    .links
                    .extend(value.split(',').filter_map(|part| part.split_whitespace().next()).map(str::to_owned)),
                "content" if refreshes => {
                    paper.links.extend(value.split_once("url=").map(|(_, address)| address.to_owned()));
                }
                key if ADDRESSES.contains(&key) => drop(paper.links.insert(value)),
                _ => {}
            }
        }
    }
    paper
}

fn read_css(css: &str) -> Paper {
    let addresses = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let links = addresses.map(|address| address.trim_matches(['"', '\'', ' ']).to_owned());
    Paper { links: links.filter(|link| !link.starts_with("data:")).collect(), ..Paper::default() }
}

/// Percent-decoded.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn baton(arguments: &[&std::ffi::OsStr]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_baton")).args(arguments).output().unwrap();
    assert!(run.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// Builds the site at `root`, crawls it, and returns it with the failures that no finding names.
fn crawl(root: &Path) -> (Crawl, Vec<String>) {
    let output = tempfile::tempdir().unwrap();
    let site = output.path().join("site");
    let of = |verb: &'static str| [verb.as_ref(), "--root".as_ref(), root.as_os_str()];
    baton(&[&of("build")[..], &["--output".as_ref(), site.as_os_str()]].concat());
    let findings = baton(&[&of("check")[..], &["--format".as_ref(), "json".as_ref()]].concat());
    let crawl = Crawl::of(&site);
    let failures = crawl.failures();
    let unreported = failures.iter().filter(|(_, _, fragment)| {
        fragment.is_empty() || !findings.contains(&serde_json::to_string(fragment).unwrap().replace('"', "`"))
    });
    let unreported = unreported.map(|(from, link, _)| format!("{from}: {link}")).take(40).collect();
    println!("{} files, {} HTML and CSS, {} links", crawl.files.len(), crawl.papers.len(), crawl.links());
    println!("{} reported fragments lead nowhere", failures.len());
    (crawl, unreported)
}

#[test]
fn every_link_of_the_playbook_leads_somewhere_and_every_page_is_reached() {
    let (crawl, unreported) = crawl(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(crawl.links() > 5_000, "the crawl reads links: {}", crawl.links());
    assert_eq!(unreported, [""; 0]);
    assert_eq!(crawl.unreached(), [""; 0]);
}

#[test]
#[ignore = "needs a corpus"]
fn every_link_of_a_corpus_leads_somewhere_or_was_reported() {
    let corpus = std::env::var_os("BATON_CORPUS").expect("BATON_CORPUS names a folder of repositories");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    let mut settings = String::from("title: Corpus\nsource_locale: en\nlocales:\n");
    for tag in ["en", "fr-FR", "ja-JP"] {
        let path = Path::new(&corpus).join(tag);
        let chain = if tag == "en" { "" } else { ", fallback: [en]" };
        writeln!(settings, "  {tag}: {{ path: {}, pages: help{chain} }}", path.display()).unwrap();
    }
    fs::write(folder.path().join("content/site.yml"), settings).unwrap();
    let (crawl, unreported) = crawl(folder.path());
    assert_eq!(unreported, [""; 0]);
    let unreached = crawl.unreached();
    println!("{} pages are not reached by links: {:?}", unreached.len(), &unreached[..unreached.len().min(20)]);
}
