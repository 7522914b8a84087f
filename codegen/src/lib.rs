//! From API documents to finished Rust client crates. This page shows the pipeline and the types between its stages.
//!
//! Everything here is a pure function of its arguments: no files, clock, environment or network.

pub mod describe;
pub mod diagnostic;
pub mod emit;
pub mod names;
pub mod source;
pub mod types;
