//! What is no damage is no finding.

use super::mutations::{EN, FR};
use super::{Parsed, damage, found, parse, told};
use baton::config::Terms;

#[test]
fn what_tools_and_translators_may_do_is_no_damage() {
    for (from, to) in [
        ("](../system.md)", "](../system.md?lang=fr)"),
        ("https://www.example.com/fr/help", "https://fr.example.com/help"),
        ("https://www.example.com/fr/help", "https://example.com/fr-fr/help"),
        ("assets/phases.svg", "../fr/assets/phases.svg"),
        ("Planifier la semaine", "**Planifier** &#x200B;la semaine"),
        ("make backup\n", "make backup   \n"),
        ("Admin", "Administrateur de `jira`"),
    ] {
        let changed = FR.replacen(from, to, 1);
        assert_ne!(changed, FR, "{from}");
        let expected = usize::from(to.contains("`jira`"));
        assert_eq!(found("fr", &changed, EN).len(), expected, "{to}: {:?}", found("fr", &changed, EN));
    }
}

#[test]
fn comments_in_code_may_be_translated_and_code_may_not() {
    let source = "```sh\n# Back up first\nmake backup # all of it\n```\n";
    assert_eq!(found("fr", "```sh\n# Sauvegardez\nmake backup # tout\n```\n", source), Vec::<String>::new());
    assert_eq!(
        found("fr", "```sh\n# Back up first\nmake sauve # tout\n```\n", source),
        ["code-differs fr.md:3:1 en.md:3:1"]
    );
}

#[test]
fn what_the_source_changed_since_is_no_damage() {
    let then = EN;
    let now = EN
        .replace("`baton serve`", "`baton watch`")
        .replace("- Tell everybody what changed, and why.\n", "")
        .replace("phases.svg", "stages.svg")
        .replace("## Steps", "### Steps");
    let (own, then, now) = (parse("fr.md", FR), parse("en.md", then), parse("en.md", &now));
    assert_eq!(damage("fr", &own, &now, Some(&then), &Terms::default()), []);

    // And what is damage stands beside the source as it is now.
    let broken = parse("fr.md", &FR.replace("../system.md", "../autre.md"));
    let found: Vec<String> = damage("fr", &broken, &now, Some(&then), &Terms::default())
        .iter()
        .map(|damage| told(&damage.finding, &broken, &now))
        .collect();
    assert_eq!(found, ["link-differs fr.md:12:52 en.md:12:3"]);
}

#[test]
fn messages_names_and_quotations_are_not_left_text() {
    for (own, source) in [
        ("Adobe Commerce Cloud Pro Staging", "Adobe Commerce Cloud Pro Staging"),
        (
            "L’erreur « The file is not there and can not be read » apparaît.",
            "The error “The file is not there and can not be read” appears.",
        ),
        ("Cliquez sur **Save the file to the disk**.", "Click **Save the file to the disk**."),
        ("# Installation", "# Installation"),
    ] {
        assert_eq!(found("fr", own, source), Vec::<String>::new(), "{own}");
    }
    for (tag, own) in [
        ("ja", "データベースを保存します。"),
        ("ru", "Сохраните базу данных."),
        ("ar", "احفظ قاعدة البيانات."),
        ("de", "Sichern Sie die Datenbank."),
    ] {
        assert_eq!(found(tag, own, "Save the database to the disk."), Vec::<String>::new(), "{tag}");
    }
}

#[test]
fn text_that_was_left_is_found_in_every_script() {
    for tag in ["ja", "ru", "ar", "de", "fr", "zh-Hans", "ko", "es", "pl"] {
        let found = found(tag, "Save the database to the disk now.", "Save the database to the disk.");
        assert_eq!(found, ["untranslated fr.md:1:1 en.md:1:1"], "{tag}");
    }
    for (tag, own) in [
        ("ja", "データベースを저장합니다。"),
        ("zh-Hans", "保存データベース。"),
        ("fr", "Сохраните la base."),
        ("ko", "데이터베이스를 سلام 저장합니다."),
    ] {
        let found = found(tag, own, "Save the database.");
        assert_eq!(found.len(), 1, "{tag} {found:?}");
        assert!(found[0].starts_with("script-wrong"), "{tag} {found:?}");
    }
}

#[test]
fn a_page_that_is_left_as_it_is_has_one_finding() {
    let text = "# How to hand over\n\nThis is the plan for the team.\n\nAnd this is what the team does with it.\n";
    assert_eq!(found("fr", text, text), ["untranslated fr.md:1:1 en.md:1:1"]);
    let own: Parsed = parse("fr.md", text);
    let all = damage("fr", &own, &own, None, &Terms::default());
    assert!(all[0].finding.message.starts_with("3 blocks from here on"), "{}", all[0].finding.message);
}
