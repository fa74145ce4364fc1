//! Remembers coloured code between pages, locales and runs.
//!
//! Of the code blocks of four locales about a third are distinct. The memo is a value: reading and writing the
//! file that keeps it is somebody else's job. What it holds depends on nothing but language, code,
//! [`REVISION`](super::REVISION) and the bounds, so a remembered result is never stale; a file that is damaged or
//! of another revision is an empty memo. It is believed otherwise: who can write that file can write the site.

use super::{Highlighter, Kind, Language, MAX_BLOCK, MAX_LINE, MAX_WORK, REVISION, escape};
use crate::digest::{Digest, Hasher};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// First bytes of a kept memo: what it is, and the version of its layout.
const MAGIC: &[u8; 8] = b"baton-h1";

/// Sixteen locks are enough for the threads of one machine.
const SHARDS: usize = 16;

/// No more than this many bytes of HTML are remembered a shard (64 MB in all); the rest is coloured each time.
const SHARD_BYTES: usize = 4 << 20;

/// So many bytes of code are coloured by one thread: enough to compile their grammar for, few enough for other threads
/// to help with a language that all pages use.
const BATCH_BYTES: usize = 256 << 10;

/// Coloured code by digest; shared by all threads.
#[derive(Default)]
pub struct Memo {
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Default)]
struct Shard {
    entries: BTreeMap<[u8; 16], Entry>,
    bytes: usize,
}

struct Entry {
    html: Arc<str>,
    used: bool,
}

impl Memo {
    /// The HTML of `code`, remembered or coloured now; see [`Highlighter::highlight`].
    ///
    /// With everything remembered the grammars are never loaded.
    #[must_use]
    pub fn highlight(&self, highlighter: &Highlighter, language: &Language, code: &str) -> Arc<str> {
        let Kind::Grammar(grammar) = language.kind else { return escape(code).into() };
        let key = key(grammar, code);
        if let Some(html) = self.shard(key).recall(key) {
            return html;
        }
        let html: Arc<str> = highlighter.highlight(language, code).into();
        self.shard(key).keep(key, html.clone(), true);
        html
    }

    /// Colours what is not remembered of many codes, on all threads, each with a grammar at a time.
    ///
    /// What a grammar is compiled to is most of the memory that colouring takes: here it is freed before the thread needs
    /// the next one. And threads that share patterns wait for each other, when one is compiled and each time it is used.
    /// Once `stop` says so the rest is left out.
    pub fn prepare<'c>(&self, codes: impl IntoIterator<Item = (Language, &'c str)>, stop: &(dyn Fn() -> bool + Sync)) {
        let mut unknown: BTreeMap<&'static str, BTreeMap<[u8; 16], (Language, &str)>> = BTreeMap::new();
        for (language, code) in codes {
            let Kind::Grammar(grammar) = language.kind else { continue };
            let key = key(grammar, code);
            if !self.shard(key).entries.contains_key(&key) {
                unknown.entry(grammar).or_default().insert(key, (language, code));
            }
        }
        let mut batches: Vec<Batch<'_>> =
            unknown.into_iter().flat_map(|(grammar, codes)| Batch::cut(grammar, codes)).collect();
        // A long one that came last would keep one thread busy and the others waiting.
        batches.sort_by_key(|batch| Reverse(batch.bytes));
        let pristine = Highlighter::default();
        batches.into_iter().par_bridge().for_each(|batch| {
            let highlighter = pristine.fresh(batch.grammar);
            for (key, language, code) in batch.codes.into_iter().take_while(|_| !stop()) {
                let html = highlighter.highlight(&language, code).into();
                self.shard(key).keep(key, html, false);
            }
        });
    }

    /// The entries that were asked for since the memo was made, for the next run to start with.
    ///
    /// The same entries give the same bytes, whatever the order in which they came.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut entries = BTreeMap::new();
        for shard in &self.shards {
            let shard = lock(shard);
            let used = shard.entries.iter().filter(|(_, entry)| entry.used);
            entries.extend(used.map(|(key, entry)| (*key, entry.html.clone())));
        }
        let mut bytes = header();
        for (key, html) in entries {
            bytes.extend(key);
            bytes.extend(u32::try_from(html.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend(html.as_bytes());
        }
        bytes.extend(Digest::of(&bytes).bytes());
        bytes
    }

    /// The memo that `bytes` keep; an empty one where they are damaged, foreign or of another revision.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let memo = Self::default();
        memo.learn(bytes);
        memo
    }

    /// Takes in what `bytes` keep; nothing where they are damaged, foreign or of another revision.
    pub fn learn(&self, bytes: &[u8]) {
        for (key, html) in decode(bytes).unwrap_or_default() {
            self.shard(key).keep(key, html.into(), false);
        }
    }

    fn shard(&self, key: [u8; 16]) -> MutexGuard<'_, Shard> {
        let [first, ..] = &self.shards;
        let index = key.first().map_or(0, |byte| usize::from(*byte) % SHARDS);
        lock(self.shards.get(index).unwrap_or(first))
    }
}

fn key(grammar: &str, code: &str) -> [u8; 16] {
    Digest::of_parts([grammar, code]).bytes()
}

/// Codes that one thread colours, all of one grammar.
struct Batch<'c> {
    grammar: &'static str,
    codes: Vec<([u8; 16], Language, &'c str)>,
    bytes: usize,
}

impl<'c> Batch<'c> {
    /// The codes of a grammar in as many batches as it takes.
    fn cut(grammar: &'static str, codes: BTreeMap<[u8; 16], (Language, &'c str)>) -> Vec<Self> {
        let mut batches: Vec<Self> = Vec::new();
        for (key, (language, code)) in codes {
            if batches.last().is_none_or(|batch| batch.bytes >= BATCH_BYTES) {
                batches.push(Self { grammar, codes: Vec::new(), bytes: 0 });
            }
            if let Some(batch) = batches.last_mut() {
                batch.codes.push((key, language, code));
                batch.bytes += code.len();
            }
        }
        batches
    }
}

impl Shard {
    fn recall(&mut self, key: [u8; 16]) -> Option<Arc<str>> {
        let entry = self.entries.get_mut(&key)?;
        entry.used = true;
        Some(entry.html.clone())
    }

    fn keep(&mut self, key: [u8; 16], html: Arc<str>, used: bool) {
        if self.bytes + html.len() > SHARD_BYTES || self.entries.contains_key(&key) {
            return;
        }
        self.bytes += html.len();
        self.entries.insert(key, Entry { html, used });
    }
}

/// A shard is changed in one step, so it is whole even after a panic elsewhere.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn header() -> Vec<u8> {
    let mut revision = Hasher::default();
    revision.str(REVISION);
    for bound in [MAX_LINE, MAX_BLOCK, MAX_WORK] {
        revision.number(bound);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(revision.finish().bytes());
    bytes
}

fn decode(bytes: &[u8]) -> Option<Vec<([u8; 16], &str)>> {
    let (content, checksum) = bytes.split_last_chunk::<16>()?;
    if Digest::of(content).bytes() != *checksum {
        return None;
    }
    let mut rest = content.strip_prefix(header().as_slice())?;
    let mut entries = Vec::new();
    while let Some((key, behind)) = rest.split_first_chunk::<16>() {
        let (length, behind) = behind.split_first_chunk::<4>()?;
        let (html, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        entries.push((*key, std::str::from_utf8(html).ok()?));
        rest = behind;
    }
    rest.is_empty().then_some(entries)
}
