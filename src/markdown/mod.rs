//! Text ⇄ tree ⇄ HTML, Adobe constructs included; knows nothing of sites.

pub mod tree;
