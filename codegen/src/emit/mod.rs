//! Finished files: tokens are printed, documentation text is made harmless, side files are written by serialisers.

mod markdown;

pub use markdown::doc_attributes;
