//! Which films a page may play.
//!
//! A page asks nobody but its own site for anything, until a reader wants to see a film; then one of these hosts, and no
//! other, may show its player in a frame. A film from anywhere else stays a link.

/// The hosts, by their exact names.
pub const HOSTS: [&str; 4] = ["video.tv.adobe.com", "www.youtube.com", "www.youtube-nocookie.com", "player.vimeo.com"];

/// Whether the film at `address` may be played in a page: over HTTPS, from one of [`HOSTS`], with no user name and no port.
#[must_use]
pub fn may_play(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    HOSTS.contains(&host)
}
