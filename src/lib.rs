//! Baton.

pub mod config;
pub mod diagnostic;
pub mod digest;
pub mod front_matter;
pub mod locale;
pub mod markdown;
pub mod span;
pub mod suggest;
pub mod yaml;
