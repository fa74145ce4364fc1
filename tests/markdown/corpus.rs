//! A smoke test over a folder of real pages: `BATON_PAGES=/some/folder cargo test corpus`.

use super::{html, parsed};
use std::path::{Path, PathBuf};

#[test]
fn real_pages_parse_and_render() {
    let Some(folder) = std::env::var_os("BATON_PAGES") else { return };
    let mut pages = Vec::new();
    gather(Path::new(&folder), &mut pages);
    let mut headings = 0;
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        headings += parsed(&text).document.headings.len();
        assert!(!html(&text).is_empty() || text.trim().is_empty(), "{}", page.display());
    }
    assert!(headings > 0, "{} pages have no heading", pages.len());
}

fn gather(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
}
