//! Answers to requests: outputs as a build writes them, with what HTTP wants to know of them.

use super::client::{self, PREFIX};
use super::guard::{Guard, check};
use super::news::MISSING;
use super::stage::{Revision, Stage};
use super::{events, ranges};
use crate::digest::Digest;
use crate::layout;
use crate::path::encode;
use crate::source::{self, Asset};
use crate::workspace::{Body as Content, Output};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use ranges::Range;
use std::io;
use std::sync::Arc;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// How much of a file is in memory at a time, in bytes.
const BLOCK: usize = 64 * 1024;
/// What an SVG may do that is opened by itself: look as it does.
const SVG_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// What the worker may do: ask this server.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";
/// A page that stands where a template fails and there is no older one; the script in it shows what is wrong.
const FAILED: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>This page can't be made</title></head>\
                      <body><h1>This page can't be made</h1></body></html>";

/// Everything that can be asked for.
pub(super) fn router(stage: Arc<Stage>, guard: Guard) -> Router {
    Router::new()
        .route(&format!("{PREFIX}/live.js"), get(async |headers: HeaderMap| own(&headers, client::SCRIPT, None)))
        .route(
            &format!("{PREFIX}/worker.js"),
            get(async |headers: HeaderMap| own(&headers, client::WORKER, Some(WORKER_POLICY))),
        )
        .route(&format!("{PREFIX}/session"), get(session))
        .route(&format!("{PREFIX}/{{token}}/events"), get(events::open))
        .fallback(answer)
        .with_state(stage)
        .layer(from_fn_with_state(Arc::new(guard), check))
}

/// A script of the server's own.
fn own(headers: &HeaderMap, script: &'static str, policy: Option<&'static str>) -> Response {
    let mut response =
        whole(headers, Bytes::from_static(script.as_bytes()), "text/javascript; charset=utf-8", &tag(script));
    if let Some(policy) = policy {
        set(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn tag(script: &str) -> String {
    Digest::of(script.as_bytes()).to_string()
}

/// The name of the channel. Only pages of this origin can read it.
async fn session(State(stage): State<Arc<Stage>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, serde_json::json!({ "token": stage.token }).to_string()).into_response()
}

/// The path of the output that an address means, if it can mean one: percent signs decoded once, `/` at the end for the
/// folder's `index.html`, below the folder `base` or not.
pub(super) fn key_of(address: &str, base: &str) -> Option<String> {
    let path = address.strip_prefix(base).filter(|_| base != "/").or_else(|| address.strip_prefix('/'))?;
    let key = strictly_decoded(path)?;
    Some(if key.is_empty() || key.ends_with('/') { key + "index.html" } else { key })
}

/// `text` without its percent signs, if they are well formed and make UTF-8 without control characters.
fn strictly_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            u8::try_from(digit()? * 16 + digit()?).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// Answers with an output, or with the page that stands where there is none.
async fn answer(State(stage): State<Arc<Stage>>, request: Request) -> Response {
    let revision = stage.current();
    let (head, _) = request.into_parts();
    let found = {
        let (revision, address) = (revision.clone(), head.uri.path().to_owned());
        tokio::task::spawn_blocking(move || look_up(&revision, &address)).await
    };
    let mut response = match found {
        Ok(Lookup::Found(output)) => found_output(&head.method, &head.headers, output, StatusCode::OK).await,
        Ok(Lookup::Elsewhere(address)) => {
            let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
            set(&mut response, header::LOCATION, &address);
            response
        }
        Ok(Lookup::Missing(Some(output))) => {
            found_output(&head.method, &head.headers, output, StatusCode::NOT_FOUND).await
        }
        Ok(Lookup::Missing(None)) => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
        Ok(Lookup::Failed) | Err(_) => {
            let html = client::with_script(FAILED, Digest::of(FAILED.as_bytes()), false);
            (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html)
                .into_response()
        }
    };
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

enum Lookup {
    Found(Output),
    /// A folder without its slash.
    Elsewhere(String),
    Missing(Option<Output>),
    Failed,
}

fn look_up(revision: &Revision, address: &str) -> Lookup {
    if let Some(key) = key_of(address, revision.base()) {
        let found = revision.output(&key);
        match (found.output, found.trouble) {
            (Some(output), _) => return Lookup::Found(output),
            (None, Some(_)) => return Lookup::Failed,
            (None, None) => {}
        }
        // Made of a path that is known, so it leads to this host.
        let index = format!("{key}/index.html");
        if !key.starts_with('/') && revision.output(&index).output.is_some() {
            let base = if address.starts_with(revision.base()) { revision.base() } else { "/" };
            return Lookup::Elsewhere(format!("{base}{}/", encode(&key)));
        }
    }
    Lookup::Missing(revision.output(MISSING).output)
}

async fn found_output(method: &Method, headers: &HeaderMap, output: Output, status: StatusCode) -> Response {
    let Output { body, media, digest } = output;
    let is_html = media.starts_with("text/html");
    let mut response = match body {
        Content::Bytes(html) if is_html => {
            let tag = format!("{digest}-{}", client::version());
            let html = client::with_script(&String::from_utf8_lossy(&html), digest, status == StatusCode::NOT_FOUND);
            if status == StatusCode::OK { whole(headers, html.into(), media, &tag) } else { plain(html.into(), media) }
        }
        Content::Bytes(bytes) => part(headers, bytes, media, &digest.to_string()),
        Content::File(asset) => file(method, headers, &asset, media, digest).await,
    };
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    if is_html {
        set(&mut response, header::CONTENT_SECURITY_POLICY, &layout::policy());
    } else if media == "image/svg+xml" {
        set(&mut response, header::CONTENT_SECURITY_POLICY, SVG_POLICY);
    }
    response
}

/// The bytes, unless the reader has them.
fn whole(headers: &HeaderMap, bytes: Bytes, media: &str, tag: &str) -> Response {
    let quoted = format!("\"{tag}\"");
    let mut response =
        if ranges::has(headers, &quoted) { StatusCode::NOT_MODIFIED.into_response() } else { plain(bytes, media) };
    set(&mut response, header::ETAG, &quoted);
    set(&mut response, header::CACHE_CONTROL, "no-cache");
    response
}

fn plain(bytes: Bytes, media: &str) -> Response {
    let mut response = Body::from(bytes).into_response();
    set(&mut response, header::CONTENT_TYPE, media);
    response
}

/// The bytes, or the part of them that was asked for.
fn part(headers: &HeaderMap, bytes: Bytes, media: &str, tag: &str) -> Response {
    let length = bytes.len() as u64;
    let range = ranges::wanted(headers, length, &format!("\"{tag}\""));
    let mut response = match range {
        Range::Part(from, to) => {
            let from_to = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            whole(headers, bytes.slice(from_to(from)..from_to(to)), media, tag)
        }
        _ => whole(headers, bytes, media, tag),
    };
    range.mark(&mut response, length);
    response
}

/// A file from the disk, or the part of it that was asked for; never wholly in memory.
async fn file(method: &Method, headers: &HeaderMap, asset: &Arc<Asset>, media: &str, digest: Digest) -> Response {
    let opened = {
        let asset = asset.clone();
        tokio::task::spawn_blocking(move || source::open_asset(&asset)).await
    };
    // It went away since the last look; the next one is on its way.
    let Ok(Ok((file, length, version))) = opened else { return StatusCode::NOT_FOUND.into_response() };
    let tag = if version.looks_like(&asset.version) { digest } else { version.digest() };
    let quoted = format!("\"{tag}\"");
    let range = ranges::wanted(headers, length, &quoted);
    let (from, to) = if let Range::Part(from, to) = range { (from, to) } else { (0, length) };
    let mut response = if ranges::has(headers, &quoted) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if *method == Method::HEAD || matches!(range, Range::Unfit) {
        StatusCode::OK.into_response()
    } else {
        Body::from_stream(blocks(File::from_std(file), from, to)).into_response()
    };
    set(&mut response, header::CONTENT_TYPE, media);
    set(&mut response, header::ETAG, &quoted);
    if response.status() == StatusCode::OK {
        set(&mut response, header::CONTENT_LENGTH, &(to - from).to_string());
    }
    range.mark(&mut response, length);
    response
}

/// The bytes of a file from one place to another.
fn blocks(file: File, from: u64, to: u64) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, from, false), move |(mut file, at, sought)| async move {
        if !sought && from > 0 {
            file.seek(io::SeekFrom::Start(from)).await?;
        }
        let left = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(BLOCK);
        let mut block = vec![0; left];
        let read = file.read(&mut block).await?;
        block.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(block), (file, at + read as u64, true))))
    })
}

pub(super) fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_one_path_or_none() {
        let key = |address: &str| key_of(address, "/");
        assert_eq!(key("/").as_deref(), Some("index.html"));
        assert_eq!(key("/en/").as_deref(), Some("en/index.html"));
        assert_eq!(key("/en/caf%C3%A9.html").as_deref(), Some("en/café.html"));
        assert_eq!(key("/a%252e").as_deref(), Some("a%2e"), "once");
        for none in ["", "en", "/%", "/%f", "/%zz", "/%ff", "/%00", "/a%0d%0ab"] {
            assert_eq!(key(none), None, "{none}");
        }
        assert_eq!(key_of("/wiki/en/", "/wiki/").as_deref(), Some("en/index.html"));
        assert_eq!(key_of("/en/", "/wiki/").as_deref(), Some("en/index.html"));
    }
}
