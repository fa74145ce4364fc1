//! One Chromium for all tests, driven over the `DevTools` protocol: messages of JSON, each ended by a zero byte, on a pipe.
//! The protocol is described at <https://chromedevtools.github.io/devtools-protocol/>.

mod keys;
mod outline;
mod page;

pub use page::Page;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// How long Chromium may take for one command, its start included: long, for machines that are busy with other tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// Chromium on the file descriptors 3 and 4, in a profile that goes when it goes. `$0` is the program, `$@` its flags.
const START: &str = r#"
profile=$(mktemp -d)
"$0" "$@" --user-data-dir="$profile" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null
rm -rf "$profile"
"#;

const FLAGS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
];

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The running browser.
pub struct Chromium {
    commands: Arc<Mutex<ChildStdin>>,
    post: Arc<Mutex<Post>>,
    last: AtomicU64,
}

/// Who waits for what.
#[derive(Default)]
struct Post {
    replies: BTreeMap<u64, Sender<Value>>,
    sessions: BTreeMap<String, Sender<Value>>,
    ended: bool,
}

impl Chromium {
    /// The one browser of this process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Chromium> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let mut child = Command::new("sh")
            .args(["-c", START, &program()])
            .args(FLAGS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let post = Arc::new(Mutex::new(Post::default()));
        let stdout = child.stdout.take().unwrap();
        let commands = Arc::new(Mutex::new(child.stdin.take().unwrap()));
        let (sorted, dismissals) = (Arc::clone(&post), Arc::clone(&commands));
        std::thread::spawn(move || sort(stdout, &sorted, &dismissals));
        Self { commands, post, last: AtomicU64::new(0) }
    }

    /// Sends one command, to the browser or to a session of it, and waits for the result.
    #[track_caller]
    pub fn call(&self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        self.try_call(session, method, parameters).unwrap_or_else(|error| panic!("{method} {parameters}: {error}"))
    }

    /// Like `call`, where Chromium may refuse: the page that was asked may be gone by now.
    #[track_caller]
    fn try_call(&self, session: Option<&str>, method: &str, parameters: &Value) -> Result<Value, String> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, receiver) = channel();
        {
            let mut post = self.post.lock().unwrap();
            assert!(!post.ended, "Chromium has ended");
            post.replies.insert(id, sender);
        }
        send(&self.commands, id, session, method, parameters);
        match receiver.recv_timeout(PATIENCE) {
            Ok(reply) if reply["error"].is_null() => Ok(reply["result"].clone()),
            Ok(reply) => Err(reply["error"].to_string()),
            Err(RecvTimeoutError::Timeout) => panic!("{method} {parameters}: no answer in {PATIENCE:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("{method}: Chromium has ended"),
        }
    }

    /// The events of a session, from now on, those of its workers and frames included.
    fn listen(&self, session: &str) -> Receiver<Value> {
        let (sender, receiver) = channel();
        self.post.lock().unwrap().sessions.insert(session.to_owned(), sender);
        receiver
    }
}

fn send(commands: &Mutex<ChildStdin>, id: u64, session: Option<&str>, method: &str, parameters: &Value) {
    let mut message = json!({ "id": id, "method": method, "params": parameters });
    if let Some(session) = session {
        message["sessionId"] = session.into();
    }
    let mut bytes = serde_json::to_vec(&message).unwrap();
    bytes.push(0);
    commands.lock().unwrap().write_all(&bytes).unwrap();
}

/// Reads what Chromium says and hands each message to the one who waits for it. A dialog would hold its page up for ever:
/// it is dismissed here.
fn sort(stdout: ChildStdout, post: &Mutex<Post>, commands: &Mutex<ChildStdin>) {
    for message in BufReader::new(stdout).split(0) {
        let Ok(message) = message else { break };
        let Ok(message) = serde_json::from_slice::<Value>(&message) else { continue };
        let mut post = post.lock().unwrap();
        if let Some(reply) = message["id"].as_u64().and_then(|id| post.replies.remove(&id)) {
            drop(reply.send(message));
        } else if let Some(events) = message["sessionId"].as_str().and_then(|id| post.sessions.get(id)).cloned() {
            if let Some(child) = message["params"]["sessionId"].as_str()
                && message["method"] == "Target.attachedToTarget"
            {
                post.sessions.insert(child.to_owned(), events.clone());
            }
            if message["method"] == "Page.javascriptDialogOpening" {
                let no = json!({ "accept": false });
                send(commands, 0, message["sessionId"].as_str(), "Page.handleJavaScriptDialog", &no);
            }
            drop(events.send(message));
        }
    }
    let mut post = post.lock().unwrap();
    *post = Post { ended: true, ..Post::default() };
}

/// Where Chromium is.
fn program() -> String {
    if let Ok(named) = std::env::var("CHROMIUM") {
        return named;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)))
        .find(|program| program.is_file());
    let Some(found) = found else {
        panic!("these tests need Chromium, and none of {NAMES:?} is on the PATH; `tests/run` installs it on Debian")
    };
    found.to_string_lossy().into_owned()
}
