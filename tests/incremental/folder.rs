//! A small site on the disk, and the edits that people make to it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use walkdir::WalkDir;

/// The smallest picture there is.
pub const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Every file of the site that scripts begin with: three locales of which one falls back to almost everything, a guide
/// with a table of contents, folders without one, snippets, an included file, assets of one locale and of all.
const FILES: [(&str, &str); 27] = [
    (
        "content/site.yml",
        "title: { en: Wiki, fr: Wiki en français }\nbase_url: https://example.com/wiki/\ntheme: house\nlocales:\n  \
         en: { label: English }\n  fr: { label: Français, fallback: [en] }\n  de: { label: Deutsch, fallback: [en] }\n",
    ),
    ("content/en/index.md", "# Home\n\nStart with the [plan](plan/scope.md) or [run it](run/start.md).\n"),
    (
        "content/en/glossary.md",
        "---\ntitle: Glossary\n---\n# Glossary\n\n## Alarm\n\nA bell.\n\n## Rota\n\nWho is on.\n",
    ),
    ("content/en/plan/index.md", "---\ntitle: The plan\nweight: 1\n---\n# The plan\n\nSee [the team](team.md).\n"),
    (
        "content/en/plan/scope.md",
        "# Scope\n\nWhat is in. An [alarm](../glossary.md#alarm) is.\n\n![The office](office.svg)\n",
    ),
    ("content/en/plan/team.md", "---\ntitle: The team\naliases: [people.html]\n---\n# The team\n\n{{contact}}\n"),
    (
        "content/en/run/TOC.md",
        "---\nuser-guide-title: Running it\n---\n# Running it {#running}\n\n- [Start](start.md)\n- Later {#later}\n  - [Stop](stop.md)\n  - [Alarms](deep/alarms.md)\n",
    ),
    (
        "content/en/run/start.md",
        "---\ntitle: Start\ndescription: How it starts.\n---\n# Start\n\n## First\n\n{{$include /_includes/steps.md}}\n\n```bash\nrun start\n```\n",
    ),
    (
        "content/en/run/stop.md",
        "# Stop\n\nThe other way round: [start](start.md#first), with ![a photo](/assets/photo.gif).\n",
    ),
    (
        "content/en/run/deep/alarms.md",
        "---\nexl-id: 11111111-aaaa-4444-8888-000000000001\n---\n# Alarms\n\nSee the [glossary](/glossary.md).\n",
    ),
    ("content/en/_includes/steps.md", "# Steps\n\n1. Ask {{contact}}\n2. Begin.\n"),
    (
        "content/en/_includes/snippets.md",
        "# Snippets\n\n## Contact {#contact}\n\nthe desk\n\n## Idle {#idle}\n\nNobody asks for this.\n",
    ),
    ("content/en/metadata.md", "---\nrole: Operator\n---\n"),
    ("content/en/redirects.csv", "Source,Destination\n/old.html,/plan/scope.html\n"),
    (
        "content/en/plan/office.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"M0 0h4\"/></svg>",
    ),
    ("content/fr/index.md", "# Accueil\n\nCommencez par le [plan](plan/scope.md).\n"),
    ("content/fr/plan/team.md", "---\ntitle: Les gens\n---\n# Les gens\n\n{{contact}}\n"),
    (
        "content/fr/run/TOC.md",
        "---\nuser-guide-title: Exploitation\n---\n# Exploitation {#running}\n\n- [Départ](start.md)\n- [Arrêt](stop.md)\n",
    ),
    (
        "content/fr/run/start.md",
        "---\ntitle: Départ\n---\n# Départ\n\n## D'abord\n\nVoir le [glossaire](../glossary.md#alarm).\n",
    ),
    ("content/fr/_includes/snippets.md", "# Extraits\n\n## Contact {#contact}\n\nle guichet\n"),
    ("content/de/index.md", "# Anfang\n\n[Los](run/start.md)\n"),
    (
        "content/assets/shared.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 2\"><circle r=\"1\"/></svg>",
    ),
    ("themes/house/assets/house.css", "h1 { color: teal }\n"),
    ("themes/house/strings/en.yml", "home: Lobby\n"),
    (
        "themes/house/templates/search.html",
        "<!doctype html>\n<title>{{ page.title }}</title>\n{% for group in letters %}{% for item in group.entries %}\
         <a href=\"{{ item.href }}\">{{ item.text }}</a>\n{% endfor %}{% endfor %}",
    ),
    ("elsewhere/recipe.md", "# Recipe\n\nFrom another folder.\n"),
    ("elsewhere/notes.md", "# Notes\n\nMore of it: [recipe](recipe.md).\n"),
];

/// A site on the disk. It keeps in mind which paths were touched, as a watcher would.
pub struct Folder {
    room: TempDir,
    touched: RefCell<BTreeSet<PathBuf>>,
}

impl Folder {
    /// The site that scripts begin with.
    pub fn new() -> Self {
        let folder = Self { room: tempfile::tempdir().unwrap(), touched: RefCell::default() };
        for (path, text) in FILES {
            folder.write(path, text);
        }
        folder.write_bytes("content/en/assets/photo.gif", PICTURE);
        folder.touched.take();
        folder
    }

    /// A site of one page, whose theme shows what pages are told and nothing else.
    pub fn bare() -> Self {
        let folder = Self { room: tempfile::tempdir().unwrap(), touched: RefCell::default() };
        folder.write("content/site.yml", "theme: plain\nlocales: { en: {}, fr: { fallback: [en] } }\n");
        folder.write("content/en/index.md", "# Home\n");
        let plain = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/plain/templates");
        for template in WalkDir::new(&plain).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
        {
            let name = template.path().strip_prefix(&plain).unwrap().to_str().unwrap();
            folder.write_bytes(&format!("themes/plain/templates/{name}"), &fs::read(template.path()).unwrap());
        }
        folder.touched.take();
        folder
    }

    pub fn root(&self) -> &Path {
        self.room.path()
    }

    /// The paths that were touched since the last call.
    pub fn touched(&self) -> BTreeSet<PathBuf> {
        self.touched.take()
    }

    /// Paths of sites begin at `content/`, but for those that name another top-level folder.
    pub fn at(&self, path: &str) -> PathBuf {
        let elsewhere = ["content", "themes", "elsewhere"].iter().any(|top| path.split('/').next() == Some(top));
        let path = if elsewhere { self.root().join(path) } else { self.root().join("content").join(path) };
        self.touched.borrow_mut().insert(path.clone());
        path
    }

    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// Writes as editors do: beside the file, then renamed onto it.
    pub fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let beside = path.with_extension("tmp");
        fs::write(&beside, bytes).unwrap();
        fs::rename(beside, path).unwrap();
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    pub fn append(&self, path: &str, more: &str) {
        self.write(path, &(self.text(path) + more));
    }

    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert!(text.contains(old), "{path} has no `{old}`");
        self.write(path, &text.replace(old, new));
    }

    /// Adds lines to the front matter, which is made where there is none.
    pub fn head(&self, path: &str, lines: &str) {
        let text = self.text(path);
        let body = text.strip_prefix("---\n").map_or_else(|| format!("---\n{text}"), str::to_owned);
        self.write(path, &format!("---\n{lines}\n{body}"));
    }

    pub fn delete(&self, path: &str) {
        let path = self.at(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let (from, to) = (self.at(from), self.at(to));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(from, to).unwrap();
    }

    #[cfg(unix)]
    pub fn link(&self, target: &str, path: &str) {
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
    }

    /// Has the translations accepted as they are: the lock file says what their sources say now.
    pub fn accept(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.current_dir(self.root()).args(["status", "--accept", "content/fr", "content/de"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.write(".translations.lock", &self.text(".translations.lock"));
    }

    /// Runs git in the site's folder, and gives what it says.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        let own = ["-c", "user.name=Writer", "-c", "user.email=writer@example.com", "-c", "commit.gpgsign=false"];
        git.args(own).args(arguments).current_dir(self.root());
        git.env("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z").env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z");
        let run = git.output().unwrap();
        assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        self.touched.borrow_mut().insert(self.root().join(".git"));
        String::from_utf8(run.stdout).unwrap().trim().to_owned()
    }

    /// Writes the same bytes again.
    pub fn touch(&self, path: &str) {
        let bytes = fs::read(self.at(path)).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    /// Adds a line to the settings, or replaces the one that begins with the same key.
    pub fn set(&self, key: &str, value: &str) {
        let text = self.text("site.yml");
        let is_key = |line: &&str| !line.starts_with(&format!("{key}:"));
        let kept: Vec<&str> = text.lines().filter(is_key).collect();
        self.write("site.yml", &format!("{key}: {value}\n{}\n", kept.join("\n")));
    }

    /// Takes a line out of the settings.
    pub fn unset(&self, key: &str) {
        let text = self.text("site.yml");
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("{key}:"))).collect();
        self.write("site.yml", &(kept.join("\n") + "\n"));
    }
}
