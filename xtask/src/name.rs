//! What the program is called in what it prints: `cargo xtask` in the repository of Switchboard, `switchboard` elsewhere.

#[cfg(feature = "program")]
use std::sync::OnceLock;

/// What the repository of Switchboard calls the program, in messages and help texts as they are written.
pub(crate) const WRITTEN: &str = "cargo xtask";

/// What it is called here.
#[cfg(feature = "program")]
static NAME: OnceLock<&str> = OnceLock::new();

/// What the program is called, as people type it.
#[cfg(feature = "program")]
pub fn name() -> &'static str {
    NAME.get().copied().unwrap_or(WRITTEN)
}

/// A text for people in which the program has the name that they call it by.
#[cfg(feature = "program")]
pub(crate) fn named(text: &str) -> String {
    text.replace(WRITTEN, name())
}

/// Gives the program its name, once.
#[cfg(feature = "program")]
pub(crate) fn be_called(name: &'static str) {
    let _ = NAME.set(name);
}
