//! Baton.

pub mod diagnostic;
pub mod digest;
pub mod front_matter;
pub mod markdown;
pub mod span;
pub mod suggest;
pub mod yaml;
