//! Locales, and pages that have a translation or fall back.

use crate::folder::Folder;
use crate::script::script;
use baton::workspace::Options;

#[test]
fn a_translation_appears_and_disappears() {
    script()
        .step(|site| site.write("fr/plan/scope.md", "# Étendue\n\nCe qui compte.\n"), [1, 1, 2, 8], 13)
        .step(|site| site.delete("fr/plan/scope.md"), [0, 1, 2, 8], 13)
        .run();
}

#[test]
fn a_page_and_its_translation_appear_and_disappear_together() {
    script()
        .step(
            |site| {
                site.write("en/plan/cost.md", "# Cost\n\n## Hours\n");
                site.write("fr/plan/cost.md", "# Coût\n\n## Heures\n\n[En haut](#hours)\n");
            },
            [2, 1, 3, 20],
            27,
        )
        .step(|site| site.delete("en/plan/cost.md"), [0, 1, 1, 14], 23)
        .step(|site| site.delete("fr/plan/cost.md"), [0, 1, 0, 6], 10)
        .run();
}

#[test]
fn ids_of_translated_headings_follow_the_source() {
    script()
        .step(|site| site.replace("en/run/start.md", "## First", "## To begin"), [1, 1, 6, 9], 12)
        .step(|site| site.append("en/run/start.md", "\n## Second\n"), [1, 1, 3, 4], 6)
        .step(|site| site.append("fr/run/start.md", "\n## Ensuite\n"), [1, 1, 1, 2], 3)
        .run();
}

#[test]
fn pages_are_paired_by_their_id_wherever_they_lie() {
    script()
        .step(
            |site| {
                site.write(
                    "fr/ailleurs/alarmes.md",
                    "---\nexl-id: 11111111-aaaa-4444-8888-000000000001\n---\n# Les alarmes\n",
                );
            },
            [1, 1, 1, 5],
            9,
        )
        .step(|site| site.replace("fr/ailleurs/alarmes.md", "000000000001", "000000000002"), [1, 1, 2, 17], 22)
        .step(|site| site.replace("fr/ailleurs/alarmes.md", "000000000002", "000000000001"), [1, 1, 1, 15], 22)
        .step(|site| site.write("fr/run/deep/alarms.md", "# Alarmes\n"), [1, 1, 2, 14], 19)
        .run();
}

#[test]
fn a_source_page_moves_and_its_translation_stays() {
    let id = "exl-id: 33333333-cccc-4444-8888-000000000001";
    script()
        .step(
            move |site| {
                site.head("en/plan/scope.md", id);
                site.write("fr/plan/etendue.md", &format!("---\n{id}\n---\n# Étendue\n\n## Chez nous\n"));
            },
            [2, 1, 4, 8],
            13,
        )
        .step(|site| site.rename("en/plan/scope.md", "en/run/extent.md"), [1, 1, 6, 19], 38)
        .run();
}

#[test]
fn the_lock_file_is_written_edited_and_broken() {
    script()
        .step(Folder::accept, [0, 1, 4, 6], 12)
        .step(|site| site.replace("en/run/start.md", "## First", "Ready.\n\n## First"), [1, 1, 3, 8], 12)
        .step(
            |site| {
                // Another digest of the last block of this page.
                let text = site.text(".translations.lock");
                let line = text.lines().find(|line| line.starts_with("content/fr/run/start.md")).unwrap();
                let last = line.rsplit(' ').next().unwrap();
                let other = line.replace(last, &last.replace(|c: char| c.is_ascii_digit(), "a"));
                site.write(".translations.lock", &text.replace(line, &other));
            },
            [0, 1, 1, 2],
            4,
        )
        .step(|site| site.append(".translations.lock", "<<<<<<< HEAD\n"), [0, 0, 0, 0], 0)
        .step(Folder::accept, [0, 1, 1, 7], 9)
        .step(|site| site.delete(".translations.lock"), [0, 1, 4, 6], 12)
        .run();
}

#[test]
fn terms_are_kept_changed_and_forgotten() {
    script()
        .step(Folder::accept, [0, 1, 4, 6], 12)
        .step(|site| site.write("terms.yml", "keep: [plan]\nban:\n  fr: { Voir: Consulter }\n"), [0, 0, 4, 0], 0)
        .step(|site| site.replace("terms.yml", "Voir", "Commencez"), [0, 0, 4, 0], 0)
        .step(|site| site.append("terms.yml", "ban: twice\n"), [0, 0, 4, 0], 0)
        .step(|site| site.delete("terms.yml"), [0, 0, 4, 0], 0)
        .run();
}

/// Makes a repository of the site, with the source as its only commit, which it gives.
fn committed(site: &Folder) -> String {
    site.git(&["init", "--quiet"]);
    site.git(&["add", "content/en"]);
    site.git(&["commit", "--quiet", "--message", "First"]);
    site.git(&["rev-parse", "HEAD"])
}

/// Notes in the translation of a page that it was made from a commit.
fn translated_from(site: &Folder, commit: &str) {
    let text = site.text("fr/run/start.md");
    let body = text.split_once("title:").unwrap().1;
    site.write("fr/run/start.md", &format!("---\nsource-git-commit: {commit}\ntitle:{body}"));
}

#[test]
fn the_history_of_the_source_is_read_as_it_grows() {
    script()
        .step(|site| translated_from(site, &committed(site)), [1, 1, 1, 2], 4)
        .step(|site| site.replace("en/run/start.md", "## First", "Ready.\n\n## First"), [1, 1, 3, 8], 12)
        .step(|site| site.replace("en/run/start.md", "Ready.", "Steady."), [1, 0, 3, 4], 6)
        .step(
            |site| {
                site.git(&["commit", "--all", "--quiet", "--message", "Second"]);
                translated_from(site, &site.git(&["rev-parse", "HEAD"]));
            },
            [1, 1, 1, 7],
            9,
        )
        .step(|site| site.delete("../.git"), [0, 1, 1, 2], 4)
        .run();
}

#[test]
fn a_history_is_rewritten_lost_and_kept_elsewhere() {
    script()
        .step(|site| translated_from(site, &committed(site)), [1, 1, 1, 2], 4)
        .step(|site| site.replace("en/run/start.md", "## First", "Ready.\n\n## First"), [1, 1, 3, 8], 12)
        // The commit that the translation names is no longer there.
        .step(
            |site| {
                site.delete("../.git");
                committed(site);
            },
            [0, 1, 1, 7],
            9,
        )
        .step(|site| translated_from(site, &site.git(&["rev-parse", "HEAD"])), [1, 1, 1, 2], 4)
        .step(
            |site| {
                site.git(&["clone", "--quiet", "--bare", ".", "content/.history.git"]);
                site.delete("../.git");
            },
            [0, 1, 1, 2],
            4,
        )
        .step(
            |site| site.set("translation", "{ source_repo: content/.history.git, source_path: content/en }"),
            [0, 1, 1, 2],
            4,
        )
        .step(|site| site.replace("en/run/start.md", "Ready.", "Steady."), [1, 1, 3, 7], 11)
        .run();
}

#[test]
fn keys_of_translations_are_called_otherwise() {
    script()
        .step(|site| site.head("fr/run/start.md", "made-by: human\nworkflow-type: tm+mt"), [1, 1, 1, 1], 3)
        .step(|site| site.set("translation", "{ workflow_key: made-by }"), [0, 1, 4, 1], 3)
        .run();
}

#[test]
fn an_orphan_finds_its_source() {
    script()
        .step(|site| site.write("fr/plan/budget.md", "# Budget\n"), [1, 1, 1, 7], 10)
        .step(|site| site.write("en/plan/budget.md", "# Budget\n"), [1, 1, 3, 15], 22)
        .run();
}

#[test]
fn a_locale_is_added_and_removed() {
    script()
        .step(
            |site| {
                site.write("it/index.md", "# Inizio\n");
                site.replace("site.yml", "locales:\n", "locales:\n  it: { label: Italiano, fallback: [en] }\n");
            },
            [13, 1, 32, 54],
            56,
        )
        .step(|site| site.replace("site.yml", "  it: { label: Italiano, fallback: [en] }\n", ""), [12, 1, 24, 40], 56)
        .step(|site| site.delete("it"), [0, 0, 0, 0], 0)
        .run();
}

#[test]
fn locales_change_places() {
    script()
        .step(
            |site| {
                let text = site.text("site.yml");
                let (de, fr) =
                    ("  de: { label: Deutsch, fallback: [en] }\n", "  fr: { label: Français, fallback: [en] }\n");
                site.write("site.yml", &text.replace(de, "").replace(fr, &format!("{de}{fr}")));
            },
            [6, 1, 16, 40],
            39,
        )
        .run();
}

#[test]
fn locales_with_the_same_words_change_places() {
    script()
        .step(|site| site.write("de/plan/team.md", &site.text("fr/plan/team.md")), [1, 1, 2, 8], 12)
        .step(
            |site| {
                let text = site.text("site.yml");
                let (de, fr) =
                    ("  de: { label: Deutsch, fallback: [en] }\n", "  fr: { label: Français, fallback: [en] }\n");
                site.write("site.yml", &text.replace(de, "").replace(fr, &format!("{de}{fr}")));
            },
            [7, 1, 16, 40],
            39,
        )
        .run();
}

#[test]
fn a_locale_falls_back_to_another() {
    script()
        .step(
            |site| site.replace("site.yml", "Deutsch, fallback: [en]", "Deutsch, fallback: [fr, en]"),
            [3, 1, 5, 14],
            15,
        )
        .step(|site| site.append("fr/plan/team.md", "\nEt encore.\n"), [1, 0, 2, 2], 3)
        .step(
            |site| site.replace("site.yml", "Deutsch, fallback: [fr, en]", "Deutsch, fallback: [en]"),
            [3, 1, 5, 14],
            15,
        )
        .run();
}

#[test]
fn an_included_file_is_looked_for_where_the_locale_falls_back_to() {
    script()
        .step(|site| site.write("de/plan/team.md", "# Leute\n\n{{contact}}\n"), [1, 1, 2, 8], 12)
        .step(
            |site| site.replace("site.yml", "Deutsch, fallback: [en]", "Deutsch, fallback: [fr, en]"),
            [4, 1, 4, 14],
            16,
        )
        .run();
}

#[test]
fn a_name_of_a_locale_changes() {
    script().step(|site| site.replace("site.yml", "label: Deutsch", "label: German"), [0, 1, 0, 41], 38).run();
}

#[test]
fn the_source_locale_changes() {
    script()
        .step(|site| site.set("source_locale", "fr"), [3, 1, 10, 34], 54)
        .step(|site| site.set("source_locale", "en"), [3, 1, 10, 33], 54)
        .run();
}

#[test]
fn one_locale_is_published_alone() {
    script()
        .with(Options { locales: vec!["fr".into()], ..Options::default() })
        .step(|site| site.append("en/plan/scope.md", "\nMore.\n"), [1, 0, 1, 2], 2)
        .step(|site| site.write("fr/plan/scope.md", "# Étendue\n"), [1, 1, 2, 6], 11)
        .step(|site| site.append("de/index.md", "\nMehr.\n"), [1, 0, 0, 0], 0)
        .run();
}

#[test]
fn a_folder_becomes_a_locale_where_none_are_listed() {
    script()
        .step(
            |site| site.write("site.yml", "title: Wiki\nbase_url: https://example.com/wiki/\ntheme: house\n"),
            [12, 1, 24, 41],
            40,
        )
        .step(|site| site.write("es/index.md", "# Inicio\n"), [6, 1, 17, 54], 56)
        .step(|site| site.delete("de"), [12, 1, 24, 40], 56)
        .run();
}
