//! Tables of contents, guides, and what pages inherit from them.

use crate::script::script;

#[test]
fn a_table_of_contents_names_a_page_otherwise() {
    script().step(|site| site.replace("en/run/TOC.md", "[Stop](stop.md)", "[Halt](stop.md)"), [0, 1, 0, 8], 8).run();
}

#[test]
fn a_table_of_contents_changes_its_order() {
    script()
        .step(
            |site| {
                site.replace(
                    "en/run/TOC.md",
                    "  - [Stop](stop.md)\n  - [Alarms](deep/alarms.md)",
                    "  - [Alarms](deep/alarms.md)\n  - [Stop](stop.md)",
                );
            },
            [0, 1, 0, 8],
            10,
        )
        .run();
}

#[test]
fn a_table_of_contents_comes_and_goes() {
    script()
        .step(|site| site.write("en/plan/TOC.md", "# Planning\n\n- [Scope](scope.md)\n"), [0, 1, 0, 38], 38)
        .step(|site| site.append("en/plan/TOC.md", "- [Team](team.md)\n- [Nobody](nobody.md)\n"), [0, 1, 0, 12], 15)
        .step(|site| site.delete("en/plan/TOC.md"), [0, 1, 0, 38], 38)
        .step(|site| site.delete("en/run/TOC.md"), [0, 1, 0, 25], 25)
        .run();
}

#[test]
fn a_guide_is_renamed() {
    script()
        .step(|site| site.replace("en/run/TOC.md", "Running it", "Operations"), [0, 1, 0, 25], 25)
        .step(|site| site.replace("en/plan/index.md", "title: The plan", "title: Planning"), [1, 1, 3, 38], 42)
        .run();
}

#[test]
fn a_title_is_taken_into_the_table_of_contents_of_another_guide() {
    script()
        .step(|site| site.append("en/run/TOC.md", "- [](../plan/team.md)\n"), [0, 1, 0, 8], 8)
        .step(|site| site.replace("en/plan/team.md", "title: The team", "title: The crew"), [1, 1, 3, 19], 22)
        .run();
}

#[test]
fn a_page_is_hidden_in_its_table_of_contents() {
    script()
        .step(
            |site| site.replace("en/run/TOC.md", "[Stop](stop.md)", "[Stop](stop.md) {hide-from-toc}"),
            [0, 1, 0, 0],
            0,
        )
        .step(|site| site.head("en/run/TOC.md", "hide: true"), [0, 1, 0, 25], 26)
        .run();
}

#[test]
fn a_guide_hands_down_its_header() {
    script()
        .step(|site| site.head("en/run/TOC.md", "role: Pilot"), [0, 1, 0, 6], 6)
        .step(
            |site| site.replace("en/run/TOC.md", "role: Pilot", "badge: {type: Caution, text: \"Beta\"}"),
            [0, 1, 0, 6],
            6,
        )
        .run();
}

#[test]
fn the_header_of_a_locale_changes_comes_and_goes() {
    script()
        .step(|site| site.replace("en/metadata.md", "Operator", "Pilot"), [0, 1, 0, 20], 19)
        .step(|site| site.write("fr/metadata.md", "---\nrole: Pilote\n---\n"), [0, 1, 0, 3], 2)
        .step(|site| site.delete("en/metadata.md"), [0, 1, 0, 20], 19)
        .run();
}

#[test]
fn a_translated_table_of_contents_goes() {
    script().step(|site| site.delete("fr/run/TOC.md"), [0, 1, 0, 13], 13).run();
}

#[test]
fn a_paragraph_of_a_table_of_contents_is_nothing() {
    script().step(|site| site.append("en/run/TOC.md", "\n<!-- A note for us. -->\n"), [0, 0, 0, 0], 0).run();
}

#[test]
fn addresses_come_from_the_tables_of_contents() {
    script()
        .step(|site| site.set("urls", "toc"), [0, 1, 12, 38], 68)
        .step(|site| site.replace("en/run/TOC.md", "{#later}", "{#sooner}"), [0, 1, 6, 17], 31)
        .step(|site| site.set("urls", "path"), [0, 1, 12, 26], 68)
        .run();
}
