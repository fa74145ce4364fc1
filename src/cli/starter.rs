//! The site that `baton init` makes; the files lie in the folder of the same name.

/// Every file: where it goes, and what it holds.
pub const FILES: &[(&str, &str)] = &[
    (".gitignore", include_str!("starter/gitignore")),
    ("content/site.yml", include_str!("starter/site.yml")),
    ("content/assets/three-steps.svg", include_str!("starter/three-steps.svg")),
    ("content/en/index.md", include_str!("starter/index.md")),
    ("content/en/first-steps/TOC.md", include_str!("starter/TOC.md")),
    ("content/en/first-steps/write-a-page.md", include_str!("starter/write-a-page.md")),
    ("content/en/first-steps/check-and-build.md", include_str!("starter/check-and-build.md")),
    ("output/.gitignore", "*\n!.gitignore\n"),
];
