//! What a path inside the output may look like.

use super::{MANIFEST, OutputError};

/// Checks that `path` is relative, `/`-separated, without `.`, `..`, empty parts, backslashes or NUL, and is not the
/// manifest's own.
pub(super) fn check(path: &str) -> Result<(), OutputError> {
    let why = if path.is_empty() {
        "is empty"
    } else if path.contains(['\\', '\0']) {
        "holds a backslash or NUL"
    } else if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        "is not a plain relative path"
    } else if path == MANIFEST {
        "is the manifest's own"
    } else {
        return Ok(());
    };
    Err(OutputError::Path { path: path.to_owned(), why })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn only_plain_relative_paths_pass() {
        for good in ["index.html", "en/a/b.html", ".nojekyll", "a..b", "en/manifest.json", "...", "ü/日本.html"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", "/", "/etc/passwd", "a//b", "a/", "./a", "a/..", "../a", "a\\b", "a\0b", "manifest.json"] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
