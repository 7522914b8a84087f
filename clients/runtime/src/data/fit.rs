//! How well a type explained what it read: the members and values it had no name for, texts that are not of its format,
//! and `null`s that it does not have.
//!
//! The sum is what decides between alternatives that nothing else tells apart. It is kept per thread, and only the
//! rare path that meets something unknown touches it.
//!
//! See `codegen/docs/unions.md`.

use std::cell::Cell;

thread_local! {
    static UNEXPLAINED: Cell<usize> = const { Cell::new(0) };
    static IS_MEASURED: Cell<bool> = const { Cell::new(false) };
}

/// Notes one member or value that the type being read does not name.
#[cold]
pub(super) fn note_unexplained() {
    carry(2);
}

/// Notes a `null` in a member that has a name but no `null`: better than no name at all.
#[cold]
pub(super) fn note_null() {
    carry(1);
}

/// Whether somebody wants to know: what takes time to find out is noted only then.
pub(super) fn is_measured() -> bool {
    IS_MEASURED.get()
}

/// Runs `read` and gives its result with what it left unexplained; the sum of the surroundings is restored.
pub(super) fn measure<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let (outer, was_measured) = (UNEXPLAINED.replace(0), IS_MEASURED.replace(true));
    let result = read();
    IS_MEASURED.set(was_measured);
    (result, UNEXPLAINED.replace(outer))
}

/// Adds what the chosen alternative left unexplained to the sum of its surroundings.
pub(super) fn carry(unexplained: usize) {
    UNEXPLAINED.set(UNEXPLAINED.get() + unexplained);
}
