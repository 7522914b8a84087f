//! The program `switchboard`: the commands that everybody needs. `cargo xtask` in the repository of Switchboard has these,
//! and those that judge the generator.
//!
//! Files are read and written here and nowhere else. This library is there for the two programs; what it offers may change
//! with every version.

mod commands;
pub mod completions;
pub mod document;
pub mod input;
pub mod made_crate;
pub mod mock;
mod observe;
mod program;
pub mod report;
pub mod roundtrip;
mod shrink;
mod surroundings;
pub mod sync;
pub mod terminal;
pub mod workspace;
mod workspace_settings;

pub use commands::Command;
pub use program::{Exit, Global, command_line, name, run};
