//! What pages are told, as JSON.
//!
//! | event | data |
//! |---|---|
//! | `page` | `{page, spread, digest, gone, source, findings: […], trouble}`: the page with this address is now those bytes |
//! | `site` | `{errors, warnings, notes}` |
//! | `trouble` | `null`, or `{message, findings: […]}`: there can be no new revision |
//! | `follow` | `{page}`: this page was saved |
//!
//! A finding is an [`Excerpt`] with `edit`, an address that opens an editor there, where this machine alone can ask.

use super::editor::Editor;
use super::stage::{Revision, Stage, Trouble};
use crate::diagnostic::{Excerpt, Tally};
use crate::path::relative;
use serde::Serialize;
use serde_json::json;

/// The page that stands where there is none.
pub(super) const MISSING: &str = "404.html";

/// What there is to tell of one page.
#[derive(Default)]
pub(super) struct PageNews {
    /// What follows the address in the event's object.
    rest: String,
}

#[derive(Serialize)]
struct Rest<'a> {
    digest: Option<String>,
    gone: bool,
    source: Option<&'a str>,
    findings: Vec<Told<'a>>,
    trouble: Option<&'a str>,
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    excerpt: &'a Excerpt,
    edit: Option<String>,
}

/// The news of the page at `path`.
pub(super) fn of_page(revision: &Revision, stage: &Stage, path: &str) -> PageNews {
    let mut found = revision.output(path);
    let gone = found.output.is_none() && found.trouble.is_none();
    if gone {
        found = revision.output(MISSING);
    }
    let trouble = found.trouble.map(|error| stage.trouble(&error).message);
    let (findings, source) = (revision.findings(path), revision.source(path));
    let rest = Rest {
        digest: found.output.map(|output| output.digest.to_string()),
        gone,
        source: source.as_deref(),
        findings: told(&findings, stage),
        trouble: trouble.as_deref(),
    };
    PageNews { rest: serde_json::to_string(&rest).unwrap_or_default() }
}

impl PageNews {
    /// The event for the page that goes by `address`; who hears it comes for the page within so many milliseconds.
    pub fn event(&self, address: &str, spread: u32) -> String {
        let rest = self.rest.strip_prefix('{').unwrap_or("}");
        format!("{{\"page\":{},\"spread\":{spread},{rest}", json!(address))
    }
}

/// The event for what keeps a revision from being.
pub(super) fn of_trouble(trouble: Option<&Trouble>, stage: &Stage) -> String {
    let data = trouble.map(|trouble| json!({ "message": trouble.message, "findings": told(&trouble.findings, stage) }));
    json!(data).to_string()
}

/// The event for the counts of the whole site.
pub(super) fn of_site(tally: Tally) -> String {
    json!({ "errors": tally.errors, "warnings": tally.warnings, "notes": tally.notes }).to_string()
}

/// The event for the page that was saved, as an address from the host.
pub(super) fn of_saved(path: &str) -> String {
    json!({ "page": format!("/{}", relative("", path)) }).to_string()
}

fn told<'a>(findings: &'a [Excerpt], stage: &Stage) -> Vec<Told<'a>> {
    let editor = stage.shown.editor.as_ref().filter(|_| !stage.shown.open);
    let address = |editor: &Editor, excerpt: &Excerpt| {
        let (line, column) = excerpt.place.as_ref().map_or((1, 1), |place| (place.line, place.column));
        editor.address(&stage.shown.root.join(&excerpt.path), line, column)
    };
    let told = |excerpt| Told { edit: editor.map(|editor| address(editor, excerpt)), excerpt };
    findings.iter().map(told).collect()
}
