//! How well a type explained what it read: the number of members and values it had no name for.
//!
//! The count is what decides between alternatives that nothing else tells apart. It is kept per thread, and only the
//! rare path that meets something unknown touches it.

use std::cell::Cell;

thread_local! {
    static UNEXPLAINED: Cell<usize> = const { Cell::new(0) };
}

/// Notes one member or value that the type being read does not name.
#[cold]
pub(super) fn note_unexplained() {
    UNEXPLAINED.set(UNEXPLAINED.get() + 1);
}

/// Runs `read` and gives its result with what it left unexplained; the count of the surroundings is restored.
pub(super) fn measure<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let outer = UNEXPLAINED.replace(0);
    let result = read();
    (result, UNEXPLAINED.replace(outer))
}

/// Adds what the chosen alternative left unexplained to the count of its surroundings.
pub(super) fn carry(unexplained: usize) {
    UNEXPLAINED.set(UNEXPLAINED.get() + unexplained);
}
