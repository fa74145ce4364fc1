//! A site in a folder of its own, the real server over it, and requests as they go over the wire.
#![allow(dead_code, reason = "a kit: not every test needs every tool")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use walkdir::WalkDir;

/// How long something may take that is certain to come: long, for machines that are busy with other tests.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until `is_so`; fails with what it said last.
#[track_caller]
pub fn wait_until(mut is_so: impl FnMut() -> Result<(), String>) {
    let start = Instant::now();
    loop {
        match is_so() {
            Ok(()) => return,
            Err(last) => assert!(start.elapsed() < PATIENCE, "never came true: {last}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder with a site in it.
pub struct Room(pub tempfile::TempDir);

impl Room {
    pub fn new<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        room.write("content/site.yml", "title: Test\n");
        for (path, bytes) in files {
            room.write(path, bytes);
        }
        room
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Everything that a build from nothing publishes now, by path.
    pub fn clean_build(&self) -> BTreeMap<String, Vec<u8>> {
        let output = tempfile::tempdir().unwrap();
        let output = output.path().join("site");
        let built = baton(&self.0).args(["build", "--fail-on", "never", "--output"]).arg(&output).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        files(&output)
    }
}

pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let named = entries.map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (path, fs::read(entry.path()).unwrap_or_default())
    });
    named.filter(|(path, _)| path != "manifest.json" && !path.starts_with('.')).collect()
}

pub fn baton(root: impl AsRef<Path>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.arg("--root").arg(root.as_ref()).env("NO_COLOR", "1");
    command
}

/// A program that stays running, until it is dropped.
pub struct Running {
    child: Child,
    pub port: u16,
}

impl Running {
    /// Serves a site at a free port.
    pub fn serve(root: &Room, more: &[&str]) -> Self {
        Self::start(&root.0, &[&["serve", "--port", "0"], more].concat())
    }

    /// Serves a site at this port.
    pub fn serve_at(root: &Room, port: u16) -> Self {
        Self::start(&root.0, &["serve", "--port", &port.to_string()])
    }

    pub fn start(root: impl AsRef<Path>, arguments: &[&str]) -> Self {
        let mut child = baton(root).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let port = loop {
            let Some(Ok(line)) = lines.next() else { panic!("it ended: {said}") };
            said.push_str(&line);
            said.push('\n');
            if line.starts_with("Serving ") {
                let port = line.trim_end_matches('/').rsplit(':').next().unwrap();
                break port.parse().unwrap();
            }
            if line.starts_with("Watching ") {
                break 0;
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits for its end.
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        Command::new("kill").arg(format!("-{signal}")).arg(self.child.id().to_string()).status().unwrap();
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < PATIENCE, "it does not stop");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.wait().unwrap().code()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}/{path}", self.port)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a head as it is, and reads to the end.
    pub fn raw(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // What a server refuses it need not read: the connection may be reset behind the answer.
        drop(stream.read_to_end(&mut bytes));
        Answer::parse(&bytes)
    }

    pub fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = if named { String::new() } else { format!("Host: localhost:{}\r\n", self.port) };
        let headers: String = headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        self.raw(&format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n{host}{headers}\r\n"))
    }

    pub fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// The channel of news for these pages.
    pub fn events(&self, pages: &[&str]) -> Events {
        let session: serde_json::Value = serde_json::from_slice(&self.get("/_baton/session").body).unwrap();
        let query: Vec<String> = pages.iter().map(|page| format!("page={page}")).collect();
        let target = format!("/_baton/{}/events?{}", session["token"].as_str().unwrap(), query.join("&"));
        let mut stream = self.connect();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        Events(BufReader::new(stream).lines())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An open channel.
pub struct Events(std::io::Lines<BufReader<TcpStream>>);

impl Events {
    /// The next event of this kind, and what it says.
    #[track_caller]
    pub fn next(&mut self, kind: &str) -> serde_json::Value {
        let mut found = false;
        loop {
            let line = self.0.next().expect("the channel ended").expect("the channel broke off");
            if let Some(event) = line.strip_prefix("event: ") {
                found = event == kind;
            }
            if let Some(data) = line.strip_prefix("data: ").filter(|_| found) {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// Reads to the end.
    pub fn finish(self) {
        self.0.for_each(drop);
    }
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<String, String> =
            headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        let body = if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            unchunked(&body)
        } else {
            body
        };
        Self { status: status.unwrap_or_default(), headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body without the script that the server puts in.
    #[track_caller]
    pub fn without_script(&self) -> String {
        let text = self.text();
        let start = text.find("<script defer src=\"/_baton/live.js").expect("there is no script");
        let end = start + text[start..].find("</script>").unwrap() + "</script>".len();
        let rest = format!("{}{}", &text[..start], &text[end..]);
        assert!(!rest.contains("/_baton/"), "more than one script");
        rest
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap().trim(), 16).unwrap();
        whole.extend(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
        if size == 0 {
            break;
        }
    }
    whole
}
