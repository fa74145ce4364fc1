//! Baton.

pub mod diagnostic;
pub mod diagram;
pub mod digest;
pub mod highlight;
pub mod image;
pub mod markdown;
pub mod span;
