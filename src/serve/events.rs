//! The channel of news: server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! A browser opens one channel and names the pages that it shows. It is told of each at once, and again after a revision that
//! changed what there is to tell. Nothing is queued: a slow reader hears of the last revision when it has taken the one
//! before, and what it missed in between it never hears of. What is told does not depend on what was told before, so a channel
//! that breaks off is opened anew without any memory of the old one.

use super::answer::key_of;
use super::news;
use super::stage::{Revision, Stage};
use crate::path::decode;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::watch;

/// So many pages a browser may show at once; further ones hear nothing.
const PAGES: usize = 64;
/// After this long without news something is sent, so that a reader who vanished is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// More channels than this are a crowd: its pages come for the new bytes one after the other.
const CROWD: usize = 50;
/// Within so many milliseconds.
const SPREAD: u32 = 150;

/// One open channel.
struct Channel {
    stage: Arc<Stage>,
    revisions: watch::Receiver<Arc<Revision>>,
    /// The pages by the addresses that the browser knows them by.
    pages: Vec<(String, Arc<str>)>,
    /// What was told last: by page, of the site, of trouble.
    told: BTreeMap<String, String>,
    /// The revision whose counts are still to be told.
    uncounted: Option<Arc<Revision>>,
    /// Whether there is a revision that nothing was told of.
    due: bool,
    begun: bool,
}

/// Opens a channel.
pub(super) async fn open(
    State(stage): State<Arc<Stage>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if token != stage.token {
        return (StatusCode::NOT_FOUND, "This channel is closed.\n").into_response();
    }
    let revision = stage.current();
    let query = query.unwrap_or_default();
    let named = query.split('&').filter_map(|pair| pair.strip_prefix("page=")).take(PAGES);
    let pages = named.map(|page| {
        let address = decode(page).into_owned();
        let key = key_of(&address, revision.base()).unwrap_or_default();
        (address, key.into())
    });
    let channel = Channel {
        revisions: stage.subscribe(),
        pages: pages.collect(),
        told: BTreeMap::new(),
        uncounted: None,
        due: true,
        begun: false,
        stage,
    };
    channel.stage.channels.fetch_add(1, Ordering::Relaxed);
    let events = stream::unfold(channel, |mut channel| async move {
        let text = channel.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), channel))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from_stream(events)).into_response()
}

impl Channel {
    /// The next that is to be sent; nothing at the end.
    async fn next(&mut self) -> Option<String> {
        loop {
            if std::mem::take(&mut self.due) {
                let revision = self.revisions.borrow_and_update().clone();
                if revision.number == 0 {
                    return None;
                }
                let first = !std::mem::replace(&mut self.begun, true);
                let news = self.news(&revision, first).await;
                self.uncounted = Some(revision);
                if !news.is_empty() {
                    return Some(news);
                }
            }
            // What a page waits for comes first; counting takes a look at every page of the site.
            if let Some(revision) = self.uncounted.take() {
                let counts = news::of_site(revision.tally().await);
                if let Some(event) = self.tell("site", "site", &counts, revision.number) {
                    return Some(event);
                }
            }
            match tokio::time::timeout(HEARTBEAT, self.revisions.changed()).await {
                Ok(changed) => {
                    changed.ok()?;
                    self.due = true;
                }
                Err(_) => return Some(": still here\n\n".into()),
            }
        }
    }

    /// What a revision has to tell.
    async fn news(&mut self, revision: &Arc<Revision>, first: bool) -> String {
        let mut text = String::new();
        let spread = if self.stage.channels.load(Ordering::Relaxed) > CROWD { SPREAD } else { 0 };
        for (address, path) in self.pages.clone() {
            let news = revision.page(&self.stage, &path).await.event(&address, spread);
            text.extend(self.tell("page", &address, &news, revision.number));
        }
        let trouble = news::of_trouble(revision.trouble.as_deref(), &self.stage);
        text.extend(self.tell("trouble", "trouble", &trouble, revision.number));
        if let Some(saved) = revision.saved.as_ref().filter(|_| !first) {
            text.push_str(&event("follow", &news::of_saved(saved), revision.number));
        }
        text
    }

    /// The event, unless the same was told under this name before. Addresses begin with `/`, other names don't.
    fn tell(&mut self, kind: &str, name: &str, data: &str, number: usize) -> Option<String> {
        if self.told.get(name).is_some_and(|told| told == data) {
            return None;
        }
        self.told.insert(name.to_owned(), data.to_owned());
        Some(event(kind, data, number))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.stage.channels.fetch_sub(1, Ordering::Relaxed);
    }
}

/// JSON has no line ends, so it is one line of an event.
fn event(kind: &str, data: &str, number: usize) -> String {
    format!("id: {number}\nevent: {kind}\ndata: {data}\n\n")
}
