//! Files that are published beside the pages: SVGs are cleaned, all others copied.

use super::inputs::Inputs;
use crate::diagnostic::{Diagnostic, codes};
use crate::diagram::svg;
use crate::source::{self, Asset, FileKey};

pub(super) fn is_svg(asset: &Asset) -> bool {
    asset.media.is_some_and(|media| media.extension == "svg")
}

/// The text of an SVG that may be published, with what was taken out of it.
pub(super) fn clean_svg(asset: &Asset) -> (Option<String>, Vec<Diagnostic>) {
    let shown = || asset.shown.clone();
    let bytes = match source::read_bytes(asset) {
        Ok(bytes) => bytes,
        Err(error) => return (None, vec![Diagnostic::new(&codes::FILE_UNREADABLE, shown(), error.to_string())]),
    };
    match svg::sanitize(&bytes, None) {
        Ok(clean) => {
            let report = |removed: &svg::Removed| {
                Diagnostic::new(&codes::SVG_UNSAFE, shown(), format!("{} is left out", removed.what)).at(removed.span)
            };
            (Some(clean.svg), clean.removed.iter().map(report).collect())
        }
        Err(error) => {
            let finding = Diagnostic::new(&codes::SVG_INVALID, shown(), error.to_string())
                .help("export the diagram again; it is not published like this");
            (None, vec![finding])
        }
    }
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
