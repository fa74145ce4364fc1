//! Files and snippets that pages include.

use crate::script::script;

#[test]
fn an_included_file_is_edited() {
    script()
        .step(|site| site.append("en/_includes/steps.md", "3. Go on.\n"), [1, 0, 3, 2], 4)
        .step(|site| site.append("en/_includes/steps.md", "\n## Afterwards\n"), [1, 1, 3, 3], 5)
        .run();
}

#[test]
fn a_snippet_is_edited_that_an_included_file_uses() {
    script().step(|site| site.replace("en/_includes/snippets.md", "the desk", "the counter"), [3, 0, 6, 4], 8).run();
}

#[test]
fn a_snippet_that_nobody_asks_for_is_edited() {
    script()
        .step(
            |site| site.replace("en/_includes/snippets.md", "Nobody asks for this.", "Nobody cares."),
            [3, 0, 6, 0],
            0,
        )
        .run();
}

#[test]
fn a_snippet_is_asked_for_before_it_is_there() {
    script()
        .step(|site| site.append("en/plan/scope.md", "\n{{hours}}\n"), [1, 0, 3, 3], 4)
        .step(|site| site.append("en/_includes/snippets.md", "\n## Hours {#hours}\n\nNine to five.\n"), [4, 0, 9, 3], 4)
        .step(|site| site.replace("en/_includes/snippets.md", "{#hours}", "{#times}"), [4, 0, 9, 3], 4)
        .run();
}

#[test]
fn an_included_file_is_created_and_deleted() {
    script()
        .step(|site| site.append("en/plan/scope.md", "\n{{$include /_includes/late.md}}\n"), [1, 0, 3, 3], 4)
        .step(
            |site| {
                site.write("en/_includes/late.md", "# Late\n\nBetter than never, says [the team](../plan/team.md).\n");
            },
            [1, 0, 3, 5],
            6,
        )
        .step(|site| site.delete("en/_includes/late.md"), [1, 0, 3, 5], 6)
        .run();
}

#[test]
fn files_include_each_other_in_a_circle_and_stop() {
    script()
        .step(
            |site| site.write("en/_includes/other.md", "# Other\n\n{{$include /_includes/steps.md}}\n"),
            [0, 0, 0, 0],
            0,
        )
        .step(|site| site.append("en/_includes/steps.md", "\n{{$include /_includes/other.md}}\n"), [1, 0, 3, 2], 4)
        .step(|site| site.write("en/_includes/other.md", "# Other\n\nNothing.\n"), [1, 0, 3, 2], 4)
        .run();
}

#[test]
fn a_translation_gets_snippets_of_its_own() {
    script()
        .step(|site| site.delete("fr/_includes/snippets.md"), [1, 0, 1, 1], 2)
        .step(
            |site| site.write("fr/_includes/snippets.md", "# Extraits\n\n## Contact {#contact}\n\nle bureau\n"),
            [1, 0, 1, 1],
            2,
        )
        .run();
}

#[test]
fn the_same_text_is_found_in_another_place() {
    // The words are the same, and a link in them starts from elsewhere.
    script()
        .step(
            |site| {
                site.write("_includes/where.md", "# Where\n\nSee [it](../plan/scope.md).\n");
                site.append("fr/run/start.md", "\n{{$include /_includes/where.md}}\n");
            },
            [1, 0, 1, 1],
            2,
        )
        .step(|site| site.rename("_includes/where.md", "en/_includes/where.md"), [1, 0, 1, 0], 0)
        .step(|site| site.write("fr/_includes/where.md", &site.text("en/_includes/where.md")), [1, 0, 1, 0], 0)
        .run();
}

#[test]
fn an_included_file_becomes_a_page_and_back() {
    script()
        .step(|site| site.rename("en/_includes/steps.md", "en/run/steps.md"), [2, 1, 6, 10], 17)
        .step(|site| site.rename("en/run/steps.md", "en/_includes/steps.md"), [1, 1, 3, 7], 17)
        .run();
}

#[test]
fn a_link_in_an_included_file_follows_its_target() {
    script()
        .step(
            |site| site.append("en/_includes/steps.md", "\nSee [the words](../glossary.md#alarm).\n"),
            [1, 0, 3, 4],
            6,
        )
        .step(|site| site.replace("en/glossary.md", "## Alarm", "## Alert"), [1, 1, 9, 10], 15)
        .run();
}
