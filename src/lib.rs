//! Baton.

pub mod diagnostic;
pub mod digest;
pub mod layout;
pub mod markdown;
pub mod span;
pub mod theme;
