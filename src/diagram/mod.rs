//! Diagrams: untrusted pictures made safe to publish and to measure.
//!
//! Rank 3; may import [`crate::span`]. Pure functions of their bytes: nothing is remembered, so nothing can be
//! stale. Deliberately absent: files, pages, and any wish to draw: a diagram comes out as it went in, without
//! what could run, load or track.

pub mod svg;
