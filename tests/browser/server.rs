//! A web server of the plainest kind, with the strict headers that a company's host would send.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

/// The strictest policy under which a site must work.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                          font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'none'; \
                          form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
                          require-trusted-types-for 'script'; trusted-types baton-search baton-original";

/// Serves a folder until the test process ends.
pub struct Server {
    root: String,
}

impl Server {
    pub(super) fn start(folder: &Path, under: &str) -> Self {
        assert!(under.starts_with('/') && under.ends_with('/'), "a folder's path: {under}");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let root = format!("http://{}{under}", listener.local_addr().unwrap());
        let (folder, under) = (folder.to_owned(), under.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (folder, under) = (folder.clone(), under.clone());
                std::thread::spawn(move || drop(answer(&stream, &folder, &under)));
            }
        });
        Self { root }
    }

    /// The address of a published file, fragment and query included.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }
}

/// Answers one request and closes.
fn answer(mut stream: &TcpStream, folder: &Path, under: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let target = request.split(' ').nth(1).unwrap_or_default();
    let path = target.split(['?', '#']).next().and_then(|path| path.strip_prefix(under)).map(unescape);
    let path = path.map(|path| if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path });
    let found: Option<(PathBuf, Vec<u8>)> = path.and_then(|path| {
        let path = folder.join(path);
        fs::read(&path).ok().map(|bytes| (path, bytes))
    });
    let (status, path, bytes) = match found {
        Some((path, bytes)) => ("200 OK", path, bytes),
        None => ("404 Not Found", folder.join("404.html"), fs::read(folder.join("404.html")).unwrap_or_default()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nContent-Security-Policy: {POLICY}\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\nConnection: close\r\n\r\n",
        media_type(&path),
        bytes.len(),
    )?;
    stream.write_all(&bytes)
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "csv") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A path without its percent signs.
fn unescape(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let digits =
            [rest.clone().next(), rest.clone().nth(1)].map(|digit| char::from(digit.unwrap_or(0)).to_digit(16));
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap());
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
