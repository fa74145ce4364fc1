//! An article and its surroundings as a finished page.

pub mod context;
