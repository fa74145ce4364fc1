//! Translations are paired with their source block by block, and what the source changed since is told by what it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use baton::front_matter::{self, Keys};
use baton::markdown::tree::Document;
use baton::markdown::{self, Dialect, Input};
use baton::source::git;
use baton::translation::lock::{Lock, LockedBlock, record};
use baton::translation::{Change, Changes, Freshness, Origin, Provenance, Task, Text, Translation, units};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn parse(text: &str) -> Document {
    let path: Arc<str> = "page.md".into();
    let body = front_matter::read(text, &path).0.body;
    markdown::parse(Input { path: &path, text, body, dialect: Dialect::Adobe }).document
}

/// What becomes of a translation of `then`, now that the source is `now`.
fn follow(translation: &str, then: Option<&str>, now: &str) -> Translation {
    let (own, source) = (parse(translation), parse(now));
    let old = then.map(parse);
    let origin = match (&old, then) {
        (Some(document), Some(source)) => Origin::Text(Text { document, source }),
        _ => Origin::Unknown,
    };
    let task = Task {
        translation: Text { document: &own, source: translation },
        source: Text { document: &source, source: now },
        origin,
    };
    Translation::new(task, Provenance::Machine, None)
}

fn locked(translation: &str, then: &[LockedBlock], now: &str) -> Translation {
    let (own, source) = (parse(translation), parse(now));
    let task = Task {
        translation: Text { document: &own, source: translation },
        source: Text { document: &source, source: now },
        origin: Origin::Locked(then),
    };
    Translation::new(task, Provenance::Machine, None)
}

fn sources(translation: &Translation) -> Vec<Option<u32>> {
    translation.alignment.blocks.iter().map(|pair| pair.source).collect()
}

fn changes(translation: &Translation) -> (usize, usize, usize, usize) {
    let Freshness::Changed(changes) = translation.freshness else { return (0, 0, 0, 0) };
    (changes.changed, changes.added, changes.removed, changes.of)
}

const EN: &str = "# Hand over\n\nRamp down the team slowly.\n\n## Goals\n\n- Keep the lights on.\n- Train people.\n\n>[!WARNING]\n>\n>Back up first.\n\n```bash\nmake backup\n```\n\n| Role | Task |\n|---|---|\n| Lead | Plan |\n";
const FR: &str = "# Transférer\n\nRenforcer lentement l’équipe.\n\n## Objectifs\n\n- Rester allumé.\n- Former.\n\n>[!WARNING]\n>\n>Sauvegardez d’abord.\n\n```bash\nmake backup\n```\n\n| Rôle | Tâche |\n|---|---|\n| Chef | Planifier |\n";

#[test]
fn a_translation_of_the_same_shape_has_a_pair_for_each_block() {
    let translation = follow(FR, None, EN);
    assert_eq!(sources(&translation), (0..9).map(Some).collect::<Vec<_>>());
    assert_eq!(translation.alignment.headings, [Some(0), Some(1)]);
    assert_eq!(translation.freshness, Freshness::Unknown);
}

#[test]
fn the_very_text_is_current_and_what_reads_the_same_is_cosmetic() {
    assert_eq!(follow(FR, Some(EN), EN).freshness, Freshness::Current);
    for (before, after) in [
        ("Ramp down the team", "Ramp down the **team**"),
        ("Ramp down the team", "Ramp down the [team](team.md)"),
        ("Ramp down the team", "Ramp  down\nthe team"),
        ("Ramp down the team", "Ramp down <!-- who? -->the team"),
        ("# Hand over", "# Hand over {#hand-over}"),
        ("- Keep", "* Keep"),
    ] {
        let now = EN.replace(before, after);
        assert_ne!(now, EN, "{before}");
        assert_eq!(follow(FR, Some(EN), &now).freshness, Freshness::Cosmetic, "{after}");
    }
}

#[test]
fn what_says_something_else_is_changed_and_code_counts() {
    for (before, after, at) in [
        ("slowly", "at once", 1),
        ("Train people.", "Train people and machines.", 4),
        ("make backup", "make backup --all", 6),
        ("```bash", "```shell", 6),
        ("| Plan |", "| Plan and pay |", 8),
    ] {
        let translation = follow(FR, Some(EN), &EN.replace(before, after));
        assert_eq!(changes(&translation), (1, 0, 0, 9), "{after}");
        assert_eq!(translation.alignment.blocks[at].change, Change::Changed, "{after}");
        assert_eq!(translation.alignment.blocks[at].source, Some(u32::try_from(at).unwrap()), "{after}");
    }
}

#[test]
fn what_came_in_is_put_behind_its_neighbour_and_what_went_is_marked() {
    let now = EN.replace("## Goals\n", "A new warning for everybody.\n\n## Goals\n");
    let translation = follow(FR, Some(EN), &now);
    assert_eq!(changes(&translation), (0, 1, 0, 10));
    let added = translation.alignment.added[0];
    assert_eq!((added.block, added.after), (2, Some(1)));
    assert_eq!(translation.alignment.words, 5);
    assert_eq!(translation.alignment.headings, [Some(0), Some(1)]);

    let now = EN.replace("- Train people.\n", "");
    let translation = follow(FR, Some(EN), &now);
    assert_eq!(changes(&translation), (0, 0, 1, 9));
    assert_eq!(translation.alignment.blocks[4].change, Change::Removed);
}

#[test]
fn what_only_moved_is_no_change() {
    let now = EN.replace("Ramp down the team slowly.\n\n## Goals\n", "## Goals\n\nRamp down the team slowly.\n");
    assert_eq!(follow(FR, Some(EN), &now).freshness, Freshness::Cosmetic);
}

#[test]
fn headings_keep_their_source_where_a_section_came_in() {
    let now = EN.replace("## Goals\n", "## Scope\n\nAll systems.\n\n## Goals\n");
    assert_eq!(follow(FR, Some(EN), &now).alignment.headings, [Some(0), Some(2)]);
}

#[test]
fn a_lock_says_what_the_history_says_but_for_what_is_cosmetic() {
    let document = parse(EN);
    let lock = Lock(BTreeMap::from([("fr.md".to_owned(), record(Text { document: &document, source: EN }))]));
    let then = &Lock::read(&lock.write()).0.0["fr.md"];
    assert_eq!(locked(FR, then, EN).freshness, Freshness::Current);
    let translation = locked(FR, then, &EN.replace("slowly", "at once"));
    assert_eq!(changes(&translation), (1, 0, 0, 9));
    assert_eq!(translation.alignment.blocks[1].change, Change::Changed);
}

fn provenance(header: &str) -> Provenance {
    let front = front_matter::read(&format!("---\n{header}\n---\n"), &"x.md".into()).0;
    Provenance::of(&front, &baton::config::TranslationKeys::default())
}

#[test]
fn provenance_is_what_the_header_says() {
    for (header, expected) in [
        ("ht-degree: 0%", Provenance::Machine),
        ("ht-degree: 12%", Provenance::Mixed(12)),
        ("ht-degree: 100%", Provenance::Human),
        ("workflow-type: tm+mt", Provenance::Machine),
        ("workflow-type: ht", Provenance::Human),
        ("workflow-type: tm+mt\nht-degree: 3%", Provenance::Mixed(3)),
        ("title: x", Provenance::Unknown),
    ] {
        assert_eq!(provenance(header), expected, "{header}");
    }
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-d]{1,3}( [a-d]{1,3}){0,5}".prop_map(|text| format!("{text}\n\n")),
        "[a-d]{1,3}".prop_map(|text| format!("## {text}\n\n")),
        "[a-d]{1,3}".prop_map(|text| format!("```\n{text}\n```\n\n")),
        "[a-d]{1,3}".prop_map(|text| format!("> [!NOTE]\n>\n> {text}\n\n")),
    ]
}

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 0..12).prop_map(|blocks| blocks.concat())
}

proptest! {
    /// Whatever the three texts are: each block has one answer, no block of the source answers twice, and a block of the
    /// source that came in is none that a pair holds.
    #[test]
    fn pairs_are_one_to_one(own in page(), then in page(), now in page()) {
        let translation = follow(&own, Some(&then), &now);
        let alignment = &translation.alignment;
        prop_assert_eq!(alignment.blocks.len(), units(&parse(&own)).len());
        let held: Vec<u32> = alignment.blocks.iter().filter_map(|pair| pair.source).collect();
        let once: BTreeSet<u32> = held.iter().copied().collect();
        prop_assert_eq!(once.len(), held.len());
        prop_assert!(alignment.added.iter().all(|added| !once.contains(&added.block)));
        prop_assert!(once.iter().all(|block| (*block as usize) < alignment.of));
    }

    /// A page that is its own translation is current, and each block is its own pair.
    #[test]
    fn a_page_is_its_own_pair(page in page()) {
        let translation = follow(&page, Some(&page), &page);
        prop_assert_eq!(translation.freshness, Freshness::Current);
        prop_assert!(sources(&translation).iter().enumerate().all(|(index, source)| *source == u32::try_from(index).ok()));
    }
}

// ---- git

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_AUTHOR_DATE", "2026-08-12T10:00:00+0000")
        .env("GIT_COMMITTER_DATE", "2026-08-12T10:00:00+0000")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn texts_and_days_come_from_the_repository_around_the_content_or_from_a_bare_one() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("content/en");
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::write(pages.join("a b.md"), "# Then\n").unwrap();
    run(folder.path(), &["init", "-q"]);
    run(folder.path(), &["add", "."]);
    run(folder.path(), &["commit", "-qm", "one"]);
    let commit: Arc<str> = run(folder.path(), &["rev-parse", "HEAD"]).into();
    std::fs::write(pages.join("a b.md"), "# Now\n").unwrap();

    let bare = tempfile::tempdir().unwrap();
    run(folder.path(), &["clone", "-q", "--bare", ".", bare.path().to_str().unwrap()]);
    let around = git::repository(folder.path(), &pages, None, None).unwrap();
    assert_eq!(around.prefix, "content/en");
    let named = git::repository(folder.path(), &pages, bare.path().to_str(), Some("content/en")).unwrap();
    for repository in [around, named] {
        let wanted: BTreeSet<git::Wanted> = [
            (commit.clone(), Arc::from("a b.md")),
            (commit.clone(), "none.md".into()),
            (commit.clone(), "x\ny.md".into()),
            ("0123456789".into(), "a b.md".into()),
            ("HEAD".into(), "a b.md".into()),
        ]
        .into();
        let history = git::read(&repository, &BTreeSet::new(), &wanted).unwrap();
        let texts: Vec<(&str, &str)> = history.texts.iter().map(|((_, path), text)| (&**path, &**text)).collect();
        assert_eq!(texts, [("a b.md", "# Then\n")]);
        assert_eq!(history.days.values().map(ToString::to_string).collect::<Vec<_>>(), ["2026-08-12"]);
    }
}

// ---- whole sites

struct Silence;

impl baton::workspace::Progress for Silence {}

/// A site whose root is a repository.
struct Wiki {
    folder: tempfile::TempDir,
}

const SETTINGS: &str = "title: Test\nsource_locale: en\nlocales:\n  en: {}\n  fr: {fallback: [en]}\n";

impl Wiki {
    fn new(files: &[(&str, &str)]) -> Self {
        let wiki = Self { folder: tempfile::tempdir().unwrap() };
        wiki.write("content/site.yml", SETTINGS);
        for (path, text) in files {
            wiki.write(path, text);
        }
        wiki
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits everything; the commit's number.
    fn commit(&self) -> String {
        if !self.folder.path().join(".git").exists() {
            run(self.folder.path(), &["init", "-q"]);
        }
        run(self.folder.path(), &["add", "."]);
        run(self.folder.path(), &["commit", "-qm", "x"]);
        run(self.folder.path(), &["rev-parse", "HEAD"])
    }

    fn options(&self) -> baton::workspace::Options {
        baton::workspace::Options { root: self.folder.path().to_owned(), ..baton::workspace::Options::default() }
    }

    fn open(&self) -> baton::workspace::Workspace {
        baton::workspace::Workspace::open_live(self.options(), &Silence).unwrap()
    }
}

/// The state of the French page at `slug`.
fn state(workspace: &baton::workspace::Workspace, slug: &str) -> Arc<baton::translation::State> {
    let snapshot = workspace.snapshot();
    let french = snapshot.config().by_tag("fr").unwrap();
    snapshot.site().view(french).state(slug).unwrap_or_else(|| panic!("{slug} has no state")).clone()
}

fn presence(workspace: &baton::workspace::Workspace, slug: &str) -> &'static str {
    let snapshot = workspace.snapshot();
    let french = snapshot.config().by_tag("fr").unwrap();
    snapshot.site().view(french).presence(slug).unwrap().name()
}

fn headed(commit: &str, text: &str) -> String {
    format!("---\nsource-git-commit: {commit}\nworkflow-type: tm+mt\nht-degree: 0%\n---\n{text}")
}

#[test]
fn a_site_knows_whose_page_is_shown_and_whether_it_is_up_to_date() {
    let wiki = Wiki::new(&[("content/en/a.md", EN), ("content/en/only.md", "# Only here\n")]);
    let commit = wiki.commit();
    wiki.write("content/fr/a.md", &headed(&commit, FR));
    wiki.write("content/fr/gone.md", &headed(&commit, "# Orphelin\n"));
    let mut workspace = wiki.open();
    assert_eq!(["a", "only", "gone"].map(|slug| presence(&workspace, slug)), ["own", "fallback", "orphan"]);
    let a = state(&workspace, "a");
    assert_eq!((a.provenance, a.freshness), (Provenance::Machine, Freshness::Current));
    let revision = a.revision.clone().unwrap();
    assert!(commit.starts_with(revision.short()));
    assert_eq!(revision.date.unwrap().to_string(), "2026-08-12");
    assert_eq!(state(&workspace, "gone").freshness, Freshness::Unknown);

    let refresh = |workspace: &mut baton::workspace::Workspace| workspace.refresh(&baton::source::Hint::All).unwrap();
    wiki.write("content/en/a.md", &EN.replace("slowly", "*slowly*"));
    assert!(refresh(&mut workspace));
    assert_eq!(state(&workspace, "a").freshness, Freshness::Cosmetic);
    wiki.write("content/en/a.md", &EN.replace("slowly", "at once"));
    assert!(refresh(&mut workspace));
    assert_eq!(state(&workspace, "a").freshness.name(), "changed");
    // An edit of the translation clears nothing.
    wiki.write("content/fr/a.md", &headed(&commit, &FR.replace("Former", "Instruire")));
    assert!(refresh(&mut workspace));
    assert_eq!(state(&workspace, "a").freshness.name(), "changed");
}

#[test]
fn a_paragraph_of_the_source_that_changes_again_compares_one_page_and_assembles_nothing() {
    let wiki = Wiki::new(&[("content/en/a.md", EN), ("content/en/b.md", EN)]);
    let commit = wiki.commit();
    for page in ["a", "b"] {
        wiki.write(&format!("content/fr/{page}.md"), &headed(&commit, FR));
    }
    let mut workspace = wiki.open();
    let counts = |workspace: &baton::workspace::Workspace| {
        let counts = workspace.snapshot().counts();
        (counts.parsed, counts.compared, counts.assembled)
    };
    let change = |workspace: &mut baton::workspace::Workspace, path: &str, text: &str| {
        let before = counts(workspace);
        wiki.write(path, text);
        workspace.refresh(&baton::source::Hint::All).unwrap();
        let after = counts(workspace);
        (after.0 - before.0, after.1 - before.1, after.2 - before.2)
    };
    // The state of the translation changes, and so the site; then a word more is a word more.
    assert_eq!(change(&mut workspace, "content/en/a.md", &EN.replace("slowly", "at once")), (1, 1, 1));
    assert_eq!(change(&mut workspace, "content/en/a.md", &EN.replace("slowly", "now")), (1, 1, 0));
    assert_eq!(
        change(&mut workspace, "content/fr/b.md", &headed(&commit, &FR.replace("Former", "Instruire"))),
        (1, 1, 0)
    );
    // History that comes in later counts from then on.
    let later = "0123456789012345678901234567890123456789";
    change(&mut workspace, "content/fr/b.md", &headed(later, FR));
    assert_eq!(state(&workspace, "b").freshness, Freshness::Unknown);
    let commit = wiki.commit();
    change(&mut workspace, "content/fr/b.md", &headed(&commit, FR));
    assert_eq!(state(&workspace, "b").freshness, Freshness::Current);
}

#[test]
fn without_a_history_the_lock_file_tells() {
    let wiki = Wiki::new(&[("content/en/a.md", EN), ("content/fr/a.md", FR)]);
    let mut workspace = wiki.open();
    assert_eq!(state(&workspace, "a").freshness, Freshness::Unknown);
    let document = parse(EN);
    let locked = record(Text { document: &document, source: EN });
    let lock = Lock(BTreeMap::from([("content/fr/a.md".to_owned(), locked)]));
    wiki.write("content/.translations.lock", &lock.write());
    assert!(workspace.refresh(&baton::source::Hint::All).unwrap());
    assert_eq!(state(&workspace, "a").freshness, Freshness::Current);
    wiki.write("content/en/a.md", &EN.replace("slowly", "at once"));
    workspace.refresh(&baton::source::Hint::All).unwrap();
    assert_eq!(state(&workspace, "a").freshness.name(), "changed");
    wiki.write("content/.translations.lock", &format!("{}nonsense\n", lock.write()));
    workspace.refresh(&baton::source::Hint::All).unwrap();
    let findings = workspace.check(&Silence).unwrap().findings;
    let codes: Vec<&str> =
        findings.iter().map(|finding| finding.code.name).filter(|name| *name == "lock-invalid").collect();
    assert_eq!(codes, ["lock-invalid"]);
}

/// The ids of the French page's headings, each with its second one.
fn ids(workspace: &baton::workspace::Workspace, slug: &str) -> Vec<String> {
    let snapshot = workspace.snapshot();
    let french = snapshot.config().by_tag("fr").unwrap();
    let place = snapshot.site().view(french).place(slug).unwrap().clone();
    let both = |ids: &baton::site::HeadingIds| match &ids.second {
        Some(second) => format!("{} {second}", ids.id),
        None => ids.id.to_string(),
    };
    place.headings.iter().map(both).collect()
}

#[test]
fn headings_have_the_ids_of_their_source_and_one_without_is_reported() {
    let en = "# Title\n\n## Goals\n\nText.\n\n## Scope\n\n```sh\nmake\n```\n\n## Ways {#ways-out}\n\nEnd.\n";
    let fr = "# Titre\n\n## Objectifs\n\nTexte.\n\n### Goals\n\n## Portée {#portee}\n\n```sh\nmake\n```\n\n## Issues\n\nFin.\n";
    let wiki = Wiki::new(&[("content/en/a.md", en), ("content/fr/a.md", fr)]);
    let workspace = wiki.open();
    assert_eq!(ids(&workspace, "a"), ["title titre", "goals objectifs", "goals-1", "portee", "ways-out issues"]);
    let findings = workspace.check(&Silence).unwrap().findings;
    let found: Vec<_> = findings.iter().filter(|finding| finding.code.name == "heading-unaligned").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span.unwrap().of(fr).trim_end(), "### Goals");
}

#[test]
fn headings_of_included_files_have_the_ids_of_the_sources_included_file() {
    let page = "# Glossary\n\n{{$include /_includes/terms.md}}\n\n## More\n\nText.\n";
    let wiki = Wiki::new(&[
        ("content/en/a.md", page),
        ("content/fr/a.md", &page.replace("More", "Plus")),
        ("content/en/_includes/terms.md", "### Hand-over\n\nA.\n\n### Giver\n\nB.\n"),
        ("content/fr/_includes/terms.md", "### Passage\n\nA.\n\n### Cédant\n\nB.\n"),
    ]);
    assert_eq!(ids(&wiki.open(), "a"), ["glossary", "hand-over passage", "giver cédant", "more plus"]);
}

#[test]
fn a_snippet_in_a_line_is_no_change() {
    let page = "# A\n\nAsk {{owner}} first, then **go**.\n";
    let wiki = Wiki::new(&[("content/en/_includes/snippets.md", "## Owner {#owner}\n\nthe owner\n")]);
    wiki.write("content/en/a.md", page);
    let commit = wiki.commit();
    wiki.write("content/en/a.md", &page.replace("**go**", "go"));
    wiki.write("content/fr/a.md", &headed(&commit, "# A\n\nDemandez à {{owner}}, puis allez-y.\n"));
    assert_eq!(state(&wiki.open(), "a").freshness, Freshness::Cosmetic);
}

#[test]
fn code_that_a_translation_lost_is_shown_as_in_the_original() {
    let code = "<pre>\n<code class=\"language-sh\">\ncurl -H \"Bearer <YOUR_TOKEN>\" https://shop.example.com\n</code>\n</pre>";
    let wiki = Wiki::new(&[
        ("content/en/a.md", &*format!("# A\n\n1. Run it:\n\n    {}\n\n1. Done.\n", code.replace('\n', "\n    "))),
        ("content/fr/a.md", "# A\n\n1. Lancez :\n\n   <pre>\n    <YOUR_TOKEN>\n    </pre>\n\n1. Fini.\n"),
    ]);
    let workspace = wiki.open();
    let html = prose(&workspace);
    let (before, behind) = html.split_once("<div data-pair=\"2\" data-restored>").unwrap_or_else(|| panic!("{html}"));
    assert!(before.contains("Lancez") && behind.contains("Fini."), "{html}");
    let label = "<p class=\"change-label\" data-outline-skip>Ce code s’est perdu";
    assert!(behind.contains(label) && behind.contains("<div lang=\"en\" dir=\"ltr\">\n<pre>"), "{html}");
    assert!(behind.contains("Bearer &lt;YOUR_TOKEN&gt;") && html.matches("<pre").count() == 1, "{html}");
    let findings = workspace.check(&Silence).unwrap().findings;
    let lost = findings.iter().filter(|finding| finding.code.name == "code-lost-in-translation");
    assert_eq!(lost.count(), 1);
}

#[test]
fn a_text_of_another_file_is_a_block() {
    let page = "# A\n\nText.\n\n{{old}}\n\nEnd.\n";
    let wiki = Wiki::new(&[(
        "content/en/_includes/snippets.md",
        "## Old {#old}\n\nKnown.\n\n## New {#new}\n\n>[!WARNING]\n>\n>Mind the gap.\n",
    )]);
    wiki.write("content/en/a.md", page);
    let commit = wiki.commit();
    wiki.write("content/en/a.md", &page.replace("End.", "{{new}}\n\nEnd."));
    wiki.write("content/fr/a.md", &headed(&commit, &page.replace("Text", "Texte").replace("End", "Fin")));
    let mut workspace = wiki.open();
    let changes = Changes { changed: 0, added: 1, removed: 0, of: 5 };
    assert_eq!(state(&workspace, "a").freshness, Freshness::Changed(changes));
    let html = prose(&workspace);
    let old = "<div data-pair=\"2\">\n<p>Known.</p>\n</div>\n";
    let (before, behind) = html.split_once(old).unwrap_or_else(|| panic!("{html}"));
    assert!(!before.contains("Mind the gap"), "{html}");
    let (added, _) = behind.split_once("<p data-pair=\"4\">Fin.</p>").unwrap();
    assert!(added.contains("data-change=\"added\"") && added.contains("lang=\"en\""), "{added}");
    assert!(added.contains("data-alert=\"warning\"") && added.contains("Mind the gap."), "{added}");

    wiki.write("content/fr/a.md", &headed(&commit, "# A\n\nTexte.\n\nFin.\n"));
    workspace.refresh(&baton::source::Hint::All).unwrap();
    let findings = workspace.check(&Silence).unwrap().findings;
    let lost: Vec<&str> = findings.iter().map(|finding| &*finding.message).collect();
    assert_eq!(lost, ["`{{old}}` of the source is missing behind this"]);
}

#[test]
fn a_bare_repository_of_the_whole_site_will_do() {
    let wiki = Wiki::new(&[("content/en/a.md", EN)]);
    let commit = wiki.commit();
    let bare = tempfile::tempdir().unwrap();
    run(wiki.folder.path(), &["clone", "-q", "--bare", ".", bare.path().to_str().unwrap()]);
    std::fs::remove_dir_all(wiki.folder.path().join(".git")).unwrap();
    wiki.write("content/fr/a.md", &headed(&commit, FR));
    assert_eq!(state(&wiki.open(), "a").freshness, Freshness::Unknown);
    wiki.write("content/site.yml", &format!("{SETTINGS}translation:\n  source_repo: {}\n", bare.path().display()));
    assert_eq!(state(&wiki.open(), "a").freshness, Freshness::Current);
}

#[test]
fn a_repository_that_is_named_and_not_there_is_told() {
    let wiki = Wiki::new(&[("content/en/a.md", EN), ("content/fr/a.md", &headed("0123456789", FR))]);
    wiki.write("content/site.yml", &format!("{SETTINGS}translation:\n  source_repo: ../none\n"));
    let findings = wiki.open().check(&Silence).unwrap().findings;
    assert!(findings.iter().any(|finding| finding.code.name == "history-unreadable"), "{findings:?}");
}

// ---- what readers see

fn output(workspace: &baton::workspace::Workspace, path: &str) -> String {
    let output = workspace.snapshot().output(path).unwrap().unwrap_or_else(|| panic!("{path} is not published"));
    let baton::workspace::Body::Bytes(bytes) = output.body else { panic!("{path} is a file") };
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What stands below the title of the French page `a`.
fn prose(workspace: &baton::workspace::Workspace) -> String {
    let html = output(workspace, "fr/a.html");
    html.split("<div class=\"prose\">\n").nth(1).unwrap().split("\n  </div>\n</article>").next().unwrap().to_owned()
}

/// A site whose French page was translated from `then`, and whose source says `now`.
fn aged(fr: &str, then: &str, now: &str) -> baton::workspace::Workspace {
    let wiki = Wiki::new(&[("content/en/a.md", then), ("content/en/b.md", "# B\n")]);
    wiki.write("content/site.yml", &format!("{SETTINGS}translation:\n  show_original: false\n"));
    let commit = wiki.commit();
    wiki.write("content/en/a.md", now);
    wiki.write("content/fr/a.md", &headed(&commit, fr));
    wiki.open()
}

#[test]
fn translations_are_held_against_their_sources_unless_the_settings_say_no() {
    let wiki = Wiki::new(&[("content/en/a.md", "# A\n\nRun `make`.\n"), ("content/fr/a.md", "# A\n\nLancez-le.\n")]);
    let codes = |settings: &str| -> Vec<&str> {
        wiki.write("content/site.yml", &format!("{SETTINGS}{settings}"));
        wiki.open().check(&Silence).unwrap().findings.iter().map(|finding| finding.code.name).collect()
    };
    let found = codes("");
    assert!(found.contains(&"code-lost-in-translation"), "{found:?}");
    assert_eq!(codes("translation: { compare: true }\n"), found);
    assert_eq!(codes("translation: { compare: false }\n"), Vec::<&str>::new());
}

#[test]
fn a_changed_paragraph_opens_what_it_says_now() {
    let now = "# A\n\nRamp down **at once**, see [b](b.md#b).\n\nSame.\n";
    let site = aged("# A\n\nRenforcer.\n\nPareil.\n", "# A\n\nRamp down.\n\nSame.\n", now);
    assert_eq!(
        prose(&site),
        "<p data-change=\"changed\">Renforcer.</p>\n\
         <details class=\"change\" id=\"change:1\" data-outline-skip><summary>Modifié dans l’original</summary>\n\
         <div lang=\"en\" dir=\"ltr\">\n<p>Ramp down <strong>at once</strong>, see <a href=\"b.html#b\">b</a>.</p>\n</div>\n\
         </details>\n<p>Pareil.</p>\n"
    );
    let html = output(&site, "fr/a.html");
    for said in ["data-freshness=\"changed\"", "1 paragraphes sur 3", "href=\"#change:1\"", "datetime=\"2026-08-12\""] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn an_edit_of_the_translation_elsewhere_takes_no_mark_away() {
    let wiki = Wiki::new(&[("content/en/a.md", "# A\n\nRamp the team down slowly.\n\nEnd.\n")]);
    let commit = wiki.commit();
    wiki.write("content/en/a.md", "# A\n\nRamp the team down at once.\n\nEnd.\n\n>[!WARNING]\n>\n>Mind the gap.\n");
    wiki.write("content/fr/a.md", &headed(&commit, "# A\n\nLentement.\n\nFin.\n"));
    let mut workspace = wiki.open();
    let (before, marks) = (state(&workspace, "a").freshness, |html: &str| html.matches("data-change=").count());
    let marked = marks(&prose(&workspace));
    assert_eq!((before.name(), marked), ("changed", 2));
    wiki.write("content/fr/a.md", &headed(&commit, "# A\n\nLentement.\n\nLa toute fin.\n"));
    assert!(workspace.refresh(&baton::source::Hint::All).unwrap());
    assert!(prose(&workspace).contains("La toute fin."));
    assert_eq!((state(&workspace, "a").freshness, marks(&prose(&workspace))), (before, marked));
}

#[test]
fn a_new_warning_is_put_in_whole_and_in_its_own_language() {
    let then = "# A\n\nOne.\n\n## Two {#two}\n\nText.\n";
    let now = "# A\n\nOne.\n\n>[!WARNING]\n>\n>Back up *first*.\n\n## Two {#two}\n\nText.\n";
    let site = aged("# A\n\nUn.\n\n## Deux\n\nTexte.\n", then, now);
    assert_eq!(
        prose(&site),
        "<p>Un.</p>\n\
         <div class=\"change change-added\" id=\"change:1\" role=\"note\" data-change=\"added\" data-outline-skip>\n\
         <p class=\"change-label\">Nouveau dans l’original, pas encore traduit</p>\n<div lang=\"en\" dir=\"ltr\">\n\
         <div class=\"alert\" data-alert=\"warning\" role=\"note\">\n\
         <p class=\"alert-label\" data-alert-label>Warning</p>\n<p>Back up <em>first</em>.</p>\n</div>\n</div>\n</div>\n\
         <h2 id=\"two\"><span id=\"deux\"></span>Deux<a class=\"heading-anchor\" href=\"#two\" \
         aria-label=\"Section intitulée «\u{202f}Deux\u{202f}»\" data-outline-skip></a></h2>\n<p>Texte.</p>\n"
    );
}

#[test]
fn items_and_rows_that_came_in_or_went_are_marked_where_they_are() {
    let then = "# A\n\n- One.\n- Two.\n\n| R |\n|---|\n| x |\n";
    let now = "# A\n\n- One.\n- Three here.\n\n| R |\n|---|\n| x |\n| y |\n";
    let site = aged("# A\n\n- Un.\n- Deux.\n\n| R |\n|---|\n| x |\n", then, now);
    let prose = prose(&site);
    for part in [
        "<li>Un.<div class=\"change change-added\"",
        "<p>Three here.</p>",
        "<li><span data-change=\"removed\">Deux.</span><p class=\"change\" id=\"change:2\" role=\"note\" data-outline-skip>Ne figure plus",
        "<tr data-outline-skip><td colspan=\"1\"><span class=\"change change-label\" id=\"change:3\"",
        "<tr data-change=\"added\" lang=\"en\" dir=\"ltr\"><td>y</td></tr>",
    ] {
        assert!(prose.contains(part), "{part} is not in\n{prose}");
    }
}

#[test]
fn the_original_comes_as_values_with_the_numbers_of_the_blocks() {
    let en = "# Hand over\n\nRamp *down* the team.\n\n## Goals {#goals}\n\n```sh\nmake\n\n```\n\n![Plan](p.png)\n";
    let fr = "# Transférer\n\nRenforcer l’équipe.\n\n## Objectifs\n\n```sh\nmake\n\n```\n\n![Plan](p.png)\n";
    let wiki = Wiki::new(&[("content/en/a.md", en), ("content/fr/a.md", fr)]);
    let site = wiki.open();
    let html = output(&site, "fr/a.html");
    assert!(html.contains("<p data-pair=\"1\">Renforcer l’équipe.</p>"), "{html}");
    assert!(html.contains("data-original=\"../_original/fr/a.js\""));
    assert!(html.contains("<a class=\"original-link\" href=\"../en/a.html\" hreflang=\"en\">"));
    let script = output(&site, "_original/fr/a.js");
    let data = script.strip_prefix("(self.batonOriginal||=[]).push(").unwrap().strip_suffix(");\n").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data[0], "en");
    assert_eq!(data[2][1], serde_json::json!(["p", {"data-pair": "1"}, "Ramp ", ["em", "down"], " the team."]));
    assert_eq!(data[2][2][1], serde_json::json!({"class": "as-heading", "data-level": "2", "data-pair": "2"}));
    assert!(!script.contains("\"id\""));
    // Every block of the translation has a pair.
    assert_eq!(html.matches("data-pair=").count(), 5);
    assert!(site.snapshot().paths().contains("_original/fr/a.js"));
    assert!(site.snapshot().output("_original/en/a.js").unwrap().is_none());
}

#[test]
fn lists_of_pages_and_languages_say_what_is_behind_and_what_is_missing() {
    let wiki = Wiki::new(&[("content/en/a.md", EN), ("content/en/b.md", "# B\n"), ("content/en/c.md", "# C\n")]);
    let commit = wiki.commit();
    wiki.write("content/en/a.md", &EN.replace("slowly", "now"));
    wiki.write("content/fr/a.md", &headed(&commit, FR));
    wiki.write("content/fr/c.md", &headed(&commit, "# C\n"));
    let site = wiki.open();
    let html = output(&site, "fr/c.html");
    let nav = html.split("class=\"sidebar\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(nav.contains("Transférer<span class=\"caution\" title=\"l’original a changé depuis\">"), "{nav}");
    assert!(nav.contains("B<span class=\"caution caution-language\""), "{nav}");
    assert!(output(&site, "en/a.html").contains("<small>the original has changed since</small>"));
    let listing: serde_json::Value = serde_json::from_str(&output(&site, "_search/fr/search.json")).unwrap();
    assert_eq!(listing["pages"].as_array().unwrap().len(), 2);
    let root = output(&site, "_search/fr/root.js");
    assert!(root.contains("\"translation\":[[\"changed\","), "{root}");
}

#[test]
fn a_dead_fragment_that_the_source_has_too_is_reported_there_alone() {
    let wiki = Wiki::new(&[
        ("content/en/a.md", "# A\n\nSee [b](b.md#none).\n"),
        ("content/en/b.md", "# B\n\n## Part\n"),
        ("content/fr/a.md", "# A\n\nVoir [b](b.md?lang=fr#none) et [c](b.md#rien).\n"),
        ("content/fr/b.md", "# B\n\n## Partie\n"),
    ]);
    let findings = wiki.open().check(&Silence).unwrap().findings;
    let dead: Vec<(&str, &str)> = findings
        .iter()
        .filter(|finding| finding.code.name == "fragment-dead")
        .map(|finding| (&*finding.path, finding.message.as_str()))
        .collect();
    assert_eq!(
        dead.iter().map(|(path, _)| *path).collect::<Vec<_>>(),
        ["content/en/a.md", "content/fr/a.md"],
        "{dead:?}"
    );
    assert!(dead[1].1.contains("rien"), "{dead:?}");
}

/// Counts the states of a translated tree against its source, with the source's history: `BATON_CORPUS` is a folder with
/// `en`, `fr-FR-2025-12` and a bare repository that `BATON_HISTORY` names.
#[test]
#[ignore = "needs the corpus"]
fn the_corpus_is_told_apart() {
    let corpus = PathBuf::from(std::env::var("BATON_CORPUS").unwrap());
    let history = std::env::var("BATON_HISTORY").unwrap();
    let (en, fr) = (corpus.join("en"), corpus.join("fr-FR-2025-12"));
    let mut pages = BTreeMap::new();
    for entry in walkdir::WalkDir::new(fr.join("help")).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let own = path.strip_prefix(&fr).unwrap().to_str().unwrap().to_owned();
        if own.ends_with(".md") {
            pages.insert(own, std::fs::read_to_string(path).unwrap());
        }
    }
    let started = std::time::Instant::now();
    let commit = |text: &str| -> Option<Arc<str>> {
        let front = front_matter::read(text, &"x.md".into()).0;
        front.source_git_commit().map(Into::into)
    };
    let wanted: BTreeSet<git::Wanted> =
        pages.iter().filter_map(|(path, text)| Some((commit(text)?, Arc::from(&**path)))).collect();
    let repository = git::repository(&corpus, &en, Some(&history), None).unwrap();
    let answers = git::read(&repository, &BTreeSet::new(), &wanted).unwrap();
    println!(
        "git: {} of {} texts, {} days, {:?}",
        answers.texts.len(),
        wanted.len(),
        answers.days.len(),
        started.elapsed()
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut unpaired, mut headings, mut dead) = (0, 0, 0);
    for (path, text) in &pages {
        let Ok(now) = std::fs::read_to_string(en.join(path)) else {
            *counts.entry("orphan").or_default() += 1;
            continue;
        };
        let commit = commit(text);
        let old = commit.and_then(|commit| answers.texts.get(&(commit, Arc::from(&**path))));
        let translation = follow(text, old.map(|old| &**old), &now);
        *counts.entry(translation.freshness.name()).or_default() += 1;
        unpaired += translation.alignment.origin_gaps();
        headings += translation.alignment.headings.len();
        dead += translation.alignment.headings.iter().filter(|heading| heading.is_none()).count();
        if let (Freshness::Changed(changes), Ok(_)) = (translation.freshness, std::env::var("BATON_LIST")) {
            println!("{path}: {changes:?} {} words", translation.alignment.words);
        } else if let (Freshness::Cosmetic, Ok(_)) = (translation.freshness, std::env::var("BATON_LIST")) {
            println!("{path}: cosmetic");
        }
    }
    println!(
        "{counts:?}, {} pages, {unpaired} blocks without a pair, {dead} of {headings} headings without a source, {:?}",
        pages.len(),
        started.elapsed()
    );
    let sources = walkdir::WalkDir::new(en.join("help")).into_iter().map(Result::unwrap);
    let sources = sources.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let missing =
        sources.filter(|entry| !pages.contains_key(entry.path().strip_prefix(&en).unwrap().to_str().unwrap()));
    assert_eq!((counts.get("current"), counts.get("orphan"), missing.count()), (Some(&169), Some(&19), 139));
    assert!((380..420).contains(&counts["changed"]), "{counts:?}");
}
