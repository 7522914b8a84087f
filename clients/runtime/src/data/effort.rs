//! How much may be tried to find the alternative of a union that fits.
//!
//! Where nothing tells the alternatives apart, each is tried, and so are the alternatives of each union inside: three
//! levels of three alternatives are 27 trials, and a hundred levels would never end. What is spent is counted in values
//! that are read, per thread, from the outermost value that is tried.

use std::cell::Cell;

/// What may be spent on a value of any size: some milliseconds.
const GRACE: usize = 100_000;

/// How often a large value may be read in full.
const READINGS: usize = 64;

thread_local! {
    /// What the trials around this one have left.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The trials of one value.
pub(super) struct Effort {
    /// How many values one trial reads.
    size: usize,
    is_outermost: bool,
}

impl Effort {
    /// Begins to try a value of so many values.
    pub(super) fn on(size: usize) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(size.saturating_mul(READINGS).saturating_add(GRACE)));
        }
        Self { size, is_outermost }
    }

    /// Whether one more alternative may be tried.
    pub(super) fn spend(&self) -> bool {
        match LEFT.get().unwrap_or_default().checked_sub(self.size) {
            Some(left) => {
                LEFT.set(Some(left));
                true
            }
            None => false,
        }
    }
}

impl Drop for Effort {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}
