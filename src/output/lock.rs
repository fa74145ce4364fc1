//! One build at a time for one output folder.
//!
//! The lock is the system's (`flock`), so it ends with its process however that ends; the file stays, because a lock
//! file that is deleted can be held twice.

use super::OutputError;
use super::target::Target;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};
use std::{fmt, process};

/// The time between two attempts.
const PAUSE: Duration = Duration::from_millis(50);

/// The process that holds the lock, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process id.
    pub pid: Option<u32>,
    /// When it took the lock.
    pub since: Option<SystemTime>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "process {pid}"),
            None => f.write_str("an unknown process"),
        }
    }
}

/// The right to write; ends when dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of `target`, waiting up to `wait`; calls `on_wait` once if it has to.
    pub fn take(target: &Target, wait: Duration, on_wait: &dyn Fn(&Holder)) -> Result<Self, OutputError> {
        // Nothing is made beside a place that can never be an output folder.
        target.standing()?;
        target.make_beside()?;
        let path = target.beside.join("lock");
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = file.map_err(OutputError::at(&path))?;
        if !attempt(&file, &path)? {
            on_wait(&holder(&path));
            let attempts = wait.as_millis() / PAUSE.as_millis();
            if !patiently(&file, &path, attempts)? {
                return Err(OutputError::Locked { target: target.path.clone(), holder: holder(&path) });
            }
        }
        let named = file.set_len(0).and_then(|()| writeln!(file, "{}", process::id()));
        named.map_err(OutputError::at(&path))?;
        Ok(Self { _file: file })
    }
}

/// Whether one of `attempts` further attempts took the lock.
fn patiently(file: &File, path: &Path, attempts: u128) -> Result<bool, OutputError> {
    for _ in 0..attempts {
        thread::sleep(PAUSE);
        if attempt(file, path)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the lock could be taken at once.
fn attempt(file: &File, path: &Path) -> Result<bool, OutputError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(OutputError::at(path)(source)),
    }
}

/// Who wrote the lock file last.
fn holder(path: &Path) -> Holder {
    let pid = fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok());
    let since = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    Holder { pid, since }
}
