//! Where inside of a buffered value decoding failed. A decoder that reads text knows its place; a buffered value has none,
//! so an error leaves a trail here on its way out. Nothing is noted while all goes well.

use std::cell::RefCell;
use std::fmt;

/// One step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into a member of an object.
    Member(String),
    /// Into an item of an array.
    Item(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => write!(f, ".{name}"),
            Self::Item(index) => write!(f, "[{index}]"),
        }
    }
}

thread_local! {
    /// The steps of the last error, innermost first.
    static TRAIL: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

/// Notes that an error left the part that `step` leads to.
#[cold]
pub(super) fn note(step: Step) {
    TRAIL.with_borrow_mut(|trail| trail.push(step));
}

/// Forgets the trail: the error was no error in the end.
pub(super) fn forget() {
    TRAIL.with_borrow_mut(Vec::clear);
}

/// The trail of the last error, outermost step first; forgets it.
pub(crate) fn take() -> Vec<Step> {
    let mut trail = TRAIL.take();
    trail.reverse();
    trail
}
