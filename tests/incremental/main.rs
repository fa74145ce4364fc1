//! Whatever is edited in whatever order: what was kept is, byte for byte, what a clean build makes; and no more is done
//! than what changed.
//!
//! A script edits a small site step by step. After each step every output and every finding of the living workspace is
//! held against those of a build into an empty folder, and the work that was done against what the step may cost. Every
//! script runs twice: once the workspace is told nothing but that something changed, once exactly where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod files;
mod folder;
mod navigation;
mod pages;
mod parts;
mod random;
mod script;
mod settings;
mod translations;
