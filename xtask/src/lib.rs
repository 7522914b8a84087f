//! The program `switchboard`: the commands that everybody needs. `cargo xtask` in the repository of Switchboard has these,
//! and those that judge the generator. For build scripts there is [`build_script`], which needs none of the program's
//! features.
//!
//! Files are read and written here and nowhere else. But for [`build_script`], and for [`own_program`] of which programs for one
//! API are made, this library is there for the two programs; what it offers may change with every version.

pub mod build_script;
#[cfg(feature = "program")]
mod call;
#[cfg(feature = "program")]
mod commands;
#[cfg(feature = "program")]
pub mod completions;
pub mod document;
#[cfg(feature = "program")]
mod fetch;
#[cfg(feature = "program")]
mod git;
pub mod input;
#[cfg(feature = "program")]
pub mod made_crate;
#[cfg(feature = "program")]
pub mod mock;
mod name;
#[cfg(feature = "program")]
mod observe;
#[cfg(feature = "program")]
pub mod own_program;
#[cfg(feature = "program")]
mod program;
#[cfg(feature = "program")]
pub mod report;
#[cfg(feature = "program")]
pub mod roundtrip;
#[cfg(feature = "program")]
mod schemas;
#[cfg(feature = "program")]
mod settings_edit;
#[cfg(feature = "program")]
mod shrink;
#[cfg(feature = "program")]
mod site;
#[cfg(feature = "program")]
mod source_lock;
#[cfg(feature = "program")]
mod surroundings;
#[cfg(feature = "program")]
pub mod sync;
#[cfg(feature = "program")]
pub mod terminal;
#[cfg(feature = "program")]
mod versions;
#[cfg(feature = "program")]
pub mod workspace;
#[cfg(feature = "program")]
mod workspace_settings;

#[cfg(feature = "program")]
pub use commands::Command;
#[cfg(feature = "program")]
pub use name::name;
#[cfg(feature = "program")]
pub use program::{Exit, Global, command_line, run};
