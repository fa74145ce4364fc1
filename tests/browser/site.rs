//! Sites to open: built by the real program.

use super::server::Server;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A built site.
pub struct Site {
    output: PathBuf,
    /// What is removed with it.
    _folder: Option<tempfile::TempDir>,
}

impl Site {
    /// Builds a site of these files, paths from its root (`content/site.yml` may be among them). Findings don't matter.
    #[track_caller]
    pub fn build<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("content/site.yml"), "title: Test\n").unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let output = folder.path().join("output");
        baton(folder.path(), &output, "never");
        Self { output, _folder: Some(folder) }
    }

    /// The project's own playbook, built once for all tests; a warning there fails.
    pub fn showcase() -> &'static Self {
        static SHOWCASE: OnceLock<Site> = OnceLock::new();
        SHOWCASE.get_or_init(|| {
            let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("showcase");
            baton(Path::new(env!("CARGO_MANIFEST_DIR")), &output, "warning");
            Self { output, _folder: None }
        })
    }

    /// The folder that was published.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// The `file:` address of a published file, fragment and query included.
    pub fn file(&self, path: &str) -> String {
        format!("file://{}/{path}", self.output.display())
    }

    /// Serves the site over HTTP under a path such as `/` or `/docs/wiki/`.
    pub fn serve(&self, under: &str) -> Server {
        Server::start(&self.output, under)
    }

    /// The paths of all pages, relative to the output, sorted; what only leads on is no page.
    pub fn pages(&self) -> Vec<String> {
        let walk = walkdir::WalkDir::new(&self.output).sort_by_file_name().into_iter().map(Result::unwrap);
        let html = walk.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "html"));
        let paths = html.map(|entry| entry.path().strip_prefix(&self.output).unwrap().display().to_string());
        paths.filter(|path| !self.read(path).contains("http-equiv=\"refresh\"")).collect()
    }

    /// A published file.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.output.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

#[track_caller]
fn baton(root: &Path, output: &Path, fail_on: &str) {
    let built = Command::new(env!("CARGO_BIN_EXE_baton"))
        .args(["build", "--fail-on", fail_on, "--root"])
        .arg(root)
        .arg("--output")
        .arg(output)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}
