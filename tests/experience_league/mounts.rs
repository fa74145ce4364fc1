//! Folders from elsewhere that are shown among a locale's pages.

use super::site;

#[test]
fn a_mounted_folder_is_part_of_its_locale() {
    let built = site(&[
        ("content/site.yml", "locales: { en: {}, fr: {} }\nmounts:\n  en/reference/markdown: tests/spec\n"),
        ("content/fr/index.md", "# Début\n\n[alertes](reference/markdown/alerts.md#kinds)\n"),
        ("content/en/index.md", "# Start\n\n[alerts](reference/markdown/alerts.md#kinds)\n"),
        ("tests/spec/alerts.md", "# Alerts\n\n## Kinds\n\n[tables](tables.md), [start](/index.md), ![x](x.svg)\n"),
        ("tests/spec/tables.md", "# Tables\n\n[nowhere](nowhere.md)\n"),
        ("tests/spec/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"),
    ])
    .build();
    assert_eq!(built.links("en/reference/markdown/alerts.html"), ["tables.html", "../../index.html"]);
    assert!(built.exists("en/reference/markdown/x.svg"));
    assert!(built.html("fr/reference/markdown/alerts.html").contains("Alerts"));
    assert_eq!(built.findings(), ["tests/spec/tables.md:3 link-broken"]);
}

#[test]
fn a_mount_stays_inside_of_the_site() {
    let folder: Vec<String> = vec!["en".into()];
    for text in
        ["mounts: { en/a: ../b }", "mounts: { en/a: /b }", "mounts: { en/../a: b }", "mounts: { en: b }", "mounts: [a]"]
    {
        let (config, findings) = baton::config::read(Some(text), &"content/site.yml".into(), &folder);
        assert_eq!(findings.iter().map(|finding| finding.code.name).collect::<Vec<_>>(), ["config-invalid"], "{text}");
        assert!(config.locales[0].mounts.is_empty());
    }
    let (_, findings) = baton::config::read(Some("mounts: { fr/a: b }"), &"content/site.yml".into(), &folder);
    assert_eq!(findings[0].code.name, "config-unknown");
}
