//! Baton.

pub mod diagnostic;
pub mod digest;
pub mod markdown;
pub mod output;
pub mod span;
