//! The settings and the theme.

use crate::script::script;

#[test]
fn the_title_of_the_site_stands_everywhere() {
    script().step(|site| site.set("title", "Handbook"), [0, 1, 0, 44], 41).run();
}

#[test]
fn the_address_of_the_site_changes() {
    script()
        .step(|site| site.set("base_url", "https://example.org/"), [0, 1, 0, 39], 56)
        .step(|site| site.unset("base_url"), [0, 1, 0, 39], 56)
        .run();
}

#[test]
fn pages_can_be_edited_elsewhere() {
    script().step(|site| site.set("edit_url", "https://example.com/edit/{path}"), [0, 1, 0, 24], 21).run();
}

#[test]
fn findings_count_otherwise() {
    script()
        .step(|site| site.append("en/plan/scope.md", "\n[nowhere](nowhere.md)\n"), [1, 0, 3, 5], 6)
        .step(|site| site.set("check", "{ link-broken: allow }"), [0, 1, 0, 0], 0)
        .step(|site| site.unset("check"), [0, 1, 0, 0], 0)
        .run();
}

#[test]
fn translations_are_compared_or_not() {
    script()
        .step(|site| site.append("fr/plan/team.md", "\n[encore](https://example.com/fr)\n"), [1, 0, 1, 1], 2)
        .step(|site| site.set("translation", "{ compare: false }"), [0, 1, 4, 0], 0)
        .step(|site| site.unset("translation"), [0, 1, 4, 0], 0)
        .run();
}

#[test]
fn files_are_ignored() {
    script()
        .step(|site| site.set("ignore", "[\"deep/**\", \"*.gif\"]"), [0, 1, 3, 3], 5)
        .step(|site| site.unset("ignore"), [0, 1, 3, 3], 5)
        .run();
}

#[test]
fn search_is_switched_off_and_on() {
    script()
        .step(|site| site.set("search", "false"), [0, 1, 0, 41], 40)
        .step(|site| site.append("en/plan/scope.md", "\nMore.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.unset("search"), [0, 1, 0, 41], 40)
        .run();
}

#[test]
fn pages_count_otherwise_in_the_search() {
    script()
        .step(|site| site.set("search", "{ boost: { 'plan/**': 2 } }"), [0, 1, 0, 0], 0)
        .step(|site| site.replace("site.yml", "plan/**", "run/**"), [0, 1, 0, 0], 0)
        .step(|site| site.unset("search"), [0, 1, 0, 0], 0)
        .run();
}

#[test]
fn a_locale_that_is_listed_has_no_folder_yet() {
    script()
        .step(|site| site.append("site.yml", "  it: { label: Italiano, fallback: [en] }\n"), [3, 1, 12, 54], 53)
        .step(|site| site.write("site.yml", &format!("# Ours.\n{}", site.text("site.yml"))), [0, 0, 0, 0], 0)
        .step(|site| site.write("it/index.md", "# Inizio\n"), [1, 1, 1, 23], 24)
        .run();
}

#[test]
fn broken_settings_leave_the_last_good_site() {
    script()
        .breaks(|site| site.set("title", "[Handbook"))
        .breaks(|site| site.append("en/plan/scope.md", "\nMeanwhile.\n"))
        .step(|site| site.set("title", "Handbook"), [1, 1, 3, 44], 42)
        .run();
}

#[test]
fn a_folder_from_elsewhere_is_mounted_edited_and_left() {
    script()
        .step(|site| site.append("site.yml", "mounts:\n  en/kitchen: elsewhere\n"), [5, 1, 6, 47], 53)
        .step(|site| site.append("elsewhere/recipe.md", "\nSalt.\n"), [1, 0, 3, 5], 6)
        .step(|site| site.write("elsewhere/more.md", "# More\n"), [1, 1, 3, 50], 55)
        .step(|site| site.write("en/kitchen/recipe.md", "# Ours\n"), [1, 1, 3, 17], 21)
        .step(|site| site.append("elsewhere/recipe.md", "\nPepper.\n"), [0, 0, 0, 0], 0)
        .step(|site| site.replace("site.yml", "mounts:\n  en/kitchen: elsewhere\n", ""), [3, 1, 0, 44], 56)
        .run();
}

#[test]
fn badges_are_inherited_or_not() {
    script()
        .step(|site| site.head("en/run/TOC.md", "badge: {type: Caution, text: \"Beta\"}"), [0, 1, 0, 6], 0)
        .step(|site| site.set("inherit_badges", "false"), [0, 1, 0, 0], 0)
        .run();
}

#[test]
fn a_template_is_edited() {
    script()
        .step(
            |site| site.replace("themes/house/templates/search.html", "<title>", "<meta charset=\"utf-8\"><title>"),
            [0, 0, 24, 44],
            3,
        )
        .run();
}

#[test]
fn a_component_is_laid_over_the_default_and_taken_away() {
    script()
        .step(
            |site| {
                let icons = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/templates/components/icons.html");
                site.write(
                    "themes/house/templates/components/icons.html",
                    &std::fs::read_to_string(icons).unwrap().replace("<svg", "<svg data-ours"),
                );
            },
            [0, 0, 24, 44],
            37,
        )
        .step(|site| site.delete("themes/house/templates/components/icons.html"), [0, 0, 24, 44], 37)
        .run();
}

#[test]
fn a_broken_template_leaves_the_last_good_site() {
    script()
        .breaks(|site| site.append("themes/house/templates/search.html", "{% if %}"))
        .step(|site| site.replace("themes/house/templates/search.html", "{% if %}", ""), [0, 0, 0, 0], 0)
        .run();
}

#[test]
fn a_text_of_the_interface_changes() {
    script()
        .step(|site| site.replace("themes/house/strings/en.yml", "Lobby", "Foyer"), [0, 0, 24, 44], 10)
        .step(|site| site.write("themes/house/strings/fr.yml", "home: Vestibule\n"), [0, 0, 24, 44], 10)
        .run();
}

#[test]
fn a_style_of_the_theme_changes() {
    script().step(|site| site.append("themes/house/assets/house.css", "p { color: navy }\n"), [0, 0, 24, 44], 1).run();
}

#[test]
fn the_theme_is_exchanged() {
    script()
        .step(|site| site.set("theme", "default"), [0, 1, 24, 44], 14)
        .step(|site| site.set("theme", "house"), [0, 1, 24, 44], 14)
        .run();
}
