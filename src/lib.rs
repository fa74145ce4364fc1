//! Baton.

pub mod diagnostic;
pub mod digest;
pub mod markdown;
pub mod path;
pub mod span;
