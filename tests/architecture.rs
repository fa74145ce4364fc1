//! The shape of the code, held: which module may import which, and that the stages between the disk and the output are
//! pure. Both are read from the sources, so a new module without a rank fails here before it is missed in a review.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module's rank; a module imports only lower ranks. `src/ARCHITECTURE.md` says what each is for.
const RANKS: &[(&str, u32)] = &[
    ("digest", 0),
    ("memo", 0),
    ("path", 0),
    ("span", 0),
    ("suggest", 0),
    ("diagnostic", 1),
    ("yaml", 2),
    ("locale", 2),
    ("diagram", 2),
    ("config", 3),
    ("image", 3),
    ("front_matter", 3),
    ("highlight", 3),
    ("markdown", 3),
    ("source", 4),
    ("translation", 4),
    ("page", 5),
    ("site", 6),
    ("theme", 7),
    ("article", 8),
    ("layout", 9),
    ("search", 9),
    ("output", 10),
    ("workspace", 11),
    ("watch", 12),
    ("serve", 13),
    ("cli", 14),
];

/// What only these modules may name: the disk, the clock, the environment, threads that outlive a call.
const IMPURE: &[(&str, &[&str])] = &[
    ("std::fs", &["source", "output", "cli", "workspace", "watch"]),
    ("std::env", &["cli"]),
    ("std::net", &["serve", "cli"]),
    ("std::process", &["source", "output", "cli"]),
    ("SystemTime", &["output", "source"]),
    ("Instant::now", &["workspace", "watch", "cli"]),
    ("static mut", &[]),
    ("thread_local!", &[]),
    ("LazyLock", &[]),
    ("HashMap", &[]),
    ("HashSet", &[]),
    ("println!", &[]),
    ("eprintln!", &[]),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).unwrap().to_owned();
                let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                if module != "lib" && module != "main" {
                    found.push((module, relative, code(&fs::read_to_string(path).unwrap())));
                }
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "the sources were not found");
    found
}

/// The code of a file: without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules named after `crate::`, groups such as `use crate::{path, span::Span}` included.
fn imports(text: &str) -> Vec<String> {
    let names = |list: &str| -> Vec<String> {
        let mut depth = 0;
        let outer: String = list
            .chars()
            .filter(|c| {
                depth += i32::from(*c == '{') - i32::from(*c == '}');
                depth == 0
            })
            .collect();
        outer.split(',').map(|name| name.trim().chars().take_while(|c| is_word(*c)).collect()).collect()
    };
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(names(&balanced(group))),
            None => found.push(rest.chars().take_while(|c| is_word(*c)).collect()),
        }
    }
    found.retain(|name: &String| !name.is_empty());
    found
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What stands before the brace that closes an opened group.
fn balanced(text: &str) -> String {
    let mut depth = 1;
    text.chars()
        .take_while(|c| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth > 0
        })
        .collect()
}

#[test]
fn every_module_imports_only_lower_ranks() {
    let ranks: BTreeMap<&str, u32> = RANKS.iter().copied().collect();
    let mut broken = Vec::new();
    for (module, path, text) in sources() {
        let own = *ranks.get(&*module).unwrap_or_else(|| panic!("`{module}` has no rank"));
        for import in imports(&text) {
            match ranks.get(&*import) {
                Some(other) if import != module && *other >= own => {
                    broken.push(format!("{}: `{module}` ({own}) imports `{import}` ({other})", path.display()));
                }
                Some(_) => {}
                None => broken.push(format!("{}: `crate::{import}` is no module with a rank", path.display())),
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn ranks_name_modules_that_exist() {
    let modules: Vec<String> = sources().into_iter().map(|(module, ..)| module).collect();
    for (module, _) in RANKS {
        assert!(modules.iter().any(|other| other == module), "`{module}` has a rank and does not exist");
    }
}

#[test]
fn the_stages_between_disk_and_output_are_pure() {
    let mut broken = Vec::new();
    for (module, path, text) in sources() {
        for (name, allowed) in IMPURE {
            if text.contains(name) && !allowed.contains(&&*module) {
                broken.push(format!("{}: `{name}` is not for `{module}`", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_checks_see_what_they_look_for() {
    assert_eq!(imports("use crate::{path::{a, b}, span::Span};\ncrate::site::x()"), ["path", "span", "site"]);
    assert_eq!(code("// crate::a\nuse crate::b;\n#[cfg(test)]\nmod t { use crate::c; }"), "use crate::b;");
}
