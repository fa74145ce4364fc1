//! Mends that findings bring, applied to the files of a site.

use super::Workspace;
use crate::diagnostic::{self, Diagnostic, Fix};
use crate::source::{self, MendError, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of mends.
#[derive(Debug, Default)]
pub struct Mends {
    /// How many were applied to each file.
    pub applied: Vec<(Arc<str>, usize)>,
    /// The files that stayed as they are, and why.
    pub refused: Vec<(Arc<str>, MendError)>,
}

impl Workspace {
    /// Applies the mends that `findings` of this workspace bring to the files that they are about.
    ///
    /// A file that changed since it was read stays as it is. Mends may uncover others: open the site again to look.
    #[must_use]
    pub fn mend(&self, findings: &[Diagnostic]) -> Mends {
        let mut by_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
        for finding in findings {
            by_file.entry(&finding.path).or_default().extend(&finding.fix);
        }
        by_file.retain(|_, fixes| !fixes.is_empty());
        let sources: BTreeMap<&str, &Arc<Source>> =
            self.snapshot.inputs().sources.texts.values().map(|source| (&*source.shown, source)).collect();
        let mut mends = Mends::default();
        for (shown, fixes) in by_file {
            let Some(source) = sources.get(shown) else { continue };
            let mended = diagnostic::apply(&source.text, &fixes);
            if mended.applied == 0 {
                continue;
            }
            // What is shown of a file leads to it from the site's root, wherever its tree lies.
            match source::rewrite(&self.options.root.join(shown), source, &mended.text) {
                Ok(()) => mends.applied.push((source.shown.clone(), mended.applied)),
                Err(error) => mends.refused.push((source.shown.clone(), error)),
            }
        }
        mends
    }
}
