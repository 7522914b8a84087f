//! Where a schema stands, and what a type there would be called.
//!
//! See `codegen/docs/names.md`.

use crate::model::pointer::{Part, below};

/// Where a schema stands and what it would be called.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The JSON pointer of the schema.
    pub(super) pointer: String,
    /// The name of the type it is part of; empty at the top.
    pub(super) parent: String,
    /// What it is called there.
    pub(super) words: String,
    /// The pointer of the operation whose own type it is, or whose list it is an item of.
    pub(super) operation: Option<String>,
}

impl Place {
    /// Where a part of it stands, in a type and by a name of its own.
    pub(super) fn part(&self, part: Part<'_>, parent: &str, words: &str) -> Self {
        let (parent, words) = (parent.to_owned(), words.to_owned());
        Self { pointer: below(&self.pointer, part), parent, words, operation: None }
    }

    pub(super) fn type_words(&self) -> String {
        format!("{} {}", self.parent, self.words)
    }
}
