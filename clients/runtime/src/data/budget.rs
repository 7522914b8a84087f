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
    /// What the trial around this one may still spend.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The trials of one value. What they may spend is shared out among them, so that what is deep inside is given up first.
pub(super) struct Budget {
    /// How many values one trial reads.
    size: usize,
    /// How many trials are to come.
    trials: usize,
    /// What they may spend together.
    left: usize,
    is_outermost: bool,
}

impl Budget {
    /// Begins to try a value of so many values in so many ways.
    pub(super) fn on(size: usize, trials: usize) -> Self {
        let around = LEFT.get();
        let left = around.unwrap_or_else(|| size.saturating_mul(READINGS).saturating_add(GRACE));
        Self { size, trials, left, is_outermost: around.is_none() }
    }

    /// Tries one way, if there is enough left for it.
    pub(super) fn spend<T>(&mut self, trial: impl FnOnce() -> T) -> Option<T> {
        let share = self.left / self.trials.max(1);
        self.trials = self.trials.saturating_sub(1);
        LEFT.set(Some(share.checked_sub(self.size)?));
        let result = trial();
        self.left = self.left - share + LEFT.get().unwrap_or_default();
        Some(result)
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        LEFT.set((!self.is_outermost).then_some(self.left));
    }
}
