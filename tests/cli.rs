//! The program as people and pipelines meet it: arguments, streams, files and exit codes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic, clippy::string_slice)]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The program, in a clean environment.
fn baton(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.current_dir(folder).args(arguments).env_clear().env("TERM", "xterm").stdin(Stdio::null());
    command
}

/// What a run came to.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    ran(&baton(folder, arguments).output().unwrap())
}

fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

/// A site as `init` makes it.
struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        assert_eq!(site.run(&["init"]).code, 0);
        site
    }

    /// A site with one page that holds a broken link, and one that holds a dead fragment.
    fn flawed() -> Self {
        let site = Self::new();
        site.write("content/en/broken.md", "---\ntitle: Broken\n---\n\n# Broken\n\nSee [it](missing.md).\n");
        site.write("content/en/dead.md", "---\ntitle: Dead\n---\n\n# Dead\n\nSee [it](index.md#dead).\n");
        site
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(self.root(), arguments)
    }
}

#[test]
fn a_fresh_site_is_built_without_a_finding_and_cleaned_away() {
    let site = Site::new();
    let built = site.run(&["build"]);
    assert_eq!((built.code, built.out.as_str()), (0, ""), "{}", built.err);
    assert!(built.err.starts_with("Built ") && built.err.contains("no findings"), "{}", built.err);
    assert_eq!(built.err.lines().count(), 1);
    assert!(site.path("output/index.html").is_file());
    let again = site.run(&["build"]);
    assert!(again.err.contains("unchanged") && !again.err.contains("written"), "{}", again.err);
    let cleaned = site.run(&["clean"]);
    assert_eq!(cleaned.code, 0);
    assert!(cleaned.err.starts_with("Removed "), "{}", cleaned.err);
    assert!(!site.path("output/index.html").exists());
    assert!(site.path("content/en/index.md").is_file());
    assert_eq!(site.run(&["clean"]).err, "Removed 0 files\n");
}

#[test]
fn init_says_what_to_do_next_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("wiki/content/en")).unwrap();
    fs::write(folder.path().join("wiki/content/en/index.md"), "mine").unwrap();
    let made = run(folder.path(), &["init", "wiki"]);
    assert_eq!(made.code, 0);
    assert_eq!(made.out.lines().count(), 2);
    assert!(made.out.contains("`cd wiki && baton build`"), "{}", made.out);
    assert!(made.err.contains("`content/en/index.md` is there already"), "{}", made.err);
    assert_eq!(fs::read_to_string(folder.path().join("wiki/content/en/index.md")).unwrap(), "mine");
    let again = run(folder.path(), &["init", "wiki"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("there is a site"), "{}", again.err);
}

#[test]
fn new_makes_a_page_with_front_matter_once() {
    let site = Site::new();
    let made = site.run(&["new", "en/first-steps/upgrade-plan.md"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let page = site.read("content/en/first-steps/upgrade-plan.md");
    assert!(page.starts_with("---\ntitle: \"Upgrade plan\"\n---\n\n# Upgrade plan\n"), "{page}");
    assert!(made.out.contains("content/en/first-steps/TOC.md: - [Upgrade plan](upgrade-plan.md)"), "{}", made.out);
    site.write("content/en/first-steps/upgrade-plan.md", "mine");
    assert_eq!(site.run(&["new", "content/en/first-steps/upgrade-plan.md"]).code, 2);
    assert_eq!(site.read("content/en/first-steps/upgrade-plan.md"), "mine");
}

#[test]
fn new_keeps_to_the_content_and_its_languages() {
    let site = Site::new();
    for path in ["../out.md", "en/../../out.md", "/tmp/out.md", "en/page", "page.md"] {
        assert_eq!(site.run(&["new", path]).code, 2, "{path}");
    }
    let unknown = site.run(&["new", "eb/page.md"]);
    assert!(unknown.err.contains("did you mean `en`?"), "{}", unknown.err);
    assert!(!site.path("content/eb").exists());
}

#[test]
fn a_site_is_found_from_any_folder_below_its_root() {
    let site = Site::new();
    let made = run(&site.path("content/en/first-steps"), &["new", "en/plan.md"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(site.path("content/en/plan.md").is_file());
    assert_eq!(run(&site.path("content/en"), &["check"]).code, 0);
    let elsewhere = tempfile::tempdir().unwrap();
    let lost = run(elsewhere.path(), &["build"]);
    assert_eq!(lost.code, 2);
    assert!(lost.err.contains("`baton init`"), "{}", lost.err);
    assert_eq!(run(elsewhere.path(), &["--root", site.root().to_str().unwrap(), "check"]).code, 0);
    assert_eq!(run(elsewhere.path(), &["--root", "nowhere", "check"]).code, 2);
}

#[test]
fn findings_of_a_build_go_to_standard_error_and_decide_the_exit() {
    let site = Site::flawed();
    let built = site.run(&["build"]);
    assert_eq!((built.code, built.out.as_str()), (1, ""), "{}", built.err);
    assert!(built.err.contains("error[link-broken]: "), "{}", built.err);
    assert!(built.err.contains("--> content/en/broken.md:7:"), "{}", built.err);
    assert!(built.err.lines().last().unwrap().contains("1 error, 1 warning"), "{}", built.err);
    assert!(site.path("output/index.html").is_file());
    assert_eq!(site.run(&["build", "--fail-on", "never"]).code, 0);
}

#[test]
fn the_fail_level_decides_what_counts() {
    let site = Site::flawed();
    fs::remove_file(site.path("content/en/broken.md")).unwrap();
    for (arguments, code) in [
        (&["check"][..], 0),
        (&["check", "--strict"], 1),
        (&["check", "--fail-on", "warning"], 1),
        (&["check", "--fail-on", "note"], 1),
        (&["check", "--fail-on", "never"], 0),
        (&["check", "--strict", "--fail-on", "never"], 2),
    ] {
        assert_eq!(site.run(arguments).code, code, "{arguments:?}");
    }
}

#[test]
fn a_check_prints_findings_and_writes_nothing() {
    let site = Site::flawed();
    let checked = site.run(&["check"]);
    assert_eq!(checked.code, 1);
    assert!(checked.out.contains("error[link-broken]: "), "{}", checked.out);
    assert!(checked.err.starts_with("Checked ") && checked.err.lines().count() == 1, "{}", checked.err);
    assert!(!site.path("output/index.html").exists());
}

#[test]
fn a_check_of_some_paths_reports_on_those_only() {
    let site = Site::flawed();
    let one = site.run(&["check", "content/en/dead.md"]);
    assert_eq!(one.code, 0);
    assert!(one.out.contains("fragment-dead") && !one.out.contains("link-broken"), "{}", one.out);
    assert_eq!(site.run(&["check", "content/en/first-steps"]).out, "");
    assert_eq!(run(&site.path("content/en"), &["check", "broken.md"]).code, 1);
    assert_eq!(site.run(&["check", "."]).code, 1);
    assert_eq!(site.run(&["check", "content/en/nowhere.md"]).code, 2);
    assert_eq!(site.run(&["check", "/"]).code, 2);
}

#[test]
fn machine_formats_go_to_standard_output_whole() {
    let site = Site::flawed();
    let parsed = |format: &str| -> Value {
        let checked = site.run(&["check", "--quiet", "--format", format]);
        assert_eq!((checked.code, checked.err.as_str()), (1, ""));
        serde_json::from_str(&checked.out).unwrap()
    };
    let codes: Vec<_> = parsed("json")["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].clone()).collect();
    assert!(codes.contains(&"link-broken".into()) && codes.contains(&"fragment-dead".into()), "{codes:?}");
    assert!(!parsed("sarif")["runs"][0]["results"].as_array().unwrap().is_empty());
    let github = site.run(&["check", "--format", "github"]).out;
    assert!(github.lines().all(|line| line.starts_with("::")), "{github}");
    assert!(github.contains("::error file=content/en/broken.md,line=7,"), "{github}");
    assert_eq!(site.run(&["check", "--format", "xml"]).code, 2);
}

#[test]
fn a_quiet_run_says_only_what_makes_it_fail() {
    let site = Site::flawed();
    let quiet = site.run(&["-q", "build"]);
    assert_eq!(quiet.code, 1);
    assert!(quiet.err.contains("link-broken") && !quiet.err.contains("fragment-dead"), "{}", quiet.err);
    assert!(!quiet.err.contains("Built"), "{}", quiet.err);
    fs::remove_file(site.path("content/en/broken.md")).unwrap();
    let silent = site.run(&["build", "--quiet"]);
    assert_eq!((silent.code, silent.out.as_str(), silent.err.as_str()), (0, "", ""));
    assert_eq!(site.run(&["new", "-q", "en/plan.md"]).out, "");
    assert!(site.path("content/en/plan.md").is_file());
}

#[test]
fn a_wrong_configuration_is_shown_and_nothing_is_published() {
    let site = Site::new();
    let good = site.read("content/site.yml");
    site.write("content/site.yml", &good.replace("title:", "titel:"));
    let built = site.run(&["build"]);
    assert_eq!(built.code, 2, "{}", built.err);
    assert!(built.err.contains("[config-unknown]") && built.err.contains("--> content/site.yml:2:1"), "{}", built.err);
    assert!(built.err.contains("titel: Our playbook"), "{}", built.err);
    assert!(!site.path("output/index.html").exists());
}

#[test]
fn a_place_that_can_not_be_written_is_a_failure_of_the_disk() {
    let built = Site::new().run(&["build", "-o", "/proc/baton/site"]);
    assert_eq!(built.code, 3, "{}", built.err);
    assert!(built.err.contains("/proc/baton"), "{}", built.err);
}

#[test]
fn slips_in_arguments_bring_a_suggestion() {
    let here = Path::new(".");
    for (arguments, meant) in [
        (&["biuld"][..], "build"),
        (&["build", "--strct"], "--strict"),
        (&["check", "--format", "jsn"], "json"),
        (&["explain", "link-borken"], "`link-broken`"),
    ] {
        let refused = run(here, arguments);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}");
        assert!(refused.err.contains(meant), "{}", refused.err);
    }
    assert_eq!(run(here, &[]).code, 2);
    assert_eq!(run(here, &["explain"]).code, 2);
    assert_eq!(run(here, &["build", "--threads", "0"]).code, 2);
}

#[test]
fn help_version_explanations_and_completions_go_to_standard_output() {
    let here = Path::new(".");
    for (arguments, expected) in [
        (&["--help"][..], "Exit codes"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["explain", "link-broken"], "How to mend it"),
        (&["explain", "--list"], "toc-orphan"),
        (&["completions", "bash"], "baton"),
        (&["completions", "fish"], "baton"),
    ] {
        let told = run(here, arguments);
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{arguments:?}");
        assert!(told.out.contains(expected), "{arguments:?}: {}", told.out);
    }
}

#[test]
fn colour_follows_the_argument_then_the_environment() {
    let colored = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = baton(Path::new("."), arguments).envs(environment.iter().copied()).output().unwrap();
        ran(&output).out.contains('\u{1b}')
    };
    let explain = ["explain", "link-broken"];
    assert!(!colored(&explain, &[]));
    assert!(colored(&explain, &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&explain, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["--color", "always", "explain", "link-broken"], &[("NO_COLOR", "1")]));
    assert!(!colored(&["explain", "link-broken", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_closed_pipe_changes_neither_exit_nor_talk() {
    let site = Site::flawed();
    let into_closed = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        ran(&baton(site.root(), arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap())
    };
    let listed = into_closed(&["explain", "--list"]);
    assert_eq!((listed.code, listed.err.as_str()), (0, ""));
    assert_eq!(into_closed(&["--help"]).code, 0);
    assert_eq!(into_closed(&["completions", "zsh"]).code, 0);
    let checked = into_closed(&["check"]);
    assert_eq!(checked.code, 1);
    assert!(checked.err.starts_with("Checked "), "{}", checked.err);

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(baton(site.root(), &["build"]).stderr(writer).status().unwrap().code(), Some(1));
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let listed =
        ran(&baton(Path::new("."), &["explain", "--list"]).stdout(full).stderr(Stdio::piped()).output().unwrap());
    assert_eq!(listed.code, 3);
    assert!(listed.err.contains("standard output"), "{}", listed.err);
}

#[test]
fn signals_end_a_run_that_does_not_end_by_itself() {
    let site = Site::new();
    site.write("content/en/broken.md", &format!("# Broken\n\n{}", "See [it](missing.md).\n\n".repeat(2000)));
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        // Nobody reads: the program has more to say than the pipe holds, and waits.
        let mut child = baton(site.root(), &["check", "--format", "json"]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = [0];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        let killed = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
    }
}

#[test]
fn a_build_that_never_gets_its_turn_says_who_is_at_work() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).code, 0);
    let first = site.read("output/index.html");
    let lock = fs::OpenOptions::new().write(true).open(site.path(".baton-output/lock")).unwrap();
    lock.lock().unwrap();
    site.write("content/en/index.md", "# Something else\n");
    let refused = site.run(&["build"]);
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert!(refused.err.starts_with("Another build (process "), "{}", refused.err);
    assert!(refused.err.contains("error: another build (process "), "{}", refused.err);
    assert_eq!(site.read("output/index.html"), first);
}

#[test]
fn timings_are_told_when_asked_for() {
    let site = Site::new();
    assert_eq!(site.run(&["check"]).err.lines().count(), 1);
    let timed = site.run(&["check", "--timings", "--threads", "1"]);
    assert_eq!(timed.code, 0);
    assert!(timed.err.lines().skip(1).count() > 0, "{}", timed.err);
    assert!(timed.err.lines().skip(1).all(|line| line.contains(" s  ")), "{}", timed.err);
}

#[test]
fn a_search_finds_pages_and_says_so_by_its_exit() {
    let site = Site::new();
    site.write("content/en/lighthouse.md", "---\ntitle: Lighthouse\n---\n\n# Lighthouse\n\n## Lamp\n\nIt shines.\n");
    let found = site.run(&["search", "lighthuose", "--format", "json"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let json: Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(json["hits"][0]["path"], "en/lighthouse.html");
    assert!(site.run(&["search", "shines"]).out.contains("#lamp Lamp"));
    assert_eq!(site.run(&["search", "zzzzqqqq"]).code, 1);
}
