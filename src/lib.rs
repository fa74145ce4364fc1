//! Baton.

pub mod cli;
pub mod diagnostic;
pub mod digest;
pub mod markdown;
pub mod span;
pub mod suggest;
