//! Which films a page may play.
//!
//! A page asks nobody but its own site for anything, until a reader wants to see a film; then one of these hosts, and no
//! other, may show its player in a frame. A film from anywhere else stays a link.

use crate::diagnostic::{Diagnostic, codes};
use crate::markdown::tree::{Kind, Node, RefId};
use crate::page::Page;
use crate::site::{Destination, Resolution};

/// The hosts, by their exact names.
pub const HOSTS: [&str; 4] = ["video.tv.adobe.com", "www.youtube.com", "www.youtube-nocookie.com", "player.vimeo.com"];

/// Whether the film at `address` may be played in a page: over HTTPS, from one of [`HOSTS`], with no user name and no port.
#[must_use]
pub fn may_play(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    HOSTS.contains(&host)
}

/// The films of `page` that it can't play.
pub(super) fn check(page: &Page, resolutions: &[Resolution]) -> Vec<Diagnostic> {
    let mut films = Vec::new();
    gather(&page.document.children, &mut films);
    let strange = films.into_iter().filter_map(|RefId(index)| {
        let Destination::External(address) = &resolutions.get(index as usize)?.destination else { return None };
        let reference = page.document.references.get(index as usize).filter(|_| !may_play(address))?;
        let message = format!("the host of the film at `{address}` is none that pages play films from");
        let finding = Diagnostic::new(&codes::VIDEO_HOST, page.file(reference.file).shown.clone(), message);
        Some(finding.at(reference.span).help(format!("it is shown as a link; films play from {}", HOSTS.join(", "))))
    });
    strange.collect()
}

fn gather(nodes: &[Node], films: &mut Vec<RefId>) {
    for node in nodes {
        if let Kind::Video(video) = &node.kind {
            films.push(video.reference);
        }
        gather(&node.children, films);
    }
}
