//! Pages that are edited, made, moved and removed.

use crate::script::script;
use baton::workspace::Options;

#[test]
fn a_paragraph_costs_the_page_in_each_locale_that_shows_it() {
    script()
        .step(|site| site.append("en/plan/scope.md", "\nAnd more.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.append("fr/plan/team.md", "\nEt plus.\n"), [1, 0, 1, 1], 2)
        .run();
}

#[test]
fn a_new_page_mends_the_links_that_waited_for_it() {
    script()
        .step(|site| site.append("en/index.md", "\nSee [what is new](plan/new.md).\n"), [1, 0, 3, 1], 4)
        .step(|site| site.write("en/plan/new.md", "# What is new\n"), [1, 1, 6, 21], 28)
        .step(|site| site.delete("en/plan/new.md"), [0, 1, 3, 18], 28)
        .run();
}

#[test]
fn a_new_page_that_nobody_links_to_is_listed() {
    script()
        .step(|site| site.write("en/plan/zebra.md", "# Zebra\n"), [1, 1, 3, 20], 25)
        .step(|site| site.write("en/new/folder/deep.md", "# Deep\n"), [1, 1, 3, 47], 52)
        .run();
}

#[test]
fn a_page_that_goes_breaks_the_links_to_it() {
    script()
        .step(|site| site.delete("en/glossary.md"), [0, 1, 7, 35], 45)
        .step(|site| site.write("en/glossary.md", "# Glossary\n\n## Alarm\n\nA bell.\n"), [1, 1, 10, 38], 45)
        .run();
}

#[test]
fn a_page_moves_and_comes_back() {
    script()
        .step(|site| site.rename("en/plan/scope.md", "en/plan/extent.md"), [1, 1, 6, 19], 34)
        .step(|site| site.rename("en/plan/extent.md", "en/plan/scope.md"), [1, 1, 3, 16], 34)
        .run();
}

#[test]
fn a_folder_moves_and_comes_back() {
    script()
        .step(|site| site.rename("en/run/deep", "en/run/deeper"), [1, 1, 3, 14], 23)
        .step(|site| site.rename("en/run/deeper", "en/run/deep"), [1, 1, 0, 11], 23)
        .run();
}

#[test]
fn a_folder_goes_with_everything_in_it() {
    script()
        .step(|site| site.delete("en/plan"), [0, 1, 4, 28], 55)
        .step(|site| site.write("en/plan/scope.md", "# Scope\n"), [1, 1, 6, 27], 38)
        .run();
}

#[test]
fn a_page_changes_the_case_of_its_name_only() {
    script()
        .step(|site| site.rename("en/plan/scope.md", "en/plan/Scope.md"), [1, 1, 6, 22], 35)
        .step(|site| site.rename("en/plan/Scope.md", "en/plan/scope.md"), [1, 1, 3, 19], 35)
        .run();
}

#[test]
fn two_names_that_differ_in_case_collide_and_part() {
    script()
        .step(|site| site.write("en/plan/SCOPE.md", "# The other\n"), [1, 1, 6, 22], 36)
        .step(|site| site.append("en/plan/SCOPE.md", "\nMore.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.append("en/plan/scope.md", "\nMore.\n"), [0, 0, 0, 0], 0)
        .step(|site| site.delete("en/plan/SCOPE.md"), [1, 1, 6, 22], 36)
        .run();
}

#[test]
fn a_guide_and_a_page_want_the_same_address() {
    script()
        .step(|site| site.write("en/run/toc.html.md", "# Odd\n"), [1, 1, 3, 8], 13)
        .step(|site| site.write("en/search.md", "# Search\n\nTaken.\n"), [1, 1, 3, 14], 16)
        .step(|site| site.delete("en/search.md"), [0, 1, 0, 14], 16)
        .run();
}

#[test]
fn the_start_page_of_a_locale_goes_and_comes_back() {
    script()
        .step(|site| site.delete("de/index.md"), [0, 1, 1, 20], 22)
        .step(|site| site.delete("en/index.md"), [0, 1, 1, 30], 36)
        .step(|site| site.write("en/index.md", "# Home again\n"), [1, 1, 3, 30], 36)
        .run();
}

#[test]
fn a_title_stands_in_lists_links_and_neighbours() {
    script()
        .step(|site| site.replace("en/plan/team.md", "title: The team", "title: The crew"), [1, 1, 3, 11], 14)
        .step(|site| site.replace("en/glossary.md", "title: Glossary", "title: Words"), [1, 1, 3, 14], 15)
        .run();
}

#[test]
fn a_title_names_links_that_say_nothing() {
    script()
        .step(|site| site.append("en/run/stop.md", "\n[](/plan/team.md)\n"), [1, 0, 3, 5], 6)
        .step(|site| site.replace("en/plan/team.md", "title: The team", "title: The crew"), [1, 1, 5, 13], 16)
        .run();
}

#[test]
fn a_heading_that_others_link_to_changes() {
    script()
        .step(|site| site.replace("en/glossary.md", "## Alarm", "## Alert"), [1, 1, 7, 8], 11)
        .step(|site| site.replace("en/glossary.md", "## Alert", "## Alarm"), [1, 1, 7, 8], 11)
        .step(|site| site.replace("en/glossary.md", "## Rota", "## Roster"), [1, 1, 3, 4], 5)
        .run();
}

#[test]
fn an_anchor_that_others_link_to_comes_and_goes() {
    script()
        .step(|site| site.append("en/index.md", "\n[There](plan/scope.md#there)\n"), [1, 0, 3, 1], 4)
        .step(|site| site.append("en/plan/scope.md", "\n<a id=\"there\"></a>Here.\n"), [1, 1, 6, 6], 10)
        .step(|site| site.replace("en/plan/scope.md", "id=\"there\"", "id=\"elsewhere\""), [1, 1, 6, 4], 8)
        .run();
}

#[test]
fn a_description_stands_on_cards() {
    script()
        .step(|site| site.head("en/plan/index.md", "description: What we do."), [1, 1, 3, 6], 10)
        .step(|site| site.replace("en/run/start.md", "How it starts.", "How one starts."), [1, 1, 3, 2], 5)
        .run();
}

#[test]
fn a_weight_moves_a_page_among_its_neighbours() {
    script()
        .step(|site| site.head("en/plan/team.md", "weight: 1"), [1, 1, 3, 8], 10)
        .step(|site| site.head("en/plan/scope.md", "weight: 0"), [1, 1, 3, 12], 15)
        .run();
}

#[test]
fn a_draft_goes_and_comes_back() {
    script()
        .step(|site| site.head("en/plan/scope.md", "draft: true"), [1, 1, 3, 16], 31)
        .step(|site| site.append("en/plan/scope.md", "\nWhile nobody sees it.\n"), [1, 0, 0, 0], 0)
        .step(|site| site.replace("en/plan/scope.md", "draft: true", "draft: false"), [1, 1, 6, 19], 31)
        .run();
}

#[test]
fn a_draft_is_a_page_where_drafts_are_asked_for() {
    script()
        .with(Options { drafts: true, ..Options::default() })
        .step(|site| site.head("en/plan/scope.md", "draft: true"), [1, 1, 3, 3], 3)
        .step(|site| site.append("en/plan/scope.md", "\nEverybody sees it.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.replace("en/plan/scope.md", "draft: true", "draft: false"), [1, 1, 3, 3], 3)
        .run();
}

#[test]
fn a_hidden_page_leaves_the_lists() {
    script()
        .step(|site| site.head("en/plan/scope.md", "hide: true"), [1, 1, 3, 15], 19)
        .step(|site| site.replace("en/plan/scope.md", "hide: true", "hidefromtoc: true"), [1, 1, 3, 3], 0)
        .step(|site| site.replace("en/plan/scope.md", "hidefromtoc: true", "hide: false"), [1, 1, 3, 15], 19)
        .run();
}

#[test]
fn a_key_that_only_templates_know_costs_its_page() {
    script()
        .step(|site| site.head("en/plan/scope.md", "audience: all"), [1, 1, 3, 3], 0)
        .step(|site| site.replace("en/plan/scope.md", "audience: all", "audience: few"), [1, 1, 3, 3], 0)
        .run();
}

#[test]
fn front_matter_breaks_and_is_mended() {
    script()
        .step(|site| site.replace("en/plan/team.md", "title: The team", "title: \"The team"), [1, 1, 3, 3], 2)
        .step(|site| site.replace("en/plan/team.md", "title: \"The team", "title: The team"), [1, 1, 3, 2], 2)
        .step(|site| site.replace("en/plan/team.md", "html]\n---", "html]\n"), [1, 1, 3, 4], 7)
        .step(|site| site.replace("en/plan/team.md", "html]\n", "html]\n---"), [1, 1, 3, 4], 7)
        .run();
}

#[test]
fn an_alias_comes_moves_and_is_taken() {
    script()
        .step(|site| site.head("en/plan/scope.md", "aliases: [before.html]"), [1, 1, 3, 4], 1)
        .step(|site| site.replace("en/plan/scope.md", "before.html", "earlier.html"), [1, 1, 3, 4], 2)
        .step(|site| site.head("en/plan/index.md", "aliases: [earlier.html]"), [1, 1, 3, 4], 1)
        .step(|site| site.write("en/plan/earlier.md", "# Earlier\n"), [1, 1, 3, 20], 25)
        .step(|site| site.delete("en/plan/earlier.md"), [0, 1, 0, 18], 25)
        .run();
}

#[test]
fn redirects_change_come_and_go() {
    script()
        .step(|site| site.append("en/redirects.csv", "/older.html,/plan/team.html\n"), [0, 1, 0, 3], 3)
        .step(|site| site.replace("en/redirects.csv", "/plan/team.html", "/plan/nobody.html"), [0, 1, 0, 0], 3)
        .step(
            |site| site.write("fr/redirects.csv", "Source,Destination\n/vieux.html,/plan/scope.html\n"),
            [0, 1, 0, 1],
            2,
        )
        .step(|site| site.delete("en/redirects.csv"), [0, 1, 0, 0], 2)
        .run();
}

#[test]
fn a_redirect_follows_a_page_that_moves() {
    script()
        .step(|site| site.rename("en/plan/scope.md", "en/plan/extent.md"), [1, 1, 6, 19], 34)
        .step(|site| site.replace("en/redirects.csv", "scope", "extent"), [0, 1, 0, 3], 3)
        .run();
}

#[test]
fn two_edits_are_one_revision() {
    script()
        .step(
            |site| {
                site.append("en/plan/scope.md", "\nOne.\n");
                site.append("en/run/stop.md", "\nTwo.\n");
                site.delete("fr/plan/team.md");
            },
            [2, 1, 8, 14],
            20,
        )
        .run();
}

#[test]
fn an_edit_and_its_undoing_are_no_revision() {
    script()
        .step(
            |site| {
                site.append("en/plan/scope.md", "\nOne.\n");
                site.replace("en/plan/scope.md", "\nOne.\n", "");
            },
            [0, 0, 0, 0],
            0,
        )
        .run();
}

#[test]
fn an_edit_that_is_undone_leads_back() {
    script()
        .step(|site| site.append("en/plan/scope.md", "\nOne.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.replace("en/plan/scope.md", "\nOne.\n", ""), [1, 0, 3, 5], 6)
        .run();
}

#[test]
fn a_code_block_costs_its_page() {
    script()
        .step(|site| site.replace("en/run/start.md", "run start", "run start --now"), [1, 0, 3, 3], 5)
        .step(|site| site.replace("en/run/start.md", "```bash", "```yaml"), [1, 0, 3, 2], 4)
        .run();
}
