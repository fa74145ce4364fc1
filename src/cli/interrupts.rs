//! Signals: a run that is asked to stop does so within two seconds and leaves the published site as it was.
//!
//! Ctrl-C (SIGINT) and SIGTERM raise a flag that the workspace looks at between two pieces of work
//! ([`Progress::cancelled`](crate::workspace::Progress::cancelled)). Should that take too long, a thread ends the
//! process; a second signal ends it at once. Either is safe at any moment, because a site is published in one step
//! and the next build sweeps what was left behind. SIGXFSZ (a file grew beyond the limit for its size) is ignored,
//! so that the write fails like any other.

use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::low_level::pipe;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

/// How long the workspace has to stop by itself: two seconds, less what the end of a process takes.
const GRACE: Duration = Duration::from_millis(1800);

/// Whether the run was asked to stop, and by which signal.
#[derive(Clone, Debug, Default)]
pub struct Interrupts(Arc<AtomicU8>);

impl Interrupts {
    /// Watches for signals from now on.
    pub fn watch() -> io::Result<Self> {
        let interrupts = Self::default();
        flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
        for signal in [SIGINT, SIGTERM] {
            interrupts.watch_for(signal)?;
        }
        Ok(interrupts)
    }

    /// The signal that asked the run to stop.
    pub fn signal(&self) -> Option<u8> {
        Some(self.0.load(Ordering::Relaxed)).filter(|signal| *signal != 0)
    }

    fn watch_for(&self, signal: i32) -> io::Result<()> {
        let (mut wake, waker) = UnixStream::pair()?;
        let armed = Arc::new(AtomicBool::new(false));
        // In this order: the first signal arms what the second one sets off.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&armed))?;
        flag::register(signal, armed)?;
        pipe::register(signal, waker)?;
        let Self(asked) = self.clone();
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            if wake.read_exact(&mut [0]).is_ok() {
                asked.store(u8::try_from(signal).unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(GRACE);
                std::process::exit(128 + signal);
            }
        })?;
        Ok(())
    }
}
