pub mod diagnostic;
pub mod digest;
pub mod span;
