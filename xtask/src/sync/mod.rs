//! Generated files and the disk: what would change, as a diff, and the change itself, all of it or nothing.
//!
//! Writing never touches what is there until everything new is on disk; then a crate changes in one step.

mod lock;
mod manifest;
mod plan;
mod write;

pub use lock::Lock;
pub(crate) use manifest::is_inside;
pub use manifest::{MANIFEST, origin, sha256};
pub use plan::{Change, Plan, plan};
pub use write::{recover, write};

use camino::Utf8PathBuf;
use switchboard_codegen::CrateFiles;

/// Files that should stand in a folder.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder, absolute.
    pub folder: Utf8PathBuf,
    /// Its name in messages and diffs.
    pub shown: String,
    /// Path inside the folder to text.
    pub files: CrateFiles,
    /// Of what the files are made; a manifest says so.
    pub origin: String,
    /// What else in the folder is ours.
    pub ownership: Ownership,
}

/// Which files of a folder regeneration may replace and remove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// Exactly the files it writes: a vendor's folder, in which everything else is written by people.
    Named,
    /// What the manifest in the folder lists, and what says `@generated`: a crate. It is replaced as a whole.
    Manifest,
}
