//! Bad input is normal input: broken and hostile sites, built by the real program.
//!
//! Each case is a small site. It must end with the expected exit code and findings, within bounded memory and without a
//! hang; the rest of the site must be published; no script of the content may live in the output; nothing outside the
//! root may be read, and nothing outside the output written. The last three hold for every case, whatever it expects.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod assets;
mod encodings;
mod front_matter;
mod html;
mod includes;
mod markdown;
mod names;
mod output;
mod references;
mod settings;
mod templates;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What lies outside the site's root and must never be read.
const SECRET: &str = "the-secret-outside-the-root";
/// How much address space a build may take, in kilobytes: far more than it needs, far less than a bomb does.
const MEMORY: u32 = 3_000_000;
/// When a build counts as hanging.
const PATIENCE: Duration = Duration::from_secs(90);

/// A site on the disk, below a folder that holds a secret.
pub struct Site {
    folder: tempfile::TempDir,
}

/// What a build did.
pub struct Built {
    pub code: Option<i32>,
    pub stderr: String,
    /// Code, path, line and column of each finding.
    pub findings: Vec<Finding>,
    site: Site,
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub code: String,
    pub path: String,
    pub line: Option<u64>,
    pub column: Option<u64>,
    pub message: String,
    pub help: Option<String>,
}

/// A site with a sound page beside the `files` of the case.
pub fn site(files: &[(&str, &[u8])]) -> Site {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret.md"), format!("# Secret\n\n{SECRET}\n")).unwrap();
    fs::write(folder.path().join("secret.svg"), format!("<svg><text>{SECRET}</text></svg>")).unwrap();
    let site = Site { folder };
    site.write("content/site.yml", b"title: Case\n");
    site.write("content/en/index.md", b"# Sound\n\nA sound page.\n");
    for (path, bytes) in files {
        site.write(path, bytes);
    }
    site
}

/// A site whose page `content/en/case.md` is `text`.
pub fn page(text: &str) -> Site {
    site(&[("content/en/case.md", text.as_bytes())])
}

impl Site {
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    pub fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn build(self) -> Built {
        self.build_with(&[])
    }

    pub fn build_with(self, arguments: &[&str]) -> Built {
        let before = listing(self.outside(), &self.root());
        let build = run(&self.root(), &[&["build"], arguments].concat());
        let check = run(&self.root(), &["check", "--format", "json"]);
        assert_eq!(before, listing(self.outside(), &self.root()), "something outside the output was written");
        let built = Built {
            code: build.status.code(),
            stderr: String::from_utf8_lossy(&build.stderr).into_owned(),
            findings: findings(&check.stdout),
            site: self,
        };
        built.assert_harmless();
        built
    }
}

impl Built {
    /// The exit code, and the codes of all findings but notes, sorted and without repetition.
    #[track_caller]
    pub fn expect(self, code: i32, codes: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "exit code; stderr:\n{}", self.stderr);
        let found: BTreeSet<&str> = self.findings.iter().map(|finding| &*finding.code).collect();
        let found: Vec<&str> =
            found.into_iter().filter(|code| !matches!(*code, "asset-unused" | "toc-orphan")).collect();
        assert_eq!(found, codes, "{:#?}", self.findings);
        self
    }

    /// A finding of `code` stands at `line`, `column`.
    #[track_caller]
    pub fn at(self, code: &str, line: u64, column: u64) -> Self {
        let hit =
            |finding: &&Finding| finding.code == code && finding.line == Some(line) && finding.column == Some(column);
        assert!(
            self.findings.iter().any(|finding| hit(&finding)),
            "no {code} at {line}:{column}: {:#?}",
            self.findings
        );
        self
    }

    /// The published page `en/case.html` (or what `path` names) holds `text`.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        self.shows_at("en/case.html", text)
    }

    /// The published page at `path` holds `text`.
    #[track_caller]
    pub fn shows_at(self, path: &str, text: &str) -> Self {
        let html = self.html(path);
        assert!(html.contains(text), "`{text}` is not in\n{html}");
        self
    }

    #[track_caller]
    pub fn shows_not(self, text: &str) -> Self {
        let html = self.html("en/case.html");
        assert!(!html.contains(text), "`{text}` is in\n{html}");
        self
    }

    #[track_caller]
    pub fn html(&self, path: &str) -> String {
        let path = self.site.root().join("output").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}\n{}", path.display(), self.stderr))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.site.root().join("output").join(path).symlink_metadata().is_ok()
    }

    /// The sound page beside the case is there.
    #[track_caller]
    pub fn rest_is_published(self) -> Self {
        assert!(self.html("en/index.html").contains("A sound page."));
        self
    }

    fn assert_harmless(&self) {
        for file in files(&self.site.root().join("output")) {
            let bytes = fs::read(&file).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(SECRET), "{} holds what lies outside the root", file.display());
            assert!(!file.is_symlink(), "{} is a symbolic link", file.display());
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("html") => harmless_html(&file, &text),
                Some("svg") => {
                    let lower = text.to_lowercase();
                    for bad in ["<script", "javascript:", " onload", "<!entity", "<iframe"] {
                        assert!(!lower.contains(bad), "{} holds {bad}", file.display());
                    }
                }
                _ => {}
            }
        }
    }
}

/// Every script is the theme's own file, no handler, no frame, no script address, no style: judged on tokens.
fn harmless_html(file: &Path, text: &str) {
    for token in html5gum::Tokenizer::new(text) {
        let Ok(html5gum::Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let forbidden = ["style", "iframe", "object", "embed", "base", "frame", "applet", "math"];
        assert!(!forbidden.contains(&&*name), "{}: <{name}>", file.display());
        // The theme's own form closes a dialog, and sends nothing anywhere.
        let closes = tag.attributes.iter().all(|(key, value)| &**key == b"method" && &*value.value == b"dialog");
        assert!(name != "form" || (closes && !tag.attributes.is_empty()), "{}: <form>", file.display());
        for (key, value) in &tag.attributes {
            let key = String::from_utf8_lossy(key).to_lowercase();
            let value = String::from_utf8_lossy(&value.value).to_lowercase();
            let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            assert!(!key.starts_with("on"), "{}: {key}", file.display());
            assert!(key != "style" && key != "srcdoc", "{}: {key}", file.display());
            assert!(
                !plain.starts_with("javascript:") && !plain.starts_with("vbscript:"),
                "{}: {value}",
                file.display()
            );
            assert!(!plain.starts_with("data:text"), "{}: {value}", file.display());
            if name == "script" && key == "src" {
                assert!(value.contains("_theme/"), "{}: script {value}", file.display());
            }
        }
        if name == "script" {
            assert!(tag.attributes.keys().any(|key| &**key == b"src"), "{}: inline script", file.display());
        }
    }
}

pub fn run(root: &Path, arguments: &[&str]) -> Output {
    // A limit on memory, set by the shell: exceeding it ends the build, and the case fails on its exit code.
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_baton")])
        .args(arguments)
        .arg("--root")
        .arg(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    let start = Instant::now();
    let watch = std::thread::spawn(move || {
        while start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(50));
            if !Path::new(&format!("/proc/{id}")).exists() {
                return;
            }
        }
        drop(Command::new("kill").args(["-9", &id.to_string()]).status());
    });
    let mut stdout = Vec::new();
    let mut pipe = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        std::io::Read::read_to_end(&mut pipe, &mut stdout).unwrap();
        stdout
    });
    let output = child.wait_with_output().unwrap();
    let stdout = reader.join().unwrap();
    drop(watch.join());
    Output { stdout, ..output }
}

fn findings(json: &[u8]) -> Vec<Finding> {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(json) else { return Vec::new() };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let list = document["diagnostics"].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|item| Finding {
            code: text(&item["code"]),
            path: text(&item["path"]),
            line: item["line"].as_u64(),
            column: item["column"].as_u64(),
            message: text(&item["message"]),
            help: item["help"].as_str().map(str::to_owned),
        })
        .collect()
}

/// Every file below `folder`, links not followed.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).follow_links(false).sort_by_file_name();
    walk.into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Path and content of every file that is not the build's to write.
fn listing(outside: &Path, root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let own = |path: &Path| {
        path.strip_prefix(root).is_ok_and(|path| path.starts_with("output") || path.starts_with(".baton-output"))
    };
    let files = files(outside).into_iter().filter(|path| !own(path));
    files
        .map(|path| {
            (
                path.clone(),
                fs::metadata(&path)
                    .ok()
                    .filter(|m| m.is_file() && m.len() < 1 << 20)
                    .map(|_| fs::read(&path).unwrap_or_default())
                    .unwrap_or_default(),
            )
        })
        .collect()
}
