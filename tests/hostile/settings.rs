//! Configurations that are wrong: nothing is built, and the message says where.

use crate::{page, run, site};

macro_rules! refused {
    ($($name:ident: $yaml:expr => $word:expr;)*) => {$(
        #[test]
        fn $name() {
            let site = site(&[("content/site.yml", $yaml.as_bytes())]);
            let output = run(&site.root(), &["build"]);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{stderr}");
            assert!(stderr.contains($word), "{stderr}");
            assert!(stderr.contains("site.yml"), "{stderr}");
            assert!(!site.root().join("output/index.html").exists());
        }
    )*};
}

refused! {
    not_yaml: "title: 'never closed" => "config-invalid";
    a_list: "- a\n- b\n" => "config-invalid";
    an_unknown_key: "titel: x\n" => "title";
    an_unknown_key_below: "locales:\n  en:\n    lable: English\n" => "label";
    a_wrong_type: "title: [a]\n" => "config-invalid";
    a_bad_base_url: "base_url: example.com\n" => "base_url";
    a_script_base_url: "base_url: 'javascript:alert(1)'\n" => "base_url";
    an_unknown_source_locale: "source_locale: fr\nlocales:\n  en: {label: English}\n" => "source_locale";
    a_tag_that_is_none: "locales:\n  'not a tag': {label: x}\n" => "config-invalid";
    an_unknown_fallback: "locales:\n  en: {label: English, fallback: [xx]}\n" => "config-unknown";
    an_unknown_code: "check:\n  link-brokn: allow\n" => "link-broken";
    an_unknown_level: "check:\n  link-broken: loud\n" => "config-invalid";
    a_theme_with_a_path: "theme: ../../evil\n" => "config-invalid";
    a_bad_glob: "ignore: ['[']\n" => "config-invalid";
    a_bomb: format!("title: &a [{}]\ndescription: [{}]\n", vec!["x"; 4_000].join(","), vec!["*a"; 4_000].join(",")) => "config-invalid";
    a_wall: format!("title: {}", "[".repeat(32_000)) => "config-invalid";
}

#[test]
fn an_empty_configuration_works() {
    site(&[("content/site.yml", b"")]).build().expect(0, &[]);
}

#[test]
fn no_configuration_works() {
    let site = page("# Case\n");
    std::fs::remove_file(site.root().join("content/site.yml")).unwrap();
    site.build().expect(0, &[]);
}

#[test]
fn a_theme_that_is_not_there() {
    let site = site(&[("content/site.yml", b"theme: missing\n")]);
    let output = run(&site.root(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing"));
}

#[test]
fn findings_can_be_allowed_and_denied() {
    let text = b"# Case\n\n[x](missing.md) [y](#dead)\n";
    site(&[("content/site.yml", b"check: {link-broken: allow, fragment-dead: deny}\n"), ("content/en/case.md", text)])
        .build()
        .expect(1, &["fragment-dead"]);
}

#[test]
fn a_tree_that_is_not_there() {
    site(&[("content/site.yml", b"locales:\n  en: {label: English}\n  fr: {path: nowhere}\n")])
        .build()
        .expect(1, &["file-unreadable"]);
}

#[test]
fn an_unknown_locale_on_the_command_line() {
    let site = page("# Case\n");
    let output = run(&site.root(), &["build", "--locale", "eng"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`en`"));
}

#[test]
fn a_folder_that_is_no_site() {
    let site = page("# Case\n");
    let output = run(site.outside(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("content"));
}
