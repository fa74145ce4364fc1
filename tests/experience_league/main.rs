//! Repositories as Experience League has them: a folder a locale, `help/<guide>/TOC.md`, `metadata.md`, `redirects.csv`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

mod addresses;
mod badges;
mod contract;
mod init;
mod mend;
mod mounts;
mod traps;

use baton::diagnostic::Diagnostic;
use baton::span::position;
use baton::workspace::{Options, Progress, Report, Workspace};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Nobody listens.
struct Silence;

impl Progress for Silence {}

/// A site on the disk.
pub struct Site(TempDir);

/// A site that was built.
pub struct Built {
    site: Site,
    /// What was found.
    pub report: Report,
}

/// Makes a site of files, each a path and a text.
pub fn site(files: &[(&str, &str)]) -> Site {
    let site = Site(tempfile::tempdir().unwrap());
    for (path, text) in files {
        site.write(path, text);
    }
    site
}

impl Site {
    /// Its folder.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// Builds it.
    pub fn build(self) -> Built {
        let options = Options { root: self.root().to_owned(), ..Options::default() };
        let workspace = Workspace::open(options, &Silence).unwrap();
        let report = workspace.build(&Silence).unwrap();
        Built { site: self, report }
    }
}

impl Built {
    /// The HTML of a page.
    pub fn html(&self, path: &str) -> String {
        let output = self.site.root().join("output").join(path);
        fs::read_to_string(&output).unwrap_or_else(|error| panic!("{path}: {error}; there is {:#?}", self.pages()))
    }

    /// Whether there is an output.
    pub fn exists(&self, path: &str) -> bool {
        self.site.root().join("output").join(path).exists()
    }

    /// Every page, by its path in the output.
    pub fn pages(&self) -> Vec<String> {
        let output = self.site.root().join("output");
        let mut found = Vec::new();
        let mut open = vec![output.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "html") {
                    found.push(path.strip_prefix(&output).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        found
    }

    /// Every finding as `path:line code`, those about whole files without a line.
    pub fn findings(&self) -> Vec<String> {
        let show = |finding: &Diagnostic| {
            let line = finding.span.map(|span| {
                let text = self.site.read(&finding.path);
                format!(":{}", position(&text, span.start as usize).line)
            });
            format!("{}{} {}", finding.path, line.unwrap_or_default(), finding.code.name)
        };
        self.report.findings.iter().map(show).collect()
    }

    /// The hrefs of the article of a page.
    pub fn links(&self, path: &str) -> Vec<String> {
        let html = self.html(path);
        let content = html.split("<div class=\"prose\">").nth(1).unwrap().split("</article>").next().unwrap();
        let links = content.split("<a ").skip(1).filter(|link| !link.contains("heading-anchor"));
        links.map(|link| link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
    }
}
