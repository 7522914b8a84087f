//! What every generated client stands on.

pub mod data;

#[doc(hidden)]
pub use {serde, serde_json};
