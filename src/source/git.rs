//! What a git repository remembers of the source: texts at commits, and the days of commits.
//!
//! One `git cat-file --batch` answers everything that a site asks. A repository is data like any other: nothing in it can
//! make git run a program, ask a remote or write. Hooks, the user's and the system's settings, replacement objects, lazy
//! fetching and every protocol are off; what is asked for is a commit's number and a path, both checked.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

/// A text is wanted as it was at a commit: the commit's number, and the path in the repository.
pub type Wanted = (Arc<str>, Arc<str>);

/// How long git may take to answer everything; a thousand pages take it less than a second.
const PATIENCE: Duration = Duration::from_mins(1);

/// The largest text that is taken, in bytes.
const LIMIT: u64 = 4 << 20;

/// Variables that would lead git elsewhere.
const MISLEADING: [&str; 14] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_CEILING_DIRECTORIES",
    "GIT_TRACE",
    "GIT_SSH_COMMAND",
    "GIT_EXTERNAL_DIFF",
];

/// A repository that holds the history of the source locale's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The `.git` folder or file, or the bare repository.
    pub folder: PathBuf,
    /// The path of the tree in it, without slashes at the ends; empty for the whole.
    pub prefix: String,
}

/// What a repository answered.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The commits that there are.
    pub commits: BTreeSet<Arc<str>>,
    /// The texts that there are.
    pub texts: BTreeMap<Wanted, Arc<str>>,
    /// The days of the commits that there are, as the committer's clock had them.
    pub days: BTreeMap<Arc<str>, Date>,
}

/// Whether `commit` can be the number of a commit: 7 to 64 hexadecimal digits.
#[must_use]
pub fn is_commit(commit: &str) -> bool {
    (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The repository with the history of the tree at `folder`: the `named` one, else the one that the folder lies in.
#[must_use]
pub fn repository(root: &Path, folder: &Path, named: Option<&str>, prefix: Option<&str>) -> Option<Repository> {
    let real = folder.canonicalize().ok()?;
    let (work, git) = match named {
        Some(named) => {
            let path = root.join(named).canonicalize().ok()?;
            let inner = path.join(".git");
            let is_bare = !inner.exists() && path.join("objects").is_dir();
            if is_bare { (None, path) } else { (Some(path), inner) }
        }
        None => {
            let work = real.ancestors().find(|folder| folder.join(".git").exists())?;
            (Some(work.to_owned()), work.join(".git"))
        }
    };
    git.exists().then_some(())?;
    let inside = work.as_deref().and_then(|work| real.strip_prefix(work).ok()).and_then(Path::to_str);
    let prefix = prefix.or(inside).unwrap_or_default().replace('\\', "/");
    Some(Repository { folder: git, prefix })
}

/// Asks a repository for texts at commits, and for the days of those commits and of `others`. What it has not got is left out.
///
/// # Errors
/// When git is not there, breaks off, or takes longer than a minute.
pub fn read(repository: &Repository, others: &BTreeSet<Arc<str>>, wanted: &BTreeSet<Wanted>) -> io::Result<History> {
    let wanted: Vec<&Wanted> =
        wanted.iter().filter(|(commit, path)| is_commit(commit) && !path.contains(['\n', '\r', '\0'])).collect();
    let others = others.iter().filter(|commit| is_commit(commit));
    let commits: BTreeSet<&Arc<str>> = wanted.iter().map(|(commit, _)| commit).chain(others).collect();
    if commits.is_empty() {
        return Ok(History::default());
    }
    let mut child = spawn(repository)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { return Err(io::ErrorKind::BrokenPipe.into()) };
    let mut questions = String::new();
    for commit in &commits {
        questions.push_str(commit);
        questions.push('\n');
    }
    for (commit, path) in &wanted {
        questions.extend([commit, ":", &crate::path::join(&repository.prefix, path), "\n"]);
    }
    let child = Mutex::new(child);
    let (done, waiting) = mpsc::channel::<()>();
    let answers = std::thread::scope(|scope| {
        // Git answers while it is asked: whoever writes everything first would wait for ever.
        scope.spawn(move || stdin.write_all(questions.as_bytes()));
        scope.spawn(|| {
            let waiting = waiting;
            if waiting.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                drop(child.lock().unwrap_or_else(PoisonError::into_inner).kill());
            }
        });
        let answers = answers(stdout, &commits, &wanted);
        drop(done);
        answers
    });
    let mut child = child.into_inner().unwrap_or_else(PoisonError::into_inner);
    if answers.is_err() {
        drop(child.kill());
    }
    child.wait()?;
    answers
}

fn spawn(repository: &Repository) -> io::Result<Child> {
    let mut command = Command::new("git");
    let mut git_dir = std::ffi::OsString::from("--git-dir=");
    git_dir.push(&repository.folder);
    command.arg(git_dir).args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never"]);
    command.args(["-c", "core.hooksPath=/dev/null", "cat-file", "--batch", "--buffer"]);
    for name in MISLEADING {
        command.env_remove(name);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .current_dir(repository.folder.parent().unwrap_or(&repository.folder))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn()
}

fn answers(stdout: impl Read, commits: &BTreeSet<&Arc<str>>, wanted: &[&Wanted]) -> io::Result<History> {
    let mut reader = BufReader::new(stdout);
    let mut history = History::default();
    for commit in commits {
        if let Some(bytes) = answer(&mut reader, "commit")? {
            history.commits.insert((*commit).clone());
            history.days.extend(day(&String::from_utf8_lossy(&bytes)).map(|day| ((*commit).clone(), day)));
        }
    }
    for wanted in wanted {
        if let Some(text) = answer(&mut reader, "blob")?.and_then(|bytes| String::from_utf8(bytes).ok()) {
            history.texts.insert((*wanted).clone(), text.into());
        }
    }
    Ok(history)
}

/// Reads one answer: the bytes of an object of this kind, or nothing where it is missing or another kind.
fn answer(reader: &mut impl BufRead, kind: &str) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    if reader.read_line(&mut head)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut words = head.trim_end().rsplitn(3, ' ');
    let (size, found, _) = (words.next(), words.next(), words.next());
    // `X missing`, `X ambiguous`: no object follows.
    let (Some(Ok(size)), Some(found)) = (size.map(str::parse::<u64>), found) else { return Ok(None) };
    if !matches!(found, "commit" | "blob" | "tree" | "tag") {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let mut body = reader.by_ref().take(size + 1);
    if found != kind || size > LIMIT {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(None);
    }
    body.read_to_end(&mut bytes)?;
    if bytes.len() as u64 != size + 1 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.pop();
    Ok(Some(bytes))
}

/// The day of a commit, from its `committer NAME <MAIL> SECONDS +ZONE` line.
fn day(commit: &str) -> Option<Date> {
    let line = commit.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("committer "))?;
    let mut words = line.rsplit(' ');
    let (zone, seconds) = (words.next()?, words.next()?);
    let (sign, digits) = (if zone.starts_with('-') { -1 } else { 1 }, zone.trim_start_matches(['+', '-']));
    let minutes = digits.parse::<i32>().ok().map(|zone| sign * (zone / 100 * 60 + zone % 100))?;
    let offset = Offset::from_seconds(minutes * 60).ok()?;
    Some(offset.to_datetime(Timestamp::from_second(seconds.parse().ok()?).ok()?).date())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_committers() {
        let commit = |line: &str| format!("tree 0\nauthor A <a> 1 +0000\n{line}\n\ncommitter X <x> 9 +0000\n");
        let day = |line: &str| day(&commit(line)).map(|day| day.to_string());
        assert_eq!(day("committer A B <a b> 1767225599 +0000").as_deref(), Some("2025-12-31"));
        assert_eq!(day("committer A <a> 1767225599 +0100").as_deref(), Some("2026-01-01"));
        assert_eq!(day("committer A <a> 1767225600 -0030").as_deref(), Some("2025-12-31"));
        assert_eq!(day("committer broken"), None);
    }

    #[test]
    fn only_numbers_are_asked_for() {
        assert!(is_commit("0d3058f7c61a8ad9f378b247da3d023b4c22347a") && is_commit("0D3058F"));
        for bad in ["", "0d3058", "HEAD", "--help1", "0d3058f7\n", "main:x/abc", &"a".repeat(65)] {
            assert!(!is_commit(bad), "{bad:?}");
        }
    }

    #[test]
    fn answers_are_told_apart() {
        let mut text: &[u8] = b"abc missing\nff blob 2\nhi\nff tree 3\nxyz\nff blob 0\n\na b ambiguous\nff blob 9\nhi";
        assert_eq!(answer(&mut text, "blob").unwrap(), None);
        assert_eq!(answer(&mut text, "blob").unwrap(), Some(b"hi".to_vec()));
        assert_eq!(answer(&mut text, "blob").unwrap(), None);
        assert_eq!(answer(&mut text, "blob").unwrap(), Some(Vec::new()));
        assert_eq!(answer(&mut text, "blob").unwrap(), None);
        assert!(answer(&mut text, "blob").is_err());
    }
}
