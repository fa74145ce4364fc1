//! The one line at the end.

use crate::diagnostic::Tally;
use crate::workspace::Files;
use std::fmt::Write;
use std::time::Duration;

/// What there is to say about a run.
pub struct Summary<'a> {
    /// `Built` or `Checked`.
    pub verb: &'static str,
    /// How many pages each locale has.
    pub pages: &'a [(String, usize)],
    /// What became of the files, if any were written.
    pub files: Option<&'a Files>,
    /// What was found.
    pub tally: Tally,
    /// How long it took.
    pub elapsed: Duration,
}

impl Summary<'_> {
    /// `Built 38 pages (en 27, fr 11) · 41 files written, 2 removed · 1 error · 0.84 s`.
    pub fn line(&self) -> String {
        let mut line = format!("{} {}", self.verb, self.pages());
        for part in [self.files.and_then(files), Some(findings(self.tally))].into_iter().flatten() {
            let _ = write!(line, " · {part}");
        }
        let _ = writeln!(line, " · {:.2} s", self.elapsed.as_secs_f64());
        line
    }

    fn pages(&self) -> String {
        let total = counted(self.pages.iter().map(|(_, count)| count).sum(), "page");
        let locales: Vec<_> = self.pages.iter().map(|(locale, count)| format!("{locale} {count}")).collect();
        if locales.len() > 1 { format!("{total} ({})", locales.join(", ")) } else { total }
    }
}

/// What became of the files, without what did not happen.
pub fn files(files: &Files) -> Option<String> {
    let parts = [(files.written, "written"), (files.unchanged, "unchanged"), (files.removed, "removed")];
    let mut parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let (first, fate) = parts.next()?;
    Some(
        parts.fold(format!("{} {fate}", counted(first, "file")), |line, (count, fate)| {
            format!("{line}, {count} {fate}")
        }),
    )
}

/// `1 error, 3 warnings`, or that there is nothing.
pub fn findings(Tally { errors, warnings, notes }: Tally) -> String {
    let parts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
    let parts: Vec<_> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what)).collect();
    if parts.is_empty() { "no findings".into() } else { parts.join(", ") }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_happened_and_not_what_did_not() {
        let pages = [("en".to_owned(), 27), ("fr".to_owned(), 1)];
        let (some, none) =
            (Files { written: 41, unchanged: 96, removed: 2 }, Files { written: 0, unchanged: 96, removed: 0 });
        let line = |pages: &[(String, usize)], files: Option<&Files>, tally| {
            Summary { verb: "Built", pages, files, tally, elapsed: Duration::from_millis(840) }.line()
        };
        let tally = Tally { errors: 1, warnings: 3, notes: 0 };
        assert_eq!(
            line(&pages, Some(&some), tally),
            "Built 28 pages (en 27, fr 1) · 41 files written, 96 unchanged, 2 removed · 1 error, 3 warnings · 0.84 s\n"
        );
        assert_eq!(
            line(&pages[1..], Some(&none), Tally::default()),
            "Built 1 page · 96 files unchanged · no findings · 0.84 s\n"
        );
        assert_eq!(
            line(&[], None, Tally { notes: 1, ..tally }),
            "Built 0 pages · 1 error, 3 warnings, 1 note · 0.84 s\n"
        );
    }
}
