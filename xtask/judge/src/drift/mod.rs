//! What judges the verdicts of `diff`: documents as vendors published them one after the other, the crates that these become,
//! and programs that use all that a crate offers, compiled with the crate before and the one after. Knows nothing of how the
//! verdict is found.

pub(crate) mod documents;
pub(crate) mod program;
pub(crate) mod rustc;
