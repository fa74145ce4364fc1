//! `baton status`: how far translations are, as a table, as data and as a page.

use super::args::{Global, Status, StatusFormat, Work};
use super::site::{below, options};
use super::summary::counted;
use super::terminal::Console;
use super::{Exit, Failure};
use crate::cli::interrupts::Interrupts;
use crate::cli::progress::Watch;
use crate::diagnostic::escape_terminal;
use crate::markdown::escape::escape_html;
use crate::source::MendError;
use crate::translation::Provenance;
use crate::workspace::{BlockChange, LocaleStatus, Row, Snapshot, Standing, Workspace};
use jiff::civil::Date;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How many pages of a locale the table shows; the other formats have all.
const SHOWN: usize = 20;

/// Shows the state of all translations, or accepts some.
pub fn run(global: &Global, status: &Status, console: &mut Console) -> Result<Exit, Failure> {
    let work = Work { locales: status.locales.clone(), drafts: status.drafts, ..Work::default() };
    let options = options(global, &work)?;
    let root = options.root.clone();
    let interrupts = Interrupts::watch().map_err(|error| Failure::io("signals can't be watched", &error))?;
    let workspace = {
        let watch = Watch::new(console, &interrupts);
        Workspace::open(options, &watch).map_err(|error| Failure::of(error, &root, interrupts.signal()))?
    };
    if !status.accept.is_empty() {
        return accept(&workspace, &root, &status.accept, console);
    }
    let snapshot = workspace.snapshot();
    let locales = snapshot.status();
    let today = today();
    console.print(&match status.format {
        StatusFormat::Table => table(&locales),
        StatusFormat::Json => json(&locales, today),
        StatusFormat::Csv => csv(&locales, today),
        StatusFormat::Html => html(&locales, snapshot),
    });
    let fails = |standing: Standing| status.fail_on.iter().any(|wanted| wanted.standing() == standing);
    let failing = locales.iter().flat_map(|locale| &locale.rows).filter(|row| fails(row.standing)).count();
    Ok(if failing > 0 { Exit::Findings } else { Exit::Clean })
}

/// The day: of `SOURCE_DATE_EPOCH`, in seconds, where that is set, so that a report can be made again.
fn today() -> Date {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let moment =
        set.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).unwrap_or_else(jiff::Timestamp::now);
    jiff::tz::Offset::UTC.to_datetime(moment).date()
}

fn accept(workspace: &Workspace, root: &Path, paths: &[PathBuf], console: &mut Console) -> Result<Exit, Failure> {
    let paths = paths.iter().map(|path| below(root, path)).collect::<Result<Vec<_>, _>>()?;
    let wanted = |shown: &Path| paths.iter().any(|path| shown.starts_with(path));
    let accepted = workspace.accept(&wanted).map_err(|error| match error {
        MendError::Changed => Failure::usage("the lock file was changed meanwhile; try again".to_owned()),
        MendError::Io(error) => Failure::io("the lock file can't be written", &error),
    })?;
    for path in &paths {
        if !accepted.stamped.iter().any(|shown| Path::new(&**shown).starts_with(path)) {
            return Err(Failure::usage(format!("there is no translation at `{}`", path.display())));
        }
    }
    for shown in &accepted.overruled {
        console.say(&format!(
            "{}: the history knows the commit that it names, and counts before the lock file\n",
            escape_terminal(shown)
        ));
    }
    console.say(&format!("Accepted {}\n", counted(accepted.stamped.len(), "translation")));
    Ok(Exit::Clean)
}

/// A table of locales, and for each the pages that hurt most.
fn table(locales: &[LocaleStatus]) -> String {
    if locales.is_empty() {
        return "There are no translations: the site has one language.\n".into();
    }
    let mut out = String::new();
    let width = locales.iter().map(|locale| locale.tag.len()).max().unwrap_or_default().max(6);
    let _ = write!(out, "{:width$}  coverage", "locale");
    for standing in COLUMNS {
        let _ = write!(out, "  {:>8}", standing.name());
    }
    out.push_str("     words\n");
    for locale in locales {
        let _ = write!(out, "{:width$}  {:>6} %", locale.tag, locale.coverage());
        for standing in COLUMNS {
            let _ = write!(out, "  {:>8}", locale.count(standing));
        }
        let _ = writeln!(out, "  {:>8}", locale.words());
    }
    for locale in locales {
        pages(&mut out, locale);
    }
    out
}

/// The columns of the table, in this order.
const COLUMNS: [Standing; 6] =
    [Standing::Current, Standing::Cosmetic, Standing::Changed, Standing::Missing, Standing::Orphan, Standing::Unknown];

fn pages(out: &mut String, locale: &LocaleStatus) {
    let needs = |row: &&Row| !matches!(row.standing, Standing::Current | Standing::Cosmetic);
    let rows: Vec<&Row> = locale.rows.iter().filter(needs).collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}:   words  links  state", locale.tag);
    for row in rows.iter().take(SHOWN) {
        let path = row.path.as_ref().or(row.source.as_ref()).map_or("", |path| path);
        let state = state(row);
        let indent = locale.tag.len() + 1;
        let _ =
            writeln!(out, "{:indent$}{:>8}  {:>5}  {state:20}  {}", "", row.words, row.links, escape_terminal(path));
    }
    if let Some(more) = rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "and {more} more; `--format csv` has all of them");
    }
}

/// `changed 3 of 14`, `missing`.
fn state(row: &Row) -> String {
    match row.changes {
        Some(changes) => format!("{} {} of {}", row.standing.name(), changes.count(), changes.of),
        None => row.standing.name().to_owned(),
    }
}

fn age(row: &Row, today: Date) -> Option<i64> {
    let date = row.revision.as_ref()?.date?;
    today.since(date).ok().map(|span| i64::from(span.get_days()))
}

fn share(row: &Row) -> Option<u8> {
    match row.provenance {
        Provenance::Mixed(share) => Some(share),
        _ => None,
    }
}

fn json(locales: &[LocaleStatus], today: Date) -> String {
    let row = |row: &Row| {
        serde_json::json!({
            "slug": *row.slug,
            "title": *row.title,
            "path": row.path.as_deref(),
            "source": row.source.as_deref(),
            "state": row.standing.name(),
            "provenance": row.provenance.name(),
            "human_percent": share(row),
            "blocks": row.changes.map(|changes| serde_json::json!({
                "changed": changes.changed,
                "added": changes.added,
                "removed": changes.removed,
                "of": changes.of,
            })),
            "words": row.words,
            "links": row.links,
            "revision": row.revision.as_ref().map(|revision| &*revision.commit),
            "date": row.revision.as_ref().and_then(|revision| revision.date).map(|date| date.to_string()),
            "age_days": age(row, today),
        })
    };
    let locale = |locale: &LocaleStatus| {
        let counts: serde_json::Map<String, serde_json::Value> = Standing::ALL
            .into_iter()
            .map(|standing| (standing.name().to_owned(), locale.count(standing).into()))
            .collect();
        serde_json::json!({
            "locale": locale.tag,
            "pages": locale.pages,
            "coverage_percent": locale.coverage(),
            "words": locale.words(),
            "counts": counts,
            "rows": locale.rows.iter().map(row).collect::<Vec<_>>(),
        })
    };
    let all = locales.iter().map(locale).collect::<Vec<_>>();
    serde_json::to_string_pretty(&serde_json::json!({ "locales": all })).unwrap_or_default() + "\n"
}

/// One page a line (RFC 4180).
fn csv(locales: &[LocaleStatus], today: Date) -> String {
    let mut out = String::from(
        "locale,state,words,links,changed,added,removed,of,provenance,human_percent,revision,date,age_days,path,source,title\r\n",
    );
    for locale in locales {
        for row in &locale.rows {
            let number = |number: Option<String>| number.unwrap_or_default();
            let changes = row.changes;
            let revision = row.revision.as_ref();
            let fields = [
                locale.tag.clone(),
                row.standing.name().to_owned(),
                row.words.to_string(),
                row.links.to_string(),
                number(changes.map(|changes| changes.changed.to_string())),
                number(changes.map(|changes| changes.added.to_string())),
                number(changes.map(|changes| changes.removed.to_string())),
                number(changes.map(|changes| changes.of.to_string())),
                row.provenance.name().to_owned(),
                number(share(row).map(|share| share.to_string())),
                number(revision.map(|revision| revision.commit.to_string())),
                number(revision.and_then(|revision| revision.date).map(|date| date.to_string())),
                number(age(row, today).map(|days| days.to_string())),
                row.path.as_deref().unwrap_or_default().to_owned(),
                row.source.as_deref().unwrap_or_default().to_owned(),
                row.title.to_string(),
            ];
            let line: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            out.push_str(&line.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// A field in quotation marks where it needs them. One that a spreadsheet would take for a formula becomes text.
fn quoted(field: &str) -> String {
    let field = if field.starts_with(['=', '+', '-', '@', '\t']) { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

/// A page that stands alone.
fn html(locales: &[LocaleStatus], snapshot: &Snapshot) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Translations</title>\n</head>\n<body>\n<h1>Translations</h1>\n",
    );
    for locale in locales {
        let _ =
            writeln!(out, "<section>\n<h2 lang=\"en\">{}: {} %</h2>\n<p>", escape_html(&locale.tag), locale.coverage());
        let counts = COLUMNS.map(|standing| format!("{} {}", standing.name(), locale.count(standing)));
        let _ = writeln!(out, "{}, words {}</p>", counts.join(", "), locale.words());
        for row in &locale.rows {
            if matches!(row.standing, Standing::Current | Standing::Cosmetic) {
                continue;
            }
            let path = row.path.as_ref().or(row.source.as_ref()).map_or("", |path| path);
            let head = format!("{} · {} words · {} links · {}", state(row), row.words, row.links, path);
            let changes = snapshot.block_changes(locale.locale, &row.slug);
            if changes.is_empty() {
                let _ = writeln!(out, "<p>{}</p>", escape_html(&head));
                continue;
            }
            let _ = writeln!(out, "<details>\n<summary>{}</summary>", escape_html(&head));
            for change in &changes {
                block(&mut out, change, &locale.tag);
            }
            out.push_str("</details>\n");
        }
        out.push_str("</section>\n");
    }
    out + "</body>\n</html>\n"
}

fn block(out: &mut String, change: &BlockChange, tag: &str) {
    out.push_str("<dl>\n");
    let parts = [("then", &change.then, None), ("now", &change.now, None), ("translation", &change.own, Some(tag))];
    for (name, text, lang) in parts {
        let Some(text) = text else { continue };
        let lang = lang.map(|tag| format!(" lang=\"{}\"", escape_html(tag))).unwrap_or_default();
        let _ = writeln!(out, "<dt>{name}</dt><dd{lang}>{}</dd>", escape_html(text));
    }
    out.push_str("</dl>\n");
}
