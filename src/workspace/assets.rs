//! Files that are published beside the pages: SVGs are cleaned, all others copied.

use super::inputs::Inputs;
use crate::diagnostic::{Diagnostic, codes};
use crate::diagram::svg;
use crate::source::{self, Asset, FileKey};
use std::io;
use std::sync::Arc;

pub(super) fn is_svg(asset: &Asset) -> bool {
    asset.media.is_some_and(|media| media.extension == "svg")
}

/// An SVG as it may be published, and what was taken out of it.
#[derive(Debug, Default)]
pub(super) struct CleanSvg {
    /// Its text; nothing where it can't be published.
    pub text: Option<Arc<str>>,
    /// What is wrong with the file.
    pub findings: Vec<Diagnostic>,
    /// The words in the picture, as a reader sees them.
    pub labels: Arc<str>,
}

impl CleanSvg {
    fn refused(finding: Diagnostic) -> Self {
        Self { findings: vec![finding], ..Self::default() }
    }

    /// What stands for an SVG that can't be read now. It may be readable again without another version: a folder moves
    /// away, and back.
    pub fn unreadable(asset: &Asset, error: &io::Error) -> Self {
        Self::refused(Diagnostic::new(&codes::FILE_UNREADABLE, asset.shown.clone(), error.to_string()))
    }
}

/// Reads and cleans an SVG.
pub(super) fn clean_svg(asset: &Asset) -> io::Result<CleanSvg> {
    let shown = || asset.shown.clone();
    let bytes = source::read_bytes(asset)?;
    Ok(match svg::sanitize(&bytes, None) {
        Ok(clean) => {
            let report = |removed: &svg::Removed| {
                Diagnostic::new(&codes::SVG_UNSAFE, shown(), format!("{} is left out", removed.what)).at(removed.span)
            };
            CleanSvg {
                findings: clean.removed.iter().map(report).collect(),
                text: Some(clean.svg.into()),
                labels: clean.text.join(" · ").into(),
            }
        }
        Err(error) => {
            let finding = Diagnostic::new(&codes::SVG_INVALID, shown(), error.to_string())
                .help("export the diagram again; it is not published like this");
            CleanSvg::refused(finding)
        }
    })
}

/// A note for every asset that no page shows or links.
pub(super) fn unused(inputs: &Inputs, is_used: impl Fn(&FileKey) -> bool) -> impl Iterator<Item = Diagnostic> {
    let assets = inputs.sources.assets.iter();
    let idle = assets.filter(move |(key, asset)| asset.media.is_some() && !is_used(key));
    idle.map(|(_, asset)| {
        Diagnostic::new(&codes::ASSET_UNUSED, asset.shown.clone(), "no page refers to this file")
            .help("remove it, or refer to it; it is not published")
    })
}
