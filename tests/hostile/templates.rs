//! Themes with mistakes: the old site stays, and the message names the template and the line.

use crate::{page, run};

fn refused(files: &[(&str, &str)], words: &[&str]) {
    let site = page("# Case\n");
    for (path, text) in files {
        site.write(path, text.as_bytes());
    }
    let output = run(&site.root(), &["build"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "no `{word}` in {stderr}");
    }
    assert!(!site.root().join("output/index.html").exists());
}

const PAGE: &str = "themes/default/templates/page.html";

#[test]
fn a_typo() {
    refused(&[(PAGE, "<p>\n{{ page.title \n</p>")], &["page.html"]);
}

#[test]
fn an_unknown_filter() {
    refused(&[(PAGE, "{{ page.title | shout }}")], &["page.html", "shout"]);
}

#[test]
fn an_unknown_field_names_the_page() {
    refused(&[(PAGE, "\n{{ page.titel }}")], &["page.html", "titel"]);
}

#[test]
fn a_missing_parent() {
    refused(&[(PAGE, "{% extends \"gone.html\" %}")], &["gone.html"]);
}

#[test]
fn templates_that_extend_each_other() {
    refused(&[(PAGE, "{% extends \"page.html\" %}")], &["page.html"]);
}

#[test]
fn a_wall_of_conditions() {
    let wall = format!("{{% if page.title %}}a{}{{% endif %}}", "{% elif page.title %}b".repeat(50_000));
    refused(&[(PAGE, &wall)], &["page.html"]);
}

#[test]
fn a_template_that_is_no_text() {
    let site = page("# Case\n");
    site.write(PAGE, b"\xff\xfe\x00");
    let output = run(&site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_broken_theme_leaves_the_old_site() {
    let site = page("# Case\n");
    assert_eq!(run(&site.root(), &["build"]).status.code(), Some(0));
    site.write(PAGE, b"{{ nothing.here }}");
    assert_eq!(run(&site.root(), &["build"]).status.code(), Some(2));
    assert!(site.root().join("output/en/index.html").exists());
}
